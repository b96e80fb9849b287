//! Change fields of a record, if it is still the one that was read.

use crate::app::App;
use crate::app::Error;
use crate::app::Written;
use crate::app::records::draft;
use crate::app::records::draft::Members;
use crate::app::records::draft::Stage;
use crate::domain::check::Ease;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;

/// `version`: the one that the caller has read.
///
/// # Errors
/// [`Error::Stale`] names the members that the caller would overwrite; nothing is changed then.
pub fn edit<R: Record>(
    app: &App,
    op: &Op,
    ordinal: u64,
    version: u32,
    members: Members,
) -> Result<Written<Stored<R>>, Error> {
    let who = op.clone();
    app.write(op, move |gate| {
        let before = gate.load::<R>(ordinal)?;
        if before.deleted_at.is_some() {
            return Err(Error::Missing);
        }
        let mut after = before.record.clone();
        if before.version != version {
            let fields = members.into_iter().map(|(key, _)| key).collect();
            return Err(Error::Stale { current: before.version, fields });
        }
        draft::put_with_options(gate, &who, Stage::Later, &members, &mut after)?;
        gate.edit(before, after, Ease::Form)
    })
}
