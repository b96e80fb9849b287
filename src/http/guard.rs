//! What every request must pass and every answer must carry: origin, belief, security headers.

use crate::http::arrival::Arrival;
use crate::http::net::Net;
use crate::http::op::Proof;
use crate::http::problem::Problem;
use crate::http::route::Route;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; frame-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
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

/// Two years. Only where the certificate is one that browsers know: with an authority of our own, a
/// device that has lost it could not be let in by hand any more, and nobody could help from here.
const STRICT: &str = "max-age=63072000; includeSubDomains";

/// `arrival`: none where the request was not let in.
pub fn security_headers(headers: &mut HeaderMap, net: &Net, arrival: Option<&Arrival>) {
    if !net.own_authority && arrival.is_some_and(|arrival| arrival.secure) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT));
    }
    for (name, value) in HEADERS {
        // An answer may have a stricter policy of its own.
        if name != header::CONTENT_SECURITY_POLICY || !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// A request that changes something and rides on a cookie must come from our own page. A bearer
/// token is not sent by a browser on its own, so it needs no such proof.
pub fn same_origin(
    method: &Method,
    headers: &HeaderMap,
    proof: &Proof,
    is_ours: impl FnOnce(&str) -> bool,
) -> Result<(), Problem> {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || matches!(proof, Proof::Token(_)) {
        return Ok(());
    }
    let refused = || Problem::new(StatusCode::FORBIDDEN, "csrf");
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err(refused());
    }
    match text("origin") {
        Some(origin) if is_ours(origin) => Ok(()),
        Some(_) => Err(refused()),
        // A program without a browser's headers has no cookie of a person's browser either.
        None if matches!(proof, Proof::Cookie(..)) => Err(refused()),
        None => Ok(()),
    }
}

/// A page that shows its bar says `Zhike-Preview: 1`. Where a test of rights began or ended behind its
/// back, what it means to rehearse would be done in earnest, or the other way round. A bearer token
/// has no page and no preview.
///
/// # Errors
/// 409 where a change is asked for through a session of another mind than the page's.
pub fn same_preview(
    route: &Route,
    headers: &HeaderMap,
    proof: &Proof,
    preview: bool,
) -> Result<(), Problem> {
    let changes = route.method != "GET";
    let believed = headers.get("zhike-preview").is_some_and(|value| value == "1");
    let agrees = believed == preview || route.is_of_any_eyes();
    match proof {
        Proof::Cookie(..) if changes && !agrees => {
            Err(Problem::new(StatusCode::CONFLICT, "preview-changed"))
        }
        Proof::Cookie(..) | Proof::Token(_) | Proof::Nothing => Ok(()),
    }
}
