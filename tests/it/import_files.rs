//! Files that cannot be brought in: refused with the reason, and nothing of them is left.

use crate::common::House;
use crate::outside::Shared;
use crate::outside::head;
use crate::outside::import;
use crate::outside::list;
use crate::outside::run_import;
use crate::outside::upload;
use serde_json::Value;
use serde_json::json;
use std::io::Cursor;
use std::io::Write;
use zip::write::SimpleFileOptions;

static SHARED: Shared<House> = Shared::new(House::new);

/// The parts of a workbook of one sheet.
fn book(sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    zipped(&[
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>").as_bytes()),
        ("_rels/.rels", format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes()),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>").as_bytes()),
    ])
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn staged_files(house: &House) -> usize {
    std::fs::read_dir(house.data().join("staging")).map_or(0, |files| files.count())
}

/// Without the first byte of a character.
fn cut_short(text: &[u8], character: &str) -> Vec<u8> {
    let found = text.windows(character.len()).position(|bytes| bytes == character.as_bytes());
    let at = found.unwrap();
    [&text[..at], &text[at + 1..]].concat()
}

#[test]
fn a_sound_workbook_made_by_hand_comes_in() {
    let house = SHARED.get();
    let first = format!("<row r=\"1\">{}{}</row>", cell("A1", "客户名称"), cell("B1", "手机号"));
    let second =
        format!("<row r=\"2\">{}{}</row>", cell("A2", "手工装配厂"), cell("B2", "13812345678"));
    let job = import(&house, "a.xlsx", &book(&format!("{first}{second}")), &json!({}));
    assert_eq!(job["report"]["created"], 1, "{job}");
}

#[test]
fn files_that_are_no_table_are_refused_by_their_content_whatever_their_name() {
    let house = House::new();
    let before = head(&house);
    let sparse = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        cell("A1", "客户名称"),
        cell("XFD1048576", "x")
    );
    let zeros = vec![0; 64 << 20];
    let many: Vec<String> = (0..2_001).map(|n| format!("p{n}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let compound =
        |rest: &[u8]| [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &[0; 600][..], rest].concat();
    let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sound = book(&format!("<row r=\"1\">{}</row>", cell("A1", "客户名称")));
    let wide = vec!["x"; 20_000].join(",");
    let reference = book("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>");
    let broken_gb = encoding_rs::GB18030.encode("客户名称,手机号\n华美科技公司,1\n").0;
    let broken_gb = [&broken_gb[..], b"\xFF\xFF,2\n"].concat();
    for (name, file, reason) in [
        ("empty.csv", Vec::new(), "empty_file"),
        ("blank.csv", b"\n\n  \n".to_vec(), "empty_file"),
        ("bom.csv", b"\xEF\xBB\xBF".to_vec(), "empty_file"),
        ("nul.csv", "客户名称,手机\n华\0美,1\n".as_bytes().to_vec(), "bad_character"),
        (
            "broken.csv",
            cut_short("客户名称,手机号\n华美科技,1\n东方五金,2\n".as_bytes(), "东"),
            "encoding",
        ),
        ("broken-gb.csv", broken_gb, "encoding"),
        ("quote.csv", "客户名称\n\"华美\n".as_bytes().to_vec(), "unclosed_quote"),
        ("wide.csv", wide.into_bytes(), "too_many_columns"),
        ("sparse.xlsx", book(&sparse), "sheet_too_sparse"),
        ("bomb.xlsx", zipped(&[("[Content_Types].xml", b"x"), ("xl/a.xml", &zeros)]), "zip_limits"),
        ("parts.xlsx", zipped(&many), "zip_limits"),
        ("cut.xlsx", sound[..sound.len() / 2].to_vec(), "not_a_workbook"),
        ("odd.xlsx", reference, "damaged_workbook"),
        ("locked.xlsx", compound(&marker), "encrypted"),
        ("old.xls", compound(b"Workbook"), "old_workbook"),
        ("page.xlsx", b"<!DOCTYPE html><html><table><tr><td>x".to_vec(), "not_a_workbook"),
        ("page.csv", b"<table><tr><td>x</td></tr></table>".to_vec(), "not_a_workbook"),
        ("paper.csv", b"%PDF-1.7 ...".to_vec(), "not_a_workbook"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n".to_vec(), "not_a_workbook"),
        ("other.xlsx", zipped(&[("a.txt", b"x")]), "not_a_workbook"),
    ] {
        let answer = upload(&house, name, &file);
        assert_eq!((answer.status, answer.reason()), (422, reason), "{name} {answer:?}");
        assert_eq!(answer.body["faults"][0]["field"], "file", "{name}");
        assert_ne!(answer.body["detail"], "填写有误", "{reason} has no words");
        assert_eq!(head(&house), before, "{name}");
        assert_eq!(staged_files(&house), 0, "{name}");
    }
    assert_eq!(house.get("/imports")["items"], json!([]));
    assert!(!house.log().contains("panicked"), "{}", house.log());
    house.customer("照常工作的机械厂", &json!({}));
}

#[test]
fn a_file_that_breaks_off_later_fails_as_a_whole() {
    let house = House::new();
    let sound: String = (0..1_500).map(|n| format!("中途{n}厂,1381234{n:04}\n")).collect();
    let file = format!("客户名称,手机号\n{sound}\"没有结束的引号厂,13812345678\n");
    let staged = upload(&house, "a.csv", file.as_bytes());
    assert_eq!(staged.status, 201, "{staged:?}");
    let job = run_import(&house, staged.id());
    assert_eq!(job["state"], "failed", "{job}");
    assert_eq!(job["problem"]["reason"], "unclosed_quote", "{job}");
    assert_ne!(job["problem"]["message"], "填写有误");
    assert_eq!(list(&house, &[("limit", "0")])["total"], 0);
}

#[test]
fn rows_of_the_wrong_length_are_refused_one_by_one() {
    let house = SHARED.get();
    let file = "客户名称,手机号,备注\n参差一厂,13812345678,甲\n参差二厂,13812345678,乙,多出的,还有\n参差三厂\n参差四厂,13812345678,丁,,\n";
    let job = import(&house, "a.csv", file.as_bytes(), &json!({}));
    let report = &job["report"];
    assert_eq!(report["rows"], 4, "{job}");
    let ragged = report["reasons"].as_array().unwrap().iter().find(|one| one["reason"] == "ragged");
    assert_eq!(ragged.unwrap()["count"], 1, "{job}");
    assert_eq!(list(&house, &[("q", "参差")])["total"], 3);
}

#[test]
fn a_file_of_headings_alone_makes_nobody() {
    let house = House::new();
    let job = import(&house, "a.csv", "客户名称,手机号\n".as_bytes(), &json!({}));
    assert_eq!((&job["state"], &job["report"]["rows"]), (&json!("done"), &json!(0)), "{job}");
    assert_eq!(job["report"]["batch"], Value::Null);
    assert_eq!(list(&house, &[])["total"], 0);
}

#[test]
fn a_name_of_a_file_is_only_shown() {
    let house = SHARED.get();
    for name in [
        "../../etc/passwd",
        "CON",
        "a\u{202e}vsc.exe",
        "<img src=x onerror=alert(1)>.csv",
        &"长".repeat(300),
    ] {
        let staged = upload(&house, name, "客户名称,手机号\n".as_bytes());
        assert_eq!(staged.status, 201, "{staged:?}");
        let shown = staged.body["name"].as_str().unwrap();
        assert!(
            shown.chars().count() <= 200 && shown.chars().next() == name.chars().next(),
            "{shown}"
        );
        let file = house.data().join("staging").join(format!("{}.part", staged.id()));
        assert!(file.exists(), "{}", file.display());
    }
    let other = crate::outside::plain(
        &house,
        "POST",
        "/api/v1/imports?kind=users",
        b"x",
        &[("authorization", &format!("Bearer {}", house.token))],
    );
    assert_eq!((other.status, other.reason()), (400, "unknown_option"));
}
