//! Leak tests: figures tell nothing of records, or of fields, that a role does not see.

use crate::firm::Firm;
use crate::firm::text;
use crate::firm::told;
use crate::outside::head;
use crate::outside::url;
use crate::sse::Events;
use serde_json::Value;
use serde_json::json;

/// Figures of a customer that follow from services, to-dos, or the amounts of deals.
const OF_CUSTOMER: [&str; 9] = [
    "total_amount",
    "service_count",
    "satisfaction",
    "open_tasks",
    "next_task",
    "last_contact",
    "first_activity",
    "status",
    "follow_state",
];

const OF_DEAL: [&str; 3] = ["amount", "received", "outstanding"];

/// What stands in the records that are out of sight.
const SECRETS: [&str; 7] =
    ["7712.34", "1234.56", "2031-07-19", "2026-02-03", "\"3.7", "悄悄修", "悄悄做"];

struct Story {
    firm: Firm,
    customer: String,
    deal: String,
}

/// A customer that was won and served, with more to do.
fn story(logins: &[&str]) -> Story {
    let firm = Firm::of(logins);
    let customer = firm.customer("sales", &json!({ "name": "算账机械厂" }));
    let with = |path: &str, mut body: Value| {
        body["customer"] = json!(customer);
        text(&firm.made(path, &body), "id")
    };
    let deal = with(
        "/deals",
        json!({ "title": "算账合同", "stage": "won", "amount": "7712.34", "won_on": "2026-01-05",
            "contract_no": "HT-77", "owner": firm.people["sales"].id }),
    );
    for kind in ["received", "planned"] {
        let body = json!({ "deal": deal, "kind": kind, "amount": "1234.56", "on": "2026-01-06" });
        firm.made("/payments", &body);
    }
    with(
        "/services",
        json!({ "type": "投诉处理", "description": "悄悄修", "satisfaction": "3.7",
            "at": "2026-02-03T09:30:00+08:00" }),
    );
    let task = json!({ "title": "悄悄做", "due": "2031-07-19T09:00:00+08:00" });
    with("/tasks", task.clone());
    let mut followup = json!({ "method": "call", "content": "问过价格", "at": "2026-01-02" });
    followup["next"] = task;
    with("/followups", followup);
    Story { firm, customer, deal }
}

impl Story {
    fn place(&self) -> String {
        format!("/customers/{}", self.customer)
    }

    /// As the index shows what is written by now.
    fn found(&self, who: &str, kind: &str, query: &[(&str, &str)]) -> (u16, String) {
        let after = head(&self.firm.house).to_string();
        let query: Vec<_> = query.iter().copied().chain([("after", after.as_str())]).collect();
        let answer = self.firm.get(who, &url(&format!("/{kind}"), &query));
        (answer.status, told(&answer))
    }

    /// To name it is to name nothing, whatever is asked.
    fn is_nothing(&self, who: &str, kind: &str, key: &str) {
        for (name, asked) in [
            ("filter", format!("{key} is empty")),
            ("filter", format!("{key} > 1")),
            ("filter", format!("not ({key} in (1, 2))")),
            ("sort", key.to_owned()),
            ("facets", key.to_owned()),
            ("fields", key.to_owned()),
        ] {
            let ask = |word: &str| {
                let (status, said) = self.found(who, kind, &[(name, &asked.replace(key, word))]);
                (status, said.contains("unknown_field"))
            };
            assert_eq!((ask(key), ask("nonsense")), ((400, true), (400, true)), "{name} {asked}");
        }
    }

    fn keys(&self, who: &str, kind: &str) -> Vec<String> {
        let fields = self.firm.get(who, "/fields").body[kind].clone();
        fields.as_array().unwrap().iter().map(|field| text(field, "key")).collect()
    }
}

