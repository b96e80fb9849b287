//! 公海: what nobody owns is seen, taken and given back; and what is handed out as a batch.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::MINUTE;
use crate::door::step_up;
use crate::outside::Browser;
use crate::outside::ask;
use crate::outside::with_token;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::patch;
use crate::staff::path_of;
use crate::staff::pooled;
use serde_json::Value;
use serde_json::json;

fn claim(house: &House, who: &Person, customer: &Value) -> crate::outside::Answer {
    who.ask(house, "POST", &format!("{}/claims", path_of(customer)), Some(&json!({})))
}

fn set_limit(house: &House, claims: u32) {
    let change = json!({ "pool_daily_claims": claims });
    let answer = ask(house, "PATCH", "/settings", Some(&change), &[]);
    assert_eq!((answer.status, &answer.body["pool_daily_claims"]), (200, &json!(claims)));
}

/// Values of a facet with their counts.
fn counts(list: &Value, facet: &str) -> Vec<(String, u64)> {
    let values = list["facets"][facet].as_array().unwrap().iter();
    values
        .map(|value| {
            (value["label"].as_str().unwrap().to_owned(), value["count"].as_u64().unwrap())
        })
        .collect()
}

#[test]
fn the_right_to_the_pool_adds_exactly_what_nobody_owns() {
    let house = House::new();
    new_role(&house, "无公海", "sales", &json!({ "system": [] }));
    let with = Person::hired(&house, "zhao", &["销售代表"], None);
    let without = Person::hired(&house, "qian", &["无公海"], None);
    house.customer("他人机械厂", &json!({}));
    pooled(&house, "公海一厂");
    pooled(&house, "公海二厂");
    with.customer(&house, "赵的厂", &json!({}));
    without.customer(&house, "钱的厂", &json!({}));
    assert_eq!(with.names(&house, &[]), ["公海一厂", "公海二厂", "赵的厂"]);
    assert_eq!(without.names(&house, &[]), ["钱的厂"]);
    let free = [("filter", "owner is empty")];
    assert_eq!(with.names(&house, &free), ["公海一厂", "公海二厂"]);
    assert_eq!(without.names(&house, &free), Vec::<String>::new());
    assert_eq!(with.names(&house, &[("filter", "owner is not empty")]), ["赵的厂"]);
    for (who, all) in [(&with, 3), (&without, 1)] {
        let counted = who.list(&house, &[("facets", "industry,owner"), ("limit", "0")]);
        assert_eq!(counts(&counted, "industry"), [("制造业".to_owned(), all)]);
        let own = (format!("{}先生", who.login), 1);
        assert_eq!(counts(&counted, "owner"), [own]);
    }
    assert_eq!(with.names(&house, &[("q", "公海")]).len(), 2);
    assert!(without.names(&house, &[("q", "公海")]).is_empty());
}

#[test]
fn a_customer_is_claimed_once_and_the_history_tells_of_it() {
    let house = House::new();
    let first = Person::hired(&house, "zhao", &["销售代表"], None);
    let second = Person::hired(&house, "qian", &["销售代表"], None);
    let free = pooled(&house, "公海机械厂");
    let others = house.customer("他人机械厂", &json!({}));
    let taken = claim(&house, &first, &free);
    assert_eq!((taken.status, &taken.body["fields"]["owner"]["name"]), (200, &json!("zhao先生")));
    let late = claim(&house, &second, &free);
    assert_eq!((late.status, late.slug(), late.reason()), (422, "rule", "owned"), "{late:?}");
    assert_eq!(claim(&house, &first, &free).reason(), "owned");
    // Of a customer that never was in the pool nothing is told.
    assert_eq!(claim(&house, &second, &others).status, 404);
    let told = house.get(&format!("{}/history", path_of(&free)));
    assert_eq!(
        (&told["items"][0]["action"], &told["items"][1]["action"]),
        (&json!("claim"), &json!("edit"))
    );
    assert_eq!(told["items"][0]["actor"]["name"], "zhao先生");
    assert_eq!(second.names(&house, &[]), Vec::<String>::new());
    assert_eq!(first.names(&house, &[]), ["公海机械厂"]);
    let reader = Person::hired(&house, "sun", &["只读"], None);
    let third = pooled(&house, "公海三厂");
    assert_eq!(claim(&house, &reader, &third).status, 403);
    // What lies in the bin is nobody's to take.
    let gone = ask(&house, "DELETE", &path_of(&third), None, &[("if-match", "\"2\"")]);
    assert_eq!(gone.status, 204);
    assert_eq!(claim(&house, &second, &third).status, 404);
}

