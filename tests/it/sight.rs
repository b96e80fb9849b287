//! Masks and hidden fields: what one may not see cannot be asked out of the server either.

use crate::common::House;
use crate::outside::Answer;
use crate::outside::ask;
use crate::outside::import;
use crate::outside::url;
use crate::staff::Person;
use crate::staff::new_role;
use crate::staff::path_of;
use serde_json::Value;
use serde_json::json;

#[test]
fn who_sees_only_masks_finds_no_more_than_the_mask_shows() {
    let house = House::new();
    let reader = Person::hired(&house, "sun", &["只读"], None);
    house.customer("脱敏机械厂", &json!({ "phone": "13812345678", "contact_name": "欧阳娜娜" }));
    let shown = reader.list(&house, &[])["items"][0]["fields"].clone();
    assert_eq!((&shown["phone"], &shown["contact_name"]), (&json!("138****5678"), &json!("欧*")));
    let found = |who: &Person, q: &str| who.names(&house, &[("q", q)]).len();
    assert_eq!(found(&reader, "5678"), 1, "the mask shows it");
    for tail in ["45678", "345678", "2345678", "12345678"] {
        assert_eq!(found(&reader, tail), 0, "{tail}");
    }
    assert_eq!(found(&reader, "欧阳"), 0);
    assert_eq!(found(&reader, "13812345678"), 1, "who knows it whole may look it up");
    let wide = Person::hired(&house, "li", &["客服主管"], None);
    assert_eq!((found(&wide, "45678"), found(&wide, "欧阳")), (1, 1));
    // Twenty different ones in an hour; the one above was the first of them.
    for n in 0..19 {
        assert_eq!(found(&reader, &format!("139000000{n:02}")), 0, "{n}");
    }
    let limited = reader.try_list(&house, &[("q", "13900000099")]);
    assert_eq!((limited.status, limited.slug()), (429, "limit"), "{limited:?}");
    assert_eq!(found(&reader, "13812345678"), 1, "what was asked once may be asked again");
    for n in 0..30 {
        assert_eq!(found(&wide, &format!("137000000{n:02}")), 0, "{n}");
    }
}

#[test]
fn what_is_ones_own_is_clear_and_the_rest_is_masked() {
    let house = House::new();
    let mine = Person::hired(&house, "zhao", &["销售代表"], None);
    new_role(
        &house,
        "看全部",
        "sales",
        &json!({ "rights": { "customers": {
        "view": "all", "create": "own", "edit": "own", "reveal": "all",
    } } }),
    );
    let both = Person::hired(&house, "qian", &["看全部"], None);
    mine.customer(&house, "赵的厂", &json!({ "phone": "13812345678" }));
    let own = both.customer(&house, "钱的厂", &json!({ "phone": "13987654321" }));
    let found = |q: &str| both.names(&house, &[("q", q)]);
    assert_eq!(found("54321"), ["钱的厂"]);
    assert_eq!(found("45678"), Vec::<String>::new());
    assert_eq!(found("5678"), ["赵的厂"]);
    let reveal = |customer: &Value| {
        let body = json!({ "field": "phone", "purpose": "回访" });
        both.ask(&house, "POST", &format!("{}/reveals", path_of(customer)), Some(&body))
    };
    assert_eq!(reveal(&own).status, 200);
    let other = both.list(&house, &[("q", "赵的厂")])["items"][0].clone();
    assert_eq!(reveal(&other).status, 403, "masked is masked, whatever the scope");
}

/// To filter, order, count, write or reveal it is answered as for a word that means nothing.
fn naming_it_is_naming_nothing(
    house: &House,
    blind: &Person,
    path: &str,
    shown: &Answer,
    key: &str,
) {
    for (name, value) in [
        ("filter", format!("{key} is empty")),
        ("sort", key.to_owned()),
        ("facets", key.to_owned()),
        ("fields", key.to_owned()),
    ] {
        let query = [(name, value.as_str())];
        let refused = blind.ask(house, "GET", &url("/customers", &query), None);
        let unknown = blind.ask(
            house,
            "GET",
            &url("/customers", &[(name, value.replace(key, "nonsense").as_str())]),
            None,
        );
        assert_eq!((refused.status, refused.reason()), (400, unknown.reason()), "{name} {key}");
    }
    let written = blind.change(house, "PATCH", path, &json!({ key: "x" }), &shown.body["version"]);
    let unknown =
        blind.change(house, "PATCH", path, &json!({ "nonsense": "x" }), &shown.body["version"]);
    assert_eq!((written.status, written.reason()), (unknown.status, unknown.reason()), "{key}");
    let body = json!({ "field": key, "purpose": "看看" });
    let reveal = blind.ask(house, "POST", &format!("{path}/reveals"), Some(&body));
    assert_eq!((reveal.status, reveal.reason()), (422, "unknown_field"), "{key}");
}

