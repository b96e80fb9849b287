//! The filter language over HTTP: every operator on every kind of field, against a scan.

use crate::outside::ask;
use crate::outside::ids;
use crate::outside::list;
use crate::outside::url;
use crate::sample::Dice;
use crate::sample::Row;
use crate::sample::SAMPLE;
use crate::sample::SIZE;
use crate::sample::Sample;
use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;

type Fits<'a> = Box<dyn Fn(&Row) -> bool + 'a>;

struct Case<'a> {
    filter: String,
    fits: Fits<'a>,
}

fn case<'a>(filter: &str, fits: impl Fn(&Row) -> bool + 'a) -> Case<'a> {
    Case { filter: filter.to_owned(), fits: Box::new(fits) }
}

/// Whole answers: a set of ids, and the total.
fn check(sample: &Sample, cases: &[Case]) {
    for Case { filter, fits } in cases {
        let found =
            list(&sample.house, &[("filter", filter), ("limit", "500"), ("fields", "code")]);
        let mut got = ids(&found);
        got.sort_unstable();
        let expected = sample.fitting(fits);
        assert_eq!(found["total"], expected.len(), "{filter}");
        assert_eq!(got, expected, "{filter}");
    }
}

fn choices<'a>() -> Vec<Case<'a>> {
    let is = |key: &'static str, word: &'static str| move |row: &Row| row.text(key) == word;
    vec![
        case("industry = \"制造业\"", is("industry", "制造业")),
        case("industry = MFG", is("industry", "制造业")),
        case("所属行业 = Manufacturing", is("industry", "制造业")),
        case("industry != 制造业", |row| row.text("industry") != "制造业"),
        case("level in (\"意向客户\", won)", |row| {
            ["意向客户", "成交客户"].contains(&row.text("level"))
        }),
        case("level not in (\"意向客户\", \"成交客户\")", |row| {
            !["意向客户", "成交客户"].contains(&row.text("level"))
        }),
        case("source = 官网咨询", is("source", "官网")),
        case("source != 官网", |row| row.text("source") != "官网"),
        case("source is empty", |row| row.is_empty("source")),
        case("source is not empty", |row| !row.is_empty("source")),
        case("stage = \"商务谈判\"", is("stage", "商务谈判")),
        case("tags has VIP", |row| row.has("tags", "VIP")),
        case("tags has (VIP, \"月结\")", |row| row.has("tags", "VIP") || row.has("tags", "月结")),
        case("not tags has VIP", |row| !row.has("tags", "VIP")),
        case("tags not has VIP", |row| !row.has("tags", "VIP")),
        case("tags in (\"流失风险\")", |row| row.has("tags", "流失风险")),
        case("tags is empty", |row| row.is_empty("tags")),
        case("needs is empty", |_| true),
        case("unverified = 是", |_| false),
        case("unverified = false", |_| true),
    ]
}

fn people_and_places<'a>() -> Vec<Case<'a>> {
    vec![
        case("owner = li", |row| row.text("owner") == "li"),
        case("owner = \"王芳\"", |row| row.text("owner") == "wang"),
        case("owner = me", |row| row.text("owner") == "admin"),
        case("owner != me", |row| row.text("owner") != "admin"),
        case("owner in (li, wang)", |row| row.text("owner") != "admin"),
        case("collaborators has 李娜", |row| row.has("collaborators", "li")),
        case("collaborators is empty", |row| row.is_empty("collaborators")),
        case("region = \"320000\"", |row| row.text("region").starts_with("32")),
        case("region = 江苏省", |row| row.text("region").starts_with("32")),
        case("region = \"320500\"", |row| row.text("region").starts_with("3205")),
        case("region in (320506, 110105)", |row| {
            ["320506", "110105"].contains(&row.text("region"))
        }),
        case("region != \"440300\"", |row| !row.text("region").starts_with("4403")),
        case("region is empty", |row| row.is_empty("region")),
    ]
}

