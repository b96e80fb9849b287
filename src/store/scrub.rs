//! Reading everything again: every value by its seal, the journal by its chain, rows and look-ups by
//! what the journal tells of them.

use crate::domain::catalogue::Catalogue;
use crate::domain::custom::FieldDef;
use crate::domain::customer::Customer;
use crate::domain::guarded::Guarded;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::role::Role;
use crate::domain::team::Team;
use crate::domain::user::User;
use crate::domain::value::Value;
use crate::store::Deed;
use crate::store::Reader;
use crate::store::StoreError;
use crate::store::group::Heads;
use crate::store::journal;
use crate::store::keyed;
use crate::store::reading;
use crate::store::source::Bytes;
use crate::store::source::Source;
use crate::store::system::Space;
use crate::store::tables::Table;
use crate::store::tables::lookup_key;
use crate::store::tables::trail_key;
use redb::ReadableTable;
use std::collections::HashMap;

/// What a full check has read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Scrubbed {
    pub customers: u64,
    /// About customers, of all kinds.
    pub records: u64,
    pub users: u64,
    pub fields: u64,
    pub teams: u64,
    pub roles: u64,
    pub entries: u64,
    pub system_rows: u64,
}

const PAGE: usize = 1_000;

impl Reader {
    /// Opens every value; `deep`: sensitive cells too. What a damaged page leaves out is missed by
    /// what stands elsewhere: each record by the journal, each look-up by its record.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] names the first value that does not open or is not there.
    pub fn scrub(&self, deep: bool) -> Result<Scrubbed, StoreError> {
        reading(|| self.read_all(deep))
    }

    fn read_all(&self, deep: bool) -> Result<Scrubbed, StoreError> {
        let (entries, versions) = self.scrub_journal()?;
        let catalogue = Catalogue::new(1, &self.list::<FieldDef>(1, usize::MAX)?);
        let mut rows = Rows { reader: self, catalogue, versions, lookups: 0, deep };
        let scrubbed = Scrubbed {
            customers: rows.scrub::<Customer>()?,
            records: rows.scrub_children()?,
            users: rows.scrub::<User>()?,
            fields: rows.scrub::<FieldDef>()?,
            teams: rows.scrub::<Team>()?,
            roles: rows.scrub::<Role>()?,
            entries,
            system_rows: self.scrub_system()?,
        };
        rows.end()?;
        Ok(scrubbed)
    }

    /// The number of entries, and the version that each record has by the last of its own.
    fn scrub_journal(&self) -> Result<(u64, HashMap<RecordId, u32>), StoreError> {
        let (mut seq, mut hash) = (Seq(0), [0; 32]);
        let mut versions = HashMap::new();
        loop {
            let links = journal::links(self, seq, PAGE)?;
            for entry in journal::since(self, seq, PAGE)? {
                let id = entry.record;
                if entry.deed == Deed::Purge {
                    versions.remove(&id);
                } else if entry.deed.is_change() {
                    versions.insert(id, entry.version);
                }
                let trail = trail_key(id.kind as u8, id.ordinal, entry.seq.0);
                if !id.is_none() && self.get(Table::Trail, &trail)?.is_none() {
                    return Err(StoreError::Damaged(format!("trail of entry {}", entry.seq.0)));
                }
            }
            for (at, before, own) in &links {
                if at.0 != seq.0 + 1 || *before != hash {
                    return Err(StoreError::Damaged(format!("journal chain at {}", at.0)));
                }
                (seq, hash) = (*at, *own);
            }
            if links.is_empty() {
                let heads = Heads::load(self)?;
                if (heads.seq, heads.hash) != (seq, hash) {
                    return Err(StoreError::Damaged("end of the journal".to_owned()));
                }
                return Ok((seq.0, versions));
            }
        }
    }

    fn scrub_system(&self) -> Result<u64, StoreError> {
        let mut count = 0;
        for pair in self.table(Table::System).iter()? {
            let (key, sealed) = pair?;
            let space = key.value().first().and_then(|number| Space::from_number(*number));
            let space = space.ok_or_else(|| StoreError::Damaged("system row".to_owned()))?;
            self.vault().open(space.purpose(), Table::System, key.value(), sealed.value())?;
            count += 1;
        }
        Ok(count)
    }
}

/// The check of all records against what else speaks of them.
pub(super) struct Rows<'r> {
    pub(super) reader: &'r Reader,
    catalogue: Catalogue,
    /// By the journal; those whose row was seen are taken out.
    versions: HashMap<RecordId, u32>,
    /// Look-ups that live records have.
    lookups: u64,
    deep: bool,
}

impl Rows<'_> {
    fn scrub<R: Record>(&mut self) -> Result<u64, StoreError> {
        let (mut from, mut count) = (1, 0);
        loop {
            let page = self.reader.list::<R>(from, PAGE)?;
            let Some(last) = page.last() else { return Ok(count) };
            from = last.ordinal + 1;
            count += page.len() as u64;
            page.iter().try_for_each(|stored| self.record(stored))?;
        }
    }

    pub(super) fn record<R: Record>(&mut self, stored: &Stored<R>) -> Result<(), StoreError> {
        let id = RecordId { kind: R::KIND, ordinal: stored.ordinal };
        if self.versions.remove(&id) != Some(stored.version) {
            return Err(missed("version", id));
        }
        // What is about a customer in the bin is in there with it.
        let went_along = stored.record.parent().is_some() && stored.record.holders().is_none();
        if stored.deleted_at.is_none() && !went_along {
            for key in keyed::keys(self.reader.vault(), &self.catalogue, &stored.record) {
                let place = lookup_key(&key.token, R::KIND as u8, stored.ordinal);
                if self.reader.get(Table::Lookups, &place)?.is_none() {
                    return Err(missed("look-up", id));
                }
                self.lookups += 1;
            }
        }
        if !self.deep {
            return Ok(());
        }
        for (tag, value) in stored.record.filled() {
            if let Value::Guarded(guarded @ Guarded::Kept(_)) = value {
                self.reader.reveal(id, tag, &guarded)?;
            }
        }
        Ok(())
    }

    /// Nothing was told of that is not there, and nothing is there that belongs to nobody.
    fn end(self) -> Result<(), StoreError> {
        if let Some(id) = self.versions.keys().next() {
            return Err(missed("row", *id));
        }
        let mut lookups = 0;
        for pair in self.reader.table(Table::Lookups).iter()? {
            pair?;
            lookups += 1;
        }
        match lookups == self.lookups {
            true => Ok(()),
            false => Err(StoreError::Damaged("look-ups that belong to nobody".to_owned())),
        }
    }
}

pub(super) fn missed(what: &str, id: RecordId) -> StoreError {
    StoreError::Damaged(format!("{what} of {} {}", id.kind.plural(), id.ordinal))
}
