//! The index follows the journal: whatever happens to its files, the answers become right again.

use crate::common::House;
use crate::tools::Dice;
use crate::tools::escape;
use crate::tools::files;
use crate::tools::mirror;
use crate::tools::put;
use crate::tools::text;
use crate::tools::walk;
use serde_json::Value;
use serde_json::json;
use std::path::Path;
use std::process::Child;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

const QUESTIONS: [&str; 14] = [
    "customers?fields=code&sort=-opening_amount",
    "customers?fields=code&sort=first_contact,industry",
    "customers?fields=code&sort=created_at&bin=true",
    "customers?fields=code&q=有限",
    "customers?fields=code&q=hm",
    "customers?fields=code&filter=level = \"意向客户\" and opening_amount > 1000",
    "customers?fields=code&filter=remark is not empty or tags has \"VIP\"",
    "customers?fields=code&filter=region = \"江苏省\"&sort=-created_at",
    "customers?fields=code&limit=0&facets=industry,level,tags,source,region,owner,status",
    "followups?fields=content",
    "followups?filter=content contains \"再谈\" and customer.industry is not empty&fields=content",
    "followups?limit=0&facets=method,author",
    "tasks?filter=state = open&sort=due&fields=title&bin=false",
    "search?q=再谈",
];

/// What the server says to each question: totals, order, counts.
fn answers(house: &House) -> Vec<Value> {
    QUESTIONS.iter().map(|question| answer(house, question)).collect()
}

/// A damaged index is noticed when it is asked: then the answer comes once it was made anew.
fn answer(house: &House, question: &str) -> Value {
    let (list, query) = question.split_once('?').unwrap();
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((name, value)) => format!("{name}={}", escape(value)),
        None => part.to_owned(),
    });
    let path = format!("/{list}?{}", parts.collect::<Vec<_>>().join("&"));
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let (status, mut body) = house.ask("GET", &path, None, &[]);
        match status {
            200 => {
                // Sealed with a nonce of its own each time.
                body.as_object_mut().unwrap().remove("next");
                return body;
            }
            503 if Instant::now() < until => until_ready(house),
            _ => panic!("{question}: {status} {body}"),
        }
    }
}

