//! What axe-core says of the screen: the rules of WCAG 2.2 AA and of good practice.

use crate::page::Page;
use anyhow::Result;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;

const AXE: &str = include_str!("vendor/axe.min.js");

const RUN: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then((found) => found.violations.map((one) =>
      one.id + ': ' + one.help + '\\n' + one.nodes.slice(0, 4).map((node) => '    ' + node.html.slice(0, 200) + '\\n      ' + (node.any[0] || node.all[0] || node.none[0] || {}).message).join('\\n')));";

/// Parts that are made to be moved sideways: tables in their box, tabs, code, the grid with many columns.
const WIDE: &str = "
    const sideways = '.tblbox, .board, .tabs, .help-nav, pre, .grid:not(.cards), .toasts, textarea, input, select';
    return [document.scrollingElement, ...document.querySelectorAll('main, main *, dialog[open], dialog[open] *')].filter((e) => !e.closest(sideways)
      && ['auto', 'scroll'].includes(e === document.scrollingElement ? 'auto' : getComputedStyle(e).overflowX) && e.clientWidth + 1 < e.scrollWidth).map((e) => e.tagName + '.' + e.className);";

/// Fails with every rule that the screen breaks, and where.
pub async fn check(page: &Page, screen: &str) -> Result<()> {
    page.settle().await?;
    if page.js("return typeof axe;").await? == "undefined" {
        page.js(AXE).await?;
    }
    let broken = page.js(RUN).await?;
    let broken: Vec<&str> =
        broken.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !broken.is_empty() {
        let shot = page.shot(&format!("broken-{}", screen.replace([' ', '/'], "-"))).await?;
        bail!("{screen}:\n{}\nscreen: {}", broken.join("\n"), shot.display());
    }
    fits(page, screen).await
}

/// Neither the page nor a part of it that moves up and down has to be moved sideways as well.
pub async fn fits(page: &Page, screen: &str) -> Result<()> {
    let wide = page.js(WIDE).await?;
    match wide == json!([]) {
        true => Ok(()),
        false => bail!("{screen} must be moved sideways to be seen whole: {wide}"),
    }
}

/// What is wrong is told: a check that finds nothing anywhere would prove nothing.
#[tokio::test]
async fn the_judge_is_awake() -> Result<()> {
    let server = crate::server::Server::fresh()?;
    let page = Page::stranger(&server).await?;
    page.open(&server.origin).await?;
    page.see("h1", "").await?;
    check(&page, "as it is").await?;
    page.js("document.querySelector('main').append(document.createElement('img'));").await?;
    let told =
        check(&page, "without a text for an image").await.err().map(|error| error.to_string());
    assert!(told.is_some_and(|text| text.contains("image-alt")));
    page.js("const e = document.createElement('div'); e.setAttribute('style', 'color: red'); document.body.append(e);").await?;
    assert!(page.is_clean().await.is_err());
    Ok(())
}
