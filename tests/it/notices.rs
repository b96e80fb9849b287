//! What people are told without asking: what others hand them and what falls due, once each, and
//! never what they may not see.

use crate::firm::Firm;
use crate::firm::text;
use crate::sse::Events;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

const MINUTE_MS: i64 = 60_000;
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

fn page(firm: &Firm, who: &str, query: &str) -> Value {
    let answer = firm.get(who, &format!("/notifications{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

fn items(firm: &Firm, who: &str) -> Vec<Value> {
    page(firm, who, "")["items"].as_array().unwrap().clone()
}

fn kinds(firm: &Firm, who: &str) -> Vec<String> {
    items(firm, who).iter().map(|item| text(item, "kind")).collect()
}

/// Waits until somebody has as many notices.
fn until(firm: &Firm, who: &str, count: usize) -> Vec<Value> {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let items = items(firm, who);
        if items.len() == count {
            return items;
        }
        assert!(Instant::now() < until, "{count} of {who}: {items:#?}\n{}", firm.house.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Nothing new comes to somebody: the reader has passed what was written by now, since it has told
/// the watcher of something later.
fn settled(firm: &Firm) {
    let before = items(firm, "mate").len();
    task(firm, "sales", "mate", &json!({}));
    until(firm, "mate", before + 1);
}

/// In milliseconds from the house's own time, as the API takes it.
fn at(firm: &Firm, ms: i64) -> String {
    let seconds = (firm.house.now_ms() + ms).div_euclid(1_000);
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// A to-do of `to`, made by `by`; due in a week unless `more` says otherwise.
fn task(firm: &Firm, by: &str, to: &str, more: &Value) -> String {
    let due = at(firm, 7 * 24 * 60 * MINUTE_MS);
    let mut body = json!({ "title": "回访", "due": due, "assignee": firm.people[to].id });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let made = firm.post(by, "/tasks", &body);
    assert_eq!(made.status, 201, "{made:?}");
    made.id().to_owned()
}

/// The clock of the house is ahead by this; then `sales` has so many notices, and no more come.
fn later(firm: &mut Firm, ahead: Duration, count: usize) {
    firm.house.turn_clock(ahead, true);
    firm.house.restart();
    until(firm, "sales", count);
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(items(firm, "sales").len(), count, "{ahead:?}");
}

fn firm() -> Firm {
    Firm::of(&["sales", "mate", "sales_manager", "stranger", "service"])
}

#[test]
fn what_others_hand_to_one_is_told_once_and_ones_own_doing_is_not() {
    let firm = firm();
    let events = Events::of_token(&firm.house, &firm.people["sales"].token, "").begun();
    let customer = firm.customer("sales", &json!({ "name": "恒泰机械厂" }));
    let told = until(&firm, "sales", 1).remove(0);
    assert_eq!(text(&told, "kind"), "customer_assigned");
    assert_eq!(told["customer"], json!({ "id": customer, "name": "恒泰机械厂" }));
    assert_eq!(told["record"], json!({ "kind": "customers", "id": customer }));
    assert!(text(&told, "text").ends_with("把客户“恒泰机械厂”交给你跟进"), "{told}");
    let noticed = (0..3).map(|_| events.next()).any(|event| event.name == "notice");
    assert!(noticed, "the page is told at once");
    task(&firm, "sales", "sales", &json!({ "customer": customer }));
    let task = task(&firm, "admin", "sales", &json!({ "customer": customer, "title": "寄样品" }));
    let told = until(&firm, "sales", 2).remove(0);
    assert_eq!(told["record"], json!({ "kind": "tasks", "id": task }));
    assert!(text(&told, "text").contains("寄样品"), "{told}");
    let path = format!("/tasks/{task}");
    let own = json!({ "title": "寄两份样品" });
    assert_eq!(firm.change("admin", "PATCH", &path, &own).status, 200);
    settled(&firm);
    assert_eq!(items(&firm, "sales").len(), 2, "it is theirs already");
}

#[test]
fn a_service_and_a_task_that_change_hands_are_told_to_the_next() {
    let firm = firm();
    let customer = firm.customer("sales", &json!({}));
    until(&firm, "sales", 1);
    let body = json!({ "customer": customer, "type": "complaint", "description": "漏油",
        "handler": firm.people["service"].id });
    let made = firm.post("sales", "/services", &body);
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(text(&until(&firm, "service", 1)[0], "kind"), "service_assigned");
    let path = format!("/services/{}", made.id());
    let handed = json!({ "handler": firm.people["sales"].id });
    assert_eq!(firm.change("admin", "PATCH", &path, &handed).status, 200);
    assert_eq!(text(&until(&firm, "sales", 2)[0], "kind"), "service_assigned");
    assert_eq!(kinds(&firm, "service"), ["service_assigned"]);
}

#[test]
fn the_owner_hears_of_services_that_others_record_for_a_customer() {
    let firm = firm();
    let customer = firm.customer("sales", &json!({ "name": "恒泰机械厂" }));
    until(&firm, "sales", 1);
    let record = |who: &str, more: &[(&str, Value)]| {
        let mut body = json!({ "customer": customer, "type": "complaint", "description": "漏油" });
        more.iter().for_each(|(key, value)| body[*key] = value.clone());
        let made = firm.post(who, "/services", &body);
        assert_eq!(made.status, 201, "{made:?}");
        made.id().to_owned()
    };
    let blind = json!({ "name": "不看服务", "rights": {
        "customers": { "view": "own", "edit": "own" }, "services": { "view": "none" } } });
    firm.as_role("sales", &blind);
    record("service", &[]);
    settled(&firm);
    firm.as_role("sales", &json!({ "name": "还是卖", "from": "销售代表" }));
    record("sales", &[]);
    settled(&firm);
    assert_eq!(kinds(&firm, "sales"), ["customer_assigned"], "out of sight then, and one's own");
    let service = record("service", &[]);
    let told = until(&firm, "sales", 2).remove(0);
    assert_eq!(text(&told, "kind"), "service_recorded");
    assert_eq!(told["record"], json!({ "kind": "services", "id": service }));
    assert_eq!(told["by"]["id"], json!(firm.people["service"].id));
    let said = text(&told, "text");
    assert!(said.starts_with("service先生为“恒泰机械厂”登记了服务记录 SV-"), "{said}");
    let english = firm.ask("sales", "GET", "/notifications", None, &[("accept-language", "en")]);
    assert!(english.text.contains("recorded service SV-"), "{}", english.text);
    record("service", &[("handler", json!(firm.people["sales"].id))]);
    assert_eq!(text(&until(&firm, "sales", 3)[0], "kind"), "service_assigned", "told once");
    // What a file or a late entry brings of long ago is no news.
    record("service", &[("at", json!("2025-03-04T10:00:00Z"))]);
    let off = json!({ "kinds": { "service_recorded": false } });
    let chosen = firm.ask("sales", "PATCH", "/notifications/settings", Some(&off), &[]);
    assert_eq!(chosen.body["kinds"]["service_recorded"], json!(false), "{chosen:?}");
    record("service", &[]);
    settled(&firm);
    assert_eq!(items(&firm, "sales").len(), 3);
}

#[test]
fn a_batch_is_one_notice() {
    let firm = firm();
    let ids: Vec<String> =
        (0..5).map(|n| firm.customer("mate", &json!({ "name": format!("第{n}厂") }))).collect();
    let body = json!({ "ids": ids, "owner": firm.people["sales"].id });
    let moved = firm.post("admin", "/customers/assignments", &body);
    assert_eq!(moved.status, 200, "{moved:?}");
    let told = until(&firm, "sales", 1).remove(0);
    assert!(text(&told, "text").contains("等 5 位客户"), "{told}");
}

#[test]
fn what_goes_out_of_sight_is_listed_no_more_and_is_not_counted() {
    let firm = firm();
    let customer = firm.customer("sales", &json!({}));
    assert_eq!(until(&firm, "sales", 1).len(), 1);
    let away = json!({ "owner": firm.people["stranger"].id });
    assert_eq!(firm.change("admin", "PATCH", &format!("/customers/{customer}"), &away).status, 200);
    let page = page(&firm, "sales", "");
    assert_eq!((&page["items"], &page["unread"]), (&json!([]), &json!(0)));
}

#[test]
fn a_deal_that_is_won_is_told_to_those_who_look_after_the_team() {
    let firm = firm();
    let customer = firm.customer("sales", &json!({ "name": "恒泰机械厂" }));
    until(&firm, "sales", 1);
    let today = at(&firm, 0)[..10].to_owned();
    let won = |no: &str, on: &str| {
        json!({ "customer": customer, "title": "年度采购", "stage": "won", "amount": "12000",
            "won_on": on, "contract_no": no, "owner": firm.people["sales"].id })
    };
    let made = firm.post("sales", "/deals", &won("HT-1", &today));
    assert_eq!(made.status, 201, "{made:?}");
    let told = until(&firm, "sales_manager", 1).remove(0);
    assert_eq!(text(&told, "kind"), "deal_won");
    assert!(text(&told, "text").contains("恒泰机械厂"), "{told}");
    let old = firm.post("sales", "/deals", &won("HT-2", "2020-03-01"));
    assert_eq!(old.status, 201, "{old:?}");
    settled(&firm);
    assert_eq!(kinds(&firm, "sales_manager"), ["deal_won"], "what is long over is no news");
    assert_eq!(kinds(&firm, "sales"), ["customer_assigned"], "who has won knows it");
    assert_eq!(kinds(&firm, "stranger"), Vec::<String>::new());
}

#[test]
fn notices_are_read_page_by_page_and_kinds_can_be_turned_off() {
    let firm = firm();
    (0..5).for_each(|n| drop(task(&firm, "admin", "sales", &json!({ "title": format!("第{n}") }))));
    until(&firm, "sales", 5);
    let first = page(&firm, "sales", "?limit=3");
    assert_eq!((first["items"].as_array().unwrap().len(), &first["unread"]), (3, &json!(5)));
    let next = page(&firm, "sales", &format!("?limit=3&cursor={}", text(&first, "next")));
    assert_eq!((next["items"].as_array().unwrap().len(), &next["next"]), (2, &Value::Null));
    let id = text(&first["items"][1], "id");
    let read = firm.post("sales", "/notifications/reads", &json!({ "ids": [id] }));
    assert_eq!((read.status, &read.body), (200, &json!({ "unread": 4 })));
    let unread = page(&firm, "sales", "?unread=1");
    assert_eq!(unread["items"].as_array().unwrap().len(), 4);
    let others = firm.post("mate", "/notifications/reads", &json!({ "all": true }));
    assert_eq!(others.body, json!({ "unread": 0 }));
    assert_eq!(page(&firm, "sales", "")["unread"], json!(4), "everybody reads their own");
    let all = firm.post("sales", "/notifications/reads", &json!({ "all": true }));
    assert_eq!(all.body, json!({ "unread": 0 }));
    let off = json!({ "kinds": { "task_assigned": false } });
    let path = "/notifications/settings";
    let chosen = firm.ask("sales", "PATCH", path, Some(&off), &[]);
    assert_eq!(chosen.status, 200, "{chosen:?}");
    assert_eq!(chosen.body["kinds"]["task_assigned"], json!(false));
    assert_eq!(chosen.body["kinds"]["task_due"], json!(true));
    task(&firm, "admin", "sales", &json!({}));
    settled(&firm);
    assert_eq!(items(&firm, "sales").len(), 5);
    let unknown = json!({ "kinds": { "rain": true } });
    assert_eq!(firm.ask("sales", "PATCH", path, Some(&unknown), &[]).status, 422);
    for bad in ["?limit=101", "?limit=x", "?page=1"] {
        assert_eq!(firm.get("sales", &format!("/notifications{bad}")).status, 400, "{bad}");
    }
}

#[test]
fn what_falls_due_is_told_before_and_then_and_the_morning_after_once_each() {
    let mut firm = firm();
    let due = |minutes: i64| json!({ "due": at(&firm, minutes * MINUTE_MS), "remind": "60" });
    let id = task(&firm, "sales", "sales", &due(90));
    let none = json!({ "due": at(&firm, 90 * MINUTE_MS), "remind": "none" });
    task(&firm, "sales", "sales", &none);
    let done = task(&firm, "sales", "sales", &due(90));
    let path = format!("/tasks/{done}");
    assert_eq!(firm.change("sales", "PATCH", &path, &json!({ "done": true })).status, 200);
    later(&mut firm, MINUTE * 10, 0);
    later(&mut firm, MINUTE * 35, 1);
    later(&mut firm, MINUTE * 40, 1);
    later(&mut firm, MINUTE * 95, 2);
    assert_eq!(kinds(&firm, "sales"), ["task_due", "task_due"]);
    later(&mut firm, DAY * 2, 4);
    later(&mut firm, DAY * 2 + MINUTE, 4);
    assert_eq!(kinds(&firm, "sales")[..2], ["task_overdue", "task_overdue"]);
    let told = items(&firm, "sales");
    let of = |id: &str| told.iter().filter(|item| item["record"]["id"] == json!(id)).count();
    assert_eq!((of(&id), of(&done)), (3, 0));
}

#[test]
fn an_instalment_that_does_not_come_is_told_to_whose_deal_it_is() {
    let mut firm = firm();
    let customer = firm.customer("sales", &json!({ "name": "恒泰机械厂" }));
    until(&firm, "sales", 1);
    let day = |days: i64| at(&firm, days * 24 * 60 * MINUTE_MS)[..10].to_owned();
    let won = json!({ "customer": customer, "title": "年度采购", "stage": "won", "amount": "12000",
        "won_on": day(0), "contract_no": "HT-1", "owner": firm.people["sales"].id });
    // Made by somebody else: it is told as won.
    let deal = text(&firm.made("/deals", &won), "id");
    let planned = |amount: &str, on: String| json!({ "deal": deal, "kind": "planned", "amount": amount, "on": on });
    firm.made("/payments", &planned("5000", day(1)));
    firm.made("/payments", &planned("7000", day(3)));
    let received = json!({ "deal": deal, "kind": "received", "amount": "5000", "on": day(0) });
    firm.made("/payments", &received);
    // The first one has come.
    later(&mut firm, DAY * 3, 2);
    later(&mut firm, DAY * 5, 3);
    let told = items(&firm, "sales");
    assert_eq!(text(&told[0], "kind"), "payment_overdue");
    assert!(text(&told[0], "text").contains("恒泰机械厂"), "{told:?}");
}

#[test]
fn an_answer_that_is_due_at_once_is_told_of_when_it_is() {
    let mut firm = firm();
    let customer = firm.customer("sales", &json!({}));
    until(&firm, "sales", 1);
    let service = |minutes: i64| {
        let body = json!({
            "customer": customer, "type": "投诉处理", "description": "机器不转",
            "due": at(&firm, minutes * MINUTE_MS),
        });
        let made = firm.post("sales", "/services", &body);
        assert_eq!(made.status, 201, "{made:?}");
    };
    service(10);
    service(40);
    later(&mut firm, MINUTE * 5, 1);
    later(&mut firm, MINUTE * 12, 2);
    assert_eq!(kinds(&firm, "sales")[0], "service_due");
    later(&mut firm, MINUTE * 27, 3);
    later(&mut firm, MINUTE * 42, 4);
    later(&mut firm, MINUTE * 45, 4);
}
