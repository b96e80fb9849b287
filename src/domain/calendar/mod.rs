//! When the firm works: the hours of a day, the days of a week, and the days that are different.

pub mod draft;
pub mod hours;
pub mod response;
mod shipped;

#[cfg(test)]
mod laws;

use crate::domain::calendar::hours::Hours;
use crate::domain::calendar::hours::Span;
use crate::domain::calendar::response::Response;
use crate::domain::calendar::shipped::SHIPPED;
use crate::domain::parse::day;
use crate::domain::parse::moment;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use chrono::Datelike;
use chrono::NaiveTime;
use chrono::TimeDelta;
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// How far working time is looked for, in days: ten years. A calendar with hardly any would
/// otherwise keep who asks waiting.
const REACH_DAYS: i32 = 3_660;

const MINUTE_MS: i64 = 60_000;

/// What the firm has set, over what is shipped.
#[derive(Clone, PartialEq, Debug)]
pub struct Calendar {
    /// Of every day that is worked on.
    pub hours: Hours,
    /// Whether it is worked on, from Monday on.
    pub days: [bool; 7],
    /// Years that the firm has set itself; they stand instead of the shipped ones.
    pub own: BTreeMap<i32, Year>,
    pub response: Response,
}

/// The days of a year on which it is otherwise than the weekday says.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Year {
    pub off: BTreeSet<Day>,
    /// 调休: worked on although the weekday is free.
    pub work: BTreeSet<Day>,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar {
            hours: Hours::default(),
            days: [true, true, true, true, true, false, false],
            own: BTreeMap::new(),
            response: Response::default(),
        }
    }
}

/// From Monday, which is 0.
pub(crate) fn weekday(day: Day) -> usize {
    // The first day of all was a Thursday.
    (i64::from(day.0) + 3).rem_euclid(7) as usize
}

fn year_of(day: Day) -> i32 {
    day::date(day).map_or(0, |date| date.year())
}

impl Calendar {
    /// The holidays of a year: the firm's own, or the shipped ones. `None`: nobody has said, and
    /// only weekdays count.
    pub fn year(&self, year: i32) -> Option<&Year> {
        self.own.get(&year).or_else(|| SHIPPED.get(&year))
    }

    /// Every year of which the holidays are known, and whether as shipped.
    pub fn years(&self) -> BTreeMap<i32, (&Year, bool)> {
        let shipped = SHIPPED.iter().map(|(year, days)| (*year, (days, true)));
        let own = self.own.iter().map(|(year, days)| (*year, (days, false)));
        shipped.chain(own).collect()
    }

    /// The years between two moments, both included, of which no holidays are known: what was
    /// counted in them may be too early. At most as many as working time is looked for.
    pub fn unknown_years(&self, from: Moment, to: Moment, zone: Tz) -> Vec<i32> {
        let (first, last) = (year_of(day::of(from, zone)), year_of(day::of(to, zone)));
        let last = last.min(first.saturating_add(REACH_DAYS / 365 + 1));
        (first..=last).filter(|year| self.year(*year).is_none()).collect()
    }

    pub fn is_working_day(&self, day: Day) -> bool {
        match self.year(year_of(day)) {
            Some(year) if year.work.contains(&day) => true,
            Some(year) if year.off.contains(&day) => false,
            Some(_) | None => self.days[weekday(day)],
        }
    }

    /// Whether the firm works at that moment. The end of a span is outside it.
    pub fn is_working(&self, at: Moment, zone: Tz) -> bool {
        let today = day::of(at, zone);
        around(today, today)
            .flat_map(|day| self.spans(day, zone))
            .any(|(begin, end)| begin <= at.0 && at.0 < end)
    }

    /// The moment at which so many minutes have been worked since `from`; no minutes: `from` itself.
    /// Where the last one ends with the day, it is the end of that day. `None` where that is not
    /// within ten years.
    pub fn add_working_minutes(&self, from: Moment, minutes: u32, zone: Tz) -> Option<Moment> {
        let mut left = i64::from(minutes) * MINUTE_MS;
        if left == 0 {
            return Some(from);
        }
        let first = day::of(from, zone);
        for day in around(first, Day(first.0.saturating_add(REACH_DAYS))) {
            for (begin, end) in self.spans(day, zone) {
                let begin = begin.max(from.0);
                let worked = (end - begin).max(0);
                if left <= worked {
                    return Some(Moment(begin + left));
                }
                left -= worked;
            }
        }
        None
    }

    /// Whole minutes that are worked from one moment to another, none where they are the other way
    /// round. `None` where more than ten years lie between them.
    pub fn working_minutes_between(&self, from: Moment, to: Moment, zone: Tz) -> Option<u32> {
        if to <= from {
            return Some(0);
        }
        let (first, last) = (day::of(from, zone), day::of(to, zone));
        if i64::from(REACH_DAYS) + 1 < i64::from(last.0) - i64::from(first.0) {
            return None;
        }
        let spans = around(first, last).flat_map(|day| self.spans(day, zone));
        let worked = spans.map(|(begin, end)| (end.min(to.0) - begin.max(from.0)).max(0));
        u32::try_from(worked.sum::<i64>() / MINUTE_MS).ok()
    }

    /// The working time of a day in milliseconds, ascending and apart; none on a day off.
    fn spans(&self, day: Day, zone: Tz) -> Vec<(i64, i64)> {
        if !self.is_working_day(day) {
            return Vec::new();
        }
        let midnight = moment::start(day, zone).0;
        let next = moment::start(Day(day.0.saturating_add(1)), zone).0;
        let mut free = midnight;
        let mut spans = Vec::new();
        for Span { from, to } in self.hours.spans() {
            // An hour that summer time skips is no working time, and none counts twice.
            let begin = clock(day, *from, zone).max(free);
            let end = clock(day, *to, zone).min(next);
            if begin < end {
                spans.push((begin, end));
                free = end;
            }
        }
        spans
    }
}

/// The days from one to another, and one more at each end: where clocks are set back over midnight,
/// a moment's date may be that of the day before.
fn around(first: Day, last: Day) -> impl Iterator<Item = Day> {
    (first.0.saturating_sub(1)..=last.0.saturating_add(1)).map(Day)
}

/// When the clock on the wall shows that minute of the day.
fn clock(day: Day, minutes: u16, zone: Tz) -> i64 {
    let local = day::date(day).and_then(|date| {
        date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(i64::from(minutes)))
    });
    match local {
        Some(local) => moment::in_zone(local, zone).0,
        None => moment::start(day, zone).0,
    }
}
