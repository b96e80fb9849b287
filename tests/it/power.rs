//! Power cuts at every write and every sync of a unit: whole or absent, and nothing that was answered
//! is lost.

use crate::desk::Customers;
use crate::desk::Desk;
use crate::desk::Keys;
use crate::desk::members_of;
use crate::desk::op;
use crate::disk::Disk;
use crate::tools::Dice;
use std::collections::BTreeMap;
use std::sync::Mutex;
use zhike::app::Written;
use zhike::app::records::edit;
use zhike::app::records::remove;
use zhike::app::records::transition;
use zhike::domain::child::Deal;
use zhike::domain::customer::Customer;
use zhike::domain::customer::level;
use zhike::domain::customer::tag;
use zhike::domain::ids::Kind;
use zhike::domain::ids::RecordId;
use zhike::domain::ids::Seq;
use zhike::domain::op::Actor;
use zhike::domain::record::Record;
use zhike::domain::record::Stored;
use zhike::domain::value::Moment;
use zhike::domain::value::Value;
use zhike::store;
use zhike::store::Deed;
use zhike::store::Source;
use zhike::store::Stamp;
use zhike::store::Store;
use zhike::store::StoreError;

const BASE: usize = 8;

/// A store that has been closed, with a few customers in it; number 3 is in the bin.
struct World {
    keys: Keys,
    image: Vec<u8>,
}

impl World {
    fn new() -> World {
        let (keys, disk) = (Keys::new(), Disk::new(Vec::new()));
        let desk = keys.start(&disk);
        for number in 1..=BASE {
            new_customer(&desk, number as u64).unwrap();
        }
        remove::remove::<Customer>(&desk.app, &op(50), 3, 1).unwrap();
        desk.close();
        World { keys, image: disk.image() }
    }
}

fn new_customer(desk: &Desk, number: u64) -> Customers {
    let (name, phone) = (format!("第{number}机械有限公司"), format!("138{number:08}"));
    let members = [("name", name.as_str()), ("industry", "制造业"), ("phone", phone.as_str())];
    desk.create(i64::try_from(number).unwrap(), &members)
}

