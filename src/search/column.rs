//! The numbers of one field for all documents of a segment, in the narrowest integers that fit.

use crate::search::docs::Docs;
use crate::search::docs::empty_words;
use crate::search::docs::set_bit;
use std::cmp::Ordering;
use tantivy::columnar::ColumnIndex;

/// Values as `base + step × code`, since dates repeat in days and moments in seconds.
/// The largest code of a width means that there is no value.
pub struct Column {
    cells: Cells,
    base: i64,
    step: u64,
    /// The largest code.
    top: u64,
    /// Where a document may have several values: first code of each document, and the end.
    starts: Option<Vec<u32>>,
}

pub enum Cells {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
}

/// Runs `$body` with `$list` being the codes, whatever their width.
macro_rules! with_cells {
    ($cells:expr, $list:ident => $body:expr) => {
        match $cells {
            Cells::U8($list) => $body,
            Cells::U16($list) => $body,
            Cells::U32($list) => $body,
            Cells::U64($list) => $body,
        }
    };
}

impl Column {
    /// Every document has none.
    pub fn empty(n: u32) -> Column {
        Column {
            cells: Cells::U8(vec![u8::MAX; n as usize]),
            base: 0,
            step: 1,
            top: 0,
            starts: None,
        }
    }

    /// `values`: one per document.
    pub fn full(values: &[i64]) -> Column {
        let (base, step, top) = scale(values);
        let codes = values.iter().map(|value| Some(code_of(*value, base, step)));
        Column { cells: Cells::gather(codes, top), base, step, top, starts: None }
    }

    pub fn decode(source: &tantivy::columnar::Column<i64>, n: u32) -> Column {
        let mut values = vec![0i64; source.values.num_vals() as usize];
        source.values.get_range(0, &mut values);
        let (base, step, top) = scale(&values);
        let code = |row: u32| code_of(values[row as usize], base, step);
        match &source.index {
            ColumnIndex::Empty { .. } => Column::empty(n),
            ColumnIndex::Full => Column::full(&values),
            ColumnIndex::Optional(_) => {
                let mut codes = vec![None; n as usize];
                for doc in 0..n {
                    let mut rows = source.index.value_row_ids(doc);
                    codes[doc as usize] = rows.next().map(code);
                }
                let cells = Cells::gather(codes.into_iter(), top);
                Column { cells, base, step, top, starts: None }
            }
            ColumnIndex::Multivalued(_) => {
                let mut codes = Vec::with_capacity(values.len());
                let mut starts = Vec::with_capacity(n as usize + 1);
                for doc in 0..n {
                    starts.push(codes.len() as u32);
                    let from = codes.len();
                    codes.extend(source.index.value_row_ids(doc).map(code));
                    codes[from..].sort_unstable();
                    dedup_tail(&mut codes, from);
                }
                starts.push(codes.len() as u32);
                let cells = Cells::gather(codes.into_iter().map(Some), top);
                Column { cells, base, step, top, starts: Some(starts) }
            }
        }
    }

    /// The value; the smallest where there are several.
    pub fn value(&self, doc: u32) -> Option<i64> {
        let at = match &self.starts {
            None => doc as usize,
            Some(starts) if starts[doc as usize] == starts[doc as usize + 1] => return None,
            Some(starts) => starts[doc as usize] as usize,
        };
        self.cells.get(at).map(|code| self.decoded(code))
    }

    pub fn is_single(&self) -> bool {
        self.starts.is_none()
    }

    /// The largest code of a value that is at most this; none where all values are above.
    pub fn code_up_to(&self, value: i64) -> Option<u64> {
        (self.base <= value).then(|| code_of(value, self.base, self.step))
    }

    /// The smallest code of a value that is at least this.
    pub fn code_from(&self, value: i64) -> u64 {
        match value.cmp(&self.base) {
            Ordering::Less | Ordering::Equal => 0,
            Ordering::Greater => (value.wrapping_sub(self.base) as u64).div_ceil(self.step),
        }
    }

