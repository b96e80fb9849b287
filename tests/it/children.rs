//! Records about a customer over HTTP: made, changed, removed, brought back, masked, tied together.

use crate::common::House;
use crate::firm::Firm;
use crate::firm::text;
use crate::firm::told;
use crate::outside::ask;
use crate::sales::CHILDREN;
use crate::sales::batch_of;
use crate::sales::child;
use crate::sales::made;
use serde_json::Value;
use serde_json::json;

fn version(number: u64) -> String {
    format!("\"{number}\"")
}

fn customer(house: &House, name: &str, more: &Value) -> String {
    text(&house.customer(name, more), "id")
}

#[test]
fn every_kind_is_made_changed_removed_and_brought_back() {
    let house = House::new();
    let about = customer(&house, "生命机械厂", &json!({}));
    let deal = text(&made(&house, "deals", &json!({ "customer": about, "title": "首单" })), "id");
    for (n, kind) in (1..).zip(CHILDREN) {
        let body = child(kind, &about, n, || deal.clone());
        let key = [("idempotency-key", "same")];
        let first = ask(&house, "POST", &format!("/{kind}"), Some(&body), &key);
        assert_eq!((first.status, first.header("etag")), (201, "\"1\""), "{first:?}");
        let place = format!("/{kind}/{}", first.id());
        assert_eq!(first.header("location"), format!("/api/v1{place}"));
        let again = ask(&house, "POST", &format!("/{kind}"), Some(&body), &key);
        assert_eq!((again.status, again.id()), (201, first.id()), "{kind}");
        let other = child(kind, &about, n + 100, || deal.clone());
        let other = ask(&house, "POST", &format!("/{kind}"), Some(&other), &key);
        assert_eq!((other.status, other.reason()), (422, "idempotency_mismatch"));
        assert_eq!(house.get(&place)["fields"], first.body["fields"]);
        assert_eq!(first.body["fields"]["customer"]["name"], "生命机械厂");

        let change = json!({ "external_id": format!("外{n}") });
        let edit =
            |number| ask(&house, "PATCH", &place, Some(&change), &[("if-match", &version(number))]);
        assert_eq!(ask(&house, "PATCH", &place, Some(&change), &[]).status, 428);
        let changed = edit(1);
        assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{changed:?}");
        assert_eq!(edit(2).body["version"], 2, "what changes nothing writes nothing");
        let theirs = json!({ "external_id": "别的" });
        let stale = ask(&house, "PATCH", &place, Some(&theirs), &[("if-match", "\"1\"")]);
        assert_eq!((stale.status, &stale.body["current"]["version"]), (412, &json!(2)));
        assert_eq!(stale.body["fields"][0]["field"], "external_id", "{stale:?}");

        let remove =
            |number| ask(&house, "DELETE", &place, None, &[("if-match", &version(number))]);
        assert_eq!((remove(1).status, remove(2).status, remove(3).status), (412, 204, 404));
        assert_eq!(edit(3).status, 404);
        assert!(!house.get(&place)["deleted_at"].is_null());
        let back = ask(&house, "POST", &format!("{place}/restorations"), None, &[]);
        assert_eq!((back.status, &back.body["version"]), (200, &json!(4)), "{back:?}");
        let told = house.get(&format!("{place}/history"));
        let deeds = told["items"].as_array().unwrap().iter().map(|one| text(one, "action"));
        assert_eq!(deeds.collect::<Vec<_>>(), ["restore", "delete", "edit", "create"], "{kind}");
    }
}

