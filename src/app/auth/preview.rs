//! 测试权限: a session that looks through the eyes of a role or of another person. Nothing that it
//! writes is kept.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::auth::session::Hash;
use crate::app::people::privacy_by;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::ids::Kind;
use crate::domain::ids::RoleId;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use std::sync::Arc;

/// Whose eyes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Eyes {
    Role(RoleId),
    User(UserId),
}

/// `is a role, ordinal`.
type Row = (bool, u64);

/// What the session looks through, if anything.
pub fn of(app: &App, session: &Hash) -> Result<Option<Eyes>, Error> {
    let Some(bytes) = app.store().reader().system(Space::Preview, session)? else {
        return Ok(None);
    };
    let (is_role, ordinal): Row = from_bytes(&bytes)?;
    Ok(Some(if is_role { Eyes::Role(RoleId(ordinal)) } else { Eyes::User(UserId(ordinal)) }))
}

/// The rights of these eyes; `None` where the role or the person is gone.
pub fn access(live: &Live, me: UserId, eyes: Eyes) -> Option<Arc<Access>> {
    match eyes {
        Eyes::Role(role) => live.people.access_as(role, me, &live.catalogue).map(Arc::new),
        Eyes::User(user) => live.people.access(user),
    }
}

/// `op` has the person's own rights, not those of earlier eyes.
///
/// # Errors
/// [`Error::Missing`] for a role or person that is not there; [`Error::Denied`] without the right
/// to roles; [`Error::Rule`]`("beyond_own")` for eyes that see more than one's own.
pub fn begin(app: &App, op: &Op, session: Hash, eyes: Eyes) -> Result<(), Error> {
    app.write(op, move |gate| {
        gate.demand_right(Right::Roles)?;
        let me = gate.access().user.ok_or(Error::Missing)?;
        let live = gate.live();
        let theirs = access(live, me, eyes).ok_or(Error::Missing)?;
        if !gate.access().rights.holds(&theirs.rights, privacy_by(&live.catalogue))
            || !reaches(gate.access(), &theirs, eyes)
        {
            return Err(Error::Rule("beyond_own"));
        }
        let row: Row = match eyes {
            Eyes::Role(role) => (true, role.0),
            Eyes::User(user) => (false, user.0),
        };
        let people = &live.people;
        let whose = match eyes {
            Eyes::Role(role) => people.role(role).map_or("", |role| &role.record.name),
            Eyes::User(user) => people.name(user),
        };
        let whose = whose.to_owned();
        gate.put_system(Space::Preview, &session, Some(&to_bytes(&row)));
        gate.log(Deed::PreviewOn, whose)?;
        Ok(())
    })?;
    Ok(())
}

/// The own customers of another are not one's own: through their eyes looks whoever sees all.
fn reaches(mine: &Access, theirs: &Access, eyes: Eyes) -> bool {
    let is_other = matches!(eyes, Eyes::User(user) if Some(user) != mine.user);
    let seen = |kind: &Kind| {
        let theirs = theirs.scope(*kind, Action::View);
        theirs == Scope::None || mine.scope(*kind, Action::View) == Scope::All
    };
    !is_other || Kind::BUSINESS.iter().all(seen)
}

pub fn end(app: &App, op: &Op, session: Hash) -> Result<(), Error> {
    app.write(op, move |gate| {
        gate.put_system(Space::Preview, &session, None);
        gate.log(Deed::PreviewOff, String::new())
    })?;
    Ok(())
}
