//! Sessions: a random cookie, of which the store knows the hash.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::auth::Event;
use crate::app::auth::event;
use crate::app::auth::users;
use crate::crypto::secret;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::user::User;
use crate::domain::value::Moment;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// The longest that any policy lets a session live.
const LONGEST_MS: i64 = 24 * 3_600_000;

/// Password or code hold for this long where they must have been given just now.
const STEPPED_UP_MS: i64 = 5 * 60_000;

/// Sessions of one user; the oldest gives way.
const MAX_SESSIONS: usize = 10;

/// Uses remembered; beyond, those of sessions that are over by any policy are let go.
const MAX_USES: usize = 50_000;

/// Hash of a cookie or token: its name in the store.
pub type Hash = [u8; 32];

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Row {
    user: u64,
    epoch: i64,
    began: i64,
    /// When password or code were last given.
    verified: i64,
    /// Whether a second factor was shown at sign-in.
    factor: bool,
    agent: String,
    address: String,
}

/// The session that a request came in with.
#[derive(Clone, Debug)]
pub struct Current {
    pub hash: Hash,
    pub user: UserId,
    pub access: Arc<Access>,
    pub verified: Moment,
    pub factor: bool,
}

impl Current {
    /// Whether password or code were given just now.
    pub fn is_stepped_up(&self, now: Moment) -> bool {
        (0..STEPPED_UP_MS).contains(&(now.0 - self.verified.0))
    }
}

/// A session as its owner sees it.
pub struct Known {
    pub hash: Hash,
    pub agent: String,
    pub address: String,
    pub began: Moment,
    pub used: Moment,
}

impl Known {
    pub fn id(&self) -> String {
        id_of(&self.hash)
    }
}

/// When each session or token was last used: in memory, so that reading writes nothing. A restart
/// counts as a use of a session.
#[derive(Default)]
pub struct Uses(Mutex<HashMap<Hash, i64>>);

impl Uses {
    pub fn note(&self, hash: Hash, now: Moment) {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_USES <= uses.len() {
            uses.retain(|_, used| now.0 - *used < LONGEST_MS);
        }
        uses.insert(hash, now.0);
    }

    /// When it was last used; now, where nothing is known of it.
    fn last_or_first(&self, hash: Hash, now: Moment) -> Moment {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Moment(*uses.entry(hash).or_insert(now.0))
    }

    pub fn last(&self, hash: &Hash) -> Option<Moment> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(hash).copied().map(Moment)
    }
}

/// Opens a session inside a unit, and gives the cookie's value. `factor`: whether a second one was
/// shown.
pub fn open(gate: &mut Gate, user: UserId, epoch: i64, factor: bool) -> Result<String, Error> {
    let now = gate.op().now.0;
    let mut own: Vec<(i64, Vec<u8>)> = Vec::new();
    for (name, bytes) in gate.source().system_list(Space::Session, usize::MAX)? {
        if is_over(&bytes, now) {
            gate.put_system(Space::Session, &name, None);
            continue;
        }
        let row: Row = from_bytes(&bytes)?;
        if row.user == user.0 {
            own.push((row.began, name));
        }
    }
    own.sort();
    let surplus = (own.len() + 1).saturating_sub(MAX_SESSIONS);
    for (_, name) in own.iter().take(surplus) {
        gate.put_system(Space::Session, name, None);
    }
    let cookie = secret::random_token("");
    let caller = &gate.op().caller;
    let (agent, address) = (caller.agent.clone(), caller.address.clone());
    let row = Row { user: user.0, epoch, began: now, verified: now, factor, agent, address };
    gate.put_system(Space::Session, &secret::token_hash(&cookie), Some(&to_bytes(&row)));
    Ok(cookie)
}

/// Who the cookie is.
///
/// # Errors
/// [`Error::SignIn`] for one that is unknown, over, or of a user who may not come in any more.
pub fn check(app: &App, uses: &Uses, cookie: &str, now: Moment) -> Result<Current, Error> {
    let current = check_unused(app, uses, cookie, now)?;
    uses.note(current.hash, now);
    Ok(current)
}

/// The same where nobody does anything: what a page waits for does not keep its session alive.
///
/// # Errors
/// Those of [`check`].
pub fn check_unused(app: &App, uses: &Uses, cookie: &str, now: Moment) -> Result<Current, Error> {
    again(app, uses, secret::token_hash(cookie), now)
}

/// Whether somebody who came in before still may.
///
/// # Errors
/// Those of [`check`].
pub fn again(app: &App, uses: &Uses, hash: Hash, now: Moment) -> Result<Current, Error> {
    let bytes = app.store().reader().system(Space::Session, &hash)?.ok_or(Error::SignIn)?;
    let row: Row = from_bytes(&bytes)?;
    let user = UserId(row.user);
    // An idle session stays known as idle: forgotten, it would count as just used.
    let used = uses.last_or_first(hash, now);
    let access = app.live().people.access(user).filter(|_| is_live(app, &row, used, now));
    let access = access.ok_or(Error::SignIn)?;
    Ok(Current { hash, user, access, verified: Moment(row.verified), factor: row.factor })
}

