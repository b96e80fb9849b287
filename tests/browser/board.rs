//! Deals on the board: carried by keyboard and by pointer, won and lost with what that asks for, and taken back.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

const FIRM: &str = "苏州恒泰精密机械有限公司";

/// A customer with three deals in the first stage.
fn scene() -> Result<(Server, String)> {
    let server = Server::set_up()?;
    let customer = server.customer(FIRM, json!({ "level": "意向客户" }))?;
    for (title, amount) in
        [("数控机床采购", "480000"), ("设备保养年框", "168000"), ("备件年度供货", "30000")]
    {
        let deal = json!({ "title": title, "customer": customer, "stage": "contact", "expected_amount": amount });
        server.post("/deals", deal)?;
    }
    Ok((server, customer))
}

#[tokio::test]
async fn deals_go_from_stage_to_stage_and_back() -> Result<()> {
    let (server, customer) = scene()?;
    let mut page = Page::signed_in(&server, "#/deals").await?;
    page.see(".lane.contact .lane-h", "¥67.8 万").await?;
    by_keyboard(&page).await?;
    by_pointer(&page).await?;
    page.expect_refusals("status of 422");
    // On a busy machine the index may be behind: the page then asks again without waiting for it.
    page.expect_refusals("status of 503");
    won_and_taken_back(&page, &customer).await?;
    lost(&page).await?;
    as_a_list(&page).await?;
    page.is_clean().await
}

/// Says whether the page has told this aloud.
fn said(words: &str) -> String {
    format!("document.querySelector('[aria-live=assertive]').textContent.includes('{words}')")
}

/// Space takes a deal up, arrows carry it, Enter lets it go, Esc puts it back; the focus stays on it.
async fn by_keyboard(page: &Page) -> Result<()> {
    let focused = "document.activeElement.matches('.deal') && words(document.activeElement).includes('数控机床采购')";
    page.js("all('.deal', '数控机床采购')[0].focus();").await?;
    page.type_keys(" ").await?;
    page.until(&said("已拿起")).await?;
    axe::check(page, "a deal that is held").await?;
    page.press(Key::Right).await?;
    page.until(&said("需求确认")).await?;
    page.see(".lane.needs .deal.st-held", "数控机床采购").await?;
    page.press(Key::Escape).await?;
    page.see(".lane.contact .deal", "数控机床采购").await?;
    page.until(focused).await?;
    page.type_keys(" ").await?;
    page.press(Key::Right).await?;
    page.press(Key::Right).await?;
    page.press(Key::Enter).await?;
    page.see(".toast", "“数控机床采购”已改到“方案报价”").await?;
    page.see(".lane.proposal .lane-h", "¥48.0 万").await?;
    page.until(focused).await?;
    page.press(Key::Left).await?;
    page.until("document.activeElement.closest('.lane.contact')").await?;
    page.ctrl("z").await?;
    page.see(".toast", "已撤销").await?;
    page.see(".lane.contact .deal", "数控机床采购").await
}

async fn by_pointer(page: &Page) -> Result<()> {
    page.drag(".deal", "数控机床采购", ".lane.needs").await?;
    page.see(".lane.needs .deal", "数控机床采购").await?;
    page.see(".toast", "已改到“需求确认”").await?;
    page.gone("dialog[open]", "").await?;
    page.reload().await?;
    page.see(".lane.needs .deal", "数控机床采购").await
}

/// Winning asks for amount, date and contract, makes the customer a won one, and goes back as a whole.
async fn won_and_taken_back(page: &Page, customer: &str) -> Result<()> {
    page.drag(".deal", "设备保养年框", ".lane.won").await?;
    page.see("dialog h2", "赢单").await?;
    axe::check(page, "winning a deal").await?;
    page.press(Key::Enter).await?;
    page.see("dialog .err", "请填写合同编号").await?;
    page.fill("成交金额", "-5").await?;
    page.fill("合同编号", "HT-2026-1107").await?;
    page.press(Key::Enter).await?;
    page.see("dialog .err", "").await?;
    page.fill("成交金额", "168000").await?;
    page.press(Key::Enter).await?;
    page.see(".toast", "“设备保养年框”已改到“赢单”").await?;
    page.see(".lane.won .deal", "HT-2026-1107").await?;
    let level = format!(
        "return fetch('/api/v1/customers/{customer}?fields=level').then((answer) => answer.json()).then((row) => row.fields.level.value);"
    );
    assert_eq!(page.js(&level).await?, "won");
    page.click(".toast button", "撤销").await?;
    page.see(".lane.contact .deal", "设备保养年框").await?;
    assert_eq!(page.js(&level).await?, "interested");
    Ok(())
}

async fn lost(page: &Page) -> Result<()> {
    page.drag(".deal", "备件年度供货", ".lane.lost").await?;
    page.see("dialog h2", "输单").await?;
    page.press(Key::Escape).await?;
    page.see(".lane.contact .deal", "备件年度供货").await?;
    page.drag(".deal", "备件年度供货", ".lane.lost").await?;
    page.choose("输单原因", "竞品价格更低").await?;
    page.click("dialog .btn.primary", "记为输单").await?;
    page.see(".lane.lost .deal", "备件年度供货").await
}

/// The same deals as a list, by facet, and one of them in the drawer.
async fn as_a_list(page: &Page) -> Result<()> {
    page.click(".toolbar .seg button[aria-label=列表]", "").await?;
    page.until("location.hash.includes('view=list')").await?;
    page.see(".page-h .count", "3").await?;
    page.click(".facet-o", "输单").await?;
    page.see(".chip", "输单").await?;
    page.until("all('.grid-r').length === 1").await?;
    page.click(".grid-r", "备件年度供货").await?;
    page.see("dialog.drawer h2", "备件年度供货").await?;
    page.see("dialog.drawer a", FIRM).await?;
    axe::check(page, "a deal in the drawer").await?;
    page.fill("备注", "明年再联系").await?;
    page.ctrl("\u{e007}").await?;
    page.gone("dialog[open]", "").await
}
