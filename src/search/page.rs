//! One page of an ordered answer, segment by segment.

use crate::domain::ids::Tag;
use crate::search::docs::Docs;
use crate::search::order::Facts;
use crate::search::segment::Segment;
use std::cmp::Ordering;
use std::ops::Bound;
use std::sync::Arc;

/// Columns of an order; more would hardly ever be reached.
pub const MAX_SORTS: usize = 4;

/// Gathering one document costs about as much as so many steps of a walk.
const GATHERING: usize = 2;

/// Rows gathered beyond what is wanted before the worst are thrown out.
const SLACK: usize = 64;

/// One column of the order. Records without a value come last, whichever way; among equals the
/// newest record comes first.
#[derive(Clone, Copy, Debug)]
pub struct Sort<'a> {
    pub tag: Tag,
    pub descending: bool,
    /// The values in their order, where that is not the order of numbers: options as they are
    /// listed. Values that are not in it come after those that are.
    pub ranks: Option<&'a [i64]>,
}

/// Where a page ended: hand it back to go on from there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// Whether the last record was a preferred one.
    pub preferred: bool,
    pub keys: [Key; MAX_SORTS],
    pub ordinal: u64,
}

/// The place of a record by one column, ascending whatever the direction of the sort.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Key {
    pub missing: bool,
    pub value: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub keys: [Key; MAX_SORTS],
    pub ordinal: u64,
}

impl Ord for Row {
    fn cmp(&self, other: &Row) -> Ordering {
        self.keys.cmp(&other.keys).then(other.ordinal.cmp(&self.ordinal))
    }
}

impl PartialOrd for Row {
    fn partial_cmp(&self, other: &Row) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The first `want` of `docs` in order, strictly after `after`; ascending. Rows after `worst` may
/// be left out: other segments have enough that are better.
pub fn first_rows(
    segment: &Segment,
    docs: &Docs,
    sorts: &[Sort],
    after: Option<Row>,
    worst: Option<Row>,
    want: usize,
) -> tantivy::Result<Vec<Row>> {
    let sorts = &sorts[..sorts.len().min(MAX_SORTS)];
    let count = docs.count(segment.n) as usize;
    if count == 0 || want == 0 {
        return Ok(Vec::new());
    }
    let mut columns = Vec::with_capacity(sorts.len());
    for sort in sorts {
        columns.push((*sort, segment.facts(sort.tag)?));
    }
    let mut rows = Rows { segment, docs, columns, after, worst, want, rows: Vec::new() };
    // On the way through the order, about one in n / count entries is wanted; yet all that is
    // wanted may stand at its far end, so the walk is given up when it has cost as much as
    // gathering. Looking each step up in a list costs more than gathering the list.
    let expected = want.saturating_mul(segment.n as usize) / count;
    let walks = expected / GATHERING < count && !matches!(docs, Docs::Sparse(_));
    if walks && rows.can_walk() && rows.walk(count * GATHERING) {
        return Ok(rows.settled());
    }
    rows.gather();
    Ok(rows.settled())
}

struct Rows<'a> {
    segment: &'a Segment,
    docs: &'a Docs,
    columns: Vec<(Sort<'a>, Arc<Facts>)>,
    after: Option<Row>,
    worst: Option<Row>,
    want: usize,
    rows: Vec<Row>,
}

impl Rows<'_> {
    fn row(&self, doc: u32) -> Row {
        let mut keys = [Key::default(); MAX_SORTS];
        for (key, (sort, facts)) in keys.iter_mut().zip(&self.columns) {
            *key = key_of(sort, facts.column.value(doc));
        }
        Row { keys, ordinal: self.segment.ordinal(doc) }
    }

    /// True when what is beyond the page has just been cut off.
    fn take(&mut self, doc: u32) -> bool {
        let row = self.row(doc);
        if self.after.is_some_and(|after| row <= after) {
            return false;
        }
        self.rows.push(row);
        let full = self.want.saturating_mul(2).saturating_add(SLACK) <= self.rows.len();
        if full {
            self.cut_off();
        }
        full
    }

    fn gather(&mut self) {
        self.rows.clear();
        let (n, docs) = (self.segment.n, self.docs);
        let Some((Sort { descending, ranks: None, .. }, facts)) = self.columns.first().cloned()
        else {
            return docs.for_each(n, |doc| {
                self.take(doc);
            });
        };
        let column = &facts.column;
        // The worst code that is still wanted, once there are enough.
        let limit = |worst: i64| match descending {
            true => Some(column.code_from(!worst)),
            false => column.code_up_to(worst),
        };
        let known = self.worst.map(|row| row.keys[0]).filter(|key| !key.missing);
        let mut bound = match known.map(|key| limit(key.value)) {
            Some(None) => return,
            Some(Some(code)) => Some(code),
            None => None,
        };
        let mut before = None;
        column.for_each_code(n, docs, |doc, code| {
            let worse = bound.is_some_and(|worst| match descending {
                true => code < worst,
                false => worst < code,
            });
            // Of several values the first is the least, and counts.
            if before.replace(doc) == Some(doc) || worse {
                return;
            }
            if self.take(doc) {
                bound = limit(self.rows[self.want - 1].keys[0].value);
            }
        });
        if known.is_none() && self.rows.len() < self.want {
            docs.minus(facts.filled(), n).for_each(n, |doc| {
                self.take(doc);
            });
        }
    }

