//! 测试权限: a session that looks through the eyes of a role or of another person. Nothing that it
//! writes is kept.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::auth::session::Hash;
use crate::app::people::privacy_by;
use crate::domain::access::Access;
use crate::domain::access::Denied;
use crate::domain::access::Right;
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

/// The rights of these eyes, where `me`, with their own rights, may look through them: asked at the
/// beginning and again with each request, since rights change meanwhile.
///
/// # Errors
/// [`Error::Missing`] for a role or person that is not there; [`Error::Denied`] without the right
/// to roles; [`Error::Rule`]`("beyond_own")` for eyes that see more than one's own.
pub fn allowed(live: &Live, me: &Access, eyes: Eyes) -> Result<Arc<Access>, Error> {
    if !me.has(Right::Roles) {
        return Err(Denied::Right(Right::Roles).into());
    }
    let theirs = match (eyes, me.user) {
        (Eyes::User(user), _) => live.people.access(user),
        (Eyes::Role(role), Some(me)) => {
            live.people.access_as(role, me, &live.catalogue).map(Arc::new)
        }
        (Eyes::Role(_), None) => None,
    };
    let theirs = theirs.ok_or(Error::Missing)?;
    match me.may_be(&theirs, privacy_by(&live.catalogue)) {
        true => Ok(theirs),
        false => Err(Error::Rule("beyond_own")),
    }
}

/// `op` has the person's own rights, not those of earlier eyes.
///
/// # Errors
/// Those of [`allowed`].
pub fn begin(app: &App, op: &Op, session: Hash, eyes: Eyes) -> Result<(), Error> {
    app.write(op, move |gate| {
        let live = gate.live();
        allowed(live, gate.access(), eyes)?;
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

/// Asks for no right: whoever has lost theirs meanwhile can still leave.
pub fn end(app: &App, op: &Op, session: Hash) -> Result<(), Error> {
    app.write(op, move |gate| {
        gate.put_system(Space::Preview, &session, None);
        gate.log(Deed::PreviewOff, String::new())
    })?;
    Ok(())
}
