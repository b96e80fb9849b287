//! The search index as the product holds it: thrown away and begun again when it is damaged.

use crate::app::Error;
use crate::app::index_seal::Seal;
use crate::app::shelf::Shelf;
use crate::search::Options;
use crate::search::Search;
use crate::search::SearchError;
use crate::store::Store;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;

pub struct Index {
    shelf: Shelf,
    folder: PathBuf,
    seal: Arc<Seal>,
    options: Options,
    /// `None` while the folder cannot be written.
    current: RwLock<Option<Search>>,
}

impl Index {
    /// # Errors
    /// Only where the folder cannot be written: an index that does not open is begun anew.
    pub fn open(store: &Store, data: &Path, shelf: Shelf) -> Result<Index, Error> {
        let folder = data.join(shelf.folder());
        let options = Options::new(*store.vault().store());
        let seal = Arc::new(Seal::new(store.vault().shared()));
        let (search, _) = Search::open(&folder, Arc::clone(&seal) as _, options)?;
        let index = Index { shelf, folder, seal, options, current: RwLock::new(Some(search)) };
        // The store was put back to an earlier state: the index knows what never happened.
        if store.head().0 < index.get()?.cursor() {
            index.reset()?;
        }
        Ok(index)
    }

    pub fn shelf(&self) -> Shelf {
        self.shelf
    }

    pub fn get(&self) -> Result<Search, SearchError> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone().ok_or(SearchError::Damaged)
    }

    /// Reads into memory what the first questions will need.
    pub fn prepare(&self) -> Result<(), SearchError> {
        self.get()?.prepare(self.shelf.asked_first())
    }

    /// Whether this is still the index that is asked, and not one that was thrown away.
    pub fn is_current(&self, search: &Search) -> bool {
        self.get().is_ok_and(|current| current.is(search))
    }

    /// An empty index in the place of the one that is there; the feed fills it from the journal.
    ///
    /// # Errors
    /// Where the folder cannot be cleared or written.
    pub fn reset(&self) -> Result<(), SearchError> {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // The damaged one goes first: it may hold files of the folder open.
        drop(current.take());
        let fresh = Search::open_empty(&self.folder, Arc::clone(&self.seal) as _, self.options)?;
        *current = Some(fresh);
        Ok(())
    }
}
