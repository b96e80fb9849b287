//! `/customers`: the list.

use crate::app::records::cursor;
use crate::app::records::list;
use crate::domain::ids::Kind;
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

type Answer = Result<Response<Body>, Problem>;

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
