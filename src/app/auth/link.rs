//! One-time links to set a password: for who has none yet, and for who has forgotten it.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::auth::AuthFault;
use crate::app::auth::Event;
use crate::app::auth::credential;
use crate::app::auth::credential::Hashed;
use crate::app::auth::event;
use crate::app::auth::guard;
use crate::app::auth::session;
use crate::app::auth::users;
use crate::crypto::secret;
use crate::domain::access::Access;
use crate::domain::check::Ease;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::user::User;
use crate::domain::value::Moment;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use std::sync::Arc;

/// For someone who has forgotten the password.
const RESET_MS: i64 = 30 * 60_000;

/// For someone who never had one: they may read the message tomorrow.
const FIRST_MS: i64 = 72 * 3_600_000;

/// `user, expires`.
type Row = (u64, i64);

/// A link as it is handed out, once.
pub struct Link {
    pub token: String,
    pub expires: Moment,
}

/// Makes a link inside a unit; an older one of the same person is void.
///
/// # Errors
/// [`Error::Rule`]`("beyond_own")` for a person with rights or a reach that the actor has not.
pub fn make(gate: &mut Gate, user: UserId) -> Result<Link, Error> {
    let whose = gate.load::<User>(user.0)?;
    users::may_become(gate.access(), gate.live(), &whose)?;
    issue(gate, user)
}

/// The same for someone whom the actor has just made.
pub(super) fn issue(gate: &mut Gate, user: UserId) -> Result<Link, Error> {
    void(gate, user)?;
    let has_password = credential::load(gate.source(), user)?.is_some();
    let expires = Moment(gate.op().now.0 + if has_password { RESET_MS } else { FIRST_MS });
    let token = secret::random_token("");
    let row: Row = (user.0, expires.0);
    gate.put_system(Space::Link, &secret::token_hash(&token), Some(&to_bytes(&row)));
    event(gate, Event::of(user, Deed::LinkMade))?;
    Ok(Link { token, expires })
}

/// Whose link it is.
///
/// # Errors
/// [`AuthFault::Link`] for one that was used, has run out, or is of someone who may not come in.
pub fn check(app: &App, now: Moment, token: &str) -> Result<UserId, Error> {
    let reader = app.store().reader();
    let user = owner(&*reader, now, token)?;
    app.live().people.access(user).map(|_| user).ok_or(Error::Auth(AuthFault::Link))
}

/// Sets the password, spends the link, ends all sessions and tokens of the person, and opens the door
/// if too many failures had closed it. It signs nobody in: a second factor is asked as ever.
///
/// # Errors
/// Those of [`check`]; [`Error::Invalid`] for a password that the policy refuses.
pub fn spend(app: &App, op: &Op, token: &str, password: &str) -> Result<(), Error> {
    let user = check(app, op.now, token)?;
    let hashed = Hashed::renew(app, user, password)?;
    let token = token.to_owned();
    let system = Op { actor: Actor::System, access: Arc::new(Access::everything()), ..op.clone() };
    app.write(&system, move |gate| {
        // Two at the same time: the second finds it spent.
        if owner(gate.source(), gate.op().now, &token)? != user {
            return Err(Error::Auth(AuthFault::Link));
        }
        let before = gate.load::<User>(user.0)?;
        let login = before.record.login.clone();
        let after = User { epoch: before.record.epoch + 1, ..before.record.clone() };
        gate.edit(before, after, Ease::Form)?;
        hashed.put(gate, user)?;
        session::end_all(gate, user)?;
        guard::forget(gate, &login)
    })?;
    Ok(())
}

/// No link of this person opens anything any more.
pub(super) fn void(gate: &mut Gate, user: UserId) -> Result<(), Error> {
    for (name, bytes) in gate.source().system_list(Space::Link, usize::MAX)? {
        if from_bytes::<Row>(&bytes).is_ok_and(|(of, _)| of == user.0) {
            gate.put_system(Space::Link, &name, None);
        }
    }
    Ok(())
}

pub(crate) fn is_over(row: &[u8], now: i64) -> bool {
    from_bytes::<Row>(row).map_or(true, |(_, expires)| expires <= now)
}

fn owner<S: Source>(source: &S, now: Moment, token: &str) -> Result<UserId, Error> {
    let over = || Error::Auth(AuthFault::Link);
    let bytes = source.system(Space::Link, &secret::token_hash(token.trim()))?.ok_or_else(over)?;
    let (user, expires): Row = from_bytes(&bytes)?;
    if now.0 < expires { Ok(UserId(user)) } else { Err(over()) }
}
