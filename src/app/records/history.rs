//! What happened to a record, and how it was at any moment.

use crate::app::App;
use crate::app::Error;
use crate::app::records::show;
use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;

/// One entry as the viewer sees it.
pub struct Told {
    pub entry: Entry,
    /// Hidden fields are gone, private ones masked.
    pub changes: Vec<(Tag, Shown, Shown)>,
}

pub struct Page {
    pub items: Vec<Told>,
    /// Entries before this one are on the next page.
    pub next: Option<Seq>,
}

/// Newest first.
///
/// # Errors
/// [`Error::Missing`] where the viewer may not see the record.
pub fn history<R: Record>(
    app: &App,
    op: &Op,
    ordinal: u64,
    before: Option<Seq>,
    limit: usize,
) -> Result<Page, Error> {
    let stored = show::load::<R>(app, op, ordinal)?;
    let reader = app.store().reader();
    let id = RecordId { kind: R::KIND, ordinal };
    let mut entries = store::of_record(&*reader, id, before, limit + 1, Deed::is_history)?;
    let more = limit < entries.len();
    entries.truncate(limit);
    let next = entries.last().filter(|_| more).map(|entry| entry.seq);
    // A change of nothing but hidden fields did not happen for those who may not see them.
    let seen = |told: &Told| told.entry.changes.is_empty() || !told.changes.is_empty();
    let told = entries.into_iter().map(|entry| told(app, op, &stored, entry));
    Ok(Page { items: told.filter(seen).collect(), next })
}

/// The record as it was then: the present one, walked back entry by entry.
///
/// # Errors
/// [`Error::Missing`] for a moment before it was made.
pub fn as_it_was<R: Record>(app: &App, op: &Op, ordinal: u64, at: Moment) -> Result<View, Error> {
    let mut stored = show::load::<R>(app, op, ordinal)?;
    let reader = app.store().reader();
    let id = RecordId { kind: R::KIND, ordinal };
    let entries = store::of_record(&*reader, id, None, usize::MAX, Deed::is_change)?;
    for entry in &entries {
        if entry.at <= at {
            stored.updated_at = entry.at;
            stored.deleted_at = (entry.deed == Deed::Delete).then_some(entry.at);
            break;
        }
        back(&mut stored, entry)?;
    }
    Ok(op.access.view(&app.live().catalogue, at, &stored, None))
}

/// The state before an entry.
pub(super) fn back<R: Record>(stored: &mut Stored<R>, entry: &Entry) -> Result<(), Error> {
    if entry.deed == Deed::Create {
        return Err(Error::Missing);
    }
    for (tag, before, _) in &entry.changes {
        stored.record.set_value(*tag, before.clone());
    }
    stored.version = entry.version.saturating_sub(1);
    Ok(())
}

fn told<R: Record>(app: &App, op: &Op, stored: &Stored<R>, entry: Entry) -> Told {
    let live = app.live();
    let kind: Kind = R::KIND;
    let shown = |(tag, was, is): &(Tag, Value, Value)| {
        let field = live.catalogue.by_tag(kind, *tag)?;
        if seeded(Bug::HiddenInHistory) {
            return Some((*tag, Shown::Clear(was.clone()), Shown::Clear(is.clone())));
        }
        let before = op.access.shown(kind, stored, field, was.clone())?;
        let after = op.access.shown(kind, stored, field, is.clone())?;
        if seeded(Bug::MaskedNamesInHistory) {
            return Some((*tag, Shown::Clear(was.clone()), Shown::Clear(is.clone())));
        }
        Some((*tag, before, after))
    };
    let changes = entry.changes.iter().filter_map(shown).collect();
    Told { entry, changes }
}
