//! A filter as its canonical text: reading it again gives the same filter.

use crate::domain::catalogue::Catalogue;
use crate::domain::child::DIMENSIONS;
use crate::domain::child::OF_CUSTOMER;
use crate::domain::field::Field;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::parse;
use crate::domain::parse::day;
use crate::domain::parse::decimal;
use crate::domain::parse::moment;
use crate::domain::parse::money;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::region::Region;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use std::ops::Bound;

/// Keys that would be read as something else.
const KEYWORDS: [&str; 5] = ["not", "and", "or", "all", "none"];

/// `people` gives the text that finds the person again: id, login or name.
pub fn show(
    filter: &Filter,
    catalogue: &Catalogue,
    kind: Kind,
    people: &dyn Fn(UserId) -> String,
) -> String {
    match filter {
        Filter::All => String::new(),
        filter => Writer { catalogue, kind, people }.filter(filter, false),
    }
}

struct Writer<'a> {
    catalogue: &'a Catalogue,
    kind: Kind,
    people: &'a dyn Fn(UserId) -> String,
}

impl Writer<'_> {
    fn filter(&self, filter: &Filter, is_inside: bool) -> String {
        match filter {
            Filter::All => "all".to_owned(),
            Filter::And(parts) => self.joined(parts, " and ", "all", is_inside),
            Filter::Or(parts) => self.joined(parts, " or ", "none", is_inside),
            Filter::Not(inner) => match inner.as_ref() {
                Filter::Field(tag, Test::Empty) => format!("{} is not empty", self.key(*tag)),
                inner => format!("not {}", self.filter(inner, true)),
            },
            Filter::Field(tag, test) => self.test(*tag, test),
        }
    }

    fn joined(&self, parts: &[Filter], word: &str, empty: &str, is_inside: bool) -> String {
        match parts {
            [] => empty.to_owned(),
            [one] => self.filter(one, is_inside),
            parts => {
                let parts: Vec<String> = parts.iter().map(|part| self.filter(part, true)).collect();
                let joined = parts.join(word);
                if is_inside { format!("({joined})") } else { joined }
            }
        }
    }

    fn test(&self, tag: Tag, test: &Test) -> String {
        let key = self.key(tag);
        match test {
            Test::Empty => format!("{key} is empty"),
            Test::AnyOf(numbers) => self.any_of(tag, &key, numbers),
            Test::Between(from, to) => self.between(tag, &key, *from, *to),
            Test::Equals(text) | Test::Whole(text) => format!("{key} = {}", quoted(text)),
            Test::Contains(text) => format!("{key} contains {}", quoted(text)),
            Test::Starts(text) => format!("{key} starts {}", quoted(text)),
            Test::Tail(digits) => format!("{key} ends {}", quoted(digits)),
        }
    }

    fn any_of(&self, tag: Tag, key: &str, numbers: &[u64]) -> String {
        let words: Vec<String> =
            numbers.iter().map(|number| quoted(&self.member(tag, *number))).collect();
        let is_list = self
            .field(tag)
            .is_some_and(|field| matches!(field.shape, Shape::Choices { .. } | Shape::Users));
        match &words[..] {
            [] => "none".to_owned(),
            [one] if is_list => format!("{key} has {one}"),
            [one] => format!("{key} = {one}"),
            words => format!("{key} in ({})", words.join(", ")),
        }
    }

    fn member(&self, tag: Tag, number: u64) -> String {
        let small = u32::try_from(number).unwrap_or(u32::MAX);
        match self.field(tag).map(|field| (field, field.shape)) {
            Some((_, Shape::Flag)) => if number == 1 { "是" } else { "否" }.to_owned(),
            Some((_, Shape::User | Shape::Users)) => (self.people)(UserId(number)),
            Some((_, Shape::Region)) => region(Region(small)),
            Some((field, _)) => option(field, ChoiceId(small)),
            None => format!("#{number}"),
        }
    }

    fn between(&self, tag: Tag, key: &str, from: Bound<i64>, to: Bound<i64>) -> String {
        let low = match from {
            Bound::Included(low) => Some(low),
            Bound::Excluded(low) => Some(low.saturating_add(1)),
            Bound::Unbounded => None,
        };
        let high = match to {
            Bound::Included(high) => Some(high),
            Bound::Excluded(high) => Some(high.saturating_sub(1)),
            Bound::Unbounded => None,
        };
        let number = |number: i64| self.number(tag, number);
        match (low, high) {
            (Some(low), Some(high)) if low == high => format!("{key} = {}", number(low)),
            (Some(low), Some(high)) if high < low => "none".to_owned(),
            (Some(low), Some(high)) => {
                format!("{key} between {} and {}", number(low), number(high))
            }
            (Some(low), None) => format!("{key} >= {}", number(low)),
            (None, Some(high)) => format!("{key} <= {}", number(high)),
            (None, None) => format!("{key} is not empty"),
        }
    }

    fn number(&self, tag: Tag, number: i64) -> String {
        match self.field(tag).map(|field| field.shape) {
            Some(Shape::Day) => {
                day::show(Day(number.clamp(i32::MIN.into(), i32::MAX.into()) as i32))
            }
            Some(Shape::Moment) => moment::show_utc(Moment(number)),
            Some(Shape::Money) => money::show(Money(number)),
            Some(Shape::Decimal) => decimal::show(Decimal(number)),
            _ => number.to_string(),
        }
    }

    fn key(&self, tag: Tag) -> String {
        let Some(field) = self.field(tag) else { return quoted(&format!("#{}", tag.0)) };
        if self.catalogue.by_tag(self.kind, tag).is_none() {
            return format!("{OF_CUSTOMER}{}", field.key);
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        match field.key.chars().all(is_plain) && !KEYWORDS.contains(&field.key.as_str()) {
            true => field.key.clone(),
            false => quoted(&field.key),
        }
    }

    fn field(&self, tag: Tag) -> Option<&Field> {
        let own = self.catalogue.by_tag(self.kind, tag);
        let of_customer = DIMENSIONS.contains(&tag) && self.kind.is_child();
        own.or_else(|| self.catalogue.by_tag(Kind::Customer, tag).filter(|_| of_customer))
    }
}

/// The first word that means this option and no other.
fn option(field: &Field, id: ChoiceId) -> String {
    let words = field.choice(id).map(|choice| [&choice.zh, &choice.code, &choice.en]);
    let means_it = |word: &&String| field.choice_by_word(word).is_some_and(|found| found.id == id);
    match words.into_iter().flatten().find(means_it) {
        Some(word) => word.clone(),
        None => format!("#{}", id.0),
    }
}

fn region(region: Region) -> String {
    let path = region.path("/");
    match parse::region(&path) {
        Ok(found) if found == region => path,
        _ => format!("{:06}", region.0),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
