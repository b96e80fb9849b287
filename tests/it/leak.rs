//! Nothing that was entered stands readable in any file: data folder, keys, logs; running and dead.

use crate::canary::Canaries;
use crate::common::House;
use crate::tools::escape;
use crate::tools::put;
use crate::tools::text;
use serde_json::Value;
use serde_json::json;

/// Every field of a customer that holds words, each with a value of its own.
const FIELDS: [(&str, &str); 23] = [
    ("name", "金丝雀甲机械有限公司"),
    ("short_name", "金丝雀乙"),
    ("former_names", "金丝雀丙旧名"),
    ("company", "金丝雀丁集团"),
    ("source_detail", "金丝雀戊展会上认识"),
    ("contact_name", "金丝雀己"),
    ("contact_title", "金丝雀庚总监"),
    ("contact_department", "金丝雀娄采购部"),
    ("contact_remark", "金丝雀胃爱喝茶"),
    ("phone", "13987650731"),
    ("wechat", "wx_canary_0731"),
    ("email", "canary.mail.0731@example.com"),
    ("id_number", "11010519491231002X"),
    ("address", "金丝雀辛大街七百三十一号"),
    ("special_needs", "金丝雀壬不吃辣"),
    ("remark", "金丝雀癸第一次见面很愉快"),
    ("external_id", "EXT-CANARY-0731"),
    ("external_source", "canary-source-0731"),
    ("opening_amount", "87654307.31"),
    ("tags", "金丝雀标签"),
    ("needs", "金丝雀需求"),
    ("own_plain", "金丝雀自定义值"),
    ("own_secret", "金丝雀自定义的秘密"),
];

/// What else people type.
const OTHERS: [(&str, &str); 32] = [
    ("label", "金丝雀亥栏目"),
    ("changed remark", "金丝雀子改过的备注"),
    ("changed phone", "13987650732"),
    ("purpose", "金丝雀丑要回访"),
    ("word sought", "金丝雀寅找不到的词"),
    ("value filtered", "金丝雀卯筛选"),
    ("idempotency key", "canary-idempotency-0731"),
    ("imported name", "金丝雀辰导入公司"),
    ("imported phone", "13987650733"),
    ("rejected name", "金丝雀巳被拒公司"),
    ("staged name", "金丝雀午待导公司"),
    ("file name", "金丝雀未名单.csv"),
    ("user name", "金丝雀申"),
    ("login", "canary.login.0731"),
    ("password", "石榴酉年的长口令 x52"),
    ("talk", "金丝雀亢谈了半天价格"),
    ("further contact", "金丝雀氐"),
    ("further phone", "13987650734"),
    ("task", "金丝雀房要寄样"),
    ("deal", "金丝雀心二期项目"),
    ("contract", "CANARY-CONTRACT-0731"),
    ("complaint", "金丝雀尾设备漏油"),
    ("result", "金丝雀箕换了密封圈"),
    ("order", "CANARY-ORDER-0731"),
    ("shop", "金丝雀斗商城"),
    ("campaign", "金丝雀牛春季展"),
    ("evidence", "金丝雀女签字扫描件"),
    ("payment note", "金丝雀虚分两笔付"),
    ("loss", "金丝雀危预算没了"),
    ("next step", "金丝雀室下周回电"),
    ("attachment", "金丝雀壁合同.txt"),
    ("attachment text", "金丝雀奎合同正文保密"),
];

fn other(name: &str) -> &'static str {
    OTHERS.iter().find(|(known, _)| *known == name).expect("a canary").1
}

