//! Refusals and look-ups on their way into the journal: a request leaves a note and goes on, a thread
//! writes many of them at once.

use crate::app::Error;
use crate::app::stamp;
use crate::app::writer::Courier;
use crate::app::writer::Writer;
use crate::domain::ids::RecordId;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::store::Deed;
use crate::store::Stamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

/// How long the first note waits for others.
const GATHER: Duration = Duration::from_millis(500);

/// Notes that are written together.
const BATCH: usize = 256;

/// Notes that may wait; more are only counted.
const QUEUE: usize = 8_192;

/// Notes of one person within an hour; more are only counted.
const PER_HOUR: u32 = 600;

const HOUR: Duration = Duration::from_secs(3_600);
const HOUR_MS: i64 = 3_600_000;

/// How often an hour that is over is looked for, while nothing else happens.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// How long a reader waits for what was noted before it.
const SETTLE: Duration = Duration::from_secs(5);

/// Takes notes in the same short time whether they are kept or counted. What waits is lost with the
/// power, and written at a stop.
pub struct AccessLog {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    queue: Vec<Note>,
    hours: HashMap<Actor, Hour>,
    /// Notes that were ever taken, and those of them that are written or given up.
    taken: u64,
    done: u64,
    /// Someone waits: write at once.
    wanted: bool,
    stop: bool,
}

struct Note {
    stamp: Stamp,
    record: RecordId,
    deed: Deed,
    text: String,
}

/// What one person has left behind since a moment.
struct Hour {
    since_ms: i64,
    since: Instant,
    count: u32,
    left_out: u32,
    last: Stamp,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AccessLog {
    pub(super) fn start(writer: &Writer) -> AccessLog {
        let shared = Arc::<Shared>::default();
        let of_thread = Arc::clone(&shared);
        let run = writer.courier().map(|courier| move || run(&of_thread, &courier));
        let spawn = |run| std::thread::Builder::new().name("access".to_owned()).spawn(run).ok();
        AccessLog { shared, thread: run.and_then(spawn) }
    }

    /// Something was refused, or hidden as if it were not there.
    pub fn refused(&self, op: &Op, record: Option<RecordId>, note: String) {
        self.note(op, Deed::Refused, record.unwrap_or(RecordId::NONE), note);
    }

    /// Somebody asked whether a sensitive value is known: `phone hit`, `phone miss`.
    pub fn lookup(&self, op: &Op, field: &str, hit: bool) {
        let found = if hit { "hit" } else { "miss" };
        self.note(op, Deed::Lookup, RecordId::NONE, format!("{field} {found}"));
    }

    fn note(&self, op: &Op, deed: Deed, record: RecordId, text: String) {
        let note = Note { stamp: stamp(op, None), record, deed, text };
        let mut state = self.shared.lock();
        state.take(note);
        let rings = [1, BATCH].contains(&state.queue.len());
        drop(state);
        if rings {
            self.shared.changed.notify_all();
        }
    }

    /// Waits until everything that was noted so far is in the journal, a few seconds at most.
    pub fn settle(&self) {
        let mut state = self.shared.lock();
        let until = state.taken;
        if until <= state.done {
            return;
        }
        state.wanted = true;
        self.shared.changed.notify_all();
        let waits = |state: &mut State| state.done < until && !state.stop;
        drop(self.shared.changed.wait_timeout_while(state, SETTLE, waits));
    }
}

impl Drop for AccessLog {
    /// Writes what waits, then ends.
    fn drop(&mut self) {
        self.shared.lock().stop = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl State {
    fn take(&mut self, note: Note) {
        let at = note.stamp.at.0;
        let fresh = || Hour {
            since_ms: at,
            since: Instant::now(),
            count: 0,
            left_out: 0,
            last: note.stamp.clone(),
        };
        let hour = self.hours.entry(note.stamp.actor).or_insert_with(fresh);
        if HOUR_MS <= at - hour.since_ms {
            let over = std::mem::replace(hour, fresh());
            let rest = over.rest();
            self.taken += u64::from(rest.is_some());
            self.queue.extend(rest);
        }
        let Some(hour) = self.hours.get_mut(&note.stamp.actor) else { return };
        hour.last = note.stamp.clone();
        if hour.count < PER_HOUR && self.queue.len() < QUEUE {
            hour.count += 1;
            self.taken += 1;
            self.queue.push(note);
        } else {
            hour.left_out += 1;
        }
    }

    /// Lines for the hours that are over, at a stop for all of them.
    fn close_hours(&mut self) {
        let stop = self.stop;
        let is_over = |hour: &Hour| stop || HOUR <= hour.since.elapsed();
        let over: Vec<Actor> =
            self.hours.iter().filter(|(_, hour)| is_over(hour)).map(|(actor, _)| *actor).collect();
        for actor in over {
            let rest = self.hours.remove(&actor).and_then(Hour::rest);
            self.taken += u64::from(rest.is_some());
            self.queue.extend(rest);
        }
    }
}

impl Hour {
    /// One line for those that were only counted.
    fn rest(self) -> Option<Note> {
        let text = format!("left-out {}", self.left_out);
        let note = Note { stamp: self.last, record: RecordId::NONE, deed: Deed::Refused, text };
        (0 < self.left_out).then_some(note)
    }
}

fn run(shared: &Shared, courier: &Courier) {
    loop {
        let notes = gather(shared);
        let count = notes.len() as u64;
        if !notes.is_empty()
            && let Err(error) = write(courier, notes)
        {
            tracing::error!(%error, count, "refusals and look-ups are not in the journal");
        }
        let mut state = shared.lock();
        state.done += count;
        state.wanted &= state.done < state.taken;
        let ends = state.stop && state.queue.is_empty();
        drop(state);
        shared.changed.notify_all();
        if ends {
            return;
        }
    }
}

/// Waits for notes, and for some more; none where it is time to look at the hours, or to stop.
fn gather(shared: &Shared) -> Vec<Note> {
    let idle = |state: &mut State| state.queue.is_empty() && !state.stop;
    let waited = shared.changed.wait_timeout_while(shared.lock(), LOOK_EVERY, idle);
    let state = waited.unwrap_or_else(PoisonError::into_inner).0;
    let few = |state: &mut State| {
        !state.queue.is_empty() && state.queue.len() < BATCH && !state.stop && !state.wanted
    };
    let waited = shared.changed.wait_timeout_while(state, GATHER, few);
    let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
    state.close_hours();
    let count = state.queue.len().min(BATCH);
    state.queue.drain(..count).collect()
}

/// Each note is a unit of its own, by its own actor; they share one sync. They go past the gate,
/// which is for changes of records: who lost the right to come in a moment ago is still told of.
fn write(courier: &Courier, notes: Vec<Note>) -> Result<(), Error> {
    courier.run(move |group, _| {
        for Note { stamp, record, deed, text } in notes {
            group.unit(stamp, |unit| {
                unit.note(record, deed, 0, Vec::new(), text).map_err(Error::Store)
            })?;
        }
        Ok(())
    })
}
