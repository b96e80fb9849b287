//! Conditions on numbers, amounts, days and moments: always an interval with its ends inside.

use crate::domain::field::Fault;
use crate::domain::field::Shape;
use crate::domain::parse;
use crate::domain::parse::day;
use crate::domain::parse::moment;
use crate::domain::query::BadFilter;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::query::condition::Condition;
use crate::domain::query::condition::Said;
use crate::domain::query::condition::Word;
use crate::domain::query::condition::either;
use crate::domain::query::period;
use crate::domain::query::period::Unit;
use crate::domain::query::tokens::Compare;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use std::ops::Bound;

const HOUR_MS: i64 = 3_600_000;

pub fn filter(condition: &Condition) -> Result<Filter, BadFilter> {
    let read =
        |word: &Word| ends(condition, word).map_err(|fault| condition.bad_value(word, fault));
    let test = match &condition.said {
        Said::Compare(compare, word) => compared(*compare, read(word)?),
        Said::In(words) => {
            let tests =
                words.iter().map(|word| Ok(condition.is(compared(Compare::Equal, read(word)?))));
            return Ok(either(tests.collect::<Result<_, BadFilter>>()?));
        }
        Said::Between(from, to) => {
            let (low, high) = (read(from)?.0, read(to)?.1);
            if high < low {
                return Err(condition.bad_value(from, Fault::new("", "empty_range")));
            }
            Test::Between(Bound::Included(low), Bound::Included(high))
        }
        Said::Older(word) => Test::Between(
            Bound::Unbounded,
            Bound::Included(cut(condition, word)?.saturating_sub(1)),
        ),
        Said::Newer(word) => {
            Test::Between(Bound::Included(cut(condition, word)?), Bound::Unbounded)
        }
        Said::Has(_) | Said::Contains(_) | Said::Starts(_) | Said::Ends(_) | Said::Empty => {
            return Err(condition.bad_operator());
        }
    };
    let is_unequal = matches!(condition.said, Said::Compare(Compare::Unequal, _));
    let filter = condition.is(test);
    Ok(if is_unequal { Filter::Not(Box::new(filter)) } else { filter })
}

/// `(low, high)` is the interval that the word names: a period is before another day only when it
/// has ended by then.
fn compared(compare: Compare, (low, high): (i64, i64)) -> Test {
    let (from, to) = match compare {
        Compare::Equal | Compare::Unequal => (Bound::Included(low), Bound::Included(high)),
        Compare::Less => (Bound::Unbounded, Bound::Included(low.saturating_sub(1))),
        Compare::AtMost => (Bound::Unbounded, Bound::Included(high)),
        Compare::More => (Bound::Included(high.saturating_add(1)), Bound::Unbounded),
        Compare::AtLeast => (Bound::Included(low), Bound::Unbounded),
    };
    Test::Between(from, to)
}

/// The first and the last number that the word covers.
fn ends(condition: &Condition, word: &Word) -> Result<(i64, i64), Fault> {
    let ctx = condition.ground.ctx();
    let period = period::days(&word.text, ctx.today);
    let one = |number: i64| Ok((number, number));
    match (condition.field.shape, period) {
        (Shape::Day, Some((from, to))) => Ok((i64::from(from.0), i64::from(to.0))),
        (Shape::Day, None) => one(i64::from(day::parse(&word.text, ctx.today, ctx.zone)?.0)),
        (Shape::Moment, Some((from, to))) => {
            Ok((moment::start(from, ctx.zone).0, moment::start(Day(to.0 + 1), ctx.zone).0 - 1))
        }
        (Shape::Moment, None) => match day::read_alone(&word.text, ctx.today) {
            Some(day) => {
                let next = moment::start(Day(day.0 + 1), ctx.zone);
                Ok((moment::start(day, ctx.zone).0, next.0 - 1))
            }
            None => one(moment::parse(&word.text, ctx.today, ctx.zone)?.0),
        },
        (Shape::Money, _) => one(parse::money::signed(&word.text)?.0),
        (Shape::Decimal, _) => one(parse::decimal::any_size(&word.text)?.0),
        _ => one(parse::whole::any_size(&word.text)?),
    }
}

/// The first day or moment that is not older than the span.
fn cut(condition: &Condition, word: &Word) -> Result<i64, BadFilter> {
    let ground = condition.ground;
    let is_day = match condition.field.shape {
        Shape::Day => true,
        Shape::Moment => false,
        _ => return Err(condition.bad_operator()),
    };
    let bad = || {
        let fault = Fault::new("", "bad_span").with("value", &word.text);
        condition.bad_value(word, fault)
    };
    let span = period::span(&word.text).ok_or_else(bad)?;
    if span.unit == Unit::Hour {
        let at = Moment(ground.now.0 - i64::from(span.count) * HOUR_MS);
        return Ok(if is_day { i64::from(day::of(at, ground.zone).0) } else { at.0 });
    }
    let back = period::back(ground.ctx().today, span).ok_or_else(bad)?;
    if is_day {
        return Ok(i64::from(back.0));
    }
    let date = day::date(back).ok_or_else(bad)?;
    Ok(moment::in_zone(date.and_time(moment::local(ground.now, ground.zone).time()), ground.zone).0)
}
