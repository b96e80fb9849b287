//! A further contact becomes the main one: both change places, sealed anew, as one batch.

use crate::common::House;
use crate::firm::Firm;
use crate::firm::text;
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
    let main = json!({ "contact_name": "赵一", "contact_title": "总经理", "phone": "13811110001" });
    let customer = house.customer("换人机械厂", &main);
    let place = format!("/customers/{}", customer["id"].as_str().unwrap());
    let more = json!({
        "phone": "13922220002", "email": "qian@example.com", "department": "采购部",
        "role_in_deal": "决策人", "remark": "喜欢喝茶",
    });
    let contact = contact(&house, &customer, more);
    let (status, now) = promote(&house, &contact, 1);
    assert_eq!((status, &now["fields"]["title"]), (200, &json!("总经理")), "{now}");
    for gone in ["email", "department", "role_in_deal", "remark"] {
        assert_eq!(now["fields"][gone], Value::Null, "{gone}: {now}");
    }
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
