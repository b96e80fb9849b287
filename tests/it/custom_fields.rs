//! Fields that a company adds: in records, lists and filters from the next request on.

use crate::common::House;
use crate::outside::ask;
use crate::outside::list;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::path_of;
use serde_json::Value;
use serde_json::json;

fn add(house: &House, field: &Value) -> (u16, String) {
    let answer = ask(house, "POST", "/fields", Some(field), &[]);
    (answer.status, answer.reason().to_owned())
}

#[test]
fn an_added_field_is_kept_shown_filtered_and_counted() {
    let mut house = House::new();
    let before = house.customer("没有新栏目的机械厂", &json!({}));
    let size = json!({ "key": "size_class", "label_zh": "规模", "type": "select", "options": ["大", "中", "小"], "facet": true });
    assert_eq!(add(&house, &size).0, 201);
    assert_eq!(
        add(&house, &json!({ "key": "staff", "label_zh": "员工数", "type": "integer" })).0,
        201
    );
    let made = house.customer("有新栏目的机械厂", &json!({ "size_class": "中", "staff": 120 }));
    assert_eq!(made["fields"]["size_class"]["label"], "中");
    assert_eq!(made["fields"]["staff"], 120);
    house.restart();
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    assert_eq!(house.get(&path)["fields"]["size_class"]["label"], "中");
    assert_eq!(list(&house, &[("filter", "规模 = 中")])["total"], 1);
    assert_eq!(list(&house, &[("filter", "size_class is empty")])["items"][0]["id"], before["id"]);
    assert_eq!(list(&house, &[("facets", "size_class")])["facets"]["size_class"][0]["count"], 1);
    let change = json!({ "size_class": "大", "staff": null });
    let changed = ask(&house, "PATCH", &path, Some(&change), &[("if-match", "\"1\"")]);
    assert_eq!(changed.body["fields"]["staff"], Value::Null, "{changed:?}");
    let history = house.get(&format!("{path}/history"));
    assert_eq!(history["items"][0]["changes"].as_array().unwrap().len(), 2);
}

#[test]
fn added_fields_of_few_values_are_counted_where_that_is_wanted() {
    let house = House::new();
    let fields = [
        ("size_class", "select", json!(["大", "小"]), true),
        ("channels", "multi_select", json!(["展会", "电话"]), true),
        ("signed", "checkbox", json!([]), true),
        ("keeper", "user", json!([]), true),
        ("colour", "select", json!(["红"]), false),
    ];
    for (key, kind, options, facet) in &fields {
        let field = json!({ "key": key, "label_zh": key, "type": kind, "options": options, "facet": facet });
        assert_eq!(add(&house, &field).0, 201, "{key}");
    }
    for kind in ["text", "integer", "date", "phone"] {
        let field = json!({ "key": "other", "label_zh": "其他", "type": kind, "facet": true });
        assert_eq!(add(&house, &field), (422, "wrong_type".to_owned()), "{kind}");
    }
    let secret = json!({ "key": "other", "label_zh": "其他", "type": "select", "options": ["甲"], "sensitive": true, "facet": true });
    assert_eq!(add(&house, &secret), (422, "wrong_type".to_owned()));
    let catalogue = house.get("/fields");
    for (key, _, _, facet) in &fields {
        let field =
            catalogue["customers"].as_array().unwrap().iter().find(|one| one["key"] == *key);
        assert_eq!(field.unwrap()["facet"], *facet, "{key}");
    }
    house.customer(
        "计数一厂",
        &json!({ "size_class": "大", "channels": ["展会", "电话"], "signed": true, "keeper": "admin" }),
    );
    house.customer(
        "计数二厂",
        &json!({ "size_class": "小", "channels": ["电话"], "signed": false }),
    );
    let keys = "size_class,channels,signed,keeper";
    let found = list(&house, &[("facets", keys), ("filter", "size_class = 大")]);
    let counts = |key: &str| {
        let values = found["facets"][key].as_array().unwrap().iter();
        let pair = |one: &Value| format!("{} {}", one["label"].as_str().unwrap(), one["count"]);
        let mut counts: Vec<String> = values.map(pair).collect();
        counts.sort();
        counts
    };
    assert_eq!(counts("size_class"), ["大 1", "小 1"], "its own condition is left out");
    assert_eq!(counts("channels"), ["展会 1", "电话 1"]);
    assert_eq!(counts("signed"), ["true 1"]);
    assert_eq!(counts("keeper"), ["admin 1"]);
    assert_eq!(list(&house, &[("filter", "signed in (\"true\")")])["total"], 1);
    let unwanted = ask(&house, "GET", "/customers?facets=colour", None, &[]);
    assert_eq!((unwanted.status, unwanted.reason()), (400, "not_a_facet"));
    assert_eq!(list(&house, &[("filter", "colour is empty")])["total"], 2);
}

