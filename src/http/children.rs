//! What only records about customers have over HTTP: a next step beside a follow-up.

use crate::app::Error;
use crate::app::records::next_step;
use crate::app::records::promote;
use crate::domain::child::Contact;
use crate::domain::child::FollowUp;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::records;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;

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

/// What the record of the contact holds after it: who was the main one before.
pub fn promote(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Contact)?;
    let version = request.version()?;
    match promote::promote(request.app(), &request.op, ordinal, version) {
        Ok(written) => Ok(records::written_response(request, StatusCode::OK, &written)),
        Err(Error::Stale { current, fields }) => {
            Err(records::conflict::<Contact>(request, ordinal, current, &fields))
        }
        Err(error) => Err(error.into()),
    }
}
