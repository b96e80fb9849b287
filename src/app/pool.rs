//! 公海: customers without an owner, taken and given back.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::domain::access::Denied;
use crate::domain::access::Right;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::store;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;

/// Longest reason for giving one back, in characters.
const REASON_CHARS: usize = 200;

/// Entries of a customer that are looked through for its way out of the pool.
const MAX_ENTRIES: usize = 100;

/// `the firm's day, customers taken on it`, by person: of one day alone, so that nothing piles up.
type Taken = (i32, u32);

/// The customer becomes the caller's own.
///
/// # Errors
/// [`Error::Rule`]`("owned")` where someone was faster; [`Error::Limit`] beyond the number that the
/// firm has set for a person and day; [`Error::Denied`] without the right to the pool.
pub fn claim(app: &App, op: &Op, ordinal: u64) -> Result<Written<Stored<Customer>>, Error> {
    app.write(op, move |gate| {
        gate.demand_right(Right::Pool)?;
        let before = match gate.load::<Customer>(ordinal) {
            Err(Error::Missing) if left_the_pool(gate, ordinal)? => {
                return Err(Error::Rule("owned"));
            }
            other => other?,
        };
        if before.deleted_at.is_some() {
            return Err(Error::Missing);
        }
        let after = gate.claim(before)?;
        count(gate)?;
        note(gate, &after, Deed::Claim, String::new())?;
        Ok(after)
    })
}

/// Back to the pool; the reason stands in the history.
///
/// # Errors
/// [`Error::Invalid`] without a reason of at most 200 characters; [`Error::Stale`];
/// [`Error::Denied`] for a customer that is not one's own.
pub fn give_back(
    app: &App,
    op: &Op,
    ordinal: u64,
    version: u32,
    reason: &str,
) -> Result<Written<Stored<Customer>>, Error> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() || REASON_CHARS < reason.chars().count() {
        return Err(Error::fault("reason", "return_reason"));
    }
    app.write(op, move |gate| {
        let before = gate.load::<Customer>(ordinal)?;
        if before.deleted_at.is_some() {
            return Err(Error::Missing);
        }
        if before.version != version {
            return Err(Error::Stale { current: before.version, fields: Vec::new() });
        }
        let after = gate.release(before)?;
        note(gate, &after, Deed::Return, reason)?;
        Ok(after)
    })
}

/// Whether the last change of owner took it out of the pool: then whoever sees the pool has seen it,
/// and may hear that it is gone. Of any other customer out of sight nothing is told.
fn left_the_pool(gate: &Gate, ordinal: u64) -> Result<bool, Error> {
    let id = RecordId { kind: Kind::Customer, ordinal };
    let entries = store::of_record(gate.source(), id, None, MAX_ENTRIES, Deed::is_change)?;
    let mut moves = entries.iter().flat_map(|entry| &entry.changes);
    let last = moves.find(|(of, ..)| *of == tag::OWNER);
    Ok(last.is_some_and(|(_, before, after)| before.is_missing() && !after.is_missing()))
}

/// One more for the caller today.
fn count(gate: &mut Gate) -> Result<(), Error> {
    let Some(me) = gate.access().user else {
        return Err(Error::Denied(Denied::Right(Right::Pool)));
    };
    let (now, settings) = (gate.op().now, gate.live().settings.clone());
    let today = settings.today(now);
    let name = gate.source().vault().keyset().lookup_key(b"claims", me.0.to_be_bytes());
    let known = gate.source().system(Space::Counter, &name)?;
    let (day, taken): Taken = known.map_or(Ok((0, 0)), |row| from_bytes(&row))?;
    let taken = if Day(day) == today { taken } else { 0 };
    if settings.organisation.pool_daily_claims <= taken {
        return Err(Error::Limit { wait_seconds: settings.seconds_left_today(now) });
    }
    let row: Taken = (today.0, taken + 1);
    gate.put_system(Space::Counter, &name, Some(&to_bytes(&row)));
    Ok(())
}

fn note(gate: &mut Gate, after: &Stored<Customer>, deed: Deed, note: String) -> Result<(), Error> {
    let id = RecordId { kind: Kind::Customer, ordinal: after.ordinal };
    gate.note(id, deed, after.version, Vec::new(), note)
}
