//! Bringing a file in: read as it was meant, mapped, run, reported row by row.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::import;
use crate::outside::list;
use crate::outside::members;
use crate::outside::plain;
use crate::outside::run_import;
use crate::outside::upload;
use serde_json::Value;
use serde_json::json;

static SHARED: Shared<House> = Shared::new(House::new);

/// The same three rows in any form: `mark` tells the files apart.
fn rows(mark: &str) -> [[String; 4]; 4] {
    let row = |name: &str, phone: &str, industry: &str, remark: &str| {
        [name, phone, industry, remark].map(str::to_owned)
    };
    [
        row("客户名称", "联系电话", "所属行业", "备注"),
        row(&format!("{mark}华美科技有限公司"), "13812345678", "互联网", "老客户，常来"),
        row(&format!("{mark}长江机械厂"), "010-62345678", "制造业", "鍋爐 設備"),
        row(&format!("{mark}东方五金店"), "13900001111", "零售业", "等级“A”"),
    ]
}

fn table(mark: &str, separator: &str) -> String {
    rows(mark).map(|row| row.join(separator) + "\r\n").concat()
}

fn balanced(report: &Value) -> bool {
    let number = |key: &str| report[key].as_u64().unwrap();
    let parts = ["created", "updated", "merged", "skipped", "waiting", "rejected"];
    number("rows") == parts.iter().map(|key| number(key)).sum::<u64>()
}

fn targets(job: &Value) -> Vec<Option<&str>> {
    job["columns"].as_array().unwrap().iter().map(|column| column["target"].as_str()).collect()
}

#[test]
fn a_table_of_text_is_read_whatever_its_encoding_and_separator() {
    let house = SHARED.get();
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| {
        let units = text.encode_utf16().flat_map(bytes);
        mark.into_iter().chain(units).collect::<Vec<u8>>()
    };
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    for (mark, file) in [
        ("逗号", table("逗号", ",").into_bytes()),
        ("有标记", format!("\u{feff}{}", table("有标记", ",")).into_bytes()),
        ("国标", gb18030(&table("国标", ","))),
        ("小端", utf16(&table("小端", "\t"), u16::to_le_bytes, [0xff, 0xfe])),
        ("大端", utf16(&table("大端", ","), u16::to_be_bytes, [0xfe, 0xff])),
        ("制表", table("制表", "\t").into_bytes()),
        ("分号", table("分号", ";").into_bytes()),
        ("国标分号", gb18030(&table("国标分号", ";"))),
        ("只有换行", table("只有换行", ",").replace("\r\n", "\n").into_bytes()),
        ("无末行", table("无末行", ",").trim_end().as_bytes().to_vec()),
    ] {
        let staged = upload(&house, "客户.csv", &file);
        assert_eq!(staged.status, 201, "{mark} {staged:?}");
        let expected = [Some("name"), Some("phone"), Some("industry"), Some("remark")];
        assert_eq!(targets(&staged.body), expected, "{mark}");
        let job = run_import(&house, staged.id());
        assert_eq!(job["report"]["created"], 3, "{mark} {job}");
        let found = list(&house, &[("q", mark), ("sort", "code")]);
        let expected = rows(mark);
        for (at, name) in members(&found, "name").iter().enumerate() {
            let row =
                expected.iter().find(|row| row[0] == *name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(found["items"][at]["fields"]["remark"], row[3], "{mark}");
            assert_eq!(found["items"][at]["fields"]["industry"]["label"], row[2], "{mark}");
        }
        assert_eq!(found["total"], 3, "{mark}");
    }
}

#[test]
fn a_workbook_keeps_its_numbers_and_dates() {
    let house = SHARED.get();
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    let headings = ["编号", "公司名称", "手机", "行业", "首次接触时间", "期初交易金额", "省", "市"];
    sheet.write_row(0, 0, headings).unwrap();
    sheet
        .write_row(1, 0, ["A-1", "表格华美科技有限公司", "", "互联网", "", "", "江苏省", "苏州市"])
        .unwrap();
    sheet.write_number(1, 2, 13_812_345_678.0).unwrap();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 3, 5).unwrap();
    sheet.write_datetime_with_format(1, 4, &date, &day).unwrap();
    sheet.write_number(1, 5, 1200.5).unwrap();
    sheet
        .write_row(
            2,
            0,
            ["A-2", "表格长江机械厂", "01062345678", "制造业", "2024/3/5", "1.2万", "北京", ""],
        )
        .unwrap();
    let file = book.save_to_buffer().unwrap();
    let job = import(&house, "客户.xlsx", &file, &json!({}));
    assert_eq!(job["report"]["created"], 2, "{job}");
    let found = list(&house, &[("q", "表格"), ("sort", "total_amount")]);
    let fields = |at: usize| &found["items"][at]["fields"];
    assert_eq!(fields(0)["external_id"], "A-1");
    assert_eq!(fields(0)["phone"], "138****5678");
    assert_eq!(fields(0)["first_contact"], "2024-03-05");
    assert_eq!(fields(0)["total_amount"], "1200.50");
    assert_eq!(fields(0)["region"]["city"], "苏州市");
    assert_eq!(
        (&fields(1)["first_contact"], &fields(1)["total_amount"]),
        (&json!("2024-03-05"), &json!("12000.00"))
    );
    assert_eq!(fields(1)["phone"], "010-****5678");
    assert_eq!(fields(1)["region"]["province"], "北京市");
}

