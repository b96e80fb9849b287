//! People: add, change, disable, set a password.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Live;
use crate::app::Written;
use crate::app::auth::credential::Hashed;
use crate::app::auth::link;
use crate::app::auth::link::Link;
use crate::app::people::privacy_by;
use crate::domain::access::Access;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::check::Ease;
use crate::domain::field::Fault;
use crate::domain::ids::RoleId;
use crate::domain::ids::TeamId;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::parse;
use crate::domain::record::Stored;
use crate::domain::user::User;
use crate::domain::value::Money;
use crate::store::Source;

/// Who is to come in.
#[derive(Clone, Default)]
pub struct New {
    pub login: String,
    /// Empty: as the login.
    pub name: String,
    /// Names or ids.
    pub roles: Vec<String>,
    pub team: Option<String>,
    /// An amount for each month, as it was written.
    pub target: Option<String>,
    /// `None`: they choose one themselves, by a link.
    pub password: Option<String>,
}

/// What may be changed about a person. `None` leaves as it is.
#[derive(Clone, Default)]
pub struct Amend {
    pub name: Option<String>,
    pub disabled: Option<bool>,
    pub roles: Option<Vec<String>>,
    /// The inner `None`: in no team.
    pub team: Option<Option<String>>,
    /// The inner `None`: without one.
    pub target: Option<Option<String>>,
    pub password: Option<String>,
}

/// Makes a person inside a unit.
///
/// # Errors
/// [`Error::Invalid`] for a login that is not 2–32 letters, digits or `. _ - @`, an unknown role or
/// team, or a target that is no amount; [`Error::Taken`] where the login is in use; [`Error::Rule`]`("beyond_own")` where the
/// roles grant, or reach in that team, what the actor does not.
pub fn make(gate: &mut Gate, new: &New, password: Option<&Hashed>) -> Result<Stored<User>, Error> {
    let login = new.login.trim().to_lowercase();
    let mut faults = Vec::new();
    let is_fine = |c: char| c.is_alphanumeric() || "._-@".contains(c);
    if !(2..=32).contains(&login.chars().count()) || !login.chars().all(is_fine) {
        faults.push(Fault::new("login", "login_form"));
    }
    let roles = roles(gate, &new.roles).unwrap_or_else(|fault| {
        faults.push(fault);
        Vec::new()
    });
    let team = team(gate, new.team.as_deref()).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let target = target(new.target.as_deref()).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    may_be(gate.access(), gate.live(), None, &roles, team)?;
    let name = if new.name.trim().is_empty() { login.clone() } else { new.name.trim().to_owned() };
    let user = User { login, name, roles, team, target, ..User::default() };
    let user = gate.create(user, Ease::Form)?;
    if let Some(password) = password {
        password.put(gate, UserId(user.ordinal))?;
    }
    Ok(user)
}

/// Who was added, and the link of someone without a password.
pub type Added = (Stored<User>, Option<Link>);

/// Someone without a password gets a link by which they set one.
pub fn add(app: &App, op: &Op, new: New) -> Result<Written<Added>, Error> {
    let live = app.live();
    let context = [new.login.as_str(), new.name.as_str(), live.settings.company.as_str()];
    let hashed = new
        .password
        .as_deref()
        .map(|text| Hashed::new(text, &context, &live.settings.security))
        .transpose()?;
    app.write(op, move |gate| {
        let user = make(gate, &new, hashed.as_ref())?;
        let link = match hashed {
            Some(_) => None,
            None => Some(link::issue(gate, UserId(user.ordinal))?),
        };
        Ok((user, link))
    })
}

/// # Errors
/// [`Error::Rule`]: `last_administrator` where nobody would be left to administer, `own_role` for
/// one's own roles or team, `beyond_own` where the person has or would have rights that the actor
/// has not, or reaches what the actor does not.
pub fn amend(
    app: &App,
    op: &Op,
    id: UserId,
    version: Option<u32>,
    amend: Amend,
) -> Result<Written<Stored<User>>, Error> {
    let hashed = match amend.password.as_deref() {
        None => None,
        Some(text) => {
            // What is wrong with a password, the former ones among it, hears who may set it.
            let live = app.live();
            let user = live.people.get(id).filter(|user| op.access.may_see(*user));
            may_become(&op.access, &live, user.ok_or(Error::Missing)?)?;
            Some(Hashed::renew(app, id, text)?)
        }
    };
    app.write(op, move |gate| {
        let before = gate.load::<User>(id.0)?;
        if version.is_some_and(|version| version != before.version) {
            return Err(Error::Stale { current: before.version, fields: Vec::new() });
        }
        let after = amended(gate, id, &before, amend, hashed.is_some())?;
        let stored = gate.edit(before, after, Ease::Form)?;
        if let Some(hashed) = &hashed {
            hashed.put(gate, id)?;
        }
        keeps_an_administrator(gate)?;
        Ok(stored)
    })
}