fn texts<'a>() -> Vec<Case<'a>> {
    let holds = |key: &'static str, part: &'static str| {
        move |row: &Row| row.text(key).to_lowercase().contains(part)
    };
    vec![
        case("name contains 华美", holds("name", "华美")),
        case("name contains 華美", holds("name", "华美")),
        case("name contains abc", holds("name", "abc")),
        case("name contains (华美, \"金鼎五\")", |row| {
            row.text("name").contains("华美") || row.text("name").contains("金鼎五")
        }),
        case("name not contains 技", |row| !row.text("name").contains('技')),
        case("name starts 苏州", |row| row.text("name").starts_with("苏州")),
        case("name starts (深圳, 南)", |row| {
            row.text("name").starts_with("深圳") || row.text("name").starts_with('南')
        }),
        case("short_name = sun", holds("short_name", "sun")),
        case("short_name in (\"SUN\", 长江)", |row| {
            ["Sun", "长江"].contains(&row.text("short_name"))
        }),
        case("short_name != 长江", |row| row.text("short_name") != "长江"),
        case("short_name is empty", |row| row.is_empty("short_name")),
        case("contact_name contains 小明", holds("contact_name", "小明")),
        case("contact_name = 张三", |row| row.text("contact_name") == "张三"),
        case("contact_title contains 经理", holds("contact_title", "经理")),
        case("remark contains \"iso 9001\"", holds("remark", "iso 9001")),
        case("备注 为空", |row| row.is_empty("remark")),
        case("remark is not empty", |row| !row.is_empty("remark")),
        case("remark starts 要求", |row| row.text("remark").starts_with("要求")),
    ]
}

fn codes_and_sensitive<'a>() -> Vec<Case<'a>> {
    vec![
        case("code starts RTL-", |row| row.code.starts_with("RTL-")),
        case("code starts mfg", |row| row.code.starts_with("MFG")),
        case("external_id = OLD-0017", |row| row.text("external_id") == "OLD-0017"),
        case("external_id in (OLD-0001, OLD-0002, OLD-9999)", |row| {
            ["OLD-0001", "OLD-0002"].contains(&row.text("external_id"))
        }),
        case("external_id starts OLD-00", |row| row.text("external_id").starts_with("OLD-00")),
        case("phone = 13800005005", |row| row.text("phone") == "13800005005"),
        case("phone = \"+86 138-0000-5005\"", |row| row.text("phone") == "13800005005"),
        case("phone != 13800005005", |row| row.text("phone") != "13800005005"),
        case("phone in (13800005005, 13800006006)", |row| {
            ["13800005005", "13800006006"].contains(&row.text("phone"))
        }),
        case("phone ends 5005", |row| row.text("phone").ends_with("5005")),
        case("phone ends (00005005, 06006)", |row| {
            row.text("phone").ends_with("00005005") || row.text("phone").ends_with("06006")
        }),
        case("email = U7@Example.com", |row| row.text("email") == "u7@example.com"),
        case("email is empty", |row| row.is_empty("email")),
        case("wechat = wxid_003", |row| row.text("wechat") == "wxid_003"),
        case("wechat is not empty", |row| !row.is_empty("wechat")),
        case("address is empty", |_| true),
        case("id_number = 11010519491231002X", |_| false),
    ]
}

fn numbers<'a>() -> Vec<Case<'a>> {
    let amount =
        |test: fn(i64) -> bool| move |row: &Row| row.number("opening_amount").is_some_and(test);
    let deals =
        |test: fn(i64) -> bool| move |row: &Row| row.number("opening_deals").is_some_and(test);
    vec![
        case("total_amount = 5000", amount(|n| n == 5000)),
        case("total_amount = \"5,000.00\"", amount(|n| n == 5000)),
        case("total_amount != 5000", |row| row.number("opening_amount") != Some(5000)),
        case("total_amount < 5000", amount(|n| n < 5000)),
        case("total_amount <= 5千", amount(|n| n <= 5000)),
        case("total_amount > 1万", amount(|n| 10_000 < n)),
        case("累计交易金额 >= 10000", amount(|n| 10_000 <= n)),
        case("total_amount between 3000 and 6000", amount(|n| (3000..=6000).contains(&n))),
        case("total_amount in (0, 19000)", amount(|n| n == 0 || n == 19_000)),
        case("total_amount < -1", |_| false),
        case("total_amount is empty", |row| row.is_empty("opening_amount")),
        case("deal_count = 3", deals(|n| n == 3)),
        case("deal_count not between 1 and 3", |row| {
            !row.number("opening_deals").is_some_and(|n| (1..=3).contains(&n))
        }),
        case("deal_count > 9", |_| false),
        case("deal_count is not empty", |row| !row.is_empty("opening_deals")),
    ]
}

