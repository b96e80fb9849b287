//! Every route, asked by every role, of records that stand to them in every way, against a table.

use crate::authz_table::TABLE;
use crate::firm::Firm;
use crate::firm::text;
use crate::firm::told;
use crate::outside::Answer;
use crate::sales::CHILDREN;
use crate::sales::child;
use crate::sse::Events;
use serde_json::Value;
use serde_json::json;
use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use ureq::http::HeaderMap;
use zhike::http::Need;
use zhike::http::routes;

/// The nine presets, somebody who did not sign in, and the token of somebody who was disabled.
const ASKERS: [&str; 11] = [
    "sales",
    "sales_manager",
    "service",
    "service_lead",
    "marketing",
    "management",
    "administrator",
    "auditor",
    "reader",
    "",
    "disabled",
];

/// What needs nobody is asked by few: its tries are counted.
const OPEN_ASKERS: [&str; 3] = ["sales", "", "disabled"];

/// How a customer stands to who asks: their own, a colleague's in the same team, another team's,
/// in the pool, their own in the bin, the id of nothing.
const RELATIONS: [&str; 6] = ["own", "team", "other", "pool", "binned", "none"];

struct Matrix {
    firm: Firm,
    customers: BTreeMap<(&'static str, &'static str), String>,
    /// By kind and customer.
    children: RefCell<BTreeMap<(String, String), String>>,
    /// Of records about customers, where it is not the first.
    versions: RefCell<BTreeMap<String, u64>>,
    count: Cell<u64>,
}

impl Matrix {
    fn new() -> Matrix {
        let (customers, count) = (BTreeMap::new(), Cell::new(0));
        let (children, versions) = (RefCell::default(), RefCell::default());
        let mut matrix = Matrix { firm: Firm::new(), customers, children, versions, count };
        for asker in ASKERS {
            for relation in RELATIONS {
                let id = matrix.customer(asker, relation);
                matrix.customers.insert((asker, relation), id);
            }
        }
        // Nobody gives a customer to who is disabled already.
        matrix.firm.disable("disabled");
        matrix
    }

    fn customer(&self, asker: &'static str, relation: &str) -> String {
        let own = if asker.is_empty() { "sales" } else { asker };
        let owner = match relation {
            "team" => "mate",
            "other" => "stranger",
            "pool" => "",
            "own" | "binned" => own,
            // Of another kind: nothing that is a customer.
            _ => return self.firm.people["mate"].id.clone(),
        };
        let id = self.firm.customer(owner, &json!({}));
        if relation == "binned" {
            CHILDREN.iter().for_each(|kind| drop(self.child(kind, &id)));
            self.child("attachments", &id);
            self.firm.remove(&id);
        }
        id
    }

    /// A record of that kind about the customer, made by the administrator.
    fn child(&self, kind: &str, customer: &str) -> String {
        let key = (kind.to_owned(), customer.to_owned());
        if let Some(known) = self.children.borrow().get(&key) {
            return known.clone();
        }
        if self.firm.people["mate"].id == customer {
            return customer.to_owned();
        }
        if kind == "attachments" {
            let path = format!("/customers/{customer}/attachments?name=a.txt");
            let id = self.firm.send("admin", "POST", &path, "内容", &[]).id().to_owned();
            self.children.borrow_mut().insert(key, id.clone());
            return id;
        }
        let deal = || self.child("deals", customer);
        let body = child(kind, customer, self.next(), deal);
        let id = text(&self.firm.made(&format!("/{kind}"), &body), "id");
        self.children.borrow_mut().insert(key, id.clone());
        id
    }

    /// What a new record of the kind says; the deal of a payment is there already.
    fn newborn(&self, kind: &str, customer: &str) -> Value {
        let deals = self.children.borrow();
        let deal = deals.get(&("deals".to_owned(), customer.to_owned())).cloned();
        child(kind, customer, self.next(), || deal.unwrap_or_else(|| customer.to_owned()))
    }

    /// A number that was not used before, for names that must differ.
    fn next(&self) -> u64 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    /// The id of something of that kind that is there, made by the administrator.
    fn fresh(&self, plural: &str) -> String {
        let n = self.next();
        let name =
            json!({ "name": format!("新{n}"), "login": format!("new{n}"), "roles": ["只读"] });
        let made = |path: &str, body: &Value| text(&self.firm.made(path, body), "id");
        match plural {
            "users" => made("/users", &name),
            "roles" | "teams" | "tokens" => {
                made(&format!("/{plural}"), &json!({ "name": format!("新{n}") }))
            }
            "imports" => {
                // Only so many may wait at a time.
                let waiting = self.firm.get("admin", "/imports").body;
                for job in waiting["items"].as_array().into_iter().flatten() {
                    self.firm.admin("DELETE", &format!("/imports/{}", text(job, "id")), None, &[]);
                }
                text(&self.upload("admin").body, "id")
            }
            "batches" => {
                let id = self.firm.customer("mate", &json!({}));
                let told = self.firm.get("admin", &format!("/customers/{id}/history"));
                text(&told.body["items"][0], "batch")
            }
            "expectations" => {
                let customer = &self.customers[&("sales", "own")];
                let user = &self.firm.people["sales"].id;
                let body = json!({ "user": user, "action": "view", "customer": customer, "expected": true });
                made("/expectations", &body)
            }
            _ => "none".to_owned(),
        }
    }

