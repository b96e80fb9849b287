//! 工作台: what a person has to do, who has waited too long, and how the month goes.

mod payments;

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::plan;
use crate::app::records::list;
use crate::domain::access::View;
use crate::domain::access::Visibility;
use crate::domain::catalogue::CREATED_AT;
use crate::domain::catalogue::CREATED_BY;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::child::deal;
use crate::domain::child::followup;
use crate::domain::child::service;
use crate::domain::child::tag;
use crate::domain::child::task;
use crate::domain::customer;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::parse::moment;
use crate::domain::query::period;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::user::User;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day as Date;
use crate::domain::value::Money;
use crate::search::Ask;
use crate::search::Found;
use crate::search::Plan;
use crate::search::Sort;
pub use payments::Instalment;
pub use payments::Payments;
pub(crate) use payments::shows_overdue;
use std::ops::Bound;
use std::sync::Arc;

/// Whose work is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    Person(UserId),
    /// All whose customers the caller sees, and what nobody has in hand.
    Everybody,
}

/// Records of a section.
pub(super) const AT_ONCE: usize = 50;

/// The stages that a deal goes through before it ends, in their order.
const PIPELINE: [ChoiceId; 4] =
    [deal::stage::CONTACT, deal::stage::NEEDS, deal::stage::PROPOSAL, deal::stage::NEGOTIATION];

/// All of a section, and its first records.
pub struct Section {
    pub total: u64,
    pub items: Vec<View>,
}

pub struct Day {
    /// Open to-dos past due, the oldest first.
    pub overdue: Section,
    /// Of today from now on.
    pub today: Section,
    /// From tomorrow to the end of the week.
    pub week: Section,
    /// In hand and not answered, the most urgent first.
    pub services: Section,
    /// Instalments past their day that what came in does not cover.
    pub payments: Payments,
    pub month: Month,
    /// Empty where it is not for the viewer's eyes whose deals are in which stage.
    pub pipeline: Vec<Stage>,
}

/// `None` stands for what follows from fields that are not for the viewer's eyes.
pub struct Month {
    pub from: Date,
    pub to: Date,
    pub won_amount: Option<Money>,
    pub won_count: Option<u64>,
    /// Also `None` for those who may not know it; of all together where that holds of one of them.
    pub target: Option<Money>,
    pub new_customers: Option<u64>,
    pub followups: Option<u64>,
    pub services: Option<u64>,
}

pub struct Stage {
    pub stage: ChoiceId,
    pub count: u64,
    /// What is expected.
    pub amount: Option<Money>,
}

/// The day of `whose`, as far as the caller may see, or their own; `after`: what it must show at least.
///
/// # Errors
/// [`Error::Missing`] for somebody whose customers the caller does not see; [`Error::IndexBehind`].
pub fn day(app: &App, op: &Op, whose: Option<Whose>, after: Seq) -> Result<Day, Error> {
    let live = app.live();
    let whose = whose.or(op.access.user.map(Whose::Person)).ok_or(Error::Missing)?;
    let is_seen = match whose {
        Whose::Person(user) => live.people.get(user).is_some() && op.access.sees_customers_of(user),
        Whose::Everybody => true,
    };
    if !is_seen {
        return Err(Error::Missing);
    }
    app.index_reached(after)?;
    let desk = Desk { app, op, live, whose };
    let (overdue, today, week) = desk.tasks()?;
    Ok(Day {
        overdue,
        today,
        week,
        services: desk.services()?,
        payments: payments::overdue(&desk)?,
        month: desk.month()?,
        pipeline: desk.pipeline()?,
    })
}

/// One look at the work of one person, or of all.
pub(super) struct Desk<'a> {
    pub app: &'a App,
    pub op: &'a Op,
    pub live: Arc<Live>,
    pub whose: Whose,
}

