//! The company's settings, the numbering rule, and what the page must know to draw itself.

use crate::common::House;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::plain;
use crate::outside::url;
use serde_json::Value;
use serde_json::json;

static SHARED: Shared<House> = Shared::new(House::new);

#[test]
fn the_numbering_rule_holds_from_the_next_customer_on() {
    let mut house = House::new();
    let before = house.customer("旧编号机械厂", &json!({}));
    let rule = json!({ "numbering": "KH{seq:4}", "company": "东方机械" });
    let changed = ask(&house, "PATCH", "/settings", Some(&rule), &[]);
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.body["numbering_preview"], "KH0001");
    assert_eq!(house.customer("一厂", &json!({}))["fields"]["code"], "KH0001");
    let other = house.customer("二店", &json!({ "industry": "零售业" }));
    assert_eq!(other["fields"]["code"], "KH0002");
    house.restart();
    assert_eq!(house.get("/settings")["company"], "东方机械");
    assert_eq!(house.customer("三厂", &json!({}))["fields"]["code"], "KH0003");
    // Back at the old rule its sequence goes on.
    let rule = json!({ "numbering": "{industry}-{year}-{seq:3}" });
    assert_eq!(ask(&house, "PATCH", "/settings", Some(&rule), &[]).status, 200);
    let old = before["fields"]["code"].as_str().unwrap();
    let next = house.customer("四厂", &json!({}));
    assert_eq!(next["fields"]["code"], old.replace("-001", "-002"));
}

#[test]
fn a_broken_rule_is_refused_and_the_old_one_stays() {
    let house = SHARED.get();
    let before = house.get("/settings");
    let long = format!("{}{{seq:3}}", "长".repeat(40));
    for broken in
        ["", "KH", "{seq:0}", "{seq:3}{seq:3}", "{month}{seq:3}", "{seq:3", "}{seq:3}", &long]
    {
        let answer = ask(&house, "PATCH", "/settings", Some(&json!({ "numbering": broken })), &[]);
        assert_eq!(
            (answer.status, answer.reason()),
            (422, "numbering_broken"),
            "{broken} {answer:?}"
        );
        let preview = ask(&house, "GET", &url("/numbering", &[("template", broken)]), None, &[]);
        assert_eq!((preview.status, preview.reason()), (400, "numbering_broken"), "{broken}");
    }
    assert_eq!(house.get("/settings"), before);
}

#[test]
fn a_form_shows_the_number_that_will_come_without_taking_it() {
    let house = SHARED.get();
    for _ in 0..3 {
        let preview = house.get("/numbering?industry=MFG");
        let next = preview["next"].as_str().unwrap();
        assert!(next.starts_with("MFG-2") && next.ends_with("-···"), "{next}");
    }
    assert!(house.get("/numbering")["next"].as_str().unwrap().starts_with("QT-"));
}

#[test]
fn the_field_table_says_what_can_be_done_with_each() {
    let house = SHARED.get();
    let fields = house.get("/fields");
    let field = |key: &str| {
        let all = fields["customers"].as_array().unwrap();
        all.iter().find(|field| field["key"] == key).cloned().unwrap_or_else(|| panic!("{key}"))
    };
    let phone = field("phone");
    assert_eq!(
        (&phone["privacy"], &phone["sortable"], &phone["facet"]),
        (&json!("sensitive"), &json!(false), &json!(false))
    );
    let level = field("level");
    assert_eq!(
        (&level["type"], &level["required"], &level["facet"]),
        (&json!("select"), &json!("always"), &json!(true))
    );
    assert_eq!(level["options"][0]["label"], json!({ "zh": "潜在客户", "en": "Prospect" }));
    assert_eq!(field("code")["editable"], false);
    assert_eq!(field("remark")["max_chars"], 200);
    // What the table calls sortable the list sorts by, and nothing else.
    for field in fields["customers"].as_array().unwrap() {
        let key = field["key"].as_str().unwrap();
        let status =
            ask(&house, "GET", &format!("/customers?sort={key}&limit=1"), None, &[]).status;
        assert_eq!(field["sortable"] == true, status == 200, "{key} {status}");
        let status =
            ask(&house, "GET", &format!("/customers?facets={key}&limit=1"), None, &[]).status;
        assert_eq!(field["facet"] == true, status == 200, "{key} {status}");
    }
}

