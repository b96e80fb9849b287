//! Count an answer by the values of a field.

use crate::search::docs::Docs;
use crate::search::order::Facts;
use crate::search::segment::Segment;
use std::collections::HashMap;

/// What testing or looking up one document costs against one word of bits, about.
const DOC_IN_WORDS: usize = 2;

/// Adds to `counts` how many of `docs` have each value.
pub fn count(segment: &Segment, facts: &Facts, docs: &Docs, counts: &mut HashMap<i64, u64>) {
    let n = segment.n;
    match docs {
        Docs::None => {}
        Docs::Dense(_) => count_dense(segment, facts, docs, counts),
        Docs::Sparse(_) => {
            walk(facts, n, docs, |value, times| *counts.entry(value).or_default() += times)
        }
        Docs::All => {
            let order = facts.order(segment.newest());
            for (at, group) in order.groups.iter().enumerate() {
                *counts.entry(group.value).or_default() += order.group(at).len() as u64;
            }
            if order.groups.is_empty() {
                walk(facts, n, docs, |value, times| *counts.entry(value).or_default() += times);
            }
        }
    }
}

/// What the values of `docs` come to; the largest number where it is more.
pub fn sum(segment: &Segment, facts: &Facts, docs: &Docs) -> i64 {
    let mut sum = 0i64;
    let add = |_, code| sum = sum.saturating_add(facts.column.decoded(code));
    facts.column.for_each_code(segment.n, docs, add);
    sum
}

/// By bits where values are few and most documents are in; else document by document. What is
/// left out is walked instead where it is less.
fn count_dense(segment: &Segment, facts: &Facts, docs: &Docs, counts: &mut HashMap<i64, u64>) {
    let n = segment.n;
    let Docs::Dense(bits) = docs else { return };
    let held = bits.count() as usize;
    let left_out = n as usize - held;
    if left_out < held / 4 && !facts.order(segment.newest()).groups.is_empty() {
        let mut less: HashMap<i64, u64> = HashMap::new();
        walk(facts, n, &docs.not(n), |value, times| *less.entry(value).or_default() += times);
        let order = facts.order(segment.newest());
        for (at, group) in order.groups.iter().enumerate() {
            let all = order.group(at).len() as u64;
            *counts.entry(group.value).or_default() +=
                all - less.get(&group.value).copied().unwrap_or(0);
        }
        return;
    }
    let order = facts.order(segment.newest());
    let sets = facts.sets(segment.newest());
    let words = n as usize / 64 * sets.iter().flatten().count();
    let rare: usize =
        (0..sets.len()).filter(|at| sets[*at].is_none()).map(|at| order.group(at).len()).sum();
    if order.groups.is_empty() || held * DOC_IN_WORDS < words + rare * DOC_IN_WORDS {
        walk(facts, n, docs, |value, times| *counts.entry(value).or_default() += times);
        return;
    }
    for (at, group) in order.groups.iter().enumerate() {
        let count = match &sets[at] {
            Some(set) => u64::from(set.count_and(bits)),
            None => {
                let group = &order.docs[order.group(at)];
                group.iter().filter(|doc| bits.contains(**doc)).count() as u64
            }
        };
        *counts.entry(group.value).or_default() += count;
    }
}

fn walk(facts: &Facts, n: u32, docs: &Docs, mut add: impl FnMut(i64, u64)) {
    match facts.column.small_top() {
        Some(top) => {
            let mut tally = vec![0u32; top];
            facts.column.for_each_code(n, docs, |_, code| tally[code as usize] += 1);
            for (code, times) in (0..).zip(tally).filter(|(_, times)| *times != 0) {
                add(facts.column.decoded(code), u64::from(times));
            }
        }
        None => facts.column.for_each_code(n, docs, |_, code| add(facts.column.decoded(code), 1)),
    }
}
