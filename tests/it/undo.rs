//! Taking back what was done: an import as a whole, one change, a removal.

use crate::common::House;
use crate::outside::Answer;
use crate::outside::ask;
use crate::outside::import;
use crate::outside::list;
use crate::staff::Person;
use serde_json::Value;
use serde_json::json;

fn undo(house: &House, batch: &Value) -> Answer {
    ask(house, "POST", &format!("/batches/{}/undo", batch.as_str().unwrap()), None, &[])
}

/// The newest batch of a customer.
fn last_batch(house: &House, path: &str) -> Value {
    house.get(&format!("{path}/history"))["items"][0]["batch"].clone()
}

fn edit(house: &House, path: &str, change: &Value) {
    let version = format!("\"{}\"", house.get(path)["version"]);
    let answer = ask(house, "PATCH", path, Some(change), &[("if-match", &version)]);
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn path_of(customer: &Value) -> String {
    format!("/customers/{}", customer["id"].as_str().unwrap())
}

#[test]
fn an_import_is_taken_back_into_the_bin() {
    let house = House::new();
    let stays = house.customer("原有的机械厂", &json!({}));
    let rows: String = (0..700).map(|n| format!("撤销{n}厂,1381234{n:04},制造业\n")).collect();
    let file = format!("客户名称,手机号,行业\n{rows}");
    let job = import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(job["report"]["created"], 700, "{job}");
    let undone = undo(&house, &job["report"]["batch"]);
    assert_eq!(
        (undone.status, &undone.body),
        (200, &json!({ "reversed": 700, "kept": [], "undone": true }))
    );
    assert_eq!(list(&house, &[("limit", "0")])["total"], 1);
    assert_eq!(list(&house, &[("limit", "0"), ("bin", "true")])["total"], 700);
    assert_eq!(house.get(&path_of(&stays))["version"], 1);
    let path = format!("/imports/{}", job["id"].as_str().unwrap());
    assert_eq!(house.get(&path)["state"], "undone");
    let again = undo(&house, &job["report"]["batch"]);
    assert_eq!((again.status, again.reason()), (422, "already_undone"), "{again:?}");
    assert_ne!(again.body["faults"][0]["message"], "填写有误");
}

#[test]
fn what_somebody_has_worked_on_since_is_kept_and_named() {
    let house = House::new();
    let file =
        "客户名称,手机号\n保留一厂,13812345678\n保留二厂,13900001111\n保留三厂,13700001111\n";
    let job = import(&house, "a.csv", file.as_bytes(), &json!({}));
    let worked_on = list(&house, &[("q", "保留二厂")])["items"][0].clone();
    edit(&house, &path_of(&worked_on), &json!({ "remark": "已联系" }));
    let undone = undo(&house, &job["report"]["batch"]);
    assert_eq!(undone.body["reversed"], 2, "{undone:?}");
    let kept = undone.body["kept"].as_array().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0]["id"], &kept[0]["name"]), (&worked_on["id"], &json!("保留二厂")));
    assert_ne!(kept[0]["reason"], "填写有误");
    let left = list(&house, &[]);
    assert_eq!(
        (&left["total"], &left["items"][0]["fields"]["remark"]),
        (&json!(1), &json!("已联系"))
    );
}

#[test]
fn one_change_is_taken_back_field_by_field() {
    let house = House::new();
    let made = house.customer(
        "改回机械厂",
        &json!({ "remark": "一", "contact_title": "经理", "tags": ["VIP"] }),
    );
    let path = path_of(&made);
    edit(
        &house,
        &path,
        &json!({ "remark": "二", "contact_title": null, "tags": ["月结"], "phone": "13900001111" }),
    );
    let batch = last_batch(&house, &path);
    edit(&house, &path, &json!({ "contact_title": "总经理" }));
    let undone = undo(&house, &batch);
    assert_eq!(undone.status, 200, "{undone:?}");
    assert_eq!(undone.body["kept"][0]["id"], made["id"], "one field has been changed since");
    let now = house.get(&path);
    for key in ["remark", "tags", "phone"] {
        assert_eq!(now["fields"][key], made["fields"][key], "{key}");
    }
    assert_eq!(now["fields"]["contact_title"], "总经理");
    let found = list(&house, &[("q", "13800138000")]);
    assert_eq!(found["total"], 1);
}

#[test]
fn a_removal_and_a_restoration_are_taken_back() {
    let house = House::new();
    let made = house.customer("来去机械厂", &json!({}));
    let path = path_of(&made);
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"1\"")]).status, 204);
    let removal = last_batch(&house, &path);
    assert_eq!(undo(&house, &removal).body["reversed"], 1);
    assert_eq!(list(&house, &[])["total"], 1);
    // The undoing is a batch as any other.
    let undoing = last_batch(&house, &path);
    assert_ne!(undoing, removal);
    assert_eq!(undo(&house, &undoing).body["reversed"], 1);
    assert_eq!(list(&house, &[])["total"], 0);
    assert_eq!(list(&house, &[("bin", "true")])["total"], 1);
}

