//! Whether every file is there and opens to its end.

use crate::app::App;
use crate::app::Error;
use crate::app::attachments::open;
use crate::domain::child::Attachment;
use crate::domain::ids::Kind;
use crate::domain::record::Stored;
use crate::store::Source;

/// Records in one look.
const PAGE: usize = 500;

/// Reads all files, those of the bin included; says how many.
///
/// # Errors
/// [`Error::Store`] names the first that is gone, cut or does not open.
pub fn check(app: &App) -> Result<u64, Error> {
    let reader = app.store().reader();
    let (mut from, mut count) = (1, 0);
    loop {
        let page = reader.list::<Attachment>(from, PAGE)?;
        let Some(last) = page.last() else { return Ok(count) };
        from = last.ordinal + 1;
        for stored in &page {
            if !is_whole(app, stored) && is_there(app, stored)? {
                return Err(open::damaged(stored));
            }
            count += 1;
        }
    }
}

fn is_whole(app: &App, stored: &Stored<Attachment>) -> bool {
    let Ok(mut file) = open::read(app, stored) else { return false };
    let read = std::io::copy(&mut file, &mut std::io::sink());
    read.ok() == Some(file.size_bytes)
}

/// It may have been purged since the look at the store.
fn is_there(app: &App, stored: &Stored<Attachment>) -> Result<bool, Error> {
    Ok(app.store().reader().parent_of(Kind::Attachment, stored.ordinal)?.is_some())
}
