//! `/customers`: find, make, show, change, remove, restore, reveal, history.

use crate::app::Error;
use crate::app::Written;
use crate::app::auth::AuthFault;
use crate::app::records::create;
use crate::app::records::cursor;
use crate::app::records::edit;
use crate::app::records::history;
use crate::app::records::list;
use crate::app::records::remove;
use crate::app::records::reveal;
use crate::app::records::show;
use crate::domain::access::Access;
use crate::domain::access::View;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::customer::Customer;
use crate::domain::customer::rules;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::parse;
use crate::domain::record::Stored;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::reply::seq_header;
use crate::http::reply::tagged;
use crate::http::text;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use sha2::Digest;
use std::sync::Arc;

type Answer = Result<Response<Body>, Problem>;

/// Entries of a history page.
const HISTORY_LIMIT: usize = 50;

pub fn list(request: &Request) -> Answer {
    let asked = query::list(request)?;
    let page = list::customers(request.app(), &request.op, &asked)?;
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, request.op.lang);
    let mut json = Json::new();
    json.raw("{\"items\":[");
    page.items.iter().for_each(|view| renderer.view(&mut json, view));
    json.raw("],\"total\":");
    json.number(page.total);
    json.raw(",\"facets\":{");
    for counts in &page.facets {
        let Some(field) = live.catalogue.by_tag(Kind::Customer, counts.tag) else { continue };
        json.key(&field.key);
        json.raw("[");
        counts.values.iter().for_each(|(value, n)| renderer.facet(&mut json, field, *value, *n));
        json.raw("]");
    }
    json.raw("},\"next\":");
    match page.next {
        Some(cursor) => json.text(&cursor::show(request.app(), &request.op, &asked, &cursor)),
        None => json.raw("null"),
    }
    json.raw("}");
    let mut response = json_response(StatusCode::OK, json);
    if request.app().feed().state().rebuilding {
        response.headers_mut().insert("index-state", HeaderValue::from_static("rebuilding"));
    }
    Ok(response)
}

