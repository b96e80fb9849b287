//! Change fields of a record, if it is still the one that was read.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::records::draft;
use crate::app::records::draft::Members;
use crate::app::records::draft::Stage;
use crate::app::records::history;
use crate::domain::access::Visibility;
use crate::domain::check::Ease;
use crate::domain::ids::RecordId;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;

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
        if before.version != version {
            let fields = clashes(gate, &who, &before, version, &members)?;
            return Err(Error::Stale { current: before.version, fields });
        }
        let mut after = before.record.clone();
        draft::put_with_options(gate, &who, Stage::Later, &members, &mut after)?;
        gate.edit(before, after, Ease::Form)
    })
}

/// The members that would overwrite what the caller has not seen: changed since the version that
/// they have read, and not to what they send.
fn clashes<R: Record>(
    gate: &Gate,
    op: &Op,
    now: &Stored<R>,
    version: u32,
    members: &Members,
) -> Result<Vec<String>, Error> {
    let mut read = now.clone();
    let id = RecordId { kind: R::KIND, ordinal: now.ordinal };
    let entries = store::of_record(gate.source(), id, None, usize::MAX, Deed::is_change)?;
    let is_later = |entry: &&Entry| version < entry.version && entry.deed != Deed::Create;
    for entry in entries.iter().take_while(is_later) {
        history::back(&mut read, entry)?;
    }
    let mut sent = now.record.clone();
    let keyset = gate.source().vault().shared();
    let put = draft::put(gate.live(), &keyset, op, Stage::Later, members, &mut sent);
    // What does not read is not what is there.
    let faults = put.err().unwrap_or_default();
    gate.source().keep_guarded(gate.catalogue(), now.ordinal, Some(&now.record), &mut sent);
    let clashes = |key: &&String| {
        let Some(field) = gate.catalogue().by_key(R::KIND, key) else { return false };
        let value = now.record.value(field.tag);
        let is_theirs =
            sent.value(field.tag) == value && faults.iter().all(|fault| fault.field != field.key);
        // Who sees a mask must not learn here whether a guess was right.
        let is_told = match gate.access().visibility(R::KIND, field) {
            Visibility::Hidden => false,
            Visibility::Masked | Visibility::Own => true,
            Visibility::Clear => !is_theirs,
        };
        is_told && read.record.value(field.tag) != value
    };
    Ok(members.iter().map(|(key, _)| key).filter(clashes).cloned().collect())
}
