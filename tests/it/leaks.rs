//! Leak tests: somebody tries to reach or to guess customers out of their sight.

use crate::firm::Firm;
use crate::firm::text;
use crate::firm::told;
use crate::outside::escaped;
use crate::outside::url;
use crate::sales::CHILDREN;
use crate::sales::child;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

const PEOPLE: [&str; 3] = ["sales", "stranger", "mate"];

fn place(id: &str) -> String {
    format!("/customers/{id}")
}

/// Own and another's.
fn pair(firm: &Firm) -> (String, String) {
    let own = firm.customer("sales", &json!({ "name": "自家机械厂", "tags": ["老客户"] }));
    let other = json!({
        "name": "别家鹦鹉饭店", "phone": "13912349876", "level": "意向", "source": "展会",
        "contact_name": "慕容复", "external_id": "secret-1", "tags": ["鹦鹉"],
    });
    (own, firm.customer("stranger", &other))
}

#[test]
fn l01_somebody_elses_id_is_the_id_of_nothing() {
    let firm = Firm::of(&PEOPLE);
    let (_, other) = pair(&firm);
    let before = firm.get("admin", &place(&other)).text;
    let nothing = firm.people["mate"].id.clone();
    let version = [("if-match", "\"1\"")];
    let change = json!({ "remark": "我的" });
    let reveal = json!({ "field": "phone", "purpose": "回访" });
    for (method, end, body) in [
        ("GET", "", None),
        ("GET", "/history", None),
        ("GET", "/viewers", None),
        ("PATCH", "", Some(&change)),
        ("DELETE", "", None),
        ("POST", "/restorations", None),
        ("POST", "/reveals", Some(&reveal)),
        ("POST", "/claims", None),
    ] {
        let ask =
            |id: &str| firm.ask("sales", method, &format!("{}{end}", place(id)), body, &version);
        let (theirs, none) = (ask(&other), ask(&nothing));
        assert_eq!((theirs.status, told(&theirs)), (404, told(&none)), "{method} {end}");
    }
    assert_eq!(firm.get("admin", &place(&other)).text, before, "nothing has changed");
}

/// A record of each kind about a customer; the deal first.
fn records(firm: &Firm, customer: &str) -> Vec<(&'static str, String)> {
    let make = |kind: &str, deal: &str| {
        let body = child(kind, customer, 77, || deal.to_owned());
        text(&firm.made(&format!("/{kind}"), &body), "id")
    };
    let deal = make("deals", "");
    let others = CHILDREN.into_iter().filter(|kind| *kind != "deals");
    let others = others.map(|kind| (kind, make(kind, &deal)));
    [("deals", deal.clone())].into_iter().chain(others).collect()
}

#[test]
fn l02_what_is_about_somebody_elses_customer_is_nothing() {
    let firm = Firm::of(&PEOPLE);
    let (_, other) = pair(&firm);
    let theirs = records(&firm, &other);
    let before = firm.get("admin", &format!("{}/overview", place(&other))).text;
    let nothing = firm.people["mate"].id.clone();
    let change = json!({ "external_id": "我的" });
    let reveal = json!({ "field": "phone", "purpose": "回访" });
    for (kind, id) in &theirs {
        for (method, end, body) in [
            ("GET", "", None),
            ("GET", "/history", None),
            ("PATCH", "", Some(&change)),
            ("DELETE", "", None),
            ("POST", "/restorations", None),
            ("POST", "/reveals", Some(&reveal).filter(|_| *kind == "contacts")),
        ] {
            if end == "/reveals" && body.is_none() {
                continue;
            }
            let ask = |id: &str| {
                let path = format!("/{kind}/{id}{end}");
                firm.ask("sales", method, &path, body, &[("if-match", "\"1\"")])
            };
            let (known, none) = (ask(id), ask(&nothing));
            assert_eq!((known.status, told(&known)), (404, told(&none)), "{method} {kind}{end}");
        }
    }
    for end in ["overview", "timeline"] {
        let ask = |id: &str| firm.get("sales", &format!("{}/{end}", place(id)));
        assert_eq!((ask(&other).status, told(&ask(&other))), (404, told(&ask(&nothing))), "{end}");
    }
    assert_eq!(firm.get("admin", &format!("{}/overview", place(&other))).text, before);
}

