//! Instalments that are overdue, of the deals that concern a person.

use crate::app::Error;
use crate::app::Live;
use crate::app::day::AT_ONCE;
use crate::app::day::Desk;
use crate::app::day::Whose;
use crate::domain::access::Access;
use crate::domain::access::Visibility;
use crate::domain::child::Deal;
use crate::domain::child::Payment;
use crate::domain::child::deal;
use crate::domain::child::instalment;
use crate::domain::child::payment;
use crate::domain::customer;
use crate::domain::ids::Kind;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::domain::value::Money;
use crate::search::Found;
use crate::search::Plan;
use crate::search::Sort;
use crate::store::Source;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Deals with something outstanding that one has of customers of others.
const MOST_DEALS: usize = 500;

/// Instalments past their day, the newest: so many of one person are looked at, of all together, and of
/// the deals that these led to.
const MOST_OF_ONE: usize = 2_000;
const MOST_OF_ALL: usize = 1_000;
const MOST_OF_DEALS: usize = 5_000;

pub struct Payments {
    pub total: u64,
    /// There were more instalments past their day than were looked at: `total` is of the newest.
    pub more: bool,
    /// The oldest first.
    pub items: Vec<Instalment>,
}

pub struct Instalment {
    pub deal: u64,
    pub customer: u64,
    /// What of it has not come in.
    pub amount: Money,
    pub on: Day,
}

/// Of the deals whose keeper the person is, or of all in sight. Nothing where what is owed is not for
/// the viewer's eyes.
pub(super) fn overdue(desk: &Desk) -> Result<Payments, Error> {
    let none = || Payments { total: 0, more: false, items: Vec::new() };
    if !shows_overdue(&desk.live, &desk.op.access) {
        return Ok(none());
    }
    let Some(concerned) = concerned(desk)? else { return Ok(none()) };
    let most = match desk.whose {
        Whose::Person(_) => MOST_OF_ONE,
        Whose::Everybody => MOST_OF_ALL,
    };
    let today = desk.live.settings.today(desk.op.now);
    let newest = [Sort { tag: payment::tag::ON, descending: true, ranks: None }];
    let found = desk.find(Kind::Payment, past(today, concerned), &newest, most, None)?;
    let Some(found) = found else { return Ok(none()) };
    let more = (most as u64) < found.total;
    let mut owing = owing(desk, &found.ordinals)?;
    if more {
        // What came in covers the oldest first: those that were not looked at count, too.
        let deals = owing.keys().map(|deal| Plan::Tails(payment::tag::DEAL, vec![*deal])).collect();
        let plan = past(today, Plan::Or(deals));
        let whole = desk.find(Kind::Payment, plan, &newest, MOST_OF_DEALS, None)?;
        owing = self::owing(desk, &whole.map(|whole| whole.ordinals).unwrap_or_default())?;
    }
    let mut items: Vec<Instalment> =
        owing.iter().flat_map(|(deal, owed)| owed.instalments(*deal, today)).collect();
    items.sort_by_key(|item| (item.on, item.deal));
    let total = items.len() as u64;
    items.truncate(AT_ONCE);
    Ok(Payments { total, more, items })
}

/// Instalments that were to come before `today` and fit.
fn past(today: Day, fits: Plan) -> Plan {
    Plan::And(vec![
        Plan::AnyOf(payment::tag::KIND, vec![u64::from(payment::kind::PLANNED.0)]),
        Plan::Between(payment::tag::ON, Bound::Unbounded, Bound::Excluded(i64::from(today.0))),
        fits,
    ])
}

/// Which payments may concern whom one looks at. `None` where that would tell what is not for the
/// viewer's eyes.
fn concerned(desk: &Desk) -> Result<Option<Plan>, Error> {
    if desk.whose == Whose::Everybody {
        return Ok(Some(Plan::All));
    }
    // Of one's own customers all instalments past their day, since they are few beside the deals of
    // which nothing was noted to come in; of the customers of others, by the deals that one keeps.
    let own = desk.by(&[customer::tag::OWNER]);
    let elsewhere = Plan::And(vec![
        desk.by(&[deal::tag::OWNER]),
        Plan::Not(Box::new(own.clone())),
        Plan::Between(deal::tag::OUTSTANDING, Bound::Included(1), Bound::Unbounded),
    ]);
    let deals = desk.find(Kind::Deal, elsewhere, &[], MOST_DEALS, None)?;
    let of = |deal: u64| Plan::Tails(payment::tag::DEAL, vec![deal]);
    let whose = |deals: Found| deals.ordinals.into_iter().map(of).chain([own]).collect();
    Ok(deals.map(|deals| Plan::Or(whose(deals))))
}

/// Whether someone may know that an instalment is overdue: it follows from what is outstanding, and
/// from days.
pub(crate) fn shows_overdue(live: &Live, access: &Access) -> bool {
    let seen = [(Kind::Deal, deal::tag::OUTSTANDING), (Kind::Payment, payment::tag::ON)];
    seen.into_iter().all(|(kind, tag)| {
        let field = live.catalogue.by_tag(kind, tag);
        field.is_some_and(|field| access.visibility(kind, field) == Visibility::Clear)
    })
}

/// A deal of which something is outstanding, and instalments of it.
struct Owing {
    customer: u64,
    deal: Stored<Deal>,
    planned: Vec<Stored<Payment>>,
}

impl Owing {
    fn instalments(&self, deal: u64, today: Day) -> Vec<Instalment> {
        let owed = instalment::overdue(&self.deal.record, &self.planned, today).into_iter();
        let customer = self.customer;
        owed.map(|one| Instalment { deal, customer, amount: one.left, on: one.on }).collect()
    }
}

/// By their deals, as far as the viewer sees both and something is left to come.
fn owing(desk: &Desk, planned: &[u64]) -> Result<BTreeMap<u64, Owing>, Error> {
    let reader = desk.app.store().reader();
    let mut by_deal: BTreeMap<u64, Vec<Stored<Payment>>> = BTreeMap::new();
    for ordinal in planned {
        let stored = reader.load::<Payment>(*ordinal)?;
        let Some(stored) = stored.filter(|stored| desk.op.access.may_see(stored)) else { continue };
        let deal = stored.record.deal.unwrap_or(0);
        by_deal.entry(deal).or_default().push(stored);
    }
    let mut found = BTreeMap::new();
    for (ordinal, planned) in by_deal {
        let deal = reader.load::<Deal>(ordinal)?.filter(|deal| deal.deleted_at.is_none());
        let Some(deal) = deal.filter(|deal| desk.op.access.may_see(deal)) else { continue };
        let Some(customer) = deal.record.base.customer else { continue };
        let concerns = match desk.whose {
            Whose::Person(user) => deal.record.keeper() == Some(user),
            Whose::Everybody => true,
        };
        if concerns && deal.record.outstanding.is_some_and(|left| left.0 != 0) {
            found.insert(ordinal, Owing { customer, deal, planned });
        }
    }
    Ok(found)
}
