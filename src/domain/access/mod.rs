//! What a person may see and do. The only maker of [`Permitted`] and [`View`].
//!
//! A role is data: grants of kind × action × scope and the sight of fields; who has several roles
//! has what they grant together. Nobody else can make the two proofs:
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
pub mod presets;
mod reach;
mod rights;
pub mod seeded;
mod sources;
mod view;

use crate::domain::field::Field;
use crate::domain::field::Privacy;
use crate::domain::ids::Home;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
pub use permit::Change;
pub use permit::Denied;
pub use permit::Parts;
pub use permit::Permitted;
pub use reach::Reach;
pub use rights::Action;
pub use rights::Right;
pub use rights::Rights;
pub use rights::Scope;
pub use rights::Sight;
pub use rights::Visibility;
use std::collections::BTreeSet;
pub use view::Shown;
pub use view::View;
pub use view::is_personal;
pub use view::mask_name;

/// The rights of one person, read afresh for each request and each unit.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Access {
    /// Whose records are one's own.
    pub user: Option<UserId>,
    /// What all roles of the person grant together.
    pub rights: Rights,
    /// Everyone in the same team, oneself included.
    pub mates: BTreeSet<UserId>,
    /// Everyone in the team and in the teams below it.
    pub below: BTreeSet<UserId>,
}

impl Access {
    /// The operator at the machine and the product itself: everything.
    pub fn everything() -> Access {
        Access { rights: Rights::everything(), ..Access::default() }
    }

    /// Someone without an account.
    pub fn nobody() -> Access {
        Access::default()
    }

    pub fn has(&self, right: Right) -> bool {
        self.rights.system.contains(&right)
    }

    /// How far an action on a kind reaches. What belongs to the firm rather than to a person hangs
    /// on one right: all or nothing.
    pub fn scope(&self, kind: Kind, action: Action) -> Scope {
        let all_if = |has: bool| if has { Scope::All } else { Scope::None };
        let reads = action == Action::View;
        let lists = |own: Right, other: Right| all_if(self.has(own) || (reads && self.has(other)));
        match (kind.home(), kind) {
            (Home::Own | Home::Customer, _) => self.rights.scope(kind, action),
            (Home::House, Kind::User | Kind::Team) => lists(Right::Users, Right::Roles),
            (Home::House, Kind::Role) => lists(Right::Roles, Right::Users),
            (Home::House, _) => all_if(reads || self.has(Right::Fields)),
        }
    }

    /// How the field is seen. Fields of users, teams, roles and fields are seen by whoever sees the
    /// record.
    pub fn visibility(&self, kind: Kind, field: &Field) -> Visibility {
        let in_sight = self.scope(kind, Action::View) != Scope::None;
        let pooled = kind == Kind::Customer && self.has(Right::Pool);
        match kind.is_business() {
            _ if !in_sight && !pooled => Visibility::Hidden,
            true => self.rights.sight(kind, field).see,
            false => Visibility::Clear,
        }
    }

    /// Whether the field may be written, where the record may be.
    pub fn may_write(&self, kind: Kind, field: &Field) -> bool {
        if !kind.is_business() {
            return true;
        }
        let sight = self.rights.sight(kind, field);
        let writes = sight.write || seeded::seeded(seeded::Bug::ReadOnlyWritten);
        writes && sight.see != Visibility::Hidden
    }

    /// Whether the field may be searched by part, filtered, sorted and counted: what is seen clear.
    pub fn may_probe(&self, kind: Kind, field: &Field) -> bool {
        match field.privacy {
            Privacy::Open => self.visibility(kind, field) == Visibility::Clear,
            // Names are searched among one's own where they are clear there alone.
            Privacy::Personal => Visibility::Own <= self.visibility(kind, field),
            Privacy::Sensitive => false,
        }
    }
}
