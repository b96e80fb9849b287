//! Leak tests: somebody tries to get rights, or to keep those that were taken away.

use crate::common::PASSWORD;
use crate::firm::Firm;
use crate::firm::text;
use crate::outside::Browser;
use serde_json::Value;
use serde_json::json;

fn user(firm: &Firm, login: &str) -> Value {
    let users = firm.get("admin", "/users").body;
    let all = users["items"].as_array().unwrap();
    all.iter().find(|user| user["fields"]["login"] == login).unwrap().clone()
}

fn amend(firm: &Firm, who: &str, login: &str, body: &Value) -> (u16, String) {
    let user = user(firm, login);
    let version = format!("\"{}\"", user["version"]);
    let path = format!("/users/{}", text(&user, "id"));
    let answer = firm.ask(who, "PATCH", &path, Some(body), &[("if-match", &version)]);
    (answer.status, answer.reason().to_owned())
}

#[test]
fn l18_imports_and_batches_are_of_who_began_them() {
    let firm = Firm::of(&["sales_manager", "boss", "sales"]);
    let sheet = "客户名称,手机号\n秘密公司,13700001111\n";
    let job = firm.send("boss", "POST", "/imports?kind=customers&name=a.csv", sheet, &[]);
    let place = format!("/imports/{}", job.id());
    let skip = json!({ "duplicates": "skip" });
    for (method, path, body) in [
        ("GET", place.clone(), None),
        ("PATCH", place.clone(), Some(&skip)),
        ("POST", format!("{place}/run"), None),
        ("GET", format!("{place}/rejected"), None),
        ("DELETE", place.clone(), None),
    ] {
        let answer = firm.ask("sales_manager", method, &path, body, &[]);
        assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
    }
    assert!(!firm.get("sales_manager", "/imports").text.contains("秘密"));
    assert_eq!(firm.get("boss", &place).status, 200);
    assert_eq!(amend(&firm, "admin", "boss", &json!({ "roles": ["只读"] })).0, 200);
    assert_eq!(firm.get("boss", &place).status, 403, "the right is gone");
}

#[test]
fn l33_nobody_raises_themselves() {
    let firm = Firm::of(&["keeper", "sales", "stranger"]);
    let roles = json!({ "roles": ["系统管理员"] });
    assert_eq!(amend(&firm, "keeper", "keeper", &roles).1, "own_role");
    assert_eq!(amend(&firm, "keeper", "keeper", &json!({ "team": "西部" })).1, "own_role");
    assert_eq!(amend(&firm, "keeper", "sales", &roles).1, "beyond_own");
    assert_eq!(amend(&firm, "keeper", "admin", &json!({ "name": "我" })).1, "beyond_own");
    assert_eq!(amend(&firm, "sales", "sales", &roles).0, 403);
    let wide = json!({ "name": "更多", "rights": { "customers": { "view": "all" } } });
    assert_eq!(firm.post("keeper", "/roles", &wide).reason(), "beyond_own");
    let audit = json!({ "name": "更多", "system": ["audit"] });
    assert_eq!(firm.post("keeper", "/roles", &audit).reason(), "beyond_own");
    let roles = firm.get("keeper", "/roles").body;
    let of = |name: &str| {
        let all = roles["items"].as_array().unwrap();
        all.iter().find(|role| role["fields"]["name"] == name).unwrap().clone()
    };
    for name in ["管人", "系统管理员"] {
        let role = of(name);
        let path = format!("/roles/{}", text(&role, "id"));
        let version = format!("\"{}\"", role["version"]);
        let body = json!({ "rights": { "customers": { "view": "all" } } });
        let answer = firm.ask("keeper", "PATCH", &path, Some(&body), &[("if-match", &version)]);
        assert!([403, 422].contains(&answer.status), "{name}: {answer:?}");
    }
    // Handing over and taking back needs the right to hand over.
    let own = firm.customer("sales", &json!({}));
    let owner = json!({ "owner": firm.people["stranger"].id });
    assert_eq!(firm.change("sales", "PATCH", &format!("/customers/{own}"), &owner).status, 403);
}

#[test]
fn l34_a_token_does_no_more_than_it_was_made_for() {
    let firm = Firm::of(&["sales", "sales_manager"]);
    let id = firm.customer("sales_manager", &json!({}));
    let body = json!({ "name": "只读程序", "scopes": ["customers.read"] });
    let token = text(&firm.post("sales_manager", "/tokens", &body).body, "token");
    let bearer = format!("Bearer {token}");
    let ask = |method: &str, path: &str, body: Option<&Value>| {
        let headers = [("authorization", bearer.as_str()), ("if-match", "\"1\"")];
        firm.ask("", method, path, body, &headers).status
    };
    assert_eq!(ask("GET", &format!("/customers/{id}"), None), 200);
    assert_eq!(ask("PATCH", &format!("/customers/{id}"), Some(&json!({ "remark": "x" }))), 403);
    for path in ["/users", "/roles", "/tokens", "/settings", "/sessions", "/imports", "/audit"] {
        assert_eq!(ask("GET", path, None), 403, "{path}");
    }
    let wider = json!({ "name": "x", "scopes": ["all"] });
    assert_eq!(ask("POST", "/tokens", Some(&wider)), 403);
    firm.disable("sales_manager");
    assert_eq!(ask("GET", "/customers", None), 401);
}

