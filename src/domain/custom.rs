//! A field definition as a record: a custom field, or what was changed about a built-in one.

use crate::domain::field::Field;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::field::Unique;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::CustomValues;
use crate::domain::record::Record;
use crate::domain::value::Choice;
use crate::domain::value::Value;

#[derive(Clone, Debug, PartialEq)]
pub struct FieldDef {
    pub tag: Tag,
    pub key: String,
    pub zh: String,
    pub en: String,
    pub shape: Shape,
    pub required: bool,
    pub unique: bool,
    pub sensitive: bool,
    /// Part of what the search box looks in.
    pub searchable: bool,
    pub facet: bool,
    pub hidden: bool,
    pub max_chars: u32,
    /// The whole list of options, built-in ones included; empty: as shipped.
    pub choices: Vec<Choice>,
    unknown: CustomValues,
}

impl Default for FieldDef {
    fn default() -> FieldDef {
        FieldDef {
            tag: Tag(0),
            key: String::new(),
            zh: String::new(),
            en: String::new(),
            shape: Shape::Text,
            required: false,
            unique: false,
            sensitive: false,
            searchable: false,
            facet: false,
            hidden: false,
            max_chars: 0,
            choices: Vec::new(),
            unknown: CustomValues::new(),
        }
    }
}

impl FieldDef {
    /// The stored row that amends a built-in field, as it is before any amendment.
    pub fn of(field: &Field) -> FieldDef {
        FieldDef {
            tag: field.tag,
            key: field.key.clone(),
            shape: field.shape,
            choices: field.choices.clone(),
            hidden: field.hidden,
            unique: field.unique == Unique::Kind,
            ..FieldDef::default()
        }
    }

    /// What an administrator may change about a built-in field: never its type or its key.
    pub fn amend(&self, field: &mut Field) {
        if !self.zh.is_empty() {
            field.zh.clone_from(&self.zh);
        }
        if !self.en.is_empty() {
            field.en.clone_from(&self.en);
        }
        if !self.choices.is_empty() {
            field.choices.clone_from(&self.choices);
        }
        if self.unique && field.unique == Unique::No {
            field.unique = Unique::Kind;
        }
        if self.required && field.need == Need::Optional {
            field.need = Need::Asked;
        }
        field.hidden = self.hidden && field.need != Need::Always;
    }

    /// A custom field.
    pub fn field(&self) -> Field {
        Field {
            tag: self.tag,
            key: self.key.clone(),
            zh: self.zh.clone(),
            en: self.en.clone(),
            group: Group::Custom,
            shape: self.shape,
            need: if self.required { Need::Asked } else { Need::Optional },
            privacy: match self.shape {
                Shape::Phone | Shape::Email | Shape::IdNumber => Privacy::Sensitive,
                _ if self.sensitive => Privacy::Sensitive,
                _ => Privacy::Open,
            },
            index: self.index(),
            origin: Origin::Entered,
            max_chars: self.max_chars,
            unique: if self.unique { Unique::Kind } else { Unique::No },
            choices: self.choices.clone(),
            facet: self.facet && self.index() == IndexAs::Facet,
            hidden: self.hidden,
        }
    }

    fn index(&self) -> IndexAs {
        match self.shape {
            Shape::Phone | Shape::Email | Shape::IdNumber => IndexAs::Token,
            // So few values that equal tokens would tell who shares one.
            Shape::Choice | Shape::Choices { .. } | Shape::Flag | Shape::Region
                if self.sensitive =>
            {
                IndexAs::None
            }
            _ if self.sensitive => IndexAs::Token,
            Shape::Text | Shape::LongText | Shape::Url if self.searchable => IndexAs::Name,
            Shape::Text | Shape::LongText | Shape::Url => IndexAs::Text,
            Shape::Whole | Shape::Decimal | Shape::Money | Shape::Day | Shape::Moment => {
                IndexAs::Number
            }
            Shape::Choice
            | Shape::Choices { .. }
            | Shape::Flag
            | Shape::Region
            | Shape::User
            | Shape::Users => IndexAs::Facet,
            Shape::Options | Shape::Links(_) | Shape::Rights => IndexAs::None,
        }
    }
}

