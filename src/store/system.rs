//! Rows that are not records: who is signed in, what was set, how far a counter has come.

use crate::crypto::keys::Purpose;

/// The number is the first byte of the key on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Space {
    /// Company, numbering rule, instance.
    Setting = 1,
    /// By hash of the cookie.
    Session = 2,
    /// Password hashes, by user.
    Credential = 3,
    /// API tokens, by hash.
    Token = 4,
    /// Answers given to an `Idempotency-Key`.
    Answer = 5,
    /// Numbers given out, by keyed hash of their prefix.
    Counter = 6,
    /// Failed sign-ins, by keyed hash of the login.
    Guard = 7,
    /// Import jobs.
    Import = 8,
    /// What a batch did, by its number.
    Batch = 9,
    /// Preferences, by user.
    Preference = 10,
    /// Whose eyes a session looks through, by hash of the cookie.
    Preview = 20,
    /// Who should be able to do what with which customer, by a random name.
    Expectation = 22,
}

const ALL: [Space; 11] = [
    Space::Setting,
    Space::Session,
    Space::Credential,
    Space::Token,
    Space::Answer,
    Space::Counter,
    Space::Guard,
    Space::Import,
    Space::Batch,
    Space::Preference,
    Space::Preview,
];

impl Space {
    pub(super) fn from_number(number: u8) -> Option<Space> {
        ALL.into_iter().find(|space| *space as u8 == number)
    }

    pub(super) fn key(self, name: &[u8]) -> Vec<u8> {
        let mut key = vec![self as u8];
        key.extend_from_slice(name);
        key
    }

    pub(super) fn purpose(self) -> Purpose {
        match self {
            Space::Session | Space::Credential | Space::Token | Space::Guard => Purpose::Secrets,
            Space::Setting
            | Space::Answer
            | Space::Counter
            | Space::Import
            | Space::Batch
            | Space::Preview
            | Space::Expectation
            | Space::Preference => Purpose::Records,
        }
    }
}
