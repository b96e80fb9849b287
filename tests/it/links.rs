//! One-time links: a password without anybody else knowing it, and nothing more.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::DAY;
use crate::door::MINUTE;
use crate::door::add;
use crate::door::enrol;
use crate::door::with_code;
use crate::outside::Answer;
use crate::outside::Browser;
use crate::outside::plain;
use serde_json::Value;
use serde_json::json;

const NEW_PASSWORD: &str = "另一个 很长的 密码 8";

fn made(boss: &mut Browser, id: &str) -> (String, Answer) {
    let answer =
        boss.ask("POST", &format!("/users/{id}/links"), Some(&json!({ "kind": "password" })));
    assert_eq!(answer.status, 201, "{answer:?}");
    let url = answer.body["url"].as_str().unwrap();
    let (page, token) = url.split_once("/#/link/").unwrap();
    assert_eq!(page, boss.house.url());
    (token.to_owned(), answer)
}

/// A stranger's request: no cookie, no token.
fn post(house: &House, path: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json")];
    plain(house, "POST", &format!("/api/v1{path}"), body.to_string().as_bytes(), &headers)
}

#[test]
fn a_link_sets_a_password_once_and_ends_what_was_open() {
    let house = House::new();
    let id = add(&house, "li.na", PASSWORD);
    let old = Browser::signed_in(&house, "li.na", PASSWORD);
    let mut boss = Browser::signed_in(&house, "admin", PASSWORD);
    let (token, _) = made(&mut boss, &id);
    let page = plain(&house, "GET", "/link", b"", &[]);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let checked = post(&house, "/links/checks", &json!({ "token": token }));
    assert_eq!(checked.body, json!({ "kind": "password", "login": "li.na", "name": "li.na" }));
    let weak = post(&house, "/links/uses", &json!({ "token": token, "password": "woaini1314520" }));
    assert_eq!((weak.status, weak.reason()), (422, "password_common"));
    assert!(old.is_in(), "nothing has happened yet");
    let body = json!({ "token": token, "password": NEW_PASSWORD });
    let used = post(&house, "/links/uses", &body);
    assert_eq!((used.status, used.header("set-cookie")), (204, ""), "{used:?}");
    assert!(!old.is_in());
    for path in ["/links/uses", "/links/checks"] {
        let mut body = body.clone();
        if path.ends_with("checks") {
            body.as_object_mut().unwrap().remove("password");
        }
        let again = post(&house, path, &body);
        assert_eq!((again.status, again.slug()), (404, "link"), "{path}");
    }
    assert_eq!(Browser::of(&house).sign_in("li.na", PASSWORD).status, 401);
    Browser::signed_in(&house, "li.na", NEW_PASSWORD);
}

#[test]
fn a_link_runs_out_and_gives_way_to_a_newer_one() {
    let house = House::new();
    let id = add(&house, "li.na", PASSWORD);
    let mut boss = Browser::signed_in(&house, "admin", PASSWORD);
    let (first, _) = made(&mut boss, &id);
    let (second, _) = made(&mut boss, &id);
    let checked = |token: &str| post(&house, "/links/checks", &json!({ "token": token })).status;
    assert_eq!((checked(&first), checked(&second), checked("x")), (404, 200, 404));
    house.turn_clock(29 * MINUTE, true);
    assert_eq!(checked(&second), 200);
    house.turn_clock(31 * MINUTE, true);
    assert_eq!(checked(&second), 404);
    house.turn_clock(DAY, true);
    assert_eq!(checked(&second), 404);
}

#[test]
fn a_link_of_someone_who_was_kept_out_opens_nothing() {
    let house = House::new();
    let id = add(&house, "li.na", PASSWORD);
    let mut boss = Browser::signed_in(&house, "admin", PASSWORD);
    let (token, _) = made(&mut boss, &id);
    house.run(&["user", "disable", "li.na"]).well();
    let body = json!({ "token": token, "password": NEW_PASSWORD });
    assert_eq!(post(&house, "/links/uses", &body).status, 404);
    let again =
        boss.ask("POST", &format!("/users/{id}/links"), Some(&json!({ "kind": "password" })));
    assert_eq!(again.status, 404);
}

