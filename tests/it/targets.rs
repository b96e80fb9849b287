//! What a person is to win in a month: set by who keeps the list of people, told to the person.

use crate::common::House;
use crate::firm::Firm;
use crate::outside::ask;
use crate::staff::Person;
use crate::staff::patch;
use crate::staff::user;
use serde_json::Value;
use serde_json::json;

#[test]
fn a_target_is_set_with_the_person_changed_and_taken_away() {
    let mut house = House::new();
    let body = json!({ "login": "lin", "name": "林", "roles": ["销售代表"], "target": "5万" });
    let (status, made) = house.post("/users", &body);
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["fields"]["target"], "50000.00");
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    let changed = patch(&house, &path, &made, &json!({ "target": 80_000.5 }));
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.body["fields"]["target"], "80000.50");
    // What is not named stays, after a restart too.
    let renamed = patch(&house, &path, &changed.body, &json!({ "name": "林林" }));
    assert_eq!(renamed.status, 200, "{renamed:?}");
    house.restart();
    let now = user(&house, "lin");
    assert_eq!(now["fields"]["target"], "80000.50");
    let freed = patch(&house, &path, &now, &json!({ "target": null }));
    assert_eq!(freed.body["fields"]["target"], Value::Null);
    let told = house.get("/audit?deed=edit&kind=users&limit=1");
    let change = &told["items"][0]["changes"][0];
    assert_eq!((&change["field"], &change["before"]), (&json!("target"), &json!("80000.50")));
}

#[test]
fn a_person_reads_their_own_target_and_sets_none() {
    let house = House::new();
    let seller = Person::hired(&house, "xu", &["销售代表"], None);
    let who = |seller: &Person| seller.ask(&house, "GET", "/session", None).body["user"].clone();
    assert_eq!(who(&seller)["target"], Value::Null);
    let path = format!("/users/{}", seller.id);
    let given = patch(&house, &path, &user(&house, "xu"), &json!({ "target": 12_000 }));
    assert_eq!(given.status, 200, "{given:?}");
    assert_eq!(who(&seller)["target"], "12000.00");
    let own =
        seller.change(&house, "PATCH", &path, &json!({ "target": 1 }), &given.body["version"]);
    assert_eq!((own.status, own.slug()), (403, "denied"));
}

#[test]
fn a_target_that_is_no_amount_is_refused() {
    let house = House::new();
    let person = Person::hired(&house, "gao", &["销售代表"], None);
    let path = format!("/users/{}", person.id);
    for (target, reason) in [
        (json!("-1"), "amount_negative"),
        (json!(-0.01), "amount_negative"),
        (json!("很多"), "number_format"),
        (json!(""), "number_format"),
        (json!("1.005"), "too_many_decimals"),
        (json!("99999999999999"), "number_range"),
    ] {
        let now = user(&house, "gao");
        let refused = patch(&house, &path, &now, &json!({ "target": target }));
        assert_eq!((refused.status, refused.reason()), (422, reason), "{target} {refused:?}");
        assert_eq!(refused.body["faults"][0]["field"], "target");
        let body = json!({ "login": "hu", "roles": ["只读"], "target": target });
        let refused = ask(&house, "POST", "/users", Some(&body), &[]);
        assert_eq!((refused.status, refused.reason()), (422, reason), "{target} {refused:?}");
    }
    for odd in [json!(true), json!([1]), json!({ "amount": 1 })] {
        let refused = patch(&house, &path, &user(&house, "gao"), &json!({ "target": odd }));
        assert_eq!(refused.status, 400, "{odd} {refused:?}");
    }
    assert_eq!(user(&house, "gao")["fields"]["target"], Value::Null);
}

#[test]
fn a_target_is_told_to_the_person_and_to_who_leads_them() {
    let firm = Firm::of(&[
        "sales",
        "mate",
        "sales_manager",
        "boss",
        "service",
        "marketing",
        "management",
        "reader",
        "keeper",
        "administrator",
    ]);
    let id = &firm.people["sales"].id;
    let target = json!({ "target": "5000" });
    let path = format!("/users/{id}");
    assert_eq!(firm.admin("PATCH", &path, Some(&target), &[("if-match", "\"1\"")]).status, 200);
    let told = |who: &str| {
        let answer = firm.get(who, &format!("/day?user={id}"));
        (answer.status, answer.body["month"]["target"].clone())
    };
    for who in ["sales", "sales_manager", "management", "administrator"] {
        assert_eq!(told(who), (200, json!("5000.00")), "{who}");
    }
    // Whose customers they see, though not all of them, and whom they do not lead.
    for who in ["service", "marketing", "reader"] {
        assert_eq!(told(who), (200, Value::Null), "{who}");
    }
    // The manager of other teams and a colleague do not see the day at all.
    for who in ["boss", "mate", "keeper"] {
        assert_eq!(told(who).0, 404, "{who}");
    }
}
