//! `/customers/bulk`: the same change for many customers.

use crate::app::Error;
use crate::app::assignments::Which;
use crate::app::bulk;
use crate::app::bulk::Change;
use crate::app::records::answers::Given;
use crate::app::records::draft::Input;
use crate::app::records::draft::Members;
use crate::app::records::show;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::http::body::Request;
use crate::http::pool;
use crate::http::pool::MAX_IDS;
use crate::http::pool::Strangers;
use crate::http::problem::Problem;
use crate::http::text;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;

/// What a request says: which customers, and what of them.
#[derive(Default)]
struct Said {
    ids: Option<Vec<String>>,
    filter: Option<String>,
    set: Members,
    add: Members,
}

pub fn change(request: &Request) -> Result<Response<Body>, Problem> {
    let Said { ids, filter, set, add } = said(request.members()?)?;
    let (which, strangers) = pool::which(request, ids, filter)?;
    pool::once(request, "bulk", || run(request, which, &strangers, Change { set, add }))
}

fn run(
    request: &Request,
    which: Which,
    strangers: &Strangers,
    change: Change,
) -> Result<Given, Problem> {
    let app = request.app();
    let step_up = request.demand_step_up();
    let done = bulk::change(app, &request.op, which, change, step_up.is_ok());
    let done = done.map_err(|error| pool::unless_stepped_up(error, step_up))?;
    let (unchanged, kept): (Vec<_>, Vec<_>) =
        done.kept.into_iter().partition(|(_, why)| why.reason == "unchanged");
    let mut json = Json::new();
    json.raw("{");
    json.key("batch");
    match done.batch {
        Some(batch) => json.text(&batch.0.to_string()),
        None => json.raw("null"),
    }
    json.key("changed");
    json.number(done.changed);
    json.key("unchanged");
    json.number(unchanged.len());
    json.key("kept");
    json.raw("[");
    for (ordinal, why) in kept.iter().take(MAX_IDS) {
        let id = app.public_id(RecordId { kind: Kind::Customer, ordinal: *ordinal });
        let name = show::name_of_customer(app, &request.op, *ordinal);
        one_kept(&mut json, request, &id, name.as_deref(), why);
    }
    for (id, reason) in strangers {
        let why = bulk::Why { reason, faults: Vec::new() };
        one_kept(&mut json, request, id, None, &why);
    }
    json.raw("]");
    json.key("kept_more");
    json.number(kept.len().saturating_sub(MAX_IDS));
    json.raw("}");
    Ok(Given { number: done.seq.0, said: json.into_bytes() })
}

fn said(members: Members) -> Result<Said, Problem> {
    let mut said = Said::default();
    for (key, input) in members {
        match (key.as_str(), input) {
            ("ids", Input::List(list)) => {
                let text = |input| match input {
                    Input::Text(text) => Ok(text),
                    _ => Err(Problem::bad_request("json")),
                };
                said.ids = Some(list.into_iter().map(text).collect::<Result<_, _>>()?);
            }
            ("filter", Input::Text(filter)) => said.filter = Some(filter),
            ("set", Input::Object(set)) => said.set = set,
            ("add", Input::Object(add)) => said.add = add,
            ("ids" | "filter" | "set" | "add", _) => return Err(Problem::bad_request("json")),
            (other, _) => return Err(Error::fault(other, "unknown_field").into()),
        }
    }
    Ok(said)
}

fn one_kept(json: &mut Json, request: &Request, id: &str, name: Option<&str>, why: &bulk::Why) {
    let lang = request.op.lang;
    let message = match why.faults.first() {
        Some(fault) => text::fault(fault, lang),
        None => text::fault(&Fault::new("", why.reason), lang),
    };
    json.next();
    json.raw("{");
    json.key("id");
    json.text(id);
    json.key("name");
    match name {
        Some(name) => json.text(name),
        None => json.raw("null"),
    }
    json.key("reason");
    json.text(why.reason);
    json.key("message");
    json.text(&message);
    if !why.faults.is_empty() {
        json.key("fields");
        json.raw("[");
        for fault in &why.faults {
            json.next();
            json.raw("{");
            let message = text::fault(fault, lang);
            for (key, value) in
                [("field", fault.field.as_str()), ("reason", fault.reason), ("message", &message)]
            {
                json.key(key);
                json.text(value);
            }
            json.raw("}");
        }
        json.raw("]");
    }
    json.raw("}");
}
