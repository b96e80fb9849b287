//! 离职交接: someone leaves; what they had goes to another, or to the pool.
//!
//! Taking the batch back gives the customers back; it does not let the person in again.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::assignments;
use crate::app::assignments::Done;
use crate::app::auth::unfinished;
use crate::app::auth::unfinished::Unfinished;
use crate::app::auth::users;
use crate::app::batches::row;
use crate::app::batches::row::What;
use crate::app::imports;
use crate::app::records::list;
use crate::domain::access::Action;
use crate::domain::check::Ease;
use crate::domain::customer::Customer;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::user::User;
use crate::store::Source;
use std::time::Duration;

/// What a departure has handed on.
#[derive(Clone, Copy, Debug)]
pub struct Departed {
    /// Takes it back; the person stays disabled.
    pub batch: Option<BatchId>,
    /// The last entry, for whoever reads next.
    pub seq: Seq,
    pub customers: u64,
    pub unfinished: Unfinished,
}

/// How long a running import of the person is waited for: it takes back what it has made.
const IMPORT_ROUNDS: u32 = 500;
const IMPORT_PAUSE: Duration = Duration::from_millis(20);

/// Disables the person, which ends sessions, tokens and imports at once; then hands over all
/// customers they own and their places beside other owners, and what they have not finished, in many
/// units of one batch. `to`: `None` for the pool, where what is not finished stays. For one who is disabled already it hands over what is left.
///
/// # Errors
/// [`Error::Stale`]; [`Error::Rule`]: `own_departure` for oneself, `last_administrator`,
/// `beyond_own` for one with rights that the actor has not, or a successor through whom the actor
/// would reach more; [`Error::Invalid`] for a successor who
/// may not come in; [`Error::Busy`] or [`Error::IndexBehind`] where it ends half way: asking again
/// does the rest.
pub fn depart(
    app: &App,
    op: &Op,
    id: UserId,
    version: u32,
    to: Option<UserId>,
) -> Result<Departed, Error> {
    let disabled = app.write(op, move |gate| {
        disable(gate, id, version, to)?;
        row::grow(gate, What::Departure, 0)
    })?;
    for _ in 0..IMPORT_ROUNDS {
        if !imports::any_running_of(app, id)? {
            break;
        }
        app.may_go_on()?;
        std::thread::sleep(IMPORT_PAUSE);
    }
    // Nobody but the gate may say whose they are: the index only says where to look.
    imports::searchable(app, app.store().head())?;
    let ordinals = list::tied_to(app, id)?;
    let done = Done { batch: disabled.batch, ..Done::at(disabled.seq) };
    let mut done =
        assignments::in_units(app, op, What::Departure, ordinals, done, move |gate, ordinal| {
            gate.demand(Kind::User, Action::Edit)?;
            is_successor(gate, id, to)?;
            let Some(before) = gate.source().load::<Customer>(ordinal)? else {
                return Ok(Some("missing"));
            };
            let after = handed_over(&before.record, id, to);
            if after.owner == before.record.owner
                && after.collaborators == before.record.collaborators
            {
                return Ok(Some("unchanged"));
            }
            gate.hand_over(before, after)?;
            Ok(None)
        })?;
    let customers = done.changed;
    let unfinished = unfinished::hand_on(app, op, id, to, &mut done)?;
    Ok(Departed { batch: done.batch, seq: done.seq, customers, unfinished })
}

fn disable(gate: &mut Gate, id: UserId, version: u32, to: Option<UserId>) -> Result<(), Error> {
    gate.demand(Kind::User, Action::Edit)?;
    let before = gate.load::<User>(id.0)?;
    if before.version != version {
        return Err(Error::Stale { current: before.version, fields: Vec::new() });
    }
    if gate.access().user == Some(id) {
        return Err(Error::Rule("own_departure"));
    }
    users::may_grant(gate, &before.record.roles)?;
    is_successor(gate, id, to)?;
    if before.record.disabled {
        return Ok(());
    }
    let mut after = before.record.clone();
    after.disabled = true;
    after.epoch += 1;
    gate.edit(before, after, Ease::Form)?;
    users::keeps_an_administrator(gate)
}

pub(super) fn is_successor(gate: &Gate, id: UserId, to: Option<UserId>) -> Result<(), Error> {
    let fits = |to: UserId| to != id && gate.live().people.access(to).is_some();
    if !to.is_none_or(fits) {
        return Err(Error::fault("to", "unknown_user"));
    }
    match to.is_some_and(|to| gate.access().gains(id, to)) {
        true => Err(Error::Rule("beyond_own")),
        false => Ok(()),
    }
}

/// The customer with the successor in the place of the one who leaves.
fn handed_over(customer: &Customer, from: UserId, to: Option<UserId>) -> Customer {
    let mut after = customer.clone();
    if after.owner == Some(from) {
        after.owner = to;
    }
    if after.collaborators.contains(&from) {
        after.collaborators.retain(|user| *user != from);
        let has_place = |to: &UserId| after.owner == Some(*to) || after.collaborators.contains(to);
        if let Some(to) = to.filter(|to| !has_place(to)) {
            after.collaborators.push(to);
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_successor_stands_once_beside_or_above() {
        let [leaver, heir, other] = [1, 2, 3].map(UserId);
        let of = |owner, collaborators: &[UserId]| Customer {
            owner,
            collaborators: collaborators.to_vec(),
            ..Customer::default()
        };
        let told = |customer: Customer| {
            let after = handed_over(&customer, leaver, Some(heir));
            (after.owner, after.collaborators)
        };
        assert_eq!(told(of(Some(leaver), &[other])), (Some(heir), vec![other]));
        assert_eq!(told(of(Some(other), &[leaver])), (Some(other), vec![heir]));
        assert_eq!(told(of(Some(heir), &[leaver])), (Some(heir), vec![]));
        assert_eq!(told(of(Some(other), &[heir, leaver])), (Some(other), vec![heir]));
        let pooled = handed_over(&of(Some(leaver), &[leaver, other]), leaver, None);
        assert_eq!((pooled.owner, pooled.collaborators), (None, vec![other]));
    }
}