#[test]
fn every_row_has_one_outcome_and_the_rejected_can_be_had_back() {
    let house = SHARED.get();
    let file = "客户名称,手机号,邮箱,备注\n\
        结果一厂,13812345678,,甲\n\
        ,13812345678,,没有名称\n\
        结果三厂,1380013800,,电话太短\n\
        结果四厂,,,没有联系方式\n\
        结果五厂,13812345678,,=HYPERLINK(1)\n\
        结果六厂,13812345678,not-mail,=1+1\n\
        结果七厂,13812345678\n";
    let job = import(&house, "a.csv", file.as_bytes(), &json!({}));
    let report = &job["report"];
    assert!(balanced(report), "{report}");
    assert_eq!((&report["rows"], &report["rejected"]), (&json!(7), &json!(3)), "{job}");
    assert_eq!((&report["created"], &report["unverified"]), (&json!(4), &json!(1)), "{job}");
    let reasons = report["reasons"].as_array().unwrap();
    let told: u64 = reasons.iter().map(|reason| reason["count"].as_u64().unwrap()).sum();
    assert_eq!(told, 3, "{reasons:?}");
    assert!(reasons.iter().all(|reason| reason["message"] != "填写有误"), "{reasons:?}");
    let path = format!("/api/v1/imports/{}/rejected", job["id"].as_str().unwrap());
    let bearer = format!("Bearer {}", house.token);
    let sheet = plain(&house, "GET", &path, b"", &[("authorization", &bearer)]);
    assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8");
    assert!(sheet.header("content-disposition").starts_with("attachment"));
    assert_eq!(sheet.header("content-length"), "", "it is sent as it is read");
    let mut reader = csv::Reader::from_reader(sheet.text.trim_start_matches('\u{feff}').as_bytes());
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let numbers: Vec<&str> = lines.iter().map(|line| &line[0]).collect();
    assert_eq!(numbers, ["3", "4", "7"], "{}", sheet.text);
    assert_eq!((&lines[1][1], &lines[1][3], &lines[1][4]), ("手机号", "结果三厂", "1380013800"));
    assert!(lines[1][2].contains("11 位"), "{:?}", lines[1]);
    // A spreadsheet must not run what somebody else has written.
    assert_eq!(&lines[2][6], "'=1+1");
    assert_eq!(list(&house, &[("filter", "unverified = 是")])["total"], 1);
}

#[test]
fn a_cell_with_two_numbers_keeps_both() {
    let house = SHARED.get();
    let file = "客户名称,联系方式\n两个号码厂,13812345678/13900001111\n号码和邮箱厂,li.lei@example.com 13812345678\n";
    let job = import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(job["report"]["created"], 2, "{job}");
    for q in ["13812345678 两个号码", "两个号码厂"] {
        let found = list(&house, &[("q", q)]);
        assert_eq!(found["items"][0]["fields"]["phone"], "138****5678", "{q} {found}");
    }
    let both = list(
        &house,
        &[("filter", "name = 号码和邮箱厂 and email = li.lei@example.com and phone = 13812345678")],
    );
    assert_eq!(both["total"], 1);
    let cleaned = job["report"]["cleaned"].as_array().unwrap();
    assert!(cleaned.iter().any(|one| one["kind"] == "sorted"), "{cleaned:?}");
}

#[test]
fn unknown_owners_are_listed_and_their_rows_go_to_the_importer() {
    let house = SHARED.get();
    let body =
        json!({ "login": "li.na", "name": "李娜", "password": PASSWORD, "roles": ["系统管理员"] });
    house.post("/users", &body);
    let file = "客户名称,手机号,跟进人\n归属一厂,13812345678,李娜\n归属二厂,13812345678,王五\n归属三厂,13812345678,王五\n归属四厂,13812345678,\n";
    let job = import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(job["report"]["created"], 4, "{job}");
    assert_eq!(job["report"]["unknown_owners"], json!([{ "name": "王五", "count": 2 }]));
    let of = |filter: &str| list(&house, &[("q", "归属"), ("filter", filter)])["total"].clone();
    assert_eq!((of("owner = 李娜"), of("owner = admin")), (json!(1), json!(3)));
}

