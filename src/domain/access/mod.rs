//! What a person may see and do. The only maker of [`Permitted`] and [`View`].
//!
//! A role is data: grants of kind × action × scope and visibility by field. One role is built in
//! so far, the administrator's; more are rows, not code. Nobody else can make the two proofs:
//!
//! ```compile_fail
//! use zhike::domain::access::Permitted;
//! use zhike::domain::customer::Customer;
//! let forged: Permitted<Customer> = Permitted { before: None, after: None };
//! ```
//!
//! and a record does not serialise; only its view is rendered:
//!
//! ```compile_fail
//! serde_json::to_string(&zhike::domain::customer::Customer::default());
//! ```

mod permit;
mod role;
mod view;

use crate::domain::field::Field;
use crate::domain::field::Privacy;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
pub use permit::Change;
pub use permit::Denied;
pub use permit::Parts;
pub use permit::Permitted;
pub use role::Action;
pub use role::Role;
pub use role::Scope;
pub use role::Visibility;
pub use view::Shown;
pub use view::View;
pub use view::mask_name;

/// The rights of one person, read afresh for each request and each unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    pub user: Option<UserId>,
    pub roles: Vec<Role>,
}

impl Access {
    /// The operator at the machine and the product itself: everything.
    pub fn everything() -> Access {
        Access { user: None, roles: vec![Role::administrator()] }
    }

    /// The widest scope that any role grants.
    pub fn scope(&self, kind: Kind, action: Action) -> Scope {
        self.roles.iter().map(|role| role.scope(kind, action)).max().unwrap_or(Scope::None)
    }

    /// The best visibility that any role grants.
    pub fn visibility(&self, kind: Kind, field: &Field) -> Visibility {
        let by_role = self.roles.iter().map(|role| role.visibility(kind, field.tag));
        by_role.max().unwrap_or(Visibility::Hidden)
    }

    /// Whether the field may be searched by part, filtered, sorted and counted.
    pub fn may_probe(&self, kind: Kind, field: &Field) -> bool {
        match field.privacy {
            Privacy::Open => self.visibility(kind, field) != Visibility::Hidden,
            Privacy::Personal => self.visibility(kind, field) == Visibility::Clear,
            Privacy::Sensitive => false,
        }
    }
}
