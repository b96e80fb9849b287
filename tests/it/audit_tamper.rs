//! Tampering with the journal, by hand on the stopped store: each is found, with the entry it begins at.

use crate::common::House;
use crate::tools::Dice;
use redb::ReadableTable;
use serde_json::json;
use std::path::PathBuf;
use zhike::domain::ids::Seq;
use zhike::store::Fault;
use zhike::store::Folder;
use zhike::store::Reason;
use zhike::store::Unlocking;
use zhike::store::Verdict;

type Bytes = &'static [u8];
type Open<'t> = redb::Table<'t, Bytes, Bytes>;

/// A closed store with some journal, and its file as it was closed.
struct Ground {
    house: House,
    store: PathBuf,
    whole: Vec<u8>,
    last: u64,
}

impl Ground {
    fn new(customers: u32) -> Ground {
        let house = House::closed();
        house.run(&["demo", "--customers", &customers.to_string(), "--json"]).well();
        let store = house.data().join("zhike.redb");
        let whole = std::fs::read(&store).unwrap();
        let mut ground = Ground { house, store, whole, last: 0 };
        let verdict = ground.verdict();
        assert_eq!(verdict.fault, None);
        ground.last = verdict.entries;
        ground
    }

    fn heal(&self) {
        std::fs::write(&self.store, &self.whole).unwrap();
    }

    /// Changes one table behind the back of the product.
    fn tamper(&self, name: &str, change: impl FnOnce(&mut Open)) {
        let db = redb::Database::open(&self.store).unwrap();
        let txn = db.begin_write().unwrap();
        let definition = redb::TableDefinition::<Bytes, Bytes>::new(name);
        change(&mut txn.open_table(definition).unwrap());
        txn.commit().unwrap();
    }

    fn journal(&self, change: impl FnOnce(&mut Open)) {
        self.tamper("journal", change);
    }

    fn verdict(&self) -> Verdict {
        let folder = Folder::open(&self.house.data(), false).unwrap();
        let (ring, keyset) = folder.unlock(Unlocking::KeyFile).unwrap();
        let store = folder.open_store(&ring, keyset, || {}).unwrap();
        store.verify_journal(&[]).unwrap()
    }

    #[track_caller]
    fn found(&self, seq: u64, reason: Reason) {
        let verdict = self.verdict();
        assert_eq!(verdict.fault, Some(Fault { seq: Seq(seq), reason }));
        let ran = self.house.run(&["audit", "verify", "--json"]);
        assert_eq!((ran.code, ran.fault()["code"].as_str()), (7, Some("audit-broken")), "{ran:?}");
        let said = ran.json();
        assert_eq!(said["fault"], json!({ "seq": seq, "reason": reason.slug() }), "{said}");
        assert_eq!((&said["ok"], said["entries"].as_u64()), (&json!(false), Some(verdict.entries)));
    }
}

fn line(journal: &Open, seq: u64) -> Vec<u8> {
    journal.get(&seq.to_be_bytes()[..]).unwrap().unwrap().value().to_vec()
}

fn put(journal: &mut Open, seq: u64, value: &[u8]) {
    journal.insert(&seq.to_be_bytes()[..], value).unwrap();
}

fn cut(journal: &mut Open, seq: u64) {
    journal.remove(&seq.to_be_bytes()[..]).unwrap();
}

/// One of the ways to tamper, with these entries of `last`; where and how it must be found.
fn tamper(journal: &mut Open, way: usize, a: u64, b: u64, byte: usize, last: u64) -> (u64, Reason) {
    let value = line(journal, a);
    match way {
        0 => {
            let mut value = value;
            let at = byte % value.len();
            value[at] ^= 1 << (byte % 8);
            put(journal, a, &value);
            (a, Reason::Altered)
        }
        1 => {
            cut(journal, a);
            (a, if a == last { Reason::Cut } else { Reason::Missing })
        }
        2 => {
            put(journal, last + 1, &value);
            (last + 1, Reason::Inserted)
        }
        3 => {
            let other = line(journal, b);
            put(journal, a, &other);
            put(journal, b, &value);
            (a.min(b), Reason::Moved)
        }
        4 => {
            (a..=last).for_each(|seq| cut(journal, seq));
            (a, Reason::Cut)
        }
        5 => {
            put(journal, b, &value);
            (b, Reason::Moved)
        }
        6 => {
            let key = [&a.to_be_bytes()[..], &[0]].concat();
            journal.insert(&key[..], &value[..]).unwrap();
            (a + 1, Reason::Inserted)
        }
        _ => {
            // What follows moves up, so that no number is missing.
            for seq in a..last {
                let next = line(journal, seq + 1);
                put(journal, seq, &next);
            }
            cut(journal, last);
            (a, if a == last { Reason::Cut } else { Reason::Moved })
        }
    }
}

#[test]
fn each_way_to_tamper_is_found_where_it_begins() {
    let ground = Ground::new(60);
    for way in 0..8 {
        let mut told = (0, Reason::Cut);
        ground.journal(|journal| told = tamper(journal, way, 11, 31, 77, ground.last));
        ground.found(told.0, told.1);
        ground.heal();
    }
    assert_eq!(ground.verdict().fault, None);
    ground.house.run(&["verify", "--deep"]).well();
}

