//! What a use case can answer instead of a result: things a person can understand, and one not.

use crate::app::auth::AuthFault;
use crate::domain::access::Denied;
use crate::domain::field::Fault;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::query::BadFilter;
use crate::search::SearchError;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not for this person's eyes.
    #[error("missing")]
    Missing,
    #[error("denied: {0:?}")]
    Denied(Denied),
    /// Field rules that are broken, all at once.
    #[error("invalid: {} faults", .0.len())]
    Invalid(Vec<Fault>),
    #[error("bad filter at {}: {}", .0.at, .0.reason)]
    BadFilter(BadFilter),
    /// The record moved on: its present version, and the fields that the caller would overwrite.
    #[error("stale: version {current}")]
    Stale { current: u32, fields: Vec<String> },
    #[error("{field} is taken")]
    Taken { field: String, by: RecordId },
    /// Sign-in failed or is needed.
    #[error("sign in")]
    SignIn,
    /// Not let in, or not yet.
    #[error("{0}")]
    Auth(AuthFault),
    /// Too often; seconds until the next try.
    #[error("limit: wait {wait_seconds} s")]
    Limit { wait_seconds: u64 },
    /// The index has not reached the entry asked for.
    #[error("the index is behind {0:?}")]
    IndexBehind(Seq),
    /// It would have been allowed; nothing was kept.
    #[error("previewed")]
    Previewed,
    #[error("busy")]
    Busy,
    /// A rule of the use case, by its message key.
    #[error("rule: {0}")]
    Rule(&'static str),
    #[error("store: {0}")]
    Store(StoreError),
    #[error("search: {0}")]
    Search(SearchError),
}

impl Error {
    pub fn fault(field: &str, reason: &'static str) -> Error {
        Error::Invalid(vec![Fault::new(field, reason)])
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Error {
        match error {
            StoreError::Taken { field, by } => Error::Taken { field, by },
            StoreError::Stale { current } => Error::Stale { current, fields: Vec::new() },
            error @ (StoreError::NotInitialised(_)
            | StoreError::Elsewhere { .. }
            | StoreError::Foreign(_)
            | StoreError::Locked(_)
            | StoreError::KeyMissing(_)
            | StoreError::Key(_)
            | StoreError::Damaged(_)
            | StoreError::Newer { .. }
            | StoreError::Stopped
            | StoreError::Redb(_)
            | StoreError::Io { .. }) => Error::Store(error),
        }
    }
}

impl From<SearchError> for Error {
    fn from(error: SearchError) -> Error {
        Error::Search(error)
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Error {
        match denied {
            Denied::Unseen => Error::Missing,
            denied @ (Denied::Action(_) | Denied::Right(_) | Denied::Field(_)) => {
                Error::Denied(denied)
            }
        }
    }
}

impl From<Vec<Fault>> for Error {
    fn from(faults: Vec<Fault>) -> Error {
        Error::Invalid(faults)
    }
}

impl From<BadFilter> for Error {
    fn from(bad: BadFilter) -> Error {
        Error::BadFilter(bad)
    }
}
