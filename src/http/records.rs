//! A record over HTTP, whatever its kind: make, show, change, remove, restore, reveal, history.

use crate::app::Error;
use crate::app::Written;
use crate::app::auth::AuthFault;
use crate::app::records::answers;
use crate::app::records::create;
use crate::app::records::draft::Members;
use crate::app::records::edit;
use crate::app::records::history;
use crate::app::records::reference;
use crate::app::records::remove;
use crate::app::records::reveal;
use crate::app::records::show;
use crate::domain::access::Access;
use crate::domain::access::View;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::field::Fault;
use crate::domain::ids::BatchId;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::parse;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::reply::batch_header;
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

pub fn create<R: Record>(request: &Request) -> Answer {
    create_from::<R>(request, request.members()?)
}

pub fn create_from<R: Record>(request: &Request, members: Members) -> Answer {
    let repeat = repeat(request)?;
    let written = create::create::<R>(request.app(), &request.op, members, repeat)?;
    Ok(created_response(request, &written))
}

/// What a request is known by, where it says so.
pub fn repeat(request: &Request) -> Result<Option<answers::Repeat>, Problem> {
    let repeat = request
        .header("idempotency-key")
        .map(|key| answers::Repeat { key: key.to_owned(), body: of_request(request) });
    match repeat.as_ref().is_some_and(|repeat| 200 < repeat.key.len()) {
        true => Err(Problem::bad_request("idempotency-key")),
        false => Ok(repeat),
    }
}

/// Where it was sent belongs to what was sent.
fn of_request(request: &Request) -> [u8; 32] {
    let mut hash = sha2::Sha256::new();
    for part in &request.path {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(&request.body);
    hash.finalize().into()
}

pub fn created_response<R: Record>(
    request: &Request,
    written: &Written<Stored<R>>,
) -> Response<Body> {
    let mut response = written_response(request, StatusCode::CREATED, written);
    let id = RecordId { kind: R::KIND, ordinal: written.answer.ordinal };
    let place = format!("/api/v1/{}/{}", R::KIND.plural(), request.app().public_id(id));
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

pub fn show<R: Record>(request: &Request) -> Answer {
    let ordinal = request.ordinal(R::KIND)?;
    let view = show::show::<R>(request.app(), &request.op, ordinal)?;
    Ok(view_response(request, StatusCode::OK, &view, &[], None))
}

pub fn edit<R: Record>(request: &Request) -> Answer {
    let ordinal = request.ordinal(R::KIND)?;
    let version = request.version()?;
    let members = request.members()?;
    match edit::edit::<R>(request.app(), &request.op, ordinal, version, members) {
        Ok(written) => Ok(written_response(request, StatusCode::OK, &written)),
        Err(Error::Stale { current, fields }) => {
            Err(conflict::<R>(request, ordinal, current, &fields))
        }
        Err(error) => Err(error.into()),
    }
}

/// The fields that the caller would overwrite, as they are now, and the whole record.
pub fn conflict<R: Record>(
    request: &Request,
    ordinal: u64,
    version: u32,
    clashes: &[String],
) -> Problem {
    let stale = Problem::new(StatusCode::PRECONDITION_FAILED, "stale").with("version", version);
    let mut op = request.op.clone();
    if seeded(Bug::HiddenInConflict) {
        op.access = Arc::new(Access::everything());
    }
    let Ok(view) = show::show::<R>(request.app(), &op, ordinal) else {
        return Problem::missing();
    };
    let live = request.app().live();
    let mut json = Json::new();
    Renderer::of(request.app(), &live, &request.op).view(&mut json, &view);
    let current: serde_json::Value =
        serde_json::from_slice(&json.into_bytes()).unwrap_or(serde_json::Value::Null);
    let theirs = |key: &String| serde_json::json!({ "field": key, "theirs": current["fields"][key.as_str()] });
    let fields: Vec<_> = clashes.iter().map(theirs).collect();
    stale.with("fields", fields).with("current", current)
}

pub fn remove<R: Record>(request: &Request) -> Answer {
    let ordinal = request.ordinal(R::KIND)?;
    let written = remove::remove::<R>(request.app(), &request.op, ordinal, request.version()?)?;
    let mut response = no_content();
    seq_header(&mut response, written.seq);
    batch_header(&mut response, written.batch);
    Ok(response)
}

pub fn restore<R: Record>(request: &Request) -> Answer {
    let ordinal = request.ordinal(R::KIND)?;
    let (app, op) = (request.app(), &request.op);
    match remove::restore::<R>(app, op, ordinal) {
        Ok(written) => Ok(written_response(request, StatusCode::OK, &written)),
        // What comes back with a customer may be what stands in the way: it is told which has the value.
        Err(Error::Taken { field, by }) => {
            let is_seen = reference::shows_holder(app, op, &field, by);
            let taken = Problem::from(Error::Taken { field, by });
            Err(match is_seen {
                true => taken.with("kind", by.kind.plural()).with("id", app.public_id(by)),
                false => taken,
            })
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Reveal {
    field: String,
    purpose: String,
}

pub fn reveal<R: Record>(request: &Request) -> Answer {
    let ordinal = request.ordinal(R::KIND)?;
    let Reveal { field, purpose } = request.json()?;
    let (app, op) = (request.app(), &request.op);
    let stepped_up = request.demand_step_up().is_ok();
    let value = reveal::reveal::<R>(app, op, ordinal, &field, &purpose, stepped_up);
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

pub fn history<R: Record>(request: &Request) -> Answer {
    let ordinal = request.ordinal(R::KIND)?;
    let (app, op) = (request.app(), &request.op);
    let live = app.live();
    if let Some(at) = query::one(request, "at") {
        let at = parse::moment::parse(at, live.settings.today(op.now), live.settings.zone)
            .map_err(|fault| Problem::bad_request("query").fault(fault))?;
        let view = history::as_it_was::<R>(app, op, ordinal, at)?;
        return Ok(view_response(request, StatusCode::OK, &view, &[], None));
    }
    let before = query::number(request, "before")?.map(Seq);
    let limit = query::number(request, "limit")?.map_or(HISTORY_LIMIT, |n| n as usize);
    if !(1..=500).contains(&limit) {
        return Err(query::bad("limit", "out_of_range"));
    }
    let page = history::history::<R>(app, op, ordinal, before, limit)?;
    let renderer = Renderer::of(app, &live, op);
    let mut json = Json::new();
    json.raw("{\"items\":[");
    page.items.iter().for_each(|told| renderer.told(&mut json, R::KIND, told));
    json.raw("],\"next\":");
    match page.next {
        Some(seq) => json.text(&seq.0.to_string()),
        None => json.raw("null"),
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

/// With the batch of the change, which takes this change back and no other.
pub fn written_response<R: Record>(
    request: &Request,
    status: StatusCode,
    written: &Written<Stored<R>>,
) -> Response<Body> {
    let view = show::view(request.app(), &request.op, &written.answer);
    let warnings = written.answer.record.warnings();
    let mut response = view_response(request, status, &view, &warnings, written.batch);
    seq_header(&mut response, written.seq);
    response
}

fn view_response(
    request: &Request,
    status: StatusCode,
    view: &View,
    warnings: &[Fault],
    batch: Option<BatchId>,
) -> Response<Body> {
    let live = request.app().live();
    let renderer = Renderer::of(request.app(), &live, &request.op);
    let mut json = Json::new();
    json.raw("{");
    renderer.members(&mut json, view);
    if let Some(batch) = batch {
        json.key("batch");
        json.text(&batch.0.to_string());
    }
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
