//! What one use case changed, as a whole.

mod reverse;
pub(crate) mod row;
pub mod undo;

pub use undo::Kept;
pub use undo::Undone;
pub use undo::undo;
