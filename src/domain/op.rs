//! One operation: who asks, with what rights, when.

use crate::domain::access::Access;
use crate::domain::ids::UserId;
use crate::domain::value::Moment;
use std::sync::Arc;

/// Passed first to everything that does something. Nothing below `boot` asks for the time.
#[derive(Clone, Debug)]
pub struct Op {
    pub actor: Actor,
    pub access: Arc<Access>,
    /// Someone looks through the eyes of a role: what would be written is rehearsed.
    pub preview: bool,
    pub now: Moment,
    /// Stands in the journal, in the log and in the answer.
    pub request: u64,
    pub lang: Lang,
    pub caller: Arc<Caller>,
}

impl Op {
    /// In Chinese, from the machine itself, for good.
    pub fn new(actor: Actor, access: Arc<Access>, now: Moment, request: u64) -> Op {
        let (lang, caller) = (Lang::default(), Arc::default());
        Op { actor, access, preview: false, now, request, lang, caller }
    }
}

/// Where a request came from, as it is told in the journal. Empty for the machine itself.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Caller {
    /// An IP address.
    pub address: String,
    /// Family of browser and system: `Firefox · Windows`.
    pub agent: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Actor {
    User(UserId),
    /// The operator at the command line of the machine, who holds the key.
    Operator,
    /// The product itself.
    System,
}

impl Actor {
    pub fn user(self) -> Option<UserId> {
        match self {
            Actor::User(user) => Some(user),
            Actor::Operator | Actor::System => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}
