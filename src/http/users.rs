//! `/people` and `/users`: who there is.

use crate::app::Error;
use crate::app::auth::account;
use crate::app::auth::departures;
use crate::app::auth::users;
use crate::app::expectations;
use crate::app::records;
use crate::app::records::list::Query;
use crate::app::records::show;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::parse;
use crate::domain::record::Stored;
use crate::domain::user::User;
use crate::http::body::Request;
use crate::http::expectations::put_broken;
use crate::http::hashing;
use crate::http::links::link_json;
use crate::http::problem::Problem;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::reply::seq_header;
use crate::http::reply::tagged;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
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
        json.raw("{");
        let customers = owned.get(&user.ordinal).copied().unwrap_or_default();
        user_members(request, &mut json, user, customers)?;
        json.raw("}");
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
    target: Option<Amount>,
}

pub fn add(request: &Request) -> Answer {
    demand(request, Action::Create)?;
    let Add { login, name, password, roles, team, target } = request.json()?;
    let target = target.map(Amount::written);
    let new = users::New { login, name, roles, team, target, password };
    let written = hashing::in_turn(request, || users::add(request.app(), &request.op, new))?;
    let (user, link) = &written.answer;
    let mut json = Json::new();
    json.raw("{");
    user_members(request, &mut json, user, 0)?;
    if let Some(link) = link {
        json.key("link");
        link_json(request, &mut json, link);
    }
    json.raw("}");
    Ok(tagged(json_response(StatusCode::CREATED, json), user.version))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amend {
    name: Option<String>,
    roles: Option<Vec<String>>,
    /// Present and null: in no team.
    #[serde(default, deserialize_with = "given")]
    team: Option<Option<String>>,
    /// Present and null: without one.
    #[serde(default, deserialize_with = "given")]
    target: Option<Option<Amount>>,
    disabled: Option<bool>,
    password: Option<String>,
}

pub fn amend(request: &Request) -> Answer {
    let id = UserId(request.ordinal(Kind::User)?);
    demand(request, Action::Edit)?;
    let version = request.version()?;
    let Amend { name, roles, team, target, disabled, password } = request.json()?;
    let target = target.map(|amount| amount.map(Amount::written));
    let amend = users::Amend { name, roles, team, target, disabled, password };
    let (written, broken) = hashing::in_turn(request, || {
        expectations::around(request.app(), || {
            users::amend(request.app(), &request.op, id, Some(version), amend)
        })
    })?;
    // The person is changed already: a count that is not there yet must not look like a refusal.
    let owned = owned(request).unwrap_or_default().get(&id.0).copied().unwrap_or_default();
    let mut json = Json::new();
    json.raw("{");
    user_members(request, &mut json, &written.answer, owned)?;
    put_broken(request, &mut json, &broken)?;
    json.raw("}");
    Ok(tagged(json_response(StatusCode::OK, json), written.answer.version))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Departure {
    /// Absent or null: to the pool.
    to: Option<String>,
    version: u32,
}

/// Someone leaves: disabled at once, and all that they had is handed over. Undoing the batch gives
/// the customers back; the person stays disabled.
pub fn depart(request: &Request) -> Answer {
    let app = request.app();
    let id = UserId(request.ordinal(Kind::User)?);
    demand(request, Action::Edit)?;
    let Departure { to, version } = request.json()?;
    let to = match to {
        None => None,
        Some(word) => {
            let found = app.read_user(&word);
            Some(found.ok_or_else(|| Problem::from(Error::fault("to", "unknown_user")))?)
        }
    };
    let done = departures::depart(app, &request.op, id, version, to)?;
    let mut json = Json::new();
    json.raw("{");
    json.key("batch");
    match done.batch {
        Some(batch) => json.text(&batch.0.to_string()),
        None => json.raw("null"),
    }
    let unfinished = done.unfinished;
    for (key, count) in [
        ("customers", done.customers),
        ("tasks", unfinished.tasks),
        ("services", unfinished.services),
        ("deals", unfinished.deals),
        ("left", unfinished.left),
    ] {
        json.key(key);
        json.number(count);
    }
    json.raw("}");
    let mut response = json_response(StatusCode::OK, json);
    seq_header(&mut response, done.seq);
    Ok(response)
}

/// A member that is there, `null` included; serde alone takes `null` for absent.
pub fn given<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

/// Money as it may be sent.
#[derive(Deserialize)]
#[serde(untagged)]
enum Amount {
    Number(serde_json::Number),
    Text(String),
}

impl Amount {
    fn written(self) -> String {
        match self {
            Amount::Number(number) => number.to_string(),
            Amount::Text(text) => text,
        }
    }
}

/// Customers by owner, of those that the caller may see.
fn owned(request: &Request) -> Result<HashMap<u64, u64>, Problem> {
    let asked = Query { facets: vec!["owner".to_owned()], limit: 0, ..Query::default() };
    let may = request.op.access.scope(Kind::Customer, Action::View) != Scope::None;
    if !may {
        return Ok(HashMap::new());
    }
    let page = records::list::list::<Customer>(request.app(), &request.op, &asked)?;
    let counts = page.facets.into_iter().flat_map(|facet| facet.values);
    Ok(counts.map(|(owner, count)| (owner.cast_unsigned(), count)).collect())
}

fn user_members(
    request: &Request,
    json: &mut Json,
    user: &Stored<User>,
    customers: u64,
) -> Result<(), Problem> {
    let live = request.app().live();
    let id = UserId(user.ordinal);
    let seen = account::seen(request.app(), id)?;
    let view = show::view(request.app(), &request.op, user);
    Renderer::new(request.app(), &live, request.op.lang).members(json, &view);
    json.key("factor");
    json.flag(seen.has_factor);
    json.key("last_seen");
    match seen.last_sign_in {
        Some(at) => json.text(&parse::moment::show(at, live.settings.zone)),
        None => json.raw("null"),
    }
    json.key("customers");
    json.number(customers);
    Ok(())
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
