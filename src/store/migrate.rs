//! From the format of an older version to ours: one step after the other, each with its mark in the
//! same transaction, so that a cut leaves the store on one side of a step or on the other.

use crate::crypto::keys::Purpose;
use crate::domain::access::Rights;
use crate::domain::access::presets::PRESETS;
use crate::domain::access::presets::Preset;
use crate::domain::ids::Kind;
use crate::domain::record::Stored;
use crate::domain::role::Role;
use crate::store::FORMAT;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::tables::Table;
use crate::store::tables::row_key;
use crate::store::vault::Vault;
use redb::Database;
use redb::ReadableTable;
use redb::WriteTransaction;
use std::sync::Arc;

/// One step up: the format that it starts from, and what it does to the tables.
pub(super) struct Step {
    pub from: u32,
    pub apply: fn(&WriteTransaction, &Vault) -> Result<(), StoreError>,
}

/// Every step that there ever was, ascending; none is ever changed.
const STEPS: &[Step] = &[Step { from: 1, apply: more_kinds }, Step { from: 2, apply: ledgers }];

/// Format 2 has teams, roles, and lines of the journal that change nothing: nothing that is there
/// changes, but an older program would take them for damage. The first roles come with the start.
fn more_kinds(_: &WriteTransaction, _: &Vault) -> Result<(), StoreError> {
    Ok(())
}

/// Format 3 has records about customers, and the table of their ledgers. The shipped roles get the
/// rights to them that a firm begins with: those who only see customers record what they did for them.
fn ledgers(txn: &WriteTransaction, vault: &Vault) -> Result<(), StoreError> {
    txn.open_table(Table::Ledger.definition())?;
    let mut rows = txn.open_table(Table::Rows.definition())?;
    let kind = Kind::Role as u8;
    let mut renewed = Vec::new();
    for pair in rows.range(row_key(kind, 0).as_slice()..=row_key(kind, u64::MAX).as_slice())? {
        let (key, sealed) = pair?;
        let plain = vault.open(Purpose::Records, Table::Rows, key.value(), sealed.value())?;
        let mut stored: Stored<Role> = codec::row_from_bytes(0, &plain)?;
        let preset = PRESETS.iter().find(|preset| preset.slug == stored.record.preset);
        // A role that the firm has changed means what it says of customers.
        let of_customer = |rights: &Rights| -> Vec<_> {
            let grants = rights.grants.iter().filter(|((kind, _), _)| *kind == Kind::Customer);
            grants.map(|(key, scope)| (*key, *scope)).collect()
        };
        let is_as_shipped = |preset: &&Preset| {
            of_customer(&(preset.rights)()) == of_customer(&stored.record.rights)
        };
        let Some(preset) = preset.filter(is_as_shipped) else { continue };
        let mut rights = (*stored.record.rights).clone();
        let shipped = (preset.rights)().grants.into_iter().filter(|((kind, _), _)| kind.is_child());
        rights.grants.extend(shipped);
        stored.record.rights = Arc::new(rights);
        let plain = codec::row_to_bytes(&stored);
        let sealed = vault.seal(Purpose::Records, Table::Rows, key.value(), &plain);
        renewed.push((key.value().to_vec(), sealed));
    }
    for (key, sealed) in renewed {
        rows.insert(key.as_slice(), sealed.as_slice())?;
    }
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
    use crate::domain::access::Action;

    use crate::domain::access::Scope;
    use crate::domain::value::Moment;
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

    #[test]
    fn shipped_roles_of_format_2_get_their_rights_to_what_is_about_customers() {
        let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let vault = Vault::new(Arc::new(Keyset::generate()), [7; 16]);
        let kind = Kind::Role as u8;
        let role = |preset: &str| {
            // Of those days: of customers alone.
            let shipped = PRESETS.iter().find(|one| one.slug == preset);
            let mut rights = shipped.map(|one| (one.rights)()).unwrap_or_default();
            rights.grants.retain(|(kind, _), _| *kind == Kind::Customer);
            rights.grants.insert((Kind::Customer, Action::View), Scope::All);
            let record =
                Role { preset: preset.to_owned(), rights: Arc::new(rights), ..Role::default() };
            let at = Moment(1);
            let (created_by, deleted_at) = (None, None);
            Stored {
                ordinal: 0,
                version: 3,
                created_at: at,
                created_by,
                updated_at: at,
                deleted_at,
                record,
            }
        };
        let txn = db.begin_write().unwrap();
        for (ordinal, preset) in [(1, "service"), (2, ""), (3, "reader")] {
            let key = row_key(kind, ordinal);
            let plain = codec::row_to_bytes(&role(preset));
            let sealed = vault.seal(Purpose::Records, Table::Rows, &key, &plain);
            let mut rows = txn.open_table(Table::Rows.definition()).unwrap();
            rows.insert(key.as_slice(), sealed.as_slice()).unwrap();
        }
        txn.commit().unwrap();
        run(&db, &vault, 2, STEPS, 3).unwrap();
        let txn = db.begin_read().unwrap();
        assert!(txn.open_table(Table::Ledger.definition()).is_ok());
        let rows = txn.open_table(Table::Rows.definition()).unwrap();
        let rights = |ordinal| {
            let key = row_key(kind, ordinal);
            let sealed = rows.get(key.as_slice()).unwrap().unwrap();
            let plain = vault.open(Purpose::Records, Table::Rows, &key, sealed.value()).unwrap();
            let stored: Stored<Role> = codec::row_from_bytes(ordinal, &plain).unwrap();
            assert_eq!(stored.version, 3);
            (*stored.record.rights).clone()
        };
        let creates = |rights: &Rights| rights.scope(Kind::FollowUp, Action::Create);
        assert_eq!(creates(&rights(1)), Scope::All, "who looks after customers writes it down");
        assert_eq!([creates(&rights(2)), creates(&rights(3))], [Scope::None; 2]);
        assert_eq!(rights(1).scope(Kind::Customer, Action::View), Scope::All);
    }
}
