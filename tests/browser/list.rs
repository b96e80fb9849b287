//! The list of three thousand customers: facets, chips, the address, order, the filter language, and few rows at a time.

use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use thirtyfour::Key;

#[tokio::test]
async fn a_long_list_is_narrowed_ordered_and_walked_through() -> Result<()> {
    let server = Server::with_demo(3_000)?;
    let mut page = Page::signed_in(&server, "#/customers").await?;
    page.see(".page-h .count", "3,000").await?;
    narrow(&page).await?;
    order(&page).await?;
    walk(&page).await?;
    find_nothing(&page).await?;
    page.expect_refusals("status of 400");
    write_a_filter(&page).await?;
    page.is_clean().await
}

/// Facets become chips and stand in the address: reload keeps them, Back takes one away.
async fn narrow(page: &Page) -> Result<()> {
    page.click(".facet-o", "意向客户").await?;
    page.see(".chip", "意向客户").await?;
    page.until("/level=/.test(location.hash)").await?;
    page.see(".page-h .count", "/ 3,000").await?;
    page.settle().await?;
    let interested = page.text(".page-h .count").await?;
    page.click(".facet-o", "制造业").await?;
    page.until("all('.chip', '制造业').length && !document.querySelector('.grid.busy')").await?;
    page.settle().await?;
    let both = page.text(".page-h .count").await?;
    assert_ne!(interested, both);
    page.reload().await?;
    page.see(".page-h .count", &both).await?;
    page.see(".chip", "制造业").await?;
    page.back().await?;
    page.gone(".chip", "制造业").await?;
    page.see(".page-h .count", &interested).await?;
    page.click("button[aria-label^='移除筛选']", "").await?;
    page.gone(".chip", "").await?;
    page.see(".page-h .count", "3,000").await
}

async fn order(page: &Page) -> Result<()> {
    let amounts = "all('.grid-r .c-total_amount', '').slice(0, 8).map((e) => Number((e.querySelector('[title]')?.title || '0').replace(/[¥,]/g, '')))";
    page.click("[role=columnheader] button", "累计成交").await?;
    page.see("[role=columnheader][aria-sort=ascending]", "累计成交").await?;
    page.click("[role=columnheader] button", "累计成交").await?;
    page.see("[role=columnheader][aria-sort=descending]", "累计成交").await?;
    page.until(
        "location.hash.includes('sort=-total_amount') && !document.querySelector('.grid.busy')",
    )
    .await?;
    page.until(&format!(
        "((list) => 0 < list[0] && list.every((n, i) => i === 0 || n <= list[i - 1]))({amounts})"
    ))
    .await?;
    page.click("[role=columnheader] button", "累计成交").await?;
    page.until("!location.hash.includes('sort=')").await
}

/// The keyboard reaches the last row, a customer and the way back; never more than sixty rows are in the page.
async fn walk(page: &Page) -> Result<()> {
    page.settle().await?;
    page.type_keys("j").await?;
    page.until("document.activeElement.matches('.grid-r')").await?;
    page.press(Key::End).await?;
    page.until("document.activeElement.getAttribute('aria-rowindex') === '3001'").await?;
    page.until("document.activeElement.matches(':not(.wait)')").await?;
    page.until("document.querySelectorAll('.grid-r').length <= 60").await?;
    page.until("document.querySelectorAll('.grid-r[tabindex=\"0\"]').length === 1").await?;
    page.type_keys("k").await?;
    page.until("document.activeElement.getAttribute('aria-rowindex') === '3000'").await?;
    page.press(Key::Enter).await?;
    page.see(".c-head .count", "2,999 / 3,000").await?;
    page.click("button[aria-label^=下一位]", "").await?;
    page.see(".c-head .count", "3,000 / 3,000").await?;
    page.back().await?;
    page.see(".c-head .count", "2,999 / 3,000").await?;
    page.back().await?;
    page.until("document.activeElement.getAttribute('aria-rowindex') === '3000'").await?;
    page.press(Key::Home).await?;
    page.until("document.activeElement.getAttribute('aria-rowindex') === '2'").await
}

async fn find_nothing(page: &Page) -> Result<()> {
    page.type_keys("/").await?;
    page.type_keys("查无此人甲乙丙丁").await?;
    page.see(".main", "没有符合条件的客户").await?;
    page.see("button", "新增“查无此人甲乙丙丁”").await?;
    page.click("button", "清除全部条件").await?;
    page.see(".page-h .count", "3,000").await
}

/// What is wrong in the filter language is shown where it is, and goes when it is mended.
async fn write_a_filter(page: &Page) -> Result<()> {
    page.click("button", "添加筛选").await?;
    page.click("button", "用筛选语言写").await?;
    page.until("document.activeElement.matches('textarea, .fql input')").await?;
    page.type_keys("total_amount >= 10000 and industry =").await?;
    page.press(Key::Enter).await?;
    page.see("*", "个字附近").await?;
    page.see(".main", "筛选条件没有写对").await?;
    page.type_keys(" \"制造业\"").await?;
    page.press(Key::Enter).await?;
    page.gone("*", "个字附近").await?;
    page.see(".chip", "total_amount").await?;
    page.see(".grid-r", "制造业").await?;
    page.click("nav a", "90 天未互动").await?;
    page.see(".tabs a[aria-current=page]", "90 天未互动").await?;
    page.see(".chip", "超过 90 天").await
}
