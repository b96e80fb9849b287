//! What is true: types and rules. No I/O, no clock, no random, no serde, nothing of ours outside.

pub mod access;
pub mod calendar;
pub mod catalogue;
pub mod check;
pub mod child;
pub mod custom;
pub mod customer;
pub mod demo;
pub mod field;
pub mod fold;
pub mod guarded;
pub mod ids;
pub mod import;
pub mod kinds;
pub mod ledger;
pub mod op;
pub mod parse;
pub mod query;
pub mod record;
pub mod region;
pub mod role;
pub mod team;
pub mod user;
pub mod value;
