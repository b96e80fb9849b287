//! A role: a named bundle of rights, as data.

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    View,
    Create,
    Edit,
    Delete,
    Assign,
    Export,
    Import,
    /// See one clear value of a masked field, logged.
    Reveal,
}

impl Action {
    pub const ALL: [Action; 8] = [
        Action::View,
        Action::Create,
        Action::Edit,
        Action::Delete,
        Action::Assign,
        Action::Export,
        Action::Import,
        Action::Reveal,
    ];

    pub fn slug(self) -> &'static str {
        match self {
            Action::View => "view",
            Action::Create => "create",
            Action::Edit => "edit",
            Action::Delete => "delete",
            Action::Assign => "assign",
            Action::Export => "export",
            Action::Import => "import",
            Action::Reveal => "reveal",
        }
    }
}

/// Which records a grant reaches; ordered from narrow to wide.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    None,
    Own,
    All,
}

/// How a field is seen; ordered from nothing to everything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Visibility {
    Hidden,
    Masked,
    Clear,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Role {
    pub name: String,
    pub grants: Vec<Grant>,
    /// Fields whose visibility differs from `default_visibility`.
    pub fields: Vec<(Kind, Tag, Visibility)>,
    pub default_visibility: Visibility,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grant {
    pub kind: Kind,
    pub action: Action,
    pub scope: Scope,
}

impl Role {
    pub const ADMINISTRATOR: &'static str = "系统管理员";

    pub fn administrator() -> Role {
        let all = |kind| Action::ALL.map(|action| Grant { kind, action, scope: Scope::All });
        Role {
            name: Role::ADMINISTRATOR.to_owned(),
            grants: Kind::ALL.into_iter().flat_map(all).collect(),
            fields: Vec::new(),
            default_visibility: Visibility::Clear,
        }
    }

    /// The built-in role of that name.
    pub fn by_name(name: &str) -> Option<Role> {
        let is_it = [Role::ADMINISTRATOR, "administrator", "admin"].contains(&name);
        is_it.then(Role::administrator)
    }

    pub fn scope(&self, kind: Kind, action: Action) -> Scope {
        let fits = |grant: &&Grant| grant.kind == kind && grant.action == action;
        self.grants.iter().filter(fits).map(|grant| grant.scope).max().unwrap_or(Scope::None)
    }

    pub fn visibility(&self, kind: Kind, field: Tag) -> Visibility {
        let own = self.fields.iter().find(|(of, tag, _)| (*of, *tag) == (kind, field));
        own.map_or(self.default_visibility, |(_, _, visibility)| *visibility)
    }
}
