//! `/tokens`: what programs a person lets in.

use crate::app::auth::token;
use crate::app::auth::token::Known;
use crate::app::auth::token::New;
use crate::domain::parse;
use crate::http::body::Request;
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
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for known in token::list(request.app(), &request.shared.uses, user)? {
        json.next();
        json.raw("{");
        members(request, &mut json, &known);
        json.raw("}");
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewToken {
    name: String,
    days: Option<u32>,
    scopes: Option<Vec<String>>,
}

pub fn make(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let NewToken { name, days, scopes } = request.json()?;
    let days = days.unwrap_or(token::DEFAULT_DAYS);
    let scopes = scopes.unwrap_or_else(|| vec![token::Reach::All.slug().to_owned()]);
    let new = New { name, days, scopes };
    let (text, known) = token::make(request.app(), &request.op, user, new)?.answer;
    let mut json = Json::new();
    json.raw("{");
    members(request, &mut json, &known);
    json.key("token");
    json.text(&text);
    json.raw("}");
    Ok(json_response(StatusCode::CREATED, json))
}

fn members(request: &Request, json: &mut Json, known: &Known) {
    let zone = request.app().live().settings.zone;
    let at = |moment| parse::moment::show(moment, zone);
    for (key, value) in [
        ("id", &known.id),
        ("name", &known.name),
        ("created_at", &at(known.made)),
        ("expires_at", &at(known.expires)),
    ] {
        json.key(key);
        json.text(value);
    }
    json.key("scopes");
    json.raw("[");
    for reach in &known.reach {
        json.next();
        json.text(reach.slug());
    }
    json.raw("]");
    json.key("used_at");
    match known.used {
        Some(used) => json.text(&at(used)),
        None => json.raw("null"),
    }
}

pub fn revoke(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let id = request.path.first().map_or("", String::as_str);
    token::revoke(request.app(), &request.op, user, id)?;
    Ok(no_content())
}