#[test]
fn a_record_belongs_to_one_customer_and_so_does_what_it_refers_to() {
    let house = House::new();
    let own = customer(&house, "自家机械厂", &json!({}));
    let other = house.customer("别家机械厂", &json!({}));
    let code = text(&other["fields"], "code");
    let foreign = made(&house, "deals", &json!({ "customer": code, "title": "别家商机" }));
    assert_eq!(foreign["fields"]["customer"]["id"], other["id"], "a number names a customer too");
    let foreign = text(&foreign, "id");
    let refused = |kind: &str, body: Value| {
        let answer = ask(&house, "POST", &format!("/{kind}"), Some(&body), &[]);
        let fault = &answer.body["faults"][0];
        (answer.status, text(fault, "field"), text(fault, "reason"))
    };
    let unknown = |field: &str| (422, field.to_owned(), "unknown_record".to_owned());
    let order = child("orders", &own, 1, String::new);
    let with = |mut body: Value, key: &str, value: &Value| {
        body[key] = value.clone();
        body
    };
    assert_eq!(refused("orders", with(order.clone(), "deal", &json!(foreign))), unknown("deal"));
    let payment = child("payments", &own, 1, || foreign.clone());
    assert_eq!(refused("payments", payment.clone()), unknown("deal"));
    for nobody in ["ZZZ-2026-00001", "99999999", "", &foreign] {
        let body = child("followups", nobody, 1, String::new);
        assert_eq!(refused("followups", body).0, 422, "{nobody}");
    }
    // The deal says whose the payment is.
    let silent = with(payment, "customer", &Value::Null);
    let paid = made(&house, "payments", &silent);
    assert_eq!(paid["fields"]["customer"]["id"], other["id"]);
    let order = made(&house, "orders", &order);
    let place = format!("/orders/{}", text(&order, "id"));
    for (change, field, reason) in [
        (json!({ "customer": other["id"] }), "customer", "read_only"),
        (json!({ "deal": foreign }), "deal", "unknown_record"),
        (json!({ "author": null }), "author", "read_only"),
    ] {
        let answer = ask(&house, "PATCH", &place, Some(&change), &[("if-match", "\"1\"")]);
        let fault = &answer.body["faults"][0];
        assert_eq!((answer.status, &fault["field"]), (422, &json!(field)), "{answer:?}");
        assert_eq!(fault["reason"], reason);
    }
    assert_eq!(house.get(&place)["version"], 1);
}

#[test]
fn further_contacts_are_as_private_as_the_first() {
    let firm = Firm::of(&["sales", "reader", "service", "stranger"]);
    let about = firm.customer("sales", &json!({}));
    let body = json!({ "customer": about, "name": "欧阳娜娜", "phone": "13812345678", "email": "ouyang@company.com" });
    let contact = firm.post("sales", "/contacts", &body);
    assert_eq!(contact.status, 201, "{contact:?}");
    assert_eq!(contact.body["fields"]["phone"], "138****5678");
    let place = format!("/contacts/{}", contact.id());
    let reveal = |who: &str, field: &str| {
        let asked = json!({ "field": field, "purpose": "回访" });
        firm.post(who, &format!("{place}/reveals"), &asked)
    };
    let seen = reveal("sales", "phone");
    assert_eq!((seen.status, &seen.body["value"]), (200, &json!("13812345678")), "{seen:?}");
    assert_eq!(reveal("service", "email").body["value"], "ouyang@company.com");
    assert_eq!(reveal("reader", "phone").status, 403);
    assert_eq!(reveal("stranger", "phone").status, 404);
    let masked = firm.get("reader", &place);
    assert_eq!(masked.body["fields"]["name"], "欧*");
    assert!(!masked.text.contains("13812345678") && !masked.text.contains("娜娜"), "{masked:?}");
    let history = firm.get("reader", &format!("{place}/history"));
    assert!(!history.text.contains("娜娜"), "{history:?}");
}

#[test]
fn nobody_writes_in_the_name_of_another() {
    let firm = Firm::of(&["sales", "mate", "sales_manager", "disabled"]);
    let about = firm.customer("sales", &json!({}));
    firm.disable("disabled");
    let asked = |who: &str, key: &str, login: &str, kind: &str| {
        let mut body = child(kind, &about, 1, String::new);
        body[key] = json!(firm.people[login].id);
        firm.post(who, &format!("/{kind}"), &body)
    };
    let forged = asked("sales", "author", "mate", "followups");
    assert_eq!((forged.status, forged.reason()), (422, "read_only"), "{forged:?}");
    let own = asked("sales", "author", "sales", "followups");
    assert_eq!((own.status, &own.body["fields"]["author"]["name"]), (201, &json!("sales先生")));
    // Who may bring in files says who wrote what.
    assert_eq!(asked("sales_manager", "author", "mate", "followups").status, 201);
    let gone = asked("sales", "assignee", "disabled", "tasks");
    assert_eq!((gone.status, gone.reason()), (422, "disabled_user"), "{gone:?}");
    let gone = asked("sales", "handler", "disabled", "services");
    assert_eq!((gone.status, gone.reason()), (422, "disabled_user"), "{gone:?}");
}

