//! Bring a staged file in: read, prepare and write at the same time, and answer when every customer
//! of it can be found.

use crate::app::App;
use crate::app::Error;
use crate::app::INDEX_WAIT;
use crate::app::batches::row;
use crate::app::batches::undo;
use crate::app::imports::amend;
use crate::app::imports::commit::Committer;
use crate::app::imports::intake::Intake;
use crate::app::imports::job;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::job::Problem;
use crate::app::imports::job::Progress;
use crate::app::imports::job::State;
use crate::app::imports::mapping;
use crate::app::imports::patience::Patience;
use crate::app::imports::prepare;
use crate::app::imports::prepare::Open;
use crate::app::imports::prepare::bad_file;
use crate::app::imports::produce::Item;
use crate::app::imports::produce::Producer;
use crate::app::imports::report::Report;
use crate::app::imports::stage;
use crate::app::people;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::import::headings::Target;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::store::Deed;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc;

/// Chunks that are ready while one is being written.
const READY_CHUNKS: usize = 2;

/// Told after each unit.
pub type OnProgress<'a> = &'a mut dyn FnMut(&Progress);

/// Runs a job that is ready to its end. Blocks.
///
/// # Errors
/// [`Error::Rule`] `import_not_ready`; [`Error::Invalid`] for a mapping without a name, or a file
/// that breaks off: then the job is failed and what it made is taken back.
pub fn run(app: &App, op: &Op, id: JobId, on_progress: OnProgress) -> Result<Report, Error> {
    run_with(app, op, id, &prepare::in_child, on_progress)
}

/// The same with a parser of the caller's.
pub fn run_with(
    app: &App,
    op: &Op,
    id: JobId,
    open: &Open,
    on_progress: OnProgress,
) -> Result<Report, Error> {
    let job = wait(app, op, id)?;
    let turn = app.imports().turn(job.id)?;
    let done = go_on_with(app, op, id, open, on_progress);
    drop(turn);
    done
}

/// Puts a job that is ready into the queue; the workers take it from there.
///
/// # Errors
/// Those of [`run`] that need no reading of the file.
pub fn begin(app: &App, op: &Op, id: JobId) -> Result<Job, Error> {
    let job = wait(app, op, id)?;
    app.imports().push(job.id);
    Ok(job)
}

fn wait(app: &App, op: &Op, id: JobId) -> Result<Job, Error> {
    let written = app.write(op, move |gate| {
        job::demand(gate, Kind::Customer)?;
        let mut job = job::own(gate.source(), gate.op(), id)?;
        let kind = job.kind();
        job::demand(gate, kind)?;
        gate.demand(kind, Action::Create)?;
        if job.state != State::Ready {
            return Err(Error::Rule("import_not_ready"));
        }
        let words = amend::words(&job);
        let refused = mapping::refused(kind, &words, gate.catalogue(), gate.access());
        if !refused.is_empty() {
            return Err(Error::Invalid(refused));
        }
        let columns = mapping::columns(kind, &words, gate.catalogue())?;
        let skipped = columns.iter().filter(|column| column.target == Target::Skip);
        let headings = skipped.map(|column| column.heading.clone());
        job.report.unknown_columns = headings.filter(|heading| !heading.is_empty()).collect();
        let importer = gate.op().actor.user().or_else(|| only_administrator(&gate.live().people));
        job.owner = job.owner.or(importer.map(|user| user.0));
        job.state = State::Waiting;
        job.begun = (gate.op().now.0, gate.op().request);
        job.put(gate);
        gate.log(Deed::Import, job.name.clone())?;
        Ok(job)
    })?;
    Ok(written.answer)
}

/// The operator at the machine is nobody's owner; where there is one administrator, it is that one.
pub(crate) fn only_administrator(people: &people::People) -> Option<UserId> {
    let mut all = people.list().iter().filter(|user| people.administers(user));
    let first = all.next().map(|user| UserId(user.ordinal));
    first.filter(|_| all.next().is_none())
}

/// A job whose turn it is, from where it stands to its end. Blocks.
///
/// # Errors
/// Those of [`run`].
pub(super) fn go_on_with(
    app: &App,
    op: &Op,
    id: JobId,
    open: &Open,
    on_progress: OnProgress,
) -> Result<Report, Error> {
    let done = started(app, op, id)
        .and_then(|job| rows(app, op, job, open, on_progress))
        .and_then(|(job, seq)| finish(app, op, job, seq));
    match done {
        Ok(report) => Ok(report),
        // The disk, the index or a stop, not the file: the next start goes on.
        Err(error @ (Error::Store(_) | Error::IndexBehind(_) | Error::Busy)) => Err(error),
        Err(error) => {
            fail(app, op, id, &error)?;
            Err(error)
        }
    }
}

