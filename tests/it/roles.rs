//! Roles, teams and people: what is granted holds at once, and nobody grants more than they hold.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Answer;
use crate::outside::Browser;
use crate::outside::ask;
use crate::outside::head;
use crate::outside::list;
use crate::outside::run_import;
use crate::outside::upload;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::patch;
use crate::staff::path_of;
use crate::staff::role;
use crate::staff::user;
use serde_json::Value;
use serde_json::json;

fn place(kind: &str, record: &Value) -> String {
    format!("/{kind}/{}", record["id"].as_str().unwrap())
}

fn rights(grants: &Value) -> Value {
    json!({ "rights": { "customers": grants } })
}

/// By someone else than the administrator, of the record as it is now.
fn change(house: &House, who: &Person, kind: &str, now: &Value, change: &Value) -> Answer {
    who.change(house, "PATCH", &place(kind, now), change, &now["version"])
}

#[test]
fn a_change_of_the_matrix_holds_from_the_next_request_on() {
    let house = House::new();
    Person::hired(&house, "zhao", &["销售代表"], None);
    let other = house.customer("他人机械厂", &json!({}));
    let mut page = Browser::signed_in(&house, "zhao", PASSWORD);
    assert_eq!(page.ask("GET", &path_of(&other), None).status, 404);
    let before = page.ask("GET", "/session", None).body;
    assert_eq!(before["rights"]["customers"]["view"], "own");
    let sales = role(&house, "销售代表");
    let wide = json!({ "view": "all", "create": "own", "edit": "own", "reveal": "own" });
    let changed = patch(&house, &place("roles", &sales), &sales, &rights(&wide));
    assert_eq!(
        (changed.status, &changed.body["rights"]["customers"]["view"]),
        (200, &json!("all"))
    );
    assert_eq!(page.ask("GET", &path_of(&other), None).status, 200);
    assert_eq!(page.ask("GET", "/session", None).body["rights"]["customers"]["view"], "all");
    let narrow = json!({ "view": "none" });
    let closed = patch(&house, &place("roles", &sales), &changed.body, &rights(&narrow));
    assert_eq!(closed.status, 200, "{closed:?}");
    assert_eq!(closed.body["rights"]["customers"]["edit"], "none", "nothing can be done unseen");
    assert_eq!(page.ask("GET", &path_of(&other), None).status, 404);
    let stale = patch(&house, &place("roles", &sales), &sales, &json!({ "note": "旧" }));
    assert_eq!(stale.status, 412);
}

#[test]
fn one_sees_ones_own_and_a_manager_the_teams_below() {
    let house = House::new();
    house.post("/teams", &json!({ "name": "华东" }));
    house.post("/teams", &json!({ "name": "苏州", "parent": "华东" }));
    house.post("/teams", &json!({ "name": "华南" }));
    let near = Person::hired(&house, "zhao", &["销售代表"], Some("苏州"));
    let far = Person::hired(&house, "qian", &["销售代表"], Some("华南"));
    let lead = Person::hired(&house, "sun", &["销售经理"], Some("华东"));
    near.customer(&house, "苏州机械厂", &json!({}));
    far.customer(
        &house,
        "广州机械厂",
        &json!({ "industry": "零售业", "collaborators": [near.id] }),
    );
    far.customer(&house, "深圳机械厂", &json!({}));
    lead.customer(&house, "经理机械厂", &json!({}));
    assert_eq!(near.names(&house, &[]), ["广州机械厂", "苏州机械厂"]);
    assert_eq!(far.names(&house, &[]), ["广州机械厂", "深圳机械厂"]);
    assert_eq!(lead.names(&house, &[]), ["经理机械厂", "苏州机械厂"]);
    for (who, word, found) in
        [(&near, "深圳", 0), (&near, "广州", 1), (&lead, "szjx", 1), (&lead, "gz", 0)]
    {
        assert_eq!(who.names(&house, &[("q", word)]).len(), found, "{} {word}", who.login);
    }
    let counted = near.list(&house, &[("facets", "industry"), ("limit", "0")]);
    let counts: Vec<&Value> =
        counted["facets"]["industry"].as_array().unwrap().iter().map(|one| &one["count"]).collect();
    assert_eq!((&counted["total"], counts), (&json!(2), vec![&json!(1), &json!(1)]));
    // Moved to another team, one's customers come along.
    let now = user(&house, "zhao");
    assert_eq!(patch(&house, &place("users", &now), &now, &json!({ "team": "华南" })).status, 200);
    assert_eq!(lead.names(&house, &[]), ["经理机械厂"]);
    // A manager works on what is below and hands out nothing else.
    let theirs = far.list(&house, &[("q", "深圳")])["items"][0].clone();
    assert_eq!(change(&house, &lead, "customers", &theirs, &json!({ "remark": "x" })).status, 404);
    let own = near.list(&house, &[("q", "苏州")])["items"][0].clone();
    let taken = change(&house, &near, "customers", &own, &json!({ "owner": far.id }));
    assert_eq!(taken.status, 403, "handing over is a right of its own");
}

