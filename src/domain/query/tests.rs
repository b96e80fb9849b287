//! The filter language from the outside: text in, tree out, and back.

use crate::domain::access::Access;
use crate::domain::access::Rights;
use crate::domain::access::Sight;
use crate::domain::access::Visibility;
use crate::domain::catalogue::Catalogue;
use crate::domain::custom::FieldDef;
use crate::domain::customer::tag;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::parse::moment;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::query::parse::Ground;
use crate::domain::query::parse::parse;
use crate::domain::query::show::show;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use proptest::prelude::*;
use std::ops::Bound::Included;
use std::ops::Bound::Unbounded;

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// Custom fields of the shapes that no built-in field has, one with a key that needs quotes.
fn catalogue() -> Catalogue {
    let choice = |id, zh: &str| Choice {
        id: ChoiceId(id),
        code: String::new(),
        zh: zh.to_owned(),
        en: String::new(),
        synonyms: Vec::new(),
        retired: false,
    };
    let def = |tag, key: &str, shape: Shape| {
        let mut def = FieldDef::default();
        let choices = vec![choice(1, "甲"), choice(2, "甲"), choice(3, "a \"b\"\\")];
        def.set_value(Tag(1), Value::Whole(tag));
        def.set_value(Tag(2), Value::text(key));
        def.set_value(Tag(5), Value::text(shape.slug()));
        def.set_value(Tag(13), Value::Options(choices));
        def
    };
    let mut secret = def(1005, "secret", Shape::Text);
    secret.sensitive = true;
    let defs = [
        def(1000, "ratio", Shape::Decimal),
        def(1001, "staff", Shape::Whole),
        def(1002, "my key", Shape::Choice),
        def(1003, "or", Shape::Url),
        def(1004, "signed", Shape::Flag),
        secret,
    ];
    let stored = defs.map(|record| Stored {
        ordinal: u64::from(record.tag.0),
        version: 1,
        created_at: Moment(0),
        created_by: None,
        updated_at: Moment(0),
        deleted_at: None,
        record,
    });
    Catalogue::new(1, &stored)
}

fn now() -> Moment {
    moment::parse("2026-11-21 15:00", Day(0), ZONE).unwrap()
}

fn person(name: &str) -> Option<UserId> {
    name.strip_prefix('u')?.parse().ok().map(UserId)
}

fn record(kind: Kind, id: &str) -> Option<u64> {
    id.strip_prefix(kind.plural())?.parse().ok()
}

fn read(text: &str, access: &Access) -> Result<Filter, (usize, &'static str)> {
    let ground =
        Ground { now: now(), zone: ZONE, me: Some(UserId(9)), people: &person, records: &record };
    let read = parse(text, &catalogue(), Kind::Customer, access, &ground);
    read.map_err(|bad| (bad.at, bad.reason))
}

fn shown(filter: &Filter) -> String {
    show(filter, &catalogue(), Kind::Customer, &|user| format!("u{}", user.0))
}

/// `expect` is the canonical text.
fn check(text: &str, expect: Result<&str, (usize, &str)>) {
    let got = read(text, &Access::everything()).map(|filter| shown(&filter));
    assert_eq!(got.as_deref().map_err(|bad| *bad), expect, "{text}");
}

#[test]
fn the_example_of_the_manual() {
    check(
        "industry = \"制造业\" and level in (\"意向客户\", \"成交客户\") and first_contact in 2024Q1 \
         and not tags has \"流失风险\" and last_contact older 90d and total_amount >= 10000 \
         and remark is empty",
        Ok("industry = \"制造业\" and level in (\"意向客户\", \"成交客户\") \
            and first_contact between 2024-01-01 and 2024-03-31 and not tags has \"流失风险\" \
            and last_contact <= 2026-08-23T06:59:59.999Z and total_amount >= 10000.00 \
            and remark is empty"),
    );
}

#[test]
fn structure() {
    check("", Ok(""));
    check(" all ", Ok(""));
    check("none or kind = person", Ok("none or kind = \"个人\""));
    check("(kind=1)", Err((6, "unknown_option")));
    check("not not (kind = 企业)", Ok("not not kind = \"企业\""));
    check(
        "kind=person OR kind=company And not (level=won or level=lost)",
        Ok(
            "kind = \"个人\" or (kind = \"企业\" and not (level = \"成交客户\" or level = \"流失客户\"))",
        ),
    );
    check("客户类型 = 个人 且 备注 不为空", Ok("kind = \"个人\" and remark is not empty"));
    check("\"Job title\" contains 经理", Ok("contact_title contains \"经理\""));
    check("kind", Err((4, "unexpected")));
    check("kind = ", Err((7, "unexpected")));
    check("kind = person level = won", Err((14, "unexpected")));
    check("(kind = person", Err((14, "unexpected")));
    check("kind in (person", Err((15, "unexpected")));
    check("kind in ()", Err((9, "unexpected")));
    check("= 1", Err((0, "unexpected")));
    check("kind is 1", Err((8, "unexpected")));
    check("kind = \"person", Err((7, "unclosed_quote")));
    check("inustry = x", Err((0, "unknown_field")));
}

