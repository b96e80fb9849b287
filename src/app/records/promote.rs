//! Make a further contact of a customer its main one.

use crate::app::App;
use crate::app::Error;
use crate::app::Written;
use crate::domain::child::Contact;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;

/// `version`: the one of the contact that the caller has read. Answers what the record of the contact
/// holds now: who was the main contact before.
///
/// # Errors
/// [`Error::Missing`] for one in the bin; [`Error::Stale`]; those of [`crate::app::Gate::promote`].
pub fn promote(
    app: &App,
    op: &Op,
    ordinal: u64,
    version: u32,
) -> Result<Written<Stored<Contact>>, Error> {
    app.write(op, move |gate| {
        let before = gate.load::<Contact>(ordinal)?;
        if before.deleted_at.is_some() || before.record.holders().is_none() {
            return Err(Error::Missing);
        }
        if before.version != version {
            return Err(Error::Stale { current: before.version, fields: Vec::new() });
        }
        gate.promote(before)
    })
}