#[test]
fn a_follow_up_and_its_next_step_come_and_go_together() {
    let house = House::new();
    let about = customer(&house, "下步机械厂", &json!({}));
    let followup = |next: Value| {
        let mut body = child("followups", &about, 1, String::new);
        body["next"] = next;
        ask(&house, "POST", "/followups", Some(&body), &[])
    };
    let place = format!("/customers/{about}");
    for (next, field, reason) in [
        (json!({ "due": "2099-01-01T09:00:00+08:00" }), "next.title", "required"),
        (json!({ "title": "寄样品" }), "next.due", "required"),
        (json!({ "title": "寄样品", "due": "明天吧" }), "next.due", "date_format"),
        (json!({ "title": "寄样品", "due": "2099-01-01", "x": 1 }), "next.x", "unknown_field"),
    ] {
        let answer = followup(next);
        let fault = &answer.body["faults"][0];
        assert_eq!((answer.status, &fault["field"]), (422, &json!(field)), "{answer:?}");
        assert_eq!(fault["reason"], reason);
        assert_eq!(house.get(&format!("{place}/timeline"))["counts"], json!({}));
    }
    let next = json!({ "title": "寄样品", "due": "2099-01-01T09:00:00+08:00" });
    let both = followup(next);
    assert_eq!(both.status, 201, "{both:?}");
    let task = &both.body["fields"]["task"];
    assert_eq!(task["name"], "寄样品");
    let task = house.get(&format!("/tasks/{}", text(task, "id")));
    assert_eq!(task["fields"]["customer"]["id"], json!(about));
    let now = house.get(&place);
    assert_eq!((&now["version"], &now["fields"]["open_tasks"]), (&json!(1), &json!(1)));
    let batch = batch_of(&house, &format!("/followups/{}", both.id()));
    assert_eq!(batch, batch_of(&house, &format!("/tasks/{}", text(&task, "id"))));
    let undone = ask(&house, "POST", &format!("/batches/{batch}/undo"), None, &[]);
    assert_eq!((undone.status, &undone.body["reversed"]), (200, &json!(2)), "{undone:?}");
    let now = house.get(&place);
    assert!(now["fields"]["open_tasks"].is_null() && now["fields"]["last_contact"].is_null());
}

#[test]
fn a_note_is_no_contact_with_the_customer() {
    let house = House::new();
    let about = customer(&house, "备注机械厂", &json!({}));
    let place = format!("/customers/{about}");
    let at = "2026-03-05T09:30:00+08:00";
    let followup = |method: &str| {
        let body = json!({ "customer": about, "method": method, "content": "谈价格", "at": at });
        made(&house, "followups", &body)
    };
    followup("内部备注");
    assert!(house.get(&place)["fields"]["last_contact"].is_null());
    let call = followup("call");
    let now = ask(&house, "GET", &place, None, &[]);
    assert_eq!(now.header("etag"), "\"1\"", "figures are no change of the customer");
    let fields = &now.body["fields"];
    assert_eq!(
        (&fields["last_contact"], &fields["last_followup"]),
        (&json!(at), &json!("2026-03-05"))
    );
    assert_eq!(fields["first_activity"], "2026-03-05");
    // Its only record was moved, and then taken away: nothing of it stays.
    let place_of = format!("/followups/{}", text(&call, "id"));
    let earlier = json!({ "at": "2026-02-01T09:30:00+08:00" });
    assert_eq!(
        ask(&house, "PATCH", &place_of, Some(&earlier), &[("if-match", "\"1\"")]).status,
        200
    );
    assert_eq!(house.get(&place)["fields"]["last_followup"], "2026-02-01");
    assert_eq!(ask(&house, "DELETE", &place_of, None, &[("if-match", "\"2\"")]).status, 204);
    assert!(house.get(&place)["fields"]["last_contact"].is_null());
}