fn days<'a>(key: &'static str, today: NaiveDate) -> Vec<Case<'a>> {
    let is =
        |test: Box<dyn Fn(NaiveDate) -> bool>| move |row: &Row| row.day(key).is_some_and(&test);
    let back = move |days: u64| today - Days::new(days);
    let (year, month) = (today.year(), today.month());
    let quarter = |day: NaiveDate| (day.year(), day.month0() / 3);
    let old = back(300);
    let q = format!("{key} in {}Q{}", old.year(), old.month0() / 3 + 1);
    let m = format!("{key} = {}-{:02}", old.year(), old.month());
    vec![
        case(&format!("{key} = {old}"), is(Box::new(move |day| day == old))),
        case(&format!("{key} != {old}"), move |row| row.day(key) != Some(old)),
        case(&format!("{key} < {old}"), is(Box::new(move |day| day < old))),
        case(&format!("{key} <= {old}"), is(Box::new(move |day| day <= old))),
        case(&format!("{key} > {old}"), is(Box::new(move |day| old < day))),
        case(&format!("{key} >= {old}"), is(Box::new(move |day| old <= day))),
        case(
            &format!("{key} between {old} and {}", back(45)),
            is(Box::new(move |day| (old..=back(45)).contains(&day))),
        ),
        case(&q, is(Box::new(move |day| quarter(day) == quarter(old)))),
        case(&m, is(Box::new(move |day| (day.year(), day.month()) == (old.year(), old.month())))),
        case(&format!("{key} in {year}"), is(Box::new(move |day| day.year() == year))),
        case(&format!("{key} < {year}"), is(Box::new(move |day| day.year() < year))),
        case(&format!("{key} = today"), is(Box::new(move |day| day == today))),
        case(&format!("{key} = 昨天"), is(Box::new(move |day| day == back(1)))),
        case(
            &format!("{key} in this_month"),
            is(Box::new(move |day| (day.year(), day.month()) == (year, month))),
        ),
        case(&format!("{key} in 今年"), is(Box::new(move |day| day.year() == year))),
        case(
            &format!("{key} in (去年, today)"),
            is(Box::new(move |day| day.year() == year - 1 || day == today)),
        ),
        case(
            &format!("{key} in last_90d"),
            is(Box::new(move |day| back(90) < day && day <= today)),
        ),
        case(&format!("{key} in 近7天"), is(Box::new(move |day| back(7) < day && day <= today))),
        case(&format!("{key} older 90d"), is(Box::new(move |day| day < back(90)))),
        case(&format!("{key} newer 90天"), is(Box::new(move |day| back(90) <= day))),
        case(&format!("{key} is empty"), move |row| row.is_empty(key)),
    ]
}

fn derived<'a>(today: NaiveDate) -> Vec<Case<'a>> {
    let is = move |word: &'static str| move |row: &Row| row.status(today) == word;
    let done = |row: &Row| ["成交客户", "流失客户"].contains(&row.text("level"));
    vec![
        case("status = 活跃", is("活跃")),
        case("status = silent", is("沉默")),
        case("status in (潜在, 流失)", move |row| {
            ["潜在", "流失"].contains(&row.status(today))
        }),
        case("status != 活跃", move |row| row.status(today) != "活跃"),
        case("status is empty", |_| false),
        case("follow_state = 完成", done),
        case("follow_state = 待跟进", move |row| !done(row) && row.is_empty("last_contact")),
        case("follow_state = running", move |row| !done(row) && !row.is_empty("last_contact")),
    ]
}

#[test]
fn choices_and_tags_are_found_by_label_code_and_synonym() {
    check(&SAMPLE.get(), &choices());
}

#[test]
fn people_and_places_are_found_by_any_of_their_names() {
    check(&SAMPLE.get(), &people_and_places());
}

#[test]
fn texts_are_found_whole_in_part_and_from_their_start() {
    check(&SAMPLE.get(), &texts());
}

#[test]
fn sensitive_values_are_found_whole_or_by_the_tail_of_a_phone() {
    check(&SAMPLE.get(), &codes_and_sensitive());
}

#[test]
fn numbers_compare_by_size_and_what_is_missing_is_neither_small_nor_large() {
    check(&SAMPLE.get(), &numbers());
}

#[test]
fn days_and_moments_know_periods_and_ages() {
    let sample = SAMPLE.get();
    check(&sample, &days("first_contact", sample.today));
    check(&sample, &days("last_contact", sample.today));
}

