//! Fill the store with made-up customers and what has happened with them, to try the product with.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::batches::row;
use crate::app::batches::row::What;
use crate::app::imports;
use crate::app::imports::Intake;
use crate::app::people::People;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::catalogue::Catalogue;
use crate::domain::check::Ease;
use crate::domain::child::Deal;
use crate::domain::child::Payment;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::child::contact;
use crate::domain::customer::Customer;
use crate::domain::demo;
use crate::domain::demo::Clock;
use crate::domain::demo::DemoCustomer;
use crate::domain::demo::Life;
use crate::domain::demo::Sale;
use crate::domain::demo::Talk;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::domain::import::clean;
use crate::domain::import::clean::Draft;
use crate::domain::import::headings::Column;
use crate::domain::import::headings::Target;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;

/// Customers in one unit.
const CHUNK: u64 = 200;

/// Adds exactly `customers` of them, as one batch; returns when all can be found. `on_progress` is
/// told how many there are by then; at least one must be asked for. A store that has customers already gets others than it has.
///
/// # Errors
/// [`Error::Denied`] without the right to create customers; those of the store.
pub fn demo(
    app: &App,
    op: &Op,
    customers: u64,
    seed: u64,
    on_progress: &mut dyn FnMut(u64),
) -> Result<BatchId, Error> {
    let live = app.live();
    let clock = Clock { now: op.now, zone: live.settings.zone };
    let owners = owners(&live.people);
    let keyset = app.store().vault().shared();
    let mut intake = Intake::new(live, keyset, op.now).with("demo", None, false);
    let mut number = app.store().last_ordinal(Kind::Customer);
    let (mut made, mut batch, mut seq) = (0, None, app.store().head());
    while made < customers {
        imports::wait_for_feed(app)?;
        let mut chunk = Vec::new();
        for _ in 0..CHUNK.min(customers - made) {
            number += 1;
            chunk.push(one(&mut intake, (seed, number), &owners, clock));
        }
        let written = app.write_in(op, batch, move |gate| {
            let created = gate.settling_once(|gate| {
                let mut created = 0;
                for one in chunk {
                    created += u64::from(make(gate, one)?);
                }
                Ok(created)
            })?;
            // Customers that nobody can make would otherwise be tried forever.
            if created == 0 {
                return Err(Error::Rule("demo_refused"));
            }
            row::grow(gate, What::Demo, created)?;
            Ok(created)
        })?;
        made += written.answer;
        (batch, seq) = (batch.or(written.batch), written.seq);
        on_progress(made);
    }
    let batch = batch.ok_or(Error::Rule("demo_refused"))?;
    imports::searchable(app, seq)?;
    Ok(batch)
}

/// Whoever may work with customers has some of them. The operator at the machine is nobody's owner.
fn owners(people: &People) -> Vec<UserId> {
    let may = |id: &UserId| {
        let access = people.access(*id);
        access.is_some_and(|access| access.scope(Kind::Customer, Action::Edit) != Scope::None)
    };
    people.list().iter().map(|user| UserId(user.ordinal)).filter(may).collect()
}

/// A customer with what has happened.
struct One {
    customer: Customer,
    life: Life,
    owner: Option<UserId>,
}

fn one(intake: &mut Intake, (seed, number): (u64, u64), owners: &[UserId], clock: Clock) -> One {
    let count = owners.len().max(1) as u64;
    let owner = owners.get(usize::try_from(number % count).unwrap_or_default()).copied();
    let made = demo::customer(seed, number, clock.today());
    let draft = draft(&made, &intake.live().catalogue);
    let mut customer = intake.take(&draft).record;
    customer.owner = owner;
    let mut life = demo::life(seed, number, &made, clock);
    for (contact, phone) in &mut life.contacts {
        let field = intake.live().catalogue.by_tag(Kind::Contact, contact::tag::PHONE).cloned();
        let value = field.and_then(|field| intake.parsed(&field, phone).ok());
        contact.set_value(contact::tag::PHONE, value.unwrap_or_default());
    }
    One { customer, life, owner }
}

/// Whether the customer came to be. What the firm's own rules refuse of its life is left out.
fn make(gate: &mut Gate, One { customer, life, owner }: One) -> Result<bool, Error> {
    let Some(customer) = kept(gate.create(customer, Ease::Import))? else { return Ok(false) };
    let mut hand = Hand { gate, customer: customer.ordinal, owner };
    for (contact, _) in life.contacts {
        hand.make(contact)?;
    }
    for Talk { mut followup, next } in life.talks {
        // A to-do is somebody's.
        if let Some(next) = next.filter(|_| owner.is_some()) {
            followup.task = hand.make(Task { assignee: owner, ..next })?;
        }
        hand.make(followup)?;
    }
    for service in life.services {
        hand.make(Service { handler: owner, ..service })?;
    }
    for Sale { deal, payments } in life.sales {
        let deal = hand.make(Deal { owner, ..deal })?;
        for payment in payments.into_iter().filter(|_| deal.is_some()) {
            hand.make(Payment { deal, ..payment })?;
        }
    }
    for order in life.orders {
        hand.make(order)?;
    }
    for participation in life.participations {
        hand.make(participation)?;
    }
    for consent in life.consents {
        hand.make(consent)?;
    }
    Ok(true)
}

