//! Files of customers: what goes in comes out, sealed in between, to those alone who see the customer.

use crate::canary::Canaries;
use crate::common::House;
use crate::firm::Firm;
use crate::firm::told;
use crate::outside::Answer;
use crate::outside::plain;
use crate::tools::files;
use serde_json::Value;
use serde_json::json;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

const MIB: usize = 1 << 20;

fn send(house: &House, token: &str, path: &str, media: &str, body: &[u8]) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", media)];
    plain(house, "POST", &format!("/api/v1{path}"), body, &headers)
}

fn up(house: &House, customer: &str, name: &str, body: &[u8]) -> Answer {
    let path = format!("/customers/{customer}/attachments?name={name}");
    send(house, &house.token, &path, "application/octet-stream", body)
}

fn down(house: &House, id: &str, query: &str) -> (u16, Vec<u8>, ureq::http::HeaderMap) {
    let answer = house.send("GET", &format!("/attachments/{id}/file{query}"), None, &[]);
    let (head, body) = answer.into_parts();
    let bytes = body.into_with_config().limit(64 << 20).read_to_vec().unwrap();
    (head.status.as_u16(), bytes, head.headers)
}

fn stored(house: &House) -> usize {
    let folder = house.data().join("attachments");
    if folder.exists() { files(&folder).len() } else { 0 }
}

