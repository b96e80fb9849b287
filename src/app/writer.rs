//! The writer thread: takes the waiting units, runs them one after the other, syncs once, answers.

use crate::app::Error;
use crate::app::Live;
use crate::domain::ids::Seq;
use crate::store::Group;
use crate::store::Store;
use crate::store::StoreError;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::mpsc;
use std::thread::JoinHandle;

/// Units that share one sync. More would make the first wait for the last; the gain is small by then.
const GROUP_UNITS: usize = 256;

/// Units that may wait. When as many do, the next caller waits at the door.
const QUEUE_UNITS: usize = 1_024;

/// Runs in the group; what it returns is called after the commit, with its outcome.
type Work = Box<dyn FnOnce(&mut Group, &mut Arc<Live>) -> Answer + Send>;
type Answer = Box<dyn FnOnce(bool) + Send>;

pub struct Writer {
    queue: Option<mpsc::SyncSender<Work>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// `after_commit` runs on the writer thread each time something was made durable, with the head of
    /// the journal. What a unit leaves of `live` is seen by the units after it in the group, and by
    /// everyone else once it is durable.
    pub fn start(
        store: Arc<Store>,
        live: Arc<RwLock<Arc<Live>>>,
        after_commit: impl Fn(Seq) + Send + 'static,
    ) -> Writer {
        let (queue, waiting) = mpsc::sync_channel::<Work>(QUEUE_UNITS);
        let run = move || {
            while let Ok(first) = waiting.recv() {
                let rest = std::iter::from_fn(|| waiting.try_recv().ok());
                let works: Vec<Work> =
                    std::iter::once(first).chain(rest.take(GROUP_UNITS - 1)).collect();
                run_group(&store, &live, works, &after_commit);
            }
        };
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(run);
        Writer { queue: Some(queue), thread: thread.ok() }
    }

    /// Another way to the thread, for work that is not asked for by a use case. The thread ends when
    /// every one of them is gone.
    pub fn courier(&self) -> Option<Courier> {
        self.queue.clone().map(Courier)
    }

    /// Has `work` run in the next group and waits until it is durable, or refused.
    ///
    /// # Errors
    /// What the work answered; [`StoreError::Stopped`] where the commit failed: then nothing of the
    /// group is kept, but this caller cannot know whether the disk has it.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Group, &mut Arc<Live>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let queue = self.queue.as_ref().ok_or(Error::Store(StoreError::Stopped))?;
        run(queue, work)
    }
}

/// See [`Writer::courier`].
pub struct Courier(mpsc::SyncSender<Work>);

impl Courier {
    /// The same as [`Writer::run`].
    pub fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Group, &mut Arc<Live>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        run(&self.0, work)
    }
}

fn run<T: Send + 'static>(
    queue: &mpsc::SyncSender<Work>,
    work: impl FnOnce(&mut Group, &mut Arc<Live>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (answer, answered) = mpsc::sync_channel(1);
    let boxed: Work = Box::new(move |group, live| {
        let result = work(group, live);
        Box::new(move |durable| {
            let result = match (durable, result) {
                (false, Ok(_)) => Err(Error::Store(StoreError::Stopped)),
                (_, result) => result,
            };
            // The caller may be gone: then nobody waits for the answer.
            let _ = answer.send(result);
        })
    });
    let stopped = || Error::Store(StoreError::Stopped);
    queue.send(boxed).map_err(|_| stopped())?;
    answered.recv().map_err(|_| stopped())?
}

impl Drop for Writer {
    /// Runs what waits, then ends.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run_group(
    store: &Store,
    live: &RwLock<Arc<Live>>,
    works: Vec<Work>,
    after_commit: &impl Fn(Seq),
) {
    let before = Arc::clone(&live.read().unwrap_or_else(PoisonError::into_inner));
    let run = |group: &mut Group| {
        let mut after = Arc::clone(&before);
        let answers: Vec<Answer> = works.into_iter().map(|work| work(group, &mut after)).collect();
        (answers, after)
    };
    // Nobody reads a row by a catalogue that does not know it yet.
    let publish = |(_, after): &(Vec<Answer>, Arc<Live>)| {
        if !Arc::ptr_eq(&before, after) {
            *live.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(after);
        }
    };
    match store.group(run, publish) {
        Ok((answers, _)) => {
            after_commit(store.head());
            answers.into_iter().for_each(|answer| answer(true));
        }
        Err(error) => tracing::error!(%error, "commit failed; writes are stopped"),
    }
}
