//! The journal as auditors read it: who did what, what was refused, by time, person, deed and record.

use crate::common::House;
use crate::common::PASSWORD;
use crate::desk;
use crate::desk::Desk;
use crate::disk::Disk;
use crate::outside::Browser;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::escaped;
use crate::outside::url;
use serde_json::Value;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use zhike::app::audit;
use zhike::app::audit::Ask;
use zhike::domain::access::Access;
use zhike::domain::access::Action;
use zhike::domain::access::Right;
use zhike::domain::access::Rights;
use zhike::domain::access::Scope;
use zhike::domain::access::Sight;
use zhike::domain::ids::Kind;
use zhike::domain::ids::RecordId;
use zhike::domain::ids::UserId;
use zhike::domain::op::Actor;
use zhike::domain::op::Op;
use zhike::domain::parse::moment;
use zhike::domain::value::Moment;
use zhike::store::Deed;

static SHARED: Shared<House> = Shared::new(House::new);

fn items(house: &House, query: &[(&str, &str)]) -> Vec<Value> {
    let answer = house.get(&url("/audit", query));
    answer["items"].as_array().unwrap().clone()
}

fn deeds(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["deed"].as_str().unwrap()).collect()
}

#[test]
fn who_did_what_stands_there_and_nothing_that_may_not_be_seen() {
    let house = SHARED.get();
    let made = house.customer("审计机械厂", &json!({ "contact_name": "王小明" }));
    let id = made["id"].as_str().unwrap();
    let path = format!("/customers/{id}");
    let change = json!({ "phone": "13912345678", "remark": "二" });
    assert_eq!(ask(&house, "PATCH", &path, Some(&change), &[("if-match", "\"1\"")]).status, 200);
    let reveal = json!({ "field": "phone", "purpose": "=电话回访" });
    assert_eq!(ask(&house, "POST", &format!("{path}/reveals"), Some(&reveal), &[]).status, 200);
    let answer = ask(&house, "GET", &url("/audit", &[("record", id)]), None, &[]);
    let items = answer.body["items"].as_array().unwrap();
    assert_eq!(deeds(items), ["reveal", "edit", "create"]);
    for item in items {
        assert_eq!(item["actor"]["name"], "admin", "{item}");
        let label = made["fields"]["code"].clone();
        assert_eq!(item["record"], json!({ "kind": "customers", "id": id, "label": label }));
        assert!(item["address"].as_str().unwrap().starts_with("127.0.0.1"), "{item}");
        assert_eq!(item["request"].as_str().unwrap().len(), 16);
    }
    assert_eq!(items[0]["note"], "=电话回访");
    assert_eq!(items[0]["changes"][0]["field"], "phone");
    let phone = items[1]["changes"].as_array().unwrap().iter().find(|one| one["field"] == "phone");
    let phone = phone.unwrap();
    assert_eq!((&phone["before"], &phone["after"]), (&json!("138****8000"), &json!("139****5678")));
    assert!(!phone["label"].as_str().unwrap().is_empty());
    for clear in ["13800138000", "13912345678", "王小明", "审计机械厂"] {
        assert!(!answer.text.contains(clear), "{clear}");
    }
    let file = house.send("GET", &url("/audit/file", &[("record", id)]), None, &[]);
    assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
    let text = file.into_body().read_to_string().unwrap();
    assert!(text.contains(",'=电话回访,"), "no formula: {text}");
    assert_eq!(text.matches("审计机械厂").count(), 0);
    let exported = &self::items(&house, &[("deed", "export")])[0];
    assert_eq!((&exported["note"], &exported["record"]), (&json!("audit csv"), &Value::Null));
}

#[test]
fn what_is_refused_is_told_by_route_and_id() {
    let house = SHARED.get();
    let gone = house.customer("拒绝机械厂", &json!({}));
    let id = gone["id"].as_str().unwrap();
    let secret = "/customers/00000000000000000000000000/reveals?purpose=canary";
    let body = json!({ "field": "phone", "purpose": "canary" });
    assert_eq!(ask(&house, "POST", secret, Some(&body), &[]).status, 404);
    let browser = Browser::signed_in(&house, "admin", PASSWORD);
    let foreign =
        [("origin", "https://elsewhere.example"), ("user-agent", "Mozilla Firefox/133.0")];
    let refused = browser.ask_from(&foreign, "DELETE", &format!("/customers/{id}"), None);
    assert_eq!((refused.status, refused.slug()), (403, "csrf"));
    // The page that is not there at all, and the one who is not signed in, are nobody's refusal.
    assert_eq!(ask(&house, "GET", "/nothing", None, &[]).status, 404);
    let answer = ask(&house, "GET", "/audit?deed=refused&limit=2", None, &[]);
    let items = answer.body["items"].as_array().unwrap();
    let notes: Vec<_> = items.iter().map(|item| item["note"].as_str().unwrap()).collect();
    let deleted = format!("403 DELETE /api/v1/customers/{{id}} {id}");
    let revealed = "404 POST /api/v1/customers/{id}/reveals 00000000000000000000000000";
    assert_eq!(notes, [deleted.as_str(), revealed]);
    assert_eq!(items[0]["record"]["label"], gone["fields"]["code"]);
    assert_eq!(items[0]["address"], "127.0.0.1 · Firefox");
    assert_eq!(items[1]["record"], Value::Null);
    assert!(items.iter().all(|item| item["actor"]["name"] == "admin"));
    assert!(!answer.text.contains("canary"));
    // It is no part of what the record's own history tells, and changes nothing.
    let history = house.get(&format!("/customers/{id}/history"));
    assert_eq!(history["items"].as_array().unwrap().len(), 1);
    assert_eq!(house.get(&format!("/customers/{id}"))["version"], 1);
}

