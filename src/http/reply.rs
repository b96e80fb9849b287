//! What goes well, as an answer: JSON, nothing, with the version or the journal's number beside it.

use crate::domain::ids::BatchId;
use crate::domain::ids::Seq;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;

pub fn json_response(status: StatusCode, json: Json) -> Response<Body> {
    json_bytes(status, json.into_bytes())
}

/// The same of what was written before.
pub fn json_bytes(status: StatusCode, json: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(json));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, json);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub fn no_content() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// With the version that a later change must name.
pub fn tagged(mut response: Response<Body>, version: u32) -> Response<Body> {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// With the entry that a later read may wait for.
pub fn seq_header(response: &mut Response<Body>, seq: Seq) {
    response.headers_mut().insert("journal-seq", HeaderValue::from(seq.0));
}

/// With the batch that takes the change back, where the answer has no body to say it.
pub fn batch_header(response: &mut Response<Body>, batch: Option<BatchId>) {
    if let Some(batch) = batch {
        response.headers_mut().insert("journal-batch", HeaderValue::from(batch.0));
    }
}
