//! A list of records over HTTP, whatever their kind.

use crate::app::records::cursor;
use crate::app::records::list;
use crate::app::shelf::Shelf;
use crate::domain::record::Record;
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

pub fn list<R: Record>(request: &Request) -> Result<Response<Body>, Problem> {
    let (app, op) = (request.app(), &request.op);
    let asked = query::list(request, R::KIND)?;
    let page = list::list::<R>(app, op, &asked)?;
    let live = app.live();
    let renderer = Renderer::of(app, &live, op);
    let mut json = Json::new();
    json.raw("{\"items\":[");
    page.items.iter().for_each(|view| renderer.view(&mut json, view));
    json.raw("],\"total\":");
    json.number(page.total);
    json.raw(",\"facets\":{");
    for counts in &page.facets {
        let Some(field) = live.catalogue.by_tag(R::KIND, counts.tag) else { continue };
        json.key(&field.key);
        json.raw("[");
        counts.values.iter().for_each(|(value, n)| renderer.facet(&mut json, field, *value, *n));
        json.raw("]");
    }
    json.raw("},\"next\":");
    match page.next {
        Some(cursor) => json.text(&cursor::show(app, op, R::KIND, &asked, &cursor)),
        None => json.raw("null"),
    }
    json.raw("}");
    Ok(tell_state(request, Shelf::of(R::KIND), json_response(StatusCode::OK, json)))
}

/// Says so where the index that answered is still being made.
pub fn tell_state(request: &Request, shelf: Shelf, mut response: Response<Body>) -> Response<Body> {
    if request.app().feed().state_of(shelf).rebuilding {
        response.headers_mut().insert("index-state", HeaderValue::from_static("rebuilding"));
    }
    response
}
