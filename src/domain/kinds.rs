//! Which struct a kind about customers is: the one place where code for all of them meets them.

use crate::domain::child::FollowUp;
use crate::domain::ids::Kind;
use crate::domain::record::Record;

/// Something to do with records of any kind about customers.
pub trait Visit {
    type Out;

    fn visit<R: Record>(&mut self) -> Self::Out;
}

/// `None` for kinds that are not about customers.
pub fn with_child<V: Visit>(kind: Kind, visit: &mut V) -> Option<V::Out> {
    match kind {
        Kind::FollowUp => Some(visit.visit::<FollowUp>()),
        _ => None,
    }
}
