//! `/calendar`: when the firm works, and when so much work will have been done.

use crate::app::Error;
use crate::app::Settings;
use crate::app::calendar;
use crate::domain::calendar::draft::Draft;
use crate::domain::calendar::draft::YearDraft;
use crate::domain::calendar::hours;
use crate::domain::calendar::response::MAX_MINUTES;
use crate::domain::calendar::response::Priority;
use crate::domain::parse::day;
use crate::domain::parse::moment;
use crate::domain::value::Day;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::reply::json_response;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeSet;

type Answer = Result<Response<Body>, Problem>;

pub fn show(request: &Request) -> Answer {
    Ok(json_response(StatusCode::OK, calendar_json(&request.app().live().settings)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amend {
    hours: Option<Vec<(String, String)>>,
    days: Option<Vec<i64>>,
    sla: Option<Sla>,
    year: Option<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sla {
    urgent: Option<i64>,
    high: Option<i64>,
    normal: Option<i64>,
    low: Option<i64>,
}

/// Without either list: as shipped again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i64,
    off: Option<Vec<String>>,
    work: Option<Vec<String>>,
}

impl Sla {
    fn given(&self) -> Vec<(Priority, i64)> {
        let sent = |priority| match priority {
            Priority::Urgent => self.urgent,
            Priority::High => self.high,
            Priority::Normal => self.normal,
            Priority::Low => self.low,
        };
        Priority::ALL.into_iter().filter_map(|priority| Some((priority, sent(priority)?))).collect()
    }
}

pub fn amend(request: &Request) -> Answer {
    let Amend { hours, days, sla, year } = request.json()?;
    let response = sla.map(|sla| sla.given()).unwrap_or_default();
    let year = year.map(|Year { year, off, work }| YearDraft { year, off, work });
    let draft = Draft { hours, days, response, year };
    let written = calendar::amend(request.app(), &request.op, draft)?;
    Ok(json_response(StatusCode::OK, calendar_json(&written.answer)))
}

/// When so many working minutes have passed, from now or from a given moment on.
pub fn due(request: &Request) -> Answer {
    let live = request.app().live();
    let (zone, now) = (live.settings.zone, request.op.now);
    let known = |name: &str| ["from", "minutes"].contains(&name);
    if let Some((name, _)) = request.query.iter().find(|(name, _)| !known(name)) {
        return Err(query::bad(name, "unknown_parameter"));
    }
    let from = match query::one(request, "from") {
        None | Some("") => now,
        Some(text) => moment::parse(text, live.settings.today(now), zone)
            .map_err(|fault| query::bad("from", fault.reason))?,
    };
    let minutes = query::number(request, "minutes")?;
    let minutes = minutes.ok_or_else(|| query::bad("minutes", "required"))?;
    let minutes = u32::try_from(minutes).ok().filter(|minutes| *minutes <= MAX_MINUTES);
    let minutes = minutes.ok_or_else(|| query::bad("minutes", "out_of_range"))?;
    let due = live.settings.calendar.add_working_minutes(from, minutes, zone);
    let due = due.ok_or(Error::Rule("no_working_time"))?;
    let mut json = Json::new();
    json.raw("{");
    json.key("due");
    json.text(&moment::show(due, zone));
    json.key("unknown_years");
    json.raw("[");
    for year in live.settings.calendar.unknown_years(from, due, zone) {
        json.next();
        json.number(year);
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

fn calendar_json(settings: &Settings) -> Json {
    let calendar = &settings.calendar;
    let mut json = Json::new();
    json.raw("{");
    json.key("zone");
    json.text(settings.zone.name());
    json.key("hours");
    json.raw("[");
    for span in calendar.hours.spans() {
        json.next();
        json.raw("[");
        json.text(&hours::show(span.from));
        json.next();
        json.text(&hours::show(span.to));
        json.raw("]");
    }
    json.raw("]");
    json.key("days");
    json.raw("[");
    for number in (1..=7).zip(calendar.days).filter(|(_, on)| *on).map(|(number, _)| number) {
        json.next();
        json.number(number);
    }
    json.raw("]");
    json.key("sla");
    json.raw("{");
    for priority in Priority::ALL {
        json.key(priority.slug());
        json.number(calendar.response.minutes(priority));
    }
    json.raw("}");
    json.key("years");
    json.raw("[");
    for (year, (days, shipped)) in calendar.years() {
        json.next();
        json.raw("{");
        json.key("year");
        json.number(year);
        json.key("shipped");
        json.flag(shipped);
        dates(&mut json, "off", &days.off);
        dates(&mut json, "work", &days.work);
        json.raw("}");
    }
    json.raw("]}");
    json
}

fn dates(json: &mut Json, key: &str, days: &BTreeSet<Day>) {
    json.key(key);
    json.raw("[");
    for date in days {
        json.next();
        json.text(&day::show(*date));
    }
    json.raw("]");
}
