//! A team: people who work together, in a tree.

use crate::domain::field::FieldSpec;
use crate::domain::field::Need;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::TeamId;
use crate::domain::record::CustomValues;
use crate::domain::record::Record;
use crate::domain::value::Value;

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Team {
    pub name: String,
    /// The team above; `None` at the top.
    pub parent: Option<TeamId>,
    pub custom: CustomValues,
}

impl Record for Team {
    const KIND: Kind = Kind::Team;

    fn specs() -> &'static [FieldSpec<Team>] {
        &CATALOGUE
    }

    fn custom(&self) -> &CustomValues {
        &self.custom
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.custom
    }
}

const fn row(tag: u16, key: &'static str, zh: &'static str, en: &'static str) -> FieldSpec<Team> {
    FieldSpec { max_chars: 50, ..FieldSpec::text(Tag(tag), key, zh, en) }
}

static CATALOGUE: [FieldSpec<Team>; 2] = [
    FieldSpec {
        need: Need::Always,
        unique: Unique::Kind,
        get: |t| Value::text(&t.name),
        set: |t, v| t.name = v.into_text(),
        ..row(1, "name", "部门名称", "Team name")
    },
    FieldSpec {
        shape: Shape::Links(Kind::Team),
        get: |t| Value::Links(t.parent.iter().map(|parent| parent.0).collect()),
        set: |t, v| t.parent = v.into_links().first().copied().map(TeamId),
        ..row(2, "parent", "上级部门", "Parent team")
    },
];
