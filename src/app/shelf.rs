//! Which records stand in which index: customers in one of their own, so that what happens with them
//! makes no list of customers slower.

use crate::domain::child;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shelf {
    Customers,
    /// What is about customers, all kinds of it.
    Children,
}

impl Shelf {
    pub const ALL: [Shelf; 2] = [Shelf::Customers, Shelf::Children];

    pub fn of(kind: Kind) -> Shelf {
        if kind.is_child() { Shelf::Children } else { Shelf::Customers }
    }

    /// Its folder below the data folder.
    pub fn folder(self) -> &'static str {
        match self {
            Shelf::Customers => "index",
            Shelf::Children => "index-children",
        }
    }

    /// The fields that nearly every list goes by.
    pub fn asked_first(self) -> &'static [Tag] {
        match self {
            Shelf::Customers => &[],
            Shelf::Children => &[child::tag::AT, tag::OWNER, tag::COLLABORATORS],
        }
    }

    pub fn slug(self) -> &'static str {
        match self {
            Shelf::Customers => "customers",
            Shelf::Children => "children",
        }
    }
}
