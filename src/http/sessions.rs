//! `/sessions` and `/session/step-up`: where one is signed in, and showing once more who one is.

use crate::app::Error;
use crate::app::auth::AuthFault;
use crate::app::auth::session;
use crate::app::auth::session::Current;
use crate::app::auth::step_up;
use crate::app::auth::step_up::Show;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::parse;
use crate::http::body::Request;
use crate::http::hashing;
use crate::http::problem::Problem;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

pub fn list(request: &Request) -> Answer {
    let (app, op) = (request.app(), &request.op);
    let user = op.actor.user().ok_or_else(Problem::missing)?;
    let zone = app.live().settings.zone;
    let own = request.session().map(|current| current.hash);
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for known in session::list(app, &request.shared.uses, user, op.now)? {
        json.next();
        json.raw("{");
        json.key("id");
        json.text(&known.id());
        json.key("current");
        json.flag(own == Some(known.hash));
        let at = |moment| parse::moment::show(moment, zone);
        for (key, value) in [
            ("agent", &known.agent),
            ("address", &known.address),
            ("created_at", &at(known.began)),
            ("used_at", &at(known.used)),
        ] {
            json.key(key);
            json.text(value);
        }
        json.raw("}");
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn end(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let id = request.path.first().map_or("", String::as_str);
    session::end(request.app(), &request.own_op(), user, id)?;
    Ok(no_content())
}

pub fn end_others(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let own = request.session().map(|current| current.hash);
    session::end_others(request.app(), &request.own_op(), user, own)?;
    Ok(no_content())
}

pub fn end_of_user(request: &Request) -> Answer {
    let user = UserId(request.ordinal(Kind::User)?);
    session::end_of(request.app(), &request.op, user)?;
    Ok(no_content())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepUp {
    password: Option<String>,
    code: Option<String>,
}

pub fn step_up(request: &Request) -> Answer {
    let current = of_cookie(request)?;
    request.shared.sources.admit(request.peer, &request.op)?;
    let show = match request.json()? {
        StepUp { password: Some(password), code: None } => Show::Password(password),
        StepUp { password: None, code: Some(code) } => Show::Code(code),
        StepUp { .. } => return Err(Error::fault("password", "one_of_two").into()),
    };
    let own = request.own_op();
    hashing::in_turn(request, || step_up::step_up(request.app(), &own, current, show))?;
    Ok(no_content())
}

/// The session behind the cookie: a token has none, and cannot do what is a person's own affair.
pub fn of_cookie(request: &Request) -> Result<&Current, Problem> {
    request.session().ok_or_else(|| Error::Auth(AuthFault::TokenScope).into())
}
