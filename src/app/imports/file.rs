//! The whole way in one call: what the command line does with a file.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::amend;
use crate::app::imports::amend::Amend;
use crate::app::imports::job::Duplicates;
use crate::app::imports::rehearse;
use crate::app::imports::report::Report;
use crate::app::imports::run;
use crate::app::imports::run::OnProgress;
use crate::app::imports::stage;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use std::io::Read;

#[derive(Clone, Debug, Default)]
pub struct FileOptions {
    /// What the rows are; `None`: customers.
    pub kind: Option<Kind>,
    /// The name of the file, to be shown.
    pub name: String,
    pub duplicates: Duplicates,
    /// Unknown words of select fields become options.
    pub new_options: bool,
    /// What external ids are unique within; `None`: `import`.
    pub source: Option<String>,
    /// The owner of rows that name nobody known.
    pub owner: Option<UserId>,
    /// Everything but the writing.
    pub rehearse: bool,
}

/// Stages, maps by the guess, runs; returns when every record can be found.
///
/// # Errors
/// Those of `stage`, `amend` and `run`.
pub fn import_file(
    app: &App,
    op: &Op,
    input: &mut dyn Read,
    options: FileOptions,
    on_progress: OnProgress,
) -> Result<Report, Error> {
    let FileOptions { kind, name, duplicates, new_options, source, owner, rehearse } = options;
    let job = stage::stage(app, op, kind.unwrap_or(Kind::Customer), &name, input)?;
    let amended = Amend {
        mapping: None,
        new_options: Some(new_options),
        duplicates: Some(duplicates),
        source,
        owner,
    };
    let done = amend::amend(app, op, job.id, amended).and_then(|job| match rehearse {
        true => rehearse::rehearse(app, op, job.id),
        false => run::run(app, op, job.id, on_progress),
    });
    if rehearse || done.is_err() {
        match stage::discard(app, op, job.id) {
            // It has begun: its end is noted in it.
            Ok(()) | Err(Error::Rule(_)) => {}
            Err(error) => return Err(error),
        }
    }
    done
}
