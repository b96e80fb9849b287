//! Add a custom field: from the next request on it is in forms, lists, filters, imports and history.

use crate::app::App;
use crate::app::Error;
use crate::app::Written;
use crate::domain::access::Right;
use crate::domain::check;
use crate::domain::check::Ease;
use crate::domain::custom::FieldDef;
use crate::domain::field::Fault;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;
use crate::store::Source;

/// Custom fields of one kind; the tag space would hold more, a form would not.
const MAX_FIELDS: usize = 500;

/// The last tag: above it, the keys of look-ups would run into each other.
const LAST_TAG: u16 = 4_000;

/// What a new field is to be. Fields of the struct that are not given are off or empty.
#[derive(Clone, Default)]
pub struct NewField {
    /// 2–40 lower-case letters, digits and `_`, starting with a letter.
    pub key: String,
    pub zh: String,
    pub en: String,
    pub shape: String,
    pub required: bool,
    pub unique: bool,
    pub sensitive: bool,
    pub searchable: bool,
    /// Counted beside the list: options, yes or no, people, places.
    pub facet: bool,
    pub max_chars: u32,
    /// Labels of the options, in order.
    pub options: Vec<String>,
}

/// # Errors
/// [`Error::Invalid`] for a key, type or label that will not do; [`Error::Taken`] for a key in use;
/// [`Error::Rule`]`("too_many_fields")`.
pub fn add(app: &App, op: &Op, new: NewField) -> Result<Written<Stored<FieldDef>>, Error> {
    app.write(op, move |gate| {
        // Before anything tells of fields that the asker may not see.
        gate.demand_right(Right::Fields)?;
        let stored = gate.source().list::<FieldDef>(1, usize::MAX)?;
        let custom = stored.iter().filter(|stored| stored.record.tag.is_custom());
        if MAX_FIELDS <= custom.clone().count() {
            return Err(Error::Rule("too_many_fields"));
        }
        if gate.catalogue().by_key(Kind::Customer, &new.key).is_some() {
            return Err(Error::Taken { field: "key".to_owned(), by: RecordId::NONE });
        }
        let shape = valid(&new)?;
        let last = custom.map(|stored| stored.record.tag).max();
        let tag = Tag(last.map_or(Tag::FIRST_CUSTOM.0, |tag| tag.0 + 1));
        if LAST_TAG < tag.0 {
            return Err(Error::Rule("too_many_fields"));
        }
        gate.create(definition(new, tag, shape), Ease::Form)
    })
}

fn definition(new: NewField, tag: Tag, shape: Shape) -> FieldDef {
    let mut def = FieldDef::default();
    def.tag = tag;
    def.shape = shape;
    def.choices =
        new.options.iter().zip(1..).map(|(label, id)| choice(label, ChoiceId(id))).collect();
    def.en = if new.en.trim().is_empty() { new.zh.clone() } else { new.en };
    (def.key, def.zh, def.max_chars) = (new.key, new.zh, new.max_chars);
    (def.required, def.unique, def.sensitive) = (new.required, new.unique, new.sensitive);
    (def.searchable, def.facet) = (new.searchable, new.facet);
    def
}

fn choice(label: &str, id: ChoiceId) -> Choice {
    Choice {
        id,
        code: String::new(),
        zh: label.to_owned(),
        en: label.to_owned(),
        synonyms: Vec::new(),
        retired: false,
    }
}

fn valid(new: &NewField) -> Result<Shape, Error> {
    let mut faults = Vec::new();
    let is_fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = new.key.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts || !(2..=40).contains(&new.key.len()) || !new.key.chars().all(is_fine) {
        faults.push(Fault::new("key", "key_form"));
    }
    if new.zh.trim().is_empty() {
        faults.push(Fault::new("label_zh", "required"));
    }
    let shape = Shape::from_slug(&new.shape).filter(|shape| *shape != Shape::Options);
    if shape.is_none() {
        faults.push(Fault::new("type", "unknown_option").with("value", &new.shape));
    }
    let few_values = matches!(
        shape,
        Some(
            Shape::Choice
                | Shape::Choices { .. }
                | Shape::Flag
                | Shape::Region
                | Shape::User
                | Shape::Users
        )
    );
    if new.unique && few_values {
        faults.push(Fault::new("unique", "wrong_type"));
    }
    if new.facet && (new.sensitive || !few_values) {
        faults.push(Fault::new("facet", "wrong_type"));
    }
    if new.sensitive && matches!(shape, Some(Shape::User | Shape::Users)) {
        faults.push(Fault::new("sensitive", "wrong_type"));
    }
    let takes_options = matches!(shape, Some(Shape::Choice | Shape::Choices { .. }));
    let needs_options = matches!(shape, Some(Shape::Choice | Shape::Choices { open: false }));
    if check::MAX_OPTIONS < new.options.len() {
        faults.push(Fault::new("options", "too_many").with("limit", check::MAX_OPTIONS));
    }
    if needs_options && new.options.is_empty() {
        faults.push(Fault::new("options", "required"));
    }
    let mut labels: Vec<&str> = new.options.iter().map(|label| label.trim()).collect();
    labels.sort_unstable();
    let twice = labels.windows(2).any(|pair| pair[0] == pair[1]);
    if twice
        || labels.iter().any(|label| label.is_empty())
        || (!takes_options && !labels.is_empty())
    {
        faults.push(Fault::new("options", "options_form"));
    }
    match (shape, faults.is_empty()) {
        (Some(shape), true) => Ok(shape),
        _ => Err(Error::Invalid(faults)),
    }
}
