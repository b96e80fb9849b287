//! How far a scope reaches: whose records, and why this one.

use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// By which rule a record is in reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    Owner,
    Collaborator,
    Team,
    Below,
    Pool,
    All,
}

impl Reach {
    pub fn slug(self) -> &'static str {
        match self {
            Reach::Owner => "owner",
            Reach::Collaborator => "collaborator",
            Reach::Team => "team",
            Reach::Below => "below",
            Reach::Pool => "pool",
            Reach::All => "all",
        }
    }
}

impl Access {
    /// Why the action may be done with this record; `None` where it may not.
    pub fn reach<R: Record>(&self, action: Action, record: &R) -> Option<Reach> {
        let scope = self.scope(R::KIND, action);
        if R::KIND != Kind::Customer {
            return (scope == Scope::All).then_some(Reach::All);
        }
        let owner = record.value(tag::OWNER).into_user();
        let own = || match (self.user, owner) {
            (Some(me), Some(owner)) if me == owner => Some(Reach::Owner),
            (Some(me), _) if shared_with(record, me) => Some(Reach::Collaborator),
            _ => None,
        };
        let of = |circle: &std::collections::BTreeSet<UserId>, reach| {
            owner.is_some_and(|owner| circle.contains(&owner)).then_some(reach)
        };
        // Who sees the pool may take from it; who may hand out customers may hand out these too.
        let pooled = owner.is_none() && self.has(Right::Pool);
        let in_pool = match action {
            Action::View => pooled,
            Action::Assign => pooled && scope != Scope::None,
            Action::Create
            | Action::Edit
            | Action::Delete
            | Action::Export
            | Action::Import
            | Action::Reveal => false,
        };
        let by_scope = match scope {
            Scope::None => None,
            Scope::Own => own(),
            Scope::Team => own().or_else(|| of(&self.mates, Reach::Team)),
            Scope::Below => own()
                .or_else(|| of(&self.mates, Reach::Team))
                .or_else(|| of(&self.below, Reach::Below)),
            Scope::All => Some(own().unwrap_or(Reach::All)),
        };
        by_scope.or(in_pool.then_some(Reach::Pool))
    }

    pub fn reaches<R: Record>(&self, action: Action, record: &R) -> bool {
        self.reach(action, record).is_some()
    }

    /// Owner or one of those it is shared with.
    pub fn owns<R: Record>(&self, record: &R) -> bool {
        self.user.is_some_and(|me| {
            R::KIND == Kind::Customer
                && (record.value(tag::OWNER) == Value::User(me) || shared_with(record, me))
        })
    }
}

fn shared_with<R: Record>(record: &R, me: UserId) -> bool {
    match record.value(tag::COLLABORATORS) {
        Value::Users(list) => list.contains(&me),
        _ => false,
    }
}