    /// The value that a code stands for.
    pub fn decoded(&self, code: u64) -> i64 {
        self.base.wrapping_add(code.wrapping_mul(self.step) as i64)
    }

    /// Code by document; several times the same document where it has several.
    pub fn for_each_code(&self, n: u32, docs: &Docs, mut f: impl FnMut(u32, u64)) {
        match &self.starts {
            None => with_cells!(&self.cells, list => docs.for_each(n, |doc| {
                if let Some(code) = known(list[doc as usize]) {
                    f(doc, code);
                }
            })),
            Some(starts) => with_cells!(&self.cells, list => docs.for_each(n, |doc| {
                let rows = starts[doc as usize] as usize..starts[doc as usize + 1] as usize;
                list[rows].iter().for_each(|code| f(doc, widened(*code)));
            })),
        }
    }

    pub fn for_each_code_of(&self, doc: u32, mut f: impl FnMut(u64)) {
        match &self.starts {
            None => self.cells.get(doc as usize).into_iter().for_each(f),
            Some(starts) => with_cells!(&self.cells, list => {
                let rows = starts[doc as usize] as usize..starts[doc as usize + 1] as usize;
                list[rows].iter().for_each(|code| f(widened(*code)));
            }),
        }
    }

    /// One more than the largest code, where codes are few.
    pub fn small_top(&self) -> Option<usize> {
        let small = matches!(&self.cells, Cells::U8(_) | Cells::U16(_));
        small.then_some(self.top as usize + 1)
    }

    /// Documents with a value.
    pub fn filled(&self, n: u32) -> Docs {
        let mut words = empty_words(n);
        self.for_each_code(n, &Docs::All, |doc, _| set_bit(&mut words, doc));
        Docs::from_words(words, n)
    }
}

trait Cell: Copy + Eq + Into<u64> {
    const NONE: Self;
}

impl Cell for u8 {
    const NONE: u8 = u8::MAX;
}

impl Cell for u16 {
    const NONE: u16 = u16::MAX;
}

impl Cell for u32 {
    const NONE: u32 = u32::MAX;
}

impl Cell for u64 {
    const NONE: u64 = u64::MAX;
}

fn widened<T: Cell>(cell: T) -> u64 {
    cell.into()
}

fn known<T: Cell>(cell: T) -> Option<u64> {
    if cell == T::NONE { None } else { Some(cell.into()) }
}

impl Cells {
    fn gather(codes: impl Iterator<Item = Option<u64>>, top: u64) -> Cells {
        match top {
            ..0xff => Cells::U8(codes.map(|c| c.map_or(u8::MAX, |c| c as u8)).collect()),
            0xff..0xffff => Cells::U16(codes.map(|c| c.map_or(u16::MAX, |c| c as u16)).collect()),
            0xffff..0xffff_ffff => {
                Cells::U32(codes.map(|c| c.map_or(u32::MAX, |c| c as u32)).collect())
            }
            _ => Cells::U64(codes.map(|c| c.unwrap_or(u64::MAX)).collect()),
        }
    }

    fn get(&self, at: usize) -> Option<u64> {
        with_cells!(self, list => known(list[at]))
    }
}

/// Least value, greatest common step, and the largest code.
fn scale(values: &[i64]) -> (i64, u64, u64) {
    let base = values.iter().copied().min().unwrap_or(0);
    let mut step = 0u64;
    let mut spread = 0u64;
    for value in values {
        let above = value.wrapping_sub(base) as u64;
        spread = spread.max(above);
        if step != 1 {
            step = common_step(step, above);
        }
    }
    let step = step.max(1);
    (base, step, spread / step)
}

fn common_step(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn code_of(value: i64, base: i64, step: u64) -> u64 {
    value.wrapping_sub(base) as u64 / step
}

fn dedup_tail(codes: &mut Vec<u64>, from: usize) {
    let mut kept = from;
    for at in from..codes.len() {
        if kept == from || codes[kept - 1] != codes[at] {
            codes[kept] = codes[at];
            kept += 1;
        }
    }
    codes.truncate(kept);
}
