//! The customer's fields that nobody enters: what its records come to, and what it was opened with.

use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::value::Value;

type Spec = FieldSpec<Customer>;

pub(super) const TOTAL_AMOUNT: Spec = Spec {
    group: Group::Figures,
    shape: Shape::Money,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.total_amount, Value::Money),
    set: |c, v| c.total_amount = v.into_money(),
    ..FieldSpec::text(tag::TOTAL_AMOUNT, "total_amount", "累计交易金额", "Won total")
};

pub(super) const DEAL_COUNT: Spec = Spec {
    group: Group::Figures,
    shape: Shape::Whole,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.deal_count, Value::Whole),
    set: |c, v| c.deal_count = v.into_whole(),
    ..FieldSpec::text(tag::DEAL_COUNT, "deal_count", "交易次数", "Deals")
};

pub(super) const FIRST_ACTIVITY: Spec = Spec {
    group: Group::Dates,
    shape: Shape::Day,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.first_activity, Value::Day),
    set: |c, v| c.first_activity = v.into_day(),
    ..FieldSpec::text(tag::FIRST_ACTIVITY, "first_activity", "首次互动日期", "First activity")
};

pub(super) const OPEN_TASKS: Spec = Spec {
    group: Group::Figures,
    shape: Shape::Whole,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.open_tasks, Value::Whole),
    set: |c, v| c.open_tasks = v.into_whole(),
    ..FieldSpec::text(tag::OPEN_TASKS, "open_tasks", "未完成待办", "Open to-dos")
};

pub(super) const NEXT_TASK: Spec = Spec {
    group: Group::Dates,
    shape: Shape::Moment,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.next_task, Value::Moment),
    set: |c, v| c.next_task = v.into_moment(),
    ..FieldSpec::text(tag::NEXT_TASK, "next_task", "下次待办时间", "Next to-do")
};

pub(super) const SATISFACTION: Spec = Spec {
    group: Group::Figures,
    shape: Shape::Decimal,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.satisfaction, Value::Decimal),
    set: |c, v| c.satisfaction = v.into_decimal(),
    ..FieldSpec::text(tag::SATISFACTION, "satisfaction", "平均满意度", "Satisfaction")
};

pub(super) const SERVICE_COUNT: Spec = Spec {
    group: Group::Figures,
    shape: Shape::Whole,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.service_count, Value::Whole),
    set: |c, v| c.service_count = v.into_whole(),
    ..FieldSpec::text(tag::SERVICE_COUNT, "service_count", "服务次数", "Services")
};

pub(super) const LAST_DEAL: Spec = Spec {
    group: Group::Dates,
    shape: Shape::Day,
    index: IndexAs::Number,
    origin: Origin::System,
    get: |c| Value::of(c.last_deal, Value::Day),
    set: |c, v| c.last_deal = v.into_day(),
    ..FieldSpec::text(tag::LAST_DEAL, "last_deal", "最近成交日期", "Last deal")
};

pub(super) const OPENING_CONTACT: Spec = Spec {
    group: Group::System,
    shape: Shape::Moment,
    origin: Origin::Internal,
    get: |c| Value::of(c.opening_contact, Value::Moment),
    set: |c, v| c.opening_contact = v.into_moment(),
    ..FieldSpec::text(tag::OPENING_CONTACT, "opening_contact", "期初互动时间", "Opening activity")
};

pub(super) const OPENING_FOLLOWUP: Spec = Spec {
    group: Group::System,
    shape: Shape::Day,
    origin: Origin::Internal,
    get: |c| Value::of(c.opening_followup, Value::Day),
    set: |c, v| c.opening_followup = v.into_day(),
    ..FieldSpec::text(
        tag::OPENING_FOLLOWUP,
        "opening_followup",
        "期初跟进日期",
        "Opening follow-up",
    )
};

pub(super) const EARNED_AMOUNT: Spec = Spec {
    group: Group::System,
    shape: Shape::Money,
    origin: Origin::Internal,
    get: |c| Value::of(c.earned_amount, Value::Money),
    set: |c, v| c.earned_amount = v.into_money(),
    ..FieldSpec::text(tag::EARNED_AMOUNT, "earned_amount", "交易金额", "Earned amount")
};

pub(super) const EARNED_DEALS: Spec = Spec {
    group: Group::System,
    shape: Shape::Whole,
    origin: Origin::Internal,
    get: |c| Value::of(c.earned_deals, Value::Whole),
    set: |c, v| c.earned_deals = v.into_whole(),
    ..FieldSpec::text(tag::EARNED_DEALS, "earned_deals", "交易笔数", "Earned deals")
};
