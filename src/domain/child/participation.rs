//! The participation: how a customer took part in a campaign.

use crate::domain::child::Base;
use crate::domain::child::base;
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
use crate::domain::value::Value;

pub mod result {
    use crate::domain::value::ChoiceId;
    pub const INVITED: ChoiceId = ChoiceId(1);
    pub const REGISTERED: ChoiceId = ChoiceId(2);
    pub const ATTENDED: ChoiceId = ChoiceId(3);
    pub const ABSENT: ChoiceId = ChoiceId(4);
    pub const INTERESTED: ChoiceId = ChoiceId(5);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const CAMPAIGN: Tag = Tag(400);
    pub const CHANNEL: Tag = Tag(401);
    pub const RESULT: Tag = Tag(402);
    pub const NOTE: Tag = Tag(403);
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Participation {
    pub base: Base,
    pub campaign: String,
    pub channel: Option<ChoiceId>,
    pub result: Option<ChoiceId>,
    pub note: String,
}

impl Record for Participation {
    const KIND: Kind = Kind::Participation;

    fn specs() -> &'static [FieldSpec<Participation>] {
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

    /// Who was only invited has not been in touch.
    fn part(&self) -> Part {
        match self.result {
            Some(result::ATTENDED | result::INTERESTED) => Part::Touch,
            _ => Part::Silent,
        }
    }

    fn given() -> Vec<(Tag, Given)> {
        let mut given = base::given();
        given.push((tag::RESULT, Given::Value(Value::Choice(result::INVITED))));
        given
    }
}

static CATALOGUE: [FieldSpec<Participation>; 9] = [
    base::customer(),
    base::author(),
    base::at("参与时间", "Time"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        need: Need::Always,
        index: IndexAs::Name,
        get: |p| Value::text(&p.campaign),
        set: |p, x| p.campaign = x.into_text(),
        ..FieldSpec::text(tag::CAMPAIGN, "campaign", "活动", "Campaign")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |p| Value::of(p.channel, Value::Choice),
        set: |p, x| p.channel = x.into_choice(),
        ..FieldSpec::text(tag::CHANNEL, "channel", "渠道", "Channel")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |p| Value::of(p.result, Value::Choice),
        set: |p, x| p.result = x.into_choice(),
        ..FieldSpec::text(tag::RESULT, "result", "结果", "Result")
    },
    FieldSpec {
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 2000,
        get: |p| Value::text(&p.note),
        set: |p, x| p.note = x.into_text(),
        ..FieldSpec::text(tag::NOTE, "note", "说明", "Note")
    },
];
