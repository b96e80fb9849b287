//! Roles: the shipped ones at the first start, and whatever the firm makes of them.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::people::privacy_by;
use crate::domain::access::Action;
use crate::domain::access::Rights;
use crate::domain::access::Scope;
use crate::domain::access::presets;
use crate::domain::access::presets::PRESETS;
use crate::domain::check::Ease;
use crate::domain::ids::Kind;
use crate::domain::ids::RoleId;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::role::Role;
use crate::domain::user;
use crate::domain::user::User;
use crate::store::Source;
use std::sync::Arc;

/// Longest list of roles.
const MAX_ROLES: usize = 100;

/// What a role is to become. `None` leaves as it is.
#[derive(Clone, Default)]
pub struct Draft {
    pub name: Option<String>,
    pub note: Option<String>,
    pub rights: Option<Rights>,
}

/// The shipped roles, where there are none yet; people of an older store get the role that their
/// record names.
pub fn seed(app: &App, op: &Op) -> Result<(), Error> {
    if app.live().people.roles().next().is_some() {
        return Ok(());
    }
    app.write(op, |gate| {
        let mut made = Vec::new();
        for preset in &PRESETS {
            let role = Role {
                name: preset.name.to_owned(),
                note: preset.note.to_owned(),
                preset: preset.slug.to_owned(),
                rights: Arc::new((preset.rights)()),
                ..Role::default()
            };
            let stored = gate.create(role, Ease::Form)?;
            made.push((preset.name, RoleId(stored.ordinal)));
        }
        for stored in gate.source().list::<User>(1, usize::MAX)? {
            let mut after = stored.record.clone();
            let name = after.custom.remove(&user::tag::ROLE_NAME).unwrap_or_default().into_text();
            let role = made.iter().find(|(preset, _)| *preset == name);
            after.roles = role.map(|(_, id)| *id).into_iter().collect();
            gate.edit(stored, after, Ease::Form)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// # Errors
/// [`Error::Invalid`] on the name; [`Error::Taken`]; [`Error::Rule`]`("beyond_own")`.
pub fn add(app: &App, op: &Op, draft: Draft) -> Result<Written<Stored<Role>>, Error> {
    app.write(op, move |gate| {
        gate.demand(Kind::Role, Action::Create)?;
        if MAX_ROLES <= gate.live().people.roles().count() {
            return Err(Error::Rule("too_many_roles"));
        }
        let Draft { name, note, rights } = draft;
        let rights = settled(rights.unwrap_or_default());
        may_grant(gate, &rights)?;
        let role = Role {
            name: name.unwrap_or_default().trim().to_owned(),
            note: note.unwrap_or_default(),
            rights: Arc::new(rights),
            ..Role::default()
        };
        gate.create(role, Ease::Form)
    })
}

/// # Errors
/// [`Error::Stale`]; [`Error::Rule`]: `own_role` for a role that the actor has, `beyond_own`,
/// `administrator_role` for the rights of the one that may do everything.
pub fn amend(
    app: &App,
    op: &Op,
    id: RoleId,
    version: u32,
    draft: Draft,
) -> Result<Written<Stored<Role>>, Error> {
    app.write(op, move |gate| {
        let before = load(gate, id, version)?;
        let mut after = before.record.clone();
        let Draft { name, note, rights } = draft;
        after.name = name.map_or(after.name, |name| name.trim().to_owned());
        after.note = note.unwrap_or(after.note);
        if let Some(rights) = rights.map(settled).filter(|rights| *rights != *after.rights) {
            if after.preset == presets::ADMINISTRATOR {
                return Err(Error::Rule("administrator_role"));
            }
            if has_it(gate, id) {
                return Err(Error::Rule("own_role"));
            }
            may_grant(gate, &after.rights)?;
            may_grant(gate, &rights)?;
            after.rights = Arc::new(rights);
        }
        gate.edit(before, after, Ease::Form)
    })
}

/// # Errors
/// [`Error::Rule`]`("in_use")` while someone has it.
pub fn remove(app: &App, op: &Op, id: RoleId, version: u32) -> Result<(), Error> {
    app.write(op, move |gate| {
        let before = load(gate, id, version)?;
        let users = gate.source().list::<User>(1, usize::MAX)?;
        if users.iter().any(|user| user.record.roles.contains(&id)) {
            return Err(Error::Rule("in_use"));
        }
        if before.record.preset == presets::ADMINISTRATOR {
            return Err(Error::Rule("administrator_role"));
        }
        may_grant(gate, &before.record.rights)?;
        gate.delete(before)
    })?;
    Ok(())
}

fn load(gate: &Gate, id: RoleId, version: u32) -> Result<Stored<Role>, Error> {
    let before = gate.load::<Role>(id.0)?;
    match before {
        before if before.deleted_at.is_some() => Err(Error::Missing),
        before if before.version != version => {
            Err(Error::Stale { current: before.version, fields: Vec::new() })
        }
        before => Ok(before),
    }
}

fn has_it(gate: &Gate, id: RoleId) -> bool {
    let me = gate.access().user.and_then(|me| gate.live().people.get(me));
    me.is_some_and(|user| user.record.roles.contains(&id))
}

fn may_grant(gate: &Gate, rights: &Rights) -> Result<(), Error> {
    match gate.access().rights.holds(&rights.spelled_out(), privacy_by(&gate.live().catalogue)) {
        true => Ok(()),
        false => Err(Error::Rule("beyond_own")),
    }
}

/// One form for what means the same; and nothing can be done with what cannot be seen.
fn settled(mut rights: Rights) -> Rights {
    for kind in Kind::BUSINESS {
        let seen = rights.scope(kind, Action::View);
        for ((of, action), scope) in &mut rights.grants {
            // A new customer is in sight of whoever made it, or it would vanish when saved.
            if *of == kind && *action != Action::Import {
                *scope = (*scope).min(seen);
            }
        }
    }
    // Of what is about customers nothing said means as of the customers, and is how that is written.
    for kind in Kind::CHILDREN {
        let mut unsaid = rights.clone();
        unsaid.grants.retain(|(of, _), _| *of != kind);
        let usual = unsaid.spelled_out();
        if Action::ALL
            .iter()
            .all(|action| usual.scope(kind, *action) == rights.scope(kind, *action))
        {
            rights = unsaid;
        }
    }
    rights.grants.retain(|(kind, _), scope| *scope != Scope::None || kind.is_child());
    rights
}
