//! Where notices lie: a row for each person, sealed, of bounded length.

use crate::app::Error;
use crate::app::Gate;
use crate::app::notices::Cause;
use crate::app::notices::Notice;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::UserId;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Notices of one person; the oldest give way.
const MOST: usize = 500;

/// How long a notice is kept, in ms: 90 days.
const LIFE_MS: i64 = 90 * 86_400_000;

/// On its way to somebody.
#[derive(Clone, Debug)]
pub(super) struct Fresh {
    pub cause: Cause,
    pub at: Moment,
    pub by: Option<UserId>,
    pub record: RecordId,
    pub event: Event,
}

/// What makes it happen, so that it is told once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Event {
    /// What one batch does to many records is told together.
    Batch(u64),
    /// What becomes due at a moment.
    Due(Moment),
}

/// `id, cause, at, by, kind, ordinal, more, read, event`.
#[derive(Clone, Serialize, Deserialize)]
struct Line(u64, u8, i64, u64, u8, u64, u32, bool, i64);

#[derive(Default, Serialize, Deserialize)]
struct State {
    last: u64,
    /// Numbers of the causes that are not wanted.
    off: Vec<u8>,
}

fn name(user: UserId) -> [u8; 8] {
    user.0.to_be_bytes()
}

fn lines<S: Source>(source: &S, user: UserId) -> Result<Vec<Line>, StoreError> {
    match source.system(Space::Notice, &name(user))? {
        Some(bytes) => from_bytes(&bytes),
        None => Ok(Vec::new()),
    }
}

fn state<S: Source>(source: &S, user: UserId) -> Result<State, StoreError> {
    match source.system(Space::NoticeState, &name(user))? {
        Some(bytes) => from_bytes(&bytes),
        None => Ok(State::default()),
    }
}

/// The number of the last notice that a person was given; 0 for none.
///
/// # Errors
/// Where the store does not read.
pub fn last<S: Source>(source: &S, user: UserId) -> Result<u64, Error> {
    Ok(state(source, user)?.last)
}

pub(super) fn unwanted<S: Source>(source: &S, user: UserId) -> Result<Vec<Cause>, StoreError> {
    Ok(state(source, user)?.off.into_iter().filter_map(Cause::from_number).collect())
}

pub(super) fn keep_unwanted(gate: &mut Gate, user: UserId, off: &[Cause]) -> Result<(), Error> {
    let off = off.iter().map(|cause| *cause as u8).collect();
    let state = State { off, ..state(gate.source(), user)? };
    gate.put_system(Space::NoticeState, &name(user), Some(&to_bytes(&state)));
    Ok(())
}

/// All that a person was told and that is still kept, newest first.
pub(super) fn notices<S: Source>(source: &S, user: UserId) -> Result<Vec<Notice>, StoreError> {
    let all = lines(source, user)?;
    Ok(all.into_iter().rev().filter_map(notice).collect())
}

/// `None` for one that only a newer version understands.
fn notice(line: Line) -> Option<Notice> {
    let Line(id, cause, at, by, kind, ordinal, more, read, _) = line;
    Some(Notice {
        id,
        cause: Cause::from_number(cause)?,
        at: Moment(at),
        by: (by != 0).then_some(UserId(by)),
        record: RecordId { kind: Kind::from_number(kind)?, ordinal },
        more,
        read,
    })
}

/// Marks those as read of which `is_read` says so.
pub(super) fn mark(
    gate: &mut Gate,
    user: UserId,
    is_read: impl Fn(u64) -> bool,
) -> Result<(), Error> {
    let mut all = lines(gate.source(), user)?;
    let unread = all.iter_mut().filter(|line| !line.7 && is_read(line.0));
    let marked = unread.map(|line| line.7 = true).count();
    if 0 < marked {
        gate.put_system(Space::Notice, &name(user), Some(&to_bytes(&all)));
    }
    Ok(())
}

/// Gives everybody what is new for them, unless they do not want it or know it already. Says how many
/// notices were made.
pub(super) fn give(gate: &mut Gate, all: BTreeMap<UserId, Vec<Fresh>>) -> Result<u64, Error> {
    let mut made = 0;
    for (user, fresh) in all {
        let mut state = state(gate.source(), user)?;
        let mut kept = lines(gate.source(), user)?;
        let before = state.last;
        let mut wanted = fresh;
        wanted.retain(|one| !state.off.contains(&(one.cause as u8)));
        let is_changed = add_all(&mut kept, &mut state.last, &wanted);
        if is_changed {
            prune(&mut kept);
            made += state.last - before;
            gate.put_system(Space::Notice, &name(user), Some(&to_bytes(&kept)));
            gate.put_system(Space::NoticeState, &name(user), Some(&to_bytes(&state)));
        }
    }
    Ok(made)
}

