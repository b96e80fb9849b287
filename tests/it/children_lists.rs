//! Lists of what is about customers: within sight, filtered, counted, in step with every change.

use crate::firm::Firm;
use crate::firm::text;
use crate::outside::Answer;
use crate::outside::head;
use crate::outside::ids;
use crate::outside::url;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

/// The list of that person, as the index shows what is written by now.
pub fn list(firm: &Firm, who: &str, kind: &str, query: &[(&str, &str)]) -> Value {
    let after = head(&firm.house).to_string();
    let query: Vec<(&str, &str)> =
        query.iter().copied().chain([("after", after.as_str())]).collect();
    let answer = patient(firm, who, &url(&format!("/{kind}"), &query));
    assert_eq!(answer.status, 200, "{who} {kind} {query:?}: {answer:?}");
    answer.body
}

/// Asks again while an index is behind.
fn patient(firm: &Firm, who: &str, path: &str) -> Answer {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = firm.get(who, path);
        if answer.status != 503 || until < Instant::now() {
            return answer;
        }
    }
}

pub fn made(firm: &Firm, who: &str, kind: &str, body: &Value) -> String {
    let answer = firm.post(who, &format!("/{kind}"), body);
    assert_eq!(answer.status, 201, "{kind} {body}: {answer:?}");
    text(&answer.body, "id")
}

fn followup(firm: &Firm, who: &str, customer: &str, content: &str) -> String {
    let body = json!({ "customer": customer, "method": "call", "content": content });
    made(firm, who, "followups", &body)
}

fn contents(list: &Value) -> Vec<&str> {
    crate::outside::members(list, "content")
}

#[test]
fn what_is_about_a_customer_is_seen_by_those_who_see_the_customer() {
    let firm = Firm::of(&["sales", "sales_manager", "mate", "stranger", "reader", "auditor"]);
    let own = firm.customer("sales", &json!({}));
    let mates = firm.customer("mate", &json!({}));
    let foreign = firm.customer("stranger", &json!({}));
    followup(&firm, "sales", &own, "谈价格");
    followup(&firm, "mate", &mates, "谈付款");
    followup(&firm, "stranger", &foreign, "谈样品");
    for (who, expected) in [
        ("sales", &["谈价格"][..]),
        ("sales_manager", &["谈付款", "谈价格"]),
        ("stranger", &["谈样品"]),
        ("reader", &["谈样品", "谈付款", "谈价格"]),
        ("auditor", &[]),
    ] {
        // To whom sees no record of the kind its fields do not exist.
        let query = [("facets", "method")];
        let page = list(&firm, who, "followups", if who == "auditor" { &[] } else { &query });
        assert_eq!(contents(&page), expected, "{who}");
        assert_eq!(page["total"], expected.len(), "{who}");
        if who != "auditor" {
            assert_eq!(page["facets"]["method"][0]["count"], expected.len(), "{who}");
        }
        let found = list(&firm, who, "followups", &[("q", "样品")]);
        let sees = expected.contains(&"谈样品");
        assert_eq!(found["total"], u64::from(sees), "{who}");
    }
    // With the customer goes what is about it, at once.
    let path = format!("/customers/{own}");
    let given = json!({ "owner": firm.people["stranger"].id });
    assert_eq!(firm.change("admin", "PATCH", &path, &given).status, 200);
    assert_eq!(patient(&firm, "sales", "/followups").body["total"], 0);
    assert_eq!(patient(&firm, "stranger", "/followups").body["total"], 2);
    let shared = json!({ "collaborators": [firm.people["sales"].id] });
    assert_eq!(firm.change("admin", "PATCH", &path, &shared).status, 200);
    assert_eq!(patient(&firm, "sales", "/followups").body["total"], 1);
    // To an id out of sight a filter answers as to one of which nothing is there.
    let filter = format!("customer = \"{foreign}\"");
    assert_eq!(list(&firm, "sales", "followups", &[("filter", &filter)])["total"], 0);
    assert_eq!(list(&firm, "reader", "followups", &[("filter", &filter)])["total"], 1);
}

