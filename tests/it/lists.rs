//! Lists: orders, pages, counts, and the limits of what may be asked.

use crate::outside::ask;
use crate::outside::ids;
use crate::outside::list;
use crate::outside::members;
use crate::sample::INDUSTRIES;
use crate::sample::LEVELS;
use crate::sample::OWNERS;
use crate::sample::Row;
use crate::sample::SAMPLE;
use crate::sample::SIZE;
use crate::sample::SOURCES;
use crate::sample::Sample;
use crate::sample::TAGS;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// `order` by a key of which `None` stands last, whether it ascends or descends; among equals the
/// newest first.
fn ordered<K: Ord>(sample: &Sample, key: impl Fn(&Row) -> Option<K>) -> Vec<String> {
    let mut rows: Vec<&Row> = sample.rows.iter().rev().collect();
    rows.sort_by_key(|row| {
        let key = key(row);
        (key.is_none(), key)
    });
    rows.into_iter().map(|row| row.id.clone()).collect()
}

fn place(list: &[&str], word: &str) -> Option<usize> {
    list.iter().position(|other| *other == word)
}

/// The whole list by offsets.
fn by_offset(sample: &Sample, sort: &str, page: usize) -> Vec<String> {
    let limit = page.to_string();
    let offsets = (0..SIZE).step_by(page);
    let pages = offsets.map(|offset| {
        let offset = offset.to_string();
        ids(&list(&sample.house, &[("sort", sort), ("limit", &limit), ("offset", &offset)]))
    });
    pages.flatten().collect()
}

/// The whole list by cursors.
fn by_cursor(sample: &Sample, query: &[(&str, &str)]) -> Vec<String> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let query: Vec<(&str, &str)> =
            query.iter().copied().chain([("cursor", cursor.as_str())]).collect();
        let page = list(&sample.house, &query);
        all.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return all,
        }
    }
}

#[test]
fn every_order_is_kept_and_what_is_missing_stands_last() {
    let sample = SAMPLE.get();
    let whole = |sort: &str| by_offset(&sample, sort, 150);
    assert_eq!(whole(""), ordered(&sample, |_| Some(0)), "the newest first");
    let amount = |row: &Row| row.number("opening_amount");
    assert_eq!(whole("total_amount"), ordered(&sample, amount));
    assert_eq!(whole("-total_amount"), ordered(&sample, |row| amount(row).map(Reverse)));
    let first = |row: &Row| row.day("first_contact");
    assert_eq!(whole("first_contact"), ordered(&sample, first));
    assert_eq!(whole("-first_contact"), ordered(&sample, |row| first(row).map(Reverse)));
    let last = |row: &Row| row.day("last_contact");
    assert_eq!(whole("-last_contact"), ordered(&sample, |row| last(row).map(Reverse)));
    let level = |row: &Row| place(&LEVELS, row.text("level"));
    assert_eq!(whole("level"), ordered(&sample, level));
    assert_eq!(whole("-level"), ordered(&sample, |row| level(row).map(Reverse)));
    let both = |row: &Row| Some((level(row)?, amount(row).is_none(), amount(row).map(Reverse)));
    assert_eq!(whole("level,-total_amount"), ordered(&sample, both));
    let made = |row: &Row| sample.rows.iter().position(|other| other.id == row.id);
    assert_eq!(whole("created_at"), ordered(&sample, made));
}

#[test]
fn names_stand_in_the_order_in_which_they_are_read_aloud() {
    let sample = SAMPLE.get();
    let cities = ["南京", "深圳", "苏州", "吴中"];
    let filter = format!("name starts ({})", cities.join(", "));
    let ordered = |sort: &str| -> Vec<usize> {
        let query = [("filter", filter.as_str()), ("sort", sort), ("limit", "500")];
        let found = list(&sample.house, &query);
        let names = members(&found, "name");
        names
            .iter()
            .map(|name| cities.iter().position(|city| name.starts_with(city)).unwrap())
            .collect()
    };
    let (up, down) = (ordered("name"), ordered("-name"));
    assert!(100 < up.len() && up.is_sorted(), "{up:?}");
    assert!(down.is_sorted_by(|a, b| b <= a), "{down:?}");
}

#[test]
fn a_walk_by_cursor_and_one_by_offset_meet_each_customer_once() {
    let sample = SAMPLE.get();
    for sort in [
        "",
        "-last_contact",
        "level,total_amount",
        "industry",
        "-code",
        "deal_count,-first_contact",
        "name",
        "-name",
    ] {
        for limit in ["7", "50", "299"] {
            let walked = by_cursor(&sample, &[("sort", sort), ("limit", limit)]);
            assert_eq!(walked, by_offset(&sample, sort, 100), "{sort} {limit}");
            assert_eq!(walked.iter().collect::<BTreeSet<_>>().len(), SIZE);
        }
    }
    let filtered =
        by_cursor(&sample, &[("filter", "level = won"), ("sort", "source"), ("limit", "5")]);
    let mut sorted = filtered.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, sample.fitting(|row| row.text("level") == "成交客户"));
}

