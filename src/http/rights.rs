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
use crate::domain::op::Lang;
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
/// 422 for a kind, action or scope that does not exist, or an action that nobody does with the kind.
pub fn grants(given: &Grants) -> Result<BTreeMap<(Kind, Action), Scope>, Problem> {
    let mut grants = BTreeMap::new();
    for (plural, actions) in given {
        let kind = business(plural)?;
        for (action, scope) in actions {
            let known = Action::from_slug(action).filter(|action| action.is_for(kind));
            let known = known.ok_or_else(|| bad("rights", action))?;
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
        for action in Action::ALL.into_iter().filter(|action| action.is_for(kind)) {
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

/// What of the rights is not in the others, in words: `查看 全部、手机号 脱敏`. For the log.
pub fn told(rights: &Rights, others: &Rights, catalogue: &Catalogue, lang: Lang) -> String {
    let known = described(others, catalogue, lang);
    let own = described(rights, catalogue, lang);
    let mut lines: Vec<String> = own
        .iter()
        .filter(|(what, how)| known.get(*what) != Some(*how))
        .map(|(what, how)| format!("{what} {how}"))
        .collect();
    // What only the others name, these do not grant, or see as any field like it.
    let gone = known.keys().filter(|what| !own.contains_key(*what));
    lines.extend(gone.map(|what| format!("{what} –")));
    lines.join(pick(lang, "、", ", "))
}

fn described(rights: &Rights, catalogue: &Catalogue, lang: Lang) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for ((kind, action), scope) in &rights.grants {
        let what = match kind_word(*kind, lang) {
            "" => action_word(*action, lang).to_owned(),
            of => format!("{of} {}", action_word(*action, lang)),
        };
        words.insert(what, scope_word(*scope, lang).to_owned());
    }
    for right in &rights.system {
        words.insert(right_word(*right, lang).to_owned(), pick(lang, "有", "yes").to_owned());
    }
    let sight = |sight: Sight| {
        let write = if sight.write { pick(lang, "可写", "written") } else { "" };
        format!("{} {write}", see_word(sight.see, lang)).trim_end().to_owned()
    };
    words.insert(pick(lang, "隐私字段", "private fields").to_owned(), sight(rights.private));
    for ((kind, tag), one) in &rights.fields {
        let field = catalogue.by_tag(*kind, *tag);
        let name = field.map_or("", |field| pick(lang, &field.zh, &field.en));
        words.insert(name.to_owned(), sight(*one));
    }
    words
}

fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Nothing for customers: theirs are the rights that most is said of.
fn kind_word(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Customer | Kind::User | Kind::Field | Kind::Team | Kind::Role => "",
        Kind::Contact => pick(lang, "联系人", "contacts"),
        Kind::FollowUp => pick(lang, "跟进记录", "follow-ups"),
        Kind::Task => pick(lang, "待办", "to-dos"),
        Kind::Service => pick(lang, "服务记录", "service records"),
        Kind::Deal => pick(lang, "商机", "deals"),
        Kind::Order => pick(lang, "订单", "orders"),
        Kind::Participation => pick(lang, "活动参与", "participations"),
        Kind::Consent => pick(lang, "授权", "consents"),
        Kind::Payment => pick(lang, "收款", "payments"),
        Kind::Attachment => pick(lang, "附件", "attachments"),
    }
}

fn action_word(action: Action, lang: Lang) -> &'static str {
    match action {
        Action::View => pick(lang, "查看", "view"),
        Action::Create => pick(lang, "新增", "create"),
        Action::Edit => pick(lang, "编辑", "edit"),
        Action::Delete => pick(lang, "删除", "delete"),
        Action::Assign => pick(lang, "分配", "assign"),
        Action::Export => pick(lang, "导出", "export"),
        Action::Import => pick(lang, "导入", "import"),
        Action::Reveal => pick(lang, "查看完整值", "reveal"),
    }
}

fn scope_word(scope: Scope, lang: Lang) -> &'static str {
    match scope {
        Scope::None => pick(lang, "无", "none"),
        Scope::Own => pick(lang, "本人", "own"),
        Scope::Team => pick(lang, "本部门", "team"),
        Scope::Below => pick(lang, "本部门及下级", "team and below"),
        Scope::All => pick(lang, "全部", "all"),
    }
}

fn see_word(see: Visibility, lang: Lang) -> &'static str {
    match see {
        Visibility::Hidden => pick(lang, "隐藏", "hidden"),
        Visibility::Masked => pick(lang, "脱敏", "masked"),
        Visibility::Own => pick(lang, "本人可见", "own"),
        Visibility::Clear => pick(lang, "完整", "clear"),
    }
}

fn right_word(right: Right, lang: Lang) -> &'static str {
    match right {
        Right::Users => pick(lang, "用户与部门", "people"),
        Right::Roles => pick(lang, "角色与权限", "roles"),
        Right::Fields => pick(lang, "字段", "fields"),
        Right::Settings => pick(lang, "设置", "settings"),
        Right::Audit => pick(lang, "审计日志", "audit log"),
        Right::Pool => pick(lang, "公海", "pool"),
    }
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
