//! Instalments that are overdue, of the deals that concern a person.

use crate::app::Error;
use crate::app::Live;
use crate::app::day::AT_ONCE;
use crate::app::day::Desk;
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
use crate::search::Plan;
use crate::search::Sort;
use crate::store::Source;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Deals with something outstanding that one has of customers of others, and instalments past their
/// day, the newest: both are looked at.
const MOST_DEALS: usize = 500;
const MOST_INSTALMENTS: usize = 2_000;

pub struct Payments {
    pub total: u64,
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

/// Of the deals whose keeper the person is. Nothing where what is owed is not for the viewer's eyes.
pub(super) fn overdue(desk: &Desk) -> Result<Payments, Error> {
    if !shows_overdue(&desk.live, &desk.op.access) {
        return Ok(Payments { total: 0, items: Vec::new() });
    }
    let of_person = |tag| Plan::AnyOf(tag, vec![desk.user.0]);
    // Of one's own customers all instalments past their day, since they are few beside the deals of
    // which nothing was noted to come in; of the customers of others, by the deals that one keeps.
    let elsewhere = Plan::And(vec![
        of_person(deal::tag::OWNER),
        Plan::Not(Box::new(of_person(customer::tag::OWNER))),
        Plan::Between(deal::tag::OUTSTANDING, Bound::Included(1), Bound::Unbounded),
    ]);
    let deals = desk.find(Kind::Deal, elsewhere, &[], MOST_DEALS, None)?;
    let of_deals = deals.ordinals.iter().map(|deal| Plan::Tails(payment::tag::DEAL, vec![*deal]));
    let whose: Vec<Plan> = of_deals.chain([of_person(customer::tag::OWNER)]).collect();
    let today = desk.live.settings.today(desk.op.now);
    let planned = Plan::And(vec![
        Plan::AnyOf(payment::tag::KIND, vec![u64::from(payment::kind::PLANNED.0)]),
        Plan::Between(payment::tag::ON, Bound::Unbounded, Bound::Excluded(i64::from(today.0))),
        Plan::Or(whose),
    ]);
    let newest = [Sort { tag: payment::tag::ON, descending: true, ranks: None }];
    let found = desk.find(Kind::Payment, planned, &newest, MOST_INSTALMENTS, None)?;
    let mut items = owed_of(desk, &found.ordinals, today)?;
    items.sort_by_key(|item| (item.on, item.deal));
    let total = items.len() as u64;
    items.truncate(AT_ONCE);
    Ok(Payments { total, items })
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

fn owed_of(desk: &Desk, planned: &[u64], today: Day) -> Result<Vec<Instalment>, Error> {
    let reader = desk.app.store().reader();
    let mut by_deal: BTreeMap<u64, Vec<Stored<Payment>>> = BTreeMap::new();
    for ordinal in planned {
        let stored = reader.load::<Payment>(*ordinal)?;
        let Some(stored) = stored.filter(|stored| desk.op.access.may_see(stored)) else { continue };
        let deal = stored.record.deal.unwrap_or(0);
        by_deal.entry(deal).or_default().push(stored);
    }
    let mut items = Vec::new();
    for (ordinal, planned) in by_deal {
        let deal = reader.load::<Deal>(ordinal)?.filter(|deal| deal.deleted_at.is_none());
        let Some(deal) = deal.filter(|deal| desk.op.access.may_see(deal)) else { continue };
        let Some(customer) = deal.record.base.customer else { continue };
        if deal.record.keeper() != Some(desk.user) {
            continue;
        }
        let owed = instalment::overdue(&deal.record, &planned, today).into_iter();
        let item = |one: instalment::Owed| Instalment {
            deal: ordinal,
            customer,
            amount: one.left,
            on: one.on,
        };
        items.extend(owed.map(item));
    }
    Ok(items)
}
