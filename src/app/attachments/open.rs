//! Give a file out again, as far as the viewer may see what it belongs to.

use crate::app::App;
use crate::app::Error;
use crate::app::attachments;
use crate::app::imports::part::Part;
use crate::app::imports::part::io_error;
use crate::app::records::show;
use crate::domain::child::Attachment;
use crate::domain::child::media;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::FILE_KEY_BYTES;
use crate::store::Source;
use crate::store::StoreError;
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

/// A file that is being read.
pub struct Opened {
    pub name: String,
    pub size_bytes: u64,
    /// The type that a page may show it as, by what stands in it; `None`: only to be kept.
    pub shown: Option<&'static str>,
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
}

impl Read for Opened {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.head.is_empty() {
            return self.rest.read(out);
        }
        let count = out.len().min(self.head.len());
        out[..count].copy_from_slice(&self.head[..count]);
        self.head.drain(..count);
        Ok(count)
    }
}

/// # Errors
/// [`Error::Missing`] for one that is not there, in the bin with its customer or alone, or out of
/// sight; [`Error::Store`] where the file is gone or does not open.
pub fn open(app: &App, op: &Op, ordinal: u64) -> Result<Opened, Error> {
    let stored = show::load::<Attachment>(app, op, ordinal)?;
    match stored.deleted_at {
        Some(_) => Err(Error::Missing),
        None => read(app, &stored),
    }
}

pub(super) fn read(app: &App, stored: &Stored<Attachment>) -> Result<Opened, Error> {
    let customer = stored.record.parent().ok_or(Error::Missing)?;
    let path = attachments::path(app, stored.ordinal);
    let failed = io_error(&path);
    let mut file = File::open(&path).map_err(&failed)?;
    let mut sealed = [0; FILE_KEY_BYTES];
    file.read_exact(&mut sealed).map_err(&failed)?;
    let id = attachments::id(stored.ordinal);
    let key = app.store().reader().open_file_key(customer, id, &sealed)?;
    let mark = attachments::mark(stored.ordinal);
    let start = FILE_KEY_BYTES as u64;
    let mut rest = Part::from(file, start, &path, mark, &key, Arc::default())?;
    let mut head = Vec::new();
    let first = (&mut rest).take(media::HEAD_BYTES as u64).read_to_end(&mut head);
    first.map_err(|_| damaged(stored))?;
    Ok(Opened {
        name: stored.record.name.clone(),
        size_bytes: stored.record.size_bytes.map_or(0, i64::cast_unsigned),
        shown: media::shown(&head),
        head,
        rest: Box::new(rest),
    })
}

pub(super) fn damaged(stored: &Stored<Attachment>) -> Error {
    Error::Store(StoreError::Damaged(format!("file of attachment {}", stored.ordinal)))
}
