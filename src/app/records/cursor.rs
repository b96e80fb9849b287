//! Where a page ended, as text: it names values of the last row, so it travels sealed and cannot be
//! made up.

use crate::app::App;
use crate::crypto::keys::Purpose;
use crate::search::Cursor;
use crate::search::Key;
use crate::search::MAX_SORTS;
use crate::store::from_bytes;
use crate::store::to_bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `preferred, (missing, value) of each column, ordinal`.
type Row = (bool, [(bool, i64); MAX_SORTS], u64);

const PLACE: &[u8] = b"page";

pub fn show(app: &App, cursor: &Cursor) -> String {
    let row: Row =
        (cursor.preferred, cursor.keys.map(|key| (key.missing, key.value)), cursor.ordinal);
    let sealer = app.store().vault().keyset().sealer(Purpose::Cursors);
    URL_SAFE_NO_PAD.encode(sealer.seal(PLACE, &to_bytes(&row)))
}

/// `None` for text that this server did not make.
pub fn read(app: &App, text: &str) -> Option<Cursor> {
    let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let plain = app.store().vault().keyset().open(Purpose::Cursors, PLACE, &sealed).ok()?;
    let (preferred, keys, ordinal): Row = from_bytes(&plain).ok()?;
    let keys = keys.map(|(missing, value)| Key { missing, value });
    Some(Cursor { preferred, keys, ordinal })
}
