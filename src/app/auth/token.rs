//! API tokens: shown once, known by hash, for a time and a purpose, void with a new password of their owner.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::auth::Event;
use crate::app::auth::event;
use crate::app::auth::session::Hash;
use crate::app::auth::session::Uses;
use crate::app::auth::session::id_of;
use crate::crypto::secret;
use crate::domain::access::Access;
use crate::domain::field::Fault;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;
use std::sync::Arc;

/// Tokens of one user.
const MAX_TOKENS: usize = 50;

const DAY_MS: i64 = 86_400_000;

/// The longest that a token lives, in days.
pub const MAX_DAYS: u32 = 365;

pub const DEFAULT_DAYS: u32 = 90;

/// What a token may be used for. The number is its bit on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Reach {
    /// Everything that its owner may.
    All = 1,
    CustomersRead = 2,
    /// Reading included.
    CustomersWrite = 4,
    Imports = 8,
}

impl Reach {
    const EVERY: [Reach; 4] =
        [Reach::All, Reach::CustomersRead, Reach::CustomersWrite, Reach::Imports];

    pub fn slug(self) -> &'static str {
        match self {
            Reach::All => "all",
            Reach::CustomersRead => "customers.read",
            Reach::CustomersWrite => "customers.write",
            Reach::Imports => "imports",
        }
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Row {
    user: u64,
    epoch: i64,
    made: i64,
    name: String,
    /// Zero in rows from before tokens ran out.
    expires: i64,
    /// Bits of [`Reach`]; zero in rows from before there were any.
    reach: u8,
    /// Made at the command line of the machine: there it was asked who one is.
    by_operator: bool,
}

impl Row {
    fn expires(&self) -> Moment {
        match self.expires {
            0 => Moment(self.made + i64::from(MAX_DAYS) * DAY_MS),
            at => Moment(at),
        }
    }

