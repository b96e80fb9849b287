//! What happens with a customer: records that are about one, and live and die with it.

mod base;
mod choices;
mod dimensions;
mod followup;

pub use base::Base;
pub use base::tag;
pub use choices::built_in_choices;
pub use dimensions::DIMENSIONS;
pub use dimensions::OF_CUSTOMER;
pub use followup::FollowUp;
pub use followup::method;
