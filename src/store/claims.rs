//! The look-ups of a record, and the unique values that it claims with them.

use crate::domain::catalogue::Catalogue;
use crate::domain::ids::RecordId;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::StoreError;
use crate::store::keyed;
use crate::store::keyed::LookupKey;
use crate::store::source::Source;
use crate::store::tables::Table;
use crate::store::tables::lookup_key;
use crate::store::unit::Unit;

/// A unique value that a record wants: decided when the unit closes, so that two records may swap.
pub(super) struct Claim {
    token: [u8; 16],
    record: RecordId,
    field: String,
}

impl Unit<'_> {
    /// # Errors
    /// [`StoreError::Taken`] where two records have one unique value at the end of the unit.
    pub(super) fn settle_claims(&self) -> Result<(), StoreError> {
        for claim in &self.claims {
            let holders = self.find(claim.record.kind, &claim.token, 2)?;
            let wants = claim.record.ordinal;
            if !holders.contains(&wants) {
                continue;
            }
            if let Some(ordinal) = holders.into_iter().find(|holder| *holder != wants) {
                let by = RecordId { kind: claim.record.kind, ordinal };
                return Err(StoreError::Taken { field: claim.field.clone(), by });
            }
        }
        Ok(())
    }

    /// Look-ups of a record in the bin are released, and claimed again when it is restored.
    pub(super) fn write_lookups<R: Record>(
        &mut self,
        catalogue: &Catalogue,
        before: Option<&Stored<R>>,
        after: &Stored<R>,
    ) {
        // What is about a customer in the bin is in there with it.
        let orphan = R::KIND.is_child()
            && after.record.parent().is_some()
            && after.record.holders().is_none();
        let live = |stored: &&Stored<R>| stored.deleted_at.is_none() && !orphan;
        let keys = |stored: &Stored<R>| keyed::keys(self.vault(), catalogue, &stored.record);
        let old = before.filter(live).map(keys).unwrap_or_default();
        let new = Some(after).filter(live).map(keys).unwrap_or_default();
        self.replace_lookups(RecordId { kind: R::KIND, ordinal: after.ordinal }, old, new);
    }

    /// The customer of this record went to the bin, or came back from it.
    pub(super) fn move_lookups<R: Record>(&mut self, catalogue: &Catalogue, stored: &Stored<R>) {
        let keys = || keyed::keys(self.vault(), catalogue, &stored.record);
        let (old, new) = match stored.record.holders() {
            None => (keys(), Vec::new()),
            Some(_) => (Vec::new(), keys()),
        };
        self.replace_lookups(RecordId { kind: R::KIND, ordinal: stored.ordinal }, old, new);
    }

    fn replace_lookups(&mut self, record: RecordId, old: Vec<LookupKey>, new: Vec<LookupKey>) {
        let kind = record.kind as u8;
        for key in old.iter().filter(|key| !new.contains(key)) {
            let place = lookup_key(&key.token, kind, record.ordinal).to_vec();
            self.put(Table::Lookups, place, None);
        }
        for key in new.into_iter().filter(|key| !old.contains(key)) {
            let place = lookup_key(&key.token, kind, record.ordinal).to_vec();
            self.put(Table::Lookups, place, Some(Vec::new()));
            if let Some(field) = key.unique {
                self.claims.push(Claim { token: key.token, record, field });
            }
        }
    }
}
