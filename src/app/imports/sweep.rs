//! Staged files that nobody needs go, and jobs that are long past.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::job;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::job::Problem;
use crate::app::imports::job::State;
use crate::app::imports::part::io_error;
use crate::app::imports::run;
use crate::app::imports::stage;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store::Space;
use std::collections::HashMap;
use std::fs::DirEntry;
use std::io::ErrorKind;
use std::time::UNIX_EPOCH;

const DAY_MS: i64 = 86_400_000;

/// How long a staged file waits for its start, and rejected rows for their reader.
const KEEP_MS: i64 = 7 * DAY_MS;

/// How long a job is told of after its end. What undoes it is kept apart from it.
const TELL_MS: i64 = 90 * DAY_MS;

/// A file that was written to this lately is still coming in: its job is not there yet.
const YOUNG_MS: i64 = 3_600_000;

/// Jobs in one unit: others get their turn in between.
const UNIT_JOBS: usize = 100;

/// At the start, when nothing can be coming in: removes staged files without a job, of jobs that
/// ended, and of jobs that were never started.
///
/// # Errors
/// Where the store or the folder does not read, or a file cannot be removed.
pub fn sweep(app: &App, op: &Op) -> Result<u64, Error> {
    clear(app, op, 0)
}

/// The same while files may be coming in; says how many files and jobs went.
///
/// # Errors
/// Those of [`sweep`].
pub fn tidy(app: &App, op: &Op) -> Result<u64, Error> {
    clear(app, op, YOUNG_MS)
}

fn clear(app: &App, op: &Op, spared_ms: i64) -> Result<u64, Error> {
    let jobs = job::all(app)?;
    let by_name: HashMap<String, &Job> = jobs.iter().map(|job| (job.id.to_string(), job)).collect();
    let mut removed = 0;
    for entry in staged(app)? {
        let name = entry.file_name();
        let (id, kind) = name.to_str().and_then(|name| name.split_once('.')).unwrap_or_default();
        let is_spared = match by_name.get(id) {
            Some(job) => is_needed(job, kind, op.now),
            None => op.now.0 - written_at(&entry) < spared_ms,
        };
        if !is_spared {
            let path = entry.path();
            match std::fs::remove_file(&path) {
                Ok(()) => removed += 1,
                // Its job has just ended and taken it away.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(io_error(&path)(error)),
            }
        }
    }
    expire(app, op, &jobs)?;
    Ok(removed + prune(app, op, &jobs)?)
}

fn staged(app: &App) -> Result<Vec<DirEntry>, Error> {
    let folder = stage::folder(app);
    match std::fs::read_dir(&folder) {
        Ok(entries) => Ok(entries.flatten().collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(io_error(&folder)(error)),
    }
}

/// In ms; one that does not say is as old as can be.
fn written_at(entry: &DirEntry) -> i64 {
    let at = entry.metadata().and_then(|data| data.modified());
    let since = at.ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0)
}

fn is_needed(job: &Job, kind: &str, now: Moment) -> bool {
    let since = job.ended_at().unwrap_or(job.created_at());
    let is_fresh = now.0 - since.0 < KEEP_MS;
    match (kind, job.state) {
        (_, State::Running | State::Waiting) => true,
        ("part", State::Ready) => is_fresh,
        ("rejected", _) => is_fresh,
        _ => false,
    }
}

/// Jobs whose file is gone cannot start any more.
fn expire(app: &App, op: &Op, jobs: &[Job]) -> Result<(), Error> {
    let now = op.now;
    let is_stale = |job: &&Job| job.state == State::Ready && !is_needed(job, "part", now);
    let ids: Vec<JobId> = jobs.iter().filter(is_stale).map(|job| job.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    app.write(&run::system(op), move |gate| {
        for id in ids {
            let mut job = job::load(gate.source(), id)?;
            if job.state != State::Ready {
                continue;
            }
            job.end(State::Failed, now);
            let (field, reason) = ("file".to_owned(), "expired".to_owned());
            job.problem = Some(Problem { field, reason, args: Vec::new() });
            job.put(gate);
        }
        Ok(())
    })?;
    Ok(())
}

fn prune(app: &App, op: &Op, jobs: &[Job]) -> Result<u64, Error> {
    let is_past = |job: &&Job| job.ended_at().is_some_and(|ended| TELL_MS <= op.now.0 - ended.0);
    let ids: Vec<JobId> = jobs.iter().filter(is_past).map(|job| job.id).collect();
    for part in ids.chunks(UNIT_JOBS) {
        let part = part.to_vec();
        app.write(&run::system(op), move |gate| {
            part.iter().for_each(|id| gate.put_system(Space::Import, &id.0, None));
            Ok(())
        })?;
    }
    Ok(ids.len() as u64)
}
