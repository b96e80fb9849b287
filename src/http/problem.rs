//! Errors as `application/problem+json`: the only place where a use case's error meets a status.
#![deny(clippy::wildcard_enum_match_arm)]

use crate::app;
use crate::app::auth::AuthFault;
use crate::domain::access::Denied;
use crate::domain::field::Fault;
use crate::domain::op::Lang;
use crate::http::text;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// A refusal on its way out.
#[derive(Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// The last part of `type`, and the key of title and detail in the catalogues.
    pub slug: &'static str,
    pub faults: Vec<Fault>,
    /// Members beside the common ones.
    pub extra: Vec<(String, Value)>,
    pub retry_after_s: Option<u64>,
}

impl Problem {
    pub fn new(status: StatusCode, slug: &'static str) -> Problem {
        Problem { status, slug, faults: Vec::new(), extra: Vec::new(), retry_after_s: None }
    }

    pub fn bad_request(slug: &'static str) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, slug)
    }

    pub fn missing() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "missing")
    }

    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.extra.push((name.to_owned(), value.into()));
        self
    }

    pub fn fault(mut self, fault: Fault) -> Problem {
        self.faults.push(fault);
        self
    }

    /// The answer in the user's language. `request` names the line of the log.
    pub fn respond(self, lang: Lang, request: u64) -> Response<Body> {
        let faults: Vec<Value> = self.faults.iter().map(|fault| fault_json(fault, lang)).collect();
        let mut body: Map<String, Value> = self.extra.into_iter().collect();
        body.insert("type".to_owned(), json!(format!("/problems/{}", self.slug)));
        body.insert("title".to_owned(), json!(text::title(self.slug, lang)));
        body.insert("status".to_owned(), json!(self.status.as_u16()));
        let detail = match (self.faults.first(), self.slug) {
            (Some(fault), "invalid" | "filter" | "rule") => text::fault(fault, lang),
            _ => text::detail(self.slug, lang).to_owned(),
        };
        body.insert("detail".to_owned(), json!(detail));
        body.insert("request".to_owned(), json!(format!("{request:016x}")));
        body.insert("faults".to_owned(), Value::Array(faults));
        let mut response = Response::new(Body::from(Value::Object(body).to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json; charset=utf-8"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

fn status_of(fault: AuthFault) -> StatusCode {
    match fault {
        AuthFault::CodeNeeded | AuthFault::WrongCode | AuthFault::AttemptOver => {
            StatusCode::UNAUTHORIZED
        }
        AuthFault::ServerClock => StatusCode::SERVICE_UNAVAILABLE,
        AuthFault::Locked => StatusCode::TOO_MANY_REQUESTS,
        AuthFault::Link => StatusCode::NOT_FOUND,
        AuthFault::FactorRequired => StatusCode::CONFLICT,
        AuthFault::FactorNeeded
        | AuthFault::PasswordDue
        | AuthFault::StepUp
        | AuthFault::TokenScope => StatusCode::FORBIDDEN,
    }
}

fn fault_json(fault: &Fault, lang: Lang) -> Value {
    let mut members = Map::new();
    for (name, value) in &fault.args {
        members.insert((*name).to_owned(), json!(value));
    }
    members.insert("field".to_owned(), json!(fault.field));
    members.insert("reason".to_owned(), json!(fault.reason));
    members.insert("message".to_owned(), json!(text::fault(fault, lang)));
    Value::Object(members)
}

impl From<app::Error> for Problem {
    fn from(error: app::Error) -> Problem {
        use app::Error;
        match error {
            Error::Missing => Problem::missing(),
            Error::Denied(denied) => match denied {
                Denied::Unseen => Problem::missing(),
                Denied::Action(action) => {
                    Problem::new(StatusCode::FORBIDDEN, "denied").with("action", action.slug())
                }
                Denied::Right(right) => {
                    Problem::new(StatusCode::FORBIDDEN, "denied").with("right", right.slug())
                }
                Denied::Field(field) => {
                    Problem::new(StatusCode::FORBIDDEN, "denied").with("field", field)
                }
            },
            Error::Invalid(faults) => {
                Problem { faults, ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid") }
            }
            Error::BadFilter(bad) => {
                let fault =
                    Fault { field: "filter".to_owned(), reason: bad.reason, args: bad.args };
                Problem::bad_request("filter").with("at", bad.at).fault(fault)
            }
            Error::Stale { current, fields } => {
                Problem::new(StatusCode::PRECONDITION_FAILED, "stale")
                    .with("version", current)
                    .with("changed", fields)
            }
            Error::Taken { field, .. } => Problem::new(StatusCode::CONFLICT, "taken")
                .with("field", field.as_str())
                .fault(Fault::new(&field, "taken")),
            Error::SignIn => Problem::new(StatusCode::UNAUTHORIZED, "sign-in"),
            Error::Auth(fault) => Problem::new(status_of(fault), fault.slug()),
            Error::Limit { wait_seconds } => Problem {
                retry_after_s: Some(wait_seconds),
                ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "limit")
            }
            .with("wait_seconds", wait_seconds),
            Error::IndexBehind(_) => Problem {
                retry_after_s: Some(1),
                ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, "index-behind")
            },
            Error::Previewed => Problem::new(StatusCode::CONFLICT, "preview"),
            Error::PreviewClosed => Problem::new(StatusCode::FORBIDDEN, "preview-closed"),
            Error::Busy => Problem {
                retry_after_s: Some(1),
                ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy")
            },
            Error::Rule(reason) => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "rule").fault(Fault::new("", reason))
            }
            Error::Store(error) => {
                tracing::error!(%error, "store");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken")
            }
            Error::Search(error) => {
                tracing::error!(%error, "search");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken")
            }
        }
    }
}
