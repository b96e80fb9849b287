//! What is true: types and rules. No I/O, no clock, no random, no serde, nothing of ours outside.

pub mod access;
pub mod catalogue;
pub mod custom;
pub mod customer;
pub mod field;
pub mod guarded;
pub mod ids;
pub mod op;
pub mod query;
pub mod record;
pub mod region;
pub mod user;
pub mod value;
