//! Files in and out: sheets read within limits, tables written so that no cell becomes a formula.

pub mod child;
mod csv;
mod decode;
mod fault;
mod formula;
mod frame;
mod package;
mod parsed;
mod read;
mod separator;
pub mod write;
mod xlsx;

pub use fault::FormatError;
pub use parsed::Format;
pub use parsed::Parsed;
pub use parsed::Source;
pub use parsed::Wish;
