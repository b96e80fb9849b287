//! The catalogue of the customer: a new built-in field is a member of the struct and a row here.

use crate::domain::customer::Customer;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::value::Value;

/// Tags by name, for rules that speak of one field.
pub mod tag {
    use crate::domain::ids::Tag;

    pub const CODE: Tag = Tag(1);
    pub const NAME: Tag = Tag(2);
    pub const SHORT_NAME: Tag = Tag(3);
    pub const FORMER_NAMES: Tag = Tag(4);
    pub const KIND: Tag = Tag(5);
    pub const COMPANY: Tag = Tag(6);
    pub const INDUSTRY: Tag = Tag(7);
    pub const SOURCE: Tag = Tag(8);
    pub const SOURCE_DETAIL: Tag = Tag(9);
    pub const LEVEL: Tag = Tag(10);
    pub const STATUS: Tag = Tag(11);
    pub const FOLLOW_STATE: Tag = Tag(12);
    pub const STAGE: Tag = Tag(13);
    pub const TAGS: Tag = Tag(14);
    pub const NEEDS: Tag = Tag(15);
    pub const CONTACT_NAME: Tag = Tag(16);
    pub const CONTACT_TITLE: Tag = Tag(17);
    pub const PHONE: Tag = Tag(18);
    pub const WECHAT: Tag = Tag(19);
    pub const EMAIL: Tag = Tag(20);
    pub const ID_NUMBER: Tag = Tag(21);
    pub const REGION: Tag = Tag(22);
    pub const ADDRESS: Tag = Tag(23);
    pub const FIRST_CONTACT: Tag = Tag(24);
    pub const LAST_CONTACT: Tag = Tag(25);
    pub const LAST_FOLLOWUP: Tag = Tag(26);
    pub const TOTAL_AMOUNT: Tag = Tag(27);
    pub const DEAL_COUNT: Tag = Tag(28);
    pub const OPENING_AMOUNT: Tag = Tag(29);
    pub const OPENING_DEALS: Tag = Tag(30);
    pub const SPECIAL_NEEDS: Tag = Tag(31);
    pub const REMARK: Tag = Tag(32);
    pub const OWNER: Tag = Tag(33);
    pub const COLLABORATORS: Tag = Tag(34);
    pub const EXTERNAL_ID: Tag = Tag(35);
    pub const EXTERNAL_SOURCE: Tag = Tag(36);
    pub const UNVERIFIED: Tag = Tag(37);
    pub const OTHER_CONTACTS: Tag = Tag(38);
    pub const FIRST_ACTIVITY: Tag = Tag(39);
    pub const OPEN_TASKS: Tag = Tag(40);
    pub const NEXT_TASK: Tag = Tag(41);
    pub const SATISFACTION: Tag = Tag(42);
    pub const SERVICE_COUNT: Tag = Tag(43);
    pub const LAST_DEAL: Tag = Tag(44);
    pub const LOST_REASON: Tag = Tag(45);
    pub const LOST_NOTE: Tag = Tag(46);
    pub const OPENING_CONTACT: Tag = Tag(47);
    pub const OPENING_FOLLOWUP: Tag = Tag(48);
    pub const EARNED_AMOUNT: Tag = Tag(49);
    pub const EARNED_DEALS: Tag = Tag(50);
}

type Spec = FieldSpec<Customer>;

