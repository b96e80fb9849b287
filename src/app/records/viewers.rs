//! 谁能看到: everyone who may see a customer, by which rule, and what they may do with it.

use crate::app::App;
use crate::app::Error;
use crate::app::records::show;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Reach;
use crate::domain::access::Right;
use crate::domain::customer::Customer;
use crate::domain::ids::RoleId;
use crate::domain::ids::UserId;
use crate::domain::op::Op;

/// What can be done with a customer that is there.
pub const ACTIONS: [Action; 6] =
    [Action::View, Action::Edit, Action::Delete, Action::Assign, Action::Export, Action::Reveal];

pub struct Viewer {
    pub user: UserId,
    /// The role that lets them furthest, first; then the others that let them see it at all.
    pub roles: Vec<RoleId>,
    pub by: Reach,
    pub actions: Vec<Action>,
}

/// In the order of the list of people.
///
/// # Errors
/// [`Error::Missing`] where the caller may not see the customer; [`Error::Denied`] without the right
/// to users or to roles.
pub fn viewers(app: &App, op: &Op, ordinal: u64) -> Result<Vec<Viewer>, Error> {
    let may = [Right::Users, Right::Roles].into_iter().any(|right| op.access.has(right));
    let customer = show::load::<Customer>(app, op, ordinal)?.record;
    if !may {
        return Err(Error::Denied(Denied::Right(Right::Users)));
    }
    let live = app.live();
    let mut viewers = Vec::new();
    for user in live.people.list() {
        let id = UserId(user.ordinal);
        let Some(access) = live.people.access(id) else { continue };
        let Some(by) = access.reach(Action::View, &customer) else { continue };
        let alone = |role: &RoleId| {
            let rights = live.people.united(&[*role], &live.catalogue);
            let alone = Access { rights, ..Access::clone(&access) };
            Some((*role, alone.reach(Action::View, &customer)?))
        };
        let mut roles: Vec<(RoleId, Reach)> = user.record.roles.iter().filter_map(alone).collect();
        roles.sort_by_key(|(_, reach)| *reach != by);
        viewers.push(Viewer {
            user: id,
            roles: roles.into_iter().map(|(role, _)| role).collect(),
            by,
            actions: ACTIONS
                .into_iter()
                .filter(|action| access.reaches(*action, &customer))
                .collect(),
        });
    }
    Ok(viewers)
}
