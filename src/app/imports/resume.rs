//! After a start: imports that a crash cut off go on, and staged files that nobody needs go.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::job;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::job::Problem;
use crate::app::imports::job::State;
use crate::app::imports::part::io_error;
use crate::app::imports::report::Report;
use crate::app::imports::run;
use crate::app::imports::run::OnProgress;
use crate::app::imports::stage;
use crate::domain::access::Access;
use crate::domain::op::Actor;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use std::collections::HashMap;
use std::sync::Arc;

/// How long a staged file waits for its start, and rejected rows for their reader.
const KEEP_MS: i64 = 7 * 86_400_000;

/// A job that was running when the server stopped.
pub struct Interrupted {
    pub id: JobId,
    /// In the name and with the rights of who had started it.
    pub(super) op: Op,
    pub(super) job: Job,
}

impl Interrupted {
    /// Goes on after the last row that was committed. Blocks.
    pub fn go_on(self, app: &App, on_progress: OnProgress) -> Result<Report, Error> {
        run::go_on(app, &self.op, self.job, on_progress)
    }
}

/// The jobs to go on with. One whose owner may not come in any more is failed instead.
pub fn resume(app: &App, now: Moment, request: u64) -> Result<Vec<Interrupted>, Error> {
    let people = Arc::clone(&app.live().people);
    let mut found = Vec::new();
    for job in job::all(app)?.into_iter().filter(|job| job.state == State::Running) {
        let actor = job.started_by();
        let access = match actor {
            Actor::User(user) => people.access(user),
            Actor::Operator | Actor::System => Some(Arc::new(Access::everything())),
        };
        let whole = Arc::new(Access::everything());
        let is_welcome = access.is_some();
        let access = access.unwrap_or(whole);
        let op = Op { actor, access, now, request, lang: Lang::default(), caller: Arc::default() };
        match is_welcome {
            true => found.push(Interrupted { id: job.id, op, job }),
            false => run::fail(app, &op, job.id, &Error::SignIn)?,
        }
    }
    Ok(found)
}

/// Removes staged files without a job, of jobs that ended, and of jobs that were never started.
pub fn sweep(app: &App, now: Moment) -> Result<(), Error> {
    let folder = stage::folder(app);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error(&folder)(error)),
    };
    let jobs = job::all(app)?;
    let jobs: HashMap<String, &Job> = jobs.iter().map(|job| (job.id.to_string(), job)).collect();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let (id, kind) = name.to_str().and_then(|name| name.split_once('.')).unwrap_or_default();
        if !jobs.get(id).is_some_and(|job| is_needed(job, kind, now)) {
            let path = entry.path();
            std::fs::remove_file(&path).map_err(io_error(&path))?;
        }
    }
    expire(app, now)
}

fn is_needed(job: &Job, kind: &str, now: Moment) -> bool {
    let since = job.ended_at().unwrap_or(job.created_at());
    let is_fresh = now.0 - since.0 < KEEP_MS;
    match (kind, job.state) {
        (_, State::Running) => true,
        ("part", State::Ready) => is_fresh,
        ("rejected", _) => is_fresh,
        _ => false,
    }
}

/// Jobs whose file is gone cannot start any more.
fn expire(app: &App, now: Moment) -> Result<(), Error> {
    let jobs = job::all(app)?;
    let stale = jobs.iter().filter(|job| job.state == State::Ready && !is_needed(job, "part", now));
    let ids: Vec<JobId> = stale.map(|job| job.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let access = Arc::new(Access::everything());
    let op = Op {
        actor: Actor::System,
        access,
        now,
        request: 0,
        lang: Lang::default(),
        caller: Arc::default(),
    };
    app.write(&op, move |gate| {
        for id in ids {
            let mut job = job::load(gate.source(), id)?;
            job.end(State::Failed, now);
            let (field, reason) = ("file".to_owned(), "expired".to_owned());
            job.problem = Some(Problem { field, reason, args: Vec::new() });
            job.put(gate);
        }
        Ok(())
    })?;
    Ok(())
}
