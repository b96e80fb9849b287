//! Bring data in: which column means which field, what a row says, what became of the rows.

pub mod clean;
mod contact;
mod fold;
pub mod headings;
mod record_words;
pub mod report;
mod sheet;
mod spell;
mod synonyms;

pub use sheet::Cell;
pub use sheet::Row;
