//! The catalogue of the customer: a new built-in field is a member of the struct and a row here.

use crate::domain::customer::Customer;
use crate::domain::customer::figures;
use crate::domain::customer::tag;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::value::Value;

type Spec = FieldSpec<Customer>;

pub static CATALOGUE: [Spec; 53] = [
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
    figures::TOTAL_AMOUNT,
    figures::DEAL_COUNT,
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
    figures::FIRST_ACTIVITY,
    figures::OPEN_TASKS,
    figures::NEXT_TASK,
    figures::SATISFACTION,
    figures::SERVICE_COUNT,
    figures::LAST_DEAL,
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
    figures::OPENING_CONTACT,
    figures::OPENING_FOLLOWUP,
    figures::EARNED_AMOUNT,
    figures::EARNED_DEALS,
    Spec {
        group: Group::Contact,
        index: IndexAs::Text,
        max_chars: 50,
        get: |c| Value::text(&c.contact_department),
        set: |c, v| c.contact_department = v.into_text(),
        ..FieldSpec::text(
            tag::CONTACT_DEPARTMENT,
            "contact_department",
            "联系人部门",
            "Contact's department",
        )
    },
    Spec {
        group: Group::Contact,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |c| Value::of(c.contact_role, Value::Choice),
        set: |c, v| c.contact_role = v.into_choice(),
        ..FieldSpec::text(
            tag::CONTACT_ROLE,
            "contact_role",
            "联系人决策角色",
            "Contact's role in a deal",
        )
    },
    Spec {
        group: Group::Contact,
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 500,
        get: |c| Value::text(&c.contact_remark),
        set: |c, v| c.contact_remark = v.into_text(),
        ..FieldSpec::text(tag::CONTACT_REMARK, "contact_remark", "联系人备注", "About the contact")
    },
];