#[test]
fn what_was_joined_by_an_import_is_as_before() {
    let house = House::new();
    let made = house.customer(
        "合并机械厂",
        &json!({ "phone": "13812345678", "external_id": "X-1", "external_source": "import" }),
    );
    let file = "编号,客户名称,手机号,备注,职位\nX-1,合并机械厂新名,13812345678,来自文件,经理\n";
    let job = import(&house, "a.csv", file.as_bytes(), &json!({ "duplicates": "merge" }));
    assert_eq!(job["report"]["updated"], 1, "{job}");
    let path = path_of(&made);
    assert_eq!(house.get(&path)["fields"]["name"], "合并机械厂新名");
    assert_eq!(undo(&house, &job["report"]["batch"]).body["reversed"], 1);
    let now = house.get(&path);
    for key in ["name", "remark", "contact_title", "phone"] {
        assert_eq!(now["fields"][key], made["fields"][key], "{key}");
    }
}

#[test]
fn a_value_that_is_somebody_elses_by_now_keeps_its_customer_in_the_bin() {
    let house = House::new();
    let own = json!({ "external_id": "X-1", "external_source": "旧系统" });
    let first = house.customer("编号一厂", &own);
    let path = path_of(&first);
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"1\"")]).status, 204);
    let removal = last_batch(&house, &path);
    house.customer("编号二厂", &own);
    let undone = undo(&house, &removal);
    assert_eq!((undone.status, &undone.body["reversed"]), (200, &json!(0)), "{undone:?}");
    assert_eq!(undone.body["kept"][0]["name"], "编号一厂");
    assert_eq!(list(&house, &[])["total"], 1);
}

#[test]
fn a_batch_that_is_not_there_cannot_be_undone() {
    let house = House::new();
    for batch in ["0", "999999", "18446744073709551615", "-1"] {
        let answer = undo(&house, &json!(batch));
        assert_eq!((answer.status, answer.slug()), (404, "missing"), "{batch} {answer:?}");
    }
    let user = undo(&house, &json!("1"));
    assert_eq!(user.status, 200, "{user:?}");
    assert_eq!(user.body["reversed"], 0);
    assert_eq!(ask(&house, "GET", "/session", None, &[]).status, 200);
}

/// Whoever undoes what they have just done undoes that, and not what a colleague did since.
#[test]
fn each_write_names_its_batch_and_that_alone_is_taken_back() {
    let house = House::new();
    let lina = Person::hired(&house, "lina", &["系统管理员"], None);
    let made = house.customer("各管各机械厂", &json!({ "remark": "一" }));
    let path = path_of(&made);
    let change = |version: &str, change: &Value| {
        ask(&house, "PATCH", &path, Some(change), &[("if-match", version)]).body
    };
    let own = change("\"1\"", &json!({ "contact_title": "经理" }));
    let of_lina = |body: Value, version: u32| {
        let answer = lina.change(&house, "PATCH", &path, &body, &json!(version));
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    of_lina(json!({ "remark": "二" }), 2);
    let undone = undo(&house, &own["batch"]).body;
    assert_eq!((&undone["reversed"], &undone["kept"]), (&json!(1), &json!([])), "{undone}");
    let now = house.get(&path);
    assert_eq!(now["fields"]["contact_title"], Value::Null);
    assert_eq!(now["fields"]["remark"], "二", "a colleague's change stays");
    // The same field, by a colleague since: it stays, and it is said why.
    let own = change("\"4\"", &json!({ "remark": "三" }));
    of_lina(json!({ "remark": "四" }), 5);
    let undone = undo(&house, &own["batch"]).body;
    assert_eq!(undone["reversed"], 0, "{undone}");
    assert!(!undone["kept"][0]["reason"].as_str().unwrap().is_empty());
    assert_eq!(house.get(&path)["fields"]["remark"], "四");
}

#[test]
fn what_is_made_deleted_and_brought_back_names_its_batch() {
    let house = House::new();
    let customer = house.customer("批次机械厂", &json!({ "contact_name": "张伟" }));
    let talk = json!({ "customer": customer["id"], "method": "call", "content": "聊过",
        "next": { "title": "寄样件", "due": "2030-01-05T10:00" } });
    let key = [("idempotency-key", "batch-1")];
    let made = ask(&house, "POST", "/followups", Some(&talk), &key).body;
    let again = ask(&house, "POST", "/followups", Some(&talk), &key).body;
    assert!(made["batch"].is_string(), "{made}");
    assert_eq!(made["batch"], again["batch"], "sent again, it is the same change");
    let path = format!("/followups/{}", made["id"].as_str().unwrap());
    let deleted = ask(&house, "DELETE", &path, None, &[("if-match", "\"1\"")]);
    assert_eq!(deleted.status, 204);
    let batch = json!(deleted.header("journal-batch"));
    assert_eq!(undo(&house, &batch).body["reversed"], 1);
    let version = format!("\"{}\"", house.get(&path)["version"]);
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", &version)]).status, 204);
    let back = ask(&house, "POST", &format!("{path}/restorations"), Some(&json!({})), &[]).body;
    assert_eq!(undo(&house, &back["batch"]).body["reversed"], 1);
    let contact = json!({ "customer": customer["id"], "name": "李雷", "phone": "13900001111" });
    let contact = ask(&house, "POST", "/contacts", Some(&contact), &[]).body;
    let place = format!("/contacts/{}/promotions", contact["id"].as_str().unwrap());
    let promoted = ask(&house, "POST", &place, Some(&json!({})), &[("if-match", "\"1\"")]).body;
    assert!(undo(&house, &promoted["batch"]).status == 200, "{promoted}");
    assert_eq!(house.get(&path_of(&customer))["fields"]["contact_name"], "张*");
}
