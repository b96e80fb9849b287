//! What has lain in the bin for thirty days goes for good.

use crate::app::App;
use crate::app::Error;
use crate::domain::catalogue::UPDATED_AT;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::search::Ask;
use crate::search::Plan;
use std::ops::Bound;

/// Nothing can happen to a record in the bin without beginning its time there anew.
const KEEP_MS: i64 = 30 * 86_400_000;

/// Records in one unit: others get their turn in between.
const UNIT_RECORDS: usize = 200;

/// Says how many records went. Only for the product itself, see [`crate::app::Gate::purge`].
///
/// # Errors
/// Those of store and index. Where the index is behind nothing is done: the next time will do.
pub fn purge(app: &App, op: &Op) -> Result<u64, Error> {
    let until = op.now.0 - KEEP_MS;
    let plan = Plan::Between(UPDATED_AT, Bound::Unbounded, Bound::Included(until));
    let mut purged = 0;
    loop {
        match app.index_reached(app.store().head()) {
            Err(Error::IndexBehind(_)) => return Ok(purged),
            reached => reached?,
        }
        let found = app.find(&Ask {
            kind: Kind::Customer,
            bin: true,
            plan: &plan,
            prefer: None,
            sort: &[],
            offset: 0,
            limit: UNIT_RECORDS,
            after: None,
            facets: &[],
        })?;
        if found.ordinals.is_empty() {
            return Ok(purged);
        }
        let written = app.write(op, move |gate| {
            let mut count = 0;
            for ordinal in found.ordinals {
                let stored = match gate.load::<Customer>(ordinal) {
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
        if written.answer == 0 {
            return Ok(purged);
        }
        purged += written.answer;
    }
}
