//! Change how a staged file will be brought in.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::job;
use crate::app::imports::job::Duplicates;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::job::State;
use crate::app::imports::mapping;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::op::Op;

/// What is given is changed, what is not stays.
#[derive(Clone, Default, Debug)]
pub struct Amend {
    /// By column from 0: the word of what it means, or nothing to leave it out.
    pub mapping: Option<Vec<(usize, Option<String>)>>,
    pub new_options: Option<bool>,
    pub duplicates: Option<Duplicates>,
    /// What external ids are unique within.
    pub source: Option<String>,
    /// The owner of rows that name nobody known.
    pub owner: Option<UserId>,
}

/// Longest name of a source, in characters: the limit of its field.
const SOURCE_CHARS: usize = 64;

/// # Errors
/// [`Error::Invalid`] of the field `mapping`, see `mapping::columns`; [`Error::Rule`]
/// `import_not_ready` for a job that has begun.
pub fn amend(app: &App, op: &Op, id: JobId, amend: Amend) -> Result<Job, Error> {
    let written = app.write(op, move |gate| {
        job::demand(gate, Kind::Customer)?;
        let mut job = job::own(gate.source(), gate.op(), id)?;
        job::demand(gate, job.kind())?;
        if job.state != State::Ready {
            return Err(Error::Rule("import_not_ready"));
        }
        for (at, word) in amend.mapping.into_iter().flatten() {
            let column = job.columns.get_mut(at);
            column.ok_or_else(|| Error::fault("mapping", "unknown_column"))?.target = word;
        }
        job.new_options = amend.new_options.unwrap_or(job.new_options);
        job.duplicates = amend.duplicates.unwrap_or(job.duplicates);
        job.owner = amend.owner.map(|owner| owner.0).or(job.owner);
        if let Some(source) = amend.source {
            let source = source.trim().to_owned();
            if source.is_empty() || SOURCE_CHARS < source.chars().count() {
                return Err(Error::fault("source", "source_name"));
            }
            job.source = source;
        }
        let (kind, words) = (job.kind(), words(&job));
        let mut faults = mapping::refused(kind, &words, gate.catalogue(), gate.access());
        faults.extend(mapping::columns(kind, &words, gate.catalogue()).err().unwrap_or_default());
        // A mapping that is not complete yet may be kept; a wrong one may not.
        let wrong: Vec<_> =
            faults.into_iter().filter(|f| !mapping::UNMAPPED.contains(&f.reason)).collect();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        job.put(gate);
        Ok(job)
    })?;
    Ok(written.answer)
}

/// Heading and target of each column.
pub(super) fn words(job: &Job) -> Vec<(String, Option<String>)> {
    let pair = |column: &job::ColumnGuess| (column.heading.clone(), column.target.clone());
    job.columns.iter().map(pair).collect()
}
