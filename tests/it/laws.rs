//! Laws that hold for whatever is entered: what is kept comes back, what is undone is as before.

use crate::desk::Desk;
use crate::desk::Keys;
use crate::desk::NOW;
use crate::desk::members_of;
use crate::desk::op;
use crate::disk::Disk;
use proptest::prelude::*;
use std::ops::Bound;
use std::ops::RangeBounds;
use zhike::app::batches;
use zhike::app::records::edit;
use zhike::app::records::history;
use zhike::app::records::remove;
use zhike::app::records::reveal;
use zhike::app::records::show;
use zhike::domain::access::Access;
use zhike::domain::access::Change;
use zhike::domain::access::View;
use zhike::domain::catalogue::Catalogue;
use zhike::domain::customer::Customer;
use zhike::domain::customer::follow_state;
use zhike::domain::customer::level;
use zhike::domain::customer::rules;
use zhike::domain::customer::status;
use zhike::domain::customer::tag;
use zhike::domain::guarded::Fresh;
use zhike::domain::guarded::Guarded;
use zhike::domain::ids::Kind;
use zhike::domain::ids::RecordId;
use zhike::domain::ids::Tag;
use zhike::domain::ids::UserId;
use zhike::domain::op::Actor;
use zhike::domain::parse;
use zhike::domain::query::Filter;
use zhike::domain::query::Test;
use zhike::domain::record::Record;
use zhike::domain::record::Stored;
use zhike::domain::region::Region;
use zhike::domain::value::ChoiceId;
use zhike::domain::value::Day;
use zhike::domain::value::Decimal;
use zhike::domain::value::Moment;
use zhike::domain::value::Money;
use zhike::domain::value::Value;
use zhike::store::Source;
use zhike::store::Stamp;
use zhike::store::Store;
use zhike::store::StoreError;

/// A value of the type that the field holds; whatever it is, the store must keep it.
fn value_of(tag: Tag) -> BoxedStrategy<Value> {
    let choice = any::<u32>().prop_map(ChoiceId);
    match tag {
        tag::KIND | tag::INDUSTRY | tag::SOURCE | tag::LEVEL | tag::STAGE | tag::LOST_REASON => {
            choice.prop_map(Value::Choice).boxed()
        }
        tag::TAGS | tag::NEEDS => {
            prop::collection::vec(choice, 0..5).prop_map(Value::Choices).boxed()
        }
        tag::PHONE | tag::WECHAT | tag::EMAIL | tag::ID_NUMBER | tag::ADDRESS => {
            let fresh = |(text, mask)| Value::Guarded(Guarded::Fresh(Fresh { text, mask }));
            ("\\PC{1,40}", "\\PC{0,12}").prop_map(fresh).boxed()
        }
        tag::REGION => any::<u32>().prop_map(|code| Value::Region(Region(code))).boxed(),
        tag::FIRST_CONTACT
        | tag::LAST_FOLLOWUP
        | tag::FIRST_ACTIVITY
        | tag::LAST_DEAL
        | tag::OPENING_FOLLOWUP => any::<i32>().prop_map(|day| Value::Day(Day(day))).boxed(),
        tag::SATISFACTION => {
            any::<i64>().prop_map(|number| Value::Decimal(Decimal(number))).boxed()
        }
        tag::LAST_CONTACT | tag::NEXT_TASK | tag::OPENING_CONTACT => {
            any::<i64>().prop_map(|at| Value::Moment(Moment(at))).boxed()
        }
        tag::TOTAL_AMOUNT | tag::OPENING_AMOUNT | tag::EARNED_AMOUNT => {
            any::<i64>().prop_map(|fen| Value::Money(Money(fen))).boxed()
        }
        tag::DEAL_COUNT
        | tag::OPENING_DEALS
        | tag::EARNED_DEALS
        | tag::OPEN_TASKS
        | tag::SERVICE_COUNT => any::<i64>().prop_map(Value::Whole).boxed(),
        tag::OWNER => any::<u64>().prop_map(|id| Value::User(UserId(id))).boxed(),
        tag::COLLABORATORS => prop::collection::vec(any::<u64>().prop_map(UserId), 0..4)
            .prop_map(Value::Users)
            .boxed(),
        tag::UNVERIFIED => Just(Value::Flag(true)).boxed(),
        tag if tag.is_custom() => prop_oneof![
            any::<i64>().prop_map(|number| Value::Decimal(Decimal(number))),
            any::<bool>().prop_map(Value::Flag),
            "\\PC{1,30}".prop_map(Value::Text),
        ]
        .boxed(),
        _ => any::<String>().prop_map(|text| Value::text(&text)).boxed(),
    }
}