#[test]
fn a_link_does_not_go_around_the_second_factor() {
    let house = House::new();
    let id = add(&house, "li.na", PASSWORD);
    let (phone, _) = enrol(&mut Browser::signed_in(&house, "li.na", PASSWORD));
    let mut boss = Browser::signed_in(&house, "admin", PASSWORD);
    let (token, _) = made(&mut boss, &id);
    let body = json!({ "token": token, "password": NEW_PASSWORD });
    assert_eq!(post(&house, "/links/uses", &body).status, 204);
    let mut browser = Browser::of(&house);
    assert_eq!(browser.sign_in("li.na", NEW_PASSWORD).slug(), "code-needed");
    house.turn_clock(MINUTE, true);
    let code = phone.code(&house);
    assert_eq!(with_code(&mut browser, "li.na", NEW_PASSWORD, &code).status, 200);
}

#[test]
fn where_the_firm_asks_for_it_passwords_are_mixed_new_and_not_old() {
    let house = House::new();
    let compliance = json!({ "security": { "compliance": true } });
    let set = crate::outside::ask(&house, "PATCH", "/settings", Some(&compliance), &[]);
    assert_eq!(set.status, 200, "{set:?}");
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let change = |old: &str, new: &str| json!({ "password": { "old": old, "new": new } });
    let one = "purple-Lamp-93-river";
    for (new, reason) in
        [("purple lamp and river", "password_classes"), (PASSWORD, "password_former")]
    {
        let refused = browser.ask("PATCH", "/session", Some(&change(PASSWORD, new)));
        assert_eq!((refused.status, refused.reason()), (422, reason), "{new}");
    }
    assert_eq!(browser.ask("PATCH", "/session", Some(&change(PASSWORD, one))).status, 200);
    let back = browser.ask("PATCH", "/session", Some(&change(one, PASSWORD)));
    assert_eq!(back.reason(), "password_former");
    enrol(&mut browser);
    house.turn_clock(DAY * 90 + MINUTE, true);
    house.run(&["user", "reset-factor", "admin"]).well();
    let mut browser = Browser::signed_in(&house, "admin", one);
    let session = browser.ask("GET", "/session", None);
    assert_eq!(session.body["password_age_days"], 90);
    assert_eq!(session.body["password_reminder"], true);
    enrol(&mut browser);
    assert_eq!(browser.ask("GET", "/customers", None).slug(), "password-due");
    let two = "Quiet-Harbour-17-oak";
    assert_eq!(browser.ask("PATCH", "/session", Some(&change(one, two))).status, 200);
    assert_eq!(browser.ask("GET", "/customers", None).status, 200);
}

#[test]
fn whoever_keeps_the_list_of_people_cannot_become_an_administrator() {
    let house = House::new();
    let role = json!({ "name": "人事", "system": ["users"] });
    let (status, made) = house.post("/roles", &role);
    assert_eq!(status, 201, "{made}");
    let clerk =
        json!({ "login": "clerk", "name": "文员", "password": PASSWORD, "roles": ["人事"] });
    assert_eq!(house.post("/users", &clerk).0, 201);
    let id = house.get("/session")["user"]["id"].as_str().unwrap().to_owned();
    enrol(&mut Browser::signed_in(&house, "admin", PASSWORD));
    let mut browser = Browser::signed_in(&house, "clerk", PASSWORD);
    let body = json!({ "kind": "password" });
    for (method, path, body) in [
        ("POST", format!("/users/{id}/links"), Some(&body)),
        ("DELETE", format!("/users/{id}/factor"), None),
    ] {
        let refused = browser.ask(method, &path, body);
        assert_eq!((refused.status, refused.reason()), (422, "beyond_own"), "{path} {refused:?}");
    }
}
