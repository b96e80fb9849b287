//! `/fields`, `/regions`, `/numbering`, `/settings`: what the page must know to draw itself.

use crate::app::Organisation;
use crate::app::OrganisationDraft;
use crate::app::Settings;
use crate::app::auth::policy::Policy;
use crate::app::fields::add;
use crate::domain::access::Access;
use crate::domain::access::Right;
use crate::domain::access::Visibility;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::calendar::hours;
use crate::domain::customer::number::Template;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::ids::Kind;
use crate::domain::query::sort;
use crate::domain::region::Region;
use crate::http::body::Request;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::choice_value;
use crate::http::reply::json_response;
use crate::http::users::given;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::StatusCode;
use serde::Deserialize;

type Answer = Result<Response<Body>, Problem>;

/// The catalogue as this viewer may know it.
pub fn fields(request: &Request) -> Answer {
    let live = request.app().live();
    let mut json = Json::new();
    json.raw("{");
    for kind in [Kind::Customer].into_iter().chain(Kind::CHILDREN) {
        json.key(kind.plural());
        json.raw("[");
        for field in live.catalogue.fields(kind) {
            let access = &request.op.access;
            let visibility = access.visibility(kind, field);
            if visibility != Visibility::Hidden || seeded(Bug::HiddenInFields) {
                field_json(&mut json, kind, field, access);
            }
        }
        json.raw("]");
    }
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NewField {
    key: String,
    label_zh: String,
    label_en: String,
    r#type: String,
    required: bool,
    unique: bool,
    sensitive: bool,
    searchable: bool,
    facet: bool,
    max_chars: u32,
    options: Vec<String>,
}

/// A custom field, as the catalogue shows it from now on.
pub fn add_field(request: &Request) -> Answer {
    let new: NewField = request.json()?;
    let new = add::NewField {
        key: new.key,
        zh: new.label_zh,
        en: new.label_en,
        shape: new.r#type,
        required: new.required,
        unique: new.unique,
        sensitive: new.sensitive,
        searchable: new.searchable,
        facet: new.facet,
        max_chars: new.max_chars,
        options: new.options,
    };
    let written = add::add(request.app(), &request.op, new)?;
    let mut json = Json::new();
    field_json(&mut json, Kind::Customer, &written.answer.record.field(), &request.op.access);
    Ok(json_response(StatusCode::CREATED, json))
}

fn field_json(json: &mut Json, kind: Kind, field: &Field, access: &Access) {
    let may_probe = access.may_probe(kind, field);
    let writable = access.may_write(kind, field);
    json.next();
    json.raw("{");
    json.key("key");
    json.text(&field.key);
    json.key("label");
    label(json, &field.zh, &field.en);
    for (key, value) in [
        ("type", field.shape.slug()),
        ("group", field.group.slug()),
        ("required", need(field.need)),
        ("privacy", privacy(field.privacy)),
        ("visibility", access.visibility(kind, field).slug()),
    ] {
        json.key(key);
        json.text(value);
    }
    let facet = may_probe && field.facet;
    for (key, on) in [
        ("searchable", field.index == IndexAs::Name || field.index == IndexAs::Text),
        ("facet", facet),
        ("sortable", may_probe && sort::is_sortable(kind, field)),
        ("writable", writable),
        ("editable", writable && field.origin == Origin::Entered),
        ("opening", writable && field.origin == Origin::Opening),
        ("derived", field.origin == Origin::Derived),
        ("custom", field.tag.is_custom()),
        ("hidden", field.hidden),
    ] {
        json.key(key);
        json.flag(on);
    }
    json.key("max_chars");
    json.number(field.max_chars);
    json.key("options");
    json.raw("[");
    for choice in &field.choices {
        json.next();
        json.raw("{");
        json.key("value");
        json.text(choice_value(choice));
        json.key("label");
        label(json, &choice.zh, &choice.en);
        json.key("code");
        json.text(&choice.code);
        json.key("retired");
        json.flag(choice.retired);
        json.raw("}");
    }
    json.raw("]}");
}

fn label(json: &mut Json, zh: &str, en: &str) {
    json.raw("{");
    json.key("zh");
    json.text(zh);
    json.key("en");
    json.text(en);
    json.raw("}");
}

fn need(need: Need) -> &'static str {
    match need {
        Need::Optional => "no",
        Need::Asked => "asked",
        Need::Always => "always",
    }
}

fn privacy(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::Open => "open",
        Privacy::Personal => "personal",
        Privacy::Sensitive => "sensitive",
    }
}

