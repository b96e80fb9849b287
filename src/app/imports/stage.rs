//! Take a file in: sealed on disk under a key of its own, its columns guessed.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::job;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::job::State;
use crate::app::imports::mapping;
use crate::app::imports::part;
use crate::app::imports::part::Part;
use crate::app::imports::part::io_error;
use crate::app::imports::prepare;
use crate::app::imports::prepare::Open;
use crate::app::imports::rejects::LABEL;
use crate::app::imports::rejects::Rejects;
use crate::crypto::key::Key;
use crate::crypto::keys::Purpose;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::store::Space;
use crate::store::StoreError;
use std::io::Read;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Longest name of a file, in characters; the rest is cut off.
const NAME_CHARS: usize = 200;

/// Keeps what `input` has, and looks at its first rows. `kind`: what they are.
///
/// # Errors
/// [`Error::Invalid`] for a file that is no table; [`Error::Rule`]: `file_too_large`, `disk_full`,
/// `upload_broken`; [`Error::Denied`] without the right to import.
pub fn stage(
    app: &App,
    op: &Op,
    kind: Kind,
    name: &str,
    input: &mut dyn Read,
) -> Result<Job, Error> {
    stage_with(app, op, kind, name, input, &prepare::in_child)
}

/// The same with a parser of the caller's.
pub fn stage_with(
    app: &App,
    op: &Op,
    kind: Kind,
    name: &str,
    input: &mut dyn Read,
    open: &Open,
) -> Result<Job, Error> {
    job::may_import(op, kind)?;
    job::may_have_another(&*app.store().reader(), op)?;
    let folder = folder(app);
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
    made.map_err(io_error(&folder))?;
    let id = JobId::random();
    let key = Key::random();
    let sealer = app.store().vault().keyset();
    let sealed_key = sealer.sealer(Purpose::Files).seal(&place(app, id), key.as_bytes());
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    let path = part_path(app, id);
    let kept = keep(app, op, Job::new(op, id, kind, &name, sealed_key), &key, input, open);
    if kept.is_err() {
        // Whatever part of it was written: nothing names it any more.
        let _ = std::fs::remove_file(&path);
    }
    kept
}

fn keep(
    app: &App,
    op: &Op,
    mut job: Job,
    key: &Key,
    input: &mut dyn Read,
    open: &Open,
) -> Result<Job, Error> {
    let path = part_path(app, job.id);
    job.size = part::write(&path, job.id, &key.derive(LABEL, b"part"), input)?;
    job.progress.size = job.size;
    let live = app.live();
    let part = read_part(app, &job, Arc::default())?;
    let seen = prepare::prepare(job.kind(), open, Box::new(part), &live.catalogue)?;
    (job.columns, job.rows_seen) = (seen.columns, seen.rows);
    let kind = job.kind();
    for column in &mut job.columns {
        let words = [(String::new(), column.target.clone())];
        if !mapping::refused(kind, &words, &live.catalogue, &op.access).is_empty() {
            column.target = None;
        }
    }
    job.last_row = seen.heading_row;
    let written = app.write(op, move |gate| {
        job::demand(gate, kind)?;
        job::may_have_another(gate.source(), gate.op())?;
        job.put(gate);
        Ok(job)
    })?;
    Ok(written.answer)
}

/// Forgets a job that has not begun, or still waits for its turn.
///
/// # Errors
/// [`Error::Rule`] `import_not_ready` for one that is running or at its end; [`Error::Missing`] for
/// one of somebody else.
pub fn discard(app: &App, op: &Op, id: JobId) -> Result<(), Error> {
    job::show(app, op, id)?;
    app.write(op, move |gate| match job::load(gate.source(), id)?.state {
        State::Ready | State::Waiting => {
            gate.put_system(Space::Import, &id.0, None);
            Ok(())
        }
        State::Running | State::Done | State::Failed | State::Undone => {
            Err(Error::Rule("import_not_ready"))
        }
    })?;
    // Its place in the queue is empty when its turn comes.
    let path = part_path(app, id);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io_error(&path)(error)),
        _ => Ok(()),
    }
}

/// The clear content of the staged file.
pub(super) fn read_part(app: &App, job: &Job, taken: Arc<AtomicU64>) -> Result<Part, Error> {
    let key = key(app, job)?.derive(LABEL, b"part");
    Part::open(&part_path(app, job.id), job.id, &key, taken)
}

pub(super) fn rejects(app: &App, job: &Job) -> Result<Rejects, Error> {
    let key = key(app, job)?.derive(LABEL, b"rejects");
    Ok(Rejects::new(rejects_path(app, job.id), job.id, &key))
}

pub(super) fn key(app: &App, job: &Job) -> Result<Key, Error> {
    let keyset = app.store().vault().keyset();
    let plain = keyset.open(Purpose::Files, &place(app, job.id), &job.sealed_key);
    let plain = plain.map_err(StoreError::from)?;
    let damaged = || Error::Store(StoreError::Damaged("key of a staged file".to_owned()));
    Key::from_slice(&plain).ok_or_else(damaged)
}

pub(super) fn folder(app: &App) -> PathBuf {
    app.data().join("staging")
}

pub(super) fn part_path(app: &App, id: JobId) -> PathBuf {
    folder(app).join(format!("{id}.part"))
}

pub(super) fn rejects_path(app: &App, id: JobId) -> PathBuf {
    folder(app).join(format!("{id}.rejected"))
}

/// The key of a staged file opens for this store and this job alone.
fn place(app: &App, id: JobId) -> Vec<u8> {
    [b"staging", &app.store().vault().store()[..], &id.0].concat()
}
