//! Make a new record from what was sent.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::records::draft;
use crate::app::records::draft::Members;
use crate::app::records::draft::Stage;
use crate::domain::check::Ease;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;

/// How long a given answer is remembered, in ms.
const ANSWER_LIFE_MS: i64 = 24 * 3_600_000;

/// What a request is known by, so that a repeated one is answered and not carried out again.
#[derive(Clone)]
pub struct Repeat {
    pub key: String,
    /// SHA-256 of the body: the same key with another body is a mistake.
    pub body: [u8; 32],
}

/// # Errors
/// [`Error::Invalid`] with all faults, [`Error::Denied`], [`Error::Taken`];
/// [`Error::Rule`]`("idempotency_mismatch")` where the key was used for another body.
pub fn create<R: Record>(
    app: &App,
    op: &Op,
    members: Members,
    repeat: Option<Repeat>,
) -> Result<Written<Stored<R>>, Error> {
    let who = op.clone();
    once(app, op, repeat, move |gate| {
        let mut record = R::default();
        draft::put_with_options(gate, &who, Stage::New, &members, &mut record)?;
        gate.create(record, Ease::Form)
    })
}

/// Makes a record, unless the request was answered before: then that answer is given again.
///
/// # Errors
/// Those of `make`; [`Error::Rule`]`("idempotency_mismatch")`.
pub fn once<R: Record>(
    app: &App,
    op: &Op,
    repeat: Option<Repeat>,
    make: impl FnOnce(&mut Gate) -> Result<Stored<R>, Error> + Send + 'static,
) -> Result<Written<Stored<R>>, Error> {
    let who = op.clone();
    app.write(op, move |gate| {
        let name = repeat.as_ref().map(|repeat| answer_name(gate, &who, R::KIND, &repeat.key));
        if let (Some(name), Some(repeat)) = (&name, &repeat)
            && let Some(bytes) = gate.source().system(Space::Answer, name)?
        {
            let (at, body, ordinal): (i64, [u8; 32], u64) = from_bytes(&bytes)?;
            if who.now.0 - at < ANSWER_LIFE_MS {
                let same = body == repeat.body;
                return if same {
                    gate.load(ordinal)
                } else {
                    Err(Error::Rule("idempotency_mismatch"))
                };
            }
        }
        let stored = make(gate)?;
        if let (Some(name), Some(repeat)) = (name, repeat) {
            let row = to_bytes(&(who.now.0, repeat.body, stored.ordinal));
            gate.put_system(Space::Answer, &name, Some(&row));
        }
        Ok(stored)
    })
}

/// Whether a remembered answer has had its time.
pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    let read = from_bytes::<(i64, [u8; 32], u64)>(row);
    read.is_ok_and(|(at, _, _)| ANSWER_LIFE_MS < now - at)
}

fn answer_name(gate: &Gate, op: &Op, kind: Kind, key: &str) -> [u8; 16] {
    let user = op.actor.user().map_or(0, |user| user.0);
    let name = format!("{user}\u{1f}{}\u{1f}{key}", kind.plural());
    gate.source().vault().keyset().lookup_key(b"answer", name)
}