/// A customer with any of its fields filled, and fields that a newer version may have added.
fn customer() -> impl Strategy<Value = Customer> {
    let specs = Customer::specs().iter().map(|spec| spec.tag);
    let tags: Vec<Tag> = specs.chain([Tag(700), Tag(1_000), Tag(1_001), Tag(65_535)]).collect();
    let field = |tag: Tag| {
        let tag_or_custom = if tag.0 == 700 { Tag(1_000) } else { tag };
        prop::option::of(value_of(tag_or_custom)).prop_map(move |value| (tag, value))
    };
    let fields: Vec<_> = tags.into_iter().map(field).collect();
    fields.prop_map(|fields| {
        let mut customer = Customer::default();
        for (tag, value) in fields {
            customer.set_value(tag, value.unwrap_or_default());
        }
        customer
    })
}

const STAMP: Stamp = Stamp {
    actor: Actor::System,
    at: Moment(NOW),
    request: 1,
    origin: None,
    cause: None,
    batch: None,
};

/// Puts a customer in by the door of the store.
fn keep(store: &Store, customer: &Customer) -> Stored<Customer> {
    let catalogue = Catalogue::new(1, &[]);
    let work = |group: &mut zhike::store::Group| {
        group.unit(STAMP, |unit| {
            let ordinal = unit.next_ordinal(Kind::Customer);
            let mut record = customer.clone();
            unit.keep_guarded(&catalogue, ordinal, None, &mut record);
            let change = Change::Create { ordinal, record };
            let permitted = Access::everything().permit(&catalogue, None, change, &[]);
            unit.apply(&catalogue, permitted.expect("everything is permitted"))
        })
    };
    let kept: Result<_, StoreError> = store.group(work, |_| ()).unwrap();
    kept.unwrap()
}

#[test]
fn any_customer_comes_back_from_the_store_as_it_was_put_in() {
    let store = Keys::new().open(&Disk::new(Vec::new())).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    let law = |mut customer: Customer| {
        // Unique values of others are another story.
        (customer.code, customer.external_id) = (String::new(), String::new());
        let kept = keep(&store, &customer);
        let reader = store.reader();
        let back = reader.load::<Customer>(kept.ordinal).unwrap().unwrap();
        prop_assert_eq!(&back, &kept);
        let id = RecordId { kind: Kind::Customer, ordinal: kept.ordinal };
        for (tag, value) in customer.filled() {
            match (value, back.record.value(tag)) {
                (Value::Guarded(Guarded::Fresh(fresh)), Value::Guarded(guarded)) => {
                    prop_assert_eq!(&reader.reveal(id, tag, &guarded).unwrap(), &fresh.text);
                    prop_assert_eq!(guarded.mask(), fresh.mask);
                }
                (put, got) => prop_assert_eq!(put, got),
            }
        }
        prop_assert_eq!(customer.filled().len(), back.record.filled().len());
        Ok(())
    };
    runner.run(&customer(), law).unwrap();
    store.reader().scrub(true).unwrap();
}