#[test]
fn the_journal_is_cut_by_time_person_deed_and_kind_and_walked_in_pages() {
    let mut house = House::new();
    for round in 0..7 {
        house.customer(&format!("筛选机械厂{round}"), &json!({}));
    }
    let whole = items(&house, &[("limit", "500")]);
    let seqs: Vec<u64> = whole.iter().map(|item| item["seq"].as_u64().unwrap()).collect();
    let head = seqs[0];
    assert_eq!(seqs, (1..=head).rev().collect::<Vec<_>>());
    let mut walked = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = house.get(&url("/audit", &[("limit", "3"), ("cursor", &cursor)]));
        walked.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(walked, whole);
    let creates = items(&house, &[("deed", "create"), ("kind", "customers")]);
    assert_eq!(creates.len(), 7);
    let admin = creates[0]["actor"]["id"].as_str().unwrap();
    assert_eq!(items(&house, &[("actor", admin)]).len(), 7);
    let operator = items(&house, &[("actor", "operator"), ("deed", "create,edit")]);
    assert_eq!(operator.len(), 1, "the first administrator: {operator:?}");
    assert_eq!(operator[0]["actor"], json!({ "operator": true }));
    assert_eq!(operator[0]["record"]["label"], "admin");
    let third = creates[4]["at"].as_str().unwrap();
    let since = items(&house, &[("from", third), ("kind", "customers")]);
    assert!(since.len() >= 5 && since.iter().all(|item| third <= item["at"].as_str().unwrap()));
    let until = items(&house, &[("to", third), ("kind", "customers")]);
    assert_eq!(since.len() + until.len(), 7);
    assert!(items(&house, &[("to", "2020-01-01")]).is_empty());
    let day = &third[..10];
    assert_eq!(items(&house, &[("from", day), ("to", day), ("limit", "500")]).len(), whole.len());
    for bad in
        ["deed=nothing", "kind=x", "actor=x", "record=x", "from=x", "cursor=x", "limit=0", "q=1"]
    {
        let answer = ask(&house, "GET", &format!("/audit?{bad}"), None, &[]);
        assert_eq!(answer.status, 400, "{bad} {answer:?}");
    }
    house.restart();
    assert_eq!(items(&house, &[("limit", "500")]), whole);
}

#[test]
fn the_journal_is_verified_while_it_is_used_and_its_head_can_be_kept() {
    let house = House::new();
    house.customer("校验机械厂", &json!({}));
    let state = house.get("/audit/state");
    assert_eq!(
        (&state["verified"], state["entries"].as_u64().map(|n| 1 < n)),
        (&Value::Null, Some(true))
    );
    assert!(state["first_at"].is_string() && state["anchor"]["seq"].is_u64(), "{state}");
    let kept = state["head"].as_str().unwrap().to_owned();
    let (status, verdict) = house.post("/audit/verifications", &json!({ "anchor": kept }));
    let entries = state["entries"].clone();
    assert_eq!((status, verdict), (200, json!({ "ok": true, "entries": entries, "fault": null })));
    let other =
        format!("{}{}", &kept[..kept.len() - 2], if kept.ends_with("00") { "01" } else { "00" });
    let (_, verdict) = house.post("/audit/verifications", &json!({ "anchor": other }));
    assert_eq!((&verdict["ok"], &verdict["fault"]["reason"]), (&json!(false), &json!("rewritten")));
    let ahead = format!("999999:{}", "0".repeat(64));
    let (_, verdict) = house.post("/audit/verifications", &json!({ "anchor": ahead }));
    assert_eq!(verdict["fault"]["reason"], "cut");
    assert_eq!(house.post("/audit/verifications", &json!({ "anchor": "x" })).0, 400);
    assert_eq!(ask(&house, "POST", "/audit/verifications", None, &[]).body["ok"], true);
    assert_eq!(house.get("/audit/state")["verified"]["ok"], true);
    let ran = house.run(&["audit", "verify", "--json", "--anchor", &kept]).well().json();
    assert_eq!((&ran["ok"], &ran["head"]), (&json!(true), &json!(kept)));
    let out = house.path("audit.ndjson");
    let args = ["audit", "export", "--format", "ndjson", "--from", "2020-01-01", "--json", "--out"];
    let ran = house.run(&[&args[..], &[out.to_str().unwrap()]].concat()).well().json();
    let lines = std::fs::read_to_string(out).unwrap();
    assert_eq!(lines.lines().count() as u64, ran["rows"].as_u64().unwrap());
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((&first["deed"], &first["actor"]), (&json!("create"), &json!("admin")));
    let none = house.run(&["audit", "export", "--to", "2020-01-01"]).well();
    assert_eq!(none.out.lines().count(), 1, "the headings alone: {none:?}");
}