#[test]
fn nobody_gives_away_or_touches_more_than_they_hold() {
    let house = House::new();
    let admin = role(&house, "系统管理员");
    let staff = rights(&json!({ "view": "all", "edit": "all" }));
    let mut staff = staff.clone();
    staff["system"] = json!(["users", "roles"]);
    let hr_role = new_role(&house, "人事", "reader", &staff);
    let hr = Person::hired(&house, "zhou", &["人事"], None);
    let seller = Person::hired(&house, "zhao", &["只读"], None);
    let add = |body: &Value| hr.ask(&house, "POST", "/users", Some(body));
    let new = |roles: &[&str]| json!({ "login": "neu", "password": PASSWORD, "roles": roles });
    assert_eq!(add(&new(&["系统管理员"])).reason(), "beyond_own");
    assert_eq!(add(&new(&["没有的角色"])).reason(), "unknown_role");
    assert_eq!(add(&new(&["只读"])).status, 201);
    let sell = user(&house, "zhao");
    let refused = change(&house, &hr, "users", &sell, &json!({ "roles": ["销售代表"] }));
    assert_eq!((refused.status, refused.reason()), (422, "beyond_own"), "{refused:?}");
    let own = user(&house, "zhou");
    assert_eq!(
        change(&house, &hr, "users", &own, &json!({ "roles": ["只读"] })).reason(),
        "own_role"
    );
    let mighty = user(&house, "admin");
    let taken =
        change(&house, &hr, "users", &mighty, &json!({ "password": "接管 账号 的 密码 99" }));
    assert_eq!(taken.reason(), "beyond_own", "whoever sets a password may become that person");
    let delete = rights(&json!({ "view": "all", "delete": "all" }));
    let mut body = delete.clone();
    body["name"] = json!("删除员");
    assert_eq!(hr.ask(&house, "POST", "/roles", Some(&body)).reason(), "beyond_own");
    let now = role(&house, "人事");
    let grown = change(&house, &hr, "roles", &now, &rights(&json!({ "view": "own" })));
    assert_eq!(grown.reason(), "own_role");
    let all =
        change(&house, &hr, "roles", &role(&house, "销售经理"), &rights(&json!({ "view": "own" })));
    assert_eq!(all.reason(), "beyond_own", "nor takes away what they do not hold");
    let least = patch(&house, &place("roles", &admin), &admin, &rights(&json!({ "view": "own" })));
    assert_eq!(least.reason(), "administrator_role");
    for (login, body) in
        [("admin", json!({ "disabled": true })), ("admin", json!({ "roles": ["只读"] }))]
    {
        let now = user(&house, login);
        let refused = patch(&house, &place("users", &now), &now, &body);
        assert!(["last_administrator", "own_role"].contains(&refused.reason()), "{refused:?}");
    }
    let (used, version) = (place("roles", &hr_role), hr_role["version"].clone());
    let version = format!("\"{version}\"");
    let kept = ask(&house, "DELETE", &used, None, &[("if-match", &version)]);
    assert_eq!((kept.status, kept.reason()), (422, "in_use"));
    assert_eq!(seller.ask(&house, "GET", "/users", None).status, 403);
    assert_eq!(seller.ask(&house, "GET", "/roles", None).status, 403);
    let free = new_role(&house, "空角色", "reader", &json!({}));
    let gone = ask(&house, "DELETE", &place("roles", &free), None, &[("if-match", "\"1\"")]);
    assert_eq!((gone.status, &gone.body["expectations"]["broken"]), (200, &json!([])), "{gone:?}");
}

