//! One customer: made, changed, removed, brought back, numbered.

use crate::common::House;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::escaped;
use crate::outside::head;
use crate::outside::ids;
use crate::outside::list;
use crate::outside::members;
use crate::staff::Person;
use crate::staff::new_role;
use serde_json::Value;
use serde_json::json;

static SHARED: Shared<House> = Shared::new(House::new);

fn body(name: &str) -> Value {
    json!({ "name": name, "industry": "制造业", "phone": "138 0013 8000" })
}

/// The year as the server has it: that of what it has just made.
fn year(customer: &Value) -> String {
    customer["fields"]["created_at"].as_str().unwrap()[..4].to_owned()
}

#[test]
fn a_new_customer_has_a_number_a_place_and_a_version() {
    let house = House::new();
    let before = head(&house);
    let made = ask(&house, "POST", "/customers", Some(&body("东方机械有限公司")), &[]);
    assert_eq!(made.status, 201, "{made:?}");
    let fields = &made.body["fields"];
    assert_eq!(fields["code"], format!("MFG-{}-001", year(&made.body)));
    assert_eq!(fields["phone"], "138****8000");
    assert_eq!(fields["industry"], json!({ "value": "MFG", "label": "制造业" }));
    assert_eq!(fields["level"]["label"], "潜在客户");
    assert_eq!(fields["kind"]["label"], "企业");
    assert_eq!(fields["owner"]["name"], "admin");
    assert_eq!((&made.body["version"], made.header("etag")), (&json!(1), "\"1\""));
    let place = format!("/api/v1/customers/{}", made.id());
    assert_eq!(made.header("location"), place);
    assert!(before < made.header("journal-seq").parse().unwrap());
    let shown = ask(&house, "GET", &format!("/customers/{}", made.id()), None, &[]);
    assert_eq!((shown.status, shown.header("etag")), (200, "\"1\""));
    // The answer to a write names its batch beside the record, for whoever takes it back.
    let mut record = made.body.clone();
    let batch = record.as_object_mut().unwrap().remove("batch");
    assert!(batch.is_some_and(|batch| batch.is_string()), "{made:?}");
    assert_eq!(shown.body, record);
    // Numbers count for each industry by itself.
    let second = house.customer("第二机械有限公司", &json!({}));
    assert_eq!(second["fields"]["code"], format!("MFG-{}-002", year(&second)));
    let shop = house.customer("街角零售店", &json!({ "industry": "RTL" }));
    assert_eq!(shop["fields"]["code"], format!("RTL-{}-001", year(&shop)));
}

#[test]
fn whoever_waits_for_its_entry_finds_a_new_customer_in_the_list() {
    let house = SHARED.get();
    for name in ["立刻可见一号厂", "立刻可见二号厂", "立刻可见三号厂"] {
        let made = ask(&house, "POST", "/customers", Some(&body(name)), &[]);
        let after = made.header("journal-seq");
        // Others use the house at the same time: the newest customer may be theirs.
        let place = format!("/customers?after={after}&q={}", escaped(name));
        let mut found = ask(&house, "GET", &place, None, &[]);
        // A machine with more to do may take longer than the wait: then it says so, and is asked again.
        for _ in 0..20 {
            if found.status == 503 && found.slug() == "index-behind" {
                found = ask(&house, "GET", &place, None, &[]);
            }
        }
        assert_eq!(found.status, 200, "{found:?}");
        assert_eq!(ids(&found.body), [made.id()]);
    }
}

#[test]
fn a_new_tag_is_an_option_however_its_blanks_were_typed() {
    let house = SHARED.get();
    for tags in ["重点\u{3000}客户", "双  空格", "零\u{200b}宽"] {
        let made = house.customer("标签多空格公司", &json!({ "tags": tags }));
        assert_eq!(made["fields"]["tags"].as_array().map(Vec::len), Some(1), "{made}");
    }
    let many: Vec<String> = (0..150).map(|number| format!("标签{number}")).collect();
    let refused = body("标签太多公司").as_object().cloned().map(|mut members| {
        members.insert("tags".to_owned(), json!(many));
        ask(&house, "POST", "/customers", Some(&Value::Object(members)), &[])
    });
    assert_eq!(refused.map(|answer| answer.status), Some(422));
}

