//! What only records about customers have over HTTP: a next step beside a follow-up.

use crate::app::records::next_step;
use crate::domain::child::FollowUp;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::records;
use axum::body::Body;
use axum::http::Response;

type Answer = Result<Response<Body>, Problem>;

/// A follow-up may bring its next step along: both are made, or neither.
pub fn create<R: Record>(request: &Request) -> Answer {
    if R::KIND != Kind::FollowUp {
        return records::create::<R>(request);
    }
    let (members, next) = next_step::split(request.members()?);
    let Some(next) = next else { return records::create_from::<FollowUp>(request, members) };
    let repeat = records::repeat(request)?;
    let written = next_step::create(request.app(), &request.op, members, next, repeat)?;
    Ok(records::created_response(request, &written))
}