type Unit = (&'static str, fn(&Desk) -> Customers);

/// One unit of each kind, as the product makes it.
const UNITS: [Unit; 5] = [
    ("create", |desk| new_customer(desk, 90)),
    ("edit", |desk| {
        let members = members_of(&[("name", "改名机械有限公司"), ("phone", "13911112222")]);
        edit::edit::<Customer>(&desk.app, &op(91), 2, 1, members)
    }),
    ("delete", |desk| remove::remove::<Customer>(&desk.app, &op(92), 4, 1)),
    ("restore", |desk| remove::restore::<Customer>(&desk.app, &op(93), 3)),
    ("transition", |desk| {
        let members = [
            ("level", "成交客户"),
            ("amount", "12.50"),
            ("date", "2026-05-01"),
            ("contract_no", "HT-1"),
        ];
        let turned = transition::turn(&desk.app, &op(94), 5, None, members_of(&members), None)?;
        let Written { answer, seq, batch } = turned;
        Ok(Written { answer: answer.customer, seq, batch })
    }),
];

/// All that the store knows, after a full check of it.
#[derive(PartialEq, Debug)]
struct Known {
    customers: Vec<Stored<Customer>>,
    deals: Vec<Stored<Deal>>,
    head: Seq,
    /// The number that the next customer of this industry and year would get.
    next: u64,
}

fn known(store: &Store) -> Result<Known, StoreError> {
    let reader = store.reader();
    let scrubbed = reader.scrub(true)?;
    assert_eq!(scrubbed.entries, store.head().0);
    let customers = reader.list::<Customer>(1, usize::MAX)?;
    assert_eq!(customers.len() as u64, scrubbed.customers);
    let deals = reader.list::<Deal>(1, usize::MAX)?;
    let (actor, at) = (Actor::System, Moment(0));
    let stamp = Stamp { actor, at, request: 0, origin: None, cause: None, batch: None };
    let next = store.rehearse(stamp, |unit| unit.count("MFG-2026-\u{1f}"))?;
    Ok(Known { customers, deals, head: store.head(), next })
}

/// Rows, look-ups, journal and counter tell the same story.
fn agree(store: &Store) -> Known {
    let known = known(store).unwrap();
    let reader = store.reader();
    assert_eq!(known.next, known.customers.len() as u64 + 1, "a number was lost or given twice");
    assert_eq!(store.last_ordinal(Kind::Customer), known.customers.len() as u64);
    // Whoever is won has a deal, and no deal is without one who is won.
    let is_won = |stored: &&Stored<Customer>| stored.record.level == Some(level::WON);
    let won = known.customers.iter().filter(is_won).map(|stored| stored.ordinal);
    let sold = known.deals.iter().filter_map(|deal| deal.record.base.customer);
    assert_eq!(won.collect::<Vec<_>>(), sold.collect::<Vec<_>>());
    for stored in &known.customers {
        let id = RecordId { kind: Kind::Customer, ordinal: stored.ordinal };
        let entries = store::of_record(&*reader, id, None, usize::MAX, Deed::is_change).unwrap();
        assert_eq!(entries.len(), stored.version as usize);
        assert_eq!(entries[0].version, stored.version);
        assert_eq!(entries[0].deed == Deed::Delete, stored.deleted_at.is_some());
        let held = |token| reader.find(Kind::Customer, &token, 9).unwrap();
        let expected = Vec::from_iter(stored.deleted_at.is_none().then_some(stored.ordinal));
        let code = &stored.record.code;
        let code = store::token(store.vault(), Kind::Customer, tag::CODE, code);
        assert_eq!(held(code), expected);
        let Value::Guarded(zhike::domain::guarded::Guarded::Kept(phone)) =
            stored.record.value(tag::PHONE)
        else {
            panic!("a customer without a phone")
        };
        assert_eq!(held(phone.token), expected);
    }
    known
}

/// What opens after the cut; half the time the power goes once more while it is being put in order.
fn reopen(keys: &Keys, disk: &Disk, dice: &mut Dice) -> Store {
    let mut disk = Disk::new(disk.after_cut(dice));
    if dice.below(2) == 0 {
        disk.cut_at(1 + dice.below(12) as u64);
        drop(keys.open(&disk));
        disk = Disk::new(disk.after_cut(dice));
    }
    keys.open(&disk).unwrap()
}

#[test]
fn a_cut_at_any_step_of_a_unit_leaves_it_whole_or_absent() {
    let world = World::new();
    let before = agree(&world.keys.open(&Disk::new(world.image.clone())).unwrap());
    let mut dice = Dice::new(1);
    for (name, unit) in UNITS {
        let calm = Disk::new(world.image.clone());
        let desk = world.keys.start(&calm);
        calm.cut_at(u64::MAX);
        unit(&desk).unwrap();
        let steps = calm.steps();
        desk.close();
        let after = agree(&world.keys.open(&calm).unwrap());
        assert_ne!(before, after);
        let mut seen = [0, 0];
        for cut in (1..=steps + 1).flat_map(|cut| [cut; 2]) {
            let disk = Disk::new(world.image.clone());
            let desk = world.keys.start(&disk);
            disk.cut_at(cut);
            let answered = unit(&desk).is_ok();
            disk.cut_at(1);
            desk.close();
            let now = agree(&reopen(&world.keys, &disk, &mut dice));
            assert!(now == after || (!answered && now == before), "{name} cut at {cut}: {now:?}");
            seen[usize::from(now == after)] += 1;
        }
        assert!(0 < seen[0] && 0 < seen[1], "{name}: {seen:?} of {steps} steps");
    }
}

/// The last state of each customer that was answered.
type Answered = BTreeMap<u64, Stored<Customer>>;

/// Four people write until the power goes; returns what they were told.
fn busy_hour(desk: &Desk, seed: u64) -> Answered {
    let told = Mutex::new(Answered::new());
    std::thread::scope(|scope| {
        for person in 0..4 {
            let told = &told;
            scope.spawn(move || busy_person(desk, Dice::new(seed * 4 + person), told));
        }
    });
    told.into_inner().unwrap()
}

fn busy_person(desk: &Desk, mut dice: Dice, told: &Mutex<Answered>) {
    let mut own: Vec<Stored<Customer>> = Vec::new();
    for _ in 0..25 {
        let at = dice.below(own.len() + 1);
        let answered = match own.get(at) {
            None => new_customer(desk, dice.next() % 10_000_000),
            Some(known) if known.deleted_at.is_some() => {
                remove::restore::<Customer>(&desk.app, &op(7), known.ordinal)
            }
            Some(known) if dice.below(4) == 0 => {
                remove::remove::<Customer>(&desk.app, &op(8), known.ordinal, known.version)
            }
            Some(known) => {
                let remark = "备注".repeat(1 + dice.below(90));
                let members = members_of(&[("remark", &remark)]);
                edit::edit::<Customer>(&desk.app, &op(9), known.ordinal, known.version, members)
            }
        };
        let Ok(written) = answered else { return };
        let stored = written.answer;
        told.lock().unwrap().insert(stored.ordinal, stored.clone());
        match own.get_mut(at) {
            Some(known) => *known = stored,
            None => own.push(stored),
        }
    }
}

/// Whether everything that was answered is there, or something newer.
fn is_kept(known: &Known, told: &Answered) -> bool {
    told.values().all(|told| {
        let found = known.customers.iter().find(|found| found.ordinal == told.ordinal);
        found.is_some_and(|found| told.version < found.version || found == told)
    })
}

#[test]
fn nothing_that_was_answered_is_lost_in_a_cut_under_load() {
    let world = World::new();
    let mut dice = Dice::new(2);
    let mut answers = 0;
    for seed in 0..40 {
        let disk = Disk::new(world.image.clone());
        let desk = world.keys.start(&disk);
        disk.cut_at(1 + dice.below(900) as u64);
        let told = busy_hour(&desk, seed);
        disk.cut_at(1);
        desk.close();
        let known = agree(&reopen(&world.keys, &disk, &mut dice));
        assert!(is_kept(&known, &told), "seed {seed}");
        answers += told.len();
    }
    assert!(100 < answers, "{answers}");
}

#[test]
fn a_disk_that_lies_about_syncs_is_found_out_by_these_tests() {
    let world = World::new();
    let mut dice = Dice::new(3);
    let lost = |seed: &u64| {
        let disk = Disk::liar(world.image.clone());
        let desk = world.keys.start(&disk);
        let told = busy_hour(&desk, *seed);
        disk.cut_at(1);
        desk.close();
        let image = Disk::new(disk.after_cut(&mut dice));
        let opened = world.keys.open(&image).and_then(|store| known(&store));
        opened.map_or(true, |known| !is_kept(&known, &told))
    };
    assert!((0..8).filter(lost).count() != 0);
}
