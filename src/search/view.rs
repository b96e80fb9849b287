//! The index as it stands after one commit: queries see the whole commit or none of it.

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::search::docs::Docs;
use crate::search::facet;
use crate::search::page;
use crate::search::page::Cursor;
use crate::search::page::Row;
use crate::search::page::Sort;
use crate::search::plan::Plan;
use crate::search::schema::BIN;
use crate::search::segment::Segment;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// One question.
pub struct Ask<'a> {
    pub kind: Kind,
    /// Deleted records instead of the others.
    pub bin: bool,
    pub plan: &'a Plan,
    /// Those that fit this come first.
    pub prefer: Option<&'a Plan>,
    /// At most four; none: the newest record first.
    pub sort: &'a [Sort<'a>],
    pub offset: usize,
    pub limit: usize,
    pub after: Option<Cursor>,
    /// Fields to count by; each over its own plan, so that a field can leave out its own
    /// condition.
    pub facets: &'a [(Tag, &'a Plan)],
    /// Numbers to add up over all that fit.
    pub sums: &'a [Tag],
}

#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// All that fit, on whatever page.
    pub total: u64,
    pub ordinals: Vec<u64>,
    /// None on the last page.
    pub next: Option<Cursor>,
    /// For each facet its values with their counts, the most frequent first.
    pub facets: Vec<Vec<(i64, u64)>>,
    /// In the order in which they were asked for.
    pub sums: Vec<i64>,
}

pub struct View {
    /// The largest segment first: it bounds best what is looked for in the others.
    pub parts: Vec<Arc<Part>>,
    /// The position in the journal that the index has reached.
    pub cursor: u64,
}

/// A segment and which of its documents are still there.
pub struct Part {
    pub segment: Arc<Segment>,
    pub alive: Docs,
    /// Documents that answers are drawn from, by kind and bin.
    bases: Mutex<HashMap<(Kind, bool), Docs>>,
}

impl Part {
    pub fn new(segment: Arc<Segment>, alive: Docs) -> Part {
        Part { segment, alive, bases: Mutex::default() }
    }

    fn base(&self, kind: Kind, bin: bool) -> tantivy::Result<Docs> {
        let mut bases = self.bases.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(docs) = bases.get(&(kind, bin)) {
            return Ok(docs.clone());
        }
        let n = self.segment.n;
        let binned = self.segment.facts(BIN)?.filled().clone();
        let side = if bin { binned } else { binned.not(n) };
        let docs = self.alive.and(&self.segment.of_kind(kind), n).and(&side, n);
        bases.insert((kind, bin), docs.clone());
        Ok(docs)
    }

    fn fitting(&self, plan: &Plan, base: &Docs) -> tantivy::Result<Docs> {
        if base.is_none() {
            return Ok(Docs::None);
        }
        Ok(self.segment.fitting(plan)?.and(base, self.segment.n))
    }
}

impl View {
    pub fn find(&self, ask: &Ask) -> tantivy::Result<Found> {
        let mut total = 0;
        let mut rows = Ranked::new(ask);
        let mut counts: Vec<HashMap<i64, u64>> = vec![HashMap::new(); ask.facets.len()];
        let mut sums = vec![0i64; ask.sums.len()];
        for part in &self.parts {
            let segment = part.segment.as_ref();
            let base = part.base(ask.kind, ask.bin)?;
            let docs = part.fitting(ask.plan, &base)?;
            total += u64::from(docs.count(segment.n));
            rows.add(part, &docs)?;
            for ((tag, plan), counts) in ask.facets.iter().zip(&mut counts) {
                let own = if *plan == ask.plan { docs.clone() } else { part.fitting(plan, &base)? };
                if !own.is_none() {
                    facet::count(segment, segment.facts(*tag)?.as_ref(), &own, counts);
                }
            }
            for (tag, sum) in ask.sums.iter().zip(&mut sums).filter(|_| !docs.is_none()) {
                let more = facet::sum(segment, segment.facts(*tag)?.as_ref(), &docs);
                *sum = sum.saturating_add(more);
            }
        }
        let (ordinals, next) = rows.page();
        let facets = counts.into_iter().map(by_count).collect();
        Ok(Found { total, ordinals, next, facets, sums })
    }
}

fn by_count(counts: HashMap<i64, u64>) -> Vec<(i64, u64)> {
    let mut list: Vec<(i64, u64)> = counts.into_iter().filter(|(_, count)| *count != 0).collect();
    list.sort_unstable_by_key(|(value, count)| (!count, *value));
    list
}

/// The rows of all segments so far: preferred ones before the others.
struct Ranked<'a> {
    ask: &'a Ask<'a>,
    /// One more than the page needs, to know whether there is another.
    want: usize,
    preferred: Vec<Row>,
    others: Vec<Row>,
}

impl<'a> Ranked<'a> {
    fn new(ask: &'a Ask<'a>) -> Ranked<'a> {
        let want = match ask.limit {
            0 => 0,
            limit => ask.offset.saturating_add(limit).saturating_add(1),
        };
        Ranked { ask, want, preferred: Vec::new(), others: Vec::new() }
    }

    fn add(&mut self, part: &Part, docs: &Docs) -> tantivy::Result<()> {
        let segment = part.segment.as_ref();
        let after = |preferred: bool| {
            let cursor = self.ask.after.filter(|after| after.preferred == preferred);
            cursor.map(|after| Row { keys: after.keys, ordinal: after.ordinal })
        };
        let mut rest = docs.clone();
        if let Some(prefer) = self.ask.prefer {
            let first = part.fitting(prefer, docs)?;
            rest = docs.minus(&first, segment.n);
            if self.ask.after.is_none_or(|after| after.preferred) {
                let worst = worst_of(&self.preferred, self.want);
                let (sort, after) = (self.ask.sort, after(true));
                let rows = page::first_rows(segment, &first, sort, after, worst, self.want)?;
                merge(&mut self.preferred, rows, self.want);
            }
        }
        // Which segment's preferred rows fill the page is known only at the end.
        let worst = worst_of(&self.others, self.want);
        let (sort, after) = (self.ask.sort, after(false));
        let rows = page::first_rows(segment, &rest, sort, after, worst, self.want)?;
        merge(&mut self.others, rows, self.want);
        Ok(())
    }

    fn page(self) -> (Vec<u64>, Option<Cursor>) {
        let preferred = self.preferred.into_iter().map(|row| (true, row));
        let all = preferred.chain(self.others.into_iter().map(|row| (false, row)));
        let mut page: Vec<(bool, Row)> =
            all.skip(self.ask.offset).take(self.ask.limit.saturating_add(1)).collect();
        let more = self.ask.limit < page.len();
        page.truncate(self.ask.limit);
        let next = page.last().filter(|_| more).map(|(preferred, row)| Cursor {
            preferred: *preferred,
            keys: row.keys,
            ordinal: row.ordinal,
        });
        (page.into_iter().map(|(_, row)| row.ordinal).collect(), next)
    }
}

/// The last row that is still wanted, once there are enough.
fn worst_of(rows: &[Row], want: usize) -> Option<Row> {
    rows.get(want.checked_sub(1)?).copied()
}

fn merge(rows: &mut Vec<Row>, more: Vec<Row>, want: usize) {
    rows.extend(more);
    rows.sort_unstable();
    rows.truncate(want);
}
