//! The second factor: codes that hold once, clocks that go wrong, phones that are lost.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::DAY;
use crate::door::MINUTE;
use crate::door::Phone;
use crate::door::add;
use crate::door::enrol;
use crate::door::step_up;
use crate::door::with_code;
use crate::outside::Browser;
use crate::outside::ask;
use crate::outside::with_token;
use serde_json::json;
use std::time::Duration;

#[test]
fn after_the_password_the_code_is_asked_and_holds_once() {
    let house = House::new();
    let (phone, _) = enrol(&mut Browser::signed_in(&house, "admin", PASSWORD));
    house.turn_clock(MINUTE, true);
    let mut browser = Browser::of(&house);
    let asked = browser.sign_in("admin", PASSWORD);
    assert_eq!((asked.status, asked.slug(), asked.header("set-cookie")), (401, "code-needed", ""));
    // Whoever does not know the password learns nothing of a second factor.
    assert_eq!(browser.sign_in("admin", "not the password").slug(), "wrong-password");
    let code = phone.code(&house);
    let wrong = with_code(&mut browser, "admin", "not the password", &code);
    assert_eq!(wrong.slug(), "wrong-password");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let came = with_code(&mut browser, "admin", PASSWORD, &spaced);
    assert_eq!(came.status, 200, "{came:?}");
    assert_eq!(came.body["factor"]["enrolled"], true);
    let again = with_code(&mut Browser::of(&house), "admin", PASSWORD, &code);
    assert_eq!((again.status, again.slug()), (401, "wrong-code"));
}

