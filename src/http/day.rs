//! `/day`: what a person has to do today, and how the month goes.

use crate::app::Error;
use crate::app::day;
use crate::app::day::Section;
use crate::app::day::Whose;
use crate::app::shelf::Shelf;
use crate::domain::child::deal;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::parse;
use crate::domain::value::Money;
use crate::http::body::Request;
use crate::http::lists;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;

/// In the place of a person, for all whose customers the caller sees.
const EVERYBODY: &str = "all";

pub fn show(request: &Request) -> Result<Response<Body>, Problem> {
    query::only(request, &["user", "after"])?;
    let (app, op) = (request.app(), &request.op);
    let whose = match query::one(request, "user").filter(|text| !text.is_empty()) {
        Some(EVERYBODY) => Some(Whose::Everybody),
        Some(text) => {
            let user = app.read_id(Kind::User, text).ok_or(Error::Missing)?;
            Some(Whose::Person(UserId(user)))
        }
        None => None,
    };
    let after = Seq(query::number(request, "after")?.unwrap_or(0));
    let day = day::day(app, op, whose, after)?;
    let live = app.live();
    let renderer = Renderer::of(app, &live, op);
    let mut json = Json::new();
    json.raw("{");
    for (key, section) in [
        ("overdue", &day.overdue),
        ("today", &day.today),
        ("week", &day.week),
        ("services", &day.services),
    ] {
        json.key(key);
        put_section(&renderer, &mut json, section);
    }
    json.key("payments");
    put_payments(&renderer, &mut json, &day.payments);
    json.key("month");
    put_month(&mut json, &day.month);
    json.key("pipeline");
    json.raw("[");
    let field = live.catalogue.by_tag(Kind::Deal, deal::tag::STAGE);
    for stage in &day.pipeline {
        let Some(field) = field else { continue };
        json.next();
        json.raw("{");
        json.key("stage");
        renderer.choice(&mut json, field, stage.stage);
        json.key("count");
        json.number(stage.count);
        json.key("amount");
        put_money(&mut json, stage.amount);
        json.raw("}");
    }
    json.raw("]}");
    let answer = json_response(StatusCode::OK, json);
    Ok(lists::tell_state(request, Shelf::Children, answer))
}

fn put_section(renderer: &Renderer, json: &mut Json, section: &Section) {
    json.raw("{");
    json.key("total");
    json.number(section.total);
    json.key("items");
    json.raw("[");
    section.items.iter().for_each(|view| renderer.view(json, view));
    json.raw("]}");
}

fn put_payments(renderer: &Renderer, json: &mut Json, payments: &day::Payments) {
    json.raw("{");
    json.key("total");
    json.number(payments.total);
    json.key("more");
    json.flag(payments.more);
    json.key("items");
    json.raw("[");
    for item in &payments.items {
        json.next();
        json.raw("{");
        json.key("deal");
        renderer.reference(json, Kind::Deal, Some(item.deal));
        json.key("customer");
        renderer.reference(json, Kind::Customer, Some(item.customer));
        json.key("amount");
        put_money(json, Some(item.amount));
        json.key("on");
        json.text(&parse::day::show(item.on));
        json.raw("}");
    }
    json.raw("]}");
}

fn put_month(json: &mut Json, month: &day::Month) {
    json.raw("{");
    for (key, day) in [("from", month.from), ("to", month.to)] {
        json.key(key);
        json.text(&parse::day::show(day));
    }
    for (key, amount) in [("won_amount", month.won_amount), ("target", month.target)] {
        json.key(key);
        put_money(json, amount);
    }
    for (key, count) in [
        ("won_count", month.won_count),
        ("new_customers", month.new_customers),
        ("followups", month.followups),
        ("services", month.services),
    ] {
        json.key(key);
        match count {
            Some(count) => json.number(count),
            None => json.raw("null"),
        }
    }
    json.raw("}");
}

fn put_money(json: &mut Json, amount: Option<Money>) {
    match amount {
        Some(amount) => json.text(&parse::money::show(amount)),
        None => json.raw("null"),
    }
}
