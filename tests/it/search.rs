//! The search box: by what people remember of a customer.

use crate::common::House;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::list;
use crate::outside::members;
use crate::outside::plain;
use serde_json::json;

/// Name, and what else there is to find it by.
fn made() -> House {
    let house = House::new();
    for (name, more) in [
        ("苏州华美科技有限公司", json!({ "phone": "13812345678", "contact_name": "曾国藩" })),
        (
            "華美（上海）进出口有限公司",
            json!({ "phone": "010-62345678", "email": "Li.Lei@Example.com" }),
        ),
        ("重庆长江机械厂", json!({ "phone": "+86 139 1234 0000", "wechat": "wxid_changjiang" })),
        ("宁波东方五金店", json!({ "phone": "400-800-1234", "external_id": "OLD-0815" })),
        ("上海仇氏贸易有限公司", json!({ "phone": "13900001111", "contact_name": "单雄信" })),
        ("Zhike Test & Co. GmbH", json!({ "phone": "+49 30 901820", "contact_name": "任盈盈" })),
        (
            "深圳市永固建材",
            json!({ "short_name": "大固", "former_names": "盛世建材", "id_number": "11010519491231002X" }),
        ),
    ] {
        house.customer(name, &more);
    }
    house
}

static SHARED: Shared<House> = Shared::new(made);

/// The names that `q` finds hold each one of these, and there are no others.
fn check(house: &House, q: &str, expected: &[&str]) {
    let found = list(house, &[("q", q)]);
    let names = members(&found, "name");
    assert_eq!(names.len(), expected.len(), "{q}: {names:?}");
    for part in expected {
        assert!(names.iter().any(|name| name.contains(part)), "{q}: {names:?}");
    }
}

#[test]
fn any_run_of_characters_of_a_name_finds_it() {
    let house = SHARED.get();
    for (q, expected) in [
        ("华美", &["苏州华美", "華美"][..]),
        ("華美", &["苏州华美", "華美"]),
        ("长江机", &["长江"]),
        ("华美科技", &["苏州华美"]),
        ("庆长江机械", &["长江"]),
        ("美（上", &["華美"]),
        ("美(上", &["華美"]),
        ("大固", &["永固"]),
        ("盛世", &["永固"]),
        ("test & co", &["GmbH"]),
        ("ＧＭＢＨ", &["GmbH"]),
        ("美华", &[]),
        ("江长", &[]),
    ] {
        check(&house, q, expected);
    }
}

#[test]
fn pinyin_finds_a_name_in_full_by_initials_and_mixed() {
    let house = SHARED.get();
    for (q, expected) in [
        ("huameikeji", &["苏州华美"][..]),
        ("hmkj", &["苏州华美"]),
        ("huamkj", &["苏州华美"]),
        ("huamei科技", &["苏州华美"]),
        ("HUAMEI", &["苏州华美", "華美"]),
        ("changjiang", &["长江"]),
        ("chongqing", &["长江"]),
        ("cjjx", &["长江"]),
        ("dfwj", &["东方"]),
    ] {
        check(&house, q, expected);
    }
}

#[test]
fn people_are_found_by_the_readings_of_their_surnames() {
    let house = SHARED.get();
    for (q, expected) in [
        ("曾国", &["苏州华美"][..]),
        ("zengguofan", &["苏州华美"]),
        ("zgf", &["苏州华美"]),
        ("shanxiongxin", &["仇氏"]),
        ("sxx", &["仇氏"]),
        ("renyingying", &["GmbH"]),
        ("盈盈", &["GmbH"]),
    ] {
        check(&house, q, expected);
    }
}

