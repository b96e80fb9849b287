//! What a role may see only in part stands as a mask, whatever it is, and breaks no page and no form.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Result;
use serde_json::Value;
use serde_json::json;

const PASSWORD: &str = "蒹葭苍苍，白露为霜。2026";
const FIRM: &str = "苏州恒泰精密机械有限公司";

/// Who has the role, and a customer with a deal and a talk.
fn scene() -> Result<(Server, String, String)> {
    let server = Server::set_up()?;
    let mask = |keys: &[&str]| -> Value {
        let sight = json!({ "see": "masked", "write": true });
        let fields: serde_json::Map<_, _> =
            keys.iter().map(|key| ((*key).to_owned(), sight.clone())).collect();
        json!({ "fields": fields })
    };
    let role = json!({
        "name": "看个大概", "from": "系统管理员",
        "visibility": {
            "customers": mask(&["last_contact", "tags", "owner", "total_amount", "level", "first_contact"]),
            "deals": mask(&["amount", "expected_on", "owner"]),
            "tasks": mask(&["assignee"]),
        },
    });
    server.post("/roles", role)?;
    let person =
        json!({ "login": "lina", "name": "李娜", "roles": ["看个大概"], "password": PASSWORD });
    server.post("/users", person)?;
    let more = json!({ "tags": ["VIP"], "first_contact": "2026-01-05" });
    let customer = server.customer(FIRM, more)?;
    for (kind, body) in [
        ("followups", json!({ "customer": customer, "method": "call", "content": "聊过一次" })),
        ("tasks", json!({ "customer": customer, "title": "寄样件", "due": "2030-01-05T10:00" })),
        (
            "deals",
            json!({ "customer": customer, "title": "年度供货", "stage": "won", "amount": "5200",
                "won_on": "2026-03-05", "contract_no": "HT-1" }),
        ),
        (
            "deals",
            json!({ "customer": customer, "title": "备件采购", "stage": "contact", "amount": "300",
                "expected_on": "2030-03-05" }),
        ),
    ] {
        server.post(&format!("/{kind}"), body)?;
    }
    let cookie = server.sign_in("lina", PASSWORD)?;
    Ok((server, customer, cookie))
}

#[tokio::test]
async fn what_is_masked_breaks_no_page() -> Result<()> {
    let (server, customer, cookie) = scene()?;
    let page = Page::with_cookie(&server, &cookie, "#/customers").await?;
    page.see(".grid-r", "***").await?;
    page.see(".grid-r", "恒泰精密").await?;
    axe::check(&page, "a list with masks").await?;
    page.go(&format!("#/customer/{customer}")).await?;
    page.see(".kv", "***").await?;
    page.see(".ev.k-followups", "聊过一次").await?;
    page.see(".todo", "寄样件").await?;
    page.see(".deals", "年度供货").await?;
    page.see(".stats", "***").await?;
    axe::check(&page, "a customer with masks").await?;
    masked_and_kept(&page).await?;
    page.go("#/deals").await?;
    page.see(".lane.contact .deal", "备件采购").await?;
    axe::check(&page, "a board with masks").await?;
    page.go("#/deals?view=list").await?;
    page.see(".grid-r", "年度供货").await?;
    for place in ["#/tasks", "#/home", "#/bin"] {
        page.go(place).await?;
        page.settle().await?;
    }
    page.is_clean().await?;
    let deals =
        server.get("/deals?filter=title%20%3D%20%22%E5%A4%87%E4%BB%B6%E9%87%87%E8%B4%AD%22")?;
    let fields = &deals["items"][0]["fields"];
    assert_eq!((&fields["amount"], &fields["remark"]), (&json!("300.00"), &json!("照旧")));
    Ok(())
}

/// A form over masked fields saves what was typed and leaves the rest as it is.
async fn masked_and_kept(page: &Page) -> Result<()> {
    page.click(
        ".deals li:nth-child(2) .menu-box > button, .deals li .menu-box > button",
        "备件采购",
    )
    .await?;
    page.click("[role=menuitem]", "编辑").await?;
    page.see("dialog[open] form", "").await?;
    page.fill("备注", "照旧").await?;
    page.click("dialog[open] .btn.primary", "保存").await?;
    page.gone("dialog[open]", "").await?;
    page.see(".toast", "已更新商机").await
}
