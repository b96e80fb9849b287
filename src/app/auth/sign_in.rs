//! Sign in with login and password, and with a code where a second factor is on.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::auth::AuthFault;
use crate::app::auth::Event;
use crate::app::auth::account::Account;
use crate::app::auth::credential;
use crate::app::auth::event;
use crate::app::auth::factor;
use crate::app::auth::factor::Spent;
use crate::app::auth::guard;
use crate::app::auth::session;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::user::User;
use crate::store::Deed;

/// What somebody says at the door.
pub struct Asked<'a> {
    pub login: &'a str,
    pub password: &'a str,
    pub code: Option<&'a str>,
    /// The cookie that the browser has from before: its session ends with a new one.
    pub old_cookie: Option<&'a str>,
}

/// The cookie's value and who it is. Takes the time of one password hash, whether the login exists
/// or not.
///
/// # Errors
/// [`Error::SignIn`] without saying what was wrong; [`Error::Limit`] while the login must wait;
/// [`Error::Auth`] for a code that is missing or wrong, only after a right password.
pub fn sign_in(app: &App, op: &Op, asked: &Asked) -> Result<(String, UserId), Error> {
    let Asked { login, password, code, old_cookie } = *asked;
    guard::admit(app, op, login)?;
    let live = app.live();
    let found = live.people.list().iter().find(|user| {
        user.record.login.eq_ignore_ascii_case(login.trim())
            && live.people.access(UserId(user.ordinal)).is_some()
    });
    let id = found.map(|user| UserId(user.ordinal));
    let right = credential::is_right(app, id, password)?;
    let (Some(user), Some(id), true) = (found, id, right) else {
        // Whoever is kept out is told nothing of it; the log is.
        let kept_out = live.people.list().iter().find(|user| {
            user.record.login.eq_ignore_ascii_case(login.trim()) && user.record.disabled
        });
        match kept_out.filter(|_| id.is_none()) {
            Some(user) => refuse_as(app, op, login, Some(UserId(user.ordinal)), "disabled")?,
            None => refuse(app, op, login, id)?,
        }
        return Err(Error::SignIn);
    };
    let access = live.people.access(id).ok_or(Error::SignIn)?;
    let own = Op { actor: Actor::User(id), access, ..op.clone() };
    let (user, code) = (user.clone(), code.map(str::to_owned));
    let old = old_cookie.map(str::to_owned);
    let written = app.write(&own, move |gate| {
        let done = let_in(gate, &user, code.as_deref())?;
        if let (Ok(_), Some(old)) = (&done, &old) {
            session::forget(gate, old);
        }
        Ok(done)
    })?;
    Ok((written.answer.map_err(Error::Auth)?, id))
}

/// A wrong password, told without the login where it is nobody's.
pub(super) fn refuse(app: &App, op: &Op, login: &str, id: Option<UserId>) -> Result<(), Error> {
    refuse_as(app, op, login, id, "password")
}

fn refuse_as(
    app: &App,
    op: &Op,
    login: &str,
    id: Option<UserId>,
    detail: &'static str,
) -> Result<(), Error> {
    let login = login.to_owned();
    app.write(op, move |gate| {
        guard::failed(gate, &login)?;
        event(gate, Event { user: id, deed: Deed::SignInFailed, detail })
    })?;
    Ok(())
}

/// After the right password. What is counted of a wrong code is kept: the fault is no error of the
/// unit.
fn let_in(
    gate: &mut Gate,
    user: &Stored<User>,
    code: Option<&str>,
) -> Result<Result<String, AuthFault>, Error> {
    let (id, login) = (UserId(user.ordinal), &user.record.login);
    let has_factor = factor::is_on(gate.source(), id)?;
    if has_factor {
        let Some(code) = code else {
            guard::begin_attempt(gate, login)?;
            return Ok(Err(AuthFault::CodeNeeded));
        };
        if let Err(fault) = show_code(gate, id, login, code)? {
            return Ok(Err(fault));
        }
    }
    guard::succeeded(gate, login)?;
    let mut account = Account::load(gate.source(), id)?;
    account.signed_in(gate.op().now);
    account.save(gate, id);
    event(gate, Event::of(id, Deed::SignIn))?;
    session::open(gate, id, user.record.epoch, has_factor).map(Ok)
}

/// Spends a code, or counts it as wrong.
pub(super) fn show_code(
    gate: &mut Gate,
    user: UserId,
    login: &str,
    code: &str,
) -> Result<Result<(), AuthFault>, Error> {
    guard::admit_code(gate, login)?;
    match factor::spend(gate, user, code)? {
        Spent::Code | Spent::Recovery => Ok(Ok(())),
        Spent::Clock => Ok(Err(AuthFault::ServerClock)),
        Spent::Wrong => {
            guard::wrong_code(gate, login)?;
            event(gate, Event { user: Some(user), deed: Deed::SignInFailed, detail: "code" })?;
            Ok(Err(AuthFault::WrongCode))
        }
    }
}
