//! The field catalogue as something that can be added to.

pub mod add;