/// One that was cut off is running already.
fn started(app: &App, op: &Op, id: JobId) -> Result<Job, Error> {
    let job = job::load(&*app.store().reader(), id)?;
    if job.state == State::Running {
        return Ok(job);
    }
    let written = app.write(op, move |gate| {
        let mut job = job::load(gate.source(), id)?;
        job::demand(gate, job.kind())?;
        job.state = State::Running;
        job.put(gate);
        Ok(job)
    })?;
    Ok(written.answer)
}

fn rows(
    app: &App,
    op: &Op,
    job: Job,
    open: &Open,
    on_progress: OnProgress,
) -> Result<(Job, Seq), Error> {
    let live = app.live();
    let columns = mapping::columns(job.kind(), &amend::words(&job), &live.catalogue)?;
    let taken = Arc::new(AtomicU64::new(0));
    let part = stage::read_part(app, &job, Arc::clone(&taken))?;
    let parser = open(Box::new(part)).map_err(bad_file)?;
    let keyset = app.store().vault().shared();
    let owner = job.owner.map(UserId);
    let intake = Intake::new(live, keyset, op.now).with(&job.source, owner, job.new_options);
    let (kind, after) = (job.kind(), job.last_row);
    let producer = Producer { app, op, kind, columns, intake, taken, makes_options: true, after };
    let rejects = Arc::new(stage::rejects(app, &job)?);
    let (send, ready) = mpsc::sync_channel::<Vec<Item>>(READY_CHUNKS);
    let seq = app.store().head();
    std::thread::scope(|threads| {
        let reader = threads.spawn(move || producer.run(parser, |chunk| send.send(chunk).is_ok()));
        let mut committer = Committer { app, op, job, rejects, seq };
        for chunk in ready {
            committer.take(chunk)?;
            on_progress(&committer.job.progress);
        }
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map(|()| (committer.job, committer.seq))
    })
}

fn finish(app: &App, op: &Op, mut job: Job, seq: Seq) -> Result<Report, Error> {
    debug_assert!(job.report.sums.is_balanced());
    let id = job.id;
    job.end(State::Done, op.now);
    job.progress.bytes = job.progress.size;
    let report = job.report.clone();
    searchable(app, seq)?;
    app.write(op, move |gate| {
        if let Some(batch) = job.batch() {
            row::put(gate, batch, &row::Row::of_import(gate.op(), seq, &job));
        }
        job.put(gate);
        Ok(())
    })?;
    remove_part(app, id);
    Ok(report)
}

/// Nothing of a failed import stays: what it made goes to the bin, what it changed is changed back.
pub(super) fn fail(app: &App, op: &Op, id: JobId, error: &Error) -> Result<(), Error> {
    let system = system(op);
    let job = job::load(&*app.store().reader(), id)?;
    if let Some(batch) = job.batch() {
        let row = row::Row::of_import(op, app.store().head(), &job);
        app.write(&system, move |gate| {
            row::put(gate, batch, &row);
            Ok(())
        })?;
        undo::undo(app, &system, batch)?;
    }
    let problem = problem(error);
    let now = op.now;
    app.write(&system, move |gate| {
        let mut job = job::load(gate.source(), id)?;
        job.end(State::Failed, now);
        job.problem = Some(problem);
        job.put(gate);
        Ok(())
    })?;
    remove_part(app, id);
    Ok(())
}

/// The product cleaning up after itself: the importer may have lost the rights in the meantime.
pub(super) fn system(op: &Op) -> Op {
    Op { actor: Actor::System, access: Arc::new(Access::everything()), ..op.clone() }
}

fn problem(error: &Error) -> Problem {
    let of = |fault: &Fault| Problem {
        field: fault.field.clone(),
        reason: fault.reason.to_owned(),
        args: fault.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    let bare = |reason: &str| Problem {
        field: "file".to_owned(),
        reason: reason.to_owned(),
        args: Vec::new(),
    };
    match error {
        Error::Invalid(faults) => faults.first().map_or_else(|| bare("invalid"), of),
        Error::Rule(reason) => bare(reason),
        Error::Denied(_) | Error::SignIn | Error::Missing => bare("denied"),
        other => {
            tracing::error!(error = %other, "import");
            bare("internal")
        }
    }
}

/// The content is in the store now, or nowhere: the staged copy goes. One that cannot be removed is
/// found by the sweep at the next start.
fn remove_part(app: &App, id: JobId) {
    let _ = std::fs::remove_file(stage::part_path(app, id));
}

/// Waits until the index shows `seq`, however long that takes while it moves at all.
///
/// # Errors
/// [`Error::IndexBehind`] where it has stood still for a minute; [`Error::Busy`] at a stop.
pub(crate) fn searchable(app: &App, seq: Seq) -> Result<(), Error> {
    let mut patience = Patience::new(app.feed().state().shown, INDEX_WAIT);
    loop {
        app.may_go_on()?;
        match app.index_reached(seq) {
            Err(Error::IndexBehind(_)) => {}
            other => return other,
        }
        if patience.is_over(app.feed().state().shown) {
            return Err(Error::IndexBehind(seq));
        }
    }
}
