//! The import job: what is known of one file from its arrival to its report, kept as a system row.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::imports::report::Report;
use crate::app::row_id::RowId;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Scope;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;

/// Jobs that are kept in sight.
const MAX_LISTED: usize = 1_000;

/// Imports of one person that are not at their end: each keeps a file on the disk.
pub const MAX_UNFINISHED: usize = 20;

pub type JobId = RowId;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum State {
    /// Staged and mapped; waits for its start.
    Ready,
    Running,
    Done,
    /// Ended by its file or its rights; what it had made was taken back.
    Failed,
    Undone,
    /// Begun; others are before it.
    Waiting,
}

impl State {
    pub fn slug(self) -> &'static str {
        match self {
            State::Ready => "ready",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Undone => "undone",
            State::Waiting => "waiting",
        }
    }

    /// Whether there is still something to come.
    pub(super) fn is_unfinished(self) -> bool {
        match self {
            State::Ready | State::Waiting | State::Running => true,
            State::Done | State::Failed | State::Undone => false,
        }
    }
}

/// What becomes of a row whose customer is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Duplicates {
    /// Brought in all the same; only an external id that is taken is refused.
    #[default]
    Import,
    /// Left out.
    Skip,
    /// Joined: the same external id is an update, the same phone, e-mail or identity number fills
    /// what is empty.
    Merge,
}

impl Duplicates {
    pub fn slug(self) -> &'static str {
        match self {
            Duplicates::Import => "import",
            Duplicates::Skip => "skip",
            Duplicates::Merge => "merge",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Duplicates> {
        let all = [Duplicates::Import, Duplicates::Skip, Duplicates::Merge];
        all.into_iter().find(|mode| mode.slug() == slug)
    }
}

/// One column of the file. Holds some of its content in clear: it is shown to who sent it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ColumnGuess {
    pub heading: String,
    /// The word of what it is mapped to, see `mapping`; `None` for left out.
    pub target: Option<String>,
    pub samples: Vec<String>,
}

/// Why a job as a whole failed: a message key with its figures.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    pub field: String,
    pub reason: String,
    pub args: Vec<(String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    pub rows: u64,
    /// Bytes of the file that the parser has taken; reaches `size` at the end.
    pub bytes: u64,
    pub size: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    pub id: JobId,
    /// The name of the file, as it was sent.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Who sent it; `None` for the operator.
    started_by: Option<u64>,
    created_at: i64,
    ended_at: Option<i64>,
    pub state: State,
    pub columns: Vec<ColumnGuess>,
    /// Rows below the headings that the guess has looked at.
    pub rows_seen: u64,
    pub new_options: bool,
    pub duplicates: Duplicates,
    /// What external ids are unique within.
    pub source: String,
    /// The owner of rows that name none, and of those that name somebody unknown.
    pub(super) owner: Option<u64>,
    pub progress: Progress,
    pub report: Report,
    pub problem: Option<Problem>,
    /// The last row of the file that is decided, its headings to begin with: a run goes on after it.
    pub(super) last_row: u32,
    /// The key of the staged files, sealed.
    pub(super) sealed_key: Vec<u8>,
    /// How far the file of rejected rows is valid.
    pub(super) rejects_bytes: u64,
    pub(super) rejects_chunks: u64,
    /// When it was begun, by which request: the order of those that wait.
    #[serde(default)]
    pub(super) begun: (i64, u64),
    /// What the rows are, by number.
    #[serde(default = "customers")]
    kind: u8,
}

/// The kinds that files can be of.
pub const KINDS: [Kind; 9] = [
    Kind::Customer,
    Kind::FollowUp,
    Kind::Deal,
    Kind::Contact,
    Kind::Task,
    Kind::Service,
    Kind::Order,
    Kind::Participation,
    Kind::Consent,
];

/// By its plural.
pub fn kind_of(word: &str) -> Option<Kind> {
    KINDS.into_iter().find(|kind| kind.plural() == word)
}

fn customers() -> u8 {
    Kind::Customer as u8
}

impl Job {
    pub(super) fn new(op: &Op, id: JobId, kind: Kind, name: &str, sealed_key: Vec<u8>) -> Job {
        Job {
            id,
            name: name.to_owned(),
            size: 0,
            started_by: op.actor.user().map(|user| user.0),
            created_at: op.now.0,
            ended_at: None,
            state: State::Ready,
            columns: Vec::new(),
            rows_seen: 0,
            new_options: false,
            duplicates: Duplicates::Import,
            source: "import".to_owned(),
            owner: None,
            progress: Progress::default(),
            report: Report::default(),
            problem: None,
            last_row: 0,
            sealed_key,
            rejects_bytes: 0,
            rejects_chunks: 0,
            begun: (0, 0),
            kind: kind as u8,
        }
    }

    /// What the rows are.
    pub fn kind(&self) -> Kind {
        Kind::from_number(self.kind).unwrap_or(Kind::Customer)
    }

    pub fn started_by(&self) -> Actor {
        self.started_by.map_or(Actor::Operator, |user| Actor::User(UserId(user)))
    }

    pub fn created_at(&self) -> Moment {
        Moment(self.created_at)
    }

