//! When mornings are, and that a look at a part of what is due tells nothing twice.

use super::*;
use crate::crypto::keys::Keyset;
use crate::domain::access::Access;
use crate::domain::access::Rights;
use crate::domain::check::Ease;
use crate::domain::ids::RoleId;
use crate::domain::op::Actor;
use crate::domain::role::Role;
use crate::domain::user::User;
use crate::store::Store;
use redb::backends::InMemoryBackend;

fn at(text: &str) -> Moment {
    Moment(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
}

#[test]
fn mornings_are_those_of_the_firm() {
    let zone = Tz::Asia__Shanghai;
    let found = |from, to| mornings(zone, at(from), at(to));
    assert_eq!(found("2026-11-22T00:00:00+08:00", "2026-11-22T08:59:59+08:00").len(), 0);
    let one = found("2026-11-22T08:59:59+08:00", "2026-11-22T09:00:00+08:00");
    assert_eq!((one.len(), one[0].began), (1, at("2026-11-21T00:00:00+08:00")));
    assert_eq!(found("2026-11-22T09:00:00+08:00", "2026-11-22T23:00:00+08:00").len(), 0);
    assert_eq!(found("2026-11-19T12:00:00+08:00", "2026-11-22T12:00:00+08:00").len(), 3);
}

const NOW: Moment = Moment(1_795_000_000_000);

fn op(minutes: i64) -> Op {
    let now = Moment(NOW.0 + minutes * MINUTE_MS);
    Op::new(Actor::Operator, Arc::new(Access::everything()), now, 1)
}

/// Somebody with two to-dos, due in half an hour and in an hour.
fn with_work(app: &App) -> UserId {
    let written = app.write(&op(0), |gate| {
        let name = "经办".to_owned();
        let rights = Arc::new(Rights::everything());
        let role = gate.create(Role { name, rights, ..Role::default() }, Ease::Form)?;
        let (login, name) = ("sales".to_owned(), "小王".to_owned());
        let roles = vec![RoleId(role.ordinal)];
        let user = gate.create(User { login, name, roles, ..User::default() }, Ease::Form)?;
        Ok(UserId(user.ordinal))
    });
    let user = written.unwrap().answer;
    for minutes in [30, 60] {
        let task = Task {
            title: "回访".to_owned(),
            due: Some(Moment(NOW.0 + minutes * MINUTE_MS)),
            remind: Some(task::remind::AT_DUE),
            assignee: Some(user),
            ..Task::default()
        };
        app.write(&op(0), |gate| gate.create(task, Ease::Form)).unwrap();
    }
    user
}

#[test]
fn what_a_part_of_the_index_tells_is_told_then_and_once() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::on(InMemoryBackend::new(), Arc::new(Keyset::generate()), [7; 16]).unwrap();
    let app = App::start(store, data.path().to_owned()).unwrap();
    let user = with_work(&app);
    assert_eq!(remind(&app, &op(0)).unwrap(), 0, "from here on");
    app.index_reached(app.store().head()).unwrap();
    // While the index has not all, it is told what there is, and looked again from the same moment.
    let mark = || book::mark_of(&*app.store().reader(), LOOKED).unwrap();
    for (minutes, told) in [(31, 1), (32, 0), (61, 1), (62, 0)] {
        assert_eq!(tell_since(&app, &op(minutes), NOW, false).unwrap(), told, "{minutes}");
        assert_eq!(mark(), Some(NOW.0));
    }
    assert_eq!(remind(&app, &op(63)).unwrap(), 0, "what both looks find is told once");
    assert_eq!(mark(), Some(op(63).now.0));
    assert_eq!(book::notices(&*app.store().reader(), user).unwrap().len(), 2);
}
