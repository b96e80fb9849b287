//! An import with everything but the writing: what would become of each row.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::admit::admit;
use crate::app::imports::amend;
use crate::app::imports::intake::Intake;
use crate::app::imports::job;
use crate::app::imports::job::Duplicates;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::mapping;
use crate::app::imports::prepare;
use crate::app::imports::prepare::bad_file;
use crate::app::imports::produce::Item;
use crate::app::imports::produce::Producer;
use crate::app::imports::report::Report;
use crate::app::imports::stage;
use crate::domain::field::Fault;
use crate::domain::ids::UserId;
use crate::domain::import::report::Outcome;
use crate::domain::op::Op;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The report that a run would give now. Nothing is written, new options are taken as made.
///
/// # Errors
/// Those of a run.
pub fn rehearse(app: &App, op: &Op, id: JobId) -> Result<Report, Error> {
    let job = job::show(app, op, id)?;
    let live = app.live();
    let columns = mapping::columns(job.kind(), &amend::words(&job), &live.catalogue)?;
    let taken = Arc::new(AtomicU64::new(0));
    let part = stage::read_part(app, &job, Arc::clone(&taken))?;
    let rows = prepare::in_child(Box::new(part)).map_err(bad_file)?;
    let keyset = app.store().vault().shared();
    let owner = job.owner.map(UserId).or(op.actor.user());
    let intake = Intake::new(live, keyset, op.now).with(&job.source, owner, job.new_options);
    let (kind, after) = (job.kind(), job.last_row);
    let producer = Producer { app, op, kind, columns, intake, taken, makes_options: false, after };
    let mut report = Report::default();
    let mut earlier = HashSet::new();
    let mut failed = None;
    producer.run(rows, |items| {
        let done = chunk(app, op, &job, &items, &mut earlier, &mut report);
        failed = done.err();
        failed.is_none()
    })?;
    failed.map_or(Ok(report), Err)
}

fn chunk(
    app: &App,
    op: &Op,
    job: &Job,
    items: &[Item],
    earlier: &mut HashSet<[u8; 16]>,
    report: &mut Report,
) -> Result<(), Error> {
    app.rehearse(op, |gate| {
        for item in items {
            let (outcome, is_unverified) = match &item.is {
                Err(faults) => (Outcome::Rejected(faults.clone()), false),
                Ok(prepared) => {
                    // Rows of earlier chunks are not in the store: they are known by their signs.
                    let seen =
                        prepared.signs().iter().filter(|sign| earlier.contains(*sign)).count();
                    let outcome = match (seen, job.duplicates) {
                        (0, mode) => admit(gate, prepared.as_ref(), mode)?,
                        (_, Duplicates::Skip) => (Outcome::Skipped, false),
                        (_, Duplicates::Merge) if prepared.is_known(earlier) => {
                            (Outcome::Updated, false)
                        }
                        (_, Duplicates::Merge) => (Outcome::Merged, false),
                        (_, Duplicates::Import) if prepared.is_known(earlier) => {
                            let fault = Fault::new("external_id", "taken");
                            (Outcome::Rejected(vec![fault]), false)
                        }
                        (_, Duplicates::Import) => {
                            admit(gate, prepared.as_ref(), Duplicates::Import)?
                        }
                    };
                    earlier.extend(prepared.signs());
                    outcome
                }
            };
            report.count(&outcome, is_unverified);
            report.clean(&item.notes);
            report.unknown_owners(&item.strangers);
        }
        Ok(())
    })
}
