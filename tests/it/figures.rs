//! After any history of writes, what a customer says of its records is what reading them all gives.

use crate::common::House;
use crate::firm::text;
use crate::outside::ask;
use crate::outside::head;
use crate::outside::ids;
use crate::outside::url;
use crate::sales::CHILDREN;
use crate::sales::batch_of;
use crate::sales::child;
use crate::sums::fen;
use crate::sums::figures;
use crate::sums::recomputed;
use crate::tools::Dice;
use crate::tools::escape;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;

const DAYS: [&str; 4] = ["2026-01-05", "2026-02-28", "2026-03-01", "2026-10-07"];
const AMOUNTS: [&str; 4] = ["0.01", "12.30", "1000.00", "98765.43"];

/// What follows from records.
const FIGURES: [&str; 11] = [
    "total_amount",
    "deal_count",
    "first_activity",
    "last_contact",
    "last_followup",
    "open_tasks",
    "next_task",
    "service_count",
    "satisfaction",
    "last_deal",
    "opening_amount",
];

struct World {
    house: House,
    customers: Vec<String>,
    /// Kind, id, whose.
    records: Vec<(&'static str, String, usize)>,
    batches: Vec<String>,
    dice: Dice,
    count: u64,
}

impl World {
    fn new(seed: u64) -> World {
        let house = House::new();
        let opened = json!({
            "opening_amount": "500.50", "opening_deals": 2, "last_contact": "2026-02-01T08:00:00+08:00",
        });
        let customers = [json!({}), opened, json!({ "opening_amount": "0.07" })];
        let make =
            |(n, more): (usize, &Value)| text(&house.customer(&format!("第{n}机械厂"), more), "id");
        let customers = customers.iter().enumerate().map(make).collect();
        let (records, batches) = (Vec::new(), Vec::new());
        World { house, customers, records, batches, dice: Dice::new(seed), count: 0 }
    }

    fn moment(&mut self) -> String {
        let hour = 8 + self.dice.below(10);
        format!("{}T{hour:02}:15:00+08:00", self.dice.pick(&DAYS))
    }

    /// Members that change what the record adds.
    fn members(&mut self, kind: &str, whose: usize) -> Value {
        let amount = *self.dice.pick(&AMOUNTS);
        let mut body = match kind {
            "followups" => json!({ "method": self.dice.pick(&["call", "visit", "note"]) }),
            "tasks" => json!({ "due": self.moment(), "done": self.dice.below(2) == 0 }),
            "services" => {
                let tenths = self.dice.below(52);
                match tenths {
                    51 => json!({ "satisfaction": null }),
                    tenths => json!({ "satisfaction": format!("{}.{}", tenths / 10, tenths % 10) }),
                }
            }
            "deals" => match self.dice.below(3) {
                0 => json!({ "stage": "negotiation" }),
                _ => {
                    self.count += 1;
                    json!({
                        "stage": "won", "amount": amount, "won_on": self.dice.pick(&DAYS),
                        "contract_no": format!("HT-{}", self.count),
                    })
                }
            },
            "orders" => {
                let state = *self.dice.pick(&["paid", "unpaid", "refunded", "cancelled"]);
                let deal = self.deal_of(whose).filter(|_| self.dice.below(2) == 0);
                json!({ "amount": amount, "state": state, "deal": deal })
            }
            "participations" => {
                json!({ "result": self.dice.pick(&["invited", "attended", "interested"]) })
            }
            "payments" => {
                let kind = *self.dice.pick(&["planned", "received"]);
                match self.deals_of(whose) {
                    deals if deals.is_empty() => json!({ "amount": amount, "kind": kind }),
                    deals => {
                        json!({ "amount": amount, "kind": kind, "deal": self.dice.pick(&deals) })
                    }
                }
            }
            _ => json!({}),
        };
        if self.dice.below(2) == 0 {
            body["at"] = json!(self.moment());
        }
        body
    }

    /// The last live deal of that customer.
    fn deal_of(&self, whose: usize) -> Option<String> {
        self.deals_of(whose).pop()
    }

    fn deals_of(&self, whose: usize) -> Vec<String> {
        let deals = self.records.iter().filter(|(kind, _, of)| (*kind, *of) == ("deals", whose));
        let live = |id: &&String| self.house.get(&format!("/deals/{id}"))["deleted_at"].is_null();
        deals.map(|(_, id, _)| id).filter(live).cloned().collect()
    }

    fn is_binned(&self, whose: usize) -> bool {
        !self.house.get(&format!("/customers/{}", self.customers[whose]))["deleted_at"].is_null()
    }

