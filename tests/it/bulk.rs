//! 批量修改: one change for many customers, refused where a single one would be, and taken back as a whole.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::MINUTE;
use crate::door::step_up;
use crate::outside::Browser;
use crate::outside::import;
use crate::outside::list;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::path_of;
use serde_json::Value;
use serde_json::json;

const BULK: &str = "/customers/bulk";

fn names_with(house: &House, filter: &str) -> u64 {
    list(house, &[("filter", filter), ("limit", "0")])["total"].as_u64().unwrap()
}

#[test]
fn a_change_for_many_is_one_batch_that_can_be_taken_back() {
    let house = House::new();
    let made: Vec<Value> = (0..3)
        .map(|n| house.customer(&format!("批量{n}厂"), &json!({ "tags": ["VIP"] })))
        .collect();
    let mut ids: Vec<Value> = made.iter().map(|one| one["id"].clone()).collect();
    ids.extend([json!("nonsense"), made[0]["id"].clone()]);
    let body =
        json!({ "ids": ids, "set": { "level": "意向客户" }, "add": { "tags": ["新标签", "VIP"] } });
    let (status, done) = house.post(BULK, &body);
    assert_eq!(
        (status, &done["changed"], &done["unchanged"]),
        (200, &json!(3), &json!(0)),
        "{done}"
    );
    let kept = done["kept"].as_array().unwrap();
    assert_eq!((kept.len(), &kept[0]["reason"]), (1, &json!("missing")));
    assert_eq!(names_with(&house, "tags = 新标签 AND tags = VIP AND level = 意向客户"), 3);
    let (_, again) = house.post(BULK, &body);
    assert_eq!((&again["changed"], &again["unchanged"]), (&json!(0), &json!(3)), "{again}");
    let path = format!("/batches/{}/undo", done["batch"].as_str().unwrap());
    let (status, undone) = house.post(&path, &json!({}));
    assert_eq!((status, &undone["reversed"]), (200, &json!(3)), "{undone}");
    assert_eq!(names_with(&house, "tags = 新标签 OR level = 意向客户"), 0);
    assert_eq!(names_with(&house, "tags = VIP"), 3);
}

#[test]
fn what_one_customer_would_refuse_many_refuse_too() {
    let house = House::new();
    let one = house.customer("甲厂", &json!({}));
    let two = house.customer("乙厂", &json!({ "phone": null, "email": "a@b.cn" }));
    let ids = json!([one["id"], two["id"]]);
    for level in ["成交客户", "流失客户"] {
        let (status, told) = house.post(BULK, &json!({ "ids": ids, "set": { "level": level } }));
        assert_eq!((status, &told["changed"]), (200, &json!(0)), "{told}");
        let reason = &told["kept"][0]["fields"][0]["reason"];
        assert_eq!(
            (&told["kept"][0]["name"], reason),
            (&json!("甲厂"), &json!("needs_transition"))
        );
    }
    // Each stands alone: one that no longer could be reached stays, the other changes.
    let (_, told) = house.post(BULK, &json!({ "ids": ids, "set": { "email": null } }));
    assert_eq!((&told["changed"], &told["unchanged"]), (&json!(0), &json!(1)), "{told}");
    assert_eq!(told["kept"][0]["fields"][0]["reason"], "phone_or_email");
    for (body, status, reason) in [
        (json!({ "ids": ids, "set": {} }), 422, "required"),
        (json!({ "ids": ids, "set": { "level": "胡说" } }), 422, "unknown_option"),
        (json!({ "ids": ids, "set": { "status": "活跃" } }), 422, "read_only"),
        (json!({ "ids": ids, "set": { "mood": "好" } }), 422, "unknown_field"),
        (json!({ "ids": ids, "add": { "remark": "好" } }), 422, "not_a_list"),
        (json!({ "ids": ids, "put": { "remark": "好" } }), 422, "unknown_field"),
        (json!({ "ids": vec!["x"; 501], "set": { "remark": "好" } }), 422, "too_many"),
        (json!({ "set": { "remark": "好" } }), 422, "required"),
    ] {
        let (answered, told) = house.post(BULK, &body);
        assert_eq!((answered, &told["faults"][0]["reason"]), (status, &json!(reason)), "{told}");
    }
    let both = json!({ "ids": ids, "filter": "", "set": { "remark": "好" } });
    assert_eq!(house.post(BULK, &both).0, 400);
    assert_eq!(house.get(&path_of(&one))["version"], 1);
}

