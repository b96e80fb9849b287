//! The first commit, and what creation hands to the operator.

use crate::store::FORMAT;
use crate::store::StoreError;
use crate::store::folder::database_error;
use crate::store::migrate;
use crate::store::migrate::FORMAT_KEY;
use crate::store::reading;
use crate::store::tables::Table;
use crate::store::vault::Vault;
use redb::Database;
use redb::ReadOnlyDatabase;
use redb::ReadableDatabase;
use redb::TableError;

const STORE_KEY: &[u8] = b"store";

/// What a new store is known by.
pub struct Created {
    /// The page to print and lock away; shown once.
    pub kit_page: String,
}

/// Lays the tables of a new file, or checks that an old one is ours and brings it to our format.
pub(super) fn first_commit(db: &Database, vault: &Vault) -> Result<(), StoreError> {
    match identity(db)? {
        Some((_, found)) if found != *vault.store() => Err(other_store()),
        Some((format, _)) => migrate::migrate(db, vault, format),
        None => lay(db, vault.store()),
    }
}

/// Format and store id, readable without any key. `None` where nothing was committed yet.
///
/// # Errors
/// [`StoreError::Newer`] for a format of a later version.
fn identity(db: &impl ReadableDatabase) -> Result<Option<(u32, [u8; 16])>, StoreError> {
    let meta = match db.begin_read()?.open_table(Table::Meta.definition()) {
        Ok(meta) => meta,
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let format = meta.get(FORMAT_KEY)?.and_then(|value| value.value().try_into().ok());
    let store = meta.get(STORE_KEY)?.and_then(|value| value.value().try_into().ok());
    match (format.map(u32::from_be_bytes), store) {
        (Some(found), _) if FORMAT < found => Err(StoreError::Newer { found, known: FORMAT }),
        (Some(format), Some(store)) => Ok(Some((format, store))),
        _ => Err(StoreError::Damaged("no format mark".to_owned())),
    }
}

/// Refuses a file of a later version, of another store or without a mark, before anything is
/// changed. A file that cannot be read without repair passes: opening it for good finds out.
pub(super) fn refuse_foreign(path: &std::path::Path, id: &[u8; 16]) -> Result<(), StoreError> {
    let read = || {
        let db = ReadOnlyDatabase::open(path).map_err(database_error)?;
        identity(&db)
    };
    match reading(read) {
        Err(error @ StoreError::Newer { .. }) => Err(error),
        Ok(Some((_, found))) if found != *id => Err(other_store()),
        Ok(None) => Err(StoreError::Damaged("no format mark".to_owned())),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn other_store() -> StoreError {
    StoreError::Damaged("the key ring belongs to another store".to_owned())
}

fn lay(db: &Database, id: &[u8; 16]) -> Result<(), StoreError> {
    let mut txn = db.begin_write()?;
    txn.set_two_phase_commit(true);
    for table in Table::ALL {
        txn.open_table(table.definition())?;
    }
    {
        let mut meta = txn.open_table(Table::Meta.definition())?;
        meta.insert(FORMAT_KEY, FORMAT.to_be_bytes().as_slice())?;
        meta.insert(STORE_KEY, id.as_slice())?;
    }
    Ok(txn.commit()?)
}

/// A new file under its final name, whole or not there at all: redb cannot open one that a power
/// cut left half made, so it is made under another name.
pub(super) fn new_file(folder: &std::path::Path, id: &[u8; 16]) -> Result<(), StoreError> {
    let aside = folder.join("zhike.redb.new");
    match std::fs::remove_file(&aside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(StoreError::io(&aside)(error));
        }
        _ => {}
    }
    let db = Database::builder().create(&aside).map_err(database_error)?;
    lay(&db, id)?;
    drop(db);
    let file = std::fs::File::open(&aside).map_err(StoreError::io(&aside))?;
    file.sync_all().map_err(StoreError::io(&aside))?;
    let place = folder.join("zhike.redb");
    std::fs::rename(&aside, &place).map_err(StoreError::io(&place))?;
    super::folder::sync_dir(folder)
}
