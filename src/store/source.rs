//! Reading: the same for a reader of the last commit and for a unit that has changes of its own.

use crate::crypto::key::KEY_BYTES;
use crate::crypto::key::Key;
use crate::crypto::keys::Purpose;
use crate::crypto::seal::OVERHEAD_BYTES;
use crate::crypto::seal::Sealer;
use crate::domain::customer::Customer;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Home;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::record::Holders;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::system::Space;
use crate::store::tables::Table;
use crate::store::tables::row_key;
use crate::store::vault::Vault;
use crate::store::vault::pad_open;

/// Stands for the file of a record where its fields have their tags.
const FILE: Tag = Tag(u16::MAX);

/// Length of a sealed file key, in bytes.
pub const FILE_KEY_BYTES: usize = KEY_BYTES + OVERHEAD_BYTES;

/// Keys with their values, ascending.
pub(super) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The bytes under a key, and all keys with a prefix. `Unit` and `Reader` are its only makers.
pub(super) trait Bytes {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// At most `limit` pairs whose key starts with `prefix` and is not below `from`, ascending.
    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        limit: usize,
    ) -> Result<Pairs, StoreError>;

    fn vault(&self) -> &Vault;
}

/// What can be read from the store.
#[expect(private_bounds, reason = "bytes leave the store only decoded")]
pub trait Source: Bytes {
    fn load<R: Record>(&self, ordinal: u64) -> Result<Option<Stored<R>>, StoreError> {
        let key = row_key(R::KIND as u8, ordinal);
        let Some(sealed) = self.get(Table::Rows, &key)? else { return Ok(None) };
        let aad = self.vault().aad(Table::Rows, &key);
        let plain = match R::KIND.home() {
            Home::Own => {
                let Some(data_key) = self.data_key(ordinal)? else { return Ok(None) };
                data_key.open(&aad, &sealed)?
            }
            Home::House => self.vault().open(Purpose::Records, Table::Rows, &key, &sealed)?,
            Home::Customer => match self.linked(R::KIND, ordinal, &sealed)? {
                (0, sealed) => self.vault().open(Purpose::Records, Table::Rows, &key, sealed)?,
                (customer, sealed) => {
                    let Some(data_key) = self.data_key(customer)? else { return Ok(None) };
                    let mut stored = codec::row_from_bytes(ordinal, &data_key.open(&aad, sealed)?)?;
                    put_holders(&mut stored, &self.holders_of(customer)?);
                    return Ok(Some(stored));
                }
            },
        };
        codec::row_from_bytes(ordinal, &plain).map(Some)
    }

    /// Records about one customer, in the order asked for: its key and row are opened once.
    fn load_of<R: Record>(
        &self,
        customer: u64,
        ordinals: &[u64],
    ) -> Result<Vec<Stored<R>>, StoreError> {
        let Some(data_key) = self.data_key(customer)? else { return Ok(Vec::new()) };
        let holders = self.holders_of(customer)?;
        let mut list = Vec::with_capacity(ordinals.len());
        for ordinal in ordinals {
            let key = row_key(R::KIND as u8, *ordinal);
            let Some(value) = self.get(Table::Rows, &key)? else { continue };
            let (of, sealed) = self.linked(R::KIND, *ordinal, &value)?;
            if of == customer {
                let plain = data_key.open(&self.vault().aad(Table::Rows, &key), sealed)?;
                let mut stored = codec::row_from_bytes(*ordinal, &plain)?;
                put_holders(&mut stored, &holders);
                list.push(stored);
            }
        }
        Ok(list)
    }

    /// The customer that a record is about, without opening the record; 0 for none.
    fn parent_of(&self, kind: Kind, ordinal: u64) -> Result<Option<u64>, StoreError> {
        let Some(value) = self.get(Table::Rows, &row_key(kind as u8, ordinal))? else {
            return Ok(None);
        };
        self.linked(kind, ordinal, &value).map(|(customer, _)| Some(customer))
    }

    /// Whose the customer is; `None` where it is gone or in the bin.
    fn holders_of(&self, customer: u64) -> Result<Option<Holders>, StoreError> {
        let stored = self.load::<Customer>(customer)?;
        Ok(stored.filter(|stored| stored.deleted_at.is_none()).and_then(|one| one.record.holders()))
    }

