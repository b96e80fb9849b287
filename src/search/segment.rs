//! What is kept in memory of one segment, which never changes: deletions stand outside.

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::search::cache::Cache;
use crate::search::column::Column;
use crate::search::docs::Docs;
use crate::search::names::Names;
use crate::search::order::Facts;
use crate::search::schema;
use crate::search::schema::Fields;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::RwLock;
use tantivy::SegmentReader;

/// Answers of conditions, by segment and condition.
pub type Answers = Cache<(u64, Box<[u8]>), Docs>;

pub struct Segment {
    /// Distinguishes it in the cache of answers; never used twice in a process.
    pub number: u64,
    /// Documents, deleted ones included.
    pub n: u32,
    pub reader: SegmentReader,
    pub fields: Fields,
    pub answers: Arc<Answers>,
    kinds: Vec<(u8, Docs)>,
    ordinals: Column,
    newest: OnceLock<Vec<u32>>,
    facts: RwLock<HashMap<Tag, Arc<Facts>>>,
    names: Mutex<Option<Arc<Names>>>,
}

impl Segment {
    pub fn load(
        number: u64,
        reader: SegmentReader,
        fields: Fields,
        answers: Arc<Answers>,
    ) -> tantivy::Result<Segment> {
        let n = reader.max_doc();
        let source = reader.fast_fields().u64(schema::ID)?;
        let mut ids = vec![0u64; n as usize];
        source.values.get_range(0, &mut ids);
        let mut lists: HashMap<u8, Vec<u32>> = HashMap::new();
        for (doc, id) in (0..).zip(&ids) {
            lists.entry((id >> 56) as u8).or_default().push(doc);
        }
        let kinds = lists.into_iter().map(|(kind, list)| (kind, Docs::from_sorted(list, n)));
        let kinds = kinds.collect();
        let ordinals: Vec<i64> = ids.iter().map(|id| (id & (u64::MAX >> 8)) as i64).collect();
        let ordinals = Column::full(&ordinals);
        let (newest, facts, names) = (OnceLock::new(), RwLock::default(), Mutex::default());
        Ok(Segment { number, n, reader, fields, answers, kinds, ordinals, newest, facts, names })
    }

    pub fn of_kind(&self, kind: Kind) -> Docs {
        let found = self.kinds.iter().find(|(number, _)| *number == kind as u8);
        found.map_or(Docs::None, |(_, docs)| docs.clone())
    }

    /// Kind and ordinal of every document.
    pub fn ids(&self) -> Vec<u64> {
        let mut ids = vec![0u64; self.n as usize];
        for (kind, docs) in &self.kinds {
            docs.for_each(self.n, |doc| {
                ids[doc as usize] = u64::from(*kind) << 56 | self.ordinal(doc);
            });
        }
        ids
    }

    pub fn ordinal(&self, doc: u32) -> u64 {
        self.ordinals.value(doc).map_or(0, |ordinal| ordinal as u64)
    }

    /// All documents, the highest ordinal first.
    pub fn newest(&self) -> &[u32] {
        self.newest.get_or_init(|| {
            let mut list: Vec<(u64, u32)> =
                (0..self.n).map(|doc| (!self.ordinal(doc), doc)).collect();
            // Quick where documents came in the order of their ordinals.
            list.sort();
            list.into_iter().map(|(_, doc)| doc).collect()
        })
    }

    /// Documents of these ordinals, of any kind.
    pub fn with_ordinals(&self, ordinals: &[u64]) -> Docs {
        let newest = self.newest();
        let mut list = Vec::new();
        for ordinal in ordinals {
            let from = newest.partition_point(|doc| *ordinal < self.ordinal(*doc));
            let same = newest[from..].iter().take_while(|doc| self.ordinal(**doc) == *ordinal);
            list.extend(same);
        }
        Docs::from_unsorted(list, self.n)
    }

    pub fn facts(&self, tag: Tag) -> tantivy::Result<Arc<Facts>> {
        let known = self.facts.read().unwrap_or_else(PoisonError::into_inner).get(&tag).cloned();
        if let Some(facts) = known {
            return Ok(facts);
        }
        let source = self.reader.fast_fields().column_opt::<i64>(&schema::cell_path(tag))?;
        let column = match source {
            Some(source) => Column::decode(&source, self.n),
            None => Column::empty(self.n),
        };
        let fresh = Arc::new(Facts::new(column, self.n));
        let mut all = self.facts.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(all.entry(tag).or_insert(fresh)))
    }

    pub fn names(&self) -> tantivy::Result<Arc<Names>> {
        let mut place = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = place.as_ref() {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(Names::load(&self.reader, &self.fields)?);
        *place = Some(Arc::clone(&names));
        Ok(names)
    }

    /// What has been asked of this segment, so that its successor can have it ready.
    pub fn habits(&self) -> Habits {
        let facts = self.facts.read().unwrap_or_else(PoisonError::into_inner);
        Habits {
            tags: facts.iter().map(|(tag, facts)| (*tag, facts.has_order())).collect(),
            names: self.names.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
        }
    }

    /// Loads beforehand what was asked of its predecessors.
    pub fn prepare(&self, habits: &Habits) -> tantivy::Result<()> {
        if habits.names {
            self.names()?;
            let fields = &self.fields;
            // Opens the dictionaries, which the reader keeps.
            for field in [fields.open, fields.personal, fields.texts, fields.codes, fields.tails] {
                self.reader.inverted_index(field)?;
            }
        }
        for (tag, order) in &habits.tags {
            let facts = self.facts(*tag)?;
            if *order {
                facts.sets(self.newest());
            }
        }
        Ok(())
    }

    /// The answer to a condition, kept for the next time.
    pub fn kept(
        &self,
        key: Vec<u8>,
        find: impl FnOnce() -> tantivy::Result<Docs>,
    ) -> tantivy::Result<Docs> {
        let key = (self.number, key.into_boxed_slice());
        if let Some(docs) = self.answers.get(&key) {
            return Ok(docs);
        }
        let docs = find()?;
        let bytes = docs.size_bytes() + key.1.len() + 64;
        self.answers.insert(key, docs.clone(), bytes);
        Ok(docs)
    }
}

/// Fields used so far, with or without their order; and whether names were.
#[derive(Clone, Default, Debug)]
pub struct Habits {
    tags: HashMap<Tag, bool>,
    names: bool,
}

impl Habits {
    pub fn join(&mut self, other: Habits) {
        self.names |= other.names;
        for (tag, order) in other.tags {
            *self.tags.entry(tag).or_default() |= order;
        }
    }

    /// Names, and these fields with their order.
    pub fn new(tags: &[Tag]) -> Habits {
        Habits { tags: tags.iter().map(|tag| (*tag, true)).collect(), names: true }
    }
}
