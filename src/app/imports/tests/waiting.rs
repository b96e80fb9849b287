//! What waits: files for their start, jobs for their turn, and what becomes of both in time.

use super::House;
use super::NOW;
use super::many;
use super::parser;
use crate::app::Error;
use crate::app::imports;
use crate::app::imports::Duplicates;
use crate::app::imports::State;
use crate::app::imports::resume;
use crate::domain::op::Op;
use crate::domain::value::Moment;

#[test]
fn staged_files_go_when_nobody_needs_them() {
    let house = House::new();
    let later = |days: i64| Op { now: Moment(NOW.0 + days * 86_400_000), ..house.op.clone() };
    let fresh = house.stage("客户名称,电话\n华美,\n");
    let stray = house.app.data().join("staging/stray.part");
    let touched = std::fs::File::create(&stray).unwrap();
    let at = |ms: i64| std::time::UNIX_EPOCH + std::time::Duration::from_millis(ms as u64);
    touched.set_modified(at(NOW.0 - 60_000)).unwrap();
    imports::tidy(&house.app, &house.op).unwrap();
    assert!(stray.exists(), "it may still be coming in");
    touched.set_modified(at(NOW.0 - 2 * 3_600_000)).unwrap();
    assert_eq!(imports::tidy(&house.app, &house.op).unwrap(), 1);
    assert!(!stray.exists());
    std::fs::File::create(&stray).unwrap().set_modified(at(NOW.0)).unwrap();
    imports::sweep(&house.app, &house.op).unwrap();
    assert!(!stray.exists(), "nothing comes in at the start");
    let path = house.app.data().join(format!("staging/{}.part", fresh.id));
    assert!(path.exists());
    imports::tidy(&house.app, &later(8)).unwrap();
    assert!(!path.exists());
    assert_eq!(house.state(&fresh), State::Failed);
}

#[test]
fn a_job_that_is_long_past_goes_and_can_be_undone_all_the_same() {
    let house = House::new();
    let report = house.import(&many(3), Duplicates::Import);
    let waiting = house.stage(&many(1));
    imports::begin(&house.app, &house.op, waiting.id).unwrap();
    let later = |days: i64| Op { now: Moment(NOW.0 + days * 86_400_000), ..house.op.clone() };
    imports::tidy(&house.app, &later(89)).unwrap();
    assert_eq!(imports::list(&house.app, &house.op).unwrap().len(), 2);
    imports::tidy(&house.app, &later(91)).unwrap();
    let left = imports::list(&house.app, &house.op).unwrap();
    assert_eq!(left.iter().map(|job| job.id).collect::<Vec<_>>(), [waiting.id]);
    assert_eq!(house.undo(&report).reversed, 3);
    assert_eq!(house.customers().len(), 0);
}

#[test]
fn those_that_wait_keep_their_order_over_a_stop() {
    let house = House::new();
    let begin = |at: i64| {
        let job = house.stage(&many(1));
        let op = Op { now: Moment(NOW.0 + at), ..house.op.clone() };
        assert_eq!(imports::begin(&house.app, &op, job.id).unwrap().state, State::Waiting);
        job.id
    };
    let order = [5, 2, 9].map(begin);
    // As after a start: the queue is empty, the rows are there.
    for expected in order {
        assert_eq!(house.app.imports().next().unwrap().0, expected);
    }
    imports::discard(&house.app, &house.op, order[2]).unwrap();
    assert_eq!(imports::resume(&house.app).unwrap(), 2);
    let again: Vec<_> = (0..2).map(|_| house.app.imports().next().unwrap().0).collect();
    assert_eq!(again, [order[1], order[0]]);
    assert!(resume::one(&house.app, order[2], NOW, &parser).is_ok(), "it was taken out");
    for id in again {
        resume::one(&house.app, id, NOW, &parser).unwrap();
    }
    let jobs = imports::list(&house.app, &house.op).unwrap();
    assert!(jobs.len() == 2 && jobs.iter().all(|job| job.state == State::Done));
    let late = imports::discard(&house.app, &house.op, order[0]);
    assert!(matches!(late, Err(Error::Rule("import_not_ready"))));
}
