//! A further contact of a customer; the main one stands in the customer itself.

use crate::domain::child::Base;
use crate::domain::child::base;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Value;

pub mod tag {
    use crate::domain::ids::Tag;

    pub const NAME: Tag = Tag(100);
    pub const TITLE: Tag = Tag(101);
    pub const DEPARTMENT: Tag = Tag(102);
    pub const PHONE: Tag = Tag(103);
    pub const WECHAT: Tag = Tag(104);
    pub const EMAIL: Tag = Tag(105);
    pub const ROLE_IN_DEAL: Tag = Tag(106);
    pub const REMARK: Tag = Tag(107);
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Contact {
    pub base: Base,
    pub name: String,
    pub title: String,
    pub department: String,
    pub phone: Option<Guarded>,
    pub wechat: Option<Guarded>,
    pub email: Option<Guarded>,
    /// What they have to say when it comes to buying.
    pub role_in_deal: Option<ChoiceId>,
    pub remark: String,
}

impl Record for Contact {
    const KIND: Kind = Kind::Contact;

    fn specs() -> &'static [FieldSpec<Contact>] {
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

    fn given() -> Vec<(Tag, Given)> {
        base::given()
    }
}

static CATALOGUE: [FieldSpec<Contact>; 13] = [
    base::customer(),
    base::author(),
    base::at("添加时间", "Added"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        group: Group::Contact,
        need: Need::Always,
        privacy: Privacy::Personal,
        index: IndexAs::Name,
        max_chars: 50,
        get: |c| Value::text(&c.name),
        set: |c, x| c.name = x.into_text(),
        ..FieldSpec::text(tag::NAME, "name", "姓名", "Name")
    },
    FieldSpec {
        group: Group::Contact,
        index: IndexAs::Text,
        max_chars: 50,
        get: |c| Value::text(&c.title),
        set: |c, x| c.title = x.into_text(),
        ..FieldSpec::text(tag::TITLE, "title", "职位", "Job title")
    },
    FieldSpec {
        group: Group::Contact,
        index: IndexAs::Text,
        max_chars: 50,
        get: |c| Value::text(&c.department),
        set: |c, x| c.department = x.into_text(),
        ..FieldSpec::text(tag::DEPARTMENT, "department", "部门", "Department")
    },
    FieldSpec {
        group: Group::Contact,
        shape: Shape::Phone,
        privacy: Privacy::Sensitive,
        index: IndexAs::Token,
        get: |c| Value::of(c.phone.clone(), Value::Guarded),
        set: |c, x| c.phone = x.into_guarded(),
        ..FieldSpec::text(tag::PHONE, "phone", "手机号", "Phone")
    },
    FieldSpec {
        group: Group::Contact,
        privacy: Privacy::Sensitive,
        index: IndexAs::Token,
        max_chars: 50,
        get: |c| Value::of(c.wechat.clone(), Value::Guarded),
        set: |c, x| c.wechat = x.into_guarded(),
        ..FieldSpec::text(tag::WECHAT, "wechat", "微信号", "WeChat")
    },
    FieldSpec {
        group: Group::Contact,
        shape: Shape::Email,
        privacy: Privacy::Sensitive,
        index: IndexAs::Token,
        max_chars: 254,
        get: |c| Value::of(c.email.clone(), Value::Guarded),
        set: |c, x| c.email = x.into_guarded(),
        ..FieldSpec::text(tag::EMAIL, "email", "邮箱", "E-mail")
    },
    FieldSpec {
        group: Group::Business,
        shape: Shape::Choice,
        index: IndexAs::Facet,
        get: |c| Value::of(c.role_in_deal, Value::Choice),
        set: |c, x| c.role_in_deal = x.into_choice(),
        ..FieldSpec::text(tag::ROLE_IN_DEAL, "role_in_deal", "决策角色", "Role in a deal")
    },
    FieldSpec {
        group: Group::Care,
        shape: Shape::LongText,
        index: IndexAs::Text,
        max_chars: 500,
        get: |c| Value::text(&c.remark),
        set: |c, x| c.remark = x.into_text(),
        ..FieldSpec::text(tag::REMARK, "remark", "备注", "Remark")
    },
];
