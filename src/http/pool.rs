//! `/customers/{id}/claims`, `/returns`, `/viewers` and `/customers/assignments`: whose they are.

use crate::app::Error;
use crate::app::assignments;
use crate::app::assignments::Which;
use crate::app::auth::AuthFault;
use crate::app::pool;
use crate::app::records::answers;
use crate::app::records::answers::Given;
use crate::app::records::viewers;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::records;
use crate::http::render::Renderer;
use crate::http::reply::batch_header;
use crate::http::reply::json_bytes;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::reply::seq_header;
use crate::http::text;
use crate::http::users::given;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

/// Ids that name no customer, with the reason.
pub type Strangers = Vec<(String, &'static str)>;

/// Customers that one request may name, and one answer names.
pub const MAX_IDS: usize = 500;

pub fn claim(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let written = pool::claim(request.app(), &request.op, ordinal)?;
    Ok(records::written_response(request, StatusCode::OK, &written))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Return {
    reason: String,
}

pub fn give_back(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let version = request.version()?;
    let Return { reason } = request.json()?;
    let written = pool::give_back(request.app(), &request.op, ordinal, version, &reason)?;
    if request.op.access.may_see(&written.answer) {
        return Ok(records::written_response(request, StatusCode::OK, &written));
    }
    let mut response = no_content();
    seq_header(&mut response, written.seq);
    batch_header(&mut response, written.batch);
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assignment {
    ids: Option<Vec<String>>,
    filter: Option<String>,
    /// Present and null: to the pool.
    #[serde(default, deserialize_with = "given")]
    owner: Option<Option<String>>,
}

pub fn assign(request: &Request) -> Answer {
    let app = request.app();
    let Assignment { ids, filter, owner } = request.json()?;
    let owner = match owner {
        None => return Err(Error::fault("owner", "required").into()),
        Some(None) => None,
        Some(Some(word)) => {
            let found = app.read_user(&word);
            Some(found.ok_or_else(|| Problem::from(Error::fault("owner", "unknown_user")))?)
        }
    };
    let (which, strangers) = which(request, ids, filter)?;
    once(request, "assignments", || run(request, which, strangers, owner))
}

fn run(
    request: &Request,
    which: Which,
    strangers: Strangers,
    owner: Option<UserId>,
) -> Result<Given, Problem> {
    let app = request.app();
    let step_up = request.demand_step_up();
    let done = assignments::assign(app, &request.op, which, owner, step_up.is_ok());
    let done = done.map_err(|error| unless_stepped_up(error, step_up))?;
    let public = |ordinal| app.public_id(RecordId { kind: Kind::Customer, ordinal });
    let more = done.kept.len().saturating_sub(MAX_IDS);
    let kept = done.kept.iter().take(MAX_IDS).map(|(ordinal, reason)| (public(*ordinal), *reason));
    let mut json = Json::new();
    json.raw("{");
    json.key("batch");
    match done.batch {
        Some(batch) => json.text(&batch.0.to_string()),
        None => json.raw("null"),
    }
    json.key("changed");
    json.number(done.changed);
    json.key("kept");
    json.raw("[");
    for (id, reason) in kept.chain(strangers) {
        json.next();
        json.raw("{");
        let message = text::fault(&Fault::new("", reason), request.op.lang);
        for (key, value) in [("id", id.as_str()), ("reason", reason), ("message", &message)] {
            json.key(key);
            json.text(value);
        }
        json.raw("}");
    }
    json.raw("]");
    json.key("kept_more");
    json.number(more);
    json.raw("}");
    Ok(Given { number: done.seq.0, said: json.into_bytes() })
}

/// The answer to a change of many customers, which is carried out once.
pub fn once(
    request: &Request,
    to: &'static str,
    run: impl FnOnce() -> Result<Given, Problem>,
) -> Answer {
    let repeat = records::repeat(request)?;
    let Given { number, said } = answers::once(request.app(), &request.op, to, repeat, run)?;
    let mut response = json_bytes(StatusCode::OK, said);
    seq_header(&mut response, Seq(number));
    Ok(response)
}

/// The customers that a request names, and what it names that is no id at all: that is told as what
/// is not there.
pub fn which(
    request: &Request,
    ids: Option<Vec<String>>,
    filter: Option<String>,
) -> Result<(Which, Strangers), Problem> {
    let mut strangers = Vec::new();
    let which = match (ids, filter) {
        (Some(ids), None) => {
            if MAX_IDS < ids.len() {
                let fault = Fault::new("ids", "too_many").with("limit", MAX_IDS);
                return Err(Error::Invalid(vec![fault]).into());
            }
            let mut ordinals = Vec::with_capacity(ids.len());
            for id in ids {
                match request.app().read_id(Kind::Customer, &id) {
                    Some(ordinal) if ordinals.contains(&ordinal) => {}
                    Some(ordinal) => ordinals.push(ordinal),
                    None => strangers.push((id, "missing")),
                }
            }
            Which::Ordinals(ordinals)
        }
        (None, Some(filter)) => Which::Filter(filter),
        (None, None) => return Err(Error::fault("ids", "required").into()),
        (Some(_), Some(_)) => return Err(Problem::bad_request("json")),
    };
    Ok((which, strangers))
}

/// A token that should have said once more who it is hears that it is not made for this.
pub fn unless_stepped_up(error: Error, step_up: Result<(), Problem>) -> Problem {
    match (error, step_up) {
        (Error::Auth(AuthFault::StepUp), Err(problem)) => problem,
        (error, _) => error.into(),
    }
}

pub fn viewers(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let found = viewers::viewers(request.app(), &request.op, ordinal)?;
    let live = request.app().live();
    let renderer = Renderer::new(request.app(), &live, request.op.lang);
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for viewer in &found {
        json.next();
        json.raw("{");
        json.key("user");
        renderer.link(&mut json, Kind::User, Some(viewer.user.0));
        let mut roles = viewer.roles.iter().map(|role| role.0);
        json.key("role");
        renderer.link(&mut json, Kind::Role, roles.clone().next());
        json.key("roles");
        renderer.links(&mut json, Kind::Role, &mut roles);
        json.key("by");
        json.text(viewer.by.slug());
        json.key("actions");
        json.raw("[");
        for action in &viewer.actions {
            json.next();
            json.text(action.slug());
        }
        json.raw("]}");
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}
