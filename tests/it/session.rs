//! Signing in and out, and what a stranger, a foreign page or a guesser gets.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Browser;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::head;
use crate::outside::plain;
use crate::outside::raw;
use crate::outside::status_of;
use crate::outside::with_token;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

const OTHER_PASSWORD: &str = "另一个 很长的 密码 8";

/// For the stories that sign in a few times and disturb nobody.
static SHARED: Shared<House> = Shared::new(House::new);

/// A second administrator; its id.
fn add(house: &House, login: &str) -> String {
    let body =
        json!({ "login": login, "name": login, "password": PASSWORD, "roles": ["系统管理员"] });
    let (status, user) = house.post("/users", &body);
    assert_eq!(status, 201, "{user}");
    user["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_unknown_login_and_a_wrong_password_get_the_same_answer() {
    let house = SHARED.get();
    let told = |login: &str, password: &str| {
        let answer = Browser::of(&house).sign_in(login, password);
        assert_eq!((answer.status, answer.header("set-cookie")), (401, ""));
        let Value::Object(mut body) = answer.body else { panic!("{}", answer.text) };
        body.remove("request");
        body
    };
    let wrong = told("admin", "not the password");
    assert_eq!(wrong["type"], "/problems/wrong-password");
    assert_eq!(told("nobody-here", "not the password"), wrong);
    assert_eq!(told("admin", &"x".repeat(2_000)), wrong);
    assert_eq!(told("admin", &format!("{PASSWORD}\0")), wrong);
}

#[test]
fn the_cookie_is_for_the_server_alone() {
    let house = SHARED.get();
    let mut browser = Browser::of(&house);
    let answer = browser.sign_in("admin", PASSWORD);
    let cookie = answer.header("set-cookie");
    let flags: Vec<&str> = cookie.split("; ").skip(1).collect();
    assert_eq!(flags, ["Path=/", "HttpOnly", "SameSite=Lax"]);
    assert!(40 <= browser.cookie.len(), "{cookie}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.text.contains(&browser.cookie));
    // A value that somebody chose beforehand is not taken over.
    let mut chosen = Browser::with(&house, "chosen-by-an-attacker");
    chosen.sign_in("admin", PASSWORD);
    assert_ne!(chosen.cookie, "chosen-by-an-attacker");
    assert!(chosen.is_in());
}

#[test]
fn a_cookie_that_is_none_is_nobody() {
    let house = SHARED.get();
    let long = "a".repeat(8_000);
    for cookie in ["zhike=", "zhike=x", "other=1", &format!("zhike={long}"), "zhike=x; zhike=y"] {
        let answer = plain(&house, "GET", "/api/v1/session", b"", &[("cookie", cookie)]);
        assert_eq!((answer.status, answer.slug()), (401, "sign-in"), "{answer:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json; charset=utf-8");
    }
}

#[test]
fn signing_out_ends_the_session_and_no_other() {
    let house = SHARED.get();
    let stays = Browser::signed_in(&house, "admin", PASSWORD);
    let mut leaves = Browser::signed_in(&house, "admin", PASSWORD);
    let old = leaves.cookie.clone();
    let answer = leaves.ask("DELETE", "/session", None);
    assert_eq!((answer.status, leaves.cookie.as_str()), (204, ""));
    assert!(answer.header("set-cookie").contains("Max-Age=0"), "{answer:?}");
    assert!(!Browser::with(&house, &old).is_in());
    assert!(stays.is_in());
}

#[test]
fn a_foreign_page_cannot_ride_on_the_cookie() {
    let house = House::new();
    let browser = Browser::signed_in(&house, "admin", PASSWORD);
    let own = house.url();
    let other_port = "http://127.0.0.1:1";
    let before = head(&house);
    let body = json!({ "name": "不该有的客户", "industry": "制造业", "phone": "13800138000" });
    for from in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("origin", other_port)],
        &[("origin", own), ("sec-fetch-site", "cross-site")],
        &[("origin", own), ("sec-fetch-site", "same-site")],
        &[("origin", own), ("sec-fetch-site", "none")],
        &[],
    ] {
        for (method, path) in [("POST", "/customers"), ("DELETE", "/session")] {
            let answer = browser.ask_from(from, method, path, (method == "POST").then_some(&body));
            assert_eq!((answer.status, answer.slug()), (403, "csrf"), "{from:?} {answer:?}");
        }
    }
    assert_eq!(head(&house), before);
    assert!(browser.is_in());
    let ours = browser.ask_from(
        &[("origin", own), ("sec-fetch-site", "same-origin")],
        "POST",
        "/customers",
        Some(&body),
    );
    assert_eq!(ours.status, 201, "{ours:?}");
}

