//! One clear value of a masked field, for a purpose, on the record.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Visibility;
use crate::domain::field::Field;
use crate::domain::field::Shape;
use crate::domain::ids::RecordId;
use crate::domain::op::Op;
use crate::domain::parse;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;

/// Longest purpose, in characters.
const PURPOSE_CHARS: usize = 200;

/// Values that one person is given within an hour without saying once more who they are.
const PER_HOUR: usize = 30;

/// The same, within a day.
const PER_DAY: usize = 200;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The value in the form that people write; the journal entry is durable before it is given.
/// `stepped_up`: password or code were given just now, and the count does not stop it.
///
/// # Errors
/// [`Error::Denied`] without the right, or where the field is not clear for this role;
/// [`Error::Invalid`] without a purpose; [`Error::Limit`] beyond 30 values in an hour or 200 in a
/// day.
pub fn reveal<R: Record>(
    app: &App,
    op: &Op,
    ordinal: u64,
    field: &str,
    purpose: &str,
    stepped_up: bool,
) -> Result<String, Error> {
    let purpose = purpose.trim().to_owned();
    if purpose.is_empty() || PURPOSE_CHARS < purpose.chars().count() {
        return Err(Error::fault("purpose", "purpose"));
    }
    let key = field.to_owned();
    let written = app.write(op, move |gate| {
        gate.demand(R::KIND, Action::Reveal)?;
        let stored = gate.load::<R>(ordinal)?;
        let field = gate.catalogue().by_key(R::KIND, &key).cloned();
        let field = field.ok_or_else(|| Error::fault("field", "unknown_field"))?;
        let access = gate.access();
        if access.visibility(R::KIND, &field) == Visibility::Hidden {
            return Err(Error::fault("field", "unknown_field"));
        }
        if !access.reaches(Action::Reveal, &stored.record) {
            return Err(Error::Denied(Denied::Action(Action::Reveal)));
        }
        if !access.may_see_clear(gate.catalogue(), &stored.record, &field) {
            return Err(Error::Denied(Denied::Field(field.key)));
        }
        let id = RecordId { kind: R::KIND, ordinal };
        let value = stored.record.value(field.tag);
        let clear = match &value {
            Value::Guarded(guarded) => gate.source().reveal(id, field.tag, guarded)?,
            Value::Text(text) => text.clone(),
            _ => return Err(Error::fault("field", "nothing_to_reveal")),
        };
        charge(gate, stepped_up)?;
        let changes = vec![(field.tag, Value::Missing, Value::Missing)];
        gate.note(id, Deed::Reveal, stored.version, changes, purpose)?;
        Ok(displayed(&field, &clear))
    })?;
    Ok(written.answer)
}

/// Counts one more value of this person, in the unit that gives it.
fn charge(gate: &mut Gate, stepped_up: bool) -> Result<(), Error> {
    let (Some(user), now) = (gate.access().user, gate.op().now.0) else { return Ok(()) };
    let name = user.0.to_be_bytes();
    let bytes = gate.source().system(Space::Reveal, &name)?;
    let given: Option<Vec<i64>> = bytes.map(|bytes| from_bytes(&bytes)).transpose()?;
    let mut given = given.unwrap_or_default();
    given.retain(|at| now - at < DAY_MS);
    // The one that must be over before there is room for another.
    let last = |count: usize| given.len().checked_sub(count).and_then(|at| given.get(at));
    let hour = last(PER_HOUR).map_or(0, |at| at + HOUR_MS - now);
    let day = last(PER_DAY).map_or(0, |at| at + DAY_MS - now);
    let wait_ms = hour.max(day);
    if 0 < wait_ms && !stepped_up {
        let wait_seconds = u64::try_from(wait_ms / 1_000 + 1).unwrap_or(1);
        return Err(Error::Limit { wait_seconds });
    }
    given.push(now);
    // Older ones than these change nothing.
    given.drain(..given.len().saturating_sub(PER_DAY));
    gate.put_system(Space::Reveal, &name, Some(&to_bytes(&given)));
    Ok(())
}

/// The form that people write and dial.
fn displayed(field: &Field, clear: &str) -> String {
    match field.shape {
        Shape::Phone => parse::phone::show(clear),
        _ => clear.to_owned(),
    }
}
