//! What the gate does for records about customers: where they belong, what they may refer to, and
//! what follows from them for the customer.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::check::Ease;
use crate::domain::child;
use crate::domain::customer::Customer;
use crate::domain::customer::level;
use crate::domain::customer::tag;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::kinds;
use crate::domain::ledger::Part;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use crate::store::Source;
use crate::store::StoreError;
use crate::store::Unit;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

struct Looking<'a, 'g> {
    source: &'a Unit<'g>,
    ordinal: u64,
    customer: Option<u64>,
}

impl kinds::Visit for Looking<'_, '_> {
    type Out = Result<bool, StoreError>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let stored = self.source.load::<R>(self.ordinal)?;
        let is_there = |stored: Stored<R>| {
            stored.deleted_at.is_none() && stored.record.parent() == self.customer
        };
        Ok(stored.is_some_and(is_there))
    }
}

impl Gate<'_, '_> {
    /// A new record takes its place with a customer that the actor sees.
    ///
    /// # Errors
    /// [`Error::Invalid`] `unknown_record` for one that is not there or out of sight; `read_only`
    /// where somebody else is named as its author without the right to import.
    pub(super) fn attach<R: Record>(&mut self, record: &mut R, ease: Ease) -> Result<(), Error> {
        if !R::KIND.is_child() {
            return Ok(());
        }
        self.follow_deal(record)?;
        if let Some(customer) = record.parent() {
            let found = self.load::<Customer>(customer);
            let found = found.ok().filter(|stored| stored.deleted_at.is_none());
            let found = found.ok_or_else(|| Error::fault("customer", "unknown_record"))?;
            if let Some(base) = record.base_mut() {
                base.holders = found.record.holders();
            }
        }
        let author = record.base().and_then(|base| base.author);
        let foreign = author.is_some() && author != self.access.user;
        let imports = self.access.scope(Kind::Customer, Action::Import) != Scope::None;
        if foreign && ease == Ease::Form && !imports {
            return Err(Error::fault("author", "read_only"));
        }
        self.linked(None, record)
    }

    /// A payment is about the customer that its deal is about.
    fn follow_deal<R: Record>(&self, record: &mut R) -> Result<(), Error> {
        if R::KIND != Kind::Payment || record.parent().is_some() {
            return Ok(());
        }
        let deal = record.value(child::payment::tag::DEAL).into_links().first().copied();
        if let Some(deal) = deal {
            let customer = self.unit.parent_of(Kind::Deal, deal)?.filter(|customer| *customer != 0);
            if let Some(base) = record.base_mut() {
                base.customer = customer;
            }
        }
        Ok(())
    }

    /// Whatever a record newly refers to is about the same customer, and there. What it referred to
    /// before may be gone by now.
    ///
    /// # Errors
    /// [`Error::Invalid`] `unknown_record` on the field that refers elsewhere.
    pub(super) fn linked<R: Record>(&self, before: Option<&R>, record: &R) -> Result<(), Error> {
        for spec in R::specs() {
            let Shape::Links(kind) = spec.shape else { continue };
            if !R::KIND.is_child() || !kind.is_child() {
                continue;
            }
            let held = before.map(|before| (spec.get)(before).into_links()).unwrap_or_default();
            for ordinal in (spec.get)(record).into_links() {
                if !held.contains(&ordinal) && !self.is_there(kind, ordinal, record.parent())? {
                    return Err(Error::fault(spec.key, "unknown_record"));
                }
            }
        }
        Ok(())
    }

    /// Whether the record is about this customer, and not in the bin.
    fn is_there(&self, kind: Kind, ordinal: u64, customer: Option<u64>) -> Result<bool, Error> {
        let mut looking = Looking { source: self.source(), ordinal, customer };
        Ok(kinds::with_child(kind, &mut looking).transpose()?.unwrap_or(false))
    }