#[test]
fn sets() {
    check("industry != MFG", Ok("not industry = \"制造业\""));
    check("industry not in (MFG, 零售, MFG)", Ok("not industry in (\"制造业\", \"零售业\")"));
    check("industry = 炼丹", Err((11, "unknown_option")));
    check("industry > MFG", Err((9, "bad_operator")));
    check("industry contains 造", Err((9, "bad_operator")));
    check("tags in (VIP, 出口)", Ok("tags in (\"VIP\", \"出口\")"));
    check("tags = VIP", Ok("tags has \"VIP\""));
    check("owner = me", Ok("owner = \"u9\""));
    check("owner = \"me\"", Err((8, "unknown_user")));
    check("collaborators has u3", Ok("collaborators has \"u3\""));
    check("created_by = u3", Ok("created_by = \"u3\""));
    check("region = 江苏省", Ok("region = \"江苏省\""));
    check("region = 江苏/苏州", Ok("region = \"江苏省/苏州市\""));
    check("region in (北京市东城区, 110100)", Ok("region in (\"北京市/东城区\", \"110100\")"));
    check("region = 火星", Err((9, "unknown_region")));
    check("unverified = 是", Ok("unverified = \"是\""));
    check("unverified = 0", Ok("not unverified = \"是\""));
    check("\"my key\" = 甲", Ok("\"my key\" = \"甲\""));
    check("\"my key\" = \"#2\"", Ok("\"my key\" = \"#2\""));
}

#[test]
fn numbers_and_periods() {
    check("total_amount >= 1万", Ok("total_amount >= 10000.00"));
    check("total_amount < 0", Ok("total_amount <= -0.01"));
    check("total_amount between 1 and 2.5", Ok("total_amount between 1.00 and 2.50"));
    check("total_amount in (1, 2)", Ok("total_amount = 1.00 or total_amount = 2.00"));
    check("total_amount = 1.005", Err((15, "too_many_decimals")));
    check("total_amount between 2 and 1", Err((21, "empty_range")));
    check("total_amount older 9d", Err((13, "bad_operator")));
    check("deal_count != 3", Ok("not deal_count = 3"));
    check("ratio > 0.5", Ok("ratio >= 0.5001"));
    check("first_contact = 今天", Ok("first_contact = 2026-11-21"));
    check("first_contact > 2024", Ok("first_contact >= 2025-01-01"));
    check("first_contact <= 2024-03", Ok("first_contact <= 2024-03-31"));
    check("first_contact older 3m", Ok("first_contact <= 2026-08-20"));
    check("first_contact newer 2周", Ok("first_contact >= 2026-11-07"));
    check("first_contact older soon", Err((20, "bad_span")));
    check("first_contact = soon", Err((16, "date_format")));
    check(
        "created_at in 2024-03-05",
        Ok("created_at between 2024-03-04T16:00:00Z and 2024-03-05T15:59:59.999Z"),
    );
    check("last_contact newer 24h", Ok("last_contact >= 2026-11-20T07:00:00Z"));
    check("last_contact = 2024-03-05T09:30:00+08:00", Ok("last_contact = 2024-03-05T01:30:00Z"));
}

#[test]
fn texts() {
    check("name = ' 华美  科技 '", Ok("name = \"华美 科技\""));
    check("name starts 华美", Ok("name starts \"华美\""));
    check("name contains (\"a\\\"b\", c)", Ok("name contains \"a\\\"b\" or name contains \"c\""));
    check("name contains ''", Err((14, "empty_value")));
    check("remark = ''", Ok("remark is empty"));
    check("code starts MFG-", Ok("code starts \"MFG-\""));
    check("code contains 001", Err((5, "bad_operator")));
    check("external_source = x", Err((0, "not_searchable")));
    check("\"or\" contains x", Ok("\"or\" contains \"x\""));
}

