//! The journal as it grows: told at once to those who may see it, and to nobody else.

use crate::common::PASSWORD;
use crate::firm::Firm;
use crate::firm::text;
use crate::outside::Browser;
use crate::outside::head;
use crate::sse::Events;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

fn stream(firm: &Firm, who: &str) -> Events {
    Events::of_token(&firm.house, &firm.people[who].token, "").begun()
}

fn edit(firm: &Firm, id: &str, members: &Value) -> Value {
    let answer = firm.change("admin", "PATCH", &format!("/customers/{id}"), members);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[test]
fn a_change_is_told_within_a_second_to_those_who_may_see_it() {
    let firm = Firm::of(&["sales", "stranger"]);
    let (own, other) = (firm.customer("sales", &json!({})), firm.customer("stranger", &json!({})));
    let events = stream(&firm, "sales");
    let title = json!({ "contact_title": "经理", "remark": "周五送货" });
    let version = edit(&firm, &own, &title)["version"].clone();
    let told = events.told();
    assert_eq!((&told["id"], &told["version"]), (&json!(own), &version));
    assert_eq!((&told["kind"], &told["action"]), (&json!("customers"), &json!("edit")));
    assert_eq!(told["customer"], json!(own));
    assert_eq!(told["fields"], json!(["contact_title", "remark"]), "{told}");
    let admin = firm.get("admin", "/session").body["user"]["name"].clone();
    assert_eq!(told["actor"]["name"], admin);
    edit(&firm, &other, &json!({ "contact_title": "经理" }));
    firm.customer("stranger", &json!({ "name": "别人的厂" }));
    firm.remove(&other);
    events.is_quiet();
    let made = firm.customer("sales", &json!({ "name": "我的厂" }));
    let told = events.told();
    assert_eq!((text(&told, "id"), text(&told, "action")), (made.clone(), "create".to_owned()));
    assert_eq!(told["fields"], json!([]));
    firm.remove(&made);
    assert_eq!(text(&events.told(), "action"), "delete");
    let path = format!("/customers/{made}/restorations");
    assert_eq!(firm.post("admin", &path, &json!({})).status, 200);
    assert_eq!(text(&events.told(), "action"), "restore");
}

#[test]
fn what_is_about_a_customer_is_told_with_it() {
    let firm = Firm::of(&["sales", "stranger"]);
    let (own, other) = (firm.customer("sales", &json!({})), firm.customer("stranger", &json!({})));
    let events = stream(&firm, "sales");
    let followup =
        |customer: &str| json!({ "customer": customer, "method": "call", "content": "问价" });
    firm.made("/followups", &followup(&other));
    let made = firm.made("/followups", &followup(&own));
    let told = events.told();
    assert_eq!((&told["kind"], &told["id"]), (&json!("followups"), &made["id"]));
    assert_eq!(told["customer"], json!(own));
    events.is_quiet();
}

#[test]
fn what_goes_out_of_sight_is_not_told_any_more_and_what_comes_into_it_is() {
    let firm = Firm::of(&["sales", "stranger"]);
    let id = firm.customer("sales", &json!({}));
    let (mine, theirs) = (stream(&firm, "sales"), stream(&firm, "stranger"));
    edit(&firm, &id, &json!({ "owner": firm.people["stranger"].id }));
    mine.is_quiet();
    assert_eq!(theirs.told()["fields"], json!(["owner"]));
    edit(&firm, &id, &json!({ "contact_title": "经理" }));
    mine.is_quiet();
    assert_eq!(theirs.told()["fields"], json!(["contact_title"]));
}

#[test]
fn a_hidden_field_is_not_named_and_alone_has_not_changed() {
    let firm = Firm::of(&["blind"]);
    let id = firm.customer("", &json!({}));
    let events = stream(&firm, "blind");
    edit(&firm, &id, &json!({ "remark": "只有管理员知道" }));
    events.is_quiet();
    edit(&firm, &id, &json!({ "remark": "还是", "contact_title": "经理", "region": "330000" }));
    let told = events.told();
    assert_eq!(told["fields"], json!(["contact_title", "region"]), "a mask is seen: {told}");
}

#[test]
fn who_was_away_hears_what_was_missed_or_that_there_was_too_much() {
    let firm = Firm::of(&["sales", "stranger"]);
    let own = firm.customer("sales", &json!({}));
    let (token, before) = (&firm.people["sales"].token, head(&firm.house));
    for n in 0..3 {
        edit(&firm, &own, &json!({ "contact_title": format!("经理{n}") }));
        firm.customer("stranger", &json!({ "name": format!("别人的厂{n}") }));
    }
    let events = Events::of_token(&firm.house, token, &format!("?after={before}"));
    let sync = events.next();
    assert_eq!((sync.id, &sync.data["whole"]), (Some(before), &json!(true)));
    let told: Vec<u64> = (0..3).map(|_| events.told()["seq"].as_u64().unwrap()).collect();
    events.is_quiet();
    let bearer = format!("Bearer {token}");
    let again = |last: &str| {
        let headers = [("Authorization", bearer.as_str()), ("Last-Event-ID", last)];
        Events::open(&firm.house, &format!("?after={before}"), &headers).begun()
    };
    assert_eq!(again(&told[1].to_string()).told()["seq"], told[2], "the browser knows better");
    again(&told[2].to_string()).is_quiet();
    assert_eq!(again("x").told()["seq"], told[0]);
    let rows: String = (0..1_001).map(|n| format!("导入厂{n},139{n:08}\n")).collect();
    let file = format!("客户名称,手机号\n{rows}");
    let staged = crate::outside::upload(&firm.house, "a.csv", file.as_bytes());
    assert_eq!(staged.status, 201, "{staged:?}");
    let job = crate::outside::run_import(&firm.house, staged.id());
    assert_eq!(job["state"], "done", "{job}");
    let late = Events::of_token(&firm.house, token, &format!("?after={before}"));
    let sync = late.next();
    let now = head(&firm.house);
    assert_eq!((sync.data["head"].as_u64(), &sync.data["whole"]), (Some(now), &json!(false)));
    assert_eq!(sync.id, Some(now));
    late.is_quiet();
    let ahead = Events::of_token(&firm.house, token, "?after=99999999");
    assert_eq!(ahead.next().data["whole"], json!(false), "a number of another store");
    assert_eq!(Events::of_token(&firm.house, token, "?after=x").status, 400);
    assert_eq!(Events::of_token(&firm.house, token, "?from=1").status, 400);
}

#[test]
fn many_changes_at_once_are_told_in_one_word_to_whoever_would_hear_of_many() {
    let firm = Firm::of(&["sales", "stranger", "reader"]);
    let own = Events::of_token(&firm.house, &firm.house.token, "").begun();
    let [sees, one, none] = ["reader", "sales", "stranger"].map(|who| stream(&firm, who));
    let rows = |mark: &str, count: usize| {
        let row = |n: usize| {
            let owner = if n == 7 { "sales先生" } else { "" };
            format!("{mark}{n}厂,139{n:08},{owner}\n")
        };
        let rows: String = (0..count).map(row).collect();
        format!("客户名称,手机号,负责人\n{rows}")
    };
    let import = |file: &str| {
        let job = crate::outside::import(&firm.house, "a.csv", file.as_bytes(), &json!({}));
        assert_eq!(job["report"]["rejected"], 0, "{job}");
    };
    import(&rows("多", 240));
    for (events, is_own) in [(&sees, false), (&own, true)] {
        let word = events.next();
        assert_eq!((word.name.as_str(), &word.data["whole"]), ("sync", &json!(false)));
        assert_eq!((&word.data["own"], word.id), (&json!(is_own), word.data["head"].as_u64()));
    }
    assert_eq!(one.told()["action"], "create", "what is one for them is told as one");
    for events in [&sees, &own, &one, &none] {
        events.is_quiet();
    }
    import(&rows("少", 3));
    let told: Vec<Value> = (0..3).map(|_| sees.told()["action"].clone()).collect();
    assert_eq!(told, ["create"; 3]);
    sees.is_quiet();
    none.is_quiet();
}

#[test]
fn who_is_disabled_or_signs_out_hears_nothing_more_and_a_new_role_counts_at_once() {
    let firm = Firm::of(&["sales", "stranger", "mate"]);
    let id = firm.customer("stranger", &json!({}));
    let (gone, stays) = (stream(&firm, "mate"), stream(&firm, "sales"));
    firm.disable("mate");
    assert!(gone.ends());
    let wide = json!({ "roles": ["只读"] });
    let path = format!("/users/{}", firm.people["sales"].id);
    let changed = firm.ask("admin", "PATCH", &path, Some(&wide), &[("if-match", "\"1\"")]);
    assert_eq!(changed.status, 200, "{changed:?}");
    edit(&firm, &id, &json!({ "contact_title": "经理" }));
    assert_eq!(stays.told()["fields"], json!(["contact_title"]), "all customers by now");
    let mut browser = Browser::signed_in(&firm.house, "admin", PASSWORD);
    let other = Browser::signed_in(&firm.house, "admin", PASSWORD);
    let (mine, kept) = (&browser.cookie, &other.cookie);
    let mine = Events::of_cookie(&firm.house, mine, "").begun();
    let kept = Events::of_cookie(&firm.house, kept, "").begun();
    assert_eq!(browser.ask("DELETE", "/session", None).status, 204);
    assert!(mine.ends() && !kept.ends());
    assert_eq!(Events::of_cookie(&firm.house, &browser.cookie, "").status, 401);
}

#[test]
fn a_page_that_only_waits_does_not_keep_its_session_alive() {
    let firm = Firm::of(&["sales"]);
    let browser = Browser::signed_in(&firm.house, "admin", PASSWORD);
    let ahead = |minutes: u64| firm.house.turn_clock(Duration::from_secs(minutes * 60), true);
    let first = Events::of_cookie(&firm.house, &browser.cookie, "").begun();
    ahead(80);
    let waits = || browser.ask_from(&[("zhike-idle", "1")], "GET", "/session", None).status;
    assert_eq!(waits(), 200);
    firm.customer("sales", &json!({}));
    assert_eq!(text(&first.told(), "action"), "create");
    let second = Events::of_cookie(&firm.house, &browser.cookie, "").begun();
    ahead(160);
    assert_eq!(waits(), 401);
    firm.customer("sales", &json!({}));
    assert!(first.ends() && second.ends(), "two hours without a hand on it");
    assert_eq!(Events::of_cookie(&firm.house, &browser.cookie, "").status, 401);
}

#[test]
fn through_other_eyes_only_what_they_see_is_told() {
    let firm = Firm::of(&["sales", "stranger"]);
    let (own, other) = (firm.customer("sales", &json!({})), firm.customer("stranger", &json!({})));
    let mut browser = Browser::signed_in(&firm.house, "admin", PASSWORD);
    let events = Events::of_cookie(&firm.house, &browser.cookie, "").begun();
    let eyes = json!({ "user": firm.people["sales"].id });
    let begun = browser.ask("POST", "/session/preview", Some(&eyes));
    assert_eq!(begun.status, 200, "{begun:?}");
    edit(&firm, &other, &json!({ "contact_title": "经理" }));
    events.is_quiet();
    edit(&firm, &own, &json!({ "contact_title": "经理" }));
    assert_eq!(events.told()["id"], json!(own));
}

#[test]
fn a_person_has_twelve_streams_and_others_have_their_own() {
    let firm = Firm::of(&["sales", "mate"]);
    let token = &firm.people["sales"].token;
    let open = || Events::of_token(&firm.house, token, "");
    let mut held: Vec<Events> = (0..12).map(|_| open().begun()).collect();
    assert_eq!(open().status, 429);
    stream(&firm, "mate");
    let began = Instant::now();
    assert_eq!(firm.get("sales", "/customers").status, 200, "they take no place of a reader");
    assert!(began.elapsed() < Duration::from_secs(2));
    held.pop();
    let until = Instant::now() + Duration::from_secs(5);
    while open().status != 200 {
        assert!(Instant::now() < until, "its place is not given back");
    }
}

#[test]
fn a_stop_ends_the_streams() {
    let mut firm = Firm::of(&["sales"]);
    let events = stream(&firm, "sales");
    let began = Instant::now();
    assert_eq!(firm.house.stop(), 0);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert!(events.ends());
}
