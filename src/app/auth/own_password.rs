//! A person gives themselves a new password.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::credential::Hashed;
use crate::app::auth::session;
use crate::app::auth::session::Current;
use crate::app::auth::step_up;
use crate::domain::check::Ease;
use crate::domain::op::Op;
use crate::domain::user::User;
use crate::store::Source;

/// Ends all sessions and tokens, and opens one session anew: the cookie's value. Takes the time of two
/// password hashes.
///
/// # Errors
/// [`Error::SignIn`] where the old one is wrong; [`Error::Invalid`] for a new one that the policy
/// refuses.
pub fn change(
    app: &App,
    op: &Op,
    current: &Current,
    old: &str,
    new: &str,
) -> Result<String, Error> {
    let (user, factor) = (current.user, current.factor);
    let live = app.live();
    let login = live.people.get(user).ok_or(Error::SignIn)?.record.login.clone();
    step_up::check_password(app, op, current, &login, old)?;
    let hashed = Hashed::renew(app, user, new)?;
    let written = app.write(op, move |gate| {
        // Whoever knows the old password may set the new one, whatever their role lets them see.
        let before = gate.source().load::<User>(user.0)?.ok_or(Error::SignIn)?;
        let after = User { epoch: before.record.epoch + 1, ..before.record.clone() };
        let stored = gate.edit(before, after, Ease::Form)?;
        hashed.put(gate, user)?;
        session::open(gate, user, stored.record.epoch, factor)
    })?;
    Ok(written.answer)
}