#[test]
fn nobody_takes_more_than_the_firm_allows_for_a_day() {
    let house = House::new();
    let greedy = Person::hired(&house, "zhao", &["销售代表"], None);
    let other = Person::hired(&house, "qian", &["销售代表"], None);
    set_limit(&house, 2);
    let free: Vec<Value> = (0..4).map(|n| pooled(&house, &format!("公海{n}号厂"))).collect();
    assert_eq!(claim(&house, &greedy, &free[0]).status, 200);
    // One that failed is not counted.
    assert_eq!(claim(&house, &greedy, &free[0]).status, 422);
    assert_eq!(claim(&house, &greedy, &free[1]).status, 200);
    let refused = claim(&house, &greedy, &free[2]);
    assert_eq!((refused.status, refused.slug()), (429, "limit"), "{refused:?}");
    let wait = refused.body["wait_seconds"].as_u64().unwrap();
    assert!((1..=86_400).contains(&wait), "{wait}");
    assert_eq!(house.get(&path_of(&free[2]))["fields"]["owner"], Value::Null);
    assert_eq!(claim(&house, &other, &free[2]).status, 200);
    set_limit(&house, 3);
    assert_eq!(claim(&house, &greedy, &free[3]).status, 200);
}

#[test]
fn what_is_given_back_says_why() {
    let house = House::new();
    let owner = Person::hired(&house, "zhao", &["销售代表"], None);
    let other = Person::hired(&house, "qian", &["销售代表"], None);
    let made = owner.customer(&house, "退回机械厂", &json!({}));
    let path = format!("{}/returns", path_of(&made));
    let give = |who: &Person, reason: &str, version: &Value| {
        who.change(&house, "POST", &path, &json!({ "reason": reason }), version)
    };
    for reason in ["", "  ", &"长".repeat(201)] {
        let refused = give(&owner, reason, &json!(1));
        assert_eq!((refused.status, refused.reason()), (422, "return_reason"), "{refused:?}");
    }
    assert_eq!(give(&owner, "太远", &json!(7)).status, 412);
    assert_eq!(give(&other, "太远", &json!(1)).status, 404);
    let admin =
        ask(&house, "POST", &path, Some(&json!({ "reason": "太远" })), &[("if-match", "\"1\"")]);
    assert_eq!(admin.status, 403, "giving back is the owner's; others assign");
    assert_eq!(owner.ask(&house, "POST", &path, Some(&json!({ "reason": "太远" }))).status, 428);
    let back = give(&owner, " 距离太远 ", &json!(1));
    assert_eq!((back.status, &back.body["fields"]["owner"]), (200, &Value::Null), "{back:?}");
    let told = house.get(&format!("{}/history", path_of(&made)));
    assert_eq!(
        (&told["items"][0]["action"], &told["items"][0]["note"]),
        (&json!("return"), &json!("距离太远"))
    );
    assert_eq!(other.names(&house, &[]), ["退回机械厂"]);
    // How it was on the way is told as before: such a line changes nothing.
    assert_eq!(claim(&house, &other, &made).status, 200);
    let at = house.get(&format!("{}/history", path_of(&made)))["items"][3]["at"].clone();
    let then = house.get(&crate::outside::url(
        &format!("{}/history", path_of(&made)),
        &[("at", at.as_str().unwrap())],
    ));
    assert_eq!(then["id"], made["id"]);
}

#[test]
fn customers_are_handed_out_as_a_batch_and_taken_back() {
    let house = House::new();
    let heir = Person::hired(&house, "zhao", &["销售代表"], None);
    let made: Vec<Value> =
        (0..3).map(|n| house.customer(&format!("分配{n}厂"), &json!({}))).collect();
    let held = heir.customer(&house, "已有的厂", &json!({}));
    let mut ids: Vec<Value> = made.iter().map(|one| one["id"].clone()).collect();
    ids.extend([held["id"].clone(), json!("nonsense"), made[0]["id"].clone()]);
    let body = json!({ "ids": ids, "owner": heir.id });
    assert_eq!(heir.ask(&house, "POST", "/customers/assignments", Some(&body)).status, 403);
    let (status, done) = house.post("/customers/assignments", &body);
    assert_eq!((status, &done["changed"]), (200, &json!(3)), "{done}");
    let kept = done["kept"].as_array().unwrap();
    let reasons: Vec<_> = kept.iter().map(|one| (&one["id"], one["reason"].as_str())).collect();
    assert_eq!(reasons, [(&held["id"], Some("unchanged")), (&json!("nonsense"), Some("missing"))]);
    assert_eq!(heir.names(&house, &[]).len(), 4);
    let path = format!("/batches/{}/undo", done["batch"].as_str().unwrap());
    let (status, undone) = house.post(&path, &json!({}));
    assert_eq!((status, &undone["reversed"]), (200, &json!(3)), "{undone}");
    assert_eq!(heir.names(&house, &[]), ["已有的厂"]);
    for (body, status) in [
        (json!({ "ids": [], "filter": "", "owner": heir.id }), 400),
        (json!({ "owner": heir.id }), 422),
        (json!({ "ids": ids }), 422),
        (json!({ "ids": ids, "owner": "nobody" }), 422),
        (json!({ "ids": vec!["x"; 501], "owner": heir.id }), 422),
        (json!({ "filter": "nonsense = 1", "owner": heir.id }), 400),
    ] {
        let (answered, told) = house.post("/customers/assignments", &body);
        assert_eq!(answered, status, "{told}");
    }
    let away = patch(
        &house,
        &format!("/users/{}", heir.id),
        &crate::staff::user(&house, "zhao"),
        &json!({ "disabled": true }),
    );
    assert_eq!(away.status, 200, "{away:?}");
    let (status, told) = house.post("/customers/assignments", &body);
    assert_eq!((status, &told["faults"][0]["reason"]), (422, &json!("unknown_user")), "{told}");
}

