//! The journal as auditors read it: who did what, what was refused, and whether it is all there.

mod file;
mod list;
mod verify;

use crate::app::Error;
use crate::domain::access::Access;
use crate::domain::access::Denied;
use crate::domain::access::Right;
pub use crate::store::Anchor;
pub use crate::store::Deed;
pub use file::write;
pub use list::Ask;
pub use list::LINES;
pub use list::Line;
pub use list::Page;
pub use list::Seen;
pub use list::list;
pub use verify::Memory;
pub use verify::State;
pub use verify::Verified;
pub use verify::state;
pub use verify::verify;

/// The one place that knows who may read the journal as a whole.
///
/// # Errors
/// [`Error::Denied`].
pub fn demand_audit(access: &Access) -> Result<(), Error> {
    match access.has(Right::Audit) {
        true => Ok(()),
        false => Err(Error::Denied(Denied::Right(Right::Audit))),
    }
}