#[test]
fn a_value_that_does_not_fit_an_added_field_is_refused() {
    let house = House::new();
    let size = json!({ "key": "size_class", "label_zh": "规模", "type": "select", "options": ["大", "小"] });
    assert_eq!(add(&house, &size).0, 201);
    let refused = |more: Value| {
        let mut body = json!({ "name": "机械厂", "industry": "制造业", "phone": "13800138000" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = ask(&house, "POST", "/customers", Some(&body), &[]);
        (answer.status, answer.reason().to_owned())
    };
    let invalid = |reason: &str| (422, reason.to_owned());
    assert_eq!(refused(json!({ "size_class": "特大" })), invalid("unknown_option"));
    assert_eq!(refused(json!({ "size_class": 7 })), invalid("wrong_type"));
    assert_eq!(refused(json!({ "size_klass": "大" })), invalid("unknown_field"));
}

#[test]
fn a_definition_that_will_not_do_is_refused() {
    let house = House::new();
    let field = |key: &str, kind: &str, options: Value| {
        add(&house, &json!({ "key": key, "label_zh": "规模", "type": kind, "options": options }))
    };
    for key in ["", "x", "Größe", "__proto__", "a b", "1st", &"k".repeat(41)] {
        assert_eq!(field(key, "text", json!([])), (422, "key_form".to_owned()), "{key}");
    }
    assert_eq!(field("phone", "text", json!([])).0, 409);
    assert_eq!(field("size", "colour", json!([])), (422, "unknown_option".to_owned()));
    assert_eq!(field("size", "select", json!([])), (422, "required".to_owned()));
    assert_eq!(field("size", "select", json!(["大", "大"])), (422, "options_form".to_owned()));
    assert_eq!(field("size", "text", json!(["大"])), (422, "options_form".to_owned()));
    assert_eq!(field("size", "text", json!([])).0, 201);
    assert_eq!(field("size", "text", json!([])).0, 409);
}

#[test]
fn a_required_field_is_not_asked_of_who_may_not_write_it() {
    let house = House::new();
    for key in ["credit", "rating"] {
        let field = json!({ "key": key, "label_zh": key, "type": "text", "required": true });
        assert_eq!(add(&house, &field).0, 201);
    }
    let sight = json!({ "visibility": { "customers": { "fields": {
        "credit": { "see": "hidden", "write": false },
        "rating": { "see": "clear", "write": false },
    } } } });
    new_role(&house, "不管额度", "sales", &sight);
    let seller = Person::hired(&house, "zhao", &["不管额度"], None);
    let made = seller.customer(&house, "必填机械厂", &json!({}));
    let change = json!({ "remark": "改" });
    let changed = seller.change(&house, "PATCH", &path_of(&made), &change, &made["version"]);
    assert_eq!(changed.status, 200, "{changed:?}");
    let body = json!({ "name": "另一机械厂", "industry": "制造业", "phone": "13800138000" });
    let refused = ask(&house, "POST", "/customers", Some(&body), &[]);
    assert_eq!((refused.status, refused.reason()), (422, "required"), "who may, must");
}
