//! Nobody becomes more than they are: by other eyes, another's password, the tree of teams.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::MINUTE;
use crate::outside::Answer;
use crate::outside::Browser;
use crate::outside::ask;
use crate::outside::head;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::patch;
use crate::staff::path_of;
use crate::staff::user;
use serde_json::Value;
use serde_json::json;

const NEW_PASSWORD: &str = "另一个 很长的 密码 8";

fn place(login: &str, house: &House) -> String {
    format!("/users/{}", user(house, login)["id"].as_str().unwrap())
}

/// The administrator changes a person.
fn amend(house: &House, login: &str, change: &Value) {
    let answer = patch(house, &place(login, house), &user(house, login), change);
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// A role that keeps the list of people beside what it may do with customers.
fn people_role(house: &House, name: &str, from: &str, system: &Value) {
    new_role(house, name, from, &json!({ "system": system }));
}

/// Someone else changes a person.
fn change(house: &House, who: &Person, login: &str, change: &Value) -> Answer {
    let version = &user(house, login)["version"];
    who.change(house, "PATCH", &place(login, house), change, version)
}

#[test]
fn other_eyes_close_with_the_right_to_them() {
    let house = House::new();
    let made = path_of(&house.customer("看得见的厂", &json!({})));
    Person::hired(&house, "deng", &["系统管理员"], None);
    let mut page = Browser::signed_in(&house, "deng", PASSWORD);
    let begun = page.ask("POST", "/session/preview", Some(&json!({ "role": "管理层" })));
    assert_eq!((begun.status, page.ask("GET", &made, None).status), (200, 200), "{begun:?}");
    amend(&house, "deng", &json!({ "roles": ["销售代表"] }));
    assert_eq!(page.ask("GET", &made, None).status, 404);
    let who = page.ask("GET", "/session", None).body;
    assert_eq!(who["rights"]["customers"]["view"], "none", "{who}");
    assert_eq!(who["preview"]["role"]["name"], "管理层", "the page shows the bar");
    let again = page.ask("POST", "/session/preview", Some(&json!({ "role": "管理层" })));
    assert_eq!(again.status, 403, "{again:?}");
    let left = page.ask("DELETE", "/session/preview", None);
    assert_eq!((left.status, &left.body["preview"]), (200, &Value::Null), "{left:?}");
    assert_eq!(left.body["rights"]["customers"]["view"], "own");
    assert_eq!(page.ask("GET", &made, None).status, 404);
}

#[test]
fn through_other_eyes_a_password_is_shown_in_earnest() {
    let house = House::new();
    let mut page = Browser::signed_in(&house, "admin", PASSWORD);
    let eyes = json!({ "role": "系统管理员" });
    assert_eq!(page.ask("POST", "/session/preview", Some(&eyes)).status, 200);
    house.turn_clock(6 * MINUTE, true);
    let body = json!({ "login": "neu", "password": PASSWORD, "roles": [] });
    assert_eq!(page.ask("POST", "/users", Some(&body)).slug(), "step-up");
    let before = head(&house);
    let change = json!({ "password": { "old": "not the password", "new": "x" } });
    let wrong = page.ask("PATCH", "/session", Some(&change));
    assert_eq!((wrong.status, wrong.slug()), (401, "wrong-password"), "{wrong:?}");
    assert!(before < head(&house), "a wrong password is counted and logged");
    let shown = page.ask("POST", "/session/step-up", Some(&json!({ "password": PASSWORD })));
    assert_eq!(shown.status, 204, "{shown:?}");
    assert_eq!(page.ask("POST", "/users", Some(&body)).slug(), "preview");
    let change = json!({ "password": { "old": PASSWORD, "new": NEW_PASSWORD } });
    let changed = page.ask("PATCH", "/session", Some(&change));
    assert_eq!((changed.status, &changed.body["preview"]), (200, &Value::Null), "{changed:?}");
    assert!(page.is_in());
    Browser::signed_in(&house, "admin", NEW_PASSWORD);
}

#[test]
fn nobody_becomes_a_person_who_reaches_what_they_do_not() {
    let house = House::new();
    for team in [
        json!({ "name": "华东" }),
        json!({ "name": "苏州", "parent": "华东" }),
        json!({ "name": "华南" }),
    ] {
        house.post("/teams", &team);
    }
    people_role(&house, "人事", "sales", &json!(["users", "pool"]));
    people_role(&house, "大区经理", "sales_manager", &json!(["users", "pool"]));
    let hr = Person::hired(&house, "zhou", &["人事"], Some("华东"));
    let lead = Person::hired(&house, "sun", &["大区经理"], Some("华东"));
    Person::hired(&house, "zhao", &["销售代表"], Some("苏州"));
    Person::hired(&house, "qian", &["销售代表"], Some("华南"));
    let link = |who: &Person, login: &str| {
        let path = format!("{}/links", place(login, &house));
        who.ask(&house, "POST", &path, Some(&json!({ "kind": "password" })))
    };
    let refused = |answer: Answer| {
        assert_eq!((answer.status, answer.reason()), (422, "beyond_own"), "{answer:?}");
    };
    for (who, login) in [(&hr, "zhao"), (&hr, "qian"), (&lead, "qian")] {
        refused(link(who, login));
        refused(who.ask(&house, "DELETE", &format!("{}/factor", place(login, &house)), None));
        for body in [json!({ "password": NEW_PASSWORD }), json!({ "name": "我" })] {
            refused(change(&house, who, login, &body));
        }
    }
    assert_eq!(link(&lead, "zhao").status, 201, "of one's own circle");
    let renamed = change(&house, &lead, "zhao", &json!({ "name": "赵经理" }));
    assert_eq!(renamed.status, 200, "{renamed:?}");
    // Someone new owns nothing yet; a place in another team would show what is there.
    let add = |who: &Person, login: &str, role: &str, team: &str| {
        let body = json!({ "login": login, "roles": [role], "team": team });
        who.ask(&house, "POST", "/users", Some(&body))
    };
    assert_eq!(add(&hr, "neu", "销售代表", "华南").status, 201);
    refused(add(&lead, "neu2", "销售经理", "华南"));
    assert_eq!(add(&lead, "neu2", "销售经理", "苏州").status, 201);
    assert_eq!(link(&hr, "zhou").status, 201, "of oneself");
}

#[test]
fn nobody_grows_by_the_tree_of_teams_or_by_a_departure() {
    let house = House::new();
    let (_, south) = house.post("/teams", &json!({ "name": "华南" }));
    house.post("/teams", &json!({ "name": "华东" }));
    people_role(&house, "大区经理", "sales_manager", &json!(["users", "pool"]));
    new_role(&house, "人事", "reader", &json!({ "system": ["users"] }));
    let lead = Person::hired(&house, "sun", &["大区经理"], Some("华东"));
    let hr = Person::hired(&house, "zhou", &["人事"], None);
    let far = Person::hired(&house, "qian", &["只读"], Some("华南"));
    Person::hired(&house, "zhao", &["安全审计员"], Some("华南"));
    people_role(&house, "空", "auditor", &json!([]));
    amend(&house, "zhao", &json!({ "roles": ["空"] }));
    let theirs = house.customer("广州机械厂", &json!({ "owner": user(&house, "zhao")["id"] }));
    let refused = |answer: Answer| {
        assert_eq!((answer.status, answer.reason()), (422, "beyond_own"), "{answer:?}");
    };
    let parent = json!({ "parent": "华东" });
    let team = format!("/teams/{}", south["id"].as_str().unwrap());
    refused(lead.change(&house, "PATCH", &team, &parent, &south["version"]));
    refused(change(&house, &lead, "zhao", &json!({ "team": "华东" })));
    let depart = |who: &Person, to: &str| {
        let now = user(&house, "zhao");
        let body = json!({ "to": to, "version": now["version"] });
        let path = format!("{}/departures", place("zhao", &house));
        who.ask(&house, "POST", &path, Some(&body))
    };
    refused(depart(&lead, &lead.id));
    assert_eq!(lead.ask(&house, "GET", &path_of(&theirs), None).status, 404);
    assert_eq!(user(&house, "zhao")["fields"]["disabled"], Value::Null, "nothing has happened");
    // Whoever reaches all, or nobody's, gains nothing.
    assert_eq!(change(&house, &hr, "zhao", &json!({ "team": "华东" })).status, 200);
    let renamed = lead.change(&house, "PATCH", &team, &json!({ "name": "南方" }), &json!(1));
    assert_eq!(renamed.status, 200, "{renamed:?}");
    assert_eq!(depart(&lead, &far.id).status, 200, "from the own circle to anybody");
}

#[test]
fn what_is_wrong_with_a_password_hears_who_may_set_it() {
    let house = House::new();
    new_role(&house, "人事", "reader", &json!({ "system": ["users"] }));
    let hr = Person::hired(&house, "zhou", &["人事"], None);
    let strict = json!({ "security": { "compliance": true } });
    assert_eq!(ask(&house, "PATCH", "/settings", Some(&strict), &[]).status, 200);
    for guess in [PASSWORD, NEW_PASSWORD, "x"] {
        let told = change(&house, &hr, "admin", &json!({ "password": guess }));
        assert_eq!((told.status, told.reason()), (422, "beyond_own"), "{guess}: {told:?}");
    }
}
