//! The deal: a possible sale on its way through the stages, and the contract that it ends with.

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
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Money;
use crate::domain::value::Value;

pub mod stage {
    use crate::domain::value::ChoiceId;
    pub const CONTACT: ChoiceId = ChoiceId(1);
    pub const NEEDS: ChoiceId = ChoiceId(2);
    pub const PROPOSAL: ChoiceId = ChoiceId(3);
    pub const NEGOTIATION: ChoiceId = ChoiceId(4);
    pub const WON: ChoiceId = ChoiceId(5);
    pub const LOST: ChoiceId = ChoiceId(6);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const TITLE: Tag = Tag(300);
    pub const STAGE: Tag = Tag(301);
    pub const EXPECTED_AMOUNT: Tag = Tag(302);
    pub const EXPECTED_ON: Tag = Tag(303);
    pub const OWNER: Tag = Tag(304);
    pub const PRODUCT: Tag = Tag(305);
    pub const SOURCE: Tag = Tag(306);
    pub const AMOUNT: Tag = Tag(307);
    pub const WON_ON: Tag = Tag(308);
    pub const CONTRACT_NO: Tag = Tag(309);
    pub const LOST_REASON: Tag = Tag(310);
    pub const LOST_NOTE: Tag = Tag(311);
    pub const REMARK: Tag = Tag(312);
    pub const RECEIVED: Tag = Tag(313);
    pub const OUTSTANDING: Tag = Tag(314);
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Deal {
    pub base: Base,
    pub title: String,
    pub stage: Option<ChoiceId>,
    pub expected_amount: Option<Money>,
    pub expected_on: Option<Day>,
    pub owner: Option<UserId>,
    pub product: String,
    pub source: String,
    /// What the contract is about, once it is won.
    pub amount: Option<Money>,
    pub won_on: Option<Day>,
    pub contract_no: String,
    pub lost_reason: Option<ChoiceId>,
    pub lost_note: String,
    pub remark: String,
    /// The sum of its payments that came in: maintained with them.
    pub received: Option<Money>,
    pub outstanding: Option<Money>,
}

impl Deal {
    pub fn is_won(&self) -> bool {
        self.stage == Some(stage::WON)
    }

    pub fn is_lost(&self) -> bool {
        self.stage == Some(stage::LOST)
    }

    /// Whom it concerns: who looks after it, else who owns the customer.
    pub fn keeper(&self) -> Option<UserId> {
        let of_customer = || self.base.holders.as_ref().and_then(|holders| holders.owner);
        self.owner.or_else(of_customer)
    }

    /// What a won deal must say. The rows of a file come from systems that keep contracts elsewhere:
    /// there amount and day are enough.
    fn won_faults(&self, ease: Ease) -> Vec<Fault> {
        let missing = [
            ("amount", self.amount.is_none()),
            ("won_on", self.won_on.is_none()),
            ("contract_no", ease == Ease::Form && self.contract_no.is_empty()),
        ];
        let missing = missing.iter().filter(|(_, is_missing)| *is_missing);
        let mut faults: Vec<Fault> =
            missing.map(|(key, _)| Fault::new(key, "required_for_won")).collect();
        faults.extend(rules::positive("amount", self.amount));
        faults
    }
}

impl Record for Deal {
    const KIND: Kind = Kind::Deal;

    fn specs() -> &'static [FieldSpec<Deal>] {
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
        [self.base.author, self.owner]
    }

    fn part(&self) -> Part {
        match (self.amount, self.won_on) {
            (Some(amount), Some(on)) if self.is_won() => Part::Won { amount, on },
            _ if self.is_lost() => Part::Lost,
            _ => Part::Silent,
        }
    }

    /// What is to come of a contract; of one that is paid in full or more, nothing.
    fn settle(&mut self, _: Option<&Self>) {
        let amount = self.amount.filter(|_| self.is_won());
        let received = self.received.unwrap_or_default();
        self.outstanding = amount.map(|amount| Money((amount.0 - received.0).max(0)));
    }

    fn faults(&self, ease: Ease, today: Today) -> Vec<Fault> {
        let mut faults = match self.is_won() {
            true => self.won_faults(ease),
            false => Vec::new(),
        };
        if self.is_lost() && ease == Ease::Form && self.lost_reason.is_none() {
            faults.push(Fault::new("lost_reason", "required_for_lost"));
        }
        faults.extend(rules::happened_on("won_on", self.won_on, today));
        faults.extend(rules::foreseen("expected_on", self.expected_on, today));
        faults
    }

