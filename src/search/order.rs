//! A column with what filters, sorting and counting need of it, each made when first needed.

use crate::search::column::Column;
use crate::search::docs::Bits;
use crate::search::docs::Docs;
use crate::search::docs::is_dense;
use crate::search::docs::set_bit;
use std::ops::Bound;
use std::ops::Range;
use std::sync::Arc;
use std::sync::OnceLock;

pub struct Facts {
    pub column: Column,
    n: u32,
    filled: OnceLock<Docs>,
    order: OnceLock<Order>,
    sets: OnceLock<Vec<Option<Arc<Bits>>>>,
}

/// Documents by ascending value; among equals the newest record first. A document stands once
/// per value.
pub struct Order {
    pub docs: Vec<u32>,
    /// The distinct values and where each begins; empty where there are very many, which is only
    /// so with one value a document.
    pub groups: Vec<Group>,
}

#[derive(Clone, Copy)]
pub struct Group {
    pub value: i64,
    pub start: u32,
}

/// More distinct values than this are found through the column rather than through groups.
const MAX_GROUPS: usize = 16_384;

impl Facts {
    pub fn new(column: Column, n: u32) -> Facts {
        let (filled, order, sets) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Facts { column, n, filled, order, sets }
    }

    pub fn filled(&self) -> &Docs {
        self.filled.get_or_init(|| self.column.filled(self.n))
    }

    pub fn has_order(&self) -> bool {
        self.order.get().is_some()
    }

    /// `newest`: all documents of the segment, newest record first.
    pub fn order(&self, newest: &[u32]) -> &Order {
        self.order.get_or_init(|| match self.column.small_top() {
            Some(top) => Order::by_counting(&self.column, self.n, newest, top),
            None => Order::by_sorting(&self.column, self.n, newest),
        })
    }

    /// Documents with a value in the range.
    pub fn between(&self, newest: &[u32], low: Bound<i64>, high: Bound<i64>) -> Docs {
        let order = self.order(newest);
        let range = order.range(&self.column, low, high);
        Docs::from_unsorted(order.docs[range].to_vec(), self.n)
    }

    pub fn with_value(&self, newest: &[u32], value: i64) -> Docs {
        let order = self.order(newest);
        if let Ok(at) = order.groups.binary_search_by_key(&value, |group| group.value)
            && let Some(set) = &self.sets(newest)[at]
        {
            return match set.count() == self.n {
                true => Docs::All,
                false => Docs::Dense(Arc::clone(set)),
            };
        }
        self.between(newest, Bound::Included(value), Bound::Included(value))
    }

    /// For each group its set, where that is dense.
    pub fn sets(&self, newest: &[u32]) -> &[Option<Arc<Bits>>] {
        self.sets.get_or_init(|| {
            let order = self.order(newest);
            let set = |at: usize| {
                let docs = &order.docs[order.group(at)];
                is_dense(docs.len(), self.n).then(|| {
                    let mut words = crate::search::docs::empty_words(self.n);
                    docs.iter().for_each(|doc| set_bit(&mut words, *doc));
                    Arc::new(Bits::new(words))
                })
            };
            (0..order.groups.len()).map(set).collect()
        })
    }
}

impl Order {
    /// Where the documents of a group stand.
    pub fn group(&self, at: usize) -> Range<usize> {
        let end = self.groups.get(at + 1).map_or(self.docs.len(), |next| next.start as usize);
        self.groups[at].start as usize..end
    }

    /// Where the documents with a value in the range stand.
    pub fn range(&self, column: &Column, low: Bound<i64>, high: Bound<i64>) -> Range<usize> {
        let start = match low {
            Bound::Unbounded => 0,
            Bound::Included(low) => self.first(column, |value| value < low),
            Bound::Excluded(low) => self.first(column, |value| value <= low),
        };
        let end = match high {
            Bound::Unbounded => self.docs.len(),
            Bound::Included(high) => self.first(column, |value| value <= high),
            Bound::Excluded(high) => self.first(column, |value| value < high),
        };
        start..end.max(start)
    }

