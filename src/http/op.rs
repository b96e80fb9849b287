//! Who is asking: cookie or token to an operation with fresh rights, or 401.

use crate::app::auth::preview;
use crate::app::auth::session;
use crate::app::auth::token;
use crate::domain::access::Access;
use crate::domain::op::Actor;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::http::arrival::Arrival;
use crate::http::caller;
use crate::http::problem::Problem;
use crate::http::route::Need;
use crate::http::server::Shared;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;

use std::sync::Arc;

/// How the caller showed who they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    Nothing,
    Cookie(String),
    Token,
}

/// # Errors
/// 401 where the route needs someone and nobody is known; a wrong token is refused even where
/// nobody is needed.
pub fn op(
    shared: &Shared,
    headers: &HeaderMap,
    arrival: &Arrival,
    need: Need,
    now: Moment,
    request: u64,
) -> Result<(Op, Proof), Problem> {
    let lang = lang(headers);
    let caller = Arc::new(caller::caller(arrival.client, headers));
    let op = |actor, access, preview| Op {
        preview,
        lang,
        caller,
        ..Op::new(actor, access, now, request)
    };
    if let Some(text) = bearer(headers) {
        let (user, access) = token::check(&shared.app, text)?;
        return Ok((op(Actor::User(user), access, false), Proof::Token));
    }
    match (cookie(headers, arrival.cookie()), need) {
        (_, Need::Nothing) | (None, _) if need == Need::Nothing => {
            Ok((op(Actor::System, Arc::new(Access::nobody()), false), Proof::Nothing))
        }
        (Some(text), _) => {
            let (user, access) = session::check(&shared.app, &shared.uses, &text, now)?;
            let eyes = preview::of(&shared.app, &text)?;
            let seen = eyes.and_then(|eyes| preview::access(&shared.app.live(), user, eyes));
            let preview = eyes.is_some();
            // A role that is gone meanwhile shows nothing.
            let access = match (preview, seen) {
                (false, _) => access,
                (true, Some(seen)) => seen,
                (true, None) => Arc::new(Access::nobody()),
            };
            Ok((op(Actor::User(user), access, preview), Proof::Cookie(text)))
        }
        (None, _) => Err(Problem::new(StatusCode::UNAUTHORIZED, "sign-in")),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The first cookie of this name; a second one is ignored.
fn cookie(headers: &HeaderMap, ours: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(name, _)| *name == ours).map(|(_, value)| value);
    ours.next().filter(|value| value.len() <= 128).map(str::to_owned)
}

/// Chinese, unless the first language asked for is another one that we have.
pub fn lang(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    match asked {
        Some(text) if text.trim_start().to_ascii_lowercase().starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}
