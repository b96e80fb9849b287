//! One box for everything: sections in order, names first, and nothing that is out of sight.

use crate::children_lists::made;
use crate::firm::Firm;
use crate::firm::text;
use crate::outside::Answer;
use crate::outside::head;
use crate::outside::url;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

fn ask(firm: &Firm, who: &str, query: &[(&str, &str)]) -> Answer {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = firm.get(who, &url("/search", query));
        if answer.status != 503 || until < Instant::now() {
            return answer;
        }
    }
}

/// The sections that this person is shown, of what is written by now.
fn find(firm: &Firm, who: &str, q: &str) -> Vec<Value> {
    let after = head(&firm.house).to_string();
    let answer = ask(firm, who, &[("q", q), ("after", &after)]);
    assert_eq!(answer.status, 200, "{who} {q}: {answer:?}");
    answer.body["sections"].as_array().unwrap().clone()
}

/// `kind total` of each section.
fn counts(sections: &[Value]) -> Vec<String> {
    sections.iter().map(|one| format!("{} {}", text(one, "kind"), one["total"])).collect()
}

/// A customer of the seller's with one record of each kind, all of which speak of the same thing.
fn stock(firm: &Firm) -> String {
    let customer = firm.customer("sales", &json!({ "name": "云帆贸易有限公司" }));
    let about = |kind: &str, more: Value| {
        let mut body = more;
        body["customer"] = json!(customer);
        made(firm, "sales", kind, &body)
    };
    about("contacts", json!({ "name": "云小燕", "phone": "13977776666" }));
    about("followups", json!({ "method": "call", "content": "客户问起云帆的新款，约下周再谈" }));
    about("tasks", json!({ "title": "云帆回访", "due": "2030-01-05T10:00:00+08:00" }));
    about("services", json!({ "type": "question", "description": "云帆的机器响" }));
    let deal = about(
        "deals",
        json!({ "title": "云帆二期", "expected_amount": "1000", "stage": "contact" }),
    );
    about(
        "orders",
        json!({ "number": "YF-0731", "amount": "20", "state": "paid", "product": "云帆布" }),
    );
    about(
        "participations",
        json!({ "campaign": "云帆新品会", "channel": "展会", "result": "已参加" }),
    );
    let paid = json!({ "deal": deal, "kind": "received", "amount": "5", "on": "2026-03-04", "note": "云帆首付" });
    about("payments", paid);
    about(
        "consents",
        json!({ "purpose": "营销短信", "basis": "本人同意", "evidence": "云帆回执" }),
    );
    let path = format!("/customers/{customer}/attachments?name=%E4%BA%91%E5%B8%86.txt");
    let sent = firm.send("sales", "POST", &path, "x", &[]);
    assert_eq!(sent.status, 201, "{sent:?}");
    customer
}

#[test]
fn sections_come_in_their_order_with_what_fits_and_where_it_stands() {
    let firm = Firm::of(&["sales", "stranger", "reader", "auditor"]);
    let customer = stock(&firm);
    let sections = find(&firm, "sales", "云帆");
    let expected = [
        "customers 1",
        "followups 1",
        "tasks 1",
        "services 1",
        "deals 1",
        "orders 1",
        "participations 1",
        "attachments 1",
        "payments 1",
        "consents 1",
    ];
    assert_eq!(counts(&sections), expected);
    let talk = &sections[1]["items"][0];
    assert_eq!(talk["kind"], "followups");
    assert_eq!(talk["customer"]["id"], customer);
    assert_eq!(talk["customer"]["name"], "云帆贸易有限公司");
    assert_eq!(talk["match"]["field"], "content");
    assert_eq!(talk["match"]["text"], "客户问起云帆的新款，约下周再谈");
    assert!(talk["fields"]["content"].is_null(), "the text itself is not sent: {talk}");
    assert_eq!(sections[2]["items"][0]["fields"]["title"], "云帆回访");
    assert!(sections[2]["items"][0]["match"].is_null());
    for (q, expected) in [
        ("yunfan", &["customers 1", "tasks 1", "deals 1", "participations 1"][..]),
        ("云帆 新款", &["followups 1"]),
        ("yf-07", &["orders 1"]),
        ("13977776666", &["contacts 1"]),
        ("6666", &["contacts 1"]),
        ("云小燕", &["contacts 1"]),
        ("没有的词", &[]),
        ("  ", &[]),
    ] {
        assert_eq!(counts(&find(&firm, "sales", q)), expected, "{q}");
    }
    // One character is looked for in names alone.
    let one = counts(&find(&firm, "sales", "云"));
    assert!(!one.iter().any(|section| section.starts_with("followups")), "{one:?}");
    assert_eq!(counts(&find(&firm, "stranger", "云帆")), Vec::<String>::new());
    assert_eq!(counts(&find(&firm, "auditor", "云帆")), Vec::<String>::new());
    assert_eq!(counts(&find(&firm, "reader", "云帆")), expected);
    assert_eq!(counts(&find(&firm, "reader", "云小燕")), Vec::<String>::new());
}

