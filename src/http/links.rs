//! `/links` and `/users/{id}/links`: one-time links to set a password.

use crate::app::Error;
use crate::app::auth::link;
use crate::app::auth::link::Link;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::parse;
use crate::http::body::Request;
use crate::http::hashing;
use crate::http::problem::Problem;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::users;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

/// The one kind of link that there is.
const PASSWORD: &str = "password";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Make {
    kind: String,
}

pub fn make(request: &Request) -> Answer {
    let user = UserId(request.ordinal(Kind::User)?);
    users::demand(request, Action::Edit)?;
    let Make { kind } = request.json()?;
    if kind != PASSWORD {
        return Err(Error::fault("kind", "unknown_option").into());
    }
    let app = request.app();
    app.live().people.access(user).ok_or_else(Problem::missing)?;
    let written = app.write(&request.op, move |gate| link::make(gate, user))?;
    let mut json = Json::new();
    link_json(request, &mut json, &written.answer);
    Ok(json_response(StatusCode::CREATED, json))
}

/// `{"url":…,"expires_at":…}`, to be handed on by whoever asked for it.
pub fn link_json(request: &Request, json: &mut Json, link: &Link) {
    let zone = request.app().live().settings.zone;
    json.raw("{");
    json.key("url");
    json.text(&format!("{}/#/link/{}", request.base_url(), link.token));
    json.key("expires_at");
    json.text(&parse::moment::show(link.expires, zone));
    json.raw("}");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    token: String,
}

/// Whose password it sets, for the page that asks for it.
pub fn check(request: &Request) -> Answer {
    request.shared.sources.admit(request.peer, &request.op)?;
    let Check { token } = request.json()?;
    let user = link::check(request.app(), request.op.now, &token)?;
    let live = request.app().live();
    let record = &live.people.get(user).ok_or_else(Problem::missing)?.record;
    let mut json = Json::new();
    json.raw("{");
    for (key, value) in [("kind", PASSWORD), ("login", &record.login), ("name", &record.name)] {
        json.key(key);
        json.text(value);
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spend {
    token: String,
    password: String,
}

pub fn spend(request: &Request) -> Answer {
    request.shared.sources.admit(request.peer, &request.op)?;
    let Spend { token, password } = request.json()?;
    hashing::in_turn(request, || link::spend(request.app(), &request.op, &token, &password))?;
    Ok(no_content())
}
