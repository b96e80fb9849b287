//! What a person owes before they may go on: a second factor, a newer password.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::AuthFault;
use crate::app::auth::account::Account;
use crate::app::auth::factor;
use crate::app::auth::policy::Policy;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::value::Moment;

const DAY_MS: i64 = 86_400_000;

/// From the first sign-in on, a second factor may wait this long.
const FACTOR_DAYS: i64 = 7;

/// A password of this age is asked to go: by a word to administrators, by the policy where the firm
/// follows the graded-protection scheme.
const PASSWORD_DAYS: i64 = 90;

/// How a person stands with factor and password.
pub struct Duty {
    pub has_factor: bool,
    pub needs_factor: bool,
    /// By when a factor that is needed must be there; `None` where it is, or before the first sign-in.
    pub due: Option<Moment>,
    pub recovery_left: usize,
    pub password_days: i64,
    /// A newer password would be good.
    pub password_reminder: bool,
    password_due: bool,
}

/// Whether these rights reach far enough that a password alone is too little: any right over the
/// system, or to take customers or clear values out of it.
pub fn access_needs_factor(access: &Access) -> bool {
    let takes_out = [Action::Export, Action::Reveal];
    administers(access)
        || takes_out.iter().any(|action| access.scope(Kind::Customer, *action) != Scope::None)
}

/// Whether these rights change what others may do.
pub fn administers(access: &Access) -> bool {
    let kinds = [Kind::User, Kind::Field];
    kinds.iter().any(|kind| access.scope(*kind, Action::Edit) != Scope::None)
}

pub fn must_have_factor(policy: &Policy, access: &Access) -> bool {
    policy.factor_for_all || access_needs_factor(access)
}

pub fn of(app: &App, user: UserId, access: &Access, now: Moment) -> Result<Duty, Error> {
    let live = app.live();
    let policy = live.settings.security;
    let reader = app.store().reader();
    let account = Account::load(&*reader, user)?;
    let recovery = factor::recovery_left(&*reader, user)?;
    let needs_factor = must_have_factor(&policy, access);
    let waits = needs_factor && recovery.is_none();
    let first = account.first_sign_in().filter(|_| waits);
    let made = live.people.get(user).map_or(now, |stored| stored.created_at);
    let password_set = account.password_set().unwrap_or(made);
    let password_days = (now.0 - password_set.0).max(0) / DAY_MS;
    let is_old = PASSWORD_DAYS <= password_days;
    Ok(Duty {
        has_factor: recovery.is_some(),
        needs_factor,
        due: first.map(|first| Moment(first.0 + FACTOR_DAYS * DAY_MS)),
        recovery_left: recovery.unwrap_or(0),
        password_days,
        password_reminder: is_old && (policy.compliance || administers(access)),
        password_due: is_old && policy.compliance,
    })
}

/// # Errors
/// [`AuthFault::FactorNeeded`] or [`AuthFault::PasswordDue`]: then only what serves to put it right is
/// answered.
pub fn check(app: &App, user: UserId, access: &Access, now: Moment) -> Result<(), Error> {
    let policy = app.live().settings.security;
    if !policy.compliance && !must_have_factor(&policy, access) {
        return Ok(());
    }
    let duty = of(app, user, access, now)?;
    if duty.due.is_some_and(|due| due <= now) {
        return Err(Error::Auth(AuthFault::FactorNeeded));
    }
    if duty.password_due { Err(Error::Auth(AuthFault::PasswordDue)) } else { Ok(()) }
}
