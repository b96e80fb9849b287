//! Who is asking: cookie or token to an operation with fresh rights, or 401.

use crate::app::Error;
use crate::app::auth::AuthFault;
use crate::app::auth::duty;
use crate::app::auth::preview;
use crate::app::auth::session;
use crate::app::auth::session::Current;
use crate::app::auth::token;
use crate::app::auth::token::Bearer;
use crate::domain::access::Access;
use crate::domain::op::Actor;
use crate::domain::op::Caller;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::http::agent;
use crate::http::arrival::Arrival;
use crate::http::problem::Problem;
use crate::http::route::Answer;
use crate::http::route::Need;
use crate::http::route::Route;
use crate::http::server::Shared;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
use std::sync::Arc;

/// How the caller showed who they are.
#[derive(Clone, Debug)]
pub enum Proof {
    Nothing,
    /// The cookie's value, and the session behind it.
    Cookie(String, Current),
    Token(Bearer),
}

/// When, and as which request somebody asks.
pub struct Asking {
    pub now: Moment,
    pub request: u64,
}

/// # Errors
/// 401 where the route needs someone and nobody is known; a wrong token is refused even where
/// nobody is needed.
pub fn op(
    shared: &Shared,
    headers: &HeaderMap,
    route: &Route,
    arrival: &Arrival,
    asking: &Asking,
) -> Result<(Op, Proof), Problem> {
    let Asking { now, request } = *asking;
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = agent::family(agent.unwrap_or_default());
    let caller = Arc::new(Caller { address: arrival.client.to_canonical().to_string(), agent });
    let lang = lang(headers);
    let op = |actor, access, preview| Op {
        preview,
        lang,
        caller,
        ..Op::new(actor, access, now, request)
    };
    if let Some(text) = bearer(headers) {
        let bearer = token::check(&shared.app, &shared.uses, text, now)?;
        let access = Arc::clone(&bearer.access);
        return Ok((op(Actor::User(bearer.user), access, false), Proof::Token(bearer)));
    }
    match (cookie(headers, arrival.cookie()), route.need) {
        (_, Need::Nothing) => {
            Ok((op(Actor::System, Arc::new(Access::nobody()), false), Proof::Nothing))
        }
        (Some(text), Need::User) => {
            let waits = match route.answer {
                Answer::Stream(_) => true,
                Answer::Plain(_) | Answer::Upload(_) => is_idle(headers),
            };
            let check = if waits { session::check_unused } else { session::check };
            let current = check(&shared.app, &shared.uses, &text, now)?;
            let (access, preview) = seen_through(shared, &current)?;
            Ok((op(Actor::User(current.user), access, preview), Proof::Cookie(text, current)))
        }
        (None, Need::User) => Err(Problem::new(StatusCode::UNAUTHORIZED, "sign-in")),
    }
}

/// `Zhike-Idle: 1`: the page asks by itself, with nobody at it.
fn is_idle(headers: &HeaderMap) -> bool {
    headers.get("zhike-idle").is_some_and(|value| value == "1")
}

/// The rights that a session has now, and whether they are those of other eyes.
fn seen_through(shared: &Shared, current: &Current) -> Result<(Arc<Access>, bool), Problem> {
    let Some(eyes) = preview::of(&shared.app, &current.hash)? else {
        return Ok((Arc::clone(&current.access), false));
    };
    // Eyes that are gone, or beyond one's own rights by now, see nothing.
    let access = preview::allowed(&shared.app.live(), &current.access, eyes);
    Ok((access.unwrap_or_else(|_| Arc::new(Access::nobody())), true))
}

/// The rights that somebody who came in before has by now. It is no use of their session.
///
/// # Errors
/// Those of [`op`] and [`admit`], as if they asked once more.
pub fn again(
    shared: &Shared,
    route: &Route,
    proof: &Proof,
    now: Moment,
) -> Result<Arc<Access>, Problem> {
    let proof = match proof {
        Proof::Nothing => Proof::Nothing,
        Proof::Cookie(text, known) => {
            let current = session::again(&shared.app, &shared.uses, known.hash, now)?;
            Proof::Cookie(text.clone(), current)
        }
        Proof::Token(known) => Proof::Token(token::again(&shared.app, known.hash, now)?),
    };
    admit(shared, route, &proof, now)?;
    match &proof {
        Proof::Nothing => Ok(Arc::new(Access::nobody())),
        Proof::Cookie(_, current) => Ok(seen_through(shared, current)?.0),
        Proof::Token(bearer) => Ok(Arc::clone(&bearer.access)),
    }
}

/// Whether they may come to this route at all, now that it is known who they are.
///
/// # Errors
/// 403 where a token was not made for the route, or a person must do something else first.
pub fn admit(shared: &Shared, route: &Route, proof: &Proof, now: Moment) -> Result<(), Problem> {
    match (proof, route.need) {
        (Proof::Nothing, _) | (_, Need::Nothing) => Ok(()),
        (Proof::Token(bearer), Need::User) => admit_token(shared, route, bearer, now),
        (Proof::Cookie(_, current), Need::User) => {
            if !route.is_of_session() {
                duty::check(&shared.app, current.user, &current.access, now)?;
            }
            if route.step_up && !current.is_stepped_up(now) {
                return Err(Error::Auth(AuthFault::StepUp).into());
            }
            Ok(())
        }
    }
}

/// What was made at the command line of the machine stands for who has its key: it may everything
/// that its owner may. What was made at the page keeps to its scope, away from what asks for a
/// password, and waits with its owner for a second factor that is due.
fn admit_token(
    shared: &Shared,
    route: &Route,
    bearer: &Bearer,
    now: Moment,
) -> Result<(), Problem> {
    let reaches = route.reach.is_none_or(|reach| bearer.reaches(reach));
    if !reaches || (route.step_up && !bearer.by_operator) {
        return Err(Error::Auth(AuthFault::TokenScope).into());
    }
    if bearer.by_operator || route.is_of_session() {
        return Ok(());
    }
    Ok(duty::check(&shared.app, bearer.user, &bearer.access, now)?)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The first cookie of this name; a second one is ignored.
pub fn cookie(headers: &HeaderMap, ours: &str) -> Option<String> {
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
