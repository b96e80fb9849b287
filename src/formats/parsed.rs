//! What a reader is asked for and what it hands on.

use crate::domain::import::Row;
use crate::formats::fault::FormatError;
use serde::Deserialize;
use serde::Serialize;

/// What the person wants instead of what the reader would guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// A sheet of a workbook by name; otherwise the first visible one that has cells.
    pub sheet: Option<String>,
    /// A label of the WHATWG encoding standard, such as `gb18030`.
    pub encoding: Option<String>,
    pub separator: Option<char>,
}

/// What the file turned out to be: handed on before its first row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub format: Format,
    /// The sheets of a workbook, hidden ones left out; empty for text.
    pub sheets: Vec<String>,
    /// The sheet being read; empty for text.
    pub sheet: String,
    /// The name of the encoding; empty for workbooks.
    pub encoding: String,
    pub separator: Option<char>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Csv,
    Xlsx,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Parsed {
    /// Comes once and first; not at all for a file without rows.
    Source(Source),
    /// Rows without any content are left out, and counted in the numbers of the others.
    Row(Row),
}

/// Takes what a reader finds, piece by piece; its error ends the reading.
pub type Sink<'a> = dyn FnMut(Parsed) -> Result<(), FormatError> + 'a;

/// Longest cell, in bytes of UTF-8.
pub const MAX_CELL_BYTES: usize = 1 << 20;
/// Longest row, in bytes of UTF-8: bounds what one message between processes can be.
pub const MAX_ROW_BYTES: usize = 4 << 20;
pub const MAX_COLUMNS: usize = 1_000;
pub const MAX_ROWS: u32 = 5_000_000;
