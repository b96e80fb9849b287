//! The audit log as an auditor uses it: who signed in, who saw a phone number and why, only one person, whether all is whole.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;

#[tokio::test]
async fn a_reveal_is_found_with_its_purpose_and_by_person() -> Result<()> {
    let server = Server::set_up()?;
    let customer = server.customer("宁波海通物流有限公司", json!({}))?;
    let (login, password) = ("lisi", "关关雎鸠，在河之洲。");
    server.post(
        "/users",
        json!({ "login": login, "name": "李四", "password": password, "roles": ["管理层"] }),
    )?;
    let door = format!("{}/api/v1/session", server.origin);
    ureq::post(door).send_json(json!({ "login": login, "password": password }))?;
    let page = Page::signed_in(&server, &format!("#/customer/{customer}")).await?;
    page.click(".kv-row button.icon-btn", "").await?;
    page.click("dialog button.primary", "").await?;
    page.see(".toast", "").await?;

    page.go("#/audit").await?;
    page.see(".aud-t tr", "登录").await?;
    page.see(".aud-t tr", "查看完整值").await?;
    axe::check(&page, "audit").await?;
    page.choose("事件", "查看完整值").await?;
    page.until("all('.aud-t tbody tr').length === 1").await?;
    page.see(".aud-t tr", "MFG-2026-001").await?;
    page.see(".aud-note", "").await?;
    page.click(".aud-t time", "").await?;
    page.see("dialog.drawer", "目的").await?;
    axe::check(&page, "audit entry").await?;
    page.click("dialog button", "只看此对象").await?;
    page.see(".chip", "MFG-2026-001").await?;

    page.click("button", "清除全部").await?;
    page.choose("人员", "李四").await?;
    page.see(".chip", "李四").await?;
    page.until("all('.aud-t tbody tr').length && all('.aud-t tbody tr').every((row) => row.innerText.includes('李四'))").await?;
    let place = page.place().await?;
    page.reload().await?;
    page.see(".chip", "李四").await?;
    assert_eq!(page.place().await?, place);
    page.until("all('.aud-t tbody tr').length && all('.aud-t tbody tr').every((row) => row.innerText.includes('李四'))").await?;
    page.click("button", "清除全部").await?;
    page.fill("客户编号", "mfg-2026-001").await?;
    page.press(thirtyfour::Key::Enter).await?;
    page.see(".chip", "MFG-2026-001").await?;
    page.see(".aud-t tr", "新增").await?;

    page.click(".aud-state button", "校验").await?;
    page.see(".aud-verdict", "校验通过").await?;
    page.click("button", "导出 CSV").await?;
    page.see(".toast", "审计日志已导出").await?;
    page.click("button", "清除全部").await?;
    page.choose("事件", "查看与导出：全部").await?;
    page.see(".aud-t tr", "导出").await?;
    page.is_clean().await
}

#[tokio::test]
async fn who_has_no_right_to_it_is_told_so() -> Result<()> {
    let server = Server::set_up()?;
    let (login, password) = ("lisi", "关关雎鸠，在河之洲。");
    server.post(
        "/users",
        json!({ "login": login, "name": "李四", "password": password, "roles": ["销售代表"] }),
    )?;
    let page = Page::stranger(&server).await?;
    page.open(&server.origin).await?;
    page.see("h1", "登录知客").await?;
    page.fill("用户名", login).await?;
    page.fill("密码", password).await?;
    page.press(thirtyfour::Key::Enter).await?;
    page.see(".shell", "李四").await?;
    page.gone(".side a", "审计日志").await?;
    page.turn_to("#/audit").await?;
    page.see(".empty", "你没有这项权限").await?;
    axe::check(&page, "audit without the right").await?;
    page.is_clean().await
}
