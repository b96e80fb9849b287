//! What made-up customers buy: deals in all stages, what is paid for them, orders of shops.

use super::life::Life;
use super::life::PAST_DAYS;
use super::life::Sale;
use super::life::Story;
use super::life::happened;
use super::life_words;
use super::random::Random;
use super::words;
use crate::domain::child::Deal;
use crate::domain::child::Order;
use crate::domain::child::Payment;
use crate::domain::child::deal;
use crate::domain::child::order;
use crate::domain::child::payment;
use crate::domain::parse::day;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Money;

impl Story<'_> {
    pub(super) fn sales(&self, random: &mut Random, life: &mut Life) {
        let (share, most) = match self.level {
            "成交客户" => (100, 2),
            "意向客户" => (45, 1),
            "潜在客户" => (12, 1),
            "流失客户" => (60, 1),
            _ => (8, 1),
        };
        for at in 0..most {
            if random.percent(if at == 0 { share } else { 30 }) {
                let is_first = at == 0;
                life.sales.push(self.sale(random, is_first, at));
            }
        }
    }

    fn sale(&self, random: &mut Random, is_first: bool, at: u64) -> Sale {
        let stages = [
            (deal::stage::CONTACT, 26),
            (deal::stage::NEEDS, 26),
            (deal::stage::PROPOSAL, 26),
            (deal::stage::NEGOTIATION, 16),
            (deal::stage::LOST, 6),
        ];
        let stage = match self.level {
            "成交客户" if is_first => deal::stage::WON,
            "流失客户" => deal::stage::LOST,
            _ => random.weighted(&stages),
        };
        let product = *random.pick(&life_words::PRODUCTS);
        let count = 2 + random.below(200);
        let began = self.ago(random, PAST_DAYS);
        // Doublings at random give many small sums and few large ones.
        let amount = Money((200_000_i64 << random.below(8)) + random.below(2_000) as i64 * 100);
        let mut deal = Deal {
            base: happened(began),
            title: format!("{product}采购 {count} 套"),
            stage: Some(stage),
            product: product.to_owned(),
            expected_amount: Some(amount),
            expected_on: Some(Day(self.clock.today().0 + 3 + random.below(90) as i32)),
            source: random.weighted(&words::SOURCES).to_owned(),
            ..Deal::default()
        };
        let mut payments = Vec::new();
        match stage {
            deal::stage::WON => {
                let began = day::of(began, self.clock.zone).0;
                let open_days = (self.clock.today().0 - began).max(0) as u64;
                let won_on = Day(began + random.below(open_days + 1).min(60) as i32);
                (deal.amount, deal.won_on) = (Some(amount), Some(won_on));
                deal.expected_on = Some(won_on);
                deal.contract_no = format!("HT-{:06}-{}", self.n, at + 1);
                payments = self.payments(random, amount, won_on);
            }
            deal::stage::LOST => {
                deal.lost_reason = Some(ChoiceId(1 + random.below(5) as u32));
                deal.lost_note = (*random.pick(&life_words::LOST_NOTES)).to_owned();
                deal.expected_on = Some(day::of(began, self.clock.zone));
            }
            _ => {}
        }
        Sale { deal, payments }
    }

    /// A third in advance, the rest a month or two later: come, to come, or late.
    fn payments(&self, random: &mut Random, amount: Money, won_on: Day) -> Vec<Payment> {
        let first = Money(amount.0 * 3 / 10 / 100 * 100);
        let rest = Money(amount.0 - first.0);
        let today = self.clock.today();
        let mut all = Vec::new();
        for (money, days) in [(first, 3), (rest, 30 + random.below(40) as i32)] {
            let on = Day(won_on.0 + days);
            let one = Payment {
                base: happened(
                    self.clock.at(i64::from(won_on.0 - today.0), 600).min(self.clock.now),
                ),
                kind: Some(payment::kind::PLANNED),
                amount: Some(money),
                on: Some(on),
                method: Some(ChoiceId(1)),
                ..Payment::default()
            };
            let is_paid = on.0 + 2 <= today.0 && random.percent(88);
            all.push(one.clone());
            if is_paid {
                let late = random.below(3) as i32;
                let on = Day((on.0 + late).min(today.0));
                let came = self.clock.at(i64::from(on.0 - today.0), 660).min(self.clock.now);
                let kind = Some(payment::kind::RECEIVED);
                all.push(Payment { base: happened(came), kind, on: Some(on), ..one });
            }
        }
        all
    }

    pub(super) fn order(&self, random: &mut Random) -> Order {
        let states = [
            (order::state::PAID, 70),
            (order::state::UNPAID, 12),
            (order::state::PARTIAL, 8),
            (order::state::REFUNDED, 5),
            (order::state::CANCELLED, 5),
        ];
        let quantity = 1 + random.below(30) as i64;
        Order {
            base: happened(self.ago(random, PAST_DAYS)),
            number: format!("D{:07}{:03}", self.n, random.below(1_000)),
            source: random.weighted(&life_words::SHOPS).to_owned(),
            amount: Some(Money(quantity * (1_900 + random.below(40_000) as i64))),
            product: (*random.pick(&life_words::PRODUCTS)).to_owned(),
            quantity: Some(Decimal(quantity * 10_000)),
            state: Some(random.weighted(&states)),
            deal: None,
        }
    }
}