    /// One write, whichever. What is refused by a rule changes nothing.
    fn write(&mut self) {
        let whose = self.dice.below(self.customers.len());
        match self.dice.below(12) {
            0..5 => self.make(whose),
            5..8 => self.change(),
            8 => self.remove_or_bring_back(),
            9 => self.turn(whose),
            10 => self.move_customer(whose),
            _ => self.take_back(),
        }
    }

    fn make(&mut self, whose: usize) {
        let kind = *self.dice.pick(&CHILDREN);
        if self.is_binned(whose) {
            return;
        }
        let Some(deal) = self.deal_of(whose).or_else(|| (kind != "payments").then(String::new))
        else {
            return;
        };
        self.count += 1;
        let mut body = child(kind, &self.customers[whose], self.count, || deal);
        for (key, value) in self.members(kind, whose).as_object().unwrap() {
            body[key] = value.clone();
        }
        let before = self.version(whose);
        let (status, made) = self.house.post(&format!("/{kind}"), &body);
        assert_eq!(status, 201, "{kind} {body}: {made}");
        if made["fields"]["stage"]["value"] != "won" {
            assert_eq!(self.version(whose), before, "figures are no change of the customer");
        }
        let id = text(&made, "id");
        self.batches.push(batch_of(&self.house, &format!("/{kind}/{id}")));
        self.records.push((kind, id, whose));
    }

    fn version(&self, whose: usize) -> Value {
        self.house.get(&format!("/customers/{}", self.customers[whose]))["version"].clone()
    }

    fn some(&mut self) -> Option<(&'static str, String, usize)> {
        let at = self.dice.below(self.records.len().max(1));
        let (kind, id, whose) = self.records.get(at)?.clone();
        (!self.is_binned(whose)).then_some((kind, id, whose))
    }

    fn change(&mut self) {
        let Some((kind, id, whose)) = self.some() else { return };
        let body = self.members(kind, whose);
        let place = format!("/{kind}/{id}");
        let version = format!("\"{}\"", self.house.get(&place)["version"]);
        let answer = ask(&self.house, "PATCH", &place, Some(&body), &[("if-match", &version)]);
        assert!([200, 404].contains(&answer.status), "{body}: {answer:?}");
        if answer.status == 200 {
            self.batches.push(batch_of(&self.house, &place));
        }
    }

    fn remove_or_bring_back(&mut self) {
        let Some((kind, id, _)) = self.some() else { return };
        self.bin(&format!("/{kind}/{id}"));
    }

    fn move_customer(&mut self, whose: usize) {
        self.bin(&format!("/customers/{}", self.customers[whose]));
    }

    fn bin(&mut self, place: &str) {
        let now = self.house.get(place);
        let version = format!("\"{}\"", now["version"]);
        let status = match now["deleted_at"].is_null() {
            true => ask(&self.house, "DELETE", place, None, &[("if-match", &version)]).status,
            false => ask(&self.house, "POST", &format!("{place}/restorations"), None, &[]).status,
        };
        assert!([200, 204].contains(&status), "{place}: {status}");
        self.batches.push(batch_of(&self.house, place));
    }

    fn turn(&mut self, whose: usize) {
        self.count += 1;
        let body = json!({
            "level": "成交客户", "amount": self.dice.pick(&AMOUNTS), "date": self.dice.pick(&DAYS),
            "contract_no": format!("HT-{}", self.count),
        });
        let place = format!("/customers/{}", self.customers[whose]);
        let turned = ask(&self.house, "POST", &format!("{place}/transitions"), Some(&body), &[]);
        assert_eq!(turned.status == 200, !self.is_binned(whose), "{turned:?}");
        if turned.status == 200 {
            self.records.push(("deals", text(&turned.body["deal"], "id"), whose));
            self.batches.push(text(&turned.body, "batch"));
        }
    }

    fn take_back(&mut self) {
        if self.batches.is_empty() {
            return;
        }
        let at = self.dice.below(self.batches.len());
        let batch = self.batches.remove(at);
        let undone = ask(&self.house, "POST", &format!("/batches/{batch}/undo"), None, &[]);
        // Some were taken back already, as part of another.
        assert!([200, 422].contains(&undone.status), "{undone:?}");
    }

    /// Every live record of a customer, by kind.
    fn live(&self, whose: usize) -> Vec<(&'static str, Value)> {
        let own = self.records.iter().filter(|(_, _, of)| *of == whose);
        let all = own.map(|(kind, id, _)| (*kind, self.house.get(&format!("/{kind}/{id}"))));
        all.filter(|(_, record)| record["deleted_at"].is_null()).collect()
    }