#[test]
fn of_many_who_show_one_code_at_once_one_comes_in() {
    let house = House::new();
    let (phone, _) = enrol(&mut Browser::signed_in(&house, "admin", PASSWORD));
    house.turn_clock(MINUTE, true);
    let code = phone.code(&house);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let one = || with_code(&mut Browser::of(&house), "admin", PASSWORD, &code).status;
        let all: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[test]
fn enrolment_spends_its_code_and_shows_a_square() {
    let mut house = House::new();
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let begun = browser.ask("POST", "/session/factor", None);
    let uri = begun.body["uri"].as_str().unwrap();
    let secret = begun.body["secret"].as_str().unwrap().to_owned();
    let secret = secret.as_str();
    assert!(uri.starts_with("otpauth://totp/") && uri.contains(secret), "{uri}");
    assert_eq!(secret.len(), 32);
    assert!(begun.body["qr"]["d"].as_str().unwrap().starts_with("M4 4h7v1h-7z"));
    let phone = Phone::of(secret);
    let confirm = "/session/factor/confirmations";
    let wrong = browser.ask("POST", confirm, Some(&json!({ "code": phone.wrong(&house) })));
    assert_eq!((wrong.status, wrong.slug()), (401, "wrong-code"));
    assert_eq!(browser.ask("GET", "/session", None).body["factor"]["enrolled"], false);
    let code = phone.code(&house);
    let done = browser.ask("POST", confirm, Some(&json!({ "code": code })));
    assert_eq!(done.status, 201, "{done:?}");
    assert_eq!(done.body["recovery"].as_array().unwrap().len(), 10);
    let again = with_code(&mut Browser::of(&house), "admin", PASSWORD, &code);
    assert_eq!(again.slug(), "wrong-code");
    assert_eq!(browser.ask("GET", "/session", None).body["factor"]["recovery_left"], 10);
    assert_eq!(house.stop(), 0);
    let data = crate::common::contents(&house.data());
    let leaks =
        data.iter().any(|(_, bytes)| bytes.windows(32).any(|part| part == secret.as_bytes()));
    assert!(!leaks);
}

#[test]
fn a_clock_that_was_stepped_back_is_named_and_lets_no_old_code_in() {
    let house = House::new();
    house.turn_clock(DAY, true);
    let (phone, recovery) = enrol(&mut Browser::signed_in(&house, "admin", PASSWORD));
    let old = phone.code_at(house.now_ms() - 30_000);
    let before = with_code(&mut Browser::of(&house), "admin", PASSWORD, &old);
    assert_eq!(before.slug(), "wrong-code", "an older step than the last is over");
    // Five minutes back: a code of then is refused as any other.
    house.turn_clock(DAY - 5 * MINUTE, true);
    let refused = with_code(&mut Browser::of(&house), "admin", PASSWORD, &phone.code(&house));
    assert_eq!((refused.status, refused.slug()), (401, "wrong-code"));
    // A day back: no code can be judged, and it says why.
    house.turn_clock(Duration::ZERO, true);
    let refused = with_code(&mut Browser::of(&house), "admin", PASSWORD, &phone.code(&house));
    assert_eq!((refused.status, refused.slug()), (503, "server-clock"));
    assert_eq!(with_code(&mut Browser::of(&house), "admin", PASSWORD, &recovery[0]).status, 200);
}

#[test]
fn a_recovery_code_stands_in_once() {
    let house = House::new();
    let (_, recovery) = enrol(&mut Browser::signed_in(&house, "admin", PASSWORD));
    let typed = recovery[3].to_lowercase().replace('-', " ");
    let mut browser = Browser::of(&house);
    assert_eq!(with_code(&mut browser, "admin", PASSWORD, &typed).status, 200);
    assert_eq!(browser.ask("GET", "/session", None).body["factor"]["recovery_left"], 9);
    let twice = with_code(&mut Browser::of(&house), "admin", PASSWORD, &recovery[3]);
    assert_eq!((twice.status, twice.slug()), (401, "wrong-code"));
    let fresh = browser.ask("POST", "/session/recovery-codes", None);
    assert_eq!(fresh.status, 201, "{fresh:?}");
    let old = with_code(&mut Browser::of(&house), "admin", PASSWORD, &recovery[0]);
    assert_eq!(old.slug(), "wrong-code", "the old ones are void");
    let new = fresh.body["recovery"][0].as_str().unwrap();
    assert_eq!(with_code(&mut Browser::of(&house), "admin", PASSWORD, new).status, 200);
}

#[test]
fn wrong_codes_end_the_attempt_and_then_the_hour() {
    let house = House::new();
    let (phone, _) = enrol(&mut Browser::signed_in(&house, "admin", PASSWORD));
    let mut minutes = 0;
    for _ in 0..2 {
        // Twenty tries a minute are a limit of their own.
        minutes += 2;
        house.turn_clock(minutes * MINUTE, true);
        assert_eq!(Browser::of(&house).sign_in("admin", PASSWORD).slug(), "code-needed");
        for _ in 0..5 {
            let wrong =
                with_code(&mut Browser::of(&house), "admin", PASSWORD, &phone.wrong(&house));
            assert_eq!(wrong.slug(), "wrong-code");
        }
        let over = with_code(&mut Browser::of(&house), "admin", PASSWORD, &phone.code(&house));
        assert_eq!((over.status, over.slug()), (401, "attempt-over"));
    }
    assert_eq!(Browser::of(&house).sign_in("admin", PASSWORD).slug(), "code-needed");
    let limited = with_code(&mut Browser::of(&house), "admin", PASSWORD, &phone.code(&house));
    assert_eq!((limited.status, limited.slug()), (429, "limit"));
    house.turn_clock((minutes + 62) * MINUTE, true);
    let came = with_code(&mut Browser::of(&house), "admin", PASSWORD, &phone.code(&house));
    assert_eq!(came.status, 200, "{came:?}");
}

#[test]
fn an_administrator_has_seven_days_and_then_nothing_else_answers() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let factor = browser.ask("GET", "/session", None).body["factor"].clone();
    assert_eq!((&factor["required"], &factor["enrolled"]), (&json!(true), &json!(false)));
    assert!(factor["due"].is_string(), "{factor}");
    let made = browser.ask("POST", "/tokens", Some(&json!({ "name": "页面" })));
    let token = made.body["token"].as_str().unwrap().to_owned();
    house.turn_clock(7 * DAY + MINUTE, true);
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    for path in ["/customers", "/users", "/tokens", "/settings", "/people"] {
        let refused = browser.ask("GET", path, None);
        assert_eq!((refused.status, refused.slug()), (403, "factor-needed"), "{path}");
    }
    assert_eq!(browser.ask("GET", "/sessions", None).status, 200);
    let program = with_token(&house, &token, "GET", "/customers", None, &[]);
    assert_eq!(program.slug(), "factor-needed");
    // What the operator made at the machine is asked for none.
    assert_eq!(ask(&house, "GET", "/customers", None, &[]).status, 200);
    enrol(&mut browser);
    assert_eq!(browser.ask("GET", "/customers", None).status, 200);
    assert_eq!(with_token(&house, &token, "GET", "/customers", None, &[]).status, 200);
}