#[test]
fn nobody_changes_in_bulk_what_they_may_not_change_alone() {
    let house = House::new();
    let seen =
        json!({ "rights": { "customers": { "view": "all", "create": "own", "edit": "own" } } });
    new_role(&house, "看全部改自己", "sales", &seen);
    let seller = Person::hired(&house, "zhao", &["看全部改自己"], None);
    let own = seller.customer(&house, "自己的厂", &json!({}));
    let other = house.customer("别人的厂", &json!({}));
    let body = json!({ "ids": [own["id"], other["id"]], "set": { "remark": "改过" } });
    let done = seller.ask(&house, "POST", BULK, Some(&body)).body;
    assert_eq!(
        (&done["changed"], &done["kept"][0]["reason"]),
        (&json!(1), &json!("denied")),
        "{done}"
    );
    let reader = Person::hired(&house, "qian", &["只读"], None);
    assert_eq!(reader.ask(&house, "POST", BULK, Some(&body)).status, 403);
    let narrow = Person::hired(&house, "sun", &["销售代表"], None);
    let told = narrow.ask(&house, "POST", BULK, Some(&body)).body;
    assert_eq!((&told["changed"], &told["kept"][0]["reason"]), (&json!(0), &json!("missing")));
    assert_eq!(told["kept"][0]["name"], Value::Null);
}

#[test]
fn many_are_changed_by_who_has_just_said_who_they_are() {
    let house = House::new();
    let rows: String = (0..450).map(|n| format!("批量{n}厂,1381234{n:04},制造业\n")).collect();
    let file = format!("客户名称,手机号,行业\n{rows}");
    Person::hired(&house, "wu", &["系统管理员"], None);
    import(&house, "a.csv", file.as_bytes(), &json!({}));
    let mut page = Browser::signed_in(&house, "wu", PASSWORD);
    let all = json!({ "filter": "industry = \"制造业\"", "set": { "remark": "改过" } });
    house.turn_clock(MINUTE * 10, true);
    assert_eq!(page.ask("POST", BULK, Some(&all)).slug(), "step-up");
    assert_eq!(step_up(&mut page, &json!({ "password": PASSWORD })).status, 204);
    let done = page.ask("POST", BULK, Some(&all)).body;
    assert_eq!((&done["changed"], &done["kept_more"]), (&json!(450), &json!(0)), "{done}");
    let path = format!("/batches/{}/undo", done["batch"].as_str().unwrap());
    assert_eq!(page.ask("POST", &path, None).body["reversed"], 450);
}

#[test]
fn a_change_that_is_sent_again_is_answered_as_at_first_and_can_be_taken_back() {
    let house = House::new();
    let one = house.customer("甲厂", &json!({}));
    let other = house.customer("乙厂", &json!({}));
    let bulk = json!({ "ids": [one["id"]], "set": { "remark": "一起改的" } });
    let gift = json!({ "ids": [one["id"]], "owner": null });
    for (path, body) in [(BULK, bulk), ("/customers/assignments", gift)] {
        let sent = |body: &Value| {
            let answer = house.ask("POST", path, Some(body), &[("idempotency-key", "k1")]);
            (answer.0, answer.1)
        };
        let first = sent(&body);
        assert_eq!((first.0, &first.1["changed"]), (200, &json!(1)), "{first:?}");
        assert_eq!(sent(&body), first);
        let mut another = body.clone();
        another["ids"] = json!([other["id"]]);
        let (status, refused) = sent(&another);
        assert_eq!(
            (status, &refused["faults"][0]["reason"]),
            (422, &json!("idempotency_mismatch"))
        );
        let path = format!("/batches/{}/undo", first.1["batch"].as_str().unwrap());
        let (status, undone) = house.post(&path, &json!({}));
        assert_eq!((status, &undone["reversed"]), (200, &json!(1)), "{undone}");
    }
}

#[test]
fn a_key_belongs_to_the_customer_that_it_was_used_for() {
    let house = House::new();
    let turned = |id: &Value| {
        let path = format!("/customers/{}/transitions", id.as_str().unwrap());
        let body = json!({ "level": "意向客户" });
        house.ask("POST", &path, Some(&body), &[("idempotency-key", "k1")])
    };
    let one = house.customer("甲厂", &json!({}));
    let other = house.customer("乙厂", &json!({}));
    assert_eq!((turned(&one["id"]).0, turned(&one["id"]).0), (200, 200));
    assert_eq!(turned(&other["id"]).0, 422);
}
