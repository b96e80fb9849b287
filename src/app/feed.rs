//! The index feed: reads the journal behind its cursor, and keeps the search index in step.

use crate::app::Index;
use crate::app::Live;
use crate::app::document;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::search::SearchError;
use crate::store;
use crate::store::Reader;
use crate::store::Source;
use crate::store::Store;
use crate::store::StoreError;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::thread::JoinHandle;
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

/// An import waits while the feed is further behind than this, so that the journal it must hold in
/// reach stays small and the customers are searchable soon after.
pub const LAG_LIMIT: u64 = 100_000;

pub struct Feed {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// Rings when there is something new in the journal.
#[derive(Clone)]
pub struct Bell(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The last entry that the index shows.
    shown: Seq,
    head: Seq,
    /// Someone waits for the index: commit at once.
    wanted: Seq,
    rebuilding: bool,
    /// Throw the index away before the next entry.
    again: bool,
    stop: bool,
    rung: bool,
    /// How far the journal has come, by the bell.
    told: Seq,
    /// While the feed rests: as far as the journal must come to wake it before its time.
    wake_at: Option<Seq>,
}

/// How far the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexState {
    pub shown: Seq,
    pub head: Seq,
    pub rebuilding: bool,
}

impl Bell {
    /// The journal has come to `head`. Wakes the feed only where that is worth it.
    pub fn ring(&self, head: Seq) {
        let mut state = self.0.lock();
        state.told = head;
        let first = !std::mem::replace(&mut state.rung, true);
        let enough = state.wake_at.is_some_and(|wake_at| wake_at <= head);
        drop(state);
        if first || enough {
            self.0.changed.notify_all();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Feed {
    pub fn start(store: Arc<Store>, search: Arc<Index>, live: Arc<RwLock<Arc<Live>>>) -> Feed {
        let shown = Seq(search.get().map_or(0, |search| search.cursor()));
        let head = store.head();
        let rebuilding = shown < head;
        let state = State { shown, head, rebuilding, rung: true, ..State::default() };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let every = Cell::new(COMMIT_EVERY);
        let worker = Worker { shared: Arc::clone(&shared), store, search, live, every };
        let thread =
            std::thread::Builder::new().name("feed".to_owned()).spawn(move || worker.run());
        Feed { shared, thread: thread.ok() }
    }

    pub fn bell(&self) -> Bell {
        Bell(Arc::clone(&self.shared))
    }

    pub fn state(&self) -> IndexState {
        let state = self.shared.lock();
        IndexState { shown: state.shown, head: state.head, rebuilding: state.rebuilding }
    }

    /// True once the index shows this entry.
    pub fn wait_for(&self, seq: Seq, limit: Duration) -> bool {
        let mut state = self.shared.lock();
        if seq <= state.shown {
            return true;
        }
        state.wanted = state.wanted.max(seq);
        self.shared.changed.notify_all();
        let behind = |state: &mut State| state.shown < seq && !state.stop;
        let waited = self.shared.changed.wait_timeout_while(state, limit, behind);
        seq <= waited.unwrap_or_else(PoisonError::into_inner).0.shown
    }

    /// Throws the index away and builds it anew from the journal, while the server serves.
    pub fn rebuild(&self) {
        let mut state = self.shared.lock();
        (state.again, state.rung, state.rebuilding) = (true, true, true);
        // Who waits from now on waits for the new one.
        state.shown = Seq(0);
        drop(state);
        self.shared.changed.notify_all();
    }

    pub fn stop(mut self) {
        self.shared.lock().stop = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    shared: Arc<Shared>,
    store: Arc<Store>,
    search: Arc<Index>,
    live: Arc<RwLock<Arc<Live>>>,
    /// From one commit to the next.
    every: Cell<Duration>,
}

impl Worker {
    fn run(&self) {
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
    }

    fn begin_again(&self) {
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
        let mut shown = Seq(self.search.get()?.cursor());
        let mut fed = shown;
        let mut since = Instant::now();
        let mut documents = 0;
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
            let (next, count) = self.feed_page(&reader, fed)?;
            let done = next == fed;
            fed = next;
            documents += count;
            let due = match bulk {
                true => BULK_COMMIT <= documents,
                false => self.every.get() <= since.elapsed() || self.is_awaited(shown),
            };
            if shown < fed && (due || (done && bulk)) {
                self.commit(fed)?;
                shown = fed;
                (since, documents) = (Instant::now(), 0);
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
        self.search.get()?.commit(fed.0)?;
        self.every.set((began.elapsed() * COMMIT_REST).clamp(COMMIT_EVERY, COMMIT_LATEST));
        self.publish(fed, false);
        Ok(())
    }

    /// Puts the records of one page of entries as they are now; returns the last entry seen.
    fn feed_page(&self, reader: &Reader, after: Seq) -> Result<(Seq, usize), FeedError> {
        let entries = store::since(reader, after, PAGE)?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok((after, 0)) };
        let changes = entries.iter().filter(|entry| entry.deed.is_change());
        let customers = changes.filter(|entry| entry.record.kind == Kind::Customer);
        let touched: BTreeSet<u64> = customers.map(|entry| entry.record.ordinal).collect();
        let live = Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner));
        for ordinal in &touched {
            match store::reading(|| reader.load::<Customer>(*ordinal)) {
                Ok(Some(stored)) => {
                    self.search.get()?.put(&document::document(&live.catalogue, &stored))?;
                }
                Ok(None) => self.search.get()?.forget(Kind::Customer, *ordinal)?,
                // One row that does not open must not take the others out of sight.
                Err(StoreError::Damaged(what)) => {
                    tracing::error!(ordinal, what, "a row does not open; it is left out");
                    self.search.get()?.forget(Kind::Customer, *ordinal)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok((last, touched.len()))
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
enum FeedError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Search(#[from] SearchError),
}
