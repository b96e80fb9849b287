//! What a person is told without asking: what others hand them, and what falls due.
//!
//! Two make notices: a reader of the journal with its own cursor, and the calendar. Both write them
//! together with how far they are, so that nothing is told twice.

mod book;
mod due;
mod follow;
mod list;

use crate::domain::ids::RecordId;
use crate::domain::ids::UserId;
use crate::domain::value::Moment;
pub use book::last;
pub use due::remind;
pub use follow::follow;
pub use list::Page;
pub use list::Seen;
pub use list::Settings;
pub use list::choose;
pub use list::list;
pub use list::mark_all;
pub use list::mark_read;
pub use list::settings;

/// Why somebody is told. The number is its identity on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Cause {
    TaskAssigned = 1,
    /// Soon or now, as the task says.
    TaskDue = 2,
    /// The morning after.
    TaskOverdue = 3,
    CustomerAssigned = 4,
    ServiceAssigned = 5,
    /// The customer waits for an answer.
    ServiceDue = 6,
    /// An instalment did not come on its day.
    PaymentOverdue = 7,
    /// Somebody of the team has won.
    DealWon = 8,
    /// Somebody has done something for a customer of theirs.
    ServiceRecorded = 9,
}

impl Cause {
    pub const ALL: [Cause; 9] = [
        Cause::TaskAssigned,
        Cause::TaskDue,
        Cause::TaskOverdue,
        Cause::CustomerAssigned,
        Cause::ServiceAssigned,
        Cause::ServiceDue,
        Cause::PaymentOverdue,
        Cause::DealWon,
        Cause::ServiceRecorded,
    ];

    pub fn slug(self) -> &'static str {
        match self {
            Cause::TaskAssigned => "task_assigned",
            Cause::TaskDue => "task_due",
            Cause::TaskOverdue => "task_overdue",
            Cause::CustomerAssigned => "customer_assigned",
            Cause::ServiceAssigned => "service_assigned",
            Cause::ServiceDue => "service_due",
            Cause::PaymentOverdue => "payment_overdue",
            Cause::DealWon => "deal_won",
            Cause::ServiceRecorded => "service_recorded",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Cause> {
        Cause::ALL.into_iter().find(|cause| cause.slug() == slug)
    }

    fn from_number(number: u8) -> Option<Cause> {
        Cause::ALL.into_iter().find(|cause| *cause as u8 == number)
    }
}

/// What somebody was told.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// Counts up for each person.
    pub id: u64,
    pub cause: Cause,
    pub at: Moment,
    /// Who did it; nobody where something fell due.
    pub by: Option<UserId>,
    pub record: RecordId,
    /// Records beside this one that the same batch did the same with.
    pub more: u32,
    pub read: bool,
}
