//! 离职交接: someone leaves, and nothing of theirs is left behind.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Browser;
use crate::outside::ask;
use crate::outside::list;
use crate::outside::url;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::patch;
use crate::staff::path_of;
use crate::staff::user;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

fn depart(house: &House, login: &str, to: &Value) -> (u16, Value) {
    let who = user(house, login);
    let path = format!("/users/{}/departures", who["id"].as_str().unwrap());
    house.post(&path, &json!({ "to": to, "version": who["version"] }))
}

#[test]
fn who_leaves_is_out_at_once_and_another_has_what_they_had() {
    let house = House::new();
    let leaver = Person::hired(&house, "zhao", &["销售代表"], None);
    let heir = Person::hired(&house, "qian", &["销售代表"], None);
    let mut page = Browser::signed_in(&house, "zhao", PASSWORD);
    let own: Vec<Value> =
        (0..230).map(|n| leaver.customer(&house, &format!("交接{n}厂"), &json!({}))).collect();
    let shared = house.customer("共享的厂", &json!({ "collaborators": [leaver.id] }));
    house.customer("无关的厂", &json!({}));
    let (status, done) = depart(&house, "zhao", &json!(heir.id));
    assert_eq!((status, &done["customers"]), (200, &json!(231)), "{done}");
    assert_eq!(leaver.ask(&house, "GET", "/session", None).status, 401);
    assert_eq!(page.ask("GET", "/session", None).status, 401);
    assert_eq!(page.sign_in("zhao", PASSWORD).status, 401);
    assert_eq!(heir.list(&house, &[("limit", "0")])["total"], 231);
    let now = house.get(&path_of(&shared));
    assert_eq!(now["fields"]["collaborators"][0]["id"], json!(heir.id));
    assert_eq!(now["fields"]["owner"]["name"], "admin");
    assert_eq!(user(&house, "zhao")["fields"]["disabled"], true);
    // Taken back: the customers are theirs again, the door stays closed.
    let undo = format!("/batches/{}/undo", done["batch"].as_str().unwrap());
    let (status, undone) = house.post(&undo, &json!({}));
    assert_eq!((status, &undone["reversed"]), (200, &json!(231)), "{undone}");
    let kept = undone["kept"].as_array().unwrap();
    assert_eq!(
        (kept.len(), &kept[0]["id"], &kept[0]["name"]),
        (1, &json!(leaver.id), &json!("zhao先生"))
    );
    assert_eq!(user(&house, "zhao")["fields"]["disabled"], true);
    assert_eq!(house.get(&path_of(&own[0]))["fields"]["owner"]["name"], "zhao先生");
    assert_eq!(heir.list(&house, &[("limit", "0")])["total"], 0);
    // Once more, now to the pool; who is out already is out.
    let (status, again) = depart(&house, "zhao", &Value::Null);
    assert_eq!((status, &again["customers"]), (200, &json!(231)), "{again}");
    assert_eq!(heir.list(&house, &[("filter", "owner is empty"), ("limit", "0")])["total"], 230);
    assert_eq!(house.get(&path_of(&shared))["fields"]["collaborators"], json!([]));
}

