//! The whole path of a first day: set up, the first customer by keyboard, found, changed, binned and brought back.

use crate::page::Page;
use crate::server::LOGIN;
use crate::server::PASSWORD;
use crate::server::Server;
use anyhow::Result;
use thirtyfour::Key;

#[tokio::test]
async fn from_an_empty_folder_to_the_first_customer_and_back_from_the_bin() -> Result<()> {
    let server = Server::fresh()?;
    let page = Page::stranger(&server).await?;
    page.open(&server.first_url).await?;
    set_up(&page).await?;
    create_by_keyboard(&page).await?;
    find(&page).await?;
    change(&page).await?;
    bin_and_restore(&page).await?;
    page.is_clean().await
}

async fn set_up(page: &Page) -> Result<()> {
    page.see("h1", "开始使用知客").await?;
    page.until("document.activeElement === labelled('公司名称')").await?;
    page.type_keys("杭州恒泰商贸有限公司").await?;
    page.fill("你的姓名", "王敏").await?;
    page.fill("用户名", LOGIN).await?;
    page.fill("密码", "短").await?;
    page.fill("再输一次密码", "短").await?;
    page.press(Key::Enter).await?;
    page.see(".err", "还差").await?;
    page.fill("密码", PASSWORD).await?;
    page.fill("再输一次密码", PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.see("h1, h2, b", "从第一位客户开始").await?;
    page.see(".toast", "欢迎使用知客").await
}

/// N, then Tab from field to field, and Ctrl+Enter: no mouse.
async fn create_by_keyboard(page: &Page) -> Result<()> {
    page.type_keys("n").await?;
    page.until("document.activeElement === labelled('客户名称')").await?;
    page.ctrl("\u{e007}").await?;
    page.see("dialog .err", "请填写客户名称").await?;
    page.type_keys("杭州恒泰精密机械有限公司").await?;
    page.press(Key::Tab).await?;
    page.type_keys("制").await?;
    page.see("dialog .dialog-h", "MFG-").await?;
    page.until("(document.activeElement.focus(), labelled('联系人').focus(), true)").await?;
    page.type_keys("李雷").await?;
    page.press(Key::Tab).await?;
    page.press(Key::Tab).await?;
    page.type_keys("1381234567").await?;
    page.press(Key::Tab).await?;
    page.see("dialog .err", "现在是 10 位").await?;
    page.until("(labelled('手机').focus(), true)").await?;
    page.press(Key::End).await?;
    page.type_keys("8").await?;
    page.gone("dialog .err", "").await?;
    page.ctrl("\u{e007}").await?;
    page.see("h1", "杭州恒泰精密机械有限公司").await?;
    page.see(".toast", "-001").await
}

async fn find(page: &Page) -> Result<()> {
    page.ctrl("k").await?;
    page.until("document.activeElement.matches('dialog.palette input')").await?;
    page.type_keys("htjm").await?;
    page.see("[role=option][aria-selected=true]", "恒泰精密").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog[open]", "").await?;
    page.go("#/customers").await?;
    page.see(".grid-r", "恒泰精密").await?;
    for scrap in ["5678", "htjm", "精密机械", "hengtai"] {
        page.type_keys("/").await?;
        page.until("document.activeElement.id === 'q'").await?;
        page.type_keys(scrap).await?;
        page.until(&format!("location.hash.includes('q={scrap}') || location.hash.includes(encodeURIComponent('{scrap}'))")).await?;
        page.settle().await?;
        page.see(".grid-r", "恒泰精密").await?;
        page.press(Key::Escape).await?;
        page.until("!location.hash.includes('q=')").await?;
        page.press(Key::Down).await?;
        page.until("document.activeElement.matches('.grid-r')").await?;
    }
    page.press(Key::Enter).await?;
    page.see("h1", "恒泰精密").await
}

async fn change(page: &Page) -> Result<()> {
    page.click("button.kv-v", "简称：").await?;
    page.until("document.activeElement.matches('.kv-edit input')").await?;
    page.ctrl("a").await?;
    page.type_keys("恒泰精密").await?;
    page.press(Key::Enter).await?;
    page.see(".toast", "已更新").await?;
    page.click(".tl-h button", "变更").await?;
    page.see(".ev", "设为").await?;
    page.see(".ev", "新增了这位客户").await?;
    page.until("all('.ev time').every((e) => e.dateTime.slice(11, 16) === e.textContent && e.dateTime.endsWith('+08:00'))").await?;
    page.see(".tl-d", "今天").await?;
    page.click(".toast button", "撤销").await?;
    page.see(".toast", "恢复为原值").await?;
    page.see(".ev", "清空").await
}

async fn bin_and_restore(page: &Page) -> Result<()> {
    remove(page).await?;
    page.click(".toast button", "撤销").await?;
    page.see("h1", "恒泰精密").await?;
    page.click(".tl-h button", "变更").await?;
    page.see(".ev", "从回收站恢复").await?;
    remove(page).await?;
    page.go("#/bin").await?;
    page.see(".grid-r", "恒泰精密").await?;
    page.click(".grid-r button", "恢复").await?;
    page.see(".toast", "已恢复").await?;
    page.see("*", "回收站是空的").await?;
    page.click("nav a", "客户").await?;
    page.see(".grid-r", "恒泰精密").await
}

async fn remove(page: &Page) -> Result<()> {
    page.click("button[aria-label=更多操作]", "").await?;
    page.click("[role=menuitem]", "移入回收站").await?;
    page.see(".toast", "移入回收站").await
}