#[test]
fn what_was_done_says_when() {
    let house = House::new();
    let about = customer(&house, "完成机械厂", &json!({}));
    let task = made(&house, "tasks", &child("tasks", &about, 1, String::new));
    let edit = |kind: &str, id: &Value, change: Value| {
        let place = format!("/{kind}/{}", id.as_str().unwrap());
        let number = version(house.get(&place)["version"].as_u64().unwrap());
        let answer = ask(&house, "PATCH", &place, Some(&change), &[("if-match", &number)]);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["fields"].clone()
    };
    assert_eq!(
        (&task["fields"]["state"]["value"], &task["fields"]["done_at"]),
        (&json!("open"), &Value::Null)
    );
    let done = edit("tasks", &task["id"], json!({ "done": true }));
    assert_eq!(done["state"]["value"], "done");
    assert!(done["done_at"].is_string(), "{done}");
    assert!(edit("tasks", &task["id"], json!({ "done": false }))["done_at"].is_null());

    let service = made(&house, "services", &child("services", &about, 1, String::new));
    let fields = &service["fields"];
    assert!(
        text(fields, "number").starts_with("SV-20") && text(fields, "number").ends_with("-0001")
    );
    assert!(fields["due"].is_string() && fields["met"].is_null(), "{service}");
    let open = edit("services", &service["id"], json!({ "status": "open" }));
    assert_eq!(open["met"]["value"], "met", "{open}");
    assert!(open["responded_at"].is_string() && open["finished_at"].is_null());
    let solved =
        edit("services", &service["id"], json!({ "status": "solved", "satisfaction": 4.5 }));
    assert!(solved["finished_at"].is_string());
    assert_eq!(solved["responded_at"], open["responded_at"]);
    assert_eq!(
        house.get(&format!("/customers/{about}"))["fields"]["satisfaction"],
        solved["satisfaction"]
    );
}

#[test]
fn what_is_about_a_customer_goes_to_the_bin_with_it() {
    let house = House::new();
    let about = customer(&house, "同去机械厂", &json!({}));
    let place = format!("/customers/{about}");
    let deal = text(&made(&house, "deals", &child("deals", &about, 1, String::new)), "id");
    let others = CHILDREN.iter().filter(|kind| **kind != "deals");
    let ids: Vec<(&str, String)> = others
        .map(|kind| {
            (*kind, text(&made(&house, kind, &child(kind, &about, 7, || deal.clone())), "id"))
        })
        .chain([("deals", deal.clone())])
        .collect();
    let before = house.get(&format!("{place}/overview"));
    assert_eq!(ask(&house, "DELETE", &place, None, &[("if-match", "\"1\"")]).status, 204);
    let nothing = ask(&house, "GET", "/deals/99999999", None, &[]);
    for (kind, id) in &ids {
        for (method, end) in [("GET", ""), ("GET", "/history"), ("POST", "/restorations")] {
            let answer = ask(&house, method, &format!("/{kind}/{id}{end}"), None, &[]);
            assert_eq!((answer.status, told(&answer)), (404, told(&nothing)), "{kind} {end}");
        }
    }
    for end in ["overview", "timeline"] {
        assert_eq!(ask(&house, "GET", &format!("{place}/{end}"), None, &[]).status, 404);
    }
    let refused = ask(&house, "POST", "/tasks", Some(&child("tasks", &about, 2, String::new)), &[]);
    assert_eq!((refused.status, refused.reason()), (422, "unknown_record"));
    assert_eq!(ask(&house, "POST", &format!("{place}/restorations"), None, &[]).status, 200);
    let after = house.get(&format!("{place}/overview"));
    for part in ["contacts", "tasks", "deals", "timeline"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    house.run(&["verify", "--deep"]).well();
}
