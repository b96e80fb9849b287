//! One language for lists, exports, reports, workflows and bulk edits: the tree it is parsed into.

mod condition;
mod known;
pub mod parse;
pub mod period;
mod range;
pub mod show;
pub mod sort;
#[cfg(test)]
mod tests;
mod tokens;

use crate::domain::ids::Tag;
use std::ops::Bound;

/// What records fit. Fields are named by tag, values are already of the field's type.
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    All,
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Field(Tag, Test),
}

/// A condition on one field.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    /// 待补充.
    Empty,
    /// A select, multi-select, user, users, checkbox (1), region or link field holds one of these:
    /// option id, user ordinal, division code (of any level), ordinal of a record.
    AnyOf(Vec<u64>),
    /// Day number, moment in ms, money in fen, whole number, or decimal × 10,000.
    Between(Bound<i64>, Bound<i64>),
    /// Open and personal text, compared after folding.
    Equals(String),
    Contains(String),
    Starts(String),
    /// A guarded value as a whole, normalised; matched through its keyed token.
    Whole(String),
    /// The last four to eight digits of a phone.
    Tail(String),
}

/// One column of the order; the ordinal breaks ties.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sort {
    pub tag: Tag,
    pub descending: bool,
}

/// A filter that could not be read: where, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadFilter {
    /// Position in characters, from 0.
    pub at: usize,
    /// A key of the message catalogues.
    pub reason: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl BadFilter {
    pub fn new(at: usize, reason: &'static str) -> BadFilter {
        BadFilter { at, reason, args: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> BadFilter {
        self.args.push((name, value.to_string()));
        self
    }
}
