//! One's own settings and one's session: theme and language, leaving and coming back, a session that ends in mid-work.

use crate::axe;
use crate::page::Page;
use crate::server::LOGIN;
use crate::server::PASSWORD;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

#[tokio::test]
async fn theme_and_language_switch_at_once_and_stay() -> Result<()> {
    let server = Server::set_up()?;
    server.customer("宁波海通物流有限公司", json!({}))?;
    let page = Page::signed_in(&server, "#/customers").await?;
    page.see(".grid-r", "宁波海通").await?;
    page.until("document.documentElement.dataset.theme === 'light'").await?;
    page.click(".me", "").await?;
    page.click("[role=menuitem]", "深色主题").await?;
    page.until("document.documentElement.dataset.theme === 'dark'").await?;
    page.click(".me", "").await?;
    page.click("[role=menuitem]", "English").await?;
    page.see("h1", "Customers").await?;
    page.see(".grid-r", "Prospect").await?;
    page.reload().await?;
    page.see("h1", "Customers").await?;
    page.until("document.documentElement.dataset.theme === 'dark' && document.documentElement.lang === 'en'").await?;
    page.go("#/settings/fields").await?;
    page.see("td", "Customer name").await?;
    page.is_clean().await
}

#[tokio::test]
async fn one_leaves_and_signs_in_again() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = Page::signed_in(&server, "#/customers").await?;
    page.expect_refusals(
        "/api/v1/session - Failed to load resource: the server responded with a status of 401",
    );
    page.see(".main", "从第一位客户开始").await?;
    page.click(".me", "").await?;
    page.click("[role=menuitem]", "退出登录").await?;
    page.see("h1", "登录知客").await?;
    page.fill("用户名", LOGIN).await?;
    page.fill("密码", "不是这个密码一二三四").await?;
    page.press(Key::Enter).await?;
    page.see("[role=alert]", "密码").await?;
    page.until("labelled('密码').value === ''").await?;
    page.fill("密码", PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see(".main", "从第一位客户开始").await?;
    page.is_clean().await
}

#[tokio::test]
async fn a_session_that_ends_loses_nothing_of_what_was_typed() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = Page::signed_in(&server, "#/customers").await?;
    page.expect_refusals("status of 401");
    page.see(".main", "从第一位客户开始").await?;
    page.type_keys("n").await?;
    page.until("document.activeElement === labelled('客户名称')").await?;
    page.type_keys("温州百草堂医药有限公司").await?;
    page.choose("所属行业", "制造业").await?;
    page.fill("手机", "13700001111").await?;
    page.forget_session().await?;
    page.ctrl("\u{e007}").await?;
    page.see("dialog[open]", "请重新登录").await?;
    page.until("document.activeElement === labelled('密码')").await?;
    axe::check(&page, "session end").await?;
    page.type_keys(PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see("h1", "温州百草堂医药有限公司").await?;
    page.is_clean().await
}

/// As another tab of the same browser does.
async fn elsewhere(page: &Page, method: &str, role: &str) -> Result<()> {
    let body = json!({ "role": role }).to_string();
    let body = if role.is_empty() { "undefined".to_owned() } else { format!("{body:?}") };
    let status = page
        .js(&format!(
            "return fetch('/api/v1/session/preview', {{ method: '{method}', body: {body}, \
             headers: {{ 'Content-Type': 'application/json' }} }}).then((answer) => answer.status);"
        ))
        .await?;
    anyhow::ensure!(status == 200, "{status}");
    Ok(())
}

#[tokio::test]
async fn what_was_to_be_rehearsed_is_not_done_in_earnest() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = Page::signed_in(&server, "#/customers").await?;
    page.expect_refusals("status of 401");
    page.expect_refusals("status of 409");
    elsewhere(&page, "POST", "销售代表").await?;
    page.reload().await?;
    page.see(".acting", "销售代表").await?;
    page.type_keys("n").await?;
    page.until("document.activeElement === labelled('客户名称')").await?;
    page.type_keys("温州百草堂医药有限公司").await?;
    page.choose("所属行业", "制造业").await?;
    page.fill("手机", "13700001111").await?;
    page.forget_session().await?;
    page.click("dialog .btn.primary", "保存").await?;
    page.see("dialog[open]", "请重新登录").await?;
    page.until("document.activeElement === labelled('密码')").await?;
    page.until("labelled('用户名').readOnly").await?;
    page.type_keys(PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see(".toast", "已重新登录").await?;
    page.gone(".acting", "").await?;
    page.until("labelled('客户名称').value === '温州百草堂医药有限公司'").await?;

    elsewhere(&page, "POST", "销售代表").await?;
    page.click("dialog .btn.primary", "保存").await?;
    page.see(".toast", "权限测试已在别处").await?;
    page.see(".acting", "销售代表").await?;
    elsewhere(&page, "DELETE", "").await?;
    page.click("dialog .btn.primary", "保存").await?;
    page.gone(".acting", "").await?;
    page.until("labelled('客户名称').value === '温州百草堂医药有限公司'").await?;
    page.click("dialog .btn.primary", "保存").await?;
    page.see("h1", "温州百草堂医药有限公司").await?;
    page.until("document.body.textContent.includes('-001')").await?;
    page.is_clean().await
}
