//! Whether the journal is what was written, and up to where that is known.

use crate::app::App;
use crate::app::Error;
use crate::domain::ids::Seq;
use crate::domain::value::Moment;
use crate::store;
use crate::store::Anchor;
use crate::store::Verdict;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::TryLockError;

/// What the last verification of this run found; and that there is one at a time.
#[derive(Default)]
pub struct Memory {
    last: Mutex<Option<Verified>>,
    running: Mutex<()>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verified {
    pub at: Moment,
    pub ok: bool,
    pub entries: u64,
}

/// How the journal stands.
pub struct State {
    /// `SEQ:HASH`: what to keep elsewhere.
    pub head: Anchor,
    /// Of the first line.
    pub first_at: Option<Moment>,
    /// The anchor outside the data folder that is furthest on, and when its line was written.
    pub anchor: Option<(Anchor, Option<Moment>)>,
    pub verified: Option<Verified>,
}

/// # Errors
/// Where the store does not read.
pub fn state(app: &App) -> Result<State, Error> {
    let reader = app.store().reader();
    let at = |seq| store::entry(&*reader, seq).ok().flatten().map(|entry| entry.at);
    let anchor = app.store().last_anchor();
    Ok(State {
        head: app.store().journal_head(),
        first_at: at(Seq(1)),
        anchor: anchor.map(|anchor| (anchor, at(anchor.seq))),
        verified: *app.audit.last.lock().unwrap_or_else(PoisonError::into_inner),
    })
}

/// Reads the whole journal; `own`: anchors that the caller kept elsewhere.
///
/// # Errors
/// [`Error::Busy`] while another verification runs.
pub fn verify(app: &App, now: Moment, own: &[Anchor]) -> Result<Verdict, Error> {
    let _one = match app.audit.running.try_lock() {
        Ok(one) => one,
        Err(TryLockError::WouldBlock) => return Err(Error::Busy),
        Err(TryLockError::Poisoned(one)) => one.into_inner(),
    };
    app.access_log().settle();
    let verdict = app.store().verify_journal(own)?;
    let verified = Verified { at: now, ok: verdict.fault.is_none(), entries: verdict.entries };
    *app.audit.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(verified);
    if let Some(fault) = verdict.fault {
        let (seq, reason) = (fault.seq.0, fault.reason.slug());
        tracing::error!(seq, reason, "the journal is not what was written");
    }
    Ok(verdict)
}
