//! A person who signs in.

use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::CustomValues;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// The record of a person. The password is no field: it is sealed apart, under the key for secrets.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct User {
    /// Unique, compared without case.
    pub login: String,
    pub name: String,
    pub role: String,
    pub disabled: bool,
    /// Grows when the password, the role or the rights change: sessions and tokens of an older
    /// epoch are void.
    pub epoch: i64,
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
    FieldSpec {
        tag: Tag(tag),
        key,
        zh,
        en,
        group: Group::Basic,
        shape: Shape::Text,
        need: Need::Optional,
        privacy: Privacy::Open,
        index: IndexAs::None,
        origin: Origin::Entered,
        max_chars: 50,
        unique: false,
        get: |_| Value::Missing,
        set: |_, _| {},
    }
}

static CATALOGUE: [FieldSpec<User>; 5] = [
    FieldSpec {
        need: Need::Always,
        unique: true,
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
        get: |u| Value::text(&u.role),
        set: |u, v| u.role = v.into_text(),
        ..row(3, "role", "角色", "Role")
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
];
