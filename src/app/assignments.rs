//! 分配: many customers to one owner, or to the pool, as one batch that can be taken back.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::auth::AuthFault;
use crate::app::batches::row;
use crate::app::batches::row::What;
use crate::app::imports;
use crate::app::records::list;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Scope;
use crate::domain::check::Ease;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use std::sync::Arc;

/// Customers in one unit: about 30 ms, so that others get their turn in between.
const UNIT_ROWS: usize = 200;

/// Customers that one filter may assign.
const MAX_BY_FILTER: usize = 200_000;

/// Customers that are assigned without saying once more who one is.
const MAX_AT_EASE: usize = 100;

/// Which customers.
#[derive(Clone, Debug)]
pub enum Which {
    Ordinals(Vec<u64>),
    /// All in sight that fit.
    Filter(String),
}

/// What a batch of many units has done.
#[derive(Clone, Debug)]
pub struct Done<Why = &'static str> {
    /// `None` where nothing was changed.
    pub batch: Option<BatchId>,
    pub changed: u64,
    /// Customers that stay as they are, with a message key: `missing`, `denied`, `unchanged`.
    pub kept: Vec<(u64, Why)>,
    /// The last entry, for whoever reads next.
    pub seq: Seq,
}

impl<Why> Done<Why> {
    /// Nothing yet.
    pub(crate) fn at(seq: Seq) -> Done<Why> {
        Done { batch: None, changed: 0, kept: Vec::new(), seq }
    }
}

/// `owner`: `None` for the pool. `stepped_up`: password or code were given just now.
///
/// # Errors
/// [`Error::Denied`] without the right to assign anything; [`Error::Invalid`] for an owner who may
/// not come in; [`AuthFault::StepUp`] for more than 100 without it; [`Error::BadFilter`]; [`Error::Rule`]`("too_many_records")` for a filter that more
/// than 200,000 fit; [`Error::Busy`] where the product stops before the end: what is done stands,
/// and can be taken back.
pub fn assign(
    app: &App,
    op: &Op,
    which: Which,
    owner: Option<UserId>,
    stepped_up: bool,
) -> Result<Done, Error> {
    if op.access.scope(Kind::Customer, Action::Assign) == Scope::None {
        return Err(Error::Denied(Denied::Action(Action::Assign)));
    }
    if owner.is_some_and(|owner| app.live().people.access(owner).is_none()) {
        return Err(Error::fault("owner", "unknown_user"));
    }
    let by_filter = matches!(which, Which::Filter(_));
    let ordinals = chosen(app, op, which, stepped_up)?;
    let done = Done::at(app.store().head());
    let mut done = in_units(app, op, What::Assignment, ordinals, done, move |gate, ordinal| {
        gate.demand(Kind::Customer, Action::Assign)?;
        if owner.is_some_and(|owner| gate.live().people.access(owner).is_none()) {
            return Err(Error::fault("owner", "unknown_user"));
        }
        match gate.load::<Customer>(ordinal) {
            Ok(stored) if stored.deleted_at.is_none() => give(gate, stored, owner),
            Ok(_) | Err(Error::Missing) => Ok(Some("missing")),
            Err(error) => Err(error),
        }
    })?;
    if by_filter {
        // Who asks for all that fit has named none of them.
        done.kept.retain(|(_, reason)| *reason != "unchanged");
    }
    Ok(done)
}

/// The customers that are meant.
///
/// # Errors
/// [`AuthFault::StepUp`] for more than 100 without it; those of a filter.
pub(super) fn chosen(
    app: &App,
    op: &Op,
    which: Which,
    stepped_up: bool,
) -> Result<Vec<u64>, Error> {
    let ordinals = match which {
        Which::Ordinals(ordinals) => ordinals,
        Which::Filter(filter) => {
            list::fitting(app, op, &filter, app.store().head(), MAX_BY_FILTER)?
        }
    };
    match MAX_AT_EASE < ordinals.len() && !stepped_up {
        true => Err(Error::Auth(AuthFault::StepUp)),
        false => Ok(ordinals),
    }
}

/// `None`: done; else why not.
fn give(
    gate: &mut Gate,
    before: Stored<Customer>,
    owner: Option<UserId>,
) -> Result<Option<&'static str>, Error> {
    let mut after = before.record.clone();
    after.set_value(tag::OWNER, owner.map_or(Value::Missing, Value::User));
    if after.owner == before.record.owner {
        return Ok(Some("unchanged"));
    }
    match gate.edit(before, after, Ease::Import) {
        Ok(_) => Ok(None),
        Err(Error::Denied(_)) => Ok(Some("denied")),
        Err(error) => Err(error),
    }
}

/// Carries out one change for each customer, in units of a batch. Each unit leaves the row of the
/// batch behind, so that what is done can be taken back wherever it ends.
pub(super) fn in_units<Why: Send + 'static>(
    app: &App,
    op: &Op,
    what: What,
    ordinals: Vec<u64>,
    mut done: Done<Why>,
    change: impl Fn(&mut Gate, u64) -> Result<Option<Why>, Error> + Send + Sync + 'static,
) -> Result<Done<Why>, Error> {
    let change = Arc::new(change);
    for part in ordinals.chunks(UNIT_ROWS) {
        imports::wait_for_feed(app)?;
        let (part, change, batch) = (part.to_vec(), Arc::clone(&change), done.batch);
        let written = app.write_in(op, batch, move |gate| {
            let mut fates = Vec::with_capacity(part.len());
            for ordinal in part {
                fates.push((ordinal, change(gate, ordinal)?));
            }
            let changed = fates.iter().filter(|(_, fate)| fate.is_none()).count();
            row::grow(gate, what, changed as u64)?;
            Ok(fates)
        })?;
        (done.batch, done.seq) = (written.batch, written.seq);
        for (ordinal, fate) in written.answer {
            match fate {
                None => done.changed += 1,
                Some(reason) => done.kept.push((ordinal, reason)),
            }
        }
    }
    Ok(done)
}