impl Desk<'_> {
    /// That one of these fields names the person; anything where all are looked at.
    pub(super) fn by(&self, tags: &[Tag]) -> Plan {
        match self.whose {
            Whose::Person(user) => {
                Plan::Or(tags.iter().map(|tag| Plan::AnyOf(*tag, vec![user.0])).collect())
            }
            Whose::Everybody => Plan::All,
        }
    }

    fn tasks(&self) -> Result<(Section, Section, Section), Error> {
        let zone = self.live.settings.zone;
        let today = self.live.settings.today(self.op.now);
        let end = |day: Date| moment::start(Date(day.0 + 1), zone).0;
        let sunday = period::days("this_week", today).map_or(today, |(_, last)| last);
        // As the state of a to-do is shown.
        let (now, midnight) = (self.op.now.minute().0, end(today));
        let due = |from, to| {
            let mine = self.by(&[task::tag::ASSIGNEE]);
            let open = Plan::Not(Box::new(Plan::AnyOf(task::tag::DONE, vec![1])));
            let plan = Plan::And(vec![mine, open, Plan::Between(task::tag::DUE, from, to)]);
            self.section::<Task>(plan, task::tag::DUE)
        };
        Ok((
            due(Bound::Unbounded, Bound::Excluded(now))?,
            due(Bound::Included(now), Bound::Excluded(midnight))?,
            due(Bound::Included(midnight), Bound::Excluded(end(sunday)))?,
        ))
    }

    fn services(&self) -> Result<Section, Error> {
        let ends = [service::status::SOLVED, service::status::CLOSED];
        let ends = ends.map(|status| u64::from(status.0)).to_vec();
        let plan = Plan::And(vec![
            self.by(&[service::tag::HANDLER]),
            Plan::Empty(service::tag::RESPONDED_AT),
            Plan::Not(Box::new(Plan::AnyOf(service::tag::STATUS, ends))),
        ]);
        self.section::<Service>(plan, service::tag::DUE)
    }

    fn month(&self) -> Result<Month, Error> {
        let today = self.live.settings.today(self.op.now);
        let (from, to) = period::days("this_month", today).unwrap_or((today, today));
        let zone = self.live.settings.zone;
        let begin = Bound::Included(moment::start(from, zone).0);
        let end = Bound::Excluded(moment::start(Date(to.0 + 1), zone).0);
        let within = |tag: Tag| Plan::Between(tag, begin, end);
        let note = Plan::AnyOf(followup::tag::METHOD, vec![u64::from(followup::method::NOTE.0)]);
        let days = [from, to].map(|day| Bound::Included(i64::from(day.0)));
        let won = Plan::And(vec![
            self.by(&[deal::tag::OWNER]),
            Plan::AnyOf(deal::tag::STAGE, vec![u64::from(deal::stage::WON.0)]),
            Plan::Between(deal::tag::WON_ON, days[0], days[1]),
        ]);
        let (won_count, won_amount) = self.sum(won, deal::tag::AMOUNT)?.unzip();
        let authored = |kind, more: Plan| {
            let plan = Plan::And(vec![self.by(&[tag::AUTHOR]), within(tag::AT), more]);
            self.count(kind, plan)
        };
        let new = self.by(&[customer::tag::OWNER, CREATED_BY]);
        Ok(Month {
            from,
            to,
            won_amount: won_amount.flatten(),
            won_count,
            target: self.target(),
            new_customers: self.count(Kind::Customer, Plan::And(vec![new, within(CREATED_AT)]))?,
            followups: authored(Kind::FollowUp, Plan::Not(Box::new(note)))?,
            services: authored(Kind::Service, Plan::All)?,
        })
    }

    /// Of the person; of all together what those are to win who still work here, where the caller may
    /// know it of each of them: a sum over some would be told for one over all.
    fn target(&self) -> Option<Money> {
        let access = &self.op.access;
        let all = self.live.people.list().iter();
        let mut of_all = all.filter(|user| match self.whose {
            Whose::Person(person) => UserId(user.ordinal) == person,
            Whose::Everybody => {
                !user.record.disabled && access.sees_customers_of(UserId(user.ordinal))
            }
        });
        let told = |sum: i64, user: &Stored<User>| {
            let may_know = access.sees_target_of(UserId(user.ordinal));
            may_know.then(|| sum.saturating_add(user.record.target.unwrap_or_default().0))
        };
        let sum = of_all.try_fold(0, told)?;
        (sum != 0).then_some(Money(sum))
    }

    fn pipeline(&self) -> Result<Vec<Stage>, Error> {
        let mut stages = Vec::new();
        for stage in PIPELINE {
            let plan = Plan::And(vec![
                self.by(&[deal::tag::OWNER]),
                Plan::AnyOf(deal::tag::STAGE, vec![u64::from(stage.0)]),
            ]);
            let sum = self.sum(plan, deal::tag::EXPECTED_AMOUNT)?;
            stages.extend(sum.map(|(count, amount)| Stage { stage, count, amount }));
        }
        Ok(stages)
    }

    fn section<R: Record>(&self, plan: Plan, by: Tag) -> Result<Section, Error> {
        let sort = [Sort { tag: by, descending: false, ranks: None }];
        let found = self.find(R::KIND, plan, &sort, AT_ONCE, None)?;
        let Some(found) = found else { return Ok(Section { total: 0, items: Vec::new() }) };
        let items = list::rows::<R>(self.app, self.op, &found.ordinals, false, None)?;
        Ok(Section { total: found.total, items })
    }

    fn count(&self, kind: Kind, plan: Plan) -> Result<Option<u64>, Error> {
        Ok(self.find(kind, plan, &[], 0, None)?.map(|found| found.total))
    }

    /// How many deals fit, and what their amounts come to.
    fn sum(&self, plan: Plan, amount: Tag) -> Result<Option<(u64, Option<Money>)>, Error> {
        let found = self.find(Kind::Deal, plan, &[], 0, Some(amount))?;
        let Some(found) = found else { return Ok(None) };
        let sum = found.sums.first().copied().map(Money);
        Ok(Some((found.total, sum.filter(|_| self.is_clear(Kind::Deal, amount)))))
    }

    /// Whether a field of the kind, or of the customers that its records are about, is seen by the
    /// caller wherever it stands. Who made a record and when is no field.
    fn is_clear(&self, kind: Kind, tag: Tag) -> bool {
        let kinds = [kind, Kind::Customer].into_iter();
        let found = kinds.filter_map(|kind| Some((kind, self.live.catalogue.by_tag(kind, tag)?)));
        let mut seen = found.map(|(kind, field)| self.op.access.visibility(kind, field));
        seen.next().is_none_or(|seen| seen == Visibility::Clear)
    }

    /// Within what the caller sees. `sum`: a field whose numbers are added up. `None` where the
    /// answer would tell what a field has that is not for the caller's eyes.
    pub(super) fn find(
        &self,
        kind: Kind,
        plan: Plan,
        sort: &[Sort],
        limit: usize,
        sum: Option<Tag>,
    ) -> Result<Option<Found>, Error> {
        if !plan.tags().into_iter().all(|tag| self.is_clear(kind, tag)) {
            return Ok(None);
        }
        let plan = Plan::And(vec![plan::scope(&self.op.access, kind), plan]);
        let found = self.app.find(&Ask {
            kind,
            bin: false,
            plan: &plan,
            prefer: None,
            sort,
            offset: 0,
            limit,
            after: None,
            facets: &[],
            sums: sum.as_slice(),
        })?;
        Ok(Some(found))
    }
}
