//! What is kept of a batch beside its entries: where they lie, what it was, whether it is undone.

use crate::app::Error;
use crate::app::Gate;
use crate::app::imports::Job;
use crate::app::imports::JobId;
use crate::domain::ids::BatchId;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;

/// What a batch was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum What {
    /// One save: it is taken back where it was made, and told of nowhere else.
    #[default]
    Single,
    Import,
    Demo,
    Bulk,
    Assignment,
    Departure,
    /// Of any of these.
    Undo,
}

impl What {
    pub fn slug(self) -> &'static str {
        match self {
            What::Single => "single",
            What::Import => "import",
            What::Demo => "demo",
            What::Bulk => "bulk",
            What::Assignment => "assignment",
            What::Departure => "departure",
            What::Undo => "undo",
        }
    }
}

/// A batch of a single save has none until it is undone: its entries follow each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// The last entry; the first one is the number of the batch. Entries of others lie between.
    pub to: u64,
    pub actor: Option<u64>,
    pub import: Option<JobId>,
    pub undone: bool,
    #[serde(default)]
    pub(super) what: What,
    /// Records that it has changed; `None` in rows of before they were counted.
    #[serde(default)]
    pub count: Option<u64>,
}

impl Row {
    pub(crate) fn new(op: &Op, to: Seq) -> Row {
        let actor = op.actor.user().map(|user| user.0);
        Row { to: to.0, actor, import: None, undone: false, what: What::Single, count: None }
    }

    pub(crate) fn of_import(op: &Op, to: Seq, job: &Job) -> Row {
        let sums = &job.report.sums;
        let count = Some(sums.created + sums.updated + sums.merged + sums.waiting);
        Row { import: Some(job.id), what: What::Import, count, ..Row::new(op, to) }
    }

    pub(super) fn what(&self) -> What {
        if self.import.is_some() { What::Import } else { self.what }
    }

    /// Who made it; what was made at the machine is the operator's.
    pub(super) fn maker(&self) -> Actor {
        self.actor.map_or(Actor::Operator, |user| Actor::User(UserId(user)))
    }

    /// Whether it stands in the list of batches: many records at once, or what takes such a batch back.
    pub(super) fn is_told(&self) -> bool {
        self.what() != What::Single && self.count != Some(0)
    }
}

/// One more unit of a batch is about to end, in which so many records were changed: wherever it
/// breaks off, what is done can be taken back.
///
/// # Errors
/// [`Error::Rule`] `already_undone` where somebody has taken it back in the meantime.
pub(crate) fn grow(gate: &mut Gate, what: What, changed: u64) -> Result<(), Error> {
    let Some(batch) = gate.batch() else { return Ok(()) };
    let before = load(gate.source(), batch)?;
    if before.as_ref().is_some_and(|row| row.undone) {
        return Err(Error::Rule("already_undone"));
    }
    let count = before.and_then(|row| row.count).unwrap_or_default() + changed;
    let row = Row::new(gate.op(), gate.source().head());
    put(gate, batch, &Row { what, count: Some(count), ..row });
    Ok(())
}

pub(crate) fn put(gate: &mut Gate, batch: BatchId, row: &Row) {
    gate.put_system(Space::Batch, &batch.0.to_be_bytes(), Some(&to_bytes(row)));
}

pub(crate) fn load<S: Source>(source: &S, batch: BatchId) -> Result<Option<Row>, Error> {
    let bytes = source.system(Space::Batch, &batch.0.to_be_bytes())?;
    Ok(bytes.map(|bytes| from_bytes(&bytes)).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_before_batches_were_listed_reads() {
        let old = to_bytes(&(9_u64, Some(3_u64), Option::<JobId>::None, false));
        let row: Row = from_bytes(&old).unwrap();
        assert_eq!((row.to, row.maker()), (9, Actor::User(UserId(3))));
        assert_eq!((row.what(), row.count, row.is_told()), (What::Single, None, false));
        let import =
            to_bytes(&(9_u64, Option::<u64>::None, Some(JobId::parse(&"1".repeat(32))), true));
        let row: Row = from_bytes(&import).unwrap();
        assert_eq!((row.what(), row.maker(), row.is_told()), (What::Import, Actor::Operator, true));
    }
}
