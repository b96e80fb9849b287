//! Who there is: names for the views, rights for the requests. A copy in memory of the records of
//! users, teams and roles.

use crate::domain::access::Access;
use crate::domain::access::Rights;
use crate::domain::access::presets;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::catalogue::Catalogue;
use crate::domain::field::Privacy;
use crate::domain::ids::Kind;
use crate::domain::ids::RoleId;
use crate::domain::ids::Tag;
use crate::domain::ids::TeamId;
use crate::domain::ids::UserId;
use crate::domain::op::Lang;
use crate::domain::record::Stored;
use crate::domain::role::Role;
use crate::domain::team::Team;
use crate::domain::user::User;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Default)]
pub struct People {
    list: Vec<Stored<User>>,
    by_id: HashMap<UserId, usize>,
    teams: BTreeMap<TeamId, Stored<Team>>,
    roles: BTreeMap<RoleId, Stored<Role>>,
    rights: HashMap<UserId, Arc<Access>>,
}

/// Teams one below the other: more is a circle.
const MAX_DEPTH: usize = 20;

impl People {
    pub fn new(
        list: Vec<Stored<User>>,
        teams: Vec<Stored<Team>>,
        roles: Vec<Stored<Role>>,
        catalogue: &Catalogue,
    ) -> People {
        let by_id = list.iter().enumerate().map(|(at, user)| (UserId(user.ordinal), at)).collect();
        let live = |deleted: &Option<_>| deleted.is_none();
        let teams = teams.into_iter().filter(|team| live(&team.deleted_at));
        let roles = roles.into_iter().filter(|role| live(&role.deleted_at));
        let mut people = People {
            list,
            by_id,
            teams: teams.map(|team| (TeamId(team.ordinal), team)).collect(),
            roles: roles.map(|role| (RoleId(role.ordinal), role)).collect(),
            rights: HashMap::new(),
        };
        let members = people.members();
        let live = people.list.iter().filter(|user| is_live(user));
        let access = |user: &Stored<User>| Access {
            user: Some(UserId(user.ordinal)),
            rights: people.united(&user.record.roles, catalogue),
            ..people.circles(user.record.team, &members)
        };
        people.rights = live.map(|user| (UserId(user.ordinal), Arc::new(access(user)))).collect();
        people
    }

    pub fn list(&self) -> &[Stored<User>] {
        &self.list
    }

    pub fn teams(&self) -> impl Iterator<Item = &Stored<Team>> {
        self.teams.values()
    }

    pub fn roles(&self) -> impl Iterator<Item = &Stored<Role>> {
        self.roles.values()
    }

    pub fn get(&self, id: UserId) -> Option<&Stored<User>> {
        self.by_id.get(&id).map(|at| &self.list[*at])
    }

    pub fn team(&self, id: TeamId) -> Option<&Stored<Team>> {
        self.teams.get(&id)
    }

    pub fn role(&self, id: RoleId) -> Option<&Stored<Role>> {
        self.roles.get(&id)
    }

    pub fn name(&self, id: UserId) -> &str {
        self.get(id).map_or("", |user| &user.record.name)
    }

    /// `None` for one who may not come in any more.
    pub fn access(&self, id: UserId) -> Option<Arc<Access>> {
        self.rights.get(&id).cloned()
    }

    /// What someone with this role alone could do, with the records of `user` as their own.
    pub fn access_as(&self, role: RoleId, user: UserId, catalogue: &Catalogue) -> Option<Access> {
        self.role(role)?;
        let team = self.get(user).and_then(|user| user.record.team);
        Some(Access { user: Some(user), ..self.access_with(&[role], team, catalogue) })
    }

    /// What someone new with these roles in this team could do.
    pub fn access_with(
        &self,
        roles: &[RoleId],
        team: Option<TeamId>,
        catalogue: &Catalogue,
    ) -> Access {
        let circles = self.circles(team, &self.members());
        Access { rights: self.united(roles, catalogue), ..circles }
    }

