//! The bin: whatever was deleted is found there by its kind, with when and by whom, and comes back.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Context;
use anyhow::Result;
use serde_json::Value;
use serde_json::json;

const FIRM: &str = "苏州恒泰精密机械有限公司";

fn won(customer: &str, title: &str) -> Value {
    json!({
        "title": title, "customer": customer, "stage": "won", "amount": "168000",
        "won_on": "2026-03-05", "contract_no": "HT-2026-9001",
    })
}

fn id_of(made: &Value) -> Result<&str> {
    made["id"].as_str().context("an id")
}

/// A talk, a deal and a file of one customer, all of them deleted.
fn scene() -> Result<(Server, String)> {
    let server = Server::set_up()?;
    let customer = server.customer(FIRM, json!({}))?;
    let talk = json!({ "customer": customer, "method": "call", "content": "客户希望分三期付款" });
    for (kind, body) in [("followups", talk), ("deals", won(&customer, "设备保养年框"))] {
        let made = server.post(&format!("/{kind}"), body)?;
        server.delete(&format!("/{kind}/{}", id_of(&made)?))?;
    }
    let file = server.attach(&customer, "报价单.txt", "text/plain", b"1200")?;
    server.delete(&format!("/attachments/{}", id_of(&file)?))?;
    Ok((server, customer))
}

#[tokio::test]
async fn a_talk_a_deal_and_a_file_come_back_from_the_bin() -> Result<()> {
    let (server, customer) = scene()?;
    let mut page = Page::signed_in(&server, "#/bin").await?;
    page.expect_refusals("status of 409");
    page.see("*", "回收站是空的").await?;
    page.click(".views a", "跟进记录").await?;
    page.see(".grid-r", "客户希望分三期付款").await?;
    page.see(".grid-r", FIRM).await?;
    page.see(".grid-r", "王敏").await?;
    axe::check(&page, "follow-ups in the bin").await?;
    page.click(".grid-r .check", "").await?;
    page.see(".bulk", "已选 1 条").await?;
    axe::check(&page, "chosen in the bin").await?;
    page.click(".bulk button", "恢复 1 条").await?;
    page.see(".toast", "已恢复“客户希望分三期付款”").await?;
    page.see("*", "这里是空的").await?;
    page.click(".views a", "附件").await?;
    page.see(".grid-r", "报价单.txt").await?;
    page.click(".grid-r button", "恢复").await?;
    page.see("*", "这里是空的").await?;
    page.click(".toast:last-child button", "撤销").await?;
    page.see(".grid-r", "报价单.txt").await?;
    page.click(".grid-r button", "恢复").await?;
    what_stands_in_the_way_is_said(&page, &server, &customer).await?;
    page.go(&format!("#/customer/{customer}")).await?;
    page.see(".ev.k-followups", "客户希望分三期付款").await?;
    page.see(".files", "报价单.txt").await?;
    page.see(".deals", "设备保养年框").await?;
    page.is_clean().await
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n";

/// A file of a deal says so, and a PDF opens over the page.
#[tokio::test]
async fn a_file_of_a_deal_is_told_as_such_and_looked_at_over_the_page() -> Result<()> {
    let server = Server::set_up()?;
    let customer = server.customer(FIRM, json!({}))?;
    server.post("/deals", won(&customer, "设备保养年框"))?;
    let page = Page::signed_in(&server, &format!("#/customer/{customer}")).await?;
    page.click(".deals .menu-box > button", "").await?;
    page.see("[role=menuitem]", "添加附件").await?;
    // The browser's own dialog stays shut where nobody has pressed: the file is given as it would be.
    page.js("HTMLInputElement.prototype.click = () => {};").await?;
    page.click("[role=menuitem]", "添加附件").await?;
    page.upload(&server.file("合同.pdf", PDF)?).await?;
    page.see(".files", "合同.pdf").await?;
    page.see(".files a", "商机 设备保养年框").await?;
    page.click(".files button.file-i", "").await?;
    page.see("dialog[open] iframe", "").await?;
    axe::check(&page, "a PDF over the page").await?;
    page.click("dialog[open] button[aria-label=关闭]", "").await?;
    page.gone("dialog[open]", "").await?;
    page.is_clean().await
}

/// The contract number is another deal's by now.
async fn what_stands_in_the_way_is_said(
    page: &Page,
    server: &Server,
    customer: &str,
) -> Result<()> {
    let other = server.post("/deals", won(customer, "另一笔"))?;
    page.click(".views a", "商机").await?;
    page.see(".grid-r", "设备保养年框").await?;
    page.click(".grid-r button", "恢复").await?;
    page.see("dialog[open]", "1 条没有恢复").await?;
    page.see("dialog[open]", "“HT-2026-9001”已被另一条记录使用").await?;
    axe::check(page, "not restored").await?;
    page.click("dialog[open] .btn.primary", "关闭").await?;
    server
        .patch(&format!("/deals/{}", id_of(&other)?), json!({ "contract_no": "HT-2026-9002" }))?;
    page.click(".grid-r button", "恢复").await?;
    page.see(".toast", "已恢复“设备保养年框”").await
}
