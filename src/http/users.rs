//! `/people` and `/users`: who there is.

use crate::app::Error;
use crate::app::auth::users;
use crate::app::records::show;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Role;
use crate::domain::access::Scope;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::record::Stored;
use crate::domain::user::User;
use crate::http::body::Request;
use crate::http::customers::json_response;
use crate::http::hashing;
use crate::http::problem::Problem;
use crate::http::render::Renderer;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

/// The names that one may pick as owner.
pub fn people(request: &Request) -> Answer {
    let live = request.app().live();
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for user in live.people.list() {
        if live.people.access(UserId(user.ordinal)).is_none() {
            continue;
        }
        json.next();
        json.raw("{");
        let id = crate::domain::ids::RecordId { kind: Kind::User, ordinal: user.ordinal };
        let id = request.app().public_id(id);
        for (key, value) in
            [("id", &id), ("name", &user.record.name), ("login", &user.record.login)]
        {
            json.key(key);
            json.text(value);
        }
        json.raw("}");
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn list(request: &Request) -> Answer {
    demand(request, Action::View)?;
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, request.op.lang);
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for user in live.people.list() {
        renderer.view(&mut json, &show::view(request.app(), &request.op, user));
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    login: String,
    #[serde(default)]
    name: String,
    password: String,
    role: Option<String>,
}

pub fn add(request: &Request) -> Answer {
    demand(request, Action::Create)?;
    let Add { login, name, password, role } = request.json()?;
    let role = role.unwrap_or_else(|| Role::ADMINISTRATOR.to_owned());
    let written = hashing::in_turn(request, || {
        users::add(request.app(), &request.op, &login, &name, &role, &password)
    })?;
    Ok(user_response(request, StatusCode::CREATED, &written.answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amend {
    name: Option<String>,
    role: Option<String>,
    disabled: Option<bool>,
    password: Option<String>,
}

pub fn amend(request: &Request) -> Answer {
    let id = UserId(request.ordinal(Kind::User)?);
    demand(request, Action::Edit)?;
    let version = request.version()?;
    let Amend { name, role, disabled, password } = request.json()?;
    let amend = users::Amend { name, role, disabled, password };
    let written = hashing::in_turn(request, || {
        users::amend(request.app(), &request.op, id, Some(version), amend)
    })?;
    Ok(user_response(request, StatusCode::OK, &written.answer))
}

fn user_response(request: &Request, status: StatusCode, user: &Stored<User>) -> Response<Body> {
    let live = request.app().live();
    let view = show::view(request.app(), &request.op, user);
    let mut json = Json::new();
    Renderer::new(request.app(), &live, request.op.lang).view(&mut json, &view);
    let mut response = json_response(status, json);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", user.version)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

pub fn demand(request: &Request, action: Action) -> Result<(), Problem> {
    match request.op.access.scope(Kind::User, action) {
        Scope::None => Err(Error::Denied(Denied::Action(action)).into()),
        Scope::Own | Scope::All => Ok(()),
    }
}
