//! The right to make one change, as a value that only this file can make.

use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::catalogue::Catalogue;
use crate::domain::customer::tag;
use crate::domain::field::Origin;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::record::changed;
use crate::domain::user;
use crate::domain::value::Value;

/// A change that the actor may make: the store accepts nothing else.
#[derive(Debug)]
pub struct Permitted<R> {
    before: Option<Stored<R>>,
    after: Change<R>,
    changed: Vec<Tag>,
}

/// What becomes of the record.
#[derive(Debug)]
pub enum Change<R> {
    Create {
        ordinal: u64,
        record: R,
    },
    Edit(R),
    /// Taken from the pool: the owner becomes the actor, and nothing else changes.
    Claim(R),
    /// Given back to the pool: the owner goes, and nothing else changes.
    Release(R),
    Delete,
    Restore,
    /// Out of the bin for good. Nobody's right: the product does it when the time has come.
    Purge,
}

/// The parts of a permitted change, for the store.
pub struct Parts<R> {
    pub before: Option<Stored<R>>,
    pub after: Change<R>,
    pub changed: Vec<Tag>,
}

impl<R> Permitted<R> {
    pub fn into_parts(self) -> Parts<R> {
        Parts { before: self.before, after: self.after, changed: self.changed }
    }

    pub fn changed(&self) -> &[Tag] {
        &self.changed
    }

    pub fn is_create(&self) -> bool {
        matches!(self.after, Change::Create { .. })
    }
}

/// Why not: the action that is missing, or the field that may not be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Denied {
    /// The record is out of sight: it is reported as missing.
    Unseen,
    Action(Action),
    Right(Right),
    Field(String),
}

impl Access {
    /// May this person see the record?
    pub fn may_see<R: Record>(&self, stored: &Stored<R>) -> bool {
        self.reaches(Action::View, &stored.record) || seeded(Bug::EverythingSeen)
    }

    /// `by_rule`: fields that the product itself has set in this change.
    ///
    /// # Errors
    /// [`Denied`], for the state before and the state after alike.
    pub fn permit<R: Record>(
        &self,
        catalogue: &Catalogue,
        before: Option<Stored<R>>,
        after: Change<R>,
        by_rule: &[Tag],
    ) -> Result<Permitted<R>, Denied> {
        if let Some(stored) = &before
            && !self.may_see(stored)
            && !self.is_self::<R>(stored.ordinal)
        {
            return Err(Denied::Unseen);
        }
        let changed = match (&before, &after) {
            (
                Some(stored),
                Change::Edit(record) | Change::Claim(record) | Change::Release(record),
            ) => changed(&stored.record, record),
            (None, Change::Create { record, .. }) => changed(&R::default(), record),
            _ => Vec::new(),
        };
        match &after {
            Change::Claim(record) => self.permit_claim(before.as_ref(), record, &changed)?,
            Change::Release(_) => self.permit_release(before.as_ref(), &changed)?,
            Change::Edit(_) if self.only_own_epoch::<R>(before.as_ref(), &changed) => {}
            Change::Create { record, .. } => {
                self.permit_new(catalogue, record, &changed, by_rule)?;
            }
            Change::Edit(record) => {
                let states: Vec<&R> =
                    before.iter().map(|stored| &stored.record).chain([record]).collect();
                self.permit_edit(&states, &changed)?;
                self.permit_fields(R::KIND, catalogue, &changed, by_rule)?;
            }
            Change::Purge => self.permit_purge(before.as_ref())?,
            Change::Delete | Change::Restore => {
                let states: Vec<&R> = before.iter().map(|stored| &stored.record).collect();
                let edits = seeded(Bug::DeletedOnEdit);
                self.permit_states(if edits { Action::Edit } else { Action::Delete }, &states)?;
            }
        }
        Ok(Permitted { before, after, changed })
    }

