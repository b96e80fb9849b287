//! Rights on the wire: `rights`, `system` and `visibility` of a role.

use crate::app::Error;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Rights;
use crate::domain::access::Scope;
use crate::domain::access::Sight;
use crate::domain::access::Visibility;
use crate::domain::catalogue::Catalogue;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::http::problem::Problem;
use crate::http::write::Json;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// By kind, then by action.
pub type Grants = BTreeMap<String, BTreeMap<String, String>>;

/// By kind.
pub type Sights = BTreeMap<String, SightsOf>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SightsOf {
    default: Option<OneSight>,
    #[serde(default)]
    fields: BTreeMap<String, OneSight>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneSight {
    see: String,
    write: bool,
}

/// # Errors
/// 422 for a kind, action or scope that does not exist.
pub fn grants(given: &Grants) -> Result<BTreeMap<(Kind, Action), Scope>, Problem> {
    let mut grants = BTreeMap::new();
    for (plural, actions) in given {
        let kind = business(plural)?;
        for (action, scope) in actions {
            let known = Action::from_slug(action).ok_or_else(|| bad("rights", action))?;
            let scope = Scope::from_slug(scope).ok_or_else(|| bad("rights", scope))?;
            grants.insert((kind, known), scope);
        }
    }
    Ok(grants)
}

/// # Errors
/// 422 for a right that does not exist.
pub fn system(given: &[String]) -> Result<BTreeSet<Right>, Problem> {
    given.iter().map(|word| Right::from_slug(word).ok_or_else(|| bad("system", word))).collect()
}

/// # Errors
/// 422 for a kind, field or visibility that does not exist.
pub fn put_sights(
    catalogue: &Catalogue,
    given: &Sights,
    rights: &mut Rights,
) -> Result<(), Problem> {
    for (plural, sights) in given {
        let kind = business(plural)?;
        if let Some(default) = &sights.default {
            rights.private = sight(default)?;
        }
        let mut fields: BTreeMap<(Kind, Tag), Sight> = BTreeMap::new();
        for (key, one) in &sights.fields {
            let field = catalogue.by_key(kind, key).ok_or_else(|| bad("visibility", key))?;
            fields.insert((kind, field.tag), sight(one)?);
        }
        rights.fields.retain(|(of, _), _| *of != kind);
        rights.fields.extend(fields);
    }
    Ok(())
}

pub fn write(json: &mut Json, catalogue: &Catalogue, rights: &Rights) {
    json.key("rights");
    json.raw("{");
    for kind in Kind::BUSINESS {
        json.key(kind.plural());
        json.raw("{");
        for action in Action::ALL {
            json.key(action.slug());
            json.text(rights.scope(kind, action).slug());
        }
        json.raw("}");
    }
    json.raw("}");
    json.key("system");
    json.raw("[");
    for right in &rights.system {
        json.next();
        json.text(right.slug());
    }
    json.raw("]");
    json.key("visibility");
    json.raw("{");
    for kind in Kind::BUSINESS {
        json.key(kind.plural());
        json.raw("{");
        json.key("default");
        sight_json(json, rights.private);
        json.key("fields");
        json.raw("{");
        for ((of, tag), sight) in &rights.fields {
            if let Some(field) = catalogue.by_tag(kind, *tag).filter(|_| *of == kind) {
                json.key(&field.key);
                sight_json(json, *sight);
            }
        }
        json.raw("}}");
    }
    json.raw("}");
}

fn sight_json(json: &mut Json, sight: Sight) {
    json.raw("{");
    json.key("see");
    json.text(sight.see.slug());
    json.key("write");
    json.flag(sight.write);
    json.raw("}");
}

fn sight(given: &OneSight) -> Result<Sight, Problem> {
    let see = Visibility::from_slug(&given.see).ok_or_else(|| bad("visibility", &given.see))?;
    Ok(Sight { see, write: given.write })
}

fn business(plural: &str) -> Result<Kind, Problem> {
    let kind = Kind::BUSINESS.into_iter().find(|kind| kind.plural() == plural);
    kind.ok_or_else(|| bad("rights", plural))
}

fn bad(field: &str, value: &str) -> Problem {
    Error::Invalid(vec![Fault::new(field, "unknown_option").with("value", value)]).into()
}
