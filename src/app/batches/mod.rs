//! What one use case changed, as a whole.

mod kept;
mod list;
mod reverse;
pub(crate) mod row;
pub mod undo;

pub use kept::Kept;
pub use list::Line;
pub use list::Page;
pub use list::list;
pub use list::read_cursor;
pub use row::What;
pub use undo::Undone;
pub use undo::undo;
