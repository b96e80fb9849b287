//! The command line: first starts, refusals, and every verb with the server running and stopped.

use crate::common::House;
use crate::common::PASSWORD;
use crate::common::Ran;
use crate::common::contents;
use crate::common::finish;
use crate::common::signal;
use serde_json::Value;
use serde_json::json;
use std::io::BufRead;
use std::io::BufReader;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The verb is refused with this exit code, and nothing in the folder has changed.
fn refused(house: &House, args: &[&str], code: i32) -> Ran {
    let before = contents(&house.data());
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    let ran = house.run(&args);
    assert_eq!(ran.code, code, "{args:?} {ran:?}");
    assert_eq!(ran.out, "", "{ran:?}");
    let fault = ran.fault();
    assert_eq!(fault["exit"], code);
    assert!(!fault["message"].as_str().unwrap().contains("panicked"), "{ran:?}");
    assert!(contents(&house.data()) == before, "{args:?} has changed something");
    ran
}

#[test]
fn init_makes_a_store_that_only_its_owner_reads_and_prints_nothing_secret() {
    let house = House::empty();
    let kit = house.path("kit.txt");
    let ran = house.run(&["init", "--yes", "--recovery-out", kit.to_str().unwrap()]).well();
    let page = std::fs::read_to_string(&kit).unwrap();
    for row in page.lines().filter(|line| line.contains('-') && line.starts_with("      ")) {
        assert!(!ran.out.contains(row.trim()) && !ran.err.contains(row.trim()));
    }
    let key = house.path("data-keys/zhike.key");
    assert!(ran.out.contains(house.data().to_str().unwrap()));
    assert!(ran.out.contains(key.to_str().unwrap()));
    assert_eq!(mode(&house.data()), 0o700);
    assert_eq!(mode(&house.path("data-keys")), 0o700);
    for file in [&kit, &key, &house.data().join("zhike.redb"), &house.data().join("keyring.zhk")] {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    let ran = refused(&house, &["init", "--yes"], 2);
    assert_eq!(ran.fault()["code"], "exists");
}

#[test]
fn init_asks_before_it_does_anything_and_overwrites_no_kit() {
    let house = House::empty();
    assert_eq!(refused(&house, &["init"], 2).fault()["code"], "no-terminal");
    let kit = house.path("kit.txt");
    std::fs::write(&kit, "of another store").unwrap();
    let args = ["init", "--yes", "--recovery-out", kit.to_str().unwrap()];
    assert_eq!(refused(&house, &args, 2).fault()["code"], "file-exists");
    assert_eq!(std::fs::read_to_string(&kit).unwrap(), "of another store");
    assert!(!house.data().exists());
}

#[test]
fn the_first_start_makes_everything_and_prints_kit_and_address() {
    let house = House::empty();
    let mut command = house.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let mut said = Vec::new();
    for line in out.lines().map(Result::unwrap) {
        said.push(line);
        if said.last().unwrap().contains("http://") {
            break;
        }
    }
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let said = said.join("\n");
    assert!(said.contains("RECOVERY CODE"), "{said}");
    assert!(said.contains("/#/setup?token="), "{said}");
    assert!(said.contains(house.data().to_str().unwrap()), "{said}");
    assert!(house.data().join("closed").exists());
}

#[test]
fn a_script_reads_the_address_first_and_the_kit_goes_where_it_says() {
    let mut house = House::empty();
    let kit = house.path("kit.txt");
    let first = house.serve_with(&["--recovery-out", kit.to_str().unwrap()]);
    let token = first["setup_token"].as_str().unwrap().to_owned();
    assert!(std::fs::read_to_string(&kit).unwrap().contains("RECOVERY CODE"));
    // Every start before the first user prints a new one; the one before is void.
    assert_eq!(house.stop(), 0);
    let again = house.serve()["setup_token"].as_str().unwrap().to_owned();
    assert_ne!(again, token);
    let setup = |token: &str| json!({"token": token, "company": "东方机械", "name": "王芳", "login": "wang", "password": PASSWORD});
    assert_eq!(house.post("/setup", &setup(&token)).0, 401);
    assert_eq!(house.post("/setup", &setup(&again)).0, 201);
    house.stop();
    assert!(house.serve().get("setup_token").is_none());
}

#[test]
fn a_service_refuses_a_folder_without_a_store() {
    let house = House::empty();
    for args in [&["serve", "--no-init"][..], &["user", "list"], &["verify"]] {
        assert_eq!(refused(&house, args, 3).fault()["code"], "not-initialised");
        assert!(!house.data().exists(), "{args:?}");
    }
}

#[test]
fn a_missing_mount_is_not_taken_for_a_new_store() {
    let house = House::closed();
    std::fs::rename(house.data(), house.path("elsewhere")).unwrap();
    for args in [&["serve"][..], &["init", "--yes"], &["user", "list"]] {
        assert_eq!(refused(&house, args, 3).fault()["code"], "store-missing");
    }
    std::fs::create_dir(house.data()).unwrap();
    assert_eq!(refused(&house, &["serve"], 3).fault()["code"], "store-missing");
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let house = House::empty();
    std::fs::create_dir(house.data()).unwrap();
    std::fs::write(house.data().join("photo.jpg"), "x").unwrap();
    for args in [&["serve"][..], &["init", "--yes"], &["demo"]] {
        assert_eq!(refused(&house, args, 3).fault()["code"], "foreign-folder");
    }
    assert!(!house.data().join("lock").exists());
}

#[test]
fn a_missing_wrong_or_damaged_key_stops_the_start() {
    let house = House::closed();
    let (key, other) = (house.path("data-keys/zhike.key"), House::closed());
    let own = std::fs::read(&key).unwrap();
    std::fs::write(&key, std::fs::read(other.path("data-keys/zhike.key")).unwrap()).unwrap();
    let ran = refused(&house, &["serve"], 4);
    assert_eq!(ran.fault()["code"], "wrong-key");
    assert!(ran.fault()["message"].as_str().unwrap().contains(house.data().to_str().unwrap()));
    std::fs::write(&key, "nonsense").unwrap();
    assert_eq!(refused(&house, &["user", "list"], 4).fault()["code"], "key-damaged");
    std::fs::remove_file(&key).unwrap();
    assert_eq!(refused(&house, &["serve"], 4).fault()["code"], "key-missing");
    assert!(!key.exists());
    let ring = std::fs::read(house.data().join("keyring.zhk")).unwrap();
    std::fs::write(&key, own).unwrap();
    std::fs::remove_file(house.data().join("keyring.zhk")).unwrap();
    assert_eq!(refused(&house, &["serve"], 4).fault()["code"], "key-missing");
    let mut flipped = ring.clone();
    *flipped.last_mut().unwrap() ^= 1;
    std::fs::write(house.data().join("keyring.zhk"), flipped).unwrap();
    assert_eq!(refused(&house, &["serve"], 7).fault()["code"], "damaged");
    std::fs::write(house.data().join("keyring.zhk"), ring).unwrap();
    house.run(&["verify"]).well();
}

#[test]
fn a_second_server_and_a_silent_holder_are_refused() {
    let mut house = House::new();
    let second = house.run(&["serve", "--listen", "127.0.0.1:0", "--json"]);
    assert_eq!((second.code, &second.fault()["code"]), (6, &json!("locked")));
    // A verb finds the server; one that holds the lock and is deaf ends the wait.
    std::fs::remove_file(house.data().join("control.sock")).unwrap();
    let deaf = house.run(&["user", "list", "--json"]);
    assert_eq!((deaf.code, &deaf.fault()["code"]), (6, &json!("locked")));
    assert_eq!(house.stop(), 0);
}

#[test]
fn a_cut_or_altered_store_is_damage_and_stays_as_it_is() {
    let house = House::closed();
    let store = house.data().join("zhike.redb");
    let whole = std::fs::read(&store).unwrap();
    for length in [0, 100, 4_096, whole.len() / 2] {
        std::fs::write(&store, &whole[..length]).unwrap();
        assert_eq!(refused(&house, &["serve"], 7).fault()["code"], "damaged", "{length}");
    }
    // Wherever something stands: it is read again as a whole, since the file is not the one closed.
    let filled = (0..whole.len()).filter(|at| whole[*at] != 0);
    let mut noticed = 0;
    for at in filled.step_by(1_501) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        std::fs::write(&store, &flipped).unwrap();
        let ran = house.run(&["verify", "--deep", "--json"]);
        assert!([0, 5, 7].contains(&ran.code), "byte {at}: {ran:?}");
        noticed += usize::from(ran.code != 0);
    }
    assert!(0 < noticed);
    std::fs::write(&store, whole).unwrap();
    house.run(&["verify", "--deep"]).well();
}