#[test]
fn l03_nothing_is_tied_to_what_is_somebody_elses() {
    let firm = Firm::of(&PEOPLE);
    let (own, other) = pair(&firm);
    let theirs = records(&firm, &other);
    let foreign = &theirs[0].1;
    let nothing = firm.people["mate"].id.clone();
    let code = text(&firm.get("admin", &place(&other)).body["fields"], "code");
    let asked = |kind: &str, customer: &str, deal: &str| {
        let mut body = child(kind, customer, 5, || deal.to_owned());
        if kind == "orders" {
            body["deal"] = json!(deal);
        }
        firm.post("sales", &format!("/{kind}"), &body)
    };
    for kind in ["orders", "payments"] {
        let (known, none) = (asked(kind, &own, foreign), asked(kind, &own, &nothing));
        assert_eq!((known.status, told(&known)), (422, told(&none)), "{kind}");
    }
    for kind in ["followups", "tasks", "contacts"] {
        let none = asked(kind, &nothing, "");
        for customer in [&other, &code] {
            let known = asked(kind, customer, "");
            assert_eq!((known.status, told(&known)), (422, told(&none)), "{kind} {customer}");
        }
    }
}

/// A deal that may not be named is that of nothing, whatever else is said, and whatever makes it so.
#[test]
fn l03_a_deal_out_of_sight_is_no_deal() {
    let firm = Firm::of(&PEOPLE);
    let (own, other) = pair(&firm);
    let deal = |customer: &str, n: u64| {
        text(&firm.made("/deals", &child("deals", customer, n, String::new)), "id")
    };
    let (foreign, binned, seen) = (deal(&other, 1), deal(&own, 2), deal(&own, 3));
    let gone = firm.change("admin", "DELETE", &format!("/deals/{binned}"), &json!({}));
    assert_eq!(gone.status, 204);
    let nothing = firm.people["mate"].id.clone();
    for kind in ["orders", "payments"] {
        for customer in [None, Some(&own), Some(&other)] {
            let asked = |deal: &str| {
                let mut body = child(kind, "", 5, String::new);
                (body["deal"], body["customer"]) = (json!(deal), json!(customer));
                firm.post("sales", &format!("/{kind}"), &body)
            };
            let none = asked(&nothing);
            assert_eq!(none.status, 422, "{none:?}");
            for deal in [&foreign, &binned] {
                assert_eq!(told(&asked(deal)), told(&none), "{kind} {customer:?}");
            }
        }
    }
    // Of a kind that the role does not see at all nothing is named either.
    let role = json!({ "name": "不看商机", "rights": {
        "customers": { "view": "own", "edit": "own" }, "deals": { "view": "none" },
    } });
    firm.as_role("sales", &role);
    for kind in ["orders", "payments"] {
        let asked = |deal: &str| {
            let mut body = child(kind, &own, 6, String::new);
            body["deal"] = json!(deal);
            firm.post("sales", &format!("/{kind}"), &body)
        };
        let none = asked(&nothing);
        assert_eq!((none.status, told(&asked(&seen))), (422, told(&none)), "{kind}");
    }
}

#[test]
fn l04_a_filter_on_someone_elses_name_finds_nothing() {
    let firm = Firm::of(&PEOPLE);
    pair(&firm);
    for filter in ["owner = \"stranger先生\"", "owner in (\"stranger先生\", \"mate先生\")"] {
        let answer = firm.list("sales", &[("filter", filter), ("facets", "owner,level")]);
        assert_eq!((answer.status, &answer.body["total"]), (200, &json!(0)), "{answer:?}");
        assert_eq!(answer.body["facets"]["level"], json!([]));
    }
    assert_eq!(firm.total("sales", &[("filter", "owner != \"stranger先生\"")]), 1);
}

#[test]
fn l05_a_word_of_anothers_record_is_a_word_of_none() {
    let firm = Firm::of(&PEOPLE);
    pair(&firm);
    let nonsense = told(&firm.list("sales", &[("q", "麒麟")]));
    for word in ["鹦鹉", "yingwu", "慕容", "13912349876", "9876", "secret-1", "别家鹦鹉饭店"]
    {
        assert_eq!(told(&firm.list("sales", &[("q", word)])), nonsense, "{word}");
        assert_eq!(firm.total("admin", &[("q", word)]), 1, "{word}");
    }
}

