//! The payment: an instalment of a won deal, planned or received.

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
use crate::domain::ledger::Part;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Money;
use crate::domain::value::Value;

pub mod kind {
    use crate::domain::value::ChoiceId;
    pub const PLANNED: ChoiceId = ChoiceId(1);
    pub const RECEIVED: ChoiceId = ChoiceId(2);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const DEAL: Tag = Tag(500);
    pub const KIND: Tag = Tag(501);
    pub const AMOUNT: Tag = Tag(502);
    pub const ON: Tag = Tag(503);
    pub const METHOD: Tag = Tag(504);
    pub const NOTE: Tag = Tag(505);
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Payment {
    pub base: Base,
    pub deal: Option<u64>,
    pub kind: Option<ChoiceId>,
    pub amount: Option<Money>,
    /// When it is to come, or came.
    pub on: Option<Day>,
    pub method: Option<ChoiceId>,
    pub note: String,
}

impl Payment {
    pub fn is_received(&self) -> bool {
        self.kind == Some(kind::RECEIVED)
    }
}

impl Record for Payment {
    const KIND: Kind = Kind::Payment;

    fn specs() -> &'static [FieldSpec<Payment>] {
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

    fn part(&self) -> Part {
        match self.is_received() {
            true => Part::Received {
                amount: self.amount.unwrap_or_default(),
                deal: self.deal.unwrap_or(0),
            },
            false => Part::Silent,
        }
    }

    fn faults(&self, _: Ease, today: Today) -> Vec<Fault> {
        let day = match self.is_received() {
            true => rules::happened_on("on", self.on, today),
            false => rules::foreseen("on", self.on, today),
        };
        [rules::positive("amount", self.amount), day].into_iter().flatten().collect()
    }

    fn given() -> Vec<(Tag, Given)> {
        base::given()
    }
}

static CATALOGUE: [FieldSpec<Payment>; 11] = [
    base::customer(),
    base::author(),
    base::at("登记时间", "Recorded"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        shape: Shape::Links(Kind::Deal),
        need: Need::Always,
        index: IndexAs::Facet,
        get: |p| base::link(p.deal),
        set: |p, x| p.deal = base::linked(x),
        ..FieldSpec::text(tag::DEAL, "deal", "合同", "Contract")
    },
    FieldSpec {
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |p| Value::of(p.kind, Value::Choice),
        set: |p, x| p.kind = x.into_choice(),
        ..FieldSpec::text(tag::KIND, "kind", "类型", "Kind")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Money,
        need: Need::Always,
        index: IndexAs::Number,
        get: |p| Value::of(p.amount, Value::Money),
        set: |p, x| p.amount = x.into_money(),
        ..FieldSpec::text(tag::AMOUNT, "amount", "金额", "Amount")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Day,
        need: Need::Always,
        index: IndexAs::Number,
        get: |p| Value::of(p.on, Value::Day),
        set: |p, x| p.on = x.into_day(),
        ..FieldSpec::text(tag::ON, "on", "日期", "Date")
    },
    FieldSpec {
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |p| Value::of(p.method, Value::Choice),
        set: |p, x| p.method = x.into_choice(),
        ..FieldSpec::text(tag::METHOD, "method", "付款方式", "Paid by")
    },
    FieldSpec {
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 500,
        get: |p| Value::text(&p.note),
        set: |p, x| p.note = x.into_text(),
        ..FieldSpec::text(tag::NOTE, "note", "说明", "Note")
    },
];
