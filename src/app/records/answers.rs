//! What was answered to a request that says what it is known by: sent again, it is not carried out again.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::crypto::keys::Keyset;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;

/// How long a given answer is remembered, in ms.
const LIFE_MS: i64 = 24 * 3_600_000;

/// What a request is known by.
#[derive(Clone)]
pub struct Repeat {
    pub key: String,
    /// SHA-256 of what was sent: the same key with something else is a mistake.
    pub body: [u8; 32],
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Row {
    at: i64,
    body: [u8; 32],
    /// The record that was made; the last entry of a batch.
    number: u64,
    /// What was said of a batch.
    #[serde(default)]
    said: Vec<u8>,
}

/// What was answered then.
pub struct Given {
    pub number: u64,
    pub said: Vec<u8>,
}

/// # Errors
/// [`Error::Rule`]`("idempotency_mismatch")` where the key was used for something else.
pub(super) fn given<S: Source>(
    source: &S,
    keyset: &Keyset,
    op: &Op,
    to: &str,
    repeat: &Repeat,
) -> Result<Option<Given>, Error> {
    let name = name(keyset, op, to, &repeat.key);
    let Some(bytes) = source.system(Space::Answer, &name)? else { return Ok(None) };
    let row: Row = from_bytes(&bytes)?;
    if LIFE_MS <= op.now.0 - row.at {
        return Ok(None);
    }
    match row.body == repeat.body {
        true => Ok(Some(Given { number: row.number, said: row.said })),
        false => Err(Error::Rule("idempotency_mismatch")),
    }
}

pub(super) fn keep(gate: &mut Gate, op: &Op, to: &str, repeat: &Repeat, given: Given) {
    let Given { number, said } = given;
    let row = Row { at: op.now.0, body: repeat.body, number, said };
    let name = name(gate.source().vault().keyset(), op, to, &repeat.key);
    gate.put_system(Space::Answer, &name, Some(&to_bytes(&row)));
}

/// Carries out what is more than one unit, unless it was answered before. `run` gives what is to be
/// said, and the last entry.
///
/// # Errors
/// Those of `run`; [`Error::Rule`]`("idempotency_mismatch")`.
pub fn once<E: From<Error>>(
    app: &App,
    op: &Op,
    to: &'static str,
    repeat: Option<Repeat>,
    run: impl FnOnce() -> Result<Given, E>,
) -> Result<Given, E> {
    let Some(repeat) = repeat else { return run() };
    let (reader, keyset) = (app.store().reader(), app.store().vault().shared());
    if let Some(given) = given(&*reader, &keyset, op, to, &repeat)? {
        return Ok(given);
    }
    let done = run()?;
    let (who, said) = (op.clone(), done.said.clone());
    let number = done.number;
    // Where this is lost, what was done stands, and doing it again changes nothing.
    app.write(op, move |gate| {
        keep(gate, &who, to, &repeat, Given { number, said });
        Ok(())
    })?;
    Ok(done)
}

/// Whether a remembered answer has had its time.
pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    from_bytes::<Row>(row).is_ok_and(|row| LIFE_MS < now - row.at)
}

fn name(keyset: &Keyset, op: &Op, to: &str, key: &str) -> [u8; 16] {
    let user = op.actor.user().map_or(0, |user| user.0);
    keyset.lookup_key(b"answer", format!("{user}\u{1f}{to}\u{1f}{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_before_are_read() {
        let old = to_bytes(&(7_i64, [3_u8; 32], 9_u64));
        let row: Row = from_bytes(&old).unwrap();
        assert_eq!((row.at, row.body, row.number, row.said), (7, [3; 32], 9, Vec::new()));
        assert!(is_over(&old, 8 + LIFE_MS) && !is_over(&old, LIFE_MS));
    }
}
