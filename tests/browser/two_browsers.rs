//! Two people look at the same thing in two browsers: each sees what the other does, as it happens, and loses nothing.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use anyhow::ensure;
use serde_json::json;
use std::time::Duration;
use std::time::Instant;

const PASSWORD: &str = "蒹葭苍苍，白露为霜。2026";

/// A firm with a second administrator, and the browsers of both at this place.
async fn both(server: &Server, place: &str) -> Result<(Page, Page)> {
    let body =
        json!({ "login": "lina", "name": "李娜", "roles": ["系统管理员"], "password": PASSWORD });
    server.post("/users", body)?;
    let first = Page::signed_in(server, place).await?;
    let cookie = server.sign_in("lina", PASSWORD)?;
    let second = Page::with_cookie(server, &cookie, place).await?;
    first.settle().await?;
    second.settle().await?;
    Ok((first, second))
}

async fn edit(page: &Page, label: &str, text: &str) -> Result<()> {
    begin(page, label, text).await?;
    page.ctrl("\u{e007}").await
}

async fn begin(page: &Page, label: &str, text: &str) -> Result<()> {
    page.click("button.kv-v", &format!("{label}：")).await?;
    page.until("document.activeElement.matches('.kv-edit input, .kv-edit textarea')").await?;
    page.ctrl("a").await?;
    page.type_keys(text).await
}

#[tokio::test]
async fn what_one_saves_the_other_sees_within_a_second() -> Result<()> {
    let server = Server::set_up()?;
    let id = server.customer("上海云启信息技术有限公司", json!({ "short_name": "云启" }))?;
    let (first, second) = both(&server, &format!("#/customer/{id}")).await?;
    edit(&second, "简称", "云启甲").await?;
    second.see("button.kv-v", "简称：云启甲").await?;
    let began = Instant::now();
    first.see("button.kv-v", "简称：云启甲").await?;
    ensure!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    first.see(".kv-mark", "李娜").await?;
    second.gone(".kv-mark", "").await?;
    axe::check(&first, "live").await?;
    first.is_clean().await?;
    second.is_clean().await
}

#[tokio::test]
async fn who_edits_what_another_has_just_changed_is_told_and_chooses() -> Result<()> {
    let server = Server::set_up()?;
    let id = server.customer("上海云启信息技术有限公司", json!({ "short_name": "云启" }))?;
    let (first, second) = both(&server, &format!("#/customer/{id}")).await?;
    begin(&first, "简称", "云启乙").await?;
    edit(&second, "简称", "云启甲").await?;
    first.see(".kv-mark.now", "李娜刚把它改为“云启甲”").await?;
    first.see(".kv-edit input", "云启乙").await?;
    axe::check(&first, "live-editing").await?;
    first.ctrl("\u{e007}").await?;
    first.see("dialog[open]", "刚刚被别人改过").await?;
    first.see("dialog[open] label", "云启甲").await?;
    first.see("dialog[open] .clash-by", "李娜").await?;
    axe::check(&first, "conflict-author").await?;
    first.click("dialog[open] button", "按选择保存").await?;
    first.see("button.kv-v", "简称：云启乙").await?;
    second.see("button.kv-v", "简称：云启乙").await?;
    // Another field is nobody's conflict: both changes stay.
    begin(&first, "特殊需求", "周五送货").await?;
    edit(&second, "联系人职位", "经理").await?;
    first.see("button.kv-v", "联系人职位：经理").await?;
    first.ctrl("\u{e007}").await?;
    second.see("button.kv-v", "特殊需求：周五送货").await?;
    first.gone("dialog[open]", "").await?;
    first.is_clean().await?;
    second.is_clean().await
}

/// A dialog that stands open does not turn around what a colleague has just decided.
#[tokio::test]
async fn a_level_that_another_has_just_changed_is_told_before_it_is_changed_again() -> Result<()> {
    let server = Server::set_up()?;
    let id = server.customer("上海云启信息技术有限公司", json!({ "level": "潜在客户" }))?;
    let (mut first, second) = both(&server, &format!("#/customer/{id}")).await?;
    first.expect_refusals("status of 412");
    first.type_keys("s").await?;
    first.see("dialog[open] h2", "变更等级").await?;
    first.click("dialog[open] .radios label", "流失客户").await?;
    first.choose("流失原因", "竞品价格更低").await?;
    second.type_keys("s").await?;
    second.click("dialog[open] .radios label", "意向客户").await?;
    second.click("dialog[open] .btn.primary", "保存").await?;
    second.see(".toast", "等级已改为“意向客户”").await?;
    first.see(".c-sub", "意向客户").await?;
    first.click("dialog[open] .btn.primary", "保存").await?;
    first.see("dialog[open] [role=alert]", "李娜").await?;
    first.see("dialog[open] [role=alert]", "意向客户").await?;
    axe::check(&first, "a level changed meanwhile").await?;
    first.click("dialog[open] .btn.primary", "保存").await?;
    first.see(".toast", "等级已改为“流失客户”").await?;
    second.see(".c-sub", "流失客户").await?;
    first.is_clean().await
}

#[tokio::test]
async fn a_list_follows_what_others_change() -> Result<()> {
    let server = Server::set_up()?;
    let id = server.customer("苏州正和商贸有限公司", json!({}))?;
    let (first, second) = both(&server, "#/customers").await?;
    first.reload().await?;
    first.see(".grid-r", "苏州正和商贸").await?;
    second.turn_to(&format!("#/customer/{id}")).await?;
    edit(&second, "客户名称", "苏州正大商贸有限公司").await?;
    first.see(".grid-r", "苏州正大商贸").await?;
    first.gone(".updates", "").await?;
    let cookie = server.sign_in("lina", PASSWORD)?;
    server.post_as(
        &cookie,
        "/customers",
        json!({ "name": "南京新来科技有限公司", "industry": "制造业", "phone": "13812345678" }),
    )?;
    first.see(".updates", "1 条有更新").await?;
    axe::check(&first, "list-updates").await?;
    first.click(".updates button", "").await?;
    first.see(".grid-r", "南京新来").await?;
    first.gone(".updates", "").await?;
    first.is_clean().await
}

#[tokio::test]
async fn the_windows_of_a_browser_share_one_line_and_the_next_takes_it_over() -> Result<()> {
    let server = Server::set_up()?;
    let place =
        format!("#/customer/{}", server.customer("云启公司", json!({ "short_name": "云启" }))?);
    let (first, second) = both(&server, &place).await?;
    let before = first.window().await?;
    let after = first.new_window(&place).await?;
    first.see("h1", "云启公司").await?;
    edit(&second, "简称", "云启甲").await?;
    first.see("button.kv-v", "简称：云启甲").await?;
    ensure!(server.metric("zhike_streams")? == 2, "one for each browser");
    first.close_window(&before, &after).await?;
    edit(&second, "简称", "云启丙").await?;
    first.see("button.kv-v", "简称：云启丙").await?;
    first.until_true(|| Ok(server.metric("zhike_streams")? == 2)).await?;
    first.click("aside button", "账户菜单").await?;
    first.click("[role=menuitem]", "退出登录").await?;
    first.until_true(|| Ok(server.metric("zhike_streams")? == 1)).await
}
