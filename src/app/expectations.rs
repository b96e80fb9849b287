//! 权限预期: who should be able to do what with which customer, asked again after each change of
//! rights.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::RowId;
use crate::app::records::show;
use crate::app::records::viewers::ACTIONS;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Right;
use crate::domain::customer::Customer;
use crate::domain::ids::RoleId;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;

/// Each is evaluated twice around every change of rights.
const MAX_EXPECTATIONS: usize = 200;

/// A role stands for someone who has it alone, in no team, with nothing of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    User(UserId),
    Role(RoleId),
}

#[derive(Clone, PartialEq, Debug)]
pub struct Expectation {
    pub id: RowId,
    pub who: Who,
    pub action: Action,
    /// An ordinal.
    pub customer: u64,
    pub expected: bool,
}

/// An expectation with what holds now.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluated {
    pub it: Expectation,
    pub actual: bool,
}

impl Evaluated {
    pub fn holds(&self) -> bool {
        self.it.expected == self.actual
    }
}

/// One that does not hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Broken {
    pub it: Evaluated,
    /// It held before the change.
    pub new: bool,
}

/// `is a role, ordinal, action, customer, expected`.
type Row = (bool, u64, u8, u64, bool);

/// # Errors
/// [`Error::Denied`] without the right to roles.
pub fn list(app: &App, op: &Op) -> Result<Vec<Evaluated>, Error> {
    demand(op)?;
    evaluated(app)
}

/// Keeps an expectation; one of the same person, action and customer gives way.
///
/// # Errors
/// [`Error::Denied`]; [`Error::Missing`] for a customer out of sight; [`Error::Invalid`] for an action
/// that is not about a customer that is there; [`Error::Rule`]`("too_many_expectations")`.
pub fn add(
    app: &App,
    op: &Op,
    who: Who,
    action: Action,
    customer: u64,
    expected: bool,
) -> Result<Evaluated, Error> {
    demand(op)?;
    if !ACTIONS.contains(&action) {
        return Err(Error::fault("action", "unknown_option"));
    }
    show::load::<Customer>(app, op, customer)?;
    let fresh = RowId::random();
    let written = app.write(op, move |gate| {
        gate.demand_right(Right::Roles)?;
        let all = all(gate.source())?;
        let same =
            |one: &&Expectation| (one.who, one.action, one.customer) == (who, action, customer);
        let known = all.iter().find(same).map(|one| one.id);
        if known.is_none() && MAX_EXPECTATIONS <= all.len() {
            return Err(Error::Rule("too_many_expectations"));
        }
        let id = known.unwrap_or(fresh);
        let (is_role, ordinal) = match who {
            Who::User(user) => (false, user.0),
            Who::Role(role) => (true, role.0),
        };
        let row: Row = (is_role, ordinal, action as u8, customer, expected);
        gate.put_system(Space::Expectation, &id.0, Some(&to_bytes(&row)));
        Ok(Expectation { id, who, action, customer, expected })
    })?;
    let it = written.answer;
    let actual = actual(&app.live(), &*app.store().reader(), &it)?;
    Ok(Evaluated { it, actual })
}

/// # Errors
/// [`Error::Denied`]; [`Error::Missing`].
pub fn remove(app: &App, op: &Op, id: RowId) -> Result<(), Error> {
    app.write(op, move |gate| {
        gate.demand_right(Right::Roles)?;
        if gate.source().system(Space::Expectation, &id.0)?.is_none() {
            return Err(Error::Missing);
        }
        gate.put_system(Space::Expectation, &id.0, None);
        Ok(())
    })?;
    Ok(())
}

/// What `change` leaves broken; what was broken before is named too, and told apart.
///
/// # Errors
/// Those of `change`.
pub fn around<T>(
    app: &App,
    change: impl FnOnce() -> Result<T, Error>,
) -> Result<(T, Vec<Broken>), Error> {
    let before = evaluated(app)?;
    let done = change()?;
    let held = |it: &Evaluated| before.iter().any(|old| old.it == it.it && old.holds());
    let after = evaluated(app)?.into_iter().filter(|it| !it.holds());
    let broken = after.map(|it| Broken { new: held(&it), it }).collect();
    Ok((done, broken))
}

fn demand(op: &Op) -> Result<(), Error> {
    match op.access.has(Right::Roles) {
        true => Ok(()),
        false => Err(Error::Denied(Denied::Right(Right::Roles))),
    }
}

fn evaluated(app: &App) -> Result<Vec<Evaluated>, Error> {
    let (live, reader) = (app.live(), app.store().reader());
    let each = all(&*reader)?.into_iter().map(|it| {
        let actual = actual(&live, &*reader, &it)?;
        Ok(Evaluated { it, actual })
    });
    each.collect()
}

fn all<S: Source>(source: &S) -> Result<Vec<Expectation>, StoreError> {
    let rows = source.system_list(Space::Expectation, usize::MAX)?;
    let damaged = || StoreError::Damaged("expectation".to_owned());
    let read = |(name, bytes): &(Vec<u8>, Vec<u8>)| {
        let (is_role, ordinal, action, customer, expected): Row = from_bytes(bytes)?;
        let who = match is_role {
            true => Who::Role(RoleId(ordinal)),
            false => Who::User(UserId(ordinal)),
        };
        Ok(Expectation {
            id: RowId(name.as_slice().try_into().map_err(|_| damaged())?),
            who,
            action: Action::from_number(action).ok_or_else(damaged)?,
            customer,
            expected,
        })
    };
    rows.iter().map(read).collect()
}

fn actual<S: Source>(live: &Live, source: &S, it: &Expectation) -> Result<bool, StoreError> {
    let Some(customer) = source.load::<Customer>(it.customer)? else { return Ok(false) };
    Ok(match it.who {
        Who::User(user) => {
            let access = live.people.access(user);
            access.is_some_and(|access| access.reaches(it.action, &customer.record))
        }
        Who::Role(role) => {
            let rights = live.people.united(&[role], &live.catalogue);
            Access { rights, ..Access::default() }.reaches(it.action, &customer.record)
        }
    })
}