#[test]
fn sensitive_fields_are_matched_whole_or_by_the_tail() {
    check("phone = '138-1234-5678'", Ok("phone = \"+8613812345678\""));
    check("phone ends 5678", Ok("phone ends \"5678\""));
    check("phone ends 678", Err((11, "tail_digits")));
    check("phone contains 5678", Err((0, "not_searchable")));
    check("phone starts 138", Err((0, "not_searchable")));
    check("phone is not empty", Ok("phone is not empty"));
    check("phone = 没有", Err((8, "phone_characters")));
    check("email = A@B.cn", Ok("email = \"a@b.cn\""));
    check("email ends 5678", Err((0, "not_searchable")));
    check("wechat != wz1", Ok("not wechat = \"wz1\""));
    check("address = 人民路", Err((0, "not_searchable")));
    check("address is empty", Ok("address is empty"));
    check("secret = x", Ok("secret = \"x\""));
}

#[test]
fn a_filter_reaches_no_further_than_the_rights() {
    let sight = |tag, see| ((Kind::Customer, tag), Sight { see, write: true });
    let fields = [
        sight(tag::REMARK, Visibility::Hidden),
        sight(tag::CONTACT_NAME, Visibility::Masked),
        sight(tag::PHONE, Visibility::Masked),
        sight(tag::EMAIL, Visibility::Hidden),
    ];
    let rights = Rights { fields: fields.into(), ..Rights::everything() };
    let access = Access { rights, ..Access::default() };
    assert_eq!(read("remark is empty", &access), Err((0, "unknown_field")));
    assert_eq!(read("备注 is empty", &access), Err((0, "unknown_field")));
    assert_eq!(read("email = a@b.cn", &access), Err((0, "unknown_field")));
    assert_eq!(read("contact_name = 张三", &access), Err((0, "not_searchable")));
    assert!(read("contact_name is empty", &access).is_ok());
    assert!(read("phone ends 5678", &access).is_ok());
    let ground = Ground { now: now(), zone: ZONE, me: None, people: &person, records: &record };
    let bad = parse("remrk = 1", &catalogue(), Kind::Customer, &access, &ground).unwrap_err();
    assert!(!bad.args.contains(&("nearest", "remark".to_owned())));
    let nobody = Access::nobody();
    assert_eq!(read("name = 1", &nobody), Err((0, "unknown_field")));
}

#[test]
fn a_derived_field_stays_in_the_filter_as_it_was_asked_for() {
    let everything = Access::everything();
    let either = field(tag::STATUS, Test::AnyOf(vec![2, 3]));
    assert_eq!(read("status = 活跃", &everything), Ok(field(tag::STATUS, Test::AnyOf(vec![2]))));
    assert_eq!(read("status in (活跃, 沉默)", &everything), Ok(either));
    assert_eq!(read("status is empty", &everything), Ok(Filter::Or(Vec::new())));
}

#[test]
fn limits() {
    let deep = |count: usize| format!("{}kind = person{}", "(".repeat(count), ")".repeat(count));
    assert!(read(&deep(32), &Access::everything()).is_ok());
    check(&deep(33), Err((33, "too_deep")));
    check(&"not ".repeat(2_000), Err((132, "too_deep")));
    let wide = |count: usize| vec!["kind = 个人"; count].join(" or ");
    assert!(read(&wide(200), &Access::everything()).is_ok());
    assert_eq!(read(&wide(201), &Access::everything()).unwrap_err().1, "too_many");
    let list = format!("name in ({})", vec!["x"; 300].join(","));
    assert_eq!(read(&list, &Access::everything()).unwrap_err().1, "too_many");
    check(&"x".repeat(8_193), Err((0, "too_long")));
}

fn field(tag: Tag, test: Test) -> Filter {
    Filter::Field(tag, test)
}

/// Intervals whose ends both can be written.
fn interval(tags: &'static [Tag], least: i64, most: i64) -> impl Strategy<Value = Filter> {
    let ends = (prop::sample::select(tags), least..most, least..most, 0..3);
    ends.prop_map(|(tag, a, b, open)| {
        let (low, high) = (Included(a.min(b)), Included(a.max(b)));
        field(
            tag,
            match open {
                0 => Test::Between(low, Unbounded),
                1 => Test::Between(Unbounded, high),
                _ => Test::Between(low, high),
            },
        )
    })
}

fn members(tags: &'static [Tag], numbers: Vec<u64>) -> impl Strategy<Value = Filter> {
    let count = 1..=numbers.len().min(3);
    let chosen = prop::sample::subsequence(numbers, count);
    (prop::sample::select(tags), chosen).prop_map(|(tag, chosen)| field(tag, Test::AnyOf(chosen)))
}

