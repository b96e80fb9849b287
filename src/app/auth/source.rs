//! Tries by address: how often one place may knock.

use crate::app::Error;
use crate::app::auth::guard::block_of;
use crate::domain::op::Op;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Tries per minute and source address, successful ones included.
const TRIES_PER_MINUTE: u32 = 20;

/// And within the hour: a whole office behind one address signs in with far fewer.
const TRIES_PER_HOUR: u32 = 300;

/// Sources remembered; beyond, the map is emptied of those that are quiet.
const MAX_SOURCES: usize = 10_000;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// In memory, since an address is worth nothing after a restart.
#[derive(Default)]
pub struct Sources(Mutex<HashMap<IpAddr, [Window; 2]>>);

/// Tries since a moment.
#[derive(Clone, Copy)]
struct Window {
    since: i64,
    tries: u32,
}

impl Sources {
    /// # Errors
    /// [`Error::Limit`] when this address has tried too often.
    pub fn admit(&self, address: IpAddr, op: &Op) -> Result<(), Error> {
        let now = op.now.0;
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_SOURCES <= sources.len() {
            sources.retain(|_, [_, hour]| now - hour.since < HOUR_MS);
        }
        let block = block_of(address);
        if MAX_SOURCES <= sources.len() && !sources.contains_key(&block) {
            // So many at once are one attack: newcomers wait until it is over.
            return Err(Error::Limit { wait_seconds: 60 });
        }
        let fresh = Window { since: now, tries: 0 };
        let windows = sources.entry(block).or_insert([fresh; 2]);
        let limits = [(MINUTE_MS, TRIES_PER_MINUTE), (HOUR_MS, TRIES_PER_HOUR)];
        for (window, (span_ms, limit)) in windows.iter_mut().zip(limits) {
            if span_ms <= now - window.since {
                *window = fresh;
            }
            window.tries += 1;
            if limit < window.tries {
                let left_ms = span_ms - (now - window.since);
                let wait_seconds = u64::try_from(left_ms / 1_000 + 1).unwrap_or(1);
                return Err(Error::Limit { wait_seconds });
            }
        }
        Ok(())
    }
}
