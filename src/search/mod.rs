//! Find records by text, pinyin, codes, options and numbers, and count them, within milliseconds.
//!
//! tantivy keeps sealed, write-once segments: terms with their documents, and columns of numbers.
//! Over them stands what is made of a segment once and asked again and again: columns in narrow
//! integers, sets and orders of documents, the names themselves. A commit brings new segments and
//! deletions; everything about the old segments stays.

mod cache;
mod column;
mod directory;
mod docs;
mod error;
mod facet;
mod feed;
mod file;
mod grams;
mod matcher;
mod merge;
mod names;
mod order;
mod page;
mod pattern;
mod pinyin;
mod plan;
mod refresh;
mod schema;
mod seal;
mod segment;
#[cfg(test)]
mod tests;
mod text;
mod view;

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::search::directory::SealedDirectory;
use crate::search::error::guarded;
use crate::search::feed::Feed;
use crate::search::feed::Payload;
use crate::search::schema::Fields;
use crate::search::schema::SCHEMA_VERSION;
use crate::search::segment::Answers;
use crate::search::segment::Habits;
use crate::search::view::Part;
use crate::search::view::View;
pub use error::SearchError;
pub use names::Name;
pub use page::Cursor;
pub use page::Key;
pub use page::MAX_SORTS;
pub use page::Sort;
pub use pattern::Place;
pub use pinyin::collation;
pub use plan::Plan;
pub use schema::Document;
pub use seal::BlockSeal;
pub use seal::FreshKey;
pub use seal::IndexSeal;
pub use seal::TAG_BYTES;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::atomic::AtomicU64;
use tantivy::Index;
use tantivy::IndexSettings;
use tantivy::store::Compressor;
pub use view::Ask;
pub use view::Found;

/// Memory for the answers of conditions.
const ANSWER_BYTES: usize = 32 << 20;

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Memory for opened blocks of index files.
    pub cache_bytes: usize,
    pub writer_threads: usize,
    /// Memory of each writer thread, at least 16 MiB; it is taken as documents come.
    pub writer_bytes: usize,
    /// The store that is indexed: an index of another one is dropped.
    pub instance: [u8; 16],
}

