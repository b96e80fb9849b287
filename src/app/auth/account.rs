//! What is remembered of a person beside their record: first and last sign-in, age of the password.

use crate::app::Gate;
use crate::domain::ids::UserId;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;

/// Milliseconds since 1970; zero: not yet.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    first_sign_in: i64,
    last_sign_in: i64,
    password_set: i64,
    /// Hashes of former passwords, newest first; kept only while the policy compares them.
    pub(super) former: Vec<String>,
}

impl Account {
    pub fn load<S: Source>(source: &S, user: UserId) -> Result<Account, StoreError> {
        let bytes = source.system(Space::Account, &user.0.to_be_bytes())?;
        bytes.map_or_else(|| Ok(Account::default()), |bytes| from_bytes(&bytes))
    }

    pub(super) fn save(&self, gate: &mut Gate, user: UserId) {
        gate.put_system(Space::Account, &user.0.to_be_bytes(), Some(&to_bytes(self)));
    }

    pub fn first_sign_in(&self) -> Option<Moment> {
        moment(self.first_sign_in)
    }

    pub fn last_sign_in(&self) -> Option<Moment> {
        moment(self.last_sign_in)
    }

    /// `None` for a password that is older than this notice of it.
    pub fn password_set(&self) -> Option<Moment> {
        moment(self.password_set)
    }

    pub(super) fn signed_in(&mut self, now: Moment) {
        self.last_sign_in = now.0;
        if self.first_sign_in == 0 {
            self.first_sign_in = now.0;
        }
    }

    pub(super) fn set_password(&mut self, now: Moment) {
        self.password_set = now.0;
    }
}

fn moment(ms: i64) -> Option<Moment> {
    (ms != 0).then_some(Moment(ms))
}
