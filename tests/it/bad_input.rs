//! Bad input: every row is refused with its reason, changes nothing, and the next request works.

use crate::common::House;
use crate::outside::Answer;
use crate::outside::ask;
use crate::outside::head;
use crate::outside::plain;
use crate::outside::url;
use serde_json::Value;
use serde_json::json;

/// Refused as it should be: a problem with words for people, and nothing of our insides.
fn well_refused(answer: &Answer, status: u16, reason: &str, what: &str) {
    assert_eq!((answer.status, answer.reason()), (status, reason), "{what}: {answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json; charset=utf-8", "{what}");
    for key in ["title", "detail", "request"] {
        assert!(answer.body[key].as_str().is_some_and(|text| !text.is_empty()), "{what}: {key}");
    }
    // The words that stand in for missing ones.
    assert_ne!(answer.body["title"], "无法完成", "{what}: {}", answer.slug());
    for fault in answer.body["faults"].as_array().unwrap() {
        assert_ne!(fault["message"], "填写有误", "{what}: {fault}");
    }
    for inside in ["panicked", "src/", "::", "redb", "tantivy", "serde"] {
        assert!(!answer.text.contains(inside), "{what}: {}", answer.text);
    }
}

/// Where everything must be as before in the end.
struct Guarded {
    house: House,
    id: String,
    head: u64,
}

impl Guarded {
    fn new() -> Guarded {
        let house = House::new();
        let made = house.customer("原有的机械厂", &json!({ "remark": "原样" }));
        let id = made["id"].as_str().unwrap().to_owned();
        let head = head(&house);
        Guarded { house, id, head }
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.house.token);
        let headers =
            [("authorization", bearer.as_str()), ("content-type", kind), ("if-match", "\"1\"")];
        plain(&self.house, method, path, body, &headers)
    }

    fn create(&self, body: &[u8]) -> Answer {
        self.send("POST", "/api/v1/customers", "application/json", body)
    }

    /// A sound customer with one member in place of its own is refused.
    fn refuses(&self, key: &str, value: &Value, reason: &str) {
        let mut body =
            json!({ "name": "新的机械厂", "industry": "制造业", "phone": "13800138000" });
        body[key] = value.clone();
        let answer = self.create(body.to_string().as_bytes());
        let shown: String = value.to_string().chars().take(60).collect();
        well_refused(&answer, 422, reason, &format!("{key} {shown}"));
        assert_eq!(answer.body["faults"][0]["field"], key, "{answer:?}");
        self.is_unchanged(&shown);
    }

    fn is_unchanged(&self, what: &str) {
        assert_eq!(head(&self.house), self.head, "{what}");
    }

    /// The state is what it was, and ordinary work goes on.
    fn ends_well(&self) {
        self.is_unchanged("at the end");
        let path = format!("/customers/{}", self.id);
        assert_eq!(self.house.get(&path)["fields"]["remark"], "原样");
        let change = json!({ "remark": "改过" });
        assert_eq!(
            ask(&self.house, "PATCH", &path, Some(&change), &[("if-match", "\"1\"")]).status,
            200
        );
        self.house.customer("后来的机械厂", &json!({}));
        assert!(!self.house.log().contains("panicked"), "{}", self.house.log());
    }
}

#[test]
fn a_body_that_is_no_json_object_of_ours() {
    let it = Guarded::new();
    let deep = [b"{\"name\":".as_slice(), &[b'['; 10_000]].concat();
    let brackets = vec![b'['; 1 << 20];
    for (body, status, reason) in [
        (&b"{\"name\":"[..], 400, "json"),
        (b"{\"name\":\"x\"} trailing", 400, "json"),
        (b"{'name':'x'}", 400, "json"),
        (b"{\"opening_amount\":NaN}", 400, "json"),
        (b"{\"opening_amount\":1e999}", 400, "json"),
        (b"{\"name\":\"\\ud800\"}", 400, "json"),
        (b"{\"name\":\"\xff\xfe\"}", 400, "json"),
        (&deep, 400, "json"),
        (&brackets, 400, "json"),
        (b"[]", 400, "json-object"),
        (b"\"name\"", 400, "json-object"),
        (b"null", 400, "json-object"),
        (b"{\"name\":\"a\",\"name\":\"b\"}", 400, "duplicate_member"),
        (b"{\"nmae\":\"a\"}", 422, "unknown_field"),
        (b"{\"__proto__\":\"a\"}", 422, "unknown_field"),
    ] {
        let what = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        well_refused(&it.create(body), status, reason, &what);
        it.is_unchanged(&what);
    }
    let placed = it.create(b"{\n  \"name\": x }");
    assert_eq!(
        (&placed.body["line"], &placed.body["column"]),
        (&json!(2), &json!(11)),
        "{placed:?}"
    );
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let answer = it.send("POST", "/api/v1/customers", kind, b"{\"name\":\"x\"}");
        well_refused(&answer, 415, "json-only", kind);
    }
    it.ends_well();
}

