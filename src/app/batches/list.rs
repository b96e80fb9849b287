//! The batches that one may know of, newest first: what each was, and whether it can be taken back.

use crate::app::App;
use crate::app::Error;
use crate::app::batches::row::Row;
use crate::app::batches::row::What;
use crate::app::batches::undo::may;
use crate::app::imports;
use crate::app::imports::Job;
use crate::crypto::keys::Purpose;
use crate::domain::access::Right;
use crate::domain::ids::BatchId;
use crate::domain::ids::Seq;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Rows that are read in one go, and those that one page looks through at most: about 60 ms.
const CHUNK: usize = 500;
const MAX_LOOKED: usize = 20_000;

pub struct Line {
    pub batch: BatchId,
    /// When it began.
    pub at: Moment,
    pub maker: Actor,
    pub what: What,
    /// Records; `None` where they were not counted.
    pub changed: Option<u64>,
    pub is_undone: bool,
    /// By who asks.
    pub may_undo: bool,
    /// The import that it was, for who sent the file.
    pub import: Option<Job>,
}

pub struct Page {
    pub items: Vec<Line>,
    /// Where the next page goes on; it may be that nothing is there.
    pub next: Option<String>,
}

/// At most `limit` of them that are older than `before`.
///
/// # Errors
/// Where the store does not read.
pub fn list(app: &App, op: &Op, limit: usize, before: Option<BatchId>) -> Result<Page, Error> {
    let reader = app.store().reader();
    let mut items: Vec<Line> = Vec::new();
    let mut at = before.map_or(u64::MAX, |batch| batch.0);
    for _ in 0..MAX_LOOKED / CHUNK {
        let rows = reader.system_below(Space::Batch, at, CHUNK)?;
        for (number, bytes) in &rows {
            at = *number;
            let row: Row = from_bytes(bytes)?;
            if !row.is_told() || !is_known(op, row.maker()) {
                continue;
            }
            if let (true, Some(last)) = (items.len() == limit, items.last()) {
                let next = Some(show_cursor(app, op, last.batch));
                return Ok(Page { items, next });
            }
            items.extend(line(app, op, BatchId(*number), &row)?);
        }
        if rows.len() < CHUNK {
            return Ok(Page { items, next: None });
        }
    }
    Ok(Page { items, next: Some(show_cursor(app, op, BatchId(at))) })
}

/// What was done at the machine is told to who reads the journal too.
fn is_known(op: &Op, maker: Actor) -> bool {
    may(op, maker) || (maker == Actor::Operator && op.access.has(Right::Audit))
}

fn line(app: &App, op: &Op, batch: BatchId, row: &Row) -> Result<Option<Line>, Error> {
    let maker = row.maker();
    let Some(first) = store::entry(&*app.store().reader(), Seq(batch.0))? else { return Ok(None) };
    let import = row.import.and_then(|id| imports::show(app, op, id).ok());
    Ok(Some(Line {
        batch,
        at: first.at,
        maker,
        what: row.what(),
        changed: row.count,
        is_undone: row.undone,
        may_undo: !row.undone && may(op, maker),
        import,
    }))
}

/// A number of the journal tells how much others do: it travels sealed, for the same person alone.
fn place(op: &Op) -> Vec<u8> {
    to_bytes(&("batches", op.access.user.map(|user| user.0), op.preview))
}

fn show_cursor(app: &App, op: &Op, batch: BatchId) -> String {
    let sealer = app.store().vault().keyset().sealer(Purpose::Cursors);
    URL_SAFE_NO_PAD.encode(sealer.seal(&place(op), &batch.0.to_be_bytes()))
}

/// `None` for text that this server did not make, or made for somebody else.
pub fn read_cursor(app: &App, op: &Op, text: &str) -> Option<BatchId> {
    let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let keyset = app.store().vault().keyset();
    let plain = keyset.open(Purpose::Cursors, &place(op), &sealed).ok()?;
    Some(BatchId(u64::from_be_bytes(plain.as_slice().try_into().ok()?)))
}