#[test]
fn derived_states_filter_as_they_show() {
    let sample = SAMPLE.get();
    check(&sample, &derived(sample.today));
}

#[test]
fn conditions_combine_as_logic_says() {
    let sample = SAMPLE.get();
    let groups = [choices(), people_and_places(), texts(), numbers(), derived(sample.today)];
    let atoms: Vec<Case> = groups.into_iter().flatten().collect();
    let mut dice = Dice::new(11);
    for _ in 0..120 {
        let [a, b, c] = [(); 3].map(|()| dice.of(&atoms));
        let (fa, fb, fc) = (&a.filter, &b.filter, &c.filter);
        let (filter, fits): (String, Fits) = match dice.below(5) {
            0 => (format!("{fa} and {fb}"), Box::new(|row| (a.fits)(row) && (b.fits)(row))),
            1 => (
                format!("{fa} or {fb} and {fc}"),
                Box::new(|row| (a.fits)(row) || (b.fits)(row) && (c.fits)(row)),
            ),
            2 => (
                format!("({fa} or {fb}) and {fc}"),
                Box::new(|row| ((a.fits)(row) || (b.fits)(row)) && (c.fits)(row)),
            ),
            3 => (
                format!("not ({fa} and not {fb}) AND {fc}"),
                Box::new(|row| (!(a.fits)(row) || (b.fits)(row)) && (c.fits)(row)),
            ),
            _ => (
                format!("{fa} 且 (not {fb} 或 {fc})"),
                Box::new(|row| (a.fits)(row) && (!(b.fits)(row) || (c.fits)(row))),
            ),
        };
        check(&sample, &[Case { filter, fits }]);
    }
    check(&sample, &[case("", |_| true), case("all", |_| true), case("none", |_| false)]);
    assert_eq!(sample.rows.len(), SIZE);
}

#[test]
fn a_filter_that_cannot_be_read_says_where_and_why() {
    let sample = SAMPLE.get();
    let many = format!("code in ({})", vec!["x"; 300].join(","));
    let long = format!("name = \"{}\"", "x".repeat(9_000));
    let deep = format!("{}all{}", "(".repeat(100), ")".repeat(100));
    for (filter, at, reason) in [
        ("industry", 8, "unexpected"),
        ("industry =", 10, "unexpected"),
        ("industry = 制造业 level = won", 15, "unexpected"),
        ("industry = \"制造业", 11, "unclosed_quote"),
        ("(level = won", 12, "unexpected"),
        ("and level = won", 0, "unknown_field"),
        ("levle = won", 0, "unknown_field"),
        ("level = 火星客户", 8, "unknown_option"),
        ("level > won", 6, "bad_operator"),
        ("level = won and tags contains VIP", 21, "bad_operator"),
        ("total_amount = 很多", 15, "number_format"),
        ("total_amount between 9 and 1", 21, "empty_range"),
        ("first_contact = 2024-02-30", 16, "date_impossible"),
        ("first_contact older 90", 20, "bad_span"),
        ("owner = 没有这个人", 8, "unknown_user"),
        ("region = 亚特兰蒂斯", 9, "unknown_region"),
        ("phone starts 138", 0, "not_searchable"),
        ("phone contains 138", 0, "not_searchable"),
        ("phone > 1", 0, "not_searchable"),
        ("phone ends 12", 11, "tail_digits"),
        ("email ends example", 0, "not_searchable"),
        ("address = 人民路1号", 0, "not_searchable"),
        ("name contains \"\"", 14, "empty_value"),
        (many.as_str(), 0, "too_many"),
        (long.as_str(), 0, "too_long"),
        (deep.as_str(), 0, "too_deep"),
    ] {
        let answer =
            ask(&sample.house, "GET", &url("/customers", &[("filter", filter)]), None, &[]);
        assert_eq!((answer.status, answer.slug()), (400, "filter"), "{filter} {answer:?}");
        assert_eq!(answer.reason(), reason, "{filter} {answer:?}");
        if 0 < at || reason == "unknown_field" || reason == "not_searchable" {
            assert_eq!(answer.body["at"], at, "{filter} {answer:?}");
        }
        assert_ne!(answer.body["detail"], "填写有误", "{reason} has no words");
    }
    let near =
        ask(&sample.house, "GET", &url("/customers", &[("filter", "levle = won")]), None, &[]);
    assert_eq!(near.body["faults"][0]["nearest"], "level", "{near:?}");
}
