//! Where a page ended, as text: it names values of the last row, so it travels sealed and cannot be
//! made up.

use crate::app::App;
use crate::app::records::list::Query;
use crate::crypto::keys::Purpose;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::search::Cursor;
use crate::search::Key;
use crate::search::MAX_SORTS;
use crate::store::from_bytes;
use crate::store::to_bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `preferred, (missing, value) of each column, ordinal`.
type Row = (bool, [(bool, i64); MAX_SORTS], u64);

/// What the page was of: it goes on for the same person and the same question alone.
fn place(op: &Op, kind: Kind, query: &Query) -> Vec<u8> {
    if seeded(Bug::CursorOfAnother) {
        return b"page".to_vec();
    }
    let Query { q, filter, sort, bin, .. } = query;
    let user = op.access.user.map(|user| user.0);
    to_bytes(&(kind.plural(), user, op.preview, q, filter, sort, bin))
}

pub fn show(app: &App, op: &Op, kind: Kind, query: &Query, cursor: &Cursor) -> String {
    let row: Row =
        (cursor.preferred, cursor.keys.map(|key| (key.missing, key.value)), cursor.ordinal);
    let sealer = app.store().vault().keyset().sealer(Purpose::Cursors);
    URL_SAFE_NO_PAD.encode(sealer.seal(&place(op, kind, query), &to_bytes(&row)))
}

/// `None` for text that this server did not make, or made for somebody or something else.
pub fn read(app: &App, op: &Op, kind: Kind, query: &Query, text: &str) -> Option<Cursor> {
    let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let keyset = app.store().vault().keyset();
    let plain = keyset.open(Purpose::Cursors, &place(op, kind, query), &sealed).ok()?;
    let (preferred, keys, ordinal): Row = from_bytes(&plain).ok()?;
    let keys = keys.map(|(missing, value)| Key { missing, value });
    Some(Cursor { preferred, keys, ordinal })
}