    pub fn ended_at(&self) -> Option<Moment> {
        self.ended_at.map(Moment)
    }

    pub fn batch(&self) -> Option<BatchId> {
        self.report.batch.map(BatchId)
    }

    /// It holds cells in clear: for who sent the file, and for the operator at the machine.
    pub(super) fn is_for(&self, op: &Op) -> bool {
        matches!(op.actor, Actor::Operator | Actor::System)
            || self.started_by() == op.actor
            || seeded(Bug::ImportOfAnother)
    }

    pub(super) fn end(&mut self, state: State, now: Moment) {
        self.columns.iter_mut().for_each(|column| column.samples.clear());
        self.state = state;
        self.ended_at = Some(now.0);
    }

    pub(super) fn put(&self, gate: &mut Gate) {
        gate.put_system(Space::Import, &self.id.0, Some(&to_bytes(self)));
    }
}

/// # Errors
/// [`Error::Missing`] for an unknown job; [`Error::Denied`] without the right to import.
pub fn show(app: &App, op: &Op, id: JobId) -> Result<Job, Error> {
    may_import(op, Kind::Customer)?;
    own(&*app.store().reader(), op, id)
}

/// # Errors
/// [`Error::Missing`] for the job of somebody else, as for an unknown one.
pub(super) fn own<S: Source>(source: &S, op: &Op, id: JobId) -> Result<Job, Error> {
    let job = load(source, id)?;
    if job.is_for(op) { Ok(job) } else { Err(Error::Missing) }
}

/// The jobs there are, newest first.
pub fn list(app: &App, op: &Op) -> Result<Vec<Job>, Error> {
    may_import(op, Kind::Customer)?;
    let mut jobs = all(app)?;
    jobs.retain(|job| job.is_for(op));
    jobs.truncate(MAX_LISTED);
    Ok(jobs)
}

pub(super) fn all(app: &App) -> Result<Vec<Job>, Error> {
    let rows = app.store().reader().system_list(Space::Import, usize::MAX)?;
    let jobs = rows.iter().map(|(_, bytes)| from_bytes::<Job>(bytes));
    let mut jobs = jobs.collect::<Result<Vec<Job>, _>>()?;
    jobs.sort_by_key(|job| std::cmp::Reverse(job.created_at));
    Ok(jobs)
}

/// # Errors
/// [`Error::Rule`] `too_many_imports` for a person with [`MAX_UNFINISHED`] of them. The operator at
/// the machine knows what the disk holds.
pub(super) fn may_have_another<S: Source>(source: &S, op: &Op) -> Result<(), Error> {
    let Some(user) = op.actor.user() else { return Ok(()) };
    let mut count = 0;
    for (_, bytes) in source.system_list(Space::Import, usize::MAX)? {
        let job = from_bytes::<Job>(&bytes)?;
        count += usize::from(job.started_by == Some(user.0) && job.state.is_unfinished());
    }
    if count < MAX_UNFINISHED { Ok(()) } else { Err(Error::Rule("too_many_imports")) }
}

pub(super) fn load<S: Source>(source: &S, id: JobId) -> Result<Job, Error> {
    match source.system(Space::Import, &id.0)? {
        Some(bytes) => Ok(from_bytes(&bytes)?),
        None => Err(Error::Missing),
    }
}

/// Whether a batch is of an import that is not at its end yet.
pub(crate) fn is_running(app: &App, batch: BatchId) -> Result<bool, Error> {
    let is_it = |job: &Job| job.state == State::Running && job.batch() == Some(batch);
    Ok(all(app)?.iter().any(is_it))
}

/// Whether something that this person began is not at its end yet.
pub(crate) fn any_running_of(app: &App, user: UserId) -> Result<bool, Error> {
    let is_theirs =
        |job: &Job| job.state == State::Running && job.started_by() == Actor::User(user);
    Ok(all(app)?.iter().any(is_theirs))
}

/// Marks the job of a batch that was taken back.
pub(crate) fn undone(gate: &mut Gate, id: JobId) -> Result<(), Error> {
    let mut job = match load(gate.source(), id) {
        // What is long past is let go; what it did can be taken back all the same.
        Err(Error::Missing) => return Ok(()),
        found => found?,
    };
    if job.state == State::Done {
        job.state = State::Undone;
        job.put(gate);
    }
    Ok(())
}

/// The right to bring in records of a kind, which goes with that to bring in customers.
///
/// # Errors
/// [`Denied::Action`] without one of them.
pub(super) fn demand(gate: &Gate, kind: Kind) -> Result<(), Error> {
    gate.demand(Kind::Customer, Action::Import)?;
    gate.demand(kind, Action::Import)
}

/// The same of who asks, outside a unit.
///
/// # Errors
/// [`Denied::Action`].
pub(super) fn may_import(op: &Op, kind: Kind) -> Result<(), Error> {
    let has = |kind| op.access.scope(kind, Action::Import) != Scope::None;
    match has(Kind::Customer) && has(kind) {
        true => Ok(()),
        false => Err(Error::Denied(Denied::Action(Action::Import))),
    }
}
