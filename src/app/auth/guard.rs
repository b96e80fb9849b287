//! Brute force: each failed sign-in makes the next try wait longer, and a hundred close the door to
//! strangers. Where a login has come in before, it has counts of its own: others cannot lock it out.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::auth::AuthFault;
use crate::crypto::keys::Keyset;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;
use std::net::IpAddr;

/// Failures that cost nothing but the time of the hash.
const FREE_FAILURES: u32 = 5;

/// The longest wait, in seconds.
const LONGEST_WAIT_S: i64 = 900;

/// Failures in a row that close the door until an administrator opens it (NIST 800-63B, 5.2.2).
const LAST_FAILURE: u32 = 100;

/// Wrong codes after which a sign-in begins again with the password.
const CODES_PER_ATTEMPT: u32 = 5;

/// Wrong codes within an hour. With two codes valid at a time, guessing takes decades.
const CODES_PER_HOUR: usize = 10;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A place is known for this long after a sign-in.
const KNOWN_MS: i64 = 30 * DAY_MS;

/// Bytes of the name of a login's count; a known place's is twice as long and begins with it.
const NAME_BYTES: usize = 16;

/// What is counted for a login, or for a login at a place that it is known at.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Tally {
    failures: u32,
    last_failure: i64,
    last_success: i64,
    wrong_in_attempt: u32,
    wrong_codes: Vec<i64>,
}

/// The count that holds for this login from here.
struct Place {
    name: Vec<u8>,
    tally: Tally,
    is_known: bool,
}

impl Place {
    /// In a unit.
    fn of(gate: &Gate, login: &str) -> Result<Place, StoreError> {
        Place::find(gate.source(), gate.source().vault().keyset(), gate.op(), login)
    }

    fn find<S: Source>(
        source: &S,
        keyset: &Keyset,
        op: &Op,
        login: &str,
    ) -> Result<Place, StoreError> {
        let name = name_of(keyset, login);
        let known = known_name(keyset, &name, &op.caller.address);
        let read = |name: &[u8]| {
            let bytes = source.system(Space::Guard, name)?;
            bytes.map(|bytes| from_bytes::<Tally>(&bytes)).transpose()
        };
        let of_place = read(&known)?.filter(|tally| op.now.0 - tally.last_success < KNOWN_MS);
        Ok(match of_place {
            Some(tally) => Place { name: known, tally, is_known: true },
            None => {
                let tally = read(&name)?.unwrap_or_default();
                Place { name: name.to_vec(), tally, is_known: false }
            }
        })
    }

    fn save(&self, gate: &mut Gate) {
        gate.put_system(Space::Guard, &self.name, Some(&to_bytes(&self.tally)));
    }
}

/// # Errors
/// [`Error::Limit`] while the login must wait, [`AuthFault::Locked`] when it has failed too often from
/// places like this. Neither tells whether the login exists.
pub fn admit(app: &App, op: &Op, login: &str) -> Result<(), Error> {
    let Place { tally, .. } =
        Place::find(&*app.store().reader(), app.store().vault().keyset(), op, login)?;
    if LAST_FAILURE <= tally.failures {
        return Err(Error::Auth(AuthFault::Locked));
    }
    let wait_ms = wait_s(tally.failures) * 1_000;
    let left_ms = (tally.last_failure + wait_ms - op.now.0).min(wait_ms);
    wait(left_ms)
}

/// One more failure of this login from here.
pub fn failed(gate: &mut Gate, login: &str) -> Result<(), Error> {
    let mut place = Place::of(gate, login)?;
    place.tally.failures = place.tally.failures.saturating_add(1);
    place.tally.last_failure = gate.op().now.0;
    place.save(gate);
    Ok(())
}

/// The login has come in here: the place is known, and what failed before is forgotten.
pub fn succeeded(gate: &mut Gate, login: &str) -> Result<(), Error> {
    let mut place = Place::of(gate, login)?;
    let keyset = gate.source().vault().keyset();
    let name = name_of(keyset, login);
    let known = known_name(keyset, &name, &gate.op().caller.address);
    if !place.is_known {
        gate.put_system(Space::Guard, &name, None);
    }
    place.name = known;
    place.tally = Tally { last_success: gate.op().now.0, ..Tally::default() };
    place.save(gate);
    Ok(())
}

