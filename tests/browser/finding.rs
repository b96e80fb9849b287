//! What finds its way to a person: the search over all kinds, the notices behind the bell, and the calendar that sets the times.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Context;
use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

const LOGIN: &str = "lisi";
const PASSWORD: &str = "关关雎鸠，在河之洲。";
const FIRM: &str = "苏州恒泰精密机械有限公司";

#[tokio::test]
async fn the_palette_finds_what_was_said_and_what_was_signed() -> Result<()> {
    let server = Server::set_up()?;
    let customer = server.customer(FIRM, json!({}))?;
    let talk = json!({ "customer": customer, "method": "call", "content": "客户确认二期产线预算 48 万，希望分三期付款" });
    server.post("/followups", talk)?;
    let deal = json!({ "customer": customer, "title": "一期自动上下料改造", "stage": "won", "amount": "168000", "won_on": "2026-01-07", "contract_no": "HT-2026-1107" });
    server.post("/deals", deal)?;
    let page = Page::signed_in(&server, "#/home").await?;
    page.see(".home", "").await?;
    page.ctrl("k").await?;
    page.until("document.activeElement.matches('dialog.palette input')").await?;
    page.type_keys("二期产线").await?;
    page.see("[role=group][aria-label^=跟进记录] [role=option] mark", "二期产线").await?;
    axe::check(&page, "search over all kinds").await?;
    page.press(Key::Enter).await?;
    page.see("h1", FIRM).await?;
    page.until("location.hash.includes('at=followups:')").await?;
    page.see(".ev", "希望分三期付款").await?;
    page.ctrl("k").await?;
    page.until("document.activeElement.matches('dialog.palette input')").await?;
    page.type_keys("HT-2026-1107").await?;
    page.see("[role=group][aria-label^=商机] [role=option]", "一期自动上下料改造").await?;
    page.see("[role=option] mark", "HT-2026-1107").await?;
    page.type_keys("甲乙丙丁").await?;
    page.gone("[role=group][aria-label^=商机]", "").await?;
    page.see("[role=option]", "新增客户").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog[open]", "").await?;
    page.is_clean().await
}

#[tokio::test]
async fn the_bell_tells_at_once_and_is_read() -> Result<()> {
    let server = Server::set_up()?;
    server.post(
        "/users",
        json!({ "login": LOGIN, "name": "李四", "password": PASSWORD, "roles": ["销售代表"] }),
    )?;
    let customer = server.customer(FIRM, json!({ "owner": LOGIN }))?;
    let page = Page::stranger(&server).await?;
    page.go("").await?;
    page.see("h1", "登录知客").await?;
    page.fill("用户名", LOGIN).await?;
    page.fill("密码", PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see(".bell", "").await?;
    page.settle().await?;
    page.click(".bell", "").await?;
    page.see("dialog.notices", "通知").await?;
    page.click(".notices-bar button", "全部标为已读").await.ok();
    page.press(Key::Escape).await?;
    page.gone("dialog[open]", "").await?;
    let task = json!({ "title": "寄送二期样件", "due": "2099-12-31 10:00", "assignee": LOGIN, "customer": customer });
    server.post("/tasks", task)?;
    page.see(".bell[aria-label*='1 条未读']", "").await?;
    page.click(".bell", "").await?;
    page.see(".notice.st-new", "寄送二期样件").await?;
    axe::check(&page, "notices").await?;
    page.click(".notice.st-new .notice-o", "").await?;
    page.see("h1", FIRM).await?;
    page.gone(".bell-n", "").await?;
    page.go("#/me/notices").await?;
    page.click(".me-kinds label", "待办派给我").await?;
    page.see(".toast", "通知设置已保存").await?;
    page.reload().await?;
    page.see(".me-kinds", "").await?;
    page.until("!document.querySelector('.me-kinds .switch').checked").await?;
    axe::check(&page, "settings of notices").await?;
    page.is_clean().await
}

/// A holiday is marked by keyboard, hours are changed, and the next service record is due by them.
#[tokio::test]
async fn the_working_calendar_sets_when_an_answer_is_due() -> Result<()> {
    let server = Server::set_up()?;
    let page = Page::signed_in(&server, "#/settings/calendar").await?;
    page.see(".cal-m", "").await?;
    page.pick(".cal-pick", "2026").await?;
    page.js("document.querySelector('[data-day=\"2026-11-18\"]').click();").await?;
    page.see(".cal-d.st-off[data-day='2026-11-18']", "").await?;
    page.press(Key::Right).await.ok();
    page.fill("紧急", "0").await?;
    page.click(".set-f .btn.primary", "").await?;
    page.see(".err", "整数").await?;
    page.fill("紧急", "30").await?;
    page.click(".set-f .btn.primary", "").await?;
    page.see(".toast", "设置已保存").await?;
    page.reload().await?;
    page.pick(".cal-pick", "2026").await?;
    page.see(".cal-d.st-off[data-day='2026-11-18']", "").await?;
    let customer = server.customer(FIRM, json!({}))?;
    let asked = json!({ "customer": customer, "type": "fault", "priority": "urgent", "description": "主轴报警", "at": "2026-11-17 17:50" });
    let made = server.post("/services", asked)?;
    let due = made["fields"]["due"].as_str().context("a due time")?;
    assert!(due.starts_with("2026-11-19T09:20"), "{due}");
    page.is_clean().await
}