#[test]
fn l06_totals_and_facets_count_what_is_in_sight() {
    let firm = Firm::of(&PEOPLE);
    pair(&firm);
    let facets = "level,source,tags,owner,status,follow_state,industry";
    let page = firm.list("sales", &[("facets", facets)]).body;
    assert_eq!(page["total"], 1);
    for (key, values) in page["facets"].as_object().unwrap() {
        let counts =
            values.as_array().unwrap().iter().map(|value| value["count"].as_u64().unwrap());
        assert!(counts.sum::<u64>() <= 1, "{key}: {values}");
    }
    let beyond = firm.list("sales", &[("offset", "1")]).body;
    assert_eq!((&beyond["items"], &beyond["next"]), (&json!([]), &Value::Null));
}

#[test]
fn l07_what_completes_a_word_offers_own_customers_alone() {
    let firm = Firm::of(&PEOPLE);
    let (_, other) = pair(&firm);
    for q in ["别", "别家", "bj", other.as_str(), "MFG"] {
        let page = firm.list("sales", &[("q", q), ("limit", "8"), ("fields", "name,code")]);
        assert!(!page.text.contains("别家"), "{q}: {}", page.text);
    }
    let body = json!({ "ids": [other], "owner": firm.people["sales"].id });
    let answer = firm.post("sales", "/customers/assignments", &body);
    assert_ne!(answer.body["changed"], 1, "{answer:?}");
    assert!(!answer.text.contains("别家"), "{answer:?}");
}

#[test]
fn l08_the_order_of_what_is_found_does_not_depend_on_what_is_out_of_sight() {
    let firm = Firm::of(&PEOPLE);
    let names = ["华美华美机械厂", "新华美饭店", "华美科技", "长城华美公司", "华丽美容院"];
    for name in names {
        firm.customer("sales", &json!({ "name": name }));
    }
    let order = |q: &str| told(&firm.list("sales", &[("q", q)]));
    let queries = ["华美", "hm", "华", "公司", "138", "8000"];
    let before = queries.map(order);
    // The rarest word becomes the commonest, in records that the seller does not see.
    for n in 0..40 {
        firm.customer("stranger", &json!({ "name": format!("华美华美华美{n}公司") }));
    }
    assert_eq!(queries.map(order), before);
}

#[test]
fn l13_a_value_that_is_taken_out_of_sight_says_no_more_than_that() {
    let firm = Firm::of(&PEOPLE);
    let (_, other) = pair(&firm);
    let body = json!({
        "name": "别家鹦鹉饭店", "industry": "制造业", "phone": "13912349876", "external_id": "secret-1",
    });
    let answer = firm.post("sales", "/customers", &body);
    assert_eq!((answer.status, &answer.body["field"]), (409, &json!("external_id")), "{answer:?}");
    for word in [other.as_str(), "鹦鹉", "stranger", "慕容", "MFG"] {
        assert!(!answer.text.contains(word), "{word}: {}", answer.text);
    }
    // The same phone and name alone are nobody's business: two firms may share them.
    let alike = json!({ "name": "别家鹦鹉饭店", "industry": "制造业", "phone": "13912349876" });
    let answer = firm.post("sales", "/customers", &alike);
    assert_eq!(answer.status, 201);
    assert!(!answer.text.contains(&other));
}

#[test]
fn l29_what_was_handed_over_is_gone_at_once() {
    let firm = Firm::of(&PEOPLE);
    let (own, _) = pair(&firm);
    let history = format!("{}/history", place(&own));
    assert_eq!(firm.get("sales", &history).status, 200);
    let owner = json!({ "owner": firm.people["stranger"].id });
    assert_eq!(firm.change("admin", "PATCH", &place(&own), &owner).status, 200);
    // Without saying after which entry: the list waits by itself.
    let list = firm.get("sales", "/customers?facets=tags");
    assert!(
        list.status == 503 || (list.body["total"] == 0 && !list.text.contains("自家")),
        "{list:?}"
    );
    for path in [place(&own), history] {
        assert_eq!(firm.get("sales", &path).status, 404, "{path}");
    }
}

