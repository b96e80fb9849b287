//! From the format of an older version to ours: one step after the other, each with its mark in the
//! same transaction, so that a cut leaves the store on one side of a step or on the other.

use crate::store::FORMAT;
use crate::store::StoreError;
use crate::store::tables::Table;
use crate::store::vault::Vault;
use redb::Database;
use redb::WriteTransaction;

/// One step up: the format that it starts from, and what it does to the tables.
pub(super) struct Step {
    pub from: u32,
    pub apply: fn(&WriteTransaction, &Vault) -> Result<(), StoreError>,
}

/// Every step that there ever was, ascending; none is ever changed.
const STEPS: &[Step] = &[Step { from: 1, apply: more_kinds }];

/// Format 2 has teams, roles, and lines of the journal that change nothing: nothing that is there
/// changes, but an older program would take them for damage. The first roles come with the start.
fn more_kinds(_: &WriteTransaction, _: &Vault) -> Result<(), StoreError> {
    Ok(())
}

/// Where the format of a file is noted, in the table of marks.
pub(super) const FORMAT_KEY: &[u8] = b"format";

/// Brings the tables to [`FORMAT`].
///
/// # Errors
/// [`StoreError::Damaged`] for a format that no version has written.
pub(super) fn migrate(db: &Database, vault: &Vault, found: u32) -> Result<(), StoreError> {
    run(db, vault, found, STEPS, FORMAT)
}

fn run(
    db: &Database,
    vault: &Vault,
    found: u32,
    steps: &[Step],
    goal: u32,
) -> Result<(), StoreError> {
    let mut format = found;
    while format < goal {
        let step = steps.iter().find(|step| step.from == format);
        let unknown = || StoreError::Damaged(format!("format {format}"));
        let step = step.ok_or_else(unknown)?;
        let mut txn = db.begin_write()?;
        txn.set_two_phase_commit(true);
        (step.apply)(&txn, vault)?;
        format += 1;
        {
            let mut meta = txn.open_table(Table::Meta.definition())?;
            meta.insert(FORMAT_KEY, format.to_be_bytes().as_slice())?;
        }
        txn.commit()?;
        tracing::info!(format, "store brought up");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Keyset;
    use redb::ReadableDatabase;
    use redb::backends::InMemoryBackend;
    use std::sync::Arc;

    fn note(txn: &WriteTransaction, _: &Vault) -> Result<(), StoreError> {
        let mut meta = txn.open_table(Table::Meta.definition())?;
        meta.insert(b"stepped".as_slice(), b"yes".as_slice())?;
        Ok(())
    }

    #[test]
    fn a_step_and_its_mark_come_together() {
        let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let vault = Vault::new(Arc::new(Keyset::generate()), [7; 16]);
        run(&db, &vault, 4, &[Step { from: 4, apply: note }], 5).unwrap();
        let txn = db.begin_read().unwrap();
        let meta = txn.open_table(Table::Meta.definition()).unwrap();
        let value = |key: &[u8]| meta.get(key).unwrap().map(|value| value.value().to_vec());
        assert_eq!(value(FORMAT_KEY), Some(5_u32.to_be_bytes().to_vec()));
        assert_eq!(value(b"stepped"), Some(b"yes".to_vec()));
    }

    #[test]
    fn a_format_that_nobody_wrote_is_refused() {
        let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let vault = Vault::new(Arc::new(Keyset::generate()), [7; 16]);
        assert!(matches!(run(&db, &vault, 0, STEPS, FORMAT), Err(StoreError::Damaged(_))));
    }
}
