//! Rules of the customer that span fields: what is derived, what a save must satisfy.

use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::customer::Customer;
use crate::domain::customer::follow_state;
use crate::domain::customer::kind;
use crate::domain::customer::level;
use crate::domain::customer::status;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::ids::Tag;
use crate::domain::ledger::Figures;
use crate::domain::parse::day;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::domain::value::Money;
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

/// What a save of a customer must satisfy. The rows of a file may say how to reach them later.
pub fn faults(customer: &Customer, ease: Ease, today: Today) -> Vec<Fault> {
    let ahead = customer.first_contact.filter(|on| today.day.0 + 1 < on.0);
    let ahead =
        ahead.map(|on| Fault::new("first_contact", "in_future").with("value", day::show(on)));
    let deals = customer.opening_deals.filter(|deals| *deals < 0);
    let deals = deals.map(|_| Fault::new("opening_deals", "number_negative"));
    let unreachable = match ease {
        Ease::Form => reachable(customer).err(),
        Ease::Import | Ease::Return => None,
    };
    [ahead, deals, unreachable].into_iter().flatten().collect()
}

/// Totals are what the customer was opened with and what its records came to since; a customer that
/// nobody can reach waits to be verified.
pub fn settle(customer: &mut Customer, before: Option<&Customer>) {
    // A time that is given, with the first save or by a file, is where its records go on from.
    // Who takes a change back gives both.
    if before.is_none_or(|before| {
        before.last_contact != customer.last_contact
            && before.opening_contact == customer.opening_contact
    }) {
        customer.opening_contact = customer.last_contact;
    }
    if before.is_none_or(|before| {
        before.last_followup != customer.last_followup
            && before.opening_followup == customer.opening_followup
    }) {
        customer.opening_followup = customer.last_followup;
    }
    // Why it was lost is said of one that is lost.
    if customer.level != Some(level::LOST) {
        customer.lost_reason = None;
        customer.lost_note.clear();
    }
    sum_up(customer);
    customer.unverified = reachable(customer).is_err();
}

fn sum_up(customer: &mut Customer) {
    let both = |opening: Option<i64>, earned: Option<i64>| match (opening, earned) {
        (None, None) => None,
        _ => Some(opening.unwrap_or_default().saturating_add(earned.unwrap_or_default())),
    };
    let fen = |money: Option<Money>| money.map(|money| money.0);
    let amount = both(fen(customer.opening_amount), fen(customer.earned_amount));
    customer.total_amount = amount.map(Money);
    customer.deal_count = both(customer.opening_deals, customer.earned_deals);
}

/// What a customer has before its first record is what it was opened with: those that were made by a
/// version without records have it noted now.
pub fn open(customer: &mut Customer) {
    customer.opening_contact = customer.last_contact;
    customer.opening_followup = customer.last_followup;
}

/// What the customer's records come to. `day`: of a moment, where the firm is.
pub fn put_figures(customer: &mut Customer, figures: &Figures, day: impl Fn(Moment) -> Day) {
    let count = |number: i64| (number != 0).then_some(number);
    customer.earned_amount = count(figures.deals).map(|_| figures.amount);
    customer.earned_deals = count(figures.deals);
    customer.first_activity = figures.first.map(&day);
    customer.last_contact = customer.opening_contact.max(figures.last);
    customer.last_followup = customer.opening_followup.max(figures.last_talk.map(&day));
    customer.open_tasks = count(figures.open_tasks);
    customer.next_task = figures.next_task;
    customer.service_count = count(figures.services);
    customer.satisfaction = figures.satisfaction;
    customer.last_deal = figures.last_deal;
    sum_up(customer);
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

/// The value of a derived field, by the minute.
pub fn derived(customer: &Customer, field: Tag, now: Moment) -> Value {
    let now = now.minute();
    let Customer { level, last_contact, next_task, .. } = *customer;
    let is_late = next_task.is_some_and(|due| due < now);
    match field {
        tag::STATUS => Value::Choice(status_of(level, last_contact, now)),
        tag::FOLLOW_STATE => Value::Choice(match (level, last_contact) {
            _ if is_late => follow_state::OVERDUE,
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
    let now = now.minute();
    let is = |tag: Tag, id: ChoiceId| Filter::Field(tag, Test::AnyOf(vec![u64::from(id.0)]));
    let not = |filter: Filter| Filter::Not(Box::new(filter));
    let no_contact = || Filter::Field(tag::LAST_CONTACT, Test::Empty);
    let lost = || is(tag::LEVEL, level::LOST);
    let done = || Filter::Or(vec![is(tag::LEVEL, level::WON), lost()]);
    let late = || {
        let before = Test::Between(Bound::Unbounded, Bound::Excluded(now.0));
        Filter::Field(tag::NEXT_TASK, before)
    };
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
        (tag::FOLLOW_STATE, follow_state::OVERDUE) => late(),
        (tag::FOLLOW_STATE, follow_state::DONE) => Filter::And(vec![not(late()), done()]),
        (tag::FOLLOW_STATE, follow_state::RUNNING) => {
            Filter::And(vec![not(late()), not(done()), not(no_contact())])
        }
        (tag::FOLLOW_STATE, follow_state::WAITING) => {
            Filter::And(vec![not(late()), not(done()), no_contact()])
        }
        _ => Filter::Or(Vec::new()),
    }
}