#[test]
fn the_last_administrator_stays() {
    let house = House::new();
    let second = Person::hired(&house, "deng", &["系统管理员"], None);
    let now = user(&house, "admin");
    let gone = change(&house, &second, "users", &now, &json!({ "roles": ["只读"] }));
    assert_eq!(gone.status, 200, "{gone:?}");
    let now = user_by(&house, &second, "deng");
    let refused = change(&house, &second, "users", &now, &json!({ "disabled": true }));
    assert_eq!(refused.reason(), "last_administrator", "{refused:?}");
}

fn user_by(house: &House, who: &Person, login: &str) -> Value {
    let users = who.ask(house, "GET", "/users", None).body;
    let all = users["items"].as_array().unwrap();
    all.iter().find(|user| user["fields"]["login"] == login).unwrap().clone()
}

#[test]
fn teams_stand_in_a_tree_that_ends() {
    let house = House::new();
    let (_, east) = house.post("/teams", &json!({ "name": "华东" }));
    let (_, city) = house.post("/teams", &json!({ "name": "苏州", "parent": east["id"] }));
    assert_eq!(city["fields"]["parent"]["name"], "华东");
    for (team, parent) in [(&east, &city), (&east, &east)] {
        let circle = patch(&house, &place("teams", team), team, &json!({ "parent": parent["id"] }));
        assert_eq!((circle.status, circle.reason()), (422, "team_circle"), "{circle:?}");
    }
    let same = house.post("/teams", &json!({ "name": "苏州" }));
    assert_eq!(same.0, 409, "{same:?}");
    assert_eq!(
        house.post("/teams", &json!({ "name": "x", "parent": "没有" })).1["faults"][0]["reason"],
        "unknown_team"
    );
    let remove = |team: &Value| {
        let version = format!("\"{}\"", team["version"]);
        ask(&house, "DELETE", &place("teams", team), None, &[("if-match", &version)])
    };
    assert_eq!(remove(&east).reason(), "in_use");
    Person::hired(&house, "zhao", &["销售代表"], Some("苏州"));
    assert_eq!(remove(&city).reason(), "in_use");
    assert_eq!(house.get("/teams")["items"][1]["people"], 1);
    let now = user(&house, "zhao");
    let moved = patch(&house, &place("users", &now), &now, &json!({ "team": null }));
    assert_eq!((moved.status, &moved.body["fields"]["team"]), (200, &Value::Null), "{moved:?}");
    assert_eq!(remove(&city).status, 204);
    assert_eq!(remove(&east).status, 204);
}

/// Two tabs are of one session, and each shows what it knows.
#[test]
fn a_page_of_another_belief_than_its_session_changes_nothing() {
    let house = House::new();
    let made = house.customer("看得见的厂", &json!({}));
    let mut page = Browser::signed_in(&house, "admin", PASSWORD);
    let mut tab = Browser::with(&house, &page.cookie);
    let eyes = json!({ "role": "客服主管" });
    let body = json!({ "name": "新公司", "industry": "制造业", "phone": "13800138000" });
    let add = |who: &mut Browser| {
        let answer = who.ask("POST", "/customers", Some(&body));
        (answer.status, answer.slug().to_owned())
    };
    let changed = (409, "preview-changed".to_owned());
    assert_eq!(page.ask("POST", "/session/preview", Some(&eyes)).status, 200);
    let before = head(&house);
    assert_eq!(add(&mut tab), changed, "it would take the rehearsal for real");
    let own = [("origin", house.url()), ("sec-fetch-site", "same-origin"), ("if-match", "\"1\"")];
    let deleted = tab.ask_from(&own, "DELETE", &path_of(&made), None);
    assert_eq!((deleted.status, deleted.slug()), (409, "preview-changed"), "{deleted:?}");
    assert_eq!(tab.ask("GET", &path_of(&made), None).status, 200, "looking changes nothing");
    assert_eq!(house.get(&path_of(&made))["version"], 1);
    assert_eq!(tab.ask("GET", "/session", None).body["preview"]["role"]["name"], "客服主管");
    let refused = add(&mut tab);
    assert!(refused != changed && [403, 409].contains(&refused.0), "{refused:?}");
    let remark = json!({ "remark": "试试" });
    let allowed = tab.ask_from(&own, "PATCH", &path_of(&made), Some(&remark));
    assert_eq!((allowed.status, allowed.slug()), (409, "preview"), "{allowed:?}");
    assert_eq!(head(&house), before, "nothing was kept");
    // Ended in one tab, the other would do in earnest what it means to rehearse.
    assert_eq!(page.ask("DELETE", "/session/preview", None).status, 200);
    let before = head(&house);
    assert!(tab.previews && add(&mut tab) == changed);
    assert_eq!(head(&house), before, "nothing was kept");
    let again = tab.ask("POST", "/session/preview", Some(&eyes));
    assert_eq!(again.status, 200, "what begins and ends it is not asked");
    let left = page.ask("DELETE", "/session", None);
    assert_eq!(left.status, 204, "nor who leaves: {left:?}");
    // A token has no page.
    let bearer = ask(&house, "POST", "/customers", Some(&body), &[("zhike-preview", "1")]);
    assert_eq!(bearer.status, 201, "{bearer:?}");
}

