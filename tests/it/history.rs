//! What happened to a customer: who changed what, how it was, who looked at a number.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::MINUTE;
use crate::door::step_up;
use crate::firm::text;
use crate::outside::Browser;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::escaped;
use crate::outside::head;
use crate::outside::with_token;
use crate::sales::child;
use crate::sales::made;
use serde_json::Value;
use serde_json::json;

static SHARED: Shared<House> = Shared::new(House::new);

fn path_of(customer: &Value) -> String {
    format!("/customers/{}", customer["id"].as_str().unwrap())
}

fn edit(house: &House, path: &str, version: u32, change: &Value) -> Value {
    let version = format!("\"{version}\"");
    let answer = ask(house, "PATCH", path, Some(change), &[("if-match", &version)]);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[test]
fn every_change_is_told_with_masks_newest_first() {
    let house = SHARED.get();
    let more = json!({ "remark": "一", "contact_name": "王小明", "email": "li.lei@example.com" });
    let path = path_of(&house.customer("历史机械厂", &more));
    let change = json!({ "remark": "二", "phone": "13912345678", "contact_name": "李小红" });
    edit(&house, &path, 1, &change);
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"2\"")]).status, 204);
    assert_eq!(ask(&house, "POST", &format!("{path}/restorations"), None, &[]).status, 200);
    let history = ask(&house, "GET", &format!("{path}/history"), None, &[]);
    let items = history.body["items"].as_array().unwrap();
    let actions: Vec<_> = items.iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["restore", "delete", "edit", "create"]);
    assert!(items.iter().all(|item| item["actor"]["name"] == "admin"), "{items:?}");
    assert!(items.windows(2).all(|two| two[1]["seq"].as_u64() < two[0]["seq"].as_u64()));
    let change = |item: &Value, key: &str| {
        let changes = item["changes"].as_array().unwrap();
        changes.iter().find(|change| change["field"] == key).cloned().unwrap_or_default()
    };
    assert_eq!(items[2]["changes"].as_array().unwrap().len(), 3, "{}", items[2]);
    let remark = json!({ "field": "remark", "before": "一", "after": "二" });
    assert_eq!(change(&items[2], "remark"), remark);
    let phone = json!({ "field": "phone", "before": "138****8000", "after": "139****5678" });
    assert_eq!(change(&items[2], "phone"), phone);
    let person = json!({ "field": "contact_name", "before": "王*", "after": "李*" });
    assert_eq!(change(&items[2], "contact_name"), person);
    for clear in ["13800138000", "13912345678", "王小明", "李小红", "li.lei@example.com"] {
        assert!(!history.text.contains(clear), "{clear}");
    }
}

#[test]
fn a_long_history_comes_in_pages() {
    let house = SHARED.get();
    let path = path_of(&house.customer("长历史机械厂", &json!({})));
    for version in 1..=6 {
        edit(&house, &path, version, &json!({ "remark": format!("第{version}次") }));
    }
    let whole = house.get(&format!("{path}/history"));
    assert_eq!(whole["next"], Value::Null);
    let mut walked = Vec::new();
    let mut before = String::new();
    loop {
        let page = house.get(&format!("{path}/history?limit=3&before={before}"));
        walked.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut before),
            None => break,
        }
    }
    assert_eq!(&walked, whole["items"].as_array().unwrap());
    for bad in ["limit=0", "limit=501", "limit=x", "before=x"] {
        let answer = ask(&house, "GET", &format!("{path}/history?{bad}"), None, &[]);
        assert_eq!(answer.status, 400, "{bad} {answer:?}");
    }
}

