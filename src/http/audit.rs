//! `/audit`: the journal by time, person, deed and record; how it stands; whether it is whole.

use crate::app::audit;
use crate::app::audit::Anchor;
use crate::app::audit::Ask;
use crate::app::audit::Deed;
use crate::app::audit::Line;
use crate::app::export::Format;
use crate::domain::field::Field;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Lang;
use crate::domain::parse;
use crate::domain::value::Moment;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;

type Answer = Result<Response<Body>, Problem>;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

/// Lines of a file over the network; the command line has no such bound.
const FILE_LINES: u64 = 100_000;

const KNOWN: [&str; 9] =
    ["from", "to", "actor", "deed", "kind", "record", "cursor", "limit", "format"];

pub fn list(request: &Request) -> Answer {
    let ask = ask(request)?;
    audit::demand_audit(&request.op.access)?;
    request.app().access_log().settle();
    let page = audit::list(request.app(), &request.op, &ask, audit::LINES)?;
    let mut json = Json::new();
    json.raw("{\"items\":[");
    page.items.iter().for_each(|line| line_json(request, &mut json, line));
    json.raw("],\"next\":");
    match page.next {
        Some(seq) => json.text(&seq.0.to_string()),
        None => json.raw("null"),
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn state(request: &Request) -> Answer {
    audit::demand_audit(&request.op.access)?;
    let state = audit::state(request.app())?;
    let time = |at: Option<Moment>| at.map(|at| shown(request, at));
    let anchor = state.anchor.map(|(anchor, at)| {
        serde_json::json!({ "seq": anchor.seq.0, "at": time(at), "text": anchor.to_string() })
    });
    let verified = state.verified.map(|verified| {
        let audit::Verified { at, ok, entries } = verified;
        serde_json::json!({ "at": shown(request, at), "ok": ok, "entries": entries })
    });
    let answer = serde_json::json!({
        "entries": state.head.seq.0,
        "head": state.head.to_string(),
        "first_at": time(state.first_at),
        "anchor": anchor,
        "verified": verified,
    });
    Ok(plain(&answer))
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Verify {
    /// `SEQ:HASH`, as it was kept elsewhere.
    anchor: Option<String>,
}

pub fn verify(request: &Request) -> Answer {
    audit::demand_audit(&request.op.access)?;
    let Verify { anchor } =
        if request.body.is_empty() { Verify::default() } else { request.json()? };
    let read =
        |text: String| Anchor::parse(&text).ok_or_else(|| query::bad("anchor", "anchor_form"));
    let own = anchor.map(read).transpose()?;
    let verdict = audit::verify(request.app(), request.op.now, own.as_slice())?;
    let fault = verdict
        .fault
        .map(|fault| serde_json::json!({ "seq": fault.seq.0, "reason": fault.reason.slug() }));
    Ok(plain(&serde_json::json!({
        "ok": verdict.fault.is_none(),
        "entries": verdict.entries,
        "fault": fault,
    })))
}

pub fn file(request: &Request) -> Answer {
    let format = match query::one(request, "format") {
        None | Some("" | "csv") => Format::Csv,
        Some("ndjson") => Format::Ndjson,
        Some(_) => return Err(query::bad("format", "unknown_option")),
    };
    let ask = ask(request)?;
    let mut bytes = Vec::new();
    audit::write(request.app(), &request.op, &ask, format, FILE_LINES, &mut bytes)?;
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"audit.csv\""),
        Format::Ndjson => ("application/x-ndjson", "attachment; filename=\"audit.ndjson\""),
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}

fn ask(request: &Request) -> Result<Ask, Problem> {
    if let Some((name, _)) = request.query.iter().find(|(name, _)| !KNOWN.contains(&name.as_str()))
    {
        return Err(query::bad(name, "unknown_parameter"));
    }
    let given = |name| query::one(request, name).filter(|text| !text.is_empty());
    let limit = query::number(request, "limit")?.map_or(LIMIT, |limit| limit as usize);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(query::bad("limit", "out_of_range"));
    }
    let unknown = |name: &str| query::bad(name, "unknown_option");
    let deed = |slug: &str| Deed::from_slug(slug.trim()).ok_or_else(|| unknown("deed"));
    let deeds = given("deed").map(|text| text.split(',').map(deed).collect::<Result<Vec<_>, _>>());
    let kind = |word: &str| Kind::from_plural(word).ok_or_else(|| unknown("kind"));
    let before = |text: &str| text.parse().map(Seq).map_err(|_| query::bad("cursor", "bad_cursor"));
    Ok(Ask {
        from: given("from").map(|text| moment(request, "from", text)).transpose()?,
        to: given("to").map(|text| end(request, text)).transpose()?,
        actor: given("actor").map(|word| actor(request, word)).transpose()?,
        deeds: deeds.transpose()?.unwrap_or_default(),
        kind: given("kind").map(kind).transpose()?,
        record: given("record").map(|id| record(request, id)).transpose()?,
        before: given("cursor").map(before).transpose()?,
        limit,
    })
}

fn moment(request: &Request, name: &str, text: &str) -> Result<Moment, Problem> {
    let live = request.app().live();
    let parsed =
        parse::moment::parse(text, live.settings.today(request.op.now), live.settings.zone);
    parsed.map_err(|fault| query::bad(name, fault.reason))
}

/// A day alone is meant as a whole: up to the first moment of the next.
fn end(request: &Request, text: &str) -> Result<Moment, Problem> {
    const DAY_MS: i64 = 86_400_000;
    let at = moment(request, "to", text)?;
    let is_day = !text.contains(':');
    Ok(if is_day { Moment(at.0.saturating_add(DAY_MS)) } else { at })
}

fn actor(request: &Request, word: &str) -> Result<Actor, Problem> {
    match word {
        "system" => Ok(Actor::System),
        "operator" => Ok(Actor::Operator),
        id => match request.app().read_id(Kind::User, id) {
            Some(ordinal) => Ok(Actor::User(UserId(ordinal))),
            None => Err(query::bad("actor", "unknown_user")),
        },
    }
}

fn record(request: &Request, id: &str) -> Result<RecordId, Problem> {
    let known = Kind::ALL.into_iter().find_map(|kind| {
        let ordinal = request.app().read_id(kind, id)?;
        Some(RecordId { kind, ordinal })
    });
    known.ok_or_else(|| query::bad("record", "unknown_option"))
}

fn line_json(request: &Request, json: &mut Json, line: &Line) {
    let (app, live, lang) = (request.app(), request.app().live(), request.op.lang);
    let renderer = Renderer::new(app, &live, lang);
    let entry = &line.entry;
    json.next();
    json.raw("{");
    json.key("seq");
    json.number(entry.seq.0);
    json.key("at");
    json.text(&shown(request, entry.at));
    json.key("actor");
    match entry.actor {
        Actor::User(user) => renderer.user(json, user),
        Actor::System => json.raw("{\"system\":true}"),
        Actor::Operator => json.raw("{\"operator\":true}"),
    }
    json.key("deed");
    json.text(entry.deed.slug());
    json.key("record");
    if entry.record.is_none() {
        json.raw("null");
    } else {
        json.raw("{");
        let id = app.public_id(entry.record);
        let members = [("kind", entry.record.kind.plural()), ("id", &id), ("label", &line.label)];
        for (key, text) in members {
            json.key(key);
            json.text(text);
        }
        json.raw("}");
    }
    json.key("changes");
    json.raw("[");
    for seen in &line.changes {
        let Some(field) = live.catalogue.by_tag(entry.record.kind, seen.tag) else { continue };
        json.next();
        json.raw("{");
        json.key("field");
        json.text(&field.key);
        json.key("label");
        json.text(label(field, lang));
        renderer.before_and_after(json, field, seen.values.as_ref());
        json.raw("}");
    }
    json.raw("]");
    let request = format!("{:016x}", entry.request);
    for (key, text) in
        [("note", entry.note.as_str()), ("address", &entry.origin), ("request", &request)]
    {
        json.key(key);
        json.text(text);
    }
    json.raw("}");
}

fn label(field: &Field, lang: Lang) -> &str {
    match lang {
        Lang::En if !field.en.is_empty() => &field.en,
        Lang::En | Lang::Zh => &field.zh,
    }
}

fn shown(request: &Request, at: Moment) -> String {
    parse::moment::show(at, request.app().live().settings.zone)
}

fn plain(value: &serde_json::Value) -> Response<Body> {
    let mut json = Json::new();
    json.raw(&value.to_string());
    json_response(StatusCode::OK, json)
}
