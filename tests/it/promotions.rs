//! A further contact becomes the main one: both change places, sealed anew, as one batch.

use crate::common::House;
use crate::firm::Firm;
use crate::firm::text;
use crate::staff::Person;
use crate::staff::new_role;
use serde_json::Value;
use serde_json::json;

fn reveal(house: &House, path: &str, field: &str) -> Value {
    let body = json!({ "field": field, "purpose": "核对" });
    let (status, answer) = house.post(&format!("{path}/reveals"), &body);
    assert_eq!(status, 200, "{answer}");
    answer["value"].clone()
}

fn promote(house: &House, contact: &str, version: u32) -> (u16, Value) {
    let version = format!("\"{version}\"");
    house.ask("POST", &format!("{contact}/promotions"), Some(&json!({})), &[("if-match", &version)])
}

fn contact(house: &House, customer: &Value, more: Value) -> String {
    let mut body = json!({ "customer": customer["id"], "name": "钱程" });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let (status, made) = house.post("/contacts", &body);
    assert_eq!(status, 201, "{made}");
    format!("/contacts/{}", made["id"].as_str().unwrap())
}

#[test]
fn main_and_further_contact_change_places_and_back() {
    let house = House::new();
    let main = json!({
        "contact_name": "赵一", "contact_title": "总经理", "phone": "13811110001",
        "contact_department": "总经办", "contact_remark": "周一开会",
    });
    let customer = house.customer("换人机械厂", &main);
    let place = format!("/customers/{}", customer["id"].as_str().unwrap());
    let more = json!({
        "phone": "13922220002", "email": "qian@example.com", "department": "采购部",
        "role_in_deal": "决策人", "remark": "喜欢喝茶",
    });
    let contact = contact(&house, &customer, more);
    let (status, now) = promote(&house, &contact, 1);
    assert_eq!((status, &now["fields"]["title"]), (200, &json!("总经理")), "{now}");
    assert_eq!(now["fields"]["department"], "总经办");
    assert_eq!(now["fields"]["remark"], "周一开会");
    for gone in ["email", "role_in_deal"] {
        assert_eq!(now["fields"][gone], Value::Null, "{gone}: {now}");
    }
    let main = house.get(&place)["fields"].clone();
    assert_eq!(main["contact_department"], "采购部", "nothing is lost with the change: {main}");
    assert_eq!(main["contact_role"]["label"], "决策人");
    assert_eq!(main["contact_remark"], "喜欢喝茶");
    assert_eq!(reveal(&house, &place, "phone"), "13922220002");
    assert_eq!(reveal(&house, &place, "email"), "qian@example.com");
    assert_eq!(reveal(&house, &place, "contact_name"), "钱程");
    assert_eq!(reveal(&house, &contact, "phone"), "13811110001");
    assert_eq!(reveal(&house, &contact, "name"), "赵一");
    assert_eq!(house.get(&place)["fields"]["contact_title"], Value::Null);
    let told = house.get(&format!("{contact}/history"))["items"].clone();
    let is_edit = |told: &&Value| told["action"] == "edit";
    let told = told.as_array().unwrap().iter().find(is_edit).unwrap().clone();
    let (status, stale) = promote(&house, &contact, 1);
    assert_eq!((status, &stale["current"]["version"]), (412, &json!(2)), "{stale}");
    let (status, undone) =
        house.post(&format!("/batches/{}/undo", told["batch"].as_str().unwrap()), &json!({}));
    assert_eq!((status, &undone["reversed"]), (200, &json!(2)), "{undone}");
    assert_eq!(reveal(&house, &place, "phone"), "13811110001");
    assert_eq!(reveal(&house, &contact, "phone"), "13922220002");
    assert_eq!(house.get(&contact)["fields"]["department"], "采购部");
    // Who was the main contact comes back with all that was known of them.
    assert_eq!(promote(&house, &contact, 3).0, 200);
    let (status, back) = promote(&house, &contact, 4);
    assert_eq!((status, &back["fields"]["department"]), (200, &json!("采购部")), "{back}");
    assert_eq!(back["fields"]["role_in_deal"]["label"], "决策人");
    assert_eq!(back["fields"]["remark"], "喜欢喝茶");
    assert_eq!(house.get(&place)["fields"]["contact_department"], "总经办");
}

#[test]
fn what_the_customer_must_have_it_keeps() {
    let house = House::new();
    let customer = house.customer("无名机械厂", &json!({}));
    let place = format!("/customers/{}", customer["id"].as_str().unwrap());
    let bare = contact(&house, &customer, json!({}));
    let (status, refused) = promote(&house, &bare, 1);
    assert_eq!((status, &refused["faults"][0]["field"]), (422, &json!("phone")), "{refused}");
    assert_eq!(reveal(&house, &place, "phone"), "13800138000");
    // The main contact had no name: it is called as the customer.
    let full = contact(&house, &customer, json!({ "phone": "13922220002" }));
    let (status, now) = promote(&house, &full, 1);
    assert_eq!(status, 200, "{now}");
    assert_eq!(reveal(&house, &full, "name"), "无名机械厂");
    let none = format!("{full}x");
    assert_eq!(promote(&house, &none, 1).0, 404);
    assert_eq!(house.post(&format!("{full}/promotions"), &json!({})).0, 428);
}

#[test]
fn it_needs_the_right_to_edit_both() {
    let firm = Firm::of(&["sales", "stranger", "service", "reader"]);
    let customer = firm.customer("sales", &json!({}));
    let body = json!({ "customer": customer, "name": "钱程", "phone": "13922220002" });
    let place = format!("/contacts/{}", text(&firm.made("/contacts", &body), "id"));
    let ask = |who: &str| {
        let path = format!("{place}/promotions");
        firm.ask(who, "POST", &path, Some(&json!({})), &[("if-match", "\"1\"")]).status
    };
    assert_eq!((ask("stranger"), ask("service"), ask("reader")), (404, 403, 403));
    assert_eq!(ask("sales"), 200);
}

#[test]
fn what_may_not_be_written_does_not_change_places() {
    let house = House::new();
    let fixed = json!({ "visibility": {
        "customers": { "fields": { "contact_remark": { "see": "clear", "write": false } } },
    } });
    new_role(&house, "不改备注", "sales_manager", &fixed);
    let clerk = Person::hired(&house, "sun", &["不改备注"], None);
    let customer = clerk.customer(&house, "换人饭店", &json!({ "contact_name": "赵一" }));
    let ask = |contact: &str| {
        let path = format!("{contact}/promotions");
        clerk.change(&house, "POST", &path, &json!({}), &json!(1))
    };
    let plain = contact(&house, &customer, json!({ "phone": "13922220002", "department": "采购" }));
    assert_eq!(ask(&plain).status, 200, "nobody has a remark");
    let told = contact(&house, &customer, json!({ "phone": "13922220003", "remark": "喜欢喝茶" }));
    let refused = ask(&told);
    assert_eq!((refused.status, &refused.body["field"]), (403, &json!("contact_remark")));
    assert_eq!(house.get(&told)["fields"]["remark"], "喜欢喝茶", "nothing has happened");
}
