//! The bin after thirty days: what lay in it is gone for good, and everything else stands.

use crate::desk::Desk;
use crate::desk::NOW;
use crate::desk::members_of;
use crate::desk::op;
use std::sync::Arc;
use zhike::app::Error;
use zhike::app::batches;
use zhike::app::records::create;
use zhike::app::records::edit;
use zhike::app::records::history;
use zhike::app::records::list;
use zhike::app::records::purge;
use zhike::app::records::remove;
use zhike::app::records::reveal;
use zhike::app::records::show;
use zhike::domain::child::Deal;
use zhike::domain::child::FollowUp;
use zhike::domain::customer::Customer;
use zhike::domain::ids::Kind;
use zhike::domain::ids::RecordId;
use zhike::domain::ids::Seq;
use zhike::domain::op::Actor;
use zhike::domain::op::Op;
use zhike::domain::value::Moment;
use zhike::jobs::Runner;
use zhike::store;
use zhike::store::Deed;
use zhike::store::Source;

const DAY_MS: i64 = 86_400_000;

/// The calendar of one day, everything in it being due.
fn day(desk: &Desk, days: i64) {
    let now = Moment(NOW + days * DAY_MS);
    assert!(desk.app.index_reached(desk.app.store().head()).is_ok());
    Runner::new(now).tick(&desk.app, now);
    assert!(desk.app.index_reached(desk.app.store().head()).is_ok());
}

fn total(desk: &Desk, bin: bool) -> u64 {
    let query = list::Query { bin, limit: 10, ..list::Query::default() };
    list::list::<Customer>(&desk.app, &op(0), &query).unwrap().total
}

fn entries(desk: &Desk, ordinal: u64) -> Vec<store::Entry> {
    let id = RecordId { kind: Kind::Customer, ordinal };
    let all = store::since(&*desk.app.store().reader(), Seq(0), 1_000).unwrap();
    all.into_iter().filter(|entry| entry.record == id).collect()
}

#[test]
fn what_has_lain_in_the_bin_for_thirty_days_is_erased() {
    let desk = Desk::new();
    let made = |name: &str| {
        let members = [("name", name), ("industry", "制造业"), ("phone", "13812345678")];
        desk.create(0, &members).unwrap()
    };
    let (gone, binned, kept) = (made("清除机械厂"), made("后删机械厂"), made("留存机械厂"));
    let gone = gone.answer.ordinal;
    let edited =
        edit::edit::<Customer>(&desk.app, &op(1), gone, 1, members_of(&[("remark", "秘密")]));
    let edited = edited.unwrap().batch.unwrap();
    reveal::reveal::<Customer>(&desk.app, &op(2), gone, "phone", "回访", false).unwrap();
    let removed = remove::remove::<Customer>(&desk.app, &op(3), gone, 2).unwrap();
    let later = 20 * DAY_MS;
    remove::remove::<Customer>(&desk.app, &op(later), binned.answer.ordinal, 1).unwrap();
    day(&desk, 29);
    assert_eq!((total(&desk, false), total(&desk, true)), (1, 2));
    assert_eq!(entries(&desk, gone)[1].changes.len(), 1);

    day(&desk, 31);
    assert_eq!((total(&desk, false), total(&desk, true)), (1, 1));
    let reader = desk.app.store().reader();
    assert!(reader.load::<Customer>(gone).unwrap().is_none());
    assert!(reader.data_key(gone).unwrap().is_none());
    drop(reader);
    let back = remove::restore::<Customer>(&desk.app, &op(later * 2), gone);
    assert!(matches!(back, Err(Error::Missing)));
    let told = history::history::<Customer>(&desk.app, &op(later * 2), gone, None, 10);
    assert!(matches!(told, Err(Error::Missing)));
    // The journal tells that it was, and nothing of what it was.
    let entries = entries(&desk, gone);
    let deeds: Vec<Deed> = entries.iter().map(|entry| entry.deed).collect();
    assert_eq!(deeds, [Deed::Create, Deed::Edit, Deed::Reveal, Deed::Delete, Deed::Purge]);
    assert!(entries.iter().all(|entry| entry.changes.is_empty()));
    assert_eq!(entries[4].actor, Actor::System);
    let scrubbed = desk.app.store().reader().scrub(true).unwrap();
    assert_eq!(scrubbed.customers, 2);
    for batch in [edited, removed.batch.unwrap(), entries[4].batch] {
        let undone = batches::undo(&desk.app, &op(later * 2), batch).unwrap();
        let reasons: Vec<&str> = undone.kept.iter().map(|kept| kept.reason).collect();
        assert_eq!((undone.reversed, reasons), (0, vec!["erased"]));
    }
    // A new index is made of what is there.
    desk.app.feed().rebuild();
    assert!(desk.app.index_reached(desk.app.store().head()).is_ok());
    assert_eq!((total(&desk, false), total(&desk, true)), (1, 1));
    assert!(show::show::<Customer>(&desk.app, &op(0), kept.answer.ordinal).is_ok());
    // No ordinal is given twice.
    assert_eq!(made("新来机械厂").answer.ordinal, kept.answer.ordinal + 1);
    day(&desk, 51);
    assert_eq!(total(&desk, true), 0);
    desk.app.store().reader().scrub(true).unwrap();
    desk.close();
}

