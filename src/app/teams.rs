//! Teams: a tree of who works with whom.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::domain::access::Action;
use crate::domain::check::Ease;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::TeamId;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::team::Team;
use crate::domain::user::User;
use crate::store::Source;

/// Longest list of teams.
const MAX_TEAMS: usize = 500;

/// What a team is to become. `None` leaves as it is.
#[derive(Clone, Default)]
pub struct Draft {
    pub name: Option<String>,
    /// The inner `None`: at the top. A name or an id.
    pub parent: Option<Option<String>>,
}

/// # Errors
/// [`Error::Invalid`] on the name or an unknown parent; [`Error::Taken`].
pub fn add(app: &App, op: &Op, draft: Draft) -> Result<Written<Stored<Team>>, Error> {
    app.write(op, move |gate| {
        gate.demand(Kind::Team, Action::Create)?;
        if MAX_TEAMS <= gate.live().people.teams().count() {
            return Err(Error::Rule("too_many_teams"));
        }
        let parent = parent(gate, draft.parent.flatten().as_deref())?;
        let name = draft.name.unwrap_or_default().trim().to_owned();
        gate.create(Team { name, parent, ..Team::default() }, Ease::Form)
    })
}

/// # Errors
/// [`Error::Stale`]; [`Error::Rule`]: `team_circle` for a team below itself, `beyond_own` for a new
/// place in the tree where the actor's own reach depends on the tree.
pub fn amend(
    app: &App,
    op: &Op,
    id: TeamId,
    version: u32,
    draft: Draft,
) -> Result<Written<Stored<Team>>, Error> {
    app.write(op, move |gate| {
        let before = load(gate, id, version)?;
        let mut after = before.record.clone();
        after.name = draft.name.map_or(after.name, |name| name.trim().to_owned());
        if let Some(word) = draft.parent {
            after.parent = parent(gate, word.as_deref())?;
            if after.parent != before.record.parent && gate.access().leans_on_teams() {
                return Err(Error::Rule("beyond_own"));
            }
            let people = &gate.live().people;
            if after.parent.is_some_and(|above| people.is_below(above, id)) {
                return Err(Error::Rule("team_circle"));
            }
        }
        gate.edit(before, after, Ease::Form)
    })
}

/// # Errors
/// [`Error::Rule`]`("in_use")` while someone is in it or a team stands below it.
pub fn remove(app: &App, op: &Op, id: TeamId, version: u32) -> Result<(), Error> {
    app.write(op, move |gate| {
        let before = load(gate, id, version)?;
        let users = gate.source().list::<User>(1, usize::MAX)?;
        let teams = gate.source().list::<Team>(1, usize::MAX)?;
        let live = |team: &&Stored<Team>| team.deleted_at.is_none();
        let used = users.iter().any(|user| user.record.team == Some(id))
            || teams.iter().filter(live).any(|team| team.record.parent == Some(id));
        if used {
            return Err(Error::Rule("in_use"));
        }
        gate.delete(before)
    })?;
    Ok(())
}

fn load(gate: &Gate, id: TeamId, version: u32) -> Result<Stored<Team>, Error> {
    let before = gate.load::<Team>(id.0)?;
    match before {
        before if before.deleted_at.is_some() => Err(Error::Missing),
        before if before.version != version => {
            Err(Error::Stale { current: before.version, fields: Vec::new() })
        }
        before => Ok(before),
    }
}

fn parent(gate: &Gate, word: Option<&str>) -> Result<Option<TeamId>, Error> {
    let Some(word) = word.map(str::trim).filter(|word| !word.is_empty()) else { return Ok(None) };
    let keyset = gate.source().vault().shared();
    let found = crate::app::read_team(&gate.live().people, &keyset, word);
    let fault = || Error::Invalid(vec![Fault::new("parent", "unknown_team").with("value", word)]);
    found.map(Some).ok_or_else(fault)
}