#[test]
fn a_store_of_a_newer_version_is_not_touched() {
    let house = House::closed();
    let store = house.data().join("zhike.redb");
    {
        let db = redb::Database::open(&store).unwrap();
        let txn = db.begin_write().unwrap();
        let meta = redb::TableDefinition::<&[u8], &[u8]>::new("meta");
        let next = (zhike::store::FORMAT + 1).to_be_bytes();
        txn.open_table(meta).unwrap().insert(&b"format"[..], &next[..]).unwrap();
        txn.commit().unwrap();
    }
    let whole = std::fs::read(&store).unwrap();
    let ran = house.run(&["serve", "--listen", "127.0.0.1:0", "--json"]);
    assert_eq!((ran.code, &ran.fault()["code"]), (5, &json!("newer-data")), "{ran:?}");
    assert!(std::fs::read(&store).unwrap() == whole);
}

#[test]
fn every_verb_works_with_the_server_running_and_stopped() {
    let mut house = House::closed();
    stories(&house, "stopped");
    house.serve();
    stories(&house, "running");
    // What a verb did through the server is there for its readers at once.
    let people = house.get("/people");
    assert_eq!(people["items"].as_array().unwrap().len(), 3, "{people}");
    assert_eq!(house.stop(), 0);
    assert!(house.data().join("closed").exists());
}

