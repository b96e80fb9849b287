//! The list of batches: what was done to many at once is found again, and taken back, long after its toast is gone.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Browser;
use crate::outside::ask;
use crate::outside::import;
use crate::outside::list;
use crate::outside::url;
use crate::staff::Person;
use serde_json::Value;
use serde_json::json;

const BATCHES: &str = "/batches";

fn batches(house: &House) -> Vec<Value> {
    house.get(BATCHES)["items"].as_array().unwrap().clone()
}

fn of_person(house: &House, person: &Person) -> Vec<Value> {
    let told = person.ask(house, "GET", BATCHES, None);
    assert_eq!(told.status, 200, "{told:?}");
    told.body["items"].as_array().unwrap().clone()
}

fn words(batch: &Value) -> (&str, &Value, &Value, &Value) {
    (batch["what"].as_str().unwrap(), &batch["changed"], &batch["undone"], &batch["may_undo"])
}

fn undo(house: &House, batch: &Value) -> Value {
    let path = format!("/batches/{}/undo", batch["id"].as_str().unwrap());
    let answer = ask(house, "POST", &path, None, &[]);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

fn count(house: &House, filter: &str) -> Value {
    list(house, &[("filter", filter), ("limit", "0")])["total"].clone()
}

#[test]
fn a_bulk_change_is_found_and_taken_back_after_a_restart() {
    let mut house = House::new();
    Person::hired(&house, "wu", &["系统管理员"], None);
    let seller = Person::hired(&house, "zhao", &["销售代表"], None);
    let auditor = Person::hired(&house, "sun", &["安全审计员"], None);
    let rows: String = (0..599).map(|n| format!("批量{n}厂,1381234{n:04},制造业\n")).collect();
    let file = format!("客户名称,手机号,行业\n{rows}");
    let job = import(&house, "客户.csv", file.as_bytes(), &json!({}));
    let mut page = Browser::signed_in(&house, "wu", PASSWORD);
    let all = json!({ "filter": "industry = \"制造业\"", "set": { "remark": "改过" } });
    let done = page.ask("POST", "/customers/bulk", Some(&all));
    assert_eq!((done.status, &done.body["changed"]), (200, &json!(599)), "{done:?}");
    house.restart();
    let told = batches(&house);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(words(&told[0]), ("bulk", &json!(599), &json!(false), &json!(true)));
    assert_eq!(
        (&told[0]["id"], &told[0]["actor"]["name"]),
        (&done.body["batch"], &json!("wu先生"))
    );
    assert!(told[0]["at"].is_string() && told[0]["import"].is_null());
    assert_eq!(words(&told[1]), ("import", &json!(599), &json!(false), &json!(true)));
    assert_eq!(told[1]["import"], json!({ "id": job["id"], "name": "客户.csv" }));
    // Neither of these has made it, nor may undo it.
    assert_eq!((of_person(&house, &seller), of_person(&house, &auditor)), (vec![], vec![]));
    let undone = undo(&house, &told[0]);
    assert_eq!((&undone["reversed"], &undone["kept"]), (&json!(599), &json!([])));
    assert_eq!(count(&house, "remark = 改过"), 0);
    let after = batches(&house);
    assert_eq!(words(&after[0]), ("undo", &json!(599), &json!(false), &json!(true)));
    assert_eq!(words(&after[1]), ("bulk", &json!(599), &json!(true), &json!(false)));
    // The undoing is found and taken back the same way, all of its units.
    assert_eq!(undo(&house, &after[0])["reversed"], 599);
    assert_eq!(count(&house, "remark = 改过"), 599);
}

#[test]
fn one_sees_the_batches_of_oneself_and_takes_them_back() {
    let house = House::new();
    let [zhao, qian] =
        ["zhao", "qian"].map(|login| Person::hired(&house, login, &["销售代表"], None));
    let own = zhao.customer(&house, "自己的厂", &json!({ "remark": "一" }));
    let body = json!({ "ids": [own["id"]], "set": { "remark": "二" } });
    assert_eq!(zhao.ask(&house, "POST", "/customers/bulk", Some(&body)).body["changed"], 1);
    // Nothing was changed by this one.
    assert_eq!(zhao.ask(&house, "POST", "/customers/bulk", Some(&body)).body["changed"], 0);
    let told = of_person(&house, &zhao);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(words(&told[0]), ("bulk", &json!(1), &json!(false), &json!(true)));
    assert_eq!(of_person(&house, &qian), Vec::<Value>::new());
    assert_eq!(words(&batches(&house)[0]), words(&told[0]), "who may change all sees it");
    let path = format!("/batches/{}/undo", told[0]["id"].as_str().unwrap());
    assert_eq!(qian.ask(&house, "POST", &path, None).status, 404);
    // A colleague of more rights has worked on it since: it stays, and it is said why.
    let place = format!("/customers/{}", own["id"].as_str().unwrap());
    let edit =
        ask(&house, "PATCH", &place, Some(&json!({ "remark": "三" })), &[("if-match", "\"2\"")]);
    assert_eq!(edit.status, 200, "{edit:?}");
    let undone = zhao.ask(&house, "POST", &path, None).body;
    assert_eq!((&undone["reversed"], &undone["kept"][0]["name"]), (&json!(0), &json!("自己的厂")));
    assert_eq!(undone["kept"][0]["kind"], "customers");
    let told = of_person(&house, &zhao);
    assert_eq!(words(&told[0]), ("bulk", &json!(1), &json!(true), &json!(false)));
}

#[test]
fn what_was_done_at_the_machine_and_by_who_may_assign_is_listed_by_pages() {
    let house = House::new();
    let auditor = Person::hired(&house, "sun", &["安全审计员"], None);
    let leaver = Person::hired(&house, "li", &["销售代表"], None);
    let said = house.run(&["demo", "--customers", "30"]).well().out;
    let demo = batches(&house).remove(0);
    assert!(said.contains(demo["id"].as_str().unwrap()), "{said}");
    assert_eq!(words(&demo), ("demo", &json!(30), &json!(false), &json!(true)));
    assert_eq!(demo["actor"], json!({ "operator": true }));
    let file = house.path("a.csv");
    std::fs::write(&file, "客户名称,手机号\n来者一厂,13812345678\n来者二厂,13812345679\n").unwrap();
    let said = house.run(&["import", file.to_str().unwrap()]).well().out;
    let import = batches(&house).remove(0);
    assert!(said.contains(import["id"].as_str().unwrap()), "{said}");
    assert_eq!(words(&import), ("import", &json!(2), &json!(false), &json!(true)));
    assert!(import["import"].is_null(), "the file is its sender's alone");
    // Who reads the journal reads this too, and may undo none of it.
    let told = of_person(&house, &auditor);
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|one| one["may_undo"] == false), "{told:?}");
    let some = list(&house, &[("limit", "3")]);
    let ids: Vec<&Value> = some["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    let body = json!({ "ids": ids, "owner": null });
    let (status, done) = house.post("/customers/assignments", &body);
    assert_eq!((status, &done["changed"]), (200, &json!(3)), "{done}");
    let body = json!({ "version": 1 });
    let path = format!("/users/{}/departures", leaver.id);
    assert_eq!(house.post(&path, &body).0, 200);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = house.get(&url(BATCHES, &[("limit", "1"), ("cursor", &cursor)]));
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["what"].clone()));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(seen, ["departure", "assignment", "import", "demo"]);
    let theirs = auditor.ask(&house, "GET", &url(BATCHES, &[("cursor", &cursor)]), None);
    assert_eq!((theirs.status, theirs.reason()), (400, "bad_cursor"), "{theirs:?}");
    for (name, value, reason) in [
        ("limit", "0", "out_of_range"),
        ("limit", "101", "out_of_range"),
        ("cursor", "7", "bad_cursor"),
    ] {
        let answer = ask(&house, "GET", &url(BATCHES, &[(name, value)]), None, &[]);
        assert_eq!((answer.status, answer.reason()), (400, reason), "{name} {value}");
    }
    // One that takes back what is left of a departure leaves nothing behind.
    assert_eq!(undo(&house, &demo)["undone"], true);
    assert_eq!(words(&batches(&house)[0]).0, "undo");
}
