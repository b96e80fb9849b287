//! The change of level: whoever is won has a deal, whoever is lost a reason; and bad input that changes
//! nothing, by whichever door it comes.

use crate::common::House;
use crate::firm::Firm;
use crate::firm::text;
use crate::outside::Answer;
use crate::outside::ask;
use crate::sales::batch_of;
use crate::sales::child;
use crate::sales::made;
use serde_json::Value;
use serde_json::json;

fn won(contract: &str) -> Value {
    json!({ "level": "成交客户", "amount": "1200.50", "date": "2026-03-05", "contract_no": contract })
}

fn customer(house: &House, name: &str) -> String {
    text(&house.customer(name, &json!({})), "id")
}

fn turn(house: &House, customer: &str, body: &Value) -> Answer {
    ask(house, "POST", &format!("/customers/{customer}/transitions"), Some(body), &[])
}

fn undo(house: &House, batch: &str) -> Answer {
    ask(house, "POST", &format!("/batches/{batch}/undo"), None, &[])
}

/// `field reason`, one after the other.
fn faults(answer: &Answer) -> Vec<String> {
    let faults = answer.body["faults"].as_array().into_iter().flatten();
    faults.map(|fault| format!("{} {}", text(fault, "field"), text(fault, "reason"))).collect()
}

/// Everything that a refusal must leave as it is.
fn all(house: &House, customer: &str) -> Value {
    let place = format!("/customers/{customer}");
    json!([
        house.get(&format!("{place}/overview?limit=200")),
        house.get(&format!("{place}/history")),
        house.run(&["index", "status", "--json"]).well().json()["head"],
    ])
}

#[test]
fn who_is_won_has_a_deal() {
    let house = House::new();
    let id = customer(&house, "成交机械厂");
    let turned = turn(&house, &id, &won("HT-001"));
    assert_eq!((turned.status, turned.header("etag")), (200, "\"2\""), "{turned:?}");
    let fields = &turned.body["fields"];
    assert_eq!(fields["level"]["label"], "成交客户");
    assert_eq!((&fields["total_amount"], &fields["deal_count"]), (&json!("1200.50"), &json!(1)));
    assert_eq!(fields["last_deal"], "2026-03-05");
    let deal = house.get(&format!("/deals/{}", text(&turned.body["deal"], "id")));
    let deal = &deal["fields"];
    assert_eq!((&deal["stage"]["value"], &deal["title"]), (&json!("won"), &json!("成交机械厂")));
    assert_eq!((&deal["amount"], &deal["outstanding"]), (&json!("1200.50"), &json!("1200.50")));
    assert_eq!((&deal["contract_no"], &deal["won_on"]), (&json!("HT-001"), &json!("2026-03-05")));
    let levels = house.get(&format!("/customers/{id}/overview"))["levels"].clone();
    assert_eq!(
        (&levels[0]["from"]["label"], &levels[0]["to"]["label"]),
        (&json!("潜在客户"), &json!("成交客户"))
    );

    let undone = undo(&house, &text(&turned.body, "batch"));
    assert_eq!(undone.body["reversed"], 2, "{undone:?}");
    let now = house.get(&format!("/customers/{id}"));
    assert_eq!(now["fields"]["level"]["label"], "潜在客户");
    assert!(now["fields"]["total_amount"].is_null() && now["fields"]["last_deal"].is_null());
    assert_eq!(turn(&house, &id, &won("HT-001")).status, 200, "the number is free again");
}

#[test]
fn who_is_lost_has_a_reason() {
    let house = House::new();
    let id = customer(&house, "流失机械厂");
    let lost = json!({ "level": "流失客户", "lost_reason": "price", "lost_note": "便宜三成" });
    let turned = turn(&house, &id, &lost);
    assert_eq!((turned.status, &turned.body["deal"]), (200, &Value::Null), "{turned:?}");
    let fields = &turned.body["fields"];
    assert_eq!(
        (&fields["level"]["label"], &fields["lost_note"]),
        (&json!("流失客户"), &json!("便宜三成"))
    );
    let back = turn(&house, &id, &json!({ "level": "意向客户" }));
    assert_eq!(back.status, 200);
    assert!(
        back.body["fields"]["lost_reason"].is_null(),
        "of one that is not lost nothing is told"
    );
    let undone = undo(&house, &text(&back.body, "batch"));
    assert_eq!(undone.body["reversed"], 1);
    let now = house.get(&format!("/customers/{id}"));
    assert_eq!(now["fields"]["lost_reason"]["value"], "price");
}

