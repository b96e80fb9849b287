//! What one viewer sees of a record: hidden fields gone, private ones masked.

use crate::domain::access::Access;
use crate::domain::access::Visibility;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
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

    /// The same with these fields alone.
    pub fn of_fields(mut self, fields: &[Tag]) -> View {
        self.cells.retain(|(tag, _)| fields.contains(tag));
        self
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
        let clear = match self.visibility(kind, field) {
            Visibility::Hidden => return None,
            Visibility::Masked => false,
            Visibility::Own => self.owns(&stored.record),
            Visibility::Clear => true,
        };
        Some(match value {
            Value::Guarded(guarded) => Shown::Masked(guarded.mask().to_owned()),
            Value::Text(name)
                if is_personal(&stored.record, field) && !seeded(Bug::MaskedNamesShown) =>
            {
                Shown::Masked(mask_name(&name))
            }
            // An open field that a role masks: nothing of it is shown but that it is there.
            value if clear || value.is_missing() || field.privacy != Privacy::Open => {
                Shown::Clear(value)
            }
            _ => Shown::Masked(MASK.to_owned()),
        })
    }

    /// Whether this viewer may have the clear value of a private field of this record.
    pub fn may_see_clear<R: Record>(
        &self,
        catalogue: &Catalogue,
        record: &R,
        field: &Field,
    ) -> bool {
        let by = |field: &Field| match self.visibility(R::KIND, field) {
            Visibility::Hidden | Visibility::Masked => false,
            Visibility::Own => self.owns(record),
            Visibility::Clear => true,
        };
        // The names of a person are as private as that of a contact.
        let contact = catalogue.by_tag(Kind::Customer, customer::tag::CONTACT_NAME);
        let is_name = is_personal(record, field) && field.privacy == Privacy::Open;
        (by(field) && (!is_name || contact.is_some_and(by))) || seeded(Bug::MaskedRevealed)
    }
}

/// What stands for a value of which nothing may be shown.
const MASK: &str = "***";

/// Whether the field names a person: contact names, and the names of a customer that is one.
pub fn is_personal<R: Record>(record: &R, field: &Field) -> bool {
    let names = [customer::tag::NAME, customer::tag::SHORT_NAME, customer::tag::FORMER_NAMES];
    let is_person = || record.value(customer::tag::KIND) == Value::Choice(customer::kind::PERSON);
    field.privacy == Privacy::Personal
        || (R::KIND == Kind::Customer && names.contains(&field.tag) && is_person())
}

/// `张*`: the first character, and nothing about how many follow.
pub fn mask_name(name: &str) -> String {
    name.chars().take(1).chain(['*']).collect()
}