#[test]
fn a_program_with_a_token_needs_no_origin_and_a_foreign_sign_in_is_refused() {
    let house = SHARED.get();
    let body = json!({ "name": "程序建立的客户", "industry": "制造业", "phone": "13800138000" });
    let evil = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(ask(&house, "POST", "/customers", Some(&body), &evil).status, 201);
    let sign_in = json!({ "login": "admin", "password": PASSWORD });
    let answer = Browser::of(&house).ask_from(&evil, "POST", "/session", Some(&sign_in));
    assert_eq!((answer.status, answer.slug()), (403, "csrf"));
    assert_eq!(answer.header("set-cookie"), "");
}

#[test]
fn only_the_names_of_this_machine_are_answered_to() {
    let house = SHARED.get();
    let port = house.url().rsplit(':').next().unwrap().to_owned();
    let asked = |line: &str, host: &str| {
        let request = format!(
            "GET {line} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: 127.0.0.1\r\nConnection: close\r\n\r\n"
        );
        status_of(&raw(&house, request.as_bytes()))
    };
    for host in ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "192.168.1.2", ""] {
        assert_eq!(asked("/", host), 421, "{host}");
        assert_eq!(asked("/api/v1/setup", host), 421, "{host}");
    }
    assert_eq!(asked("http://evil.example/api/v1/setup", &format!("127.0.0.1:{port}")), 421);
    for host in ["127.0.0.1", "localhost", "[::1]", &format!("localhost:{port}")] {
        assert_eq!(asked("/api/v1/setup", host), 200, "{host}");
    }
}

#[test]
fn every_answer_carries_the_headers_that_protect_the_page() {
    let house = SHARED.get();
    for path in ["/", "/api/v1/setup", "/nothing/here", "/api/v1/customers"] {
        let answer = plain(&house, "GET", path, b"", &[]);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path} {policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
    }
}

#[test]
fn a_new_password_ends_all_other_sessions() {
    let house = House::new();
    let other = Browser::signed_in(&house, "admin", PASSWORD);
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let before = browser.cookie.clone();
    let change = |old: &str, new: &str| json!({ "password": { "old": old, "new": new } });
    let wrong = browser.ask("PATCH", "/session", Some(&change("not it at all", OTHER_PASSWORD)));
    assert_eq!((wrong.status, wrong.slug()), (401, "wrong-password"));
    let weak = browser.ask("PATCH", "/session", Some(&change(PASSWORD, "admin-admin-1")));
    assert_eq!((weak.status, weak.reason()), (422, "password_context"));
    assert!(other.is_in());
    let changed = browser.ask("PATCH", "/session", Some(&change(PASSWORD, OTHER_PASSWORD)));
    assert_eq!(changed.status, 200, "{changed:?}");
    assert!(browser.is_in() && browser.cookie != before);
    assert!(!other.is_in());
    assert!(!Browser::with(&house, &before).is_in());
    assert_eq!(ask(&house, "GET", "/session", None, &[]).status, 401, "tokens end with it");
    assert_eq!(Browser::of(&house).sign_in("admin", PASSWORD).status, 401);
    Browser::signed_in(&house, "admin", OTHER_PASSWORD);
}