#[test]
fn a_customer_can_be_seen_as_it_was_at_any_moment() {
    let house = SHARED.get();
    let made = house.customer("时光机械厂", &json!({ "remark": "一", "tags": ["VIP"] }));
    let path = path_of(&made);
    let second = edit(&house, &path, 1, &json!({ "remark": "二", "tags": [] }));
    let third = edit(&house, &path, 2, &json!({ "remark": null, "phone": "13912345678" }));
    let history = house.get(&format!("{path}/history"));
    let moments: Vec<&str> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["at"].as_str().unwrap())
        .collect();
    let at = |moment: &str| {
        ask(&house, "GET", &format!("{path}/history?at={}", escaped(moment)), None, &[])
    };
    for (moment, then) in moments.iter().zip([&third, &second, &made]) {
        let answer = at(moment);
        assert_eq!(answer.status, 200, "{answer:?}");
        for key in ["remark", "tags", "phone", "code"] {
            assert_eq!(answer.body["fields"][key], then["fields"][key], "{key} {moment}");
        }
        assert_eq!(answer.body["version"], then["version"]);
    }
    assert_eq!(at("2020-01-01T00:00:00+08:00").status, 404);
    let bad = at("not a moment");
    assert_eq!((bad.status, bad.slug()), (400, "query"));
    assert_eq!(at("2199-01-01T00:00:00+08:00").body["version"], 3);
}