#[test]
fn a_phone_is_found_in_any_spelling_and_by_its_last_digits() {
    let house = SHARED.get();
    for (q, expected) in [
        ("13812345678", &["苏州华美"][..]),
        ("138 1234 5678", &["苏州华美"]),
        ("138-1234-5678", &["苏州华美"]),
        ("+86 13812345678", &["苏州华美"]),
        ("0086-138-1234-5678", &["苏州华美"]),
        ("１３８１２３４５６７８", &["苏州华美"]),
        ("5678", &["苏州华美", "華美"]),
        ("45678", &["苏州华美", "華美"]),
        ("345678", &["苏州华美", "華美"]),
        ("2345678", &["苏州华美", "華美"]),
        ("12345678", &["苏州华美"]),
        ("62345678", &["華美"]),
        ("01062345678", &["華美"]),
        ("(010) 6234-5678", &["華美"]),
        ("4008001234", &["东方"]),
        ("+49 30 901820", &["GmbH"]),
        ("1234567", &[]),
        ("1381234", &[]),
        ("678", &[]),
    ] {
        check(&house, q, expected);
    }
}

#[test]
fn other_numbers_and_addresses_are_found_whole() {
    let house = SHARED.get();
    for (q, expected) in [
        ("li.lei@example.com", &["華美"][..]),
        ("LI.LEI@EXAMPLE.COM", &["華美"]),
        ("example.com", &[]),
        ("li.lei", &[]),
        ("wxid_changjiang", &["长江"]),
        ("wxid_", &[]),
        ("11010519491231002x", &["永固"]),
        ("110105194912", &[]),
        ("OLD-0815", &["东方"]),
        ("old-0815", &["东方"]),
        ("-001", &[]),
    ] {
        check(&house, q, expected);
    }
    let all = list(&house, &[("q", "MFG-2"), ("limit", "50")]);
    assert_eq!(all["total"], 7);
    let code = members(&all, "code")[0].to_owned();
    check(&house, &code, &[members(&all, "name")[0]]);
}

#[test]
fn all_words_must_be_found_and_names_that_begin_so_come_first() {
    let house = SHARED.get();
    check(&house, "华美 5678", &["苏州华美", "華美"]);
    check(&house, "上海 贸易", &["仇氏"]);
    check(&house, "华美 长江", &[]);
    let found = list(&house, &[("q", "上海")]);
    assert_eq!(members(&found, "name"), ["上海仇氏贸易有限公司", "華美（上海）进出口有限公司"]);
    let both = list(&house, &[("q", "上海"), ("filter", "name contains 进出口")]);
    assert_eq!(members(&both, "name"), ["華美（上海）进出口有限公司"]);
}

#[test]
fn what_programs_mean_by_a_sign_is_text_here() {
    let house = SHARED.get();
    for q in [
        "*", "?", "name:", "\"华美", "a AND", ";", "fuzzy~99", "/.*/", "[a TO z]", "\\", "+-!",
        "🙂", "%", "' or 1=1",
    ] {
        check(&house, q, &[]);
    }
    assert_eq!(list(&house, &[("q", "  ")])["total"], 7);
    assert_eq!(list(&house, &[("q", &"华美 ".repeat(60))])["total"], 2);
    let nul = plain(
        &house,
        "GET",
        "/api/v1/customers?q=a%00b",
        b"",
        &[("authorization", &format!("Bearer {}", house.token))],
    );
    assert_eq!((nul.status, nul.slug()), (400, "query"));
}

#[test]
fn what_is_changed_or_removed_is_found_as_it_is_now() {
    let house = House::new();
    let made = house.customer("改名之前的机械厂", &json!({ "phone": "13812345678" }));
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    check(&house, "改名之前", &["改名之前"]);
    let change = json!({ "name": "如今叫做电子厂", "phone": "13900002222" });
    assert_eq!(ask(&house, "PATCH", &path, Some(&change), &[("if-match", "\"1\"")]).status, 200);
    for (q, expected) in
        [("改名之前", &[][..]), ("5678", &[]), ("如今", &["如今"]), ("2222", &["如今"])]
    {
        check(&house, q, expected);
    }
    assert_eq!(ask(&house, "DELETE", &path, None, &[("if-match", "\"2\"")]).status, 204);
    check(&house, "如今", &[]);
    check(&house, "13900002222", &[]);
}
