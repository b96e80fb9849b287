//! The workers of the queue, and what a start puts into it: imports that a stop or a crash cut off,
//! then those that waited.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::job;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::job::State;
use crate::app::imports::prepare;
use crate::app::imports::prepare::Open;
use crate::app::imports::run;
use crate::domain::access::Access;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Puts into the queue what a stop left; says how many. Before anybody can begin another.
///
/// # Errors
/// Where the store does not read.
pub fn resume(app: &App) -> Result<usize, Error> {
    let mut jobs = job::all(app)?;
    jobs.retain(|job| matches!(job.state, State::Running | State::Waiting));
    jobs.sort_by_key(|job| (job.state == State::Waiting, job.begun));
    jobs.iter().for_each(|job| app.imports().push(job.id));
    Ok(jobs.len())
}

/// Runs what waits, one after the other, until the product stops. Blocks.
pub fn work(app: &App, now: fn() -> Moment) {
    while let Some((id, turn)) = app.imports().next() {
        let one = AssertUnwindSafe(|| one(app, id, now(), &prepare::in_child));
        match std::panic::catch_unwind(one) {
            Ok(Ok(())) => {}
            Ok(Err(error @ Error::IndexBehind(_))) => {
                tracing::warn!(%id, %error, "the index stands still; the import goes on later");
                app.imports().push(id);
            }
            Ok(Err(error)) => tracing::warn!(%id, %error, "the import ended"),
            Err(_) => tracing::error!(%id, "the import panicked; the next start goes on with it"),
        }
        drop(turn);
    }
}

/// In the name and with the rights of who has begun it. One whose owner may not come in any more is
/// failed instead.
pub(super) fn one(app: &App, id: JobId, now: Moment, open: &Open) -> Result<(), Error> {
    let job = match job::load(&*app.store().reader(), id) {
        // Taken out while it waited.
        Err(Error::Missing) => return Ok(()),
        found => found?,
    };
    let (access, is_welcome) = access(app, &job);
    let (_, request) = job.begun;
    let op = Op::new(job.started_by(), access, now, request);
    match is_welcome {
        true => run::go_on_with(app, &op, id, open, &mut |_| {}).map(|_| ()),
        false => run::fail(app, &op, id, &Error::SignIn),
    }
}

fn access(app: &App, job: &Job) -> (Arc<Access>, bool) {
    let whole = || Arc::new(Access::everything());
    match job.started_by() {
        Actor::User(user) => match app.live().people.access(user) {
            Some(access) => (access, true),
            None => (whole(), false),
        },
        Actor::Operator | Actor::System => (whole(), true),
    }
}
