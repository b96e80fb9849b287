//! Damaged keys and stores: refused without touching anything, or everything is as it was.

use crate::common::House;
use crate::common::Ran;
use crate::common::contents;
use crate::tools::Dice;
use crate::tools::mirror;
use crate::tools::put;
use serde_json::Value;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use zhike::store::FORMAT;

/// What a sound store says: its full check, and every customer.
#[derive(PartialEq, Debug)]
struct Truth {
    verified: Value,
    customers: Vec<u8>,
}

/// A closed store with some customers and what it holds.
struct Ground {
    house: House,
    store: PathBuf,
    whole: Vec<u8>,
    truth: Truth,
}

impl Ground {
    fn new() -> Ground {
        let house = House::closed();
        house.run(&["demo", "--customers", "150", "--json"]).well();
        let store = house.data().join("zhike.redb");
        let truth = truth(&house).unwrap();
        let whole = std::fs::read(&store).unwrap();
        Ground { house, store, whole, truth }
    }

    /// With this in the place of the store: all is as it was, or damage is reported. Says which.
    fn never_wrong(&self, bytes: &[u8], what: &str) -> bool {
        put(&self.store, bytes);
        match truth(&self.house) {
            Ok(now) => {
                assert_eq!(now, self.truth, "{what}");
                true
            }
            Err(ran) => {
                assert_eq!(ran.code, 7, "{what}: {ran:?}");
                assert_eq!(ran.fault()["code"], "damaged", "{what}: {ran:?}");
                false
            }
        }
    }
}

fn truth(house: &House) -> Result<Truth, Box<Ran>> {
    let verified = house.run(&["verify", "--deep", "--json"]);
    if verified.code != 0 {
        return Err(Box::new(verified));
    }
    let out = house.path("all.csv");
    let exported = house.run(&["export", "customers", "--json", "--out", out.to_str().unwrap()]);
    match exported.code {
        0 => Ok(Truth { verified: checked(&verified), customers: std::fs::read(out).unwrap() }),
        _ => Err(Box::new(exported)),
    }
}

/// What a full check has read, without what each export adds: its line, and a checkpoint behind it.
fn checked(verified: &Ran) -> Value {
    let mut value = verified.json();
    for key in ["entries", "system_rows"] {
        value[key].take();
    }
    value
}

/// Refused with one of these exit codes, and nothing in the folder has changed.
fn refused(house: &House, codes: &[i32], what: &str) {
    let before = contents(&house.data());
    let ran = house.run(&["serve", "--listen", "127.0.0.1:0", "--json"]);
    assert!(codes.contains(&ran.code), "{what}: {ran:?}");
    assert!(!ran.fault()["message"].as_str().unwrap().contains("panicked"), "{what}: {ran:?}");
    assert!(contents(&house.data()) == before, "{what}: something was changed");
}

