//! The reader of the journal: who is handed something by somebody else, and who has won.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::notices::Cause;
use crate::app::notices::book;
use crate::app::notices::book::Event;
use crate::app::notices::book::Fresh;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Reach;
use crate::domain::child::Deal;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::child::deal;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::customer;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;
use crate::store::Reader;
use crate::store::Source;
use crate::store::StoreError;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

/// The name under which it is kept how far this reader is.
const CURSOR: &[u8] = b"journal";

/// Entries read at once.
const PAGE: usize = 1_000;

/// So far may the kept cursor lag behind while there is nothing to tell: a start reads these again.
const LAG: u64 = 1_000;

/// How often it is looked whether the product stops.
const LOOK: Duration = Duration::from_millis(500);

/// Until the store is tried again that did not read.
const STORE_WAIT: Duration = Duration::from_secs(5);

/// What was so many days before it is told of is history: a deal that was won, a service.
const NEWS_DAYS: i32 = 7;

/// Follows the journal until the product stops.
pub fn follow(app: &App, now: fn() -> Moment) {
    let (ring, rung) = mpsc::sync_channel(1);
    app.commits().tell(move |_| {
        // One ring that waits is enough.
        let _ = ring.try_send(());
    });
    let mut cursor = None;
    while app.may_go_on().is_ok() {
        let wait = match catch_up(app, now, &mut cursor) {
            Ok(()) => LOOK,
            Err(error) => {
                tracing::error!(%error, "notices");
                STORE_WAIT
            }
        };
        let _ = rung.recv_timeout(wait);
    }
}

/// How far the journal was read, and how far it is kept that it was.
#[derive(Clone, Copy)]
struct Cursor {
    read: Seq,
    kept: Seq,
}

fn catch_up(app: &App, now: fn() -> Moment, cursor: &mut Option<Cursor>) -> Result<(), Error> {
    let mut at = match *cursor {
        Some(at) => at,
        None => begin(app, now())?,
    };
    loop {
        *cursor = Some(at);
        let reader = app.store().reader();
        let entries = store::since(&*reader, at.read, PAGE)?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(()) };
        let live = app.live();
        let mut told = Told { reader: &reader, live: &live, all: BTreeMap::new() };
        for entry in &entries {
            told.hear(entry)?;
        }
        let all = told.all;
        at.read = last;
        if !all.is_empty() || at.kept.0 + LAG <= last.0 {
            keep(app, now(), last, all)?;
            at.kept = last;
        }
        app.may_go_on()?;
    }
}

/// Where it left off. What happened before there were notices is told to nobody.
fn begin(app: &App, now: Moment) -> Result<Cursor, Error> {
    let kept = book::mark_of(&*app.store().reader(), CURSOR)?;
    if let Some(kept) = kept.and_then(|kept| u64::try_from(kept).ok()) {
        return Ok(Cursor { read: Seq(kept), kept: Seq(kept) });
    }
    let head = app.store().head();
    keep(app, now, head, BTreeMap::new())?;
    Ok(Cursor { read: head, kept: head })
}

fn keep(app: &App, now: Moment, read: Seq, all: BTreeMap<UserId, Vec<Fresh>>) -> Result<(), Error> {
    let op = Op::new(Actor::System, Arc::new(Access::everything()), now, 0);
    app.write(&op, move |gate| {
        book::give(gate, all)?;
        book::keep_mark(gate, CURSOR, i64::try_from(read.0).unwrap_or(i64::MAX));
        Ok(())
    })?;
    Ok(())
}

/// What follows from some entries, by person.
struct Told<'a> {
    reader: &'a Reader,
    live: &'a Live,
    all: BTreeMap<UserId, Vec<Fresh>>,
}