fn is_live(app: &App, row: &Row, used: Moment, now: Moment) -> bool {
    let live = app.live();
    let policy = live.settings.security;
    let same_epoch = |epoch| epoch == row.epoch;
    let known = live.people.get(UserId(row.user)).map(|stored| stored.record.epoch);
    known.is_some_and(same_epoch)
        && now.0 - row.began <= policy.absolute_ms()
        && now.0 - used.0 <= policy.idle_ms()
}

/// Whether a stored session has had its time, or cannot be read.
pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    from_bytes::<Row>(row).map_or(true, |row| LONGEST_MS < now - row.began)
}

/// The sessions of a person that let them in, newest first.
pub fn list(app: &App, uses: &Uses, user: UserId, now: Moment) -> Result<Vec<Known>, Error> {
    let mut known = Vec::new();
    for (name, bytes) in app.store().reader().system_list(Space::Session, usize::MAX)? {
        let (Ok(row), Ok(hash)) = (from_bytes::<Row>(&bytes), Hash::try_from(name)) else {
            continue;
        };
        let used = uses.last(&hash);
        if row.user == user.0 && is_live(app, &row, used.unwrap_or(now), now) {
            let began = Moment(row.began);
            let used = used.unwrap_or(began);
            known.push(Known { hash, agent: row.agent, address: row.address, began, used });
        }
    }
    known.sort_by_key(|known| std::cmp::Reverse(known.began));
    Ok(known)
}

/// Its own sign-out.
pub fn close(app: &App, op: &Op, current: &Current) -> Result<(), Error> {
    let (hash, user) = (current.hash, current.user);
    app.write(op, move |gate| {
        gate.put_system(Space::Session, &hash, None);
        event(gate, Event::of(user, Deed::SignOut))
    })?;
    Ok(())
}

/// Ends whatever session this cookie stands for: another one takes its place in the same browser.
pub(super) fn forget(gate: &mut Gate, cookie: &str) {
    gate.put_system(Space::Session, &secret::token_hash(cookie), None);
}

/// Ends one session of this person.
///
/// # Errors
/// [`Error::Missing`] for one of somebody else, as for one that is not there.
pub fn end(app: &App, op: &Op, user: UserId, id: &str) -> Result<(), Error> {
    let id = id.to_owned();
    app.write(op, move |gate| {
        let ended = end_where(gate, user, |hash| id_of(hash) == id)?;
        if ended == 0 { Err(Error::Missing) } else { Ok(()) }
    })?;
    Ok(())
}

/// Ends all sessions of this person but the one that asks.
pub fn end_others(app: &App, op: &Op, user: UserId, keep: Option<Hash>) -> Result<(), Error> {
    app.write(op, move |gate| {
        end_where(gate, user, |hash| keep.is_none_or(|keep| hash != keep.as_slice()))
    })?;
    Ok(())
}

/// All sessions of another person.
///
/// # Errors
/// [`Error::Denied`]; [`Error::Rule`]`("beyond_own")` for a person with rights that the actor has not.
pub fn end_of(app: &App, op: &Op, user: UserId) -> Result<(), Error> {
    app.write(op, move |gate| {
        gate.demand(Kind::User, Action::Edit)?;
        let whose = gate.load::<User>(user.0)?;
        users::may_become(gate.access(), gate.live(), &whose)?;
        end_all(gate, user)
    })?;
    Ok(())
}

/// Inside a unit: nobody is signed in as this person any more.
pub fn end_all(gate: &mut Gate, user: UserId) -> Result<(), Error> {
    end_where(gate, user, |_| true).map(|_| ())
}

fn end_where(gate: &mut Gate, user: UserId, fits: impl Fn(&[u8]) -> bool) -> Result<usize, Error> {
    let mut ended = 0;
    for (name, bytes) in gate.source().system_list(Space::Session, usize::MAX)? {
        let is_own = from_bytes::<Row>(&bytes).is_ok_and(|row| row.user == user.0);
        if is_own && fits(&name) {
            gate.put_system(Space::Session, &name, None);
            ended += 1;
        }
    }
    if 0 < ended {
        event(gate, Event::of(user, Deed::SessionEnded))?;
    }
    Ok(ended)
}

/// Password or code were given: the session counts as stepped up from now on.
pub(super) fn verify(gate: &mut Gate, hash: &Hash) -> Result<(), Error> {
    let bytes = gate.source().system(Space::Session, hash)?.ok_or(Error::SignIn)?;
    let row = Row { verified: gate.op().now.0, ..from_bytes(&bytes)? };
    gate.put_system(Space::Session, hash, Some(&to_bytes(&row)));
    Ok(())
}

/// The beginning of the hash: enough to name it, nothing to use.
pub(super) fn id_of(hash: &[u8]) -> String {
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_of_the_first_format_still_reads() {
        let old = to_bytes(&(7_u64, 1_i64, 1_000_i64));
        let row: Row = from_bytes(&old).unwrap();
        assert_eq!((row.user, row.epoch, row.began, row.verified), (7, 1, 1_000, 0));
        assert!(!is_over(&old, 2_000) && is_over(&old, 2_000 + LONGEST_MS));
        assert!(is_over(b"x", 0), "what cannot be read is swept away");
    }
}