impl Record for FieldDef {
    const KIND: Kind = Kind::Field;

    fn specs() -> &'static [FieldSpec<FieldDef>] {
        &CATALOGUE
    }

    fn custom(&self) -> &CustomValues {
        &self.unknown
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.unknown
    }
}

const fn row(
    tag: u16,
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    shape: Shape,
) -> FieldSpec<FieldDef> {
    FieldSpec { shape, ..FieldSpec::text(Tag(tag), key, zh, en) }
}

fn flag(on: bool) -> Value {
    if on { Value::Flag(true) } else { Value::Missing }
}

static CATALOGUE: [FieldSpec<FieldDef>; 13] = [
    FieldSpec {
        get: |f| Value::Whole(i64::from(f.tag.0)),
        set: |f, v| f.tag = Tag(v.into_whole().and_then(|n| u16::try_from(n).ok()).unwrap_or(0)),
        ..row(1, "tag", "标识", "Tag", Shape::Whole)
    },
    FieldSpec {
        need: Need::Always,
        unique: Unique::Kind,
        get: |f| Value::text(&f.key),
        set: |f, v| f.key = v.into_text(),
        ..row(2, "key", "键", "Key", Shape::Text)
    },
    FieldSpec {
        get: |f| Value::text(&f.zh),
        set: |f, v| f.zh = v.into_text(),
        ..row(3, "label_zh", "中文名称", "Chinese label", Shape::Text)
    },
    FieldSpec {
        get: |f| Value::text(&f.en),
        set: |f, v| f.en = v.into_text(),
        ..row(4, "label_en", "英文名称", "English label", Shape::Text)
    },
    FieldSpec {
        get: |f| Value::text(f.shape.slug()),
        set: |f, v| f.shape = Shape::from_slug(&v.into_text()).unwrap_or(Shape::Text),
        ..row(5, "type", "类型", "Type", Shape::Text)
    },
    FieldSpec {
        get: |f| flag(f.required),
        set: |f, v| f.required = v.into_flag(),
        ..row(6, "required", "必填", "Required", Shape::Flag)
    },
    FieldSpec {
        get: |f| flag(f.unique),
        set: |f, v| f.unique = v.into_flag(),
        ..row(7, "unique", "唯一", "Unique", Shape::Flag)
    },
    FieldSpec {
        get: |f| flag(f.sensitive),
        set: |f, v| f.sensitive = v.into_flag(),
        ..row(8, "sensitive", "敏感", "Sensitive", Shape::Flag)
    },
    FieldSpec {
        get: |f| flag(f.searchable),
        set: |f, v| f.searchable = v.into_flag(),
        ..row(9, "searchable", "可搜索", "Searchable", Shape::Flag)
    },
    FieldSpec {
        get: |f| flag(f.facet),
        set: |f, v| f.facet = v.into_flag(),
        ..row(10, "facet", "分面", "Facet", Shape::Flag)
    },
    FieldSpec {
        get: |f| flag(f.hidden),
        set: |f, v| f.hidden = v.into_flag(),
        ..row(11, "hidden", "隐藏", "Hidden", Shape::Flag)
    },
    FieldSpec {
        get: |f| Value::Whole(i64::from(f.max_chars)),
        set: |f, v| {
            f.max_chars = v.into_whole().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        },
        ..row(12, "max_chars", "最大长度", "Longest text", Shape::Whole)
    },
    FieldSpec {
        get: |f| Value::Options(f.choices.clone()),
        set: |f, v| f.choices = v.into_options(),
        ..row(13, "choices", "选项", "Options", Shape::Options)
    },
];
