//! What every request must pass and every answer must carry: origin, host, security headers.

use crate::http::op::Proof;
use crate::http::problem::Problem;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

pub fn security_headers(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A request that changes something and rides on a cookie must come from our own page. A bearer
/// token is not sent by a browser on its own, so it needs no such proof.
pub fn same_origin(method: &Method, headers: &HeaderMap, proof: &Proof) -> Result<(), Problem> {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || matches!(proof, Proof::Token(_)) {
        return Ok(());
    }
    let refused = || Problem::new(StatusCode::FORBIDDEN, "csrf");
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err(refused());
    }
    let host = text("host").unwrap_or_default();
    match text("origin") {
        Some(origin) => {
            let ours = origin.split_once("://").is_some_and(|(_, authority)| authority == host);
            if ours { Ok(()) } else { Err(refused()) }
        }
        // A program without a browser's headers has no cookie of a person's browser either.
        None if matches!(proof, Proof::Cookie(..)) => Err(refused()),
        None => Ok(()),
    }
}

/// On loopback only the names of loopback are answered to: a page elsewhere cannot point its own
/// name at us. A target in absolute form names the host a second time.
pub fn known_host(uri: &Uri, headers: &HeaderMap, loopback: bool) -> Result<(), Problem> {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let is_known = |name: &str| ["127.0.0.1", "localhost", "[::1]"].contains(&name);
    match !loopback || (is_known(name) && uri.host().is_none_or(is_known)) {
        true => Ok(()),
        false => Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "host")),
    }
}
