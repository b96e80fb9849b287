//! Files whose record was purged go, and what an upload that was cut off has left behind.

use crate::app::App;
use crate::app::Error;
use crate::app::attachments;
use crate::app::imports::part::io_error;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;
use std::io::ErrorKind;

/// At the start, when nothing can be coming in.
///
/// # Errors
/// Where the store or the folder does not read, or a file cannot be removed.
pub fn sweep(app: &App, op: &Op) -> Result<u64, Error> {
    let left = app.store().reader().system_names(Space::Upload)?;
    if !left.is_empty() {
        app.write(op, move |gate| {
            left.iter().for_each(|name| gate.put_system(Space::Upload, name, None));
            Ok(())
        })?;
    }
    tidy(app, op)
}

/// Removes files that belong to no record, and to none that is coming in; says how many.
///
/// # Errors
/// Those of [`sweep`].
pub fn tidy(app: &App, _: &Op) -> Result<u64, Error> {
    let folder = attachments::folder(app);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(io_error(&folder)(error)),
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry.map_err(io_error(&folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ordinal = app.read_id(Kind::Attachment, name);
        if ordinal.map_or(Ok(false), |ordinal| is_needed(app, ordinal))? {
            continue;
        }
        match std::fs::remove_file(&path) {
            Ok(()) => removed += 1,
            // The upload that wrote it has just given it up.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(io_error(&path)(error)),
        }
    }
    Ok(removed)
}

/// In one look at the store, so that an upload that ends in between is seen before or after.
fn is_needed(app: &App, ordinal: u64) -> Result<bool, Error> {
    let reader = app.store().reader();
    Ok(reader.parent_of(Kind::Attachment, ordinal)?.is_some()
        || reader.system(Space::Upload, &ordinal.to_be_bytes())?.is_some())
}
