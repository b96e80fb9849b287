//! The thread behind an index: takes in what the journal tells of, and commits in time.

use crate::app::Live;
use crate::app::feed::Shared;
use crate::app::feed::State;
use crate::app::feed::hand::Hand;
use crate::app::index::Index;
use crate::domain::ids::Seq;
use crate::search::SearchError;
use crate::store;
use crate::store::Reader;
use crate::store::Store;
use crate::store::StoreError;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::time::Duration;
use std::time::Instant;

/// How soon changes become visible to those who do not wait for them, at the earliest and at the
/// latest. An index commit syncs a dozen files, which is dear to the writes beside it: under load the
/// feed rests longer between two of them.
const COMMIT_EVERY: Duration = Duration::from_millis(300);
const COMMIT_LATEST: Duration = Duration::from_secs(2);

/// So many times as long as a commit took is it until the next one.
const COMMIT_REST: u32 = 20;

/// Entries that are worth waking up for before it is time to commit.
const BATCH: u64 = 200;

/// Until the store is tried again that did not read.
const STORE_WAIT: Duration = Duration::from_secs(5);

/// Entries read from the journal at once.
const PAGE: usize = 1_000;

/// Documents in one index commit while a long stretch is being caught up with.
const BULK_COMMIT: usize = 100_000;

/// Behind by more than this, the feed works in bulk: more memory and threads, fewer commits.
const BULK_BEHIND: u64 = 20_000;

/// Entries that tell this index nothing are noted in it only so often: noting takes a sync.
const IDLE_ENTRIES: u64 = 10_000;

pub(super) struct Worker {
    shared: Arc<Shared>,
    store: Arc<Store>,
    search: Arc<Index>,
    live: Arc<RwLock<Arc<Live>>>,
    /// From one commit to the next.
    every: Cell<Duration>,
    /// Documents put and forgotten since the last commit.
    fresh: Cell<usize>,
    /// Up to here the index knows everything, though its last commit may lie before: what came
    /// since told it nothing.
    passed: Cell<Seq>,
}

impl Worker {
    pub(super) fn new(
        shared: Arc<Shared>,
        store: Arc<Store>,
        search: Arc<Index>,
        live: Arc<RwLock<Arc<Live>>>,
    ) -> Worker {
        let every = Cell::new(COMMIT_EVERY);
        let (fresh, passed) = (Cell::new(0), Cell::new(Seq(0)));
        Worker { shared, store, search, live, every, fresh, passed }
    }

    pub(super) fn run(&self) {
        if let Err(error) = self.search.prepare() {
            tracing::warn!(%error, "the index is not prepared");
        }
        while self.sleep() {
            if std::mem::take(&mut self.shared.lock().again) {
                self.begin_again();
            }
            match self.catch_up() {
                Ok(()) => {}
                Err(FeedError::Search(error)) => {
                    tracing::error!(%error, "index feed; starting the index again");
                    self.begin_again();
                    std::thread::park_timeout(COMMIT_EVERY);
                }
                // The index is not at fault: it waits for a store that reads.
                Err(FeedError::Store(error)) => {
                    tracing::error!(%error, "index feed");
                    std::thread::park_timeout(STORE_WAIT);
                }
            }
        }
        if let Err(error) = self.note_passed() {
            tracing::warn!(%error, "the index does not say how far it is");
        }
    }

    /// So that the next start goes on where this one ends.
    fn note_passed(&self) -> Result<(), SearchError> {
        let search = self.search.get()?;
        let passed = self.passed.get();
        match self.fresh.get() == 0 && search.cursor() < passed.0 {
            true => search.commit(passed.0),
            false => Ok(()),
        }
    }

    /// The last entry that the index knows.
    fn reached(&self) -> Result<Seq, SearchError> {
        Ok(Seq(self.search.get()?.cursor()).max(self.passed.get()))
    }

    fn begin_again(&self) {
        self.passed.set(Seq(0));
        self.fresh.set(0);
        match self.search.reset() {
            Ok(()) => self.publish(Seq(0), true),
            Err(error) => tracing::error!(%error, "the index cannot be made anew"),
        }
        self.shared.lock().rung = true;
    }

    /// Until there is work; false when it is time to stop.
    fn sleep(&self) -> bool {
        let mut state = self.shared.lock();
        // Nobody can be shown what is not written yet: who asks for it must not keep this awake.
        state.wanted = state.wanted.min(self.store.head());
        let idle = |state: &mut State| !state.rung && !state.stop && state.wanted <= state.shown;
        let mut state =
            self.shared.changed.wait_while(state, idle).unwrap_or_else(PoisonError::into_inner);
        state.rung = false;
        !state.stop
    }