fn stories(house: &House, when: &str) {
    let login = format!("li.{when}");
    let role = ["user", "add", &login, "--password-stdin", "--json"];
    let none = house.run_with(&role, PASSWORD.as_bytes());
    assert_eq!((none.code, &none.fault()["code"]), (2, &json!("invalid")), "{none:?}");
    let add = [
        "user",
        "add",
        &login,
        "--role",
        "销售代表",
        "--name",
        "李娜",
        "--password-stdin",
        "--json",
    ];
    let added = house.run_with(&add, format!("{PASSWORD}\n").as_bytes()).well().json();
    assert_eq!(added["login"], login);
    let reset = ["user", "reset-password", &login, "--password-stdin", "--json"];
    house.run_with(&reset, "另一个很长的密码 7".as_bytes()).well();
    let disabled = house.run(&["user", "disable", &login, "--json"]).well().json();
    assert_eq!(disabled["disabled"], true);
    house.run(&["user", "enable", &login]).well();
    house.run(&["user", "unlock", &login]).well();
    let listed = house.run(&["user", "list", "--json"]).well().json();
    assert!(listed["users"].as_array().unwrap().iter().any(|user| user["login"] == login));
    let token = house.run(&["token", "create", "--user", &login]).well().out;
    assert!(token.starts_with("zk_"), "{token}");
    let index = house.run(&["index", "status", "--json"]).well().json();
    assert_eq!(index["shown"], index["head"]);
    house.run(&["index", "rebuild", "--json"]).well();
    let read = house.run(&["verify", "--deep", "--json"]).well().json();
    assert_eq!(read["deep"], true);
    let made = house.run(&["demo", "--customers", "7", "--json"]).well().json();
    assert_eq!(made["created"], 7);
    let names = format!("客户名称,手机,行业\n{when}一号有限公司,13800138001,制造业\n,12,\n");
    let import = ["import", "-", "--json"];
    let report = house.run_with(&import, names.as_bytes()).well().json();
    let counts = ["rows", "created", "rejected"].map(|key| report[key].as_u64().unwrap());
    assert_eq!(counts, [2, 1, 1], "{report}");
    assert!(report["batch"].is_string(), "{report}");
    let file = house.path("out.ndjson");
    let filter = format!("name contains \"{when}\"");
    let export = ["export", "--format", "ndjson", "--filter", &filter, "--json", "--out"];
    let args: Vec<&str> = export.into_iter().chain([file.to_str().unwrap()]).collect();
    assert_eq!(house.run(&args).well().json()["rows"], 1);
    let line: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(line["name"], format!("{when}一号有限公司"));
    assert_eq!(mode(&file), 0o600);
    let kit = house.path(&format!("kit-{when}"));
    house.run(&["key", "export-recovery", "--out", kit.to_str().unwrap()]).well();
    assert!(std::fs::read_to_string(kit).unwrap().contains("RECOVERY CODE"));
}