impl Told<'_> {
    fn hear(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let is_news = matches!(entry.deed, Deed::Create | Deed::Edit);
        let Some(by) = entry.actor.user().filter(|_| is_news) else { return Ok(()) };
        match entry.record.kind {
            Kind::Task => {
                let is_open = |task: &Task| !task.done;
                self.handed(entry, by, Cause::TaskAssigned, task::tag::ASSIGNEE, is_open)
            }
            Kind::Service => {
                let is_open = |service: &Service| !service.is_finished();
                self.handed(entry, by, Cause::ServiceAssigned, service::tag::HANDLER, is_open)?;
                self.recorded(entry, by)
            }
            Kind::Customer => {
                let owner = customer::tag::OWNER;
                self.handed(entry, by, Cause::CustomerAssigned, owner, |_: &Customer| true)
            }
            Kind::Deal => self.won(entry, by),
            Kind::User
            | Kind::Field
            | Kind::Team
            | Kind::Role
            | Kind::Contact
            | Kind::FollowUp
            | Kind::Order
            | Kind::Participation
            | Kind::Consent
            | Kind::Payment
            | Kind::Attachment => Ok(()),
        }
    }

    /// A record is now somebody's by the doing of another.
    fn handed<R: Record>(
        &mut self,
        entry: &Entry,
        by: UserId,
        cause: Cause,
        tag: Tag,
        is_open: impl Fn(&R) -> bool,
    ) -> Result<(), StoreError> {
        if !touches(entry, tag) {
            return Ok(());
        }
        let Some(stored) = self.there::<R>(entry)? else { return Ok(()) };
        let to = stored.record.value(tag).into_user();
        if let Some(to) = to.filter(|to| *to != by && is_open(&stored.record)) {
            self.tell(entry, to, cause, &stored);
        }
        Ok(())
    }

    /// The owner of the customer hears of what others do for it, unless they are handed it anyway.
    fn recorded(&mut self, entry: &Entry, by: UserId) -> Result<(), StoreError> {
        if entry.deed != Deed::Create {
            return Ok(());
        }
        let Some(stored) = self.there::<Service>(entry)? else { return Ok(()) };
        let service = &stored.record;
        let today = self.live.settings.today(entry.at);
        let day = |at: Moment| self.live.settings.today(at);
        let is_fresh = service.base.at.is_some_and(|at| today.0 - day(at).0 <= NEWS_DAYS);
        let owner = service.base.holders.as_ref().and_then(|holders| holders.owner);
        let is_handed = |owner: UserId| service.handler == Some(owner) && !service.is_finished();
        if let Some(owner) = owner.filter(|to| *to != by && is_fresh && !is_handed(*to)) {
            self.tell(entry, owner, Cause::ServiceRecorded, &stored);
        }
        Ok(())
    }

    /// Those hear of it who look after the deal or see it as one of their team's.
    fn won(&mut self, entry: &Entry, by: UserId) -> Result<(), StoreError> {
        if !touches(entry, deal::tag::STAGE) {
            return Ok(());
        }
        let Some(stored) = self.there::<Deal>(entry)? else { return Ok(()) };
        let today = self.live.settings.today(entry.at);
        let is_fresh = |deal: &Deal| deal.won_on.is_some_and(|on| today.0 - on.0 <= NEWS_DAYS);
        if !stored.record.is_won() || !is_fresh(&stored.record) {
            return Ok(());
        }
        let live = self.live;
        for user in live.people.list().iter().map(|user| UserId(user.ordinal)) {
            let Some(access) = live.people.access(user).filter(|_| user != by) else { continue };
            let near = match access.reach(Action::View, &stored.record) {
                Some(Reach::Owner | Reach::Collaborator | Reach::Team | Reach::Below) => true,
                Some(Reach::Pool | Reach::All) | None => false,
            };
            if near || stored.record.owner == Some(user) {
                self.tell(entry, user, Cause::DealWon, &stored);
            }
        }
        Ok(())
    }

    /// The record as it is by now, unless it is gone or in the bin.
    fn there<R: Record>(&self, entry: &Entry) -> Result<Option<Stored<R>>, StoreError> {
        match store::reading(|| self.reader.load::<R>(entry.record.ordinal)) {
            Ok(stored) => Ok(stored.filter(|stored| stored.deleted_at.is_none())),
            // One row that does not open must not keep others from being told.
            Err(StoreError::Damaged(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn tell<R: Record>(&mut self, entry: &Entry, to: UserId, cause: Cause, stored: &Stored<R>) {
        let access = self.live.people.access(to);
        if access.is_some_and(|access| access.may_see(stored)) {
            let (at, by, record) = (entry.at, entry.actor.user(), entry.record);
            let event = Event::Batch(entry.batch.0);
            let fresh = Fresh { cause, at, by, record, event };
            self.all.entry(to).or_default().push(fresh);
        }
    }
}

/// Whether the entry may have set this field: of what a new record came with, the journal does not
/// tell.
fn touches(entry: &Entry, tag: Tag) -> bool {
    let sets = |(known, _, after): &(Tag, Value, Value)| *known == tag && !after.is_missing();
    entry.deed == Deed::Create || entry.changes.iter().any(sets)
}
