//! Tokens for programs: shown once, full rights of their owner, gone when revoked.

use crate::common::House;
use crate::common::PASSWORD;
use crate::door::DAY;
use crate::door::MINUTE;
use crate::door::add;
use crate::outside::Browser;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::plain;
use crate::outside::with_token;
use serde_json::json;

static SHARED: Shared<House> = Shared::new(House::new);

#[test]
fn a_token_is_shown_once_and_works_until_it_is_revoked() {
    let house = SHARED.get();
    let made = ask(&house, "POST", "/tokens", Some(&json!({ "name": "报表" })), &[]);
    assert_eq!(made.status, 201, "{made:?}");
    let token = made.body["token"].as_str().unwrap();
    assert!(token.starts_with("zk_") && 40 <= token.len(), "{token}");
    let listed = ask(&house, "GET", "/tokens", None, &[]);
    assert!(!listed.text.contains("zk_"), "{listed:?}");
    let items = listed.body["items"].as_array().unwrap();
    let own = items.iter().find(|item| item["id"] == made.body["id"]).unwrap();
    assert_eq!(own["name"], "报表");
    let body = json!({ "name": "令牌建立的客户", "industry": "制造业", "phone": "13800138000" });
    assert_eq!(with_token(&house, token, "POST", "/customers", Some(&body), &[]).status, 201);
    let gone = ask(&house, "DELETE", &format!("/tokens/{}", made.id()), None, &[]);
    assert_eq!(gone.status, 204, "{gone:?}");
    let refused = with_token(&house, token, "GET", "/customers", None, &[]);
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Bearer"));
    let again = ask(&house, "DELETE", &format!("/tokens/{}", made.id()), None, &[]);
    assert_eq!(again.status, 404);
}

#[test]
fn nobody_revokes_or_sees_the_tokens_of_another() {
    let house = SHARED.get();
    let made = ask(&house, "POST", "/tokens", Some(&json!({ "name": "我的" })), &[]);
    let body =
        json!({ "login": "zhao", "name": "赵六", "password": PASSWORD, "roles": ["系统管理员"] });
    assert_eq!(house.post("/users", &body).0, 201);
    let mut other = Browser::signed_in(&house, "zhao", PASSWORD);
    assert_eq!(other.ask("GET", "/tokens", None).body["items"], json!([]));
    assert_eq!(other.ask("DELETE", &format!("/tokens/{}", made.id()), None).status, 404);
    let token = made.body["token"].as_str().unwrap();
    assert_eq!(
        with_token(&house, token, "GET", "/session", None, &[]).body["user"]["login"],
        "admin"
    );
}

#[test]
fn what_is_no_token_is_nobody_even_where_nobody_is_needed() {
    let house = SHARED.get();
    let token = house.token.as_str();
    let cut = &token[..token.len() - 1];
    for wrong in ["", "zk_", cut, &format!("{token}x"), &token.to_uppercase()] {
        assert_eq!(
            with_token(&house, wrong, "GET", "/customers", None, &[]).status,
            401,
            "{wrong}"
        );
    }
    assert_eq!(with_token(&house, cut, "GET", "/setup", None, &[]).status, 401);
    let basic = format!("Basic {token}");
    let answer = plain(&house, "GET", "/api/v1/session", b"", &[("authorization", &basic)]);
    assert_eq!(answer.status, 401);
    // In an address it would end up in histories and logs: there it opens nothing.
    let answer = plain(&house, "GET", &format!("/api/v1/session?token={token}"), b"", &[]);
    assert_eq!(answer.status, 401);
    assert!(!house.log().contains(token));
}

#[test]
fn names_and_numbers_of_tokens_have_limits() {
    let house = SHARED.get();
    let body =
        json!({ "login": "qian", "name": "钱七", "password": PASSWORD, "roles": ["系统管理员"] });
    assert_eq!(house.post("/users", &body).0, 201);
    let mut owner = Browser::signed_in(&house, "qian", PASSWORD);
    let long = owner.ask("POST", "/tokens", Some(&json!({ "name": "长".repeat(101) })));
    assert_eq!((long.status, long.reason()), (422, "too_long"));
    for _ in 0..50 {
        assert_eq!(owner.ask("POST", "/tokens", Some(&json!({ "name": "" }))).status, 201);
    }
    let more = owner.ask("POST", "/tokens", Some(&json!({ "name": "" })));
    assert_eq!((more.status, more.reason()), (422, "too_many_tokens"));
}

