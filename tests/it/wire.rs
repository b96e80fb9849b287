//! The wire itself: bodies too large, heads too long or too slow, lengths that lie.

use crate::common::House;
use crate::outside::Shared;
use crate::outside::plain;
use crate::outside::raw;
use crate::outside::socket;
use crate::outside::status_of;
use serde_json::json;
use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::time::Duration;
use std::time::Instant;

static SHARED: Shared<House> = Shared::new(House::new);

fn still_works(house: &House) {
    let made = house.customer("照常工作的机械厂", &json!({}));
    assert_eq!(made["version"], 1);
}

/// A request with the house's token, up to the empty line.
fn start(house: &House, line: &str, more: &str) -> String {
    let host = house.url().trim_start_matches("http://");
    format!(
        "{line} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n{more}\r\n",
        house.token
    )
}

#[test]
fn a_body_that_is_too_large_is_refused_so_that_the_client_can_read_it() {
    let house = SHARED.get();
    let bearer = format!("Bearer {}", house.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let fits = format!("{{\"name\":\"{}\"}}", " ".repeat((1 << 20) - 11));
    assert_eq!(fits.len(), 1 << 20);
    assert_eq!(plain(&house, "POST", "/api/v1/customers", fits.as_bytes(), &headers).status, 422);
    for size in [(1 << 20) + 1, 3 << 20, 12 << 20] {
        let answer = plain(&house, "POST", "/api/v1/customers", &vec![b' '; size], &headers);
        assert_eq!((answer.status, answer.slug()), (413, "body-large"), "{size} {answer:?}");
        assert_eq!(answer.body["limit"], 1 << 20);
    }
    still_works(&house);
}

#[test]
fn a_body_without_an_end_is_cut_off() {
    let house = SHARED.get();
    let mut stream = socket(&house);
    let mut reader = stream.try_clone().unwrap();
    let answer = std::thread::spawn(move || {
        let mut answer = Vec::new();
        let _ = reader.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = start(&house, "POST /api/v1/customers", "Transfer-Encoding: chunked\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    let sent = (0..4_096).take_while(|_| stream.write_all(&chunk).is_ok()).count();
    assert!(sent < 4_096, "256 MiB were taken");
    drop(stream);
    let answer = answer.join().unwrap();
    assert_eq!(status_of(&answer), 413, "{answer}");
    still_works(&house);
}

#[test]
fn a_length_that_lies_harms_nobody_else() {
    let house = SHARED.get();
    let mut stream = socket(&house);
    let head = start(&house, "POST /api/v1/customers", "Content-Length: 1000\r\n");
    stream.write_all(format!("{head}{{\"name\"").as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.is_empty() || status_of(&answer) == 400, "{answer}");
    still_works(&house);
}

#[test]
fn a_head_that_can_be_read_in_two_ways_is_refused() {
    let house = SHARED.get();
    for odd in [
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: +2\r\n",
        "Content-Length: 2, 3\r\n",
        "Content-Length : 2\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked, identity\r\n",
        "X-Folded: a\r\n b\r\n",
        "X-Nul: a\0b\r\n",
    ] {
        let request = start(&house, "POST /api/v1/customers", odd) + "{}";
        let answer = raw(&house, request.as_bytes());
        assert_eq!(status_of(&answer), 400, "{odd:?} {answer}");
    }
    still_works(&house);
}

#[test]
fn a_head_has_limits() {
    let house = SHARED.get();
    let headers = |n: usize| (0..n).map(|at| format!("X-{at}: 1\r\n")).collect::<String>();
    let asked = |more: &str| {
        let request = start(&house, "GET /api/v1/session", &format!("{more}Connection: close\r\n"));
        status_of(&raw(&house, request.as_bytes()))
    };
    assert_eq!(asked(&headers(90)), 200);
    assert_eq!(asked(&headers(101)), 431);
    // What does not fit is not read: the client may find the connection gone before the answer.
    let long =
        start(&house, "GET /api/v1/session", &format!("X-Long: {}\r\n", "x".repeat(200_000)));
    let answer = raw(&house, long.as_bytes());
    assert!(answer.is_empty() || status_of(&answer) == 431, "{answer}");
    let line = format!("GET /api/v1/session?{}", "x".repeat(17_000));
    let answer = raw(&house, start(&house, &line, "Connection: close\r\n").as_bytes());
    assert_eq!(status_of(&answer), 414, "{answer}");
    still_works(&house);
}

#[test]
fn a_head_that_never_ends_is_given_up() {
    let house = SHARED.get();
    let mut stream = socket(&house);
    let began = Instant::now();
    stream.write_all(b"GET /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\n").unwrap();
    let mut answer = Vec::new();
    let ended = stream.read_to_end(&mut answer);
    assert!(ended.is_ok(), "{ended:?}");
    let took = began.elapsed();
    assert!((8..19).contains(&took.as_secs()), "{took:?}");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || status_of(&answer) == 408, "{answer}");
    still_works(&house);
}

#[test]
fn many_silent_connections_do_not_keep_others_out() {
    let house = SHARED.get();
    let silent: Vec<_> = (0..200).map(|_| socket(&house)).collect();
    still_works(&house);
    drop(silent);
}

#[test]
fn slow_uploads_take_no_place_from_those_who_write() {
    let house = SHARED.get();
    let head = start(
        &house,
        "POST /api/v1/imports?kind=customers&name=a.csv",
        "Content-Length: 1000000\r\n",
    );
    let slow: Vec<_> = (0..80)
        .map(|_| {
            let mut stream = socket(&house);
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all("客户名称,".as_bytes()).unwrap();
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    let began = Instant::now();
    still_works(&house);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    drop(slow);
}
