//! The order: a sale as another system tells it.

use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::child::Base;
use crate::domain::child::base;
use crate::domain::field::Fault;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ledger::Part;
use crate::domain::parse::decimal;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Decimal;
use crate::domain::value::Money;
use crate::domain::value::Value;

pub mod state {
    use crate::domain::value::ChoiceId;
    pub const UNPAID: ChoiceId = ChoiceId(1);
    pub const PARTIAL: ChoiceId = ChoiceId(2);
    pub const PAID: ChoiceId = ChoiceId(3);
    pub const REFUNDED: ChoiceId = ChoiceId(4);
    pub const CANCELLED: ChoiceId = ChoiceId(5);
}

pub mod tag {
    use crate::domain::ids::Tag;

    pub const NUMBER: Tag = Tag(350);
    pub const SOURCE: Tag = Tag(351);
    pub const AMOUNT: Tag = Tag(352);
    pub const PRODUCT: Tag = Tag(353);
    pub const QUANTITY: Tag = Tag(354);
    pub const STATE: Tag = Tag(355);
    pub const DEAL: Tag = Tag(356);
}

/// A thousand million, scaled by 10,000.
const MAX_QUANTITY: i64 = 1_000_000_000 * 10_000;

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Order {
    pub base: Base,
    /// As the other system has it; unique within it.
    pub number: String,
    /// The system that it comes from: a shop, a marketplace.
    pub source: String,
    pub amount: Option<Money>,
    pub product: String,
    pub quantity: Option<Decimal>,
    pub state: Option<ChoiceId>,
    /// The deal that it belongs to: counted once with it.
    pub deal: Option<u64>,
}

fn quantity(quantity: Decimal) -> Option<Fault> {
    match quantity.0 {
        number if number < 0 => Some(Fault::new("quantity", "number_negative")),
        number if MAX_QUANTITY < number => {
            let limit = decimal::show(Decimal(MAX_QUANTITY));
            Some(Fault::new("quantity", "number_range").with("limit", limit))
        }
        _ => None,
    }
}

impl Record for Order {
    const KIND: Kind = Kind::Order;

    fn specs() -> &'static [FieldSpec<Order>] {
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

    /// What came to nothing was still a touch.
    fn part(&self) -> Part {
        match self.state {
            Some(state::REFUNDED | state::CANCELLED) => Part::Touch,
            _ => {
                Part::Sale { amount: self.amount.unwrap_or_default(), deal: self.deal.unwrap_or(0) }
            }
        }
    }

    fn faults(&self, _: Ease, _: Today) -> Vec<Fault> {
        self.quantity.and_then(quantity).into_iter().collect()
    }

    fn given() -> Vec<(Tag, Given)> {
        let mut given = base::given();
        given.push((tag::STATE, Given::Value(Value::Choice(state::UNPAID))));
        given
    }
}

static CATALOGUE: [FieldSpec<Order>; 12] = [
    base::customer(),
    base::author(),
    base::at("下单时间", "Ordered"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        need: Need::Asked,
        index: IndexAs::Token,
        max_chars: 64,
        unique: Unique::Within(tag::SOURCE),
        get: |o| Value::text(&o.number),
        set: |o, x| o.number = x.into_text(),
        ..FieldSpec::text(tag::NUMBER, "number", "订单编号", "Order no.")
    },
    FieldSpec {
        group: Group::Business,
        index: IndexAs::Text,
        max_chars: 64,
        get: |o| Value::text(&o.source),
        set: |o, x| o.source = x.into_text(),
        ..FieldSpec::text(tag::SOURCE, "source", "订单来源", "From")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Money,
        need: Need::Always,
        index: IndexAs::Number,
        get: |o| Value::of(o.amount, Value::Money),
        set: |o, x| o.amount = x.into_money(),
        ..FieldSpec::text(tag::AMOUNT, "amount", "订单金额", "Amount")
    },
    FieldSpec {
        index: IndexAs::Text,
        max_chars: 200,
        get: |o| Value::text(&o.product),
        set: |o, x| o.product = x.into_text(),
        ..FieldSpec::text(tag::PRODUCT, "product", "产品", "Product")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Decimal,
        index: IndexAs::Number,
        get: |o| Value::of(o.quantity, Value::Decimal),
        set: |o, x| o.quantity = x.into_decimal(),
        ..FieldSpec::text(tag::QUANTITY, "quantity", "数量", "Quantity")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |o| Value::of(o.state, Value::Choice),
        set: |o, x| o.state = x.into_choice(),
        ..FieldSpec::text(tag::STATE, "state", "支付状态", "Payment")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Links(Kind::Deal),
        index: IndexAs::Facet,
        get: |o| base::link(o.deal),
        set: |o, x| o.deal = base::linked(x),
        ..FieldSpec::text(tag::DEAL, "deal", "所属商机", "Deal")
    },
];
