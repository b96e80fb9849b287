//! The consent: what a customer lets us do with their data, on what basis, and until when.

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
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Moment;
use crate::domain::value::Value;

pub mod state {
    use crate::domain::value::ChoiceId;
    pub const GIVEN: ChoiceId = ChoiceId(1);
    pub const WITHDRAWN: ChoiceId = ChoiceId(2);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const PURPOSE: Tag = Tag(450);
    pub const BASIS: Tag = Tag(451);
    pub const EVIDENCE: Tag = Tag(452);
    pub const STATE: Tag = Tag(453);
    pub const WITHDRAWN_AT: Tag = Tag(454);
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Consent {
    pub base: Base,
    pub purpose: Option<ChoiceId>,
    pub basis: Option<ChoiceId>,
    /// What proves it: a form, a recording, a message.
    pub evidence: String,
    pub state: Option<ChoiceId>,
    pub withdrawn_at: Option<Moment>,
}

impl Consent {
    fn is_withdrawn(&self) -> bool {
        self.state == Some(state::WITHDRAWN)
    }

    /// Withdrawn when, and not before it was given.
    fn order_of_times(&self) -> Option<Fault> {
        match (self.base.at, self.withdrawn_at) {
            (_, None) if self.is_withdrawn() => Some(Fault::new("withdrawn_at", "required")),
            (Some(given), Some(withdrawn)) if withdrawn < given => {
                Some(Fault::new("withdrawn_at", "before_given"))
            }
            (_, _) => None,
        }
    }
}

impl Record for Consent {
    const KIND: Kind = Kind::Consent;

    fn specs() -> &'static [FieldSpec<Consent>] {
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

    /// What is given again is not withdrawn.
    fn settle(&mut self, _: Option<&Self>) {
        self.withdrawn_at = self.withdrawn_at.filter(|_| self.is_withdrawn());
    }

    fn faults(&self, _: Ease, today: Today) -> Vec<Fault> {
        let ahead = rules::happened("withdrawn_at", self.withdrawn_at, today);
        ahead.or_else(|| self.order_of_times()).into_iter().collect()
    }

    fn given() -> Vec<(Tag, Given)> {
        let mut given = base::given();
        given.push((tag::STATE, Given::Value(Value::Choice(state::GIVEN))));
        given
    }
}

static CATALOGUE: [FieldSpec<Consent>; 10] = [
    base::customer(),
    base::author(),
    base::at("授权时间", "Given"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |c| Value::of(c.purpose, Value::Choice),
        set: |c, x| c.purpose = x.into_choice(),
        ..FieldSpec::text(tag::PURPOSE, "purpose", "用途", "Purpose")
    },
    FieldSpec {
        shape: Shape::Choice,
        need: Need::Asked,
        index: IndexAs::Facet,
        get: |c| Value::of(c.basis, Value::Choice),
        set: |c, x| c.basis = x.into_choice(),
        ..FieldSpec::text(tag::BASIS, "basis", "依据", "Basis")
    },
    FieldSpec {
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 500,
        get: |c| Value::text(&c.evidence),
        set: |c, x| c.evidence = x.into_text(),
        ..FieldSpec::text(tag::EVIDENCE, "evidence", "凭证", "Evidence")
    },
    FieldSpec {
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |c| Value::of(c.state, Value::Choice),
        set: |c, x| c.state = x.into_choice(),
        ..FieldSpec::text(tag::STATE, "state", "状态", "State")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        get: |c| Value::of(c.withdrawn_at, Value::Moment),
        set: |c, x| c.withdrawn_at = x.into_moment(),
        ..FieldSpec::text(tag::WITHDRAWN_AT, "withdrawn_at", "撤回时间", "Withdrawn")
    },
];
