//! The newest lines of the journal and the records that they are about, opened once for all who listen.

use crate::app::records::news::REACH;
use crate::domain::access::Access;
use crate::domain::customer::Customer;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::kinds;
use crate::domain::op::Actor;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Moment;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;
use crate::store::Reader;
use crate::store::Source;
use crate::store::StoreError;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::Weak;

/// A line of the journal without the values that it tells of: the same whoever hears of it.
pub struct Line {
    pub seq: Seq,
    pub batch: BatchId,
    pub at: Moment,
    pub actor: Actor,
    pub record: RecordId,
    /// The customer that the record is about; 0 for none, and for a customer itself.
    pub parent: u64,
    pub deed: Deed,
    /// The version that the record has after it.
    pub version: u32,
    /// What was changed.
    pub tags: Vec<Tag>,
}

impl From<Entry> for Line {
    fn from(entry: Entry) -> Line {
        let Entry { seq, batch, at, actor, record, parent, deed, version, changes, .. } = entry;
        let tags = changes.into_iter().map(|(tag, ..)| tag).collect();
        Line { seq, batch, at, actor, record, parent, deed, version, tags }
    }
}

/// A record as rights look at it, whatever its kind.
pub(super) trait Subject: Send + Sync {
    fn is_seen_by(&self, access: &Access) -> bool;
}

impl<R: Record> Subject for Stored<R> {
    fn is_seen_by(&self, access: &Access) -> bool {
        access.may_see(self)
    }
}

/// `None` for what is gone or does not open, and for what is not the customers' or about one.
type Found = Option<Arc<dyn Subject>>;

/// As many lines as are told after the fact, and the records behind them as one reader sees them.
#[derive(Default)]
pub struct Recent(Mutex<Opened>);

#[derive(Default)]
struct Opened {
    lines: BTreeMap<Seq, Arc<Line>>,
    /// Records are those of this reader alone: the next one may see others.
    reader: Weak<Reader>,
    found: HashMap<RecordId, Found>,
}

impl Recent {
    /// The lines after `after`, up to `last`, each with its record as it is by now. The reader must know
    /// all of them.
    ///
    /// # Errors
    /// Where the store does not read.
    pub(super) fn lines(
        &self,
        reader: &Arc<Reader>,
        after: Seq,
        last: Seq,
    ) -> Result<Vec<(Arc<Line>, Found)>, StoreError> {
        if last <= after {
            return Ok(Vec::new());
        }
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.reader.as_ptr() != Arc::as_ptr(reader) {
            opened.reader = Arc::downgrade(reader);
            opened.found.clear();
        }
        opened.read(reader, after, last)?;
        let lines: Vec<Arc<Line>> =
            opened.lines.range(next(after)..=last).map(|(_, line)| Arc::clone(line)).collect();
        let each = lines.into_iter().map(|line| {
            let found = opened.record(reader, line.record)?;
            Ok((line, found))
        });
        let all = each.collect::<Result<_, StoreError>>()?;
        // The oldest go first: most listen at the end.
        while REACH < opened.lines.len() as u64 {
            opened.lines.pop_first();
        }
        Ok(all)
    }
}

impl Opened {
    /// From the first line on that is not known.
    fn read(&mut self, reader: &Reader, after: Seq, last: Seq) -> Result<(), StoreError> {
        let known = |seq: &u64| self.lines.contains_key(&Seq(*seq));
        let Some(first) = (next(after).0..=last.0).find(|seq| !known(seq)) else { return Ok(()) };
        let count = usize::try_from(last.0 + 1 - first).unwrap_or(usize::MAX);
        for entry in store::since(reader, Seq(first - 1), count)? {
            self.lines.insert(entry.seq, Arc::new(Line::from(entry)));
        }
        Ok(())
    }

    fn record(&mut self, reader: &Reader, id: RecordId) -> Result<Found, StoreError> {
        if let Some(found) = self.found.get(&id) {
            return Ok(found.clone());
        }
        let mut look = Looking { reader, ordinal: id.ordinal };
        let found = match id.kind {
            Kind::Customer => kinds::Visit::visit::<Customer>(&mut look)?,
            kind => kinds::with_child(kind, &mut look).transpose()?.flatten(),
        };
        self.found.insert(id, found.clone());
        Ok(found)
    }
}

fn next(seq: Seq) -> Seq {
    Seq(seq.0 + 1)
}

struct Looking<'a> {
    reader: &'a Reader,
    ordinal: u64,
}

impl kinds::Visit for Looking<'_> {
    type Out = Result<Found, StoreError>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        match store::reading(|| self.reader.load::<R>(self.ordinal)) {
            Ok(stored) => Ok(stored.map(|stored| Arc::new(stored) as Arc<dyn Subject>)),
            // One row that does not open must not keep the others from being told.
            Err(StoreError::Damaged(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
