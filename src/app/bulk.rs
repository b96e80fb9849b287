//! 批量修改: the same members for many customers, as one batch that can be taken back.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::assignments;
use crate::app::assignments::Done;
use crate::app::assignments::Which;
use crate::app::batches::What;
use crate::app::records::draft;
use crate::app::records::draft::Members;
use crate::app::records::draft::Stage;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Scope;
use crate::domain::check::Ease;
use crate::domain::customer::Customer;
use crate::domain::field::Fault;
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use std::sync::Arc;

/// What is to become of each of them.
#[derive(Clone, Debug)]
pub struct Change {
    /// Takes the place of what is there.
    pub set: Members,
    /// Members of lists that join those that are there.
    pub add: Members,
}

/// Why one stays as it is: a message key (`missing`, `denied`, `unchanged`, `invalid`), and with the last
/// what stands in the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Why {
    pub reason: &'static str,
    pub faults: Vec<Fault>,
}

impl Why {
    fn of(reason: &'static str) -> Why {
        Why { reason, faults: Vec::new() }
    }
}

/// `stepped_up`: password or code were given just now.
///
/// # Errors
/// [`Error::Invalid`] for members that no customer could take; those of `assignments::assign`.
pub fn change(
    app: &App,
    op: &Op,
    which: Which,
    change: Change,
    stepped_up: bool,
) -> Result<Done<Why>, Error> {
    let may = [Action::Edit, Action::Assign];
    if may.iter().all(|action| op.access.scope(Kind::Customer, *action) == Scope::None) {
        return Err(Error::Denied(Denied::Action(Action::Edit)));
    }
    sound(app, op, &change)?;
    let ordinals = assignments::chosen(app, op, which, stepped_up)?;
    let who = op.clone();
    let done = Done::at(app.store().head());
    assignments::in_units(app, op, What::Bulk, ordinals, done, move |gate, ordinal| match gate
        .load::<Customer>(
        ordinal,
    ) {
        Ok(stored) if stored.deleted_at.is_none() => one(gate, &who, stored, &change),
        Ok(_) | Err(Error::Missing) => Ok(Some(Why::of("missing"))),
        Err(error) => Err(error),
    })
}

/// What is wrong with the members, whoever they are put onto.
fn sound(app: &App, op: &Op, change: &Change) -> Result<(), Error> {
    let (live, keyset) = (app.live(), app.store().vault().shared());
    let mut faults = Vec::new();
    if change.set.is_empty() && change.add.is_empty() {
        faults.push(Fault::new("set", "required"));
    }
    for members in [&change.set, &change.add] {
        let mut scratch = Customer::default();
        let put = draft::put(&live, &keyset, op, Stage::Later, members, &mut scratch);
        // A word that is new to an open list becomes an option when it is used.
        let is_new = |fault: &Fault| {
            let field = live.catalogue.by_key(Kind::Customer, &fault.field);
            fault.reason == "unknown_option" && field.is_some_and(draft::is_open)
        };
        faults.extend(put.err().into_iter().flatten().filter(|fault| !is_new(fault)));
    }
    for (key, _) in &change.set {
        let field = live.catalogue.by_key(Kind::Customer, key);
        if field.is_some_and(|field| field.unique != Unique::No) {
            faults.push(Fault::new(key, "one_each"));
        }
    }
    for (key, _) in &change.add {
        let field = live.catalogue.by_key(Kind::Customer, key);
        if field.is_some_and(|field| !draft::is_list(field)) {
            faults.push(Fault::new(key, "not_a_list"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// `None`: done.
fn one(
    gate: &mut Gate,
    op: &Op,
    before: Stored<Customer>,
    change: &Change,
) -> Result<Option<Why>, Error> {
    let version = before.version;
    match put(gate, op, &before.record, change)
        .and_then(|after| gate.edit(before, after, Ease::Form))
    {
        Ok(stored) if stored.version == version => Ok(Some(Why::of("unchanged"))),
        Ok(_) => Ok(None),
        Err(Error::Denied(_) | Error::Missing) => Ok(Some(Why::of("denied"))),
        Err(Error::Invalid(faults)) => Ok(Some(Why { reason: "invalid", faults })),
        Err(error) => Err(error),
    }
}

fn put(gate: &mut Gate, op: &Op, before: &Customer, change: &Change) -> Result<Customer, Error> {
    // By the rights that hold in this unit, not those that the request came with.
    let op = Op { access: Arc::new(gate.access().clone()), ..op.clone() };
    let mut after = before.clone();
    draft::put_with_options(gate, &op, Stage::Later, &change.set, &mut after)?;
    let mut added = Customer::default();
    draft::put_with_options(gate, &op, Stage::Later, &change.add, &mut added)?;
    for (key, _) in &change.add {
        let Some(field) = gate.catalogue().by_key(Kind::Customer, key) else { continue };
        let joined = joined(after.value(field.tag), added.value(field.tag));
        after.set_value(field.tag, joined);
    }
    Ok(after)
}

/// Two lists, what stands in both once.
fn joined(old: Value, new: Value) -> Value {
    fn all<T: PartialEq>(mut old: Vec<T>, new: Vec<T>) -> Vec<T> {
        for one in new {
            if !old.contains(&one) {
                old.push(one);
            }
        }
        old
    }
    match (old, new) {
        (Value::Choices(old), Value::Choices(new)) => Value::Choices(all(old, new)),
        (Value::Users(old), Value::Users(new)) => Value::Users(all(old, new)),
        (old, Value::Missing) => old,
        (_, new) => new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::ChoiceId;

    #[test]
    fn lists_join() {
        let list = |ids: &[u32]| Value::Choices(ids.iter().copied().map(ChoiceId).collect());
        assert_eq!(joined(list(&[1, 2]), list(&[2, 3])), list(&[1, 2, 3]));
        assert_eq!(joined(Value::Missing, list(&[2])), list(&[2]));
        assert_eq!(joined(list(&[2]), Value::Missing), list(&[2]));
    }
}
