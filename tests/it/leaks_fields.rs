//! Leak tests: somebody tries to get at fields that their role hides or masks.

use crate::firm::Firm;
use crate::firm::told;
use crate::outside::url;
use serde_json::json;

const HIDDEN: [&str; 9] = [
    "remark",
    "level",
    "opening_amount",
    "company",
    "short_name",
    "tags",
    "external_id",
    "id_number",
    "status",
];

fn firm() -> (Firm, String) {
    let firm = Firm::of(&["blind", "reader", "sales", "sales_manager", "stranger"]);
    let id = firm.customer("sales", &json!({
        "name": "藏珠机械厂", "short_name": "珊瑚", "company": "琥珀集团", "remark": "玛瑙", "level": "意向",
        "opening_amount": "4711.5", "tags": ["翡翠"], "external_id": "jade-77", "region": "江苏省苏州市",
        "id_number": "11010519491231002X", "phone": "13812345678", "contact_name": "欧阳娜娜",
        "first_contact": "2024-05-06",
    }));
    (firm, id)
}

fn list(firm: &Firm, who: &str, name: &str, value: &str) -> (u16, String) {
    let answer = firm.list(who, &[(name, value)]);
    (answer.status, answer.reason().to_owned())
}

#[test]
fn l09_a_hidden_field_is_an_unknown_one() {
    let (firm, _) = firm();
    for key in HIDDEN {
        for test in ["is empty", "= \"a\"", "contains \"a\"", "starts \"a\"", "> 1", "in (\"a\")"] {
            let ask = |key: &str| {
                let answer =
                    firm.get("blind", &url("/customers", &[("filter", &format!("{key} {test}"))]));
                (answer.status, told(&answer).replace(key, "?"))
            };
            let (hidden, unknown) = (ask(key), ask("nonsense"));
            assert_eq!(hidden.0, 400, "{key} {test}");
            assert!(
                hidden.1.contains("unknown_field") && unknown.1.contains("unknown_field"),
                "{hidden:?}"
            );
        }
        for (name, value) in [("sort", key), ("facets", key), ("fields", key)] {
            assert_eq!(
                list(&firm, "blind", name, value),
                list(&firm, "blind", name, "nonsense"),
                "{name} {key}"
            );
        }
    }
    for word in ["珊瑚", "琥珀", "hupo", "jade-77", "玛瑙", "翡翠"] {
        assert_eq!(firm.total("blind", &[("q", word)]), 0, "{word}");
    }
    assert_eq!(firm.total("blind", &[("q", "藏珠")]), 1);
    assert_eq!(firm.total("admin", &[("q", "琥珀")]), 1);
}

#[test]
fn l10_a_masked_field_is_not_asked_for_by_part() {
    let (firm, _) = firm();
    for filter in [
        "region = \"江苏省\"",
        "first_contact > 2024-01-01",
        "first_contact between 2024-01-01 and 2024-12-31",
    ] {
        assert_eq!(
            list(&firm, "blind", "filter", filter),
            (400, "not_searchable".to_owned()),
            "{filter}"
        );
    }
    assert_eq!(list(&firm, "blind", "sort", "first_contact"), (400, "not_sortable".to_owned()));
    assert_eq!(list(&firm, "blind", "facets", "region"), (400, "not_a_facet".to_owned()));
    for filter in [
        "contact_name contains \"娜\"",
        "phone starts \"138\"",
        "phone contains \"1234\"",
        "address contains \"a\"",
    ] {
        assert_eq!(list(&firm, "reader", "filter", filter).0, 400, "{filter}");
    }
    assert_eq!(firm.total("reader", &[("filter", "phone ends \"5678\"")]), 1, "the mask shows it");
    assert_eq!(firm.total("reader", &[("filter", "phone ends \"12345678\"")]), 0);
    assert_eq!(firm.total("reader", &[("filter", "not (phone is empty)")]), 1);
}

#[test]
fn l11_what_follows_from_a_hidden_field_is_hidden() {
    let (firm, id) = firm();
    let shown = firm.get("blind", &format!("/customers/{id}"));
    for key in ["level", "status", "follow_state", "opening_amount", "total_amount"] {
        assert!(shown.body["fields"].get(key).is_none(), "{key}: {shown:?}");
        assert_eq!(list(&firm, "blind", "sort", key), (400, "unknown_field".to_owned()), "{key}");
    }
    assert!(!shown.text.contains("4711"));
}

#[test]
fn l12_whole_values_of_a_masked_field_are_counted() {
    let (firm, _) = firm();
    let ask = |n: u64| {
        firm.get("reader", &url("/customers", &[("filter", &format!("phone = 139{n:08}"))]))
    };
    for n in 0..20 {
        assert_eq!(ask(n).status, 200, "{n}");
    }
    let answer = ask(20);
    assert_eq!((answer.status, answer.slug()), (429, "limit"), "hits and misses alike");
    assert_eq!(ask(0).status, 200, "what was asked once may be asked again");
    let negated = url("/customers", &[("filter", "not (phone = 13812345678)")]);
    assert_eq!(firm.get("reader", &negated).status, 429);
    assert_eq!(firm.get("reader", &url("/customers", &[("q", "13712345678")])).status, 429);
}