#[test]
fn imports_and_undos_leave_their_lines() {
    let house = House::new();
    let file = "客户名称,所属行业,手机号\n撤销机械厂,制造业,13800138000\n".as_bytes();
    let job = crate::outside::import(&house, "客户.csv", file, &json!({}));
    assert_eq!((&job["state"], &job["report"]["created"]), (&json!("done"), &json!(1)), "{job}");
    let batch = job["report"]["batch"].as_str().unwrap();
    assert_eq!(ask(&house, "POST", &format!("/batches/{batch}/undo"), None, &[]).status, 200);
    let lines = items(&house, &[("deed", "import,undo")]);
    assert_eq!(deeds(&lines), ["undo", "import"]);
    assert_eq!((&lines[0]["note"], &lines[1]["note"]), (&json!(batch), &json!("客户.csv")));
    assert!(lines.iter().all(|line| line["actor"]["name"] == "admin"), "{lines:?}");
    // A line that changes nothing is nothing to take back.
    let seq = lines[0]["seq"].as_u64().unwrap() + 1;
    assert_eq!(ask(&house, "GET", &format!("/customers/{}", escaped("x")), None, &[]).status, 404);
    assert_eq!(items(&house, &[("deed", "refused")])[0]["seq"], seq);
    let undone = ask(&house, "POST", &format!("/batches/{seq}/undo"), None, &[]);
    assert_eq!(undone.body, json!({ "reversed": 0, "kept": [], "undone": true }));
}

#[test]
fn who_came_in_and_who_did_not_is_told_with_the_place() {
    let house = House::new();
    let mut browser = Browser::of(&house);
    assert_eq!(browser.sign_in("admin", "wrong password 2026").status, 401);
    assert_eq!(browser.sign_in("nobody", "wrong password 2026").status, 401);
    assert_eq!(browser.sign_in("admin", PASSWORD).status, 200);
    assert_eq!(browser.ask("DELETE", "/session", None).status, 204);
    let lines = items(&house, &[("deed", "sign-in,sign-in-failed,sign-out")]);
    assert_eq!(deeds(&lines), ["sign-out", "sign-in", "sign-in-failed", "sign-in-failed"]);
    assert_eq!(lines[1]["record"]["label"], "admin");
    assert_eq!(
        (&lines[2]["record"], &lines[3]["record"]["label"]),
        (&Value::Null, &json!("admin"))
    );
    for line in &lines {
        assert_eq!(line["address"], "127.0.0.1", "{line}");
        assert!(!line.to_string().contains("wrong password"), "{line}");
        assert!(!line["note"].as_str().unwrap().contains('|'), "{line}");
    }
}

fn person(op: &Op, user: u64) -> Op {
    Op { actor: Actor::User(UserId(user)), ..op.clone() }
}

fn notes(desk: &Desk, deed: Deed) -> Vec<String> {
    let ask = Ask { deeds: vec![deed], limit: usize::MAX, ..Ask::default() };
    let page = audit::list(&desk.app, &desk::op(0), &ask, usize::MAX).unwrap();
    page.items.into_iter().map(|line| line.entry.note).collect()
}

