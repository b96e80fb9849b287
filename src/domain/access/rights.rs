//! Rights as data: what a role grants, and what several roles grant together.

use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::access::sources::sources;
use crate::domain::field::Field;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What can be done with a record. The number is its identity on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Action {
    View = 1,
    Create = 2,
    Edit = 3,
    Delete = 4,
    Assign = 5,
    Export = 6,
    Import = 7,
    /// See one clear value of a masked field, logged.
    Reveal = 8,
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

    pub fn from_slug(slug: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.slug() == slug)
    }

    pub fn from_number(number: u8) -> Option<Action> {
        Action::ALL.into_iter().find(|action| *action as u8 == number)
    }
}

/// Which records a grant reaches; ordered from narrow to wide. The number is its identity on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[repr(u8)]
pub enum Scope {
    #[default]
    None = 0,
    /// Owner, or one of those it is shared with.
    Own = 1,
    /// The records of everyone in the same team.
    Team = 2,
    /// The team and the teams below it.
    Below = 3,
    All = 4,
}

impl Scope {
    pub const ALL: [Scope; 5] = [Scope::None, Scope::Own, Scope::Team, Scope::Below, Scope::All];

    pub fn slug(self) -> &'static str {
        match self {
            Scope::None => "none",
            Scope::Own => "own",
            Scope::Team => "team",
            Scope::Below => "below",
            Scope::All => "all",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.slug() == slug)
    }

    pub fn from_number(number: u8) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| *scope as u8 == number)
    }
}

/// How a field is seen; ordered from nothing to everything. The number is its identity on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[repr(u8)]
pub enum Visibility {
    /// The field does not exist for this person.
    #[default]
    Hidden = 0,
    Masked = 1,
    /// Clear on the records that are one's own, masked on the others.
    Own = 2,
    /// May be seen clear; a private value still takes a click, which is logged.
    Clear = 3,
}

impl Visibility {
    pub const ALL: [Visibility; 4] =
        [Visibility::Hidden, Visibility::Masked, Visibility::Own, Visibility::Clear];

    pub fn slug(self) -> &'static str {
        match self {
            Visibility::Hidden => "hidden",
            Visibility::Masked => "masked",
            Visibility::Own => "own",
            Visibility::Clear => "clear",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Visibility> {
        Visibility::ALL.into_iter().find(|see| see.slug() == slug)
    }

    pub fn from_number(number: u8) -> Option<Visibility> {
        Visibility::ALL.into_iter().find(|see| *see as u8 == number)
    }
}

/// A right that is not about one kind of record. The number is its identity on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Right {
    /// People and teams.
    Users = 1,
    Roles = 2,
    Fields = 3,
    /// The firm's settings.
    Settings = 4,
    /// Read the audit log.
    Audit = 5,
    /// See the customers without an owner and claim them.
    Pool = 6,
}

impl Right {
    pub const ALL: [Right; 6] =
        [Right::Users, Right::Roles, Right::Fields, Right::Settings, Right::Audit, Right::Pool];

    pub fn slug(self) -> &'static str {
        match self {
            Right::Users => "users",
            Right::Roles => "roles",
            Right::Fields => "fields",
            Right::Settings => "settings",
            Right::Audit => "audit",
            Right::Pool => "pool",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Right> {
        Right::ALL.into_iter().find(|right| right.slug() == slug)
    }

    pub fn from_number(number: u8) -> Option<Right> {
        Right::ALL.into_iter().find(|right| *right as u8 == number)
    }
}

/// What may be done with one field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sight {
    pub see: Visibility,
    pub write: bool,
}

impl Sight {
    pub const FULL: Sight = Sight { see: Visibility::Clear, write: true };

    fn union(self, other: Sight) -> Sight {
        Sight { see: self.see.max(other.see), write: self.write || other.write }
    }

    fn holds(self, other: Sight) -> bool {
        other.see <= self.see && (self.write || !other.write)
    }
}

/// What a role grants, or several together.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Rights {
    /// What is absent is not granted.
    pub grants: BTreeMap<(Kind, Action), Scope>,
    pub system: BTreeSet<Right>,
    /// Private fields that `fields` does not name; open ones are seen by whoever sees the record.
    pub private: Sight,
    /// Fields, of whatever privacy, that are seen otherwise.
    pub fields: BTreeMap<(Kind, Tag), Sight>,
}

impl Rights {
    pub fn everything() -> Rights {
        let all = |kind| Action::ALL.map(|action| ((kind, action), Scope::All));
        Rights {
            grants: Kind::BUSINESS.into_iter().flat_map(all).collect(),
            system: Right::ALL.into_iter().collect(),
            private: Sight::FULL,
            fields: BTreeMap::new(),
        }
    }

