//! Look at the beginning of a file: its headings, some values, and what they seem to mean.

use crate::app::Error;
use crate::app::imports::cells;
use crate::app::imports::job::ColumnGuess;
use crate::app::imports::mapping;
use crate::domain::catalogue::Catalogue;
use crate::domain::ids::Kind;
use crate::domain::import::headings;
use crate::formats::FormatError;
use crate::formats::Parsed;
use crate::formats::Wish;
use crate::formats::child::Parser;
use std::io::Read;

/// Rows below the headings that the guess looks at.
const SEEN_ROWS: usize = 200;

/// Values of each column that are shown beside the mapping.
const SAMPLES: usize = 5;

/// Longest sample, in characters.
const SAMPLE_CHARS: usize = 60;

pub type Rows = Box<dyn Iterator<Item = Result<Parsed, FormatError>> + Send>;

/// Opens a parser over the clear content of a file.
pub type Open = dyn Fn(Box<dyn Read + Send>) -> Result<Rows, FormatError> + Sync;

/// The parser of the running product: a child process of the same binary, within limits.
pub fn in_child(input: Box<dyn Read + Send>) -> Result<Rows, FormatError> {
    let exe = std::env::current_exe()?;
    Ok(Box::new(Parser::start(&exe, input, Wish::default())?))
}

pub(super) struct Seen {
    pub columns: Vec<ColumnGuess>,
    /// Rows of data that were looked at.
    pub rows: u64,
    /// The row of the headings; 0 where the first row is data already.
    pub heading_row: u32,
}

/// # Errors
/// [`Error::Invalid`] with the reason and the place, of the field `file`.
pub(super) fn prepare(
    kind: Kind,
    open: &Open,
    input: Box<dyn Read + Send>,
    catalogue: &Catalogue,
) -> Result<Seen, Error> {
    let mut headings: Option<Vec<String>> = None;
    let mut heading_row = 0;
    let mut samples: Vec<Vec<String>> = Vec::new();
    for parsed in open(input).map_err(bad_file)? {
        let Parsed::Row(row) = parsed.map_err(bad_file)? else { continue };
        match headings {
            None => (headings, heading_row) = (Some(cells::texts(&row.cells)), row.number),
            Some(_) => samples.push(cells::texts(&row.cells)),
        }
        if SEEN_ROWS <= samples.len() {
            break;
        }
    }
    let mut headings = headings.ok_or_else(|| Error::fault("file", "empty_file"))?;
    if !headings::are_headings(kind, &headings, catalogue) {
        heading_row = 0;
        let numbered = (1..=headings.len()).map(|number| format!("#{number}")).collect();
        samples.insert(0, std::mem::replace(&mut headings, numbered));
    }
    let targets = headings::guess(kind, &headings, &samples, catalogue);
    let of_column = |at: usize| {
        let cells = samples.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
        let filled = cells.filter(|cell| !cell.is_empty()).take(SAMPLES);
        filled.map(|cell| cell.chars().take(SAMPLE_CHARS).collect()).collect()
    };
    let columns = headings.iter().zip(targets).enumerate().map(|(at, (heading, target))| {
        let target = mapping::word(kind, target, catalogue);
        ColumnGuess { heading: heading.trim().to_owned(), target, samples: of_column(at) }
    });
    Ok(Seen { columns: columns.collect(), rows: samples.len() as u64, heading_row })
}

pub(super) fn bad_file(error: FormatError) -> Error {
    Error::Invalid(vec![error.fault()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::Cell;
    use crate::domain::import::Row;

    #[test]
    fn columns_have_targets_and_samples() {
        let row = |number: u32, cells: &[&str]| {
            let cells = cells.iter().map(|text| Cell::Text((*text).to_owned())).collect();
            Ok(Parsed::Row(Row { number, cells }))
        };
        let open = move |_: Box<dyn Read + Send>| {
            let rows = vec![
                row(1, &["客户名称", "联系电话", "暗号"]),
                row(2, &["华美科技", "13812345678", ""]),
                row(4, &["明嘉五金", "", "x"]),
            ];
            Ok(Box::new(rows.into_iter()) as Rows)
        };
        let seen =
            prepare(Kind::Customer, &open, Box::new(std::io::empty()), &Catalogue::new(1, &[]))
                .unwrap();
        let targets: Vec<_> = seen.columns.iter().map(|column| column.target.as_deref()).collect();
        assert_eq!(targets, [Some("name"), Some("phone"), None]);
        assert_eq!(seen.columns[1].samples, ["13812345678"]);
        assert_eq!((seen.heading_row, seen.rows), (1, 2));
    }

    #[test]
    fn a_file_without_headings_has_numbered_columns() {
        let open = |_: Box<dyn Read + Send>| {
            let cells = ["华美科技", "13812345678"].map(|text| Cell::Text(text.to_owned()));
            let row = Parsed::Row(Row { number: 1, cells: cells.to_vec() });
            Ok(Box::new(std::iter::once(Ok(row))) as Rows)
        };
        let seen =
            prepare(Kind::Customer, &open, Box::new(std::io::empty()), &Catalogue::new(1, &[]))
                .unwrap();
        assert_eq!((seen.heading_row, seen.rows), (0, 1));
        assert_eq!(seen.columns[1].heading, "#2");
        assert_eq!(seen.columns[1].samples, ["13812345678"]);
    }

    #[test]
    fn a_file_without_rows_is_refused() {
        let open = |_: Box<dyn Read + Send>| Ok(Box::new(std::iter::empty()) as Rows);
        let seen =
            prepare(Kind::Customer, &open, Box::new(std::io::empty()), &Catalogue::new(1, &[]));
        assert!(matches!(seen, Err(Error::Invalid(faults)) if faults[0].reason == "empty_file"));
    }
}