    #[doc(hidden)]
    fn linked<'v>(
        &self,
        kind: Kind,
        ordinal: u64,
        value: &'v [u8],
    ) -> Result<(u64, &'v [u8]), StoreError> {
        let split = value.split_first_chunk::<16>().and_then(|(link, sealed)| {
            Some((self.vault().keyset().read_link(kind as u8, ordinal, *link)?, sealed))
        });
        split.ok_or_else(|| StoreError::Damaged(format!("link of {} {ordinal}", kind.plural())))
    }

    /// Records of a kind from an ordinal on, bin included, ascending.
    fn list<R: Record>(&self, from: u64, limit: usize) -> Result<Vec<Stored<R>>, StoreError> {
        let kind = R::KIND as u8;
        let rows = self.scan(Table::Rows, &[kind], &row_key(kind, from), limit)?;
        let ordinals = rows.iter().filter_map(|(key, _)| ordinal_of(key));
        let mut list = Vec::with_capacity(rows.len());
        for ordinal in ordinals {
            list.extend(self.load::<R>(ordinal)?);
        }
        Ok(list)
    }

    /// The records of a kind that have this token under this field.
    fn find(&self, kind: Kind, token: &[u8; 16], limit: usize) -> Result<Vec<u64>, StoreError> {
        let mut prefix = token.to_vec();
        prefix.push(kind as u8);
        let hits = self.scan(Table::Lookups, &prefix, &prefix, limit)?;
        Ok(hits.iter().filter_map(|(key, _)| ordinal_of(key)).collect())
    }

    /// A row of the system tables.
    fn system(&self, space: Space, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let key = space.key(name);
        let Some(sealed) = self.get(Table::System, &key)? else { return Ok(None) };
        self.vault().open(space.purpose(), Table::System, &key, &sealed).map(Some)
    }

    /// The rows of one space, with the names that they were put under.
    fn system_list(&self, space: Space, limit: usize) -> Result<Pairs, StoreError> {
        let prefix = [space as u8];
        let rows = self.scan(Table::System, &prefix, &prefix, limit)?;
        let open = |(key, sealed): (Vec<u8>, Vec<u8>)| {
            let plain = self.vault().open(space.purpose(), Table::System, &key, &sealed)?;
            Ok((key[1..].to_vec(), plain))
        };
        rows.into_iter().map(open).collect()
    }

    /// The names of the rows of one space, ascending; none of the rows is opened.
    fn system_names(&self, space: Space) -> Result<Vec<Vec<u8>>, StoreError> {
        let prefix = [space as u8];
        let rows = self.scan(Table::System, &prefix, &prefix, usize::MAX)?;
        Ok(rows.into_iter().map(|(key, _)| key[1..].to_vec()).collect())
    }

    /// The clear text of a sensitive value: for a logged reveal, an export in clear, a backup.
    fn reveal(&self, id: RecordId, tag: Tag, guarded: &Guarded) -> Result<String, StoreError> {
        match guarded {
            Guarded::Fresh(fresh) => Ok(fresh.text.clone()),
            Guarded::Kept(kept) => {
                let aad = self.vault().cell_aad(id, tag);
                let padded = self.vault().keyset().open(Purpose::Sensitive, &aad, &kept.sealed)?;
                pad_open(padded)
            }
        }
    }

    /// Seals the key of a file that belongs to a record about a customer: it opens for that record
    /// alone, and never again once the customer is erased. `None` where the customer is gone.
    fn seal_file_key(
        &self,
        customer: u64,
        of: RecordId,
        key: &Key,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let data_key = self.data_key(customer)?;
        let aad = self.vault().cell_aad(of, FILE);
        Ok(data_key.map(|data_key| data_key.seal(&aad, key.as_bytes())))
    }

    /// What [`Source::seal_file_key`] sealed.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it does not open, or the customer is gone.
    fn open_file_key(&self, customer: u64, of: RecordId, sealed: &[u8]) -> Result<Key, StoreError> {
        let damaged = || StoreError::Damaged("key of a file".to_owned());
        let data_key = self.data_key(customer)?.ok_or_else(damaged)?;
        let plain = data_key.open(&self.vault().cell_aad(of, FILE), sealed)?;
        Key::from_slice(&plain).ok_or_else(damaged)
    }

    #[doc(hidden)]
    fn data_key(&self, ordinal: u64) -> Result<Option<Sealer>, StoreError> {
        let key = ordinal.to_be_bytes();
        match self.get(Table::Keys, &key)? {
            Some(sealed) => self.vault().open_data_key(&key, &sealed).map(Some),
            None => Ok(None),
        }
    }
}

impl<B: Bytes> Source for B {}

fn put_holders<R: Record>(stored: &mut Stored<R>, holders: &Option<Holders>) {
    if let Some(base) = stored.record.base_mut() {
        base.holders.clone_from(holders);
    }
}

/// The ordinal at the end of a row or look-up key.
fn ordinal_of(key: &[u8]) -> Option<u64> {
    let (_, tail) = key.split_at_checked(key.len().checked_sub(8)?)?;
    Some(u64::from_be_bytes(tail.try_into().ok()?))
}
