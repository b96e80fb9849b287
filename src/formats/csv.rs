//! Read a table of text: any encoding, any separator, exact about where it is broken.
//!
//! The splitting is our own and not the csv crate's: that cannot tell an unclosed quotation mark
//! from the end of a file, stop inside a cell that is too long, or separate by `，`.

use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::formats::decode::Decoder;
use crate::formats::decode::Piece;
use crate::formats::fault::FormatError;
use crate::formats::formula;
use crate::formats::parsed::Format;
use crate::formats::parsed::MAX_CELL_BYTES;
use crate::formats::parsed::MAX_COLUMNS;
use crate::formats::parsed::MAX_ROW_BYTES;
use crate::formats::parsed::MAX_ROWS;
use crate::formats::parsed::Parsed;
use crate::formats::parsed::Sink;
use crate::formats::parsed::Source;
use crate::formats::parsed::Wish;
use crate::formats::separator;
use std::io::Read;

/// Hands every row to `sink`, in order.
pub fn read(input: impl Read, wish: &Wish, sink: &mut Sink) -> Result<(), FormatError> {
    let mut decoder = Decoder::open(input, wish.encoding.as_deref())?;
    let mut text = String::new();
    let mut piece = decoder.next(&mut text)?;
    let (separator, skipped) = match (wish.separator, separator::named(&text)) {
        (Some(separator), Some((_, length))) => (separator, length),
        (Some(separator), None) => (separator, 0),
        (None, Some((separator, length))) => (separator, length),
        (None, None) => (separator::guess(&text), 0),
    };
    let mut source = Some(Source {
        format: Format::Csv,
        sheets: Vec::new(),
        sheet: String::new(),
        encoding: decoder.encoding().to_owned(),
        separator: Some(separator),
    });
    let mut emit = |row: Row| {
        if let Some(source) = source.take() {
            sink(Parsed::Source(source))?;
        }
        sink(Parsed::Row(row))
    };
    let mut splitter = Splitter::new(separator);
    if 0 < skipped {
        text.drain(..skipped);
        splitter.row += 1;
    }
    loop {
        splitter.feed(&text, &mut emit)?;
        match piece {
            Piece::Text => {}
            Piece::Bad => {
                return Err(FormatError::Encoding { row: splitter.row, column: splitter.column() });
            }
            Piece::End => return splitter.finish(&mut emit),
        }
        text.clear();
        piece = decoder.next(&mut text)?;
    }
}

type Emit<'a> = dyn FnMut(Row) -> Result<(), FormatError> + 'a;

struct Splitter {
    separator: char,
    place: Place,
    cell: String,
    cells: Vec<Cell>,
    row_bytes: usize,
    /// The row being read, from 1. A line without content counts, as it does on the screen of a
    /// spreadsheet.
    row: u32,
    quote_row: u32,
    filled_rows: u32,
    after_cr: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted cell: the end of the cell, or the first of a pair.
    Closing,
}

impl Splitter {
    fn new(separator: char) -> Splitter {
        Splitter {
            separator,
            place: Place::CellStart,
            cell: String::new(),
            cells: Vec::new(),
            row_bytes: 0,
            row: 1,
            quote_row: 0,
            filled_rows: 0,
            after_cr: false,
        }
    }

    fn column(&self) -> u32 {
        self.cells.len() as u32 + 1
    }

    fn feed(&mut self, text: &str, emit: &mut Emit) -> Result<(), FormatError> {
        let mut lead = [0; 4];
        let lead = self.separator.encode_utf8(&mut lead).as_bytes()[0];
        let is_telling = |byte: &u8| matches!(*byte, b'"' | b'\n' | b'\r' | 0) || *byte == lead;
        let mut rest = text;
        while !rest.is_empty() {
            let run = rest.bytes().position(|byte| is_telling(&byte)).unwrap_or(rest.len());
            if 0 < run {
                self.take(&rest[..run])?;
                rest = &rest[run..];
                continue;
            }
            let c = rest.chars().next().expect("the rest is not empty");
            self.tell(c, emit)?;
            rest = &rest[c.len_utf8()..];
        }
        Ok(())
    }

