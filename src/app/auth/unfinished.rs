//! What somebody who leaves has not finished: their open to-dos, services and deals go to who takes
//! over, as far as that person sees the customer.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::assignments;
use crate::app::assignments::Done;
use crate::app::batches::What;
use crate::app::records::list;
use crate::domain::access::Action;
use crate::domain::child::Deal;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::child::deal;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Value;
use crate::search::Plan;
use crate::store::Source;

/// Records that went on, or with nobody to take over those that stay.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Unfinished {
    pub tasks: u64,
    pub services: u64,
    pub deals: u64,
    /// Of all kinds: whoever takes over does not see their customer.
    pub left: u64,
}

/// The rest of a departure, in the units of its batch. The index must show all that was before.
///
/// # Errors
/// Those of [`assignments::in_units`].
pub(super) fn hand_on(
    app: &App,
    op: &Op,
    from: UserId,
    to: Option<UserId>,
    done: &mut Done,
) -> Result<Unfinished, Error> {
    let mut left = 0;
    let mut each = |done: &mut Done, handed: Handed| {
        let (moved, stay) = handed;
        left += stay;
        (done.batch, done.seq) = (moved.batch, moved.seq);
        moved.changed
    };
    let tasks = of_kind::<Task>(app, op, from, to, done)?;
    let tasks = each(done, tasks);
    let services = of_kind::<Service>(app, op, from, to, done)?;
    let services = each(done, services);
    let deals = of_kind::<Deal>(app, op, from, to, done)?;
    let deals = each(done, deals);
    Ok(Unfinished { tasks, services, deals, left })
}

/// What has been done with one kind, and how many records stay.
type Handed = (Done, u64);

fn of_kind<R: Record>(
    app: &App,
    op: &Op,
    from: UserId,
    to: Option<UserId>,
    before: &Done,
) -> Result<Handed, Error> {
    let Some((whose, ends)) = rule(R::KIND) else { return Ok((before.clone(), 0)) };
    let over = ends.iter().map(|(tag, value)| Plan::AnyOf(*tag, vec![*value])).collect();
    let plan =
        Plan::And(vec![Plan::AnyOf(whose, vec![from.0]), Plan::Not(Box::new(Plan::Or(over)))]);
    let ordinals = list::fitting_plan(app, R::KIND, &plan, usize::MAX)?;
    let done = Done { batch: before.batch, ..Done::at(before.seq) };
    let Some(to) = to else {
        return Ok((Done { changed: ordinals.len() as u64, ..done }, 0));
    };
    let done =
        assignments::in_units(app, op, What::Departure, ordinals, done, move |gate, ordinal| {
            give::<R>(gate, ordinal, whose, from, to)
        })?;
    let left = done.kept.iter().filter(|(_, reason)| *reason == "unseen").count();
    Ok((done, left as u64))
}

/// Whose it is, and the values of fields by which it is finished.
fn rule(kind: Kind) -> Option<(Tag, Vec<(Tag, u64)>)> {
    let choices =
        |tag: Tag, ends: [ChoiceId; 2]| ends.map(|choice| (tag, u64::from(choice.0))).to_vec();
    match kind {
        Kind::Task => Some((task::tag::ASSIGNEE, vec![(task::tag::DONE, 1)])),
        Kind::Service => {
            let ends = [service::status::SOLVED, service::status::CLOSED];
            Some((service::tag::HANDLER, choices(service::tag::STATUS, ends)))
        }
        Kind::Deal => {
            let ends = [deal::stage::WON, deal::stage::LOST];
            Some((deal::tag::OWNER, choices(deal::tag::STAGE, ends)))
        }
        _ => None,
    }
}

fn give<R: Record>(
    gate: &mut Gate,
    ordinal: u64,
    whose: Tag,
    from: UserId,
    to: UserId,
) -> Result<Option<&'static str>, Error> {
    gate.demand(Kind::User, Action::Edit)?;
    super::departures::is_successor(gate, from, Some(to))?;
    let Some(before) = gate.source().load::<R>(ordinal)? else { return Ok(Some("missing")) };
    if before.deleted_at.is_some() || before.record.value(whose) != Value::User(from) {
        return Ok(Some("unchanged"));
    }
    let mut after = before.record.clone();
    after.set_value(whose, Value::User(to));
    let access = gate.live().people.access(to);
    if !access.is_some_and(|access| access.reaches(Action::View, &after)) {
        return Ok(Some("unseen"));
    }
    gate.hand_over(before, after)?;
    Ok(None)
}
