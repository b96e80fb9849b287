//! The writing side: documents in, commits out, one thread.

use crate::domain::ids::Kind;
use crate::search::Options;
use crate::search::SearchError;
use crate::search::merge::Tiers;
use crate::search::schema;
use crate::search::schema::Document;
use crate::search::schema::Fields;
use crate::search::schema::SCHEMA_VERSION;
use serde::Deserialize;
use serde::Serialize;
use std::collections::HashMap;
use tantivy::Index;
use tantivy::IndexWriter;
use tantivy::indexer::IndexWriterOptions;
use tantivy::indexer::NoMergePolicy;

/// Memory of a writer thread while imports run; it flushes a segment when that is used up.
const BULK_BYTES: usize = 64 << 20;
const BULK_THREADS: usize = 2;

/// Small merges must not wait for a big one: every live commit adds a segment.
const MERGE_THREADS: usize = 2;

/// tantivy refuses less.
const MIN_BYTES: usize = 16 << 20;

/// What stands in the commit beside the segments.
#[derive(Serialize, Deserialize)]
pub struct Payload {
    pub version: u32,
    pub instance: [u8; 16],
    pub cursor: u64,
}

pub struct Feed {
    index: Index,
    fields: Fields,
    options: Options,
    /// None after a failure: nothing is taken any more.
    writer: Option<IndexWriter>,
    bulk: bool,
    known: Known,
}

impl Feed {
    /// `ids`: of all documents that the index holds.
    pub fn new(
        index: Index,
        fields: Fields,
        options: Options,
        ids: impl Iterator<Item = u64>,
    ) -> Result<Feed, SearchError> {
        let mut known = Known::default();
        ids.for_each(|id| {
            known.insert(id);
        });
        let mut feed = Feed { index, fields, options, writer: None, bulk: false, known };
        feed.writer = Some(feed.start(false)?);
        Ok(feed)
    }

    /// Adds the document in the place of the one of the same record.
    pub fn put(&mut self, document: &Document) -> Result<(), SearchError> {
        let id = schema::id_value(document.kind, document.ordinal);
        let prepared = schema::to_tantivy(&self.fields, document);
        let known = self.known.insert(id);
        let writer = self.writer.as_ref().ok_or(SearchError::Damaged)?;
        // Looking for documents that never were would cost more than all the rest.
        if known {
            writer.delete_term(schema::id_term(&self.fields, document.kind, document.ordinal));
        }
        writer.add_document(prepared)?;
        Ok(())
    }

    pub fn forget(&mut self, kind: Kind, ordinal: u64) -> Result<(), SearchError> {
        let writer = self.writer.as_ref().ok_or(SearchError::Damaged)?;
        if self.known.remove(schema::id_value(kind, ordinal)) {
            writer.delete_term(schema::id_term(&self.fields, kind, ordinal));
        }
        Ok(())
    }

    pub fn commit(&mut self, cursor: u64) -> Result<(), SearchError> {
        let payload = Payload { version: SCHEMA_VERSION, instance: self.options.instance, cursor };
        let payload = serde_json::to_string(&payload).map_err(|_| SearchError::Damaged)?;
        let mut writer = self.writer.take().ok_or(SearchError::Damaged)?;
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.writer = Some(writer);
        Ok(())
    }

    /// More memory and a second thread, or back. What is pending must have been committed; merges
    /// that run are waited for, since two writers must never change the list of segments.
    pub fn set_bulk(&mut self, bulk: bool) -> Result<(), SearchError> {
        if self.bulk == bulk {
            return Ok(());
        }
        let old = self.writer.take().ok_or(SearchError::Damaged)?;
        old.set_merge_policy(Box::new(NoMergePolicy));
        old.wait_merging_threads()?;
        self.writer = Some(self.start(bulk)?);
        self.bulk = bulk;
        Ok(())
    }

    fn start(&self, bulk: bool) -> Result<IndexWriter, SearchError> {
        let (threads, bytes) = match bulk {
            true => (BULK_THREADS, BULK_BYTES),
            false => (self.options.writer_threads, self.options.writer_bytes),
        };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads.max(1))
            .memory_budget_per_thread(bytes.max(MIN_BYTES))
            .num_merge_threads(MERGE_THREADS)
            .build();
        let writer: IndexWriter = self.index.writer_with_options(options)?;
        // tantivy counts on from the number of the last commit, that number included. A merge that
        // begins now takes everything up to it for done, and would lose the deletion that got it:
        // the number is spent on nothing.
        writer.run(Vec::new())?;
        writer.set_merge_policy(Box::new(Tiers));
        Ok(writer)
    }
}

/// Which records the index holds. Ordinals are dense, so a bit each is little.
#[derive(Default)]
struct Known {
    kinds: HashMap<u8, Vec<u64>>,
}

impl Known {
    /// Whether it was there already.
    fn insert(&mut self, id: u64) -> bool {
        let (word, bit) = place(id);
        let words = self.kinds.entry((id >> 56) as u8).or_default();
        if words.len() <= word {
            words.resize((word + 1).max(words.len() * 2), 0);
        }
        let there = words[word] & bit != 0;
        words[word] |= bit;
        there
    }

    /// Whether it was there.
    fn remove(&mut self, id: u64) -> bool {
        let (word, bit) = place(id);
        let words = self.kinds.entry((id >> 56) as u8).or_default();
        let Some(word) = words.get_mut(word) else { return false };
        let there = *word & bit != 0;
        *word &= !bit;
        there
    }
}

fn place(id: u64) -> (usize, u64) {
    let ordinal = id & (u64::MAX >> 8);
    ((ordinal / 64) as usize, 1 << (ordinal % 64))
}
