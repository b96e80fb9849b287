//! Reading the journal from its end towards its beginning, with an eye on what fits.

use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::value::Moment;
use crate::store::StoreError;
use crate::store::journal;
use crate::store::journal::Entry;
use crate::store::source::Source;
use crate::store::tables::Table;

/// Where to look, and how much at once.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Entries of this record alone.
    pub record: Option<RecordId>,
    /// Entries below this one …
    pub before: Seq,
    /// … down to this one.
    pub floor: Seq,
    /// Lines that are looked at, whether they fit or not.
    pub lines: usize,
    /// Entries that are given.
    pub limit: usize,
}

/// What was seen, newest first.
pub struct Seen {
    pub entries: Vec<Entry>,
    /// Entries below this one have not been looked at; `None` where none are left.
    pub next: Option<Seq>,
}

/// The entries that fit: `fits` is shown them without their changes, which are opened for those
/// alone that it takes. A line that does not open is left out; the verification tells of it.
pub fn look_back<S: Source>(
    source: &S,
    look: Look,
    fits: impl Fn(&Entry) -> bool,
) -> Result<Seen, StoreError> {
    let Look { record, before, floor, lines, limit } = look;
    let seqs: Box<dyn Iterator<Item = Seq>> = match record {
        Some(record) => Box::new(journal::trail(source, record, Some(before))?),
        None => Box::new((floor.0.max(1)..before.0).rev().map(Seq)),
    };
    let mut entries = Vec::new();
    for (looked, seq) in seqs.take_while(|seq| floor <= *seq).enumerate() {
        if lines <= looked || limit <= entries.len() {
            return Ok(Seen { entries, next: Some(Seq(seq.0 + 1)) });
        }
        match entry(source, seq, &fits) {
            Ok(entry) => entries.extend(entry),
            Err(StoreError::Damaged(what)) => {
                tracing::error!(seq = seq.0, what, "a journal line does not open");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Seen { entries, next: None })
}

fn entry<S: Source>(
    source: &S,
    seq: Seq,
    fits: &impl Fn(&Entry) -> bool,
) -> Result<Option<Entry>, StoreError> {
    let key = seq.0.to_be_bytes();
    let Some(value) = source.get(Table::Journal, &key)? else { return Ok(None) };
    let (entry, sealed) = journal::bare(source, &key, &value)?;
    if !fits(&entry) {
        return Ok(None);
    }
    journal::with_cells(source, entry, &sealed).map(Some)
}

/// Below it stand the entries that are earlier than `to`: by halving, and then on through the next
/// `lines` of them. Where the clock was set back, early entries follow upon late ones, and halving
/// may end at the wrong turn.
pub fn end_before<S: Source>(
    source: &S,
    head: Seq,
    to: Moment,
    lines: u64,
) -> Result<Seq, StoreError> {
    let found = first_at(source, head, to)?;
    let last = head.0.min(found.0.saturating_add(lines));
    first_of(source, (found.0..=last).rev(), |entry| entry.at < to)
        .map(|seq| seq.map_or(found, |seq| Seq(seq.0 + 1)))
}

/// From it on stand the entries that are not earlier than `from`; as [`end_before`], through the
/// `lines` in front of it.
pub fn begin_at<S: Source>(
    source: &S,
    head: Seq,
    from: Moment,
    lines: u64,
) -> Result<Seq, StoreError> {
    let found = first_at(source, head, from)?;
    let first = found.0.saturating_sub(lines).max(1);
    first_of(source, first..found.0, |entry| from <= entry.at).map(|seq| seq.unwrap_or(found))
}

/// The first of these, in their order, that is as asked.
fn first_of<S: Source>(
    source: &S,
    mut seqs: impl Iterator<Item = u64>,
    is_it: impl Fn(&Entry) -> bool,
) -> Result<Option<Seq>, StoreError> {
    seqs.find_map(|seq| match entry(source, Seq(seq), &is_it) {
        Ok(Some(_)) => Some(Ok(Seq(seq))),
        Ok(None) | Err(StoreError::Damaged(_)) => None,
        Err(error) => Some(Err(error)),
    })
    .transpose()
}

/// The first entry that is as late as `at`, by halving: `head + 1` where none is. Entries carry the
/// time at which their use case began, so that they may stand a little out of order: the caller
/// leaves room on both sides.
fn first_at<S: Source>(source: &S, head: Seq, at: Moment) -> Result<Seq, StoreError> {
    let (mut low, mut high) = (1, head.0 + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let early = |entry: &Entry| entry.at < at;
        match entry(source, Seq(middle), &early) {
            Ok(Some(_)) => low = middle + 1,
            Ok(None) => high = middle,
            Err(StoreError::Damaged(_)) => low = middle + 1,
            Err(error) => return Err(error),
        }
    }
    Ok(Seq(low))
}
