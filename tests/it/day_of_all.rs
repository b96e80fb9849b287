//! The day of everybody: what all whose customers one sees have to do and have won, and nothing beyond.

use crate::day::at;
use crate::day::day;
use crate::day::made;
use crate::day::on;
use crate::firm::Firm;
use crate::firm::text;
use crate::outside::url;
use serde_json::Value;
use serde_json::json;

/// Who sells, for how much they have won, and what they are to win.
const SELLERS: [(&str, &str, &str); 3] =
    [("sales", "300.00", "5000"), ("below", "20.50", "1000"), ("stranger", "7.00", "200")];

/// Of each seller a customer that was won this month, with something overdue of each kind.
fn firm() -> Firm {
    let firm = Firm::of(&[
        "sales",
        "mate",
        "below",
        "stranger",
        "sales_manager",
        "management",
        "service",
        "reader",
        "auditor",
    ]);
    for (who, amount, target) in SELLERS {
        let customer = firm.customer(who, &json!({ "name": format!("{who}的厂") }));
        let about = |path: &str, mut body: Value| {
            body["customer"] = json!(customer);
            text(&made(&firm, who, path, body), "id")
        };
        about("/tasks", json!({ "title": "昨天的", "due": at(&firm, -1_440) }));
        about("/services", json!({ "type": "投诉处理", "description": "机器不转" }));
        about("/followups", json!({ "method": "call", "content": "聊了" }));
        about("/deals", json!({ "title": "二期", "expected_amount": "10.25" }));
        let won = json!({ "title": "一期", "stage": "won", "amount": amount,
            "won_on": on(&firm, 0), "contract_no": format!("HT-{who}") });
        let deal = about("/deals", won);
        let planned =
            json!({ "deal": deal, "kind": "planned", "amount": "5", "on": on(&firm, -9) });
        made(&firm, who, "/payments", planned);
        set(&firm, who, "1", &json!({ "target": target }));
    }
    firm
}

fn set(firm: &Firm, who: &str, version: &str, change: &Value) {
    let path = format!("/users/{}", firm.people[who].id);
    let answer =
        firm.admin("PATCH", &path, Some(change), &[("if-match", &format!("\"{version}\""))]);
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn of_all(firm: &Firm, who: &str) -> Value {
    let answer = day(firm, who, "&user=all");
    assert_eq!(answer.status, 200, "{who}: {answer:?}");
    answer.body
}

/// Each counts as many as there are sellers in sight, and adds up what these have won.
fn tells(told: &Value, sellers: u64, won: &str, target: &Value) {
    for section in ["overdue", "services", "payments"] {
        assert_eq!(told[section]["total"], json!(sellers), "{section}: {told}");
        assert_eq!(told[section]["items"].as_array().unwrap().len() as u64, sellers, "{section}");
    }
    assert_eq!(told["payments"]["more"], json!(false));
    let month = &told["month"];
    for count in ["won_count", "new_customers", "followups", "services"] {
        assert_eq!(month[count], json!(sellers), "{count}: {told}");
    }
    assert_eq!((&month["won_amount"], &month["target"]), (&json!(won), target), "{told}");
    let stage = &told["pipeline"][0];
    assert_eq!((&stage["stage"]["value"], &stage["count"]), (&json!("contact"), &json!(sellers)));
    let expected = format!("{:.2}", 10.25 * sellers as f64);
    assert_eq!(stage["amount"], json!(expected), "{told}");
}

#[test]
fn everybodys_day_is_of_all_that_one_sees_and_of_no_more() {
    let firm = firm();
    tells(&of_all(&firm, "management"), 3, "327.50", &json!("6200.00"));
    tells(&of_all(&firm, "admin"), 3, "327.50", &json!("6200.00"));
    tells(&of_all(&firm, "sales_manager"), 2, "320.50", &json!("6000.00"));
    tells(&of_all(&firm, "sales"), 1, "300.00", &json!("5000.00"));
    tells(&of_all(&firm, "stranger"), 1, "7.00", &json!("200.00"));
    tells(&of_all(&firm, "mate"), 0, "0.00", &Value::Null);
    // They see all customers, and are not told what others are to win.
    for who in ["reader", "service"] {
        tells(&of_all(&firm, who), 3, "327.50", &Value::Null);
    }
    let none = of_all(&firm, "auditor");
    assert_eq!((&none["overdue"]["total"], &none["month"]["won_count"]), (&json!(0), &Value::Null));
    // One's own day stays one's own.
    let own = day(&firm, "management", "").body;
    assert_eq!((&own["overdue"]["total"], &own["month"]["won_count"]), (&json!(0), &json!(0)));
    assert_eq!(day(&firm, "sales", "&user=everybody").status, 404);
    assert_eq!(firm.get("", "/day?user=all").status, 401);
}

#[test]
fn everybodys_day_counts_as_lists_do() {
    let firm = firm();
    firm.customer("", &json!({ "name": "公海的厂" }));
    let shared = firm.customer("stranger", &json!({ "name": "共享的厂" }));
    let with = json!({ "collaborators": [firm.people["sales"].id] });
    assert_eq!(firm.change("admin", "PATCH", &format!("/customers/{shared}"), &with).status, 200);
    let late = |body: Value| {
        let mut body = body;
        body["title"] = json!("又一件");
        body["due"] = json!(at(&firm, -60));
        made(&firm, "stranger", "/tasks", body);
    };
    late(json!({ "customer": shared }));
    // About nobody: for the eyes of who has it.
    late(json!({}));
    for (who, customers, tasks) in [
        ("sales", 3, 2),
        ("stranger", 3, 3),
        ("mate", 1, 0),
        ("management", 5, 4),
        ("reader", 5, 4),
    ] {
        let told = of_all(&firm, who);
        assert_eq!(told["month"]["new_customers"], json!(customers), "{who}: {told}");
        assert_eq!(told["overdue"]["total"], json!(tasks), "{who}: {told}");
        assert_eq!(firm.total(who, &[]), customers, "{who}");
        let listed = firm.get(who, &url("/tasks", &[("filter", "state = \"overdue\"")])).body;
        assert_eq!(listed["total"], json!(tasks), "{who}");
    }
}

#[test]
fn what_is_to_be_won_by_all_is_of_those_who_work_here() {
    let firm = firm();
    set(&firm, "below", "2", &json!({ "disabled": true }));
    let told = of_all(&firm, "management");
    assert_eq!(told["month"]["target"], "5200.00", "{told}");
    assert_eq!(told["month"]["won_amount"], "327.50", "what was won stays won");
    // Who oversees all but one field does not oversee the firm.
    let role = json!({ "name": "半个老板", "rights": { "customers": { "view": "all", "reveal": "all" } },
        "visibility": { "customers": {
            "default": { "see": "clear", "write": false },
            "fields": { "id_number": { "see": "masked", "write": false } } } } });
    firm.as_role("management", &role);
    let told = of_all(&firm, "management");
    assert_eq!((&told["month"]["won_count"], &told["month"]["target"]), (&json!(3), &Value::Null));
}
