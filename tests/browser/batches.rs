//! A bulk change is taken back from the list of batches, after the page was loaded anew.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;

#[tokio::test]
async fn a_bulk_change_is_taken_back_long_after_its_toast() -> Result<()> {
    let server = Server::with_demo(120)?;
    let page = Page::signed_in(&server, "#/customers").await?;
    page.see(".page-h .count", "120").await?;
    page.click(".grid-h .check", "").await?;
    page.click(".bulk-n button", "选择全部 120 位").await?;
    page.see(".bulk", "已选 120 位").await?;
    page.click(".bulk-b", "改字段").await?;
    page.choose("字段", "备注").await?;
    page.fill("备注", "统一改过").await?;
    page.click("dialog .btn.primary", "修改").await?;
    page.see(".toast", "之后可在“最近的批量操作”中撤销").await?;
    page.reload().await?;
    page.gone(".toast", "").await?;
    let worked_on = server.get("/customers?limit=1&fields=name")?["items"][0]["id"].clone();
    let change = json!({ "ids": [worked_on], "set": { "remark": "另有说法" } });
    server.post("/customers/bulk", change)?;
    by_the_menu(&page).await?;
    page.click("tbody tr:nth-child(2) button", "撤销").await?;
    page.see("dialog[open]", "改回 120 条记录").await?;
    page.click("dialog[open] .btn.danger", "整批撤销").await?;
    page.see("dialog[open] h2", "已撤回 119 条").await?;
    page.see("dialog[open] h3", "（1 条）").await?;
    page.click("dialog[open] .btn.primary", "").await?;
    page.see("tbody tr:nth-child(3)", "已撤销").await?;
    page.see("tr button", "1 条保持不变").await?;
    page.see("tbody tr:first-child td.num", "119").await?;
    by_the_palette(&page).await?;
    page.go("#/import").await?;
    page.see("#recent-batches", "最近的批量操作").await?;
    page.see(".recent-imports tr", "演示数据").await?;
    page.is_clean().await
}

/// From the menu of the list.
async fn by_the_menu(page: &Page) -> Result<()> {
    page.click(".page-h button[aria-label=更多]", "").await?;
    page.click("[role=menuitem]", "最近的批量操作").await?;
    page.see("tbody tr:first-child td.num", "1").await?;
    page.see("tbody tr:nth-child(2) td", "批量修改").await?;
    page.see("tbody tr:nth-child(2) td.num", "120").await?;
    page.see("tbody tr:last-child td", "服务器管理员").await?;
    axe::check(page, "batches").await
}

/// The state is kept by the server, and the list is a word away.
async fn by_the_palette(page: &Page) -> Result<()> {
    page.go("#/home").await?;
    page.ctrl("k").await?;
    page.see("dialog.palette", "").await?;
    page.type_keys("zjdplcz").await?;
    page.click(".palette-i", "最近的批量操作").await?;
    page.see("h1", "最近的批量操作").await?;
    page.see("tbody tr:nth-child(3) .badge", "已撤销").await
}