    /// The person that a login or a name means; a name that two share means nobody.
    pub fn by_word(&self, word: &str) -> Option<UserId> {
        let word = word.trim();
        let live = || self.list.iter().filter(|user| is_live(user));
        let by_login = live().find(|user| user.record.login.eq_ignore_ascii_case(word));
        let mut by_name = live().filter(|user| user.record.name == word);
        let found = by_login.or_else(|| by_name.next().filter(|_| by_name.next().is_none()));
        found.map(|user| UserId(user.ordinal))
    }

    /// The role of that name, in any case, or of that preset's slug; then one that is called so in
    /// English.
    pub fn role_by_word(&self, word: &str) -> Option<RoleId> {
        let word = word.trim();
        let stored = |role: &&Stored<Role>| {
            role.record.name.eq_ignore_ascii_case(word) || role.record.preset == word
        };
        let english =
            |role: &&Stored<Role>| role.record.shown_name(Lang::En).eq_ignore_ascii_case(word);
        let found = self.roles().find(stored).or_else(|| self.roles().find(english));
        found.map(|role| RoleId(role.ordinal))
    }

    pub fn team_by_word(&self, word: &str) -> Option<TeamId> {
        let word = word.trim();
        let found = self.teams().find(|team| team.record.name.eq_ignore_ascii_case(word));
        found.map(|team| TeamId(team.ordinal))
    }

    /// Live people who have the role.
    pub fn with_role(&self, role: RoleId) -> impl Iterator<Item = &Stored<User>> {
        self.list.iter().filter(move |user| is_live(user) && user.record.roles.contains(&role))
    }

    /// Whether the person has the shipped role that may do everything, whatever it is called now.
    pub fn administers(&self, user: &Stored<User>) -> bool {
        let is_it = |role: &RoleId| {
            self.role(*role).is_some_and(|role| role.record.preset == presets::ADMINISTRATOR)
        };
        is_live(user) && user.record.roles.iter().any(is_it)
    }

    /// What the roles grant together.
    pub fn united(&self, roles: &[RoleId], catalogue: &Catalogue) -> Rights {
        let all = roles
            .iter()
            .filter_map(|id| self.role(*id))
            .map(|role| role.record.rights.spelled_out());
        all.fold(Rights::default(), |sum, next| sum.union(&next, privacy_by(catalogue)))
    }

    /// Whether `team` is `above` or stands below it.
    pub fn is_below(&self, team: TeamId, above: TeamId) -> bool {
        let mut at = Some(team);
        for _ in 0..MAX_DEPTH {
            match at {
                Some(here) if here == above => return true,
                Some(here) => at = self.team(here).and_then(|team| team.record.parent),
                None => return false,
            }
        }
        false
    }

    fn members(&self) -> BTreeMap<TeamId, BTreeSet<UserId>> {
        let mut members: BTreeMap<TeamId, BTreeSet<UserId>> = BTreeMap::new();
        // Those who left keep their team: their records stay with it.
        for user in &self.list {
            if let Some(team) = user.record.team {
                members.entry(team).or_default().insert(UserId(user.ordinal));
            }
        }
        members
    }

    fn circles(
        &self,
        team: Option<TeamId>,
        members: &BTreeMap<TeamId, BTreeSet<UserId>>,
    ) -> Access {
        let Some(team) = team else { return Access::default() };
        let below = members.iter().filter(|(other, _)| self.is_below(**other, team));
        Access {
            mates: members.get(&team).cloned().unwrap_or_default(),
            below: below.flat_map(|(_, users)| users.iter().copied()).collect(),
            ..Access::default()
        }
    }
}

pub fn is_live(user: &Stored<User>) -> bool {
    user.deleted_at.is_none() && (!user.record.disabled || seeded(Bug::DisabledComesIn))
}

/// How private a field is by the catalogue; one that is gone is as private as can be.
pub fn privacy_by(catalogue: &Catalogue) -> impl Fn(Kind, Tag) -> Privacy + '_ {
    |kind, tag| catalogue.by_tag(kind, tag).map_or(Privacy::Sensitive, |field| field.privacy)
}
