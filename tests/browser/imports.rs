//! Importing in the browser: two encodings, the mapping, the report that must agree, the rejected rows, undo, a wrong file.

use crate::page::Page;
use crate::server::Server;
use anyhow::Result;

const CSV: &str = "\
客户名称,联系人,手机,所属行业,客户来源,客户等级,跟进人,首次接触时间,暗号
青岛海韵贸易有限公司,赵倩,138 1234 0001,商贸,展会,意向客户,王敏,2026/3/5,甲
大连远航物流有限公司,孙丽,13812340002,物流,展会,潜在客户,李四,2026年4月1日,乙
,周武,13812340003,物流,展会,潜在客户,王敏,,丙
烟台果香食品有限公司,吴芳,１３８１２３４０００４,制造业,展会,成交客户,王敏,20260501,丁
";

#[tokio::test]
async fn a_table_is_mapped_imported_proved_and_taken_back() -> Result<()> {
    let server = Server::set_up()?;
    let page = Page::signed_in(&server, "#/import").await?;
    page.upload(&server.file("客户.csv", CSV.as_bytes())?).await?;
    page.see("[role=table]", "客户名称").await?;
    page.see(".note", "已匹配 8 / 9 列").await?;
    map_by_hand(&page).await?;
    page.click("label", "表格里的新选项值自动加入选项库").await?;
    page.click(".imp-f button", "导入").await?;
    page.see("h2", "导入完成，数目核对一致").await?;
    page.see(".verify", "源文件 4 行 = 新增 3 + 退回 1").await?;
    page.see(".card", "李四").await?;
    rejected_rows(&page).await?;
    page.go("#/customers?q=qdhy").await?;
    page.see(".grid-r", "青岛海韵").await?;
    page.back().await?;
    page.back().await?;
    page.see("h2", "导入完成").await?;
    page.click("button", "整批撤销").await?;
    page.see("dialog[open]", "新增的 3 位客户").await?;
    page.click("dialog[open] button", "撤销导入").await?;
    page.see("h2", "这次导入已撤销").await?;
    page.go("#/customers").await?;
    page.see(".main", "从第一位客户开始").await?;
    page.is_clean().await
}

/// One column twice is refused on the spot; then it becomes the remark.
async fn map_by_hand(page: &Page) -> Result<()> {
    page.pick("select[aria-label*=暗号]", "联系人姓名").await?;
    page.see(".note", "对应了多列").await?;
    page.until("document.querySelector('.imp-f .btn.primary').disabled").await?;
    page.pick("select[aria-label*=暗号]", "备注").await?;
    page.see(".note", "全部 9 列都已匹配").await
}

/// The file of what was rejected has the row and says why.
async fn rejected_rows(page: &Page) -> Result<()> {
    page.see("a[download]", "下载退回的 1 行").await?;
    page.until("window.asked || (window.asked = fetch(document.querySelector('a[download]').href).then((r) => r.text()).then((t) => { window.rejected = t; }))").await?;
    page.until("(window.rejected || '').includes('周武') && window.rejected.includes('客户名称')")
        .await
}

#[tokio::test]
async fn a_table_in_gb18030_is_read_as_it_was_meant() -> Result<()> {
    let server = Server::set_up()?;
    let page = Page::signed_in(&server, "#/import").await?;
    let (bytes, _, _) = encoding_rs::GB18030.encode(CSV);
    page.upload(&server.file("客户-GB.csv", &bytes)?).await?;
    page.see("[role=table] code", "青岛海韵贸易有限公司").await?;
    page.click("label", "表格里的新选项值自动加入选项库").await?;
    page.click(".imp-f button", "导入").await?;
    page.see("h2", "导入完成，数目核对一致").await?;
    page.click("a", "查看客户").await?;
    page.see(".grid-r", "烟台果香食品有限公司").await?;
    page.is_clean().await
}

#[tokio::test]
async fn a_page_that_calls_itself_a_workbook_is_refused_in_words() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = Page::signed_in(&server, "#/import").await?;
    page.expect_refusals("status of 422");
    page.expect_refusals("status of 400");
    let html = b"<!doctype html><html><table><tr><td>x</td></tr></table></html>";
    page.upload(&server.file("报表.xlsx", html)?).await?;
    page.see("[role=alert]", "文件没有导入").await?;
    page.see("[role=alert]", "报表.xlsx").await?;
    let said = page.text("[role=alert]").await?;
    assert!(said.contains("xlsx") || said.contains("Excel"), "{said}");
    page.upload(&server.file("照片.png", b"png")?).await?;
    page.see("[role=alert]", "只能导入").await?;
    page.upload(&server.file("空.csv", b"")?).await?;
    page.see("[role=alert]", "这个文件是空的").await?;
    page.is_clean().await
}