    fn given() -> Vec<(Tag, Given)> {
        let mut given = base::given();
        given.extend([
            (tag::OWNER, Given::Asker),
            (tag::STAGE, Given::Value(Value::Choice(stage::CONTACT))),
        ]);
        given
    }
}

static CATALOGUE: [FieldSpec<Deal>; 20] = [
    base::customer(),
    base::author(),
    base::at("开始时间", "Began"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        need: Need::Always,
        index: IndexAs::Name,
        max_chars: 200,
        get: |d| Value::text(&d.title),
        set: |d, x| d.title = x.into_text(),
        ..FieldSpec::text(tag::TITLE, "title", "商机名称", "Deal")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |d| Value::of(d.stage, Value::Choice),
        set: |d, x| d.stage = x.into_choice(),
        ..FieldSpec::text(tag::STAGE, "stage", "阶段", "Stage")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Money,
        index: IndexAs::Number,
        get: |d| Value::of(d.expected_amount, Value::Money),
        set: |d, x| d.expected_amount = x.into_money(),
        ..FieldSpec::text(tag::EXPECTED_AMOUNT, "expected_amount", "预计金额", "Expected amount")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Day,
        index: IndexAs::Number,
        get: |d| Value::of(d.expected_on, Value::Day),
        set: |d, x| d.expected_on = x.into_day(),
        ..FieldSpec::text(tag::EXPECTED_ON, "expected_on", "预计成交日期", "Expected on")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::User,
        index: IndexAs::Facet,
        get: |d| Value::of(d.owner, Value::User),
        set: |d, x| d.owner = x.into_user(),
        ..FieldSpec::text(tag::OWNER, "owner", "负责人", "Owner")
    },
    FieldSpec {
        index: IndexAs::Text,
        max_chars: 200,
        get: |d| Value::text(&d.product),
        set: |d, x| d.product = x.into_text(),
        ..FieldSpec::text(tag::PRODUCT, "product", "产品", "Product")
    },
    FieldSpec {
        group: Group::Business,
        index: IndexAs::Text,
        get: |d| Value::text(&d.source),
        set: |d, x| d.source = x.into_text(),
        ..FieldSpec::text(tag::SOURCE, "source", "来源", "Source")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Money,
        index: IndexAs::Number,
        get: |d| Value::of(d.amount, Value::Money),
        set: |d, x| d.amount = x.into_money(),
        ..FieldSpec::text(tag::AMOUNT, "amount", "成交金额", "Amount")
    },
    FieldSpec {
        group: Group::Dates,
        shape: Shape::Day,
        index: IndexAs::Number,
        get: |d| Value::of(d.won_on, Value::Day),
        set: |d, x| d.won_on = x.into_day(),
        ..FieldSpec::text(tag::WON_ON, "won_on", "成交日期", "Won on")
    },
    FieldSpec {
        group: Group::Business,
        index: IndexAs::Token,
        max_chars: 64,
        unique: Unique::Kind,
        get: |d| Value::text(&d.contract_no),
        set: |d, x| d.contract_no = x.into_text(),
        ..FieldSpec::text(tag::CONTRACT_NO, "contract_no", "合同编号", "Contract no.")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |d| Value::of(d.lost_reason, Value::Choice),
        set: |d, x| d.lost_reason = x.into_choice(),
        ..FieldSpec::text(tag::LOST_REASON, "lost_reason", "输单原因", "Lost because")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 500,
        get: |d| Value::text(&d.lost_note),
        set: |d, x| d.lost_note = x.into_text(),
        ..FieldSpec::text(tag::LOST_NOTE, "lost_note", "输单说明", "About the loss")
    },
    FieldSpec {
        group: Group::Care,
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 2000,
        get: |d| Value::text(&d.remark),
        set: |d, x| d.remark = x.into_text(),
        ..FieldSpec::text(tag::REMARK, "remark", "备注", "Remark")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Money,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |d| Value::of(d.received, Value::Money),
        set: |d, x| d.received = x.into_money(),
        ..FieldSpec::text(tag::RECEIVED, "received", "已收款", "Received")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Money,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |d| Value::of(d.outstanding, Value::Money),
        set: |d, x| d.outstanding = x.into_money(),
        ..FieldSpec::text(tag::OUTSTANDING, "outstanding", "待收款", "Outstanding")
    },
];
