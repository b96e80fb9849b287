//! What happens with a customer: records that are about one, and live and die with it.

pub mod attachment;
mod base;
mod choices;
pub mod consent;
pub mod contact;
pub mod deal;
mod dimensions;
pub mod followup;
pub mod instalment;
#[cfg(test)]
mod laws;
pub mod media;
pub mod order;
pub mod participation;
pub mod payment;
mod rules;
pub mod service;
pub mod task;
#[cfg(test)]
mod tests;

use crate::domain::ids::Tag;
use crate::domain::query::Filter;
use crate::domain::value::ChoiceId;
use crate::domain::value::Moment;
pub use attachment::Attachment;
pub use base::Base;
pub use base::tag;
pub use choices::built_in_choices;
pub use consent::Consent;
pub use contact::Contact;
pub use deal::Deal;
pub use dimensions::DIMENSIONS;
pub use dimensions::OF_CUSTOMER;
pub use followup::FollowUp;
pub use followup::method;
pub use order::Order;
pub use participation::Participation;
pub use payment::Payment;
pub use rules::common;
pub use service::Service;
pub use task::Task;

/// The rule of a derived field as a filter on stored ones, so that it filters and counts. Agreement
/// with what is shown is a law in the tests.
pub fn derived_filter(field: Tag, choice: ChoiceId, now: Moment) -> Filter {
    match field {
        task::tag::STATE => task::state_filter(choice, now),
        _ => Filter::Or(Vec::new()),
    }
}
