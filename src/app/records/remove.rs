//! To the bin, and back.

use crate::app::App;
use crate::app::Error;
use crate::app::Written;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;

/// # Errors
/// [`Error::Stale`] where the record has another version than the caller has read.
pub fn remove<R: Record>(
    app: &App,
    op: &Op,
    ordinal: u64,
    version: u32,
) -> Result<Written<Stored<R>>, Error> {
    app.write(op, move |gate| {
        let before = gate.load::<R>(ordinal)?;
        if before.version != version {
            return Err(Error::Stale { current: before.version, fields: Vec::new() });
        }
        gate.delete(before)
    })
}

/// Back from the bin, with its unique values claimed again.
///
/// # Errors
/// [`Error::Taken`] where another record has taken one of them in the meantime.
pub fn restore<R: Record>(app: &App, op: &Op, ordinal: u64) -> Result<Written<Stored<R>>, Error> {
    app.write(op, move |gate| {
        let before = gate.load::<R>(ordinal)?;
        gate.restore(before)
    })
}
