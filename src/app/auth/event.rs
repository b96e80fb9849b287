//! What happens at the door, told in the journal.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::UserId;
use crate::domain::user::User;
use crate::store::Deed;
use crate::store::NOBODY;
use crate::store::Source;

/// One of the deeds of signing in.
pub struct Event<'e> {
    /// Whom it is about; `None` where a login belongs to nobody: its text may be a password that was
    /// typed into the wrong box, and is not kept.
    pub user: Option<UserId>,
    pub deed: Deed,
    /// What went wrong, or what was made; never a secret.
    pub detail: &'e str,
}

impl Event<'_> {
    pub fn of(user: UserId, deed: Deed) -> Event<'static> {
        Event { user: Some(user), deed, detail: "" }
    }
}

/// Leaves a line; the journal itself adds where the request came from.
pub fn event(gate: &mut Gate, event: Event) -> Result<(), Error> {
    let Event { user, deed, detail } = event;
    let ordinal = user.map_or(NOBODY, |user| user.0);
    let version = match user {
        Some(user) => gate.source().load::<User>(user.0)?.map_or(0, |stored| stored.version),
        None => 0,
    };
    gate.note(RecordId { kind: Kind::User, ordinal }, deed, version, Vec::new(), detail.to_owned())
}
