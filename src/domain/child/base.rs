//! What all records about a customer have in common: whose, by whom, when, and where it came from.

use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Holders;
use crate::domain::record::Record;
use crate::domain::value::Moment;
use crate::domain::value::Value;

/// Tags that all kinds about a customer share. Their own tags begin at ten times their number plus
/// forty, in steps of fifty, so that no two kinds use the same one: contacts 100, follow-ups 150, …
pub mod tag {
    use crate::domain::ids::Tag;

    pub const CUSTOMER: Tag = Tag(60);
    pub const AUTHOR: Tag = Tag(61);
    pub const AT: Tag = Tag(62);
    pub const EXTERNAL_ID: Tag = Tag(63);
    pub const EXTERNAL_SOURCE: Tag = Tag(64);
}

#[derive(Clone, Default, Debug)]
pub struct Base {
    /// Never changes. Only a to-do may have none.
    pub customer: Option<u64>,
    /// Who did it: with an import somebody else than who made the record.
    pub author: Option<UserId>,
    /// When it happened.
    pub at: Option<Moment>,
    /// The identity of the row in the file or system it came from; unique within its source.
    pub external_id: String,
    pub external_source: String,
    pub custom: CustomValues,
    /// Owner and collaborators of the customer, as the store reads them with the row; `None` while the
    /// customer is in the bin. No field: it is kept with the customer.
    pub holders: Option<Holders>,
}

/// Two states of a record are the same whoever holds the customer.
impl PartialEq for Base {
    fn eq(&self, other: &Base) -> bool {
        let Base { customer, author, at, external_id, external_source, custom, holders: _ } = self;
        (customer, author, at, external_id, external_source, custom)
            == (
                &other.customer,
                &other.author,
                &other.at,
                &other.external_id,
                &other.external_source,
                &other.custom,
            )
    }
}

fn base<R: Record>(record: &R) -> Base {
    record.base().cloned().unwrap_or_default()
}

fn put<R: Record>(record: &mut R, change: impl FnOnce(&mut Base)) {
    if let Some(base) = record.base_mut() {
        change(base);
    }
}

/// What is so unless it is said: who asks did it, just now.
pub(super) fn given() -> Vec<(Tag, Given)> {
    vec![(tag::AUTHOR, Given::Asker), (tag::AT, Given::Now)]
}

/// A field that refers to one record.
pub(super) fn link(to: Option<u64>) -> Value {
    Value::Links(to.into_iter().collect())
}

pub(super) fn linked(value: Value) -> Option<u64> {
    value.into_links().first().copied()
}

pub(super) const fn customer<R: Record>() -> FieldSpec<R> {
    FieldSpec {
        shape: Shape::Links(Kind::Customer),
        need: Need::Always,
        index: IndexAs::Facet,
        origin: Origin::Opening,
        get: |r| link(r.parent()),
        set: |r, v| put(r, |base| base.customer = linked(v)),
        ..FieldSpec::text(tag::CUSTOMER, "customer", "客户", "Customer")
    }
}

pub(super) const fn author<R: Record>() -> FieldSpec<R> {
    FieldSpec {
        group: Group::System,
        shape: Shape::User,
        index: IndexAs::Facet,
        origin: Origin::Opening,
        get: |r| Value::of(base(r).author, Value::User),
        set: |r, v| put(r, |base| base.author = v.into_user()),
        ..FieldSpec::text(tag::AUTHOR, "author", "记录人", "Author")
    }
}

/// `zh`, `en`: what the moment means to the kind.
pub(super) const fn at<R: Record>(zh: &'static str, en: &'static str) -> FieldSpec<R> {
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        get: |r| Value::of(base(r).at, Value::Moment),
        set: |r, v| put(r, |base| base.at = v.into_moment()),
        ..FieldSpec::text(tag::AT, "at", zh, en)
    }
}

pub(super) const fn external_id<R: Record>() -> FieldSpec<R> {
    FieldSpec {
        group: Group::System,
        index: IndexAs::Token,
        max_chars: 64,
        unique: Unique::Within(tag::EXTERNAL_SOURCE),
        get: |r| Value::text(&base(r).external_id),
        set: |r, v| put(r, |base| base.external_id = v.into_text()),
        ..FieldSpec::text(tag::EXTERNAL_ID, "external_id", "外部编号", "External id")
    }
}

pub(super) const fn external_source<R: Record>() -> FieldSpec<R> {
    FieldSpec {
        group: Group::System,
        max_chars: 64,
        get: |r| Value::text(&base(r).external_source),
        set: |r, v| put(r, |base| base.external_source = v.into_text()),
        ..FieldSpec::text(tag::EXTERNAL_SOURCE, "external_source", "外部来源", "External source")
    }
}
