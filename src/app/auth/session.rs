//! Sessions: a random cookie, of which the store knows the hash.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::crypto::secret;
use crate::domain::access::Access;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Without a request for this long, a session ends.
pub const IDLE_MS: i64 = 2 * 3_600_000;

/// A session ends this long after sign-in, whatever happens.
pub const ABSOLUTE_MS: i64 = 12 * 3_600_000;

/// Sessions of one user; the oldest gives way.
const MAX_SESSIONS: usize = 10;

/// `user, epoch, began at`.
type Row = (u64, i64, i64);

/// When each session was last used: in memory, so that reading writes nothing. A restart counts as
/// a use.
#[derive(Default)]
pub struct Uses(Mutex<HashMap<[u8; 32], i64>>);

/// Opens a session inside a unit, and gives the cookie's value.
pub fn open(gate: &mut Gate, user: UserId, epoch: i64) -> Result<String, Error> {
    let now = gate.op().now.0;
    let mut own: Vec<(i64, Vec<u8>)> = Vec::new();
    for (name, bytes) in gate.source().system_list(Space::Session, usize::MAX)? {
        let (of, _, began): Row = from_bytes(&bytes)?;
        if ABSOLUTE_MS < now - began {
            gate.put_system(Space::Session, &name, None);
        } else if of == user.0 {
            own.push((began, name));
        }
    }
    own.sort();
    let surplus = (own.len() + 1).saturating_sub(MAX_SESSIONS);
    for (_, name) in own.iter().take(surplus) {
        gate.put_system(Space::Session, name, None);
    }
    let cookie = secret::random_token("");
    let row: Row = (user.0, epoch, now);
    gate.put_system(Space::Session, &secret::token_hash(&cookie), Some(&to_bytes(&row)));
    Ok(cookie)
}

/// Who the cookie is.
///
/// # Errors
/// [`Error::SignIn`] for one that is unknown, over, or of a user who may not come in any more.
pub fn check(
    app: &App,
    uses: &Uses,
    cookie: &str,
    now: Moment,
) -> Result<(UserId, Arc<Access>), Error> {
    let hash = secret::token_hash(cookie);
    let bytes = app.store().reader().system(Space::Session, &hash)?.ok_or(Error::SignIn)?;
    let (user, epoch, began): Row = from_bytes(&bytes)?;
    let user = UserId(user);
    let mut uses = uses.0.lock().unwrap_or_else(PoisonError::into_inner);
    let used = *uses.get(&hash).unwrap_or(&now.0);
    let over = ABSOLUTE_MS < now.0 - began || IDLE_MS < now.0 - used;
    let live = app.live();
    let same_epoch = live.people.get(user).is_some_and(|stored| stored.record.epoch == epoch);
    match live.people.access(user).filter(|_| !over && same_epoch) {
        Some(access) => {
            uses.insert(hash, now.0);
            Ok((user, access))
        }
        None => {
            // An idle session stays known as idle: forgotten, it would count as just used.
            uses.entry(hash).or_insert(used);
            Err(Error::SignIn)
        }
    }
}

/// Whether a stored session has had its time.
pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    from_bytes::<Row>(row).is_ok_and(|(_, _, began)| ABSOLUTE_MS < now - began)
}

/// Ends one session.
pub fn close(app: &App, op: &Op, cookie: &str) -> Result<(), Error> {
    let hash = secret::token_hash(cookie);
    app.write(op, move |gate| {
        gate.put_system(Space::Session, &hash, None);
        Ok(())
    })?;
    Ok(())
}
