//! What is known of a customer's records without opening each: when, and what they add up to. The
//! figures of a customer are a fold over these lines, so that they can be made anew at any time.

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use std::collections::BTreeMap;
use std::collections::HashSet;

/// One record of a customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    pub ordinal: u64,
    /// When it happened; where the record does not say, when it was made.
    pub at: Moment,
    /// In the bin: it counts for nothing.
    pub deleted: bool,
    pub part: Part,
}

/// What a record adds to the figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Nothing: it only stands in the timeline.
    Silent,
    /// A follow-up that reached the customer.
    Talk,
    /// Some other touch: an event that they came to.
    Touch,
    Task {
        due: Moment,
        done: bool,
    },
    /// `score`: satisfaction, 0.0 to 5.0.
    Service {
        score: Option<Decimal>,
    },
    /// A deal that came to nothing.
    Lost,
    /// A deal that is won.
    Won {
        amount: Money,
        on: Day,
    },
    /// An order; `deal`: the one that it belongs to, 0 for none.
    Sale {
        amount: Money,
        deal: u64,
    },
    /// Money that came in for a deal.
    Received {
        amount: Money,
        deal: u64,
    },
}

/// A change of the customer itself that the timeline tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turn {
    pub seq: u64,
    pub at: Moment,
    /// `None`: the product or the operator.
    pub by: Option<UserId>,
    /// Level or owner.
    pub field: Tag,
    /// Option or person; 0 for none.
    pub from: u64,
    pub to: u64,
}

/// What the records of a customer come to, beside what it was opened with.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Figures {
    pub amount: Money,
    pub deals: i64,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
    pub last_talk: Option<Moment>,
    pub open_tasks: i64,
    pub next_task: Option<Moment>,
    pub services: i64,
    /// The average of the scores that were given.
    pub satisfaction: Option<Decimal>,
    pub last_deal: Option<Day>,
}

impl Figures {
    /// `lines`: all of one customer, in any order.
    pub fn of(lines: &[(Kind, Line)]) -> Figures {
        let live =
            || lines.iter().map(|(kind, line)| (*kind, line)).filter(|(_, line)| !line.deleted);
        let is_won = |line: &Line| matches!(line.part, Part::Won { .. });
        let won: HashSet<u64> = live()
            .filter(|(kind, line)| *kind == Kind::Deal && is_won(line))
            .map(|(_, line)| line.ordinal)
            .collect();
        let mut figures = Figures::default();
        let (mut scores, mut sum) = (0, 0);
        for (_, line) in live() {
            match line.part {
                Part::Silent | Part::Lost | Part::Received { .. } => {}
                Part::Talk => {
                    figures.touch(line.at);
                    figures.last_talk = figures.last_talk.max(Some(line.at));
                }
                Part::Touch => figures.touch(line.at),
                Part::Task { due, done: false } => {
                    figures.open_tasks += 1;
                    let earlier = figures.next_task.is_none_or(|next| due < next);
                    figures.next_task = if earlier { Some(due) } else { figures.next_task };
                }
                Part::Task { done: true, .. } => {}
                Part::Service { score } => {
                    figures.touch(line.at);
                    figures.services += 1;
                    if let Some(Decimal(score)) = score {
                        scores += 1;
                        sum += score;
                    }
                }
                Part::Won { amount, on } => {
                    figures.earn(amount);
                    figures.last_deal = figures.last_deal.max(Some(on));
                }
                // A deal and its order are one sale.
                Part::Sale { deal, .. } if won.contains(&deal) => figures.touch(line.at),
                Part::Sale { amount, .. } => {
                    figures.touch(line.at);
                    figures.earn(amount);
                }
            }
        }
        figures.satisfaction = (0 < scores).then(|| Decimal(average(sum, scores)));
        figures
    }

    /// What came in for each deal; none of nothing. `payments`: the lines of that kind of one customer.
    pub fn received(payments: &[Line]) -> BTreeMap<u64, Money> {
        let mut received = BTreeMap::new();
        for line in payments.iter().filter(|line| !line.deleted) {
            if let Part::Received { amount, deal } = line.part {
                let sum: &mut Money = received.entry(deal).or_default();
                sum.0 = sum.0.saturating_add(amount.0);
            }
        }
        received.retain(|_, sum| sum.0 != 0);
        received
    }

    fn touch(&mut self, at: Moment) {
        self.last = self.last.max(Some(at));
        let earlier = self.first.is_none_or(|first| at < first);
        self.first = if earlier { Some(at) } else { self.first };
    }

    fn earn(&mut self, amount: Money) {
        self.amount = Money(self.amount.0.saturating_add(amount.0));
        self.deals += 1;
    }
}

