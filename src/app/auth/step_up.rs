//! Showing once more who one is, before something that others would like to do in one's name.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::AuthFault;
use crate::app::auth::credential;
use crate::app::auth::guard;
use crate::app::auth::session;
use crate::app::auth::session::Current;
use crate::app::auth::sign_in;
use crate::domain::op::Op;

/// What is shown.
pub enum Show {
    Password(String),
    Code(String),
}

/// Takes the time of a password hash where a password is shown.
///
/// # Errors
/// [`Error::SignIn`] for a wrong password, [`AuthFault::WrongCode`] for a wrong code, [`Error::Limit`]
/// after too many.
pub fn step_up(app: &App, op: &Op, current: &Current, show: Show) -> Result<(), Error> {
    let live = app.live();
    let user = current.user;
    let login = live.people.get(user).ok_or(Error::SignIn)?.record.login.clone();
    let hash = current.hash;
    match show {
        Show::Password(password) => {
            check_password(app, op, current, &login, &password)?;
            app.write(op, move |gate| {
                guard::begin_attempt(gate, &login)?;
                session::verify(gate, &hash)
            })?;
        }
        Show::Code(code) => {
            let written = app.write(op, move |gate| {
                let shown = sign_in::show_code(gate, user, &login, &code)?;
                if shown.is_ok() {
                    guard::begin_attempt(gate, &login)?;
                    session::verify(gate, &hash)?;
                }
                Ok::<Result<(), AuthFault>, Error>(shown)
            })?;
            written.answer.map_err(Error::Auth)?;
        }
    }
    Ok(())
}

/// # Errors
/// [`Error::SignIn`] for a wrong one, which counts as a failed sign-in from here.
pub(super) fn check_password(
    app: &App,
    op: &Op,
    current: &Current,
    login: &str,
    password: &str,
) -> Result<(), Error> {
    guard::admit(app, op, login)?;
    if credential::is_right(app, Some(current.user), password)? {
        return Ok(());
    }
    sign_in::refuse(app, op, login, Some(current.user))?;
    Err(Error::SignIn)
}
