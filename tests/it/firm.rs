//! A firm for the stories of rights: three teams, someone for each role, customers of everybody.

use crate::common::House;
use crate::outside::Answer;
use crate::outside::head;
use crate::outside::url;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use std::time::Instant;

/// Login, roles, team. The logins of those with one preset role are its slug.
const PEOPLE: [(&str, &[&str], &str); 17] = [
    ("sales", &["销售代表"], "东部"),
    ("sales_manager", &["销售经理"], "东部"),
    ("service", &["客服专员"], "东部"),
    ("service_lead", &["客服主管"], "东部"),
    ("marketing", &["市场经理"], "东部"),
    ("management", &["管理层"], "东部"),
    ("administrator", &["系统管理员"], "东部"),
    ("auditor", &["安全审计员"], "东部"),
    ("reader", &["只读"], "东部"),
    ("disabled", &["销售代表"], "东部"),
    ("mate", &["销售代表"], "东部"),
    ("below", &["销售代表"], "东一组"),
    ("stranger", &["销售代表"], "西部"),
    ("boss", &["销售经理"], "西部"),
    ("blind", &["半盲"], "东部"),
    ("keeper", &["管人"], "东部"),
    ("narrow", &["少看"], "东部"),
];

pub struct Firm {
    pub house: House,
    /// Tokens and ids by login.
    pub people: BTreeMap<&'static str, Who>,
    agent: ureq::Agent,
}

#[derive(Clone)]
pub struct Who {
    pub id: String,
    pub token: String,
}

impl Firm {
    /// Running, with people and without customers. Who is called disabled is not yet.
    pub fn new() -> Firm {
        Firm::of(&PEOPLE.map(|(login, _, _)| login))
    }

    /// The same with these people alone.
    pub fn of(logins: &[&str]) -> Firm {
        let house = House::new();
        let mut firm = Firm { house, people: BTreeMap::new(), agent: agent() };
        for (name, parent) in [("东部", None), ("东一组", Some("东部")), ("西部", None)] {
            firm.made("/teams", &json!({ "name": name, "parent": parent }));
        }
        firm.made("/roles", &blind());
        firm.made("/roles", &keeper());
        firm.made("/roles", &narrow());
        for (login, roles, team) in PEOPLE.iter().filter(|(login, _, _)| logins.contains(login)) {
            let body = json!({ "login": login, "name": format!("{login}先生"), "roles": roles, "team": team });
            let id = text(&firm.made("/users", &body), "id");
            let ran = firm.house.run(&["token", "create", "--user", login, "--json"]);
            let token = text(&ran.well().json(), "token");
            firm.people.insert(login, Who { id, token });
        }
        firm
    }

    pub fn disable(&self, login: &str) {
        let path = format!("/users/{}", self.people[login].id);
        let off = json!({ "disabled": true });
        assert_eq!(self.admin("PATCH", &path, Some(&off), &[("if-match", "\"1\"")]).status, 200);
    }

    /// The same firm in another house, with these variables set.
    pub fn twin(&self, env: &[(&'static str, String)]) -> Firm {
        let mut house = self.house.twin();
        house.env = env.to_vec();
        house.serve();
        Firm { house, people: self.people.clone(), agent: agent() }
    }

    /// One request of a person; `""` for nobody, `admin` for who made the firm.
    pub fn ask(
        &self,
        who: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.send(who, method, path, &body, headers)
    }

    /// The same with any body.
    pub fn send(
        &self,
        who: &str,
        method: &str,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let token = match who {
            "" => String::new(),
            "admin" => self.house.token.clone(),
            login => self.people[login].token.clone(),
        };
        let plain = ["/readyz", "/livez", "/metrics", "/trust", "/api/"];
        let base = if plain.iter().any(|known| path.starts_with(known)) { "" } else { "/api/v1" };
        let url = format!("{}{base}{path}", self.house.url());
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = match body {
            "" => self.agent.run(request.body(()).unwrap()),
            body => {
                let request = request.header("content-type", "application/json");
                self.agent.run(request.body(body.to_owned()).unwrap())
            }
        };
        let answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let (head, body) = answer.into_parts();
        let text = body.into_with_config().limit(64 << 20).read_to_vec().unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: head.status.as_u16(), headers: head.headers, body, text }
    }

    pub fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(who, "GET", path, None, &[])
    }

    pub fn post(&self, who: &str, path: &str, body: &Value) -> Answer {
        self.ask(who, "POST", path, Some(body), &[])
    }

