//! One row about a customer: whom it is about, who did it, and whether it is there already.

use crate::app::Error;
use crate::app::Gate;
use crate::app::imports::admit::Incoming;
use crate::app::imports::alike;
use crate::app::imports::intake::Intake;
use crate::app::imports::intake::Taken;
use crate::app::imports::job::Duplicates;
use crate::domain::check::Ease;
use crate::domain::child;
use crate::domain::child::deal;
use crate::domain::child::followup;
use crate::domain::child::task;
use crate::domain::customer::tag;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::import::clean::Draft;
use crate::domain::import::report::Outcome;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::store;
use crate::store::Source;
use crate::store::Vault;
use std::collections::HashSet;

/// A record on its way to its customer.
pub(super) struct About<R> {
    record: R,
    /// What may name the customer, the surest first: the field that has it, and its keyed hash.
    customer: Vec<(Tag, [u8; 16])>,
    /// Of source and external id.
    external: Option<[u8; 16]>,
}

impl Intake {
    /// `customer_unknown` is not asked here: who that is, is found in the unit.
    pub(super) fn take_about<R: Record>(&mut self, draft: &Draft) -> Taken<R> {
        let mut taken = self.read::<R>(draft);
        let record = &mut taken.record;
        if let Some(base) = record.base_mut()
            && !base.external_id.is_empty()
            && base.external_source.is_empty()
        {
            base.external_source.clone_from(&self.source);
        }
        match R::KIND {
            Kind::Deal => arrange_deal(record),
            Kind::FollowUp => {
                let other = Value::Choice(followup::method::OTHER);
                put_if_missing(record, followup::tag::METHOD, other);
            }
            _ => {}
        }
        let me = Value::of(self.owner, Value::User);
        for own in [deal::tag::OWNER, task::tag::ASSIGNEE] {
            if R::spec(own).is_some() {
                put_if_missing(record, own, me.clone());
            }
        }
        let owner = record.value(deal::tag::OWNER);
        put_if_missing(record, child::tag::AUTHOR, if owner.is_missing() { me } else { owner });
        self.check(&mut taken);
        if !draft.customer.is_empty() {
            taken.faults.retain(|fault| fault.field != "customer" || fault.reason != "required");
        }
        taken
    }

    /// What a text may be of a customer.
    fn clues(&self, vault: &Vault, text: &str, sources: &[&str], clues: &mut Vec<(Tag, [u8; 16])>) {
        for source in sources {
            let whole = store::external(source, text);
            let token = store::token(vault, Kind::Customer, tag::EXTERNAL_ID, &whole);
            clues.push((tag::EXTERNAL_ID, token));
        }
        clues.push((tag::CODE, store::token(vault, Kind::Customer, tag::CODE, text)));
        for contact in [tag::PHONE, tag::EMAIL] {
            let field = self.live().catalogue.by_tag(Kind::Customer, contact);
            let read = field.and_then(|field| self.parsed(field, text).ok());
            if let Some(Value::Guarded(Guarded::Fresh(fresh))) = read {
                clues.push((contact, vault.keyset().token(contact.0, &fresh.text)));
            }
        }
    }
}

/// One column of amounts serves all stages: what is not won is expected.
fn arrange_deal<R: Record>(record: &mut R) {
    if record.value(deal::tag::STAGE) == Value::Choice(deal::stage::WON) {
        return;
    }
    for (given, meant) in [
        (deal::tag::AMOUNT, deal::tag::EXPECTED_AMOUNT),
        (deal::tag::WON_ON, deal::tag::EXPECTED_ON),
    ] {
        let value = record.value(given);
        record.set_value(given, Value::Missing);
        put_if_missing(record, meant, value);
    }
}

fn put_if_missing<R: Record>(record: &mut R, tag: Tag, value: Value) {
    if record.value(tag).is_missing() && !value.is_missing() {
        record.set_value(tag, value);
    }
}

impl<R: Record> About<R> {
    pub(super) fn new(vault: &Vault, intake: &Intake, record: R, draft: &Draft) -> About<R> {
        let base = record.base();
        let own = base.filter(|base| !base.external_id.is_empty()).map(|base| {
            let whole = store::external(&base.external_source, &base.external_id);
            store::token(vault, R::KIND, child::tag::EXTERNAL_ID, &whole)
        });
        let source = base.map_or("", |base| &base.external_source);
        let mut sources = vec![intake.source.as_str()];
        if !source.is_empty() && source != intake.source {
            sources.insert(0, source);
        }
        let mut customer = Vec::new();
        for text in &draft.customer {
            intake.clues(vault, text, &sources, &mut customer);
        }
        About { record, customer, external: own }
    }

    /// The one customer that the row names; 0 where it names none.
    ///
    /// # Errors
    /// [`Error::Invalid`] `unknown_record`, or `several_records` where a phone or an address is of
    /// several customers.
    fn parent(&self, gate: &Gate) -> Result<u64, Error> {
        for (tag, token) in &self.customer {
            let found = match *tag {
                tag::PHONE | tag::EMAIL => {
                    let seen = alike::in_sight(gate, *tag, token)?;
                    seen.iter().map(|stored| stored.ordinal).collect()
                }
                // Who may not see it hears from the gate that there is none.
                _ => gate.source().find(Kind::Customer, token, 1)?,
            };
            match found[..] {
                [] => {}
                [one] => return Ok(one),
                _ => return Err(Error::fault("customer", "several_records")),
            }
        }
        match self.customer.is_empty() {
            true => Ok(0),
            false => Err(Error::fault("customer", "unknown_record")),
        }
    }
}

impl<R: Record> Incoming for About<R> {
    fn decide(&self, gate: &mut Gate, mode: Duplicates) -> Result<(Outcome, bool), Error> {
        let known = match &self.external {
            Some(token) => gate.source().find(R::KIND, token, 1)?.first().copied(),
            None => None,
        };
        match (known, mode) {
            (Some(_), Duplicates::Import) => Err(Error::fault("external_id", "taken")),
            (Some(_), Duplicates::Skip) => Ok((Outcome::Skipped, false)),
            (Some(known), Duplicates::Merge) => {
                let before = gate.load::<R>(known)?;
                let mut after = before.record.clone();
                for (tag, value) in self.record.filled() {
                    // Whose and by whom is said once.
                    if ![child::tag::CUSTOMER, child::tag::AUTHOR].contains(&tag) {
                        after.set_value(tag, value);
                    }
                }
                gate.edit(before, after, Ease::Import)?;
                Ok((Outcome::Updated, false))
            }
            (None, _) => {
                let mut record = self.record.clone();
                let customer = self.parent(gate)?;
                if let Some(base) = record.base_mut() {
                    base.customer = (customer != 0).then_some(customer);
                }
                gate.create(record, Ease::Import)?;
                Ok((Outcome::Created, false))
            }
        }
    }

    fn signs(&self) -> Vec<[u8; 16]> {
        self.external.into_iter().collect()
    }

    fn is_known(&self, earlier: &HashSet<[u8; 16]>) -> bool {
        self.external.is_some_and(|token| earlier.contains(&token))
    }
}
