//! One prepared row meets what is there: made, joined, left out, or refused alone.

use crate::app::Error;
use crate::app::Gate;
use crate::app::imports::alike;
use crate::app::imports::job::Duplicates;
use crate::domain::access::Denied;
use crate::domain::check::Ease;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::import::report::Outcome;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use crate::store;
use crate::store::Source;
use crate::store::Vault;
use std::collections::HashSet;

/// A row that is ready for its unit. Made outside it, so that the unit is short.
pub(crate) trait Incoming: Send + Sync {
    /// What becomes of it, and whether a new customer is to be verified.
    ///
    /// # Errors
    /// Also what is wrong with the row alone.
    fn decide(&self, gate: &mut Gate, mode: Duplicates) -> Result<(Outcome, bool), Error>;

    /// The keyed hashes of what tells it from other rows.
    fn signs(&self) -> Vec<[u8; 16]>;

    /// Whether a row with the same external id was among these.
    fn is_known(&self, earlier: &HashSet<[u8; 16]>) -> bool;
}

/// A customer on its way in.
pub(crate) struct Prepared {
    customer: Customer,
    /// Of source and external id.
    external: Option<[u8; 16]>,
    /// Of identity number, phone and e-mail: the surest first.
    signs: Vec<(Tag, [u8; 16])>,
}

impl Prepared {
    pub(crate) fn new(vault: &Vault, customer: Customer) -> Prepared {
        let external = (!customer.external_id.is_empty()).then(|| {
            let whole = store::external(&customer.external_source, &customer.external_id);
            store::token(vault, Kind::Customer, tag::EXTERNAL_ID, &whole)
        });
        let sign = |tag: Tag| match customer.value(tag) {
            Value::Guarded(Guarded::Fresh(fresh)) => {
                Some((tag, vault.keyset().token(tag.0, &fresh.text)))
            }
            _ => None,
        };
        let signs = [tag::ID_NUMBER, tag::PHONE, tag::EMAIL].into_iter().filter_map(sign).collect();
        Prepared { customer, external, signs }
    }
}

impl Incoming for Prepared {
    fn decide(&self, gate: &mut Gate, mode: Duplicates) -> Result<(Outcome, bool), Error> {
        decide(gate, self, mode)
    }

    fn signs(&self) -> Vec<[u8; 16]> {
        self.external.into_iter().chain(self.signs.iter().map(|(_, token)| *token)).collect()
    }

    fn is_known(&self, earlier: &HashSet<[u8; 16]>) -> bool {
        self.external.is_some_and(|token| earlier.contains(&token))
    }
}

/// What became of it, and whether a new customer is to be verified.
///
/// # Errors
/// Those of the store. What is wrong with the row alone is an outcome.
pub(crate) fn admit(
    gate: &mut Gate,
    row: &dyn Incoming,
    mode: Duplicates,
) -> Result<(Outcome, bool), Error> {
    match row.decide(gate, mode) {
        Ok(decided) => Ok(decided),
        Err(Error::Invalid(faults)) => Ok((Outcome::Rejected(faults), false)),
        Err(Error::Denied(Denied::Field(field))) => {
            Ok((Outcome::Rejected(vec![Fault::new(&field, "denied")]), false))
        }
        Err(Error::Denied(_) | Error::Missing) => {
            Ok((Outcome::Rejected(vec![Fault::new("row", "denied")]), false))
        }
        Err(error) => Err(error),
    }
}

fn decide(
    gate: &mut Gate,
    prepared: &Prepared,
    mode: Duplicates,
) -> Result<(Outcome, bool), Error> {
    if let Some(token) = &prepared.external
        && let Some(known) = gate.source().find(Kind::Customer, token, 1)?.first().copied()
    {
        return match mode {
            Duplicates::Import => Err(Error::fault("external_id", "taken")),
            Duplicates::Skip => Ok((Outcome::Skipped, false)),
            Duplicates::Merge => {
                let before = gate.load::<Customer>(known)?;
                let after = updated(&before.record, &prepared.customer);
                gate.edit(before, after, Ease::Import)?;
                Ok((Outcome::Updated, false))
            }
        };
    }
    if mode != Duplicates::Import
        && let Some(before) = known_by(gate, prepared)?
    {
        if mode == Duplicates::Skip {
            return Ok((Outcome::Skipped, false));
        }
        let after = merged(&before.record, &prepared.customer);
        gate.edit(before, after, Ease::Import)?;
        return Ok((Outcome::Merged, false));
    }
    let stored = gate.create(prepared.customer.clone(), Ease::Import)?;
    Ok((Outcome::Created, stored.record.unverified))
}

