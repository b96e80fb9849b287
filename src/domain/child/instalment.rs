//! The planned instalments of a contract that are overdue: what came in covers them from the first on.

use crate::domain::child::Deal;
use crate::domain::child::Payment;
use crate::domain::child::payment::kind;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::domain::value::Money;

/// A planned instalment past its day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Owed {
    /// Its payment.
    pub payment: u64,
    pub on: Day,
    /// What of it has not come in.
    pub left: Money,
}

/// The instalments of a deal that were to come before `today` and are not covered, the oldest first.
/// What is not won, or paid in full, owes none. `payments`: of the deal, of any kind.
pub fn overdue(deal: &Deal, payments: &[Stored<Payment>], today: Day) -> Vec<Owed> {
    if deal.outstanding.is_none_or(|outstanding| outstanding.0 == 0) {
        return Vec::new();
    }
    let due = |stored: &Stored<Payment>| {
        let Payment { kind, amount, on, .. } = &stored.record;
        let is_planned = *kind == Some(kind::PLANNED) && stored.deleted_at.is_none();
        let on = on.filter(|on| is_planned && *on < today)?;
        Some(Owed { payment: stored.ordinal, on, left: (*amount)? })
    };
    let mut due: Vec<Owed> = payments.iter().filter_map(due).collect();
    due.sort_by_key(|one| (one.on, one.payment));
    let mut received = deal.received.unwrap_or_default().0;
    for one in &mut due {
        let covered = received.min(one.left.0);
        received -= covered;
        one.left.0 -= covered;
    }
    due.retain(|one| one.left.0 != 0);
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::child::deal::stage;
    use crate::domain::record::Record;
    use crate::domain::value::ChoiceId;
    use crate::domain::value::Moment;

    fn payment(ordinal: u64, kind: ChoiceId, amount: i64, on: i32) -> Stored<Payment> {
        let record = Payment {
            kind: Some(kind),
            amount: Some(Money(amount)),
            on: Some(Day(on)),
            ..Payment::default()
        };
        Stored {
            ordinal,
            version: 1,
            created_at: Moment(0),
            created_by: None,
            updated_at: Moment(0),
            deleted_at: None,
            record,
        }
    }

    fn deal(stage: ChoiceId, amount: i64, received: i64) -> Deal {
        let mut deal = Deal {
            stage: Some(stage),
            amount: Some(Money(amount)),
            received: Some(Money(received)),
            ..Deal::default()
        };
        deal.settle(None);
        deal
    }

    #[test]
    fn what_came_in_covers_the_oldest_first() {
        let mut binned = payment(9, kind::PLANNED, 50, 1);
        binned.deleted_at = Some(Moment(1));
        let payments = [
            payment(3, kind::PLANNED, 80, 13),
            payment(2, kind::PLANNED, 120, 7),
            payment(1, kind::PLANNED, 100, 1),
            payment(4, kind::RECEIVED, 130, 9),
            binned,
        ];
        let left = |deal: &Deal, today| {
            let owed = overdue(deal, &payments, Day(today));
            owed.iter().map(|one| (one.payment, one.left.0)).collect::<Vec<_>>()
        };
        let won = |received| deal(stage::WON, 300, received);
        assert_eq!(left(&won(130), 10), [(2, 90)]);
        assert_eq!(left(&won(0), 10), [(1, 100), (2, 120)]);
        assert_eq!(left(&won(0), 1), [], "on its day it may still come");
        assert_eq!(left(&won(220), 14), [(3, 80)]);
        assert_eq!(left(&won(300), 14), []);
        assert_eq!(left(&deal(stage::WON, 200, 200), 14), [], "paid in full, whatever was planned");
        assert_eq!(left(&deal(stage::LOST, 300, 0), 14), []);
    }
}