#[test]
fn an_index_that_cannot_be_so_far_says_so() {
    let house = SHARED.get();
    let beyond = ask(&house, "GET", "/customers?after=99999999", None, &[]);
    assert_eq!((beyond.status, beyond.slug()), (503, "index-behind"), "{beyond:?}");
    assert_eq!(beyond.header("retry-after"), "1");
}

#[test]
fn a_change_needs_the_version_that_was_read() {
    let house = House::new();
    let made = house.customer("版本测试机械厂", &json!({ "remark": "一" }));
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let before = head(&house);
    let change = json!({ "remark": "二", "contact_title": "经理" });
    for method in ["PATCH", "DELETE"] {
        let change = (method == "PATCH").then_some(&change);
        let none = ask(&house, method, &path, change, &[]);
        assert_eq!((none.status, none.slug()), (428, "version-required"));
        let odd = ask(&house, method, &path, change, &[("if-match", "\"one\"")]);
        assert_eq!((odd.status, odd.slug()), (400, "version-form"));
    }
    assert_eq!(head(&house), before);
    let changed = ask(&house, "PATCH", &path, Some(&change), &[("if-match", "\"1\"")]);
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{changed:?}");
    assert_eq!(changed.body["fields"]["remark"], "二");
    assert_eq!(changed.body["fields"]["code"], made["fields"]["code"]);
}

#[test]
fn of_two_editors_the_second_sees_what_the_first_has_done() {
    let house = House::new();
    let made = house.customer("两人同改机械厂", &json!({ "remark": "一" }));
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let first = json!({ "remark": "甲" });
    assert_eq!(ask(&house, "PATCH", &path, Some(&first), &[("if-match", "\"1\"")]).status, 200);
    let before = head(&house);
    let second = json!({ "remark": "乙", "contact_title": "经理" });
    let late = ask(&house, "PATCH", &path, Some(&second), &[("if-match", "\"1\"")]);
    assert_eq!((late.status, late.slug()), (412, "stale"), "{late:?}");
    assert_eq!(late.body["version"], 2);
    assert_eq!(late.body["current"]["fields"]["remark"], "甲");
    assert_eq!(late.body["fields"], json!([{ "field": "remark", "theirs": "甲" }]));
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"1\"")]).status, 412);
    assert_eq!(head(&house), before);
    assert_eq!(house.get(&path)["fields"]["remark"], "甲");
}

