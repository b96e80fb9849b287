//! What is asked of the index: a tree of conditions, and how it is answered within a segment.

use crate::domain::fold::fold;
use crate::domain::ids::Tag;
use crate::search::docs::Docs;
use crate::search::pattern::Place;
use crate::search::segment::Segment;
use std::ops::Bound;

#[derive(Clone, PartialEq, Debug)]
pub enum Plan {
    All,
    Nothing,
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    /// A number of the field is one of these.
    AnyOf(Tag, Vec<u64>),
    /// A number of the field lies between.
    Between(Tag, Bound<i64>, Bound<i64>),
    /// The field has no number, no name, no text and no code.
    Empty(Tag),
    /// A word of the search box stands in a name, as it is or by pinyin; in a name of a person
    /// only where `personal` is set.
    Word {
        text: String,
        personal: bool,
        /// Fields that are left out.
        except: Vec<Tag>,
    },
    /// A name or text of the field holds this; a name of a person only where `personal` is set.
    Text {
        tag: Tag,
        place: Place,
        text: String,
        personal: bool,
    },
    /// The code as a whole.
    Code(Tag, String),
    CodePrefix(Tag, String),
    /// All of these keyed tokens.
    Tails(Tag, Vec<u64>),
    /// Records of these ordinals.
    Ids(Vec<u64>),
}

impl Plan {
    /// The fields that are asked of.
    pub fn tags(&self) -> Vec<Tag> {
        match self {
            Plan::All | Plan::Nothing | Plan::Ids(_) | Plan::Word { .. } => Vec::new(),
            Plan::AnyOf(tag, _)
            | Plan::Between(tag, ..)
            | Plan::Empty(tag)
            | Plan::Text { tag, .. }
            | Plan::Code(tag, _)
            | Plan::CodePrefix(tag, _)
            | Plan::Tails(tag, _) => vec![*tag],
            Plan::Not(inner) => inner.tags(),
            Plan::And(list) | Plan::Or(list) => list.iter().flat_map(Plan::tags).collect(),
        }
    }

    /// A rough order of cost, so that a cheap condition can spare a dear one.
    fn cost(&self) -> u32 {
        match self {
            Plan::All | Plan::Nothing => 0,
            Plan::Ids(_) | Plan::Tails(..) => 1,
            Plan::AnyOf(..) | Plan::Empty(_) | Plan::Code(..) => 2,
            Plan::Between(..) | Plan::CodePrefix(..) => 3,
            Plan::Text { .. } | Plan::Word { .. } => 4,
            Plan::Not(inner) => inner.cost(),
            Plan::And(list) | Plan::Or(list) => list.iter().map(Plan::cost).max().unwrap_or(0),
        }
    }

    /// Names a condition in the cache of answers; none for those that are quick or have parts.
    fn key(&self) -> Option<Vec<u8>> {
        let mut key = Vec::new();
        match self {
            Plan::Between(tag, low, high) => {
                key.push(1);
                put_tag(&mut key, *tag);
                put_bound(&mut key, *low);
                put_bound(&mut key, *high);
            }
            Plan::AnyOf(tag, values) => {
                key.push(2);
                put_tag(&mut key, *tag);
                values.iter().for_each(|value| key.extend_from_slice(&value.to_le_bytes()));
            }
            Plan::Word { text, personal, except } => {
                key.extend_from_slice(&[3, u8::from(*personal)]);
                key.extend_from_slice(&(except.len() as u64).to_le_bytes());
                except.iter().for_each(|tag| put_tag(&mut key, *tag));
                key.extend_from_slice(text.as_bytes());
            }
            Plan::Text { tag, place, text, personal } => {
                key.extend_from_slice(&[4, *place as u8, u8::from(*personal)]);
                put_tag(&mut key, *tag);
                key.extend_from_slice(text.as_bytes());
            }
            Plan::CodePrefix(tag, text) => {
                key.push(5);
                put_tag(&mut key, *tag);
                key.extend_from_slice(text.as_bytes());
            }
            Plan::Empty(tag) => {
                key.push(6);
                put_tag(&mut key, *tag);
            }
            // What someone may see is asked with everything else they ask.
            Plan::Or(list) => {
                key.push(7);
                for part in list {
                    let part = part.key()?;
                    key.extend_from_slice(&(part.len() as u64).to_le_bytes());
                    key.extend_from_slice(&part);
                }
            }
            Plan::All
            | Plan::Nothing
            | Plan::And(_)
            | Plan::Not(_)
            | Plan::Code(..)
            | Plan::Tails(..)
            | Plan::Ids(_) => return None,
        }
        Some(key)
    }
}

