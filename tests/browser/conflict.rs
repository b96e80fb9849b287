//! Two people at one customer: nothing is lost silently; and a masked value that is looked at says why, and is told.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

const ENTER: &str = "\u{e007}";

#[tokio::test]
async fn the_second_of_two_editors_chooses_mine_or_theirs() -> Result<()> {
    let server = Server::set_up()?;
    let id = server.customer("上海云启信息技术有限公司", json!({ "short_name": "云启" }))?;
    let place = format!("#/customer/{id}");
    let mut first = Page::signed_in(&server, &place).await?;
    let mut second = Page::signed_in(&server, &place).await?;
    // Where the word of the change comes later than the save.
    first.expect_refusals("status of 412");
    second.expect_refusals("status of 412");
    second.see("h1", "上海云启").await?;
    begin(&second, "简称", "云启乙").await?;
    edit(&first, "简称", "云启甲").await?;
    first.see(".toast", "已更新").await?;
    second.ctrl(ENTER).await?;
    second.see("dialog[open]", "刚刚被别人改过").await?;
    second.see("dialog[open] label", "云启甲").await?;
    axe::check(&second, "conflict").await?;
    second.click("dialog[open] button", "按选择保存").await?;
    second.see("button.kv-v", "简称：云启乙").await?;
    second.click(".tl-h button", "变更").await?;
    second.see(".ev", "云启甲").await?;
    first.see("button.kv-v", "简称：云启乙").await?;
    begin(&first, "简称", "云启丙").await?;
    edit(&second, "简称", "云启丁").await?;
    second.see("button.kv-v", "简称：云启丁").await?;
    first.ctrl(ENTER).await?;
    first.see("dialog[open]", "刚刚被别人改过").await?;
    first.click("dialog[open] label", "云启丁").await?;
    first.click("dialog[open] button", "按选择保存").await?;
    first.see("button.kv-v", "简称：云启丁").await?;
    first.see(".toast", "已采用现在的值").await?;
    // Another field is no conflict: it goes on top of the newer version.
    edit(&first, "联系人职位", "经理").await?;
    first.see(".toast", "已更新").await?;
    edit(&second, "特殊需求", "周五送货").await?;
    second.see("button.kv-v", "特殊需求：周五送货").await?;
    second.is_clean().await
}

async fn edit(page: &Page, label: &str, text: &str) -> Result<()> {
    begin(page, label, text).await?;
    page.ctrl(ENTER).await
}

async fn begin(page: &Page, label: &str, text: &str) -> Result<()> {
    page.click("button.kv-v", &format!("{label}：")).await?;
    page.until("document.activeElement.matches('.kv-edit input, .kv-edit textarea')").await?;
    page.ctrl("a").await?;
    page.type_keys(text).await
}

#[tokio::test]
async fn a_masked_phone_is_shown_for_a_purpose_and_the_history_tells_it() -> Result<()> {
    let server = Server::set_up()?;
    let id = server.customer("苏州正和商贸有限公司", json!({ "phone": "13912348888" }))?;
    let page = Page::signed_in(&server, &format!("#/customer/{id}")).await?;
    page.see(".kv", "139****8888").await?;
    page.click("button[aria-label=查看完整手机号]", "").await?;
    page.see("dialog[open]", "查看会记入操作历史").await?;
    page.click("dialog[open] label.pill", "其他").await?;
    page.click("dialog[open] button", "查看").await?;
    page.see("dialog[open] .err", "请填写查看目的").await?;
    page.fill("请说明目的", "回访").await?;
    page.press(Key::Enter).await?;
    page.see(".kv", "13912348888").await?;
    page.see(".toast", "本次查看已记录").await?;
    page.click(".tl-h button", "变更").await?;
    page.see(".ev", "回访").await?;
    page.click("button[aria-label=隐藏手机号]", "").await?;
    page.see(".kv", "139****8888").await?;
    page.is_clean().await
}
