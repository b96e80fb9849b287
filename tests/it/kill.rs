//! `kill -9` at any moment: under load, in an import, in a first start, in a rebuild.

use crate::common::House;
use crate::common::PASSWORD;
use crate::load;
use crate::load::Client;
use crate::load::Ledger;
use crate::tools::Dice;
use crate::tools::put;
use crate::tools::text;
use crate::tools::walk;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

/// Cycles of the test under load: `ZHIKE_KILLS=300` for the long run.
fn cycles() -> usize {
    std::env::var("ZHIKE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

const PEOPLE: u64 = 4;

#[test]
fn nothing_that_was_answered_is_lost_and_no_number_is_given_twice() {
    let mut house = House::new();
    let mut dice = Dice::new(11);
    let mut ledgers: Vec<Ledger> = (0..PEOPLE).map(|_| Ledger::default()).collect();
    for cycle in 0..cycles() {
        std::thread::scope(|scope| {
            for (person, ledger) in ledgers.iter_mut().enumerate() {
                let client = Client::new(house.url(), &house.token);
                let mut dice = Dice::new(cycle as u64 * PEOPLE + person as u64);
                scope.spawn(move || {
                    // First what was not answered before the kill; then on.
                    if load::send_again(&client, ledger).is_some() {
                        load::work(&client, ledger, &mut dice);
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(100 + dice.below(900) as u64));
            house.kill();
        });
        house.serve();
        let client = Client::new(house.url(), &house.token);
        for ledger in &mut ledgers {
            load::send_again(&client, ledger).unwrap();
        }
        compare(&house, &mut ledgers);
    }
    let answers: u64 = ledgers.iter().map(|ledger| ledger.answers).sum();
    assert!(cycles() as u64 * 20 < answers, "too little was written to tell: {answers}");
    index_tells_what_the_records_say(&house);
    assert_eq!(house.stop(), 0);
    house.run(&["verify", "--deep"]).well();
}

/// Everything that was answered is there, exactly once, and nothing else.
fn compare(house: &House, ledgers: &mut [Ledger]) {
    let head = journal_head(house);
    let fields = format!("fields=code,name,remark&sort=created_at&after={head}");
    let mut found = BTreeMap::new();
    for (bin, binned) in [("bin=false", false), ("bin=true", true)] {
        for item in walk(house, &format!("{fields}&{bin}")) {
            let id = text(&item, "id").to_owned();
            let twice = found.insert(id.clone(), (item, binned));
            assert!(twice.is_none(), "{id} stands twice");
        }
    }
    let codes: BTreeSet<&str> =
        found.values().map(|(item, _)| text(&item["fields"], "code")).collect();
    assert_eq!(codes.len(), found.len(), "a number was given twice");
    let expected: usize = ledgers.iter().map(|ledger| ledger.known.len()).sum();
    assert_eq!(found.len(), expected);
    for (id, known) in ledgers.iter_mut().flat_map(|ledger| &mut ledger.known) {
        let (item, binned) = &found[id];
        let version = item["version"].as_u64().unwrap();
        let fields = &item["fields"];
        let next = known.version + u64::from(known.unsure);
        assert!(known.version <= version && version <= next, "{id}: {known:?} {item}");
        assert_eq!((text(fields, "code"), text(fields, "name")), (&*known.code, &*known.name));
        if version == known.version {
            assert_eq!((text(fields, "remark"), *binned), (&*known.remark, known.binned));
        }
        // The true state, whichever it is, is what the next writes build on.
        (known.version, known.binned, known.unsure) = (version, *binned, false);
        known.remark = text(fields, "remark").to_owned();
    }
}

fn journal_head(house: &House) -> u64 {
    let status = house.run(&["index", "status", "--json"]).well().json();
    status["head"].as_u64().unwrap()
}

/// The list against the records read one by one, the facet against a count of them.
fn index_tells_what_the_records_say(house: &House) {
    let listed = walk(house, "fields=code,industry");
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for item in &listed {
        let record = house.get(&format!("/customers/{}", text(item, "id")));
        assert_eq!(record["version"], item["version"]);
        for field in ["code", "industry"] {
            assert_eq!(record["fields"][field], item["fields"][field]);
        }
        *counts.entry(text(&record["fields"]["industry"], "label").to_owned()).or_default() += 1;
    }
    let page = house.get("/customers?limit=0&facets=industry");
    assert_eq!(page["total"], listed.len());
    let facet = page["facets"]["industry"].as_array().unwrap();
    let facet: BTreeMap<String, u64> = facet
        .iter()
        .map(|one| (text(one, "label").to_owned(), one["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(facet, counts);
    let out = house.path("all.ndjson");
    let export = ["export", "customers", "--format", "ndjson", "--fields", "code", "--out"];
    house.run(&[&export[..], &[out.to_str().unwrap()]].concat()).well();
    assert_eq!(std::fs::read_to_string(out).unwrap().lines().count(), listed.len());
}

/// A sheet of this many customers.
fn sheet(rows: usize) -> String {
    let mut sheet = String::from("客户名称,手机号,所属行业\n");
    for row in 0..rows {
        sheet += &format!("第{row:05}贸易有限公司,139{row:08},制造业\n");
    }
    sheet
}

/// What is brought in while it is killed; so many that the first kill meets it on its way, in a release build too.
const ROWS: usize = if cfg!(debug_assertions) { 4_000 } else { 40_000 };

/// Stages a file and runs its import, while the server is killed and started again and again.
fn killed_import(house: &mut House, dice: &mut Dice, kind: &str, file: &str) {
    let url = format!("{}/api/v1/imports?kind={kind}&name=a.csv", house.url());
    let staged = ureq::post(&url)
        .header("authorization", format!("Bearer {}", house.token))
        .send(file)
        .unwrap();
    let job: Value = serde_json::from_str(&staged.into_body().read_to_string().unwrap()).unwrap();
    let place = format!("/imports/{}", text(&job, "id"));
    let (status, answer) = house.post(&format!("{place}/run"), &json!({}));
    assert_eq!(status, 202, "{answer}");
    let mut cut = 0;
    for _ in 0..8 {
        std::thread::sleep(Duration::from_millis(30 + dice.below(250) as u64));
        house.kill();
        house.serve();
        cut += usize::from(text(&house.get(&place), "state") == "running");
    }
    assert!(0 < cut, "the import was over before the first kill");
    let job = until_ended(house, &place);
    assert_eq!(text(&job, "state"), "done", "{job}");
    assert_eq!((&job["report"]["rows"], &job["report"]["created"]), (&json!(ROWS), &json!(ROWS)));
}

#[test]
fn an_import_that_was_killed_goes_on_and_brings_each_row_once() {
    let mut house = House::new();
    let mut dice = Dice::new(12);
    killed_import(&mut house, &mut dice, "customers", &sheet(ROWS));
    let listed = walk(&house, &format!("fields=name,code&after={}", journal_head(&house)));
    let names: BTreeSet<&str> = listed.iter().map(|item| text(&item["fields"], "name")).collect();
    let codes: BTreeSet<&str> = listed.iter().map(|item| text(&item["fields"], "code")).collect();
    assert_eq!((listed.len(), names.len(), codes.len()), (ROWS, ROWS, ROWS));
    assert_eq!(house.stop(), 0);
    house.run(&["verify", "--deep"]).well();
}

/// Customers who have bought once for each row that names them.
const BUYERS: usize = 100;

#[test]
fn an_import_of_deals_that_was_killed_brings_each_once_and_the_figures_are_theirs() {
    let mut house = House::new();
    let mut dice = Dice::new(14);
    house.run_with(&["import", "-"], sheet(BUYERS).as_bytes()).well();
    let mut file = String::from("客户手机,title,stage,amount,closed_at\n");
    for row in 0..ROWS {
        let buyer = row % BUYERS;
        file += &format!("139{buyer:08},第{row}单,赢单,12.50,2026-03-04 10:00:00\n");
    }
    killed_import(&mut house, &mut dice, "deals", &file);
    let fields = "fields=deal_count,total_amount";
    let listed = walk(&house, &format!("{fields}&after={}", journal_head(&house)));
    assert_eq!(listed.len(), BUYERS);
    let each = ROWS / BUYERS;
    let total = format!("{}.00", each * 25 / 2);
    for item in listed {
        let fields = &item["fields"];
        assert_eq!((&fields["deal_count"], &fields["total_amount"]), (&json!(each), &json!(total)));
    }
    let deals = house.get(&format!("/deals?limit=0&after={}", journal_head(&house)));
    assert_eq!(deals["total"], ROWS);
    assert_eq!(house.stop(), 0);
    house.run(&["verify", "--deep"]).well();
}

fn until_ended(house: &House, place: &str) -> Value {
    for _ in 0..600 {
        let job = house.get(place);
        if text(&job, "state") != "running" {
            return job;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the import does not end: {}", house.get(place));
}

#[test]
fn a_first_start_that_was_killed_starts_again_by_itself() {
    let mut dice = Dice::new(13);
    for round in 0..14 {
        let mut house = House::empty();
        let args: &[&str] = match round % 2 {
            0 => &["serve", "--listen", "127.0.0.1:0", "--json"],
            _ => &["init", "--yes", "--json"],
        };
        let mut command = house.command(args);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(dice.below(60) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let first = house.serve();
        let setup = json!({
            "token": first["setup_token"], "company": "东方机械", "name": "王芳",
            "login": "wang", "password": PASSWORD,
        });
        let (status, answer) = house.post("/setup", &setup);
        assert_eq!(status, 201, "round {round}: {answer}");
        assert_eq!(house.stop(), 0);
        house.run(&["verify", "--deep"]).well();
    }
}

#[test]
fn a_rebuild_of_the_index_that_was_killed_is_made_good_at_the_next_start() {
    const ROWS: usize = 1_500;
    let mut house = House::new();
    let file = house.path("a.csv");
    put(&file, sheet(ROWS).as_bytes());
    house.run(&["import", file.to_str().unwrap(), "--json"]).well();
    let mut dice = Dice::new(14);
    let mut interrupted = 0;
    for _ in 0..5 {
        let mut command = house.command(&["index", "rebuild"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(20 + dice.below(400) as u64));
        house.kill();
        interrupted += usize::from(!child.wait().unwrap().success());
        house.serve();
        let page = house.get("/customers?limit=0&facets=industry&q=第00042");
        assert_eq!(page["total"], 1);
        assert_eq!(house.get("/customers?limit=0")["total"], ROWS);
    }
    assert!(0 < interrupted);
    assert_eq!(house.stop(), 0);
    house.run(&["verify"]).well();
}