/// Each once, however often a batch touches a record. Says whether anything has become of them.
fn add_all(kept: &mut Vec<Line>, last: &mut u64, fresh: &[Fresh]) -> bool {
    let (mut known, mut is_changed) = (BTreeSet::new(), false);
    for one in fresh.iter().filter(|one| known.insert((one.cause, one.record, one.event))) {
        is_changed |= add(kept, last, one);
    }
    is_changed
}

/// Whether anything has become of it. What was read already is not added to: it is told anew.
fn add(kept: &mut Vec<Line>, last: &mut u64, one: &Fresh) -> bool {
    let RecordId { kind, ordinal } = one.record;
    let event = match one.event {
        Event::Batch(batch) => -i64::try_from(batch).unwrap_or(i64::MAX),
        Event::Due(moment) => moment.0,
    };
    let (cause, kind) = (one.cause as u8, kind as u8);
    let same = |line: &&mut Line| line.1 == cause && line.8 == event;
    if kept.iter_mut().filter(same).any(|line| (line.4, line.5) == (kind, ordinal)) {
        return false;
    }
    match kept.iter_mut().filter(same).find(|line| event < 0 && !line.7) {
        Some(line) => line.6 += 1,
        None => {
            *last += 1;
            let by = one.by.map_or(0, |user| user.0);
            kept.push(Line(*last, cause, one.at.0, by, kind, ordinal, 0, false, event));
        }
    }
    true
}

fn prune(kept: &mut Vec<Line>) {
    let newest = kept.iter().map(|line| line.2).max().unwrap_or_default();
    kept.retain(|line| newest - line.2 <= LIFE_MS);
    let surplus = kept.len().saturating_sub(MOST);
    kept.drain(..surplus);
}

/// How far a reader is; `None` before its first time.
pub(super) fn mark_of<S: Source>(source: &S, reader: &[u8]) -> Result<Option<i64>, StoreError> {
    let bytes = source.system(Space::NoticeState, reader)?;
    bytes.map(|bytes| from_bytes(&bytes)).transpose()
}

pub(super) fn keep_mark(gate: &mut Gate, reader: &[u8], mark: i64) {
    gate.put_system(Space::NoticeState, reader, Some(&to_bytes(&mark)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(ordinal: u64, event: Event, at: i64) -> Fresh {
        let record = RecordId { kind: Kind::Task, ordinal };
        Fresh { cause: Cause::TaskAssigned, at: Moment(at), by: None, record, event }
    }

    #[test]
    fn a_batch_is_told_once_and_counts_its_records() {
        let (mut kept, mut last) = (Vec::new(), 0);
        let of = |ordinals: &[u64], batch| -> Vec<Fresh> {
            ordinals.iter().map(|ordinal| fresh(*ordinal, Event::Batch(batch), 0)).collect()
        };
        let told = |kept: &[Line]| kept.iter().map(|line| (line.0, line.6)).collect::<Vec<_>>();
        assert!(add_all(&mut kept, &mut last, &of(&[1, 2, 2, 1, 3], 9)));
        assert!(add_all(&mut kept, &mut last, &of(&[1], 10)));
        assert_eq!(told(&kept), [(1, 2), (2, 0)]);
        // What comes after it was read is told anew.
        kept[0].7 = true;
        assert!(!add_all(&mut kept, &mut last, &of(&[1], 9)));
        assert!(add_all(&mut kept, &mut last, &of(&[4, 5], 9)));
        assert_eq!(told(&kept), [(1, 2), (2, 0), (3, 1)]);
    }

    #[test]
    fn what_is_due_is_told_once_for_each_moment() {
        let (mut kept, mut last) = (Vec::new(), 0);
        let due = |ordinal, at| fresh(ordinal, Event::Due(Moment(at)), at);
        assert!(add(&mut kept, &mut last, &due(1, 50)) && !add(&mut kept, &mut last, &due(1, 50)));
        assert!(add(&mut kept, &mut last, &due(2, 50)) && add(&mut kept, &mut last, &due(1, 60)));
        assert_eq!(last, 3);
    }

    #[test]
    fn the_oldest_give_way() {
        let (mut kept, mut last) = (Vec::new(), 0);
        for at in 0..600 {
            add(&mut kept, &mut last, &fresh(1, Event::Due(Moment(at + 1)), at));
        }
        prune(&mut kept);
        assert_eq!((kept.len(), kept[0].0), (MOST, 101));
        add(&mut kept, &mut last, &fresh(1, Event::Due(Moment(9)), LIFE_MS + 599));
        prune(&mut kept);
        assert_eq!(kept.len(), 2, "one of the same moment as the limit, and the new one");
    }
}
