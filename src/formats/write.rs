//! Write tables: CSV for spreadsheets, one JSON object a line for programs.

use crate::formats::formula;
use serde::Serializer;
use serde::ser::SerializeMap;
use std::io;
use std::io::Write;

/// Tells spreadsheets that the text is UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

pub struct CsvWriter<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the mark and the headings.
    pub fn new(mut output: W, headings: &[String]) -> io::Result<CsvWriter<W>> {
        output.write_all(MARK)?;
        let csv = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(output);
        let mut writer = CsvWriter { csv };
        writer.row(headings)?;
        Ok(writer)
    }

    /// Cells that a spreadsheet could run get an apostrophe; our reader takes it off again.
    pub fn row(&mut self, cells: &[String]) -> io::Result<()> {
        let cells = cells.iter().map(|cell| formula::neutralise(cell).into_owned());
        self.csv.write_record(cells).map_err(into_io)
    }

    /// Everything is written; hands the output back.
    pub fn finish(self) -> io::Result<W> {
        self.csv.into_inner().map_err(|error| error.into_error())
    }
}

fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::ErrorKind::InvalidData.into(),
    }
}

/// One line: an object of the headings and the cells, in their order. A row that ends early lacks
/// the last ones.
pub fn ndjson_row(output: &mut impl Write, headings: &[String], row: &[String]) -> io::Result<()> {
    let mut json = serde_json::Serializer::new(&mut *output);
    let mut object = json.serialize_map(None)?;
    for (heading, cell) in headings.iter().zip(row) {
        object.serialize_entry(heading, cell)?;
    }
    object.end()?;
    output.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::Cell;
    use crate::formats::parsed::Parsed;
    use crate::formats::parsed::Wish;
    use crate::formats::read;
    use proptest::prelude::*;

    fn strings(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn csv_has_its_mark_and_no_formula() {
        let mut writer = CsvWriter::new(Vec::new(), &strings(&["名称", "备注"])).unwrap();
        writer.row(&strings(&["甲,乙", "=HYPERLINK(\"x\")"])).unwrap();
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(text, "\u{feff}名称,备注\r\n\"甲,乙\",\"'=HYPERLINK(\"\"x\"\")\"\r\n");
    }

    #[test]
    fn json_keeps_the_order() {
        let mut lines = Vec::new();
        ndjson_row(&mut lines, &strings(&["z", "a"]), &strings(&["=1\n", "\""])).unwrap();
        assert_eq!(String::from_utf8(lines).unwrap(), "{\"z\":\"=1\\n\",\"a\":\"\\\"\"}\n");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in proptest::collection::vec(
            proptest::collection::vec("[-=+@'\t\r\n＝＋a1,;|，\"中𠮷 .]{0,8}", 3), 1..20,
        )) {
            let headings = strings(&["名称", "电话", "备注"]);
            let mut writer = CsvWriter::new(Vec::new(), &headings).unwrap();
            for row in &rows {
                writer.row(row).unwrap();
            }
            let bytes = writer.finish().unwrap();
            let mut back = Vec::new();
            let wish = Wish { separator: Some(','), ..Wish::default() };
            read::read(&bytes[..], &wish, &mut |parsed| {
                if let Parsed::Row(row) = parsed {
                    back.push(row.cells);
                }
                Ok(())
            }).unwrap();
            let expected: Vec<Vec<Cell>> = std::iter::once(&headings)
                .chain(&rows)
                .map(|row| row.iter().map(|cell| match cell.as_str() {
                    "" => Cell::Empty,
                    text => Cell::Text(text.to_owned()),
                }).collect())
                .filter(|cells: &Vec<Cell>| !cells.iter().all(Cell::is_blank))
                .collect();
            prop_assert_eq!(back, expected);
        }
    }
}
