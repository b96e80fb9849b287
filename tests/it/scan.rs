//! After any history of writes, every list is what reading all records one by one would give.

use crate::common::House;
use crate::tools::Dice;
use crate::tools::escape;
use crate::tools::text;
use crate::tools::walk;
use serde_json::Value;
use serde_json::json;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

const INDUSTRIES: [&str; 3] = ["制造业", "零售业", "教育培训"];
/// Those that one may go to without more ado.
const LEVELS: [&str; 3] = ["潜在客户", "意向客户", "休眠客户"];
const TAGS: [&str; 4] = ["VIP", "流失风险", "新词甲", "新词乙"];
const AMOUNTS: [&str; 4] = ["0.01", "1000.00", "1200.50", "98765.43"];
const DAYS: [&str; 4] = ["2024-02-29", "2024-12-31", "2025-06-15", "2026-01-01"];
const REMARKS: [&str; 3] = ["喜欢喝茶", "不要打电话", "茶叶客户"];

/// Members for some fields, now and then taking a value away.
fn members(dice: &mut Dice) -> Value {
    let mut body = json!({});
    let mut maybe = |dice: &mut Dice, key: &str, words: &[&str]| match dice.below(4) {
        0 => {}
        1 if key != "industry" && key != "level" => body[key] = Value::Null,
        _ => body[key] = json!(dice.pick(words)),
    };
    maybe(dice, "industry", &INDUSTRIES);
    maybe(dice, "level", &LEVELS);
    maybe(dice, "opening_amount", &AMOUNTS);
    maybe(dice, "first_contact", &DAYS);
    maybe(dice, "remark", &REMARKS);
    if dice.below(2) == 0 {
        let tags: BTreeSet<&str> = (0..dice.below(3)).map(|_| *dice.pick(&TAGS)).collect();
        body["tags"] = json!(tags);
    }
    body
}

/// One write, whichever; the ids of all customers so far are kept.
fn write(house: &House, ids: &mut Vec<String>, dice: &mut Dice) {
    let kind = if ids.is_empty() { 0 } else { dice.below(8) };
    if kind < 3 {
        let mut more = members(dice);
        if more["industry"].is_null() {
            more["industry"] = json!("制造业");
        }
        let made = house.customer(&format!("第{}号茶叶有限公司", ids.len()), &more);
        ids.push(text(&made, "id").to_owned());
        return;
    }
    let place = format!("/customers/{}", dice.pick(ids));
    let now = house.get(&place);
    let version = format!("\"{}\"", now["version"]);
    let if_match = [("if-match", version.as_str())];
    let (status, answer) = match (kind, is_binned(&now)) {
        (_, true) => house.post(&format!("{place}/restorations"), &json!({})),
        (3, false) => house.ask("DELETE", &place, None, &if_match),
        _ => {
            let mut body = members(dice);
            turn(house, &place, &mut body, dice);
            let version = format!("\"{}\"", house.get(&place)["version"]);
            house.ask("PATCH", &place, Some(&body), &[("if-match", version.as_str())])
        }
    };
    assert!((200..300).contains(&status), "{status} {answer}");
}

/// A level that demands more than itself is reached by the way that asks for it.
fn turn(house: &House, place: &str, body: &mut Value, dice: &mut Dice) {
    let asked = match body["level"].as_str() {
        Some("成交客户") => {
            let number = format!("HT-{}", dice.next());
            json!({ "level": "成交客户", "amount": "12.30", "date": "2026-01-01", "contract_no": number })
        }
        Some("流失客户") => json!({ "level": "流失客户", "lost_reason": "其他" }),
        _ => return,
    };
    if let Some(members) = body.as_object_mut() {
        members.remove("level");
    }
    let (status, answer) = house.post(&format!("{place}/transitions"), &asked);
    assert_eq!(status, 200, "{answer}");
}

fn is_binned(record: &Value) -> bool {
    !record["deleted_at"].is_null()
}

fn label<'a>(record: &'a Value, key: &str) -> &'a str {
    text(&record["fields"][key], "label")
}

fn field<'a>(record: &'a Value, key: &str) -> &'a str {
    text(&record["fields"], key)
}

/// In fen; nothing where there is none.
fn amount(record: &Value) -> Option<i64> {
    field(record, "opening_amount").replace('.', "").parse().ok()
}

fn tags(record: &Value) -> Vec<&str> {
    let tags = record["fields"]["tags"].as_array();
    tags.into_iter().flatten().map(|tag| text(tag, "label")).collect()
}

