//! The feed of an index: reads the journal behind its cursor, and keeps the index in step.

mod hand;
mod worker;

use crate::app::Live;
use crate::app::feed::worker::Worker;
use crate::app::index::Index;
use crate::domain::ids::Seq;
use crate::store::Store;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::thread::JoinHandle;
use std::time::Duration;

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
        let worker = Worker::new(Arc::clone(&shared), store, search, live);
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

    /// Someone is about to wait for this entry.
    pub fn want(&self, seq: Seq) {
        let mut state = self.shared.lock();
        if state.shown < seq && state.wanted < seq {
            state.wanted = seq;
            drop(state);
            self.shared.changed.notify_all();
        }
    }

    /// True once the index shows this entry.
    pub fn wait_for(&self, seq: Seq, limit: Duration) -> bool {
        self.want(seq);
        let state = self.shared.lock();
        if seq <= state.shown {
            return true;
        }
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
