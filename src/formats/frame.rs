//! Messages between the server and its parser: a length, then the value.

use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::formats::fault::FormatError;
use crate::formats::parsed::Source;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::io::Read;
use std::io::Write;

/// More than the longest row and a full batch before it can be.
const MAX_FRAME_BYTES: usize = 16 << 20;

#[derive(Serialize, Deserialize)]
pub enum Frame {
    #[serde(rename = "s")]
    Source(Source),
    #[serde(rename = "r")]
    Rows(Vec<WireRow>),
    #[serde(rename = "f")]
    Failed(FormatError),
    #[serde(rename = "d")]
    Done,
}

#[derive(Serialize, Deserialize)]
pub struct WireRow(u32, Vec<WireCell>);

#[derive(Serialize, Deserialize)]
enum WireCell {
    #[serde(rename = "-")]
    Empty,
    #[serde(rename = "t")]
    Text(String),
    #[serde(rename = "n")]
    Number(f64),
    #[serde(rename = "d")]
    Date(i32, u32),
    #[serde(rename = "b")]
    Flag(bool),
    #[serde(rename = "e")]
    Error(String),
}

pub fn write<T: Serialize>(output: &mut impl Write, value: &T) -> io::Result<()> {
    let bytes = rmp_serde::to_vec(value).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&bytes)
}

/// An end before or inside a frame is an error: the other side always says that it is done.
pub fn read<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if MAX_FRAME_BYTES < length {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    rmp_serde::from_slice(&bytes).map_err(io::Error::other)
}

impl From<Row> for WireRow {
    fn from(row: Row) -> WireRow {
        let cells = row.cells.into_iter().map(|cell| match cell {
            Cell::Empty => WireCell::Empty,
            Cell::Text(text) => WireCell::Text(text),
            Cell::Number(number) => WireCell::Number(number),
            Cell::Date { days, ms } => WireCell::Date(days, ms),
            Cell::Flag(flag) => WireCell::Flag(flag),
            Cell::Error(error) => WireCell::Error(error),
        });
        WireRow(row.number, cells.collect())
    }
}

impl From<WireRow> for Row {
    fn from(WireRow(number, cells): WireRow) -> Row {
        let cells = cells.into_iter().map(|cell| match cell {
            WireCell::Empty => Cell::Empty,
            WireCell::Text(text) => Cell::Text(text),
            WireCell::Number(number) => Cell::Number(number),
            WireCell::Date(days, ms) => Cell::Date { days, ms },
            WireCell::Flag(flag) => Cell::Flag(flag),
            WireCell::Error(error) => Cell::Error(error),
        });
        Row { number, cells: cells.collect() }
    }
}
