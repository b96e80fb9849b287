//! What has lain in the bin for thirty days goes for good.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::domain::catalogue::UPDATED_AT;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::kinds;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::search::Ask;
use crate::search::Plan;
use std::ops::Bound;

/// Nothing can happen to a record in the bin without beginning its time there anew.
const KEEP_MS: i64 = 30 * 86_400_000;

/// Records in one unit: others get their turn in between.
const UNIT_RECORDS: usize = 200;

/// Says how many records went. Only for the product itself, see [`crate::app::Gate::purge`]. With a
/// customer goes what is about it.
///
/// # Errors
/// Those of store and index. Where the index is behind nothing is done: the next time will do.
pub fn purge(app: &App, op: &Op) -> Result<u64, Error> {
    let mut purging = Purging { app, op, until: op.now.0 - KEEP_MS };
    let mut purged = kinds::Visit::visit::<Customer>(&mut purging)?;
    for kind in Kind::CHILDREN {
        purged += kinds::with_child(kind, &mut purging).unwrap_or(Ok(0))?;
    }
    Ok(purged)
}

struct Purging<'a> {
    app: &'a App,
    op: &'a Op,
    /// What has lain there since then or longer.
    until: i64,
}

impl kinds::Visit for Purging<'_> {
    type Out = Result<u64, Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let Purging { app, op, until } = *self;
        let plan = Plan::Between(UPDATED_AT, Bound::Unbounded, Bound::Included(until));
        let (mut purged, mut passed) = (0, 0);
        loop {
            match app.shown_of(R::KIND, app.store().head()) {
                Err(Error::IndexBehind(_)) => return Ok(purged),
                reached => reached?,
            }
            let found = app.find(&Ask {
                kind: R::KIND,
                bin: true,
                plan: &plan,
                prefer: None,
                sort: &[],
                offset: passed,
                limit: UNIT_RECORDS,
                after: None,
                facets: &[],
                sums: &[],
            })?;
            if found.ordinals.is_empty() {
                return Ok(purged);
            }
            let looked_at = found.ordinals.len();
            let written = app.write(op, move |gate| unit::<R>(gate, &found.ordinals, until))?;
            // What is in the bin with its customer alone stays where it is.
            passed += looked_at - written.answer;
            purged += written.answer as u64;
        }
    }
}

fn unit<R: Record>(gate: &mut Gate, ordinals: &[u64], until: i64) -> Result<usize, Error> {
    let mut count = 0;
    for ordinal in ordinals {
        let stored = match gate.load::<R>(*ordinal) {
            Err(Error::Missing) => continue,
            stored => stored?,
        };
        if stored.deleted_at.is_some_and(|at| at.0 <= until) {
            gate.purge(stored)?;
            count += 1;
        }
    }
    Ok(count)
}
