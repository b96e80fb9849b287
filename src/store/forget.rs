//! What leaves the bin for good: the row, what is about it, and the key that all of it was sealed with.

use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::StoreError;
use crate::store::deed::Deed;
use crate::store::ledger;
use crate::store::tables::Table;
use crate::store::tables::ledger_key;
use crate::store::tables::row_key;
use crate::store::unit::Unit;

impl Unit<'_> {
    /// The look-ups of a record in the bin are released already. With the key goes all that was ever
    /// sealed with it, wherever a copy lies.
    pub(super) fn forget<R: Record>(&mut self, stored: &Stored<R>) -> Result<(), StoreError> {
        let (kind, ordinal) = (R::KIND, stored.ordinal);
        self.put(Table::Rows, row_key(kind as u8, ordinal).to_vec(), None);
        if let Some(customer) = stored.record.parent() {
            let mut lines = ledger::lines(self, customer, kind)?;
            lines.retain(|line| line.ordinal != ordinal);
            return self.write_lines(customer, kind, &lines);
        }
        if kind == Kind::Customer {
            self.forget_children(ordinal)?;
            self.put(Table::Keys, ordinal.to_be_bytes().to_vec(), None);
        }
        Ok(())
    }

    fn forget_children(&mut self, customer: u64) -> Result<(), StoreError> {
        for (kind, line) in ledger::ledger(self, customer)? {
            let key = row_key(kind as u8, line.ordinal).to_vec();
            self.put(Table::Rows, key, None);
            let id = RecordId { kind, ordinal: line.ordinal };
            self.write_entry((id, customer), Deed::Purge, 0, Vec::new(), String::new())?;
        }
        for kind in [Kind::Customer].into_iter().chain(Kind::CHILDREN) {
            self.put(Table::Ledger, ledger_key(customer, kind as u8).to_vec(), None);
        }
        Ok(())
    }
}