    fn agrees(&self, when: &str) {
        for (whose, id) in self.customers.iter().enumerate() {
            if self.is_binned(whose) {
                continue;
            }
            let what = format!("{when}, customer {whose}");
            let now = self.house.get(&format!("/customers/{id}"));
            let live = self.live(whose);
            let opening = if whose == 1 { "2026-02-01T08:00:00+08:00" } else { "" };
            assert_eq!(
                figures(&now["fields"]),
                recomputed(&now["fields"], &live, opening),
                "{what}"
            );
            self.deals_agree(&live, &what);
            self.deals_are_found(id, &live, &what);
            self.pages_agree(id, &live, &what);
        }
    }

    fn deals_agree(&self, live: &[(&str, Value)], what: &str) {
        for (_, deal) in live.iter().filter(|(kind, _)| *kind == "deals") {
            let paid = live.iter().filter(|(kind, payment)| {
                let fields = &payment["fields"];
                *kind == "payments"
                    && fields["deal"]["id"] == deal["id"]
                    && fields["kind"]["value"] == "received"
            });
            let received: i64 = paid.map(|(_, payment)| fen(&payment["fields"]["amount"])).sum();
            let fields = &deal["fields"];
            assert_eq!(fen(&fields["received"]), received, "{what}: {deal}");
            let is_won = fields["stage"]["value"] == "won";
            let open = if is_won { (fen(&fields["amount"]) - received).max(0) } else { 0 };
            assert_eq!(fen(&fields["outstanding"]), open, "{what}: {deal}");
        }
    }

    /// The index has of a deal what the deal says.
    fn deals_are_found(&self, customer: &str, live: &[(&str, Value)], what: &str) {
        for key in ["received", "outstanding"] {
            let has = |deal: &&Value| 0 < fen(&deal["fields"][key]);
            let deals = live.iter().filter(|(kind, _)| *kind == "deals").map(|(_, deal)| deal);
            let mut expected: Vec<String> =
                deals.filter(has).map(|deal| text(deal, "id")).collect();
            let filter = format!("customer = \"{customer}\" and {key} > 0");
            let after = head(&self.house).to_string();
            let query = [("filter", filter.as_str()), ("limit", "200"), ("after", after.as_str())];
            let mut found = ids(&self.house.get(&url("/deals", &query)));
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{what}: {key}");
        }
    }

    /// The page of the customer lists what there is.
    fn pages_agree(&self, id: &str, live: &[(&str, Value)], what: &str) {
        let page = self.house.get(&format!("/customers/{id}/overview"));
        let is_open = |fields: &Value| fields["done"] != true;
        let count = |kind: &str, fits: &dyn Fn(&Value) -> bool| {
            live.iter().filter(|(of, record)| *of == kind && fits(&record["fields"])).count()
        };
        let length = |key: &str| page[key].as_array().unwrap().len();
        assert_eq!(length("tasks"), count("tasks", &is_open), "{what}");
        assert_eq!(length("contacts"), count("contacts", &|_| true), "{what}");
        let not_lost = |fields: &Value| fields["stage"]["value"] != "lost";
        assert_eq!(length("deals"), count("deals", &not_lost).min(50), "{what}");
        for kind in
            ["followups", "services", "deals", "orders", "participations", "consents", "payments"]
        {
            let told = page["timeline"]["counts"][kind].as_u64().unwrap_or(0);
            assert_eq!(told as usize, count(kind, &|_| true), "{what}: {kind}");
        }
        let done = page["timeline"]["counts"]["tasks"].as_u64().unwrap_or(0);
        assert_eq!(done as usize, count("tasks", &|fields| !is_open(fields)), "{what}");
    }
}

#[test]
fn figures_after_any_history_are_what_the_records_come_to() {
    for seed in [7, 8] {
        let mut world = World::new(seed);
        for round in 0..5 {
            for _ in 0..30 {
                world.write();
            }
            world.agrees(&format!("seed {seed}, round {round}"));
        }
        world.house.run(&["verify", "--deep"]).well();
        world.house.restart();
        world.agrees("after a restart");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the present moment is what it was then")]
fn a_customer_as_it_was_has_the_figures_that_it_had() {
    let mut world = World::new(9);
    let mut then: Vec<(String, Vec<Value>)> = Vec::new();
    let seen = |world: &World, end: &str| -> Vec<Value> {
        let one = |id: &String| world.house.get(&format!("/customers/{id}{end}"))["fields"].clone();
        world.customers.iter().map(one).collect()
    };
    for _ in 0..3 {
        for _ in 0..25 {
            world.write();
        }
        std::thread::sleep(Duration::from_millis(1_100));
        let now = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        then.push((now, seen(&world, "")));
        std::thread::sleep(Duration::from_millis(1_100));
    }
    for (at, fields) in then {
        let was = seen(&world, &format!("/history?at={}", escape(&at)));
        for (was, fields) in was.iter().zip(&fields) {
            for key in FIGURES {
                assert_eq!(was[key], fields[key], "{key} at {at}");
            }
        }
    }
}
