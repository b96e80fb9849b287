//! Sets of documents of one segment, and their algebra.

use std::sync::Arc;

/// Which documents of a segment: the smallest of four shapes.
#[derive(Clone, Debug)]
pub enum Docs {
    None,
    All,
    /// Ascending, without repeats.
    Sparse(Arc<[u32]>),
    Dense(Arc<Bits>),
}

/// One bit per document; bits past the last document are 0.
#[derive(Debug)]
pub struct Bits {
    words: Box<[u64]>,
    count: u32,
}

/// A set is dense when more than one document of this many is in it: there its bits take less
/// room than its list.
const DENSE_ONE_OF: usize = 32;

impl Bits {
    pub fn new(words: Vec<u64>) -> Bits {
        let count = ones(words.iter().copied());
        Bits { words: words.into_boxed_slice(), count }
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn contains(&self, doc: u32) -> bool {
        self.words[doc as usize / 64] >> (doc % 64) & 1 == 1
    }

    /// How many documents both hold.
    pub fn count_and(&self, other: &Bits) -> u32 {
        ones(self.words.iter().zip(&other.words).map(|(a, b)| a & b))
    }

    fn zip(&self, other: &Bits, f: fn(u64, u64) -> u64) -> Vec<u64> {
        self.words.iter().zip(&other.words).map(|(a, b)| f(*a, *b)).collect()
    }

    fn for_each(&self, mut f: impl FnMut(u32)) {
        for (at, word) in self.words.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                f(at as u32 * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }
}

/// How many bits are set. Eight words are first added up bit by bit, since counting the bits of a
/// word takes a dozen steps on the plainest processors, for which we compile.
fn ones(mut words: impl ExactSizeIterator<Item = u64>) -> u32 {
    let (mut one, mut two, mut four) = (0u64, 0u64, 0u64);
    let mut eights = 0;
    for _ in 0..words.len() / 8 {
        let mut pair = |sum: &mut u64| {
            let (a, b) = (words.next().unwrap_or(0), words.next().unwrap_or(0));
            add(sum, a, b)
        };
        let (two_a, two_b) = (pair(&mut one), pair(&mut one));
        let four_a = add(&mut two, two_a, two_b);
        let (two_a, two_b) = (pair(&mut one), pair(&mut one));
        let four_b = add(&mut two, two_a, two_b);
        eights += add(&mut four, four_a, four_b).count_ones();
    }
    let rest: u32 = words.map(u64::count_ones).sum();
    eights * 8 + four.count_ones() * 4 + two.count_ones() * 2 + one.count_ones() + rest
}

/// Adds two words to `sum` bit by bit and returns what is carried.
fn add(sum: &mut u64, a: u64, b: u64) -> u64 {
    let half = *sum ^ a;
    let carried = (*sum & a) | (half & b);
    *sum = half ^ b;
    carried
}

pub fn is_dense(count: usize, n: u32) -> bool {
    (n as usize) < count * DENSE_ONE_OF
}

pub fn empty_words(n: u32) -> Vec<u64> {
    vec![0; (n as usize).div_ceil(64)]
}

pub fn set_bit(words: &mut [u64], doc: u32) {
    words[doc as usize / 64] |= 1 << (doc % 64);
}

// `n` is everywhere the number of documents in the segment.
impl Docs {
    /// `list`: ascending, without repeats.
    pub fn from_sorted(list: Vec<u32>, n: u32) -> Docs {
        if list.is_empty() {
            return Docs::None;
        }
        if list.len() == n as usize {
            return Docs::All;
        }
        if !is_dense(list.len(), n) {
            return Docs::Sparse(list.into());
        }
        let mut words = empty_words(n);
        list.iter().for_each(|doc| set_bit(&mut words, *doc));
        Docs::Dense(Arc::new(Bits { words: words.into(), count: list.len() as u32 }))
    }

    /// `list`: in any order, repeats allowed.
    pub fn from_unsorted(mut list: Vec<u32>, n: u32) -> Docs {
        if is_dense(list.len(), n) {
            let mut words = empty_words(n);
            list.iter().for_each(|doc| set_bit(&mut words, *doc));
            return Docs::from_words(words, n);
        }
        list.sort_unstable();
        list.dedup();
        Docs::from_sorted(list, n)
    }

    pub fn from_words(words: Vec<u64>, n: u32) -> Docs {
        Docs::from_bits(Bits::new(words), n)
    }

    fn from_bits(bits: Bits, n: u32) -> Docs {
        if bits.count == 0 {
            return Docs::None;
        }
        if bits.count == n {
            return Docs::All;
        }
        if is_dense(bits.count as usize, n) {
            return Docs::Dense(Arc::new(bits));
        }
        let mut list = Vec::with_capacity(bits.count as usize);
        bits.for_each(|doc| list.push(doc));
        Docs::Sparse(list.into())
    }

    pub fn count(&self, n: u32) -> u32 {
        match self {
            Docs::None => 0,
            Docs::All => n,
            Docs::Sparse(list) => list.len() as u32,
            Docs::Dense(bits) => bits.count,
        }
    }

    pub fn is_none(&self) -> bool {
        matches!(self, Docs::None)
    }

    pub fn contains(&self, doc: u32) -> bool {
        match self {
            Docs::None => false,
            Docs::All => true,
            Docs::Sparse(list) => list.binary_search(&doc).is_ok(),
            Docs::Dense(bits) => bits.contains(doc),
        }
    }

    /// In ascending order.
    pub fn for_each(&self, n: u32, mut f: impl FnMut(u32)) {
        match self {
            Docs::None => {}
            Docs::All => (0..n).for_each(f),
            Docs::Sparse(list) => list.iter().for_each(|doc| f(*doc)),
            Docs::Dense(bits) => bits.for_each(f),
        }
    }

    pub fn filter(&self, n: u32, mut keep: impl FnMut(u32) -> bool) -> Docs {
        let mut list = Vec::new();
        self.for_each(n, |doc| {
            if keep(doc) {
                list.push(doc);
            }
        });
        Docs::from_sorted(list, n)
    }

    pub fn and(&self, other: &Docs, n: u32) -> Docs {
        match (self, other) {
            (Docs::None, _) | (_, Docs::None) => Docs::None,
            (Docs::All, rest) | (rest, Docs::All) => rest.clone(),
            (Docs::Sparse(a), Docs::Sparse(b)) => Docs::from_sorted(both(a, b), n),
            (Docs::Sparse(list), Docs::Dense(bits)) | (Docs::Dense(bits), Docs::Sparse(list)) => {
                let kept = list.iter().copied().filter(|doc| bits.contains(*doc)).collect();
                Docs::from_sorted(kept, n)
            }
            (Docs::Dense(a), Docs::Dense(b)) => Docs::from_words(a.zip(b, |a, b| a & b), n),
        }
    }

    /// What all hold: in one pass over the words where all are dense, along the shortest list
    /// otherwise.
    pub fn all_of(mut sets: Vec<Docs>, n: u32) -> Docs {
        sets.retain(|docs| !matches!(docs, Docs::All));
        sets.sort_by_key(|docs| docs.count(n));
        match sets.as_slice() {
            [] => Docs::All,
            [Docs::None, ..] => Docs::None,
            [one] => one.clone(),
            [Docs::Sparse(_), Docs::Sparse(_), rest @ ..] => {
                let two = sets[0].and(&sets[1], n);
                two.filter(n, |doc| rest.iter().all(|docs| docs.contains(doc)))
            }
            [first @ Docs::Sparse(_), rest @ ..] => {
                first.filter(n, |doc| rest.iter().all(|docs| docs.contains(doc)))
            }
            [Docs::Dense(first), rest @ ..] => {
                let mut words = first.words.to_vec();
                for docs in rest {
                    if let Docs::Dense(bits) = docs {
                        words.iter_mut().zip(&bits.words).for_each(|(a, b)| *a &= b);
                    }
                }
                Docs::from_words(words, n)
            }
            // Taken out above.
            [Docs::All, ..] => Docs::All,
        }
    }

    pub fn or(&self, other: &Docs, n: u32) -> Docs {
        match (self, other) {
            (Docs::None, rest) | (rest, Docs::None) => rest.clone(),
            (Docs::All, _) | (_, Docs::All) => Docs::All,
            (Docs::Sparse(a), Docs::Sparse(b)) => {
                let mut list = Vec::with_capacity(a.len() + b.len());
                list.extend_from_slice(a);
                list.extend_from_slice(b);
                Docs::from_unsorted(list, n)
            }
            (Docs::Sparse(list), Docs::Dense(bits)) | (Docs::Dense(bits), Docs::Sparse(list)) => {
                let mut words = bits.words.to_vec();
                list.iter().for_each(|doc| set_bit(&mut words, *doc));
                Docs::from_words(words, n)
            }
            (Docs::Dense(a), Docs::Dense(b)) => Docs::from_words(a.zip(b, |a, b| a | b), n),
        }
    }

    pub fn not(&self, n: u32) -> Docs {
        match self {
            Docs::None => Docs::All,
            Docs::All => Docs::None,
            Docs::Sparse(list) => {
                let mut words = empty_words(n);
                list.iter().for_each(|doc| set_bit(&mut words, *doc));
                Docs::from_words(complement(&words, n), n)
            }
            Docs::Dense(bits) => Docs::from_words(complement(&bits.words, n), n),
        }
    }

    pub fn minus(&self, other: &Docs, n: u32) -> Docs {
        match (self, other) {
            (Docs::Sparse(_), _) => self.filter(n, |doc| !other.contains(doc)),
            (Docs::Dense(a), Docs::Dense(b)) => Docs::from_words(a.zip(b, |a, b| a & !b), n),
            _ => self.and(&other.not(n), n),
        }
    }

    pub fn size_bytes(&self) -> usize {
        match self {
            Docs::None | Docs::All => 0,
            Docs::Sparse(list) => list.len() * 4,
            Docs::Dense(bits) => bits.words.len() * 8,
        }
    }
}

fn complement(words: &[u64], n: u32) -> Vec<u64> {
    let mut out: Vec<u64> = words.iter().map(|word| !word).collect();
    if let (Some(last), 1..) = (out.last_mut(), n % 64) {
        *last &= (1 << (n % 64)) - 1;
    }
    out
}

/// Walks the shorter list and gallops through the longer one.
fn both(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (short, mut long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut out = Vec::new();
    for doc in short {
        let mut reach = 1;
        while reach < long.len() && long[reach] < *doc {
            reach *= 2;
        }
        let ahead = &long[..long.len().min(reach + 1)];
        let at = ahead.partition_point(|other| other < doc);
        long = &long[at..];
        if long.first() == Some(doc) {
            out.push(*doc);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Docs;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn list(docs: &Docs, n: u32) -> BTreeSet<u32> {
        let mut out = BTreeSet::new();
        docs.for_each(n, |doc| assert!(out.insert(doc)));
        assert_eq!(out.len(), docs.count(n) as usize);
        assert!((0..n).all(|doc| docs.contains(doc) == out.contains(&doc)));
        out
    }

    proptest! {
        #[test]
        fn algebra_agrees_with_plain_sets(
            n in 1u32..400,
            a in prop::collection::vec(0u32..400, 0..300),
            b in prop::collection::vec(0u32..400, 0..12),
        ) {
            let a: BTreeSet<u32> = a.into_iter().filter(|doc| *doc < n).collect();
            let b: BTreeSet<u32> = b.into_iter().filter(|doc| *doc < n).collect();
            let of = |set: &BTreeSet<u32>| Docs::from_unsorted(set.iter().rev().copied().collect(), n);
            for (x, y) in [(&a, &b), (&b, &a), (&a, &a), (&b, &b)] {
                let (dx, dy) = (of(x), of(y));
                prop_assert_eq!(list(&dx.and(&dy, n), n), x & y);
                prop_assert_eq!(list(&dx.or(&dy, n), n), x | y);
                prop_assert_eq!(list(&dx.minus(&dy, n), n), x - y);
                prop_assert_eq!(list(&dx.not(n), n), &(0..n).collect::<BTreeSet<u32>>() - x);
            }
        }
    }
}