#[test]
fn l11_what_follows_from_records_out_of_sight_is_out_of_sight() {
    let story = story(&["sales", "narrow"]);
    let place = story.place();
    for (kind, hidden) in [("customers", &OF_CUSTOMER[..]), ("deals", &OF_DEAL)] {
        let (theirs, all) = (story.keys("narrow", kind), story.keys("admin", kind));
        for key in hidden {
            let is_in = |keys: &[String]| keys.iter().any(|one| one == key);
            assert_eq!((is_in(&theirs), is_in(&all)), (false, true), "{key}");
            story.is_nothing("narrow", kind, key);
        }
    }
    assert!(!story.keys("narrow", "followups").contains(&"task".to_owned()));
    let of_deal = format!("/deals/{}", story.deal);
    let doors = [
        place.clone(),
        format!("{place}/overview"),
        format!("{place}/timeline"),
        format!("{place}/history"),
        format!("{place}/history?at=2030-01-01"),
        of_deal.clone(),
        format!("{of_deal}/history"),
        format!("{of_deal}/history?at=2030-01-01"),
        "/customers".to_owned(),
        "/deals".to_owned(),
        "/followups".to_owned(),
        url("/search", &[("q", "算账")]),
        url("/search", &[("q", "悄悄")]),
        format!("/day?user={}", story.firm.people["sales"].id),
        "/notifications".to_owned(),
    ];
    let mut seen = String::new();
    for door in &doors {
        let answer = story.firm.get("narrow", door);
        assert_eq!(answer.status, 200, "{door}: {answer:?}");
        for secret in SECRETS {
            assert!(!answer.text.contains(secret), "{door} {secret}: {}", answer.text);
        }
        for key in OF_CUSTOMER.iter().chain(&OF_DEAL) {
            assert!(!answer.text.contains(&format!("\"{key}\":{{")), "{door} {key}");
        }
        seen += &story.firm.get("admin", door).text;
    }
    SECRETS.iter().for_each(|secret| assert!(seen.contains(secret), "{secret}: {seen}"));
    let shown = &story.firm.get("narrow", &place).body["fields"];
    let hidden: Vec<_> = OF_CUSTOMER.iter().filter(|key| shown.get(**key).is_some()).collect();
    assert!(hidden.is_empty(), "{hidden:?}");
    // What follows from what is in sight alone stays.
    assert_eq!((&shown["deal_count"], &shown["last_deal"]), (&json!(1), &json!("2026-01-05")));
    let day = &story.firm.get("narrow", &doors[13]).body;
    assert_eq!((&day["payments"]["total"], &day["month"]["won_amount"]), (&json!(0), &Value::Null));
}

#[test]
fn l11_a_change_out_of_sight_is_not_told_as_it_happens() {
    let story = story(&["sales", "narrow"]);
    let events = Events::of_token(&story.firm.house, &story.firm.people["narrow"].token, "");
    let events = events.begun();
    let deal = format!("/deals/{}", story.deal);
    let amount = json!({ "amount": "8000" });
    assert_eq!(story.firm.change("admin", "PATCH", &deal, &amount).status, 200);
    let service = json!({ "customer": story.customer, "type": "投诉处理", "description": "又来" });
    story.firm.made("/services", &service);
    let paid = json!({ "deal": story.deal, "kind": "received", "amount": "9", "on": "2026-01-07" });
    story.firm.made("/payments", &paid);
    events.is_quiet();
    let title = json!({ "title": "新合同", "amount": "8001" });
    assert_eq!(story.firm.change("admin", "PATCH", &deal, &title).status, 200);
    assert_eq!(events.told()["fields"], json!(["title"]));
}

#[test]
fn l11_who_sees_no_deals_does_not_see_what_was_earned() {
    let story = story(&["sales", "stranger"]);
    let role = json!({ "name": "不看商机", "rights": {
        "customers": { "view": "all", "create": "all", "edit": "all" }, "deals": { "view": "none" },
    } });
    story.firm.as_role("stranger", &role);
    for key in ["total_amount", "deal_count", "last_deal"] {
        story.is_nothing("stranger", "customers", key);
    }
    let shown = &story.firm.get("stranger", &story.place()).body["fields"];
    assert_eq!((&shown["service_count"], &shown["open_tasks"]), (&json!(1), &json!(2)));
    assert!(shown.get("total_amount").is_none() && shown.get("last_deal").is_none(), "{shown}");
}

#[test]
fn l11_who_sees_fewer_records_than_customers_sees_figures_of_their_own() {
    let story = story(&["sales", "stranger"]);
    let role = json!({ "name": "只看自己的服务", "rights": {
        "customers": { "view": "all" }, "services": { "view": "own" },
    } });
    story.firm.as_role("stranger", &role);
    let own = story.firm.customer("stranger", &json!({ "name": "自己的厂" }));
    let service = json!({ "customer": own, "type": "投诉处理", "description": "自己修" });
    story.firm.made("/services", &service);
    let count = |place: &str| {
        let answer = story.firm.get("stranger", place);
        answer.body["fields"]["service_count"].clone()
    };
    assert_eq!(count(&format!("/customers/{own}")), 1);
    assert_eq!(count(&story.place()), "***");
    for (name, asked) in [("filter", "service_count > 0"), ("sort", "-service_count")] {
        assert_eq!(story.found("stranger", "customers", &[(name, asked)]).0, 400, "{asked}");
    }
}
