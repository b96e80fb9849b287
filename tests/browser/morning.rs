//! A seller's morning: my day, a call with its next step, a customer won; the figures and the board follow.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use chrono::Days;
use chrono::FixedOffset;
use chrono::Utc;
use serde_json::json;
use thirtyfour::Key;

const LOGIN: &str = "lisi";
const PASSWORD: &str = "关关雎鸠，在河之洲。";
const FIRM: &str = "苏州恒泰精密机械有限公司";

/// Hours that the firm's clocks are ahead of UTC.
const AHEAD: i32 = 8;

/// The last minute of the day so many days from today, on the firm's clocks.
#[expect(clippy::disallowed_methods, reason = "the story happens today")]
fn evening(days: i64) -> String {
    let zone = FixedOffset::east_opt(AHEAD * 3600).expect("a zone that exists");
    let today = Utc::now().with_timezone(&zone).date_naive();
    let many = Days::new(days.unsigned_abs());
    let day = if days < 0 { today - many } else { today + many };
    format!("{day} 23:59")
}

/// A seller with a target, a customer of theirs, and two things to do for it.
fn scene() -> Result<Server> {
    let server = Server::set_up()?;
    server.post(
        "/users",
        json!({ "login": LOGIN, "name": "李四", "password": PASSWORD, "roles": ["销售代表"], "target": "200000" }),
    )?;
    let customer = server.customer(FIRM, json!({ "owner": LOGIN, "level": "意向客户" }))?;
    for (title, days) in [("寄送二期样件", -2), ("电话确认试用反馈", 0)] {
        let task = json!({ "title": title, "due": evening(days), "assignee": LOGIN, "customer": customer });
        server.post("/tasks", task)?;
    }
    Ok(server)
}

#[tokio::test]
async fn a_seller_begins_the_day_calls_and_wins_a_customer() -> Result<()> {
    let server = scene()?;
    let page = Page::stranger(&server).await?;
    page.go("").await?;
    page.see("h1", "登录知客").await?;
    page.fill("用户名", LOGIN).await?;
    page.fill("密码", PASSWORD).await?;
    page.press(Key::Enter).await?;
    look_at_the_day(&page).await?;
    call(&page).await?;
    win(&page).await?;
    see_what_became_of_it(&page).await?;
    page.is_clean().await
}

/// Signing in leads to one's day; what is overdue is moved by keyboard.
async fn look_at_the_day(page: &Page) -> Result<()> {
    page.see("h1", "李四").await?;
    page.see(".h-due h3", "逾期 1").await?;
    page.see(".h-due .todo", "寄送二期样件").await?;
    page.see(".h-due .todo", "电话确认试用反馈").await?;
    page.see(".h-month", "目标 ¥20.0 万，已完成 0%").await?;
    page.see(".side-nav a", "1 件逾期").await?;
    axe::check(page, "my day").await?;
    page.js("document.querySelector('.h-due .check').focus();").await?;
    page.type_keys("d").await?;
    page.see("dialog h2", "改日期").await?;
    axe::check(page, "moving a date").await?;
    page.click(".move-days .btn", "明天").await?;
    page.see(".toast", "已把“寄送二期样件”改到").await?;
    page.gone(".h-due h3", "逾期").await
}

/// From the to-do to the customer: what was said and what comes next are one save.
async fn call(page: &Page) -> Result<()> {
    page.click(".h-due .todo-s a", "恒泰").await?;
    page.see("h1", FIRM).await?;
    page.type_keys("f").await?;
    page.until("document.activeElement.matches('.composer textarea')").await?;
    page.type_keys("客户确认预算 16.8 万，希望分三期付款").await?;
    page.click(".composer-f button", "下一步").await?;
    page.fill("待办", "提交分期报价单").await?;
    page.ctrl("\u{e007}").await?;
    page.see(".toast", "已记录跟进").await?;
    page.see(".ev", "希望分三期付款").await?;
    page.see(".todo", "提交分期报价单").await
}

async fn win(page: &Page) -> Result<()> {
    page.click(".c-act .btn.primary", "变更等级").await?;
    page.see("dialog", "成交客户").await?;
    page.fill("成交金额", "168000").await?;
    page.fill("合同编号", "HT-2026-1107").await?;
    page.ctrl("\u{e007}").await?;
    page.see(".toast", "等级已改为“成交客户”").await?;
    page.gone("dialog[open]", "").await
}

/// What was done on the customer's page shows on the others.
async fn see_what_became_of_it(page: &Page) -> Result<()> {
    page.click(".side-nav a", "工作台").await?;
    page.see(".h-month .kpi", "¥16.8 万").await?;
    page.see(".h-month", "已完成 84%").await?;
    page.see(".h-recent li", FIRM).await?;
    page.click(".h-due .check", "").await?;
    page.see(".toast", "已完成").await?;
    page.see(".h-due .todo.st-done", "").await?;
    page.click(".side-nav a", "商机").await?;
    page.see(".lane.won .deal", "HT-2026-1107").await?;
    page.see(".lane.won .lane-h", "¥16.8 万").await
}

/// The page of all to-dos: written in a line, ticked and taken back, narrowed in the address.
#[tokio::test]
async fn to_dos_are_written_ticked_and_taken_back() -> Result<()> {
    let server = Server::set_up()?;
    let page = Page::signed_in(&server, "#/tasks").await?;
    page.see(".empty", "没有未完成的待办").await?;
    page.click(".todo-new input", "").await?;
    page.type_keys("今天 23:59 寄样件").await?;
    page.press(Key::Enter).await?;
    page.see(".toast", "已新建待办“寄样件”").await?;
    page.see("section[aria-labelledby=tasks-today] .todo", "寄样件").await?;
    page.type_keys("三个月后的事 2099-12-31").await?;
    page.press(Key::Enter).await?;
    page.see("section[aria-labelledby=tasks-later] .todo", "三个月后的事").await?;
    page.click("section[aria-labelledby=tasks-today] .check", "").await?;
    page.see(".toast", "已完成：寄样件").await?;
    page.see(".todo.st-done", "寄样件").await?;
    page.ctrl("z").await?;
    page.gone(".todo.st-done", "").await?;
    page.click(".tasks-bar .seg button", "以后").await?;
    page.until("location.hash.includes('due=later')").await?;
    page.gone(".todo", "寄样件").await?;
    page.reload().await?;
    page.see(".todo", "三个月后的事").await?;
    page.click(".todo-t button", "三个月后的事").await?;
    page.see("dialog h2", "编辑").await?;
    page.fill("待办事项", "明年再说").await?;
    page.ctrl("\u{e007}").await?;
    page.see(".todo", "明年再说").await?;
    page.is_clean().await
}
