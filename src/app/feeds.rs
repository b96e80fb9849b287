//! The indexes of the product with their feeds: one of customers, one of what is about them.

use crate::app::Error;
use crate::app::Feed;
use crate::app::IndexState;
use crate::app::Live;
use crate::app::commits::Commits;
use crate::app::index::Index;
use crate::app::shelf::Shelf;
use crate::domain::ids::Seq;
use crate::search::Search;
use crate::search::SearchError;
use crate::store::Store;
use std::path::Path;
use std::sync::Arc;
use std::sync::RwLock;
use std::time::Duration;
use std::time::Instant;

pub struct Feeds {
    customers: Fed,
    children: Fed,
    /// Whoever else hears of commits.
    others: Commits,
}

/// An index and what keeps it in step.
struct Fed {
    index: Arc<Index>,
    feed: Feed,
}

impl Feeds {
    /// # Errors
    /// Where the folder of an index cannot be written.
    pub fn start(
        store: &Arc<Store>,
        data: &Path,
        live: &Arc<RwLock<Arc<Live>>>,
    ) -> Result<Feeds, Error> {
        let start = |shelf| -> Result<Fed, Error> {
            let index = Arc::new(Index::open(store, data, shelf)?);
            let feed = Feed::start(Arc::clone(store), Arc::clone(&index), Arc::clone(live));
            Ok(Fed { index, feed })
        };
        let (customers, children) = (start(Shelf::Customers)?, start(Shelf::Children)?);
        Ok(Feeds { customers, children, others: Commits::default() })
    }

    fn of(&self, shelf: Shelf) -> &Fed {
        match shelf {
            Shelf::Customers => &self.customers,
            Shelf::Children => &self.children,
        }
    }

    pub fn others(&self) -> &Commits {
        &self.others
    }

    /// Tells all of them how far the journal has come.
    pub fn bell(&self) -> impl Fn(Seq) + Send + use<> {
        let bells = Shelf::ALL.map(|shelf| self.of(shelf).feed.bell());
        let others = self.others.clone();
        move |head| {
            bells.iter().for_each(|bell| bell.ring(head));
            others.ring(head);
        }
    }

    pub fn search(&self, shelf: Shelf) -> Result<Search, SearchError> {
        self.of(shelf).index.get()
    }

    /// Begins the index anew that this one is, unless that was done already.
    pub fn give_up(&self, shelf: Shelf, damaged: &Search) {
        if self.of(shelf).index.is_current(damaged) {
            self.of(shelf).feed.rebuild();
        }
    }

    pub fn state_of(&self, shelf: Shelf) -> IndexState {
        self.of(shelf).feed.state()
    }

    /// Of the one that is furthest behind; one that is made anew makes all of it that.
    pub fn state(&self) -> IndexState {
        let [one, other] = Shelf::ALL.map(|shelf| self.state_of(shelf));
        IndexState {
            shown: one.shown.min(other.shown),
            head: one.head.max(other.head),
            rebuilding: one.rebuilding || other.rebuilding,
        }
    }

    /// True once this index shows this entry.
    pub fn wait_for_one(&self, shelf: Shelf, seq: Seq, limit: Duration) -> bool {
        self.of(shelf).feed.wait_for(seq, limit)
    }

    /// True once all of them show this entry.
    pub fn wait_for(&self, seq: Seq, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        // Each begins at once, whichever is waited for first.
        Shelf::ALL.iter().for_each(|shelf| self.of(*shelf).feed.want(seq));
        let left = || until.saturating_duration_since(Instant::now());
        Shelf::ALL.iter().all(|shelf| self.wait_for_one(*shelf, seq, left()))
    }

    /// Throws the indexes away and builds them anew from the journal, while the server serves.
    pub fn rebuild(&self) {
        Shelf::ALL.iter().for_each(|shelf| self.of(*shelf).feed.rebuild());
    }

    pub fn stop(self) {
        self.customers.feed.stop();
        self.children.feed.stop();
    }
}
