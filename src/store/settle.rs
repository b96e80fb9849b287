//! What follows from a change within its unit: the line in the customer's ledger, its turns, its
//! figures, and what is about a customer that goes to the bin or comes back.

use crate::domain::catalogue::Catalogue;
use crate::domain::child::Deal;
use crate::domain::customer::Customer;
use crate::domain::customer::rules;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::kinds;
use crate::domain::ledger::Figures;
use crate::domain::ledger::Line;
use crate::domain::ledger::Turn;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use crate::store::StoreError;
use crate::store::keyed;
use crate::store::ledger;
use crate::store::source::Source;
use crate::store::tables::Table;
use crate::store::tables::ledger_key;
use crate::store::unit::Unit;
use std::collections::BTreeSet;

/// What the timeline tells of a customer itself.
const TOLD: [crate::domain::ids::Tag; 2] = [tag::LEVEL, tag::OWNER];

impl Unit<'_> {
    /// The figures of a customer, made anew from its ledger. They are no change of the record: its
    /// version stays, and the journal has the entries that they follow from.
    /// `day`: the day of a moment where the firm is.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a row does not open.
    pub fn settle(
        &mut self,
        customer: u64,
        day: impl Fn(Moment) -> Day,
    ) -> Result<Option<Stored<Customer>>, StoreError> {
        let Some(mut stored) = self.load::<Customer>(customer)? else { return Ok(None) };
        let lines = ledger::ledger(self, customer)?;
        let before = stored.record.clone();
        if self.is_first_look(customer) && lines.iter().all(|(kind, line)| self.is_new(*kind, line))
        {
            rules::open(&mut stored.record);
        }
        rules::put_figures(&mut stored.record, &Figures::of(&lines), day);
        if stored.record != before {
            self.write_row(&stored)?;
        }
        Ok(Some(stored))
    }

    /// What came in for these deals of a customer, made anew from its ledger; no change of the deals.
    pub fn settle_deals(&mut self, customer: u64, deals: &BTreeSet<u64>) -> Result<(), StoreError> {
        if deals.is_empty() {
            return Ok(());
        }
        let payments = ledger::lines(self, customer, Kind::Payment)?;
        // What is in the bin has a line too: without any, nothing ever came in.
        if payments.is_empty() {
            return Ok(());
        }
        let received = Figures::received(&payments);
        let deals: Vec<u64> = deals.iter().copied().collect();
        for mut stored in self.load_of::<Deal>(customer, &deals)? {
            let before = stored.record.clone();
            stored.record.received = received.get(&stored.ordinal).copied();
            stored.record.settle(None);
            if stored.record != before {
                self.write_row(&stored)?;
            }
        }
        Ok(())
    }

    /// The line of a record in the ledger of its customer, as it is now.
    pub(super) fn book<R: Record>(&mut self, stored: &Stored<R>) -> Result<(), StoreError> {
        let Some(customer) = stored.record.parent() else { return Ok(()) };
        let line = ledger::line_of(stored);
        let mut lines = ledger::lines(self, customer, R::KIND)?;
        match lines.binary_search_by_key(&line.ordinal, |line| line.ordinal) {
            Ok(at) if lines[at] == line => return Ok(()),
            Ok(at) => lines[at] = line,
            Err(at) => lines.insert(at, line),
        }
        self.write_lines(customer, R::KIND, &lines)
    }

    pub(super) fn write_lines(
        &mut self,
        customer: u64,
        kind: Kind,
        lines: &[Line],
    ) -> Result<(), StoreError> {
        let key = ledger_key(customer, kind as u8);
        let plain = ledger::lines_to_bytes(lines);
        let sealed = self.seal_for(customer, Table::Ledger, &key, &plain)?;
        self.put(Table::Ledger, key.to_vec(), Some(sealed));
        Ok(())
    }

    /// What the timeline tells of the customer itself.
    pub(super) fn note_turns<R: Record>(
        &mut self,
        before: &Stored<R>,
        after: &Stored<R>,
    ) -> Result<(), StoreError> {
        if R::KIND != Kind::Customer {
            return Ok(());
        }
        let number = |value: Value| match value {
            Value::Choice(id) => u64::from(id.0),
            Value::User(user) => user.0,
            _ => 0,
        };
        let turn = |field| {
            let from = number(before.record.value(field));
            let to = number(after.record.value(field));
            (from != to).then_some((field, from, to))
        };
        let fresh: Vec<_> = TOLD.into_iter().filter_map(turn).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let customer = after.ordinal;
        let mut turns = ledger::turns(self, customer)?;
        let (seq, at, by) = (self.head().0, self.stamp().at, self.stamp().actor.user());
        turns.extend(fresh.into_iter().map(|(field, from, to)| Turn {
            seq,
            at,
            by,
            field,
            from,
            to,
        }));
        let key = ledger_key(customer, Kind::Customer as u8);
        let plain = ledger::turns_to_bytes(&turns);
        let sealed = self.seal_for(customer, Table::Ledger, &key, &plain)?;
        self.put(Table::Ledger, key.to_vec(), Some(sealed));
        Ok(())
    }

    /// The look-ups of what is about a customer are released with it, and claimed again.
    pub(super) fn move_children(
        &mut self,
        catalogue: &Catalogue,
        customer: u64,
    ) -> Result<(), StoreError> {
        for kind in Kind::CHILDREN.into_iter().filter(|kind| keyed::has_keys(catalogue, *kind)) {
            let lines = ledger::lines(self, customer, kind)?;
            let there = lines.iter().filter(|line| !line.deleted);
            let ordinals: Vec<u64> = there.map(|line| line.ordinal).collect();
            if !ordinals.is_empty() {
                let mut moved = Moved { unit: &mut *self, catalogue, customer, ordinals };
                kinds::with_child(kind, &mut moved).transpose()?;
            }
        }
        Ok(())
    }
}

struct Moved<'u, 'g> {
    unit: &'u mut Unit<'g>,
    catalogue: &'u Catalogue,
    customer: u64,
    ordinals: Vec<u64>,
}

impl kinds::Visit for Moved<'_, '_> {
    type Out = Result<(), StoreError>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        for stored in self.unit.load_of::<R>(self.customer, &self.ordinals)? {
            self.unit.move_lookups(self.catalogue, &stored);
        }
        Ok(())
    }
}
