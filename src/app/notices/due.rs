//! What falls due: told before, when it is, and the morning after. The calendar asks every minute.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::day;
use crate::app::notices::Cause;
use crate::app::notices::book;
use crate::app::notices::book::Event;
use crate::app::notices::book::Fresh;
use crate::app::plan::Planner;
use crate::domain::child::Deal;
use crate::domain::child::Payment;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::child::instalment;
use crate::domain::child::payment;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::search::Ask;
use crate::store::Reader;
use crate::store::Source;
use chrono::Days;
use chrono::NaiveDate;
use chrono::TimeZone;
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

/// The name under which it is kept until when was looked.
const LOOKED: &[u8] = b"calendar";

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// What fell due while the product stood still longer than this is told by nobody any more.
const LONGEST_MS: i64 = 7 * DAY_MS;

/// With nothing to tell, it is kept only so often until when was looked: what lies between is looked
/// at again, and known by its moment.
const KEEP_MS: i64 = 15 * MINUTE_MS;

/// The hour of the morning at which people hear what was left undone.
const MORNING: u32 = 9;

/// Before an answer to a customer is due, in minutes.
const ANSWER_MINUTES: i64 = 15;

/// Records of one look.
const MOST: usize = 5_000;

/// Tells everybody what has become due since the last time; says how many notices were made.
///
/// # Errors
/// Those of store and index.
pub fn remind(app: &App, op: &Op) -> Result<u64, Error> {
    let known = book::mark_of(&*app.store().reader(), LOOKED)?.map(Moment);
    // The first time, and where the clock was set back.
    let Some(from) = known.filter(|known| known.0 <= op.now.0) else {
        return keep(app, op, BTreeMap::new(), true);
    };
    let is_behind =
        matches!(app.shown_of(Kind::Task, app.store().head()), Err(Error::IndexBehind(_)));
    tell_since(app, op, from, !is_behind)
}

/// What the index knows is told. What it does not know yet, while a long file comes in, is told with
/// a later look, which begins where this one did; what both find is told once.
fn tell_since(app: &App, op: &Op, from: Moment, is_whole: bool) -> Result<u64, Error> {
    let live = app.live();
    let from = Moment(from.0.max(op.now.0 - LONGEST_MS));
    let reader = app.store().reader();
    let mut due = Due { app, op, live: &live, reader, from, to: op.now, all: BTreeMap::new() };
    due.tasks()?;
    due.services()?;
    for morning in mornings(live.settings.zone, from, op.now) {
        due.left_undone(&morning)?;
        due.unpaid(&morning)?;
    }
    let all = due.all;
    let may_wait = !is_whole || op.now.0 - from.0 < KEEP_MS;
    match all.is_empty() && may_wait {
        true => Ok(0),
        false => keep(app, op, all, is_whole),
    }
}

/// `is_whole`: whether nothing before now is left to be looked at.
fn keep(
    app: &App,
    op: &Op,
    all: BTreeMap<UserId, Vec<Fresh>>,
    is_whole: bool,
) -> Result<u64, Error> {
    let written = app.write(op, move |gate| {
        let made = book::give(gate, all)?;
        if is_whole {
            let now = gate.op().now.0;
            book::keep_mark(gate, LOOKED, now);
        }
        Ok(made)
    })?;
    Ok(written.answer)
}

/// When people hear of the day before, and that day.
struct Morning {
    at: Moment,
    yesterday: Day,
    began: Moment,
    ended: Moment,
}

/// The mornings after `from`, up to `to`.
fn mornings(zone: Tz, from: Moment, to: Moment) -> Vec<Morning> {
    let date = |at: Moment| zone.timestamp_millis_opt(at.0).single().map(|at| at.date_naive());
    let hour = |date: NaiveDate, hour: u32| {
        let at = date.and_hms_opt(hour, 0, 0)?;
        let at = zone.from_local_datetime(&at).earliest()?;
        Some(Moment(at.timestamp_millis()))
    };
    let (Some(first), Some(last)) = (date(from), date(to)) else { return Vec::new() };
    let days = first.iter_days().take_while(|day| *day <= last);
    let morning = |day: NaiveDate| {
        let before = day.checked_sub_days(Days::new(1))?;
        let yesterday = crate::domain::parse::day::from_date(before);
        let (began, ended) = (hour(before, 0)?, hour(day, 0)?);
        Some(Morning { at: hour(day, MORNING)?, yesterday, began, ended })
    };
    let found = days.filter_map(morning);
    found.filter(|morning| from < morning.at && morning.at <= to).collect()
}

struct Due<'a> {
    app: &'a App,
    op: &'a Op,
    live: &'a Live,
    reader: Arc<Reader>,
    from: Moment,
    to: Moment,
    all: BTreeMap<UserId, Vec<Fresh>>,
}

