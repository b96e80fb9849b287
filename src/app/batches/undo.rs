//! Take a batch back: the inverse of each entry through the gate, newest first. What somebody has
//! changed since stays, and is reported.

use crate::app::App;
use crate::app::Error;
use crate::app::batches::kept::Kept;
use crate::app::batches::kept::kept;
use crate::app::batches::reverse::Fate;
use crate::app::batches::reverse::reverse;
use crate::app::batches::reverse::wins;
use crate::app::batches::row;
use crate::app::batches::row::Row;
use crate::app::batches::row::What;
use crate::app::imports;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;
use std::sync::Arc;

/// Entries in one unit, and of the journal in one look.
const PAGE: u64 = 500;

#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Undone {
    /// Records that are as they were before the batch.
    pub reversed: u64,
    pub kept: Vec<Kept>,
    /// The batch that the undoing is; `None` where nothing was reversed.
    pub batch: Option<BatchId>,
    /// Its last entry, for whoever reads next.
    pub seq: Seq,
    /// Something was left as it is for want of rights alone: somebody else may still undo the rest.
    pub is_partial: bool,
}

/// # Errors
/// [`Error::Missing`] for a batch that is not there, or is somebody else's, unless one may change
/// and delete all customers; [`Error::Rule`] `already_undone`, or
/// `import_running` for one that is still growing; [`Error::Busy`] where the product stops before
/// the end: asking again does the rest.
pub fn undo(app: &App, op: &Op, batch: BatchId) -> Result<Undone, Error> {
    may_undo(app, op, batch)?;
    let known = row::load(&*app.store().reader(), batch)?;
    if known.as_ref().is_some_and(|row| row.undone) {
        return Err(Error::Rule("already_undone"));
    }
    if known.is_none() && imports::is_running(app, batch)? {
        return Err(Error::Rule("import_running"));
    }
    let row = match known {
        Some(row) => row,
        None => Row::new(op, end_of(app, batch)?),
    };
    let is_told = row.is_told() && op.actor != Actor::System;
    let mut work = Undoing { app, op, batch, is_told, undone: Undone::default() };
    let mut end = row.to;
    while batch.0 <= end {
        app.may_go_on()?;
        let start = batch.0.max((end + 1).saturating_sub(PAGE));
        work.page(Arc::new(entries(app, batch, start, end)?))?;
        end = start - 1;
    }
    let mut undone = work.undone;
    if undone.is_partial {
        undone.seq = app.store().head();
        return Ok(undone);
    }
    let import = row.import;
    let written = app.write_in(op, undone.batch, move |gate| {
        row::put(gate, batch, &Row { undone: true, ..row });
        gate.log(Deed::Undo, batch.0.to_string())?;
        import.map_or(Ok(()), |id| imports::undone(gate, id))
    })?;
    undone.seq = written.seq;
    Ok(undone)
}

/// A batch names records that one may not know of, and is taken back once for everyone.
fn may_undo(app: &App, op: &Op, batch: BatchId) -> Result<(), Error> {
    let before = Seq(batch.0.checked_sub(1).ok_or(Error::Missing)?);
    let first = store::since(&*app.store().reader(), before, 1)?;
    let first = first.first().filter(|entry| entry.batch == batch).ok_or(Error::Missing)?;
    if may(op, first.actor) { Ok(()) } else { Err(Error::Missing) }
}

/// Whose batches one may take back: one's own; all, for who may change and delete all customers.
pub(super) fn may(op: &Op, maker: Actor) -> bool {
    let all = |action| op.access.scope(Kind::Customer, action) == Scope::All;
    let has_all = all(Action::Edit) && all(Action::Delete);
    maker == op.actor || has_all || seeded(Bug::BatchOfAnother)
}

