//! What of a customer stands with each record about it, so that such records are filtered and kept in
//! sight without looking at the customer.

use crate::domain::customer::tag;
use crate::domain::ids::Tag;

/// Fields of the customer that filters on what is about it can name: `customer.industry`.
pub const DIMENSIONS: [Tag; 6] =
    [tag::INDUSTRY, tag::SOURCE, tag::LEVEL, tag::REGION, tag::OWNER, tag::COLLABORATORS];

/// What stands before the key of such a field.
pub const OF_CUSTOMER: &str = "customer.";
