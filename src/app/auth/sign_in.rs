//! Sign in with login and password.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::credential;
use crate::app::auth::guard;
use crate::app::auth::session;
use crate::crypto::password;
use crate::domain::ids::UserId;
use crate::domain::op::Op;

/// Longest password that is looked at, in bytes.
const MAX_PASSWORD_BYTES: usize = 1_024;

/// The cookie's value and who it is. Takes the time of one password hash, whether the login exists
/// or not.
///
/// # Errors
/// [`Error::SignIn`] without saying what was wrong; [`Error::Limit`] while the login must wait.
pub fn sign_in(app: &App, op: &Op, login: &str, password: &str) -> Result<(String, UserId), Error> {
    guard::admit(app, op, login)?;
    let live = app.live();
    let found = live.people.list().iter().find(|user| {
        user.record.login.eq_ignore_ascii_case(login.trim())
            && live.people.access(UserId(user.ordinal)).is_some()
    });
    let hash = match found {
        Some(user) => credential::load(&*app.store().reader(), UserId(user.ordinal))?,
        None => None,
    };
    let fits = password.len() <= MAX_PASSWORD_BYTES;
    let right = match &hash {
        Some(hash) => password::verify(password, hash) && fits,
        None => {
            password::verify_dummy(password);
            false
        }
    };
    guard::note(app, op, login, right)?;
    let user = found.filter(|_| right).ok_or(Error::SignIn)?;
    let (id, epoch) = (UserId(user.ordinal), user.record.epoch);
    let written = app.write(op, move |gate| session::open(gate, id, epoch))?;
    Ok((written.answer, id))
}