    /// Up to the journal's head as it is now and as it moves, in commits of bounded size.
    fn catch_up(&self) -> Result<(), FeedError> {
        let mut shown = self.reached()?;
        let mut fed = shown;
        let mut since = Instant::now();
        let mut bulk = false;
        loop {
            let head = self.store.head();
            if self.is_interrupted(head) {
                return self.leave_off(shown, fed, bulk);
            }
            if !bulk && BULK_BEHIND < head.0 - fed.0 {
                bulk = true;
                self.search.get()?.bulk(true)?;
            }
            let reader = self.store.reader();
            let next = self.feed_page(&reader, fed)?;
            let done = next == fed;
            fed = next;
            let due = match bulk {
                true => BULK_COMMIT <= self.fresh.get(),
                false => self.every.get() <= since.elapsed() || self.is_awaited(shown),
            };
            if shown < fed && (due || self.fresh.get() == 0 || (done && bulk)) {
                self.commit(fed)?;
                shown = fed;
                since = Instant::now();
            }
            if done && shown == fed {
                if bulk {
                    self.search.get()?.bulk(false)?;
                }
                self.publish(shown, false);
                return Ok(());
            }
            let rest = self.every.get().saturating_sub(since.elapsed());
            if done && !self.pause(rest, shown, fed) {
                return self.commit(fed);
            }
        }
    }

    /// Shows what was fed, and sets the pace by how long that took.
    fn commit(&self, fed: Seq) -> Result<(), FeedError> {
        let began = Instant::now();
        let search = self.search.get()?;
        if self.fresh.get() == 0 && fed.0.saturating_sub(search.cursor()) < IDLE_ENTRIES {
            self.passed.set(fed);
            self.publish(fed, false);
            return Ok(());
        }
        search.commit(fed.0)?;
        self.fresh.set(0);
        self.passed.set(fed);
        self.every.set((began.elapsed() * COMMIT_REST).clamp(COMMIT_EVERY, COMMIT_LATEST));
        self.publish(fed, false);
        Ok(())
    }

    /// Takes in what one page of entries tells this index of, as it is now; returns the last entry
    /// seen.
    fn feed_page(&self, reader: &Reader, after: Seq) -> Result<Seq, FeedError> {
        let entries = store::since(reader, after, PAGE)?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(after) };
        let search = self.search.get()?;
        let live = Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner));
        let mut hand = Hand { reader, search: &search, catalogue: &live.catalogue, count: 0 };
        let fed = hand.take(self.search.shelf(), &entries);
        self.fresh.set(self.fresh.get() + hand.count);
        fed.map(|()| last)
    }

    /// Notes the head; true where there is something more urgent than to reach it.
    fn is_interrupted(&self, head: Seq) -> bool {
        let mut state = self.shared.lock();
        state.head = head;
        // What woke this may have been the wish itself: the next round must not sleep over it.
        state.rung |= state.again;
        state.stop || state.again
    }

    /// Keeps what is done so far: the next start goes on there.
    fn leave_off(&self, shown: Seq, fed: Seq, bulk: bool) -> Result<(), FeedError> {
        if shown < fed {
            self.commit(fed)?;
        }
        if bulk {
            self.search.get()?.bulk(false)?;
        }
        Ok(())
    }

    fn is_awaited(&self, shown: Seq) -> bool {
        let state = self.shared.lock();
        shown < state.wanted || state.stop
    }

    /// Waits for a batch, for someone who waits or for the time to commit; false when it is time to
    /// stop. Feeding one entry at a time would cost the writer a change of threads for each.
    fn pause(&self, limit: Duration, shown: Seq, fed: Seq) -> bool {
        let mut state = self.shared.lock();
        let wake_at = Seq(fed.0 + BATCH);
        state.wake_at = Some(wake_at);
        let idle = |state: &mut State| {
            let calm = !state.again && !state.stop && state.wanted <= shown;
            calm && state.told < wake_at
        };
        let waited = self.shared.changed.wait_timeout_while(state, limit, idle);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.wake_at = None;
        state.rung = false;
        !state.stop
    }

    fn publish(&self, shown: Seq, rebuilding: bool) {
        let mut state = self.shared.lock();
        // What was reached in the index that is about to be thrown away is nothing to go by.
        if state.again {
            return;
        }
        state.shown = shown;
        state.rebuilding = rebuilding || (state.rebuilding && shown < state.head);
        drop(state);
        self.shared.changed.notify_all();
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum FeedError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Search(#[from] SearchError),
}
