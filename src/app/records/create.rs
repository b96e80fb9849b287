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
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;

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
        let to = R::KIND.plural();
        let before = match &repeat {
            Some(repeat) => {
                let source = gate.source();
                answers::given(source, source.vault().keyset(), &who, to, repeat)?
            }
            None => None,
        };
        if let Some(before) = before {
            return gate.load(before.number);
        }
        let stored = make(gate)?;
        if let Some(repeat) = repeat {
            let given = Given { number: stored.ordinal, said: Vec::new() };
            answers::keep(gate, &who, to, &repeat, given);
        }
        Ok(stored)
    })
}
