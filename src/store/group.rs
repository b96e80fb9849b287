//! A group of units in one redb transaction: each is whole or absent, all share one sync.

use crate::crypto::keys::Purpose;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::store::StoreError;
use crate::store::checkpoint;
use crate::store::checkpoint::Anchor;
use crate::store::checkpoint::Mark;
use crate::store::codec;
use crate::store::error::reading;
use crate::store::journal::Stamp;
use crate::store::source::Bytes;
use crate::store::source::Pairs;
use crate::store::system::Space;
use crate::store::tables::Table;
use crate::store::unit::Changes;
use crate::store::unit::Unit;
use crate::store::vault::Vault;
use redb::ReadableTable;
use redb::WriteTransaction;
use std::collections::BTreeMap;

/// How far the store has come: the last entry with its hash, the last ordinal of each kind.
#[derive(Clone, Default, Debug)]
pub(super) struct Heads {
    pub seq: Seq,
    pub hash: [u8; 32],
    ordinals: BTreeMap<u8, u64>,
}

const HEADS: &[u8] = b"heads";

impl Heads {
    pub(super) fn next_ordinal(&mut self, kind: Kind) -> u64 {
        let last = self.ordinals.entry(kind as u8).or_default();
        *last += 1;
        *last
    }

    pub(super) fn last_ordinal(&self, kind: Kind) -> u64 {
        self.ordinals.get(&(kind as u8)).copied().unwrap_or_default()
    }

    pub(super) fn load(source: &dyn Bytes) -> Result<Heads, StoreError> {
        let Some(sealed) = source.get(Table::Meta, HEADS)? else { return Ok(Heads::default()) };
        let plain = source.vault().open(Purpose::Records, Table::Meta, HEADS, &sealed)?;
        let (seq, hash, ordinals) = codec::from_bytes(&plain)?;
        Ok(Heads { seq: Seq(seq), hash, ordinals })
    }

    fn sealed(&self, vault: &Vault) -> Vec<u8> {
        let plain = codec::to_bytes(&(self.seq.0, self.hash, &self.ordinals));
        vault.seal(Purpose::Records, Table::Meta, HEADS, &plain)
    }
}

type Open<'t> = redb::Table<'t, &'static [u8], &'static [u8]>;

/// The open tables of one write transaction.
pub struct Group<'t> {
    tables: Tables<'t>,
    heads: Heads,
    /// The last entry before the group.
    began: Seq,
    changed: bool,
    /// A unit got into the tables in part: nothing of the group may be committed.
    broken: bool,
}

struct Tables<'t> {
    open: Vec<Open<'t>>,
    vault: &'t Vault,
}

impl<'t> Group<'t> {
    pub(super) fn open(
        txn: &'t WriteTransaction,
        vault: &'t Vault,
        heads: Heads,
    ) -> Result<Group<'t>, StoreError> {
        let open = Table::ALL.map(|table| txn.open_table(table.definition()));
        let open = open.into_iter().collect::<Result<Vec<_>, _>>()?;
        let began = heads.seq;
        let tables = Tables { open, vault };
        Ok(Group { tables, heads, began, changed: false, broken: false })
    }

    /// Runs one unit. A failed one leaves no trace.
    pub fn unit<T, E: From<StoreError>>(
        &mut self,
        stamp: Stamp,
        work: impl FnOnce(&mut Unit) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut unit = Unit::new(&self.tables, self.heads.clone(), stamp);
        // A panic in one unit is its caller's alone: what it buffered is dropped with it.
        let answer = reading(|| work(&mut unit))?;
        let (changes, heads) = unit.close()?;
        if let Err(error) = self.absorb(changes) {
            self.broken = true;
            return Err(error.into());
        }
        self.heads = heads;
        Ok(answer)
    }

    fn absorb(&mut self, changes: Changes) -> Result<(), StoreError> {
        for ((table, key), value) in changes {
            let open = &mut self.tables.open[table as usize - 1];
            match value {
                Some(value) => open.insert(key.as_slice(), value.as_slice())?,
                None => open.remove(key.as_slice())?,
            };
            self.changed = true;
        }
        Ok(())
    }

    pub(super) fn began(&self) -> Seq {
        self.began
    }

    /// Notes under a key how far the journal is.
    pub(super) fn checkpoint(&mut self) -> Result<(), StoreError> {
        let Heads { seq, hash, .. } = self.heads;
        let mark = Mark::new(self.tables.vault, Anchor { seq, hash }).to_bytes();
        let key = Space::Checkpoint.key(&checkpoint::name(seq));
        let purpose = Space::Checkpoint.purpose();
        let sealed = self.tables.vault.seal(purpose, Table::System, &key, &mark);
        let open = &mut self.tables.open[Table::System as usize - 1];
        open.insert(key.as_slice(), sealed.as_slice())?;
        self.changed = true;
        Ok(())
    }

    /// Writes the heads; says whether there is anything to commit.
    pub(super) fn finish(mut self) -> Result<(bool, Heads), StoreError> {
        if self.broken {
            return Err(StoreError::Damaged("a unit broke off half way".to_owned()));
        }
        if checkpoint::is_due(self.began, self.heads.seq) {
            self.checkpoint()?;
        }
        if self.changed {
            let sealed = self.heads.sealed(self.tables.vault);
            let meta = &mut self.tables.open[Table::Meta as usize - 1];
            meta.insert(HEADS, sealed.as_slice())?;
        }
        Ok((self.changed, self.heads))
    }
}

impl Bytes for Tables<'_> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.open[table as usize - 1].get(key)?.map(|value| value.value().to_vec()))
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        from: &[u8],
        limit: usize,
    ) -> Result<Pairs, StoreError> {
        scan(&self.open[table as usize - 1], prefix, from, limit)
    }

    fn vault(&self) -> &Vault {
        self.vault
    }
}

pub(super) fn scan<T: ReadableTable<&'static [u8], &'static [u8]>>(
    table: &T,
    prefix: &[u8],
    from: &[u8],
    limit: usize,
) -> Result<Pairs, StoreError> {
    let mut pairs = Vec::new();
    for pair in table.range(from..)? {
        if limit <= pairs.len() {
            break;
        }
        let (key, value) = pair?;
        if !key.value().starts_with(prefix) {
            break;
        }
        pairs.push((key.value().to_vec(), value.value().to_vec()));
    }
    Ok(pairs)
}