    /// A customer is won by a deal alone.
    ///
    /// # Errors
    /// [`Error::Invalid`] `needs_transition` on the level.
    pub(super) fn may_turn<R: Record>(
        &self,
        before: &Stored<R>,
        after: &R,
        ease: Ease,
    ) -> Result<(), Error> {
        if R::KIND != Kind::Customer || ease == Ease::Return {
            return Ok(());
        }
        let (was, is) = (before.record.value(tag::LEVEL), after.value(tag::LEVEL));
        let wins = was != is && is == Value::Choice(level::WON);
        let loses = was != is && is == Value::Choice(level::LOST);
        let is_told = !after.value(tag::LOST_REASON).is_missing();
        match (wins && !self.won.contains(&before.ordinal)) || (loses && !is_told) {
            true => Err(Error::fault("level", "needs_transition")),
            false => Ok(()),
        }
    }

    /// What follows from a change for the customer: whoever buys is won.
    pub(super) fn follow<R: Record>(
        &mut self,
        before: Option<&R>,
        stored: Stored<R>,
        ease: Ease,
    ) -> Result<Stored<R>, Error> {
        let is_won = |record: &R| matches!(record.part(), Part::Won { .. });
        let turned = is_won(&stored.record) && !before.is_some_and(is_won);
        let Some(customer) = stored.record.parent().filter(|_| turned && ease == Ease::Form) else {
            return Ok(stored);
        };
        self.won.insert(customer);
        let Some(before) = self.unit.load::<Customer>(customer)? else { return Ok(stored) };
        let mut after = before.record.clone();
        after.level = Some(level::WON);
        self.by_the_product(|gate| gate.edit(before, after, Ease::Import))?;
        Ok(stored)
    }

    /// Figures of the customer, and of the deals that money came in for.
    pub(super) fn settle_parent<R: Record>(
        &mut self,
        record: &R,
        deals: BTreeSet<u64>,
    ) -> Result<(), Error> {
        let Some(customer) = record.parent() else { return Ok(()) };
        if let Some(unsettled) = &mut self.unsettled {
            unsettled.entry(customer).or_default().extend(deals);
            return Ok(());
        }
        self.settle_now(customer, &deals)
    }

    pub(super) fn settle_figures(&mut self, customer: u64) -> Result<(), Error> {
        if let Some(unsettled) = &mut self.unsettled {
            unsettled.entry(customer).or_default();
            return Ok(());
        }
        self.settle_now(customer, &BTreeSet::new())
    }

    fn settle_now(&mut self, customer: u64, deals: &BTreeSet<u64>) -> Result<(), Error> {
        self.unit.settle_deals(customer, deals)?;
        let settings = Arc::clone(&self.live.settings);
        self.unit.settle(customer, |at| settings.today(at))?;
        Ok(())
    }

    /// Many changes, none of which looks at the figures that follow from others: they are made once
    /// for each customer, at the end.
    pub fn settling_once<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.unsettled.is_some() {
            return work(self);
        }
        self.unsettled = Some(BTreeMap::new());
        let done = work(self);
        let unsettled = self.unsettled.take().unwrap_or_default();
        let done = done?;
        for (customer, deals) in unsettled {
            self.settle_now(customer, &deals)?;
        }
        Ok(done)
    }

    /// What is left to be made of a customer's figures, for whoever looks at them before the end.
    pub fn settle_owed(&mut self, customer: u64) -> Result<(), Error> {
        match self.unsettled.as_mut().and_then(|unsettled| unsettled.remove(&customer)) {
            Some(deals) => self.settle_now(customer, &deals),
            None => Ok(()),
        }
    }
}

/// The deals whose figures follow from a record: a deal is itself one, a payment is for one.
pub(super) fn deals_of<R: Record>(ordinal: u64, record: &R) -> Vec<u64> {
    if R::KIND == Kind::Payment {
        return record.value(child::payment::tag::DEAL).into_links();
    }
    if R::KIND == Kind::Deal { vec![ordinal] } else { Vec::new() }
}