    /// The run of equal values that ends before `end`, and the value.
    pub fn run_before(&self, column: &Column, end: usize) -> Option<(i64, Range<usize>)> {
        let last = end.checked_sub(1)?;
        if !self.groups.is_empty() {
            let after = self.groups.partition_point(|group| group.start as usize <= last);
            let group = self.groups[after.checked_sub(1)?];
            return Some((group.value, group.start as usize..end));
        }
        let value = column.value(self.docs[last])?;
        let same = |at: usize| column.value(self.docs[at]) == Some(value);
        let mut reach = 1;
        while reach <= last && same(last - reach) {
            reach *= 2;
        }
        let from = last.saturating_sub(reach);
        let head = self.docs[from..end].partition_point(|doc| column.value(*doc) < Some(value));
        Some((value, from + head..end))
    }

    /// The run of equal values that begins at `start`, and the value.
    pub fn run_from(&self, column: &Column, start: usize) -> Option<(i64, Range<usize>)> {
        if self.docs.len() <= start {
            return None;
        }
        if !self.groups.is_empty() {
            let after = self.groups.partition_point(|group| group.start as usize <= start);
            let at = after.checked_sub(1)?;
            return Some((self.groups[at].value, start..self.group(at).end));
        }
        let value = column.value(self.docs[start])?;
        let mut reach = 1;
        while start + reach < self.docs.len()
            && column.value(self.docs[start + reach]) == Some(value)
        {
            reach *= 2;
        }
        let until = self.docs.len().min(start + reach + 1);
        let ahead = &self.docs[start..until];
        let run = ahead.partition_point(|doc| column.value(*doc) <= Some(value));
        Some((value, start..start + run))
    }

    fn first(&self, column: &Column, below: impl Fn(i64) -> bool) -> usize {
        if self.groups.is_empty() {
            return self.docs.partition_point(|doc| column.value(*doc).is_some_and(&below));
        }
        let at = self.groups.partition_point(|group| below(group.value));
        self.groups.get(at).map_or(self.docs.len(), |group| group.start as usize)
    }

    fn by_counting(column: &Column, n: u32, newest: &[u32], top: usize) -> Order {
        let mut ends = vec![0u32; top + 1];
        column.for_each_code(n, &Docs::All, |_, code| ends[code as usize + 1] += 1);
        let mut total = 0;
        let mut groups = Vec::new();
        for (code, end) in ends.iter_mut().enumerate() {
            total += *end;
            *end = total;
            if code < top {
                groups.push(Group { value: column.decoded(code as u64), start: total });
            }
        }
        let mut next = ends;
        let mut docs = vec![0u32; total as usize];
        for doc in newest {
            column.for_each_code_of(*doc, |code| {
                let at = &mut next[code as usize];
                docs[*at as usize] = *doc;
                *at += 1;
            });
        }
        keep_filled(&mut groups, docs.len());
        if MAX_GROUPS < groups.len() && column.is_single() {
            groups.clear();
        }
        Order { docs, groups }
    }

    fn by_sorting(column: &Column, n: u32, newest: &[u32]) -> Order {
        let mut rank = vec![0u32; n as usize];
        newest.iter().enumerate().for_each(|(at, doc)| rank[*doc as usize] = at as u32);
        let mut entries: Vec<(u64, u32)> = Vec::with_capacity(n as usize);
        column.for_each_code(n, &Docs::All, |doc, code| entries.push((code, rank[doc as usize])));
        entries.sort_unstable();
        let mut groups = Vec::new();
        for (at, (code, _)) in entries.iter().enumerate() {
            if at == 0 || entries[at - 1].0 != *code {
                groups.push(Group { value: column.decoded(*code), start: at as u32 });
                if MAX_GROUPS < groups.len() && column.is_single() {
                    groups.clear();
                    break;
                }
            }
        }
        let docs = entries.into_iter().map(|(_, rank)| newest[rank as usize]).collect();
        Order { docs, groups }
    }
}

/// Drops the groups that no document is in.
fn keep_filled(groups: &mut Vec<Group>, len: usize) {
    let ends: Vec<u32> =
        groups.iter().skip(1).map(|group| group.start).chain([len as u32]).collect();
    let mut ends = ends.into_iter();
    groups.retain(|group| ends.next().is_some_and(|end| group.start < end));
}
