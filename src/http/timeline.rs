//! The page of a customer: everything at first, the timeline as one scrolls, the change of level.

use crate::app::Error;
use crate::app::records::show;
use crate::app::records::timeline;
use crate::app::records::timeline::Ask;
use crate::app::records::timeline::Item;
use crate::app::records::timeline::Page;
use crate::app::records::timeline::Place;
use crate::app::records::transition;
use crate::domain::access::View;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ledger::Turn;
use crate::domain::parse;
use crate::domain::value::Moment;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::records;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::reply::seq_header;
use crate::http::reply::tagged;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;

type Answer = Result<Response<Body>, Problem>;

/// Items of a page, where nothing else is asked.
const LIMIT: usize = 50;

/// What the timeline calls the turns of the customer itself.
const CHANGES: &str = "changes";

pub fn page(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let ask = Ask { kinds: kinds(request)?, limit: limit(request)?, after: after(request)? };
    let page = timeline::page(request.app(), &request.op, ordinal, &ask)?;
    let live = request.app().live();
    let renderer = Renderer::of(request.app(), &live, &request.op);
    let mut json = Json::new();
    json.raw("{");
    put_page(request, &renderer, &mut json, &page);
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn overview(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let limit = limit(request)?;
    let overview = timeline::overview(request.app(), &request.op, ordinal, limit)?;
    let live = request.app().live();
    let renderer = Renderer::of(request.app(), &live, &request.op);
    let mut json = Json::new();
    json.raw("{");
    json.key("customer");
    renderer.view(&mut json, &overview.customer);
    let lists: [(&str, &[View]); 3] =
        [("contacts", &overview.contacts), ("tasks", &overview.tasks), ("deals", &overview.deals)];
    for (key, views) in lists {
        json.key(key);
        json.raw("[");
        views.iter().for_each(|view| renderer.view(&mut json, view));
        json.raw("]");
    }
    json.key("created_at");
    json.text(&parse::moment::show(overview.created_at, live.settings.zone));
    json.key("levels");
    json.raw("[");
    let levels = overview.turns.iter().filter(|turn| turn.field == tag::LEVEL);
    levels.for_each(|turn| put_turn(request, &renderer, &mut json, turn));
    json.raw("]");
    json.key("timeline");
    json.raw("{");
    put_page(request, &renderer, &mut json, &overview.timeline);
    json.raw("}}");
    Ok(tagged(json_response(StatusCode::OK, json), overview.customer.version()))
}

pub fn turn(request: &Request) -> Answer {
    let ordinal = request.ordinal(Kind::Customer)?;
    let version = request.header("if-match").map(|_| request.version()).transpose()?;
    let (app, op) = (request.app(), &request.op);
    let repeat = records::repeat(request)?;
    let turned = transition::turn(app, op, ordinal, version, request.members()?, repeat);
    let written = match turned {
        Err(Error::Stale { current, fields }) => {
            return Err(records::conflict::<crate::domain::customer::Customer>(
                request, ordinal, current, &fields,
            ));
        }
        written => written?,
    };
    let customer = &written.answer.customer;
    let live = app.live();
    let renderer = Renderer::of(app, &live, op);
    let mut json = Json::new();
    json.raw("{");
    renderer.members(&mut json, &show::view(app, op, customer));
    json.key("deal");
    let deal = written.answer.deal.as_ref().map(|deal| deal.ordinal);
    match deal {
        Some(ordinal) => {
            json.raw("{");
            json.key("id");
            json.text(&app.public_id(RecordId { kind: Kind::Deal, ordinal }));
            json.raw("}");
        }
        None => json.raw("null"),
    }
    json.key("batch");
    match written.batch {
        Some(batch) => json.text(&batch.0.to_string()),
        None => json.raw("null"),
    }
    json.raw("}");
    let mut response = tagged(json_response(StatusCode::OK, json), customer.version);
    seq_header(&mut response, written.seq);
    Ok(response)
}

fn put_page(request: &Request, renderer: &Renderer, json: &mut Json, page: &Page) {
    json.key("items");
    json.raw("[");
    for item in &page.items {
        match item {
            Item::Record(view) => {
                json.next();
                json.raw("{");
                json.key("kind");
                json.text(view.id().kind.plural());
                renderer.members(json, view);
                json.raw("}");
            }
            Item::Turn(turn) => put_turn(request, renderer, json, turn),
        }
    }
    json.raw("]");
    json.key("next");
    match page.next {
        Some((at, id)) => json.text(&format!("{}.{}", at.0, request.app().public_id(id))),
        None => json.raw("null"),
    }
    json.key("counts");
    json.raw("{");
    for (kind, count) in &page.counts {
        json.key(called(*kind));
        json.number(count);
    }
    json.raw("}");
}

fn put_turn(request: &Request, renderer: &Renderer, json: &mut Json, turn: &Turn) {
    let live = request.app().live();
    let Some(field) = live.catalogue.by_tag(Kind::Customer, turn.field) else { return };
    json.next();
    json.raw("{");
    json.key("kind");
    json.text(CHANGES);
    json.key("seq");
    json.number(turn.seq);
    json.key("at");
    json.text(&parse::moment::show(turn.at, live.settings.zone));
    json.key("by");
    match turn.by {
        Some(user) => renderer.user(json, user),
        None => json.raw("null"),
    }
    json.key("field");
    json.text(&field.key);
    for (key, number) in [("from", turn.from), ("to", turn.to)] {
        json.key(key);
        renderer.turned(json, field, number);
    }
    json.raw("}");
}

fn called(kind: Kind) -> &'static str {
    if kind == Kind::Customer { CHANGES } else { kind.plural() }
}

fn kinds(request: &Request) -> Result<Vec<Kind>, Problem> {
    let words = query::one(request, "kinds").unwrap_or("");
    let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
    let kind = |word: &str| {
        let known = timeline::TOLD.into_iter().find(|kind| called(*kind) == word);
        known.ok_or_else(|| query::bad("kinds", "unknown_kind"))
    };
    words.map(kind).collect()
}

fn limit(request: &Request) -> Result<usize, Problem> {
    let limit = query::number(request, "limit")?.map_or(LIMIT, |n| n as usize);
    if (1..=200).contains(&limit) { Ok(limit) } else { Err(query::bad("limit", "out_of_range")) }
}

/// `moment.id` of the last item of the page before.
fn after(request: &Request) -> Result<Option<Place>, Problem> {
    let Some(text) = query::one(request, "cursor") else { return Ok(None) };
    let keyset = request.app().store().vault().shared();
    let place = text.split_once('.').and_then(|(at, id)| {
        let (kind, ordinal) = keyset.read_id(id)?;
        let id = RecordId { kind: Kind::from_number(kind)?, ordinal };
        Some((Moment(at.parse().ok()?), id))
    });
    place.map(Some).ok_or_else(|| query::bad("cursor", "bad_cursor"))
}
