//! Rows as people type them.

use super::*;
use crate::domain::import::headings;

fn cleaned(headings: &str, cells: Vec<Cell>) -> Draft {
    let catalogue = Catalogue::new(1, &[]);
    let headings: Vec<String> = headings.split(',').map(str::to_owned).collect();
    let targets = headings::guess(Kind::Customer, &headings, &[], &catalogue);
    let columns: Vec<Column> =
        headings.iter().zip(targets).map(|(text, target)| Column::new(text, target)).collect();
    clean(Kind::Customer, &Row { number: 2, cells }, &columns, &catalogue)
}

fn texts(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect()
}

fn check(headings: &str, cells: &[&str], expected: &str) {
    let draft = cleaned(headings, texts(cells));
    let catalogue = Catalogue::new(1, &[]);
    let shown = draft.values.iter().map(|(tag, text)| {
        format!("{}={text}", catalogue.by_tag(Kind::Customer, *tag).unwrap().key)
    });
    assert_eq!(shown.collect::<Vec<String>>().join(" "), expected, "{cells:?}");
    assert!(draft.faults.is_empty(), "{:?}", draft.faults);
}

#[test]
fn contacts_go_where_they_belong() {
    check("名称,联系方式", &["甲", "13812345678 a@b.cn"], "name=甲 phone=13812345678 email=a@b.cn");
    check("名称,联系方式", &["甲", "a@b.cn"], "name=甲 email=a@b.cn");
    check(
        "名称,电话,备注",
        &["甲", "13812345678/13912345678", "老客户"],
        "name=甲 remark=老客户 phone=13812345678 other_contacts=其他电话：13912345678",
    );
    check(
        "名称,电话,邮箱",
        &["甲", "13812345678（王经理）", "x@y.cn"],
        "name=甲 phone=13812345678 email=x@y.cn remark=王经理",
    );
    check("名称,手机,电话", &["甲", "", "010-88886666"], "name=甲 phone=010-88886666");
    check(
        "名称,手机,电话",
        &["甲", "13812345678", "+86 138 1234 5678"],
        "name=甲 phone=13812345678",
    );
    check("名称,电话", &["甲", "下午打"], "name=甲 phone=下午打");
    check("名称,邮箱", &["甲", "没有邮箱"], "name=甲 email=没有邮箱");
}

#[test]
fn a_full_remark_makes_way_without_loss() {
    let remark = "长".repeat(198);
    let draft = cleaned("名称,电话,备注", texts(&["甲", "13812345678（王经理）", &remark]));
    assert_eq!(draft.value(tag::REMARK), Some(remark.as_str()));
    assert_eq!(draft.value(tag::SPECIAL_NEEDS), Some("王经理"));
}

#[test]
fn places_and_names_are_joined() {
    let draft = cleaned("名称,省,市,区,地址", texts(&["甲", "江苏", "苏州市", "", "中山路1号"]));
    let names = RegionNames {
        province: "江苏".to_owned(),
        city: "苏州市".to_owned(),
        district: String::new(),
    };
    assert_eq!(
        (draft.region.as_ref(), draft.value(tag::ADDRESS)),
        (Some(&names), Some("中山路1号"))
    );
    let draft = cleaned("名称,地址", texts(&["甲", " 江苏省苏州市中山路１号"]));
    assert_eq!(draft.whole_address.as_deref(), Some("江苏省苏州市中山路1号"));
    check("姓,名,手机", &["王", "小明", "13812345678"], "phone=13812345678 name=王小明");
    check("公司,姓,名", &["甲", "王", "小明"], "name=甲 contact_name=王小明");
}

#[test]
fn lists_dates_and_units_are_spelled() {
    check("名称,标签", &["甲", "VIP、老客户 | VIP"], "name=甲 tags=VIP|老客户");
    check("名称,成交金额（万元）", &["甲", "12.5"], "name=甲 opening_amount=125000");
    let cells = vec![
        Cell::Text("甲".to_owned()),
        Cell::Number(13_812_345_678.0),
        Cell::Date { days: 19_362, ms: 0 },
    ];
    let draft = cleaned("名称,手机,创建时间", cells);
    assert_eq!(draft.value(tag::PHONE), Some("13812345678"));
    assert_eq!(draft.value(tag::FIRST_CONTACT), Some("2023-01-05"));
}

#[test]
fn every_change_is_noted() {
    let draft = cleaned("名称,电话,邮箱", texts(&[" 甲\u{200b}", "13812345678/13912345678", "无"]));
    let kinds: Vec<(usize, NoteKind)> = draft.notes.iter().map(|n| (n.column, n.kind)).collect();
    assert_eq!(
        kinds,
        [
            (0, NoteKind::Spelling),
            (1, NoteKind::Sorted),
            (2, NoteKind::Nothing),
            (1, NoteKind::Moved),
        ]
    );
    assert!(cleaned("名称,电话", texts(&["甲", "138-1234-5678"])).notes.is_empty());
}

#[test]
fn rows_that_cannot_be_saved_say_why() {
    let reasons = |draft: Draft| -> Vec<(String, &'static str)> {
        draft.faults.into_iter().map(|fault| (fault.field, fault.reason)).collect()
    };
    let ragged = cleaned("名称,电话", texts(&["甲", "13812345678", "", "多"]));
    assert_eq!(reasons(ragged), [("row".to_owned(), "ragged")]);
    assert!(cleaned("名称,电话", texts(&["甲", "13812345678", "", " "])).faults.is_empty());
    let broken =
        cleaned("名称,行业", vec![Cell::Text("甲".to_owned()), Cell::Error("#N/A".to_owned())]);
    assert_eq!(reasons(broken), [("industry".to_owned(), "cell_error")]);
    let lost = cleaned("名称,电话", texts(&["甲", "1.38E+10"]));
    assert_eq!(reasons(lost), [("phone".to_owned(), "digits_lost")]);
}
