//! Workbooks as spreadsheets write them, and as nobody should.

use super::*;
use crate::formats::read;
use rust_xlsxwriter::ExcelDateTime as WriteDate;
use rust_xlsxwriter::Format as WriteFormat;
use rust_xlsxwriter::Formula;
use rust_xlsxwriter::Workbook;
use std::io::Write;
use zip::write::SimpleFileOptions;

fn parsed(bytes: &[u8], sheet: Option<&str>) -> Result<(Vec<Source>, Vec<Row>), FormatError> {
    let wish = Wish { sheet: sheet.map(str::to_owned), ..Wish::default() };
    let (mut sources, mut rows) = (Vec::new(), Vec::new());
    read::read(bytes, &wish, &mut |parsed| {
        match parsed {
            Parsed::Source(source) => sources.push(source),
            Parsed::Row(row) => rows.push(row),
        }
        Ok(())
    })?;
    Ok((sources, rows))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// A workbook around the given rows of XML.
fn crafted(sheet_data: &str) -> Vec<u8> {
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#
                .to_owned(),
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#.to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet_data}</sheetData></worksheet>"#
            ),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn reason(bytes: &[u8]) -> String {
    let fault = parsed(bytes, None).unwrap_err().fault();
    let args = fault.args.iter().map(|(name, value)| format!(" {name}={value}"));
    format!("{}{}", fault.reason, args.collect::<String>())
}

#[test]
fn a_common_workbook_is_read() {
    let mut book = Workbook::new();
    let date = WriteFormat::new().set_num_format("yyyy-mm-dd hh:mm");
    let time = WriteFormat::new().set_num_format("hh:mm");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "客户名称").unwrap();
    sheet.write(0, 1, "手机").unwrap();
    sheet.write(1, 0, "苏州恒达机械有限公司").unwrap();
    sheet.write(1, 1, 13_812_345_678_f64).unwrap();
    let written = WriteDate::from_ymd(2023, 1, 5).unwrap().and_hms(9, 30, 0).unwrap();
    sheet.write_with_format(1, 2, &written, &date).unwrap();
    sheet.write(1, 3, true).unwrap();
    sheet.write_formula(1, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_blank(1, 16_383, &date).unwrap();
    sheet.write_with_format(4, 0, 0.5, &time).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let (sources, rows) = parsed(&bytes, None).unwrap();
    assert_eq!(sources[0].sheet, "Sheet1");
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0], Row { number: 1, cells: vec![text("客户名称"), text("手机")] });
    assert_eq!(rows[1].cells[1], Cell::Number(13_812_345_678.0));
    assert_eq!(rows[1].cells[2], Cell::Date { days: 19_362, ms: 34_200_000 });
    assert_eq!(rows[1].cells[3], Cell::Flag(true));
    assert_eq!(rows[1].cells[4], Cell::Error("#DIV/0!".to_owned()));
    assert_eq!(rows[2], Row { number: 5, cells: vec![text("12:00:00")] });
}

#[test]
fn the_first_filled_visible_sheet_is_taken_or_the_named_one() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("空").unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("旧").unwrap().set_hidden(true).write(0, 0, "旧").unwrap();
    book.add_worksheet().set_name("客户").unwrap().write(0, 0, "名称").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let (sources, rows) = parsed(&bytes, None).unwrap();
    assert_eq!((sources[0].sheet.as_str(), rows[0].cells[0].clone()), ("客户", text("名称")));
    assert_eq!(sources[0].sheets, ["空", "客户"]);
    assert_eq!(parsed(&bytes, Some("旧")).unwrap().1[0].cells[0], text("旧"));
    assert!(parsed(&bytes, Some("空")).unwrap().1.is_empty());
    assert!(matches!(parsed(&bytes, Some("无")), Err(FormatError::NoSheet { .. })));
}

#[test]
fn a_cell_far_from_all_others_is_refused() {
    let far = crafted(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
    );
    assert_eq!(reason(&far), "sheet_too_sparse cell=XFD1048576");
    let wide = crafted(r#"<row r="1"><c r="ALM1"><v>1</v></c></row>"#);
    assert_eq!(reason(&wide), "sheet_too_sparse cell=ALM1");
    let deep = crafted(r#"<row r="900000"><c r="B900000"><v>1</v></c></row>"#);
    assert_eq!(reason(&deep), "sheet_too_sparse cell=B900000");
    assert!(parsed(&crafted(r#"<row r="2"><c r="ALL2"><v>1</v></c></row>"#), None).is_ok());
}

#[test]
fn dates_of_the_1904_calendar_are_shifted() {
    let book =
        crafted(r#"<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>1462</v></c></row>"#);
    let rows = parsed(&book, None).unwrap().1;
    assert_eq!(rows[0].cells[1], Cell::Date { days: -22_645, ms: 0 });
}

#[test]
fn broken_sheets_are_told() {
    let backwards = crafted(
        r#"<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#,
    );
    assert_eq!(reason(&backwards), "damaged_workbook");
    assert_eq!(
        reason(&crafted(r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#)),
        "damaged_workbook"
    );
    assert_eq!(reason(&crafted(r#"<row><c t="str"><v>&bomb;</v></c></row>"#)), "damaged_workbook");
    let long = "x".repeat(MAX_CELL_BYTES + 1);
    let long = crafted(&format!(r#"<row><c t="str"><v>{long}</v></c></row>"#));
    assert_eq!(reason(&long), "cell_too_long row=1 column=1 limit=1048576");
}