/// Flips of each test: `ZHIKE_FLIPS=2000` for the long run.
fn flips(short: usize) -> usize {
    std::env::var("ZHIKE_FLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

#[test]
fn a_key_file_with_one_wrong_letter_opens_nothing() {
    let house = House::closed();
    let file = house.path("data-keys/zhike.key");
    let own = std::fs::read(&file).unwrap();
    let mut refusals = 0;
    let letters = (0..own.len()).filter(|at| own[*at].is_ascii_alphanumeric());
    for at in letters.step_by(4) {
        let mut wrong = own.clone();
        wrong[at] = if wrong[at] == b'7' { b'4' } else { b'7' };
        put(&file, &wrong);
        refused(&house, &[4, 5], &format!("letter {at}"));
        assert_eq!(std::fs::read(&file).unwrap(), wrong);
        refusals += 1;
    }
    assert!(10 < refusals, "{refusals} letters tried in {}", String::from_utf8_lossy(&own));
    put(&file, &own);
    house.run(&["verify"]).well();
}

#[test]
fn a_key_ring_with_one_wrong_bit_is_noticed() {
    let house = House::closed();
    let file = house.data().join("keyring.zhk");
    let own = std::fs::read(&file).unwrap();
    let mut dice = Dice::new(31);
    for _ in 0..40 {
        let at = dice.below(own.len());
        let mut wrong = own.clone();
        wrong[at] ^= 1 << dice.below(8);
        put(&file, &wrong);
        refused(&house, &[4, 5, 7], &format!("byte {at}"));
    }
    for length in [0, 1, 16, own.len() / 2, own.len() - 1] {
        put(&file, &own[..length]);
        refused(&house, &[4, 7], &format!("cut to {length}"));
    }
    put(&file, &own);
    house.run(&["verify"]).well();
}

#[test]
fn parts_of_two_stores_do_not_open_each_other() {
    let (house, other) = (House::closed(), House::closed());
    let whole = house.path("whole");
    mirror(&house.data(), &whole);
    for (name, codes) in [("zhike.redb", [7]), ("keyring.zhk", [4])] {
        std::fs::copy(other.data().join(name), house.data().join(name)).unwrap();
        refused(&house, &codes, name);
        std::fs::copy(whole.join(name), house.data().join(name)).unwrap();
    }
    house.run(&["verify", "--deep"]).well();
}

#[test]
fn a_store_cut_off_anywhere_is_refused_and_left_alone() {
    let Ground { house, store, whole, .. } = Ground::new();
    let mut dice = Dice::new(32);
    let any = (0..18).map(|_| dice.below(whole.len()));
    for length in [1, 511, 512, 4_095, whole.len() - 4_096, whole.len() - 1].into_iter().chain(any)
    {
        put(&store, &whole[..length]);
        refused(&house, &[7], &format!("cut to {length} of {}", whole.len()));
    }
    put(&store, &whole);
    house.run(&["verify", "--deep"]).well();
}

#[test]
fn a_flipped_bit_anywhere_in_the_store_never_gives_a_wrong_answer() {
    let ground = Ground::new();
    let mut dice = Dice::new(33);
    let filled: Vec<usize> = (0..ground.whole.len()).filter(|at| ground.whole[*at] != 0).collect();
    let mut noticed = 0;
    for _ in 0..flips(60) {
        let at = *dice.pick(&filled);
        let mut wrong = ground.whole.clone();
        wrong[at] ^= 1 << dice.below(8);
        noticed += usize::from(!ground.never_wrong(&wrong, &format!("byte {at}")));
    }
    assert!(10 < noticed, "{noticed}");
    assert!(ground.never_wrong(&ground.whole, "whole"));
}

#[test]
fn a_lost_or_repeated_page_never_gives_a_wrong_answer() {
    const PAGE: usize = 4_096;
    let ground = Ground::new();
    let mut dice = Dice::new(34);
    let pages = ground.whole.len() / PAGE;
    let page = |number: usize| number * PAGE..(number + 1) * PAGE;
    for round in 0..20 {
        let (at, from) = (dice.below(pages), dice.below(pages));
        let mut wrong = ground.whole.clone();
        match round % 2 {
            0 => wrong[page(at)].fill(0),
            _ => wrong.copy_within(page(from), at * PAGE),
        }
        ground.never_wrong(&wrong, &format!("page {at} from {from} in round {round}"));
    }
    assert!(ground.never_wrong(&ground.whole, "whole"));
}

/// The file looks as it was closed: nothing makes the start read it through.
#[test]
fn a_bit_that_rots_behind_our_back_is_found_by_the_full_check() {
    let ground = Ground::new();
    let closed = ground.house.data().join("closed");
    let note = std::fs::read(&closed).unwrap();
    let then = std::fs::metadata(&ground.store).unwrap().modified().unwrap();
    let mut dice = Dice::new(35);
    let filled: Vec<usize> = (0..ground.whole.len()).filter(|at| ground.whole[*at] != 0).collect();
    let mut noticed = 0;
    for _ in 0..flips(40) {
        let at = *dice.pick(&filled);
        let mut wrong = ground.whole.clone();
        wrong[at] ^= 1 << dice.below(8);
        put(&ground.store, &wrong);
        File::options().write(true).open(&ground.store).unwrap().set_modified(then).unwrap();
        put(&closed, &note);
        let verified = ground.house.run(&["verify", "--deep", "--json"]);
        match verified.code {
            0 => assert_eq!(checked(&verified), ground.truth.verified, "byte {at}"),
            code => assert_eq!(code, 7, "byte {at}: {verified:?}"),
        }
        noticed += usize::from(verified.code == 7);
    }
    assert!(5 < noticed, "{noticed}");
}

#[test]
fn a_store_of_a_newer_version_is_not_touched_by_any_verb() {
    let ground = Ground::new();
    set_format(&ground.store, FORMAT + 1);
    let house = &ground.house;
    let before = contents(&house.data());
    for args in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["verify"],
        &["user", "list"],
        &["demo"],
        &["index", "rebuild"],
    ] {
        let ran = house.run(&[args, &["--json"]].concat());
        assert_eq!((ran.code, ran.fault()["code"].as_str()), (5, Some("newer-data")), "{ran:?}");
        let after = contents(&house.data());
        let names = |list: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
            list.iter().map(|(path, _)| path.clone()).collect()
        };
        assert_eq!(names(&after), names(&before), "{args:?}");
        assert!(after == before, "{args:?} has changed something");
    }
    set_format(&ground.store, FORMAT);
    assert_eq!(truth(house).unwrap().customers, ground.truth.customers);
}

fn set_format(store: &Path, format: u32) {
    let db = redb::Database::open(store).unwrap();
    let mut txn = db.begin_write().unwrap();
    txn.set_two_phase_commit(true);
    let meta = redb::TableDefinition::<&[u8], &[u8]>::new("meta");
    txn.open_table(meta).unwrap().insert(&b"format"[..], &format.to_be_bytes()[..]).unwrap();
    txn.commit().unwrap();
}