/// The last entry of a batch of one unit.
fn end_of(app: &App, batch: BatchId) -> Result<Seq, Error> {
    let reader = app.store().reader();
    let mut last = None;
    let mut at = Seq(batch.0.checked_sub(1).ok_or(Error::Missing)?);
    loop {
        let entries = store::since(&*reader, at, PAGE as usize)?;
        let own = entries.iter().take_while(|entry| entry.batch == batch);
        let own: Vec<Seq> = own.map(|entry| entry.seq).collect();
        last = own.last().copied().or(last);
        match own.last() {
            Some(seq) if own.len() == PAGE as usize => at = *seq,
            _ => return last.ok_or(Error::Missing),
        }
    }
}

/// The batch's entries from `start` to `end`, newest first.
fn entries(app: &App, batch: BatchId, start: u64, end: u64) -> Result<Vec<Entry>, Error> {
    let count = usize::try_from(end + 1 - start).unwrap_or(usize::MAX);
    let mut entries = store::since(&*app.store().reader(), Seq(start - 1), count)?;
    entries.retain(|entry| entry.batch == batch && entry.seq.0 <= end);
    entries.reverse();
    Ok(deals_first(entries))
}

/// Whoever a deal has won is told by what becomes of the deal: it is looked at before.
fn deals_first(entries: Vec<Entry>) -> Vec<Entry> {
    let of_deal = |customer: u64| {
        let is_it = |other: &Entry| other.record.kind == Kind::Deal && other.parent == customer;
        entries.iter().rposition(is_it)
    };
    let place = |(at, entry): (usize, &Entry)| match of_deal(entry.record.ordinal) {
        Some(deal) if wins(entry) && at < deal => (deal, 1),
        Some(_) | None => (at, 0),
    };
    let places: Vec<(usize, u8)> = entries.iter().enumerate().map(place).collect();
    let mut all: Vec<_> = places.into_iter().zip(entries).collect();
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, entry)| entry).collect()
}

/// A batch that is being taken back.
struct Undoing<'a> {
    app: &'a App,
    op: &'a Op,
    batch: BatchId,
    /// Its undoing can be found and taken back as it can itself.
    is_told: bool,
    undone: Undone,
}

impl Undoing<'_> {
    fn page(&mut self, entries: Arc<Vec<Entry>>) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        match self.unit(Arc::clone(&entries)) {
            // A unique value that is somebody else's by now: the entries are tried one by one.
            Err(Error::Taken { .. }) if 1 < entries.len() => {
                for entry in entries.iter() {
                    self.page(Arc::new(vec![entry.clone()]))?;
                }
                Ok(())
            }
            Err(Error::Taken { .. }) => {
                entries.iter().for_each(|entry| self.keep(entry, "taken"));
                Ok(())
            }
            other => other,
        }
    }

    fn keep(&mut self, entry: &Entry, reason: &'static str) {
        self.undone.kept.push(kept(self.app, self.op, entry, reason));
    }

    fn unit(&mut self, entries: Arc<Vec<Entry>>) -> Result<(), Error> {
        let (all, batch, is_told) = (Arc::clone(&entries), self.batch, self.is_told);
        let written = self.app.write_in(self.op, self.undone.batch, move |gate| {
            let fates = gate.settling_once(|gate| {
                let each = all.iter().map(|entry| reverse(gate, batch, entry));
                each.collect::<Result<Vec<Fate>, Error>>()
            })?;
            if is_told {
                let reversed = fates.iter().filter(|fate| matches!(fate, Fate::Reversed));
                row::grow(gate, What::Undo, reversed.count() as u64)?;
            }
            Ok(fates)
        })?;
        self.undone.batch = self.undone.batch.or(written.batch);
        for (entry, fate) in entries.iter().zip(written.answer) {
            match fate {
                Fate::Reversed => self.undone.reversed += 1,
                Fate::Nothing => {}
                Fate::Denied => {
                    self.undone.is_partial = true;
                    self.keep(entry, "denied");
                }
                Fate::Unseen => self.undone.is_partial = true,
                Fate::Kept(reason) => self.keep(entry, reason),
            }
        }
        Ok(())
    }
}