type Filter = (&'static str, fn(&Value) -> bool);

/// Each filter beside what it means.
const FILTERS: [Filter; 12] = [
    ("", |_| true),
    ("industry = \"制造业\"", |r| label(r, "industry") == "制造业"),
    ("level in (\"意向客户\", \"休眠客户\")", |r| {
        ["意向客户", "休眠客户"].contains(&label(r, "level"))
    }),
    ("tags has \"VIP\"", |r| tags(r).contains(&"VIP")),
    ("not tags has \"流失风险\" and tags is not empty", |r| {
        !tags(r).is_empty() && !tags(r).contains(&"流失风险")
    }),
    ("opening_amount >= 1000", |r| amount(r).is_some_and(|fen| 100_000 <= fen)),
    ("opening_amount is empty", |r| amount(r).is_none()),
    ("first_contact in 2024", |r| field(r, "first_contact").starts_with("2024")),
    ("first_contact < 2025-06-15", |r| {
        !field(r, "first_contact").is_empty() && field(r, "first_contact") < "2025-06-15"
    }),
    ("remark contains \"茶\"", |r| field(r, "remark").contains('茶')),
    ("remark is empty or level = \"潜在客户\"", |r| {
        field(r, "remark").is_empty() || label(r, "level") == "潜在客户"
    }),
    ("(industry = \"零售业\" or tags has \"新词甲\") and not (opening_amount < 1200)", |r| {
        (label(r, "industry") == "零售业" || tags(r).contains(&"新词甲"))
            && amount(r).is_none_or(|fen| 120_000 <= fen)
    }),
];

fn lists_are_what_a_scan_gives(house: &House, ids: &[String], when: &str) {
    let head = house.run(&["index", "status", "--json"]).well().json()["head"].clone();
    let records: Vec<Value> = ids.iter().map(|id| house.get(&format!("/customers/{id}"))).collect();
    for binned in [false, true] {
        let stock: Vec<&Value> =
            records.iter().filter(|record| is_binned(record) == binned).collect();
        for (filter, fits) in FILTERS {
            let found =
                walk(house, &format!("after={head}&bin={binned}&filter={}", escape(filter)));
            let what = format!("{when}, bin {binned}: {filter}");
            let list: BTreeSet<&str> = found.iter().map(|item| text(item, "id")).collect();
            let fitting = stock.iter().filter(|record| fits(record));
            let scan: BTreeSet<&str> = fitting.clone().map(|record| text(record, "id")).collect();
            assert_eq!((list, found.len()), (scan, fitting.clone().count()), "{what}");
            let page = format!("limit=0&facets=industry,level,tags&bin={binned}&filter=");
            let page = house.get(&format!("/customers?{page}{}", escape(filter)));
            assert_eq!(page["total"], found.len(), "{what}");
            if filter.is_empty() {
                facets_are_counts(&page, &stock, &what);
            }
        }
        for sort in ["opening_amount", "-opening_amount", "first_contact", "-first_contact"] {
            let found = walk(house, &format!("sort={sort}&bin={binned}"));
            assert_eq!(found.len(), stock.len());
            assert!(found.is_sorted_by(|a, b| in_order(a, b, sort)), "{when}: {sort}");
        }
    }
}

fn facets_are_counts(page: &Value, stock: &[&Value], what: &str) {
    for key in ["industry", "level", "tags"] {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for record in stock {
            let values = if key == "tags" { tags(record) } else { vec![label(record, key)] };
            values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
        }
        let facet = page["facets"][key].as_array().unwrap().iter();
        let facet: BTreeMap<&str, u64> =
            facet.map(|one| (text(one, "label"), one["count"].as_u64().unwrap())).collect();
        assert_eq!(facet, counts, "{what}: {key}");
    }
}

/// Missing values come last, whichever the direction.
fn in_order(a: &Value, b: &Value, sort: &str) -> bool {
    let key = sort.trim_start_matches('-');
    let value = |record: &Value| match key {
        "opening_amount" => amount(record),
        _ => field(record, key).replace('-', "").parse().ok(),
    };
    match (value(a), value(b)) {
        (Some(a), Some(b)) if sort.starts_with('-') => a.cmp(&b) != Ordering::Less,
        (Some(a), Some(b)) => a.cmp(&b) != Ordering::Greater,
        (None, Some(_)) => false,
        (_, None) => true,
    }
}

#[test]
fn lists_after_any_history_are_what_a_scan_of_the_records_gives() {
    let mut house = House::new();
    let mut ids = Vec::new();
    let mut dice = Dice::new(41);
    for round in 0..4 {
        for _ in 0..50 {
            write(&house, &mut ids, &mut dice);
        }
        lists_are_what_a_scan_gives(&house, &ids, &format!("round {round}"));
    }
    house.restart();
    lists_are_what_a_scan_gives(&house, &ids, "after a restart");
    house.run(&["index", "rebuild"]).well();
    lists_are_what_a_scan_gives(&house, &ids, "after a rebuild");
    assert_eq!(house.stop(), 0);
}
