//! Names of things: which kind of record, which one, which line of the journal.

/// What a stored business row is. The number is its identity on disk and never changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Kind {
    Customer = 1,
    User = 2,
    Field = 3,
    Team = 4,
    Role = 5,
    Contact = 6,
    FollowUp = 7,
    Task = 8,
    Service = 9,
    Deal = 10,
    Order = 11,
    Participation = 12,
    Consent = 13,
    Payment = 14,
    Attachment = 15,
}

impl Kind {
    pub const ALL: [Kind; 15] = [
        Kind::Customer,
        Kind::User,
        Kind::Field,
        Kind::Team,
        Kind::Role,
        Kind::Contact,
        Kind::FollowUp,
        Kind::Task,
        Kind::Service,
        Kind::Deal,
        Kind::Order,
        Kind::Participation,
        Kind::Consent,
        Kind::Payment,
        Kind::Attachment,
    ];

    /// Kinds whose records somebody has, so that a right to them has a scope.
    pub const BUSINESS: [Kind; 11] = [
        Kind::Customer,
        Kind::Contact,
        Kind::FollowUp,
        Kind::Task,
        Kind::Service,
        Kind::Deal,
        Kind::Order,
        Kind::Participation,
        Kind::Consent,
        Kind::Payment,
        Kind::Attachment,
    ];

    /// Kinds that are about a customer: sealed with its key, seen by whoever sees it.
    pub const CHILDREN: [Kind; 10] = [
        Kind::Contact,
        Kind::FollowUp,
        Kind::Task,
        Kind::Service,
        Kind::Deal,
        Kind::Order,
        Kind::Participation,
        Kind::Consent,
        Kind::Payment,
        Kind::Attachment,
    ];

    pub fn home(self) -> Home {
        match self {
            Kind::Customer => Home::Own,
            _ if self.is_child() => Home::Customer,
            _ => Home::House,
        }
    }

    pub fn is_child(self) -> bool {
        Kind::CHILDREN.contains(&self)
    }

    pub fn is_business(self) -> bool {
        Kind::BUSINESS.contains(&self)
    }

    /// The plural that stands in URLs, files and filters.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Customer => "customers",
            Kind::User => "users",
            Kind::Field => "fields",
            Kind::Team => "teams",
            Kind::Role => "roles",
            Kind::Contact => "contacts",
            Kind::FollowUp => "followups",
            Kind::Task => "tasks",
            Kind::Service => "services",
            Kind::Deal => "deals",
            Kind::Order => "orders",
            Kind::Participation => "participations",
            Kind::Consent => "consents",
            Kind::Payment => "payments",
            Kind::Attachment => "attachments",
        }
    }

    pub fn from_number(number: u8) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    pub fn from_plural(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.plural() == word)
    }
}

/// Under whose key the records of a kind lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// Each under its own: the customers.
    Own,
    /// Under that of the customer they are about.
    Customer,
    /// Under that of the house.
    House,
}

/// One record. Ordinals are dense within a kind, start at 1 and are never reused; outside the
/// process they appear only as the keyed permutation that `crypto` makes of them, so that an id
/// tells nothing about how many records there are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordId {
    pub kind: Kind,
    pub ordinal: u64,
}

impl RecordId {
    /// What a journal line is about that is about no record: a refusal, a look-up, an export.
    pub const NONE: RecordId = RecordId { kind: Kind::User, ordinal: 0 };

    pub fn is_none(self) -> bool {
        self.ordinal == 0
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UserId(pub u64);

impl UserId {
    pub fn record(self) -> RecordId {
        RecordId { kind: Kind::User, ordinal: self.0 }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TeamId(pub u64);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RoleId(pub u64);

/// The number of a journal entry: dense, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Seq(pub u64);

/// All entries of one use case share a batch, so that they can be undone together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BatchId(pub u64);

/// The identity of a field on disk: never reused, never renumbered.
/// Built-in fields have tags below [`Tag::FIRST_CUSTOM`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Tag(pub u16);

impl Tag {
    pub const FIRST_CUSTOM: Tag = Tag(1000);

    pub fn is_custom(self) -> bool {
        Tag::FIRST_CUSTOM <= self
    }
}