    fn upload(&self, who: &str) -> Answer {
        let path = "/imports?kind=customers&name=a.csv";
        self.firm.send(who, "POST", path, "客户名称,手机号\n来者公司,13912345678\n", &[])
    }

    /// The beginning of an answer that has no end.
    fn listen(&self, who: &str) -> Answer {
        let token = self.firm.people.get(who).map_or("", |who| who.token.as_str());
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str())];
        let headers = if token.is_empty() { &headers[..0] } else { &headers[..] };
        let status = Events::open(&self.firm.house, "", headers).status;
        Answer { status, headers: HeaderMap::new(), body: Value::Null, text: String::new() }
    }

    /// Carries out a route on a record.
    fn ask(&self, asker: &str, method: &str, path: &str, kind: &str, id: &str) -> Answer {
        let path = path.strip_prefix("/api/v1").unwrap_or(path).replace("{id}", id);
        match (method, path.as_str()) {
            ("POST", "/imports") => return self.upload(asker),
            ("POST", _) if kind == "customers" && path.ends_with("/attachments") => {
                return self.firm.send(asker, method, &format!("{path}?name=a.txt"), "内容", &[]);
            }
            ("GET", "/journal") => return self.listen(asker),
            _ => {}
        }
        let body = match is_child(kind) && (method, path == format!("/{kind}")) == ("POST", true) {
            true => Some(self.newborn(kind, id)),
            false => body_of(method, &path, self.next(), id),
        };
        let whole = format!("/{kind}/{id}");
        let of_record = path == whole && ["PATCH", "DELETE"].contains(&method);
        let is_matched =
            of_record || ["/returns", "/promotions"].iter().any(|end| path.ends_with(end));
        let version = match is_matched {
            true if kind == "customers" => self.firm.get("admin", &whole).body["version"].clone(),
            true => json!(self.versions.borrow().get(id).copied().unwrap_or(1)),
            false => Value::Null,
        };
        let version = match version {
            Value::Null if of_record => "\"1\"".to_owned(),
            Value::Null => String::new(),
            number => format!("\"{number}\""),
        };
        let headers = [("if-match", version.as_str())];
        let headers = if version.is_empty() { &headers[..0] } else { &headers[..] };
        let answer = self.firm.ask(asker, method, &path, body.as_ref(), headers);
        if let (true, Some(version)) = (is_child(kind), answer.body["version"].as_u64()) {
            self.versions.borrow_mut().insert(id.to_owned(), version);
        }
        answer
    }
}

/// A body that is right, so that only the right to it can be missing.
fn body_of(method: &str, path: &str, n: u64, id: &str) -> Option<Value> {
    let last = path.rsplit('/').next().unwrap_or_default();
    let named = || Some(json!({ "name": format!("名{n}") }));
    match (method, path) {
        ("GET", _) => None,
        ("POST", "/customers") => {
            Some(json!({ "name": "来者公司", "industry": "制造业", "phone": "13800138000" }))
        }
        ("POST", "/users") => {
            Some(json!({ "login": format!("who{n}"), "name": "某人", "roles": ["只读"] }))
        }
        ("POST", "/fields") => Some(
            json!({ "key": format!("own_{n}"), "label_zh": "自定", "type": "text", "max_chars": 9 }),
        ),
        ("POST", "/customers/bulk") => {
            Some(json!({ "ids": [], "set": { "contact_title": "经理" } }))
        }
        ("POST", "/customers/assignments") => Some(json!({ "ids": [], "owner": null })),
        ("POST", "/roles" | "/teams" | "/tokens") => named(),
        ("PATCH", "/settings") => Some(json!({ "company": format!("公司{n}") })),
        ("PATCH", "/calendar") => Some(json!({ "days": [1, 2, 3, 4, 5] })),
        ("PATCH", _) if path.starts_with("/customers/") => {
            Some(json!({ "contact_title": format!("经理{n}") }))
        }
        ("POST", _) if last == "transitions" => Some(json!({ "level": "意向客户" })),
        ("PATCH", _) if path.starts_with("/attachments/") => {
            Some(json!({ "name": format!("附件{n}.txt") }))
        }
        ("PATCH", _) if CHILDREN.iter().any(|kind| path.starts_with(&format!("/{kind}/"))) => {
            Some(json!({ "external_source": format!("来源{n}") }))
        }
        ("PATCH", _) if path.starts_with("/imports/") => Some(json!({ "duplicates": "skip" })),
        ("PATCH", "/notifications/settings") => Some(json!({ "kinds": {} })),
        ("PATCH", "/session") => Some(json!({})),
        ("PATCH", _) => named(),
        ("POST", _) if last == "reveals" => Some(json!({ "field": "phone", "purpose": "回访" })),
        ("POST", _) if last == "returns" => Some(json!({ "reason": "无意向" })),
        ("POST", _) if last == "departures" => Some(json!({ "version": 1 })),
        ("POST", _) if last == "links" => Some(json!({ "kind": "password" })),
        ("POST", "/expectations") => {
            Some(json!({ "role": "只读", "action": "view", "customer": id, "expected": true }))
        }
        ("POST", _) => Some(json!({})),
        _ => None,
    }
}

