//! What an index knows of a record, by the catalogue.

use crate::domain::access::is_personal;
use crate::domain::catalogue::Catalogue;
use crate::domain::child::DIMENSIONS;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Origin;
use crate::domain::fold::fold;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Holders;
use crate::domain::record::Record;
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

/// The column that orders names by what their masks show.
pub const MASKED_NAME: Tag = Tag(904);

pub fn of_customer(catalogue: &Catalogue, stored: &Stored<Customer>) -> Document {
    let mut document = of_record(catalogue, stored);
    // Numbers of customers sort by when they were given.
    document.cells.push((tag::CODE, stored.ordinal.cast_signed()));
    document
}

/// A record about a customer, with what of the customer stands with it. `None` where nobody may see
/// it: while its customer is in the bin, or does not open.
pub fn of_child<R: Record>(
    catalogue: &Catalogue,
    stored: &Stored<R>,
    customer: Option<&Stored<Customer>>,
) -> Option<Document> {
    let Holders { owner, collaborators } = stored.record.holders()?;
    if stored.record.parent() != customer.map(|customer| customer.ordinal) {
        return None;
    }
    let mut document = of_record(catalogue, stored);
    // Whose it is follows the rule that scopes are measured by; the rest is the customer's.
    put_cells(&mut document, tag::OWNER, Value::of(owner, Value::User));
    put_cells(&mut document, tag::COLLABORATORS, Value::Users(collaborators));
    let of_customer = DIMENSIONS.iter().filter(|of| ![tag::OWNER, tag::COLLABORATORS].contains(of));
    for dimension in of_customer {
        let value = customer.map(|customer| customer.record.value(*dimension));
        put_cells(&mut document, *dimension, value.unwrap_or_default());
    }
    Some(document)
}

fn of_record<R: Record>(catalogue: &Catalogue, stored: &Stored<R>) -> Document {
    let mut document = Document {
        kind: R::KIND,
        ordinal: stored.ordinal,
        bin: stored.deleted_at.is_some(),
        names: Vec::new(),
        texts: Vec::new(),
        codes: Vec::new(),
        tails: Vec::new(),
        cells: Vec::new(),
    };
    for field in catalogue.fields(R::KIND) {
        if field.origin != Origin::Derived && field.index != IndexAs::None {
            let value = catalogue.value(stored, field, stored.updated_at);
            put(&mut document, field, value, &stored.record);
        }
    }
    document
}

fn put<R: Record>(document: &mut Document, field: &Field, value: Value, record: &R) {
    let tag = field.tag;
    match (field.index, value) {
        (_, Value::Missing) | (IndexAs::None, _) => {}
        (IndexAs::Name, Value::Text(text)) => {
            let personal = is_personal(record, field);
            if R::KIND == Kind::Customer && tag == tag::NAME {
                let folded = fold(&text);
                document.cells.push((tag, search::collation(&folded, personal)));
                // What the mask shows: those who see no more must not learn the rest by sorting.
                let shown = if personal { folded.chars().take(1).collect() } else { folded };
                document.cells.push((MASKED_NAME, search::collation(&shown, personal)));
            }
            document.names.push(Name { tag, text, personal });
        }
        (IndexAs::Text, Value::Text(text)) => document.texts.push((tag, text)),
        (IndexAs::Token, Value::Text(text)) => document.codes.push((tag, text)),
        (_, Value::Guarded(guarded)) => put_guarded(document, tag, &guarded),
        (_, Value::Links(list)) => put_links(document, tag, &list),
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

/// As terms too: all records about one customer are read off, not searched for.
fn put_links(document: &mut Document, tag: Tag, list: &[u64]) {
    document.tails.extend(list.iter().map(|ordinal| (tag, *ordinal)));
    document.cells.extend(list.iter().map(|ordinal| (tag, ordinal.cast_signed())));
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
        Value::Missing
        | Value::Text(_)
        | Value::Guarded(_)
        | Value::Options(_)
        | Value::Links(_)
        | Value::Rights(_) => {}
    }
}
