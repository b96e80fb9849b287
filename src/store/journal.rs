//! The journal: one line for each change, chained by hash over what is sealed.

use crate::crypto::keys::Purpose;
use crate::domain::ids::BatchId;
use crate::domain::ids::Home;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::value::Moment;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::codec::CellChange;
use crate::store::deed::Deed;
use crate::store::source::Source;
use crate::store::tables::Table;
use crate::store::tables::row_key;
use crate::store::vault::Vault;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
use std::borrow::Cow;
use std::sync::Arc;

/// Who, when and why: the same for all entries of one unit.
#[derive(Clone, Debug)]
pub struct Stamp {
    pub actor: Actor,
    pub at: Moment,
    pub request: u64,
    /// Address and kind of browser, where it came over the network.
    pub origin: Option<Arc<str>>,
    /// The entry that triggered this one.
    pub cause: Option<Seq>,
    /// `None`: the unit is a batch of its own, named by its first entry.
    pub batch: Option<BatchId>,
}

/// One line of the journal.
///
/// A create carries no cells: the row itself, walked back through the later entries, says what
/// was created. An edit carries each changed field before and after.
#[derive(Clone, Debug)]
pub struct Entry {
    pub seq: Seq,
    pub batch: BatchId,
    pub at: Moment,
    pub actor: Actor,
    pub request: u64,
    pub cause: Option<Seq>,
    pub record: RecordId,
    /// The customer that the record is about; 0 for none, and for a customer itself.
    pub parent: u64,
    pub deed: Deed,
    /// The version that the record has after it.
    pub version: u32,
    pub changes: Vec<CellChange>,
    /// Why, in the words of the actor: the purpose of a reveal.
    pub note: String,
    /// Address and kind of browser; empty where it did not come over the network.
    pub origin: String,
}

/// `batch, at, actor, request, cause, kind, ordinal, deed, version, note, cells, origin, parent`. Lines
/// of earlier formats end before the origin, or before the parent.
#[derive(Serialize, Deserialize)]
struct Line<'a>(
    u64,
    i64,
    u64,
    u64,
    Option<u64>,
    u8,
    u64,
    u8,
    u32,
    String,
    #[serde(with = "crate::store::codec::bytes", borrow)] Cow<'a, [u8]>,
    #[serde(default)] String,
    #[serde(default)] u64,
);

/// The actors that are not people, in the place of a user's ordinal.
const SYSTEM: u64 = 0;
const OPERATOR: u64 = u64::MAX;

/// The value under `seq`: `hash of the entry before ‖ sealed line`. Returns it with its own hash.
pub(super) fn entry_to_bytes(
    vault: &Vault,
    entry: &Entry,
    before: &[u8; 32],
    sealed_cells: &[u8],
) -> (Vec<u8>, [u8; 32]) {
    let line = Line(
        entry.batch.0,
        entry.at.0,
        match entry.actor {
            Actor::User(user) => user.0,
            Actor::Operator => OPERATOR,
            Actor::System => SYSTEM,
        },
        entry.request,
        entry.cause.map(|seq| seq.0),
        entry.record.kind as u8,
        entry.record.ordinal,
        entry.deed as u8,
        entry.version,
        entry.note.clone(),
        sealed_cells.into(),
        entry.origin.clone(),
        entry.parent,
    );
    let key = entry.seq.0.to_be_bytes();
    let sealed = vault.seal(Purpose::Audit, Table::Journal, &key, &codec::to_bytes(&line));
    let mut value = before.to_vec();
    value.extend_from_slice(&sealed);
    let hash = chain(entry.seq, &value);
    (value, hash)
}

/// `SHA-256(seq ‖ hash before ‖ sealed line)`: verified without any key.
pub fn chain(seq: Seq, value: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(seq.0.to_be_bytes()).chain_update(value).finalize().into()
}

/// Entries after `seq`, ascending, at most `limit`. The cells of an erased customer are gone: their
/// entries come without changes.
pub fn since<S: Source>(source: &S, seq: Seq, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let from = (seq.0 + 1).to_be_bytes();
    let rows = source.scan(Table::Journal, &[], &from, limit)?;
    rows.into_iter().map(|(key, value)| entry_from_bytes(source, &key, &value)).collect()
}

pub fn one<S: Source>(source: &S, seq: Seq) -> Result<Option<Entry>, StoreError> {
    let key = seq.0.to_be_bytes();
    let value = source.get(Table::Journal, &key)?;
    value.map(|value| entry_from_bytes(source, &key, &value)).transpose()
}

/// The entries of one record that fit, newest first, older than `before`.
pub fn of_record<S: Source>(
    source: &S,
    record: RecordId,
    before: Option<Seq>,
    limit: usize,
    fits: impl Fn(Deed) -> bool,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for seq in trail(source, record, before)? {
        if limit <= entries.len() {
            break;
        }
        entries.extend(one(source, seq)?.filter(|entry| fits(entry.deed)));
    }
    Ok(entries)
}

/// The numbers of the entries of one record, newest first, older than `before`.
pub(super) fn trail<S: Source>(
    source: &S,
    record: RecordId,
    before: Option<Seq>,
) -> Result<impl Iterator<Item = Seq> + use<S>, StoreError> {
    let prefix = row_key(record.kind as u8, record.ordinal);
    let keys = source.scan(Table::Trail, &prefix, &prefix, usize::MAX)?;
    let seqs = keys.into_iter().rev().filter_map(|(key, _)| seq_of(key.get(9..)?).ok());
    Ok(seqs.filter(move |seq| before.is_none_or(|before| *seq < before)))
}

