//! `/setup` and `/session`: the first administrator, signing in and out, who am I.

use crate::app::Error;
use crate::app::auth::preference;
use crate::app::auth::preview;
use crate::app::auth::preview::Eyes;
use crate::app::auth::session;
use crate::app::auth::setup;
use crate::app::auth::sign_in;
use crate::app::auth::users;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::http::body::Request;
use crate::http::customers::json_response;
use crate::http::op::COOKIE;
use crate::http::problem::Problem;
use crate::http::render::Renderer;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use serde::Deserialize;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

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
    request.shared.sources.admit(request.peer, &request.op)?;
    let SetUp { token, company, name, login, password } = request.json()?;
    let asked = setup::Setup { token, company, name, login, password };
    let (cookie, user) = hashing(request, || setup::set_up(request.app(), &request.op, asked))?;
    signed_in(request, StatusCode::CREATED, user, &cookie)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: String,
    password: String,
}

pub fn sign_in(request: &Request) -> Answer {
    request.shared.sources.admit(request.peer, &request.op)?;
    let SignIn { login, password } = request.json()?;
    let (cookie, user) =
        hashing(request, || sign_in::sign_in(request.app(), &request.op, &login, &password))?;
    signed_in(request, StatusCode::OK, user, &cookie)
}

/// Sign-ins that may wait for their turn at the hash; more are told to come back.
const MAX_HASHES_WAITING: usize = 16;

/// One password hash at a time: memory and threads stay bounded.
pub fn hashing<T>(
    request: &Request,
    work: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Problem> {
    let waiting = &request.shared.hashes_waiting;
    if MAX_HASHES_WAITING <= waiting.fetch_add(1, Ordering::AcqRel) {
        waiting.fetch_sub(1, Ordering::AcqRel);
        return Err(Error::Busy.into());
    }
    let _place = Place(waiting);
    let _turn = request.shared.hashing.lock().unwrap_or_else(PoisonError::into_inner);
    work().map_err(|error| match error {
        Error::SignIn => Problem::new(StatusCode::UNAUTHORIZED, "wrong-password"),
        other => other.into(),
    })
}

/// Gives the place in the queue back, whatever happens.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

pub fn who(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    Ok(json_response(StatusCode::OK, who_json(request, &request.op, user)?))
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
        preference::choose_language(request.app(), &request.op, user, lang)?;
    }
    let Some(NewPassword { old, new }) = password else {
        return Ok(json_response(StatusCode::OK, who_json(request, &request.op, user)?));
    };
    request.shared.sources.admit(request.peer, &request.op)?;
    let live = request.app().live();
    let login = live.people.get(user).map(|stored| stored.record.login.clone()).unwrap_or_default();
    let (cookie, _) = hashing(request, || {
        sign_in::sign_in(request.app(), &request.op, &login, &old)?;
        users::set_own_password(request.app(), &request.op, user, &new)?;
        sign_in::sign_in(request.app(), &request.op, &login, &new)
    })?;
    signed_in(request, StatusCode::OK, user, &cookie)
}

pub fn sign_out(request: &Request) -> Answer {
    if let Some(cookie) = &request.cookie {
        // Whoever looks through the eyes of a role can still leave.
        let op = Op { preview: false, ..request.op.clone() };
        session::close(request.app(), &op, cookie)?;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let gone = HeaderValue::from_static("zhike=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    response.headers_mut().insert(header::SET_COOKIE, gone);
    Ok(response)
}

fn signed_in(request: &Request, status: StatusCode, user: UserId, cookie: &str) -> Answer {
    let mut response = json_response(status, who_json(request, &request.op, user)?);
    let text = format!("{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// `op`: of that person, with the rights that the answer speaks of.
pub fn who_json(request: &Request, op: &Op, user: UserId) -> Result<Json, Problem> {
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
    json.key("version");
    json.text(env!("CARGO_PKG_VERSION"));
    json.key("numbering");
    json.text(&live.settings.numbering);
    json.raw("}");
    Ok(json)
}

/// Whose eyes the session looks through: `null`, a role or a person.
fn preview_json(request: &Request, op: &Op, json: &mut Json) -> Result<(), Problem> {
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, op.lang);
    json.key("preview");
    let eyes = match (&request.cookie, op.preview) {
        (Some(cookie), true) => preview::of(request.app(), cookie)?,
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
