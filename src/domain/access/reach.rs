//! How far a scope reaches: whose records, and why this one.

use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::access::Sight;
use crate::domain::access::Visibility;
use crate::domain::field::Privacy;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::record::Holders;
use crate::domain::record::Record;

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
        if !R::KIND.is_business() {
            return (scope == Scope::All).then_some(Reach::All);
        }
        let holders = record.holders()?;
        // What is about a customer is seen and changed by those alone who see the customer.
        let reach = |action| match record.parent() {
            Some(_) => self.reach_about(R::KIND, action, &holders),
            None if R::KIND == Kind::Customer => self.reach_of(R::KIND, action, &holders),
            None => self.reach_alone(R::KIND, action, &holders),
        };
        // Whoever may add may change what they added, or have in hand.
        let own_work = || match self.has_in_hand(action, record) {
            true => reach(Action::Create).and(Some(Reach::Owner)),
            false => None,
        };
        reach(action).or_else(own_work)
    }

    fn has_in_hand<R: Record>(&self, action: Action, record: &R) -> bool {
        let changes = matches!(action, Action::Edit | Action::Delete);
        changes && self.user.is_some() && record.hands().contains(&self.user)
    }

    /// What is about no customer is one's own, or that of one's team: nobody sees it for seeing all
    /// customers.
    fn reach_alone(&self, kind: Kind, action: Action, holders: &Holders) -> Option<Reach> {
        let scope = self.scope(kind, action);
        match self.user {
            Some(_) => self.within(scope.min(Scope::Below), holders),
            None => self.within(scope, holders),
        }
    }

    /// Why the action may be done with what is about a customer of these; `None` where it may not.
    pub fn reach_about(&self, kind: Kind, action: Action, holders: &Holders) -> Option<Reach> {
        self.reach_of(Kind::Customer, Action::View, holders)?;
        self.reach_of(kind, action, holders)
    }

    fn reach_of(&self, kind: Kind, action: Action, holders: &Holders) -> Option<Reach> {
        let scope = self.scope(kind, action);
        // Who sees the pool may take from it; who may hand out customers may hand out these too.
        let pooled = holders.owner.is_none() && self.has(Right::Pool);
        let in_pool = match action {
            Action::View => pooled && (kind == Kind::Customer || scope != Scope::None),
            Action::Assign => pooled && scope != Scope::None,
            Action::Create
            | Action::Edit
            | Action::Delete
            | Action::Export
            | Action::Import
            | Action::Reveal => false,
        };
        self.within(scope, holders).or(in_pool.then_some(Reach::Pool))
    }

    /// Why what belongs to these lies within the scope.
    fn within(&self, scope: Scope, holders: &Holders) -> Option<Reach> {
        let owner = holders.owner;
        let own = || match (self.user, owner) {
            (Some(me), Some(owner)) if me == owner => Some(Reach::Owner),
            (Some(me), _) if holders.collaborators.contains(&me) => Some(Reach::Collaborator),
            _ => None,
        };
        let of = |circle: &std::collections::BTreeSet<UserId>, reach| {
            owner.is_some_and(|owner| circle.contains(&owner)).then_some(reach)
        };
        match scope {
            Scope::None => None,
            Scope::Own => own(),
            Scope::Team => own().or_else(|| of(&self.mates, Reach::Team)),
            Scope::Below => own()
                .or_else(|| of(&self.mates, Reach::Team))
                .or_else(|| of(&self.below, Reach::Below)),
            Scope::All => Some(own().unwrap_or(Reach::All)),
        }
    }

    pub fn reaches<R: Record>(&self, action: Action, record: &R) -> bool {
        self.reach(action, record).is_some()
    }

    /// Whether someone with these rights may stand in the place of another: they hold the other's
    /// rights, and reach whatever the other reaches.
    pub fn may_be(&self, other: &Access, privacy: impl Fn(Kind, Tag) -> Privacy) -> bool {
        self.rights.holds(&other.rights, privacy) && self.spans(other)
    }

    /// Whether the scopes of the other lie within one's own, person by person.
    fn spans(&self, other: &Access) -> bool {
        other.rights.grants.iter().all(|((kind, action), theirs)| {
            let mine = self.rights.scope(*kind, *action);
            let within = || other.circle(*theirs).all(|user| self.has_in(mine, user));
            mine == Scope::All || (*theirs != Scope::All && within())
        })
    }

    /// Whether customers of that person are in sight.
    pub fn sees_customers_of(&self, user: UserId) -> bool {
        self.user == Some(user) || self.has_in(self.scope(Kind::Customer, Action::View), user)
    }

    /// Whether one knows what that person is to win: oneself, who hands out their customers, who sees
    /// the list of people, and who oversees the firm.
    pub fn sees_target_of(&self, user: UserId) -> bool {
        let leads = self.has_in(self.scope(Kind::Customer, Action::Assign), user);
        let lists = self.scope(Kind::User, Action::View) == Scope::All;
        self.user == Some(user) || leads || lists || self.oversees()
    }

    /// Whether nothing of any customer and any deal is kept from one, so that one may see whatever there
    /// is: the head of the firm, and not whoever sees all customers for a part of the work.
    pub fn oversees(&self) -> bool {
        let reach = [
            (Kind::Customer, Action::View),
            (Kind::Customer, Action::Reveal),
            (Kind::Deal, Action::View),
        ];
        let is_all = reach.into_iter().all(|(kind, action)| self.scope(kind, action) == Scope::All);
        let mut named = self.rights.fields.values();
        let is_clear = |sight: &Sight| sight.see == Visibility::Clear;
        is_all && is_clear(&self.rights.private) && named.all(is_clear)
    }

    /// Whether one would reach more if the records of `from` became those of `to`.
    pub fn gains(&self, from: UserId, to: UserId) -> bool {
        self.rights.grants.iter().any(|((_, action), scope)| {
            let makes = matches!(action, Action::Create | Action::Import);
            !makes && self.has_in(*scope, to) && !self.has_in(*scope, from)
        })
    }

    /// Whether it depends on the tree of teams what one reaches.
    pub fn leans_on_teams(&self) -> bool {
        let leans = |scope: &Scope| matches!(scope, Scope::Team | Scope::Below);
        self.rights.grants.values().any(leans)
    }

    /// Whether the records of `user` are in the scope.
    fn has_in(&self, scope: Scope, user: UserId) -> bool {
        scope == Scope::All || self.circle(scope).any(|one| one == user)
    }

    /// Whose records are in the scope; of [`Scope::All`], those one would reach without it.
    fn circle(&self, scope: Scope) -> impl Iterator<Item = UserId> {
        let from = |circle, least| if least <= scope { Some(circle) } else { None };
        let own = self.user.filter(|_| Scope::Own <= scope);
        let teams = [from(&self.mates, Scope::Team), from(&self.below, Scope::Below)];
        own.into_iter().chain(teams.into_iter().flatten().flatten().copied())
    }

    /// Owner or one of those it is shared with.
    pub fn owns<R: Record>(&self, record: &R) -> bool {
        self.user.zip(record.holders()).is_some_and(|(me, holders)| {
            holders.owner == Some(me) || holders.collaborators.contains(&me)
        })
    }
}
