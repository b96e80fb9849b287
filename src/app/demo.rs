//! Fill the store with made-up customers, to try the product with.

use crate::app::App;
use crate::app::Error;
use crate::app::batches::row;
use crate::app::imports;
use crate::app::imports::Duplicates;
use crate::app::imports::Intake;
use crate::app::imports::Prepared;
use crate::domain::catalogue::Catalogue;
use crate::domain::demo;
use crate::domain::demo::DemoCustomer;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::domain::import::clean;
use crate::domain::import::clean::Draft;
use crate::domain::import::headings::Column;
use crate::domain::import::headings::Target;
use crate::domain::import::report::Outcome;
use crate::domain::op::Op;

/// Customers in one unit.
const CHUNK: u64 = 500;

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
    let today = live.settings.today(op.now);
    let owner = op.actor.user().or_else(|| imports::only_administrator(&live.people));
    let keyset = app.store().vault().shared();
    let mut intake = Intake::new(live, keyset, op.now).with("demo", owner, false);
    let mut number = app.store().last_ordinal(Kind::Customer);
    let (mut made, mut batch, mut seq) = (0, None, app.store().head());
    while made < customers {
        imports::wait_for_feed(app)?;
        let mut chunk = Vec::new();
        for _ in 0..CHUNK.min(customers - made) {
            number += 1;
            let draft = draft(&demo::customer(seed, number, today), &intake.live().catalogue);
            chunk.push(Prepared::new(app.store().vault(), intake.take(&draft).record));
        }
        let written = app.write_in(op, batch, move |gate| {
            let mut created = 0;
            for prepared in &chunk {
                let (outcome, _) = imports::admit(gate, prepared, Duplicates::Import)?;
                created += u64::from(outcome == Outcome::Created);
            }
            // Customers that nobody can make would otherwise be tried forever.
            if created == 0 { Err(Error::Rule("demo_refused")) } else { Ok(created) }
        })?;
        made += written.answer;
        (batch, seq) = (batch.or(written.batch), written.seq);
        on_progress(made);
    }
    let batch = batch.ok_or(Error::Rule("demo_refused"))?;
    let row = row::Row::new(op, seq);
    app.write(op, move |gate| {
        row::put(gate, batch, &row);
        Ok(())
    })?;
    imports::searchable(app, seq)?;
    Ok(batch)
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
}
