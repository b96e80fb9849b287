//! The follow-up: one talk with a customer, or a note about it.

use crate::domain::child::Base;
use crate::domain::child::base;
use crate::domain::field::FieldSpec;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ledger::Part;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Value;

pub mod method {
    use crate::domain::value::ChoiceId;
    pub const CALL: ChoiceId = ChoiceId(1);
    pub const VISIT: ChoiceId = ChoiceId(2);
    pub const MAIL: ChoiceId = ChoiceId(3);
    pub const MEETING: ChoiceId = ChoiceId(4);
    pub const WECHAT: ChoiceId = ChoiceId(5);
    pub const OTHER: ChoiceId = ChoiceId(6);
    /// A remark among ourselves: no contact with the customer.
    pub const NOTE: ChoiceId = ChoiceId(7);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const METHOD: Tag = Tag(150);
    pub const CONTENT: Tag = Tag(151);
    pub const TASK: Tag = Tag(152);
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct FollowUp {
    pub base: Base,
    pub method: Option<ChoiceId>,
    pub content: String,
    /// The to-do that came of it.
    pub task: Option<u64>,
}

impl Record for FollowUp {
    const KIND: Kind = Kind::FollowUp;

    fn specs() -> &'static [FieldSpec<FollowUp>] {
        &CATALOGUE
    }

    fn base(&self) -> Option<&Base> {
        Some(&self.base)
    }

    fn base_mut(&mut self) -> Option<&mut Base> {
        Some(&mut self.base)
    }

    fn part(&self) -> Part {
        match self.method {
            Some(method::NOTE) => Part::Silent,
            _ => Part::Talk,
        }
    }

    fn given() -> Vec<(Tag, Given)> {
        base::given()
    }

    fn custom(&self) -> &CustomValues {
        &self.base.custom
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.base.custom
    }
}

static CATALOGUE: [FieldSpec<FollowUp>; 8] = [
    base::customer(),
    base::author(),
    base::at("跟进时间", "Time"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |f| Value::of(f.method, Value::Choice),
        set: |f, v| f.method = v.into_choice(),
        ..FieldSpec::text(tag::METHOD, "method", "跟进方式", "Method")
    },
    FieldSpec {
        shape: Shape::LongText,
        need: Need::Always,
        index: IndexAs::Text,
        max_chars: 5000,
        get: |f| Value::text(&f.content),
        set: |f, v| f.content = v.into_text(),
        ..FieldSpec::text(tag::CONTENT, "content", "跟进内容", "What happened")
    },
    FieldSpec {
        shape: Shape::Links(Kind::Task),
        origin: Origin::System,
        get: |f| base::link(f.task),
        set: |f, v| f.task = base::linked(v),
        ..FieldSpec::text(tag::TASK, "task", "下一步", "Next step")
    },
];
