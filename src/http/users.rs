//! `/people` and `/users`: who there is.

use crate::app::Error;
use crate::app::auth::users;
use crate::app::records;
use crate::app::records::list::Query;
use crate::app::records::show;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Right;
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
use std::collections::HashMap;

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
        json.key("id");
        json.text(&id);
        json.key("name");
        json.text(&user.record.name);
        // What one signs in with is nobody's business but theirs who keep the list.
        if request.op.access.has(Right::Users) {
            json.key("login");
            json.text(&user.record.login);
        }
        json.raw("}");
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn list(request: &Request) -> Answer {
    demand(request, Action::View)?;
    let live = request.app().live();
    let owned = owned(request)?;
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for user in live.people.list() {
        json.next();
        user_json(request, &mut json, user, owned.get(&user.ordinal).copied().unwrap_or_default());
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
    password: Option<String>,
    roles: Vec<String>,
    team: Option<String>,
}

pub fn add(request: &Request) -> Answer {
    demand(request, Action::Create)?;
    let Add { login, name, password, roles, team } = request.json()?;
    let new = users::New { login, name, roles, team, password };
    let written = hashing::in_turn(request, || users::add(request.app(), &request.op, new))?;
    Ok(user_response(request, StatusCode::CREATED, &written.answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amend {
    name: Option<String>,
    roles: Option<Vec<String>>,
    /// Present and null: in no team.
    #[serde(default, deserialize_with = "given")]
    team: Option<Option<String>>,
    disabled: Option<bool>,
    password: Option<String>,
}

pub fn amend(request: &Request) -> Answer {
    let id = UserId(request.ordinal(Kind::User)?);
    demand(request, Action::Edit)?;
    let version = request.version()?;
    let Amend { name, roles, team, disabled, password } = request.json()?;
    let amend = users::Amend { name, roles, team, disabled, password };
    let written = hashing::in_turn(request, || {
        users::amend(request.app(), &request.op, id, Some(version), amend)
    })?;
    Ok(user_response(request, StatusCode::OK, &written.answer))
}

/// A member that is there, `null` included; serde alone takes `null` for absent.
pub fn given<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(from).map(Some)
}

/// Customers by owner, of those that the caller may see.
fn owned(request: &Request) -> Result<HashMap<u64, u64>, Problem> {
    let asked = Query { facets: vec!["owner".to_owned()], limit: 0, ..Query::default() };
    let may = request.op.access.scope(Kind::Customer, Action::View) != Scope::None;
    if !may {
        return Ok(HashMap::new());
    }
    let page = records::list::customers(request.app(), &request.op, &asked)?;
    let counts = page.facets.into_iter().flat_map(|facet| facet.values);
    Ok(counts.map(|(owner, count)| (owner.cast_unsigned(), count)).collect())
}

fn user_response(request: &Request, status: StatusCode, user: &Stored<User>) -> Response<Body> {
    let mut json = Json::new();
    user_json(request, &mut json, user, 0);
    let mut response = json_response(status, json);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", user.version)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn user_json(request: &Request, json: &mut Json, user: &Stored<User>, customers: u64) {
    let live = request.app().live();
    let view = show::view(request.app(), &request.op, user);
    json.raw("{");
    Renderer::new(request.app(), &live, request.op.lang).members(json, &view);
    json.key("customers");
    json.number(customers);
    json.raw("}");
}

pub fn demand(request: &Request, action: Action) -> Result<(), Problem> {
    demand_of(request, Kind::User, action)
}

/// A right to a kind, before its records are looked at.
pub fn demand_of(request: &Request, kind: Kind, action: Action) -> Result<(), Problem> {
    match request.op.access.scope(kind, action) {
        Scope::None => Err(Error::Denied(Denied::Action(action)).into()),
        Scope::Own | Scope::Team | Scope::Below | Scope::All => Ok(()),
    }
}