    /// With the version that the record has now.
    pub fn change(&self, who: &str, method: &str, path: &str, body: &Value) -> Answer {
        // A to-do about nobody is for the eyes of those who have it.
        let seen = |eyes: &str| self.ask(eyes, "GET", path, None, &[]).body["version"].clone();
        let version = Some(seen("admin")).filter(|version| !version.is_null());
        let version = format!("\"{}\"", version.unwrap_or_else(|| seen(who)));
        self.ask(who, method, path, Some(body), &[("if-match", &version)])
    }

    pub fn admin(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.ask("admin", method, path, body, headers)
    }

    /// Made by the administrator.
    pub fn made(&self, path: &str, body: &Value) -> Value {
        let answer = self.post("admin", path, body);
        assert_eq!(answer.status, 201, "{path} {body}: {answer:?}");
        answer.body
    }

    /// A customer of that person; of nobody where `owner` is empty.
    pub fn customer(&self, owner: &str, more: &Value) -> String {
        let mut body =
            json!({ "name": "未名机械厂", "industry": "制造业", "phone": "13800138000" });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        if !owner.is_empty() {
            body["owner"] = json!(self.people[owner].id);
        }
        let id = text(&self.made("/customers", &body), "id");
        if owner.is_empty() {
            let free = json!({ "owner": null });
            let answer = self.change("admin", "PATCH", &format!("/customers/{id}"), &free);
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        id
    }

    /// To the bin.
    pub fn remove(&self, id: &str) {
        let answer = self.change("admin", "DELETE", &format!("/customers/{id}"), &json!({}));
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// The list of that person, as the index shows what is written by now.
    pub fn list(&self, who: &str, query: &[(&str, &str)]) -> Answer {
        let after = head(&self.house).to_string();
        let query: Vec<(&str, &str)> =
            query.iter().copied().chain([("after", after.as_str())]).collect();
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let answer = self.get(who, &url("/customers", &query));
            if answer.status != 503 || until < Instant::now() {
                return answer;
            }
        }
    }

    pub fn total(&self, who: &str, query: &[(&str, &str)]) -> u64 {
        let answer = self.list(who, query);
        assert_eq!(answer.status, 200, "{query:?}: {answer:?}");
        answer.body["total"].as_u64().unwrap()
    }
}

/// Sees all customers, and of them neither these fields nor, clear, those.
fn blind() -> Value {
    let hidden = json!({ "see": "hidden", "write": false });
    let masked = json!({ "see": "masked", "write": false });
    let clear = json!({ "see": "clear", "write": false });
    json!({
        "name": "半盲",
        "rights": { "customers": { "view": "all", "edit": "all", "reveal": "all", "import": "all", "create": "all" } },
        "visibility": { "customers": {
            "default": { "see": "clear", "write": true },
            "fields": {
                "remark": hidden, "level": hidden, "opening_amount": hidden, "company": hidden,
                "short_name": hidden, "tags": hidden, "external_id": hidden, "id_number": hidden,
                "region": masked, "first_contact": masked, "source": clear,
            },
        } },
    })
}

/// Sees all customers, of some kinds of record about them none, and no amounts of deals.
fn narrow() -> Value {
    let none = json!({ "view": "none" });
    json!({
        "name": "少看",
        "rights": {
            "customers": { "view": "all", "edit": "all" },
            "services": none, "tasks": none, "payments": none,
        },
        "visibility": {
            "customers": { "default": { "see": "clear", "write": true } },
            "deals": { "fields": { "amount": { "see": "hidden", "write": false } } },
        },
    })
}

/// Keeps the list of people and roles, and sees no customer but their own.
fn keeper() -> Value {
    json!({
        "name": "管人",
        "rights": { "customers": { "view": "own", "create": "own", "edit": "own" } },
        "system": ["users", "roles"],
        "visibility": { "customers": { "default": { "see": "own", "write": true } } },
    })
}

pub fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("no {key}: {value}")).to_owned()
}

/// A body without what differs from one request to the next.
pub fn told(answer: &Answer) -> String {
    let mut text = answer.text.clone();
    for member in ["\"request\":\"", "\"next\":\""] {
        text = without(&text, member);
    }
    // How long to wait: a second may pass between the two that are compared.
    let wait = "\"wait_seconds\":";
    if let Some(at) = text.find(wait).map(|at| at + wait.len()) {
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        text.replace_range(at..at + digits, "*");
    }
    text
}

/// The text of this member replaced wherever it stands.
pub fn without(text: &str, member: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(member) {
        let (before, after) = rest.split_at(at + member.len());
        out.push_str(before);
        out.push('*');
        rest = &after[after.find('"').unwrap_or(after.len())..];
    }
    out.push_str(rest);
    out
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}
