//! What follows by itself when somebody does something: times that are set, people who must see.

use crate::firm::Firm;
use crate::firm::text;
use crate::sales::child;
use serde_json::Value;
use serde_json::json;

fn change(firm: &Firm, path: &str, body: &Value) -> Value {
    let answer = firm.change("admin", "PATCH", path, body);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["fields"].clone()
}

#[test]
fn what_is_done_says_since_when() {
    let firm = Firm::of(&[]);
    let customer = firm.customer("", &json!({}));
    let task = json!({ "customer": customer, "title": "寄样", "due": "2099-01-01T09:00:00+08:00" });
    let task = firm.made("/tasks", &task);
    let place = format!("/tasks/{}", text(&task, "id"));
    assert_eq!(task["fields"]["done_at"], Value::Null);
    let first = change(&firm, &place, &json!({ "done": true }))["done_at"].clone();
    assert!(first.is_string());
    assert_eq!(change(&firm, &place, &json!({ "note": "顺丰" }))["done_at"], first);
    assert_eq!(change(&firm, &place, &json!({ "done": false }))["done_at"], Value::Null);

    let service = |more: Value| {
        let mut body = json!({ "customer": customer, "type": "投诉处理", "description": "不转" });
        more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
        firm.made("/services", &body)
    };
    let new = service(json!({}));
    let fields = &new["fields"];
    assert!(fields["due"].is_string(), "{fields}");
    assert_eq!((&fields["responded_at"], &fields["met"]), (&Value::Null, &Value::Null));
    let place = format!("/services/{}", text(&new, "id"));
    let urgent = change(&firm, &place, &json!({ "priority": "urgent" }));
    assert_ne!(urgent["due"], fields["due"], "counted anew");
    let answered = change(&firm, &place, &json!({ "result": "约了明天" }));
    assert_eq!(
        (answered["responded_at"].is_string(), &answered["met"]["value"]),
        (true, &json!("met"))
    );
    // Who answered in the morning and writes it up at night says so.
    let at = fields["at"].as_str().unwrap();
    let earlier = change(&firm, &place, &json!({ "responded_at": at }));
    assert_eq!((&earlier["responded_at"], &earlier["met"]["value"]), (&json!(at), &json!("met")));
    let answered = earlier;
    let solved = change(&firm, &place, &json!({ "status": "solved" }));
    assert!(solved["finished_at"].is_string());
    assert_eq!(solved["responded_at"], answered["responded_at"]);
    assert_eq!(change(&firm, &place, &json!({ "status": "open" }))["finished_at"], Value::Null);
    let noted = service(json!({ "at": "2026-01-05T10:00:00+08:00", "status": "closed" }));
    assert_eq!(noted["fields"]["responded_at"], "2026-01-05T10:00:00+08:00", "{noted}");
    assert_eq!(noted["fields"]["finished_at"], "2026-01-05T10:00:00+08:00");

    let consent = json!({ "customer": customer, "purpose": "营销短信", "basis": "本人同意" });
    let place = format!("/consents/{}", text(&firm.made("/consents", &consent), "id"));
    let withdrawn = change(&firm, &place, &json!({ "state": "withdrawn" }));
    assert!(withdrawn["withdrawn_at"].is_string(), "{withdrawn}");
}