#[test]
fn the_bin_takes_what_is_about_a_customer_along_and_gives_it_back() {
    let firm = Firm::of(&["sales"]);
    let customer = firm.customer("sales", &json!({}));
    let first = followup(&firm, "sales", &customer, "第一次");
    followup(&firm, "sales", &customer, "第二次");
    let gone = firm.change("admin", "DELETE", &format!("/followups/{first}"), &json!({}));
    assert_eq!(gone.status, 204, "{gone:?}");
    let both = |firm: &Firm| {
        let of = |bin: &str| {
            let answer = patient(firm, "sales", &format!("/followups?bin={bin}"));
            (answer.body["total"].as_u64().unwrap(), ids(&answer.body).len())
        };
        [of("false"), of("true")]
    };
    assert_eq!(both(&firm), [(1, 1), (1, 1)]);
    firm.remove(&customer);
    assert_eq!(both(&firm), [(0, 0), (0, 0)]);
    let back = firm.admin("POST", &format!("/customers/{customer}/restorations"), None, &[]);
    assert_eq!(back.status, 200, "{back:?}");
    assert_eq!(both(&firm), [(1, 1), (1, 1)]);
    let back = firm.admin("POST", &format!("/followups/{first}/restorations"), None, &[]);
    assert_eq!(back.status, 200, "{back:?}");
    assert_eq!(both(&firm), [(2, 2), (0, 0)]);
    let head = firm.house.run(&["index", "status", "--json"]).well().json();
    assert_eq!((&head["customers"], &head["children"]), (&json!(1), &json!(2)), "{head}");
}

#[test]
fn filters_name_the_record_and_its_customer() {
    let firm = Firm::of(&["sales"]);
    let bank = firm.customer("sales", &json!({ "industry": "金融业", "level": "意向" }));
    let works = firm.customer("sales", &json!({ "industry": "制造业" }));
    for (customer, method, content) in
        [(&bank, "call", "报价单"), (&bank, "visit", "看样品"), (&works, "visit", "看厂房")]
    {
        let body = json!({ "customer": customer, "method": method, "content": content });
        made(&firm, "sales", "followups", &body);
    }
    let of_bank = format!("customer = \"{bank}\"");
    let of_both = format!("customer in (\"{bank}\", \"{works}\") and method = visit");
    for (filter, expected) in [
        (of_bank.as_str(), &["看样品", "报价单"][..]),
        (&of_both, &["看厂房", "看样品"]),
        ("customer.industry = 制造业", &["看厂房"]),
        ("customer.level = 意向 and method = 电话", &["报价单"]),
        ("customer.owner = me and content contains 看", &["看厂房", "看样品"]),
        ("not customer.industry = 金融业", &["看厂房"]),
        ("customer is empty", &[]),
        ("at >= today and author = me", &["看厂房", "看样品", "报价单"]),
    ] {
        let page = list(&firm, "sales", "followups", &[("filter", filter)]);
        assert_eq!(contents(&page), expected, "{filter}");
    }
    let facet = list(&firm, "sales", "followups", &[("facets", "method"), ("filter", &of_bank)]);
    let counts = facet["facets"]["method"].as_array().unwrap();
    assert_eq!(counts.iter().map(|one| one["count"].as_u64().unwrap()).sum::<u64>(), 2);
    // What has changed of the customer shows at once.
    let moved = json!({ "industry": "零售业" });
    let path = format!("/customers/{works}");
    assert_eq!(firm.change("sales", "PATCH", &path, &moved).status, 200);
    let retail = [("filter", "customer.industry = 零售业")];
    assert_eq!(contents(&list(&firm, "sales", "followups", &retail)), ["看厂房"]);
    for (query, reason) in [
        ("filter=customer%20%3D%20nothing", "unknown_record"),
        ("filter=industry%20%3D%20x", "unknown_field"),
        ("filter=customer.remark%20is%20empty", "unknown_field"),
        ("sort=customer", "not_sortable"),
        ("sort=customer.industry", "unknown_field"),
        ("facets=customer", "not_a_facet"),
    ] {
        let answer = firm.get("sales", &format!("/followups?{query}"));
        assert_eq!((answer.status, answer.reason()), (400, reason), "{query}: {answer:?}");
    }
}

