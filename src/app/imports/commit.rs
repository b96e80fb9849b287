//! The writing end of a running import: chunks of prepared rows go through the gate, each with the
//! job's progress in the same unit, so that a crash loses no row and repeats none.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::imports::admit::admit;
use crate::app::imports::cells;
use crate::app::imports::job;
use crate::app::imports::job::Job;
use crate::app::imports::patience::Patience;
use crate::app::imports::produce::Item;
use crate::app::imports::rejects::Reason;
use crate::app::imports::rejects::Refused;
use crate::app::imports::rejects::Rejects;
use crate::domain::field::Fault;
use crate::domain::ids::Seq;
use crate::domain::import::report::Outcome;
use crate::domain::op::Op;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// How long an import waits for the index feed before it looks again.
const LAG_PAUSE: Duration = Duration::from_millis(20);

pub(super) struct Committer<'a> {
    pub app: &'a App,
    pub op: &'a Op,
    /// As it is after the last commit.
    pub job: Job,
    pub rejects: Arc<Rejects>,
    /// The last entry that the import has written.
    pub seq: Seq,
}

impl Committer<'_> {
    pub fn take(&mut self, items: Vec<Item>) -> Result<(), Error> {
        wait_for_feed(self.app)?;
        let items = Arc::new(items);
        let whole = 0..items.len();
        self.commit(&items, whole)
    }

    /// A unique value that another record took in the meantime, or that two rows of the unit share,
    /// fails the unit: its halves are tried, until the one row stands alone.
    fn commit(&mut self, items: &Arc<Vec<Item>>, range: Range<usize>) -> Result<(), Error> {
        match self.unit(items, range.clone(), None) {
            Err(Error::Taken { field, .. }) if range.len() == 1 => {
                self.unit(items, range, Some(Fault::new(&field, "taken")))
            }
            Err(Error::Taken { .. }) => {
                let middle = range.start + range.len() / 2;
                self.commit(items, range.start..middle)?;
                self.commit(items, middle..range.end)
            }
            other => other,
        }
    }

    fn unit(
        &mut self,
        items: &Arc<Vec<Item>>,
        range: Range<usize>,
        refusal: Option<Fault>,
    ) -> Result<(), Error> {
        if range.is_empty() {
            return Ok(());
        }
        let kind = self.job.kind();
        let (mut job, rejects) = (self.job.clone(), Arc::clone(&self.rejects));
        let items = Arc::clone(items);
        let written = self.app.write_in(self.op, self.job.batch(), move |gate| {
            // Taken away in the meantime, the right is gone for the rest of the file too.
            job::demand(gate, kind)?;
            let mut refused = Vec::new();
            let outcomes = gate.settling_once(|gate| {
                let each = items[range.clone()].iter();
                each.map(|item| outcome(gate, item, &job, refusal.as_ref())).collect()
            })?;
            let outcomes: Vec<(Outcome, bool)> = outcomes;
            for (item, (outcome, is_unverified)) in items[range].iter().zip(outcomes) {
                job.report.count(&outcome, is_unverified);
                job.report.clean(&item.notes);
                job.report.unknown_owners(&item.strangers);
                (job.last_row, job.progress.bytes) = (item.row.number, item.bytes);
                if let Outcome::Rejected(faults) = outcome {
                    let reasons = faults.iter().map(Reason::from).collect();
                    let cells = cells::texts(&item.row.cells);
                    refused.push(Refused { row: item.row.number, reasons, cells });
                }
            }
            job.progress.rows = job.report.sums.rows;
            job.report.batch = gate.source().batch().map(|batch| batch.0);
            if !refused.is_empty() {
                rejects.append(&mut job, &refused)?;
            }
            job.put(gate);
            Ok(job)
        })?;
        (self.job, self.seq) = (written.answer, written.seq);
        Ok(())
    }
}

fn outcome(
    gate: &mut Gate,
    item: &Item,
    job: &Job,
    refusal: Option<&Fault>,
) -> Result<(Outcome, bool), Error> {
    match (refusal, &item.is) {
        (Some(fault), _) => Ok((Outcome::Rejected(vec![fault.clone()]), false)),
        (None, Ok(prepared)) => admit(gate, prepared.as_ref(), job.duplicates),
        (None, Err(faults)) => Ok((Outcome::Rejected(faults.clone()), false)),
    }
}

/// An import goes no faster than its records become searchable.
///
/// # Errors
/// [`Error::Busy`] when the product stops; [`Error::IndexBehind`] where the index has stood still for a
/// minute: what is done stands.
pub(crate) fn wait_for_feed(app: &App) -> Result<(), Error> {
    app.may_go_on()?;
    let mut patience = Patience::new(app.feed().state().shown, LAG_PAUSE);
    loop {
        let (head, shown) = (app.store().head(), app.feed().state().shown);
        if head.0.saturating_sub(shown.0) <= crate::app::feed::LAG_LIMIT {
            return Ok(());
        }
        if patience.is_over(shown) {
            return Err(Error::IndexBehind(head));
        }
        std::thread::sleep(LAG_PAUSE);
        app.may_go_on()?;
    }
}