/// What people may change, with words that the fields take; an empty one takes the value away.
const WORDS: [(&str, &[&str]); 12] = [
    ("name", &["东方机械有限公司", "华美科技有限公司", "张三"]),
    ("short_name", &["东方", "", "华美"]),
    ("industry", &["制造业", "零售业"]),
    ("level", &["潜在客户", "意向客户", "休眠客户"]),
    ("phone", &["13800138000", "139 1111 2222", "+86 137-0000-0001"]),
    ("email", &["li@example.com", "wang.fang@example.com", ""]),
    ("wechat", &["wx_fang2026", ""]),
    ("address", &["工业园区星湖街328号", ""]),
    ("remark", &["第一次见面", "喜欢喝茶", ""]),
    ("opening_amount", &["1200.00", "0.01", ""]),
    ("first_contact", &["2024-02-29", "2025-12-31", ""]),
    ("tags", &["VIP", "流失风险,VIP", "新的词", ""]),
];

type Words = Vec<(&'static str, &'static str)>;

/// Some fields, each with one of its words.
fn words() -> impl Strategy<Value = Words> {
    let pick = |(key, words): (&'static str, &'static [&'static str])| {
        (any::<bool>(), prop::sample::select(words))
            .prop_map(move |(on, word)| on.then_some((key, word)))
    };
    let all: Vec<_> = WORDS.into_iter().map(pick).collect();
    all.prop_map(|all| all.into_iter().flatten().collect())
}

/// A customer who can be reached, so that every change is a valid one.
fn begin(desk: &Desk, at: i64) -> Stored<Customer> {
    let first = [("name", "开始有限公司"), ("industry", "制造业"), ("phone", "13700000000")];
    desk.create(at, &first).unwrap().answer
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_that_is_undone_leaves_every_field_as_it_was(changes in prop::collection::vec(words(), 6)) {
        let desk = Desk::new();
        let mut now = begin(&desk, 0);
        for words in changes {
            let members = members_of(&words);
            let at = op(1);
            let edited = edit::edit::<Customer>(&desk.app, &at, now.ordinal, now.version, members).unwrap();
            let Some(batch) = edited.batch else { continue };
            if edited.answer.version != now.version {
                batches::undo(&desk.app, &op(2), batch).unwrap();
            }
            let back = desk.app.store().reader().load::<Customer>(now.ordinal).unwrap().unwrap();
            prop_assert_eq!(back.record.filled(), now.record.filled());
            // The next change starts from the changed record.
            let again = edit::edit(&desk.app, &at, back.ordinal, back.version, members_of(&words));
            now = again.unwrap().answer;
        }
    }

    #[test]
    fn as_it_was_is_what_was_seen_then(
        deeds in prop::collection::vec((0..6_u8, words()), 14)
    ) {
        let desk = Desk::new();
        let mut now = begin(&desk, 0);
        let seen = |at: i64, stored: &Stored<Customer>| show::view(&desk.app, &op(at), stored);
        let mut then: Vec<(i64, View)> = vec![(0, seen(0, &now))];
        for (number, (deed, words)) in deeds.into_iter().enumerate() {
            let at = 1_000 * (1 + number as i64);
            let (ordinal, version, op) = (now.ordinal, now.version, op(at));
            let app = &desk.app;
            now = match (deed, now.deleted_at) {
                (0, None) => remove::remove(app, &op, ordinal, version).unwrap().answer,
                (0..4, Some(_)) => remove::restore(app, &op, ordinal).unwrap().answer,
                (1, _) | (_, Some(_)) => {
                    reveal::reveal::<Customer>(app, &op, ordinal, "phone", "回访", false).unwrap();
                    now
                }
                _ => edit::edit(app, &op, ordinal, version, members_of(&words)).unwrap().answer,
            };
            then.push((at, seen(at, &now)));
        }
        for (at, view) in &then {
            let moment = Moment(NOW + at + 500);
            let was = history::as_it_was::<Customer>(&desk.app, &op(90_000), now.ordinal, moment);
            let was = was.unwrap();
            prop_assert_eq!(was.cells(), view.cells(), "at {}", at);
            prop_assert_eq!((was.version(), was.deleted_at()), (view.version(), view.deleted_at()));
        }
    }
}

/// What a filter on stored fields means, spelled out.
fn fits(filter: &Filter, customer: &Customer) -> bool {
    match filter {
        Filter::All => true,
        Filter::And(list) => list.iter().all(|one| fits(one, customer)),
        Filter::Or(list) => list.iter().any(|one| fits(one, customer)),
        Filter::Not(inner) => !fits(inner, customer),
        Filter::Field(tag, test) => match (test, customer.value(*tag)) {
            (Test::Empty, value) => value.is_missing(),
            (Test::AnyOf(ids), Value::Choice(id)) => ids.contains(&u64::from(id.0)),
            (Test::Between(low, high), Value::Moment(at)) => {
                let range: (Bound<i64>, Bound<i64>) = (*low, *high);
                range.contains(&at.0)
            }
            (_, Value::Missing) => false,
            (test, value) => panic!("{test:?} on {value:?}"),
        },
    }
}

proptest! {
    #[test]
    fn a_derived_field_is_what_its_filter_says(
        level in prop::option::of(prop::sample::select(vec![
            level::POTENTIAL, level::INTERESTED, level::WON, level::LOST, level::DORMANT,
        ])),
        last_contact in prop::option::of(prop_oneof![
            // Around the border of 90 days, to the millisecond.
            (NOW - 90 * 86_400_000 - 2..NOW - 90 * 86_400_000 + 3).prop_map(Moment),
            (NOW - 400 * 86_400_000..NOW + 86_400_000).prop_map(Moment),
        ]),
        next_task in prop::option::of(prop_oneof![
            (NOW - 2..NOW + 3).prop_map(Moment),
            (NOW - 120_000..NOW + 120_000).prop_map(Moment),
        ]),
        // NOW begins a minute.
        into_minute in prop_oneof![Just(0_i64), Just(59_999), 0..60_000_i64],
    ) {
        let customer = Customer { level, last_contact, next_task, ..Customer::default() };
        let now = Moment(NOW + into_minute);
        let fields = [
            (tag::STATUS, vec![status::POTENTIAL, status::ACTIVE, status::SILENT, status::LOST]),
            (tag::FOLLOW_STATE, vec![
                follow_state::WAITING,
                follow_state::RUNNING,
                follow_state::OVERDUE,
                follow_state::DONE,
            ]),
        ];
        for (field, all) in fields {
            let derived = rules::derived(&customer, field, now);
            for choice in all {
                let filter = rules::derived_filter(field, choice, now);
                prop_assert_eq!(&filter, &rules::derived_filter(field, choice, Moment(NOW)));
                prop_assert_eq!(fits(&filter, &customer), derived == Value::Choice(choice));
            }
        }
    }

    #[test]
    fn a_mask_never_shows_the_middle_of_a_value(
        tail in 0..1_000_000_000_u64,
        local in "[a-z][a-z0-9]{5,20}",
        address in "[工业园区星湖街人民路东西南北]{12,40}",
    ) {
        let catalogue = Catalogue::new(1, &[]);
        let fresh = |key: &str, text: &str| {
            let field = catalogue.by_key(Kind::Customer, key).expect("a field");
            let ctx = parse::Ctx {
                today: Day(20_605),
                zone: chrono_tz::Asia::Shanghai,
                people: &|_| None,
            };
            match parse::parse(field, text, &ctx) {
                Ok(Value::Guarded(Guarded::Fresh(fresh))) => fresh,
                other => panic!("{key} {text}: {other:?}"),
            }
        };
        let phone = format!("13{tail:09}");
        let mask = fresh("phone", &phone).mask;
        prop_assert_eq!(mask, format!("{}****{}", &phone[..3], &phone[7..]));
        let mask = fresh("email", &format!("{local}@example.com")).mask;
        prop_assert!(!mask.contains(&local[1..local.len() - 1]), "{}", mask);
        let mask = fresh("wechat", &local).mask;
        prop_assert!(!mask.contains(&local[2..local.len() - 2]), "{}", mask);
        let mask = fresh("address", &address).mask;
        let middle: String = address.chars().skip(4).take(address.chars().count() - 8).collect();
        prop_assert!(!mask.contains(&middle), "{}", mask);
    }
}