fn customer(house: &House) -> String {
    house.customer("附件机械厂", &json!({}))["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_file_comes_back_as_it_was_and_stands_nowhere_in_clear() {
    let mut house = House::new();
    let customer = customer(&house);
    let planted = "金丝雀附件里的秘密报价 0731";
    let mut content = format!("{planted}\n").into_bytes();
    content.resize(3 * MIB + 7, b'.');
    content.extend(planted.bytes());
    let made = up(&house, &customer, "C:%5C%E6%8A%A5%E4%BB%B7%20%22A%22.txt", &content);
    assert_eq!(made.status, 201, "{made:?}");
    let fields = &made.body["fields"];
    assert_eq!(fields["name"], "报价 \"A\".txt");
    assert_eq!((&fields["media"], &fields["size"]), (&json!("text/plain"), &json!(content.len())));
    assert_eq!(fields["of"], json!({ "kind": "customers", "id": customer }));
    let (status, bytes, headers) = down(&house, made.id(), "");
    assert_eq!((status, bytes == content), (200, true));
    assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(
        headers["content-security-policy"],
        "sandbox; default-src 'none'; frame-ancestors 'self'"
    );
    assert_eq!(headers["x-content-type-options"], "nosniff");
    let place = headers["content-disposition"].to_str().unwrap();
    assert!(
        place.starts_with("inline; ") && place.contains("filename*=UTF-8''%E6%8A%A5"),
        "{place}"
    );
    let (_, _, headers) = down(&house, made.id(), "?download=1");
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment; "));
    assert_eq!(headers["content-type"], "application/octet-stream");
    let timeline = house.get(&format!("/customers/{customer}/timeline?kinds=attachments"));
    assert_eq!(timeline["items"][0]["id"], made.body["id"]);
    let canary = Canaries::new(&[("planted", planted)]);
    canary.absent_from(&[&house.data(), &house.path("log")], "running");
    assert_eq!(house.stop(), 0);
    canary.absent_from(&[&house.data(), &house.path("log")], "closed");
    let sound = house.run(&["verify", "--deep", "--json"]).well().json();
    assert_eq!(sound["files"], 1);
    damaged_files_are_found(&house);
}

fn damaged_files_are_found(house: &House) {
    let path = files(&house.data().join("attachments")).remove(0);
    let whole = std::fs::read(&path).unwrap();
    let mut bent = whole.clone();
    bent[whole.len() / 2] ^= 1;
    for broken in [Some(bent), Some(whole[..whole.len() - 9].to_vec()), None] {
        match broken {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        assert_eq!(house.run(&["verify", "--deep", "--json"]).code, 7);
        house.run(&["verify"]).well();
    }
    std::fs::write(&path, &whole).unwrap();
    house.run(&["verify", "--deep"]).well();
}

#[test]
fn only_what_is_harmless_is_shown_whatever_it_calls_itself() {
    let house = House::new();
    let customer = customer(&house);
    let known: [(&str, &[u8], &str, &str); 6] = [
        ("a.png", b"\x89PNG\r\n\x1a\n0000", "text/html", "image/png"),
        ("a.pdf", b"%PDF-1.7 ...", "text/html", "application/pdf"),
        ("a.png", b"<html><script>1</script>", "image/png", ""),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", ""),
        ("a.txt", b"<?xml version='1.0'?>", "text/plain", ""),
        ("a.zip", b"PK\x03\x04\0\0", "application/zip", ""),
    ];
    for (name, bytes, said, shown) in known {
        let path = format!("/customers/{customer}/attachments?name={name}");
        let made = send(&house, &house.token, &path, said, bytes);
        let (_, back, headers) = down(&house, made.id(), "");
        assert_eq!(back, bytes);
        let place = headers["content-disposition"].to_str().unwrap();
        let wanted = if shown.is_empty() { "application/octet-stream" } else { shown };
        assert_eq!(headers["content-type"], wanted, "{name} {said}");
        assert_eq!(place.starts_with("inline"), !shown.is_empty(), "{name} {said}");
    }
}

#[test]
fn what_is_no_file_is_refused_and_leaves_nothing() {
    let house = House::new();
    let customer = customer(&house);
    let other = self::customer(&house);
    let (_, deal) = house.post("/deals", &json!({ "customer": other, "title": "别家的" }));
    let deal = deal["id"].as_str().unwrap();
    let long = "x".repeat(256);
    let refused = [
        ("name=a.txt".to_owned(), "", 422, "empty_file"),
        (String::new(), "x", 422, "required"),
        (format!("name={long}"), "x", 422, "too_long"),
        ("name=a.txt&of=deals:99999999".to_owned(), "x", 422, "unknown_record"),
        (format!("name=a.txt&of=deals:{deal}"), "x", 422, "unknown_record"),
        (format!("name=a.txt&of=customers:{other}"), "x", 422, "unknown_record"),
    ];
    for (query, body, status, reason) in refused {
        let path = format!("/customers/{customer}/attachments?{query}");
        let answer = send(&house, &house.token, &path, "text/plain", body.as_bytes());
        assert_eq!((answer.status, answer.reason()), (status, reason), "{query}: {answer:?}");
    }
    let large = up(&house, &customer, "a.bin", &vec![7; 50 * MIB + 1]);
    assert_eq!((large.status, large.reason()), (413, "attachment_too_large"));
    assert_eq!(stored(&house), 0);
    let most = up(&house, &customer, "a.bin", &vec![7; 50 * MIB]);
    assert_eq!(most.status, 201, "{most:?}");
    let path = format!("/customers/{other}/attachments?name=b.txt&of=deals:{deal}");
    let made = send(&house, &house.token, &path, "text/plain", b"x");
    assert_eq!(made.body["fields"]["of"], json!({ "kind": "deals", "id": deal }), "{made:?}");
    let place = format!("/attachments/{}", made.id());
    let rename = json!({ "name": "新名.txt" });
    assert_eq!(house.ask("PATCH", &place, Some(&rename), &[("if-match", "\"1\"")]).0, 200);
    for member in ["media", "size", "of", "customer"] {
        let change = json!({ member: null });
        let answer = house.ask("PATCH", &place, Some(&change), &[("if-match", "\"2\"")]);
        assert_eq!(answer.0, 422, "{member}");
    }
}

#[test]
fn an_upload_that_is_sent_again_makes_no_second_file() {
    let house = House::new();
    let customer = customer(&house);
    let bearer = format!("Bearer {}", house.token);
    let sent = |name: &str, key: &str, body: &[u8]| {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        let path = format!("/api/v1/customers/{customer}/attachments?name={name}");
        plain(&house, "POST", &path, body, &headers)
    };
    let first = sent("a.txt", "k1", b"one");
    let again = sent("a.txt", "k1", b"one");
    assert_eq!((first.status, again.status), (201, 201), "{again:?}");
    assert_eq!((first.id(), stored(&house)), (again.id(), 1));
    for (name, body) in [("a.txt", b"two"), ("b.txt", b"one")] {
        let other = sent(name, "k1", body);
        assert_eq!((other.status, other.reason()), (422, "idempotency_mismatch"), "{other:?}");
    }
    assert_eq!(stored(&house), 1);
    let second = sent("a.txt", "k2", b"one");
    assert_eq!((second.status, stored(&house)), (201, 2));
    let (status, bytes, _) = down(&house, first.id(), "");
    assert_eq!((status, bytes.as_slice()), (200, b"one".as_slice()));
}

#[test]
fn l37_who_does_not_see_the_customer_does_not_see_its_files() {
    let firm = Firm::of(&["sales", "stranger", "reader", "service"]);
    let house = &firm.house;
    let customer = firm.customer("sales", &json!({}));
    let path = format!("/customers/{customer}/attachments?name=a.txt");
    let send = |who: &str| send(house, &firm.people[who].token, &path, "text/plain", b"secret");
    assert_eq!((send("stranger").status, send("reader").status), (404, 403));
    let made = send("sales");
    assert_eq!((made.status, send("service").status), (201, 201), "{made:?}");
    let place = format!("/attachments/{}/file", made.id());
    let ask = |who: &str| firm.get(who, &place).status;
    assert_eq!((ask("sales"), ask("reader"), ask("stranger"), ask("")), (200, 200, 404, 401));
    let version = [("if-match", "\"1\"")];
    let name = json!({ "name": "b.txt" });
    let asks = [
        ("GET", "", None),
        ("GET", "/file", None),
        ("PATCH", "", Some(&name)),
        ("DELETE", "", None),
    ];
    for (method, end, body) in asks {
        let answer = |id: &str| {
            firm.ask("stranger", method, &format!("/attachments/{id}{end}"), body, &version)
        };
        let (known, none) = (answer(made.id()), answer(&customer));
        assert_eq!((known.status, told(&known)), (404, told(&none)), "{method} {end}");
    }
    // Into the bin and back, alone and with the customer.
    let record = format!("/attachments/{}", made.id());
    assert_eq!(firm.change("admin", "DELETE", &record, &json!({})).status, 204);
    assert_eq!(ask("sales"), 404);
    assert_eq!(firm.post("admin", &format!("{record}/restorations"), &json!({})).status, 200);
    assert_eq!(ask("sales"), 200);
    firm.remove(&customer);
    assert_eq!((ask("sales"), ask("admin")), (404, 404));
    let back = firm.post("admin", &format!("/customers/{customer}/restorations"), &json!({}));
    assert_eq!((back.status, ask("sales")), (200, 200));
}

/// Begins to send a file and says nothing more.
fn half(house: &House, customer: &str) -> TcpStream {
    let address = house.url().trim_start_matches("http://").to_owned();
    let mut line = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST /api/v1/customers/{customer}/attachments?name=half.bin HTTP/1.1\r\nHost: {address}\r\n\
         Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        house.token,
        3 * MIB
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&vec![1; 2 * MIB]).unwrap();
    line
}

fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..300 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("never: {what}");
}

