//! The right to make one change, as a value that only this file can make.

use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::access::Visibility;
use crate::domain::catalogue::Catalogue;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::record::changed;
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
    Create { ordinal: u64, record: R },
    Edit(R),
    Delete,
    Restore,
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
    Field(String),
}

impl Access {
    /// May this person see the record?
    pub fn may_see<R: Record>(&self, stored: &Stored<R>) -> bool {
        self.reaches(Action::View, &stored.record)
    }

    pub fn permit<R: Record>(
        &self,
        catalogue: &Catalogue,
        before: Option<Stored<R>>,
        after: Change<R>,
    ) -> Result<Permitted<R>, Denied> {
        if let Some(stored) = &before
            && !self.may_see(stored)
        {
            return Err(Denied::Unseen);
        }
        let action = match &after {
            Change::Create { .. } => Action::Create,
            Change::Edit(_) => Action::Edit,
            Change::Delete | Change::Restore => Action::Delete,
        };
        let states = before.iter().map(|stored| &stored.record).chain(match &after {
            Change::Create { record, .. } | Change::Edit(record) => Some(record),
            Change::Delete | Change::Restore => None,
        });
        for record in states {
            if !self.reaches(action, record) {
                return Err(Denied::Action(action));
            }
        }
        let changed = match (&before, &after) {
            (Some(stored), Change::Edit(record)) => changed(&stored.record, record),
            (None, Change::Create { record, .. }) => changed(&R::default(), record),
            _ => Vec::new(),
        };
        self.permit_fields(R::KIND, catalogue, action, &changed)?;
        Ok(Permitted { before, after, changed })
    }

    fn permit_fields(
        &self,
        kind: Kind,
        catalogue: &Catalogue,
        action: Action,
        changed: &[Tag],
    ) -> Result<(), Denied> {
        for tag in changed {
            let Some(field) = catalogue.by_tag(kind, *tag) else { continue };
            if self.visibility(kind, field) == Visibility::Hidden {
                return Err(Denied::Field(field.key.clone()));
            }
        }
        let moves_owner = kind == Kind::Customer && changed.contains(&tag::OWNER);
        if moves_owner && action == Action::Edit && self.scope(kind, Action::Assign) == Scope::None
        {
            return Err(Denied::Action(Action::Assign));
        }
        Ok(())
    }

    fn reaches<R: Record>(&self, action: Action, record: &R) -> bool {
        match self.scope(R::KIND, action) {
            Scope::All => true,
            Scope::None => false,
            Scope::Own => self.owns(record),
        }
    }

    /// Owner or one of those it is shared with.
    fn owns<R: Record>(&self, record: &R) -> bool {
        let Some(me) = self.user else { return false };
        if R::KIND != Kind::Customer {
            return false;
        }
        let shared = match record.value(tag::COLLABORATORS) {
            Value::Users(list) => list.contains(&me),
            _ => false,
        };
        shared || record.value(tag::OWNER) == Value::User(me)
    }
}
