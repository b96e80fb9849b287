//! From an HTTP request to the row of the route table that answers it.

use crate::app::Error;
use crate::domain::op::Op;
use crate::http::arrival::Arrival;
use crate::http::arrival::Link;
use crate::http::body::JSON_BYTES;
use crate::http::body::Request;
use crate::http::guard;
use crate::http::op;
use crate::http::op::Asking;
use crate::http::op::Proof;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::refusal;
use crate::http::route::Answer;
use crate::http::route::Route;
use crate::http::route::routes;
use crate::http::server::Shared;
use axum::body::Body;
use axum::extract::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use http_body_util::BodyExt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;
use tokio::sync::AcquireError;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;

/// A body of JSON that takes longer to arrive is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// An upload that finds no place for this long is refused: the sender may come again.
const UPLOAD_WAIT: Duration = Duration::from_secs(20);

/// What is read of a body that was refused, so that the client gets to read the answer.
const DRAIN_BYTES: usize = 16 << 20;

/// Longest path with query, in bytes.
const MAX_URI: usize = 16 * 1024;

pub async fn answer(
    State(shared): State<Arc<Shared>>,
    Extension(link): Extension<Link>,
    request: axum::extract::Request,
) -> Response<Body> {
    let began = Instant::now();
    let number = shared.requests.fetch_add(1, Ordering::Relaxed) + 1;
    let (head, body) = request.into_parts();
    let lang = op::lang(&head.headers);
    let is_head = head.method == Method::HEAD;
    let arrival = Arrival::of(&shared, &link, &head.uri, &head.headers);
    let (arrival, refused) = match arrival {
        Ok(arrival) => (Some(arrival), None),
        Err(problem) => (None, Some(problem)),
    };
    let (route, answered) = match (&arrival, refused) {
        (Some(arrival), _) => {
            let (method, uri, headers) = (head.method, head.uri, head.headers);
            let asked = Asked { method, uri, headers, arrival: arrival.clone(), number };
            route(&shared, asked, body).await
        }
        (None, problem) => ("", Err(problem.unwrap_or_else(Problem::missing))),
    };
    let mut response = answered.unwrap_or_else(|problem| {
        if problem.status.is_server_error() {
            tracing::warn!(request = number, slug = problem.slug, "refused");
        }
        problem.respond(lang, number)
    });
    guard::security_headers(response.headers_mut(), &shared.net, arrival.as_ref());
    if let Ok(id) = HeaderValue::from_str(&format!("{number:016x}")) {
        response.headers_mut().insert("request-id", id);
    }
    if is_head {
        *response.body_mut() = Body::empty();
    }
    shared.metrics.note(route, response.status(), began.elapsed());
    response
}

struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    arrival: Arrival,
    number: u64,
}