/// `ZHIKE_TAMPERS=1000` for the long run.
#[test]
fn any_tampering_is_found() {
    let ground = Ground::new(150);
    let wanted = std::env::var("ZHIKE_TAMPERS").ok().and_then(|text| text.parse().ok());
    let mut dice = Dice::new(71);
    for round in 0..wanted.unwrap_or(120) {
        let any = |dice: &mut Dice| 1 + dice.below(ground.last as usize) as u64;
        let (way, a, byte) = (dice.below(8), any(&mut dice), dice.below(1 << 20));
        let b = loop {
            let b = any(&mut dice);
            if a != b {
                break b;
            }
        };
        let mut told = (0, Reason::Cut);
        ground.journal(|journal| told = tamper(journal, way, a, b, byte, ground.last));
        let fault = ground.verdict().fault;
        let expected = Some(Fault { seq: Seq(told.0), reason: told.1 });
        assert_eq!(fault, expected, "round {round}: way {way}, {a}, {b}, byte {byte}");
        ground.heal();
    }
}

/// The whole file as it was a while ago is sound in itself: only what stands outside tells.
#[test]
fn an_older_copy_of_the_store_is_found_by_its_anchor() {
    let ground = Ground::new(20);
    let house = &ground.house;
    house.run(&["demo", "--customers", "1100", "--json"]).well();
    let later = house.run(&["audit", "verify", "--json"]).well().json();
    assert!(ground.last + 1_000 < later["entries"].as_u64().unwrap(), "{later}");
    assert!(2 <= later["checkpoints"].as_u64().unwrap(), "{later}");
    assert_eq!(later["anchor"], later["head"], "a clean stop leaves an anchor for the end");
    let kept = later["head"].as_str().unwrap();
    ground.heal();
    ground.found(ground.last + 1, Reason::Cut);
    // The checkpoints are gone too.
    ground.tamper("system", |system| {
        let own = |pair: &(Vec<u8>, ())| pair.0.first() == Some(&20);
        let all = system.iter().unwrap().map(|pair| (pair.unwrap().0.value().to_vec(), ()));
        let names: Vec<_> = all.filter(own).collect();
        assert!(!names.is_empty());
        for (name, ()) in names {
            system.remove(&name[..]).unwrap();
        }
    });
    ground.found(ground.last + 1, Reason::Cut);
    // Without the file beside the key, the anchor that was kept elsewhere tells.
    let anchors = house.path("data-keys/audit.anchors");
    let lines = std::fs::read(&anchors).unwrap();
    std::fs::remove_file(&anchors).unwrap();
    house.run(&["audit", "verify"]).well();
    let ran = house.run(&["audit", "verify", "--json", "--anchor", kept]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.json()["fault"], json!({ "seq": ground.last + 1, "reason": "cut" }));
    // What is written on top of the older copy does not hide it.
    house.run(&["demo", "--customers", "1200", "--json"]).well();
    std::fs::write(&anchors, &lines).unwrap();
    let ran = house.run(&["audit", "verify", "--json"]);
    assert_eq!((ran.code, &ran.json()["fault"]["reason"]), (7, &json!("rewritten")), "{ran:?}");
    let ran = house.run(&["audit", "verify", "--anchor", "7"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn checkpoints_that_were_put_there_by_hand_are_found() {
    let ground = Ground::new(30);
    ground.tamper("system", |system| {
        let name = [&[20][..], &ground.last.to_be_bytes()].concat();
        let mut row = system.get(&name[..]).unwrap().unwrap().value().to_vec();
        let at = row.len() - 1;
        row[at] ^= 1;
        system.insert(&name[..], &row[..]).unwrap();
    });
    ground.found(ground.last, Reason::Forged);
    ground.heal();
    let anchors = ground.house.path("data-keys/audit.anchors");
    let lines = std::fs::read_to_string(&anchors).unwrap();
    let last = format!(" {} ", ground.last);
    assert!(lines.contains(&last), "{lines}");
    std::fs::write(&anchors, lines.replace(&last, &format!(" {} ", ground.last + 5))).unwrap();
    ground.found(ground.last + 5, Reason::Forged);
    std::fs::write(&anchors, lines).unwrap();
    assert_eq!(ground.verdict().fault, None);
}

#[test]
fn a_kill_at_any_moment_leaves_a_journal_that_is_whole_and_no_anchor_ahead_of_it() {
    let mut house = House::new();
    let mut dice = Dice::new(72);
    for _ in 0..4 {
        std::thread::scope(|scope| {
            // Through the control socket; the kill breaks it off.
            let demo = scope.spawn(|| house.run(&["demo", "--customers", "4000"]));
            std::thread::sleep(std::time::Duration::from_millis(600 + dice.below(1_500) as u64));
            let verified = house.run(&["audit", "verify", "--json"]);
            assert_eq!(verified.code, 0, "while it is written: {verified:?}");
            house.signal("KILL");
            demo.join().unwrap();
        });
        house.kill();
        let verified = house.run(&["audit", "verify", "--json"]).well().json();
        assert_eq!(verified["ok"], true, "{verified}");
        let seq = |key: &str| -> u64 {
            let text = verified[key].as_str().unwrap_or("0:");
            text.split(':').next().unwrap().parse().unwrap()
        };
        assert!(seq("anchor") <= seq("head"), "{verified}");
        house.serve();
    }
    assert_eq!(house.stop(), 0);
    let verified = house.run(&["audit", "verify", "--json"]).well().json();
    assert_eq!(verified["anchor"], verified["head"]);
}
