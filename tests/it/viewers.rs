//! Who may see a customer and why, and what should hold of it whatever becomes of the roles.

use crate::common::House;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::patch;
use crate::staff::path_of;
use crate::staff::pooled;
use crate::staff::role;
use crate::staff::user;
use serde_json::Value;
use serde_json::json;

/// `login → rule` of everyone who sees it.
fn seen_by(house: &House, customer: &Value) -> Vec<(String, String)> {
    let told = house.get(&format!("{}/viewers", path_of(customer)));
    let items = told["items"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items.map(|one| (text(&one["user"]["name"]), text(&one["by"]))).collect()
}

#[test]
fn everyone_who_sees_a_customer_is_named_with_the_rule() {
    let house = House::new();
    house.post("/teams", &json!({ "name": "华东" }));
    house.post("/teams", &json!({ "name": "苏州", "parent": "华东" }));
    new_role(&house, "组员", "sales", &json!({ "rights": { "customers": { "view": "team" } } }));
    let owner = Person::hired(&house, "zhao", &["销售代表"], Some("苏州"));
    let helper = Person::hired(&house, "qian", &["销售代表", "客服专员"], None);
    Person::hired(&house, "sun", &["组员"], Some("苏州"));
    Person::hired(&house, "li", &["销售经理"], Some("华东"));
    Person::hired(&house, "wu", &["销售代表"], Some("苏州"));
    Person::hired(&house, "zheng", &["安全审计员"], None);
    let made = owner.customer(&house, "有人看的厂", &json!({ "collaborators": [helper.id] }));
    let pairs = [
        ("admin", "all"),
        ("zhao先生", "owner"),
        ("qian先生", "collaborator"),
        ("sun先生", "team"),
        ("li先生", "below"),
    ];
    let expected: Vec<(String, String)> =
        pairs.iter().map(|(name, by)| ((*name).to_owned(), (*by).to_owned())).collect();
    assert_eq!(seen_by(&house, &made), expected);
    let told = house.get(&format!("{}/viewers", path_of(&made)));
    let of = |name: &str| {
        let items = told["items"].as_array().unwrap().iter();
        items.clone().find(|one| one["user"]["name"] == name).unwrap().clone()
    };
    assert_eq!(of("zhao先生")["actions"], json!(["view", "edit", "reveal"]));
    assert_eq!(
        of("li先生")["actions"],
        json!(["view", "edit", "delete", "assign", "export", "reveal"])
    );
    assert_eq!(of("sun先生")["actions"], json!(["view"]));
    let roles = of("qian先生")["roles"].clone();
    assert_eq!(
        (roles[0]["name"].as_str(), roles[1]["name"].as_str()),
        (Some("销售代表"), Some("客服专员"))
    );
    assert_eq!(of("qian先生")["role"], roles[0]);
    let free = pooled(&house, "公海厂");
    let by_pool = seen_by(&house, &free);
    assert!(by_pool.contains(&("zhao先生".to_owned(), "pool".to_owned())), "{by_pool:?}");
    assert!(by_pool.contains(&("qian先生".to_owned(), "all".to_owned())), "{by_pool:?}");
    let path = format!("{}/viewers", path_of(&made));
    assert_eq!(owner.ask(&house, "GET", &path, None).status, 403);
    // Who may ask about people is still told nothing of customers out of sight.
    new_role(&house, "人事", "auditor", &json!({ "system": ["users"] }));
    let hr = Person::hired(&house, "zhou", &["人事"], None);
    assert_eq!(hr.ask(&house, "GET", &path, None).status, 404);
}

#[test]
fn an_expectation_is_kept_and_told_when_a_change_breaks_it() {
    let house = House::new();
    let seller = Person::hired(&house, "zhao", &["销售代表"], None);
    let mine = seller.customer(&house, "赵的厂", &json!({}));
    let other = house.customer("别人的厂", &json!({}));
    let expect = |body: &Value| house.post("/expectations", body);
    let (status, sees) = expect(
        &json!({ "user": "zhao", "action": "view", "customer": mine["id"], "expected": true }),
    );
    assert_eq!((status, &sees["actual"]), (201, &json!(true)), "{sees}");
    let (_, never) = expect(
        &json!({ "role": "销售代表", "action": "delete", "customer": other["id"], "expected": false }),
    );
    assert_eq!(
        (&never["actual"], &never["who"]["role"]["name"]),
        (&json!(false), &json!("销售代表"))
    );
    let (_, wrong) = expect(
        &json!({ "user": "zhao", "action": "view", "customer": other["id"], "expected": true }),
    );
    assert_eq!((&wrong["expected"], &wrong["actual"]), (&json!(true), &json!(false)));
    // The same question again is answered in its place.
    let (_, same) = expect(
        &json!({ "user": "zhao", "action": "view", "customer": mine["id"], "expected": true }),
    );
    assert_eq!(same["id"], sees["id"]);
    let listed = house.get("/expectations");
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    assert!(
        listed["items"].as_array().unwrap().iter().any(|one| one["customer"]["name"] == "赵的厂")
    );
    for (body, status) in [
        (json!({ "action": "view", "customer": mine["id"], "expected": true }), 400),
        (
            json!({ "user": "zhao", "action": "create", "customer": mine["id"], "expected": true }),
            422,
        ),
        (json!({ "user": "zhao", "action": "fly", "customer": mine["id"], "expected": true }), 422),
        (
            json!({ "user": "ghost", "action": "view", "customer": mine["id"], "expected": true }),
            422,
        ),
        (json!({ "user": "zhao", "action": "view", "customer": "x", "expected": true }), 404),
    ] {
        assert_eq!(expect(&body).0, status, "{body}");
    }
    assert_eq!(seller.ask(&house, "GET", "/expectations", None).status, 403);
    let sales = role(&house, "销售代表");
    let path = format!("/roles/{}", sales["id"].as_str().unwrap());
    let harmless = patch(&house, &path, &sales, &json!({ "note": "新说明" }));
    let broken = harmless.body["expectations"]["broken"].as_array().unwrap().clone();
    assert_eq!(
        (broken.len(), &broken[0]["id"], &broken[0]["new"]),
        (1, &wrong["id"], &json!(false))
    );
    let none = json!({ "rights": { "customers": { "view": "none" } } });
    let closed = patch(&house, &path, &harmless.body, &none);
    let broken = closed.body["expectations"]["broken"].as_array().unwrap().clone();
    let fresh: Vec<&Value> = broken.iter().filter(|one| one["new"] == true).collect();
    assert_eq!((broken.len(), fresh.len(), &fresh[0]["id"]), (2, 1, &sees["id"]), "{closed:?}");
    let now = user(&house, "zhao");
    let moved =
        patch(&house, &format!("/users/{}", seller.id), &now, &json!({ "roles": ["管理层"] }));
    let broken = moved.body["expectations"]["broken"].as_array().unwrap();
    assert!(broken.is_empty(), "the management sees both: {moved:?}");
    let gone = format!("/expectations/{}", sees["id"].as_str().unwrap());
    assert_eq!(house.ask("DELETE", &gone, None, &[]).0, 204);
    assert_eq!(house.ask("DELETE", &gone, None, &[]).0, 404);
}
