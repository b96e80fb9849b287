//! Laws of the catalogues of all kinds about a customer.

use super::*;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::kinds;
use crate::domain::query::Test;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::Value;
use proptest::prelude::*;
use std::collections::HashSet;
use std::ops::Bound;
use std::ops::RangeBounds;

const NOW: Moment = Moment(20_778 * 86_400_000);

/// Every catalogue: ordered by tag, no tag and no key twice, options where there is a choice.
struct Sound<'a> {
    seen: &'a mut HashSet<Tag>,
}

impl kinds::Visit for Sound<'_> {
    type Out = ();

    fn visit<R: Record>(&mut self) {
        let specs = R::specs();
        assert!(specs.is_sorted_by_key(|spec| spec.tag), "{:?}", R::KIND);
        let keys: HashSet<&str> = specs.iter().map(|spec| spec.key).collect();
        assert_eq!(keys.len(), specs.len(), "{:?}", R::KIND);
        for spec in specs {
            let is_own = tag::EXTERNAL_SOURCE < spec.tag;
            assert!(!is_own || self.seen.insert(spec.tag), "{} twice", spec.key);
            let choices = built_in_choices(spec.tag);
            assert_eq!(spec.shape == Shape::Choice, !choices.is_empty(), "{}", spec.key);
            let codes: HashSet<&str> = choices.iter().map(|one| one.code.as_str()).collect();
            assert_eq!(codes.len(), choices.len(), "{}", spec.key);
            let is_counted = spec.index == IndexAs::Facet;
            assert!(spec.shape != Shape::Text || !is_counted, "{}", spec.key);
            assert!(spec.origin != Origin::Derived || spec.need == Need::Optional);
        }
        for (tag, given) in R::given() {
            let spec = R::spec(tag).expect("a field of its own");
            let value = match given {
                Given::Value(value) => value,
                Given::Asker => Value::User(UserId(1)),
                Given::Now => Value::Moment(NOW),
            };
            let mut record = R::default();
            record.set_value(tag, value.clone());
            assert_eq!(record.value(tag), value, "{}", spec.key);
        }
    }
}

#[test]
fn the_catalogues_are_sound() {
    let mut seen = HashSet::new();
    for kind in Kind::CHILDREN {
        kinds::with_child(kind, &mut Sound { seen: &mut seen }).expect("it is about a customer");
    }
}

fn holds(filter: &Filter, task: &Task) -> bool {
    match filter {
        Filter::All => true,
        Filter::And(list) => list.iter().all(|filter| holds(filter, task)),
        Filter::Or(list) => list.iter().any(|filter| holds(filter, task)),
        Filter::Not(inner) => !holds(inner, task),
        Filter::Field(tag, Test::AnyOf(of)) => {
            task.value(*tag) == Value::Flag(true) && of.contains(&1)
        }
        Filter::Field(tag, Test::Between(low, high)) => {
            let range: (Bound<i64>, Bound<i64>) = (*low, *high);
            task.value(*tag).into_moment().is_some_and(|at| range.contains(&at.0))
        }
        Filter::Field(_, test) => panic!("{test:?}"),
    }
}

proptest! {
    #[test]
    fn a_task_is_in_the_state_that_the_filter_finds_it_in(
        due in proptest::option::of(-3_i64..3),
        done: bool,
        now in 0_i64..60_000,
    ) {
        let (task, now) = (Task { due: due.map(Moment), done, ..Task::default() }, Moment(now));
        let shown = task.derived(task::tag::STATE, now).into_choice();
        for choice in built_in_choices(task::tag::STATE) {
            let filter = derived_filter(task::tag::STATE, choice.id, now);
            prop_assert_eq!(holds(&filter, &task), shown == Some(choice.id));
        }
    }
}
