//! Rules of the customer that span fields: what is derived, what a save must satisfy.

use crate::domain::customer::Customer;
use crate::domain::customer::follow_state;
use crate::domain::customer::kind;
use crate::domain::customer::level;
use crate::domain::customer::status;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::ids::Tag;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use std::ops::Bound;

/// A customer with an interaction this recent is active.
pub const ACTIVE_DAYS: i64 = 90;

const DAY_MS: i64 = 86_400_000;

/// At least one way to reach the customer: the rule of form and API.
pub fn reachable(customer: &Customer) -> Result<(), Fault> {
    match customer.phone.is_some() || customer.email.is_some() {
        true => Ok(()),
        false => Err(Fault::new("phone", "phone_or_email")),
    }
}

/// Totals start from the opening values; a customer that nobody can reach waits to be verified.
pub fn settle(customer: &mut Customer) {
    customer.total_amount = customer.opening_amount;
    customer.deal_count = customer.opening_deals;
    customer.unverified = reachable(customer).is_err();
}

/// What is odd about a customer without standing in the way of saving it.
pub fn warnings(customer: &Customer) -> Vec<Fault> {
    let is_company = customer.kind == Some(kind::COMPANY);
    let full = [
        "公司",
        "厂",
        "店",
        "行",
        "部",
        "社",
        "院",
        "所",
        "中心",
        "集团",
        "合伙",
        "工作室",
        "学校",
        "银行",
    ];
    let is_han = !customer.name.is_ascii();
    let looks_full = full.iter().any(|word| customer.name.contains(word));
    match is_company && is_han && !looks_full {
        true => vec![Fault::new("name", "name_abbreviated")],
        false => Vec::new(),
    }
}

/// What a field that nobody enters tells of.
pub fn sources(field: Tag) -> &'static [Tag] {
    match field {
        tag::STATUS | tag::FOLLOW_STATE => &[tag::LEVEL, tag::LAST_CONTACT],
        tag::TOTAL_AMOUNT => &[tag::OPENING_AMOUNT],
        tag::DEAL_COUNT => &[tag::OPENING_DEALS],
        _ => &[],
    }
}

/// The value of a derived field. Records of other kinds have none.
pub fn derived<R: Record>(record: &R, field: Tag, now: Moment) -> Value {
    let last_contact = record.value(tag::LAST_CONTACT).into_moment();
    let level = record.value(tag::LEVEL).into_choice();
    match field {
        tag::STATUS => Value::Choice(status_of(level, last_contact, now)),
        tag::FOLLOW_STATE => Value::Choice(match (level, last_contact) {
            (Some(level::WON | level::LOST), _) => follow_state::DONE,
            (_, Some(_)) => follow_state::RUNNING,
            (_, None) => follow_state::WAITING,
        }),
        _ => Value::Missing,
    }
}

fn status_of(level: Option<ChoiceId>, last_contact: Option<Moment>, now: Moment) -> ChoiceId {
    match (level, last_contact) {
        (Some(level::LOST), _) => status::LOST,
        (_, Some(at)) if active_since(now) <= at => status::ACTIVE,
        (Some(level::POTENTIAL) | None, _) => status::POTENTIAL,
        _ => status::SILENT,
    }
}

fn active_since(now: Moment) -> Moment {
    Moment(now.0 - ACTIVE_DAYS * DAY_MS)
}

/// The same rules as a filter on stored fields, so that derived fields filter and count.
/// Agreement with [`derived`] is a law in the tests.
pub fn derived_filter(field: Tag, choice: ChoiceId, now: Moment) -> Filter {
    let is = |tag: Tag, id: ChoiceId| Filter::Field(tag, Test::AnyOf(vec![u64::from(id.0)]));
    let not = |filter: Filter| Filter::Not(Box::new(filter));
    let no_contact = || Filter::Field(tag::LAST_CONTACT, Test::Empty);
    let lost = || is(tag::LEVEL, level::LOST);
    let done = || Filter::Or(vec![is(tag::LEVEL, level::WON), lost()]);
    let active = || {
        let since = Test::Between(Bound::Included(active_since(now).0), Bound::Unbounded);
        Filter::Field(tag::LAST_CONTACT, since)
    };
    let early = || {
        let none = Filter::Field(tag::LEVEL, Test::Empty);
        Filter::Or(vec![is(tag::LEVEL, level::POTENTIAL), none])
    };
    match (field, choice) {
        (tag::STATUS, status::LOST) => lost(),
        (tag::STATUS, status::ACTIVE) => Filter::And(vec![not(lost()), active()]),
        (tag::STATUS, status::POTENTIAL) => Filter::And(vec![early(), not(active())]),
        (tag::STATUS, status::SILENT) => {
            Filter::And(vec![not(lost()), not(early()), not(active())])
        }
        (tag::FOLLOW_STATE, follow_state::DONE) => done(),
        (tag::FOLLOW_STATE, follow_state::RUNNING) => {
            Filter::And(vec![not(done()), not(no_contact())])
        }
        (tag::FOLLOW_STATE, follow_state::WAITING) => Filter::And(vec![not(done()), no_contact()]),
        _ => Filter::Or(Vec::new()),
    }
}
