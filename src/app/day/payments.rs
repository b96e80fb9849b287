//! Planned instalments past their day that what came in does not cover: what came in for a deal covers
//! its instalments from the first on.

use crate::app::Error;
use crate::app::day::AT_ONCE;
use crate::app::day::Desk;
use crate::domain::child::Deal;
use crate::domain::child::Payment;
use crate::domain::child::deal;
use crate::domain::child::payment;
use crate::domain::customer;
use crate::domain::ids::Kind;
use crate::domain::value::Day;
use crate::domain::value::Money;
use crate::search::Plan;
use crate::store::Source;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Deals with something outstanding that are looked at, and instalments of them.
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

/// Of the customers that the person owns. Nothing where amounts or days are not for the viewer's eyes.
pub(super) fn overdue(desk: &Desk) -> Result<Payments, Error> {
    let seen = [payment::tag::AMOUNT, payment::tag::ON];
    if !seen.iter().all(|tag| desk.is_clear(Kind::Payment, *tag)) {
        return Ok(Payments { total: 0, items: Vec::new() });
    }
    let mine = || Plan::AnyOf(customer::tag::OWNER, vec![desk.user.0]);
    let owed = Plan::Between(deal::tag::OUTSTANDING, Bound::Included(1), Bound::Unbounded);
    let deals = desk.find(Kind::Deal, Plan::And(vec![mine(), owed]), &[], MOST_DEALS, None)?;
    let of_deals = deals.ordinals.iter().map(|deal| Plan::Tails(payment::tag::DEAL, vec![*deal]));
    let today = desk.live.settings.today(desk.op.now);
    let planned = Plan::And(vec![
        mine(),
        Plan::AnyOf(payment::tag::KIND, vec![u64::from(payment::kind::PLANNED.0)]),
        Plan::Between(payment::tag::ON, Bound::Unbounded, Bound::Excluded(i64::from(today.0))),
        Plan::Or(of_deals.collect()),
    ]);
    let found = desk.find(Kind::Payment, planned, &[], MOST_INSTALMENTS, None)?;
    let mut items = uncovered(desk, &found.ordinals)?;
    items.sort_by_key(|item| (item.on, item.deal));
    let total = items.len() as u64;
    items.truncate(AT_ONCE);
    Ok(Payments { total, items })
}

fn uncovered(desk: &Desk, planned: &[u64]) -> Result<Vec<Instalment>, Error> {
    let reader = desk.app.store().reader();
    let mut by_deal: BTreeMap<u64, Vec<Instalment>> = BTreeMap::new();
    for ordinal in planned {
        let Some(stored) = reader.load::<Payment>(*ordinal)? else { continue };
        let is_there = stored.deleted_at.is_none() && desk.op.access.may_see(&stored);
        let payment = stored.record;
        let (Some(deal), Some(customer)) = (payment.deal, payment.base.customer) else { continue };
        if let (true, Some(amount), Some(on)) = (is_there, payment.amount, payment.on) {
            let instalment = Instalment { deal, customer, amount, on };
            by_deal.entry(deal).or_default().push(instalment);
        }
    }
    let mut items = Vec::new();
    for (deal, mut instalments) in by_deal {
        let deal = reader.load::<Deal>(deal)?.filter(|deal| deal.deleted_at.is_none());
        let Some(deal) = deal.filter(|deal| desk.op.access.may_see(deal)) else { continue };
        let mut left = deal.record.received.unwrap_or_default().0;
        instalments.sort_by_key(|one| one.on);
        for one in instalments {
            let covered = left.min(one.amount.0);
            left -= covered;
            if covered < one.amount.0 {
                items.push(Instalment { amount: Money(one.amount.0 - covered), ..one });
            }
        }
    }
    Ok(items)
}
