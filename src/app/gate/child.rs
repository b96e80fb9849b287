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
use crate::domain::ledger::Part;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use crate::store::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

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
        self.linked(record)
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

    /// Whatever a record refers to is about the same customer, and there.
    ///
    /// # Errors
    /// [`Error::Invalid`] `unknown_record` on the field that refers elsewhere.
    pub(super) fn linked<R: Record>(&self, record: &R) -> Result<(), Error> {
        for spec in R::specs() {
            let Shape::Links(kind) = spec.shape else { continue };
            if !R::KIND.is_child() || !kind.is_child() {
                continue;
            }
            for ordinal in (spec.get)(record).into_links() {
                if self.unit.parent_of(kind, ordinal)? != Some(record.parent().unwrap_or_default())
                {
                    return Err(Error::fault(spec.key, "unknown_record"));
                }
            }
        }
        Ok(())
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

    /// Figures of the customer, and of the deal that money came in for.
    pub(super) fn settle_parent<R: Record>(&mut self, record: &R) -> Result<(), Error> {
        let Some(customer) = record.parent() else { return Ok(()) };
        let has_deals = [Kind::Payment, Kind::Deal].contains(&R::KIND);
        if let Some(unsettled) = &mut self.unsettled {
            *unsettled.entry(customer).or_default() |= has_deals;
            return Ok(());
        }
        self.settle_now(customer, has_deals)
    }

    pub(super) fn settle_figures(&mut self, customer: u64) -> Result<(), Error> {
        if let Some(unsettled) = &mut self.unsettled {
            unsettled.entry(customer).or_default();
            return Ok(());
        }
        self.settle_now(customer, false)
    }

    fn settle_now(&mut self, customer: u64, has_deals: bool) -> Result<(), Error> {
        if has_deals {
            self.unit.settle_deals(customer)?;
        }
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
        for (customer, has_deals) in unsettled {
            self.settle_now(customer, has_deals)?;
        }
        Ok(done)
    }

    /// `SV-2026-0001`: counted by year, without gaps.
    pub(super) fn number_service<R: Record>(&mut self, record: &mut R) -> Result<(), Error> {
        let prefix = format!("SV-{}-", self.live.settings.year(self.op.now));
        let number = self.unit.count(&prefix)?;
        let number = Value::Text(format!("{prefix}{number:04}"));
        record.set_value(child::service::tag::NUMBER, number);
        Ok(())
    }
}
