//! Customers that change hands: back to the pool with a reason, claimed again, and handed over when somebody leaves.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;

#[tokio::test]
async fn a_customer_goes_back_to_the_pool_and_is_claimed_again() -> Result<()> {
    let server = Server::set_up()?;
    let customer = server.customer("苏州恒泰精密机械有限公司", json!({}))?;
    server.customer("宁波海通物流有限公司", json!({}))?;
    let page = Page::signed_in(&server, &format!("#/customer/{customer}")).await?;
    page.click(".c-act .menu-box > button", "").await?;
    page.click("[role=menuitem]", "退回公海").await?;
    page.see("dialog", "有公海权限的同事都能领取").await?;
    page.click("dialog .btn.primary", "").await?;
    page.see("dialog .err", "请填写退回原因").await?;
    page.fill("退回原因", "客户搬迁到外省").await?;
    axe::check(&page, "return to the pool").await?;
    page.click("dialog .btn.primary", "").await?;
    page.see(".toast", "退回公海").await?;
    page.see(".c-act .btn.primary", "领取").await?;

    page.click(".side-nav a", "公海").await?;
    page.see(".grid-r", "苏州恒泰").await?;
    page.until("all('.grid-r').length === 1").await?;
    axe::check(&page, "pool").await?;
    page.click(".grid-r .btn", "领取").await?;
    page.see(".toast", "已领取“苏州恒泰精密机械有限公司”").await?;
    page.see(".empty", "公海里没有客户").await?;
    page.click(".toast button", "打开").await?;
    page.see("h1", "苏州恒泰").await?;
    page.see(".kv", "王敏").await?;
    page.is_clean().await
}

#[tokio::test]
async fn who_leaves_hands_over_and_it_can_be_undone() -> Result<()> {
    let server = Server::set_up()?;
    server.post(
        "/users",
        json!({ "login": "lisi", "name": "李四", "password": "关关雎鸠，在河之洲。", "roles": ["销售代表"] }),
    )?;
    server.customer("苏州恒泰精密机械有限公司", json!({ "owner": "lisi" }))?;
    let page = Page::signed_in(&server, "#/settings/people").await?;
    page.click("[aria-label='李四 的操作']", "").await?;
    page.click("[role=menuitem]", "停用").await?;
    page.see("dialog label", "把 1 位客户交给").await?;
    page.click("dialog .danger", "").await?;
    page.see("dialog .err", "请选择接手的人").await?;
    page.choose("把 1 位客户交给", "王敏").await?;
    axe::check(&page, "departure").await?;
    page.click("dialog .danger", "").await?;
    page.see(".toast", "1 位客户交给 王敏").await?;
    page.see(".people tr.st-off", "李四").await?;
    page.see(".people tr.st-off .num", "0").await?;
    page.click(".toast button", "撤销").await?;
    page.see(".toast", "已撤销").await?;
    page.see(".people tr.st-off .num", "1").await?;
    page.is_clean().await
}
