//! The first administrator: by the one-time token that the first start prints.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::Event;
use crate::app::auth::account::Account;
use crate::app::auth::credential::Hashed;
use crate::app::auth::event;
use crate::app::auth::guard;
use crate::app::auth::session;
use crate::app::auth::users;
use crate::crypto::secret;
use crate::domain::access::Access;
use crate::domain::access::presets;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::user::User;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use std::sync::Arc;

const NAME: &[u8] = b"setup";

/// Wrong tokens after which a new one must be printed.
const MAX_TRIES: u32 = 5;

/// What the first administrator says.
pub struct Setup {
    pub token: String,
    pub company: String,
    pub name: String,
    pub login: String,
    pub password: String,
}

pub fn is_needed(app: &App) -> bool {
    app.live().people.list().is_empty()
}

/// A fresh token for the URL that is printed; an older one is void.
pub fn issue_token(app: &App, op: &Op) -> Result<String, Error> {
    let token = secret::random_token("");
    let hash = secret::token_hash(&token);
    app.write(op, move |gate| {
        gate.put_system(Space::Token, NAME, Some(&to_bytes(&(hash, 0_u32))));
        Ok(())
    })?;
    Ok(token)
}

/// Makes the administrator, signs them in, and closes this door for good.
///
/// # Errors
/// [`Error::Missing`] when there is a user already; [`Error::SignIn`] for a wrong token.
pub fn set_up(app: &App, op: &Op, setup: Setup) -> Result<(String, UserId), Error> {
    if !is_needed(app) {
        return Err(Error::Missing);
    }
    check_token(app, op, &setup.token)?;
    let context = [setup.company.as_str(), setup.login.as_str(), setup.name.as_str()];
    let policy = app.live().settings.security;
    let hashed = Hashed::new(&setup.password, &context, &policy)?;
    let operator =
        Op { actor: Actor::Operator, access: Arc::new(Access::everything()), ..op.clone() };
    let written = app.write(&operator, move |gate| {
        if !gate.source().list::<User>(1, 1)?.is_empty() {
            return Err(Error::Missing);
        }
        let settings = (*gate.live().settings).clone();
        crate::app::Settings { company: setup.company, ..settings }.save(gate)?;
        let new = users::New {
            login: setup.login,
            name: setup.name,
            roles: vec![presets::ADMINISTRATOR.to_owned()],
            ..users::New::default()
        };
        let user = users::make(gate, &new, Some(&hashed))?;
        gate.put_system(Space::Token, NAME, None);
        let id = UserId(user.ordinal);
        let mut account = Account::default();
        account.signed_in(gate.op().now);
        account.set_password(gate.op().now);
        account.save(gate, id);
        guard::succeeded(gate, &user.record.login)?;
        event(gate, Event::of(id, Deed::SignIn))?;
        Ok((session::open(gate, id, user.record.epoch, false)?, id))
    })?;
    Ok(written.answer)
}

fn check_token(app: &App, op: &Op, token: &str) -> Result<(), Error> {
    let hash = secret::token_hash(token.trim());
    let right = app.write(op_of_system(op).as_ref(), move |gate| {
        let bytes = gate.source().system(Space::Token, NAME)?.ok_or(Error::SignIn)?;
        let (known, tries): ([u8; 32], u32) = from_bytes(&bytes)?;
        if MAX_TRIES <= tries {
            return Err(Error::Rule("setup_token_spent"));
        }
        let right = secret::same(&known, &hash);
        if !right {
            gate.put_system(Space::Token, NAME, Some(&to_bytes(&(known, tries + 1))));
        }
        Ok(right)
    })?;
    if right.answer { Ok(()) } else { Err(Error::SignIn) }
}

fn op_of_system(op: &Op) -> Box<Op> {
    Box::new(Op { actor: Actor::System, access: Arc::new(Access::everything()), ..op.clone() })
}