/// Whether records of the kind are about customers.
fn is_child(kind: &str) -> bool {
    CHILDREN.contains(&kind) || kind == "attachments"
}

fn letter(status: u16) -> char {
    match status {
        200..=299 => '+',
        400 => 'b',
        401 => 's',
        403 => 'd',
        404 => 'm',
        409 => 'c',
        412 => 'v',
        422 => 'i',
        428 => 'w',
        429 => 'l',
        _ => '?',
    }
}

/// What everybody got, in the form of the table.
fn walked(matrix: &mut Matrix, method: &str, path: &str, need: Need) -> String {
    let askers = if need == Need::Nothing { &OPEN_ASKERS[..] } else { &ASKERS[..] };
    let kind = path.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default().to_owned();
    let has_id = path.contains("{id}");
    let mut groups = Vec::new();
    for asker in askers {
        let mut group = String::new();
        match (has_id, kind.as_str()) {
            (false, kind) if !is_child(kind) || method == "GET" => {
                let any = matrix.customers[&("sales", "own")].clone();
                group.push(letter(matrix.ask(asker, method, path, kind, &any).status));
            }
            (true, "customers") => {
                let nothing = matrix.customers[&(*asker, "none")].clone();
                let unknown = matrix.ask(asker, method, path, &kind, &nothing);
                for relation in RELATIONS {
                    let id = matrix.customers[&(*asker, relation)].clone();
                    let answer = matrix.ask(asker, method, path, &kind, &id);
                    group.push(letter(answer.status));
                    if answer.status == 404 {
                        assert_eq!(
                            told(&answer),
                            told(&unknown),
                            "{method} {path} {asker} {relation}"
                        );
                    }
                    if answer.status < 300 && method != "GET" {
                        let id = matrix.customer(asker, relation);
                        matrix.customers.insert((*asker, relation), id);
                    }
                }
            }
            (_, kind) if is_child(kind) => {
                let of = |customer: &str| match has_id {
                    true => matrix.child(kind, customer),
                    false => customer.to_owned(),
                };
                let nothing = of(&matrix.customers[&(*asker, "none")]);
                let unknown = matrix.ask(asker, method, path, kind, &nothing);
                for relation in RELATIONS {
                    if relation == "none" {
                        group.push(letter(unknown.status));
                        continue;
                    }
                    let customer = &matrix.customers[&(*asker, relation)];
                    let answer = matrix.ask(asker, method, path, kind, &of(customer));
                    group.push(letter(answer.status));
                    // The deal of a payment is refused with what it would belong to.
                    let alike = if kind == "payments" { &[404][..] } else { &[404, 422] };
                    if alike.contains(&answer.status) {
                        assert_eq!(
                            told(&answer),
                            told(&unknown),
                            "{method} {path} {asker} {relation}"
                        );
                    }
                    if answer.status < 300 && method == "DELETE" {
                        let gone = (kind.to_owned(), customer.clone());
                        matrix.children.borrow_mut().remove(&gone);
                    }
                }
            }
            (_, kind) => {
                let there = matrix.fresh(kind);
                group.push(letter(matrix.ask(asker, method, path, kind, &there).status));
                group.push(letter(matrix.ask(asker, method, path, kind, "99999999").status));
            }
        }
        groups.push(group);
    }
    groups.join(" ")
}

/// The lines of these routes that are not as the table says.
fn wrong(of: impl Fn(&str) -> bool) -> Vec<String> {
    let mut matrix = Matrix::new();
    let mut wrong = Vec::new();
    for route in routes().filter(|route| of(route.path)) {
        let name = format!("{} {}", route.method, route.path);
        let got = walked(&mut matrix, route.method, route.path, route.need);
        let expected = TABLE.iter().find(|(line, _)| *line == name).map(|(_, groups)| *groups);
        if expected != Some(got.as_str()) {
            wrong.push(format!("    (\"{name}\", \"{got}\"), // {expected:?}"));
        }
    }
    wrong
}

fn is_about_customers(path: &str) -> bool {
    path.trim_start_matches("/api/v1/").split('/').next().is_some_and(is_child)
}

#[test]
fn every_route_answers_every_role_as_the_table_says() {
    let mut wrong = wrong(|path| !is_about_customers(path));
    let known = |line: &str| routes().any(|r| line == format!("{} {}", r.method, r.path));
    let gone = TABLE.iter().filter(|(line, _)| !known(line)).map(|(line, _)| *line);
    wrong.extend(gone.map(|line| format!("{line} is no route")));
    assert!(wrong.is_empty(), "answers, and what the table says:\n{}", wrong.join("\n"));
}

#[test]
fn every_route_of_records_about_customers_answers_every_role_as_the_table_says() {
    let wrong = wrong(is_about_customers);
    assert!(wrong.is_empty(), "answers, and what the table says:\n{}", wrong.join("\n"));
}