#[test]
fn what_is_not_finished_goes_on_with_who_takes_over() {
    let house = House::new();
    let leaver = Person::hired(&house, "zhao", &["销售代表"], None);
    let heir = Person::hired(&house, "qian", &["销售代表"], None);
    let customer = leaver.customer(&house, "未完的厂", &json!({}));
    let foreign = house.customer("别人的厂", &json!({ "collaborators": [leaver.id] }));
    let made = |path: &str, body: &Value| {
        let (status, made) = house.post(path, body);
        assert_eq!(status, 201, "{path} {body}: {made}");
        format!("{path}/{}", made["id"].as_str().unwrap())
    };
    let due = "2099-01-01T09:00:00+08:00";
    let task = |more: Value| {
        let mut body = json!({ "title": "寄样", "due": due, "assignee": leaver.id });
        more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
        made("/tasks", &body)
    };
    let own = task(json!({ "customer": customer["id"] }));
    let done = task(json!({ "customer": customer["id"], "done": true }));
    let free = task(json!({}));
    let service = json!({
        "customer": customer["id"], "type": "投诉处理", "description": "不转", "handler": leaver.id,
    });
    let service = made("/services", &service);
    let deal = |customer: &Value| {
        made("/deals", &json!({ "customer": customer["id"], "title": "二期", "owner": leaver.id }))
    };
    let (deal, unseen) = (deal(&customer), deal(&foreign));
    // It is not shared with them any more.
    let alone = patch(&house, &path_of(&foreign), &foreign, &json!({ "collaborators": [] }));
    assert_eq!(alone.status, 200, "{alone:?}");
    let (status, told) = depart(&house, "zhao", &json!(heir.id));
    assert_eq!(status, 200, "{told}");
    let counts = ["customers", "tasks", "services", "deals", "left"].map(|key| told[key].clone());
    assert_eq!(counts, [json!(1), json!(2), json!(1), json!(1), json!(1)], "{told}");
    let whose = |path: &str, field: &str| house.get(path)["fields"][field]["id"].clone();
    let went = [(&own, "assignee"), (&free, "assignee"), (&service, "handler"), (&deal, "owner")];
    for (path, field) in went {
        assert_eq!(whose(path, field), json!(heir.id), "{path}");
    }
    for (path, field) in [(&done, "assignee"), (&unseen, "owner")] {
        assert_eq!(whose(path, field), json!(leaver.id), "{path}");
    }
    let undo = format!("/batches/{}/undo", told["batch"].as_str().unwrap());
    let (status, undone) = house.post(&undo, &json!({}));
    assert_eq!((status, &undone["reversed"]), (200, &json!(5)), "{undone}");
    for (path, field) in went {
        assert_eq!(whose(path, field), json!(leaver.id), "{path}");
    }
    // Nobody takes over: it stays, and is told.
    let (_, told) = depart(&house, "zhao", &Value::Null);
    let counts = ["customers", "tasks", "services", "deals", "left"].map(|key| told[key].clone());
    assert_eq!(counts, [json!(1), json!(2), json!(1), json!(2), json!(0)], "{told}");
    assert_eq!(whose(&own, "assignee"), json!(leaver.id));
}

#[test]
fn a_departure_is_refused_for_oneself_for_the_last_and_for_the_mightier() {
    let house = House::new();
    new_role(&house, "人事", "auditor", &json!({ "system": ["users"] }));
    let hr = Person::hired(&house, "zhou", &["人事"], None);
    let seller = Person::hired(&house, "zhao", &["销售代表"], None);
    let (status, own) = depart(&house, "admin", &Value::Null);
    assert_eq!((status, &own["faults"][0]["reason"]), (422, &json!("own_departure")), "{own}");
    let send = |who: &Person, login: &str, to: &Value, version: &Value| {
        let id = user(&house, login)["id"].as_str().unwrap().to_owned();
        let body = json!({ "to": to, "version": version });
        who.ask(&house, "POST", &format!("/users/{id}/departures"), Some(&body))
    };
    let version = user(&house, "zhao")["version"].clone();
    let beyond = send(&hr, "zhao", &Value::Null, &version);
    assert_eq!((beyond.status, beyond.reason()), (422, "beyond_own"), "{beyond:?}");
    assert_eq!(send(&seller, "zhou", &Value::Null, &version).status, 403);
    let stale = depart_at(&house, "zhao", 99);
    assert_eq!(stale, 412);
    for to in ["ghost", "zhao"] {
        let (status, told) = depart(&house, "zhao", &json!(to));
        assert_eq!((status, &told["faults"][0]["reason"]), (422, &json!("unknown_user")), "{told}");
    }
    assert_eq!(user(&house, "zhao")["fields"]["disabled"], Value::Null);
    // A second administrator may let the first go, and is the last one then.
    let second = Person::hired(&house, "deng", &["系统管理员"], None);
    let version = user(&house, "admin")["version"].clone();
    let id = user(&house, "admin")["id"].as_str().unwrap().to_owned();
    let body = json!({ "version": version });
    let gone = second.ask(&house, "POST", &format!("/users/{id}/departures"), Some(&body));
    assert_eq!(gone.status, 200, "{gone:?}");
    let own = format!("/users/{}/departures", second.id);
    let body = json!({ "version": 1 });
    assert_eq!(second.ask(&house, "POST", &own, Some(&body)).reason(), "own_departure");
}

