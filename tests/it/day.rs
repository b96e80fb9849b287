//! 工作台: what a person has to do, who waits, and how the month goes; each in their own sight.

use crate::firm::Firm;
use crate::firm::text;
use crate::outside::Answer;
use crate::outside::head;
use crate::outside::import_of;
use serde_json::Value;
use serde_json::json;

const DAY_MS: i64 = 86_400_000;

/// A moment as the API takes it, so many minutes from now.
pub fn at(firm: &Firm, minutes: i64) -> String {
    moment(firm.house.now_ms() + minutes * 60_000)
}

fn moment(ms: i64) -> String {
    let (days, rest) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS) / 1_000);
    format!("{}T{:02}:{:02}:{:02}Z", date(days), rest / 3_600, rest / 60 % 60, rest % 60)
}

/// `2026-11-22` of a day since 1970.
fn date(days: i64) -> String {
    let mut left = days;
    let mut year = 1970;
    let leap = |y: i64| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    while 365 + i64::from(leap(year)) <= left {
        left -= 365 + i64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    let long = |m: i64| match m {
        2 => 28 + i64::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    while long(month) <= left {
        left -= long(month);
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", left + 1)
}

/// The day at the firm, so many days from now.
pub fn on(firm: &Firm, days: i64) -> String {
    date((firm.house.now_ms() + 8 * 3_600_000).div_euclid(DAY_MS) + days)
}

pub fn day(firm: &Firm, who: &str, query: &str) -> Answer {
    let after = head(&firm.house);
    firm.get(who, &format!("/day?after={after}{query}"))
}

pub fn made(firm: &Firm, who: &str, path: &str, body: Value) -> Value {
    let answer = firm.post(who, path, &body);
    assert_eq!(answer.status, 201, "{path} {body}: {answer:?}");
    answer.body
}

#[test]
fn a_day_tells_what_is_to_do_and_what_was_done() {
    let firm = Firm::of(&["sales", "mate", "sales_manager", "stranger", "administrator"]);
    let customer = firm.customer("sales", &json!({}));
    let foreign = firm.customer("mate", &json!({}));
    let task = |who: &str, title: &str, due: String, done: bool| {
        let body = json!({ "customer": customer, "title": title, "due": due, "done": done });
        made(&firm, who, "/tasks", body)
    };
    let late = task("sales", "昨天的", at(&firm, -1_440), false);
    task("sales", "做完的", at(&firm, -1_440), true);
    task("sales", "遥远的", at(&firm, 90 * 1_440), false);
    made(
        &firm,
        "mate",
        "/tasks",
        json!({ "customer": foreign, "title": "别人的", "due": at(&firm, -5) }),
    );
    let service = json!({ "customer": customer, "type": "投诉处理", "description": "机器不转" });
    let service = made(&firm, "sales", "/services", service);
    let open = json!({ "customer": customer, "title": "二期", "expected_amount": "1000.50" });
    made(&firm, "sales", "/deals", open);
    let won = |number: &str, amount: &str| {
        let body = json!({
            "customer": customer, "title": "一期", "stage": "won", "amount": amount,
            "won_on": on(&firm, 0), "contract_no": number,
        });
        text(&made(&firm, "sales", "/deals", body), "id")
    };
    let deal = won("HT-1", "300.00");
    won("HT-2", "0.05");
    let note = |method: &str| json!({ "customer": customer, "method": method, "content": "聊了" });
    made(&firm, "sales", "/followups", note("call"));
    made(&firm, "sales", "/followups", note("note"));
    for (kind, amount, days) in [
        ("planned", "100", -9),
        ("planned", "120", -3),
        ("planned", "80", 3),
        ("received", "130", -1),
    ] {
        let body = json!({ "deal": deal, "kind": kind, "amount": amount, "on": on(&firm, days) });
        made(&firm, "sales", "/payments", body);
    }
    let target = json!({ "target": "5000" });
    let user = format!("/users/{}", firm.people["sales"].id);
    assert_eq!(firm.admin("PATCH", &user, Some(&target), &[("if-match", "\"1\"")]).status, 200);
    let told = day(&firm, "sales", "").body;
    assert_eq!(
        (&told["overdue"]["total"], &told["overdue"]["items"][0]["id"]),
        (&json!(1), &late["id"])
    );
    assert_eq!(told["overdue"]["items"][0]["fields"]["customer"]["name"], "未名机械厂");
    assert_eq!(told["services"]["items"][0]["id"], service["id"], "{told}");
    // What came in covers the first instalment and a part of the second.
    let owed = &told["payments"];
    assert_eq!(
        (&owed["total"], &owed["items"][0]["amount"]),
        (&json!(1), &json!("90.00")),
        "{owed}"
    );
    assert_eq!(owed["items"][0]["deal"]["id"], json!(deal));
    the_month_and_the_pipeline(&told);
    let answered = firm.change(
        "sales",
        "PATCH",
        &format!("/services/{}", text(&service, "id")),
        &json!({ "result": "换了轴承" }),
    );
    assert_eq!(answered.status, 200, "{answered:?}");
    assert_eq!(day(&firm, "sales", "").body["services"]["total"], 0);
    others_see_what_they_may(&firm);
}

fn the_month_and_the_pipeline(told: &Value) {
    let month = &told["month"];
    assert_eq!(
        (&month["won_amount"], &month["won_count"]),
        (&json!("300.05"), &json!(2)),
        "{month}"
    );
    assert_eq!((&month["followups"], &month["services"]), (&json!(1), &json!(1)), "{month}");
    assert_eq!((&month["new_customers"], &month["target"]), (&json!(1), &json!("5000.00")));
    let stage = &told["pipeline"][0];
    assert_eq!(
        (&stage["stage"]["value"], &stage["count"]),
        (&json!("contact"), &json!(1)),
        "{stage}"
    );
    assert_eq!(
        (&stage["amount"], told["pipeline"].as_array().unwrap().len()),
        (&json!("1000.50"), 4)
    );
}

fn others_see_what_they_may(firm: &Firm) {
    let of = format!("&user={}", firm.people["sales"].id);
    let boss = day(firm, "sales_manager", &of);
    assert_eq!((boss.status, &boss.body["overdue"]["total"]), (200, &json!(1)), "{boss:?}");
    for who in ["mate", "stranger"] {
        assert_eq!(day(firm, who, &of).status, 404, "{who}");
    }
    assert_eq!(day(firm, "sales_manager", "&user=99999999").status, 404);
    let own = day(firm, "mate", "").body;
    assert_eq!((&own["overdue"]["total"], &own["month"]["won_count"]), (&json!(1), &json!(0)));
    assert_eq!(firm.get("sales", "/day?when=now").status, 400);
}

#[test]
fn an_overdue_instalment_concerns_whose_deal_it_is() {
    let firm = Firm::of(&["sales", "mate", "sales_manager"]);
    let customer = firm.customer("sales", &json!({}));
    let sales = &firm.people["sales"].id;
    let shared = json!({ "collaborators": [firm.people["mate"].id] });
    let path = format!("/customers/{customer}");
    assert_eq!(firm.change("admin", "PATCH", &path, &shared).status, 200);
    let deal = |number: &str, owner: Value| {
        let body = json!({
            "customer": customer, "title": number, "stage": "won", "amount": "300.00",
            "won_on": on(&firm, -20), "contract_no": number, "owner": owner,
        });
        let id = text(&made(&firm, "admin", "/deals", body), "id");
        let planned =
            json!({ "deal": id, "kind": "planned", "amount": "100", "on": on(&firm, -9) });
        made(&firm, "admin", "/payments", planned);
        id
    };
    let lent = deal("HT-1", json!(firm.people["mate"].id));
    let own = deal("HT-2", json!(sales));
    // Nobody looks after it: then whoever owns the customer does.
    let free = deal("HT-3", json!(sales));
    let nobody =
        firm.change("admin", "PATCH", &format!("/deals/{free}"), &json!({ "owner": null }));
    assert_eq!(nobody.status, 200, "{nobody:?}");
    let owed = |who: &str, query: &str| {
        let answer = day(&firm, who, query).body["payments"]["items"].clone();
        let items = answer.as_array().unwrap().iter();
        items.map(|item| text(&item["deal"], "id")).collect::<Vec<_>>()
    };
    assert_eq!(owed("mate", ""), [lent]);
    let mut theirs = [own, free];
    theirs.sort();
    for (who, query) in [("sales", String::new()), ("sales_manager", format!("&user={sales}"))] {
        let mut owed = owed(who, &query);
        owed.sort();
        assert_eq!(owed, theirs, "{who}");
    }
}

/// A count that a hidden field decides would tell what the field has.
#[test]
fn what_is_hidden_from_one_is_not_counted_for_one() {
    let firm = Firm::of(&["sales", "mate"]);
    let customer = firm.customer("sales", &json!({}));
    let late = json!({ "customer": customer, "title": "昨天的", "due": at(&firm, -1_440) });
    made(&firm, "sales", "/tasks", late);
    let open = json!({ "customer": customer, "title": "二期", "expected_amount": "1000.50" });
    made(&firm, "sales", "/deals", open);
    let won = json!({
        "customer": customer, "title": "一期", "stage": "won", "amount": "300.00",
        "won_on": on(&firm, 0), "contract_no": "HT-1",
    });
    made(&firm, "sales", "/deals", won);
    let seen = day(&firm, "sales", "").body;
    assert_eq!((&seen["overdue"]["total"], &seen["month"]["won_count"]), (&json!(1), &json!(1)));
    let none = json!({ "total": 0, "items": [] });
    for (n, (kind, key)) in
        [("deals", "stage"), ("deals", "owner"), ("deals", "won_on"), ("tasks", "due")]
            .into_iter()
            .enumerate()
    {
        let role = json!({
            "name": format!("不看{n}"), "rights": { "customers": { "view": "own", "edit": "own" } },
            "visibility": {
                "customers": { "default": { "see": "clear", "write": true } },
                kind: { "fields": { key: { "see": "hidden", "write": false } } },
            },
        });
        firm.as_role("sales", &role);
        let told = day(&firm, "sales", "").body;
        let month = &told["month"];
        assert_eq!(month["won_count"].is_null(), kind == "deals", "{key}: {told}");
        assert_eq!(month["won_amount"].is_null(), kind == "deals", "{key}: {told}");
        let stages = told["pipeline"].as_array().unwrap().len();
        assert_eq!(stages, if ["stage", "owner"].contains(&key) { 0 } else { 4 }, "{key}: {told}");
        for section in ["overdue", "today", "week"] {
            assert_eq!(told[section] == none, kind == "tasks" || section != "overdue", "{told}");
        }
        assert_eq!(month["new_customers"], 1, "{told}");
    }
}

#[test]
fn an_overdue_instalment_is_found_among_many_deals_of_which_nothing_was_noted() {
    let firm = Firm::of(&["sales"]);
    let customer = firm.customer("sales", &json!({ "phone": "13812345678" }));
    let mut file = String::from("客户手机,title,stage,amount,closed_at\n");
    for row in 0..600 {
        file += &format!("13812345678,第{row}单,赢单,12.50,2025-03-04 10:00:00\n");
    }
    let job = import_of(&firm.house, "deals", "deals.csv", file.as_bytes(), &json!({}));
    assert_eq!(job["report"]["created"], 600, "{job}");
    let body = json!({
        "customer": customer, "title": "甲", "stage": "won", "amount": "300.00",
        "won_on": on(&firm, -20), "contract_no": "HT-1", "owner": firm.people["sales"].id,
    });
    let deal = text(&made(&firm, "admin", "/deals", body), "id");
    let planned = json!({ "deal": deal, "kind": "planned", "amount": "100", "on": on(&firm, -9) });
    made(&firm, "admin", "/payments", planned);
    let told = &day(&firm, "sales", "").body["payments"];
    assert_eq!((&told["total"], &told["items"][0]["deal"]["id"]), (&json!(1), &json!(deal)));
}