#[test]
fn orders_pages_and_cursors_are_those_of_every_list() {
    let firm = Firm::of(&["sales"]);
    let customer = firm.customer("sales", &json!({}));
    for day in 1..=9 {
        let at = format!("2026-03-0{day}T10:00:00+08:00");
        let body = json!({ "customer": customer, "method": "call", "content": format!("第{day}天"), "at": at });
        made(&firm, "sales", "followups", &body);
    }
    let whole = |query: &[(&str, &str)]| {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let query: Vec<_> = query
                .iter()
                .copied()
                .chain([("limit", "4"), ("cursor", cursor.as_str())])
                .collect();
            let page = list(&firm, "sales", "followups", &query);
            all.extend(contents(&page).into_iter().map(str::to_owned));
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return all,
            }
        }
    };
    let days = |from: Vec<u8>| from.into_iter().map(|day| format!("第{day}天")).collect::<Vec<_>>();
    assert_eq!(whole(&[]), days((1..=9).rev().collect()), "what happened last first");
    assert_eq!(whole(&[("sort", "at")]), days((1..=9).collect()));
    assert_eq!(whole(&[("q", "天")]), days(Vec::new()), "one character is looked for in names");
    assert_eq!(whole(&[("q", "第3")]), days(vec![3]));
    // A cursor is good for its own list alone.
    let page = list(&firm, "sales", "followups", &[("limit", "4")]);
    let cursor = page["next"].as_str().unwrap();
    let other = firm.get("sales", &format!("/tasks?limit=4&cursor={cursor}"));
    assert_eq!((other.status, other.reason()), (400, "bad_cursor"), "{other:?}");
}

#[test]
fn tasks_are_open_overdue_and_done_and_some_are_about_nobody() {
    let firm = Firm::of(&["sales", "mate", "reader"]);
    let customer = firm.customer("sales", &json!({}));
    let past = "2026-01-05T10:00:00+08:00";
    let future = "2030-01-05T10:00:00+08:00";
    for (title, due, done) in
        [("甲回访", past, false), ("乙寄样", future, false), ("丙对账", past, true)]
    {
        let body = json!({ "customer": customer, "title": title, "due": due, "done": done });
        made(&firm, "sales", "tasks", &body);
    }
    let mine = json!({ "title": "丁写周报", "due": future });
    let free = made(&firm, "sales", "tasks", &mine);
    let titles = |who: &str, query: &[(&str, &str)]| -> Vec<String> {
        let page = list(&firm, who, "tasks", query);
        let items = page["items"].as_array().unwrap().clone();
        assert_eq!(page["total"], items.len());
        items.iter().map(|item| text(&item["fields"], "title")).collect()
    };
    assert_eq!(titles("sales", &[("filter", "state = overdue")]), ["甲回访"]);
    assert_eq!(titles("sales", &[("filter", "state = done")]), ["丙对账"]);
    let open = [("filter", "state = open"), ("sort", "due")];
    assert_eq!(titles("sales", &open), ["丁写周报", "乙寄样"]);
    assert_eq!(titles("sales", &[("filter", "customer is empty")]), ["丁写周报"]);
    assert_eq!(titles("sales", &[("q", "zhoubao")]), ["丁写周报"]);
    let page = list(&firm, "sales", "tasks", &[("facets", "state"), ("limit", "0")]);
    let count = |label: &str| {
        let facet = page["facets"]["state"].as_array().unwrap();
        facet.iter().find(|one| one["value"] == label).map(|one| one["count"].as_u64().unwrap())
    };
    assert_eq!((count("open"), count("overdue"), count("done")), (Some(2), Some(1), Some(1)));
    assert_eq!(titles("mate", &[]), Vec::<String>::new());
    // It goes with whoever must do it; who asked for it goes on seeing it.
    let given = json!({ "assignee": firm.people["mate"].id });
    let answer = firm.change("sales", "PATCH", &format!("/tasks/{free}"), &given);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(patient(&firm, "mate", "/tasks").body["total"], 1);
    assert_eq!(patient(&firm, "sales", "/tasks").body["total"], 4);
}

