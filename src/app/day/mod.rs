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
    /// In their hands and not answered, the most urgent first.
    pub services: Section,
    /// Instalments past their day that what came in does not cover.
    pub payments: Payments,
    pub month: Month,
    pub pipeline: Vec<Stage>,
}

/// A sum is `None` where its amounts are not for the viewer's eyes.
pub struct Month {
    pub from: Date,
    pub to: Date,
    pub won_amount: Option<Money>,
    pub won_count: u64,
    /// Also `None` for those who do not lead the person.
    pub target: Option<Money>,
    pub new_customers: u64,
    pub followups: u64,
    pub services: u64,
}

pub struct Stage {
    pub stage: ChoiceId,
    pub count: u64,
    /// What is expected.
    pub amount: Option<Money>,
}

/// The day of `user`, as far as the caller may see; `after`: what it must show at least.
///
/// # Errors
/// [`Error::Missing`] for somebody whose customers the caller does not see; [`Error::IndexBehind`].
pub fn day(app: &App, op: &Op, user: Option<UserId>, after: Seq) -> Result<Day, Error> {
    let live = app.live();
    let user = user.or(op.access.user).ok_or(Error::Missing)?;
    if live.people.get(user).is_none() || !op.access.sees_customers_of(user) {
        return Err(Error::Missing);
    }
    app.index_reached(after)?;
    let desk = Desk { app, op, live, user };
    let (overdue, today, week) = desk.tasks()?;
    Ok(Day {
        overdue,
        today,
        week,
        services: desk.services()?,
        payments: payments::overdue(&desk)?,
        month: desk.month()?,
        pipeline: PIPELINE.into_iter().map(|stage| desk.stage(stage)).collect::<Result<_, _>>()?,
    })
}

/// One look at one person's work.
pub(super) struct Desk<'a> {
    pub app: &'a App,
    pub op: &'a Op,
    pub live: Arc<Live>,
    pub user: UserId,
}

impl Desk<'_> {
    fn tasks(&self) -> Result<(Section, Section, Section), Error> {
        let zone = self.live.settings.zone;
        let today = self.live.settings.today(self.op.now);
        let end = |day: Date| moment::start(Date(day.0 + 1), zone).0;
        let sunday = period::days("this_week", today).map_or(today, |(_, last)| last);
        // As the state of a to-do is shown.
        let (now, midnight) = (self.op.now.minute().0, end(today));
        let due = |from, to| {
            let mine = Plan::AnyOf(task::tag::ASSIGNEE, vec![self.user.0]);
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
            Plan::AnyOf(service::tag::HANDLER, vec![self.user.0]),
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
        let by = |tag: Tag| Plan::AnyOf(tag, vec![self.user.0]);
        let note = Plan::AnyOf(followup::tag::METHOD, vec![u64::from(followup::method::NOTE.0)]);
        let days = [from, to].map(|day| Bound::Included(i64::from(day.0)));
        let won = Plan::And(vec![
            by(deal::tag::OWNER),
            Plan::AnyOf(deal::tag::STAGE, vec![u64::from(deal::stage::WON.0)]),
            Plan::Between(deal::tag::WON_ON, days[0], days[1]),
        ]);
        let (won_count, won_amount) = self.sum(won, deal::tag::AMOUNT)?;
        let authored = |kind, more: Plan| {
            let plan = Plan::And(vec![by(tag::AUTHOR), within(tag::AT), more]);
            self.count(kind, plan)
        };
        let new = Plan::Or(vec![by(customer::tag::OWNER), by(CREATED_BY)]);
        Ok(Month {
            from,
            to,
            won_amount,
            won_count,
            target: self.target(),
            new_customers: self.count(Kind::Customer, Plan::And(vec![new, within(CREATED_AT)]))?,
            followups: authored(Kind::FollowUp, Plan::Not(Box::new(note)))?,
            services: authored(Kind::Service, Plan::All)?,
        })
    }

    /// For the person, and for those who lead them.
    fn target(&self) -> Option<Money> {
        let user = self.live.people.get(self.user)?;
        user.record.target.filter(|_| self.op.access.sees_target_of(self.user))
    }

    fn stage(&self, stage: ChoiceId) -> Result<Stage, Error> {
        let plan = Plan::And(vec![
            Plan::AnyOf(deal::tag::OWNER, vec![self.user.0]),
            Plan::AnyOf(deal::tag::STAGE, vec![u64::from(stage.0)]),
        ]);
        let (count, amount) = self.sum(plan, deal::tag::EXPECTED_AMOUNT)?;
        Ok(Stage { stage, count, amount })
    }

    fn section<R: Record>(&self, plan: Plan, by: Tag) -> Result<Section, Error> {
        let sort = [Sort { tag: by, descending: false, ranks: None }];
        let found = self.find(R::KIND, plan, &sort, AT_ONCE, None)?;
        let items = list::rows::<R>(self.app, self.op, &found.ordinals, false, None)?;
        Ok(Section { total: found.total, items })
    }

    fn count(&self, kind: Kind, plan: Plan) -> Result<u64, Error> {
        self.find(kind, plan, &[], 0, None).map(|found| found.total)
    }

    /// How many deals fit, and what their amounts come to.
    fn sum(&self, plan: Plan, amount: Tag) -> Result<(u64, Option<Money>), Error> {
        let found = self.find(Kind::Deal, plan, &[], 0, Some(amount))?;
        let values = found.facets.first().into_iter().flatten();
        let times = |(value, count): &(i64, u64)| {
            value.saturating_mul(i64::try_from(*count).unwrap_or(i64::MAX))
        };
        let sum = values.map(times).fold(0, i64::saturating_add);
        Ok((found.total, self.is_clear(Kind::Deal, amount).then_some(Money(sum))))
    }

    pub(super) fn is_clear(&self, kind: Kind, tag: Tag) -> bool {
        let field = self.live.catalogue.by_tag(kind, tag);
        field.is_some_and(|field| self.op.access.visibility(kind, field) == Visibility::Clear)
    }

    /// Within what the caller sees. `values`: a field whose values are counted.
    pub(super) fn find(
        &self,
        kind: Kind,
        plan: Plan,
        sort: &[Sort],
        limit: usize,
        values: Option<Tag>,
    ) -> Result<Found, Error> {
        let plan = Plan::And(vec![plan::scope(&self.op.access, kind), plan]);
        let facets: Vec<(Tag, &Plan)> = values.iter().map(|tag| (*tag, &plan)).collect();
        self.app.find(&Ask {
            kind,
            bin: false,
            plan: &plan,
            prefer: None,
            sort,
            offset: 0,
            limit,
            after: None,
            facets: &facets,
        })
    }
}
