//! `/notifications`: what one was told, read or not; and what one wants to be told.

use crate::app::notices;
use crate::app::notices::Cause;
use crate::app::notices::Seen;
use crate::app::notices::Settings;
use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::child;
use crate::domain::customer;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::parse;
use crate::domain::value::Value;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::reply::json_response;
use crate::http::words_notice;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;

type Answer = Result<Response<Body>, Problem>;

const LIMIT: u64 = 30;
const MAX_LIMIT: u64 = 100;

pub fn list(request: &Request) -> Answer {
    const KNOWN: [&str; 3] = ["unread", "limit", "cursor"];
    if let Some((name, _)) = request.query.iter().find(|(name, _)| !KNOWN.contains(&name.as_str()))
    {
        return Err(query::bad(name, "unknown_parameter"));
    }
    let limit = query::number(request, "limit")?.unwrap_or(LIMIT);
    if MAX_LIMIT < limit {
        return Err(query::bad("limit", "out_of_range"));
    }
    let before = query::number(request, "cursor")?;
    let unread = query::one(request, "unread").is_some_and(|text| text == "1" || text == "true");
    let limit = usize::try_from(limit).unwrap_or(0);
    let page = notices::list(request.app(), &request.op, unread, before, limit)?;
    let mut json = Json::new();
    json.raw("{\"items\":[");
    page.items.iter().for_each(|seen| item(request, &mut json, seen));
    json.raw("],\"unread\":");
    json.number(page.unread);
    json.raw(",\"next\":");
    match page.next {
        Some(id) => json.text(&id.to_string()),
        None => json.raw("null"),
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

fn item(request: &Request, json: &mut Json, seen: &Seen) {
    let (app, live) = (request.app(), request.app().live());
    let renderer = Renderer::new(app, &live, request.op.lang);
    let notice = &seen.notice;
    json.next();
    json.raw("{");
    json.key("id");
    json.text(&notice.id.to_string());
    json.key("kind");
    json.text(notice.cause.slug());
    json.key("at");
    json.text(&parse::moment::show(notice.at, live.settings.zone));
    json.key("read");
    json.flag(notice.read);
    json.key("by");
    match notice.by {
        Some(user) => renderer.user(json, user),
        None => json.raw("null"),
    }
    json.key("record");
    json.raw("{");
    json.key("kind");
    json.text(notice.record.kind.plural());
    json.key("id");
    json.text(&app.public_id(notice.record));
    json.raw("}");
    json.key("customer");
    match &seen.customer {
        Some(view) => {
            json.raw("{");
            json.key("id");
            json.text(&app.public_id(view.id()));
            json.key("name");
            json.text(&value_of(request, view, customer::tag::NAME));
            json.raw("}");
        }
        None => json.raw("null"),
    }
    json.key("text");
    json.text(&text(request, seen));
    json.raw("}");
}

fn text(request: &Request, seen: &Seen) -> String {
    let (notice, lang) = (&seen.notice, request.op.lang);
    let names = [child::task::tag::TITLE, child::service::tag::NUMBER, child::deal::tag::OWNER];
    let first = |tags: &[Tag]| {
        let mut all = tags.iter().map(|tag| value_of(request, &seen.record, *tag));
        all.find(|text| !text.is_empty()).unwrap_or_default()
    };
    let customer = seen.customer.as_ref();
    let customer = customer.map(|view| value_of(request, view, customer::tag::NAME));
    let customer = customer.filter(|name| !name.is_empty());
    let many = u64::from(notice.more) + 1;
    let amount = first(&[child::deal::tag::AMOUNT, child::payment::tag::AMOUNT]);
    let texts = [
        ("{by}", notice.by.map_or_else(String::new, |user| person(request, user))),
        ("{name}", first(&names)),
        ("{customer}", customer.unwrap_or_else(|| words_notice::somebody(lang).to_owned())),
        ("{amount}", amount.clone()),
        ("{at}", due(request, &seen.record)),
        ("{more}", many.to_string()),
    ];
    let bare = words_notice::without_amount(notice.cause, lang);
    let bare = bare.filter(|_| amount.is_empty() && many == 1);
    let template = words_notice::template(notice.cause, 1 < many, lang);
    filled(bare.unwrap_or(template), &texts)
}

/// A space, month, day and minute by which a to-do must be done; nothing where that is not seen.
fn due(request: &Request, view: &View) -> String {
    let found = view.cells().iter().find(|(tag, _)| *tag == child::task::tag::DUE);
    match found {
        Some((_, Shown::Clear(Value::Moment(at)))) if view.id().kind == Kind::Task => {
            let zone = request.app().live().settings.zone;
            let shown = parse::moment::show(*at, zone);
            format!(" {}", shown.get(5..16).unwrap_or_default().replace('T', " "))
        }
        Some(_) | None => String::new(),
    }
}

/// What is put in is not looked through for further gaps: it may be anything.
fn filled(template: &str, texts: &[(&str, String)]) -> String {
    let (mut out, mut rest) = (String::new(), template);
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = texts.iter().find(|(gap, _)| rest.starts_with(gap));
        let Some((gap, text)) = found else { break };
        out.push_str(text);
        rest = &rest[gap.len()..];
    }
    out + rest
}

/// One value as text, masked where this person sees it so; empty where they do not see it.
fn value_of(request: &Request, view: &View, tag: Tag) -> String {
    let shown = view.cells().iter().find(|(known, _)| *known == tag).map(|(_, shown)| shown);
    match shown {
        Some(Shown::Masked(mask)) => mask.clone(),
        Some(Shown::Clear(Value::Text(text))) => text.clone(),
        Some(Shown::Clear(Value::Money(money))) => parse::money::show(*money),
        Some(Shown::Clear(Value::User(user))) => person(request, *user),
        Some(Shown::Clear(_)) | None => String::new(),
    }
}

fn person(request: &Request, user: UserId) -> String {
    request.app().live().people.name(user).to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reads {
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default)]
    all: bool,
}

