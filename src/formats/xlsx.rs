//! Read one sheet of a workbook, cell by cell, never as a whole grid.

use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::formats::fault::FormatError;
use crate::formats::parsed::Format;
use crate::formats::parsed::MAX_CELL_BYTES;
use crate::formats::parsed::MAX_COLUMNS;
use crate::formats::parsed::MAX_ROW_BYTES;
use crate::formats::parsed::Parsed;
use crate::formats::parsed::Sink;
use crate::formats::parsed::Source;
use crate::formats::parsed::Wish;
use calamine::DataRef;
use calamine::ExcelDateTime;
use calamine::Reader;
use calamine::SheetType;
use calamine::SheetVisible;
use calamine::Xlsx;
use calamine::XlsxError;
use chrono::NaiveDate;
use chrono::NaiveDateTime;
use std::io::Cursor;

/// Empty rows between two filled ones. A slip of the hand leaves fewer.
const MAX_GAP_ROWS: u32 = 100_000;

const DAY_MS: i64 = 86_400_000;

/// Hands every row of the wished or the first filled visible sheet to `sink`. The package must
/// have been checked before.
pub fn read(bytes: Vec<u8>, wish: &Wish, sink: &mut Sink) -> Result<(), FormatError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let is_shown = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let shown = book.sheets_metadata().iter().filter(is_shown);
    let sheets: Vec<String> = shown.map(|sheet| sheet.name.clone()).collect();
    let candidates = match &wish.sheet {
        None => sheets.clone(),
        Some(name) if book.sheets_metadata().iter().any(|sheet| sheet.name == *name) => {
            vec![name.clone()]
        }
        Some(name) => return Err(FormatError::NoSheet { name: name.clone() }),
    };
    for name in candidates {
        let mut source = Some(Source {
            format: Format::Xlsx,
            sheets: sheets.clone(),
            sheet: name.clone(),
            encoding: String::new(),
            separator: None,
        });
        let mut emit = |row: Row| {
            if let Some(source) = source.take() {
                sink(Parsed::Source(source))?;
            }
            sink(Parsed::Row(row))
        };
        read_sheet(&mut book, &name, &mut emit)?;
        if source.is_none() {
            break;
        }
    }
    Ok(())
}

type Emit<'a> = dyn FnMut(Row) -> Result<(), FormatError> + 'a;

fn read_sheet(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    emit: &mut Emit,
) -> Result<(), FormatError> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(broken(error)),
    };
    let mut row = Row { number: 1, cells: Vec::new() };
    let mut row_bytes = 0;
    while let Some(next) = cells.next_cell().map_err(broken)? {
        let (at, column) = next.get_position();
        let number = at.saturating_add(1);
        let cell = cell(next.get_value());
        if cell.is_blank() {
            continue;
        }
        let far = || FormatError::TooSparse { cell: address(number, column) };
        if MAX_COLUMNS <= column as usize || row.number.saturating_add(MAX_GAP_ROWS) < number {
            return Err(far());
        }
        if number < row.number {
            return Err(FormatError::Damaged);
        }
        if row.number < number {
            let done = std::mem::replace(&mut row, Row { number, cells: Vec::new() });
            row_bytes = 0;
            if !done.cells.is_empty() {
                emit(done)?;
            }
        }
        let bytes = length(&cell);
        row_bytes += bytes;
        if MAX_CELL_BYTES < bytes {
            let limit = MAX_CELL_BYTES;
            return Err(FormatError::CellTooLong { row: number, column: column + 1, limit });
        }
        if MAX_ROW_BYTES < row_bytes {
            return Err(FormatError::RowTooLong { row: number, limit: MAX_ROW_BYTES });
        }
        let column = column as usize;
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = cell;
    }
    if row.cells.is_empty() { Ok(()) } else { emit(row) }
}

fn broken(error: XlsxError) -> FormatError {
    match error {
        XlsxError::Password => FormatError::Encrypted,
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => FormatError::NotAWorkbook,
        _ => FormatError::Damaged,
    }
}

fn length(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Error(text) => text.len(),
        Cell::Empty | Cell::Number(_) | Cell::Date { .. } | Cell::Flag(_) => 0,
    }
}

/// `XFD1048576`, from a row counted from 1 and a column counted from 0.
fn address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while 0 < rest {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{row}")
}

fn cell(value: &DataRef) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(flag) => Cell::Flag(*flag),
        DataRef::DateTime(date) => date_cell(date),
        DataRef::DateTimeIso(text) => iso_cell(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// Times of a day and durations stay text; a number that no calendar has stays a number.
fn date_cell(date: &ExcelDateTime) -> Cell {
    let serial = date.as_f64();
    let is_time = date.is_duration() || serial.abs() < 1.0;
    if is_time && serial.abs() < 1e6 {
        let seconds = (serial * DAY_MS as f64 / 1000.0).round() as i64;
        let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
        let sign = if seconds < 0 { "-" } else { "" };
        return Cell::Text(format!("{sign}{hours:02}:{minutes:02}:{:02}", seconds.abs() % 60));
    }
    if !(0.0..2_958_466.0).contains(&serial) {
        return Cell::Number(serial);
    }
    let (year, month, day, hour, minute, second, ms) = date.to_ymd_hms_milli();
    let time = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).and_then(|date| {
        date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), ms.into())
    });
    time.map_or(Cell::Number(serial), into_cell)
}

fn iso_cell(text: &str) -> Cell {
    let text = text.trim();
    let time = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), form).ok());
    let day = || text.parse::<NaiveDate>().ok().map(|day| day.and_time(chrono::NaiveTime::MIN));
    time.or_else(day).map_or_else(|| Cell::Text(text.to_owned()), into_cell)
}

/// Rounded to the second: serial numbers miss it by fractions of a millisecond.
fn into_cell(time: NaiveDateTime) -> Cell {
    let ms = (time.and_utc().timestamp_millis() + 500).div_euclid(1000) * 1000;
    let days = i32::try_from(ms.div_euclid(DAY_MS)).expect("a calendar date of chrono fits");
    Cell::Date { days, ms: ms.rem_euclid(DAY_MS) as u32 }
}

#[cfg(test)]
mod tests;