/// The oldest customer in sight that shares the surest sign.
fn known_by(gate: &Gate, prepared: &Prepared) -> Result<Option<Stored<Customer>>, Error> {
    for (tag, token) in &prepared.signs {
        if let Some(first) = alike::in_sight(gate, *tag, token)?.into_iter().next() {
            return Ok(Some(first));
        }
    }
    Ok(None)
}

/// The same row of the same source again: what it says counts, what it does not say stays.
fn updated(old: &Customer, new: &Customer) -> Customer {
    let mut after = old.clone();
    for (tag, value) in new.filled() {
        match tag {
            // What a row has without saying so is no news.
            tag::CODE | tag::KIND | tag::LEVEL | tag::OWNER | tag::UNVERIFIED
                if !old.value(tag).is_missing() && is_default(tag, &value) => {}
            tag::CODE | tag::UNVERIFIED => {}
            tag::TAGS | tag::NEEDS => after.set_value(tag, united(old.value(tag), value)),
            tag::LAST_CONTACT => after.last_contact = old.last_contact.max(new.last_contact),
            tag => after.set_value(tag, value),
        }
    }
    after
}

/// Another row about the same customer: it fills what is empty.
fn merged(old: &Customer, new: &Customer) -> Customer {
    let mut after = old.clone();
    for (tag, value) in new.filled() {
        match tag {
            tag::CODE | tag::UNVERIFIED => {}
            // They name a row together: never one of each.
            tag::EXTERNAL_ID | tag::EXTERNAL_SOURCE if !old.external_id.is_empty() => {}
            tag::TAGS | tag::NEEDS => after.set_value(tag, united(old.value(tag), value)),
            tag::LAST_CONTACT => after.last_contact = old.last_contact.max(new.last_contact),
            tag if old.value(tag).is_missing() => after.set_value(tag, value),
            _ => {}
        }
    }
    after
}

/// What the intake gives to a row that says nothing of it.
fn is_default(tag: Tag, value: &Value) -> bool {
    match (tag, value) {
        (tag::KIND, Value::Choice(id)) => *id == crate::domain::customer::kind::COMPANY,
        (tag::LEVEL, Value::Choice(id)) => *id == crate::domain::customer::level::POTENTIAL,
        (tag::OWNER, _) => true,
        _ => false,
    }
}

fn united(old: Value, new: Value) -> Value {
    let mut all = old.into_choices();
    for id in new.into_choices() {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    Value::Choices(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::level;
    use crate::domain::value::ChoiceId;
    use crate::domain::value::Moment;

    fn old() -> Customer {
        Customer {
            code: "MFG-2026-001".to_owned(),
            name: "华美科技".to_owned(),
            level: Some(level::WON),
            tags: vec![ChoiceId(1), ChoiceId(5)],
            last_contact: Some(Moment(9)),
            external_id: "1".to_owned(),
            external_source: "import".to_owned(),
            ..Customer::default()
        }
    }

    fn new() -> Customer {
        Customer {
            name: "华美科技有限公司".to_owned(),
            remark: "展会认识".to_owned(),
            level: Some(level::POTENTIAL),
            tags: vec![ChoiceId(5), ChoiceId(7)],
            last_contact: Some(Moment(7)),
            external_id: "2".to_owned(),
            external_source: "shop".to_owned(),
            ..Customer::default()
        }
    }

    #[test]
    fn a_merge_fills_and_never_replaces() {
        let after = merged(&old(), &new());
        let expected = Customer {
            remark: "展会认识".to_owned(),
            tags: vec![ChoiceId(1), ChoiceId(5), ChoiceId(7)],
            ..old()
        };
        assert_eq!(after, expected);
    }

    #[test]
    fn an_update_replaces_what_the_row_says() {
        let again = Customer { external_id: "1".to_owned(), ..new() };
        let after = updated(&old(), &Customer { external_source: "import".to_owned(), ..again });
        assert_eq!(after.name, "华美科技有限公司");
        assert_eq!(after.level, Some(level::WON), "the level was not said");
        assert_eq!(after.last_contact, Some(Moment(9)), "the newest stays");
        assert_eq!(after.tags, [ChoiceId(1), ChoiceId(5), ChoiceId(7)]);
        assert_eq!((after.code.as_str(), after.external_id.as_str()), ("MFG-2026-001", "1"));
    }
}
