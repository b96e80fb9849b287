//! What the index knows of a customer, by the catalogue.

use crate::domain::catalogue::Catalogue;
use crate::domain::customer;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::fold::fold;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Stored;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use crate::domain::value::Value;
use crate::search;
use crate::search::Document;
use crate::search::Name;

pub fn document(catalogue: &Catalogue, stored: &Stored<Customer>) -> Document {
    let mut document = Document {
        kind: Kind::Customer,
        ordinal: stored.ordinal,
        bin: stored.deleted_at.is_some(),
        names: Vec::new(),
        texts: Vec::new(),
        codes: Vec::new(),
        tails: Vec::new(),
        // Numbers of customers sort by when they were given.
        cells: vec![(tag::CODE, stored.ordinal.cast_signed())],
    };
    let is_person = stored.record.kind == Some(customer::kind::PERSON);
    for field in catalogue.fields(Kind::Customer) {
        if field.origin != Origin::Derived && field.index != IndexAs::None {
            let value = catalogue.value(stored, field, stored.updated_at);
            put(&mut document, field, value, is_person);
        }
    }
    document
}

fn put(document: &mut Document, field: &Field, value: Value, is_person: bool) {
    let tag = field.tag;
    match (field.index, value) {
        (_, Value::Missing) | (IndexAs::None, _) => {}
        (IndexAs::Name, Value::Text(text)) => {
            if tag == tag::NAME {
                document.cells.push((tag, search::collation(&fold(&text), is_person)));
            }
            let personal = field.privacy == Privacy::Personal || (is_person && tag == tag::NAME);
            document.names.push(Name { tag, text, personal });
        }
        (IndexAs::Text, Value::Text(text)) => document.texts.push((tag, text)),
        (IndexAs::Token, Value::Text(text)) => document.codes.push((tag, text)),
        (_, Value::Guarded(guarded)) => put_guarded(document, tag, &guarded),
        (_, value) => put_cells(document, tag, value),
    }
}

/// Only what was derived when it was sealed: the tails of a phone, and that there is a value.
fn put_guarded(document: &mut Document, tag: Tag, guarded: &Guarded) {
    document.cells.push((tag, 1));
    if let Guarded::Kept(kept) = guarded {
        document.tails.extend(kept.tails.iter().map(|token| (tag, *token)));
    }
}

fn put_cells(document: &mut Document, tag: Tag, value: Value) {
    let mut cell = |number: i64| document.cells.push((tag, number));
    match value {
        Value::Flag(on) => cell(i64::from(on)),
        Value::Whole(number) | Value::Decimal(Decimal(number)) | Value::Money(Money(number)) => {
            cell(number);
        }
        Value::Day(Day(day)) => cell(i64::from(day)),
        Value::Moment(Moment(ms)) => cell(ms),
        Value::Choice(ChoiceId(id)) => cell(i64::from(id)),
        Value::Choices(list) => list.iter().for_each(|id| cell(i64::from(id.0))),
        Value::User(user) => cell(user.0.cast_signed()),
        Value::Users(list) => list.iter().for_each(|user| cell(user.0.cast_signed())),
        Value::Region(region) => {
            region.levels().iter().for_each(|level| cell(i64::from(level.0)));
        }
        Value::Missing | Value::Text(_) | Value::Guarded(_) | Value::Options(_) => {}
    }
}
