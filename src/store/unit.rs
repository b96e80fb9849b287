//! A unit of work: changes that happen together or not at all.

use crate::crypto::keys::Purpose;
use crate::domain::access::Change;
use crate::domain::access::Parts;
use crate::domain::access::Permitted;
use crate::domain::catalogue::Catalogue;
use crate::domain::guarded::Guarded;
use crate::domain::ids::BatchId;
use crate::domain::ids::Home;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use crate::store::StoreError;
use crate::store::claims::Claim;
use crate::store::codec;
use crate::store::codec::CellChange;
use crate::store::deed::Deed;
use crate::store::group::Heads;
use crate::store::journal;
use crate::store::journal::Entry;
use crate::store::journal::Stamp;
use crate::store::source::Bytes;
use crate::store::source::Pairs;
use crate::store::source::Source;
use crate::store::system::Space;
use crate::store::tables::Table;
use crate::store::tables::row_key;
use crate::store::tables::trail_key;
use crate::store::vault::Vault;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What a unit has written: absent values are removals. Sorted, so that it goes into the tables in
/// the order of their keys.
pub(super) type Changes = BTreeMap<(Table, Vec<u8>), Option<Vec<u8>>>;

/// Reads see the last commit, what the units before it in the group have left, and its own changes.
pub struct Unit<'g> {
    base: &'g dyn Bytes,
    changes: Changes,
    heads: Heads,
    stamp: Stamp,
    pub(super) claims: Vec<Claim>,
    /// Customers whose figures it has made.
    settled: BTreeSet<u64>,
}

