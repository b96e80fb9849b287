//! After any history of writes, every list of what is about customers is what reading all records one
//! by one would give.

use crate::common::House;
use crate::tools::Dice;
use crate::tools::escape;
use crate::tools::text;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

const INDUSTRIES: [&str; 3] = ["制造业", "零售业", "教育培训"];
const LEVELS: [&str; 2] = ["潜在客户", "意向客户"];
const CONTENTS: [&str; 4] = ["谈了茶叶的价格", "寄出样品，待确认", "對方說下周再談", "约定付款"];
const METHODS: [&str; 3] = ["call", "visit", "note"];
const TIMES: [&str; 4] = [
    "2024-02-29T09:30:00+08:00",
    "2025-12-31T23:59:59+08:00",
    "2026-06-01T00:00:00+08:00",
    "2026-06-01T12:00:00+08:00",
];
const DUES: [&str; 3] =
    ["2026-01-01T09:00:00+08:00", "2031-01-01T09:00:00+08:00", "2031-06-01T09:00:00+08:00"];
const AMOUNTS: [&str; 3] = ["100.00", "2500.50", "98765.43"];
const STAGES: [&str; 3] = ["contact", "needs", "proposal"];
const KINDS: [&str; 3] = ["followups", "tasks", "deals"];

/// What was made: customers, and what is about them with its kind and its customer.
#[derive(Default)]
struct Stock {
    customers: Vec<String>,
    records: Vec<(&'static str, String, Option<String>)>,
}

fn members(dice: &mut Dice, kind: &str) -> Value {
    match kind {
        "followups" => json!({
            "method": dice.pick(&METHODS), "content": dice.pick(&CONTENTS), "at": dice.pick(&TIMES),
        }),
        "tasks" => json!({
            "title": dice.pick(&CONTENTS), "due": dice.pick(&DUES), "done": dice.below(3) == 0,
        }),
        _ => json!({
            "title": dice.pick(&CONTENTS), "stage": dice.pick(&STAGES),
            "expected_amount": dice.pick(&AMOUNTS), "at": dice.pick(&TIMES),
        }),
    }
}

fn customer(dice: &mut Dice) -> Value {
    json!({ "industry": dice.pick(&INDUSTRIES), "level": dice.pick(&LEVELS) })
}

fn write(house: &House, stock: &mut Stock, dice: &mut Dice) {
    let choice = if stock.customers.is_empty() { 0 } else { dice.below(12) };
    match choice {
        0 => {
            let name = format!("第{}号茶叶有限公司", stock.customers.len());
            let made = house.customer(&name, &customer(dice));
            stock.customers.push(text(&made, "id").to_owned());
        }
        1 | 2 => {
            let place = format!("/customers/{}", dice.pick(&stock.customers));
            let body = customer(dice);
            change(house, &place, Some(body), dice.below(4) == 0);
        }
        3..=5 if !stock.records.is_empty() => {
            let (kind, id, _) = dice.pick(&stock.records).clone();
            let body = members(dice, kind);
            change(house, &format!("/{kind}/{id}"), Some(body), dice.below(3) == 0);
        }
        _ => {
            let kind = *dice.pick(&KINDS);
            let about = dice.pick(&stock.customers).clone();
            let free = kind == "tasks" && dice.below(4) == 0;
            let mut body = members(dice, kind);
            if !free {
                body["customer"] = json!(about);
            }
            let (status, made) = house.post(&format!("/{kind}"), &body);
            // Its customer may be in the bin.
            if status == 201 {
                let id = text(&made, "id").to_owned();
                stock.records.push((kind, id, (!free).then_some(about)));
            } else {
                assert_eq!(status, 422, "{made}");
            }
        }
    }
}

/// Restores what is in the bin; else edits, or deletes.
fn change(house: &House, place: &str, body: Option<Value>, delete: bool) {
    let (status, now) = house.ask("GET", place, None, &[]);
    if status == 404 {
        return;
    }
    let version = format!("\"{}\"", now["version"]);
    let if_match = [("if-match", version.as_str())];
    let (status, answer) = match (now["deleted_at"].is_null(), delete) {
        (false, _) => house.post(&format!("{place}/restorations"), &json!({})),
        (true, true) => house.ask("DELETE", place, None, &if_match),
        (true, false) => house.ask("PATCH", place, body.as_ref(), &if_match),
    };
    assert!((200..300).contains(&status), "{place} {status} {answer}");
}

/// A record as it is, and its customer.
struct Seen {
    record: Value,
    customer: Value,
}

fn field<'a>(seen: &'a Seen, key: &str) -> &'a str {
    text(&seen.record["fields"], key)
}