fn depart_at(house: &House, login: &str, version: u32) -> u16 {
    let path = format!("/users/{}/departures", user(house, login)["id"].as_str().unwrap());
    house.post(&path, &json!({ "version": version })).0
}

#[test]
fn a_running_import_ends_with_the_person_who_began_it() {
    let house = House::new();
    let rights = json!({ "rights": { "customers": {
        "view": "own", "create": "own", "edit": "own", "import": "own",
    } } });
    new_role(&house, "导入员", "sales", &rights);
    let leaver = Person::hired(&house, "zhao", &["导入员"], None);
    let rows: String = (0..30_000).map(|n| format!("长长的导入{n}厂,138{n:08},制造业\n")).collect();
    let file = format!("客户名称,手机号,行业\n{rows}");
    let place = url("/api/v1/imports", &[("kind", "customers"), ("name", "a.csv")]);
    let bearer = format!("Bearer {}", leaver.token);
    let headers =
        [("authorization", bearer.as_str()), ("content-type", "application/octet-stream")];
    let staged = crate::outside::plain(&house, "POST", &place, file.as_bytes(), &headers);
    assert_eq!(staged.status, 201, "{staged:?}");
    let begun = leaver.ask(&house, "POST", &format!("/imports/{}/run", staged.id()), None);
    assert_eq!(begun.status, 202, "{begun:?}");
    let until = Instant::now() + Duration::from_secs(20);
    while list(&house, &[("limit", "0")])["total"] == 0 {
        assert!(Instant::now() < until);
    }
    let (status, done) = depart(&house, "zhao", &Value::Null);
    assert_eq!(
        (status, &done["customers"]),
        (200, &json!(0)),
        "what it made was taken back: {done}"
    );
    assert_eq!(list(&house, &[("limit", "0")])["total"], 0);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(list(&house, &[("limit", "0")])["total"], 0);
}

#[test]
fn who_is_out_gets_no_new_customers_and_keeps_what_they_had() {
    let house = House::new();
    let gone = Person::hired(&house, "zhao", &["销售代表"], None);
    let held = gone.customer(&house, "留下的厂", &json!({}));
    let shared = house.customer("共享的厂", &json!({ "collaborators": [gone.id] }));
    let other = house.customer("别人的厂", &json!({}));
    let path = format!("/users/{}", gone.id);
    let off = patch(&house, &path, &user(&house, "zhao"), &json!({ "disabled": true }));
    assert_eq!(off.status, 200, "{off:?}");
    for (key, value) in [("owner", json!(gone.id)), ("collaborators", json!([gone.id]))] {
        let refused = patch(&house, &path_of(&other), &other, &json!({ key: value }));
        assert_eq!((refused.status, refused.reason()), (422, "disabled_user"), "{refused:?}");
        assert_eq!(refused.body["faults"][0]["field"], key);
        let body =
            json!({ "name": "新的厂", "industry": "制造业", "phone": "13800138000", key: value });
        let refused = ask(&house, "POST", "/customers", Some(&body), &[]);
        assert_eq!((refused.status, refused.reason()), (422, "disabled_user"), "{refused:?}");
    }
    assert_eq!(house.get(&path_of(&other))["version"], other["version"]);
    // What a record held already stands in the way of nothing.
    for one in [&held, &shared] {
        let edited = patch(&house, &path_of(one), one, &json!({ "remark": "回访过" }));
        assert_eq!(edited.status, 200, "{edited:?}");
    }
    let same = json!({ "collaborators": [gone.id, "admin"] });
    let shared = patch(&house, &path_of(&shared), &house.get(&path_of(&shared)), &same);
    assert_eq!(shared.status, 200, "{shared:?}");
    // A row of a file falls back to who brings it in, as for a name that nobody has.
    let file = format!("客户名称,手机号,行业,负责人\n导入的厂,13912345678,制造业,{}\n", gone.id);
    let job = crate::outside::import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(job["report"]["created"], 1, "{job}");
    let found = list(&house, &[("q", "导入的厂")]);
    assert_eq!(found["items"][0]["fields"]["owner"]["name"], "admin", "{found}");
}