#[test]
fn l35_the_next_request_obeys() {
    let firm = Firm::of(&["sales", "stranger"]);
    let id = firm.customer("stranger", &json!({}));
    let see = || firm.get("sales", &format!("/customers/{id}")).status;
    let become_ = |role: &str| amend(&firm, "admin", "sales", &json!({ "roles": [role] })).0;
    assert_eq!(see(), 404);
    assert_eq!((become_("只读"), see()), (200, 200));
    assert_eq!((become_("安全审计员"), see()), (200, 404));
    assert_eq!((become_("销售代表"), see()), (200, 404));
    assert_eq!(amend(&firm, "admin", "sales", &json!({ "team": "西部" })).0, 200);
    assert_eq!((become_("销售经理"), see()), (200, 200));
    assert_eq!(amend(&firm, "admin", "sales", &json!({ "password": PASSWORD })).0, 200);
    assert_eq!(see(), 401, "a new password ends what was open");
}

#[test]
fn l36_foreign_ids_among_own_ones_are_ids_of_nothing() {
    let firm = Firm::of(&["sales_manager", "sales", "stranger"]);
    let (own, other) = (firm.customer("sales", &json!({})), firm.customer("stranger", &json!({})));
    let nothing = firm.people["sales"].id.clone();
    let body = json!({ "ids": [own, other, nothing], "owner": firm.people["sales_manager"].id });
    let answer = firm.post("sales_manager", "/customers/assignments", &body);
    assert_eq!((answer.status, &answer.body["changed"]), (200, &json!(1)), "{answer:?}");
    let kept = answer.body["kept"].as_array().unwrap();
    assert!(kept.len() == 2 && kept[0]["reason"] == kept[1]["reason"], "{answer:?}");
    let told = firm.get("admin", &format!("/customers/{other}/history"));
    let batch = text(&told.body["items"][0], "batch");
    let undo =
        |batch: &str| firm.post("sales_manager", &format!("/batches/{batch}/undo"), &json!({}));
    let (theirs, none) = (undo(&batch), undo("99999999"));
    assert_eq!((theirs.status, crate::firm::told(&theirs)), (404, crate::firm::told(&none)));
    assert_eq!(firm.get("admin", &format!("/customers/{other}")).status, 200);
    assert_eq!(undo(answer.body["batch"].as_str().unwrap()).status, 200, "one's own");
}

#[test]
fn l42_looking_through_other_eyes_writes_nothing_and_reveals_nothing() {
    let firm = Firm::of(&["sales"]);
    let id = firm.customer("sales", &json!({ "phone": "13812345678" }));
    let mut admin = Browser::signed_in(&firm.house, "admin", PASSWORD);
    let eyes = json!({ "user": firm.people["sales"].id });
    assert_eq!(admin.ask("POST", "/session/preview", Some(&eyes)).status, 200);
    let place = format!("/customers/{id}");
    assert_eq!(admin.ask("GET", &place, None).status, 200);
    let reveal = json!({ "field": "phone", "purpose": "看看" });
    let answer = admin.ask("POST", &format!("{place}/reveals"), Some(&reveal));
    assert_eq!((answer.status, answer.slug()), (409, "preview"), "{answer:?}");
    assert!(!answer.text.contains("1234567"));
    let body = json!({ "name": "新公司", "industry": "制造业", "phone": "13800138000" });
    assert_eq!(admin.ask("POST", "/customers", Some(&body)).status, 409);
    assert_eq!(firm.total("admin", &[]), 1);
}

#[test]
fn l42_who_sees_only_their_own_does_not_see_through_another() {
    let firm = Firm::of(&["sales", "keeper"]);
    firm.customer("sales", &json!({ "name": "私密机械厂" }));
    assert_eq!(amend(&firm, "admin", "keeper", &json!({ "password": PASSWORD })).0, 200);
    // Of no more rights than the keeper's own, and of other customers.
    let body = json!({
        "login": "twin", "name": "同权者", "roles": ["管人"], "password": PASSWORD, "team": "东部",
    });
    let twin = text(&firm.made("/users", &body), "id");
    let mut keeper = Browser::signed_in(&firm.house, "keeper", PASSWORD);
    let answer = keeper.ask("POST", "/session/preview", Some(&json!({ "user": twin })));
    assert_eq!((answer.status, answer.reason()), (422, "beyond_own"), "{answer:?}");
}
