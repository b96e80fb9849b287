//! Figures for a Prometheus: requests by route and status, index lag, store head.

use crate::app;
use crate::app::shelf::Shelf;
use crate::http::body::Request;
use crate::http::problem::Problem;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// Upper bounds of the latency buckets, in milliseconds.
const BUCKETS_MS: [u64; 9] = [1, 2, 5, 10, 25, 50, 100, 500, 2_000];

/// What is told of each index.
const INDEX_GAUGES: [&str; 4] = ["cursor", "documents", "segments", "bytes"];

#[derive(Default)]
pub struct Metrics(Mutex<BTreeMap<(&'static str, u16), Series>>);

#[derive(Default)]
struct Series {
    count: u64,
    sum: Duration,
    buckets: [u64; BUCKETS_MS.len()],
}

impl Metrics {
    pub fn note(&self, route: &'static str, status: StatusCode, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let series = all.entry((route, status.as_u16())).or_default();
        series.count += 1;
        series.sum += took;
        for (bucket, bound) in series.buckets.iter_mut().zip(BUCKETS_MS) {
            *bucket += u64::from(took <= Duration::from_millis(bound));
        }
    }

    fn write(&self, out: &mut String) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.push_str("# TYPE zhike_http_request_seconds histogram\n");
        for ((route, status), series) in all.iter() {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            for (count, bound) in series.buckets.iter().zip(BUCKETS_MS) {
                let le = Duration::from_millis(bound).as_secs_f64();
                let _ = writeln!(
                    out,
                    "zhike_http_request_seconds_bucket{{{labels},le=\"{le}\"}} {count}"
                );
            }
            let (count, sum) = (series.count, series.sum.as_secs_f64());
            let _ =
                writeln!(out, "zhike_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}");
            let _ = writeln!(out, "zhike_http_request_seconds_sum{{{labels}}} {sum}");
            let _ = writeln!(out, "zhike_http_request_seconds_count{{{labels}}} {count}");
        }
    }
}

/// Answered on loopback alone: how much goes on here is nobody else's business.
pub fn metrics(request: &Request) -> Result<Response<Body>, Problem> {
    if !request.arrival.is_local() {
        return Err(Problem::missing());
    }
    let app = request.app();
    let mut text = String::new();
    request.shared.metrics.write(&mut text);
    let gauges = [
        ("zhike_journal_head", app.store().head().0),
        ("zhike_streams", request.shared.streams.count()),
        ("zhike_writes_stopped", u64::from(app.store().is_stopped())),
    ];
    for (name, value) in gauges {
        let _ = writeln!(text, "# TYPE {name} gauge\n{name} {value}");
    }
    for name in INDEX_GAUGES {
        let _ = writeln!(text, "# TYPE zhike_index_{name} gauge");
        for shelf in Shelf::ALL {
            let status = app.search(shelf).map_err(app::Error::from)?.status();
            let value = match name {
                "cursor" => app.feed().state_of(shelf).shown.0,
                "documents" => status.docs,
                "segments" => status.segments as u64,
                _ => status.bytes,
            };
            let label = shelf.slug();
            let _ = writeln!(text, "zhike_index_{name}{{index=\"{label}\"}} {value}");
        }
    }
    let mut response = Response::new(Body::from(text));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