/// Goes through the life of a customer, so that every value has been everywhere.
fn live(house: &House) {
    let members = FIELDS.iter().map(|(key, value)| match *key {
        "tags" | "needs" => ((*key).to_owned(), json!([value])),
        _ => ((*key).to_owned(), json!(value)),
    });
    let mut body: Value = Value::Object(members.collect());
    body["industry"] = json!("制造业");
    let key = [("idempotency-key", other("idempotency key"))];
    let (status, made) = house.ask("POST", "/customers", Some(&body), &key);
    assert_eq!(status, 201, "{made}");
    let place = format!("/customers/{}", text(&made, "id"));
    let change = json!({ "remark": other("changed remark"), "phone": other("changed phone") });
    let (status, now) = house.ask("PATCH", &place, Some(&change), &[("if-match", "\"1\"")]);
    assert_eq!(status, 200, "{now}");
    for field in ["phone", "id_number", "address", "contact_name"] {
        let reveal = json!({ "field": field, "purpose": other("purpose") });
        assert_eq!(house.post(&format!("{place}/reveals"), &reveal).0, 200, "{field}");
    }
    about(house, text(&made, "id"));
    search(house);
    house.get(&format!("{place}/history"));
    assert_eq!(house.ask("DELETE", &place, None, &[("if-match", "\"2\"")]).0, 204);
    assert_eq!(house.post(&format!("{place}/restorations"), &json!({})).0, 200);
    // What is refused must not be told to the log either.
    let wrong =
        json!({ "name": other("staged name"), "phone": other("password"), "x": other("login") });
    assert_eq!(house.post("/customers", &wrong).0, 422);
    assert_eq!(house.ask("PATCH", &place, Some(&change), &[("if-match", "\"1\"")]).0, 412);
}

/// What is about a customer, each with values of its own.
fn about(house: &House, customer: &str) {
    let records = [
        ("followups", json!({ "method": "call", "content": other("talk") })),
        ("contacts", json!({ "name": other("further contact"), "phone": other("further phone") })),
        ("tasks", json!({ "title": other("task"), "due": "2031-01-01T09:00:00+08:00" })),
        (
            "deals",
            json!({
                "title": other("deal"), "stage": "negotiation", "contract_no": other("contract"),
            }),
        ),
    ];
    let name = escape(other("attachment"));
    let url = format!("{}/api/v1/customers/{customer}/attachments?name={name}", house.url());
    let token = format!("Bearer {}", house.token);
    let sent = ureq::post(&url).header("authorization", token).send(other("attachment text"));
    assert_eq!(sent.unwrap().status(), 201);
    for (kind, mut body) in records.into_iter().chain(more_about()) {
        body["customer"] = json!(customer);
        let (status, made) = house.post(&format!("/{kind}"), &body);
        assert_eq!(status, 201, "{made}");
        if kind == "deals" && body["contract_no"].is_string() {
            let paid = json!({
                "deal": made["id"], "kind": "received", "amount": "5", "on": "2026-01-05",
                "note": other("payment note"),
            });
            assert_eq!(house.post("/payments", &paid).0, 201);
        }
        let place = format!("/{kind}/{}", text(&made, "id"));
        let note = json!({ "external_id": format!("{}-{}", text(&made, "id"), other("task")) });
        assert_eq!(house.ask("PATCH", &place, Some(&note), &[("if-match", "\"1\"")]).0, 200);
    }
}

