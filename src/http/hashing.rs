//! Password hashes take turns: memory and threads stay bounded, whoever asks and why.

use crate::app::Error;
use crate::http::body::Request;
use crate::http::problem::Problem;
use axum::http::StatusCode;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Hashes that may wait for their turn; more are told to come back.
const MAX_WAITING: usize = 16;

/// One at a time, and few that wait: a flood of sign-ins cannot take the server down, nor the threads
/// of everyone else.
#[derive(Default)]
pub struct Hashing {
    turn: Mutex<()>,
    waiting: AtomicUsize,
}

/// Gives the place in the queue back, whatever happens.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Runs work that hashes a password, in its turn. A password that does not fit is told as such.
pub fn in_turn<T>(
    request: &Request,
    work: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Problem> {
    let Hashing { turn, waiting } = &request.shared.hashing;
    if MAX_WAITING <= waiting.fetch_add(1, Ordering::AcqRel) {
        waiting.fetch_sub(1, Ordering::AcqRel);
        return Err(Error::Busy.into());
    }
    let _place = Place(waiting);
    let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    work().map_err(|error| match error {
        Error::SignIn => Problem::new(StatusCode::UNAUTHORIZED, "wrong-password"),
        other => other.into(),
    })
}