impl Options {
    pub fn new(instance: [u8; 16]) -> Options {
        Options { cache_bytes: 32 << 20, writer_threads: 1, writer_bytes: 16 << 20, instance }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opened {
    /// The index stands as it was committed at this position of the journal.
    Ready { cursor: u64 },
    /// There was none that could be used: an empty one stands there, at position 0.
    Fresh,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status {
    /// Records that can be found, the bin included.
    pub docs: u64,
    pub segments: usize,
    /// On disk.
    pub bytes: u64,
    pub cursor: u64,
}

/// The index. Any thread may ask; one thread feeds.
#[derive(Clone)]
pub struct Search {
    shared: Arc<Shared>,
}

struct Shared {
    directory: SealedDirectory,
    index: Index,
    fields: Fields,
    feed: Mutex<Feed>,
    view: RwLock<Arc<View>>,
    answers: Arc<Answers>,
    /// Numbers of segments seen so far.
    seen: AtomicU64,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.directory.close();
    }
}

impl Search {
    /// Opens the index in `folder`. What is missing, damaged, of another version or of another
    /// instance is removed, and an empty index stands in its place.
    pub fn open(
        folder: &Path,
        seal: Arc<dyn IndexSeal>,
        options: Options,
    ) -> Result<(Search, Opened), SearchError> {
        let directory = SealedDirectory::open(folder, Arc::clone(&seal), options.cache_bytes)?;
        let standing = guarded(|| Search::stand(directory.clone(), options));
        if !matches!(standing, Ok(Some(_))) {
            directory.close();
        }
        if let Ok(Some((search, cursor))) = standing {
            return Ok((search, Opened::Ready { cursor }));
        }
        Ok((Search::open_empty(folder, seal, options)?, Opened::Fresh))
    }

    /// Puts an empty index, at position 0, in the place of whatever stands in `folder`: the way
    /// on from [`SearchError::Damaged`]. The damaged one must have been dropped.
    pub fn open_empty(
        folder: &Path,
        seal: Arc<dyn IndexSeal>,
        options: Options,
    ) -> Result<Search, SearchError> {
        // A new directory: an old one may still hold locks of what has failed.
        let directory = SealedDirectory::open(folder, seal, options.cache_bytes)?;
        directory.clear()?;
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let index = Index::create(directory.clone(), schema::build().0, settings)?;
        let search = Search::start(directory, index, options, 0)?;
        search.commit(0)?;
        Ok(search)
    }

    /// The index that is there, if it is whole and ours.
    fn stand(
        directory: SealedDirectory,
        options: Options,
    ) -> Result<Option<(Search, u64)>, SearchError> {
        let index = Index::open(directory.clone())?;
        let payload = index.load_metas()?.payload.unwrap_or_default();
        let Ok(payload) = serde_json::from_str::<Payload>(&payload) else { return Ok(None) };
        let same = payload.version == SCHEMA_VERSION && payload.instance == options.instance;
        if !same || index.schema() != schema::build().0 {
            return Ok(None);
        }
        let search = Search::start(directory, index, options, payload.cursor)?;
        Ok(Some((search, payload.cursor)))
    }

    fn start(
        directory: SealedDirectory,
        index: Index,
        options: Options,
        cursor: u64,
    ) -> Result<Search, SearchError> {
        schema::register_tokenizers(&index);
        let (_, fields) = schema::build();
        let answers = Arc::new(Answers::new(ANSWER_BYTES));
        let seen = AtomicU64::new(0);
        let view =
            View { parts: Vec::new(), cursor }.next(&index, fields, &answers, &seen, cursor)?;
        let ids: Vec<Vec<u64>> = view.parts.iter().map(|part| part.segment.ids()).collect();
        let feed = Feed::new(index.clone(), fields, options, ids.into_iter().flatten())?;
        let view = RwLock::new(Arc::new(view));
        let feed = Mutex::new(feed);
        let shared = Shared { directory, index, fields, feed, view, answers, seen };
        Ok(Search { shared: Arc::new(shared) })
    }

    /// Whether the two are one and the same open index.
    pub fn is(&self, other: &Search) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Reads and authenticates every block of every file of the index.
    pub fn verify(&self) -> Result<(), SearchError> {
        let metas = self.shared.index.load_metas()?;
        let names: Vec<String> =
            metas.segments.iter().map(|segment| segment.id().uuid_string()).collect();
        Ok(self.shared.directory.check(|file| names.iter().any(|name| file.starts_with(name)))?)
    }

    /// Takes a record in, in place of what was known of it. It is found after the next commit.
    pub fn put(&self, document: &Document) -> Result<(), SearchError> {
        guarded(|| self.feed().put(document))
    }

    pub fn forget(&self, kind: Kind, ordinal: u64) -> Result<(), SearchError> {
        guarded(|| self.feed().forget(kind, ordinal))
    }

    /// Makes everything so far durable and visible, all at once, at this position of the journal.
    pub fn commit(&self, cursor: u64) -> Result<(), SearchError> {
        let shared = &self.shared;
        guarded(|| {
            let mut feed = self.feed();
            feed.commit(cursor)?;
            let Shared { index, fields, answers, seen, .. } = shared.as_ref();
            let view = self.view().next(index, *fields, answers, seen, cursor)?;
            *shared.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
            Ok(())
        })
    }

    /// The position in the journal that queries see.
    pub fn cursor(&self) -> u64 {
        self.view().cursor
    }

    /// Around imports and rebuilds: more memory and two threads for writing. Pending documents
    /// are committed at the position of the last commit. Feeding waits for merges that run, up to
    /// some seconds after a big import; questions do not.
    pub fn bulk(&self, on: bool) -> Result<(), SearchError> {
        self.commit(self.cursor())?;
        guarded(|| self.feed().set_bulk(on))
    }

    pub fn find(&self, ask: &Ask) -> Result<Found, SearchError> {
        guarded(|| Ok(self.view().find(ask)?))
    }

    /// Reads into memory what the first questions will need, names and the orders of these
    /// fields: for a thread in the background after the start.
    pub fn prepare(&self, tags: &[Tag]) -> Result<(), SearchError> {
        pinyin::prepare();
        let habits = Habits::new(tags);
        guarded(|| {
            let view = self.view();
            let mut segments = view.parts.iter().map(|part| &part.segment);
            Ok(segments.try_for_each(|segment| segment.prepare(&habits))?)
        })
    }

    pub fn status(&self) -> Status {
        let view = self.view();
        let alive = |part: &Arc<Part>| u64::from(part.alive.count(part.segment.n));
        Status {
            docs: view.parts.iter().map(alive).sum(),
            segments: view.parts.len(),
            bytes: self.shared.directory.size_bytes().unwrap_or(0),
            cursor: view.cursor,
        }
    }

    fn feed(&self) -> std::sync::MutexGuard<'_, Feed> {
        self.shared.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn view(&self) -> Arc<View> {
        Arc::clone(&self.shared.view.read().unwrap_or_else(PoisonError::into_inner))
    }
}
