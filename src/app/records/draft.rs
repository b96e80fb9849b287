//! What came from outside, put onto a record: each member read by the rules of its field.

use crate::app::Error;
use crate::app::Gate;
use crate::app::Live;
use crate::app::read_user;
use crate::crypto::keys::Keyset;
use crate::domain::access::Visibility;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::check;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::parse;
use crate::domain::record::Record;
use crate::domain::region::Region;
use crate::domain::value::Value;
use crate::store;
use crate::store::Source;

/// A value as the wire has it, before the field has had its say.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Null,
    Flag(bool),
    /// As written, so that money stays exact.
    Number(String),
    Text(String),
    List(Vec<Input>),
    Object(Vec<(String, Input)>),
}

/// The members of a request, in their order, each once.
pub type Members = Vec<(String, Input)>;

/// Whether the record is being made: opening values may be given then, and only then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    New,
    Later,
}

/// Puts all members onto the record; new words of an open list become options of it.
pub fn put_with_options<R: Record>(
    gate: &mut Gate,
    op: &Op,
    stage: Stage,
    members: &Members,
    record: &mut R,
) -> Result<(), Error> {
    let keyset = gate.source().vault().shared();
    let members = &by_id::<R>(gate, &keyset, members)?;
    // A list names one unknown word at a time; one that is too long is refused by its length.
    for _ in 0..=check::MAX_MEMBERS {
        match put(gate.live(), &keyset, op, stage, members, record) {
            Ok(()) => return Ok(()),
            Err(faults) => add_words::<R>(gate, faults)?,
        }
    }
    let long = |(_, input): &&(String, Input)| matches!(input, Input::List(list) if check::MAX_MEMBERS < list.len());
    let key = members.iter().find(long).map_or("", |(key, _)| key.as_str());
    Err(Error::Invalid(vec![Fault::new(key, "too_many").with("limit", check::MAX_MEMBERS)]))
}

/// The same members, where a customer that was named by their number is named by their id: one that
/// the actor sees. What is neither stays as it is, and is refused as unknown.
fn by_id<R: Record>(gate: &Gate, keyset: &Keyset, members: &Members) -> Result<Members, Error> {
    let mut members = members.clone();
    for (key, input) in &mut members {
        let field = gate.catalogue().by_key(R::KIND, key);
        if field.is_none_or(|field| field.shape != Shape::Links(Kind::Customer)) {
            continue;
        }
        let Some(word) = word_of(input).filter(|word| keyset.read_id(word).is_none()) else {
            continue;
        };
        let vault = gate.source().vault();
        let token = store::token(vault, Kind::Customer, tag::CODE, word.trim());
        let found = gate.source().find(Kind::Customer, &token, 1)?;
        let seen = found.into_iter().find(|one| gate.load::<Customer>(*one).is_ok());
        if let Some(ordinal) = seen {
            *input = Input::Text(keyset.public_id(Kind::Customer as u8, ordinal));
        }
    }
    Ok(members)
}

/// Makes options of the unknown words of open lists.
///
/// # Errors
/// The faults, where one of them is anything else, or a word is no option even then.
fn add_words<R: Record>(gate: &mut Gate, faults: Vec<Fault>) -> Result<(), Error> {
    let before = gate.catalogue().generation;
    for fault in &faults {
        let field = gate.catalogue().by_key(R::KIND, &fault.field);
        let is_open = |field: &&Field| field.shape == Shape::Choices { open: true };
        match field.filter(is_open) {
            Some(field) if fault.reason == "unknown_option" => {
                let (tag, values) =
                    (field.tag, fault.args.iter().filter(|(name, _)| *name == "value"));
                let words: Vec<String> = values.map(|(_, word)| word.clone()).collect();
                for word in &words {
                    let fault = parse::text::within(word, check::MAX_OPTION_CHARS);
                    let named = |fault| Fault { field: field.key.clone(), ..fault };
                    fault.map_err(|fault| Error::Invalid(vec![named(fault)]))?;
                }
                gate.add_options(tag, &words)?;
            }
            _ => return Err(Error::Invalid(faults)),
        }
    }
    match gate.catalogue().generation == before {
        true => Err(Error::Invalid(faults)),
        false => Ok(()),
    }
}