    fn has(&self, reach: Reach) -> bool {
        let bits = if self.reach == 0 { Reach::All as u8 } else { self.reach };
        bits & reach as u8 != 0
    }
}

/// A token as its owner sees it.
pub struct Known {
    pub id: String,
    pub name: String,
    pub made: Moment,
    pub expires: Moment,
    pub reach: Vec<Reach>,
    pub used: Option<Moment>,
}

/// The token that a request came in with.
#[derive(Clone, Debug)]
pub struct Bearer {
    pub hash: Hash,
    pub user: UserId,
    pub access: Arc<Access>,
    /// Bits of [`Reach`].
    reach: u8,
    pub by_operator: bool,
}

impl Bearer {
    pub fn reaches(&self, wanted: Reach) -> bool {
        let has = |reach: Reach| self.reach & reach as u8 != 0;
        has(Reach::All)
            || has(wanted)
            || (wanted == Reach::CustomersRead && has(Reach::CustomersWrite))
    }
}

/// What a new token shall be.
pub struct New {
    pub name: String,
    pub days: u32,
    /// Slugs of [`Reach`].
    pub scopes: Vec<String>,
}

/// The token's text, and as it is listed from now on.
///
/// # Errors
/// [`Error::Invalid`] for a name over 100 characters, days out of range or an unknown scope;
/// [`Error::Rule`]`("too_many_tokens")`.
pub fn make(app: &App, op: &Op, user: UserId, new: New) -> Result<Written<(String, Known)>, Error> {
    let New { name, days, scopes } = new;
    let name = name.trim().to_owned();
    let mut faults = Vec::new();
    if 100 < name.chars().count() {
        let actual = name.chars().count();
        faults.push(Fault::new("name", "too_long").with("limit", 100).with("actual", actual));
    }
    if !(1..=MAX_DAYS).contains(&days) {
        faults.push(Fault::new("days", "number_range"));
    }
    let mut reach = 0;
    for slug in &scopes {
        match Reach::EVERY.into_iter().find(|reach| reach.slug() == slug) {
            Some(known) => reach |= known as u8,
            None => faults.push(Fault::new("scopes", "unknown_option").with("value", slug)),
        }
    }
    if reach == 0 && faults.is_empty() {
        faults.push(Fault::new("scopes", "required"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let epoch = app.live().people.get(user).ok_or(Error::Missing)?.record.epoch;
    let token = secret::random_token("zk_");
    let made = op.now.0;
    let expires = made + i64::from(days) * DAY_MS;
    let by_operator = op.actor == Actor::Operator;
    let row = Row { user: user.0, epoch, made, name, expires, reach, by_operator };
    app.write(op, move |gate| {
        if MAX_TOKENS <= own(gate.source(), user)?.len() {
            return Err(Error::Rule("too_many_tokens"));
        }
        let hash = secret::token_hash(&token);
        gate.put_system(Space::Token, &hash, Some(&to_bytes(&row)));
        event(gate, Event { user: Some(user), deed: Deed::TokenMade, detail: &row.name })?;
        Ok((token, known(&hash, row, None)))
    })
}

/// Who the token is.
///
/// # Errors
/// [`Error::SignIn`] for one that is unknown, run out, or of a user who may not come in any more.
pub fn check(app: &App, uses: &Uses, token: &str, now: Moment) -> Result<Bearer, Error> {
    let bearer = again(app, secret::token_hash(token), now)?;
    uses.note(bearer.hash, now);
    Ok(bearer)
}

/// Whether somebody who came in before still may.
///
/// # Errors
/// Those of [`check`].
pub fn again(app: &App, hash: Hash, now: Moment) -> Result<Bearer, Error> {
    let bytes = app.store().reader().system(Space::Token, &hash)?.ok_or(Error::SignIn)?;
    let row: Row = from_bytes(&bytes)?;
    let user = UserId(row.user);
    let live = app.live();
    let same_epoch = live.people.get(user).is_some_and(|stored| stored.record.epoch == row.epoch);
    let holds = same_epoch && now < row.expires();
    let access = live.people.access(user).filter(|_| holds).ok_or(Error::SignIn)?;
    let reach = Reach::EVERY.into_iter().filter(|reach| row.has(*reach));
    let reach = reach.fold(0, |bits, reach| bits | reach as u8);
    Ok(Bearer { hash, user, access, reach, by_operator: row.by_operator })
}

pub fn list(app: &App, uses: &Uses, user: UserId) -> Result<Vec<Known>, Error> {
    let rows = own(&*app.store().reader(), user)?;
    let shown = |(hash, row)| {
        let used = uses.last(&hash);
        known(&hash, row, used)
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// # Errors
/// [`Error::Missing`] for a token of another user, as for one that is not there.
pub fn revoke(app: &App, op: &Op, user: UserId, id: &str) -> Result<(), Error> {
    let id = id.to_owned();
    app.write(op, move |gate| {
        let found = own(gate.source(), user)?.into_iter().find(|(hash, _)| id_of(hash) == id);
        let (hash, row) = found.ok_or(Error::Missing)?;
        remove(gate, user, &hash, &row.name)
    })?;
    Ok(())
}

/// Whether a stored token has run out. The setup token, which stands among them, never does.
pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    from_bytes::<Row>(row).is_ok_and(|row| row.expires() <= Moment(now))
}

fn remove(gate: &mut Gate, user: UserId, hash: &Hash, name: &str) -> Result<(), Error> {
    gate.put_system(Space::Token, hash, None);
    event(gate, Event { user: Some(user), deed: Deed::TokenRevoked, detail: name })
}

fn own<S: Source>(source: &S, user: UserId) -> Result<Vec<(Hash, Row)>, Error> {
    let mut own = Vec::new();
    for (name, bytes) in source.system_list(Space::Token, usize::MAX)? {
        // The setup token has another name, and another row.
        if let Ok(hash) = Hash::try_from(name) {
            let row: Row = from_bytes(&bytes)?;
            if row.user == user.0 {
                own.push((hash, row));
            }
        }
    }
    Ok(own)
}

fn known(hash: &Hash, row: Row, used: Option<Moment>) -> Known {
    let reach = Reach::EVERY.into_iter().filter(|reach| row.has(*reach)).collect();
    let (expires, made) = (row.expires(), Moment(row.made));
    Known { id: id_of(hash), name: row.name, made, expires, reach, used }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_the_first_format_keeps_all_its_rights_for_a_year() {
        let old = to_bytes(&(7_u64, 1_i64, 1_000_i64, "报表"));
        let row: Row = from_bytes(&old).unwrap();
        assert_eq!(row.expires(), Moment(1_000 + 365 * DAY_MS));
        assert!(row.has(Reach::All) && !row.has(Reach::Imports) && !row.by_operator);
    }
}
