//! Why a file cannot be read, with the place and the limit.

use crate::domain::field::Fault;
use serde::Deserialize;
use serde::Serialize;

/// Rows and columns are counted from 1, as the person's own program shows them.
#[derive(Debug, thiserror::Error, Serialize, Deserialize)]
pub enum FormatError {
    #[error("bytes that the encoding does not know in row {row}, column {column}")]
    Encoding { row: u32, column: u32 },
    #[error("no encoding is called {label:?}")]
    UnknownEncoding { label: String },
    #[error("a NUL character in row {row}, column {column}")]
    BadCharacter { row: u32, column: u32 },
    #[error("the quotation mark opened in row {row} is never closed")]
    UnclosedQuote { row: u32 },
    #[error("the cell in row {row}, column {column} is longer than {limit} bytes")]
    CellTooLong { row: u32, column: u32, limit: usize },
    #[error("row {row} is longer than {limit} bytes")]
    RowTooLong { row: u32, limit: usize },
    #[error("row {row} has more than {limit} columns")]
    TooManyColumns { row: u32, limit: usize },
    #[error("more than {limit} rows")]
    TooManyRows { limit: u32 },
    #[error("the cell {cell} lies far from all others")]
    TooSparse { cell: String },
    #[error("the workbook is protected by a password")]
    Encrypted,
    #[error("a workbook of a format older than xlsx")]
    OldWorkbook,
    #[error("neither a workbook nor a table of text")]
    NotAWorkbook,
    #[error("the workbook has no sheet {name:?}")]
    NoSheet { name: String },
    #[error("the workbook is damaged")]
    Damaged,
    #[error("the workbook has more than {limit} parts")]
    TooManyParts { limit: usize },
    #[error("the workbook is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("a part of the workbook is packed more than {limit} to 1")]
    TooDense { limit: u64 },
    /// The parser was ended by its limits of memory or time.
    #[error("reading the file took more memory or time than it may")]
    Limits,
    #[error("the file could not be read")]
    #[serde(skip)]
    Io(#[from] std::io::Error),
}

impl FormatError {
    /// The same as a fault of the field `file`, for the person who sent it.
    pub fn fault(&self) -> Fault {
        let fault = Fault::new("file", self.reason());
        match self {
            FormatError::Encoding { row, column } | FormatError::BadCharacter { row, column } => {
                fault.with("row", row).with("column", column)
            }
            FormatError::UnknownEncoding { label } => fault.with("value", label),
            FormatError::UnclosedQuote { row } => fault.with("row", row),
            FormatError::CellTooLong { row, column, limit } => {
                fault.with("row", row).with("column", column).with("limit", limit)
            }
            FormatError::RowTooLong { row, limit } | FormatError::TooManyColumns { row, limit } => {
                fault.with("row", row).with("limit", limit)
            }
            FormatError::TooManyRows { limit } => fault.with("limit", limit),
            FormatError::TooSparse { cell } => fault.with("cell", cell),
            FormatError::NoSheet { name } => fault.with("value", name),
            FormatError::TooManyParts { limit } => fault.with("limit", limit),
            FormatError::TooLarge { limit } | FormatError::TooDense { limit } => {
                fault.with("limit", limit)
            }
            FormatError::Encrypted
            | FormatError::OldWorkbook
            | FormatError::NotAWorkbook
            | FormatError::Damaged
            | FormatError::Limits
            | FormatError::Io(_) => fault,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            FormatError::Encoding { .. } => "encoding",
            FormatError::UnknownEncoding { .. } => "unknown_encoding",
            FormatError::BadCharacter { .. } => "bad_character",
            FormatError::UnclosedQuote { .. } => "unclosed_quote",
            FormatError::CellTooLong { .. } => "cell_too_long",
            FormatError::RowTooLong { .. } => "row_too_long",
            FormatError::TooManyColumns { .. } => "too_many_columns",
            FormatError::TooManyRows { .. } => "too_many_rows",
            FormatError::TooSparse { .. } => "sheet_too_sparse",
            FormatError::Encrypted => "encrypted",
            FormatError::OldWorkbook => "old_workbook",
            FormatError::NotAWorkbook => "not_a_workbook",
            FormatError::NoSheet { .. } => "no_sheet",
            FormatError::Damaged => "damaged_workbook",
            FormatError::TooManyParts { .. }
            | FormatError::TooLarge { .. }
            | FormatError::TooDense { .. } => "zip_limits",
            FormatError::Limits => "parser_limits",
            FormatError::Io(_) => "unreadable",
        }
    }
}
