//! Rules that several kinds about a customer share: what may lie how far ahead, what must be more
//! than nothing.

use crate::domain::check::Today;
use crate::domain::child::Base;
use crate::domain::field::Fault;
use crate::domain::parse::day;
use crate::domain::parse::moment;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use std::ops::RangeInclusive;

/// Nobody expects money later than this: a slip of the year.
const FORESEEABLE_DAYS: i32 = 20 * 366;

const DAY_MS: i64 = 86_400_000;

/// 1970-01-01 to the end of 2100: a time of work outside is a slip of the year.
const WORKING_DAYS: RangeInclusive<i64> = 0..=47_846;

/// What holds for every record about a customer.
pub fn common(base: &Base, today: Today) -> Option<Fault> {
    let first = day::from_ymd(*day::YEARS.start(), 1, 1).unwrap_or_default();
    match base.at {
        Some(at) if at.0 < i64::from(first.0) * DAY_MS => Some(Fault::new("at", "date_impossible")),
        at => happened("at", at, today),
    }
}

/// It lies in the past, or at most in tomorrow.
pub(super) fn happened(key: &str, at: Option<Moment>, today: Today) -> Option<Fault> {
    let ahead = at.filter(|at| today.latest <= *at)?;
    Some(Fault::new(key, "in_future").with("value", moment::show_utc(ahead)))
}

pub(super) fn happened_on(key: &str, on: Option<Day>, today: Today) -> Option<Fault> {
    let ahead = on.filter(|on| today.day.0 + 1 < on.0)?;
    Some(Fault::new(key, "in_future").with("value", day::show(ahead)))
}

/// A day that is planned for.
pub(super) fn foreseen(key: &str, on: Option<Day>, today: Today) -> Option<Fault> {
    let ahead = on.filter(|on| today.day.0 + FORESEEABLE_DAYS < on.0)?;
    Some(Fault::new(key, "too_far").with("value", day::show(ahead)))
}

/// A time by which something must be done.
pub(super) fn sensible(key: &str, at: Option<Moment>) -> Option<Fault> {
    let odd = at.filter(|at| !WORKING_DAYS.contains(&at.0.div_euclid(DAY_MS)))?;
    Some(Fault::new(key, "date_impossible").with("value", moment::show_utc(odd)))
}

/// Money that is there at all; less than none is refused for every amount.
pub(super) fn positive(key: &str, amount: Option<Money>) -> Option<Fault> {
    amount.filter(|amount| amount.0 == 0)?;
    Some(Fault::new(key, "amount_positive"))
}