pub fn create(request: &Request) -> Answer {
    let members = request.members()?;
    let repeat = request.header("idempotency-key").map(|key| create::Repeat {
        key: key.to_owned(),
        body: sha2::Sha256::digest(&request.body).into(),
    });
    if repeat.as_ref().is_some_and(|repeat| 200 < repeat.key.len()) {
        return Err(Problem::bad_request("idempotency-key"));
    }
    let written = create::create::<Customer>(request.app(), &request.op, members, repeat)?;
    let mut response = written_response(request, StatusCode::CREATED, &written);
    let id = crate::domain::ids::RecordId { kind: Kind::Customer, ordinal: written.answer.ordinal };
    let place = format!("/api/v1/customers/{}", request.app().public_id(id));
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

pub fn show(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let view = show::show::<Customer>(request.app(), &request.op, ordinal)?;
    Ok(view_response(request, StatusCode::OK, &view, &[]))
}

pub fn edit(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let version = request.version()?;
    let members = request.members()?;
    match edit::edit::<Customer>(request.app(), &request.op, ordinal, version, members) {
        Ok(written) => Ok(written_response(request, StatusCode::OK, &written)),
        Err(Error::Stale { current, fields }) => Err(conflict(request, ordinal, current, &fields)),
        Err(error) => Err(error.into()),
    }
}

/// The fields that the caller would overwrite, as they are now, and the whole record.
fn conflict(request: &Request, ordinal: u64, version: u32, clashes: &[String]) -> Problem {
    let stale = Problem::new(StatusCode::PRECONDITION_FAILED, "stale").with("version", version);
    let mut op = request.op.clone();
    if seeded(Bug::HiddenInConflict) {
        op.access = Arc::new(Access::everything());
    }
    let Ok(view) = show::show::<Customer>(request.app(), &op, ordinal) else {
        return Problem::missing();
    };
    let live = request.app().live();
    let mut json = Json::new();
    Renderer::new(request.app(), &live, request.op.lang).view(&mut json, &view);
    let current: serde_json::Value =
        serde_json::from_slice(&json.into_bytes()).unwrap_or(serde_json::Value::Null);
    let theirs = |key: &String| serde_json::json!({ "field": key, "theirs": current["fields"][key.as_str()] });
    let fields: Vec<_> = clashes.iter().map(theirs).collect();
    stale.with("fields", fields).with("current", current)
}

pub fn remove(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let written =
        remove::remove::<Customer>(request.app(), &request.op, ordinal, request.version()?)?;
    let mut response = no_content();
    seq_header(&mut response, written.seq);
    Ok(response)
}

pub fn restore(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let written = remove::restore::<Customer>(request.app(), &request.op, ordinal)?;
    Ok(written_response(request, StatusCode::OK, &written))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Reveal {
    field: String,
    purpose: String,
}

pub fn reveal(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let Reveal { field, purpose } = request.json()?;
    let (app, op) = (request.app(), &request.op);
    let stepped_up = request.demand_step_up().is_ok();
    let value = reveal::reveal::<Customer>(app, op, ordinal, &field, &purpose, stepped_up);
    let value = value.map_err(|error| match error {
        // Who sits at the page may say who they are, and go on.
        Error::Limit { .. } if request.session().is_some() => Error::Auth(AuthFault::StepUp),
        other => other,
    })?;
    let mut json = Json::new();
    json.raw("{");
    json.key("field");
    json.text(&field);
    json.key("value");
    json.text(&value);
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn history(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let (app, op) = (request.app(), &request.op);
    let live = app.live();
    if let Some(at) = query::one(request, "at") {
        let at = parse::moment::parse(at, live.settings.today(op.now), live.settings.zone)
            .map_err(|fault| Problem::bad_request("query").fault(fault))?;
        let view = history::as_it_was::<Customer>(app, op, ordinal, at)?;
        return Ok(view_response(request, StatusCode::OK, &view, &[]));
    }
    let before = query::number(request, "before")?.map(Seq);
    let limit = query::number(request, "limit")?.map_or(HISTORY_LIMIT, |n| n as usize);
    if !(1..=500).contains(&limit) {
        return Err(query::bad("limit", "out_of_range"));
    }
    let page = history::history::<Customer>(app, op, ordinal, before, limit)?;
    let renderer = Renderer::new(app, &live, op.lang);
    let mut json = Json::new();
    json.raw("{\"items\":[");
    page.items.iter().for_each(|told| renderer.told(&mut json, Kind::Customer, told));
    json.raw("],\"next\":");
    match page.next {
        Some(seq) => json.text(&seq.0.to_string()),
        None => json.raw("null"),
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn written_response(
    request: &Request,
    status: StatusCode,
    written: &Written<Stored<Customer>>,
) -> Response<Body> {
    let view = show::view(request.app(), &request.op, &written.answer);
    let warnings = rules::warnings(&written.answer.record);
    let mut response = view_response(request, status, &view, &warnings);
    seq_header(&mut response, written.seq);
    response
}

fn view_response(
    request: &Request,
    status: StatusCode,
    view: &View,
    warnings: &[crate::domain::field::Fault],
) -> Response<Body> {
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, request.op.lang);
    let mut json = Json::new();
    json.raw("{");
    renderer.members(&mut json, view);
    if !warnings.is_empty() {
        json.key("warnings");
        json.raw("[");
        for fault in warnings {
            json.next();
            json.raw("{");
            for (key, value) in [("field", fault.field.as_str()), ("reason", fault.reason)] {
                json.key(key);
                json.text(value);
            }
            json.key("message");
            json.text(&text::fault(fault, request.op.lang));
            json.raw("}");
        }
        json.raw("]");
    }
    json.raw("}");
    tagged(json_response(status, json), view.version())
}