    fn finish(mut self, emit: &mut Emit) -> Result<(), FormatError> {
        match self.place {
            Place::Quoted => return Err(FormatError::UnclosedQuote { row: self.quote_row }),
            Place::CellStart if self.cells.is_empty() => return Ok(()),
            Place::CellStart | Place::Plain | Place::Closing => {}
        }
        self.end_cell()?;
        self.end_row(emit)
    }

    /// A run of characters that mean nothing but themselves.
    fn take(&mut self, run: &str) -> Result<(), FormatError> {
        self.after_cr = false;
        if self.place != Place::Quoted {
            self.place = Place::Plain;
        }
        if MAX_CELL_BYTES < self.cell.len() + run.len() {
            let (row, column) = (self.row, self.column());
            return Err(FormatError::CellTooLong { row, column, limit: MAX_CELL_BYTES });
        }
        self.cell.push_str(run);
        Ok(())
    }

    /// A character that may end something.
    fn tell(&mut self, c: char, emit: &mut Emit) -> Result<(), FormatError> {
        let after_cr = std::mem::take(&mut self.after_cr);
        match (c, self.place) {
            ('\0', _) => {
                return Err(FormatError::BadCharacter { row: self.row, column: self.column() });
            }
            ('"', Place::Quoted) => self.place = Place::Closing,
            ('"', Place::Closing) => {
                self.take("\"")?;
                self.place = Place::Quoted;
            }
            ('"', Place::CellStart) => {
                self.place = Place::Quoted;
                self.quote_row = self.row;
            }
            ('\n', Place::CellStart) if after_cr && self.cells.is_empty() => {}
            ('\n' | '\r', Place::CellStart | Place::Plain | Place::Closing) => {
                self.end_cell()?;
                self.end_row(emit)?;
                self.after_cr = c == '\r';
            }
            (c, Place::CellStart | Place::Plain | Place::Closing) if c == self.separator => {
                self.end_cell()?;
            }
            (c, _) => self.take(c.encode_utf8(&mut [0; 4]))?,
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), FormatError> {
        if MAX_COLUMNS <= self.cells.len() {
            return Err(FormatError::TooManyColumns { row: self.row, limit: MAX_COLUMNS });
        }
        self.row_bytes += self.cell.len();
        if MAX_ROW_BYTES < self.row_bytes {
            return Err(FormatError::RowTooLong { row: self.row, limit: MAX_ROW_BYTES });
        }
        let text = std::mem::take(&mut self.cell);
        self.cells.push(if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(formula::restore(text))
        });
        self.place = Place::CellStart;
        Ok(())
    }

