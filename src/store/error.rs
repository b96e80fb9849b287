//! What can go wrong with the store, by what the caller can do about it.

use crate::crypto::fault::CryptoError;
use crate::domain::ids::RecordId;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No store here, and none ever was.
    #[error("no store in {0}")]
    NotInitialised(PathBuf),
    /// A key folder stands beside it, so a store should be here: a missing mount, a wrong path.
    #[error("{data} has no store, but {keys} says that there is one")]
    Elsewhere { data: PathBuf, keys: PathBuf },
    #[error("{0} is not empty and holds no store")]
    Foreign(PathBuf),
    #[error("another process uses {0}")]
    Locked(PathBuf),
    #[error("key file {0} is missing")]
    KeyMissing(PathBuf),
    #[error("key: {0}")]
    Key(CryptoError),
    #[error("the store is damaged: {0}")]
    Damaged(String),
    #[error("the store has format {found}, this version knows {known}")]
    Newer { found: u32, known: u32 },
    /// The record has moved on since it was read.
    #[error("the record has version {current}")]
    Stale { current: u32 },
    /// Another record has this unique value.
    #[error("{field} is taken")]
    Taken { field: String, by: RecordId },
    /// An earlier storage error stopped writes; only a restart, with its check, opens them again.
    #[error("writes are stopped after a storage error")]
    Stopped,
    #[error("store: {0}")]
    Redb(Box<redb::Error>),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
}

/// Runs what reads the file. Some damage makes redb panic: that is damage too, and no fault of the
/// program's.
pub fn reading<T, E: From<StoreError>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(StoreError::Damaged("its pages make no sense".to_owned()).into()))
}

impl StoreError {
    pub(super) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Io { path, source }
    }
}

/// A value that does not open is damage: its key was checked when the store was unlocked.
impl From<CryptoError> for StoreError {
    fn from(error: CryptoError) -> StoreError {
        StoreError::Damaged(error.to_string())
    }
}

macro_rules! from_redb {
    ($($error:ty),*) => {$(
        impl From<$error> for StoreError {
            fn from(error: $error) -> StoreError {
                StoreError::Redb(Box::new(error.into()))
            }
        }
    )*};
}

from_redb!(
    redb::Error,
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    redb::CommitError
);
