//! Password hashes: sealed apart from the user records, under the key for secrets.

use crate::app::Error;
use crate::app::Gate;
use crate::crypto::password;
use crate::crypto::password::PasswordFault;
use crate::domain::field::Fault;
use crate::domain::ids::UserId;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;

/// A password that satisfies the policy, hashed. Made outside the writer: it takes some 60 ms.
#[derive(Clone)]
pub struct Hashed(String);

impl Hashed {
    /// `context`: words that the password must not contain: login, name, company.
    ///
    /// # Errors
    /// [`Error::Invalid`] on the field `password`.
    pub fn new(password: &str, context: &[&str]) -> Result<Hashed, Error> {
        let fault = match password::check(password, context) {
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

    pub fn put(&self, gate: &mut Gate, user: UserId) {
        gate.put_system(Space::Credential, &user.0.to_be_bytes(), Some(self.0.as_bytes()));
    }
}

/// The hash to compare with; `None` for a user without a password.
pub fn load<S: Source>(source: &S, user: UserId) -> Result<Option<String>, StoreError> {
    let bytes = source.system(Space::Credential, &user.0.to_be_bytes())?;
    let text = bytes.map(String::from_utf8).transpose();
    text.map_err(|_| StoreError::Damaged("password hash".to_owned()))
}
