//! What one viewer sees of a record: hidden fields gone, private ones masked.

use crate::domain::access::Access;
use crate::domain::access::Visibility;
use crate::domain::catalogue::Catalogue;
use crate::domain::customer;
use crate::domain::field::Field;
use crate::domain::field::Privacy;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Moment;
use crate::domain::value::Value;

/// The only form in which a record leaves the server. Made by [`Access::view`] alone.
#[derive(Clone, Debug)]
pub struct View {
    id: RecordId,
    version: u32,
    deleted_at: Option<Moment>,
    cells: Vec<(Tag, Shown)>,
}

/// One value as the viewer sees it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    Clear(Value),
    /// What may be shown of it: `138****5678`.
    Masked(String),
}

impl View {
    pub fn id(&self) -> RecordId {
        self.id
    }

    pub fn version(&self) -> u32 {
        self.version
    }

    pub fn deleted_at(&self) -> Option<Moment> {
        self.deleted_at
    }

    /// In the order of the catalogue; fields without a value are there as `Clear(Missing)`.
    pub fn cells(&self) -> &[(Tag, Shown)] {
        &self.cells
    }
}

impl Access {
    /// `fields`: the ones asked for; `None` for all that the viewer may see.
    pub fn view<R: Record>(
        &self,
        catalogue: &Catalogue,
        now: Moment,
        stored: &Stored<R>,
        fields: Option<&[Tag]>,
    ) -> View {
        let asked = |field: &&Field| fields.is_none_or(|tags| tags.contains(&field.tag));
        let cells = catalogue
            .fields(R::KIND)
            .iter()
            .filter(asked)
            .filter_map(|field| {
                let value = catalogue.value(stored, field, now);
                Some((field.tag, self.shown(R::KIND, stored, field, value)?))
            })
            .collect();
        View {
            id: RecordId { kind: R::KIND, ordinal: stored.ordinal },
            version: stored.version,
            deleted_at: stored.deleted_at,
            cells,
        }
    }

    /// One value, masked as this viewer must see it; `None` where the field does not exist for them.
    pub fn shown<R: Record>(
        &self,
        kind: Kind,
        stored: &Stored<R>,
        field: &Field,
        value: Value,
    ) -> Option<Shown> {
        if self.visibility(kind, field) == Visibility::Hidden {
            return None;
        }
        let is_person = kind == Kind::Customer
            && field.tag == customer::tag::NAME
            && stored.record.value(customer::tag::KIND) == Value::Choice(customer::kind::PERSON);
        Some(match (field.privacy, value) {
            (_, Value::Guarded(guarded)) => Shown::Masked(guarded.mask().to_owned()),
            (Privacy::Personal, Value::Text(name)) => Shown::Masked(mask_name(&name)),
            (Privacy::Open, Value::Text(name)) if is_person => Shown::Masked(mask_name(&name)),
            (_, value) => Shown::Clear(value),
        })
    }
}

/// `张*`: the first character, and nothing about how many follow.
pub fn mask_name(name: &str) -> String {
    name.chars().take(1).chain(['*']).collect()
}
