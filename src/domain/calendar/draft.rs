//! A change of the calendar as it was sent, and what may be wrong with it.

use crate::domain::calendar::Calendar;
use crate::domain::calendar::Year;
use crate::domain::calendar::hours;
use crate::domain::calendar::hours::Hours;
use crate::domain::calendar::hours::MAX_SPANS;
use crate::domain::calendar::hours::Span;
use crate::domain::calendar::response::MAX_MINUTES;
use crate::domain::calendar::response::Priority;
use crate::domain::calendar::year_of;
use crate::domain::field::Fault;
use crate::domain::parse::day;
use crate::domain::value::Day;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Years whose days can be set.
const YEARS: RangeInclusive<i32> = 2000..=2100;

/// Years that a firm may have set itself.
const MAX_OWN_YEARS: usize = 30;

/// Days of one kind in a year.
const MAX_DAYS: usize = 366;

/// What is to change, as it was sent. `None` leaves as it is.
#[derive(Clone, Default, Debug)]
pub struct Draft {
    /// Pairs such as `09:00` and `12:00`.
    pub hours: Option<Vec<(String, String)>>,
    /// 1 is Monday, 7 Sunday.
    pub days: Option<Vec<i64>>,
    /// Working minutes.
    pub response: Vec<(Priority, i64)>,
    pub year: Option<YearDraft>,
}

/// The days of one year. Without either list the year is as it was shipped, or not known again.
#[derive(Clone, Default, Debug)]
pub struct YearDraft {
    pub year: i64,
    pub off: Option<Vec<String>>,
    pub work: Option<Vec<String>>,
}

impl Draft {
    /// The calendar with the draft in its place.
    ///
    /// # Errors
    /// `hours`, `days`: `required` where none is left, `too_many`; `time_form`, `hours_order`;
    /// `out_of_range` for days of the week, minutes and years. `year.off`, `year.work`:
    /// `date_format`, `date_impossible`, `other_year`, `too_many`, `off_and_work`.
    pub fn over(&self, known: &Calendar) -> Result<Calendar, Vec<Fault>> {
        let mut next = known.clone();
        let mut faults = Vec::new();
        if let Some(sent) = &self.hours {
            match read_hours(sent) {
                Ok(hours) => next.hours = hours,
                Err(fault) => faults.push(fault),
            }
        }
        if let Some(sent) = &self.days {
            match read_days(sent) {
                Ok(days) => next.days = days,
                Err(fault) => faults.push(fault),
            }
        }
        for (priority, sent) in &self.response {
            let minutes = u32::try_from(*sent)
                .ok()
                .filter(|minutes| 1 <= *minutes && *minutes <= MAX_MINUTES);
            match minutes {
                Some(minutes) => next.response.set(*priority, minutes),
                None => {
                    let field = format!("sla.{}", priority.slug());
                    faults.push(Fault::new(&field, "out_of_range"));
                }
            }
        }
        if let Some(sent) = &self.year {
            faults.extend(sent.put(&mut next));
        }
        if faults.is_empty() { Ok(next) } else { Err(faults) }
    }
}

fn read_hours(sent: &[(String, String)]) -> Result<Hours, Fault> {
    if sent.is_empty() {
        return Err(Fault::new("hours", "required"));
    }
    if MAX_SPANS < sent.len() {
        return Err(too_many("hours", MAX_SPANS, sent.len()));
    }
    let read = |(from, to): &(String, String)| {
        Some(Span { from: hours::minutes(from)?, to: hours::minutes(to)? })
    };
    let spans: Option<Vec<Span>> = sent.iter().map(read).collect();
    let spans = spans.ok_or_else(|| Fault::new("hours", "time_form"))?;
    Hours::new(spans).ok_or_else(|| Fault::new("hours", "hours_order"))
}

fn read_days(sent: &[i64]) -> Result<[bool; 7], Fault> {
    if sent.is_empty() {
        return Err(Fault::new("days", "required"));
    }
    let mut days = [false; 7];
    for number in sent {
        let place = usize::try_from(*number - 1).ok().and_then(|index| days.get_mut(index));
        *place.ok_or_else(|| Fault::new("days", "out_of_range"))? = true;
    }
    Ok(days)
}

impl YearDraft {
    fn put(&self, calendar: &mut Calendar) -> Vec<Fault> {
        let year = i32::try_from(self.year).ok().filter(|year| YEARS.contains(year));
        let Some(year) = year else { return vec![Fault::new("year.year", "out_of_range")] };
        if self.off.is_none() && self.work.is_none() {
            calendar.own.remove(&year);
            return Vec::new();
        }
        let known = calendar.year(year).cloned().unwrap_or_default();
        let mut faults = Vec::new();
        let mut read = |field: &str, sent: &Option<Vec<String>>, known: BTreeSet<Day>| match sent {
            None => known,
            Some(sent) => dates(field, sent, year).unwrap_or_else(|fault| {
                faults.push(fault);
                known
            }),
        };
        let off = read("year.off", &self.off, known.off);
        let work = read("year.work", &self.work, known.work);
        if let Some(both) = off.intersection(&work).next() {
            faults.push(Fault::new("year.work", "off_and_work").with("value", day::show(*both)));
        }
        calendar.own.insert(year, Year { off, work });
        if MAX_OWN_YEARS < calendar.own.len() {
            faults.push(too_many("year.year", MAX_OWN_YEARS, calendar.own.len()));
        }
        faults
    }
}

/// Days of that year.
fn dates(field: &str, sent: &[String], year: i32) -> Result<BTreeSet<Day>, Fault> {
    if MAX_DAYS < sent.len() {
        return Err(too_many(field, MAX_DAYS, sent.len()));
    }
    let mut days = BTreeSet::new();
    for text in sent {
        let day =
            read_date(text).map_err(|reason| Fault::new(field, reason).with("value", text))?;
        if year_of(day) != year {
            return Err(Fault::new(field, "other_year").with("value", text).with("year", year));
        }
        days.insert(day);
    }
    Ok(days)
}

/// `2026-01-01`, and nothing else: a list of days is no place for guesses.
fn read_date(text: &str) -> Result<Day, &'static str> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, date] = parts[..] else { return Err("date_format") };
    let number = |text: &str, length: usize| match text.len() == length
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        true => text.parse::<u32>().map_err(|_| "date_format"),
        false => Err("date_format"),
    };
    let (year, month, date) = (number(year, 4)?, number(month, 2)?, number(date, 2)?);
    let year = i32::try_from(year).map_err(|_| "date_impossible")?;
    day::from_ymd(year, month, date).ok_or("date_impossible")
}

fn too_many(field: &str, limit: usize, actual: usize) -> Fault {
    Fault::new(field, "too_many").with("limit", limit).with("actual", actual)
}
