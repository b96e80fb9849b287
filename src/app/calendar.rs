//! The firm's working calendar: kept beside its other settings, and what a change of it is told as.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Settings;
use crate::app::Written;
use crate::domain::access::Right;
use crate::domain::calendar::Calendar;
use crate::domain::calendar::Year;
use crate::domain::calendar::draft::Draft;
use crate::domain::calendar::hours;
use crate::domain::calendar::hours::Hours;
use crate::domain::calendar::hours::Span;
use crate::domain::calendar::response::Priority;
use crate::domain::calendar::response::Response;
use crate::domain::op::Op;
use crate::domain::parse::day;
use crate::domain::value::Day;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeSet;

const NAME: &[u8] = b"calendar";

/// Members that a later release adds stand at the end, each with what holds where it is missing.
#[derive(Serialize, Deserialize)]
struct Row {
    /// Minutes since midnight.
    hours: Vec<(u16, u16)>,
    days: [bool; 7],
    /// By priority, the most urgent first.
    response: [u32; 4],
    /// Year, days off, days worked: as days since 1970.
    own: Vec<(i32, Vec<i32>, Vec<i32>)>,
}

/// `None` where nothing was ever set.
pub(super) fn load<S: Source>(source: &S) -> Result<Option<Calendar>, StoreError> {
    let Some(bytes) = source.system(Space::Setting, NAME)? else { return Ok(None) };
    let Row { hours, days, response, own } = from_bytes(&bytes)?;
    let spans = hours.into_iter().map(|(from, to)| Span { from, to }).collect();
    let hours = Hours::new(spans).ok_or_else(|| StoreError::Damaged("working hours".to_owned()))?;
    let set = |days: Vec<i32>| days.into_iter().map(Day).collect();
    let own =
        own.into_iter().map(|(year, off, work)| (year, Year { off: set(off), work: set(work) }));
    let [urgent, high, normal, low] = response;
    let response = Response { urgent, high, normal, low };
    Ok(Some(Calendar { hours, days, own: own.collect(), response }))
}

pub(super) fn put(calendar: &Calendar, gate: &mut Gate) {
    let Calendar { hours, days, own, response } = calendar;
    let list = |days: &BTreeSet<Day>| days.iter().map(|day| day.0).collect();
    let row = Row {
        hours: hours.spans().iter().map(|span| (span.from, span.to)).collect(),
        days: *days,
        response: Priority::ALL.map(|priority| response.minutes(priority)),
        own: own.iter().map(|(year, Year { off, work })| (*year, list(off), list(work))).collect(),
    };
    gate.put_system(Space::Setting, NAME, Some(&to_bytes(&row)));
}

/// # Errors
/// [`Error::Denied`] without the right to settings; [`Error::Invalid`] as [`Draft::over`] has it.
pub fn amend(app: &App, op: &Op, draft: Draft) -> Result<Written<Settings>, Error> {
    app.write(op, move |gate| {
        gate.demand_right(Right::Settings)?;
        let known = (*gate.live().settings).clone();
        let calendar = draft.over(&known.calendar).map_err(Error::Invalid)?;
        Settings { calendar, ..known }.save(gate)
    })
}

/// What became of what, a line for each; of a year only the days that moved.
pub(super) fn told(before: &Calendar, after: &Calendar) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |key: &str, before: String, after: String| {
        if before != after {
            told.push(format!("{key}: {before} → {after}"));
        }
    };
    tell("hours", show_hours(&before.hours), show_hours(&after.hours));
    tell("days", show_days(before.days), show_days(after.days));
    for priority in Priority::ALL {
        let minutes = |calendar: &Calendar| calendar.response.minutes(priority).to_string();
        tell(&format!("sla.{}", priority.slug()), minutes(before), minutes(after));
    }
    let years: BTreeSet<i32> = before.own.keys().chain(after.own.keys()).copied().collect();
    for year in years {
        let none = Year::default();
        let (was, is) = (before.year(year).unwrap_or(&none), after.year(year).unwrap_or(&none));
        for (name, was, is) in [("off", &was.off, &is.off), ("work", &was.work, &is.work)] {
            let gone = was.difference(is).map(|day| format!("−{}", day::show(*day)));
            let come = is.difference(was).map(|day| format!("+{}", day::show(*day)));
            let moved: Vec<String> = gone.chain(come).collect();
            if !moved.is_empty() {
                told.push(format!("{year} {name}: {}", moved.join(" ")));
            }
        }
    }
    // A year set to just what was shipped moves no day, and yet later releases do not change it.
    if told.is_empty() && before != after {
        told.push("calendar".to_owned());
    }
    told
}

fn show_hours(hours: &Hours) -> String {
    let show = |span: &Span| format!("{}–{}", hours::show(span.from), hours::show(span.to));
    hours.spans().iter().map(show).collect::<Vec<_>>().join(" ")
}

fn show_days(days: [bool; 7]) -> String {
    let numbers = (1..=7).zip(days).filter(|(_, on)| *on).map(|(number, _)| number.to_string());
    numbers.collect::<Vec<_>>().join(" ")
}