#[test]
fn a_flood_of_refusals_is_counted_and_hides_nobody_else() {
    let (keys, disk) = (desk::Keys::new(), Disk::new(Vec::new()));
    let desk = keys.start(&disk);
    let op = desk::op(0);
    let began = std::time::Instant::now();
    for at in 0..700 {
        desk.app.access_log().refused(&person(&op, 1), None, format!("404 {at}"));
    }
    assert!(began.elapsed().as_millis() < 250, "nobody waits for the disk");
    desk.app.access_log().refused(&person(&op, 2), None, "403 other".to_owned());
    desk.app.access_log().lookup(&person(&op, 2), "phone", true);
    desk.app.access_log().settle();
    let refused = notes(&desk, Deed::Refused);
    assert_eq!((refused.len(), refused[0].as_str()), (601, "403 other"));
    assert_eq!(notes(&desk, Deed::Lookup), ["phone hit"]);
    let later = Op { now: Moment(op.now.0 + 3_600_000), ..person(&op, 1) };
    desk.app.access_log().refused(&later, None, "404 later".to_owned());
    desk.app.access_log().refused(&person(&op, 1), None, "404 last".to_owned());
    desk.close();
    let desk = keys.start(&disk);
    assert_eq!(notes(&desk, Deed::Refused)[..3], ["404 last", "404 later", "left-out 100"]);
    assert_eq!(desk.app.store().verify_journal(&[]).unwrap().fault, None);
    assert!(desk.app.store().reader().scrub(true).is_ok());
}

/// An auditor who sees so much of the customers.
fn auditor(customers: Scope) -> Access {
    let rights = Rights {
        grants: [((Kind::Customer, Action::View), customers)].into(),
        system: [Right::Audit].into(),
        private: Sight::FULL,
        ..Rights::default()
    };
    Access { user: Some(UserId(1)), rights, ..Access::default() }
}

#[test]
fn an_auditor_without_customers_sees_which_fields_changed_and_no_value() {
    let desk = Desk::new();
    let members = [("name", "看不见机械厂"), ("industry", "制造业"), ("phone", "13800138000")];
    let made = desk.create(0, &members).unwrap().answer;
    let change = desk::members_of(&[("remark", "秘密")]);
    let op = desk::op(1);
    zhike::app::records::edit::edit::<zhike::domain::customer::Customer>(
        &desk.app,
        &op,
        made.ordinal,
        1,
        change,
    )
    .unwrap();
    let id = RecordId { kind: Kind::Customer, ordinal: made.ordinal };
    let ask = Ask { record: Some(id), limit: 10, ..Ask::default() };
    for (scope, values) in [(Scope::None, false), (Scope::Own, false), (Scope::All, true)] {
        let op = Op { access: Arc::new(auditor(scope)), ..op.clone() };
        let page = audit::list(&desk.app, &op, &ask, audit::LINES).unwrap();
        let edit = &page.items[0];
        assert_eq!((edit.entry.deed, edit.changes.len()), (Deed::Edit, 1));
        assert_eq!(edit.changes[0].values.is_some(), values, "{scope:?}");
        assert_eq!(edit.label, made.record.code);
    }
    let nobody = Access { user: Some(UserId(1)), ..Access::default() };
    let op = Op { access: Arc::new(nobody), ..op };
    assert!(audit::list(&desk.app, &op, &ask, audit::LINES).is_err());
    let mut out = Vec::new();
    let csv = zhike::app::export::Format::Csv;
    assert!(audit::write(&desk.app, &op, &ask, csv, 10, &mut out).is_err());
    assert!(out.is_empty());
}

#[test]
fn a_changed_role_is_told_by_what_differs() {
    let house = House::new();
    let roles = house.get("/roles");
    let all = roles["items"].as_array().unwrap();
    let reader = all.iter().find(|role| role["preset"] == "reader").unwrap();
    let path = format!("/roles/{}", reader["id"].as_str().unwrap());
    let version = format!("\"{}\"", reader["version"]);
    let change = json!({ "rights": { "customers": { "view": "own" } }, "system": ["pool"] });
    let answer = ask(&house, "PATCH", &path, Some(&change), &[("if-match", &version)]);
    assert_eq!(answer.status, 200, "{answer:?}");
    let line = &items(&house, &[("deed", "edit"), ("kind", "roles")])[0]["changes"][0];
    assert_eq!(
        (&line["before"], &line["after"]),
        (&json!("查看 全部、公海 –"), &json!("公海 有、查看 本人"))
    );
}

#[test]
fn a_span_of_time_is_whole_where_the_clock_was_set_back() {
    let house = House::new();
    let middle = moment::show_utc(Moment(house.now_ms() + 3 * 3_600_000));
    let made = [("kind", "customers"), ("limit", "500")];
    let cut = |key: &str| items(&house, &[made[0], made[1], (key, &middle)]).len();
    let make = |count: usize| {
        for number in 0..count {
            house.customer(&format!("时钟机械厂{number}"), &json!({}));
        }
    };
    house.turn_clock(Duration::from_secs(5 * 3_600), true);
    make(30);
    house.turn_clock(Duration::ZERO, true);
    make(3);
    assert_eq!((cut("to"), cut("from")), (3, 30));
    make(60);
    assert_eq!((cut("to"), cut("from")), (63, 30));
}
