//! Where one is signed in: listed, ended, over in time; and a lock that others cannot turn.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::DAY;
use crate::door::MINUTE;
use crate::door::add;
use crate::door::post_from;
use crate::outside::Browser;
use crate::outside::ask;
use serde_json::Value;
use serde_json::json;

fn items(browser: &mut Browser) -> Vec<Value> {
    let answer = browser.ask("GET", "/sessions", None);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["items"].as_array().unwrap().clone()
}

#[test]
fn sessions_are_listed_and_ended_by_their_owner() {
    let house = House::new();
    add(&house, "li.na", PASSWORD);
    let mut one = Browser::signed_in(&house, "admin", PASSWORD);
    let two = Browser::signed_in(&house, "admin", PASSWORD);
    let mut other = Browser::signed_in(&house, "li.na", PASSWORD);
    let list = items(&mut one);
    assert_eq!(list.len(), 2, "{list:?}");
    let current: Vec<&Value> = list.iter().filter(|item| item["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["address"], "127.0.0.1");
    let second = list.iter().find(|item| item["current"] == false).unwrap();
    let path = format!("/sessions/{}", second["id"].as_str().unwrap());
    assert_eq!(other.ask("DELETE", &path, None).status, 404, "nobody else's");
    assert!(two.is_in());
    assert_eq!(one.ask("DELETE", &path, None).status, 204);
    assert!(!two.is_in() && one.is_in());
    let three = Browser::signed_in(&house, "admin", PASSWORD);
    assert_eq!(one.ask("DELETE", "/sessions", None).status, 204);
    assert!(!three.is_in() && one.is_in() && other.is_in());
    assert_eq!(items(&mut one).len(), 1);
}

#[test]
fn signing_in_again_leaves_no_session_behind() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let old = browser.cookie.clone();
    assert_eq!(browser.sign_in("admin", PASSWORD).status, 200);
    assert!(browser.is_in() && browser.cookie != old);
    assert!(!Browser::with(&house, &old).is_in());
    assert_eq!(items(&mut browser).len(), 1);
}

#[test]
fn an_administrator_ends_the_sessions_of_another() {
    let house = House::new();
    let id = add(&house, "li.na", PASSWORD);
    let browser = Browser::signed_in(&house, "li.na", PASSWORD);
    let mut boss = Browser::signed_in(&house, "admin", PASSWORD);
    assert_eq!(boss.ask("DELETE", &format!("/users/{id}/sessions"), None).status, 204);
    assert!(!browser.is_in() && boss.is_in());
}

#[test]
fn a_session_ends_when_it_is_idle_and_when_its_time_is_over() {
    let house = House::new();
    let browser = Browser::signed_in(&house, "admin", PASSWORD);
    house.turn_clock(119 * MINUTE, true);
    assert!(browser.is_in());
    house.turn_clock((119 + 121) * MINUTE, true);
    assert!(!browser.is_in());
    assert!(!browser.is_in(), "asking does not wake it");
    let security = json!({ "security": { "idle_minutes": 5, "absolute_hours": 1 } });
    assert_eq!(ask(&house, "PATCH", "/settings", Some(&security), &[]).status, 200);
    let browser = Browser::signed_in(&house, "admin", PASSWORD);
    for minute in (4..60).step_by(4) {
        house.turn_clock((240 + minute) * MINUTE, true);
        assert!(browser.is_in(), "{minute}");
    }
    house.turn_clock(301 * MINUTE, true);
    assert!(!browser.is_in(), "an hour is an hour");
}

#[test]
fn times_of_sessions_have_limits() {
    let house = House::new();
    for (key, value) in
        [("idle_minutes", 4), ("idle_minutes", 241), ("absolute_hours", 0), ("absolute_hours", 25)]
    {
        let body = json!({ "security": { key: value } });
        let refused = ask(&house, "PATCH", "/settings", Some(&body), &[]);
        assert_eq!((refused.status, refused.reason()), (422, "number_range"), "{key} {value}");
    }
    let security = &house.get("/settings")["security"];
    assert_eq!(
        *security,
        json!({ "factor_for_all": false, "compliance": false, "idle_minutes": 120, "absolute_hours": 12 })
    );
}

#[test]
fn the_eleventh_session_ends_the_first() {
    let house = House::new();
    let first = Browser::signed_in(&house, "admin", PASSWORD);
    let second = Browser::signed_in(&house, "admin", PASSWORD);
    for _ in 0..9 {
        Browser::signed_in(&house, "admin", PASSWORD);
    }
    assert!(!first.is_in() && second.is_in());
}

#[test]
fn a_hundred_failures_lock_strangers_out_and_no_one_who_is_known() {
    let house = House::new();
    let guess = |address: &str, login: &str| {
        let body = json!({ "login": login, "password": "not the password" });
        post_from(&house, address, "/session", &body)
    };
    let right = json!({ "login": "admin", "password": PASSWORD });
    let here = Browser::signed_in(&house, "admin", PASSWORD);
    // The clock leaps over each wait: nearly a day of guessing.
    for failure in 0..100_u32 {
        house.turn_clock(failure * 16 * MINUTE, true);
        assert!(here.is_in() || 7 < failure);
        let (status, problem) = guess("127.0.0.2", "admin");
        assert_eq!(status, 401, "{failure} {problem}");
    }
    house.turn_clock(2 * DAY, true);
    let locked = post_from(&house, "127.0.0.3", "/session", &right);
    assert_eq!((locked.0, &locked.1["type"]), (429, &json!("/problems/locked")));
    // Where the person always signs in, nothing has happened.
    let mut known = Browser::of(&house);
    assert_eq!(known.sign_in("admin", PASSWORD).status, 200);
    assert!(known.is_in());
    house.run(&["user", "unlock", "admin"]).well();
    assert_eq!(post_from(&house, "127.0.0.3", "/session", &right).0, 200);
}

#[test]
fn whoever_fails_elsewhere_does_not_make_the_owner_wait() {
    let house = House::new();
    Browser::signed_in(&house, "admin", PASSWORD);
    let body = json!({ "login": "admin", "password": "not the password" });
    let tried = |_| post_from(&house, "127.0.0.2", "/session", &body).0;
    assert!((0..8).map(tried).any(|status| status == 429), "strangers wait");
    assert_eq!(Browser::of(&house).sign_in("admin", PASSWORD).status, 200);
}

#[test]
fn sign_ins_stand_in_the_journal_without_what_was_typed() {
    let house = House::new();
    let before = crate::outside::head(&house);
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    assert_eq!(crate::outside::head(&house), before + 1);
    Browser::of(&house).sign_in("my-secret-by-mistake", "not the password");
    Browser::of(&house).sign_in("admin", "not the password");
    assert_eq!(crate::outside::head(&house), before + 3);
    browser.ask("DELETE", "/session", None);
    assert_eq!(crate::outside::head(&house), before + 4);
    house.run(&["verify", "--deep"]).well();
}