fn until_ready(house: &House) {
    for _ in 0..600 {
        if house.ask("GET", "/readyz", None, &[]).0 == 200 {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("not ready: {}", house.log());
}

/// Some hundred customers in several segments, some changed since, some in the bin.
fn lively() -> House {
    let mut house = House::new();
    house.run(&["demo", "--customers", "300", "--json"]).well();
    let items = walk(&house, "fields=code");
    let mut dice = Dice::new(21);
    for _ in 0..40 {
        let id = text(dice.pick(&items), "id");
        let (status, now) = house.ask("GET", &format!("/customers/{id}"), None, &[]);
        if status != 200 || !now["deleted_at"].is_null() {
            continue;
        }
        let version = format!("\"{}\"", now["version"]);
        let remark = json!({ "remark": format!("改过 {}", dice.below(9)) });
        let (method, body) = match dice.below(3) {
            0 => ("DELETE", None),
            _ => ("PATCH", Some(&remark)),
        };
        house.ask(method, &format!("/customers/{id}"), body, &[("if-match", &version)]);
        let talk = json!({ "customer": id, "method": "call", "content": "下周再谈价格" });
        house.post("/followups", &talk);
        let task =
            json!({ "customer": id, "title": "再谈一次", "due": "2031-01-01T09:00:00+08:00" });
        house.post("/tasks", &task);
    }
    assert_eq!(house.stop(), 0);
    house
}

/// Puts the index back as it was, does something to it, and holds the answers against what is right.
fn heals(house: &mut House, whole: &Path, right: &[Value], what: &str, harm: impl FnOnce(&Path)) {
    let index = house.data().join(whole.file_name().unwrap());
    mirror(whole, &index);
    harm(&index);
    house.serve();
    let now = answers(house);
    for ((question, right), now) in QUESTIONS.iter().zip(right).zip(&now) {
        assert_eq!(now, right, "{what}: {question}");
    }
    assert_eq!(house.stop(), 0, "{what}: {}", house.log());
}

const FOLDERS: [&str; 2] = ["index", "index-children"];

/// The house, this index of it as it should be, and what it should answer.
fn ground(folder: &str) -> (House, std::path::PathBuf, Vec<Value>) {
    let mut house = lively();
    std::fs::create_dir(house.path("whole")).unwrap();
    let whole = house.path("whole").join(folder);
    mirror(&house.data().join(folder), &whole);
    house.serve();
    let right = answers(&house);
    let found = |answer: &Value| match &answer["sections"] {
        Value::Array(sections) => sections.len() == 2,
        _ => answer["total"].as_u64().unwrap() != 0,
    };
    assert!(right.iter().all(found), "{right:?}");
    assert_eq!(house.stop(), 0);
    (house, whole, right)
}

#[test]
fn a_flipped_byte_in_any_index_file_is_healed() {
    FOLDERS.into_iter().for_each(flipped);
}

fn flipped(folder: &str) {
    let (mut house, whole, right) = ground(folder);
    let list = files(&whole);
    let mut dice = Dice::new(22);
    // Every file at least once, and at least so many places.
    for number in 0..list.len().max(40) {
        let file = &list[number % list.len()];
        let mut bytes = std::fs::read(file).unwrap();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        let name = file.file_name().unwrap();
        let what = format!("{folder}/{name:?} at {at}");
        heals(&mut house, &whole, &right, &what, |index| put(&index.join(name), &bytes));
    }
}

#[test]
fn an_index_that_is_gone_cut_off_or_not_ours_is_made_anew() {
    FOLDERS.into_iter().for_each(gone);
}

fn gone(folder: &str) {
    let (mut house, whole, right) = ground(folder);
    heals(&mut house, &whole, &right, "gone", |index| std::fs::remove_dir_all(index).unwrap());
    let list = files(&whole);
    for (number, file) in list.iter().enumerate().step_by(list.len().div_ceil(16)) {
        let name = file.file_name().unwrap();
        let bytes = std::fs::read(file).unwrap();
        let (what, half) = (format!("{number}: {name:?}"), &bytes[..bytes.len() / 2]);
        heals(&mut house, &whole, &right, &what, |index| match number % 2 {
            0 => std::fs::remove_file(index.join(name)).unwrap(),
            _ => put(&index.join(name), half),
        });
    }
    let other = lively();
    heals(&mut house, &whole, &right, "of another store", |index| {
        mirror(&other.data().join(folder), index);
    });
    heals(&mut house, &whole, &right, "a file beside", |index| {
        put(&index.join("stranger.term"), b"nothing of ours");
    });
}

#[test]
fn an_index_of_an_earlier_day_catches_up_and_one_of_a_later_day_is_thrown_away() {
    FOLDERS.into_iter().for_each(yesterday);
}

fn yesterday(folder: &str) {
    let mut house = lively();
    let (index, store) = (house.data().join(folder), house.data().join("zhike.redb"));
    let [early, late] = ["early", "late"].map(|day| house.path(day));
    [&early, &late].into_iter().for_each(|day| std::fs::create_dir(day).unwrap());
    let [early, late] = [early, late].map(|day| day.join(folder));
    mirror(&index, &early);
    let early_store = std::fs::read(&store).unwrap();
    house.serve();
    let early_right = answers(&house);
    let first = text(&walk(&house, "fields=code")[0], "id").to_owned();
    let later = house.customer("后来的贸易有限公司", &json!({ "remark": "后来" }));
    let talk = json!({ "customer": text(&later, "id"), "method": "call", "content": "再谈，后来" });
    assert_eq!(house.post("/followups", &talk).0, 201);
    house.ask("DELETE", &format!("/customers/{first}"), None, &[("if-match", "\"1\"")]);
    house.run(&["demo", "--customers", "60", "--seed", "9", "--json"]).well();
    let late_right = answers(&house);
    assert_ne!(early_right, late_right);
    assert_eq!(house.stop(), 0);
    mirror(&index, &late);
    heals(&mut house, &early, &late_right, "the index of yesterday", |_| {});
    // A file of yesterday among those of today.
    for file in files(&early) {
        let name = file.file_name().unwrap();
        if name != "meta.json" && late.join(name).exists() && name != ".managed.json" {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        let what = format!("{name:?} of yesterday");
        heals(&mut house, &late, &late_right, &what, |index| put(&index.join(name), &bytes));
    }
    put(&store, &early_store);
    heals(&mut house, &late, &early_right, "the store of yesterday", |_| {});
}

#[test]
fn while_the_index_is_made_anew_the_server_serves() {
    let mut house = House::new();
    house.run(&["demo", "--customers", "1500", "--json"]).well();
    let one = text(&house.get("/customers?limit=1")["items"][0], "id").to_owned();
    let mut rebuild: Child = {
        let mut command = house.command(&["index", "rebuild"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let (mut indexing, mut said) = (0, 0);
    while rebuild.try_wait().unwrap().is_none() {
        let (status, state) = house.ask("GET", "/readyz", None, &[]);
        indexing += usize::from(status == 503 && text(&state, "state") == "indexing");
        let list = house.send("GET", "/customers?limit=5", None, &[]);
        assert_eq!(list.status(), 200);
        said += usize::from(list.headers().get("index-state").is_some());
        house.get(&format!("/customers/{one}"));
    }
    assert!(rebuild.wait().unwrap().success());
    assert!(0 < indexing && 0 < said, "{indexing} {said}");
    assert_eq!(house.ask("GET", "/readyz", None, &[]).0, 200);
    assert_eq!(house.get("/customers?limit=0")["total"], 1_500);
    assert_eq!(house.stop(), 0);
}