/// To two decimal places, half up, of numbers scaled by 10,000.
fn average(sum: i64, count: i64) -> i64 {
    let hundredths = (2 * sum + 100 * count) / (2 * 100 * count);
    hundredths * 100
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part() -> impl Strategy<Value = Part> {
        let amount = || (0_i64..1_000).prop_map(Money);
        prop_oneof![
            Just(Part::Silent),
            Just(Part::Talk),
            Just(Part::Touch),
            Just(Part::Lost),
            (any::<i8>(), any::<bool>())
                .prop_map(|(due, done)| Part::Task { due: Moment(due.into()), done }),
            proptest::option::of(0_i64..=50).prop_map(|score| Part::Service {
                score: score.map(|tenths| Decimal(tenths * 1000))
            }),
            (amount(), any::<i8>())
                .prop_map(|(amount, on)| Part::Won { amount, on: Day(on.into()) }),
            (amount(), 0_u64..30).prop_map(|(amount, deal)| Part::Sale { amount, deal }),
            (amount(), 0_u64..30).prop_map(|(amount, deal)| Part::Received { amount, deal }),
        ]
    }

    fn kind(part: Part) -> Kind {
        match part {
            Part::Silent => Kind::Contact,
            Part::Talk => Kind::FollowUp,
            Part::Touch => Kind::Participation,
            Part::Task { .. } => Kind::Task,
            Part::Service { .. } => Kind::Service,
            Part::Won { .. } | Part::Lost => Kind::Deal,
            Part::Sale { .. } => Kind::Order,
            Part::Received { .. } => Kind::Payment,
        }
    }

    fn lines() -> impl Strategy<Value = Vec<(Kind, Line)>> {
        let line = (part(), any::<i8>(), proptest::bool::weighted(0.2));
        proptest::collection::vec(line, 0..30).prop_map(|drawn| {
            let number = |((part, at, deleted), ordinal)| {
                (kind(part), Line { ordinal, at: Moment(i64::from(at)), deleted, part })
            };
            drawn.into_iter().zip(1..).map(number).collect()
        })
    }

    /// One figure after the other, each over what it is made of.
    fn naive(lines: &[(Kind, Line)]) -> Figures {
        let live: Vec<Line> =
            lines.iter().map(|(_, line)| *line).filter(|line| !line.deleted).collect();
        let is_deal = |wanted: u64| {
            live.iter().any(|line| line.ordinal == wanted && matches!(line.part, Part::Won { .. }))
        };
        let earned: Vec<i64> = live
            .iter()
            .filter_map(|line| match line.part {
                Part::Won { amount, .. } => Some(amount.0),
                Part::Sale { amount, deal } => (!is_deal(deal)).then_some(amount.0),
                Part::Silent | Part::Talk | Part::Touch | Part::Received { .. } => None,
                Part::Lost | Part::Task { .. } | Part::Service { .. } => None,
            })
            .collect();
        let touching = [Kind::FollowUp, Kind::Participation, Kind::Service, Kind::Order].as_slice();
        let mut touches: Vec<Moment> = live
            .iter()
            .filter(|line| touching.contains(&kind(line.part)))
            .map(|line| line.at)
            .collect();
        touches.sort_unstable();
        let talks = live.iter().filter(|line| line.part == Part::Talk).map(|line| line.at);
        let due: Vec<Moment> = live
            .iter()
            .filter_map(|line| {
                if let Part::Task { due, done: false } = line.part { Some(due) } else { None }
            })
            .collect();
        let is_service = |line: &&Line| kind(line.part) == Kind::Service;
        let scores: Vec<i64> = live
            .iter()
            .filter_map(|line| if let Part::Service { score } = line.part { score } else { None })
            .map(|score| score.0 / 1000)
            .collect();
        let won_on = live
            .iter()
            .filter_map(|line| if let Part::Won { on, .. } = line.part { Some(on) } else { None });
        // Scores are tenths: a hundredth of a point is a tenth of one of them, rounded half up.
        let tenths: i64 = scores.iter().sum();
        let count = i64::try_from(scores.len()).unwrap();
        Figures {
            amount: Money(earned.iter().sum()),
            deals: i64::try_from(earned.len()).unwrap(),
            first: touches.first().copied(),
            last: touches.last().copied(),
            last_talk: talks.max(),
            open_tasks: i64::try_from(due.len()).unwrap(),
            next_task: due.iter().min().copied(),
            services: i64::try_from(live.iter().filter(is_service).count()).unwrap(),
            satisfaction: (count != 0).then(|| {
                let (whole, rest) = (10 * tenths / count, 10 * tenths % count);
                Decimal(100 * (whole + i64::from(count <= 2 * rest)))
            }),
            last_deal: won_on.max(),
        }
    }

    proptest! {
        #[test]
        fn figures_are_sums_whatever_the_order(
            (lines, shuffled) in lines().prop_flat_map(|lines| {
                (Just(lines.clone()), Just(lines).prop_shuffle())
            }),
        ) {
            let figures = Figures::of(&lines);
            prop_assert_eq!(&figures, &naive(&lines));
            prop_assert_eq!(&figures, &Figures::of(&shuffled));
        }
    }
}
