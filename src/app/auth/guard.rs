//! Brute force: each failed sign-in makes the next try wait longer, for the login and for the source.

use crate::app::App;
use crate::app::Error;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Failures that cost nothing but the time of the hash.
const FREE_FAILURES: u32 = 5;

/// The longest wait, in seconds.
const LONGEST_WAIT_S: i64 = 900;

/// Tries per minute and source address, successful ones included.
const TRIES_PER_MINUTE: u32 = 20;

/// Sources remembered; beyond, the map is emptied of those that are quiet.
const MAX_SOURCES: usize = 10_000;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// Tries by source: in memory, since an address is worth nothing after a restart.
#[derive(Default)]
pub struct Sources(Mutex<HashMap<IpAddr, (i64, u32)>>);

impl Sources {
    /// # Errors
    /// [`Error::Limit`] when this address has tried too often within the minute.
    pub fn admit(&self, address: IpAddr, op: &Op) -> Result<(), Error> {
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_SOURCES <= sources.len() {
            sources.retain(|_, (since, _)| op.now.0 - *since < MINUTE_MS);
        }
        let (since, tries) = sources.entry(block_of(address)).or_insert((op.now.0, 0));
        if MINUTE_MS <= op.now.0 - *since {
            (*since, *tries) = (op.now.0, 0);
        }
        *tries += 1;
        if *tries <= TRIES_PER_MINUTE {
            return Ok(());
        }
        let left_ms = MINUTE_MS - (op.now.0 - *since);
        Err(Error::Limit { wait_seconds: u64::try_from(left_ms / 1_000 + 1).unwrap_or(1) })
    }
}

/// An IPv6 customer has a /64: its addresses count as one.
fn block_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// # Errors
/// [`Error::Limit`] while the login must wait. It does not tell whether the login exists.
pub fn admit(app: &App, op: &Op, login: &str) -> Result<(), Error> {
    let name = name(app, login);
    let Some(bytes) = app.store().reader().system(Space::Guard, &name)? else { return Ok(()) };
    let (failures, last): (u32, i64) = from_bytes(&bytes)?;
    let wait_ms = wait_s(failures) * 1_000;
    let left_ms = (last + wait_ms - op.now.0).min(wait_ms);
    match left_ms <= 0 {
        true => Ok(()),
        false => {
            Err(Error::Limit { wait_seconds: u64::try_from(left_ms / 1_000 + 1).unwrap_or(1) })
        }
    }
}

/// Notes a failure or, after a success, forgets them.
pub fn note(app: &App, op: &Op, login: &str, succeeded: bool) -> Result<(), Error> {
    let name = name(app, login);
    let now = op.now.0;
    let noted = app.store().reader().system(Space::Guard, &name)?.is_some();
    if succeeded && !noted {
        return Ok(());
    }
    app.write(op, move |gate| {
        let failures = match gate.source().system(Space::Guard, &name)? {
            Some(bytes) => from_bytes::<(u32, i64)>(&bytes)?.0,
            None => 0,
        };
        let row = to_bytes(&(failures.saturating_add(1), now));
        gate.put_system(Space::Guard, &name, (!succeeded).then_some(row.as_slice()));
        Ok(())
    })?;
    Ok(())
}

/// Failures that nobody added to for a day are forgotten.
pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    from_bytes::<(u32, i64)>(row).is_ok_and(|(_, last)| DAY_MS < now - last)
}

/// 1, 2, 4 … 900 s after the fifth failure.
fn wait_s(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(more) => (1_i64 << more.min(20)).min(LONGEST_WAIT_S),
    }
}

fn name(app: &App, login: &str) -> [u8; 16] {
    app.store().vault().keyset().lookup_key(b"guard", login.trim().to_lowercase())
}