/// `seq, hash of the entry before as this one has it, own hash`.
pub type Link = (Seq, [u8; 32], [u8; 32]);

/// The values as they lie, for the verification of the chain.
pub fn links<S: Source>(source: &S, after: Seq, limit: usize) -> Result<Vec<Link>, StoreError> {
    let rows = source.scan(Table::Journal, &[], &(after.0 + 1).to_be_bytes(), limit)?;
    let link = |(key, value): (Vec<u8>, Vec<u8>)| {
        let seq = seq_of(&key)?;
        let before = value.first_chunk::<32>().ok_or_else(|| damaged(seq))?;
        Ok((seq, *before, chain(seq, &value)))
    };
    rows.into_iter().map(link).collect()
}

fn entry_from_bytes<S: Source>(source: &S, key: &[u8], value: &[u8]) -> Result<Entry, StoreError> {
    let (entry, sealed) = bare(source, key, value)?;
    with_cells(source, entry, &sealed)
}

/// An entry whose changes are still sealed, and these: enough to see whether it fits.
pub(super) fn bare<S: Source>(
    source: &S,
    key: &[u8],
    value: &[u8],
) -> Result<(Entry, Vec<u8>), StoreError> {
    let seq = seq_of(key)?;
    let sealed = value.get(32..).ok_or_else(|| damaged(seq))?;
    let plain = source.vault().open(Purpose::Audit, Table::Journal, key, sealed)?;
    let line: Line = codec::from_bytes(&plain)?;
    let Line(
        batch,
        at,
        actor,
        request,
        cause,
        kind,
        ordinal,
        deed,
        version,
        note,
        cells,
        origin,
        parent,
    ) = line;
    let kind = Kind::from_number(kind).ok_or_else(|| damaged(seq))?;
    let entry = Entry {
        seq,
        batch: BatchId(batch),
        at: Moment(at),
        actor: match actor {
            SYSTEM => Actor::System,
            OPERATOR => Actor::Operator,
            user => Actor::User(UserId(user)),
        },
        request,
        cause: cause.map(Seq),
        record: RecordId { kind, ordinal },
        parent,
        deed: Deed::from_number(deed).ok_or_else(|| damaged(seq))?,
        version,
        changes: Vec::new(),
        note,
        origin,
    };
    Ok((entry, cells.into_owned()))
}

pub(super) fn with_cells<S: Source>(
    source: &S,
    entry: Entry,
    sealed: &[u8],
) -> Result<Entry, StoreError> {
    let changes = open_cells(source, &entry, sealed)?;
    Ok(Entry { changes, ..entry })
}

/// The customer whose key seals what is said of a record; `None`: that of the house does.
fn keeper(entry: &Entry) -> Option<u64> {
    match entry.record.kind.home() {
        Home::Own => Some(entry.record.ordinal),
        Home::Customer => Some(entry.parent).filter(|parent| *parent != 0),
        Home::House => None,
    }
}

pub(super) fn seal_cells<S: Source>(source: &S, entry: &Entry) -> Result<Vec<u8>, StoreError> {
    if entry.changes.is_empty() {
        return Ok(Vec::new());
    }
    let plain = codec::changes_to_bytes(&entry.changes);
    let key = entry.seq.0.to_be_bytes();
    match keeper(entry) {
        Some(customer) => {
            let data_key = source.data_key(customer)?;
            let aad = source.vault().aad(Table::Journal, &key);
            Ok(data_key.map(|sealer| sealer.seal(&aad, &plain)).unwrap_or_default())
        }
        None => Ok(source.vault().seal(Purpose::Records, Table::Journal, &key, &plain)),
    }
}

fn open_cells<S: Source>(
    source: &S,
    entry: &Entry,
    sealed: &[u8],
) -> Result<Vec<CellChange>, StoreError> {
    if sealed.is_empty() {
        return Ok(Vec::new());
    }
    let key = entry.seq.0.to_be_bytes();
    let plain = match keeper(entry) {
        Some(customer) => match source.data_key(customer)? {
            Some(data_key) => data_key.open(&source.vault().aad(Table::Journal, &key), sealed)?,
            None => return Ok(Vec::new()),
        },
        None => source.vault().open(Purpose::Records, Table::Journal, &key, sealed)?,
    };
    codec::changes_from_bytes(&plain)
}

pub(super) fn seq_of(key: &[u8]) -> Result<Seq, StoreError> {
    let bytes = key.try_into().map_err(|_| StoreError::Damaged("journal key".to_owned()))?;
    Ok(Seq(u64::from_be_bytes(bytes)))
}

fn damaged(seq: Seq) -> StoreError {
    StoreError::Damaged(format!("journal entry {}", seq.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_first_releases_reads_without_its_origin() {
        #[derive(Serialize)]
        struct Old(u64, i64, u64, u64, Option<u64>, u8, u64, u8, u32, String, Cells);
        #[derive(Serialize)]
        struct Cells(#[serde(with = "crate::store::codec::bytes")] Cow<'static, [u8]>);
        let cells = Cells(Cow::Borrowed(b"cells"));
        let old = Old(1, 2, 3, 4, None, 1, 5, 2, 6, "why".to_owned(), cells);
        let bytes = codec::to_bytes(&old);
        let Line(.., note, cells, origin, parent) = codec::from_bytes(&bytes).unwrap();
        assert_eq!((note.as_str(), &*cells, origin.as_str()), ("why", &b"cells"[..], ""));
        assert_eq!(parent, 0);
    }
}