    /// With the rights to what is about customers written out. A role that names none of a kind means
    /// the same as it says of customers: who sees one sees what is about it, who may change one may
    /// add to it, change that and take it away.
    pub fn spelled_out(&self) -> Rights {
        let mut all = self.clone();
        let names = |kind| self.grants.keys().any(|(named, _)| *named == kind);
        for kind in Kind::CHILDREN.into_iter().filter(|kind| !names(*kind)) {
            let of_customer = |action| match action {
                Action::Create | Action::Delete => Action::Edit,
                Action::View
                | Action::Edit
                | Action::Assign
                | Action::Export
                | Action::Import
                | Action::Reveal => action,
            };
            for action in Action::ALL {
                let scope = self.scope(Kind::Customer, of_customer(action));
                if scope != Scope::None {
                    all.grants.insert((kind, action), scope);
                }
            }
        }
        all
    }

    pub fn scope(&self, kind: Kind, action: Action) -> Scope {
        self.grants.get(&(kind, action)).copied().unwrap_or_default()
    }

    pub fn sight(&self, kind: Kind, field: &Field) -> Sight {
        let otherwise = || match field.privacy {
            Privacy::Open => Sight::FULL,
            Privacy::Personal | Privacy::Sensitive => self.private,
        };
        let own = self.fields.get(&(kind, field.tag)).copied().unwrap_or_else(otherwise);
        match field.origin {
            Origin::Derived | Origin::System | Origin::Opening => {
                Sight { see: self.as_its_sources(kind, kind, field.tag, own.see), ..own }
            }
            Origin::Entered => own,
            Origin::Internal => Sight::default(),
        }
    }

    /// What follows from fields is no more open than each of them: `see`, or what the least open of its
    /// sources allows. `within`: the kind whose record shows it. Of a kind of which the role sees
    /// nothing nothing shows; of one of which it sees less than of these records, only on one's own.
    fn as_its_sources(&self, within: Kind, kind: Kind, tag: Tag, see: Visibility) -> Visibility {
        if seeded(Bug::FiguresOfHidden) {
            return see;
        }
        let of_source = |(of, tag): &(Kind, Tag)| {
            let reach = match self.scope(*of, Action::View) {
                _ if *of == within => Visibility::Clear,
                Scope::None => Visibility::Hidden,
                scope if scope < self.scope(within, Action::View) => Visibility::Own,
                Scope::Own | Scope::Team | Scope::Below | Scope::All => Visibility::Clear,
            };
            let named = self.fields.get(&(*of, *tag)).map_or(Visibility::Clear, |sight| sight.see);
            self.as_its_sources(within, *of, *tag, named.min(reach))
        };
        sources(kind, tag).iter().map(of_source).fold(see, Visibility::min)
    }

    /// The rights of someone who has both: the widest scope, the most open sight. A role that sees
    /// no record of a kind says nothing about its fields.
    /// `privacy`: of a field, so that one that only the first names meets what the second says of
    /// all fields like it.
    pub fn union(&self, other: &Rights, privacy: impl Fn(Kind, Tag) -> Privacy) -> Rights {
        let mut grants = self.grants.clone();
        for (key, scope) in &other.grants {
            let known = grants.entry(*key).or_default();
            *known = (*known).max(*scope);
        }
        let named = self.fields.keys().chain(other.fields.keys());
        let both = |key: &(Kind, Tag)| {
            let privacy = privacy(key.0, key.1);
            (*key, self.said(*key, privacy).union(other.said(*key, privacy)))
        };
        Rights {
            grants,
            system: self.system.union(&other.system).copied().collect(),
            private: self.private_said().union(other.private_said()),
            fields: named.map(both).collect(),
        }
    }

    /// Whether someone with these rights may give the others away.
    pub fn holds(&self, other: &Rights, privacy: impl Fn(Kind, Tag) -> Privacy) -> bool {
        let mut named = self.fields.keys().chain(other.fields.keys());
        other.grants.iter().all(|((kind, action), scope)| *scope <= self.scope(*kind, *action))
            && other.system.is_subset(&self.system)
            && self.private_said().holds(other.private_said())
            && named.all(|key| {
                let privacy = privacy(key.0, key.1);
                self.said(*key, privacy).holds(other.said(*key, privacy))
            })
    }

    fn said(&self, key: (Kind, Tag), privacy: Privacy) -> Sight {
        let otherwise = || match privacy {
            Privacy::Open => Sight::FULL,
            Privacy::Personal | Privacy::Sensitive => self.private,
        };
        match self.scope(key.0, Action::View) {
            Scope::None => Sight::default(),
            Scope::Own | Scope::Team | Scope::Below | Scope::All => {
                self.fields.get(&key).copied().unwrap_or_else(otherwise)
            }
        }
    }

    fn private_said(&self) -> Sight {
        let sees = |kind| self.scope(kind, Action::View) != Scope::None;
        if Kind::BUSINESS.into_iter().any(sees) { self.private } else { Sight::default() }
    }
}