#[test]
fn names_that_begin_so_come_first_then_what_happened_last() {
    let firm = Firm::of(&["sales"]);
    let customer = firm.customer("sales", &json!({ "name": "某某公司" }));
    for (title, at) in [
        ("样品寄送", "2026-01-01T10:00:00+08:00"),
        ("寄送样品", "2026-03-01T10:00:00+08:00"),
        ("样品确认", "2026-02-01T10:00:00+08:00"),
        ("谈样品", "2026-04-01T10:00:00+08:00"),
    ] {
        let due = "2030-01-05T10:00:00+08:00";
        made(
            &firm,
            "sales",
            "tasks",
            &json!({ "customer": customer, "title": title, "due": due, "at": at }),
        );
    }
    let sections = find(&firm, "sales", "样品");
    let titles: Vec<String> = sections[0]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| text(&item["fields"], "title"))
        .collect();
    assert_eq!(titles, ["样品确认", "样品寄送", "谈样品", "寄送样品"]);
    let few = ask(&firm, "sales", &[("q", "样品"), ("limit", "1")]).body;
    assert_eq!(few["sections"][0]["total"], 4);
    assert_eq!(few["sections"][0]["items"].as_array().unwrap().len(), 1);
    for (query, reason) in [
        ([("q", "x"), ("limit", "51")], "out_of_range"),
        ([("q", "x"), ("bin", "true")], "unknown_parameter"),
    ] {
        let answer = ask(&firm, "sales", &query);
        assert_eq!((answer.status, answer.reason()), (400, reason), "{query:?}");
    }
    let long = "长".repeat(201);
    assert_eq!(ask(&firm, "sales", &[("q", &long)]).reason(), "too_long");
}

#[test]
fn a_field_that_a_role_hides_finds_nothing_and_shows_nothing() {
    let firm = Firm::of(&["sales", "stranger"]);
    stock(&firm);
    let role = json!({
        "name": "不看内容",
        "rights": {
            "customers": { "view": "all" },
            "followups": { "view": "all" },
            "services": { "view": "all" },
            "tasks": { "view": "none" },
        },
        "visibility": { "followups": {
            "default": { "see": "clear", "write": false },
            "fields": { "content": { "see": "hidden", "write": false } },
        } },
    });
    firm.made("/roles", &role);
    let path = format!("/users/{}", firm.people["stranger"].id);
    let roles = json!({ "roles": ["不看内容"] });
    let answer = firm.admin("PATCH", &path, Some(&roles), &[("if-match", "\"1\"")]);
    assert_eq!(answer.status, 200, "{answer:?}");
    // Of kinds that a role does not name it sees what it sees of customers.
    let expected = [
        "customers 1",
        "services 1",
        "deals 1",
        "orders 1",
        "participations 1",
        "attachments 1",
        "payments 1",
        "consents 1",
    ];
    assert_eq!(counts(&find(&firm, "stranger", "云帆")), expected);
}

#[test]
fn what_is_written_removed_and_given_away_shows_at_once() {
    let firm = Firm::of(&["sales", "stranger"]);
    let customer = stock(&firm);
    let path = format!("/customers/{customer}");
    let total = |who: &str| {
        let answer = ask(&firm, who, &[("q", "云帆")]);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["sections"].as_array().unwrap().len()
    };
    assert_eq!(find(&firm, "sales", "云帆").len(), 10);
    let given = json!({ "owner": firm.people["stranger"].id });
    assert_eq!(firm.change("admin", "PATCH", &path, &given).status, 200);
    assert_eq!((total("sales"), total("stranger")), (0, 10));
    firm.remove(&customer);
    assert_eq!((total("sales"), total("stranger"), total("admin")), (0, 0, 0));
    let back = firm.admin("POST", &format!("{path}/restorations"), None, &[]);
    assert_eq!(back.status, 200, "{back:?}");
    assert_eq!((total("sales"), total("stranger"), total("admin")), (0, 10, 10));
}
