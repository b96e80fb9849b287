//! The fields that a viewer can name in a filter or an order.

use crate::domain::access::Access;
use crate::domain::access::Visibility;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::catalogue::Catalogue;
use crate::domain::child::DIMENSIONS;
use crate::domain::child::OF_CUSTOMER;
use crate::domain::field::Field;
use crate::domain::ids::Kind;
use crate::domain::query::BadFilter;

pub struct Known<'a> {
    pub catalogue: &'a Catalogue,
    pub kind: Kind,
    pub access: &'a Access,
}

/// A field that was named, and the kind that has it: records about a customer are asked for by some
/// of the customer's fields too, `customer.industry`.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    pub kind: Kind,
    pub field: &'a Field,
}

impl<'a> Known<'a> {
    /// By key, else by label in either language. What the viewer may not see does not exist.
    pub fn named(&self, name: &str) -> Option<Named<'a>> {
        if let Some(field) = self.field(name) {
            return Some(Named { kind: self.kind, field });
        }
        let name = name.strip_prefix(OF_CUSTOMER).filter(|_| self.kind.is_child())?;
        let field = Known { kind: Kind::Customer, ..*self }.field(name)?;
        DIMENSIONS.contains(&field.tag).then_some(Named { kind: Kind::Customer, field })
    }

    /// The same among the fields of the kind itself.
    pub fn field(&self, name: &str) -> Option<&'a Field> {
        let by_key = self.catalogue.by_key(self.kind, name).filter(|field| self.is_seen(field));
        let has_label = |field: &&Field| {
            [&field.key, &field.zh, &field.en]
                .into_iter()
                .any(|text| text.eq_ignore_ascii_case(name))
        };
        by_key.or_else(|| self.seen().find(has_label))
    }

    /// The error for a name that is no field, with the nearest one that is.
    pub fn unknown(&self, at: usize, name: &str) -> BadFilter {
        let bad = BadFilter::new(at, "unknown_field").with("field", name);
        let name: Vec<char> = name.to_lowercase().chars().take(MAX_COMPARED_CHARS).collect();
        let spellings = self.seen().flat_map(|field| [(&field.key, field), (&field.zh, field)]);
        let nearest = spellings
            .map(|(text, field)| (distance(&name, &text.to_lowercase()), field))
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, _)| *distance <= name.len() / 2);
        match nearest {
            Some((_, field)) => bad.with("nearest", &field.key),
            None => bad,
        }
    }

    fn seen(&self) -> impl Iterator<Item = &'a Field> {
        self.catalogue.fields(self.kind).iter().filter(|field| self.is_seen(field))
    }

    fn is_seen(&self, field: &Field) -> bool {
        let visibility = self.access.visibility(self.kind, field);
        visibility != Visibility::Hidden || seeded(Bug::HiddenInFilter)
    }
}

/// Longer words are no misspelt field.
const MAX_COMPARED_CHARS: usize = 40;

/// How many letters must be added, left out or changed.
fn distance(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (line, c) in to.chars().take(MAX_COMPARED_CHARS).enumerate() {
        let mut corner = line;
        row[0] = line + 1;
        for (at, other) in from.iter().enumerate() {
            let changed = corner + usize::from(c != *other);
            corner = row[at + 1];
            row[at + 1] = changed.min(corner + 1).min(row[at] + 1);
        }
    }
    row[from.len()]
}