pub static CATALOGUE: [Spec; 50] = [
    Spec {
        index: IndexAs::Token,
        origin: Origin::System,
        unique: Unique::Kind,
        get: |c| Value::text(&c.code),
        set: |c, v| c.code = v.into_text(),
        ..FieldSpec::text(tag::CODE, "code", "客户编号", "Customer no.")
    },
    Spec {
        need: Need::Always,
        index: IndexAs::Name,
        get: |c| Value::text(&c.name),
        set: |c, v| c.name = v.into_text(),
        ..FieldSpec::text(tag::NAME, "name", "客户名称", "Customer name")
    },
    Spec {
        index: IndexAs::Name,
        get: |c| Value::text(&c.short_name),
        set: |c, v| c.short_name = v.into_text(),
        ..FieldSpec::text(tag::SHORT_NAME, "short_name", "简称", "Short name")
    },
    Spec {
        index: IndexAs::Name,
        max_chars: 300,
        get: |c| Value::text(&c.former_names),
        set: |c, v| c.former_names = v.into_text(),
        ..FieldSpec::text(tag::FORMER_NAMES, "former_names", "曾用名", "Former names")
    },
    Spec {
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |c| Value::of(c.kind, Value::Choice),
        set: |c, v| c.kind = v.into_choice(),
        ..FieldSpec::text(tag::KIND, "kind", "客户类型", "Customer type")
    },
    Spec {
        index: IndexAs::Name,
        get: |c| Value::text(&c.company),
        set: |c, v| c.company = v.into_text(),
        ..FieldSpec::text(tag::COMPANY, "company", "所属公司", "Company")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Asked,
        index: IndexAs::Facet,
        get: |c| Value::of(c.industry, Value::Choice),
        set: |c, v| c.industry = v.into_choice(),
        ..FieldSpec::text(tag::INDUSTRY, "industry", "所属行业", "Industry")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |c| Value::of(c.source, Value::Choice),
        set: |c, v| c.source = v.into_choice(),
        ..FieldSpec::text(tag::SOURCE, "source", "客户来源", "Source")
    },
    Spec {
        group: Group::Business,
        index: IndexAs::Text,
        get: |c| Value::text(&c.source_detail),
        set: |c, v| c.source_detail = v.into_text(),
        ..FieldSpec::text(tag::SOURCE_DETAIL, "source_detail", "来源说明", "Source detail")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choice,
        need: Need::Always,
        index: IndexAs::Facet,
        get: |c| Value::of(c.level, Value::Choice),
        set: |c, v| c.level = v.into_choice(),
        ..FieldSpec::text(tag::LEVEL, "level", "客户等级", "Level")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        origin: Origin::Derived,
        ..FieldSpec::text(tag::STATUS, "status", "客户状态", "Status")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        origin: Origin::Derived,
        ..FieldSpec::text(tag::FOLLOW_STATE, "follow_state", "跟进状态", "Follow-up state")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |c| Value::of(c.stage, Value::Choice),
        set: |c, v| c.stage = v.into_choice(),
        ..FieldSpec::text(tag::STAGE, "stage", "跟进阶段", "Stage")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choices { open: true },
        index: IndexAs::Facet,
        get: |c| Value::Choices(c.tags.clone()),
        set: |c, v| c.tags = v.into_choices(),
        ..FieldSpec::text(tag::TAGS, "tags", "客户标签", "Tags")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choices { open: true },
        index: IndexAs::Facet,
        get: |c| Value::Choices(c.needs.clone()),
        set: |c, v| c.needs = v.into_choices(),
        ..FieldSpec::text(tag::NEEDS, "needs", "需求标签", "Needs")
    },
    Spec {
        group: Group::Contact,
        privacy: Privacy::Personal,
        index: IndexAs::Name,
        max_chars: 50,
        get: |c| Value::text(&c.contact_name),
        set: |c, v| c.contact_name = v.into_text(),
        ..FieldSpec::text(tag::CONTACT_NAME, "contact_name", "联系人姓名", "Contact")
    },
    Spec {
        group: Group::Contact,
        index: IndexAs::Text,
        max_chars: 50,
        get: |c| Value::text(&c.contact_title),
        set: |c, v| c.contact_title = v.into_text(),
        ..FieldSpec::text(tag::CONTACT_TITLE, "contact_title", "联系人职位", "Job title")
    },
    Spec {
        group: Group::Contact,
        shape: Shape::Phone,
        privacy: Privacy::Sensitive,
        index: IndexAs::Token,
        get: |c| Value::of(c.phone.clone(), Value::Guarded),
        set: |c, v| c.phone = v.into_guarded(),
        ..FieldSpec::text(tag::PHONE, "phone", "手机号", "Phone")
    },
    Spec {
        group: Group::Contact,
        privacy: Privacy::Sensitive,
        index: IndexAs::Token,
        max_chars: 50,
        get: |c| Value::of(c.wechat.clone(), Value::Guarded),
        set: |c, v| c.wechat = v.into_guarded(),
        ..FieldSpec::text(tag::WECHAT, "wechat", "微信号", "WeChat")
    },
    Spec {
        group: Group::Contact,
        shape: Shape::Email,
        privacy: Privacy::Sensitive,
        index: IndexAs::Token,
        max_chars: 254,
        get: |c| Value::of(c.email.clone(), Value::Guarded),
        set: |c, v| c.email = v.into_guarded(),
        ..FieldSpec::text(tag::EMAIL, "email", "邮箱", "E-mail")
    },
    Spec {
        group: Group::Contact,
        shape: Shape::IdNumber,
        privacy: Privacy::Sensitive,
        index: IndexAs::Token,
        max_chars: 18,
        get: |c| Value::of(c.id_number.clone(), Value::Guarded),
        set: |c, v| c.id_number = v.into_guarded(),
        ..FieldSpec::text(tag::ID_NUMBER, "id_number", "证件号码", "Identity no.")
    },
    Spec {
        group: Group::Contact,
        shape: Shape::Region,
        index: IndexAs::Facet,
        get: |c| Value::of(c.region, Value::Region),
        set: |c, v| c.region = v.into_region(),
        ..FieldSpec::text(tag::REGION, "region", "所在地区", "Region")
    },
    Spec {
        group: Group::Contact,
        privacy: Privacy::Sensitive,
        max_chars: 200,
        get: |c| Value::of(c.address.clone(), Value::Guarded),
        set: |c, v| c.address = v.into_guarded(),
        ..FieldSpec::text(tag::ADDRESS, "address", "详细地址", "Street address")
    },
    Spec {
        group: Group::Dates,
        shape: Shape::Day,
        index: IndexAs::Number,
        get: |c| Value::of(c.first_contact, Value::Day),
        set: |c, v| c.first_contact = v.into_day(),
        ..FieldSpec::text(tag::FIRST_CONTACT, "first_contact", "首次接触时间", "First contact")
    },
    Spec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        origin: Origin::Opening,
        get: |c| Value::of(c.last_contact, Value::Moment),
        set: |c, v| c.last_contact = v.into_moment(),
        ..FieldSpec::text(tag::LAST_CONTACT, "last_contact", "最近互动时间", "Last activity")
    },
    Spec {
        group: Group::Dates,
        shape: Shape::Day,
        index: IndexAs::Number,
        origin: Origin::Opening,
        get: |c| Value::of(c.last_followup, Value::Day),
        set: |c, v| c.last_followup = v.into_day(),
        ..FieldSpec::text(tag::LAST_FOLLOWUP, "last_followup", "最近跟进日期", "Last follow-up")
    },
    Spec {
        group: Group::Figures,
        shape: Shape::Money,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.total_amount, Value::Money),
        set: |c, v| c.total_amount = v.into_money(),
        ..FieldSpec::text(tag::TOTAL_AMOUNT, "total_amount", "累计交易金额", "Won total")
    },
    Spec {
        group: Group::Figures,
        shape: Shape::Whole,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.deal_count, Value::Whole),
        set: |c, v| c.deal_count = v.into_whole(),
        ..FieldSpec::text(tag::DEAL_COUNT, "deal_count", "交易次数", "Deals")
    },
    Spec {
        group: Group::Figures,
        shape: Shape::Money,
        index: IndexAs::Number,
        get: |c| Value::of(c.opening_amount, Value::Money),
        set: |c, v| c.opening_amount = v.into_money(),
        ..FieldSpec::text(tag::OPENING_AMOUNT, "opening_amount", "期初交易金额", "Opening total")
    },
    Spec {
        group: Group::Figures,
        shape: Shape::Whole,
        index: IndexAs::Number,
        get: |c| Value::of(c.opening_deals, Value::Whole),
        set: |c, v| c.opening_deals = v.into_whole(),
        ..FieldSpec::text(tag::OPENING_DEALS, "opening_deals", "期初交易次数", "Opening deals")
    },
    Spec {
        group: Group::Care,
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 2000,
        get: |c| Value::text(&c.special_needs),
        set: |c, v| c.special_needs = v.into_text(),
        ..FieldSpec::text(tag::SPECIAL_NEEDS, "special_needs", "特殊需求", "Special needs")
    },
    Spec {
        group: Group::Care,
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 200,
        get: |c| Value::text(&c.remark),
        set: |c, v| c.remark = v.into_text(),
        ..FieldSpec::text(tag::REMARK, "remark", "备注", "Remark")
    },
    Spec {
        group: Group::Business,
        shape: Shape::User,
        index: IndexAs::Facet,
        get: |c| Value::of(c.owner, Value::User),
        set: |c, v| c.owner = v.into_user(),
        ..FieldSpec::text(tag::OWNER, "owner", "跟进人", "Owner")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Users,
        index: IndexAs::Facet,
        get: |c| Value::Users(c.collaborators.clone()),
        set: |c, v| c.collaborators = v.into_users(),
        ..FieldSpec::text(tag::COLLABORATORS, "collaborators", "共享人", "Shared with")
    },
    Spec {
        group: Group::System,
        index: IndexAs::Token,
        max_chars: 64,
        unique: Unique::Within(tag::EXTERNAL_SOURCE),
        get: |c| Value::text(&c.external_id),
        set: |c, v| c.external_id = v.into_text(),
        ..FieldSpec::text(tag::EXTERNAL_ID, "external_id", "外部编号", "External id")
    },
    Spec {
        group: Group::System,
        max_chars: 64,
        get: |c| Value::text(&c.external_source),
        set: |c, v| c.external_source = v.into_text(),
        ..FieldSpec::text(tag::EXTERNAL_SOURCE, "external_source", "外部来源", "External source")
    },
    Spec {
        group: Group::System,
        shape: Shape::Flag,
        index: IndexAs::Facet,
        origin: Origin::System,
        get: |c| if c.unverified { Value::Flag(true) } else { Value::Missing },
        set: |c, v| c.unverified = v.into_flag(),
        ..FieldSpec::text(tag::UNVERIFIED, "unverified", "待核实", "To be verified")
    },
    Spec {
        group: Group::Contact,
        privacy: Privacy::Sensitive,
        max_chars: 200,
        get: |c| Value::of(c.other_contacts.clone(), Value::Guarded),
        set: |c, v| c.other_contacts = v.into_guarded(),
        ..FieldSpec::text(
            tag::OTHER_CONTACTS,
            "other_contacts",
            "其他联系方式",
            "Other contact details",
        )
    },
    Spec {
        group: Group::Dates,
        shape: Shape::Day,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.first_activity, Value::Day),
        set: |c, v| c.first_activity = v.into_day(),
        ..FieldSpec::text(tag::FIRST_ACTIVITY, "first_activity", "首次互动日期", "First activity")
    },
    Spec {
        group: Group::Figures,
        shape: Shape::Whole,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.open_tasks, Value::Whole),
        set: |c, v| c.open_tasks = v.into_whole(),
        ..FieldSpec::text(tag::OPEN_TASKS, "open_tasks", "未完成待办", "Open to-dos")
    },
    Spec {
        group: Group::Dates,
        shape: Shape::Moment,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.next_task, Value::Moment),
        set: |c, v| c.next_task = v.into_moment(),
        ..FieldSpec::text(tag::NEXT_TASK, "next_task", "下次待办时间", "Next to-do")
    },
    Spec {
        group: Group::Figures,
        shape: Shape::Decimal,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.satisfaction, Value::Decimal),
        set: |c, v| c.satisfaction = v.into_decimal(),
        ..FieldSpec::text(tag::SATISFACTION, "satisfaction", "平均满意度", "Satisfaction")
    },
    Spec {
        group: Group::Figures,
        shape: Shape::Whole,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.service_count, Value::Whole),
        set: |c, v| c.service_count = v.into_whole(),
        ..FieldSpec::text(tag::SERVICE_COUNT, "service_count", "服务次数", "Services")
    },
    Spec {
        group: Group::Dates,
        shape: Shape::Day,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |c| Value::of(c.last_deal, Value::Day),
        set: |c, v| c.last_deal = v.into_day(),
        ..FieldSpec::text(tag::LAST_DEAL, "last_deal", "最近成交日期", "Last deal")
    },
    Spec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |c| Value::of(c.lost_reason, Value::Choice),
        set: |c, v| c.lost_reason = v.into_choice(),
        ..FieldSpec::text(tag::LOST_REASON, "lost_reason", "流失原因", "Lost reason")
    },
    Spec {
        group: Group::Business,
        index: IndexAs::Text,
        max_chars: 500,
        get: |c| Value::text(&c.lost_note),
        set: |c, v| c.lost_note = v.into_text(),
        ..FieldSpec::text(tag::LOST_NOTE, "lost_note", "流失说明", "Lost: details")
    },
    Spec {
        group: Group::System,
        shape: Shape::Moment,
        origin: Origin::Internal,
        get: |c| Value::of(c.opening_contact, Value::Moment),
        set: |c, v| c.opening_contact = v.into_moment(),
        ..FieldSpec::text(
            tag::OPENING_CONTACT,
            "opening_contact",
            "期初互动时间",
            "Opening activity",
        )
    },
    Spec {
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
    },
    Spec {
        group: Group::System,
        shape: Shape::Money,
        origin: Origin::Internal,
        get: |c| Value::of(c.earned_amount, Value::Money),
        set: |c, v| c.earned_amount = v.into_money(),
        ..FieldSpec::text(tag::EARNED_AMOUNT, "earned_amount", "交易金额", "Earned amount")
    },
    Spec {
        group: Group::System,
        shape: Shape::Whole,
        origin: Origin::Internal,
        get: |c| Value::of(c.earned_deals, Value::Whole),
        set: |c, v| c.earned_deals = v.into_whole(),
        ..FieldSpec::text(tag::EARNED_DEALS, "earned_deals", "交易笔数", "Earned deals")
    },
];
