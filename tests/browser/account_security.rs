//! Signing in as it is guarded: two-step verification, sessions, the password once more, one-time links.

use crate::axe;
use crate::page::Page;
use crate::server::LOGIN;
use crate::server::PASSWORD;
use crate::server::Server;
use crate::totp;
use anyhow::Context;
use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

const LOOKS: [(u32, &str); 4] = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")];

/// What axe says of a screen that a story has come to: wide and narrow, light and dark.
async fn looks(page: &Page, name: &str) -> Result<()> {
    for (width, scheme) in LOOKS {
        page.screen(width, scheme).await?;
        page.js(&format!("document.documentElement.dataset.theme = '{scheme}';")).await?;
        page.settle().await?;
        page.shot(&format!("{}-{width}-{scheme}", name.replace(' ', "-"))).await?;
        axe::check(page, &format!("{name} {width} {scheme}")).await?;
    }
    page.screen(1440, "light").await
}

async fn leave(page: &Page) -> Result<()> {
    page.click(".me", "").await?;
    page.click("[role=menuitem]", "退出登录").await?;
    page.see("h1", "登录知客").await
}

async fn give_password(page: &Page, login: &str, password: &str) -> Result<()> {
    page.see("h1", "登录知客").await?;
    page.fill("用户名", login).await?;
    page.fill("密码", password).await?;
    page.press(Key::Enter).await
}

async fn type_code(page: &Page, code: &str) -> Result<()> {
    page.until("document.querySelector('.code-in:not([disabled])')").await?;
    page.js("document.querySelector('.code-in').focus();").await?;
    page.type_keys(code).await
}

/// From now on the page's next call of this kind is told to show who asks: the five minutes for which
/// a sign-in counts are not waited for.
async fn ask_once_more(page: &Page, method: &str, end: &str) -> Result<()> {
    let script = format!(
        "const real = window.fetch;
        let told = false;
        window.fetch = (address, options) => {{
          if (told || options.method !== '{method}' || !String(address).endsWith('{end}')) return real(address, options);
          told = true;
          const body = JSON.stringify({{ type: '/problems/step-up', detail: '需要再次确认身份' }});
          return Promise.resolve(new Response(body, {{ status: 403, headers: {{ 'Content-Type': 'application/problem+json' }} }}));
        }};"
    );
    page.js(&script).await?;
    Ok(())
}

#[tokio::test]
async fn one_enrols_and_signs_in_with_a_code_and_with_a_recovery_code() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = Page::signed_in(&server, "#/customers").await?;
    page.expect_refusals("status of 401");
    page.see(".remind", "两步验证").await?;
    page.click(".remind a", "现在启用").await?;
    page.click(".card button", "启用两步验证").await?;
    page.see(".qr", "").await?;
    looks(&page, "enrol").await?;
    let secret = page.text(".enrol-qr code").await?;
    totp::room(12).await?;
    type_code(&page, &totp::wrong(&totp::code(&secret, 1)?)).await?;
    page.see("[role=alert]", "验证码不正确").await?;
    // The code of the step before, so that the one of now is still to be used.
    type_code(&page, &totp::code(&secret, 1)?).await?;
    page.see(".recovery li", "").await?;
    page.until("all('dialog button', '完成')[0].disabled").await?;
    let recovery = page.js("return document.querySelector('.recovery code').textContent;").await?;
    let recovery = recovery.as_str().context("a code")?.to_owned();
    looks(&page, "recovery codes").await?;
    page.click("dialog label", "我已把恢复码保存").await?;
    page.click("dialog button", "完成").await?;
    page.see(".badge", "已启用").await?;
    page.gone(".remind", "").await?;

    leave(&page).await?;
    give_password(&page, LOGIN, PASSWORD).await?;
    page.see("h1", "两步验证").await?;
    looks(&page, "code at sign-in").await?;
    totp::room(8).await?;
    type_code(&page, &totp::wrong(&totp::code(&secret, 0)?)).await?;
    page.see("[role=alert]", "验证码不正确").await?;
    page.until("document.activeElement.matches('.code-in') && document.activeElement.value === ''")
        .await?;
    type_code(&page, &totp::code(&secret, 0)?).await?;
    page.see(".side", "王敏").await?;

    leave(&page).await?;
    give_password(&page, LOGIN, PASSWORD).await?;
    page.click("button.link", "使用恢复码").await?;
    page.fill("恢复码", &recovery.to_lowercase()).await?;
    page.press(Key::Enter).await?;
    page.see(".side", "王敏").await?;
    page.go("#/me/security").await?;
    page.see(".card", "还有 9 个恢复码可用").await?;
    page.is_clean().await
}

#[tokio::test]
async fn a_session_is_ended_from_elsewhere() -> Result<()> {
    let server = Server::set_up()?;
    let mut other = Page::stranger(&server).await?;
    other.expect_refusals("status of 401");
    other.open(&server.origin).await?;
    give_password(&other, LOGIN, PASSWORD).await?;
    other.see(".side", "王敏").await?;
    let page = Page::signed_in(&server, "#/me/sessions").await?;
    page.see(".me-list li", "本机").await?;
    page.until("document.querySelectorAll('.me-list li').length === 2").await?;
    page.see(".me-list li", "Chrome").await?;
    page.click(".me-list button", "结束").await?;
    page.until("document.querySelectorAll('.me-list li').length === 1").await?;
    other.turn_to("#/me/sessions").await?;
    other.see("dialog[open]", "请重新登录").await?;
    page.is_clean().await?;
    other.is_clean().await
}