fn leaf() -> impl Strategy<Value = Filter> {
    const TEXTS: &[Tag] = &[tag::NAME, tag::REMARK, tag::CONTACT_NAME, Tag(1003)];
    const ALL: &[Tag] = &[tag::NAME, tag::PHONE, tag::TAGS, tag::ADDRESS, Tag(1002), Tag(1003)];
    let text = "[a-z华美\"'\\\\()=和]{1,6}";
    let whole = prop::sample::select(vec![
        (tag::PHONE, "+861012345678;ext=5"),
        (tag::EMAIL, "a@b.cn"),
        (tag::ID_NUMBER, "11010519491231002X"),
        (tag::WECHAT, "a'\"\\b"),
        (Tag(1005), "x"),
    ]);
    prop_oneof![
        prop::sample::select(ALL).prop_map(|tag| field(tag, Test::Empty)),
        (prop::sample::select(TEXTS), text).prop_map(|(tag, text)| field(tag, Test::Equals(text))),
        (prop::sample::select(TEXTS), text)
            .prop_map(|(tag, text)| field(tag, Test::Contains(text))),
        (prop::sample::select(TEXTS), text).prop_map(|(tag, text)| field(tag, Test::Starts(text))),
        whole.prop_map(|(tag, text)| field(tag, Test::Whole(text.to_owned()))),
        "[0-9]{4,8}".prop_map(|digits| field(tag::PHONE, Test::Tail(digits))),
        interval(&[tag::FIRST_CONTACT, tag::LAST_FOLLOWUP], -25_000, 84_000),
        interval(&[tag::LAST_CONTACT, Tag(902)], -2_000_000_000_000, 7_000_000_000_000),
        interval(&[tag::TOTAL_AMOUNT, tag::DEAL_COUNT, Tag(1000), Tag(1001)], i64::MIN, i64::MAX),
        members(&[tag::INDUSTRY, tag::LEVEL, tag::TAGS, tag::STATUS, Tag(1002)], vec![1, 2, 3]),
        members(&[tag::OWNER, tag::COLLABORATORS, Tag(901)], vec![1, 9, u64::MAX]),
        members(
            &[tag::REGION],
            vec![110_000, 110_100, 110_101, 320_506, 429_004, 441_900, 620_201]
        ),
        members(&[tag::UNVERIFIED, Tag(1004)], vec![1]),
    ]
}

fn any_filter() -> impl Strategy<Value = Filter> {
    leaf().prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|inner| Filter::Not(Box::new(inner))),
            Just(Filter::All).prop_map(|all| Filter::And(vec![all, Filter::Or(Vec::new())])),
        ]
    })
}

proptest! {
    #[test]
    fn reading_what_was_shown_gives_the_same_filter(filter in any_filter()) {
        let text = shown(&filter);
        prop_assert_eq!(read(&text, &Access::everything()), Ok(filter), "{}", text);
    }

    #[test]
    fn no_text_panics(
        text in any::<String>(),
        near in "(kind|phone|name|tags|region|first_contact|not|and|or|=|<|\\(|\\)|in|is|empty|has|,|\"|x|2024| ){0,14}",
    ) {
        let _ = read(&text, &Access::everything());
        if let Ok(filter) = read(&near, &Access::everything()) {
            prop_assert_eq!(read(&shown(&filter), &Access::everything()), Ok(filter));
        }
    }
}

#[test]
fn what_is_about_a_customer_is_asked_for_by_it_and_by_some_of_its_fields() {
    let ground = Ground { now: now(), zone: ZONE, me: None, people: &person, records: &record };
    let read = |text: &str, access: &Access| {
        let read = parse(text, &catalogue(), Kind::FollowUp, access, &ground);
        read.map_err(|bad| (bad.at, bad.reason))
    };
    let all = Access::everything();
    let text = "customer = customers7 and customer.industry = 制造业 and method = visit";
    let filter = read(text, &all).unwrap();
    let parts = vec![
        field(crate::domain::child::tag::CUSTOMER, Test::AnyOf(vec![7])),
        field(tag::INDUSTRY, Test::AnyOf(vec![1])),
        field(Tag(150), Test::AnyOf(vec![2])),
    ];
    assert_eq!(filter, Filter::And(parts));
    assert_eq!(read("customer = nothing", &all), Err((11, "unknown_record")));
    assert_eq!(read("customer.remark contains x", &all), Err((0, "unknown_field")));
    assert_eq!(read("industry = 制造业", &all), Err((0, "unknown_field")));
    let hidden = [((Kind::Customer, tag::INDUSTRY), Sight::default())];
    let rights = Rights { fields: hidden.into(), ..Rights::everything() };
    let blind = Access { rights, ..Access::default() };
    assert_eq!(read("customer.industry = 制造业", &blind), Err((0, "unknown_field")));
}