#[test]
fn contacts_are_found_by_what_each_viewer_may_see_of_them() {
    let firm = Firm::of(&["sales", "marketing", "reader"]);
    let customer = firm.customer("sales", &json!({}));
    let body =
        json!({ "customer": customer, "name": "欧阳静", "phone": "13977776666", "title": "采购" });
    made(&firm, "sales", "contacts", &body);
    let total = |who: &str, q: &str| list(&firm, who, "contacts", &[("q", q)])["total"].clone();
    for q in ["欧阳", "ouyang", "oyj", "13977776666", "6666", "77776666", "采购"] {
        assert_eq!(total("sales", q), 1, "{q}");
    }
    // Masks show the surname and four digits: who sees no more finds by no more.
    for (q, expected) in
        [("欧阳", 0), ("oyj", 0), ("77776666", 0), ("6666", 1), ("13977776666", 1), ("采购", 1)]
    {
        assert_eq!(total("reader", q), expected, "{q}");
    }
    let refused = firm.get("reader", &url("/contacts", &[("filter", "name contains 静")]));
    assert_eq!((refused.status, refused.reason()), (400, "not_searchable"), "{refused:?}");
    let shown = list(&firm, "reader", "contacts", &[]);
    assert_eq!(shown["items"][0]["fields"]["name"], "欧*");
}

#[test]
fn hundreds_of_records_about_one_customer_make_a_list_like_any_other() {
    let firm = Firm::of(&["sales"]);
    let big = firm.customer("sales", &json!({}));
    let other = firm.customer("sales", &json!({}));
    let count = 300;
    for n in 0..count {
        followup(&firm, "sales", &big, &format!("第{n}次"));
    }
    followup(&firm, "sales", &other, "别的");
    let filter = format!("customer = \"{big}\"");
    let query = [("filter", filter.as_str()), ("limit", "2")];
    let page = list(&firm, "sales", "followups", &query);
    assert_eq!((&page["total"], contents(&page).len()), (&json!(count), 2));
    // What stands with each of them moves with the customer.
    let moved = json!({ "industry": "零售业" });
    let path = format!("/customers/{big}");
    assert_eq!(firm.change("sales", "PATCH", &path, &moved).status, 200);
    let retail = [("filter", "customer.industry = 零售业"), ("limit", "0")];
    assert_eq!(list(&firm, "sales", "followups", &retail)["total"], count);
}

#[test]
fn money_that_is_for_another_deal_is_found_with_that_one() {
    let firm = Firm::of(&["sales"]);
    let customer = firm.customer("sales", &json!({}));
    let deal = |number: &str| {
        let body = json!({
            "customer": customer, "title": number, "stage": "won", "amount": "10.00",
            "won_on": "2026-01-05", "contract_no": number,
        });
        made(&firm, "sales", "deals", &body)
    };
    let (one, other, third) = (deal("HT-1"), deal("HT-2"), deal("HT-3"));
    let paid = |deal: &str| {
        let body = json!({ "deal": deal, "kind": "到账", "amount": "10.00", "on": "2026-01-05" });
        made(&firm, "sales", "payments", &body)
    };
    let with = |filter: &str| {
        let mut found = ids(&list(&firm, "sales", "deals", &[("filter", filter)]));
        found.sort();
        found
    };
    let agree = |expected: &[&String]| {
        let all = [&one, &other, &third].into_iter();
        let (mut paid, mut owed): (Vec<String>, Vec<String>) =
            all.cloned().partition(|deal| expected.contains(&deal));
        paid.sort();
        owed.sort();
        assert_eq!((with("received > 0"), with("outstanding > 0")), (paid, owed));
    };
    agree(&[]);
    let payment = format!("/payments/{}", paid(&one));
    paid(&third);
    agree(&[&one, &third]);
    let moved = firm.change("sales", "PATCH", &payment, &json!({ "deal": other }));
    assert_eq!(moved.status, 200, "{moved:?}");
    agree(&[&other, &third]);
    let told = firm.get("admin", &format!("{payment}/history")).body;
    let back = format!("/batches/{}/undo", text(&told["items"][0], "batch"));
    assert_eq!(firm.post("admin", &back, &json!({})).status, 200);
    agree(&[&one, &third]);
    assert_eq!(firm.change("admin", "DELETE", &payment, &json!({})).status, 204);
    agree(&[&third]);
}
