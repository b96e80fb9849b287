//! The inverse of one entry of the journal, through the gate: whatever the kind of the record.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::check::Ease;
use crate::domain::customer::Customer;
use crate::domain::field::Origin;
use crate::domain::ids::BatchId;
use crate::domain::ids::Home;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::kinds;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::user;
use crate::domain::value::Value;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;
use crate::store::Source;
use crate::store::StoreError;
use std::collections::BTreeMap;

/// Later entries of one record that are looked through for somebody else's.
const MAX_LATER: usize = 1_000;

/// What became of an entry.
pub(super) enum Fate {
    Reversed,
    Kept(&'static str),
    Denied,
    /// Out of this person's sight: it is not even named.
    Unseen,
    /// Nothing was to be done, or another entry of the batch does it.
    Nothing,
}

pub(super) fn reverse(gate: &mut Gate, batch: BatchId, entry: &Entry) -> Result<Fate, Error> {
    if !entry.deed.is_change() {
        return Ok(Fate::Nothing);
    }
    if disables(entry) {
        // Who left is let in again by hand alone.
        return Ok(Fate::Kept("stays_disabled"));
    }
    let mut work = Reversing { gate, batch, entry };
    match entry.record.kind.home() {
        Home::Own => work.of::<Customer>(),
        Home::Customer => kinds::with_child(entry.record.kind, &mut work)
            .unwrap_or(Ok(Fate::Kept("not_undoable"))),
        Home::House => Ok(Fate::Kept("not_undoable")),
    }
}

fn disables(entry: &Entry) -> bool {
    let turns_off = |(tag, _, given): &(Tag, Value, Value)| {
        *tag == user::tag::DISABLED && *given == Value::Flag(true)
    };
    entry.record.kind == Kind::User && entry.changes.iter().any(turns_off)
}

/// One entry that is taken back.
struct Reversing<'a, 'u, 'g> {
    gate: &'a mut Gate<'u, 'g>,
    batch: BatchId,
    entry: &'a Entry,
}

impl kinds::Visit for Reversing<'_, '_, '_> {
    type Out = Result<Fate, Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        self.of::<R>()
    }
}

impl Reversing<'_, '_, '_> {
    fn of<R: Record>(&mut self) -> Result<Fate, Error> {
        if R::KIND == Kind::Customer {
            // Its last contact may follow from what was taken back just now.
            self.gate.settle_owed(self.entry.record.ordinal)?;
        }
        let stored = match self.gate.load::<R>(self.entry.record.ordinal) {
            Ok(stored) => stored,
            Err(Error::Missing) => return self.out_of_sight::<R>(),
            Err(error) => return Err(error),
        };
        let done = match self.entry.deed {
            Deed::Edit => self.change_back(stored),
            Deed::Delete => self.bring_back(stored),
            Deed::Create | Deed::Restore => self.take_away(stored),
            // What is gone for good stays so; all others change nothing.
            _ => Ok(Fate::Nothing),
        };
        match done {
            Err(Error::Denied(_)) => Ok(Fate::Denied),
            Err(Error::Invalid(_)) => Ok(Fate::Kept("changed_since")),
            other => other,
        }
    }

    fn out_of_sight<R: Record>(&mut self) -> Result<Fate, Error> {
        let Entry { record, deed, .. } = self.entry;
        let was_wanted = [Deed::Edit, Deed::Delete, Deed::Purge].contains(deed);
        let Some(stored) = self.gate.source().load::<R>(record.ordinal)? else {
            return Ok(if was_wanted { Fate::Kept("erased") } else { Fate::Nothing });
        };
        // What is about a customer went to the bin with them.
        let went_along = stored.record.holders().is_none()
            && stored.record.parent().is_some_and(|one| self.gate.load::<Customer>(one).is_ok());
        Ok(match (went_along, was_wanted) {
            (false, _) => Fate::Unseen,
            (true, true) => Fate::Kept("deleted_since"),
            (true, false) => Fate::Nothing,
        })
    }

    /// What the batch made, or brought back, goes to the bin unless somebody has worked on it.
    fn take_away<R: Record>(&mut self, stored: Stored<R>) -> Result<Fate, Error> {
        if stored.deleted_at.is_some() {
            return Ok(Fate::Nothing);
        }
        if self.is_touched(&stored)? {
            return Ok(Fate::Kept("changed_since"));
        }
        self.gate.delete(stored).map(|_| Fate::Reversed)
    }

    /// What the batch put into the bin.
    fn bring_back<R: Record>(&mut self, stored: Stored<R>) -> Result<Fate, Error> {
        if stored.deleted_at.is_none() {
            return Ok(Fate::Nothing);
        }
        if self.is_touched(&stored)? {
            return Ok(Fate::Kept("changed_since"));
        }
        self.gate.restore(stored).map(|_| Fate::Reversed)
    }

    /// Each field that still has what the batch gave it gets what it had before.
    fn change_back<R: Record>(&mut self, stored: Stored<R>) -> Result<Fate, Error> {
        if stored.deleted_at.is_some() {
            return Ok(Fate::Kept("deleted_since"));
        }
        let first = changes_of(self.gate, self.entry.record, Some(self.entry.seq))?;
        let is_made_here = |other: &Entry| other.deed == Deed::Create && other.batch == self.batch;
        if first.iter().any(is_made_here) {
            return Ok(Fate::Nothing); // It goes to the bin as a whole, with its create.
        }
        let mut after = stored.record.clone();
        let mut has_foreign = false;
        for (tag, before, given) in &self.entry.changes {
            let now = stored.record.value(*tag);
            if is_same(&now, given) {
                after.set_value(*tag, before.clone());
            } else if !is_same(&now, before) {
                has_foreign |= is_entered::<R>(*tag);
            }
        }
        self.gate.edit(stored, after, Ease::Return)?;
        Ok(if has_foreign { Fate::Kept("changed_since") } else { Fate::Reversed })
    }

    /// Whether anything after the entry happened to the record that is not of the batch. What was
    /// changed and changed back is as it was.
    fn is_touched<R: Record>(&self, stored: &Stored<R>) -> Result<bool, Error> {
        if stored.version == self.entry.version {
            return Ok(false);
        }
        let later = changes_of(self.gate, self.entry.record, None)?;
        let later = later.iter().take_while(|other| self.entry.seq < other.seq);
        let mut foreign = later.clone().filter(|other| other.batch != self.batch).peekable();
        if foreign.peek().is_none() {
            return Ok(false);
        }
        if foreign.any(|other| other.deed != Deed::Edit) {
            return Ok(true);
        }
        // Newest first: the last one told of a field says what it had then.
        let had: BTreeMap<Tag, &Value> =
            later.flat_map(|other| &other.changes).map(|(tag, before, _)| (*tag, before)).collect();
        let differs = |(tag, had): (&Tag, &&Value)| {
            is_entered::<R>(*tag) && !is_same(&stored.record.value(*tag), had)
        };
        Ok(had.iter().any(differs))
    }
}

/// Whether it is people who say what a field has: the others follow from what else happened.
fn is_entered<R: Record>(tag: Tag) -> bool {
    R::spec(tag).is_none_or(|spec| spec.origin == Origin::Entered)
}

fn is_same(a: &Value, b: &Value) -> bool {
    a == b || (a.is_missing() && b.is_missing())
}

/// What only looked at the record does not count: a thousand refusals must not hide one change.
fn changes_of(
    gate: &Gate,
    record: RecordId,
    before: Option<Seq>,
) -> Result<Vec<Entry>, StoreError> {
    store::of_record(gate.source(), record, before, MAX_LATER, Deed::is_change)
}