#[test]
fn a_change_of_level_without_its_data_changes_nothing() {
    let house = House::new();
    let (id, other) = (customer(&house, "不变机械厂"), customer(&house, "先来机械厂"));
    assert_eq!(turn(&house, &other, &won("HT-TAKEN")).status, 200);
    let before = all(&house, &id);
    let with = |key: &str, value: Value| {
        let mut body = won("HT-002");
        body[key] = value;
        body
    };
    let refused: [(Value, &[&str]); 13] = [
        (json!({}), &["level required"]),
        (json!({ "level": null }), &["level required"]),
        (json!({ "level": "没有的等级" }), &["level unknown_option"]),
        (
            json!({ "level": "成交客户" }),
            &["amount required", "date required", "contract_no required"],
        ),
        (with("amount", json!("-5")), &["amount amount_negative"]),
        (with("amount", json!("0")), &["amount amount_positive"]),
        (with("amount", json!("一百")), &["amount number_format"]),
        (with("date", json!("2099-01-01")), &["date in_future"]),
        (with("date", json!("2026-02-30")), &["date date_impossible"]),
        (with("contract_no", json!("")), &["contract_no required"]),
        (with("stage", json!("won")), &["stage unknown_field"]),
        (json!({ "level": "流失客户" }), &["lost_reason required"]),
        (json!({ "level": "意向客户", "amount": "5" }), &["amount not_for_level"]),
    ];
    for (body, expected) in refused {
        let answer = turn(&house, &id, &body);
        assert_eq!(
            (answer.status, faults(&answer)),
            (422, expected.iter().map(|one| (*one).to_owned()).collect()),
            "{body}"
        );
    }
    let taken = turn(&house, &id, &won("ht-taken"));
    assert_eq!((taken.status, faults(&taken)), (409, vec!["contract_no taken".to_owned()]));
    let place = format!("/customers/{id}");
    for level in ["成交客户", "流失客户"] {
        let body = json!({ "level": level });
        let answer = ask(&house, "PATCH", &place, Some(&body), &[("if-match", "\"1\"")]);
        assert_eq!(
            (answer.status, faults(&answer)),
            (422, vec!["level needs_transition".to_owned()])
        );
    }
    let stale = ask(
        &house,
        "POST",
        &format!("{place}/transitions"),
        Some(&won("HT-003")),
        &[("if-match", "\"7\"")],
    );
    assert_eq!(stale.status, 412);
    assert_eq!(all(&house, &id), before);
}