#[test]
fn what_does_not_fit_is_refused_in_the_same_way_running_and_stopped() {
    let mut house = House::closed();
    for round in ["stopped", "running"] {
        let weak = ["user", "add", "zhao", "--role", "销售代表", "--password-stdin", "--json"];
        let ran = house.run_with(&weak, b"123456");
        assert_eq!((ran.code, &ran.fault()["code"]), (2, &json!("invalid")), "{round}");
        let ran = house.run_with(
            &["user", "add", "ADMIN", "--role", "只读", "--password-stdin", "--json"],
            PASSWORD.as_bytes(),
        );
        assert_eq!((ran.code, &ran.fault()["code"]), (1, &json!("taken")), "{round} {ran:?}");
        let ran = house.run(&["user", "disable", "admin", "--json"]);
        assert_eq!((ran.code, &ran.fault()["code"]), (1, &json!("rule")), "{round}");
        let ran = house.run(&["token", "create", "--user", "nobody", "--json"]);
        assert_eq!((ran.code, &ran.fault()["code"]), (1, &json!("no-user")), "{round}");
        if round == "stopped" {
            house.serve();
        }
    }
}

#[test]
fn arguments_and_settings_that_are_none_are_usage() {
    let house = House::empty();
    let misplaced = ["--listen", "127.0.0.1:0", "user", "list"];
    let none = ["demo", "--customers", "0"];
    for args in [&["frobnicate"][..], &none, &["user", "add"], &misplaced] {
        assert_eq!(refused(&house, args, 2).fault()["code"], "arguments");
    }
    assert_eq!(refused(&house, &["serve", "--listen", "8750"], 2).fault()["code"], "config");
    std::fs::write(house.path("zhike.toml"), "[server]\nlisten_on = \"x\"\n").unwrap();
    let ran = refused(&house, &["serve"], 2);
    assert!(ran.fault()["message"].as_str().unwrap().contains("server.listen?"), "{ran:?}");
    std::fs::remove_file(house.path("zhike.toml")).unwrap();
    let mut command = house.command(&["serve", "--json"]);
    command.env("ZHIKE_LOG__LEVEL", "loud");
    assert_eq!(finish(command, b"").code, 2);
    assert_eq!(house.run(&["--help"]).code, 0);
}

#[test]
fn a_refusal_speaks_the_operators_language() {
    let house = House::empty();
    let mut command = house.command(&["verify"]);
    command.env("LC_ALL", "zh_CN.UTF-8");
    let ran = finish(command, b"");
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("没有数据") && ran.err.contains(house.data().to_str().unwrap()));
}

#[test]
fn after_a_kill_everything_that_was_answered_is_there() {
    let mut house = House::new();
    let made = house.customer("东方机械有限公司", &Value::Null);
    house.kill();
    assert!(house.data().join("control.sock").exists());
    house.run(&["verify", "--deep"]).well();
    house.serve();
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    assert_eq!(house.get(&path)["fields"]["name"], made["fields"]["name"]);
    house.restart();
    assert_eq!(house.get(&path)["version"], made["version"]);
}

#[test]
fn the_recovery_kit_makes_a_lost_key_file_anew() {
    let mut house = House::closed();
    let key = house.data().with_file_name("data-keys").join("zhike.key");
    let old = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    assert_eq!(house.run(&["user", "list", "--json"]).code, 4);
    let other = House::closed();
    let foreign = other.path("kit.txt");
    let refused = house.run(&["key", "restore", "--kit", foreign.to_str().unwrap(), "--json"]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(!key.exists());
    let page = std::fs::read(house.path("kit.txt")).unwrap();
    house.run_with(&["key", "restore", "--json"], &page).well();
    assert_ne!(std::fs::read(&key).unwrap(), old);
    house.serve();
    assert_eq!(house.get("/session")["user"]["login"], "admin");
    house.stop();
    std::fs::write(&key, old).unwrap();
    assert_eq!(house.run(&["user", "list", "--json"]).code, 4, "the old key file is void");
}
