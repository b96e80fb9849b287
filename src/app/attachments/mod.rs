//! Files that belong to a customer: sealed under a key of their own, which lies under the customer's.
//!
//! ```text
//! attachments/ID    sealed key of the file 78 │ sealed blocks of 64 KiB
//! ```

mod add;
mod check;
mod open;
#[cfg(test)]
mod tests;
mod tidy;

use crate::app::App;
use crate::app::RowId;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
pub use add::MAX_BYTES;
pub use add::New;
pub use add::add;
pub use check::check;
pub use open::Opened;
pub use open::open;
use std::path::PathBuf;
pub use tidy::sweep;
pub use tidy::tidy;

fn folder(app: &App) -> PathBuf {
    app.data().join("attachments")
}

fn id(ordinal: u64) -> RecordId {
    RecordId { kind: Kind::Attachment, ordinal }
}

fn path(app: &App, ordinal: u64) -> PathBuf {
    folder(app).join(app.public_id(id(ordinal)))
}

/// What the blocks of the file are bound to beside its key.
fn mark(ordinal: u64) -> RowId {
    let mut mark = [0; 16];
    mark[8..].copy_from_slice(&ordinal.to_be_bytes());
    RowId(mark)
}
