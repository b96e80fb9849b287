//! `/roles` and `/teams`: who may do what, and who works with whom.

use crate::app::auth::preview;
use crate::app::auth::preview::Eyes;
use crate::app::expectations;
use crate::app::roles;
use crate::app::teams;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::access::Visibility;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::RoleId;
use crate::domain::ids::TeamId;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::role::Role;
use crate::domain::team::Team;
use crate::http::body::Request;
use crate::http::expectations::put_broken;
use crate::http::problem::Problem;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::reply::no_content;
use crate::http::reply::tagged;
use crate::http::rights;
use crate::http::session;
use crate::http::users::demand_of;
use crate::http::users::given;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

pub fn list(request: &Request) -> Answer {
    demand_of(request, Kind::Role, Action::View)?;
    let live = request.app().live();
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for role in live.people.roles() {
        json.next();
        role_json(request, &mut json, role);
    }
    json.raw("]");
    let slugs: [(&str, Vec<&str>); 4] = [
        ("actions", Action::ALL.map(Action::slug).to_vec()),
        ("scopes", Scope::ALL.map(Scope::slug).to_vec()),
        ("see", Visibility::ALL.map(Visibility::slug).to_vec()),
        ("system", Right::ALL.map(Right::slug).to_vec()),
    ];
    for (key, words) in slugs {
        json.key(key);
        json.raw("[");
        for word in words {
            json.next();
            json.text(word);
        }
        json.raw("]");
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    name: Option<String>,
    note: Option<String>,
    /// A role whose rights the new one begins with.
    from: Option<String>,
    rights: Option<rights::Grants>,
    system: Option<Vec<String>>,
    visibility: Option<rights::Sights>,
}

pub fn add(request: &Request) -> Answer {
    demand_of(request, Kind::Role, Action::Create)?;
    let draft: Draft = request.json()?;
    let from = match &draft.from {
        Some(word) => Some(role_of(request, word)?),
        None => None,
    };
    let draft = drafted(request, draft, from)?;
    let written = roles::add(request.app(), &request.op, draft)?;
    Ok(role_response(request, StatusCode::CREATED, &written.answer))
}

pub fn amend(request: &Request) -> Answer {
    let id = RoleId(request.ordinal(Kind::Role)?);
    demand_of(request, Kind::Role, Action::Edit)?;
    let version = request.version()?;
    let draft = unsaid(request, id, drafted(request, request.json()?, Some(id))?);
    let (written, broken) = expectations::around(request.app(), || {
        roles::amend(request.app(), &request.op, id, version, draft)
    })?;
    let role = &written.answer;
    let mut json = Json::new();
    json.raw("{");
    role_members(request, &mut json, role);
    put_broken(request, &mut json, &broken)?;
    json.raw("}");
    Ok(tagged(json_response(StatusCode::OK, json), role.version))
}

pub fn remove(request: &Request) -> Answer {
    let id = RoleId(request.ordinal(Kind::Role)?);
    demand_of(request, Kind::Role, Action::Delete)?;
    let version = request.version()?;
    let ((), broken) = expectations::around(request.app(), || {
        roles::remove(request.app(), &request.op, id, version)
    })?;
    let mut json = Json::new();
    json.raw("{");
    put_broken(request, &mut json, &broken)?;
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

/// The rights as they are, with what was sent put in their place.
fn drafted(request: &Request, draft: Draft, from: Option<RoleId>) -> Result<roles::Draft, Problem> {
    let live = request.app().live();
    let Draft { name, note, from: _, rights, system, visibility } = draft;
    let known = from.and_then(|id| live.people.role(id));
    let mut drafted = known.map(|role| (*role.record.rights).clone()).unwrap_or_default();
    if let Some(grants) = rights {
        drafted.grants = rights::grants(&grants)?;
    }
    if let Some(system) = system {
        drafted.system = rights::system(&system)?;
    }
    if let Some(sights) = visibility {
        rights::put_sights(&live.catalogue, &sights, &mut drafted)?;
    }
    Ok(roles::Draft { name, note, rights: Some(drafted) })
}

/// Without a name and a note that are only what is shown of the stored ones: a page in English that
/// sends them back changes nothing.
fn unsaid(request: &Request, id: RoleId, draft: roles::Draft) -> roles::Draft {
    let live = request.app().live();
    let Some(known) = live.people.role(id) else { return draft };
    let (role, lang) = (&known.record, request.op.lang);
    roles::Draft {
        name: draft.name.filter(|name| name != role.shown_name(lang)),
        note: draft.note.filter(|note| note != role.shown_note(lang)),
        ..draft
    }
}

fn role_of(request: &Request, word: &str) -> Result<RoleId, Problem> {
    let live = request.app().live();
    let keyset = request.app().store().vault().shared();
    crate::app::read_role(&live.people, &keyset, word).ok_or_else(Problem::missing)
}

fn role_response(request: &Request, status: StatusCode, role: &Stored<Role>) -> Response<Body> {
    let mut json = Json::new();
    role_json(request, &mut json, role);
    tagged(json_response(status, json), role.version)
}

fn role_json(request: &Request, json: &mut Json, role: &Stored<Role>) {
    json.raw("{");
    role_members(request, json, role);
    json.raw("}");
}

fn role_members(request: &Request, json: &mut Json, role: &Stored<Role>) {
    let live = request.app().live();
    let id = RoleId(role.ordinal);
    let renderer = Renderer::new(request.app(), &live, request.op.lang);
    json.key("id");
    json.text(&request.app().public_id(RecordId { kind: Kind::Role, ordinal: role.ordinal }));
    json.key("version");
    json.number(role.version);
    json.key("preset");
    match role.record.preset.as_str() {
        "" => json.raw("null"),
        slug => json.text(slug),
    }
    json.key("fields");
    json.raw("{");
    let (name, note) =
        (role.record.shown_name(request.op.lang), role.record.shown_note(request.op.lang));
    for (key, value) in [("name", name), ("note", note)] {
        json.key(key);
        json.text(value);
    }
    json.raw("}");
    rights::write(json, &live.catalogue, &role.record.rights.spelled_out());
    json.key("people");
    json.number(live.people.with_role(id).count());
    json.key("members");
    renderer.links(json, Kind::User, live.people.with_role(id).map(|user| user.ordinal));
}

pub fn list_teams(request: &Request) -> Answer {
    demand_of(request, Kind::Team, Action::View)?;
    let live = request.app().live();
    let mut json = Json::new();
    json.raw("{\"items\":[");
    for team in live.people.teams() {
        json.next();
        team_json(request, &mut json, team);
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TeamDraft {
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    parent: Option<Option<String>>,
}

pub fn add_team(request: &Request) -> Answer {
    demand_of(request, Kind::Team, Action::Create)?;
    let TeamDraft { name, parent } = request.json()?;
    let written = teams::add(request.app(), &request.op, teams::Draft { name, parent })?;
    Ok(team_response(request, StatusCode::CREATED, &written.answer))
}

pub fn amend_team(request: &Request) -> Answer {
    let id = TeamId(request.ordinal(Kind::Team)?);
    demand_of(request, Kind::Team, Action::Edit)?;
    let version = request.version()?;
    let TeamDraft { name, parent } = request.json()?;
    let draft = teams::Draft { name, parent };
    let (written, broken) = expectations::around(request.app(), || {
        teams::amend(request.app(), &request.op, id, version, draft)
    })?;
    let team = &written.answer;
    let mut json = Json::new();
    json.raw("{");
    team_members(request, &mut json, team);
    put_broken(request, &mut json, &broken)?;
    json.raw("}");
    Ok(tagged(json_response(StatusCode::OK, json), team.version))
}

pub fn remove_team(request: &Request) -> Answer {
    let id = TeamId(request.ordinal(Kind::Team)?);
    demand_of(request, Kind::Team, Action::Delete)?;
    teams::remove(request.app(), &request.op, id, request.version()?)?;
    Ok(no_content())
}

fn team_response(request: &Request, status: StatusCode, team: &Stored<Team>) -> Response<Body> {
    let mut json = Json::new();
    team_json(request, &mut json, team);
    tagged(json_response(status, json), team.version)
}

fn team_json(request: &Request, json: &mut Json, team: &Stored<Team>) {
    json.raw("{");
    team_members(request, json, team);
    json.raw("}");
}

fn team_members(request: &Request, json: &mut Json, team: &Stored<Team>) {
    let live = request.app().live();
    let view = crate::app::records::show::view(request.app(), &request.op, team);
    let people = live.people.list().iter();
    let inside = people.filter(|user| user.record.team == Some(TeamId(team.ordinal)));
    Renderer::new(request.app(), &live, request.op.lang).members(json, &view);
    json.key("people");
    json.number(inside.filter(|user| !user.record.disabled).count());
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preview {
    role: Option<String>,
    user: Option<String>,
}

/// Looks through the eyes of a role or a person from the next request on.
pub fn begin_preview(request: &Request) -> Answer {
    let session = request.session().ok_or_else(Problem::missing)?.hash;
    let Preview { role, user } = request.json()?;
    let eyes = match (role, user) {
        (Some(word), None) => Eyes::Role(role_of(request, &word)?),
        (None, Some(word)) => {
            Eyes::User(request.app().read_user(&word).ok_or_else(Problem::missing)?)
        }
        _ => return Err(Problem::bad_request("json")),
    };
    let own = request.own_op();
    preview::begin(request.app(), &own, session, eyes)?;
    let access = preview::allowed(&request.app().live(), &own.access, eyes)?;
    seen_through(request, &Op { access, preview: true, ..own })
}

pub fn end_preview(request: &Request) -> Answer {
    let session = request.session().ok_or_else(Problem::missing)?.hash;
    let own = request.own_op();
    preview::end(request.app(), &own, session)?;
    seen_through(request, &own)
}

fn seen_through(request: &Request, op: &Op) -> Answer {
    let me = op.actor.user().ok_or_else(Problem::missing)?;
    let stepped_up = request.demand_step_up().is_ok();
    Ok(json_response(StatusCode::OK, session::who_json(request, op, me, stepped_up)?))
}