#[test]
fn a_filter_hands_out_what_the_caller_sees_in_many_units() {
    let house = House::new();
    let east = house.post("/teams", &json!({ "name": "东区" })).1;
    let manager = Person::hired(&house, "wu", &["销售经理"], Some("东区"));
    let seller = Person::hired(&house, "zhao", &["销售代表"], Some("东区"));
    assert_eq!(east["fields"]["name"], "东区");
    house.customer("外区机械厂", &json!({}));
    let rows: String =
        (0..450).map(|n| format!("东区{n}厂,1381234{n:04},制造业,wu先生\n")).collect();
    let file = format!("客户名称,手机号,行业,负责人\n{rows}");
    let job = crate::outside::import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(job["report"]["created"], 450, "{job}");
    assert_eq!(manager.list(&house, &[("limit", "0")])["total"], 450);
    let body = json!({ "filter": "industry = \"制造业\"", "owner": "zhao" });
    let done = manager.ask(&house, "POST", "/customers/assignments", Some(&body));
    assert_eq!((done.status, &done.body["changed"]), (200, &json!(450)), "{done:?}");
    assert_eq!(done.body["kept"], json!([]));
    assert_eq!(seller.list(&house, &[("limit", "0")])["total"], 450);
    let again = manager.ask(&house, "POST", "/customers/assignments", Some(&body));
    assert_eq!((&again.body["changed"], &again.body["batch"]), (&json!(0), &Value::Null));
    let path = format!("/batches/{}/undo", done.body["batch"].as_str().unwrap());
    let undone = manager.ask(&house, "POST", &path, None);
    assert_eq!(undone.body["reversed"], 450, "{undone:?}");
    assert_eq!(seller.list(&house, &[("limit", "0")])["total"], 0);
    // To the pool, whose customers a manager hands out again.
    let to_pool = json!({ "filter": "name contains \"东区1\"", "owner": null });
    let pooled = manager.ask(&house, "POST", "/customers/assignments", Some(&to_pool));
    assert_eq!(pooled.status, 200, "{pooled:?}");
    let free =
        seller.list(&house, &[("filter", "owner is empty"), ("limit", "0")])["total"].clone();
    assert_eq!(free, pooled.body["changed"]);
    let from_pool = json!({ "filter": "owner is empty", "owner": "zhao" });
    let given = manager.ask(&house, "POST", "/customers/assignments", Some(&from_pool));
    assert_eq!(given.body["changed"], free);
}

#[test]
fn many_are_handed_out_by_who_has_just_said_who_they_are() {
    let house = House::new();
    let heir = Person::hired(&house, "zhao", &["销售代表"], None);
    let manager = Person::hired(&house, "wu", &["销售经理"], None);
    let seen = json!({ "rights": { "customers": { "view": "all", "assign": "own" } } });
    new_role(&house, "只分自己的", "sales_manager", &seen);
    let narrow = Person::hired(&house, "qian", &["只分自己的"], None);
    let rows: String =
        (0..600).map(|n| format!("批量{n}厂,1381234{n:04},制造业,wu先生\n")).collect();
    let file = format!("客户名称,手机号,行业,负责人\n{rows}");
    crate::outside::import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(manager.list(&house, &[("limit", "0")])["total"], 600);
    let all = json!({ "filter": "industry = \"制造业\"", "owner": heir.id });
    let few = json!({ "filter": "name = 批量7厂", "owner": heir.id });
    let mut page = Browser::signed_in(&house, "wu", PASSWORD);
    let made = page.ask("POST", "/tokens", Some(&json!({ "name": "x" })));
    let token = made.body["token"].as_str().unwrap();
    let by_token =
        |body: &Value| with_token(&house, token, "POST", "/customers/assignments", Some(body), &[]);
    assert_eq!(by_token(&all).slug(), "token-scope");
    assert_eq!(by_token(&few).body["changed"], 1);
    // What stays as it is is named up to a number, and counted beyond it.
    let kept = narrow.ask(&house, "POST", "/customers/assignments", Some(&all)).body;
    assert_eq!((&kept["changed"], &kept["kept_more"]), (&json!(0), &json!(99)), "{kept}");
    assert_eq!(kept["kept"].as_array().unwrap().len(), 500);
    house.turn_clock(MINUTE * 10, true);
    assert_eq!(page.ask("POST", "/customers/assignments", Some(&all)).slug(), "step-up");
    assert_eq!(step_up(&mut page, &json!({ "password": PASSWORD })).status, 204);
    let done = page.ask("POST", "/customers/assignments", Some(&all)).body;
    assert_eq!((&done["changed"], &done["kept_more"]), (&json!(599), &json!(0)), "{done}");
}