#[test]
fn unknown_options_are_refused_unless_they_may_be_made() {
    let house = House::new();
    let file = "客户名称,手机号,来源,标签\n选项一厂,13812345678,火星电台,钓鱼同好\n选项二厂,13900001111,官网,VIP\n";
    let strict = import(&house, "a.csv", file.as_bytes(), &json!({}));
    assert_eq!(
        (&strict["report"]["created"], &strict["report"]["rejected"]),
        (&json!(1), &json!(1)),
        "{strict}"
    );
    let reason = &strict["report"]["reasons"][0];
    assert_eq!((&reason["field"], &reason["reason"]), (&json!("source"), &json!("unknown_option")));
    let amend = json!({ "new_options": true, "duplicates": "skip" });
    let free = import(&house, "a.csv", file.as_bytes(), &amend);
    assert_eq!(free["report"]["rejected"], 0, "{free}");
    assert!(balanced(&free["report"]));
    assert_eq!(list(&house, &[("filter", "source = 火星电台")])["total"], 1);
    assert_eq!(list(&house, &[("filter", "tags has 钓鱼同好")])["total"], 1);
}

#[test]
fn a_customer_that_is_there_is_made_again_left_out_or_joined() {
    let house = House::new();
    let first =
        "编号,客户名称,手机号,备注\nX-1,重复一厂,13812345678,\nX-2,重复二厂,13900001111,原有备注\n";
    assert_eq!(import(&house, "a.csv", first.as_bytes(), &json!({}))["report"]["created"], 2);
    let again = import(&house, "a.csv", first.as_bytes(), &json!({ "duplicates": "import" }));
    assert_eq!(again["report"]["rejected"], 2, "its external id is taken: {again}");
    let skipped = import(&house, "a.csv", first.as_bytes(), &json!({ "duplicates": "skip" }));
    assert_eq!(
        (&skipped["report"]["skipped"], &skipped["report"]["created"]),
        (&json!(2), &json!(0)),
        "{skipped}"
    );
    let more = "编号,客户名称,手机号,备注\nX-1,重复一厂新名,13812345678,新备注\n,重复二厂,13900001111,\n,重复三厂,13700001111,\n";
    let joined = import(&house, "b.csv", more.as_bytes(), &json!({ "duplicates": "merge" }));
    let report = &joined["report"];
    assert!(balanced(report), "{report}");
    assert_eq!((&report["updated"], &report["created"]), (&json!(1), &json!(1)), "{joined}");
    assert_eq!(list(&house, &[])["total"], 3);
    let found = list(&house, &[("filter", "external_id = X-1")]);
    assert_eq!(found["items"][0]["fields"]["name"], "重复一厂新名");
    let kept = list(&house, &[("filter", "external_id = X-2")]);
    assert_eq!(kept["items"][0]["fields"]["remark"], "原有备注");
}

#[test]
fn a_mapping_can_be_changed_until_the_import_runs() {
    let house = SHARED.get();
    let file = "代号甲,代号乙,备注\n映射一厂,13812345678,说明\n";
    let staged = upload(&house, "a.csv", file.as_bytes());
    assert_eq!(targets(&staged.body), [None, None, Some("remark")], "{staged:?}");
    assert_eq!(staged.body["columns"][1]["samples"], json!(["13812345678"]));
    let path = format!("/imports/{}", staged.id());
    let amend = |body: &Value| ask(&house, "PATCH", &path, Some(body), &[]);
    for (mapping, reason) in [
        (json!({ "0": "nonsense" }), "unknown_field"),
        (json!({ "0": "code" }), "unknown_field"),
        (json!({ "0": "name", "1": "name" }), "mapped_twice"),
        (json!({ "9": "name" }), "unknown_column"),
        (json!({ "x": "name" }), "number_form"),
    ] {
        let answer = amend(&json!({ "mapping": mapping }));
        assert_eq!((answer.status, answer.reason()), (422, reason), "{mapping} {answer:?}");
        assert_ne!(answer.body["faults"][0]["message"], "填写有误", "{reason} has no words");
    }
    assert_eq!(amend(&json!({ "duplicates": "maybe" })).status, 422);
    let early = ask(&house, "POST", &format!("{path}/run"), None, &[]);
    assert_eq!((early.status, early.reason()), (422, "name_unmapped"), "{early:?}");
    assert_eq!(amend(&json!({ "mapping": { "0": "name", "1": "phone", "2": null } })).status, 200);
    assert_eq!(run_import(&house, staged.id())["report"]["created"], 1);
    for (method, path, body) in
        [("POST", format!("{path}/run"), None), ("PATCH", path.clone(), Some(json!({})))]
    {
        let late = ask(&house, method, &path, body.as_ref(), &[]);
        assert_eq!((late.status, late.reason()), (422, "import_not_ready"), "{late:?}");
    }
    let found = list(&house, &[("q", "映射一厂")]);
    assert_eq!(found["items"][0]["fields"]["remark"], Value::Null);
    let listed = house.get("/imports");
    assert!(listed["items"].as_array().unwrap().iter().any(|job| job["id"] == staged.id()));
}