#[test]
fn only_what_would_be_overwritten_unseen_is_named() {
    let house = House::new();
    let made = house.customer(
        "只报冲突机械厂",
        &json!({ "remark": "一", "phone": "13812345678", "wechat": "zhike_2026" }),
    );
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let edit = |version: u32, change: Value| {
        let version = format!("\"{version}\"");
        ask(&house, "PATCH", &path, Some(&change), &[("if-match", &version)])
    };
    let theirs =
        json!({ "remark": "甲", "phone": "13900001111", "contact_title": "经理", "tags": ["VIP"] });
    assert_eq!(edit(1, theirs).status, 200);
    assert_eq!(edit(2, json!({ "contact_title": null, "short_name": "只报" })).status, 200);
    let clashes = |change: Value| {
        let late = edit(1, change);
        assert_eq!((late.status, late.slug(), &late.body["version"]), (412, "stale", &json!(3)));
        assert_eq!(late.body["current"]["version"], 3);
        let fields = late.body["fields"].as_array().unwrap().clone();
        fields.iter().map(|one| one["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // Theirs already, in whatever spelling; or changed and changed back; or not changed at all.
    let same =
        json!({ "remark": "甲", "phone": "139 0000 1111", "tags": ["VIP"], "short_name": "只报" });
    assert_eq!(clashes(same), [""; 0]);
    assert_eq!(clashes(json!({ "contact_title": "总经理", "wechat": "zhike_2027" })), [""; 0]);
    // Both have changed it, each to something else; what does not even read is something else too.
    let other = json!({ "phone": "13700001111", "remark": "乙", "wechat": "zhike_2027", "tags": ["VIP", "新词"] });
    assert_eq!(clashes(other), ["phone", "remark", "tags"]);
    assert_eq!(clashes(json!({ "phone": "12", "nothing": "x" })), ["phone"]);
}

#[test]
fn a_change_that_changes_nothing_writes_nothing() {
    let house = House::new();
    let made = house.customer("无变化机械厂", &json!({ "remark": "一", "tags": ["VIP"] }));
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let before = head(&house);
    let same =
        json!({ "remark": " 一 ", "tags": [{ "value": "VIP" }], "phone": "+86-13800138000" });
    let answer = ask(&house, "PATCH", &path, Some(&same), &[("if-match", "\"1\"")]);
    assert_eq!((answer.status, answer.header("etag")), (200, "\"1\""), "{answer:?}");
    assert_eq!(head(&house), before);
}

#[test]
fn a_null_clears_and_the_last_way_to_reach_somebody_stays() {
    let house = SHARED.get();
    let more = json!({ "email": "li.lei@example.com", "remark": "一", "tags": ["VIP", "月结"] });
    let made = house.customer("清空测试机械厂", &more);
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let clear = json!({ "remark": null, "tags": [], "phone": null });
    let cleared = ask(&house, "PATCH", &path, Some(&clear), &[("if-match", "\"1\"")]);
    let fields = &cleared.body["fields"];
    assert_eq!((&fields["remark"], &fields["phone"]), (&Value::Null, &Value::Null), "{cleared:?}");
    assert_eq!(fields["tags"], json!([]));
    let last = json!({ "email": null });
    let refused = ask(&house, "PATCH", &path, Some(&last), &[("if-match", "\"2\"")]);
    assert_eq!((refused.status, refused.reason()), (422, "phone_or_email"));
}

#[test]
fn a_repeated_request_makes_one_customer() {
    let house = House::new();
    let key = [("idempotency-key", "double-click-1")];
    let first = ask(&house, "POST", "/customers", Some(&body("双击机械厂")), &key);
    let before = head(&house);
    let again = ask(&house, "POST", "/customers", Some(&body("双击机械厂")), &key);
    assert_eq!((again.status, again.id()), (201, first.id()));
    let other = ask(&house, "POST", "/customers", Some(&body("另一家机械厂")), &key);
    assert_eq!((other.status, other.reason()), (422, "idempotency_mismatch"));
    assert_eq!(head(&house), before);
    let long = "k".repeat(201);
    let refused =
        ask(&house, "POST", "/customers", Some(&body("x")), &[("idempotency-key", &long)]);
    assert_eq!((refused.status, refused.slug()), (400, "idempotency-key"));
    // Ten clicks at once are one.
    let made: Vec<String> = std::thread::scope(|scope| {
        let click = || {
            let made = ask(
                &house,
                "POST",
                "/customers",
                Some(&body("十连击机械厂")),
                &[("idempotency-key", "ten")],
            );
            made.id().to_owned()
        };
        let clicks: Vec<_> = (0..10).map(|_| scope.spawn(click)).collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert!(made.iter().all(|id| *id == made[0]), "{made:?}");
    assert_eq!(list(&house, &[("q", "十连击")])["total"], 1);
}

#[test]
fn what_is_removed_goes_to_the_bin_and_comes_back_whole() {
    let house = SHARED.get();
    let made = house.customer("回收站机械厂", &json!({ "remark": "原样" }));
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let gone = ask(&house, "DELETE", &path, None, &[("if-match", "\"1\"")]);
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    assert!(gone.header("journal-seq").parse::<u64>().is_ok());
    let find = |bin: &str| list(&house, &[("q", "回收站机械厂"), ("bin", bin)]);
    assert_eq!(find("false")["total"], 0);
    let binned = find("true");
    assert_eq!(binned["total"], 1);
    assert!(binned["items"][0]["deleted_at"].is_string(), "{binned}");
    let edit =
        ask(&house, "PATCH", &path, Some(&json!({ "remark": "x" })), &[("if-match", "\"2\"")]);
    assert_eq!(edit.status, 404);
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"2\"")]).status, 404);
    let back = ask(&house, "POST", &format!("{path}/restorations"), None, &[]);
    assert_eq!(back.status, 200, "{back:?}");
    for key in ["code", "name", "phone", "remark", "owner"] {
        assert_eq!(back.body["fields"][key], made["fields"][key], "{key}");
    }
    assert_eq!((&find("false")["total"], &find("true")["total"]), (&json!(1), &json!(0)));
}

#[test]
fn a_number_is_never_given_twice() {
    let house = House::new();
    let first = house.customer("一号机械厂", &json!({}));
    let path = format!("/customers/{}", first["id"].as_str().unwrap());
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"1\"")]).status, 204);
    let (refused, _) = house.post("/customers", &json!({ "name": "缺电话", "industry": "制造业" }));
    assert_eq!(refused, 422);
    let second = house.customer("二号机械厂", &json!({}));
    assert_eq!(second["fields"]["code"], format!("MFG-{}-002", year(&second)));
    let moved = json!({ "industry": "零售业" });
    let path = format!("/customers/{}", second["id"].as_str().unwrap());
    let moved = ask(&house, "PATCH", &path, Some(&moved), &[("if-match", "\"1\"")]);
    assert_eq!(moved.body["fields"]["code"], second["fields"]["code"]);
}

