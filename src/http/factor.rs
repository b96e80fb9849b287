//! `/session/factor`, `/session/recovery-codes`, `/users/{id}/factor`: the second factor.

use crate::app::auth::factor;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::qr;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::sessions::of_cookie;
use crate::http::users;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

pub fn begin(request: &Request) -> Answer {
    let user = of_cookie(request)?.user;
    let enrolment = factor::begin(request.app(), &request.own_op(), user)?;
    let mut json = Json::new();
    json.raw("{");
    json.key("secret");
    json.text(&enrolment.secret);
    json.key("uri");
    json.text(&enrolment.uri);
    json.key("qr");
    match qr::draw(&enrolment.uri) {
        Some(drawing) => {
            json.raw("{");
            json.key("size");
            json.number(drawing.size);
            json.key("d");
            json.text(&drawing.path);
            json.raw("}");
        }
        None => json.raw("null"),
    }
    json.raw("}");
    Ok(json_response(StatusCode::CREATED, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    code: String,
}

pub fn confirm(request: &Request) -> Answer {
    let user = of_cookie(request)?.user;
    request.shared.sources.admit(request.peer, &request.op)?;
    let Confirm { code } = request.json()?;
    Ok(recovery(&factor::confirm(request.app(), &request.own_op(), user, &code)?))
}

pub fn renew_recovery(request: &Request) -> Answer {
    let user = of_cookie(request)?.user;
    Ok(recovery(&factor::renew_recovery(request.app(), &request.own_op(), user)?))
}

pub fn take_off(request: &Request) -> Answer {
    let user = of_cookie(request)?.user;
    factor::take_off(request.app(), &request.own_op(), user)?;
    Ok(no_content())
}

pub fn reset(request: &Request) -> Answer {
    let user = UserId(request.ordinal(Kind::User)?);
    users::demand(request, Action::Edit)?;
    factor::reset(request.app(), &request.op, user)?;
    Ok(no_content())
}

fn recovery(codes: &[String]) -> Response<Body> {
    let mut json = Json::new();
    json.raw("{\"recovery\":[");
    for code in codes {
        json.next();
        json.text(code);
    }
    json.raw("]}");
    json_response(StatusCode::CREATED, json)
}
