//! What stands in the way of a record that comes back: it is told which, to those who may know.

use crate::firm::Firm;
use crate::firm::text;
use serde_json::Value;
use serde_json::json;

#[test]
fn a_number_that_was_taken_since_names_who_has_it() {
    let firm = Firm::of(&["sales", "mate", "stranger", "sales_manager", "narrow"]);
    let won = |customer: &str| {
        let body = json!({
            "customer": customer, "title": "一期", "stage": "won", "amount": "300.00",
            "won_on": "2026-01-05", "contract_no": "HT-1",
        });
        text(&firm.made("/deals", &body), "id")
    };
    let restore = |who: &str, id: &str| {
        let answer = firm.post(who, &format!("/customers/{id}/restorations"), &json!({}));
        assert_eq!((answer.status, answer.slug()), (409, "taken"), "{answer:?}");
        assert_eq!(answer.body["field"], "contract_no");
        (answer.body["kind"].clone(), answer.body["id"].clone())
    };
    let gone = firm.customer("sales", &json!({ "name": "先签的厂" }));
    won(&gone);
    firm.remove(&gone);
    let other = firm.customer("stranger", &json!({ "name": "后签的厂" }));
    let deal = won(&other);
    assert_eq!(restore("admin", &gone), (json!("deals"), json!(deal)));
    // Whose customer is out of sight is nothing.
    assert_eq!(restore("sales_manager", &gone), (Value::Null, Value::Null));
    let theirs = json!({ "owner": firm.people["mate"].id });
    let path = format!("/customers/{other}");
    assert_eq!(firm.change("admin", "PATCH", &path, &theirs).status, 200);
    assert_eq!(restore("sales_manager", &gone), (json!("deals"), json!(deal)));
    // Nor is a record of which the field is hidden.
    let role = json!({
        "name": "不看合同", "rights": { "customers": { "view": "all", "edit": "all", "delete": "all" } },
        "visibility": {
            "customers": { "default": { "see": "clear", "write": true } },
            "deals": { "fields": { "contract_no": { "see": "hidden", "write": false } } },
        },
    });
    firm.as_role("narrow", &role);
    assert_eq!(restore("narrow", &gone), (Value::Null, Value::Null));
    let number = json!({ "contract_no": "HT-2" });
    assert_eq!(firm.change("admin", "PATCH", &format!("/deals/{deal}"), &number).status, 200);
    let back = firm.post("admin", &format!("/customers/{gone}/restorations"), &json!({}));
    assert_eq!(back.status, 200, "{back:?}");
}
