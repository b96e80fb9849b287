//! What was refused to someone who had signed in, for the journal: the route and the id, and nothing
//! of what was sent.

use crate::app::App;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::http::route::Route;
use axum::http::StatusCode;

/// Of the id, as it stands in the address.
const ID_CHARS: usize = 64;

/// Kept aside until it is known how the request is answered.
pub struct Asked {
    op: Op,
    route: &'static Route,
    id: Option<String>,
}

impl Asked {
    /// `None` for someone who has not signed in.
    pub fn new(op: &Op, route: &'static Route, path: &[String]) -> Option<Asked> {
        let id = path.first().map(|id| id.chars().take(ID_CHARS).collect());
        matches!(op.actor, Actor::User(_)).then(|| Asked { op: op.clone(), route, id })
    }
}

/// Notes every 403, and every 404 of an address with an id: `404 GET /api/v1/customers/{id} ID`.
pub fn note(app: &App, asked: Option<Asked>, status: StatusCode) {
    let Some(Asked { op, route, id }) = asked else { return };
    let is_refusal = match status {
        StatusCode::FORBIDDEN => true,
        StatusCode::NOT_FOUND => id.is_some(),
        _ => false,
    };
    if !is_refusal {
        return;
    }
    let mut note = format!("{} {} {}", status.as_u16(), route.method, route.path);
    if let Some(id) = &id {
        note.push(' ');
        note.push_str(id);
    }
    let record = id.and_then(|id| record(app, &id));
    app.access_log().refused(&op, record, note);
}

/// The record that the id names, if there ever was one.
fn record(app: &App, id: &str) -> Option<RecordId> {
    let (number, ordinal) = app.store().vault().keyset().read_id(id)?;
    let kind = Kind::from_number(number)?;
    let known = 1..=app.store().last_ordinal(kind);
    known.contains(&ordinal).then_some(RecordId { kind, ordinal })
}