#[test]
fn nobody_is_asked_who_does_not_see_the_customer() {
    let firm = Firm::of(&["sales", "mate", "stranger", "disabled"]);
    firm.disable("disabled");
    let customer = firm.customer("sales", &json!({}));
    let body = |assignee: &str| {
        json!({
            "customer": customer, "title": "寄样", "due": "2099-01-01T09:00:00+08:00",
            "assignee": firm.people[assignee].id,
        })
    };
    for (assignee, reason) in [("mate", "cannot_see_customer"), ("disabled", "disabled_user")] {
        let refused = firm.post("sales", "/tasks", &body(assignee));
        let fault = &refused.body["faults"][0];
        assert_eq!((refused.status, &fault["field"]), (422, &json!("assignee")), "{refused:?}");
        assert_eq!(refused.reason(), reason, "{refused:?}");
    }
    let task = firm.post("sales", "/tasks", &body("sales"));
    let place = format!("/tasks/{}", task.id());
    let other = json!({ "assignee": firm.people["stranger"].id });
    let refused = firm.change("sales", "PATCH", &place, &other);
    assert_eq!((refused.status, refused.reason()), (422, "cannot_see_customer"), "{refused:?}");
    // Whose customer it becomes does not matter to what stands.
    let moved = json!({ "owner": firm.people["mate"].id });
    assert_eq!(
        firm.change("admin", "PATCH", &format!("/customers/{customer}"), &moved).status,
        200
    );
    assert_eq!(firm.change("admin", "PATCH", &place, &json!({ "title": "寄两份" })).status, 200);
    let service = json!({
        "customer": customer, "type": "投诉处理", "description": "不转",
        "handler": firm.people["disabled"].id,
    });
    assert_eq!(firm.post("admin", "/services", &service).reason(), "disabled_user");
}

#[test]
fn a_to_do_about_nobody_is_changed_by_whoever_has_it() {
    let roles = ["sales", "service", "marketing", "management"];
    let firm = Firm::of(&roles);
    for name in roles {
        let body = json!({ "title": "写周报", "due": "2099-01-01T09:00:00+08:00" });
        let own = firm.post(name, "/tasks", &body);
        assert_eq!(own.status, 201, "{name}: {own:?}");
        let mut given = body.clone();
        given["assignee"] = json!(firm.people[name].id);
        let given = firm.made("/tasks", &given);
        for id in [own.id().to_owned(), text(&given, "id")] {
            let place = format!("/tasks/{id}");
            for other in roles.into_iter().filter(|other| *other != name) {
                if firm.get(other, &place).status == 404 {
                    continue;
                }
                let refused = firm.change(other, "PATCH", &place, &json!({ "done": true }));
                assert_eq!(refused.status, 403, "{other}: {refused:?}");
            }
            let done = firm.change(name, "PATCH", &place, &json!({ "done": true }));
            assert_eq!(done.status, 200, "{name}: {done:?}");
            let gone = firm.change(name, "DELETE", &place, &json!({}));
            assert_eq!(gone.status, 204, "{name}: {gone:?}");
        }
    }
}

#[test]
fn nobody_is_asked_who_cannot_do_it() {
    let firm = Firm::of(&["sales", "reader", "service", "marketing"]);
    let customer = firm.customer("sales", &json!({}));
    let refused = |kind: &str, key: &str, who: &str, about: Option<&str>| {
        let mut body = child(kind, &customer, 3, String::new);
        body["customer"] = json!(about);
        body[key] = json!(firm.people[who].id);
        firm.post("admin", &format!("/{kind}"), &body)
    };
    for (kind, key, who, able) in [
        ("tasks", "assignee", "reader", false),
        ("tasks", "assignee", "service", true),
        ("services", "handler", "marketing", false),
        ("services", "handler", "service", true),
        ("deals", "owner", "service", false),
        ("deals", "owner", "sales", true),
    ] {
        let answer = refused(kind, key, who, Some(&customer));
        match able {
            true => assert_eq!(answer.status, 201, "{kind} {who}: {answer:?}"),
            false => {
                assert_eq!((answer.status, answer.reason()), (422, "cannot_do_this"), "{answer:?}");
                assert_eq!(answer.body["faults"][0]["field"], key);
            }
        }
    }
    let alone = refused("tasks", "assignee", "reader", None);
    assert_eq!((alone.status, alone.reason()), (422, "cannot_do_this"), "{alone:?}");
    assert_eq!(refused("tasks", "assignee", "sales", None).status, 201);
}