/// Puts all members onto the record.
///
/// # Errors
/// All faults at once: unknown members (a hidden field is one), read-only fields, values that do
/// not parse.
pub fn put<R: Record>(
    live: &Live,
    keyset: &Keyset,
    op: &Op,
    stage: Stage,
    members: &Members,
    record: &mut R,
) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    for (key, input) in members {
        let field = live.catalogue.by_key(R::KIND, key);
        let seen = |field: &&Field| {
            let visibility = op.access.visibility(R::KIND, field);
            visibility != Visibility::Hidden || seeded(Bug::HiddenWritten)
        };
        let Some(field) = field.filter(seen) else {
            faults.push(Fault::new(key, "unknown_field"));
            continue;
        };
        let writable = match field.origin {
            Origin::Entered => true,
            Origin::Opening => stage == Stage::New,
            Origin::System | Origin::Derived | Origin::Internal => false,
        };
        match value(live, keyset, op, field, input) {
            _ if !writable => faults.push(Fault::new(key, "read_only")),
            Ok(value) => record.set_value(field.tag, value),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn value(
    live: &Live,
    keyset: &Keyset,
    op: &Op,
    field: &Field,
    input: &Input,
) -> Result<Value, Fault> {
    let person = |word: &str| read_user(&live.people, keyset, word);
    let context = parse::Ctx {
        today: live.settings.today(op.now),
        zone: live.settings.zone,
        people: &person,
    };
    let wrong = || Fault::new(&field.key, "wrong_type").with("expected", field.shape.slug());
    match (field.shape, input) {
        (_, Input::Null) => Ok(Value::Missing),
        (Shape::Links(kind), Input::Text(_) | Input::Object(_)) => {
            let id = word_of(input).and_then(|word| keyset.read_id(word));
            let ordinal = id.filter(|(of, _)| *of == kind as u8).map(|(_, ordinal)| ordinal);
            let unknown = || Fault::new(&field.key, "unknown_record");
            ordinal.map(|ordinal| Value::Links(vec![ordinal])).ok_or_else(unknown)
        }
        (Shape::Flag, Input::Flag(true)) => Ok(Value::Flag(true)),
        (Shape::Flag, Input::Flag(false)) => Ok(Value::Missing),
        (Shape::Whole | Shape::Decimal | Shape::Money, Input::Number(text))
        | (_, Input::Text(text)) => parse::parse(field, text, &context),
        (Shape::Choices { .. } | Shape::Users, Input::List(list)) => {
            many(field, list, &context).ok_or_else(wrong)?
        }
        (Shape::Choice | Shape::User | Shape::Region, Input::Object(members)) => {
            one(field, members, &context).ok_or_else(wrong)?
        }
        _ => Err(wrong()),
    }
}

/// `["VIP", {"value": "…"}]`, each read alone so that a comma in a label does not split it.
fn many(field: &Field, list: &[Input], context: &parse::Ctx) -> Option<Result<Value, Fault>> {
    let mut choices = Vec::new();
    let mut users: Vec<UserId> = Vec::new();
    for input in list {
        let word = word_of(input)?;
        match one_of(field, word, context) {
            Ok(Value::Choice(id)) if !choices.contains(&id) => choices.push(id),
            Ok(Value::User(id)) if !users.contains(&id) => users.push(id),
            Ok(_) => {}
            Err(fault) => return Some(Err(fault)),
        }
    }
    Some(Ok(match field.shape {
        Shape::Users => Value::Users(users),
        _ => Value::Choices(choices),
    }))
}

/// One option or one person.
fn one_of(field: &Field, word: &str, context: &parse::Ctx) -> Result<Value, Fault> {
    let read = match field.shape {
        Shape::Users => parse::choice::user(context.people, word).map(Value::User),
        _ => parse::choice::one(field, word).map(Value::Choice),
    };
    read.map_err(|fault| Fault { field: field.key.clone(), ..fault })
}

fn one(
    field: &Field,
    members: &[(String, Input)],
    context: &parse::Ctx,
) -> Option<Result<Value, Fault>> {
    if field.shape != Shape::Region {
        return Some(parse::parse(field, word_of(&Input::Object(members.to_vec()))?, context));
    }
    let part = |key: &str| {
        let found = members.iter().find(|(name, _)| name == key);
        match found.map(|(_, input)| input) {
            Some(Input::Text(text)) => text.as_str(),
            _ => "",
        }
    };
    if !part("code").is_empty() {
        return Some(parse::parse(field, part("code"), context));
    }
    let region = Region::from_names(part("province"), part("city"), part("district"));
    Some(region.map(Value::Region).ok_or_else(|| Fault::new(&field.key, "unknown_region")))
}

/// The word that names an option or a person: itself, or its `value`, `id` or `label`.
fn word_of(input: &Input) -> Option<&str> {
    match input {
        Input::Text(text) => Some(text),
        Input::Object(members) => ["value", "id", "label", "name"].iter().find_map(|key| {
            let found = members.iter().find(|(name, _)| name == key)?;
            if let (_, Input::Text(text)) = found { Some(text.as_str()) } else { None }
        }),
        Input::Null | Input::Flag(_) | Input::Number(_) | Input::List(_) => None,
    }
}
