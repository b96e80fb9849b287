//! A role: a named bundle of rights.

use crate::domain::access::Rights;
use crate::domain::access::presets;
use crate::domain::field::FieldSpec;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::op::Lang;
use crate::domain::record::CustomValues;
use crate::domain::record::Record;
use crate::domain::value::Value;
use std::sync::Arc;

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Role {
    pub name: String,
    pub note: String,
    /// Which of the shipped roles it came from; empty for the firm's own.
    pub preset: String,
    pub rights: Arc<Rights>,
    pub custom: CustomValues,
}

impl Role {
    /// A shipped role that is still called so has a name in each language.
    pub fn shown_name(&self, lang: Lang) -> &str {
        match (lang, presets::by_slug(&self.preset)) {
            (Lang::En, Some(preset)) if preset.name == self.name => preset.en.0,
            (Lang::En | Lang::Zh, _) => &self.name,
        }
    }

    /// As its name.
    pub fn shown_note(&self, lang: Lang) -> &str {
        match (lang, presets::by_slug(&self.preset)) {
            (Lang::En, Some(preset)) if preset.note == self.note => preset.en.1,
            (Lang::En | Lang::Zh, _) => &self.note,
        }
    }
}

impl Record for Role {
    const KIND: Kind = Kind::Role;

    fn specs() -> &'static [FieldSpec<Role>] {
        &CATALOGUE
    }

    fn custom(&self) -> &CustomValues {
        &self.custom
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.custom
    }
}

const fn row(tag: u16, key: &'static str, zh: &'static str, en: &'static str) -> FieldSpec<Role> {
    FieldSpec { max_chars: 50, ..FieldSpec::text(Tag(tag), key, zh, en) }
}

static CATALOGUE: [FieldSpec<Role>; 4] = [
    FieldSpec {
        need: Need::Always,
        unique: Unique::Kind,
        get: |r| Value::text(&r.name),
        set: |r, v| r.name = v.into_text(),
        ..row(1, "name", "角色名称", "Role name")
    },
    FieldSpec {
        max_chars: 200,
        get: |r| Value::text(&r.note),
        set: |r, v| r.note = v.into_text(),
        ..row(2, "note", "说明", "Note")
    },
    FieldSpec {
        origin: Origin::System,
        get: |r| Value::text(&r.preset),
        set: |r, v| r.preset = v.into_text(),
        ..row(3, "preset", "预置角色", "Preset")
    },
    FieldSpec {
        shape: Shape::Rights,
        get: |r| Value::Rights(Arc::clone(&r.rights)),
        set: |r, v| r.rights = v.into_rights(),
        ..row(4, "rights", "权限", "Rights")
    },
];
