//! The rows that could not come in: kept sealed beside the staged file, written out as a sheet.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::imports::job;
use crate::app::imports::job::Job;
use crate::app::imports::job::JobId;
use crate::app::imports::part::io_error;
use crate::app::imports::stage;
use crate::crypto::key::Key;
use crate::crypto::seal::Sealer;
use crate::domain::field::Fault;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::formats::write::CsvWriter;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Read;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::Arc;

/// A fault of a rejected row, as it is kept: the field's key, the message key, its figures.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reason {
    pub field: String,
    pub reason: String,
    pub args: Vec<(String, String)>,
}

impl From<&Fault> for Reason {
    fn from(fault: &Fault) -> Reason {
        let args = fault.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Reason { field: fault.field.clone(), reason: fault.reason.to_owned(), args: args.collect() }
    }
}

/// One rejected row with its original cells.
#[derive(Serialize, Deserialize)]
pub(super) struct Refused {
    pub row: u32,
    pub reasons: Vec<Reason>,
    pub cells: Vec<String>,
}

/// Chunks of `length 4 ‖ sealed rows`, one for each unit that rejected any. How far the file is
/// valid stands in the job's row, which commits with the unit: what lies beyond it is of a unit
/// that did not.
pub(super) struct Rejects {
    path: PathBuf,
    id: JobId,
    sealer: Sealer,
}

impl Rejects {
    pub(super) fn new(path: PathBuf, id: JobId, key: &Key) -> Rejects {
        Rejects { path, id, sealer: Sealer::new(key, 0) }
    }

    /// Makes the rows durable and moves the job's mark; the caller puts the job's row.
    pub(super) fn append(&self, job: &mut Job, rows: &[Refused]) -> Result<(), Error> {
        let failed = io_error(&self.path);
        let sealed = self.sealer.seal(&self.place(job.rejects_chunks), &to_bytes(&rows));
        let length = u32::try_from(sealed.len()).map_err(|_| Error::Rule("file_too_large"))?;
        let chunk = [&length.to_be_bytes()[..], &sealed].concat();
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).mode(0o600).open(&self.path);
        let file = file.map_err(&failed)?;
        file.write_all_at(&chunk, job.rejects_bytes).map_err(&failed)?;
        file.sync_all().map_err(&failed)?;
        job.rejects_bytes += chunk.len() as u64;
        job.rejects_chunks += 1;
        Ok(())
    }

    fn each(
        &self,
        job: &Job,
        mut take: impl FnMut(Refused) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if job.rejects_chunks == 0 {
            return Ok(());
        }
        let failed = io_error(&self.path);
        let file = File::open(&self.path).map_err(&failed)?;
        let mut file = std::io::BufReader::new(file).take(job.rejects_bytes);
        for index in 0..job.rejects_chunks {
            let mut length = [0; 4];
            file.read_exact(&mut length).map_err(&failed)?;
            let mut sealed = Vec::new();
            let length = u64::from(u32::from_be_bytes(length));
            file.by_ref().take(length).read_to_end(&mut sealed).map_err(&failed)?;
            let plain = self.sealer.open(&self.place(index), &sealed).map_err(StoreError::from)?;
            for row in from_bytes::<Vec<Refused>>(&plain)? {
                take(row)?;
            }
        }
        Ok(())
    }

    fn place(&self, chunk: u64) -> Vec<u8> {
        [&self.id.0[..], &chunk.to_be_bytes()].concat()
    }
}

/// The rejected rows of one job as CSV: row, column, reason, then the cells as they were.
pub struct RejectedSheet {
    job: Job,
    rejects: Rejects,
    live: Arc<Live>,
    lang: Lang,
}

/// # Errors
/// [`Error::Missing`] where they are gone: kept for a week.
pub fn rejected(app: &App, op: &Op, id: JobId) -> Result<RejectedSheet, Error> {
    let job = job::show(app, op, id)?;
    let rejects = stage::rejects(app, &job)?;
    if 0 < job.rejects_chunks && !rejects.path.exists() {
        return Err(Error::Missing);
    }
    Ok(RejectedSheet { job, rejects, live: app.live(), lang: op.lang })
}

impl RejectedSheet {
    /// Writes it as it is read: never more than the rows of one unit are held. `say` puts a reason
    /// into the words of the reader's language.
    pub fn write(&self, say: &dyn Fn(&Reason) -> String, out: &mut dyn Write) -> Result<(), Error> {
        let failed = io_error(&self.rejects.path);
        let mut csv = CsvWriter::new(out, &self.headings()).map_err(&failed)?;
        self.rejects.each(&self.job, |refused| {
            let joined = |each: &dyn Fn(&Reason) -> String| {
                refused.reasons.iter().map(each).collect::<Vec<_>>().join("；")
            };
            let fields = joined(&|reason| self.label(&reason.field));
            let mut row = vec![refused.row.to_string(), fields, joined(&|reason| say(reason))];
            row.extend(refused.cells.iter().cloned());
            csv.row(&row).map_err(&failed)
        })?;
        csv.finish().and_then(|out| out.flush()).map_err(&failed)
    }

    fn headings(&self) -> Vec<String> {
        let first = match self.lang {
            Lang::Zh => ["行号", "栏目", "原因"],
            Lang::En => ["Row", "Column", "Reason"],
        };
        let own = self.job.columns.iter().map(|column| column.heading.clone());
        first.iter().map(|word| (*word).to_owned()).chain(own).collect()
    }

    fn label(&self, key: &str) -> String {
        match self.live.catalogue.by_key(self.job.kind(), key) {
            Some(field) => match self.lang {
                Lang::Zh => field.zh.clone(),
                Lang::En => field.en.clone(),
            },
            None => key.to_owned(),
        }
    }
}

/// Keeps the keys of the two files of one job apart.
pub(super) const LABEL: &[u8] = b"zhike/staging";
