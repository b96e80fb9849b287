//! The change of level with what it demands: whoever is won has a deal, whoever is lost a reason.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::records::answers::Repeat;
use crate::app::records::create;
use crate::app::records::draft;
use crate::app::records::draft::Input;
use crate::app::records::draft::Members;
use crate::app::records::draft::Stage;
use crate::domain::check::Ease;
use crate::domain::child::Deal;
use crate::domain::child::deal::stage;
use crate::domain::customer::Customer;
use crate::domain::customer::kind;
use crate::domain::customer::level;
use crate::domain::customer::tag;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use std::sync::Arc;
use std::sync::OnceLock;

/// What became of it.
pub struct Turned {
    pub customer: Stored<Customer>,
    pub deal: Option<Stored<Deal>>,
}

/// Members of the request that are the deal's, with what they are called there.
const OF_DEAL: [(&str, &str); 4] =
    [("amount", "amount"), ("date", "won_on"), ("contract_no", "contract_no"), ("title", "title")];

/// Members that are the customer's.
const OF_CUSTOMER: [&str; 3] = ["level", "lost_reason", "lost_note"];

/// `version`: the one that the caller has read, where they say so. A request that was answered before
/// is answered with the customer again, and nothing is made.
///
/// # Errors
/// [`Error::Invalid`] names what is missing; nothing is changed then. [`Error::Stale`].
pub fn turn(
    app: &App,
    op: &Op,
    ordinal: u64,
    version: Option<u32>,
    members: Members,
    repeat: Option<Repeat>,
) -> Result<Written<Turned>, Error> {
    let who = op.clone();
    let made = Arc::new(OnceLock::new());
    let tell = Arc::clone(&made);
    let written = create::once::<Customer>(app, op, repeat, move |gate| {
        let before = gate.load::<Customer>(ordinal)?;
        if before.deleted_at.is_some() {
            return Err(Error::Missing);
        }
        if version.is_some_and(|version| version != before.version) {
            return Err(Error::Stale { current: before.version, fields: Vec::new() });
        }
        let (own, of_deal) = split(members)?;
        let mut after = before.record.clone();
        draft::put_with_options(gate, &who, Stage::Later, &own, &mut after)?;
        if after.level == Some(level::WON) {
            let Turned { customer, deal } = win(gate, &who, before, of_deal)?;
            // Nobody else sets it.
            deal.into_iter().for_each(|deal| drop(tell.set(deal)));
            return Ok(customer);
        }
        if let Some((key, _)) = of_deal.first() {
            return Err(Error::fault(called_outside(key), "not_for_level"));
        }
        if after.level == Some(level::LOST) && after.value(tag::LOST_REASON).is_missing() {
            return Err(Error::fault("lost_reason", "required"));
        }
        gate.edit(before, after, Ease::Form)
    })?;
    let Written { answer: customer, seq, batch } = written;
    let deal = made.get().cloned();
    Ok(Written { answer: Turned { customer, deal }, seq, batch })
}

/// The members of the customer, and those of the deal by the names that it has for them.
fn split(members: Members) -> Result<(Members, Members), Error> {
    let (mut own, mut of_deal) = (Members::new(), Members::new());
    for (key, input) in members {
        let deal = OF_DEAL.iter().find(|(outside, _)| *outside == key);
        match deal {
            Some((_, inside)) => of_deal.push(((*inside).to_owned(), input)),
            None if OF_CUSTOMER.contains(&key.as_str()) => own.push((key, input)),
            None => return Err(Error::fault(&key, "unknown_field")),
        }
    }
    match own.iter().any(|(key, input)| key == "level" && *input != Input::Null) {
        true => Ok((own, of_deal)),
        false => Err(Error::fault("level", "required")),
    }
}

/// The gate makes the customer a won one when its deal is.
fn win(
    gate: &mut Gate,
    op: &Op,
    customer: Stored<Customer>,
    members: Members,
) -> Result<Turned, Error> {
    let mut deal = Deal { stage: Some(stage::WON), ..Deal::default() };
    deal.base.customer = Some(customer.ordinal);
    draft::put_with_options(gate, op, Stage::New, &members, &mut deal).map_err(outside)?;
    if deal.title.is_empty() {
        // The name of a person is for fewer eyes than the title of a deal.
        let Customer { kind: of, name, code, .. } = &customer.record;
        deal.title.clone_from(if *of == Some(kind::PERSON) { code } else { name });
    }
    let deal = gate.create(deal, Ease::Form).map_err(outside)?;
    let customer = gate.load::<Customer>(customer.ordinal)?;
    if customer.record.value(tag::LEVEL) != Value::Choice(level::WON) {
        return Err(Error::fault("level", "needs_transition"));
    }
    Ok(Turned { customer, deal: Some(deal) })
}

/// Faults by the names of the request.
fn outside(error: Error) -> Error {
    let Error::Invalid(mut faults) = error else { return error };
    for fault in &mut faults {
        fault.field = called_outside(&fault.field).to_owned();
        if fault.reason == "required_for_won" {
            fault.reason = "required";
        }
    }
    Error::Invalid(faults)
}

fn called_outside(inside: &str) -> &str {
    OF_DEAL.iter().find(|(_, name)| *name == inside).map_or(inside, |(outside, _)| outside)
}