#[test]
fn members_of_the_wrong_kind() {
    let it = Guarded::new();
    for (key, value, reason) in [
        ("phone", json!({}), "wrong_type"),
        ("phone", json!(13_800_138_000_u64), "wrong_type"),
        ("name", json!(["a"]), "wrong_type"),
        ("name", json!(true), "wrong_type"),
        ("tags", json!({ "a": 1 }), "wrong_type"),
        ("tags", json!([["VIP"]]), "wrong_type"),
        ("level", json!({ "worth": "won" }), "wrong_type"),
        ("opening_deals", json!("9223372036854775808"), "number_range"),
        ("opening_deals", json!(9_223_372_036_854_775_808_u64), "number_range"),
        ("opening_deals", json!(1.5), "too_many_decimals"),
        ("opening_deals", json!(-1), "number_negative"),
        ("opening_amount", json!("NaN"), "number_format"),
        ("opening_amount", json!("1e20"), "number_format"),
        ("opening_amount", json!(-1), "amount_negative"),
        ("opening_amount", json!("1.005"), "too_many_decimals"),
        ("opening_amount", json!("99999999999999999"), "number_range"),
        ("owner", json!("没有这个人"), "unknown_user"),
        ("owner", json!({ "id": "0000" }), "unknown_user"),
        ("collaborators", json!(["li", "admin"]), "unknown_user"),
        ("level", json!("火星客户"), "unknown_option"),
        ("industry", json!("航天"), "unknown_option"),
        ("region", json!("999999"), "unknown_region"),
        ("region", json!({ "province": "亚特兰蒂斯" }), "unknown_region"),
    ] {
        it.refuses(key, &value, reason);
    }
    it.ends_well();
}

#[test]
fn texts_that_are_too_long_or_hold_what_nobody_can_see() {
    let it = Guarded::new();
    let marks = format!("名{}", "\u{301}".repeat(1_000));
    let emoji = "👨‍👩‍👧‍👦".repeat(60);
    for (key, value, reason) in [
        ("name", "长".repeat(101), "too_long"),
        ("name", marks, "too_long"),
        ("name", emoji, "too_long"),
        ("remark", "长".repeat(201), "too_long"),
        ("contact_name", "长".repeat(51), "too_long"),
        ("external_id", "x".repeat(65), "too_long"),
        ("address", "长".repeat(201), "too_long"),
        ("special_needs", "长".repeat(2_001), "too_long"),
        ("name", "a\0b".to_owned(), "bad_character"),
        ("name", "a\u{fffe}b".to_owned(), "bad_character"),
        ("tags", "长".repeat(51), "too_long"),
    ] {
        let value = if key == "tags" { json!([value]) } else { json!(value) };
        it.refuses(key, &value, reason);
    }
    let fault = it.create(
        json!({ "name": "长".repeat(101), "industry": "MFG", "phone": "13800138000" })
            .to_string()
            .as_bytes(),
    );
    let fault = &fault.body["faults"][0];
    assert_eq!((&fault["limit"], &fault["actual"]), (&json!("100"), &json!("101")));
    it.ends_well();
}

#[test]
fn what_nobody_can_see_is_left_out_of_a_text() {
    let house = House::new();
    for (given, kept) in [
        ("a\u{7}b", "ab"),
        ("上海\u{202e}司公\u{202c}", "上海司公"),
        ("华\u{200b}美\u{feff}科技", "华美科技"),
        ("  东方 \t 机械\u{a0} 厂  ", "东方 机械 厂"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{7*7}} ${x} =1+1", "{{7*7}} ${x} =1+1"),
    ] {
        let made = house.customer(given, &json!({}));
        assert_eq!(made["fields"]["name"], kept, "{given:?}");
    }
}