fn more_about() -> [(&'static str, Value); 6] {
    let next = json!({ "title": other("next step"), "due": "2031-01-01T09:00:00+08:00" });
    [
        (
            "services",
            json!({
                "type": "fault", "description": other("complaint"), "result": other("result"),
            }),
        ),
        ("orders", json!({ "number": other("order"), "source": other("shop"), "amount": "5" })),
        ("participations", json!({ "campaign": other("campaign") })),
        (
            "consents",
            json!({ "purpose": "call", "basis": "consent", "evidence": other("evidence") }),
        ),
        (
            "deals",
            json!({
                "title": other("deal"), "stage": "lost", "lost_reason": "budget",
                "lost_note": other("loss"),
            }),
        ),
        ("followups", json!({ "method": "visit", "content": other("talk"), "next": next })),
    ]
}

fn search(house: &House) {
    let searched = FIELDS.iter().chain(&OTHERS).map(|(_, value)| *value);
    for word in searched {
        house.get(&format!("/customers?q={}", escape(word)));
        house.get(&format!("/search?q={}", escape(word)));
        house.get(&format!("/followups?q={}", escape(word)));
    }
    let filter = format!("remark contains \"{}\"", other("value filtered"));
    house.get(&format!("/customers?facets=tags&filter={}", escape(&filter)));
    let bad = format!("nonsense = \"{}\"", other("value filtered"));
    let (status, _) = house.ask("GET", &format!("/customers?filter={}", escape(&bad)), None, &[]);
    assert_eq!(status, 400);
}

fn own_fields(house: &House) {
    for (key, sensitive) in [("own_plain", false), ("own_secret", true)] {
        let field = json!({
            "key": key, "label_zh": format!("{}{key}", other("label")), "type": "text",
            "searchable": !sensitive, "sensitive": sensitive, "max_chars": 50,
        });
        let (status, made) = house.post("/fields", &field);
        assert_eq!(status, 201, "{made}");
    }
}

fn people(house: &House) {
    let (login, password) = (other("login"), other("password"));
    let user = json!({ "login": login, "name": other("user name"), "password": password, "roles": ["系统管理员"] });
    let (status, made) = house.post("/users", &user);
    assert_eq!(status, 201, "{made}");
    for (password, expected) in [(password, 200), (other("word sought"), 401)] {
        let asked = json!({ "login": login, "password": password });
        assert_eq!(house.post("/session", &asked).0, expected);
    }
}

fn import(house: &House) {
    let (name, phone) = (other("imported name"), other("imported phone"));
    let sheet = format!(
        "客户名称,手机号,所属行业,备注\n{name},{phone},制造业,{}\n{},12,没有的行业,{}\n",
        other("changed remark"),
        other("rejected name"),
        other("purpose"),
    );
    let file = house.path("sheet.csv");
    put(&file, sheet.as_bytes());
    let ran = house.run(&["import", file.to_str().unwrap(), "--json"]).well().json();
    assert_eq!((&ran["created"], &ran["rejected"]), (&json!(1), &json!(1)), "{ran}");
    std::fs::remove_file(file).unwrap();
}

/// Uploaded and never run: the file itself waits in the data folder.
fn stage(house: &House) {
    let sheet = format!("客户名称,手机号\n{},{}\n", other("staged name"), other("changed phone"));
    let name = escape(other("file name"));
    let url = format!("{}/api/v1/imports?kind=customers&name={name}", house.url());
    let token = format!("Bearer {}", house.token);
    let staged = ureq::post(&url).header("authorization", token).send(sheet).unwrap();
    assert_eq!(staged.status(), 201);
}

#[test]
fn no_value_of_any_field_stands_readable_in_any_file() {
    let mut house = House::closed();
    let (token, company) = (house.token.clone(), "金丝雀戌公司");
    let secret = [("token", token.as_str()), ("company", company)];
    let canaries = Canaries::new(&[&FIELDS[..], &OTHERS, &secret].concat());
    house.serve_with(&["--log-level", "debug"]);
    let (data, keys, log) = (house.data(), house.path("data-keys"), house.path("log"));
    let places = [data.as_path(), keys.as_path(), log.as_path()];
    let company = json!({ "company": company });
    assert_eq!(house.ask("PATCH", "/settings", Some(&company), &[]).0, 200);
    people(&house);
    own_fields(&house);
    live(&house);
    import(&house);
    stage(&house);
    canaries.absent_from(&places, "running");
    assert_eq!(house.stop(), 0);
    canaries.absent_from(&places, "stopped");
    house.serve_with(&["--log-level", "trace"]);
    search(&house);
    stage(&house);
    house.kill();
    canaries.absent_from(&places, "killed");
    house.run(&["index", "rebuild"]).well();
    house.run(&["verify", "--deep"]).well();
    canaries.absent_from(&places, "rebuilt");
    assert!(house.log().contains("DEBUG") || house.log().contains("debug"), "{}", house.log());
}
