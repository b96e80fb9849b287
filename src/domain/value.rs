//! What a field can hold, always well formed: text is parsed into these types at the edge.

use crate::domain::access::Rights;
use crate::domain::guarded::Guarded;
use crate::domain::ids::UserId;
use crate::domain::region::Region;
use std::sync::Arc;

/// Fen: hundredths of a yuan. Exact; never a float.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Money(pub i64);

/// A number with four decimal places, scaled by 10,000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Decimal(pub i64);

/// Days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Day(pub i32);

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Moment(pub i64);

impl Moment {
    /// The beginning of its minute. What is derived from the present is derived by the minute, so
    /// that one question asked twice within it is the same question.
    pub fn minute(self) -> Moment {
        Moment(self.0 - self.0.rem_euclid(60_000))
    }
}

/// The identity of one option of a select field. Never reused within its field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ChoiceId(pub u32);

/// The content of one field of one record.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Value {
    /// 待补充: nothing is known.
    #[default]
    Missing,
    Text(String),
    Flag(bool),
    Whole(i64),
    Decimal(Decimal),
    Money(Money),
    Day(Day),
    Moment(Moment),
    Choice(ChoiceId),
    Choices(Vec<ChoiceId>),
    User(UserId),
    Users(Vec<UserId>),
    Region(Region),
    Guarded(Guarded),
    Options(Vec<Choice>),
    /// Ordinals of records of the kind that the field's shape names.
    Links(Vec<u64>),
    Rights(Arc<Rights>),
}

impl Value {
    pub fn is_missing(&self) -> bool {
        match self {
            Value::Missing => true,
            Value::Text(text) => text.is_empty(),
            Value::Choices(list) => list.is_empty(),
            Value::Users(list) => list.is_empty(),
            Value::Options(list) => list.is_empty(),
            Value::Links(list) => list.is_empty(),
            Value::Flag(_)
            | Value::Whole(_)
            | Value::Decimal(_)
            | Value::Money(_)
            | Value::Day(_)
            | Value::Moment(_)
            | Value::Choice(_)
            | Value::User(_)
            | Value::Region(_)
            | Value::Guarded(_)
            | Value::Rights(_) => false,
        }
    }
}

/// One option of a select field: ordered as in its list, retired rather than deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub id: ChoiceId,
    /// Stands in numbers and filters: `MFG`. May be empty.
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Other spellings that an import or the API may use.
    pub synonyms: Vec<String>,
    pub retired: bool,
}

// Between values and the plain types of record structs: used by the catalogue rows.
impl Value {
    pub fn text(text: &str) -> Value {
        match text.is_empty() {
            true => Value::Missing,
            false => Value::Text(text.to_owned()),
        }
    }

    pub fn of<T>(option: Option<T>, make: fn(T) -> Value) -> Value {
        option.map_or(Value::Missing, make)
    }

    pub fn into_text(self) -> String {
        if let Value::Text(text) = self { text } else { String::new() }
    }

    pub fn into_guarded(self) -> Option<Guarded> {
        if let Value::Guarded(guarded) = self { Some(guarded) } else { None }
    }

    pub fn into_choice(self) -> Option<ChoiceId> {
        if let Value::Choice(id) = self { Some(id) } else { None }
    }

    pub fn into_choices(self) -> Vec<ChoiceId> {
        if let Value::Choices(list) = self { list } else { Vec::new() }
    }

    pub fn into_day(self) -> Option<Day> {
        if let Value::Day(day) = self { Some(day) } else { None }
    }

    pub fn into_moment(self) -> Option<Moment> {
        if let Value::Moment(moment) = self { Some(moment) } else { None }
    }

    pub fn into_money(self) -> Option<Money> {
        if let Value::Money(money) = self { Some(money) } else { None }
    }

    pub fn into_decimal(self) -> Option<Decimal> {
        if let Value::Decimal(number) = self { Some(number) } else { None }
    }

    pub fn into_whole(self) -> Option<i64> {
        if let Value::Whole(number) = self { Some(number) } else { None }
    }

    pub fn into_flag(self) -> bool {
        matches!(self, Value::Flag(true))
    }

    pub fn into_user(self) -> Option<UserId> {
        if let Value::User(user) = self { Some(user) } else { None }
    }

    pub fn into_users(self) -> Vec<UserId> {
        if let Value::Users(list) = self { list } else { Vec::new() }
    }

    pub fn into_region(self) -> Option<Region> {
        if let Value::Region(region) = self { Some(region) } else { None }
    }

    pub fn into_links(self) -> Vec<u64> {
        if let Value::Links(list) = self { list } else { Vec::new() }
    }

    pub fn into_rights(self) -> Arc<Rights> {
        if let Value::Rights(rights) = self { rights } else { Arc::default() }
    }

    pub fn into_options(self) -> Vec<Choice> {
        if let Value::Options(list) = self { list } else { Vec::new() }
    }
}