fn put_tag(key: &mut Vec<u8>, tag: Tag) {
    key.extend_from_slice(&tag.0.to_le_bytes());
}

fn put_bound(key: &mut Vec<u8>, bound: Bound<i64>) {
    let (shape, value) = match bound {
        Bound::Unbounded => (0, 0),
        Bound::Included(value) => (1, value),
        Bound::Excluded(value) => (2, value),
    };
    key.push(shape);
    key.extend_from_slice(&value.to_le_bytes());
}

impl Segment {
    /// Documents that fit, deleted ones and other kinds included.
    pub fn fitting(&self, plan: &Plan) -> tantivy::Result<Docs> {
        match plan {
            Plan::All => Ok(Docs::All),
            Plan::Nothing => Ok(Docs::None),
            Plan::And(list) => {
                let mut order: Vec<&Plan> = list.iter().collect();
                order.sort_by_key(|plan| plan.cost());
                let mut sets = Vec::with_capacity(order.len());
                for part in order {
                    let docs = self.fitting(part)?;
                    if docs.is_none() {
                        return Ok(Docs::None);
                    }
                    sets.push(docs);
                }
                Ok(Docs::all_of(sets, self.n))
            }
            Plan::Or(list) => match plan.key() {
                Some(key) => self.kept(key, || self.either(list)),
                None => self.either(list),
            },
            Plan::Not(inner) => Ok(self.fitting(inner)?.not(self.n)),
            leaf => match leaf.key() {
                Some(key) => self.kept(key, || self.leaf(leaf)),
                None => self.leaf(leaf),
            },
        }
    }

    fn either(&self, list: &[Plan]) -> tantivy::Result<Docs> {
        let mut docs = Docs::None;
        for part in list {
            docs = docs.or(&self.fitting(part)?, self.n);
        }
        Ok(docs)
    }

    fn leaf(&self, plan: &Plan) -> tantivy::Result<Docs> {
        match plan {
            Plan::AnyOf(tag, values) => {
                let facts = self.facts(*tag)?;
                let mut docs = Docs::None;
                for value in values.iter().filter_map(|value| i64::try_from(*value).ok()) {
                    docs = docs.or(&facts.with_value(self.newest(), value), self.n);
                }
                Ok(docs)
            }
            Plan::Between(tag, low, high) => {
                Ok(self.facts(*tag)?.between(self.newest(), *low, *high))
            }
            Plan::Empty(tag) => {
                let filled = self.facts(*tag)?.filled().or(&self.has_text(*tag)?, self.n);
                Ok(filled.not(self.n))
            }
            Plan::Word { text, personal, except } => self.word(&fold(text), *personal, except),
            Plan::Text { tag, place, text, personal } => {
                self.field_text(*tag, *place, &fold(text), *personal)
            }
            Plan::Code(tag, code) => self.code(*tag, &fold(code)),
            Plan::CodePrefix(tag, start) => self.code_start(*tag, &fold(start)),
            Plan::Tails(tag, tokens) => self.tails(*tag, tokens),
            Plan::Ids(ordinals) => Ok(self.with_ordinals(ordinals)),
            Plan::All | Plan::Nothing | Plan::And(_) | Plan::Or(_) | Plan::Not(_) => {
                self.fitting(plan)
            }
        }
    }
}
