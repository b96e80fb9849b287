//! `/expectations`: what should hold of rights, and what of it a change has broken.

use crate::app::Error;
use crate::app::RowId;
use crate::app::expectations;
use crate::app::expectations::Broken;
use crate::app::expectations::Evaluated;
use crate::app::expectations::Who;
use crate::app::records::show;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Shown;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

pub fn list(request: &Request) -> Answer {
    let all = expectations::list(request.app(), &request.op)?;
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for it in &all {
        json.next();
        json.raw("{");
        members(request, &mut json, it)?;
        json.raw("}");
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    user: Option<String>,
    role: Option<String>,
    action: String,
    customer: String,
    expected: bool,
}

pub fn add(request: &Request) -> Answer {
    let app = request.app();
    let Draft { user, role, action, customer, expected } = request.json()?;
    let who = match (user, role) {
        (Some(word), None) => {
            let user = app.read_user(&word);
            Who::User(user.ok_or_else(|| refused("user", "unknown_user", &word))?)
        }
        (None, Some(word)) => {
            let (live, keyset) = (app.live(), app.store().vault().shared());
            let role = crate::app::read_role(&live.people, &keyset, &word);
            Who::Role(role.ok_or_else(|| refused("role", "unknown_role", &word))?)
        }
        (None, None) | (Some(_), Some(_)) => return Err(Problem::bad_request("json")),
    };
    let known = Action::from_slug(&action);
    let action = known.ok_or_else(|| refused("action", "unknown_option", &action))?;
    let ordinal = app.read_id(Kind::Customer, &customer).ok_or_else(Problem::missing)?;
    let it = expectations::add(app, &request.op, who, action, ordinal, expected)?;
    let mut json = Json::new();
    json.raw("{");
    members(request, &mut json, &it)?;
    json.raw("}");
    Ok(json_response(StatusCode::CREATED, json))
}

pub fn remove(request: &Request) -> Answer {
    let text = request.path.first().map_or("", String::as_str);
    let id = RowId::parse(text).ok_or_else(Problem::missing)?;
    expectations::remove(request.app(), &request.op, id)?;
    Ok(no_content())
}

/// `"expectations":{"broken":[…]}` of an answer that tells of a change of rights.
pub fn put_broken(request: &Request, json: &mut Json, broken: &[Broken]) -> Result<(), Problem> {
    json.key("expectations");
    json.raw("{\"broken\":[");
    // Whoever only keeps the list of people does not read what is expected of whom.
    let told = if request.op.access.has(Right::Roles) { broken } else { &[] };
    for Broken { it, new } in told {
        json.next();
        json.raw("{");
        members(request, json, it)?;
        json.key("new");
        json.flag(*new);
        json.raw("}");
    }
    json.raw("]}");
    Ok(())
}

fn members(request: &Request, json: &mut Json, it: &Evaluated) -> Result<(), Problem> {
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, request.op.lang);
    let Evaluated { it, actual } = it;
    let (key, kind, ordinal) = match it.who {
        Who::User(user) => ("user", Kind::User, user.0),
        Who::Role(role) => ("role", Kind::Role, role.0),
    };
    json.key("id");
    json.text(&it.id.to_string());
    json.key("who");
    json.raw("{");
    json.key(key);
    renderer.link(json, kind, Some(ordinal));
    json.raw("}");
    json.key("action");
    json.text(it.action.slug());
    json.key("customer");
    customer(request, json, it.customer)?;
    json.key("expected");
    json.flag(it.expected);
    json.key("actual");
    json.flag(*actual);
    Ok(())
}

/// Number and name as the caller may see them; `null` for what is out of their sight.
fn customer(request: &Request, json: &mut Json, ordinal: u64) -> Result<(), Problem> {
    let view = match show::show::<Customer>(request.app(), &request.op, ordinal) {
        Ok(view) => Some(view),
        Err(Error::Missing) => None,
        Err(error) => return Err(error.into()),
    };
    json.raw("{");
    json.key("id");
    json.text(&request.app().public_id(RecordId { kind: Kind::Customer, ordinal }));
    for (key, tag) in [("code", tag::CODE), ("name", tag::NAME)] {
        json.key(key);
        let cells = view.iter().flat_map(|view| view.cells());
        let mut shown = cells.filter(|(of, _): &&(Tag, Shown)| *of == tag).map(|(_, shown)| shown);
        match shown.next_back() {
            Some(Shown::Masked(mask)) => json.text(mask),
            Some(Shown::Clear(value)) => json.text(&value.clone().into_text()),
            None => json.raw("null"),
        }
    }
    json.raw("}");
    Ok(())
}

fn refused(field: &str, reason: &'static str, value: &str) -> Problem {
    Error::Invalid(vec![Fault::new(field, reason).with("value", value)]).into()
}
