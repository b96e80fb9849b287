//! One row of a file, as its reader hands it on.

use crate::domain::field::Fault;

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    /// The only kind that a text file has.
    Text(String),
    Number(f64),
    /// A calendar date with a time of day, of no time zone.
    Date {
        /// Since 1970-01-01.
        days: i32,
        /// Milliseconds since midnight, below 86,400,000.
        ms: u32,
    },
    Flag(bool),
    /// What a formula left instead of a value: `#REF!`.
    Error(String),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The number that a spreadsheet shows beside the row, from 1.
    pub number: u32,
    pub cells: Vec<Cell>,
}

impl Cell {
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            Cell::Number(_) | Cell::Date { .. } | Cell::Flag(_) | Cell::Error(_) => false,
        }
    }
}

impl Row {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }

    /// The fault of a row with content beyond the last heading: its cells have probably shifted.
    /// A row that ends early is none.
    pub fn ragged(&self, headings: usize) -> Option<Fault> {
        let last = self.cells.iter().rposition(|cell| !cell.is_blank())?;
        match last < headings {
            true => None,
            false => Some(
                Fault::new("row", "ragged").with("expected", headings).with("actual", last + 1),
            ),
        }
    }
}