    /// Whether a record may be made: what [`Access::permit`] will say of it.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn may_create<R: Record>(
        &self,
        catalogue: &Catalogue,
        record: &R,
        by_rule: &[Tag],
    ) -> Result<(), Denied> {
        self.permit_new(catalogue, record, &changed(&R::default(), record), by_rule)
    }

    fn permit_new<R: Record>(
        &self,
        catalogue: &Catalogue,
        record: &R,
        changed: &[Tag],
        by_rule: &[Tag],
    ) -> Result<(), Denied> {
        self.permit_states(Action::Create, &[record])?;
        self.permit_fields(R::KIND, catalogue, changed, by_rule)
    }

    /// Only what is in the bin, and by no person, whatever their rights.
    fn permit_purge<R>(&self, before: Option<&Stored<R>>) -> Result<(), Denied> {
        let is_binned = before.is_some_and(|stored| stored.deleted_at.is_some());
        match is_binned && self.user.is_none() {
            true => Ok(()),
            false => Err(Denied::Action(Action::Delete)),
        }
    }

    fn permit_states<R: Record>(&self, action: Action, states: &[&R]) -> Result<(), Denied> {
        match states.iter().all(|record| self.reaches(action, *record)) {
            true => Ok(()),
            false => Err(Denied::Action(action)),
        }
    }

    /// Handing over is a right of its own; whoever has it need not be able to edit anything else.
    fn permit_edit<R: Record>(&self, states: &[&R], changed: &[Tag]) -> Result<(), Denied> {
        let moves_owner = R::KIND == Kind::Customer && changed.contains(&tag::OWNER);
        if seeded(Bug::EditedOnView) {
            return self.permit_states(Action::View, &states[..1]);
        }
        if seeded(Bug::AssignedOnEdit) {
            return self.permit_states(Action::Edit, &states[..1]);
        }
        if !moves_owner {
            return self.permit_states(Action::Edit, states);
        }
        self.permit_states(Action::Assign, &states[..1])?;
        match changed.len() {
            1 => Ok(()),
            _ => self.permit_states(Action::Edit, &states[..1]),
        }
    }

    fn permit_claim<R: Record>(
        &self,
        before: Option<&Stored<R>>,
        after: &R,
        changed: &[Tag],
    ) -> Result<(), Denied> {
        let was_free = before.is_some_and(|stored| stored.record.value(tag::OWNER).is_missing());
        let is_mine = self.user.is_some_and(|me| after.value(tag::OWNER) == Value::User(me));
        let fits = R::KIND == Kind::Customer && was_free && is_mine && *changed == [tag::OWNER];
        if fits && self.has(Right::Pool) { Ok(()) } else { Err(Denied::Action(Action::Assign)) }
    }

    fn permit_release<R: Record>(
        &self,
        before: Option<&Stored<R>>,
        changed: &[Tag],
    ) -> Result<(), Denied> {
        let was_mine = before.is_some_and(|stored| {
            self.user.is_some_and(|me| stored.record.value(tag::OWNER) == Value::User(me))
        });
        let fits = R::KIND == Kind::Customer && was_mine && *changed == [tag::OWNER];
        if fits && self.has(Right::Pool) { Ok(()) } else { Err(Denied::Action(Action::Assign)) }
    }

    fn permit_fields(
        &self,
        kind: Kind,
        catalogue: &Catalogue,
        changed: &[Tag],
        by_rule: &[Tag],
    ) -> Result<(), Denied> {
        for tag in changed.iter().filter(|tag| !by_rule.contains(tag)) {
            let Some(field) = catalogue.by_tag(kind, *tag) else { continue };
            let is_given = matches!(field.origin, Origin::Entered | Origin::Opening);
            if is_given && !self.may_write(kind, field) {
                return Err(Denied::Field(field.key.clone()));
            }
        }
        Ok(())
    }

    fn is_self<R: Record>(&self, ordinal: u64) -> bool {
        R::KIND == Kind::User && self.user == Some(UserId(ordinal))
    }

    /// Everyone may void their own sessions and tokens: a new password does.
    fn only_own_epoch<R: Record>(&self, before: Option<&Stored<R>>, changed: &[Tag]) -> bool {
        before.is_some_and(|stored| self.is_self::<R>(stored.ordinal))
            && *changed == [user::tag::EPOCH]
    }
}
