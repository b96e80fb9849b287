//! Over TLS with the authority of the house: how a device comes to trust it, and the first day as elsewhere.

use crate::axe;
use crate::page::Page;
use crate::server::LOGIN;
use crate::server::PASSWORD;
use crate::server::Server;
use anyhow::Result;
use thirtyfour::Key;

#[tokio::test]
async fn a_device_is_told_how_to_trust_the_server_and_then_works_as_elsewhere() -> Result<()> {
    let server = Server::on_the_network()?;
    let page = Page::stranger(&server).await?;
    page.open(&format!("{}/trust", server.origin)).await?;
    page.see("h1", "信任本服务器").await?;
    page.see(".trust-print", ":").await?;
    page.see("summary", "Windows").await?;
    for (width, scheme) in [(1440, "light"), (1440, "dark"), (390, "light")] {
        page.screen(width, scheme).await?;
        page.reload().await?;
        page.see(".trust-print", ":").await?;
        axe::check(&page, &format!("trust {width} {scheme}")).await?;
    }
    page.screen(1440, "light").await?;
    page.click("button", "English").await?;
    page.see("h1", "Trust this server").await?;
    page.click("button", "中文").await?;
    page.see("h1", "信任本服务器").await?;
    let file = page
        .js("return fetch('/trust/zhike-ca.crt').then((got) => got.headers.get('content-type'));");
    assert_eq!(file.await?, "application/x-x509-ca-cert");
    page.open(&server.first_url).await?;
    page.see("h1", "开始使用知客").await?;
    page.fill("公司名称", "杭州恒泰商贸有限公司").await?;
    page.fill("你的姓名", "王敏").await?;
    page.fill("用户名", LOGIN).await?;
    page.fill("密码", PASSWORD).await?;
    page.fill("再输一次密码", PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see(".toast", "欢迎使用知客").await?;
    page.reload().await?;
    page.see("h1, h2, b", "从第一位客户开始").await?;
    page.is_clean().await
}