#[test]
fn an_import_that_is_started_ten_times_runs_once() {
    let house = SHARED.get();
    let file = format!(
        "客户名称,手机号\n{}",
        (0..200).map(|n| format!("十次{n}厂,1381234{n:04}\n")).collect::<String>()
    );
    let staged = upload(&house, "a.csv", file.as_bytes());
    let path = format!("/imports/{}/run", staged.id());
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let start = || ask(&house, "POST", &path, None, &[]).status;
        let threads: Vec<_> = (0..10).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 202).count(), 1, "{statuses:?}");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while house.get(&format!("/imports/{}", staged.id()))["state"] != "done" {
        assert!(std::time::Instant::now() < until);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(list(&house, &[("q", "十次"), ("limit", "0")])["total"], 200);
}

#[test]
fn two_imports_run_at_once_and_the_others_wait_their_turn_over_a_restart() {
    let mut house = House::new();
    let jobs: Vec<String> = (0..6)
        .map(|n| {
            let row = |at: usize| format!("排队{n}号{at}厂,138{n:04}{at:04}\n");
            let rows: String = (0..1_500).map(row).collect();
            let file = format!("客户名称,手机号\n{rows}");
            upload(&house, "a.csv", file.as_bytes()).id().to_owned()
        })
        .collect();
    for id in &jobs {
        let begun = ask(&house, "POST", &format!("/imports/{id}/run"), None, &[]);
        assert_eq!((begun.status, &begun.body["state"]), (202, &json!("waiting")), "{begun:?}");
    }
    let states = |house: &House| -> Vec<String> {
        // All of one moment: asked one by one, they would pass each other.
        let all = house.get("/imports");
        let all = all["items"].as_array().unwrap();
        let state = |id: &String| {
            let job = all.iter().find(|job| job["id"] == id.as_str()).unwrap();
            job["state"].as_str().unwrap().to_owned()
        };
        jobs.iter().map(state).collect()
    };
    // One that waits is at its end only after all that were begun before it.
    let in_order = |states: &[String]| {
        let count = |of: &str| states.iter().filter(|state| *state == of).count();
        assert!(count("running") <= 2 && count("failed") == 0, "{states:?}");
        let waits = states.iter().position(|state| state == "waiting").unwrap_or(states.len());
        assert!(states[waits..].iter().all(|state| state == "waiting"), "{states:?}");
        (waits, count("done"))
    };
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while in_order(&states(&house)).1 < 2 {
        assert!(std::time::Instant::now() < until);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(in_order(&states(&house)).0 < jobs.len(), "none waits any more");
    house.restart();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while in_order(&states(&house)).1 < jobs.len() {
        assert!(std::time::Instant::now() < until, "{:?}", states(&house));
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(list(&house, &[("limit", "0")])["total"], 6 * 1_500);
}

#[test]
fn a_person_has_few_unfinished_imports_and_may_discard_them() {
    let house = House::new();
    let file = "客户名称,手机号\n上限一厂,13812345678\n".as_bytes();
    let jobs: Vec<String> =
        (0..20).map(|_| upload(&house, "a.csv", file).id().to_owned()).collect();
    let full = upload(&house, "a.csv", file);
    assert_eq!((full.status, full.reason()), (409, "too_many_imports"), "{full:?}");
    assert!(full.body["detail"].as_str().unwrap().contains("20"), "{full:?}");
    let files = || std::fs::read_dir(house.data().join("staging")).unwrap().count();
    assert_eq!(files(), 20);
    assert_eq!(run_import(&house, &jobs[0])["state"], "done");
    let again = upload(&house, "a.csv", file);
    assert_eq!(again.status, 201, "{again:?}");
    let path = format!("/imports/{}", jobs[1]);
    assert_eq!(ask(&house, "DELETE", &path, None, &[]).status, 204);
    assert_eq!(ask(&house, "DELETE", &path, None, &[]).status, 404);
    assert_eq!(files(), 19);
    assert_eq!(upload(&house, "a.csv", file).status, 201);
    let done = ask(&house, "DELETE", &format!("/imports/{}", jobs[0]), None, &[]);
    assert_eq!((done.status, done.reason()), (422, "import_not_ready"), "{done:?}");
}
