//! `/setup` and `/session`: the first administrator, signing in and out, who am I.

use crate::app::auth::duty;
use crate::app::auth::own_password;
use crate::app::auth::preference;
use crate::app::auth::preview;
use crate::app::auth::preview::Eyes;
use crate::app::auth::session;
use crate::app::auth::setup;
use crate::app::auth::sign_in;
use crate::app::auth::sign_in::Asked;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::parse;
use crate::http::body::Request;
use crate::http::hashing;
use crate::http::op;
use crate::http::problem::Problem;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::sessions::of_cookie;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use serde::Deserialize;
use std::sync::Arc;

type Answer = Result<Response<Body>, Problem>;

pub fn setup_needed(request: &Request) -> Answer {
    let mut json = Json::new();
    json.raw("{\"needed\":");
    json.flag(setup::is_needed(request.app()));
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetUp {
    token: String,
    company: String,
    #[serde(default)]
    name: String,
    login: String,
    password: String,
}

pub fn set_up(request: &Request) -> Answer {
    // Whoever is first owns everything: on the network, that must be asked for.
    if !request.shared.net.setup_remote && !request.arrival.is_local() {
        return Err(Problem::new(StatusCode::FORBIDDEN, "setup-local"));
    }
    request.shared.sources.admit(request.peer, &request.op)?;
    let SetUp { token, company, name, login, password } = request.json()?;
    let asked = setup::Setup { token, company, name, login, password };
    let (cookie, user) =
        hashing::in_turn(request, || setup::set_up(request.app(), &request.op, asked))?;
    signed_in(request, StatusCode::CREATED, user, &cookie)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: String,
    password: String,
    code: Option<String>,
}

pub fn sign_in(request: &Request) -> Answer {
    request.shared.sources.admit(request.peer, &request.op)?;
    let SignIn { login, password, code } = request.json()?;
    let old = op::cookie(&request.headers, request.arrival.cookie());
    let asked = Asked {
        login: &login,
        password: &password,
        code: code.as_deref(),
        old_cookie: old.as_deref(),
    };
    let (cookie, user) =
        hashing::in_turn(request, || sign_in::sign_in(request.app(), &request.op, &asked))?;
    signed_in(request, StatusCode::OK, user, &cookie)
}

pub fn who(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    Ok(json_response(
        StatusCode::OK,
        who_json(request, &request.op, user, request.demand_step_up().is_ok())?,
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amend {
    lang: Option<String>,
    password: Option<NewPassword>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    old: String,
    new: String,
}

/// Own language and own password. A new password ends all sessions, and begins a new one here.
pub fn amend(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let Amend { lang, password } = request.json()?;
    if let Some(lang) = lang {
        preference::choose_language(request.app(), &request.own_op(), user, lang)?;
    }
    let Some(NewPassword { old, new }) = password else {
        return Ok(json_response(
            StatusCode::OK,
            who_json(request, &request.op, user, request.demand_step_up().is_ok())?,
        ));
    };
    let current = of_cookie(request)?;
    request.shared.sources.admit(request.peer, &request.op)?;
    let cookie = hashing::in_turn(request, || {
        own_password::change(request.app(), &request.own_op(), current, &old, &new)
    })?;
    signed_in(request, StatusCode::OK, user, &cookie)
}

pub fn sign_out(request: &Request) -> Answer {
    if let Some(current) = request.session() {
        session::close(request.app(), &request.own_op(), current)?;
    }
    let mut response = no_content();
    give_cookie(request, &mut response, None);
    Ok(response)
}

/// A session that has just begun counts as stepped up: the password was given with it.
fn signed_in(request: &Request, status: StatusCode, user: UserId, cookie: &str) -> Answer {
    let mut response = json_response(status, who_json(request, &request.own_op(), user, true)?);
    give_cookie(request, &mut response, Some(cookie));
    Ok(response)
}

/// Under the name and with the attributes that fit how this request came.
fn give_cookie(request: &Request, response: &mut Response<Body>, cookie: Option<&str>) {
    if let Ok(value) = HeaderValue::from_str(&request.arrival.set_cookie(cookie)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

/// `op`: of that person, with the rights that the answer speaks of.
pub fn who_json(
    request: &Request,
    op: &Op,
    user: UserId,
    stepped_up: bool,
) -> Result<Json, Problem> {
    let app = request.app();
    let live = app.live();
    let stored = live.people.get(user).ok_or_else(Problem::missing)?;
    // Through the eyes of a role, the page is what the role may.
    let access = match op.actor.user() == Some(user) {
        true => Arc::clone(&op.access),
        false => live.people.access(user).ok_or_else(Problem::missing)?,
    };
    let mut json = Json::new();
    json.raw("{\"user\":{");
    let id = app.public_id(RecordId { kind: Kind::User, ordinal: user.0 });
    let record = &stored.record;
    for (key, value) in [("id", &id), ("name", &record.name), ("login", &record.login)] {
        json.key(key);
        json.text(value);
    }
    let renderer = Renderer::new(app, &live, request.op.lang);
    json.key("roles");
    renderer.links(&mut json, Kind::Role, record.roles.iter().map(|role| role.0));
    json.key("team");
    renderer.link(&mut json, Kind::Team, record.team.map(|team| team.0));
    json.key("target");
    match record.target {
        Some(amount) => json.text(&parse::money::show(amount)),
        None => json.raw("null"),
    }
    json.raw("}");
    json.key("company");
    json.text(&live.settings.company);
    json.key("lang");
    match preference::language(app, user)? {
        Some(lang) => json.text(&lang),
        None => json.raw("null"),
    }
    json.key("rights");
    json.raw("{");
    for kind in Kind::ALL {
        json.key(kind.plural());
        json.raw("{");
        for action in Action::ALL {
            json.key(action.slug());
            json.text(access.scope(kind, action).slug());
        }
        json.raw("}");
    }
    json.key("system");
    json.raw("[");
    for right in &access.rights.system {
        json.next();
        json.text(right.slug());
    }
    json.raw("]}");
    preview_json(request, op, &mut json)?;
    // What someone owes does not depend on whose eyes they look through.
    let own = live.people.access(user).ok_or_else(Problem::missing)?;
    duty_json(request, &mut json, user, &own)?;
    json.key("stepped_up");
    json.flag(stepped_up);
    json.key("version");
    json.text(env!("CARGO_PKG_VERSION"));
    json.key("numbering");
    json.text(&live.settings.numbering);
    json.raw("}");
    Ok(json)
}

/// What the person owes, or will: a second factor, a newer password.
fn duty_json(
    request: &Request,
    json: &mut Json,
    user: UserId,
    access: &Access,
) -> Result<(), Problem> {
    let duty = duty::of(request.app(), user, access, request.op.now)?;
    json.key("factor");
    json.raw("{");
    json.key("enrolled");
    json.flag(duty.has_factor);
    json.key("required");
    json.flag(duty.needs_factor);
    json.key("due");
    match duty.due {
        Some(due) => json.text(&parse::moment::show(due, request.app().live().settings.zone)),
        None => json.raw("null"),
    }
    json.key("recovery_left");
    json.number(duty.recovery_left);
    json.raw("}");
    json.key("password_age_days");
    json.number(duty.password_days);
    json.key("password_reminder");
    json.flag(duty.password_reminder);
    Ok(())
}

/// Whose eyes the session looks through: `null`, a role or a person.
fn preview_json(request: &Request, op: &Op, json: &mut Json) -> Result<(), Problem> {
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, op.lang);
    json.key("preview");
    let eyes = match (request.session(), op.preview) {
        (Some(current), true) => preview::of(request.app(), &current.hash)?,
        _ => None,
    };
    let (key, kind, ordinal) = match eyes {
        None => {
            json.raw("null");
            return Ok(());
        }
        Some(Eyes::Role(role)) => ("role", Kind::Role, role.0),
        Some(Eyes::User(user)) => ("user", Kind::User, user.0),
    };
    json.raw("{");
    json.key(key);
    renderer.link(json, kind, Some(ordinal));
    json.raw("}");
    Ok(())
}