#[test]
fn what_its_records_came_to_is_told_of_that_moment() {
    let house = House::new();
    let path = path_of(&house.customer("回看机械厂", &json!({})));
    let id = path.rsplit('/').next().unwrap();
    let mut number = 0;
    let mut won = |amount: &str| {
        number += 1;
        let mut body = child("deals", id, number, String::new);
        let more = json!({
            "stage": "won", "amount": amount, "won_on": "2026-01-05",
            "contract_no": format!("HT-{number}"),
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        format!("/deals/{}", text(&made(&house, "deals", &body), "id"))
    };
    let [same, changed, binned, back] = ["1.00", "2.00", "4.00", "8.00"].map(&mut won);
    let paid = |amount: &str| {
        let deal = same.rsplit('/').next().unwrap().to_owned();
        let mut body = child("payments", id, 1, || deal);
        body["amount"] = json!(amount);
        made(&house, "payments", &body);
    };
    let bin = |place: &str| {
        let version = format!("\"{}\"", house.get(place)["version"]);
        assert_eq!(ask(&house, "DELETE", place, None, &[("if-match", &version)]).status, 204);
    };
    paid("0.30");
    bin(&back);
    let (before, deal) = (house.get(&path)["fields"].clone(), house.get(&same));
    assert_eq!((&before["total_amount"], &before["deal_count"]), (&json!("7.00"), &json!(3)));
    house.turn_clock(MINUTE * 10, true);
    edit(&house, &changed, 1, &json!({ "amount": "3.00" }));
    bin(&binned);
    let restored = ask(&house, "POST", &format!("{back}/restorations"), None, &[]);
    assert_eq!(restored.status, 200, "{restored:?}");
    won("16.00");
    paid("0.20");
    let now = house.get(&path)["fields"].clone();
    assert_eq!((&now["total_amount"], &now["deal_count"]), (&json!("28.00"), &json!(4)));
    house.turn_clock(MINUTE * 5, true);
    let at = chrono::DateTime::from_timestamp_millis(house.now_ms()).unwrap();
    let at = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let was =
        |place: &str| house.get(&format!("{place}/history?at={}", escaped(&at)))["fields"].clone();
    for key in ["total_amount", "deal_count", "last_deal"] {
        assert_eq!(was(&path)[key], before[key], "{key}");
    }
    for key in ["amount", "received", "outstanding"] {
        assert_eq!(was(&same)[key], deal["fields"][key], "{key}");
    }
}

#[test]
fn a_clear_value_is_given_for_a_purpose_and_noted() {
    let house = SHARED.get();
    let more = json!({
        "contact_name": "王小明", "email": "li.lei@example.com", "wechat": "wxid_canary",
        "id_number": "11010519491231002X", "address": "人民路1号"
    });
    let path = path_of(&house.customer("查看机械厂", &more));
    let reveals = format!("{path}/reveals");
    for (field, value) in [
        ("phone", "13800138000"),
        ("email", "li.lei@example.com"),
        ("wechat", "wxid_canary"),
        ("id_number", "11010519491231002X"),
        ("address", "人民路1号"),
        ("contact_name", "王小明"),
    ] {
        let asked = json!({ "field": field, "purpose": "电话回访" });
        let answer = ask(&house, "POST", &reveals, Some(&asked), &[]);
        assert_eq!(answer.body, json!({ "field": field, "value": value }), "{answer:?}");
    }
    let history = ask(&house, "GET", &format!("{path}/history"), None, &[]);
    let first = &history.body["items"][5];
    assert_eq!((&first["action"], &first["note"]), (&json!("reveal"), &json!("电话回访")));
    assert_eq!(first["changes"][0]["field"], "phone");
    assert!(!history.text.contains("13800138000"));
    // Looking changes nothing: the version is the same.
    assert_eq!(house.get(&path)["version"], 1);
}

#[test]
fn nothing_is_given_without_a_purpose_or_a_field() {
    let house = House::new();
    let path = path_of(&house.customer("不给看机械厂", &json!({})));
    let before = head(&house);
    let refused = |body: Value| {
        let answer = ask(&house, "POST", &format!("{path}/reveals"), Some(&body), &[]);
        (answer.status, answer.reason().to_owned())
    };
    assert_eq!(refused(json!({ "field": "phone", "purpose": " " })), (422, "purpose".to_owned()));
    let long = json!({ "field": "phone", "purpose": "长".repeat(201) });
    assert_eq!(refused(long), (422, "purpose".to_owned()));
    assert_eq!(refused(json!({ "field": "phone" })), (422, "required".to_owned()));
    let none = json!({ "field": "email", "purpose": "回访" });
    assert_eq!(refused(none), (422, "nothing_to_reveal".to_owned()));
    let unknown = json!({ "field": "password", "purpose": "回访" });
    assert_eq!(refused(unknown), (422, "unknown_field".to_owned()));
    assert_eq!(head(&house), before);
}

#[test]
fn who_is_given_many_clear_values_says_once_more_who_they_are() {
    let mut house = House::new();
    let path = path_of(&house.customer("多看机械厂", &json!({})));
    let path = format!("{path}/reveals");
    let body = json!({ "field": "phone", "purpose": "回访" });
    let mut page = Browser::signed_in(&house, "admin", PASSWORD);
    let made = page.ask("POST", "/tokens", Some(&json!({ "name": "x", "scopes": ["all"] })));
    let token = made.body["token"].as_str().unwrap().to_owned();
    let cookie = page.cookie.clone();
    house.turn_clock(MINUTE * 10, true);
    for n in 0..30 {
        let given = with_token(&house, &token, "POST", &path, Some(&body), &[]);
        assert_eq!(given.status, 200, "{n}: {given:?}");
    }
    // It outlives the server.
    house.restart();
    let limited = with_token(&house, &token, "POST", &path, Some(&body), &[]);
    assert_eq!((limited.status, limited.slug()), (429, "limit"), "{limited:?}");
    let mut page = Browser { house: &house, cookie, previews: false };
    let asked = page.ask("POST", &path, Some(&body));
    assert_eq!((asked.status, asked.slug()), (403, "step-up"), "{asked:?}");
    assert_eq!(step_up(&mut page, &json!({ "password": PASSWORD })).status, 204);
    assert_eq!(page.ask("POST", &path, Some(&body)).status, 200);
    house.turn_clock(MINUTE * 75, true);
    assert_eq!(with_token(&house, &token, "POST", &path, Some(&body), &[]).status, 200);
}

#[test]
fn the_name_of_a_person_stays_masked_when_the_person_becomes_a_firm() {
    let house = SHARED.get();
    let path = path_of(&house.customer("张三丰", &json!({ "kind": "个人" })));
    edit(&house, &path, 1, &json!({ "name": "张君宝" }));
    edit(&house, &path, 2, &json!({ "name": "三丰商贸", "kind": "企业" }));
    edit(&house, &path, 3, &json!({ "name": "三丰国际商贸" }));
    let history = ask(&house, "GET", &format!("{path}/history"), None, &[]).text;
    let id = path.rsplit('/').next().unwrap();
    let audit = ask(&house, "GET", &format!("/audit?record={id}"), None, &[]).text;
    for told in [history, audit] {
        assert!(!told.contains("张三丰") && !told.contains("张君宝"), "{told}");
        assert!(told.contains("张*") && told.contains("三丰国际商贸"), "{told}");
    }
}
