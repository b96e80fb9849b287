//! What can go wrong with the index.

use std::io;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use tantivy::TantivyError;
use tantivy::directory::error::OpenReadError;

#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Drop the index and build it anew.
    #[error("the index is damaged")]
    Damaged,
    #[error("the index cannot be read or written")]
    Io(#[source] Arc<io::Error>),
    #[error("the index refuses")]
    Refused(#[source] TantivyError),
}

/// A panic in the index is damage: it must not take more with it than this call.
pub fn guarded<T>(run: impl FnOnce() -> Result<T, SearchError>) -> Result<T, SearchError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(SearchError::Damaged))
}

impl From<io::Error> for SearchError {
    fn from(error: io::Error) -> SearchError {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => SearchError::Damaged,
            _ => SearchError::Io(Arc::new(error)),
        }
    }
}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> SearchError {
        match error {
            TantivyError::IoError(error)
            | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. }) => {
                match error.kind() {
                    io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                        SearchError::Damaged
                    }
                    _ => SearchError::Io(error),
                }
            }
            TantivyError::OpenReadError(_)
            | TantivyError::DataCorruption(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::ErrorInThread(_)
            | TantivyError::Poisoned
            | TantivyError::InternalError(_)
            | TantivyError::DeserializeError(_) => SearchError::Damaged,
            error => SearchError::Refused(error),
        }
    }
}