#[test]
fn regions_open_step_by_step() {
    let house = SHARED.get();
    let of = |path: &str| house.get(path)["items"].as_array().unwrap().clone();
    let provinces = of("/regions");
    assert_eq!(provinces.len(), 34);
    let jiangsu = provinces.iter().find(|item| item["label"] == "江苏省").unwrap();
    assert_eq!((&jiangsu["value"], &jiangsu["leaf"]), (&json!("320000"), &json!(false)));
    let cities = of("/regions?parent=320000");
    assert!(cities.iter().any(|item| item["value"] == "320500" && item["label"] == "苏州市"));
    assert_eq!(of("/regions?parent=999999"), Vec::<Value>::new());
    assert_eq!(ask(&house, "GET", "/regions?parent=x", None, &[]).status, 400);
}

#[test]
fn answers_speak_the_language_that_is_asked_for() {
    let house = SHARED.get();
    let detail = |lang: &str| {
        let answer = plain(&house, "GET", "/api/v1/session", b"", &[("accept-language", lang)]);
        answer.body["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(detail("zh-CN"), "请登录");
    assert_eq!(detail("en-GB,en;q=0.9"), "Please sign in");
    for odd in ["", "fr", ";;;=,", "*"] {
        assert_eq!(detail(odd), "请登录", "{odd}");
    }
    let made = house.customer("双语机械厂", &json!({}));
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let english = ask(&house, "GET", &path, None, &[("accept-language", "en")]);
    assert_eq!(english.body["fields"]["industry"]["label"], "Manufacturing");
}

#[test]
fn the_page_is_served_whole_and_nothing_else_is() {
    let house = SHARED.get();
    let page = plain(&house, "GET", "/", b"", &[]);
    assert_eq!((page.status, page.header("cache-control")), (200, "no-cache"));
    let start = page.text.find("/assets/").unwrap();
    let script = page.text[start..].split('"').next().unwrap();
    let asset = plain(&house, "GET", script, b"", &[]);
    assert_eq!(asset.status, 200, "{script}");
    assert!(asset.header("cache-control").contains("immutable"));
    for path in [
        "/etc/passwd",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/zhike.toml",
        "//",
        "/..;/",
    ] {
        assert_eq!(plain(&house, "GET", path, b"", &[]).status, 404, "{path}");
    }
}

#[test]
fn the_firm_says_how_it_works_and_what_is_wrong_is_named() {
    let mut house = House::new();
    let before = house.get("/settings");
    for (key, value) in [
        ("week_start", json!("mon")),
        ("work_from", json!("09:00")),
        ("work_to", json!("18:00")),
        ("currency", json!("CNY")),
        ("fiscal_month", json!(1)),
        ("pool_daily_claims", json!(20)),
        ("logo", Value::Null),
    ] {
        assert_eq!(before[key], value, "{key}");
    }
    let png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let change = json!({
        "logo": png, "week_start": "sun", "work_from": "08:30", "work_to": "24:00",
        "currency": "HKD", "fiscal_month": 4, "pool_daily_claims": 5,
    });
    let changed = ask(&house, "PATCH", "/settings", Some(&change), &[]);
    assert_eq!(changed.status, 200, "{changed:?}");
    house.restart();
    let now = house.get("/settings");
    for (key, value) in change.as_object().unwrap() {
        assert_eq!(now[key], *value, "{key}");
    }
    assert_eq!(now["numbering"], before["numbering"]);
    for (key, value, reason) in [
        ("logo", json!("data:image/svg+xml;base64,PHN2Zy8+"), "logo_form"),
        ("logo", json!("data:image/png;base64,PHN2Zy8+"), "logo_form"),
        ("logo", json!("https://example.com/logo.png"), "logo_form"),
        ("week_start", json!("fri"), "unknown_option"),
        ("work_from", json!("8:30"), "time_form"),
        ("work_to", json!("08:30"), "work_hours"),
        ("currency", json!("RMB元"), "currency_form"),
        ("fiscal_month", json!(13), "out_of_range"),
        ("pool_daily_claims", json!(-1), "out_of_range"),
    ] {
        let refused = ask(&house, "PATCH", "/settings", Some(&json!({ key: value })), &[]);
        assert_eq!((refused.status, refused.reason()), (422, reason), "{key} {refused:?}");
        assert_eq!(refused.body["faults"][0]["field"], key);
    }
    assert_eq!(house.get("/settings"), now);
    let gone = ask(&house, "PATCH", "/settings", Some(&json!({ "logo": null })), &[]);
    assert_eq!(gone.body["logo"], Value::Null);
    let reader = crate::staff::Person::hired(&house, "sun", &["只读"], None);
    assert_eq!(reader.ask(&house, "GET", "/settings", None).status, 200);
    let refused = reader.ask(&house, "PATCH", "/settings", Some(&json!({ "fiscal_month": 2 })));
    assert_eq!((refused.status, refused.slug()), (403, "denied"));
}