#[test]
fn l14_an_import_learns_nothing_of_customers_out_of_sight() {
    let (firm, _) = firm();
    firm.customer("stranger", &json!({ "name": "西部客户厂", "phone": "13700001111" }));
    let sheet = "客户名称,手机号,所属行业\n新来公司,13700001111,制造业\n";
    let job = firm.send("sales_manager", "POST", "/imports?kind=customers&name=a.csv", sheet, &[]);
    let place = format!("/imports/{}", job.id());
    let skip = json!({ "duplicates": "skip" });
    let amended = firm.ask("sales_manager", "PATCH", &place, Some(&skip), &[]);
    assert_eq!(amended.status, 200, "{amended:?}");
    let begun = firm.ask("sales_manager", "POST", &format!("{place}/run"), None, &[]);
    assert!(begun.status < 300, "{begun:?}");
    let report = loop {
        let job = firm.get("sales_manager", &place);
        match job.body["state"].as_str() {
            Some("done" | "failed") => break job,
            _ => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    };
    let sums = (&report.body["report"]["created"], &report.body["report"]["skipped"]);
    assert_eq!(sums, (&json!(1), &json!(0)), "{report:?}");
    assert!(!report.text.contains("西部"));
}

#[test]
fn l15_a_column_of_a_hidden_field_is_refused() {
    let (firm, _) = firm();
    let sheet = "客户名称,备注,客户来源,手机号\n新来公司,秘密,展会,13700001111\n";
    let job = firm.send("blind", "POST", "/imports?kind=customers&name=a.csv", sheet, &[]);
    let targets: Vec<_> = job.body["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["target"].clone())
        .collect();
    assert_eq!(targets, [json!("name"), json!(null), json!(null), json!("phone")], "{job:?}");
    let map = |target: &str| {
        let body = json!({ "mapping": { "1": target } });
        let answer =
            firm.ask("blind", "PATCH", &format!("/imports/{}", job.id()), Some(&body), &[]);
        (answer.status, told(&answer).replace(target, "?"))
    };
    assert_eq!(map("remark"), map("nonsense"));
    assert_eq!(map("remark").0, 422);
    assert_eq!(map("source").0, 422, "seen, and not to be written");
    assert_eq!(map("code").0, 422, "nobody's to write");
}

#[test]
fn l25_history_masks_and_hides_as_every_view() {
    let (firm, id) = firm();
    let place = format!("/customers/{id}");
    let change = json!({ "remark": "玛瑙二", "contact_name": "欧阳锋", "phone": "13812995678" });
    assert_eq!(firm.change("admin", "PATCH", &place, &change).status, 200);
    for path in [format!("{place}/history"), format!("{place}/history?at=2030-01-01")] {
        let blind = firm.get("blind", &path);
        assert_eq!(blind.status, 200);
        for word in ["玛瑙", "\"remark\"", "4711", "1281", "欧阳"] {
            assert!(!blind.text.contains(word), "{word}: {}", blind.text);
        }
        let reader = firm.get("reader", &path);
        for word in ["欧阳", "13812", "12345", "99567", "11010"] {
            assert!(!reader.text.contains(word), "{word}: {}", reader.text);
        }
    }
}

#[test]
fn l26_refusals_name_nobody_and_nothing() {
    let (firm, id) = firm();
    let place = format!("/customers/{id}");
    let stale = json!({ "remark": "a", "level": "潜在", "contact_title": "经理" });
    let answer = firm.ask("blind", "PATCH", &place, Some(&stale), &[("if-match", "\"99\"")]);
    assert_eq!(answer.status, 412);
    for word in ["玛瑙", "意向", "4711", "珊瑚", "翡翠", "欧阳"] {
        assert!(!answer.text.contains(word), "{word}: {}", answer.text);
    }
    let key = json!({ "key": "remark", "label_zh": "备注", "type": "text" });
    let taken = firm.post("blind", "/fields", &key);
    let free = firm.post(
        "blind",
        "/fields",
        &json!({ "key": "nonsense", "label_zh": "备注", "type": "text" }),
    );
    assert_eq!((taken.status, told(&taken)), (403, told(&free)));
}

#[test]
fn l27_the_list_of_fields_leaves_hidden_ones_out() {
    let (firm, _) = firm();
    let fields = firm.get("blind", "/fields");
    for key in HIDDEN.iter().chain(&["follow_state", "total_amount"]) {
        let customers = fields.body["customers"].to_string();
        assert!(!customers.contains(&format!("\"key\":\"{key}\"")), "{key}");
    }
    let of = |key: &str| {
        let all = fields.body["customers"].as_array().unwrap().iter();
        all.clone().find(|field| field["key"] == key).unwrap().clone()
    };
    assert_eq!(
        (&of("region")["visibility"], &of("region")["facet"]),
        (&json!("masked"), &json!(false))
    );
    assert_eq!(
        (&of("source")["writable"], &of("source")["editable"]),
        (&json!(false), &json!(false))
    );
}

#[test]
fn l32_what_is_not_to_be_set_is_refused_as_a_whole() {
    let (firm, id) = firm();
    let place = format!("/customers/{id}");
    let before = firm.get("admin", &place).text;
    for member in [
        "owner_id",
        "team_id",
        "created_by",
        "created_at",
        "updated_at",
        "stage_locked",
        "score",
        "role",
        "is_admin",
        "version",
        "id",
        "code",
        "total_amount",
        "deal_count",
        "unverified",
        "status",
        "deleted_at",
    ] {
        let body = json!({ "contact_title": "经理", member: "1" });
        let changed = firm.change("sales", "PATCH", &place, &body);
        assert!([400, 422].contains(&changed.status), "{member}: {changed:?}");
        let new =
            json!({ "name": "新公司", "industry": "制造业", "phone": "13800138000", member: "1" });
        let made = firm.post("sales", "/customers", &new);
        assert!([400, 422].contains(&made.status), "{member}: {made:?}");
    }
    assert_eq!(firm.get("admin", &place).text, before);
}
