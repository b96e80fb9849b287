//! The head of a firm owns no customer: the first sight of my day is everybody's, and the choice stays.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;

const PASSWORD: &str = "关关雎鸠，在河之洲。";
const FIRM: &str = "苏州恒泰精密机械有限公司";

/// A seller who has won something and left something undone, and who is above them all.
#[expect(clippy::disallowed_methods, reason = "the story happens today")]
fn scene() -> Result<Server> {
    let server = Server::set_up()?;
    for (login, name, role, target) in
        [("lisi", "李四", "销售代表", json!("200000")), ("wang", "王总", "管理层", json!(null))]
    {
        let person = json!({ "login": login, "name": name, "password": PASSWORD, "roles": [role],
            "target": target });
        server.post("/users", person)?;
    }
    let customer = server.customer(FIRM, json!({ "owner": "lisi" }))?;
    let late = json!({ "title": "寄送二期样件", "due": "2026-01-05T10:00", "assignee": "lisi",
        "customer": customer });
    server.post("/tasks", late)?;
    let zone = chrono::FixedOffset::east_opt(8 * 3600).expect("a zone that exists");
    let today = chrono::Utc::now().with_timezone(&zone).date_naive().to_string();
    let seller = server.sign_in("lisi", PASSWORD)?;
    let won = json!({ "customer": customer, "title": "一期", "stage": "won", "amount": "168000",
        "won_on": today, "contract_no": "HT-1" });
    server.post_as(&seller, "/deals", won)?;
    Ok(server)
}

#[tokio::test]
async fn the_boss_sees_first_how_the_whole_firm_stands() -> Result<()> {
    let server = scene()?;
    let cookie = server.sign_in("wang", PASSWORD)?;
    let page = Page::with_cookie(&server, &cookie, "#/home").await?;
    page.see(".h-month .kpi", "¥16.8 万").await?;
    page.see(".h-month", "已完成 84%").await?;
    page.see(".h-due .todo", "寄送二期样件").await?;
    page.see(".h-due .todo-who", "李四").await?;
    page.until("document.querySelector('.home-who').selectedOptions[0].textContent === '全部'")
        .await?;
    axe::check(&page, "everybody's day").await?;
    page.pick(".home-who", "李四").await?;
    page.see("h1", "李四 的工作台").await?;
    page.pick(".home-who", "我的工作台").await?;
    page.see(".h-due", "没有到期的待办").await?;
    page.reload().await?;
    page.see(".h-due", "没有到期的待办").await?;
    page.pick(".home-who", "全部").await?;
    page.see(".h-due .todo", "寄送二期样件").await?;
    page.is_clean().await?;
    let cookie = server.sign_in("lisi", PASSWORD)?;
    let page = Page::with_cookie(&server, &cookie, "#/home").await?;
    page.see(".h-month .kpi", "¥16.8 万").await?;
    page.gone(".home-who", "").await?;
    page.is_clean().await
}