/// Makes records about one customer.
struct Hand<'h, 'a, 'g> {
    gate: &'h mut Gate<'a, 'g>,
    customer: u64,
    owner: Option<UserId>,
}

impl Hand<'_, '_, '_> {
    fn make<R: Record>(&mut self, mut record: R) -> Result<Option<u64>, Error> {
        if let Some(base) = record.base_mut() {
            (base.customer, base.author) = (Some(self.customer), self.owner);
        }
        let made = kept(self.gate.create(record, Ease::Import))?;
        Ok(made.map(|stored| stored.ordinal))
    }
}

/// `None` where the rules of the firm refuse it.
fn kept<R>(made: Result<Stored<R>, Error>) -> Result<Option<Stored<R>>, Error> {
    match made {
        Ok(stored) => Ok(Some(stored)),
        Err(Error::Invalid(_) | Error::Denied(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// As a row of a file whose headings are the keys of its fields.
fn draft(made: &DemoCustomer, catalogue: &Catalogue) -> Draft {
    let fields = made.fields.iter();
    let known =
        fields.filter_map(|(key, text)| Some((catalogue.by_key(Kind::Customer, key)?, text)));
    let (columns, cells) = known
        .map(|(field, text)| {
            (Column::new(&field.key, Target::Field(field.tag)), Cell::Text(text.clone()))
        })
        .unzip::<Column, Cell, Vec<Column>, Vec<Cell>>();
    clean::clean(Kind::Customer, &Row { number: 1, cells }, &columns, catalogue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Live;
    use crate::app::People;
    use crate::app::Settings;
    use crate::crypto::keys::Keyset;
    use crate::domain::check;
    use crate::domain::check::Today;
    use crate::domain::record::Given;
    use crate::domain::value::Day;
    use crate::domain::value::Moment;
    use std::sync::Arc;

    #[test]
    fn made_up_customers_have_no_fault() {
        let live = Live {
            catalogue: Arc::new(Catalogue::new(1, &[])),
            people: Arc::new(People::default()),
            settings: Arc::new(Settings::default()),
        };
        let catalogue = Arc::clone(&live.catalogue);
        let today = Day(20_778);
        let now = Moment(i64::from(today.0) * 86_400_000);
        let mut intake = Intake::new(Arc::new(live), Arc::new(Keyset::generate()), now);
        for number in 1..2_000 {
            let made = demo::customer(7, number, today);
            let taken = intake.take(&draft(&made, &catalogue));
            assert_eq!(taken.faults, [], "{made:?}");
            assert_eq!((taken.wanted.len(), taken.strangers.len()), (0, 0), "{made:?}");
        }
    }

    /// What no rule refuses, with what the gate would add.
    fn check<R: Record>(catalogue: &Catalogue, record: &R, clock: Clock) {
        let mut record = record.clone();
        if let Some(base) = record.base_mut() {
            base.customer = Some(1);
        }
        for (tag, given) in R::given() {
            if let (Given::Value(value), true) = (given, record.value(tag).is_missing()) {
                record.set_value(tag, value);
            }
        }
        record.settle(None);
        let today = Today::at(clock.now, clock.zone);
        let faults = check::check(catalogue, None, &record, Ease::Import, today);
        assert_eq!(faults, [], "{:?}", record.filled());
    }

    #[test]
    fn made_up_lives_have_no_fault_and_hold_everything() {
        let catalogue = Catalogue::new(1, &[]);
        // 2026-11-21, in the morning.
        let clock = Clock { now: Moment(1_795_229_000_000), zone: chrono_tz::Asia::Shanghai };
        let mut counts = [0; 9];
        let (who, deal) = (Some(UserId(1)), Some(1));
        for number in 1..2_000 {
            let made = demo::customer(7, number, clock.today());
            let life = demo::life(7, number, &made, clock);
            assert_eq!(life, demo::life(7, number, &made, clock));
            for (contact, _) in &life.contacts {
                check(&catalogue, contact, clock);
            }
            for Talk { followup, next } in &life.talks {
                check(&catalogue, followup, clock);
                if let Some(next) = next {
                    check(&catalogue, &Task { assignee: who, ..next.clone() }, clock);
                    counts[0] += 1;
                }
            }
            life.services.iter().for_each(|one| check(&catalogue, one, clock));
            for Sale { deal: sold, payments } in &life.sales {
                check(&catalogue, sold, clock);
                for payment in payments {
                    check(&catalogue, &Payment { deal, ..payment.clone() }, clock);
                    counts[1] += 1;
                }
            }
            life.orders.iter().for_each(|one| check(&catalogue, one, clock));
            life.participations.iter().for_each(|one| check(&catalogue, one, clock));
            life.consents.iter().for_each(|one| check(&catalogue, one, clock));
            let more = [
                life.contacts.len(),
                life.talks.len(),
                life.services.len(),
                life.sales.len(),
                life.orders.len(),
                life.participations.len(),
                life.consents.len(),
            ];
            counts[2..].iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
        assert!(counts.iter().all(|count| 100 < *count), "{counts:?}");
        assert!(counts.iter().sum::<usize>() < 2_000 * 7, "{counts:?}");
    }
}
