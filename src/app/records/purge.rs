//! What has lain in the bin for thirty days goes for good.

use crate::app::App;
use crate::app::Error;
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

/// Says how many records went, not counting those that went with their customer. Only for the product
/// itself, see [`crate::app::Gate::purge`].
///
/// # Errors
/// Those of store and index. Where the index is behind nothing is done: the next time will do.
pub fn purge(app: &App, op: &Op) -> Result<u64, Error> {
    let mut purging = Purging { app, op };
    let mut purged = purging.all::<Customer>()?;
    for kind in Kind::CHILDREN {
        purged += kinds::with_child(kind, &mut purging).unwrap_or(Ok(0))?;
    }
    Ok(purged)
}

struct Purging<'a> {
    app: &'a App,
    op: &'a Op,
}

impl kinds::Visit for Purging<'_> {
    type Out = Result<u64, Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        self.all::<R>()
    }
}

impl Purging<'_> {
    fn all<R: Record>(&self) -> Result<u64, Error> {
        let Purging { app, op } = self;
        let until = op.now.0 - KEEP_MS;
        let plan = Plan::Between(UPDATED_AT, Bound::Unbounded, Bound::Included(until));
        let (mut purged, mut kept) = (0, 0);
        loop {
            match app.index_reached(app.store().head()) {
                Err(Error::IndexBehind(_)) => return Ok(purged),
                reached => reached?,
            }
            let found = app.find(&Ask {
                kind: R::KIND,
                bin: true,
                plan: &plan,
                prefer: None,
                sort: &[],
                offset: kept,
                limit: UNIT_RECORDS,
                after: None,
                facets: &[],
            })?;
            let all = found.ordinals.len();
            if all == 0 {
                return Ok(purged);
            }
            let gone = self.unit::<R>(found.ordinals, until)?;
            purged += gone;
            // Those that stay are passed over: what went along with its customer goes with it.
            kept += all - usize::try_from(gone).unwrap_or(all);
        }
    }

    fn unit<R: Record>(&self, ordinals: Vec<u64>, until: i64) -> Result<u64, Error> {
        let written = self.app.write(self.op, move |gate| {
            let mut count = 0;
            for ordinal in ordinals {
                let stored = match gate.load::<R>(ordinal) {
                    Err(Error::Missing) => continue,
                    stored => stored?,
                };
                if stored.deleted_at.is_some_and(|at| at.0 <= until) {
                    gate.purge(stored)?;
                    count += 1;
                }
            }
            Ok(count)
        })?;
        Ok(written.answer)
    }
}