#[test]
fn a_page_shows_the_fields_that_were_asked_for() {
    let sample = SAMPLE.get();
    let page = list(&sample.house, &[("fields", "name,level,phone"), ("limit", "1")]);
    let fields = page["items"][0]["fields"].as_object().unwrap();
    let keys: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["level", "name", "phone"]));
    assert!(fields["phone"].as_str().unwrap().contains("****"));
    assert_eq!(page["total"], SIZE);
    let counted = list(&sample.house, &[("limit", "0"), ("facets", "level")]);
    assert_eq!((ids(&counted).len(), &counted["total"]), (0, &page["total"]));
}

/// What the answer counts, by label.
fn counts(list: &Value, key: &str) -> BTreeMap<String, u64> {
    let values = list["facets"][key].as_array().unwrap_or_else(|| panic!("{key} {list}"));
    let pair = |value: &Value| {
        (value["label"].as_str().unwrap().to_owned(), value["count"].as_u64().unwrap())
    };
    values.iter().map(pair).collect()
}

/// The same by a scan.
fn scanned(
    sample: &Sample,
    fits: impl Fn(&Row) -> bool,
    labels: &[&str],
    is: impl Fn(&Row, &str) -> bool,
) -> BTreeMap<String, u64> {
    let fitting: Vec<&Row> = sample.rows.iter().filter(|row| fits(row)).collect();
    let count = |label: &str| fitting.iter().filter(|row| is(row, label)).count() as u64;
    labels
        .iter()
        .map(|label| ((*label).to_owned(), count(label)))
        .filter(|(_, count)| 0 < *count)
        .collect()
}

#[test]
fn a_facet_counts_what_choosing_another_of_its_values_would_give() {
    let sample = SAMPLE.get();
    let filter = "industry = 制造业 and level in (won, interested) and total_amount >= 1000";
    let rich = |row: &Row| row.number("opening_amount").is_some_and(|n| 1000 <= n);
    let level = |row: &Row| ["成交客户", "意向客户"].contains(&row.text("level"));
    let industry = |row: &Row| row.text("industry") == "制造业";
    let found = list(
        &sample.house,
        &[("filter", filter), ("facets", "industry,level,source,tags,owner,status")],
    );
    let is = |key: &'static str| move |row: &Row, label: &str| row.text(key) == label;
    let all = |row: &Row| rich(row) && level(row) && industry(row);
    assert_eq!(
        counts(&found, "industry"),
        scanned(&sample, |row| rich(row) && level(row), &INDUSTRIES, is("industry"))
    );
    assert_eq!(
        counts(&found, "level"),
        scanned(&sample, |row| rich(row) && industry(row), &LEVELS, is("level"))
    );
    assert_eq!(counts(&found, "source"), scanned(&sample, all, &SOURCES, is("source")));
    assert_eq!(
        counts(&found, "tags"),
        scanned(&sample, all, &TAGS, |row, label| row.has("tags", label))
    );
    let names = BTreeMap::from([("admin", "admin"), ("李娜", "li"), ("王芳", "wang")]);
    let labels: Vec<&str> = names.keys().copied().collect();
    assert_eq!(
        counts(&found, "owner"),
        scanned(&sample, all, &labels, |row, label| row.text("owner") == names[label])
    );
    let states = ["活跃", "潜在", "沉默", "流失"];
    let status = |row: &Row, label: &str| row.status(sample.today) == label;
    assert_eq!(counts(&found, "status"), scanned(&sample, all, &states, status));
    // A condition that does not stand alone is no choice of a value: it stays.
    let either =
        list(&sample.house, &[("filter", "level = won or industry = MFG"), ("facets", "level")]);
    let fits = |row: &Row| row.text("level") == "成交客户" || industry(row);
    assert_eq!(counts(&either, "level"), scanned(&sample, fits, &LEVELS, is("level")));
}