#[test]
fn l30_the_headers_of_what_is_out_of_sight_are_those_of_nothing() {
    let firm = Firm::of(&PEOPLE);
    let (_, other) = pair(&firm);
    let headers = |id: &str| {
        let answer = firm.ask("sales", "GET", &place(id), None, &[("if-none-match", "\"1\"")]);
        let kept =
            answer.headers.iter().filter(|(name, _)| *name != "date" && *name != "request-id");
        let kept = kept.map(|(name, value)| format!("{name}: {value:?}"));
        (answer.status, kept.collect::<Vec<_>>())
    };
    assert_eq!(headers(&other), headers(&firm.people["mate"].id));
    let tagged = headers(&other).1.iter().any(|line| line.starts_with("etag"));
    assert!(!tagged);
}

#[test]
fn l31_what_is_out_of_sight_takes_no_other_time_than_nothing() {
    let firm = Firm::of(&PEOPLE);
    let (_, other) = pair(&firm);
    let gone = firm.customer("stranger", &json!({}));
    firm.remove(&gone);
    let time = |id: &str| {
        let began = Instant::now();
        assert_eq!(firm.get("sales", &place(id)).status, 404);
        began.elapsed()
    };
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    // In turns, so that what else the machine does falls on both.
    let (mut theirs, mut bins) = (Vec::new(), Vec::new());
    for _ in 0..400 {
        theirs.push(time(&other));
        bins.push(time(&gone));
    }
    let ratio = median(theirs) / median(bins);
    assert!((0.6..1.6).contains(&ratio), "{ratio}");
}

#[test]
fn l38_the_bin_of_another_is_out_of_sight() {
    let firm = Firm::of(&PEOPLE);
    let (own, other) = pair(&firm);
    firm.remove(&own);
    firm.remove(&other);
    assert_eq!(firm.total("sales", &[]), 0);
    assert_eq!(firm.total("sales", &[("q", "自家")]), 0);
    let bin = firm.list("sales", &[("bin", "true"), ("facets", "tags")]);
    assert_eq!(bin.body["total"], 1, "{bin:?}");
    assert!(!bin.text.contains("鹦鹉"));
    let restore = |id: &str| firm.post("sales", &format!("{}/restorations", place(id)), &json!({}));
    assert_eq!((restore(&other).status, restore(&own).status), (404, 403));
}

#[test]
fn l40_a_cursor_is_of_one_person_and_one_question() {
    let firm = Firm::of(&["sales", "mate"]);
    for n in 0..5 {
        firm.customer("sales", &json!({ "name": format!("甲{n}厂") }));
        firm.customer("mate", &json!({ "name": format!("乙{n}厂") }));
    }
    let page = firm.list("sales", &[("limit", "2"), ("sort", "name")]);
    let next = page.body["next"].as_str().unwrap().to_owned();
    let ask = |who: &str, query: &str, cursor: &str| {
        firm.get(who, &format!("/customers?limit=2&{query}&cursor={}", escaped(cursor))).status
    };
    assert_eq!(ask("sales", "sort=name", &next), 200);
    assert_eq!(ask("mate", "sort=name", &next), 400, "another person");
    for other in
        ["sort=-name", "sort=name&bin=true", "sort=name&q=a", "sort=name&filter=name%20is%20empty"]
    {
        assert_eq!(ask("sales", other, &next), 400, "{other}");
    }
    let cut = &next[..next.len() - 2];
    assert_eq!(ask("sales", "sort=name", cut), 400, "tampered with");
}

#[test]
fn l44_a_transfer_hides_before_the_index_knows() {
    let firm = Firm::of(&["sales", "mate"]);
    for n in 0..10 {
        let id = firm.customer("sales", &json!({ "name": format!("转手{n}厂") }));
        assert_eq!(firm.total("sales", &[("q", "转手")]), 1);
        let owner = json!({ "owner": firm.people["mate"].id });
        assert_eq!(firm.change("admin", "PATCH", &place(&id), &owner).status, 200);
        let answer = firm.get("sales", &url("/customers", &[("q", "转手")]));
        assert!(answer.status == 503 || answer.body["items"] == json!([]), "{answer:?}");
        assert!(!answer.text.contains("转手"), "{answer:?}");
    }
}