#[test]
fn a_hidden_field_does_not_exist() {
    let house = House::new();
    let hides = json!({ "visibility": { "customers": { "fields": {
        "source": { "see": "hidden", "write": false },
        "remark": { "see": "hidden", "write": false },
        "level": { "see": "hidden", "write": false },
        "phone": { "see": "hidden", "write": false },
    } } } });
    new_role(&house, "半盲", "service_lead", &hides);
    let blind = Person::hired(&house, "sun", &["半盲"], None);
    let made = house.customer(
        "隐藏机械厂",
        &json!({ "source": "官网", "remark": "秘密的话", "phone": "13812345678", "email": "a@b.cn" }),
    );
    let path = path_of(&made);
    let version = format!("\"{}\"", made["version"]);
    let remark = json!({ "remark": "新的秘密" });
    assert_eq!(ask(&house, "PATCH", &path, Some(&remark), &[("if-match", &version)]).status, 200);
    let fields = blind.ask(&house, "GET", "/fields", None).body;
    let keys: Vec<&str> = fields["customers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["key"].as_str().unwrap())
        .collect();
    let hidden = ["source", "remark", "level", "phone", "status", "follow_state"];
    for key in hidden {
        assert!(!keys.contains(&key), "{key}");
    }
    assert!(keys.contains(&"email"));
    let shown = blind.ask(&house, "GET", &path, None);
    let listed = blind.try_list(&house, &[]);
    let told = blind.ask(&house, "GET", &format!("{path}/history"), None);
    for answer in [&shown, &listed, &told] {
        assert_eq!(answer.status, 200);
        for word in ["秘密", "官网", "138****5678", "潜在", "\"remark\"", "\"level\"", "\"status\""]
        {
            assert!(!answer.text.contains(word), "{word}: {}", answer.text);
        }
    }
    assert_eq!(
        told.body["items"].as_array().unwrap().len(),
        1,
        "that change did not happen: {told:?}"
    );
    hidden.iter().for_each(|key| naming_it_is_naming_nothing(&house, &blind, &path, &shown, key));
    assert_eq!(blind.names(&house, &[("q", "13812345678")]).len(), 0);
    assert_eq!(blind.names(&house, &[("q", "5678")]).len(), 0);
    assert_eq!(blind.names(&house, &[("q", "秘密")]).len(), 0);
}

#[test]
fn a_field_that_may_not_be_written_is_read_alone() {
    let house = House::new();
    let fixed = json!({ "visibility": { "customers": { "fields": {
        "remark": { "see": "clear", "write": false },
    } } } });
    new_role(&house, "只读备注", "service_lead", &fixed);
    let clerk = Person::hired(&house, "sun", &["只读备注"], None);
    let made = house.customer("备注机械厂", &json!({ "remark": "老话" }));
    let write = |body: &Value| clerk.change(&house, "PATCH", &path_of(&made), body, &json!(1));
    let refused = write(&json!({ "remark": "新话" }));
    assert_eq!((refused.status, &refused.body["field"]), (403, &json!("remark")), "{refused:?}");
    assert_eq!(write(&json!({ "contact_title": "经理" })).status, 200);
}

#[test]
fn an_import_tells_nothing_of_a_number_that_is_masked() {
    let mut house = House::new();
    house.customer("脱敏机械厂", &json!({ "phone": "13812345678" }));
    let guesser = Person::hired(&house, "sun", &["市场经理"], None);
    assert_eq!(guesser.list(&house, &[])["items"][0]["fields"]["phone"], "138****5678");
    let file = "客户名称,手机号,备注\n猜测一厂,13812345677,甲\n猜测二厂,13812345678,乙\n";
    let admin = std::mem::replace(&mut house.token, guesser.token.clone());
    for mode in ["skip", "merge"] {
        let job = import(&house, "a.csv", file.as_bytes(), &json!({ "duplicates": mode }));
        assert_eq!(job["report"]["created"], 2, "{mode}: {job}");
    }
    // Who sees the number may hear that it is there.
    house.token = admin;
    let job = import(&house, "a.csv", file.as_bytes(), &json!({ "duplicates": "skip" }));
    assert_eq!(job["report"]["skipped"], 2, "{job}");
}