#[tokio::test]
async fn who_asks_is_asked_once_more_and_nothing_typed_is_lost() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = Page::signed_in(&server, "#/me/tokens").await?;
    page.expect_refusals("status of 401");
    page.click(".set .btn.primary", "生成令牌").await?;
    page.fill("名称", "官网表单").await?;
    page.choose("有效期", "30 天").await?;
    page.click("label", "只限所选").await?;
    ask_once_more(&page, "POST", "/tokens").await?;
    page.click("dialog button", "生成令牌").await?;
    page.see("dialog[open]", "再次确认身份").await?;
    looks(&page, "step-up").await?;
    page.press(Key::Escape).await?;
    page.see(".err", "需要再次确认身份").await?;
    page.until("labelled('名称').value === '官网表单'").await?;
    ask_once_more(&page, "POST", "/tokens").await?;
    page.click("dialog button", "生成令牌").await?;
    page.until("document.activeElement === labelled('密码')").await?;
    page.type_keys("不是这个密码一二三四").await?;
    page.press(Key::Enter).await?;
    page.see("[role=alert]", "密码不正确").await?;
    page.until("document.activeElement === labelled('密码') && labelled('密码').value === ''")
        .await?;
    page.type_keys(PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see("dialog[open] code", "zk_").await?;
    page.click("dialog button", "我已保存").await?;
    page.see(".me-list li", "官网表单").await?;
    page.see(".me-list li", "读取客户").await?;
    page.is_clean().await
}

#[tokio::test]
async fn a_new_password_is_set_and_the_old_one_is_asked_for() -> Result<()> {
    let server = Server::set_up()?;
    let mut page = Page::signed_in(&server, "#/me/security").await?;
    page.expect_refusals("status of 401");
    page.expect_refusals("status of 422");
    page.fill("现在的密码", "不是这个密码一二三四").await?;
    page.fill("新密码", "password123").await?;
    page.see(".meter", "").await?;
    page.fill("再输一次新密码", "password123").await?;
    page.press(Key::Enter).await?;
    page.see(".err", "密码不正确").await?;
    page.fill("现在的密码", PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see(".err", "太常见").await?;
    let fresh = "蒹葭苍苍，白露为霜。";
    page.fill("新密码", fresh).await?;
    page.fill("再输一次新密码", fresh).await?;
    page.press(Key::Enter).await?;
    page.see(".toast", "密码已修改").await?;
    leave(&page).await?;
    give_password(&page, LOGIN, fresh).await?;
    page.see(".side", "王敏").await?;
    page.is_clean().await
}

#[tokio::test]
async fn a_link_sets_a_password_once() -> Result<()> {
    let server = Server::set_up()?;
    let person = json!({ "login": "lisi", "name": "李四", "password": "关关雎鸠，在河之洲。", "roles": ["销售代表"] });
    let person = server.post("/users", person)?;
    let id = person["id"].as_str().context("an id")?;
    let link = server.post(&format!("/users/{id}/links"), json!({ "kind": "password" }))?;
    let url = link["url"].as_str().context("a link")?;
    let mut page = Page::stranger(&server).await?;
    page.expect_refusals("status of 401");
    page.expect_refusals("status of 404");
    page.open(url).await?;
    page.see(".login-card", "李四（lisi）").await?;
    looks(&page, "link").await?;
    let fresh = "参差荇菜，左右流之。";
    page.fill("新密码", fresh).await?;
    page.fill("再输一次新密码", fresh).await?;
    page.press(Key::Enter).await?;
    page.see("h1", "密码已设置").await?;
    page.click("button", "去登录").await?;
    give_password(&page, "lisi", fresh).await?;
    page.see(".shell", "李四").await?;
    page.open("about:blank").await?;
    page.open(url).await?;
    page.see("h1", "链接无效").await?;
    looks(&page, "link that was used").await?;
    page.is_clean().await
}

/// What is due comes before anything else; that it is due is played here, since nobody waits a week.
#[tokio::test]
async fn what_is_due_comes_first() -> Result<()> {
    let server = Server::set_up()?;
    let page = Page::signed_in(&server, "#/help").await?;
    page.see("h1", "帮助").await?;
    let due = "const real = window.fetch;
        window.fetch = (address, options) => (window.paid || !String(address).includes('/customers') ? real(address, options)
          : Promise.resolve(new Response(JSON.stringify({ type: '/problems/factor-needed' }), { status: 403, headers: { 'Content-Type': 'application/problem+json' } })));";
    page.js(due).await?;
    page.js("location.hash = '#/customers';").await?;
    page.see("h1", "请先启用两步验证").await?;
    page.see(".qr", "").await?;
    looks(&page, "factor is due").await?;
    let secret = page.text(".enrol-qr code").await?;
    totp::room(5).await?;
    type_code(&page, &totp::code(&secret, 0)?).await?;
    page.see("h1", "保存恢复码").await?;
    page.js("window.paid = true;").await?;
    page.click("label", "我已把恢复码保存").await?;
    page.click("button", "完成").await?;
    page.see(".main", "从第一位客户开始").await?;
    page.is_clean().await
}