    fn end_row(&mut self, emit: &mut Emit) -> Result<(), FormatError> {
        let cells = std::mem::take(&mut self.cells);
        let row = Row { number: self.row, cells };
        self.row_bytes = 0;
        self.row = self.row.saturating_add(1);
        if row.is_blank() {
            return Ok(());
        }
        if MAX_ROWS <= self.filled_rows {
            return Err(FormatError::TooManyRows { limit: MAX_ROWS });
        }
        self.filled_rows += 1;
        emit(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, FormatError> {
        let mut rows = Vec::new();
        read(bytes, &Wish::default(), &mut |parsed| {
            if let Parsed::Row(row) = parsed {
                let texts = row.cells.iter().map(|cell| match cell {
                    Cell::Text(text) => text.clone(),
                    _ => String::new(),
                });
                rows.push((row.number, texts.collect()));
            }
            Ok(())
        })?;
        Ok(rows)
    }

    fn check(text: &str, expected: &[(u32, &[&str])]) {
        let expected: Vec<(u32, Vec<String>)> = expected
            .iter()
            .map(|(number, cells)| (*number, cells.iter().map(|c| (*c).to_owned()).collect()))
            .collect();
        assert_eq!(rows(text.as_bytes()).unwrap(), expected, "{text:?}");
    }

    #[test]
    fn tables_are_split() {
        check("", &[]);
        check("\u{feff}", &[]);
        check("名称,电话", &[(1, &["名称", "电话"])]);
        check("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\r\n1,\r\n", &[(1, &["a", "b"]), (2, &["1", ""])]);
        check("a,b\r1,2\r", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\n\n,\n1,2", &[(1, &["a", "b"]), (4, &["1", "2"])]);
        check("a,b\r\n\r\n1,2", &[(1, &["a", "b"]), (3, &["1", "2"])]);
        check(
            "a,b\n\"x,\ny\",\"\"\"q\"\"\"\n3,4",
            &[(1, &["a", "b"]), (2, &["x,\ny", "\"q\""]), (3, &["3", "4"])],
        );
        check("a,b\n5\" pipe,\"x\"y\n", &[(1, &["a", "b"]), (2, &["5\" pipe", "xy"])]);
        check("a,b\n1\n1,2,3\n", &[(1, &["a", "b"]), (2, &["1"]), (3, &["1", "2", "3"])]);
        check("名称，电话\n甲！，1\n", &[(1, &["名称", "电话"]), (2, &["甲！", "1"])]);
        check("sep=;\na;b\n1,5;2\n", &[(2, &["a", "b"]), (3, &["1,5", "2"])]);
        check("a,b\n'=1+1,'tis\n", &[(1, &["a", "b"]), (2, &["=1+1", "'tis"])]);
    }

    #[test]
    fn broken_tables_name_the_place() {
        let long = format!("a,b\n1,{}\n", "x".repeat(MAX_CELL_BYTES + 1));
        let wide = format!("a,b\n{}\n", "1,".repeat(MAX_COLUMNS));
        let heavy = format!("a,b\n{}\n", format!("{},", "x".repeat(MAX_CELL_BYTES)).repeat(5));
        let cases: [(&[u8], &str); 5] = [
            (b"a,b\n1,2\n3,\0\n", "bad_character row=3 column=2"),
            (b"a,b\n1,\"2\n3,4\n", "unclosed_quote row=2"),
            (long.as_bytes(), "cell_too_long row=2 column=2 limit=1048576"),
            (wide.as_bytes(), "too_many_columns row=2 limit=1000"),
            (heavy.as_bytes(), "row_too_long row=2 limit=4194304"),
        ];
        for (bytes, expected) in cases {
            let fault = rows(bytes).unwrap_err().fault();
            let args = fault.args.iter().map(|(name, value)| format!(" {name}={value}"));
            assert_eq!(format!("{}{}", fault.reason, args.collect::<String>()), expected);
        }
    }

    #[test]
    fn undecodable_bytes_name_the_place() {
        let bytes = b"a,\xE5\xAE\xA2\n1,2\nx,y\xFF\n";
        let wish = Wish { encoding: Some("utf-8".to_owned()), ..Wish::default() };
        let error = read(&bytes[..], &wish, &mut |_| Ok(())).unwrap_err();
        assert!(matches!(error, FormatError::Encoding { row: 3, column: 2 }), "{error:?}");
    }

    proptest! {
        #[test]
        fn splits_as_the_csv_crate_does(text in "[ab,\"\n\r]{0,40}") {
            let text = format!("a,b\n{text}");
            let mut theirs = csv::ReaderBuilder::new();
            let theirs: Vec<Vec<String>> = theirs
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                .filter(|cells: &Vec<String>| cells.iter().any(|cell| !cell.trim().is_empty()))
                .collect();
            if let Ok(ours) = rows(text.as_bytes()) {
                let ours: Vec<Vec<String>> = ours.into_iter().map(|(_, cells)| cells).collect();
                prop_assert_eq!(ours, theirs);
            }
        }

        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = rows(&bytes);
        }
    }
}
