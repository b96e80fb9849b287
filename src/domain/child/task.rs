//! The task: what a person must do until when, mostly for a customer.

use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::child::Base;
use crate::domain::child::base;
use crate::domain::child::rules;
use crate::domain::field::Fault;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::ledger::Part;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Holders;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use std::ops::Bound;

pub mod priority {
    use crate::domain::value::ChoiceId;
    pub const HIGH: ChoiceId = ChoiceId(1);
    pub const NORMAL: ChoiceId = ChoiceId(2);
    pub const LOW: ChoiceId = ChoiceId(3);
}

pub mod remind {
    use crate::domain::value::ChoiceId;
    pub const NONE: ChoiceId = ChoiceId(1);
    pub const AT_DUE: ChoiceId = ChoiceId(2);
    pub const QUARTER: ChoiceId = ChoiceId(3);
    pub const HOUR: ChoiceId = ChoiceId(4);
    pub const DAY: ChoiceId = ChoiceId(5);
}

pub mod state {
    use crate::domain::value::ChoiceId;
    pub const OPEN: ChoiceId = ChoiceId(1);
    pub const OVERDUE: ChoiceId = ChoiceId(2);
    pub const DONE: ChoiceId = ChoiceId(3);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const TITLE: Tag = Tag(200);
    pub const DUE: Tag = Tag(201);
    pub const ASSIGNEE: Tag = Tag(202);
    pub const PRIORITY: Tag = Tag(203);
    pub const DONE: Tag = Tag(204);
    pub const DONE_AT: Tag = Tag(205);
    pub const NOTE: Tag = Tag(206);
    pub const REMIND: Tag = Tag(207);
    pub const STATE: Tag = Tag(208);
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Task {
    pub base: Base,
    pub title: String,
    pub due: Option<Moment>,
    pub assignee: Option<UserId>,
    pub priority: Option<ChoiceId>,
    pub done: bool,
    pub done_at: Option<Moment>,
    pub note: String,
    /// How long before it is due the assignee hears of it.
    pub remind: Option<ChoiceId>,
}

impl Task {
    /// By the minute.
    fn state(&self, now: Moment) -> ChoiceId {
        let now = now.minute();
        match self.due {
            _ if self.done => state::DONE,
            Some(due) if due < now => state::OVERDUE,
            Some(_) | None => state::OPEN,
        }
    }
}

/// How many minutes before a task is due its assignee hears of it; `None`: not at all.
pub fn minutes_before(choice: ChoiceId) -> Option<i64> {
    match choice {
        remind::AT_DUE => Some(0),
        remind::QUARTER => Some(15),
        remind::HOUR => Some(60),
        remind::DAY => Some(24 * 60),
        _ => None,
    }
}

/// The rule of the derived state as a filter on stored fields, so that it filters and counts.
pub(super) fn state_filter(choice: ChoiceId, now: Moment) -> Filter {
    let done = || Filter::Field(tag::DONE, Test::AnyOf(vec![1]));
    let not = |filter: Filter| Filter::Not(Box::new(filter));
    let overdue = || {
        let past = Test::Between(Bound::Unbounded, Bound::Excluded(now.minute().0));
        Filter::And(vec![not(done()), Filter::Field(tag::DUE, past)])
    };
    match choice {
        state::DONE => done(),
        state::OVERDUE => overdue(),
        state::OPEN => Filter::And(vec![not(done()), not(overdue())]),
        _ => Filter::Or(Vec::new()),
    }
}

impl Record for Task {
    const KIND: Kind = Kind::Task;

    fn specs() -> &'static [FieldSpec<Task>] {
        &CATALOGUE
    }

    fn base(&self) -> Option<&Base> {
        Some(&self.base)
    }

    fn base_mut(&mut self) -> Option<&mut Base> {
        Some(&mut self.base)
    }

    fn custom(&self) -> &CustomValues {
        &self.base.custom
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.base.custom
    }

    /// One that is about no customer belongs to who must do it and who asked for it.
    fn holders(&self) -> Option<Holders> {
        let Base { customer, author, holders, .. } = &self.base;
        match customer {
            Some(_) => holders.clone(),
            None => {
                let collaborators = author.iter().copied().collect();
                Some(Holders { owner: self.assignee, collaborators })
            }
        }
    }

    fn hands(&self) -> [Option<UserId>; 2] {
        [self.base.author, self.assignee]
    }

    fn part(&self) -> Part {
        self.due.map_or(Part::Silent, |due| Part::Task { due, done: self.done })
    }

    fn derived(&self, tag: Tag, now: Moment) -> Value {
        match tag {
            tag::STATE => Value::Choice(self.state(now)),
            _ => Value::Missing,
        }
    }

    /// When it was done is told with the change itself; when it is open again, never.
    fn settle(&mut self, _: Option<&Self>) {
        self.done_at = self.done_at.filter(|_| self.done);
    }

    fn faults(&self, _: Ease, _: Today) -> Vec<Fault> {
        rules::sensible("due", self.due).into_iter().collect()
    }

    fn given() -> Vec<(Tag, Given)> {
        let mut given = base::given();
        given.extend([
            (tag::ASSIGNEE, Given::Asker),
            (tag::PRIORITY, Given::Value(Value::Choice(priority::NORMAL))),
            (tag::REMIND, Given::Value(Value::Choice(remind::QUARTER))),
        ]);
        given
    }
}

static CATALOGUE: [FieldSpec<Task>; 14] = [
    // A person may have things to do that are about no customer.
    FieldSpec { need: Need::Optional, ..base::customer() },
    base::author(),
    base::at("提出时间", "Set at"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        need: Need::Always,
        index: IndexAs::Name,
        max_chars: 200,
        get: |t| Value::text(&t.title),
        set: |t, x| t.title = x.into_text(),
        ..FieldSpec::text(tag::TITLE, "title", "待办事项", "Task")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Moment,
        need: Need::Always,
        index: IndexAs::Number,
        get: |t| Value::of(t.due, Value::Moment),
        set: |t, x| t.due = x.into_moment(),
        ..FieldSpec::text(tag::DUE, "due", "截止时间", "Due")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::User,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |t| Value::of(t.assignee, Value::User),
        set: |t, x| t.assignee = x.into_user(),
        ..FieldSpec::text(tag::ASSIGNEE, "assignee", "执行人", "Assignee")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |t| Value::of(t.priority, Value::Choice),
        set: |t, x| t.priority = x.into_choice(),
        ..FieldSpec::text(tag::PRIORITY, "priority", "优先级", "Priority")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Flag,
        index: IndexAs::Facet,
        get: |t| if t.done { Value::Flag(true) } else { Value::Missing },
        set: |t, x| t.done = x.into_flag(),
        ..FieldSpec::text(tag::DONE, "done", "已完成", "Done")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |t| Value::of(t.done_at, Value::Moment),
        set: |t, x| t.done_at = x.into_moment(),
        ..FieldSpec::text(tag::DONE_AT, "done_at", "完成时间", "Done at")
    },
    FieldSpec {
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 2000,
        get: |t| Value::text(&t.note),
        set: |t, x| t.note = x.into_text(),
        ..FieldSpec::text(tag::NOTE, "note", "说明", "Note")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        get: |t| Value::of(t.remind, Value::Choice),
        set: |t, x| t.remind = x.into_choice(),
        ..FieldSpec::text(tag::REMIND, "remind", "提醒", "Remind")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        origin: Origin::Derived,
        ..FieldSpec::text(tag::STATE, "state", "状态", "State")
    },
];
