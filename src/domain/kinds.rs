//! Which struct a kind about customers is: the one place where code for all of them meets them.

use crate::domain::child::Attachment;
use crate::domain::child::Consent;
use crate::domain::child::Contact;
use crate::domain::child::Deal;
use crate::domain::child::FollowUp;
use crate::domain::child::Order;
use crate::domain::child::Participation;
use crate::domain::child::Payment;
use crate::domain::child::Service;
use crate::domain::child::Task;
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
        Kind::Contact => Some(visit.visit::<Contact>()),
        Kind::FollowUp => Some(visit.visit::<FollowUp>()),
        Kind::Task => Some(visit.visit::<Task>()),
        Kind::Service => Some(visit.visit::<Service>()),
        Kind::Deal => Some(visit.visit::<Deal>()),
        Kind::Order => Some(visit.visit::<Order>()),
        Kind::Participation => Some(visit.visit::<Participation>()),
        Kind::Consent => Some(visit.visit::<Consent>()),
        Kind::Payment => Some(visit.visit::<Payment>()),
        Kind::Attachment => Some(visit.visit::<Attachment>()),
        Kind::Customer | Kind::User | Kind::Field | Kind::Team | Kind::Role => None,
    }
}