pub fn regions(request: &Request) -> Answer {
    let parent = match query::one(request, "parent") {
        None | Some("") => None,
        Some(text) => {
            let code = text.parse().map_err(|_| query::bad("parent", "number_form"))?;
            Some(Region(code))
        }
    };
    let mut json = Json::new();
    json.raw("{\"items\":[");
    let regions = parent.map_or_else(|| Region::provinces().to_vec(), Region::children);
    for region in regions {
        json.next();
        json.raw("{");
        json.key("value");
        json.text(&format!("{:06}", region.0));
        json.key("label");
        json.text(region.name());
        json.key("leaf");
        json.flag(Region::children(region).is_empty());
        json.raw("}");
    }
    json.raw("]}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn numbering(request: &Request) -> Answer {
    let live = request.app().live();
    let industry = query::one(request, "industry").unwrap_or_default();
    let field = live.catalogue.by_key(Kind::Customer, "industry");
    let choice = field.and_then(|field| field.choice_by_word(industry));
    let code = choice.map(|choice| choice.code.as_str()).filter(|code| !code.is_empty());
    let template = query::one(request, "template").unwrap_or(&live.settings.numbering);
    let parsed =
        Template::parse(template).map_err(|_| query::bad("template", "numbering_broken"))?;
    let mut json = Json::new();
    json.raw("{");
    json.key("next");
    json.text(&parsed.preview(code, live.settings.year(request.op.now)));
    json.key("template");
    json.text(template);
    json.raw("}");
    Ok(json_response(StatusCode::OK, json))
}

pub fn show(request: &Request) -> Answer {
    Ok(json_response(StatusCode::OK, settings_json(request, &request.app().live().settings)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amend {
    company: Option<String>,
    numbering: Option<String>,
    security: Option<Security>,
    /// Present and null: none any more.
    #[serde(default, deserialize_with = "given")]
    logo: Option<Option<String>>,
    week_start: Option<String>,
    work_from: Option<String>,
    work_to: Option<String>,
    currency: Option<String>,
    fiscal_month: Option<i64>,
    pool_daily_claims: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Security {
    factor_for_all: Option<bool>,
    compliance: Option<bool>,
    idle_minutes: Option<u32>,
    absolute_hours: Option<u32>,
}

impl Security {
    /// What was said, over what holds.
    fn over(self, known: Policy) -> Policy {
        Policy {
            factor_for_all: self.factor_for_all.unwrap_or(known.factor_for_all),
            compliance: self.compliance.unwrap_or(known.compliance),
            idle_minutes: self.idle_minutes.unwrap_or(known.idle_minutes),
            absolute_hours: self.absolute_hours.unwrap_or(known.absolute_hours),
        }
    }
}

pub fn amend(request: &Request) -> Answer {
    let sent: Amend = request.json()?;
    if sent.security.is_some() {
        request.demand_step_up()?;
    }
    let draft = OrganisationDraft {
        logo: sent.logo.map(Option::unwrap_or_default),
        week_start: sent.week_start,
        work_from: sent.work_from,
        work_to: sent.work_to,
        currency: sent.currency,
        fiscal_month: sent.fiscal_month,
        pool_daily_claims: sent.pool_daily_claims,
    };
    let (company, numbering, security) = (sent.company, sent.numbering, sent.security);
    let written = request
        .app()
        .write(&request.op, move |gate| {
            gate.demand_right(Right::Settings)?;
            let known = (*gate.live().settings).clone();
            let company = company.unwrap_or(known.company);
            let numbering = numbering.unwrap_or(known.numbering);
            let security = security.map_or(known.security, |said| said.over(known.security));
            if security != known.security {
                security.save(gate)?;
            }
            let organisation = known.organisation.with(&draft)?;
            Settings { company, numbering, security, organisation, ..known }.save(gate)
        })
        .map_err(Problem::from)?;
    Ok(json_response(StatusCode::OK, settings_json(request, &written.answer)))
}

fn settings_json(request: &Request, settings: &Settings) -> Json {
    let year = settings.year(request.op.now);
    let preview = Template::parse(&settings.numbering)
        .map(|template| template.render(Some("MFG"), year, 1))
        .unwrap_or_default();
    let mut json = Json::new();
    json.raw("{");
    let members = [
        ("company", settings.company.as_str()),
        ("numbering", settings.numbering.as_str()),
        ("numbering_preview", preview.as_str()),
        ("zone", settings.zone.name()),
    ];
    for (key, value) in members {
        json.key(key);
        json.text(value);
    }
    security_json(&mut json, &settings.security);
    organisation_json(&mut json, &settings.organisation);
    json.raw("}");
    json
}

fn security_json(json: &mut Json, policy: &Policy) {
    json.key("security");
    json.raw("{");
    json.key("factor_for_all");
    json.flag(policy.factor_for_all);
    json.key("compliance");
    json.flag(policy.compliance);
    json.key("idle_minutes");
    json.number(policy.idle_minutes);
    json.key("absolute_hours");
    json.number(policy.absolute_hours);
    json.raw("}");
}

fn organisation_json(json: &mut Json, firm: &Organisation) {
    json.key("logo");
    match firm.logo.as_str() {
        "" => json.raw("null"),
        url => json.text(url),
    }
    for (key, value) in [
        ("week_start", firm.week_start.slug()),
        ("work_from", &hours::show(firm.work_from)),
        ("work_to", &hours::show(firm.work_to)),
        ("currency", &firm.currency),
    ] {
        json.key(key);
        json.text(value);
    }
    json.key("fiscal_month");
    json.number(firm.fiscal_month);
    json.key("pool_daily_claims");
    json.number(firm.pool_daily_claims);
}