fn amended(
    gate: &Gate,
    id: UserId,
    before: &Stored<User>,
    amend: Amend,
    new_password: bool,
) -> Result<User, Error> {
    let mut after = before.record.clone();
    after.name = amend.name.unwrap_or(after.name);
    after.disabled = amend.disabled.unwrap_or(after.disabled);
    if let Some(words) = &amend.roles {
        after.roles = roles(gate, words).map_err(|fault| Error::Invalid(vec![fault]))?;
    }
    if let Some(word) = &amend.team {
        after.team = team(gate, word.as_deref()).map_err(|fault| Error::Invalid(vec![fault]))?;
    }
    if let Some(amount) = &amend.target {
        after.target = target(amount.as_deref()).map_err(|fault| Error::Invalid(vec![fault]))?;
    }
    let moves = after.roles != before.record.roles || after.team != before.record.team;
    if moves && gate.access().user == Some(id) {
        return Err(Error::Rule("own_role"));
    }
    if after.team != before.record.team && gate.access().leans_on_teams() {
        return Err(Error::Rule("beyond_own"));
    }
    may_grant(gate, &before.record.roles)?;
    may_grant(gate, &after.roles)?;
    // Whoever knows the password may be that person, now and with the roles to come.
    let named = after.name != before.record.name || after.roles != before.record.roles;
    if new_password || named {
        may_become(gate.access(), gate.live(), before)?;
        may_be(gate.access(), gate.live(), Some(id), &after.roles, after.team)?;
    }
    let leaves = after.disabled && !before.record.disabled && !seeded(Bug::DisabledComesIn);
    if leaves || new_password {
        after.epoch += 1;
    }
    Ok(after)
}

/// The roles that the words name, each once.
fn roles(gate: &Gate, words: &[String]) -> Result<Vec<RoleId>, Fault> {
    let keyset = gate.source().vault().shared();
    let people = &gate.live().people;
    let mut roles = Vec::new();
    for word in words {
        let found = crate::app::read_role(people, &keyset, word);
        let role = found.ok_or_else(|| Fault::new("roles", "unknown_role").with("value", word))?;
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    Ok(roles)
}

fn team(gate: &Gate, word: Option<&str>) -> Result<Option<TeamId>, Fault> {
    let Some(word) = word.map(str::trim).filter(|word| !word.is_empty()) else { return Ok(None) };
    let keyset = gate.source().vault().shared();
    let found = crate::app::read_team(&gate.live().people, &keyset, word);
    found.map(Some).ok_or_else(|| Fault::new("team", "unknown_team").with("value", word))
}

fn target(amount: Option<&str>) -> Result<Option<Money>, Fault> {
    let read = amount.map(parse::money::parse).transpose();
    read.map_err(|fault| Fault { field: "target".to_owned(), ..fault })
}

/// Whoever may set a person's password, or take their second factor off, may become that person,
/// whether or not that one may come in now.
pub(super) fn may_become(me: &Access, live: &Live, user: &Stored<User>) -> Result<(), Error> {
    let User { roles, team, .. } = &user.record;
    may_be(me, live, Some(UserId(user.ordinal)), roles, *team)
}

/// Nobody makes a person of whom they could make more than of themselves. `user`: `None` for someone
/// new, who owns nothing yet.
fn may_be(
    me: &Access,
    live: &Live,
    user: Option<UserId>,
    roles: &[RoleId],
    team: Option<TeamId>,
) -> Result<(), Error> {
    let them = Access { user, ..live.people.access_with(roles, team, &live.catalogue) };
    match me.may_be(&them, privacy_by(&live.catalogue)) || seeded(Bug::GrantedBeyondOwn) {
        true => Ok(()),
        false => Err(Error::Rule("beyond_own")),
    }
}

/// Nobody grants what they do not hold.
pub(crate) fn may_grant(gate: &Gate, roles: &[RoleId]) -> Result<(), Error> {
    let live = gate.live();
    let rights = live.people.united(roles, &live.catalogue);
    let holds = gate.access().rights.holds(&rights, privacy_by(&live.catalogue));
    match holds || seeded(Bug::GrantedBeyondOwn) {
        true => Ok(()),
        false => Err(Error::Rule("beyond_own")),
    }
}

pub(super) fn keeps_an_administrator(gate: &Gate) -> Result<(), Error> {
    let users = gate.source().list::<User>(1, usize::MAX)?;
    match users.iter().any(|user| gate.live().people.administers(user)) {
        true => Ok(()),
        false => Err(Error::Rule("last_administrator")),
    }
}
