//! Records about customers for the stories: what each kind must say, and short ways to make them.

use crate::common::House;
use crate::firm::Firm;
use crate::firm::text;
use crate::outside::plain;
use serde_json::Value;
use serde_json::json;

/// The least that a new record of the kind says. `n` makes it differ from others; `deal`: for kinds
/// that refer to one.
pub fn child(kind: &str, customer: &str, n: u64, deal: impl FnOnce() -> String) -> Value {
    let mut body = match kind {
        "contacts" => {
            json!({ "name": format!("钱{n}"), "phone": format!("139{:08}", n % 100_000_000) })
        }
        "followups" => json!({ "method": "电话沟通", "content": format!("谈了{n}") }),
        "tasks" => json!({ "title": format!("寄样品{n}"), "due": "2099-01-01T09:00:00+08:00" }),
        "services" => json!({ "type": "投诉处理", "description": format!("第{n}次投诉") }),
        "deals" => json!({ "title": format!("商机{n}") }),
        "orders" => json!({ "number": format!("D{n}"), "source": "商城", "amount": "12.00" }),
        "participations" => json!({ "campaign": format!("展会{n}") }),
        "consents" => {
            json!({ "purpose": "营销短信", "basis": "本人同意", "evidence": format!("签字{n}") })
        }
        "payments" => {
            json!({ "deal": deal(), "kind": "到账", "amount": format!("{n}.00"), "on": "2026-01-05" })
        }
        other => panic!("no kind of record: {other}"),
    };
    body["customer"] = json!(customer);
    body
}

/// Kinds about a customer that are made alike; files are sent otherwise.
pub const CHILDREN: [&str; 9] = [
    "contacts",
    "followups",
    "tasks",
    "services",
    "deals",
    "orders",
    "participations",
    "consents",
    "payments",
];

/// Made by the administrator of the house.
pub fn made(house: &House, kind: &str, body: &Value) -> Value {
    let (status, answer) = house.post(&format!("/{kind}"), body);
    assert_eq!(status, 201, "{kind} {body}: {answer}");
    answer
}

/// The newest batch of a record.
pub fn batch_of(house: &House, place: &str) -> String {
    let told = house.get(&format!("{place}/history"));
    told["items"][0]["batch"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
}

/// A file of a customer.
pub fn attached(house: &House, customer: &str) -> String {
    let path = format!("/api/v1/customers/{customer}/attachments?name=offer.txt");
    let bearer = format!("Bearer {}", house.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    let made = plain(house, "POST", &path, customer.as_bytes(), &headers);
    assert_eq!(made.status, 201, "{made:?}");
    made.id().to_owned()
}

/// A payment of a deal.
pub fn paid(firm: &Firm, deal: &str, kind: &str, amount: usize) -> String {
    let amount = amount.to_string();
    let body = json!({ "deal": deal, "kind": kind, "amount": amount, "on": "2026-01-06" });
    text(&firm.made("/payments", &body), "id")
}