    /// Keeps what is wanted, the last of it at the end.
    fn cut_off(&mut self) {
        if self.want < self.rows.len() {
            self.rows.select_nth_unstable(self.want - 1);
            self.rows.truncate(self.want);
        }
    }

    fn settled(mut self) -> Vec<Row> {
        self.cut_off();
        self.rows.sort_unstable();
        self.rows
    }

    /// Ranks that leave values out would have several groups share a place.
    fn can_walk(&self) -> bool {
        let Some((Sort { ranks: Some(ranks), .. }, facts)) = self.columns.first() else {
            return true;
        };
        let order = facts.order(self.segment.newest());
        let ranked = |value: i64| ranks.contains(&value);
        let few = !order.groups.is_empty() || order.docs.is_empty();
        few && facts.column.is_single() && order.groups.iter().all(|group| ranked(group.value))
    }

    /// Walks the order until enough is found; false when that takes more than `steps`.
    fn walk(&mut self, mut steps: usize) -> bool {
        let newest = self.segment.newest();
        let steps = &mut steps;
        let Some((sort, facts)) = self.columns.first().cloned() else {
            let from = self.after.map_or(0, |after| {
                newest.partition_point(|doc| after.ordinal <= self.segment.ordinal(*doc))
            });
            return self.run(newest[from..].iter().copied(), None, steps) != Went::Astray;
        };
        let went = match sort.ranks {
            Some(ranks) => self.walk_ranks(&facts, ranks, sort.descending, steps),
            None if sort.descending => self.walk_down(&facts, steps),
            None => self.walk_up(&facts, steps),
        };
        if went != Went::Through {
            return went == Went::Enough;
        }
        let filled = facts.filled();
        let missing = newest.iter().copied().filter(|doc| !filled.contains(*doc));
        self.run(missing, None, steps) != Went::Astray
    }

    fn walk_ranks(
        &mut self,
        facts: &Facts,
        ranks: &[i64],
        descending: bool,
        steps: &mut usize,
    ) -> Went {
        let order = facts.order(self.segment.newest());
        let mut values: Vec<i64> = ranks.to_vec();
        if descending {
            values.reverse();
        }
        for value in values {
            let same = Bound::Included(value);
            let run = order.docs[order.range(&facts.column, same, same)].iter().copied();
            match self.run(run, None, steps) {
                Went::Through => {}
                ended => return ended,
            }
        }
        Went::Through
    }

    fn walk_up(&mut self, facts: &Facts, steps: &mut usize) -> Went {
        let order = facts.order(self.segment.newest());
        let mut at = match self.after.map(|after| after.keys[0]) {
            None => 0,
            Some(Key { missing: true, .. }) => order.docs.len(),
            Some(key) => {
                order.range(&facts.column, Bound::Included(key.value), Bound::Unbounded).start
            }
        };
        while let Some((value, run)) = order.run_from(&facts.column, at) {
            at = run.end;
            match self.run(order.docs[run].iter().copied(), some_of(facts, value), steps) {
                Went::Through => {}
                ended => return ended,
            }
        }
        Went::Through
    }

    fn walk_down(&mut self, facts: &Facts, steps: &mut usize) -> Went {
        let order = facts.order(self.segment.newest());
        let mut at = match self.after.map(|after| after.keys[0]) {
            None => order.docs.len(),
            Some(Key { missing: true, .. }) => 0,
            Some(key) => {
                order.range(&facts.column, Bound::Unbounded, Bound::Included(!key.value)).end
            }
        };
        while let Some((value, run)) = order.run_before(&facts.column, at) {
            at = run.start;
            match self.run(order.docs[run].iter().copied(), some_of(facts, value), steps) {
                Went::Through => {}
                ended => return ended,
            }
        }
        Went::Through
    }

    /// Takes what is wanted of a run of equal first keys, newest first. `only`: a document of
    /// several values belongs to the run of this one alone.
    fn run(
        &mut self,
        run: impl Iterator<Item = u32>,
        only: Option<i64>,
        steps: &mut usize,
    ) -> Went {
        for doc in run {
            match steps.checked_sub(1) {
                Some(left) => *steps = left,
                None => return Went::Astray,
            }
            if !self.docs.contains(doc) {
                continue;
            }
            if only.is_some() && only != self.columns[0].1.column.value(doc) {
                continue;
            }
            self.take(doc);
            if self.columns.len() <= 1 && self.want <= self.rows.len() {
                return Went::Enough;
            }
        }
        if self.want <= self.rows.len() { Went::Enough } else { Went::Through }
    }
}

/// How a walk through a part of an order ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Went {
    Through,
    Enough,
    /// It took more steps than it was given.
    Astray,
}

fn some_of(facts: &Facts, value: i64) -> Option<i64> {
    (!facts.column.is_single()).then_some(value)
}

fn key_of(sort: &Sort, value: Option<i64>) -> Key {
    let Some(value) = value else { return Key { missing: true, value: 0 } };
    let place = match sort.ranks {
        None => value,
        Some(ranks) => match ranks.iter().position(|rank| *rank == value) {
            Some(at) => at as i64,
            None => return Key { missing: false, value: i64::MAX },
        },
    };
    Key { missing: false, value: if sort.descending { !place } else { place } }
}
