//! What is kept of a batch beside its entries: where they lie, what it was, whether it is undone.

use crate::app::Error;
use crate::app::Gate;
use crate::app::imports::JobId;
use crate::domain::ids::BatchId;
use crate::domain::ids::Seq;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;

/// A batch of one unit has none until it is undone: its entries follow each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// The last entry; the first one is the number of the batch. Entries of others lie between.
    pub to: u64,
    pub actor: Option<u64>,
    pub import: Option<JobId>,
    pub undone: bool,
}

impl Row {
    pub(crate) fn new(op: &Op, to: Seq) -> Row {
        let actor = op.actor.user().map(|user| user.0);
        Row { to: to.0, actor, import: None, undone: false }
    }

    pub(crate) fn of_import(op: &Op, to: Seq, id: JobId) -> Row {
        Row { import: Some(id), ..Row::new(op, to) }
    }
}

pub(crate) fn put(gate: &mut Gate, batch: BatchId, row: &Row) {
    gate.put_system(Space::Batch, &batch.0.to_be_bytes(), Some(&to_bytes(row)));
}

pub(crate) fn load<S: Source>(source: &S, batch: BatchId) -> Result<Option<Row>, Error> {
    let bytes = source.system(Space::Batch, &batch.0.to_be_bytes())?;
    Ok(bytes.map(|bytes| from_bytes(&bytes)).transpose()?)
}