#[test]
fn only_the_product_itself_empties_the_bin() {
    let desk = Desk::new();
    let members = [("name", "机械厂"), ("industry", "制造业"), ("phone", "13812345678")];
    let made = desk.create(0, &members).unwrap().answer.ordinal;
    let purge = |op: Op| desk.app.write(&op, move |gate| gate.purge(gate.load::<Customer>(made)?));
    let system = |at| Op { actor: Actor::System, ..op(at) };
    assert!(matches!(purge(system(1)), Err(Error::Denied(_))), "it is not in the bin");
    remove::remove::<Customer>(&desk.app, &op(2), made, 1).unwrap();
    assert!(matches!(purge(op(3)), Err(Error::Denied(_))), "the operator is a person");
    assert!(desk.app.index_reached(desk.app.store().head()).is_ok());
    let operator = purge::purge(&desk.app, &op(40 * DAY_MS));
    assert!(matches!(operator, Err(Error::Denied(_))));
    let access = Arc::new(zhike::domain::access::Access::nobody());
    assert!(purge(Op { access, ..system(4) }).is_err());
    assert!(purge(system(5)).is_ok());
    assert!(matches!(purge(system(6)), Err(Error::Missing)));
    desk.close();
}

#[test]
fn with_a_customer_goes_what_is_about_it() {
    let desk = Desk::new();
    let members = [("name", "同去机械厂"), ("industry", "制造业"), ("phone", "13812345678")];
    let made = desk.create(0, &members).unwrap().answer;
    let about = desk.app.public_id(RecordId { kind: Kind::Customer, ordinal: made.ordinal });
    let deal = [("customer", about.as_str()), ("title", "秘密商机"), ("contract_no", "HT-1")];
    let deal = create::create::<Deal>(&desk.app, &op(1), members_of(&deal), None).unwrap().answer;
    let members = members_of(&[("remark", "秘密备注")]);
    edit::edit::<Deal>(&desk.app, &op(2), deal.ordinal, 1, members).unwrap();
    let talk = [("customer", about.as_str()), ("method", "call"), ("content", "秘密谈话")];
    let gone = create::create::<FollowUp>(&desk.app, &op(3), members_of(&talk), None).unwrap();
    let kept = create::create::<FollowUp>(&desk.app, &op(4), members_of(&talk), None).unwrap();
    let (gone, kept) = (gone.answer.ordinal, kept.answer.ordinal);
    // One goes alone, after its thirty days.
    remove::remove::<FollowUp>(&desk.app, &op(5), gone, 1).unwrap();
    day(&desk, 31);
    let reader = desk.app.store().reader();
    assert!(reader.load::<FollowUp>(gone).unwrap().is_none());
    assert!(reader.load::<FollowUp>(kept).unwrap().is_some());
    assert_eq!(store::ledger(&*reader, made.ordinal).unwrap().len(), 2);
    assert_eq!(reader.scrub(true).unwrap().records, 2);
    drop(reader);
    let version =
        desk.app.store().reader().load::<Customer>(made.ordinal).unwrap().unwrap().version;
    remove::remove::<Customer>(&desk.app, &op(32 * DAY_MS), made.ordinal, version).unwrap();
    day(&desk, 40);
    assert!(desk.app.store().reader().load::<Deal>(deal.ordinal).unwrap().is_some());
    day(&desk, 63);
    let reader = desk.app.store().reader();
    assert!(reader.load::<Deal>(deal.ordinal).unwrap().is_none());
    assert!(reader.load::<FollowUp>(kept).unwrap().is_none());
    assert!(store::ledger(&*reader, made.ordinal).unwrap().is_empty());
    assert_eq!(reader.scrub(true).unwrap().records, 0);
    let id = RecordId { kind: Kind::Deal, ordinal: deal.ordinal };
    let entries = store::of_record(&*reader, id, None, 10, Deed::is_history).unwrap();
    assert_eq!(entries[0].deed, Deed::Purge);
    assert!(entries.iter().all(|entry| entry.changes.is_empty()), "what it was is unreadable");
    drop(reader);
    desk.close();
}
