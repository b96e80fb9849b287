//! The field catalogue: one row says everything about a field, whoever asks.

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;
use crate::domain::value::Value;

/// A built-in field: its row of the catalogue and its place in the struct.
pub struct FieldSpec<R: 'static> {
    pub tag: Tag,
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub group: Group,
    pub shape: Shape,
    pub need: Need,
    pub privacy: Privacy,
    pub index: IndexAs,
    pub origin: Origin,
    /// Longest text in characters; 0 where the shape has its own limit.
    pub max_chars: u32,
    pub unique: Unique,
    pub get: fn(&R) -> Value,
    pub set: fn(&mut R, Value),
}

impl<R> FieldSpec<R> {
    /// An open, optional text of a hundred characters that nothing reads or writes yet: what the rows
    /// of a catalogue start from.
    pub const fn text(
        tag: Tag,
        key: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> FieldSpec<R> {
        FieldSpec {
            tag,
            key,
            zh,
            en,
            group: Group::Basic,
            shape: Shape::Text,
            need: Need::Optional,
            privacy: Privacy::Open,
            index: IndexAs::None,
            origin: Origin::Entered,
            max_chars: 100,
            unique: Unique::No,
            get: |_| Value::Missing,
            set: |_, _| {},
        }
    }
}

/// A field as the running server knows it: built in or custom, with the administrator's changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub tag: Tag,
    pub key: String,
    pub zh: String,
    pub en: String,
    pub group: Group,
    pub shape: Shape,
    pub need: Need,
    pub privacy: Privacy,
    pub index: IndexAs,
    pub origin: Origin,
    pub max_chars: u32,
    pub unique: Unique,
    pub choices: Vec<Choice>,
    /// Counted beside a list; the index must hold its values as [`IndexAs::Facet`].
    pub facet: bool,
    /// Hidden from forms and lists by the administrator; its values stay.
    pub hidden: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    Basic,
    Contact,
    Business,
    Dates,
    Figures,
    Care,
    System,
    Custom,
}

impl Group {
    pub fn slug(self) -> &'static str {
        match self {
            Group::Basic => "basic",
            Group::Contact => "contact",
            Group::Business => "business",
            Group::Dates => "dates",
            Group::Figures => "figures",
            Group::Care => "care",
            Group::System => "system",
            Group::Custom => "custom",
        }
    }
}

/// The type of a field: how it is parsed, checked, stored and shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Text,
    LongText,
    Whole,
    Decimal,
    Money,
    Day,
    Moment,
    Choice,
    /// `open`: a value that is not in the list yet is added to it.
    Choices {
        open: bool,
    },
    Flag,
    Phone,
    Email,
    Url,
    IdNumber,
    Region,
    User,
    Users,
    Options,
    /// Records of a kind, by their ordinals. One that refers to a single record has at most one.
    Links(Kind),
    Rights,
}

impl Shape {
    pub fn slug(self) -> &'static str {
        match self {
            Shape::Text => "text",
            Shape::LongText => "long_text",
            Shape::Whole => "integer",
            Shape::Decimal => "decimal",
            Shape::Money => "money",
            Shape::Day => "date",
            Shape::Moment => "datetime",
            Shape::Choice => "select",
            Shape::Choices { open: true } => "tags",
            Shape::Choices { open: false } => "multi_select",
            Shape::Flag => "checkbox",
            Shape::Phone => "phone",
            Shape::Email => "email",
            Shape::Url => "url",
            Shape::IdNumber => "id_number",
            Shape::Region => "region",
            Shape::User => "user",
            Shape::Users => "users",
            Shape::Options => "options",
            Shape::Links(_) => "links",
            Shape::Rights => "rights",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Shape> {
        SHAPES.iter().copied().find(|shape| shape.slug() == slug)
    }
}

const SHAPES: [Shape; 19] = [
    Shape::Text,
    Shape::LongText,
    Shape::Whole,
    Shape::Decimal,
    Shape::Money,
    Shape::Day,
    Shape::Moment,
    Shape::Choice,
    Shape::Choices { open: true },
    Shape::Choices { open: false },
    Shape::Flag,
    Shape::Phone,
    Shape::Email,
    Shape::Url,
    Shape::IdNumber,
    Shape::Region,
    Shape::User,
    Shape::Users,
    Shape::Options,
];

/// Whether a value must be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Optional,
    /// Required in form and API; an import may leave it 待补充.
    Asked,
    Always,
}

/// Who sees a value in clear.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Privacy {
    Open,
    /// Masked by default, sealed with the row: names of people.
    Personal,
    /// Masked by default and sealed once more, cell by cell.
    Sensitive,
}

/// How the search index knows a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IndexAs {
    None,
    /// Part of what the search box looks in, by any two characters and by pinyin.
    Name,
    /// Searched by `contains` alone.
    Text,
    /// A term per value, counted as a facet, sortable by the order of the options.
    Facet,
    /// Compared and sorted as a number: dates, moments, money, counts.
    Number,
    /// Matched whole through keyed tokens, and by the last four to eight digits.
    Token,
}

/// Among which records a value stands once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unique {
    No,
    /// All of the kind.
    Kind,
    /// Those that have the same text in that field: what another system numbers is unique there.
    Within(Tag),
}

/// Where the value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// People write it.
    Entered,
    /// People write it once, with an import or the first save; the system maintains it after.
    Opening,
    /// The system maintains it, and refuses it from outside.
    System,
    /// Computed when it is shown.
    Derived,
    /// Kept so that others can be settled from it; nobody sees it.
    Internal,
}

impl Field {
    pub fn built_in<R>(spec: &FieldSpec<R>, choices: Vec<Choice>) -> Field {
        Field {
            tag: spec.tag,
            key: spec.key.to_owned(),
            zh: spec.zh.to_owned(),
            en: spec.en.to_owned(),
            group: spec.group,
            shape: spec.shape,
            need: spec.need,
            privacy: spec.privacy,
            index: spec.index,
            origin: spec.origin,
            max_chars: spec.max_chars,
            unique: spec.unique,
            choices,
            facet: spec.index == IndexAs::Facet && !matches!(spec.shape, Shape::Links(_)),
            hidden: false,
        }
    }

    pub fn choice(&self, id: ChoiceId) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// The option that a person means by `word`: label, code or synonym, in either language.
    pub fn choice_by_word(&self, word: &str) -> Option<&Choice> {
        let word = word.trim();
        let is_it = |text: &str| !text.is_empty() && text.eq_ignore_ascii_case(word);
        let named =
            |choice: &&Choice| is_it(&choice.zh) || is_it(&choice.en) || is_it(&choice.code);
        self.choices.iter().find(named).or_else(|| {
            self.choices.iter().find(|choice| choice.synonyms.iter().any(|other| is_it(other)))
        })
    }
}

/// A rule that a value breaks: which field, and the message key with its figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub field: String,
    /// A key of the message catalogues, such as `too_long`.
    pub reason: &'static str,
    /// What the message names: the limit, the value found, the values allowed.
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    pub fn new(field: &str, reason: &'static str) -> Fault {
        Fault { field: field.to_owned(), reason, args: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Fault {
        self.args.push((name, value.to_string()));
        self
    }
}
