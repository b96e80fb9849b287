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
    /// Second factors, by user.
    Factor = 11,
    /// One-time links, by hash.
    Link = 12,
    /// When a person signed in first and last, and how old the password is, by user.
    Account = 13,
    /// How far the journal was, by the number of the entry.
    Checkpoint = 20,
    /// Whose eyes a session looks through, by hash of the cookie.
    Preview = 30,
    /// The certificate authority of this house and what it has issued to the server.
    Certificate = 31,
    /// Who should be able to do what with which customer, by a random name.
    Expectation = 32,
    /// When clear values were given within a day, by user.
    Reveal = 33,
    /// What a person was told, by user.
    Notice = 40,
    /// What a person wants to be told and how much they were, by user; how far the readers are, by
    /// their names.
    NoticeState = 41,
    /// Files that are coming in, by the number that their record will have.
    Upload = 50,
}

impl Space {
    pub(super) fn key(self, name: &[u8]) -> Vec<u8> {
        let mut key = vec![self as u8];
        key.extend_from_slice(name);
        key
    }

    /// The space that a key begins with; `None` for a number that is none of ours.
    pub(super) fn from_number(number: u8) -> Option<Space> {
        let all = [
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
            Space::Factor,
            Space::Link,
            Space::Account,
            Space::Checkpoint,
            Space::Preview,
            Space::Certificate,
            Space::Expectation,
            Space::Reveal,
            Space::Notice,
            Space::NoticeState,
            Space::Upload,
        ];
        all.into_iter().find(|space| *space as u8 == number)
    }

    pub(super) fn purpose(self) -> Purpose {
        match self {
            Space::Session
            | Space::Credential
            | Space::Token
            | Space::Guard
            | Space::Factor
            | Space::Link
            | Space::Account
            | Space::Certificate => Purpose::Secrets,
            Space::Setting
            | Space::Answer
            | Space::Counter
            | Space::Import
            | Space::Batch
            | Space::Preview
            | Space::Expectation
            | Space::Reveal
            | Space::Notice
            | Space::NoticeState
            | Space::Upload
            | Space::Preference
            | Space::Checkpoint => Purpose::Records,
        }
    }
}
