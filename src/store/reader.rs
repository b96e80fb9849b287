//! A reader of the last commit: shared by all requests until the next one.

use crate::store::StoreError;
use crate::store::group;
use crate::store::source::Bytes;
use crate::store::source::Pairs;
use crate::store::tables::Table;
use crate::store::vault::Vault;
use redb::ReadOnlyTable;
use redb::ReadTransaction;

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
