//! Make a new record from what was sent.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::records::answers;
use crate::app::records::answers::Given;
use crate::app::records::answers::Repeat;
use crate::app::records::draft;
use crate::app::records::draft::Members;
use crate::app::records::draft::Stage;
use crate::domain::check::Ease;
use crate::domain::ids::BatchId;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::from_bytes;
use crate::store::to_bytes;

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
    let written = app.write(op, move |gate| {
        let to = R::KIND.plural();
        let before = match &repeat {
            Some(repeat) => {
                let source = gate.source();
                answers::given(source, source.vault().keyset(), &who, to, repeat)?
            }
            None => None,
        };
        if let Some(before) = before {
            let batch = from_bytes(&before.said).ok().map(BatchId);
            return Ok((gate.load(before.number)?, batch));
        }
        let stored = make(gate)?;
        if let Some(repeat) = repeat {
            // Sent again, it is taken back as what was made then.
            let said = gate.batch().map_or_else(Vec::new, |batch| to_bytes(&batch.0));
            answers::keep(gate, &who, to, &repeat, Given { number: stored.ordinal, said });
        }
        Ok((stored, None))
    })?;
    let (answer, given) = written.answer;
    Ok(Written { answer, seq: written.seq, batch: given.or(written.batch) })
}