#[test]
fn an_upload_that_breaks_off_or_is_killed_leaves_nothing() {
    let mut house = House::new();
    let customer = customer(&house);
    let line = half(&house, &customer);
    until("the file has begun", || stored(&house) == 1);
    drop(line);
    until("what came is gone", || stored(&house) == 0);
    let _line = half(&house, &customer);
    until("the file has begun", || stored(&house) == 1);
    house.kill();
    assert_eq!(stored(&house), 1);
    house.serve();
    assert_eq!(stored(&house), 0);
    let counts = house.get(&format!("/customers/{customer}/timeline"))["counts"].clone();
    assert_eq!(counts["attachments"], Value::Null);
    let made = up(&house, &customer, "a.txt", b"whole");
    assert_eq!(made.status, 201, "{made:?}");
    house.kill();
    house.serve();
    assert_eq!(down(&house, made.id(), "").1, b"whole");
}

#[test]
fn a_file_goes_for_good_with_its_record_and_with_its_customer() {
    let mut house = House::new();
    let (one, other) = (customer(&house), customer(&house));
    let alone = up(&house, &one, "a.txt", b"alone");
    let along = up(&house, &other, "b.txt", b"along");
    let kept = up(&house, &one, "c.txt", b"kept");
    let gone = [format!("/attachments/{}", alone.id()), format!("/customers/{other}")];
    for path in &gone {
        let version = format!("\"{}\"", house.get(path)["version"]);
        assert_eq!(house.ask("DELETE", path, None, &[("if-match", &version)]).0, 204);
    }
    house.turn_clock(Duration::from_secs(31 * 86_400), true);
    house.restart();
    until("the calendar has been through", || stored(&house) == 1);
    assert_eq!(house.send("GET", &gone[0], None, &[]).status().as_u16(), 404);
    assert_eq!(house.ask("GET", &format!("/attachments/{}", along.id()), None, &[]).0, 404);
    assert_eq!(down(&house, kept.id(), "").1, b"kept");
    assert_eq!(house.stop(), 0);
    assert_eq!(house.run(&["verify", "--deep", "--json"]).well().json()["files"], 1);
    assert!(Path::new(&house.data().join("attachments")).is_dir());
}