#[test]
fn whoever_is_disabled_is_out_at_once() {
    let house = House::new();
    let id = add(&house, "li.na");
    let browser = Browser::signed_in(&house, "li.na", PASSWORD);
    let made = house.run(&["token", "create", "--user", "li.na", "--json"]).well().json();
    let token = made["token"].as_str().unwrap();
    let by_token = || with_token(&house, token, "GET", "/session", None, &[]).status;
    assert!(browser.is_in() && by_token() == 200);
    let amend = |disabled: bool, version: &str| {
        let path = format!("/users/{id}");
        let answer = ask(
            &house,
            "PATCH",
            &path,
            Some(&json!({ "disabled": disabled })),
            &[("if-match", version)],
        );
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.header("etag").to_owned()
    };
    let version = amend(true, "\"1\"");
    assert!(!browser.is_in());
    assert_eq!(by_token(), 401);
    assert_eq!(Browser::of(&house).sign_in("li.na", PASSWORD).status, 401);
    // Who comes back signs in anew.
    amend(false, &version);
    assert!(!browser.is_in());
    assert_eq!(by_token(), 401);
    Browser::signed_in(&house, "li.na", PASSWORD);
}

#[test]
fn the_last_administrator_stays() {
    let house = House::new();
    let users = house.get("/users");
    let path = format!("/users/{}", users["items"][0]["id"].as_str().unwrap());
    let answer =
        ask(&house, "PATCH", &path, Some(&json!({ "disabled": true })), &[("if-match", "\"1\"")]);
    assert_eq!((answer.status, answer.reason()), (422, "last_administrator"));
    assert_eq!(ask(&house, "GET", "/session", None, &[]).status, 200);
}

#[test]
fn five_failures_make_a_login_wait_and_the_operator_can_end_the_wait() {
    let house = House::new();
    for login in ["admin", "nobody-here"] {
        for _ in 0..5 {
            assert_eq!(Browser::of(&house).sign_in(login, "not the password").status, 401);
        }
        // The wait grows with each failure: 1 s, 2 s, 4 s …
        let tries = (0..4).map(|_| Browser::of(&house).sign_in(login, "not the password"));
        let waits = tries.into_iter().find(|answer| answer.status == 429);
        let waits = waits.unwrap_or_else(|| panic!("{login} never had to wait"));
        assert_eq!(waits.slug(), "limit");
        assert!((1..=9).contains(&waits.header("retry-after").parse::<u32>().unwrap()));
    }
    let mut tries = 0;
    while Browser::of(&house).sign_in("admin", "not the password").status != 429 {
        tries += 1;
        assert!(tries < 5);
    }
    house.run(&["user", "unlock", "admin"]).well();
    let answer = Browser::of(&house).sign_in("admin", PASSWORD);
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[test]
fn after_the_wait_the_right_password_opens_again() {
    let house = House::new();
    while Browser::of(&house).sign_in("admin", "not the password").status == 401 {}
    let until = Instant::now() + Duration::from_secs(15);
    let mut tries = 7;
    loop {
        let answer = Browser::of(&house).sign_in("admin", PASSWORD);
        tries += 1;
        match answer.status {
            200 => return,
            429 => assert!(Instant::now() < until && tries < 20, "{answer:?}"),
            _ => panic!("{answer:?}"),
        }
        let wait = answer.header("retry-after").parse().unwrap();
        std::thread::sleep(Duration::from_secs(wait));
    }
}

#[test]
fn one_place_may_try_twenty_times_a_minute() {
    let house = House::new();
    let tried =
        || plain(&house, "POST", "/api/v1/session", b"{}", &[("content-type", "application/json")]);
    for _ in 0..20 {
        assert_eq!(tried().status, 422);
    }
    let limited = tried();
    assert_eq!((limited.status, limited.slug()), (429, "limit"));
    assert!((1..=60).contains(&limited.header("retry-after").parse::<u32>().unwrap()));
    // Others come from elsewhere; whoever is in already is not hindered.
    assert_eq!(ask(&house, "GET", "/session", None, &[]).status, 200);
}
