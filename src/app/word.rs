//! Whom or what a word means: a public id, or a name that people use.

use crate::app::People;
use crate::crypto::keys::Keyset;
use crate::domain::ids::Kind;
use crate::domain::ids::RoleId;
use crate::domain::ids::TeamId;
use crate::domain::ids::UserId;

/// The role that a public id, a name or the slug of a preset means.
pub fn read_role(people: &People, keyset: &Keyset, word: &str) -> Option<RoleId> {
    let by_id = keyset.read_id(word).filter(|(kind, _)| *kind == Kind::Role as u8);
    let by_id = by_id.map(|(_, ordinal)| RoleId(ordinal)).filter(|id| people.role(*id).is_some());
    by_id.or_else(|| people.role_by_word(word))
}

/// The team that a public id or a name means.
pub fn read_team(people: &People, keyset: &Keyset, word: &str) -> Option<TeamId> {
    let by_id = keyset.read_id(word).filter(|(kind, _)| *kind == Kind::Team as u8);
    let by_id = by_id.map(|(_, ordinal)| TeamId(ordinal)).filter(|id| people.team(*id).is_some());
    by_id.or_else(|| people.team_by_word(word))
}

/// The user that a public id, a login or an unambiguous name means.
pub fn read_user(people: &People, keyset: &Keyset, word: &str) -> Option<UserId> {
    let by_id = keyset.read_id(word).filter(|(kind, _)| *kind == Kind::User as u8);
    let by_id = by_id.map(|(_, ordinal)| UserId(ordinal)).filter(|id| people.get(*id).is_some());
    by_id.or_else(|| people.by_word(word))
}
