//! People of a house: each with a role, a team and a token of their own.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Answer;
use crate::outside::ask;
use crate::outside::head;
use crate::outside::url;
use crate::outside::with_token;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

pub struct Person {
    pub id: String,
    pub login: String,
    pub token: String,
}

impl Person {
    /// Someone new, with roles and a team by their names.
    pub fn hired(house: &House, login: &str, roles: &[&str], team: Option<&str>) -> Person {
        let body = json!({
            "login": login, "name": format!("{login}先生"), "password": PASSWORD,
            "roles": roles, "team": team,
        });
        let (status, made) = house.post("/users", &body);
        assert_eq!(status, 201, "{made}");
        let token = house.run(&["token", "create", "--user", login, "--json"]).well().json();
        Person {
            id: made["id"].as_str().unwrap().to_owned(),
            login: login.to_owned(),
            token: token["token"].as_str().unwrap().to_owned(),
        }
    }

    pub fn ask(&self, house: &House, method: &str, path: &str, body: Option<&Value>) -> Answer {
        with_token(house, &self.token, method, path, body, &[])
    }

    /// With the version that `version` has.
    pub fn change(
        &self,
        house: &House,
        method: &str,
        path: &str,
        body: &Value,
        version: &Value,
    ) -> Answer {
        let version = format!("\"{version}\"");
        let headers = [("if-match", version.as_str())];
        with_token(house, &self.token, method, path, Some(body), &headers)
    }

    /// The customers that fit, as the index shows what is written by now.
    pub fn list(&self, house: &House, query: &[(&str, &str)]) -> Value {
        let answer = self.try_list(house, query);
        assert_eq!(answer.status, 200, "{query:?}: {answer:?}");
        answer.body
    }

    pub fn try_list(&self, house: &House, query: &[(&str, &str)]) -> Answer {
        let after = head(house).to_string();
        let query: Vec<(&str, &str)> =
            query.iter().copied().chain([("after", after.as_str())]).collect();
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let answer = self.ask(house, "GET", &url("/customers", &query), None);
            if answer.status != 503 || until < Instant::now() {
                return answer;
            }
        }
    }

    /// The names of what fits, sorted.
    pub fn names(&self, house: &House, query: &[(&str, &str)]) -> Vec<String> {
        let list = self.list(house, query);
        let items = list["items"].as_array().unwrap().iter();
        let mut names: Vec<String> =
            items.map(|item| item["fields"]["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(list["total"], names.len(), "the total says what the pages show");
        names.sort();
        names
    }

    /// A customer that the person makes, who owns it.
    pub fn customer(&self, house: &House, name: &str, more: &Value) -> Value {
        let mut body = json!({ "name": name, "industry": "制造业", "phone": "13800138000" });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let made = self.ask(house, "POST", "/customers", Some(&body));
        assert_eq!(made.status, 201, "{made:?}");
        made.body
    }
}

pub fn path_of(customer: &Value) -> String {
    format!("/customers/{}", customer["id"].as_str().unwrap())
}

/// One change by the administrator, of the record as it is now.
pub fn patch(house: &House, path: &str, now: &Value, change: &Value) -> Answer {
    let version = format!("\"{}\"", now["version"]);
    ask(house, "PATCH", path, Some(change), &[("if-match", &version)])
}

/// The role of that name as the administrator sees it.
pub fn role(house: &House, name: &str) -> Value {
    let roles = house.get("/roles");
    let found =
        roles["items"].as_array().unwrap().iter().find(|role| role["fields"]["name"] == name);
    found.cloned().unwrap_or_else(|| panic!("{name}: {roles}"))
}

pub fn user(house: &House, login: &str) -> Value {
    let users = house.get("/users");
    let found =
        users["items"].as_array().unwrap().iter().find(|user| user["fields"]["login"] == login);
    found.cloned().unwrap_or_else(|| panic!("{login}: {users}"))
}

/// Makes a role from a shipped one, with changes.
pub fn new_role(house: &House, name: &str, from: &str, more: &Value) -> Value {
    let mut body = json!({ "name": name, "from": from });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let (status, made) = house.post("/roles", &body);
    assert_eq!(status, 201, "{made}");
    made
}

/// A customer of the administrator's that nobody owns any more.
pub fn pooled(house: &House, name: &str) -> Value {
    let made = house.customer(name, &json!({}));
    let freed = patch(house, &path_of(&made), &made, &json!({ "owner": null }));
    assert_eq!(freed.status, 200, "{freed:?}");
    freed.body
}