#[test]
fn a_derived_facet_counts_like_any_other() {
    let sample = SAMPLE.get();
    let filter = "status in (沉默, 流失) and industry = 制造业";
    let found = list(&sample.house, &[("filter", filter), ("facets", "status,level,follow_state")]);
    let industry = |row: &Row| row.text("industry") == "制造业";
    let status = |row: &Row, label: &str| row.status(sample.today) == label;
    let states = ["活跃", "潜在", "沉默", "流失"];
    assert_eq!(counts(&found, "status"), scanned(&sample, industry, &states, status));
    // What it is derived from is another field: its condition holds there.
    let all = |row: &Row| industry(row) && (status(row, "沉默") || status(row, "流失"));
    let level = |row: &Row, label: &str| row.text("level") == label;
    assert_eq!(counts(&found, "level"), scanned(&sample, all, &LEVELS, level));
    let total = scanned(&sample, all, &[""], |_, _| true).values().sum::<u64>();
    assert_eq!(counts(&found, "follow_state").values().sum::<u64>(), total);
    assert_eq!(found["total"], total);
}

#[test]
fn counts_add_up_to_the_total() {
    let sample = SAMPLE.get();
    let found = list(
        &sample.house,
        &[("facets", "industry,level,source,owner,status,region,follow_state")],
    );
    for key in ["industry", "level", "owner", "status", "follow_state"] {
        assert_eq!(counts(&found, key).values().sum::<u64>(), SIZE as u64, "{key}");
    }
    for key in ["source", "region"] {
        let missing = sample.rows.iter().filter(|row| row.is_empty(key)).count() as u64;
        assert_eq!(counts(&found, key).values().sum::<u64>() + missing, SIZE as u64, "{key}");
    }
    let provinces = [("江苏省", "32"), ("广东省", "44"), ("北京市", "11")];
    let is = |row: &Row, label: &str| {
        provinces.iter().any(|(name, code)| *name == label && row.text("region").starts_with(code))
    };
    let labels = provinces.map(|(name, _)| name);
    assert_eq!(counts(&found, "region"), scanned(&sample, |_| true, &labels, is));
    let values = found["facets"]["owner"].as_array().unwrap();
    let falling: Vec<u64> = values.iter().map(|value| value["count"].as_u64().unwrap()).collect();
    assert!(falling.is_sorted_by(|a, b| b <= a), "{falling:?}");
    assert_eq!(values.len(), OWNERS.len());
}

#[test]
fn a_value_of_a_facet_is_one_that_a_filter_takes() {
    let sample = SAMPLE.get();
    let keys = ["industry", "level", "source", "tags", "owner", "region", "status"];
    let found = list(&sample.house, &[("facets", &keys.join(",")), ("limit", "0")]);
    for key in keys {
        for value in found["facets"][key].as_array().unwrap() {
            let filter = format!("{key} in (\"{}\")", value["value"].as_str().unwrap());
            let chosen = list(&sample.house, &[("filter", &filter), ("limit", "0")]);
            assert_eq!(chosen["total"], value["count"], "{filter}");
        }
    }
}

#[test]
fn what_may_be_asked_of_a_list_has_limits() {
    let sample = SAMPLE.get();
    let cursor = list(&sample.house, &[("limit", "1")])["next"].as_str().unwrap().to_owned();
    let flipped =
        cursor.replacen(&cursor[20..21], if &cursor[20..21] == "A" { "B" } else { "A" }, 1);
    let long = "长".repeat(201);
    for (query, reason) in [
        (("limit", "501"), "out_of_range"),
        (("limit", "1000000000"), "out_of_range"),
        (("limit", "-1"), "number_form"),
        (("limit", "x"), "number_form"),
        (("limit", "99999999999999999999"), "number_form"),
        (("offset", "10001"), "out_of_range"),
        (("offset", "-1"), "number_form"),
        (("after", "soon"), "number_form"),
        (("cursor", "x"), "bad_cursor"),
        (("cursor", &flipped), "bad_cursor"),
        (("sort", "nothing"), "unknown_field"),
        (("sort", "phone"), "not_sortable"),
        (("sort", "remark"), "not_sortable"),
        (("sort", "level,industry,source,owner,stage,region"), "too_many"),
        (("fields", "nothing"), "unknown_field"),
        (("facets", "nothing"), "unknown_field"),
        (("facets", "phone"), "not_a_facet"),
        (("q", &long), "too_long"),
        (("colour", "red"), "unknown_parameter"),
    ] {
        let path = crate::outside::url("/customers", &[query]);
        let answer = ask(&sample.house, "GET", &path, None, &[]);
        assert_eq!((answer.status, answer.reason()), (400, reason), "{query:?} {answer:?}");
        assert_ne!(answer.body["faults"][0]["message"], "填写有误", "{reason} has no words");
    }
    for (name, value) in
        [("limit", "500"), ("offset", "10000"), ("sort", "+level, -code"), ("q", &long[3..])]
    {
        let found = list(&sample.house, &[(name, value)]);
        assert!(found["total"].is_u64(), "{name} {value}");
    }
}
