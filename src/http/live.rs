//! Is it alive, is it ready: one word for whoever watches.

use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::reply::json_response;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// Whether the server still takes new work.
#[derive(Default)]
pub struct Health {
    draining: AtomicBool,
}

impl Health {
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }
}

pub fn livez(_: &Request) -> Result<Response<Body>, Problem> {
    let mut json = Json::new();
    json.raw("{\"state\":\"alive\"}");
    Ok(json_response(StatusCode::OK, json))
}

/// 200 once the index has reached the journal's head as it was at the start or at a rebuild; in
/// ordinary work it follows within half a second.
pub fn readyz(request: &Request) -> Result<Response<Body>, Problem> {
    let app = request.app();
    let index = app.feed().state();
    let head = app.store().head();
    let state = match () {
        () if request.shared.health.draining.load(Ordering::Acquire) => "stopping",
        () if app.store().is_stopped() => "read-only",
        () if index.rebuilding => "indexing",
        () => "ready",
    };
    let mut json = Json::new();
    json.raw("{");
    json.key("state");
    json.text(state);
    if state == "indexing" {
        json.key("progress");
        json.raw("{");
        json.key("done");
        json.number(index.shown.0);
        json.key("of");
        json.number(head.0);
        json.raw("}");
    }
    json.raw("}");
    let ready = state == "ready";
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok(json_response(status, json))
}