#[test]
fn a_token_runs_out() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let mut made = |body| {
        let made = browser.ask("POST", "/tokens", Some(&body));
        assert_eq!(made.status, 201, "{made:?}");
        made.body["token"].as_str().unwrap().to_owned()
    };
    let short = made(json!({ "name": "一天", "days": 1 }));
    made(json!({ "name": "平常" }));
    let works = |token: &str| with_token(&house, token, "GET", "/session", None, &[]).status;
    assert_eq!(works(&short), 200);
    house.turn_clock(DAY - MINUTE, true);
    assert_eq!(works(&short), 200);
    house.turn_clock(DAY + MINUTE, true);
    assert_eq!(works(&short), 401);
    let items = ask(&house, "GET", "/tokens", None, &[]).body["items"].clone();
    let own = items.as_array().unwrap().iter().find(|item| item["name"] == "一天").unwrap();
    assert!(own["used_at"].is_string() && own["expires_at"].is_string(), "{own}");
    let unused = items.as_array().unwrap().iter().find(|item| item["name"] == "平常").unwrap();
    assert_eq!(unused["used_at"], serde_json::Value::Null);
    house.turn_clock(364 * DAY, true);
    assert_eq!(works(&house.token), 200, "made at the machine: a year");
    house.turn_clock(366 * DAY, true);
    assert_eq!(works(&house.token), 401);
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    for days in [0, 366] {
        let body = json!({ "name": "x", "days": days });
        let refused = browser.ask("POST", "/tokens", Some(&body));
        assert_eq!((refused.status, refused.slug()), (403, "factor-needed"), "{days}");
    }
}

#[test]
fn a_token_keeps_to_its_scope() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    for (body, reason) in [
        (json!({ "name": "x", "days": 366 }), "number_range"),
        (json!({ "name": "x", "days": 0 }), "number_range"),
        (json!({ "name": "x", "scopes": ["everything"] }), "unknown_option"),
        (json!({ "name": "x", "scopes": [] }), "required"),
    ] {
        let refused = browser.ask("POST", "/tokens", Some(&body));
        assert_eq!((refused.status, refused.reason()), (422, reason), "{body}");
    }
    let customer = json!({ "name": "范围测试厂", "industry": "制造业", "phone": "13800138000" });
    let may = |scopes: serde_json::Value| {
        let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
        let made = browser.ask("POST", "/tokens", Some(&json!({ "name": "x", "scopes": scopes })));
        let token = made.body["token"].as_str().unwrap().to_owned();
        let asked = |method: &str, path: &str, body: Option<&serde_json::Value>| {
            let answer = with_token(&house, &token, method, path, body, &[]);
            assert!(answer.status != 403 || answer.slug() == "token-scope", "{answer:?}");
            answer.status != 403
        };
        [
            asked("GET", "/session", None),
            asked("GET", "/customers", None),
            asked("POST", "/customers", Some(&customer)),
            asked("GET", "/imports", None),
            asked("GET", "/users", None),
            asked("POST", "/tokens", Some(&json!({ "name": "y" }))),
            asked("PATCH", "/settings", Some(&json!({ "security": { "compliance": true } }))),
            asked("POST", "/session/factor", None),
        ]
    };
    let (yes, no) = (true, false);
    assert_eq!(may(json!(["customers.read"])), [yes, yes, no, no, no, no, no, no]);
    assert_eq!(may(json!(["customers.write"])), [yes, yes, yes, no, no, no, no, no]);
    assert_eq!(may(json!(["imports"])), [yes, no, no, yes, no, no, no, no]);
    let both = may(json!(["imports", "customers.read"]));
    assert_eq!(both, [yes, yes, no, yes, no, no, no, no]);
    // All that its owner may, but nothing that asks for a password.
    assert_eq!(may(json!(["all"])), [yes, yes, yes, yes, yes, no, no, no]);
}

#[test]
fn a_stolen_token_is_worth_nothing_once_its_owner_is_out() {
    let house = House::new();
    add(&house, "li.na", PASSWORD);
    let mut browser = Browser::signed_in(&house, "li.na", PASSWORD);
    let made = browser.ask("POST", "/tokens", Some(&json!({ "name": "x" })));
    let token = made.body["token"].as_str().unwrap().to_owned();
    let works = || with_token(&house, &token, "GET", "/customers", None, &[]).status;
    assert_eq!(works(), 200);
    house.run(&["user", "disable", "li.na"]).well();
    assert_eq!(works(), 401);
    house.run(&["user", "enable", "li.na"]).well();
    assert_eq!(works(), 401, "it stays void");
}

#[test]
fn what_a_token_was_not_made_for_is_in_the_access_log() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "admin", PASSWORD);
    let made = browser.ask("POST", "/tokens", Some(&json!({ "name": "x", "scopes": ["imports"] })));
    let token = made.body["token"].as_str().unwrap();
    assert_eq!(with_token(&house, token, "GET", "/users", None, &[]).slug(), "token-scope");
    house.turn_clock(MINUTE * 10, true);
    assert_eq!(browser.ask("POST", "/roles", Some(&json!({}))).slug(), "step-up");
    let told = ask(&house, "GET", "/audit?deed=refused", None, &[]).body;
    let items = told["items"].as_array().unwrap().iter();
    let told: Vec<_> = items.map(|item| (&item["note"], &item["actor"]["name"])).collect();
    let of = |note: &str| (json!(note), json!("admin"));
    let (roles, users) = (of("403 POST /api/v1/roles"), of("403 GET /api/v1/users"));
    assert_eq!(told, [(&roles.0, &roles.1), (&users.0, &users.1)]);
}