#[test]
fn who_must_have_one_cannot_take_it_off_and_an_administrator_can() {
    let house = House::new();
    let id = add(&house, "li.na", PASSWORD);
    let mut browser = Browser::signed_in(&house, "li.na", PASSWORD);
    let (phone, _) = enrol(&mut browser);
    let own = browser.ask("DELETE", "/session/factor", None);
    assert_eq!((own.status, own.slug()), (409, "factor-required"));
    let path = format!("/users/{id}/factor");
    house.turn_clock(6 * MINUTE, true);
    let mut boss = Browser::signed_in(&house, "admin", PASSWORD);
    assert_eq!(boss.ask("DELETE", &path, None).status, 204);
    assert!(!browser.is_in(), "whoever was in as that person begins again");
    assert_eq!(boss.ask("DELETE", &path, None).status, 404);
    Browser::signed_in(&house, "li.na", PASSWORD);
    // With the phone and the administrators gone, the operator at the machine helps.
    let mut boss = Browser::signed_in(&house, "admin", PASSWORD);
    enrol(&mut boss);
    assert_eq!(Browser::of(&house).sign_in("admin", PASSWORD).slug(), "code-needed");
    house.run(&["user", "reset-factor", "admin"]).well();
    Browser::signed_in(&house, "admin", PASSWORD);
    drop(phone);
}

#[test]
fn what_is_dangerous_asks_again_who_one_is() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let (phone, _) = enrol(&mut browser);
    assert_eq!(browser.ask("GET", "/session", None).body["stepped_up"], true);
    house.turn_clock(6 * MINUTE, true);
    assert_eq!(browser.ask("GET", "/session", None).body["stepped_up"], false);
    let body = json!({ "name": "x" });
    let security = json!({ "security": { "factor_for_all": true } });
    for (method, path, body) in [
        ("POST", "/tokens", Some(&body)),
        ("POST", "/session/factor", None),
        ("DELETE", "/session/factor", None),
        ("POST", "/session/recovery-codes", None),
        ("PATCH", "/settings", Some(&security)),
    ] {
        let refused = browser.ask(method, path, body);
        assert_eq!((refused.status, refused.slug()), (403, "step-up"), "{method} {path}");
    }
    assert_eq!(browser.ask("PATCH", "/settings", Some(&json!({ "company": "新名" }))).status, 200);
    let wrong = step_up(&mut browser, &json!({ "password": "not the password" }));
    assert_eq!((wrong.status, wrong.slug()), (401, "wrong-password"));
    for neither in [json!({}), json!({ "password": PASSWORD, "code": "123456" })] {
        assert_eq!(step_up(&mut browser, &neither).status, 422);
    }
    let code = phone.code(&house);
    assert_eq!(step_up(&mut browser, &json!({ "code": code })).status, 204);
    assert_eq!(browser.ask("POST", "/tokens", Some(&body)).status, 201);
    assert_eq!(step_up(&mut browser, &json!({ "code": code })).slug(), "wrong-code");
    house.turn_clock(12 * MINUTE, true);
    assert_eq!(browser.ask("POST", "/tokens", Some(&body)).slug(), "step-up");
    assert_eq!(step_up(&mut browser, &json!({ "password": PASSWORD })).status, 204);
    assert_eq!(browser.ask("PATCH", "/settings", Some(&security)).status, 200);
}