type Routed = (&'static str, Result<Response<Body>, Problem>);

async fn route(shared: &Arc<Shared>, asked: Asked, mut body: Body) -> Routed {
    if MAX_URI < asked.uri.path_and_query().map_or(0, |text| text.as_str().len()) {
        return ("", Err(Problem::new(StatusCode::URI_TOO_LONG, "uri-long")));
    }
    let path = asked.uri.path().to_owned();
    let api = path.starts_with("/api/")
        || path.starts_with("/trust/")
        || ["/livez", "/readyz", "/metrics", "/trust"].contains(&path.as_str());
    if !api {
        return ("assets", shared.assets.answer(&asked.method, &path, &asked.headers));
    }
    let found = find(&asked.method, &path);
    let (route, values) = match found {
        Ok(found) => found,
        Err(problem) => {
            drain(&mut body).await;
            return ("", Err(problem));
        }
    };
    let answered = run(shared, asked, route, values, &mut body).await;
    if answered.is_err() {
        drain(&mut body).await;
    }
    (route.path, answered)
}

fn find(method: &Method, path: &str) -> Result<(&'static Route, Vec<String>), Problem> {
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    let fits = |route: &'static Route| Some((route, route.fits(path)?));
    let all: Vec<_> = routes().filter_map(fits).collect();
    if all.is_empty() {
        return Err(Problem::missing());
    }
    let allow: Vec<&str> = all.iter().map(|(route, _)| route.method).collect();
    let refused = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method").with("allow", allow);
    all.into_iter().find(|(route, _)| route.method == method).ok_or(refused)
}

async fn run(
    shared: &Arc<Shared>,
    asked: Asked,
    route: &'static Route,
    path: Vec<String>,
    body: &mut Body,
) -> Result<Response<Body>, Problem> {
    let Asked { method, uri, headers, arrival, number } = asked;
    let query = query::decode(uri.query().unwrap_or_default());
    let query = query.ok_or_else(|| Problem::bad_request("query"))?;
    if method == Method::GET && content_length(&headers).is_some_and(|length| 0 < length) {
        return Err(Problem::bad_request("body-of-get"));
    }
    let now = (shared.now)();
    let (op, proof) = op::op(shared, &headers, route, &arrival, &Asking { now, request: number })?;
    let asked = refusal::Asked::new(&op, route, &path);
    let answered = match op::admit(shared, route, &proof, now) {
        Ok(()) => {
            let call = Call { method, headers, query, path, arrival, proof, op };
            answered(shared, route, call, body).await
        }
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &answered {
        refusal::note(&shared.app, asked, problem.status);
    }
    answered
}

/// A request of which it is known who asks.
struct Call {
    method: Method,
    headers: HeaderMap,
    query: Vec<(String, String)>,
    path: Vec<String>,
    arrival: Arrival,
    proof: Proof,
    op: Op,
}

async fn answered(
    shared: &Arc<Shared>,
    route: &'static Route,
    call: Call,
    body: &mut Body,
) -> Result<Response<Body>, Problem> {
    let Call { method, headers, query, path, arrival, proof, op } = call;
    guard::same_origin(&method, &headers, &proof, |origin| {
        arrival.is_own_origin(&shared.net, origin)
    })?;
    guard::same_preview(route, &headers, &proof, op.preview)?;
    let bytes = match route.answer {
        Answer::Plain(_) | Answer::Stream(_) => read(body, &headers).await?,
        Answer::Upload(_) => Vec::new(),
    };
    let places = Arc::clone(match (route.answer, route.method) {
        (Answer::Upload(_), _) => &shared.uploading,
        (Answer::Plain(_) | Answer::Stream(_), "GET") => &shared.reading,
        (Answer::Plain(_) | Answer::Stream(_), _) => &shared.writing,
    });
    let (shared, peer) = (Arc::clone(shared), arrival.client);
    let request =
        Request { shared, route, op, path, query, headers, body: bytes, peer, arrival, proof };
    match route.answer {
        Answer::Plain(answer) => blocking(places, move || answer(&request)).await,
        Answer::Stream(answer) => answer(request),
        Answer::Upload(answer) => {
            let place = tokio::time::timeout(UPLOAD_WAIT, places.acquire_owned()).await;
            let place = place.map_err(|_| Problem::from(Error::Busy))?;
            let taken = std::mem::take(body);
            let mut file = super::upload::Upload::start(taken);
            in_place(place, move || answer(&request, &mut file)).await
        }
    }
}

/// Runs a use case on a thread of its own kind, when there is a place for it; a panic in it answers 500 and harms nobody else.
async fn blocking(
    places: Arc<Semaphore>,
    work: impl FnOnce() -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    in_place(places.acquire_owned().await, work).await
}

async fn in_place(
    place: Result<OwnedSemaphorePermit, AcquireError>,
    work: impl FnOnce() -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    let broken = || Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken");
    let place = place.map_err(|_| broken())?;
    let done = tokio::task::spawn_blocking(move || {
        let answer = work();
        drop(place);
        answer
    });
    done.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a use case panicked");
        Err(broken())
    })
}

async fn read(body: &mut Body, headers: &HeaderMap) -> Result<Vec<u8>, Problem> {
    let large =
        || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-large").with("limit", JSON_BYTES);
    if content_length(headers).is_some_and(|length| JSON_BYTES as u64 * 2 < length) {
        return Err(large());
    }
    let mut bytes = Vec::new();
    let all = async {
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Problem::bad_request("body-broken"))?;
            if let Ok(data) = frame.into_data() {
                if JSON_BYTES < bytes.len() + data.len() {
                    return Err(large());
                }
                bytes.extend_from_slice(&data);
            }
        }
        Ok(())
    };
    let late = Problem::new(StatusCode::REQUEST_TIMEOUT, "body-slow");
    tokio::time::timeout(BODY_TIMEOUT, all).await.map_err(|_| late)??;
    Ok(bytes)
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn drain(body: &mut Body) {
    let mut read = 0;
    let rest = async {
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, |data| data.len());
            if DRAIN_BYTES < read {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(5), rest).await;
}
