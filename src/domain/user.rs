//! A person who signs in.

use crate::domain::field::FieldSpec;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::ids::RoleId;
use crate::domain::ids::Tag;
use crate::domain::ids::TeamId;
use crate::domain::record::CustomValues;
use crate::domain::record::Record;
use crate::domain::value::Money;
use crate::domain::value::Value;

/// The record of a person. The password is no field: it is sealed apart, under the key for secrets.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct User {
    /// Unique, compared without case.
    pub login: String,
    pub name: String,
    pub disabled: bool,
    /// Grows with a new password and when the person is kept out: sessions and tokens of an older
    /// epoch are void. Rights are read afresh anyway.
    pub epoch: i64,
    /// What they grant together is what the person may do.
    pub roles: Vec<RoleId>,
    pub team: Option<TeamId>,
    /// What the person is to win in a month.
    pub target: Option<Money>,
    pub custom: CustomValues,
}

impl Record for User {
    const KIND: Kind = Kind::User;

    fn specs() -> &'static [FieldSpec<User>] {
        &CATALOGUE
    }

    fn custom(&self) -> &CustomValues {
        &self.custom
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.custom
    }
}

const fn row(tag: u16, key: &'static str, zh: &'static str, en: &'static str) -> FieldSpec<User> {
    FieldSpec { max_chars: 50, ..FieldSpec::text(Tag(tag), key, zh, en) }
}

static CATALOGUE: [FieldSpec<User>; 7] = [
    FieldSpec {
        need: Need::Always,
        unique: Unique::Kind,
        get: |u| Value::text(&u.login),
        set: |u, v| u.login = v.into_text(),
        ..row(1, "login", "账号", "Login")
    },
    FieldSpec {
        need: Need::Always,
        get: |u| Value::text(&u.name),
        set: |u, v| u.name = v.into_text(),
        ..row(2, "name", "姓名", "Name")
    },
    FieldSpec {
        shape: Shape::Flag,
        get: |u| if u.disabled { Value::Flag(true) } else { Value::Missing },
        set: |u, v| u.disabled = v.into_flag(),
        ..row(4, "disabled", "已停用", "Disabled")
    },
    FieldSpec {
        shape: Shape::Whole,
        origin: Origin::System,
        get: |u| Value::Whole(u.epoch),
        set: |u, v| u.epoch = v.into_whole().unwrap_or(0),
        ..row(5, "epoch", "权限版本", "Epoch")
    },
    FieldSpec {
        shape: Shape::Links(Kind::Role),
        get: |u| Value::Links(u.roles.iter().map(|role| role.0).collect()),
        set: |u, v| u.roles = v.into_links().into_iter().map(RoleId).collect(),
        ..row(6, "roles", "角色", "Roles")
    },
    FieldSpec {
        shape: Shape::Links(Kind::Team),
        get: |u| Value::Links(u.team.iter().map(|team| team.0).collect()),
        set: |u, v| u.team = v.into_links().first().copied().map(TeamId),
        ..row(7, "team", "部门", "Team")
    },
    FieldSpec {
        shape: Shape::Money,
        get: |u| Value::of(u.target, Value::Money),
        set: |u, v| u.target = v.into_money(),
        ..row(8, "target", "每月目标", "Monthly target")
    },
];

/// Tags by name, for rules that speak of one field. 3 was the name of the only role.
pub mod tag {
    use crate::domain::ids::Tag;

    pub const ROLE_NAME: Tag = Tag(3);
    pub const DISABLED: Tag = Tag(4);
    pub const EPOCH: Tag = Tag(5);
}
