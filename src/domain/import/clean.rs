//! Prepare one row for the parser of each field: text in one spelling, cells that hold two things
//! taken apart, and a note of everything that was changed.

use crate::domain::catalogue::Catalogue;
use crate::domain::child;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::domain::import::contact;
use crate::domain::import::headings::Column;
use crate::domain::import::headings::Target;
use crate::domain::import::spell;

/// One row as text for the parsers. Holds clear personal data, its notes too: what a person may
/// not see must be masked before it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// As the spreadsheet counts it.
    pub row: u32,
    /// At most one text for each field; never an empty one.
    pub values: Vec<(Tag, String)>,
    /// From columns of their own; empty where there is none.
    pub region: Option<RegionNames>,
    /// Region and street in one text, to be taken apart by the list of divisions.
    pub whole_address: Option<String>,
    /// What names the customer that the row is about, in the order of its columns.
    pub customer: Vec<String>,
    pub notes: Vec<Note>,
    /// What no parser would find any more. The row cannot come in with these.
    pub faults: Vec<Fault>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionNames {
    pub province: String,
    pub city: String,
    pub district: String,
}

/// One change of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// From 0.
    pub column: usize,
    pub kind: NoteKind,
    pub before: String,
    pub after: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// Spaces around, invisible characters, full width.
    Spelling,
    /// A word that stands for nothing: 无, N/A.
    Nothing,
    /// A number of a spreadsheet written out, a date serial, a unit of the heading applied.
    Number,
    /// More digits than money has.
    Rounded,
    /// Phones and e-mail addresses put where they belong.
    Sorted,
    /// Kept elsewhere, since its field has a value.
    Moved,
}

impl Draft {
    pub fn value(&self, tag: Tag) -> Option<&str> {
        self.values.iter().find(|(other, _)| *other == tag).map(|(_, text)| text.as_str())
    }

    fn set(&mut self, tag: Tag, text: String) {
        match self.values.iter_mut().find(|(other, _)| *other == tag) {
            _ if text.is_empty() => {}
            Some((_, old)) => *old = text,
            None => self.values.push((tag, text)),
        }
    }

    fn note(&mut self, column: usize, kind: NoteKind, before: &str, after: &str) {
        let (before, after) = (before.to_owned(), after.to_owned());
        self.notes.push(Note { column, kind, before, after });
    }
}

/// `kind`: what the rows are.
pub fn clean(kind: Kind, row: &Row, columns: &[Column], catalogue: &Catalogue) -> Draft {
    let draft = Draft { row: row.number, ..Draft::default() };
    let mut work = Work::new(kind, draft);
    work.draft.faults.extend(row.ragged(columns.len()));
    let is_spare = |column: &Column| matches!(column.target, Target::Spare(_));
    for spares in [false, true] {
        let wanted = columns.iter().enumerate().filter(|(_, column)| is_spare(column) == spares);
        for (at, column) in wanted {
            let cell = row.cells.get(at).unwrap_or(&Cell::Empty);
            work.take(at, column, cell, catalogue);
        }
    }
    work.finish(columns, catalogue)
}

struct Work {
    kind: Kind,
    draft: Draft,
    phones: Vec<Found>,
    emails: Vec<Found>,
    /// For the remark.
    extras: Vec<Found>,
    region: RegionNames,
    family: String,
    given: String,
}

/// A text and the column it came from.
struct Found {
    column: usize,
    text: String,
}

impl Work {
    fn new(kind: Kind, draft: Draft) -> Work {
        Work {
            kind,
            draft,
            phones: Vec::new(),
            emails: Vec::new(),
            extras: Vec::new(),
            region: RegionNames::default(),
            family: String::new(),
            given: String::new(),
        }
    }

    fn take(&mut self, at: usize, column: &Column, cell: &Cell, catalogue: &Catalogue) {
        let tag = match column.target {
            Target::Skip => return,
            Target::Field(tag) | Target::Spare(tag) => Some(tag),
            Target::WholeAddress => Some(tag::ADDRESS),
            _ => None,
        };
        let field = tag.and_then(|tag| catalogue.by_tag(self.kind, tag));
        let text = self.spell(at, column, cell, field);
        if text.is_empty() {
            return;
        }
        match column.target {
            Target::Skip => {}
            Target::Province => self.region.province = text,
            Target::City => self.region.city = text,
            Target::District => self.region.district = text,
            Target::WholeAddress => self.draft.whole_address = Some(text),
            Target::FamilyName => self.family = text,
            Target::GivenName => self.given = text,
            Target::Field(tag @ (tag::PHONE | tag::EMAIL))
            | Target::Spare(tag @ (tag::PHONE | tag::EMAIL)) => self.contacts(at, tag, text),
            Target::Field(child::tag::CUSTOMER) | Target::Spare(child::tag::CUSTOMER) => {
                self.draft.customer.push(text);
            }
            Target::Spare(_) => self.extras.push(Found { column: at, text }),
            Target::Field(tag) => {
                let is_list = matches!(
                    field.map(|field| field.shape),
                    Some(Shape::Choices { .. } | Shape::Users)
                );
                self.draft.set(tag, if is_list { spell::list(&text) } else { text });
            }
        }
    }

