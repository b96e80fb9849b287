//! The first administrator: made once, by the token that the start prints.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Browser;
use serde_json::Value;
use serde_json::json;

fn asked(token: &str) -> Value {
    json!({ "token": token, "company": "东方机械", "name": "王芳", "login": "wang", "password": PASSWORD })
}

fn started() -> (House, String) {
    let mut house = House::empty();
    let token = house.serve()["setup_token"].as_str().unwrap().to_owned();
    (house, token)
}

#[test]
fn the_first_administrator_is_made_once_and_is_signed_in_at_once() {
    let (house, token) = started();
    assert_eq!(house.get("/setup")["needed"], true);
    let mut browser = Browser::of(&house);
    let made = browser.ask("POST", "/setup", Some(&asked(&token)));
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.body["user"]["login"], "wang");
    assert_eq!(made.body["company"], "东方机械");
    assert!(browser.is_in());
    assert_eq!(house.get("/setup")["needed"], false);
    // The door is closed for good: with the same token as with any other.
    for token in [token.as_str(), "anything"] {
        let again = browser.ask("POST", "/setup", Some(&asked(token)));
        assert_eq!((again.status, again.slug()), (404, "missing"));
    }
    Browser::signed_in(&house, "WANG", PASSWORD);
}

#[test]
fn a_wrong_token_makes_nobody() {
    let (house, token) = started();
    for wrong in ["", "x", &token[1..], &format!("{token}x")] {
        let refused = Browser::of(&house).ask("POST", "/setup", Some(&asked(wrong)));
        assert_eq!(refused.status, 401, "{refused:?}");
        assert_eq!(refused.header("set-cookie"), "");
    }
    assert_eq!(house.get("/setup")["needed"], true);
    assert_eq!(Browser::of(&house).ask("POST", "/setup", Some(&asked(&token))).status, 201);
}

#[test]
fn five_wrong_tokens_void_the_right_one_until_the_next_start() {
    let (mut house, token) = started();
    for _ in 0..5 {
        assert_eq!(house.post("/setup", &asked("wrong")).0, 401);
    }
    let spent = Browser::of(&house).ask("POST", "/setup", Some(&asked(&token)));
    assert_eq!((spent.status, spent.reason()), (422, "setup_token_spent"));
    assert_eq!(house.stop(), 0);
    let fresh = house.serve()["setup_token"].as_str().unwrap().to_owned();
    assert_eq!(house.post("/setup", &asked(&fresh)).0, 201);
}

#[test]
fn a_refused_form_costs_no_token() {
    let (house, token) = started();
    let spoiled = |key: &str, value: &str| {
        let mut form = asked(&token);
        form[key] = json!(value);
        let answer = Browser::of(&house).ask("POST", "/setup", Some(&form));
        (answer.status, answer.body["faults"][0]["field"].clone(), answer.reason().to_owned())
    };
    assert_eq!(spoiled("password", "短"), (422, json!("password"), "password_short".to_owned()));
    assert_eq!(spoiled("password", "1234567890").2, "password_common");
    assert_eq!(spoiled("password", "东方机械的密码是这个").2, "password_context");
    assert_eq!(spoiled("login", "a b"), (422, json!("login"), "login_form".to_owned()));
    let unknown = house.post("/setup", &json!({ "token": token, "admin": true }));
    assert_eq!(unknown.0, 400, "{unknown:?}");
    assert_eq!(house.get("/setup")["needed"], true);
    assert_eq!(house.post("/setup", &asked(&token)).0, 201);
}

#[test]
fn of_two_at_once_one_is_the_first() {
    let (house, token) = started();
    let statuses = std::thread::scope(|scope| {
        let one = |login: &'static str| {
            let (house, mut form) = (&house, asked(&token));
            form["login"] = json!(login);
            scope.spawn(move || house.post("/setup", &form).0)
        };
        let threads = ["wang", "li", "zhao", "sun"].map(one);
        let mut statuses = threads.map(|thread| thread.join().unwrap());
        statuses.sort_unstable();
        statuses
    });
    assert_eq!(statuses[0], 201);
    assert!(statuses[1..].iter().all(|status| [401, 404].contains(status)), "{statuses:?}");
}
