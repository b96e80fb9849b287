//! The full check of what is about customers: rows, ledgers and figures must tell the same.

use crate::domain::customer::Customer;
use crate::domain::customer::rules;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::kinds;
use crate::domain::ledger::Figures;
use crate::domain::ledger::Line;
use crate::domain::record::Record;
use crate::domain::value::Day;
use crate::store::StoreError;
use crate::store::ledger;
use crate::store::scrub::Rows;
use crate::store::scrub::missed;
use crate::store::source::Source;
use crate::store::tables::Table;
use redb::ReadableTable;

impl Rows<'_> {
    /// The number of records about customers. Each stands in the ledger of its customer as it is;
    /// those about nobody stand for themselves.
    pub(super) fn scrub_children(&mut self) -> Result<u64, StoreError> {
        let rows = self.scrub_links()?;
        let mut booked = 0;
        let mut customer: Option<(u64, Vec<(Kind, Line)>)> = None;
        for pair in self.reader.table(Table::Ledger).iter()? {
            let (key, _) = pair?;
            let key = key.value().to_vec();
            let known = key.split_first_chunk::<8>().and_then(|(ordinal, kind)| {
                Some((u64::from_be_bytes(*ordinal), Kind::from_number(*kind.first()?)?))
            });
            let (ordinal, kind) = known.ok_or_else(|| damaged("ledger"))?;
            if customer.as_ref().is_none_or(|(of, _)| *of != ordinal) {
                if let Some((of, lines)) = customer.take() {
                    self.figures(of, &lines)?;
                }
                customer = Some((ordinal, Vec::new()));
            }
            if kind == Kind::Customer {
                ledger::turns(self.reader, ordinal)?;
                continue;
            }
            let lines = ledger::lines(self.reader, ordinal, kind)?;
            booked += lines.len() as u64;
            let mut booking = Booked { rows: self, customer: ordinal, lines: &lines };
            kinds::with_child(kind, &mut booking).ok_or_else(|| damaged("ledger"))??;
            customer
                .iter_mut()
                .for_each(|(_, all)| all.extend(lines.iter().map(|line| (kind, *line))));
        }
        if let Some((of, lines)) = customer {
            self.figures(of, &lines)?;
        }
        match booked == rows.about {
            true => Ok(rows.about + rows.alone),
            false => Err(damaged("records that stand in no ledger")),
        }
    }

    /// Counts the rows by their links, and checks those that are about nobody.
    fn scrub_links(&mut self) -> Result<Counted, StoreError> {
        let mut counted = Counted { about: 0, alone: 0 };
        for pair in self.reader.table(Table::Rows).iter()? {
            let (key, value) = pair?;
            let (key, value) = (key.value(), value.value());
            let kind = key.first().and_then(|number| Kind::from_number(*number));
            let Some(kind) = kind.filter(|kind| kind.is_child()) else { continue };
            let ordinal = key.get(1..).and_then(|tail| tail.try_into().ok());
            let ordinal = u64::from_be_bytes(ordinal.ok_or_else(|| damaged("row"))?);
            let (customer, _) = self.reader.linked(kind, ordinal, value)?;
            if customer != 0 {
                counted.about += 1;
                continue;
            }
            counted.alone += 1;
            let mut alone = Alone { rows: self, ordinal };
            kinds::with_child(kind, &mut alone).transpose()?;
        }
        Ok(counted)
    }

    /// What the customer says of its records is what they come to. Days depend on where the firm is:
    /// they are left out.
    fn figures(&self, customer: u64, lines: &[(Kind, Line)]) -> Result<(), StoreError> {
        let id = RecordId { kind: Kind::Customer, ordinal: customer };
        let stored = self.reader.load::<Customer>(customer)?.ok_or_else(|| missed("ledger", id))?;
        if lines.is_empty() {
            return Ok(());
        }
        let mut again = stored.record.clone();
        rules::put_figures(&mut again, &Figures::of(lines), |_| Day(0));
        let said = |customer: &Customer| {
            let Customer { total_amount, deal_count, last_contact, open_tasks, .. } = customer;
            let Customer { next_task, satisfaction, service_count, last_deal, .. } = customer;
            (
                (*total_amount, *deal_count, *last_contact, *open_tasks),
                (*next_task, *satisfaction, *service_count, *last_deal),
            )
        };
        if said(&again) == said(&stored.record) { Ok(()) } else { Err(missed("figures", id)) }
    }
}

struct Counted {
    about: u64,
    alone: u64,
}

/// The records of one kind about one customer, beside their lines.
struct Booked<'a, 'r> {
    rows: &'a mut Rows<'r>,
    customer: u64,
    lines: &'a [Line],
}

impl kinds::Visit for Booked<'_, '_> {
    type Out = Result<(), StoreError>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let ordinals: Vec<u64> = self.lines.iter().map(|line| line.ordinal).collect();
        let found = self.rows.reader.load_of::<R>(self.customer, &ordinals)?;
        for line in self.lines {
            let id = RecordId { kind: R::KIND, ordinal: line.ordinal };
            let stored = found.iter().find(|stored| stored.ordinal == line.ordinal);
            let stored = stored.ok_or_else(|| missed("row", id))?;
            if ledger::line_of(stored) != *line {
                return Err(missed("line", id));
            }
            self.rows.record(stored)?;
        }
        Ok(())
    }
}

/// One record that is about nobody.
struct Alone<'a, 'r> {
    rows: &'a mut Rows<'r>,
    ordinal: u64,
}

impl kinds::Visit for Alone<'_, '_> {
    type Out = Result<(), StoreError>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let id = RecordId { kind: R::KIND, ordinal: self.ordinal };
        let stored = self.rows.reader.load::<R>(self.ordinal)?;
        self.rows.record(&stored.ok_or_else(|| missed("row", id))?)
    }
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(what.to_owned())
}
