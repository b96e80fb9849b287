//! Reading everything again: every page by redb's sums, every value by its seal, the chain by hash.

use crate::crypto::keys::Purpose;
use crate::domain::custom::FieldDef;
use crate::domain::customer::Customer;
use crate::domain::guarded::Guarded;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::record::Record;
use crate::domain::user::User;
use crate::domain::value::Value;
use crate::store::Reader;
use crate::store::StoreError;
use crate::store::journal;
use crate::store::source::Source;
use crate::store::tables::Table;
use redb::ReadableTable;

/// What a full check has read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Scrubbed {
    pub customers: u64,
    pub users: u64,
    pub fields: u64,
    pub entries: u64,
    pub system_rows: u64,
}

const PAGE: usize = 1_000;

impl Reader {
    /// Opens every value; `deep`: sensitive cells too.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] names the first value that does not open.
    pub fn scrub(&self, deep: bool) -> Result<Scrubbed, StoreError> {
        Ok(Scrubbed {
            customers: self.scrub_kind::<Customer>(deep)?,
            users: self.scrub_kind::<User>(deep)?,
            fields: self.scrub_kind::<FieldDef>(deep)?,
            entries: self.scrub_journal()?,
            system_rows: self.scrub_system()?,
        })
    }

    fn scrub_kind<R: Record>(&self, deep: bool) -> Result<u64, StoreError> {
        let (mut from, mut count) = (1, 0);
        loop {
            let page = self.list::<R>(from, PAGE)?;
            let Some(last) = page.last() else { return Ok(count) };
            from = last.ordinal + 1;
            count += page.len() as u64;
            for stored in page.iter().filter(|_| deep) {
                self.open_cells(stored.ordinal, &stored.record)?;
            }
        }
    }

    fn open_cells<R: Record>(&self, ordinal: u64, record: &R) -> Result<(), StoreError> {
        let id = RecordId { kind: R::KIND, ordinal };
        for (tag, value) in record.filled() {
            if let Value::Guarded(guarded @ Guarded::Kept(_)) = value {
                self.reveal(id, tag, &guarded)?;
            }
        }
        Ok(())
    }

    fn scrub_journal(&self) -> Result<u64, StoreError> {
        let (mut seq, mut hash) = (Seq(0), [0; 32]);
        loop {
            let links = journal::links(self, seq, PAGE)?;
            journal::since(self, seq, PAGE)?;
            for (at, before, own) in &links {
                if at.0 != seq.0 + 1 || *before != hash {
                    return Err(StoreError::Damaged(format!("journal chain at {}", at.0)));
                }
                (seq, hash) = (*at, *own);
            }
            if links.is_empty() {
                return Ok(seq.0);
            }
        }
    }

    fn scrub_system(&self) -> Result<u64, StoreError> {
        let mut count = 0;
        for pair in self.table(Table::System).iter()? {
            let (key, sealed) = pair?;
            let secret = matches!(key.value().first(), Some(2 | 3 | 4 | 7));
            let purpose = if secret { Purpose::Secrets } else { Purpose::Records };
            let vault = crate::store::source::Bytes::vault(self);
            vault.open(purpose, Table::System, key.value(), sealed.value())?;
            count += 1;
        }
        Ok(count)
    }
}