impl Due<'_> {
    /// Before they are due, as each says, and when they are.
    fn tasks(&mut self) -> Result<(), Error> {
        let choices =
            [task::remind::AT_DUE, task::remind::QUARTER, task::remind::HOUR, task::remind::DAY];
        for minutes in choices.into_iter().filter_map(task::minutes_before) {
            let ahead = minutes * MINUTE_MS;
            for stored in self.between::<Task>(task::tag::DUE, ahead)? {
                let Task { due: Some(due), remind: Some(remind), done: false, .. } = stored.record
                else {
                    continue;
                };
                let wanted = task::minutes_before(remind);
                if wanted == Some(minutes) || (minutes == 0 && wanted.is_some()) {
                    let at = Moment(due.0 - ahead);
                    self.tell(stored.record.assignee, Cause::TaskDue, at, &stored);
                }
            }
        }
        Ok(())
    }

    /// Before the answer is due, and when it is: one that is due sooner than that is told of too.
    fn services(&mut self) -> Result<(), Error> {
        for ahead in [0, ANSWER_MINUTES * MINUTE_MS] {
            for stored in self.between::<Service>(service::tag::DUE, ahead)? {
                let service = &stored.record;
                let waits = service.responded_at.is_none() && !service.is_finished();
                if let Some(due) = service.due.filter(|_| waits) {
                    self.tell(service.handler, Cause::ServiceDue, Moment(due.0 - ahead), &stored);
                }
            }
        }
        Ok(())
    }

    /// To-dos of yesterday.
    fn left_undone(&mut self, morning: &Morning) -> Result<(), Error> {
        let span = (Bound::Included(morning.began.0), Bound::Excluded(morning.ended.0));
        let filter = Filter::Field(task::tag::DUE, Test::Between(span.0, span.1));
        for stored in self.fitting::<Task>(&filter)? {
            if !stored.record.done {
                self.tell(stored.record.assignee, Cause::TaskOverdue, morning.at, &stored);
            }
        }
        Ok(())
    }

    /// Instalments that were to come yesterday and did not.
    fn unpaid(&mut self, morning: &Morning) -> Result<(), Error> {
        let day = i64::from(morning.yesterday.0);
        let on = |from: Bound<i64>| {
            let planned = vec![u64::from(payment::kind::PLANNED.0)];
            let by = Test::Between(from, Bound::Included(day));
            vec![
                Filter::Field(payment::tag::KIND, Test::AnyOf(planned)),
                Filter::Field(payment::tag::ON, by),
            ]
        };
        let due = self.fitting::<Payment>(&Filter::And(on(Bound::Included(day))))?;
        let deals: BTreeSet<u64> = due.iter().filter_map(|stored| stored.record.deal).collect();
        for ordinal in deals {
            let deal = self.reader.load::<Deal>(ordinal)?;
            let Some(deal) = deal.filter(|deal| deal.deleted_at.is_none()) else { continue };
            let mut of_deal = on(Bound::Unbounded);
            of_deal.push(Filter::Field(payment::tag::DEAL, Test::AnyOf(vec![ordinal])));
            let planned = self.fitting::<Payment>(&Filter::And(of_deal))?;
            let today = Day(morning.yesterday.0 + 1);
            let owed = instalment::overdue(&deal.record, &planned, today);
            let late = |stored: &&Stored<Payment>| {
                let is_it = |one: &instalment::Owed| one.payment == stored.ordinal;
                stored.record.on == Some(morning.yesterday) && owed.iter().any(is_it)
            };
            let keeper = deal.record.keeper().filter(|keeper| self.may_hear_of_debts(*keeper));
            for stored in planned.iter().filter(late) {
                self.tell(keeper, Cause::PaymentOverdue, morning.at, stored);
            }
        }
        Ok(())
    }

    fn may_hear_of_debts(&self, user: UserId) -> bool {
        let access = self.live.people.access(user);
        access.is_some_and(|access| day::shows_overdue(self.live, &access))
    }

    /// Records that are due within what is looked at, when it is moved ahead by so many ms.
    fn between<R: Record>(&self, tag: Tag, ahead: i64) -> Result<Vec<Stored<R>>, Error> {
        let (from, to) = (Bound::Excluded(self.from.0 + ahead), Bound::Included(self.to.0 + ahead));
        self.fitting(&Filter::Field(tag, Test::Between(from, to)))
    }

    /// The index says which; what they are by now says the store.
    fn fitting<R: Record>(&self, filter: &Filter) -> Result<Vec<Stored<R>>, Error> {
        let planner = Planner { app: self.app, live: self.live, op: self.op, kind: R::KIND };
        let plan = planner.filter(filter)?;
        let found = self.app.find(&Ask {
            kind: R::KIND,
            bin: false,
            plan: &plan,
            prefer: None,
            sort: &[],
            offset: 0,
            limit: MOST,
            after: None,
            facets: &[],
            sums: &[],
        })?;
        let mut all = Vec::with_capacity(found.ordinals.len());
        for ordinal in found.ordinals {
            let stored = self.reader.load::<R>(ordinal)?;
            all.extend(stored.filter(|stored| stored.deleted_at.is_none()));
        }
        Ok(all)
    }

    /// `at`: the moment at which it was to be told; nobody hears of the same one twice.
    fn tell<R: Record>(
        &mut self,
        to: Option<UserId>,
        cause: Cause,
        at: Moment,
        stored: &Stored<R>,
    ) {
        let Some(to) = to else { return };
        let access = self.live.people.access(to);
        if access.is_some_and(|access| access.may_see(stored)) {
            let record = RecordId { kind: R::KIND, ordinal: stored.ordinal };
            let fresh = Fresh { cause, at, by: None, record, event: Event::Due(at) };
            self.all.entry(to).or_default().push(fresh);
        }
    }
}

#[cfg(test)]
mod tests;