#[test]
fn an_external_id_is_one_customers_within_its_source_even_back_from_the_bin() {
    let house = SHARED.get();
    let of = |source: &str| json!({ "external_id": "X-77", "external_source": source });
    let first = house.customer("外部编号一厂", &of("旧系统"));
    house.customer("外部编号二厂", &of("商城"));
    let mut third = body("外部编号三厂");
    (third["external_id"], third["external_source"]) = (json!("X-77"), json!("旧系统"));
    let taken = ask(&house, "POST", "/customers", Some(&third), &[]);
    assert_eq!((taken.status, taken.slug()), (409, "taken"), "{taken:?}");
    assert_eq!(taken.body["field"], "external_id");
    let path = format!("/customers/{}", first["id"].as_str().unwrap());
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"1\"")]).status, 204);
    assert_eq!(ask(&house, "POST", "/customers", Some(&third), &[]).status, 201);
    let back = ask(&house, "POST", &format!("{path}/restorations"), None, &[]);
    assert_eq!((back.status, back.slug()), (409, "taken"), "{back:?}");
}

#[test]
fn thirty_two_at_once_get_thirty_two_numbers_without_a_gap() {
    let house = House::new();
    let mut codes: Vec<String> = std::thread::scope(|scope| {
        let make = |at: usize| {
            let house = &house;
            scope.spawn(move || {
                let made = house.customer(&format!("并发机械{at}厂"), &json!({}));
                made["fields"]["code"].as_str().unwrap().to_owned()
            })
        };
        let threads: Vec<_> = (0..32).map(make).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    codes.sort();
    let year = codes[0][4..8].to_owned();
    let expected: Vec<String> = (1..=32).map(|n| format!("MFG-{year}-{n:03}")).collect();
    assert_eq!(codes, expected);
}

#[test]
fn after_999_comes_1000() {
    let house = House::new();
    let rows: String = (0..998).map(|n| format!("第{n}机械厂,制造业,1380013{n:04}\n")).collect();
    let file = format!("客户名称,行业,手机号\n{rows}");
    let job = crate::outside::import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(job["report"]["created"], 998, "{job}");
    let mut more = ["甲", "乙"].iter().map(|name| house.customer(name, &json!({})));
    let (last, next) = (more.next().unwrap(), more.next().unwrap());
    let year = year(&next);
    assert_eq!(last["fields"]["code"], format!("MFG-{year}-999"));
    assert_eq!(next["fields"]["code"], format!("MFG-{year}-1000"));
    let list = list(&house, &[("sort", "-code"), ("limit", "2")]);
    assert_eq!(members(&list, "code"), [format!("MFG-{year}-1000"), format!("MFG-{year}-999")]);
}

#[test]
fn a_row_that_rights_refuse_leaves_no_gap_in_the_numbers() {
    let mut house = House::new();
    let own = json!({ "view": "own", "create": "own", "edit": "own", "import": "own" });
    new_role(&house, "自己导入", "sales", &json!({ "rights": { "customers": own } }));
    let clerk = Person::hired(&house, "sun", &["自己导入"], None);
    let admin = std::mem::replace(&mut house.token, clerk.token);
    let file = "客户名称,行业,手机号,负责人\n\
                别人的厂,制造业,13812345678,admin\n我的厂,制造业,13900001111,\n";
    let job = crate::outside::import(&house, "a.csv", file.as_bytes(), &json!({}));
    let report = &job["report"];
    assert_eq!((&report["created"], &report["rejected"]), (&json!(1), &json!(1)), "{job}");
    house.token = admin;
    let list = list(&house, &[]);
    let last = house.customer("后来的厂", &json!({}));
    let year = year(&last);
    assert_eq!(members(&list, "code"), [format!("MFG-{year}-001")]);
    assert_eq!(last["fields"]["code"], format!("MFG-{year}-002"));
}

#[test]
fn new_words_of_open_lists_become_options() {
    let house = SHARED.get();
    let made = house.customer(
        "新标签机械厂",
        &json!({ "tags": ["VIP", "老乡", "钓鱼同好"], "needs": ["除尘设备"] }),
    );
    assert_eq!(made["fields"]["tags"][1], json!({ "value": "老乡", "label": "老乡" }));
    let fields = house.get("/fields");
    let field = |key: &str| {
        let fields = fields["customers"].as_array().unwrap();
        let field = fields.iter().find(|field| field["key"] == key).unwrap().clone();
        let options = field["options"].as_array().unwrap().clone();
        options
            .iter()
            .map(|option| option["value"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(["老乡", "钓鱼同好"].iter().all(|word| field("tags").contains(&(*word).to_owned())));
    assert!(field("needs").contains(&"除尘设备".to_owned()));
    let again = house.customer("又一家新标签厂", &json!({ "tags": ["老乡"] }));
    assert_eq!(again["fields"]["tags"], json!([{ "value": "老乡", "label": "老乡" }]));
    assert_eq!(list(&house, &[("filter", "tags has \"老乡\"")])["total"], 2);
    // A list that is not open takes no new word.
    let closed = ask(
        &house,
        "POST",
        "/customers",
        Some(&json!({ "name": "x", "industry": "航天", "phone": "13800138000" })),
        &[],
    );
    assert_eq!((closed.status, closed.reason()), (422, "unknown_option"));
}

#[test]
fn a_name_that_looks_abbreviated_is_saved_with_a_warning() {
    let house = SHARED.get();
    let made = house.customer("东方机械", &json!({}));
    assert_eq!(made["warnings"][0]["reason"], "name_abbreviated", "{made}");
    let full = house.customer("东方机械有限公司", &json!({}));
    assert!(full.get("warnings").is_none(), "{full}");
}
