//! Whose turn it is: few imports run at once, the others wait in the order in which they were begun.

use crate::app::Error;
use crate::app::imports::job::JobId;
use std::collections::VecDeque;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Imports that run at once: each has a parser of its own, and all share one writer.
pub const AT_ONCE: usize = 2;

/// In memory only: the order stands in the rows of the jobs, from which a start makes it again.
#[derive(Default)]
pub struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Place>,
    running: usize,
    closed: bool,
}

struct Place {
    id: JobId,
    /// Whoever has begun it waits to run it; all others are for the workers.
    held: bool,
}

/// Goes to the next when it is dropped.
pub(super) struct Turn<'a>(&'a Queue);

impl Queue {
    /// For the workers.
    pub(super) fn push(&self, id: JobId) {
        self.lock().waiting.push_back(Place { id, held: false });
        self.changed.notify_all();
    }

    /// Waits until the caller may run it.
    ///
    /// # Errors
    /// [`Error::Busy`] when the product stops before that.
    pub(super) fn turn(&self, id: JobId) -> Result<Turn<'_>, Error> {
        let mut state = self.lock();
        state.waiting.push_back(Place { id, held: true });
        let state = self.wait(state, |state| state.next().is_none_or(|place| place.id != id));
        self.take(state).map(|(_, turn)| turn).ok_or(Error::Busy)
    }

    /// What a worker is to run next, once there is something; `None` when the product stops.
    pub(super) fn next(&self) -> Option<(JobId, Turn<'_>)> {
        let state = self.wait(self.lock(), |state| state.next().is_none_or(|place| place.held));
        self.take(state)
    }

    /// Nobody gets a turn any more.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn wait<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        mut not_yet: impl FnMut(&State) -> bool,
    ) -> MutexGuard<'a, State> {
        let idle = |state: &mut State| !state.closed && not_yet(state);
        self.changed.wait_while(state, idle).unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, mut state: MutexGuard<State>) -> Option<(JobId, Turn<'_>)> {
        if state.closed {
            return None;
        }
        let place = state.waiting.pop_front()?;
        state.running += 1;
        drop(state);
        // There may be room for the one behind it as well.
        self.changed.notify_all();
        Some((place.id, Turn(self)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The first that waits, if there is room for it.
    fn next(&self) -> Option<&Place> {
        self.waiting.front().filter(|_| self.running < AT_ONCE)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn id(number: u8) -> JobId {
        crate::app::RowId([number; 16])
    }

    #[test]
    fn two_run_and_the_others_follow_in_order() {
        let queue = Queue::default();
        let (done, seen) = std::sync::mpsc::channel();
        let running = std::sync::atomic::AtomicUsize::new(0);
        (1..=20).for_each(|number| queue.push(id(number)));
        std::thread::scope(|threads| {
            for _ in 0..5 {
                let (queue, done, running) = (&queue, done.clone(), &running);
                threads.spawn(move || {
                    while let Some((id, turn)) = queue.next() {
                        let now = running.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                        done.send((id, now)).unwrap();
                        std::thread::sleep(Duration::from_millis(2));
                        running.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        drop(turn);
                    }
                });
            }
            let all: Vec<(JobId, usize)> = seen.iter().take(20).collect();
            assert!(all.iter().all(|(_, running)| *running <= AT_ONCE), "{all:?}");
            // Two that run at the same time may tell of it in either order.
            let numbers: Vec<u8> = all.iter().map(|(id, _)| id.0[0]).collect();
            let is_near = |(at, number): (usize, &u8)| at.abs_diff(usize::from(*number) - 1) <= 1;
            assert!(numbers.iter().enumerate().all(is_near), "{numbers:?}");
            queue.close();
        });
    }

    #[test]
    fn who_runs_it_himself_waits_for_his_turn_and_keeps_it_from_the_workers() {
        let queue = Queue::default();
        let first = queue.turn(id(1)).unwrap();
        let second = queue.turn(id(2)).unwrap();
        std::thread::scope(|threads| {
            let third = threads.spawn(|| queue.turn(id(3)).map(drop));
            while queue.lock().waiting.is_empty() {
                std::thread::yield_now();
            }
            queue.push(id(4));
            let worker = threads.spawn(|| queue.next().map(|(id, _)| id));
            std::thread::sleep(Duration::from_millis(20));
            assert!(!third.is_finished() && !worker.is_finished());
            drop(first);
            assert!(third.join().unwrap().is_ok());
            assert_eq!(worker.join().unwrap(), Some(id(4)));
        });
        drop(second);
        queue.close();
        assert!(matches!(queue.turn(id(5)), Err(Error::Busy)));
        assert!(queue.next().is_none());
    }
}