    /// The cell in one spelling; notes the change, or the fault of a cell that lost its content.
    fn spell(&mut self, at: usize, column: &Column, cell: &Cell, field: Option<&Field>) -> String {
        let shape = field.map_or(Shape::Text, |field| field.shape);
        match spell::cell(cell, shape, column.unit) {
            Ok(spelled) => {
                if let Some((kind, before)) = spelled.change {
                    self.draft.note(at, kind, &before, &spelled.text);
                }
                spelled.text
            }
            Err((reason, value)) => {
                let key = field.map_or(column.heading.as_str(), |field| field.key.as_str());
                self.draft.faults.push(Fault::new(key, reason).with("value", value));
                String::new()
            }
        }
    }

    /// Phones and e-mail addresses each to their field, whichever column they stand in. A cell that
    /// has neither is left to the parser, which will say what is wrong with it.
    fn contacts(&mut self, at: usize, tag: Tag, text: String) {
        let found = contact::split(&text);
        let place = |texts: Vec<String>| {
            texts.into_iter().map(move |text| Found { column: at, text }).collect::<Vec<Found>>()
        };
        match (found.phones.len(), found.emails.len(), tag) {
            (0, 0, tag::EMAIL) => self.emails.push(Found { column: at, text }),
            (0, 0, _) => self.phones.push(Found { column: at, text }),
            (phones, emails, _) => {
                let own = if tag == tag::PHONE { phones } else { emails };
                if own != 1 || phones + emails != 1 || !found.rest.is_empty() {
                    let sorted = [&found.phones[..], &found.emails[..], &found.rest[..]].concat();
                    self.draft.note(at, NoteKind::Sorted, &text, &sorted.join(" | "));
                }
                self.phones.extend(place(found.phones));
                self.emails.extend(place(found.emails));
                self.extras.extend(place(found.rest));
            }
        }
    }

    fn finish(mut self, columns: &[Column], catalogue: &Catalogue) -> Draft {
        let phones = std::mem::take(&mut self.phones);
        self.first_of(tag::PHONE, phones, "其他电话：");
        let emails = std::mem::take(&mut self.emails);
        self.first_of(tag::EMAIL, emails, "其他邮箱：");
        let name = spell::full_name(&self.family, &self.given);
        let has_names = columns.iter().any(|column| column.target == Target::Field(tag::NAME));
        let person = if has_names { tag::CONTACT_NAME } else { tag::NAME };
        if self.draft.value(person).is_none() {
            self.draft.set(person, name);
        }
        if self.region != RegionNames::default() {
            self.draft.region = Some(std::mem::take(&mut self.region));
        }
        self.append_extras(catalogue);
        self.draft
    }

    /// The first one is the value, others that differ from it are kept apart.
    fn first_of(&mut self, tag: Tag, found: Vec<Found>, label: &str) {
        let mut seen: Vec<String> = Vec::new();
        for Found { column, text } in found {
            let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            let bare = bare.to_lowercase();
            if seen.iter().any(|other| other.ends_with(&bare) || bare.ends_with(other)) {
                continue;
            }
            match seen.is_empty() {
                true => self.draft.set(tag, text),
                false => self.keep_apart(Found { column, text: format!("{label}{text}") }),
            }
            seen.push(bare);
        }
    }

    /// Beside the first value, in a field that is masked like it.
    fn keep_apart(&mut self, Found { column, text }: Found) {
        self.draft.note(column, NoteKind::Moved, &text, &text);
        let others = match self.draft.value(tag::OTHER_CONTACTS) {
            None => text,
            Some(old) => format!("{old}；{text}"),
        };
        self.draft.set(tag::OTHER_CONTACTS, others);
    }

    /// Into the remark, or into the special needs where the remark would grow too long.
    fn append_extras(&mut self, catalogue: &Catalogue) {
        for Found { column, text } in std::mem::take(&mut self.extras) {
            self.draft.note(column, NoteKind::Moved, &text, &text);
            let limit = catalogue.by_tag(Kind::Customer, tag::REMARK).map_or(0, |f| f.max_chars);
            let longer = |old: &str| match old {
                "" => text.clone(),
                old => format!("{old}；{text}"),
            };
            let remark = longer(self.draft.value(tag::REMARK).unwrap_or_default());
            if remark.chars().count() <= limit as usize {
                self.draft.set(tag::REMARK, remark);
            } else {
                let needs = longer(self.draft.value(tag::SPECIAL_NEEDS).unwrap_or_default());
                self.draft.set(tag::SPECIAL_NEEDS, needs);
            }
        }
    }
}

#[cfg(test)]
mod tests;