/// An administrator opens the door again: all counts of the login are nought.
pub fn forget(gate: &mut Gate, login: &str) -> Result<(), Error> {
    let name = name_of(gate.source().vault().keyset(), login);
    for (own, bytes) in gate.source().system_list(Space::Guard, usize::MAX)? {
        if !own.starts_with(&name) {
            continue;
        }
        let Tally { last_success, .. } = from_bytes(&bytes)?;
        let row = to_bytes(&Tally { last_success, ..Tally::default() });
        let is_place = name.len() < own.len();
        gate.put_system(Space::Guard, &own, is_place.then_some(row.as_slice()));
    }
    Ok(())
}

/// A sign-in that begins with the password has all its tries at a code before it.
pub fn begin_attempt(gate: &mut Gate, login: &str) -> Result<(), Error> {
    let mut place = Place::of(gate, login)?;
    if 0 < place.tally.wrong_in_attempt {
        place.tally.wrong_in_attempt = 0;
        place.save(gate);
    }
    Ok(())
}

/// # Errors
/// [`AuthFault::AttemptOver`] after [`CODES_PER_ATTEMPT`] wrong codes, [`Error::Limit`] after
/// [`CODES_PER_HOUR`].
pub fn admit_code(gate: &Gate, login: &str) -> Result<(), Error> {
    let Place { tally, .. } = Place::of(gate, login)?;
    if CODES_PER_ATTEMPT <= tally.wrong_in_attempt {
        return Err(Error::Auth(AuthFault::AttemptOver));
    }
    let recent = recent(&tally.wrong_codes, gate.op().now);
    match recent.len().checked_sub(CODES_PER_HOUR) {
        None => Ok(()),
        Some(at) => wait(recent[at] + HOUR_MS - gate.op().now.0),
    }
}

pub fn wrong_code(gate: &mut Gate, login: &str) -> Result<(), Error> {
    let mut place = Place::of(gate, login)?;
    let now = gate.op().now;
    place.tally.wrong_in_attempt += 1;
    place.tally.wrong_codes = recent(&place.tally.wrong_codes, now);
    place.tally.wrong_codes.push(now.0);
    place.tally.last_failure = now.0;
    place.save(gate);
    Ok(())
}

/// Failures that nobody added to for a day are forgotten, places after [`KNOWN_MS`]; a closed door stays
/// closed.
pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    from_bytes::<Tally>(row).is_ok_and(|tally| {
        tally.failures < LAST_FAILURE
            && DAY_MS < now - tally.last_failure
            && KNOWN_MS < now - tally.last_success
    })
}

fn recent(moments: &[i64], now: Moment) -> Vec<i64> {
    moments.iter().copied().filter(|at| now.0 - at < HOUR_MS).collect()
}

fn wait(left_ms: i64) -> Result<(), Error> {
    match left_ms <= 0 {
        true => Ok(()),
        false => {
            Err(Error::Limit { wait_seconds: u64::try_from(left_ms / 1_000 + 1).unwrap_or(1) })
        }
    }
}

/// 1, 2, 4 … 900 s after the fifth failure.
fn wait_s(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(more) => (1_i64 << more.min(20)).min(LONGEST_WAIT_S),
    }
}

fn name_of(keyset: &Keyset, login: &str) -> [u8; NAME_BYTES] {
    keyset.lookup_key(b"guard", login.trim().to_lowercase())
}

fn known_name(keyset: &Keyset, name: &[u8], address: &str) -> Vec<u8> {
    let block = match address.parse::<IpAddr>() {
        Ok(address) => block_of(address).to_string(),
        Err(_) => address.to_owned(),
    };
    [name, &keyset.lookup_key(b"place", block)].concat()
}

/// Whoever has an IPv6 address has a /64 of them: they count as one.
pub(super) fn block_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_the_first_format_still_reads() {
        let tally: Tally = from_bytes(&to_bytes(&(6_u32, 1_000_i64))).unwrap();
        assert_eq!((tally.failures, tally.last_failure, tally.last_success), (6, 1_000, 0));
    }

    #[test]
    fn counts_are_forgotten_but_a_closed_door_stays_closed() {
        let row = |failures| to_bytes(&Tally { failures, last_failure: 1, ..Tally::default() });
        let later = 1 + 40 * DAY_MS;
        assert!(is_over(&row(99), later) && !is_over(&row(99), DAY_MS));
        assert!(!is_over(&row(LAST_FAILURE), later));
        let known = Tally { last_success: later - DAY_MS, ..Tally::default() };
        assert!(!is_over(&to_bytes(&known), later));
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = [0, 4, 5, 6, 7, 14, 15, 99].into_iter().map(wait_s).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 512, 900, 900]);
    }
}
