//! Password hashes: sealed apart from the user records, under the key for secrets.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::auth::Event;
use crate::app::auth::account::Account;
use crate::app::auth::event;
use crate::app::auth::link;
use crate::app::auth::policy::Policy;
use crate::crypto::password;
use crate::crypto::password::PasswordFault;
use crate::domain::field::Fault;
use crate::domain::ids::UserId;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;

/// Longest password that is looked at, in bytes.
const MAX_PASSWORD_BYTES: usize = 1_024;

/// Former passwords that may not come back where the policy compares them.
const FORMER: usize = 5;

/// A password that satisfies the policy, hashed. Made outside the writer: it takes some 60 ms.
#[derive(Clone)]
pub struct Hashed(String);

impl Hashed {
    /// `context`: words that the password must not contain: login, name, company.
    ///
    /// # Errors
    /// [`Error::Invalid`] on the field `password`.
    pub fn new(password: &str, context: &[&str], policy: &Policy) -> Result<Hashed, Error> {
        let fault = match password::check(password, context) {
            Ok(()) if policy.compliance && password::classes(password) < password::MIN_CLASSES => {
                Fault::new("password", "password_classes").with("limit", password::MIN_CLASSES)
            }
            Ok(()) => return Ok(Hashed(password::hash(password))),
            Err(PasswordFault::TooShort { min }) => {
                let actual = password.chars().count();
                Fault::new("password", "password_short").with("limit", min).with("actual", actual)
            }
            Err(PasswordFault::TooLong { max }) => {
                Fault::new("password", "password_long").with("limit", max)
            }
            Err(PasswordFault::Common) => Fault::new("password", "password_common"),
            Err(PasswordFault::Context) => Fault::new("password", "password_context"),
        };
        Err(Error::Invalid(vec![fault]))
    }

    /// A new password for a person who is there. Where former ones are compared, that takes the time
    /// of a hash for each.
    ///
    /// # Errors
    /// [`Error::Invalid`] on the field `password`; [`Error::Missing`] where there is no such person.
    pub fn renew(app: &App, user: UserId, password: &str) -> Result<Hashed, Error> {
        let live = app.live();
        let known = &live.people.get(user).ok_or(Error::Missing)?.record;
        let context = [known.login.as_str(), known.name.as_str(), &live.settings.company];
        let policy = live.settings.security;
        if policy.compliance {
            let reader = app.store().reader();
            let former = Account::load(&*reader, user)?.former;
            let mut old = load(&*reader, user)?.into_iter().chain(former).take(FORMER);
            if old.any(|hash| password::verify(password, &hash)) {
                return Err(Error::fault("password", "password_former"));
            }
        }
        Hashed::new(password, &context, &policy)
    }

    /// The person's password from now on. Links to set another are void.
    pub fn put(&self, gate: &mut Gate, user: UserId) -> Result<(), Error> {
        let name = user.0.to_be_bytes();
        let before = load(gate.source(), user)?;
        let mut account = Account::load(gate.source(), user)?;
        account.set_password(gate.op().now);
        match gate.live().settings.security.compliance {
            true => account.former.splice(0..0, before.clone()).for_each(drop),
            false => account.former.clear(),
        }
        account.former.truncate(FORMER);
        account.save(gate, user);
        gate.put_system(Space::Credential, &name, Some(self.0.as_bytes()));
        link::void(gate, user)?;
        match before {
            Some(_) => event(gate, Event::of(user, Deed::Password)),
            None => Ok(()),
        }
    }
}

/// The hash to compare with; `None` for a user without a password.
pub fn load<S: Source>(source: &S, user: UserId) -> Result<Option<String>, StoreError> {
    let bytes = source.system(Space::Credential, &user.0.to_be_bytes())?;
    let text = bytes.map(String::from_utf8).transpose();
    text.map_err(|_| StoreError::Damaged("password hash".to_owned()))
}

/// Takes the time of one password hash, whether there is such a person or not.
pub fn is_right(app: &App, user: Option<UserId>, password: &str) -> Result<bool, StoreError> {
    let hash = match user {
        Some(user) => load(&*app.store().reader(), user)?,
        None => None,
    };
    let fits = password.len() <= MAX_PASSWORD_BYTES;
    Ok(match &hash {
        Some(hash) => password::verify(password, hash) && fits,
        None => password::verify_dummy(password),
    })
}
