//! A follow-up and the to-do that comes of it: both in one unit, or neither.

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
use crate::domain::child::FollowUp;
use crate::domain::child::Task;
use crate::domain::op::Op;
use crate::domain::record::Stored;

/// The members of the follow-up, and those of its next step where there is one.
pub fn split(mut members: Members) -> (Members, Option<Members>) {
    let at = members.iter().position(|(key, _)| key == "next");
    let next = at.map(|at| members.remove(at).1);
    match next {
        Some(Input::Object(next)) => (members, Some(next)),
        None | Some(Input::Null) => (members, None),
        // Not what it should be: the follow-up will say that it knows no such member.
        Some(other) => {
            members.push(("next".to_owned(), other));
            (members, None)
        }
    }
}

/// # Errors
/// As for the two alone; faults of the to-do are named `next.…`.
pub fn create(
    app: &App,
    op: &Op,
    members: Members,
    next: Members,
    repeat: Option<Repeat>,
) -> Result<Written<Stored<FollowUp>>, Error> {
    let who = op.clone();
    create::once(app, op, repeat, move |gate| {
        let mut followup = FollowUp::default();
        draft::put_with_options(gate, &who, Stage::New, &members, &mut followup)?;
        let task = task(gate, &who, &next, followup.base.customer).map_err(of_next)?;
        followup.task = Some(task.ordinal);
        gate.create(followup, Ease::Form)
    })
}

fn task(
    gate: &mut Gate,
    op: &Op,
    members: &Members,
    customer: Option<u64>,
) -> Result<Stored<Task>, Error> {
    let mut task = Task::default();
    draft::put_with_options(gate, op, Stage::New, members, &mut task)?;
    task.base.customer = customer;
    gate.create(task, Ease::Form)
}

fn of_next(error: Error) -> Error {
    let Error::Invalid(mut faults) = error else { return error };
    for fault in &mut faults {
        // Where it belongs is said with the follow-up.
        if fault.field != "customer" {
            fault.field = format!("next.{}", fault.field);
        }
    }
    Error::Invalid(faults)
}
