//! The service record: what a customer asked for, until when it was due an answer, what came of it.

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
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::ledger::Part;
use crate::domain::parse::decimal;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Value;

pub mod priority {
    use crate::domain::value::ChoiceId;
    pub const URGENT: ChoiceId = ChoiceId(1);
    pub const HIGH: ChoiceId = ChoiceId(2);
    pub const NORMAL: ChoiceId = ChoiceId(3);
    pub const LOW: ChoiceId = ChoiceId(4);
}

pub mod status {
    use crate::domain::value::ChoiceId;
    pub const NEW: ChoiceId = ChoiceId(1);
    pub const OPEN: ChoiceId = ChoiceId(2);
    pub const SOLVED: ChoiceId = ChoiceId(3);
    pub const CLOSED: ChoiceId = ChoiceId(4);
}

pub mod met {
    use crate::domain::value::ChoiceId;
    pub const MET: ChoiceId = ChoiceId(1);
    pub const MISSED: ChoiceId = ChoiceId(2);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const NUMBER: Tag = Tag(250);
    pub const TYPE: Tag = Tag(251);
    pub const PRIORITY: Tag = Tag(252);
    pub const DESCRIPTION: Tag = Tag(253);
    pub const HANDLER: Tag = Tag(254);
    pub const STATUS: Tag = Tag(255);
    pub const RESULT: Tag = Tag(256);
    pub const SATISFACTION: Tag = Tag(257);
    pub const DUE: Tag = Tag(258);
    pub const RESPONDED_AT: Tag = Tag(259);
    pub const FINISHED_AT: Tag = Tag(260);
    pub const MET: Tag = Tag(261);
    pub const PROMISED: Tag = Tag(262);
}

/// 0.0 to 5.0, scaled by 10,000.
const SCORES: std::ops::RangeInclusive<i64> = 0..=50_000;

/// A tenth of a point.
const SCORE_STEP: i64 = 1_000;

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Service {
    pub base: Base,
    /// Given at the first save, `SV-2026-0001`; never edited, never reused.
    pub number: String,
    pub kind: Option<ChoiceId>,
    pub priority: Option<ChoiceId>,
    pub description: String,
    pub handler: Option<UserId>,
    pub status: Option<ChoiceId>,
    pub result: String,
    pub satisfaction: Option<Decimal>,
    /// Until when the customer should have heard from us.
    pub due: Option<Moment>,
    pub responded_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub met: Option<ChoiceId>,
    /// The response due that the product has set: another one is somebody's own.
    pub promised: Option<Moment>,
}

impl Service {
    pub fn is_finished(&self) -> bool {
        matches!(self.status, Some(status::SOLVED | status::CLOSED))
    }
}

fn score(score: Decimal) -> Option<Fault> {
    let reason = match score.0 {
        number if !SCORES.contains(&number) => "score_range",
        number if number % SCORE_STEP != 0 => "score_step",
        _ => return None,
    };
    Some(Fault::new("satisfaction", reason).with("value", decimal::show(score)))
}

impl Record for Service {
    const KIND: Kind = Kind::Service;

    fn specs() -> &'static [FieldSpec<Service>] {
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

    fn hands(&self) -> [Option<UserId>; 2] {
        [self.base.author, self.handler]
    }

    fn part(&self) -> Part {
        Part::Service { score: self.satisfaction }
    }

    /// One that goes on is not finished; one that was finished was answered; an answer was in time or
    /// not.
    fn settle(&mut self, _: Option<&Self>) {
        self.finished_at = self.finished_at.filter(|_| self.is_finished());
        self.responded_at = self.responded_at.or(self.finished_at);
        self.met = self
            .due
            .zip(self.responded_at)
            .map(|(due, responded)| if responded <= due { met::MET } else { met::MISSED });
    }