#[test]
fn phones_identities_addresses_and_days_that_do_not_exist() {
    let it = Guarded::new();
    let long = format!("{}@example.com", "a".repeat(250));
    for (key, value, reason) in [
        ("phone", "1380013800", "phone_digits"),
        ("phone", "138001380000", "phone_digits"),
        ("phone", "12800138000", "phone_prefix"),
        ("phone", "1380013800a", "phone_characters"),
        ("phone", "13800138000/13900139000", "phone_several"),
        ("id_number", "110105194912310021", "id_checksum"),
        ("id_number", "11010519491331003X", "id_date"),
        ("id_number", "12345", "id_length"),
        ("first_contact", "2024-02-30", "date_impossible"),
        ("first_contact", "31/12/2024", "date_format"),
        ("first_contact", "45291", "date_format"),
        ("first_contact", "+12345-01-01", "date_format"),
        ("first_contact", "2190-01-01", "in_future"),
        ("email", "a@b.com\r\nBcc: c@d.com", "email_format"),
        ("email", "a@example.com,b@example.com", "email_several"),
        ("email", "\"a b\"@example.com", "email_format"),
        ("email", "a@localhost", "email_domain"),
        ("email", "example.com", "email_format"),
        ("email", &long, "too_long"),
    ] {
        it.refuses(key, &json!(value), reason);
    }
    it.ends_well();
}

#[test]
fn what_the_system_keeps_is_not_to_be_written() {
    let it = Guarded::new();
    for key in [
        "code",
        "created_at",
        "updated_at",
        "created_by",
        "total_amount",
        "deal_count",
        "status",
        "follow_state",
        "unverified",
    ] {
        it.refuses(key, &json!("1"), "read_only");
    }
    let path = format!("/api/v1/customers/{}", it.id);
    for key in ["code", "last_contact", "last_followup"] {
        let body = json!({ key: "2024-01-01" }).to_string();
        let answer = it.send("PATCH", &path, "application/json", body.as_bytes());
        well_refused(&answer, 422, "read_only", key);
    }
    it.ends_well();
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let it = Guarded::new();
    let answer = it.create(b"{}");
    let faults: Vec<_> = answer.body["faults"].as_array().unwrap().iter().collect();
    let told: Vec<_> = faults.iter().map(|fault| fault["field"].as_str().unwrap()).collect();
    assert_eq!(told, ["name", "industry", "phone"], "{answer:?}");
    let answer = it.create(
        r#"{"name":"厂","industry":"航天","level":"x","phone":"1","email":"1","code":"1"}"#
            .as_bytes(),
    );
    let mut told: Vec<_> = answer.body["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["field"].as_str().unwrap())
        .collect();
    told.sort_unstable();
    assert_eq!(told, ["code", "email", "industry", "level", "phone"], "{answer:?}");
    it.ends_well();
}

#[test]
fn paths_methods_and_ids_that_are_none() {
    let it = Guarded::new();
    let user = it.house.get("/people")["items"][0]["id"].as_str().unwrap().to_owned();
    let long = "x".repeat(200);
    for id in ["x", "..%2f", "0", "0000000000", &long, &user, "%00", "%ff", "null", "1e9"] {
        for tail in ["", "/history", "/reveals", "/restorations"] {
            let method = if ["/reveals", "/restorations"].contains(&tail) { "POST" } else { "GET" };
            let body: &[u8] =
                if method == "POST" { b"{\"field\":\"phone\",\"purpose\":\"x\"}" } else { b"" };
            let path = format!("/api/v1/customers/{id}{tail}");
            well_refused(&it.send(method, &path, "application/json", body), 404, "missing", &path);
        }
    }
    for path in [
        "/api/v1/nothing",
        "//api/v1/session",
        "/api/v1/customers/",
        "/api/v2/customers",
        "/api/v1/imports/x",
        "/api/v1/..;/customers",
        "/api",
    ] {
        well_refused(&it.send("GET", path, "", b""), 404, "missing", path);
    }
    let undo = it.send("POST", "/api/v1/batches/x/undo", "", b"");
    well_refused(&undo, 404, "missing", "batch");
    for method in ["BREW", "TRACE", "PUT", "OPTIONS"] {
        let answer = it.send(method, "/api/v1/customers", "", b"");
        well_refused(&answer, 405, "method", method);
        assert!(answer.text.contains("POST"), "{answer:?}");
    }
    let path = format!("/customers/{}", it.id);
    let tricked = ask(
        &it.house,
        "GET",
        &path,
        None,
        &[("x-http-method-override", "DELETE"), ("if-match", "\"1\"")],
    );
    assert_eq!(tricked.status, 200);
    it.ends_well();
}

#[test]
fn queries_that_cannot_be_decoded_and_bodies_where_none_belong() {
    let it = Guarded::new();
    for query in ["q=%zz", "q=%ff", "q=%00", "q=%e5%8d", "q=%"] {
        let answer = it.send("GET", &format!("/api/v1/customers?{query}"), "", b"");
        well_refused(&answer, 400, "query", query);
    }
    let long = url("/api/v1/customers", &[("q", &"长".repeat(3_000))]);
    well_refused(&it.send("GET", &long, "", b""), 414, "uri-long", "long");
    it.ends_well();
}
