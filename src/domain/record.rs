//! A record: a plain struct that its catalogue can read and write by tag.

use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::child::Base;
use crate::domain::field::Fault;
use crate::domain::field::FieldSpec;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::ledger::Figures;
use crate::domain::ledger::Part;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use std::collections::BTreeMap;

/// Values of custom fields, and of fields that a newer version wrote: kept, whatever they are.
pub type CustomValues = BTreeMap<Tag, Value>;

/// Owner and those it is shared with.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Holders {
    pub owner: Option<UserId>,
    pub collaborators: Vec<UserId>,
}

/// What a new record has without being told.
#[derive(Clone, PartialEq, Debug)]
pub enum Given {
    Value(Value),
    /// Whoever makes it, where that is a person.
    Asker,
    Now,
}

pub trait Record: Clone + Default + Send + Sync + 'static {
    const KIND: Kind;

    /// The catalogue: ordered by tag.
    fn specs() -> &'static [FieldSpec<Self>];

    fn custom(&self) -> &CustomValues;

    fn custom_mut(&mut self) -> &mut CustomValues;

    /// What a record about a customer has in common with others; `None` for other kinds.
    fn base(&self) -> Option<&Base> {
        None
    }

    fn base_mut(&mut self) -> Option<&mut Base> {
        None
    }

    /// The customer that it is about.
    fn parent(&self) -> Option<u64> {
        self.base().and_then(|base| base.customer)
    }

    /// Whose it is, so that scopes can be measured; `None` where nobody's scope reaches.
    fn holders(&self) -> Option<Holders> {
        self.base().and_then(|base| base.holders.clone())
    }

    /// Who made it, and who has it in hand.
    fn hands(&self) -> [Option<UserId>; 2] {
        [self.base().and_then(|base| base.author), None]
    }

    /// What the customer's figures and timeline know of it.
    fn part(&self) -> Part {
        Part::Silent
    }

    /// The value of a field that is computed when it is shown.
    fn derived(&self, _: Tag, _: Moment) -> Value {
        Value::Missing
    }

    /// What is odd about it without standing in the way of saving it.
    fn warnings(&self) -> Vec<Fault> {
        Vec::new()
    }

    /// Recomputes the fields that follow from others of the same record.
    /// `before`: the state that it had, where it is not new.
    fn settle(&mut self, _before: Option<&Self>) {}

    /// Puts what the records about it come to. `day`: of a moment, where the firm is.
    fn put_figures(&mut self, _: &Figures, _day: &dyn Fn(Moment) -> Day) {}

    /// Rules that span fields, or that only this kind has for one. What the fields themselves demand
    /// is in their catalogue.
    fn faults(&self, _: Ease, _: Today) -> Vec<Fault> {
        Vec::new()
    }

    /// Fields that a new record has without being told.
    fn given() -> Vec<(Tag, Given)> {
        Vec::new()
    }

    fn spec(tag: Tag) -> Option<&'static FieldSpec<Self>> {
        let specs = Self::specs();
        specs.binary_search_by_key(&tag, |spec| spec.tag).ok().map(|at| &specs[at])
    }

    fn value(&self, tag: Tag) -> Value {
        match Self::spec(tag) {
            Some(spec) => (spec.get)(self),
            None => self.custom().get(&tag).cloned().unwrap_or_default(),
        }
    }

    fn set_value(&mut self, tag: Tag, value: Value) {
        match Self::spec(tag) {
            Some(spec) => (spec.set)(self, value),
            None if value.is_missing() => {
                self.custom_mut().remove(&tag);
            }
            None => {
                self.custom_mut().insert(tag, value);
            }
        }
    }

    /// Every tag that has a value.
    fn filled(&self) -> Vec<(Tag, Value)> {
        let built = Self::specs().iter().map(|spec| (spec.tag, (spec.get)(self)));
        let custom = self.custom().iter().map(|(tag, value)| (*tag, value.clone()));
        built.chain(custom).filter(|(_, value)| !value.is_missing()).collect()
    }
}

/// A record as the store has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored<R> {
    pub ordinal: u64,
    /// Starts at 1, grows by one with each change; the ETag.
    pub version: u32,
    pub created_at: Moment,
    pub created_by: Option<UserId>,
    pub updated_at: Moment,
    /// In the bin since then.
    pub deleted_at: Option<Moment>,
    pub record: R,
}

/// The tags on which two states of a record differ, ascending.
pub fn changed<R: Record>(before: &R, after: &R) -> Vec<Tag> {
    let mut tags: Vec<Tag> = R::specs()
        .iter()
        .filter(|spec| (spec.get)(before) != (spec.get)(after))
        .map(|spec| spec.tag)
        .collect();
    let custom = before.custom().keys().chain(after.custom().keys()).copied();
    tags.extend(custom.filter(|tag| before.custom().get(tag) != after.custom().get(tag)));
    tags.sort_unstable();
    tags.dedup();
    tags
}
