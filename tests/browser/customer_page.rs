//! A seller at one customer: a talk with its next step, a level that asks for more, a contact, and all of it taken back.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

const ENTER: &str = "\u{e007}";

async fn at(server: &Server) -> Result<Page> {
    let more = json!({ "contact_name": "张伟", "contact_title": "总经理", "level": "意向客户" });
    let id = server.customer("苏州恒泰精密机械有限公司", more)?;
    let page = Page::signed_in(server, &format!("#/customer/{id}")).await?;
    page.see("h1", "苏州恒泰").await?;
    page.see(".composer", "").await?;
    Ok(page)
}

#[tokio::test]
async fn a_talk_with_its_next_step_is_one_save_and_one_undo() -> Result<()> {
    let server = Server::set_up()?;
    let page = at(&server).await?;
    page.type_keys("f").await?;
    page.until("document.activeElement.matches('textarea.bare')").await?;
    page.type_keys("客户希望分三期付款").await?;
    page.reload().await?;
    page.see(".composer", "").await?;
    page.until("document.querySelector('textarea.bare').value === '客户希望分三期付款'").await?;
    page.click(".composer-f button", "下一步").await?;
    page.until("document.activeElement === labelled('待办')").await?;
    page.fill("到期", "后来").await?;
    page.ctrl(ENTER).await?;
    page.see(".composer .err", "请填写要做什么").await?;
    page.see(".composer .err", "看不懂这个时间").await?;
    page.fill("待办", "提交分期报价单").await?;
    page.fill("到期", "后天 14:30").await?;
    page.see(".composer .hint", "2 天后").await?;
    page.ctrl(ENTER).await?;
    page.see(".ev.k-followups", "客户希望分三期付款").await?;
    page.see(".ev .ev-todo", "提交分期报价单").await?;
    page.see(".todo", "提交分期报价单").await?;
    page.see(".stats", "今天").await?;
    page.until("document.querySelector('textarea.bare').value === ''").await?;
    page.click(".toast:last-child button", "撤销").await?;
    page.gone(".ev.k-followups", "").await?;
    page.gone(".todo", "").await?;
    page.is_clean().await
}

#[tokio::test]
async fn a_to_do_is_made_by_one_line_and_ticked_off_with_undo() -> Result<()> {
    let server = Server::set_up()?;
    let page = at(&server).await?;
    page.click(".todo-new input", "").await?;
    page.type_keys("明天 寄样件").await?;
    page.press(Key::Enter).await?;
    page.see(".todo", "寄样件").await?;
    page.see(".todo", "明天 18:00").await?;
    page.click(".todo .check", "").await?;
    page.see(".todo.st-done", "寄样件").await?;
    page.see(".ev.k-tasks", "寄样件").await?;
    page.click(".toast:last-child button", "撤销").await?;
    page.see(".todo:not(.st-done)", "寄样件").await?;
    page.gone(".ev.k-tasks", "").await?;
    page.is_clean().await
}

#[tokio::test]
async fn winning_asks_for_amount_date_and_contract_and_makes_the_deal() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = at(&server).await?;
    page.expect_refusals("status of 409");
    let other = server.customer("无锡先到机械有限公司", json!({}))?;
    let taken = json!({ "customer": other, "title": "旧合同", "stage": "won", "amount": "1", "won_on": "2026-01-05", "contract_no": "HT-1" });
    server.post("/deals", taken)?;
    page.type_keys("s").await?;
    page.see("dialog[open]", "变更等级").await?;
    page.click("dialog[open] button", "保存").await?;
    page.see("dialog[open] .err", "请填写成交金额").await?;
    page.until("document.activeElement === labelled('成交金额')").await?;
    page.fill("成交金额", "168,000").await?;
    page.see("dialog[open] .hint", "¥16.8 万").await?;
    page.fill("成交日期", "昨天").await?;
    page.see("dialog[open] .hint", "昨天").await?;
    page.fill("合同编号", "HT-1").await?;
    page.ctrl(ENTER).await?;
    page.until("document.activeElement === labelled('合同编号')").await?;
    page.see("dialog[open] .err", "").await?;
    page.fill("合同编号", "HT-2").await?;
    page.fill("成交内容", "一期改造").await?;
    page.ctrl(ENTER).await?;
    page.see(".steps [aria-current=step]", "成交客户").await?;
    page.see(".ev.k-deals", "HT-2").await?;
    page.see(".ev.k-changes", "成交客户").await?;
    page.see(".deals", "未收 ¥16.8 万").await?;
    page.see(".stats", "¥16.8 万").await?;
    axe::check(&page, "won").await?;
    page.click(".toast:last-child button", "撤销").await?;
    page.see(".steps [aria-current=step]", "意向客户").await?;
    page.gone(".ev.k-deals", "").await?;
    page.gone(".stats", "¥16.8 万").await?;
    page.is_clean().await
}

#[tokio::test]
async fn a_contact_is_added_and_made_the_main_one() -> Result<()> {
    let server = Server::set_up()?;
    let page = at(&server).await?;
    page.see(".contacts li", "主要").await?;
    page.click("button[aria-label=新增联系人]", "").await?;
    page.until("document.activeElement === labelled('姓名')").await?;
    page.ctrl(ENTER).await?;
    page.see("dialog[open] .err", "请填写姓名").await?;
    page.fill("姓名", "吴芳").await?;
    page.fill("手机", "18612340931").await?;
    page.ctrl(ENTER).await?;
    page.see(".contacts li:nth-child(2)", "吴*").await?;
    page.see(".contacts li:nth-child(2)", "186****0931").await?;
    page.click(".contacts li:nth-child(2) .menu-box > button", "").await?;
    page.click("[role=menuitem]", "设为主要联系人").await?;
    page.see(".contacts li:first-child", "186****0931").await?;
    page.see(".contacts li:nth-child(2)", "张*").await?;
    page.click(".contacts li:nth-child(2) .menu-box > button", "").await?;
    page.click("[role=menuitem]", "移入回收站").await?;
    page.gone(".contacts li:nth-child(2)", "").await?;
    page.click(".toast:last-child button", "撤销").await?;
    page.see(".contacts li:nth-child(2)", "张*").await?;
    page.is_clean().await
}

#[tokio::test]
async fn an_entry_is_changed_where_it_stands_and_nothing_of_others_is_lost() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = at(&server).await?;
    page.expect_refusals("status of 412");
    let id = page.place().await?.replace("#/customer/", "");
    let talk = json!({ "customer": id, "method": "visit", "content": "看现场节拍" });
    let talk = server.post("/followups", talk)?;
    page.reload().await?;
    page.see(".ev.k-followups", "看现场节拍").await?;
    page.type_keys("j").await?;
    page.until("document.activeElement.matches('.ev')").await?;
    page.press(Key::Enter).await?;
    page.see(".ev form", "").await?;
    page.fill("跟进内容", "我写的").await?;
    server.patch(
        &format!("/followups/{}", talk["id"].as_str().unwrap_or_default()),
        json!({ "content": "别人写的" }),
    )?;
    page.ctrl(ENTER).await?;
    page.see("dialog[open]", "刚刚被别人改过").await?;
    page.see("dialog[open] label", "别人写的").await?;
    page.click("dialog[open] button", "按选择保存").await?;
    page.see(".ev.k-followups p", "我写的").await?;
    page.type_keys("j").await?;
    page.press(Key::Delete).await?;
    page.gone(".ev.k-followups", "").await?;
    page.click(".toast:last-child button", "撤销").await?;
    page.see(".ev.k-followups p", "我写的").await?;
    page.is_clean().await
}
