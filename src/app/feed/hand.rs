//! From a page of the journal to documents: which records an index must take in anew, and how they
//! are now.

use crate::app::document;
use crate::app::feed::worker::FeedError;
use crate::app::shelf::Shelf;
use crate::domain::catalogue::Catalogue;
use crate::domain::child::DIMENSIONS;
use crate::domain::child::Payment;
use crate::domain::child::payment;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::kinds;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Value;
use crate::search::Document;
use crate::search::Search;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;
use crate::store::Reader;
use crate::store::Source;
use crate::store::StoreError;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Takes records from one state of the store into an index.
pub(super) struct Hand<'a> {
    pub reader: &'a Reader,
    pub search: &'a Search,
    pub catalogue: &'a Catalogue,
    /// Documents put and forgotten.
    pub count: usize,
}

/// Records by the customer that they are about, 0 for none: what is about one customer is read
/// together.
type Touched = BTreeMap<u64, BTreeSet<(Kind, u64)>>;

/// By customer, the payments that have changed.
type Paid = BTreeMap<u64, Named>;

/// Payments of one customer, and the deals that their changes name.
#[derive(Default)]
struct Named {
    payments: BTreeSet<u64>,
    deals: BTreeSet<u64>,
}

impl Hand<'_> {
    pub fn take(&mut self, shelf: Shelf, entries: &[Entry]) -> Result<(), FeedError> {
        let changes = entries.iter().filter(|entry| entry.deed.is_change());
        match shelf {
            Shelf::Customers => {
                let touched: BTreeSet<u64> = changes.filter_map(customer_of).collect();
                touched.into_iter().try_for_each(|ordinal| self.customer(ordinal))
            }
            Shelf::Children => {
                let touched = self.children_of(changes)?;
                touched.iter().try_for_each(|(customer, records)| self.about(*customer, records))
            }
        }
    }

    fn customer(&mut self, ordinal: u64) -> Result<(), FeedError> {
        match self.opened(|reader| reader.load::<Customer>(ordinal))?.flatten() {
            Some(stored) => self.put(&document::of_customer(self.catalogue, &stored)),
            None => self.forget(Kind::Customer, ordinal),
        }
    }

    /// The records themselves, and all that are about a customer of whom something has changed that
    /// stands with each of them.
    fn children_of<'e>(
        &self,
        changes: impl Iterator<Item = &'e Entry>,
    ) -> Result<Touched, FeedError> {
        let mut touched = Touched::new();
        let (mut moved, mut paid) = (BTreeSet::new(), Paid::new());
        for entry in changes {
            let id = entry.record;
            if id.kind.is_child() {
                touched.entry(entry.parent).or_default().insert((id.kind, id.ordinal));
                if id.kind == Kind::Payment {
                    let paid = paid.entry(entry.parent).or_default();
                    paid.payments.insert(id.ordinal);
                    paid.deals.extend(deals_in(entry));
                }
            } else if id.kind == Kind::Customer && moves_children(entry) {
                moved.insert(id.ordinal);
            }
        }
        // What came in stands with the deals.
        for (customer, paid) in paid {
            let deals = self.deals_of(customer, paid)?.into_iter();
            touched.entry(customer).or_default().extend(deals.map(|deal| (Kind::Deal, deal)));
        }
        for customer in moved {
            let lines = self.opened(|reader| store::ledger(reader, customer))?.unwrap_or_default();
            if !lines.is_empty() {
                let all = lines.into_iter().map(|(kind, line)| (kind, line.ordinal));
                touched.entry(customer).or_default().extend(all);
            }
        }
        Ok(touched)
    }

    /// The deals that payments are for by now, and were for before. What a payment was for that is
    /// gone, or does not open, nobody says: then it is any of the customer's.
    fn deals_of(&self, customer: u64, paid: Named) -> Result<BTreeSet<u64>, FeedError> {
        let Named { payments, mut deals } = paid;
        let payments: Vec<u64> = payments.into_iter().collect();
        let there = self.opened(|reader| reader.load_of::<Payment>(customer, &payments))?;
        let there = there.unwrap_or_default();
        deals.extend(there.iter().filter_map(|payment| payment.record.deal));
        if there.len() < payments.len() {
            let all = self.opened(|reader| store::lines(reader, customer, Kind::Deal))?;
            deals.extend(all.unwrap_or_default().iter().map(|line| line.ordinal));
        }
        Ok(deals)
    }

    /// Records about one customer.
    fn about(&mut self, customer: u64, records: &BTreeSet<(Kind, u64)>) -> Result<(), FeedError> {
        let stored = match customer {
            0 => None,
            ordinal => self.opened(|reader| reader.load::<Customer>(ordinal))?.flatten(),
        };
        for kind in Kind::CHILDREN {
            let of_kind = records.range((kind, 0)..=(kind, u64::MAX));
            let ordinals: Vec<u64> = of_kind.map(|(_, ordinal)| *ordinal).collect();
            if !ordinals.is_empty() {
                let parent = (customer, stored.as_ref());
                let mut reading = Reading { hand: &mut *self, parent, ordinals: &ordinals };
                kinds::with_child(kind, &mut reading).transpose()?;
            }
        }
        Ok(())
    }

    fn put(&mut self, document: &Document) -> Result<(), FeedError> {
        self.count += 1;
        Ok(self.search.put(document)?)
    }

    fn forget(&mut self, kind: Kind, ordinal: u64) -> Result<(), FeedError> {
        self.count += 1;
        Ok(self.search.forget(kind, ordinal)?)
    }

    /// `None` for what does not open: one row must not take the others out of sight.
    fn opened<T>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<Option<T>, FeedError> {
        match store::reading(|| read(self.reader)) {
            Ok(read) => Ok(Some(read)),
            Err(StoreError::Damaged(what)) => {
                tracing::error!(what, "a row does not open; it is left out");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The customer whose document an entry changes: its own, or that of the record's, whose figures follow.
fn customer_of(entry: &Entry) -> Option<u64> {
    match entry.record.kind {
        Kind::Customer => Some(entry.record.ordinal),
        kind => Some(entry.parent).filter(|parent| kind.is_child() && *parent != 0),
    }
}

/// The deals that a change of a payment names: those that it was for before and after.
fn deals_in(entry: &Entry) -> impl Iterator<Item = u64> {
    let links = entry.changes.iter().filter(|(tag, ..)| *tag == payment::tag::DEAL);
    let both = links.flat_map(|(_, was, is)| [was.clone(), is.clone()]);
    both.flat_map(Value::into_links)
}

/// Whether a change of a customer shows in the documents of what is about it.
fn moves_children(entry: &Entry) -> bool {
    // When it goes for good, what is about it has entries of its own.
    matches!(entry.deed, Deed::Delete | Deed::Restore)
        || entry.changes.iter().any(|(tag, ..)| DIMENSIONS.contains(tag))
}

/// Records of one kind about one customer, on their way into the index.
struct Reading<'h, 'a> {
    hand: &'h mut Hand<'a>,
    /// 0 for none.
    parent: (u64, Option<&'h Stored<Customer>>),
    ordinals: &'h [u64],
}

impl Reading<'_, '_> {
    /// All at once; one by one where one of them does not open.
    fn load<R: Record>(&self) -> Result<Vec<Stored<R>>, FeedError> {
        let (customer, _) = self.parent;
        if customer != 0
            && let Some(all) = self.hand.opened(|reader| reader.load_of(customer, self.ordinals))?
        {
            return Ok(all);
        }
        let mut all = Vec::with_capacity(self.ordinals.len());
        for ordinal in self.ordinals {
            all.extend(self.hand.opened(|reader| reader.load::<R>(*ordinal))?.flatten());
        }
        Ok(all)
    }
}

impl kinds::Visit for Reading<'_, '_> {
    type Out = Result<(), FeedError>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let all = self.load::<R>()?;
        let mut gone: BTreeSet<u64> = self.ordinals.iter().copied().collect();
        for stored in &all {
            let document = document::of_child(self.hand.catalogue, stored, self.parent.1);
            if let Some(document) = document {
                gone.remove(&stored.ordinal);
                self.hand.put(&document)?;
            }
        }
        gone.into_iter().try_for_each(|ordinal| self.hand.forget(R::KIND, ordinal))
    }
}