pub fn read(request: &Request) -> Answer {
    let Reads { ids, all } = request.json()?;
    let left = match all {
        true => notices::mark_all(request.app(), &request.op)?,
        false => {
            let ids = ids.iter().filter_map(|id| id.parse().ok()).collect();
            notices::mark_read(request.app(), &request.op, ids)?
        }
    };
    let mut json = Json::new();
    json.raw("{\"unread\":");
    json.number(left);
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn settings(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    settings_response(&notices::settings(request.app(), user)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    kinds: BTreeMap<String, bool>,
}

pub fn choose(request: &Request) -> Answer {
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let Wanted { kinds } = request.json()?;
    let mut changed = Settings::new();
    for (slug, on) in kinds {
        let unknown = || {
            let fault = Fault::new("kinds", "unknown_option").with("value", &slug);
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid").fault(fault)
        };
        changed.push((Cause::from_slug(&slug).ok_or_else(unknown)?, on));
    }
    notices::choose(request.app(), &request.op, user, changed)?;
    settings(request)
}

fn settings_response(settings: &Settings) -> Answer {
    let mut json = Json::new();
    json.raw("{\"kinds\":{");
    for (cause, on) in settings {
        json.key(cause.slug());
        json.flag(*on);
    }
    json.raw("}}");
    Ok(json_response(StatusCode::OK, json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::op::Lang;

    #[test]
    fn what_fills_a_gap_is_no_template() {
        let texts = [("{name}", "{by} {x}".to_owned()), ("{by}", "王敏".to_owned())];
        assert_eq!(filled("{by}：{name}。", &texts), "王敏：{by} {x}。");
        for cause in Cause::ALL {
            for (many, lang) in
                [(false, Lang::Zh), (true, Lang::Zh), (false, Lang::En), (true, Lang::En)]
            {
                let all = ["{by}", "{name}", "{customer}", "{amount}", "{at}", "{more}"];
                let texts = all.map(|gap| (gap, String::new()));
                let text = filled(words_notice::template(cause, many, lang), &texts);
                assert!(!text.contains('{'), "{text}");
            }
        }
    }
}
