//! A further contact becomes the main one: what the customer and the contact say of them change places.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::access::Denied;
use crate::domain::check::Ease;
use crate::domain::child::Contact;
use crate::domain::child::contact;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::guarded::Fresh;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use crate::store::Source;

/// What is said of a person, by the tags of the contact and of the customer: all of it goes with them.
const OF_PERSON: [(Tag, Tag); 8] = [
    (contact::tag::NAME, tag::CONTACT_NAME),
    (contact::tag::TITLE, tag::CONTACT_TITLE),
    (contact::tag::DEPARTMENT, tag::CONTACT_DEPARTMENT),
    (contact::tag::PHONE, tag::PHONE),
    (contact::tag::WECHAT, tag::WECHAT),
    (contact::tag::EMAIL, tag::EMAIL),
    (contact::tag::ROLE_IN_DEAL, tag::CONTACT_ROLE),
    (contact::tag::REMARK, tag::CONTACT_REMARK),
];

/// Longest name of a contact, in characters.
const NAME_CHARS: usize = 50;

impl Gate<'_, '_> {
    /// Sensitive values are opened here, sealed anew for their new place, and seen by nobody.
    ///
    /// Where the customer had no main contact, the contact goes to the bin. A main contact without a
    /// name gets the customer's.
    ///
    /// # Errors
    /// [`Error::Denied`] without the right to edit both and to write what changes, or where a field is
    /// seen otherwise in one place than in the other; [`Error::Invalid`] where the customer would lose
    /// what it must have.
    pub fn promote(&mut self, before: Stored<Contact>) -> Result<Stored<Contact>, Error> {
        let customer = before.record.parent().ok_or(Error::Missing)?;
        let customer = self.load::<Customer>(customer)?;
        let (mut main, mut other) = (customer.record.clone(), before.record.clone());
        for (of_contact, of_customer) in OF_PERSON {
            self.alike(of_contact, of_customer)?;
            main.set_value(of_customer, self.moved(&before, of_contact, of_customer)?);
            other.set_value(of_contact, self.moved(&customer, of_customer, of_contact)?);
        }
        let had_main = OF_PERSON.iter().any(|(_, tag)| !customer.record.value(*tag).is_missing());
        if other.name.is_empty() {
            other.name = customer.record.name.chars().take(NAME_CHARS).collect();
        }
        self.edit(customer, main, Ease::Form)?;
        match had_main {
            true => self.edit(before, other, Ease::Form),
            false => self.by_the_product(|gate| gate.delete(before)),
        }
    }

    /// What is hidden in one place must not come to light in the other.
    fn alike(&self, of_contact: Tag, of_customer: Tag) -> Result<(), Error> {
        let sight = |kind, tag| {
            let field = self.catalogue().by_tag(kind, tag);
            field.map(|field| (field.key.clone(), self.access().visibility(kind, field)))
        };
        match (sight(Kind::Contact, of_contact), sight(Kind::Customer, of_customer)) {
            (Some((key, one)), Some((_, other))) if one != other => {
                Err(Error::Denied(Denied::Field(key)))
            }
            (_, _) => Ok(()),
        }
    }

    /// The value as it can stand in another place.
    fn moved<R: Record>(&mut self, from: &Stored<R>, tag: Tag, to: Tag) -> Result<Value, Error> {
        match from.record.value(tag) {
            Value::Guarded(guarded) => {
                let id = RecordId { kind: R::KIND, ordinal: from.ordinal };
                let text = self.source().reveal(id, tag, &guarded)?;
                Ok(Value::Guarded(Guarded::Fresh(Fresh { text, mask: guarded.mask().to_owned() })))
            }
            Value::Choice(id) => {
                let field = self.catalogue().by_tag(R::KIND, tag);
                let word = field.and_then(|field| field.choice(id)).map(|choice| choice.zh.clone());
                let Some(word) = word else { return Ok(Value::Choice(id)) };
                // The two lists ship alike; the firm may have added to one of them.
                self.add_options(to, std::slice::from_ref(&word))?;
                let kinds = [Kind::Customer, Kind::Contact].into_iter();
                let field = kinds.filter_map(|kind| self.catalogue().by_tag(kind, to)).next();
                let choice = field.and_then(|field| field.choice_by_word(&word));
                Ok(choice.map_or(Value::Missing, |choice| Value::Choice(choice.id)))
            }
            value => Ok(value),
        }
    }
}