fn value<'a>(record: &'a Value, key: &str) -> &'a str {
    text(&record["fields"][key], "value")
}

fn is_done(seen: &Seen) -> bool {
    seen.record["fields"]["done"] == json!(true)
}

type Filter = (&'static str, &'static str, fn(&Seen) -> bool);

/// Each filter beside what it means.
const FILTERS: [Filter; 13] = [
    ("followups", "", |_| true),
    ("followups", "method = visit", |s| value(&s.record, "method") == "visit"),
    ("followups", "content contains \"再谈\"", |s| field(s, "content").ends_with("再談")),
    ("followups", "at in 2026-06", |s| field(s, "at").starts_with("2026-06")),
    ("followups", "customer.industry = \"零售业\"", |s| {
        text(&s.customer["fields"]["industry"], "label") == "零售业"
    }),
    ("followups", "not customer.level = 意向客户 or method = note", |s| {
        text(&s.customer["fields"]["level"], "label") != "意向客户"
            || value(&s.record, "method") == "note"
    }),
    ("tasks", "", |_| true),
    ("tasks", "state = overdue", |s| !is_done(s) && field(s, "due") < "2027"),
    ("tasks", "state in (open, done) and customer is not empty", |s| {
        (is_done(s) || "2027" < field(s, "due")) && !s.customer.is_null()
    }),
    ("tasks", "title contains 样品 or done = 是", |s| {
        field(s, "title").contains("样品") || is_done(s)
    }),
    ("deals", "", |_| true),
    ("deals", "stage = needs and expected_amount >= 2500", |s| {
        value(&s.record, "stage") == "needs" && field(s, "expected_amount") != "100.00"
    }),
    ("deals", "expected_amount < 1000 or customer.industry = 制造业", |s| {
        field(s, "expected_amount") == "100.00"
            || text(&s.customer["fields"]["industry"], "label") == "制造业"
    }),
];

fn walk(house: &House, kind: &str, query: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = house.get(&format!("/{kind}?limit=40&{query}&cursor={cursor}"));
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = escape(next),
            None => return items,
        }
    }
}

fn lists_are_what_a_scan_gives(house: &House, stock: &Stock, when: &str) {
    let head = house.run(&["index", "status", "--json"]).well().json()["head"].clone();
    let ask = |place: String| match house.ask("GET", &place, None, &[]) {
        (200, body) => Some(body),
        (status, _) => {
            assert_eq!(status, 404);
            None
        }
    };
    let mut seen: BTreeMap<&str, Vec<Seen>> = BTreeMap::new();
    for (kind, id, about) in &stock.records {
        let customer = about.as_ref().map(|about| house.get(&format!("/customers/{about}")));
        let Some(record) = ask(format!("/{kind}/{id}")) else { continue };
        let customer = customer.unwrap_or(Value::Null);
        assert!(customer["deleted_at"].is_null(), "what is about it is in the bin with it");
        seen.entry(kind).or_default().push(Seen { record, customer });
    }
    for (kind, filter, fits) in FILTERS {
        for binned in [false, true] {
            let query = format!("after={head}&bin={binned}&filter={}", escape(filter));
            let found = walk(house, kind, &query);
            let what = format!("{when}, bin {binned}: {kind} {filter}");
            let list: BTreeSet<&str> = found.iter().map(|item| text(item, "id")).collect();
            let all = seen.get(kind).into_iter().flatten();
            let side = all.filter(|one| one.record["deleted_at"].is_null() != binned);
            let fitting: BTreeSet<&str> =
                side.filter(|one| fits(one)).map(|one| text(&one.record, "id")).collect();
            assert_eq!((&list, found.len()), (&fitting, fitting.len()), "{what}");
            let page = house.get(&format!("/{kind}?limit=0&{query}"));
            assert_eq!(page["total"], found.len(), "{what}");
        }
    }
}

#[test]
fn lists_after_any_history_are_what_a_scan_of_the_records_gives() {
    let mut house = House::new();
    let mut stock = Stock::default();
    let mut dice = Dice::new(44);
    for round in 0..4 {
        for _ in 0..60 {
            write(&house, &mut stock, &mut dice);
        }
        lists_are_what_a_scan_gives(&house, &stock, &format!("round {round}"));
    }
    house.restart();
    lists_are_what_a_scan_gives(&house, &stock, "after a restart");
    house.run(&["index", "rebuild"]).well();
    lists_are_what_a_scan_gives(&house, &stock, "after a rebuild");
    house.kill();
    house.serve();
    lists_are_what_a_scan_gives(&house, &stock, "after a kill");
    assert_eq!(house.stop(), 0);
}
