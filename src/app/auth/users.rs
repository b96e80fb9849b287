//! People: add, change, disable, set a password.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::auth::credential::Hashed;
use crate::domain::access::Role;
use crate::domain::check::Ease;
use crate::domain::field::Fault;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::user::User;
use crate::store::Source;

/// What may be changed about a person.
#[derive(Clone, Default)]
pub struct Amend {
    pub name: Option<String>,
    pub disabled: Option<bool>,
    pub role: Option<String>,
    pub password: Option<String>,
}

/// Makes a person inside a unit.
///
/// # Errors
/// [`Error::Invalid`] for a login that is not 2–32 letters, digits or `. _ - @`, or an unknown role;
/// [`Error::Taken`] where the login is in use.
pub fn make(
    gate: &mut Gate,
    login: &str,
    name: &str,
    role: &str,
    password: &Hashed,
) -> Result<Stored<User>, Error> {
    let login = login.trim().to_lowercase();
    let mut faults = Vec::new();
    let is_fine = |c: char| c.is_alphanumeric() || "._-@".contains(c);
    if !(2..=32).contains(&login.chars().count()) || !login.chars().all(is_fine) {
        faults.push(Fault::new("login", "login_form"));
    }
    if Role::by_name(role).is_none() {
        faults.push(Fault::new("role", "unknown_role").with("value", role));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let name = if name.trim().is_empty() { login.clone() } else { name.trim().to_owned() };
    let role = Role::by_name(role).map_or_else(String::new, |role| role.name);
    let user = gate.create(User { login, name, role, ..User::default() }, Ease::Form)?;
    password.put(gate, UserId(user.ordinal))?;
    Ok(user)
}

pub fn add(
    app: &App,
    op: &Op,
    login: &str,
    name: &str,
    role: &str,
    password: &str,
) -> Result<Written<Stored<User>>, Error> {
    let live = app.live();
    let context = [login, name, &live.settings.company];
    let hashed = Hashed::new(password, &context, &live.settings.security)?;
    let (login, name, role) = (login.to_owned(), name.to_owned(), role.to_owned());
    app.write(op, move |gate| make(gate, &login, &name, &role, &hashed))
}

/// # Errors
/// [`Error::Rule`]`("last_administrator")` where nobody would be left to administer.
pub fn amend(
    app: &App,
    op: &Op,
    id: UserId,
    version: Option<u32>,
    amend: Amend,
) -> Result<Written<Stored<User>>, Error> {
    let hashed = amend.password.as_deref().map(|text| Hashed::renew(app, id, text)).transpose()?;
    app.write(op, move |gate| {
        let before = gate.load::<User>(id.0)?;
        if version.is_some_and(|version| version != before.version) {
            return Err(Error::Stale { current: before.version, fields: Vec::new() });
        }
        let mut after = before.record.clone();
        after.name = amend.name.unwrap_or(after.name);
        after.role = amend.role.unwrap_or(after.role);
        after.disabled = amend.disabled.unwrap_or(after.disabled);
        let role = Role::by_name(&after.role);
        after.role = role.ok_or_else(|| Error::fault("role", "unknown_role"))?.name;
        let cuts_off = after.disabled || after.role != before.record.role || hashed.is_some();
        if cuts_off && after != before.record || hashed.is_some() {
            after.epoch += 1;
        }
        let stored = gate.edit(before, after, Ease::Form)?;
        if let Some(hashed) = &hashed {
            hashed.put(gate, id)?;
        }
        keeps_an_administrator(gate)?;
        Ok(stored)
    })
}

fn keeps_an_administrator(gate: &Gate) -> Result<(), Error> {
    let users = gate.source().list::<User>(1, usize::MAX)?;
    let administers = |user: &Stored<User>| {
        crate::app::people::is_live(user) && user.record.role == Role::ADMINISTRATOR
    };
    if users.iter().any(administers) { Ok(()) } else { Err(Error::Rule("last_administrator")) }
}
