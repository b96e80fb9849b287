//! A reader of the last commit: shared by all requests until the next one.

use crate::store::StoreError;
use crate::store::group;
use crate::store::source::Bytes;
use crate::store::source::Pairs;
use crate::store::system::Space;
use crate::store::tables::Table;
use crate::store::vault::Vault;
use redb::AccessGuard;
use redb::ReadOnlyTable;
use redb::ReadTransaction;
use redb::StorageError;

type Held<'a> = AccessGuard<'a, &'static [u8]>;

pub struct Reader {
    open: Vec<ReadOnlyTable<&'static [u8], &'static [u8]>>,
    vault: Vault,
}

impl Reader {
    pub(super) fn open(txn: &ReadTransaction, vault: Vault) -> Result<Reader, StoreError> {
        let open = Table::ALL.map(|table| txn.open_table(table.definition()));
        Ok(Reader { open: open.into_iter().collect::<Result<Vec<_>, _>>()?, vault })
    }

    /// Every pair of every table, in order: what a full check and a backup read.
    pub(super) fn table(&self, table: Table) -> &ReadOnlyTable<&'static [u8], &'static [u8]> {
        &self.open[table as usize - 1]
    }

    /// The rows of a space whose names are numbers below `below`, the greatest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a row does not open.
    pub fn system_below(
        &self,
        space: Space,
        below: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let (first, end) = (space.key(&[]), space.key(&below.to_be_bytes()));
        let rows = self.table(Table::System).range(first.as_slice()..end.as_slice())?;
        let open = |row: Result<(Held, Held), StorageError>| {
            let (key, sealed) = row?;
            let key = key.value();
            let name = key.get(1..).and_then(|name| name.try_into().ok());
            let name =
                name.ok_or_else(|| StoreError::Damaged("a name that is no number".to_owned()))?;
            let plain = self.vault.open(space.purpose(), Table::System, key, sealed.value())?;
            Ok((u64::from_be_bytes(name), plain))
        };
        rows.rev().take(limit).map(open).collect()
    }
}

impl Bytes for Reader {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.table(table).get(key)?.map(|value| value.value().to_vec()))
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        limit: usize,
    ) -> Result<Pairs, StoreError> {
        group::scan(self.table(table), prefix, from, limit)
    }

    fn vault(&self) -> &Vault {
        &self.vault
    }
}
