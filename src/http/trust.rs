//! How a device comes to trust this server: the authority of this house, to look at and to take along.

use crate::app::certificate;
use crate::app::certificate::Local;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::reply::json_response;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;

type Answer = Result<Response<Body>, Problem>;

/// An address that can be told over the telephone; the page itself has its routes behind the hash.
pub fn page(_: &Request) -> Answer {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/#/trust"));
    Ok(response)
}

/// Name, fingerprint and end of the authority.
pub fn show(request: &Request) -> Answer {
    let local = local(request)?;
    let mut json = Json::new();
    json.raw("{");
    json.key("name");
    json.text(&local.name);
    json.key("fingerprint");
    json.text(&certificate::fingerprint(&local.authority.certificate));
    json.key("until");
    json.text(&certificate::day(local.authority.until));
    json.key("names");
    json.raw("[");
    for name in &local.names {
        json.next();
        json.text(name);
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

/// The form that phones and Windows open.
pub fn der(request: &Request) -> Answer {
    let bytes = local(request)?.authority.certificate;
    Ok(file(bytes, "application/x-x509-ca-cert", "attachment; filename=\"zhike-ca.crt\""))
}

/// The form that Linux keeps its authorities in.
pub fn pem(request: &Request) -> Answer {
    let text = certificate::to_pem(&local(request)?.authority.certificate);
    let name = "attachment; filename=\"zhike-ca.pem\"";
    Ok(file(text.into_bytes(), "application/x-pem-file", name))
}

/// Not there where the certificate is one that devices trust by themselves, or there is none.
fn local(request: &Request) -> Result<Local, Problem> {
    if !request.shared.net.own_authority {
        return Err(Problem::missing());
    }
    certificate::load(request.app())?.ok_or_else(Problem::missing)
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
