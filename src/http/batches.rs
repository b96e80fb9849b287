//! `/batches`: what was done to many records at once, and taking it back.

use crate::app::batches;
use crate::app::batches::Kept;
use crate::app::batches::Line;
use crate::domain::field::Fault;
use crate::domain::ids::BatchId;
use crate::domain::op::Actor;
use crate::domain::parse;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::reply::seq_header;
use crate::http::text;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde_json::Value;
use serde_json::json;

const LIMIT: usize = 20;
const MAX_LIMIT: usize = 100;

pub fn list(request: &Request) -> Result<Response<Body>, Problem> {
    query::only(request, &["limit", "cursor"])?;
    let limit = query::number(request, "limit")?.map_or(LIMIT, |limit| limit as usize);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(query::bad("limit", "out_of_range"));
    }
    let (app, op) = (request.app(), &request.op);
    let read = |text: &str| batches::read_cursor(app, op, text);
    let before = query::one(request, "cursor").filter(|text| !text.is_empty());
    let before = before.map(|text| read(text).ok_or_else(|| query::bad("cursor", "bad_cursor")));
    let page = batches::list(app, op, limit, before.transpose()?)?;
    let mut json = Json::new();
    json.raw("{\"items\":[");
    page.items.iter().for_each(|line| line_json(request, &mut json, line));
    json.raw("],\"next\":");
    match &page.next {
        Some(next) => json.text(next),
        None => json.raw("null"),
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

fn line_json(request: &Request, json: &mut Json, line: &Line) {
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, request.op.lang);
    json.next();
    json.raw("{");
    json.key("id");
    json.text(&line.batch.0.to_string());
    json.key("at");
    json.text(&parse::moment::show(line.at, live.settings.zone));
    json.key("actor");
    match line.maker {
        Actor::User(user) => renderer.user(json, user),
        Actor::System => json.raw("{\"system\":true}"),
        Actor::Operator => json.raw("{\"operator\":true}"),
    }
    json.key("what");
    json.text(line.what.slug());
    let import = line.import.as_ref();
    let import = import.map(|job| json!({ "id": job.id.to_string(), "name": job.name }));
    for (key, value) in [
        ("changed", json!(line.changed)),
        ("undone", json!(line.is_undone)),
        ("may_undo", json!(line.may_undo)),
        ("import", json!(import)),
    ] {
        json.key(key);
        json.raw(&value.to_string());
    }
    json.raw("}");
}

pub fn undo(request: &Request) -> Result<Response<Body>, Problem> {
    let text = request.path.first().map_or("", String::as_str);
    let batch = BatchId(text.parse().map_err(|_| Problem::missing())?);
    let undone = batches::undo(request.app(), &request.op, batch)?;
    let kept = |kept: &Kept| {
        let reason = text::fault(&Fault::new("", kept.reason), request.op.lang);
        let (id, kind) = (request.app().public_id(kept.id), kept.id.kind.plural());
        json!({ "id": id, "kind": kind, "name": kept.name, "reason": reason })
    };
    let kept: Vec<Value> = undone.kept.iter().map(kept).collect();
    let body = json!({ "reversed": undone.reversed, "kept": kept, "undone": !undone.is_partial });
    let mut json = Json::new();
    json.raw(&body.to_string());
    let mut response = json_response(StatusCode::OK, json);
    seq_header(&mut response, undone.seq);
    Ok(response)
}