#[test]
fn a_bad_record_changes_nothing() {
    let house = House::new();
    let id = customer(&house, "坏数据机械厂");
    let taken = json!({ "customer": id, "title": "先有", "contract_no": "HT-9" });
    let deal = made(&house, "deals", &taken);
    let service = made(&house, "services", &child("services", &id, 1, String::new));
    let before = all(&house, &id);
    let with = |kind: &str, more: Value| {
        let mut body = child(kind, &id, 2, || text(&deal, "id"));
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let far = "2099-01-01T09:00:00+08:00";
    let cases: [(&str, Value, &[&str]); 17] = [
        ("orders", json!({ "amount": "-1" }), &["amount amount_negative"]),
        ("deals", json!({ "expected_amount": "-1" }), &["expected_amount amount_negative"]),
        ("payments", json!({ "amount": "0" }), &["amount amount_positive"]),
        ("payments", json!({ "on": "2099-01-01" }), &["on in_future"]),
        ("payments", json!({ "kind": "计划", "on": "2099-01-01" }), &["on too_far"]),
        ("services", json!({ "satisfaction": 5.05 }), &["satisfaction score_range"]),
        ("services", json!({ "satisfaction": "4.55" }), &["satisfaction score_step"]),
        ("services", json!({ "satisfaction": -0.1 }), &["satisfaction score_range"]),
        ("deals", json!({ "expected_on": "2099-01-01" }), &["expected_on too_far"]),
        (
            "deals",
            json!({ "stage": "won" }),
            &["amount required_for_won", "won_on required_for_won", "contract_no required_for_won"],
        ),
        ("deals", json!({ "stage": "lost" }), &["lost_reason required_for_lost"]),
        ("deals", json!({ "received": "5" }), &["received read_only"]),
        ("followups", json!({ "at": far }), &["at in_future"]),
        ("followups", json!({ "content": "长".repeat(5001) }), &["content too_long"]),
        ("tasks", json!({ "due": "1969-12-30" }), &["due date_impossible"]),
        ("tasks", json!({ "assignee": "没有这个人" }), &["assignee unknown_user"]),
        (
            "consents",
            json!({ "state": "已撤回", "withdrawn_at": "2020-01-01" }),
            &["withdrawn_at before_given"],
        ),
    ];
    for (kind, more, expected) in cases {
        let expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
        let answer = ask(&house, "POST", &format!("/{kind}"), Some(&with(kind, more.clone())), &[]);
        assert_eq!((answer.status, faults(&answer)), (422, expected), "{kind} {more}");
    }
    let twice =
        ask(&house, "POST", "/deals", Some(&with("deals", json!({ "contract_no": "ht-9" }))), &[]);
    assert_eq!((twice.status, faults(&twice)), (409, vec!["contract_no taken".to_owned()]));
    let place = format!("/services/{}", text(&service, "id"));
    let score = json!({ "satisfaction": 5.05 });
    let answer = ask(&house, "PATCH", &place, Some(&score), &[("if-match", "\"1\"")]);
    assert_eq!(
        (answer.status, faults(&answer)),
        (422, vec!["satisfaction score_range".to_owned()])
    );
    assert_eq!(all(&house, &id), before);
}

#[test]
fn a_deal_that_is_won_wins_its_customer() {
    let house = House::new();
    let id = customer(&house, "赢单机械厂");
    let deal = made(&house, "deals", &child("deals", &id, 1, String::new));
    let place = format!("/deals/{}", text(&deal, "id"));
    let won =
        json!({ "stage": "won", "amount": "88", "won_on": "2026-04-01", "contract_no": "HT-88" });
    let answer = ask(&house, "PATCH", &place, Some(&won), &[("if-match", "\"1\"")]);
    assert_eq!(answer.status, 200, "{answer:?}");
    let now = house.get(&format!("/customers/{id}"));
    assert_eq!(now["fields"]["level"]["label"], "成交客户");
    let batch = batch_of(&house, &place);
    assert_eq!(batch_of(&house, &format!("/customers/{id}")), batch, "both in one batch");
    assert_eq!(undo(&house, &batch).body["reversed"], 2);
    let now = house.get(&format!("/customers/{id}"));
    assert_eq!(now["fields"]["level"]["label"], "潜在客户");
    let deal = house.get(&place);
    assert_eq!(deal["fields"]["stage"]["value"], "contact");
    assert!(deal["fields"]["contract_no"].is_null() && deal["fields"]["outstanding"].is_null());
}

#[test]
fn a_customer_in_the_bin_holds_no_contract_number() {
    let house = House::new();
    let (id, other) = (customer(&house, "让号机械厂"), customer(&house, "接号机械厂"));
    assert_eq!(turn(&house, &id, &won("HT-1")).status, 200);
    let place = format!("/customers/{id}");
    assert_eq!(ask(&house, "DELETE", &place, None, &[("if-match", "\"2\"")]).status, 204);
    let theirs = turn(&house, &other, &won("HT-1"));
    assert_eq!(theirs.status, 200, "{theirs:?}");
    let restore = || ask(&house, "POST", &format!("{place}/restorations"), None, &[]);
    let taken = restore();
    assert_eq!(
        (taken.status, faults(&taken)),
        (409, vec!["contract_no taken".to_owned()]),
        "{taken:?}"
    );
    assert!(!house.get(&place)["deleted_at"].is_null(), "it stays in the bin");
    let deal = format!("/deals/{}", text(&theirs.body["deal"], "id"));
    assert_eq!(ask(&house, "DELETE", &deal, None, &[("if-match", "\"1\"")]).status, 204);
    assert_eq!(restore().status, 200);
    let back = ask(&house, "POST", &format!("{deal}/restorations"), None, &[]);
    assert_eq!((back.status, faults(&back)), (409, vec!["contract_no taken".to_owned()]));
    house.run(&["verify", "--deep"]).well();
}

#[test]
fn who_may_not_change_a_customer_does_not_turn_it() {
    let firm = Firm::of(&["sales", "mate", "service", "reader", "blind"]);
    let own = firm.customer("sales", &json!({}));
    let asked =
        |who: &str, body: &Value| firm.post(who, &format!("/customers/{own}/transitions"), body);
    assert_eq!(asked("mate", &won("HT-1")).status, 404);
    for who in ["service", "reader"] {
        assert_eq!(asked(who, &won("HT-1")).status, 403, "{who}");
        assert_eq!(asked(who, &json!({ "level": "流失客户", "lost_reason": "price" })).status, 403);
    }
    let hidden = asked("blind", &json!({ "level": "意向客户" }));
    assert_eq!((hidden.status, hidden.reason()), (422, "unknown_field"), "{hidden:?}");
    assert_eq!(firm.get("admin", &format!("/customers/{own}")).body["version"], 1);
    assert_eq!(asked("sales", &won("HT-1")).status, 200);
}

#[test]
fn the_page_of_a_customer_leaves_out_deals_that_came_to_nothing() {
    let house = House::new();
    let customer = house.customer("旧账机械厂", &json!({}))["id"].clone();
    let deal = |title: String, stage: &str| {
        let mut body = json!({ "customer": customer, "title": title, "stage": stage });
        match stage {
            "lost" => body["lost_reason"] = json!("price"),
            _ => body["at"] = json!("2026-01-01"),
        }
        made(&house, "deals", &body)
    };
    let open = deal("还在谈".to_owned(), "contact");
    let lost: Vec<Value> = (0..50).map(|n| deal(format!("没成{n}"), "lost")).collect();
    let place = format!("/customers/{}/overview", customer.as_str().unwrap());
    let titles = || {
        let deals = house.get(&place)["deals"].as_array().unwrap().clone();
        deals.iter().map(|deal| deal["fields"]["title"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(titles(), [open["fields"]["title"].clone()]);
    assert_eq!(house.get(&place)["timeline"]["counts"]["deals"], 51);
    let path = format!("/deals/{}", text(&lost[49], "id"));
    let again = json!({ "stage": "contact" });
    let answer = ask(&house, "PATCH", &path, Some(&again), &[("if-match", "\"1\"")]);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(titles(), [json!("没成49"), json!("还在谈")]);
}