impl<'g> Unit<'g> {
    pub(super) fn new(base: &'g dyn Bytes, heads: Heads, stamp: Stamp) -> Unit<'g> {
        let (changes, claims, settled) = (Changes::new(), Vec::new(), BTreeSet::new());
        Unit { base, changes, heads, stamp, claims, settled }
    }

    /// Whether a customer's figures are made for the first time ever: no record stood in its ledger
    /// before this unit.
    pub(super) fn is_first_look(&mut self, customer: u64) -> Result<bool, StoreError> {
        if !self.settled.insert(customer) {
            return Ok(false);
        }
        let prefix = customer.to_be_bytes();
        // One of them may be that of its own turns.
        let rows = self.base.scan(Table::Ledger, &prefix, &prefix, 2)?;
        let kinds = rows.iter().filter_map(|(key, _)| Kind::from_number(*key.last()?));
        Ok(!kinds.into_iter().any(Kind::is_child))
    }

    /// Who and when, as it will stand in the journal.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The number of the last entry, this unit's own included.
    pub fn head(&self) -> Seq {
        self.heads.seq
    }

    /// The batch that this unit's entries belong to.
    pub fn batch(&self) -> Option<BatchId> {
        self.stamp.batch
    }

    pub fn vault(&self) -> &Vault {
        self.base.vault()
    }

    /// An ordinal for a new record: never given out twice by units that commit.
    pub fn next_ordinal(&mut self, kind: Kind) -> u64 {
        self.heads.next_ordinal(kind)
    }

    /// Carries out one permitted change: row, look-ups, unique keys, journal entry.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a stored row does not open. Unique keys are checked at the end
    /// of the unit.
    pub fn apply<R: Record>(
        &mut self,
        catalogue: &Catalogue,
        permitted: Permitted<R>,
    ) -> Result<Stored<R>, StoreError> {
        let Parts { before, after, changed } = permitted.into_parts();
        let now = self.stamp.at;
        let (deed, stored) = match (after, before.as_ref()) {
            (Change::Create { ordinal, record }, _) => {
                (Deed::Create, self.newborn(ordinal, record))
            }
            (
                Change::Edit(record) | Change::Claim(record) | Change::Release(record),
                Some(before),
            ) => (Deed::Edit, Stored { record, ..before.clone() }),
            (Change::Delete, Some(before)) => {
                (Deed::Delete, Stored { deleted_at: Some(now), ..before.clone() })
            }
            (Change::Restore, Some(before)) => {
                (Deed::Restore, Stored { deleted_at: None, ..before.clone() })
            }
            (Change::Purge, Some(before)) => (Deed::Purge, before.clone()),
            (_, None) => {
                return Err(StoreError::Damaged("a change of nothing".to_owned()));
            }
        };
        let version = before.as_ref().map_or(1, |before| before.version + 1);
        let stored = Stored { version, updated_at: now, ..stored };
        let cells = match (deed, &before) {
            (Deed::Edit, Some(before)) => changed
                .iter()
                .map(|tag| (*tag, before.record.value(*tag), stored.record.value(*tag)))
                .collect(),
            _ => Vec::new(),
        };
        if deed == Deed::Purge {
            self.forget(&stored)?;
        } else {
            self.write_row(&stored)?;
            self.write_lookups(catalogue, before.as_ref(), &stored);
            self.book(&stored)?;
        }
        let id = RecordId { kind: R::KIND, ordinal: stored.ordinal };
        let parent = stored.record.parent().unwrap_or_default();
        self.write_entry((id, parent), deed, stored.version, cells, String::new())?;
        if let Some(before) = &before {
            self.note_turns(before, &stored)?;
            if before.deleted_at.is_some() != stored.deleted_at.is_some()
                && R::KIND == Kind::Customer
            {
                self.move_children(catalogue, stored.ordinal)?;
            }
        }
        Ok(stored)
    }

    /// A journal line that changes no record: a reveal, a refusal. See [`RecordId::NONE`].
    pub fn note(
        &mut self,
        record: RecordId,
        deed: Deed,
        version: u32,
        changes: Vec<CellChange>,
        note: String,
    ) -> Result<(), StoreError> {
        let parent = match record.kind.is_child() {
            true => self.parent_of(record.kind, record.ordinal)?.unwrap_or_default(),
            false => 0,
        };
        self.write_entry((record, parent), deed, version, changes, note)
    }

    /// Puts or removes a row that is not a record.
    pub fn put_system(&mut self, space: Space, name: &[u8], plain: Option<&[u8]>) {
        let key = space.key(name);
        let sealed =
            plain.map(|plain| self.vault().seal(space.purpose(), Table::System, &key, plain));
        self.changes.insert((Table::System, key), sealed);
    }

    /// The next number of a sequence that starts at 1; gap-free over committed units.
    pub fn count(&mut self, prefix: &str) -> Result<u64, StoreError> {
        let name = self.vault().keyset().lookup_key(b"counter", prefix);
        let last = match self.system(Space::Counter, &name)? {
            Some(bytes) => codec::from_bytes::<u64>(&bytes)?,
            None => 0,
        };
        self.put_system(Space::Counter, &name, Some(&codec::to_bytes(&(last + 1))));
        Ok(last + 1)
    }

    /// Checks the unique keys and hands over what to write.
    pub(super) fn close(self) -> Result<(Changes, Heads), StoreError> {
        self.settle_claims()?;
        Ok((self.changes, self.heads))
    }

    fn newborn<R: Record>(&mut self, ordinal: u64, record: R) -> Stored<R> {
        if R::KIND == Kind::Customer {
            let key = ordinal.to_be_bytes();
            let (sealed, _) = self.vault().new_data_key(&key);
            self.changes.insert((Table::Keys, key.to_vec()), Some(sealed));
        }
        let now = self.stamp.at;
        Stored {
            ordinal,
            version: 0,
            created_at: now,
            created_by: self.stamp.actor.user(),
            updated_at: now,
            deleted_at: None,
            record,
        }
    }

    pub(super) fn write_row<R: Record>(&mut self, stored: &Stored<R>) -> Result<(), StoreError> {
        let key = row_key(R::KIND as u8, stored.ordinal);
        let plain = codec::row_to_bytes(stored);
        let customer = match R::KIND.home() {
            Home::Own => stored.ordinal,
            Home::Customer => stored.record.parent().unwrap_or_default(),
            Home::House => 0,
        };
        let sealed = match customer {
            0 => self.vault().seal(Purpose::Records, Table::Rows, &key, &plain),
            customer => self.seal_for(customer, Table::Rows, &key, &plain)?,
        };
        let value = match R::KIND.home() {
            Home::Own | Home::House => sealed,
            Home::Customer => {
                let link = self.vault().keyset().link(R::KIND as u8, stored.ordinal, customer);
                [link.as_slice(), &sealed].concat()
            }
        };
        self.changes.insert((Table::Rows, key.to_vec()), Some(value));
        Ok(())
    }

    pub(super) fn seal_for(
        &self,
        customer: u64,
        table: Table,
        key: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let sealer = self.data_key(customer)?;
        let sealer = sealer.ok_or_else(|| StoreError::Damaged("data key".to_owned()))?;
        Ok(sealer.seal(&self.vault().aad(table, key), plain))
    }

    pub(super) fn put(&mut self, table: Table, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.changes.insert((table, key), value);
    }

    /// `record`: with the customer that it is about, or 0.
    pub(super) fn write_entry(
        &mut self,
        (record, parent): (RecordId, u64),
        deed: Deed,
        version: u32,
        changes: Vec<CellChange>,
        note: String,
    ) -> Result<(), StoreError> {
        let seq = Seq(self.heads.seq.0 + 1);
        let batch = *self.stamp.batch.get_or_insert(BatchId(seq.0));
        let Stamp { actor, at, request, cause, .. } = self.stamp;
        let origin = self.stamp.origin.as_deref().unwrap_or_default().to_owned();
        let entry = Entry {
            seq,
            batch,
            at,
            actor,
            request,
            cause,
            record,
            parent,
            deed,
            version,
            changes,
            note,
            origin,
        };
        let cells = journal::seal_cells(self, &entry)?;
        let (value, hash) =
            journal::entry_to_bytes(self.base.vault(), &entry, &self.heads.hash, &cells);
        self.changes.insert((Table::Journal, seq.0.to_be_bytes().to_vec()), Some(value));
        if !record.is_none() {
            let trail = trail_key(record.kind as u8, record.ordinal, seq.0).to_vec();
            self.changes.insert((Table::Trail, trail), Some(Vec::new()));
        }
        self.heads.seq = seq;
        self.heads.hash = hash;
        Ok(())
    }

    /// Fresh sensitive values of a record, sealed in place.
    pub fn keep_guarded<R: Record>(
        &self,
        catalogue: &Catalogue,
        ordinal: u64,
        before: Option<&R>,
        after: &mut R,
    ) {
        let id = RecordId { kind: R::KIND, ordinal };
        for (tag, value) in after.filled() {
            let Value::Guarded(Guarded::Fresh(fresh)) = value else { continue };
            let Some(field) = catalogue.by_tag(R::KIND, tag) else { continue };
            let old = before.map(|record| record.value(tag)).and_then(Value::into_guarded);
            let kept = self.vault().keep(id, tag, field.shape, &fresh, old.as_ref());
            after.set_value(tag, Value::Guarded(kept));
        }
    }
}

impl Bytes for Unit<'_> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changes.get(&(table, key.to_vec())) {
            Some(change) => Ok(change.clone()),
            None => self.base.get(table, key),
        }
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        limit: usize,
    ) -> Result<Pairs, StoreError> {
        let own = self.changes.range((table, from.to_vec())..);
        let own = own.take_while(|((of, key), _)| *of == table && key.starts_with(prefix));
        let own: Vec<_> = own.collect();
        let removed = own.iter().filter(|(_, value)| value.is_none()).count();
        let below = self.base.scan(table, prefix, from, limit.saturating_add(removed))?;
        let mut merged: BTreeMap<Vec<u8>, Vec<u8>> = below.into_iter().collect();
        for ((_, key), value) in own {
            match value {
                Some(value) => merged.insert(key.clone(), value.clone()),
                None => merged.remove(key),
            };
        }
        Ok(merged.into_iter().take(limit).collect())
    }

    fn vault(&self) -> &Vault {
        self.base.vault()
    }
}
