//! What one use case changed, as a whole.

mod kept;
mod reverse;
pub(crate) mod row;
pub mod undo;

pub use kept::Kept;
pub use undo::Undone;
pub use undo::undo;
