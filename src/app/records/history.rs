//! What happened to a record, and how it was at any moment.

use crate::app::App;
use crate::app::Error;
use crate::app::records::figures;
use crate::app::records::show;
use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::customer::kind;
use crate::domain::customer::tag;
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
use crate::store::Source;
use std::borrow::Cow;

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
    let told = entries.into_iter().map(|entry| {
        let then = as_private_as_then(&*reader, &stored, &entry)?;
        Ok(told(app, op, &then, entry))
    });
    let told = told.collect::<Result<Vec<Told>, Error>>()?;
    Ok(Page { items: told.into_iter().filter(seen).collect(), next })
}

/// The record as it was then: the present one, walked back entry by entry.
///
/// # Errors
/// [`Error::Missing`] for a moment before it was made.
pub fn as_it_was<R: Record>(app: &App, op: &Op, ordinal: u64, at: Moment) -> Result<View, Error> {
    let stored = show::load::<R>(app, op, ordinal)?;
    let reader = app.store().reader();
    let mut then = walked_back(&*reader, stored, at)?;
    let live = app.live();
    figures::put_back(&*reader, &mut then, at, &|at| live.settings.today(at))?;
    Ok(op.access.view(&live.catalogue, at, &then, None))
}

/// # Errors
/// As [`as_it_was`].
pub(super) fn walked_back<R: Record>(
    source: &impl Source,
    mut stored: Stored<R>,
    at: Moment,
) -> Result<Stored<R>, Error> {
    let id = RecordId { kind: R::KIND, ordinal: stored.ordinal };
    for entry in &store::of_record(source, id, None, usize::MAX, Deed::is_change)? {
        if entry.at <= at {
            stored.updated_at = entry.at;
            stored.deleted_at = (entry.deed == Deed::Delete).then_some(entry.at);
            break;
        }
        back(&mut stored, entry)?;
    }
    Ok(stored)
}

/// The record to mask the entry by: names that were a person's before it or after it are a person's
/// still, whatever the record is by now.
pub(crate) fn as_private_as_then<'a, R: Record>(
    source: &impl Source,
    stored: &'a Stored<R>,
    entry: &Entry,
) -> Result<Cow<'a, Stored<R>>, Error> {
    let names = [tag::NAME, tag::SHORT_NAME, tag::FORMER_NAMES];
    let person = Value::Choice(kind::PERSON);
    if R::KIND != Kind::Customer
        || stored.record.value(tag::KIND) == person
        || !entry.changes.iter().any(|(tag, ..)| names.contains(tag))
    {
        return Ok(Cow::Borrowed(stored));
    }
    let id = RecordId { kind: R::KIND, ordinal: stored.ordinal };
    let changes = store::of_record(source, id, None, usize::MAX, Deed::is_change)?;
    let was = |change: &Entry| {
        let mut changes = change.changes.iter();
        changes.find(|(tag, ..)| *tag == tag::KIND).map(|(_, was, _)| *was == person)
    };
    // Oldest first: what the type was until the first change of it from here on.
    let until = |from: Seq| changes.iter().rev().filter(|one| from <= one.seq).find_map(was);
    if ![entry.seq, Seq(entry.seq.0 + 1)].into_iter().any(|from| until(from) == Some(true)) {
        return Ok(Cow::Borrowed(stored));
    }
    let mut then = stored.clone();
    then.record.set_value(tag::KIND, person);
    Ok(Cow::Owned(then))
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
