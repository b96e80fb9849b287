//! `/search`: one box for records of all kinds.

use crate::app::records::search;
use crate::app::records::search::Hit;
use crate::app::records::search::Section;
use crate::app::shelf::Shelf;
use crate::domain::access::Shown;
use crate::domain::child;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::value::Value;
use crate::http::body::Request;
use crate::http::lists;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;

/// Records of a kind, where nothing else is asked, and at most.
const LIMIT: usize = 6;
const MAX_LIMIT: usize = 50;

pub fn search(request: &Request) -> Result<Response<Body>, Problem> {
    query::only(request, &["q", "limit", "after"])?;
    let q = query::words(request)?;
    let limit = query::number(request, "limit")?.map_or(LIMIT, |limit| limit as usize);
    if MAX_LIMIT < limit {
        return Err(query::bad("limit", "out_of_range"));
    }
    let after = Seq(query::number(request, "after")?.unwrap_or(0));
    let (app, op) = (request.app(), &request.op);
    let sections = search::search(app, op, q, limit, after)?;
    let live = app.live();
    let renderer = Renderer::of(app, &live, op);
    let mut json = Json::new();
    json.raw("{\"sections\":[");
    sections.iter().for_each(|section| put_section(&renderer, &mut json, section));
    json.raw("]}");
    let answer = json_response(StatusCode::OK, json);
    Ok(Shelf::ALL.iter().fold(answer, |answer, shelf| lists::tell_state(request, *shelf, answer)))
}

fn put_section(renderer: &Renderer, json: &mut Json, section: &Section) {
    json.next();
    json.raw("{");
    json.key("kind");
    json.text(section.kind.plural());
    json.key("total");
    json.number(section.total);
    json.key("items");
    json.raw("[");
    section.hits.iter().for_each(|hit| put_hit(renderer, json, section.kind, hit));
    json.raw("]}");
}

fn put_hit(renderer: &Renderer, json: &mut Json, kind: Kind, hit: &Hit) {
    json.next();
    json.raw("{");
    json.key("kind");
    json.text(kind.plural());
    renderer.members(json, &hit.view);
    let customer = hit.view.cells().iter().find_map(|(tag, shown)| match shown {
        Shown::Clear(Value::Links(list)) if *tag == child::tag::CUSTOMER => list.first().copied(),
        _ => None,
    });
    if kind.is_child() {
        json.key("customer");
        renderer.reference(json, Kind::Customer, customer);
    }
    if let Some(excerpt) = &hit.excerpt {
        json.key("match");
        json.raw("{");
        json.key("field");
        json.text(&excerpt.field);
        json.key("text");
        json.text(&excerpt.text);
        json.raw("}");
    }
    json.raw("}");
}