#[test]
fn what_is_tried_through_other_eyes_is_rehearsed_and_not_kept() {
    let house = House::new();
    let made = house.customer("看得见的厂", &json!({ "phone": "13812345678" }));
    let mut page = Browser::signed_in(&house, "admin", PASSWORD);
    let begun = page.ask("POST", "/session/preview", Some(&json!({ "role": "客服主管" })));
    assert_eq!((begun.status, &begun.body["preview"]["role"]["name"]), (200, &json!("客服主管")));
    assert_eq!(begun.body["rights"]["customers"]["delete"], "none");
    let before = head(&house);
    let own = house.url().to_owned();
    let with = |page: &Browser, method: &str, path: &str, body: Option<&Value>| {
        page.ask_from(
            &[("origin", &own), ("sec-fetch-site", "same-origin"), ("if-match", "\"1\"")],
            method,
            path,
            body,
        )
    };
    let path = path_of(&made);
    let allowed = with(&page, "PATCH", &path, Some(&json!({ "remark": "试试" })));
    assert_eq!((allowed.status, allowed.slug()), (409, "preview"), "{allowed:?}");
    assert_eq!(with(&page, "DELETE", &path, None).status, 403);
    let invalid = with(&page, "PATCH", &path, Some(&json!({ "phone": "1" })));
    assert_eq!(invalid.status, 422, "the usual refusal");
    let body = json!({ "field": "phone", "purpose": "测试" });
    let reveal = with(&page, "POST", &format!("{path}/reveals"), Some(&body));
    assert_eq!((reveal.status, reveal.slug()), (409, "preview"), "{reveal:?}");
    assert!(!reveal.text.contains("13812345678") && !reveal.text.contains("138 1234"));
    assert_eq!(
        with(&page, "POST", "/users", Some(&json!({ "login": "x1", "roles": [] }))).status,
        403
    );
    let ids = json!({ "ids": [made["id"]], "owner": null });
    assert_eq!(with(&page, "POST", "/customers/assignments", Some(&ids)).status, 403);
    assert_eq!(head(&house), before, "nothing was kept");
    assert_eq!(house.get(&path)["version"], 1);
    let seller = Person::hired(&house, "zhao", &["销售代表"], None);
    let theirs = seller.customer(&house, "赵的厂", &json!({}));
    let begun = page.ask("POST", "/session/preview", Some(&json!({ "user": "zhao" })));
    assert_eq!(begun.body["preview"]["user"]["name"], "zhao先生", "{begun:?}");
    assert_eq!(page.ask("GET", &path, None).status, 404);
    assert_eq!(page.ask("GET", &path_of(&theirs), None).status, 200);
    let ended = page.ask("DELETE", "/session/preview", None);
    assert_eq!((ended.status, &ended.body["preview"]), (200, &Value::Null), "{ended:?}");
    assert_eq!(page.ask("GET", &path, None).status, 200);
    // Nobody looks through the eyes of the mightier.
    let mut staff = rights(&json!({ "view": "all" }));
    staff["system"] = json!(["roles"]);
    new_role(&house, "角色员", "reader", &staff);
    Person::hired(&house, "zhou", &["角色员"], None);
    let mut other = Browser::signed_in(&house, "zhou", PASSWORD);
    let beyond = other.ask("POST", "/session/preview", Some(&json!({ "role": "系统管理员" })));
    assert_eq!(beyond.reason(), "beyond_own", "{beyond:?}");
}