    fn faults(&self, _: Ease, today: Today) -> Vec<Fault> {
        let faults = [
            self.satisfaction.and_then(score),
            rules::sensible("due", self.due),
            rules::happened("responded_at", self.responded_at, today),
            rules::happened("finished_at", self.finished_at, today),
        ];
        faults.into_iter().flatten().collect()
    }

    fn given() -> Vec<(Tag, Given)> {
        let mut given = base::given();
        given.extend([
            (tag::HANDLER, Given::Asker),
            (tag::PRIORITY, Given::Value(Value::Choice(priority::NORMAL))),
            (tag::STATUS, Given::Value(Value::Choice(status::NEW))),
        ]);
        given
    }
}

static CATALOGUE: [FieldSpec<Service>; 18] = [
    base::customer(),
    base::author(),
    base::at("受理时间", "Accepted"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        index: IndexAs::Token,
        origin: Origin::System,
        max_chars: 40,
        unique: Unique::Kind,
        get: |s| Value::text(&s.number),
        set: |s, x| s.number = x.into_text(),
        ..FieldSpec::text(tag::NUMBER, "number", "服务编号", "Service no.")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |s| Value::of(s.kind, Value::Choice),
        set: |s, x| s.kind = x.into_choice(),
        ..FieldSpec::text(tag::TYPE, "type", "服务类型", "Type")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |s| Value::of(s.priority, Value::Choice),
        set: |s, x| s.priority = x.into_choice(),
        ..FieldSpec::text(tag::PRIORITY, "priority", "优先级", "Priority")
    },
    FieldSpec {
        shape: Shape::LongText,
        need: Need::Asked,
        index: IndexAs::Text,
        max_chars: 5000,
        get: |s| Value::text(&s.description),
        set: |s, x| s.description = x.into_text(),
        ..FieldSpec::text(tag::DESCRIPTION, "description", "问题描述", "Description")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::User,
        index: IndexAs::Facet,
        get: |s| Value::of(s.handler, Value::User),
        set: |s, x| s.handler = x.into_user(),
        ..FieldSpec::text(tag::HANDLER, "handler", "处理人", "Handled by")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |s| Value::of(s.status, Value::Choice),
        set: |s, x| s.status = x.into_choice(),
        ..FieldSpec::text(tag::STATUS, "status", "处理状态", "Status")
    },
    FieldSpec {
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 5000,
        get: |s| Value::text(&s.result),
        set: |s, x| s.result = x.into_text(),
        ..FieldSpec::text(tag::RESULT, "result", "处理结果", "Result")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Decimal,
        index: IndexAs::Number,
        get: |s| Value::of(s.satisfaction, Value::Decimal),
        set: |s, x| s.satisfaction = x.into_decimal(),
        ..FieldSpec::text(tag::SATISFACTION, "satisfaction", "满意度", "Satisfaction")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        get: |s| Value::of(s.due, Value::Moment),
        set: |s, x| s.due = x.into_moment(),
        ..FieldSpec::text(tag::DUE, "due", "响应时限", "Response due")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        get: |s| Value::of(s.responded_at, Value::Moment),
        set: |s, x| s.responded_at = x.into_moment(),
        ..FieldSpec::text(tag::RESPONDED_AT, "responded_at", "响应时间", "Responded")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        origin: Origin::Opening,
        get: |s| Value::of(s.finished_at, Value::Moment),
        set: |s, x| s.finished_at = x.into_moment(),
        ..FieldSpec::text(tag::FINISHED_AT, "finished_at", "完成时间", "Finished")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        origin: Origin::System,
        get: |s| Value::of(s.met, Value::Choice),
        set: |s, x| s.met = x.into_choice(),
        ..FieldSpec::text(tag::MET, "met", "响应达标", "Response in time")
    },
    FieldSpec {
        group: Group::System,
        shape: Shape::Moment,
        origin: Origin::Internal,
        get: |s| Value::of(s.promised, Value::Moment),
        set: |s, x| s.promised = x.into_moment(),
        ..FieldSpec::text(tag::PROMISED, "promised", "承诺响应时限", "Response promised")
    },
];