#[test]
fn an_import_ends_with_the_right_to_it() {
    let mut house = House::new();
    let clerks = new_role(&house, "导入员", "marketing", &json!({}));
    let clerk = Person::hired(&house, "sun", &["导入员"], None);
    let staged = |house: &House, mark: &str, rows: usize| {
        let rows = (0..rows).map(|n| format!("{mark}{n}厂,1381234{n:04}\n"));
        let file = format!("客户名称,手机号\n{}", rows.collect::<String>());
        upload(house, "a.csv", file.as_bytes()).id().to_owned()
    };
    let begin = |house: &House, id: &str| {
        assert_eq!(ask(house, "POST", &format!("/imports/{id}/run"), None, &[]).status, 202);
    };
    let admin = std::mem::replace(&mut house.token, clerk.token.clone());
    let id = staged(&house, "无权", 1_000);
    house.token = admin;
    let before: Vec<String> = (0..2).map(|_| staged(&house, "先来", 3_000)).collect();
    before.iter().for_each(|id| begin(&house, id));
    // Two run, and this one waits its turn.
    let path = format!("/imports/{id}/run");
    assert_eq!(clerk.ask(&house, "POST", &path, None).status, 202);
    let without = rights(&json!({ "view": "all", "create": "all" }));
    let changed = patch(&house, &place("roles", &clerks), &clerks, &without);
    assert_eq!(changed.status, 200, "{changed:?}");
    let last = staged(&house, "后来", 1);
    assert_eq!(run_import(&house, &last)["state"], "done");
    for id in before {
        while house.get(&format!("/imports/{id}"))["state"] != "done" {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
    let again = rights(&json!({ "view": "all", "create": "all", "import": "all" }));
    assert_eq!(patch(&house, &place("roles", &clerks), &changed.body, &again).status, 200);
    let job = clerk.ask(&house, "GET", &format!("/imports/{id}"), None).body;
    assert_eq!(job["state"], "failed", "{job}");
    assert!(job.to_string().contains("denied"), "{job}");
    assert_eq!(list(&house, &[("q", "无权"), ("limit", "0")])["total"], 0);
}

#[test]
fn a_shipped_role_has_a_name_in_each_language_until_the_firm_gives_it_one() {
    let house = House::new();
    let english = [("accept-language", "en")];
    let shown = |preset: &str| {
        let roles = ask(&house, "GET", "/roles", None, &english).body;
        let all = roles["items"].as_array().unwrap();
        all.iter().find(|role| role["preset"] == preset).unwrap().clone()
    };
    let reader = shown("reader");
    assert_eq!(reader["fields"]["name"], "Read only");
    assert!(reader["fields"]["note"].as_str().unwrap().starts_with("Sees all customers"));
    assert_eq!(role(&house, "只读")["preset"], "reader");
    let body = json!({ "login": "smith", "roles": ["Read only"] });
    let made = ask(&house, "POST", "/users", Some(&body), &english);
    assert_eq!(made.body["fields"]["roles"][0]["name"], "Read only", "{made:?}");
    assert_eq!(user(&house, "smith")["fields"]["roles"][0]["name"], "只读");
    // What a page in English sends back as it was is no change.
    let path = place("roles", &reader);
    let same = json!({ "name": "Read only", "note": reader["fields"]["note"] });
    let version = format!("\"{}\"", reader["version"]);
    let headers = [("accept-language", "en"), ("if-match", version.as_str())];
    let kept = ask(&house, "PATCH", &path, Some(&same), &headers);
    assert_eq!((kept.status, &kept.body["version"]), (200, &reader["version"]), "{kept:?}");
    let renamed = ask(&house, "PATCH", &path, Some(&json!({ "name": "访客" })), &headers);
    assert_eq!(renamed.body["fields"]["name"], "访客", "{renamed:?}");
    assert_eq!(shown("reader")["fields"]["name"], "访客");
    // A role of the firm's own that is called as one of ours is in English is the one that is meant.
    new_role(&house, "Administrator", "reader", &json!({}));
    let body = json!({ "login": "jones", "roles": ["Administrator"] });
    assert_eq!(ask(&house, "POST", "/users", Some(&body), &[]).status, 201);
    assert_eq!(user(&house, "jones")["fields"]["roles"][0]["name"], "Administrator");
}
