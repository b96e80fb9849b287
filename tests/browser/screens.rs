//! Every screen and every dialog under the eye of axe: wide and narrow, light and dark, Chinese and English, no sideways scroll.

use crate::axe;
use crate::page::Page;
use crate::server::Server;
use anyhow::Context;
use anyhow::Result;
use serde_json::Value;
use serde_json::json;

/// How a dialog is opened on its screen.
enum Open {
    Nothing,
    Click(&'static str),
    /// One after the other.
    Clicks(&'static [&'static str]),
    Keys(&'static str),
    Palette,
}

use Open::Click;
use Open::Clicks;
use Open::Keys;
use Open::Nothing;
use Open::Palette;

/// Where it is to be seen.
#[derive(Clone, Copy, PartialEq)]
enum On {
    Both,
    Wide,
    Narrow,
}

use On::Both;
use On::Narrow;
use On::Wide;

/// The filter of the timeline that shows every change.
const CHANGES: &str = ".tl-h .seg button:last-child";

/// Name, place, how it is opened, what is then in sight, where. `{c}`, `{r}` and `{d}` stand for a customer, an
/// import that waits and one that is done.
const SCREENS: &[(&str, &str, Open, &str, On)] = &[
    ("list", "#/customers", Nothing, ".grid-r", Both),
    ("list narrowed", "#/customers?level=interested&sort=-total_amount", Nothing, ".grid-r", Both),
    ("no match", "#/customers?q=zzzzzz", Nothing, ".empty", Both),
    ("bad filter", "#/customers?f=industry%20%3D", Nothing, ".empty", Both),
    ("columns", "#/customers", Click(".toolbar .push .menu-box > button"), ".colpick", Wide),
    ("condition", "#/customers", Click(".toolbar .btn.ghost.sm"), ".cond", Wide),
    ("filter sheet", "#/customers", Click(".toolbar .btn.only-m"), "dialog.sheet", Narrow),
    ("more sheet", "#/customers", Click(".more-b"), "dialog.sheet", Narrow),
    ("account menu", "#/customers", Click(".me"), "[role=menu]", Wide),
    ("new customer", "#/customers", Keys("n"), "dialog.drawer", Both),
    ("palette", "#/customers", Palette, "dialog.palette", Both),
    ("shortcuts", "#/customers", Keys("?"), "dialog .keys", Both),
    ("customer", "#/customer/{c}", Nothing, ".ev.k-services", Both),
    ("details on a phone", "#/customer/{c}", Click("#tab-details"), ".kv", Narrow),
    ("to-dos on a phone", "#/customer/{c}", Click("#tab-todo"), ".todo", Narrow),
    (
        "next step",
        "#/customer/{c}",
        Click(".composer-f .btn.ghost[aria-expanded]"),
        ".composer-next",
        Both,
    ),
    ("service composer", "#/customer/{c}", Click("#tab-services"), ".score", Both),
    ("entry edited", "#/customer/{c}", Click(".ev-at button"), ".ev form", Wide),
    ("transition", "#/customer/{c}", Keys("s"), "dialog[open] .radios", Both),
    ("new contact", "#/customer/{c}", Click(".details .sub-h button"), "dialog[open] form", Wide),
    ("new deal", "#/customer/{c}", Click("[aria-label=新增商机]"), "dialog[open] form", Wide),
    ("payments", "#/customer/{c}", Click(".deal-p button"), ".pays", Wide),
    ("changes", "#/customer/{c}", Click(CHANGES), ".tl-sub", Both),
    ("customer menu", "#/customer/{c}", Click(".c-act .menu-box > button"), "[role=menu]", Both),
    ("as it was", "#/customer/{c}", Clicks(&[CHANGES, ".ev-at button"]), ".then", Both),
    ("moment", "#/customer/{c}", Clicks(&[CHANGES, ".tl-sub > button"]), ".tl-pick", Both),
    ("reveal", "#/customer/{c}", Click(".kv-row button.icon-btn"), "dialog[open]", Wide),
    ("inline edit", "#/customer/{c}", Click("button.kv-v"), ".kv-edit", Wide),
    (
        "edit on a phone",
        "#/customer/{c}",
        Clicks(&["#tab-details", "button.kv-v"]),
        ".kv-edit",
        Narrow,
    ),
    ("bin", "#/bin", Nothing, ".grid-r", Both),
    ("import", "#/import", Nothing, ".recent-imports", Both),
    ("mapping", "#/import/{r}", Nothing, "[role=table]", Both),
    ("report", "#/import/{d}", Nothing, ".verify", Both),
    ("undo of an import", "#/import/{d}", Click(".verify-act .danger"), "dialog[open]", Both),
    ("organisation", "#/settings/organisation", Nothing, ".set-form", Both),
    ("people", "#/settings/people", Nothing, ".people .tbl", Both),
    ("new person", "#/settings/people", Click(".set-lead .btn.primary"), "dialog[open]", Both),
    ("person menu", "#/settings/people", Click(".people .menu-box > button"), "[role=menu]", Both),
    ("teams", "#/settings/teams", Nothing, ".teams li", Both),
    ("new team", "#/settings/teams", Click(".set-lead .btn.primary"), "dialog[open]", Both),
    ("roles", "#/settings/roles", Nothing, ".fvs li", Both),
    ("new role", "#/settings/roles", Click(".rolelist .btn"), "dialog[open]", Both),
    ("role menu", "#/settings/roles", Click(".rolehead .menu-box > button"), "[role=menu]", Both),
    (
        "expectation",
        "#/settings/roles",
        Click("[aria-labelledby=expect-title] .card-h .btn"),
        "dialog[open]",
        Both,
    ),
    ("pool", "#/pool", Nothing, ".grid-r", Both),
    ("batches", "#/batches", Nothing, ".recent-imports, .empty", Both),
    ("rows chosen", "#/customers", Click(".grid-h .check"), ".bulk", Wide),
    ("fields", "#/settings/fields", Nothing, ".fld", Both),
    ("options of a field", "#/settings/fields", Click(".fld-more"), ".fld-opts", Both),
    ("security", "#/settings/security", Nothing, ".sec-line", Both),
    ("me", "#/me", Nothing, ".me-kv", Both),
    ("sign-in security", "#/me/security", Nothing, ".me-form", Both),
    ("sessions", "#/me/sessions", Nothing, ".me-list", Both),
    ("tokens", "#/me/tokens", Nothing, ".codebox", Both),
    ("new token", "#/me/tokens", Click(".set .btn.primary"), "dialog[open]", Both),
    ("audit", "#/audit", Nothing, ".aud-more, .aud-t, .aud-l", Both),
    ("audit entry", "#/audit", Click(".aud button.link"), "dialog.drawer", Both),
    ("audit without a match", "#/audit?deed=undo", Nothing, ".empty", Both),
    ("help", "#/help", Nothing, "h2", Both),
    ("my day", "#/home", Nothing, ".h-due .todo", Both),
    ("notices", "#/home", Click(".bell"), "dialog.notices", Both),
    ("all to-dos", "#/tasks", Nothing, ".todo", Both),
    ("moving a date", "#/tasks", Click(".todo-move"), "dialog.move", Narrow),
    ("a to-do", "#/tasks", Click(".todo-t button"), "dialog[open] form", Both),
    ("services", "#/services", Nothing, ".grid-r", Both),
    ("a service", "#/services", Click(".grid-r"), "dialog.drawer form", Both),
    ("new service", "#/services", Keys("n"), "dialog.drawer form", Both),
    ("board", "#/deals", Nothing, ".deal", Both),
    ("deals", "#/deals?view=list", Nothing, ".grid-r", Both),
    ("filters of deals", "#/deals", Click(".toolbar > .btn"), "dialog[open] .facet", Both),
    ("new deal on the board", "#/deals", Keys("n"), "dialog.drawer form", Both),
    ("calendar", "#/settings/calendar", Nothing, ".cal-m", Both),
    ("what to be told of", "#/me/notices", Nothing, ".me-kinds", Both),
    ("no such page", "#/nowhere", Nothing, ".empty", Both),
    ("no such customer", "#/customer/none", Nothing, ".empty", Both),
];

const CSV: &str = "客户名称,手机,所属行业,跟进人,暗号\n\
    青岛海韵贸易有限公司,138 1234 0001,制造业,李四,甲\n,13812340003,制造业,王敏,乙\n";

/// A company with some of everything, and the ids that the places stand for.
struct Scene {
    server: Server,
    ids: [(&'static str, String); 3],
}

impl Scene {
    fn new() -> Result<Scene> {
        let server = Server::with_demo(40)?;
        let more = json!({
            "short_name": "云启", "contact_name": "陈静", "email": "chenjing@yunqi.cn", "tags": ["老客户"],
            "level": "意向客户", "remark": "每月第一周对账",
        });
        let customer = server.customer("上海云启信息技术有限公司", more)?;
        full_timeline(&server, &customer)?;
        let gone = server.customer("常州旧友文化传媒有限公司", json!({}))?;
        server.delete(&format!("/customers/{gone}"))?;
        let free = server.customer("绍兴越州纺织有限公司", json!({}))?;
        server.post("/customers/assignments", json!({ "ids": [free], "owner": null }))?;
        server.post("/teams", json!({ "name": "华东销售部" }))?;
        let ready = server.upload("客户.csv", CSV.as_bytes())?;
        let done = server.upload("旧客户.csv", CSV.as_bytes())?;
        server.post(&format!("/imports/{done}/run"), json!({}))?;
        Ok(Scene { server, ids: [("{c}", customer), ("{r}", ready), ("{d}", done)] })
    }

    fn place(&self, place: &str) -> String {
        self.ids.iter().fold(place.to_owned(), |text, (mark, id)| text.replace(mark, id))
    }
}

/// Something of every kind on one page.
fn full_timeline(server: &Server, customer: &str) -> Result<()> {
    let about = |mut body: Value| {
        body["customer"] = json!(customer);
        body
    };
    let next = json!({ "title": "提交分期报价单", "due": "2027-11-28T18:00" });
    let talk =
        json!({ "method": "call", "content": "希望分三期付款，要求给出正式报价。", "next": next });
    server.post("/followups", about(talk))?;
    server.post(
        "/followups",
        about(json!({ "method": "note", "content": "采购负责人下月轮岗。" })),
    )?;
    let repair = json!({ "type": "fault", "description": "主轴报警", "result": "已复位", "status": "solved", "satisfaction": "4.5" });
    server.post("/services", about(repair))?;
    server.post(
        "/services",
        about(json!({ "type": "complaint", "priority": "urgent", "description": "交期延误" })),
    )?;
    server.post(
        "/tasks",
        about(json!({ "title": "寄送样件", "due": "2026-01-20T18:00", "priority": "high" })),
    )?;
    let won = json!({ "title": "一期改造", "stage": "won", "amount": "168000", "won_on": "2026-01-17", "contract_no": "HT-2026-1107" });
    let deal = server.post("/deals", about(won))?;
    server.post(
        "/deals",
        about(json!({ "title": "二期产线", "stage": "proposal", "expected_amount": "480000" })),
    )?;
    for (kind, amount) in [("received", "68000"), ("planned", "100000")] {
        let paid =
            json!({ "deal": deal["id"], "kind": kind, "amount": amount, "on": "2026-01-18" });
        server.post("/payments", paid)?;
    }
    server.post(
        "/contacts",
        about(json!({ "name": "吴芳", "title": "生产主管", "phone": "18612340931" })),
    )?;
    server.post(
        "/orders",
        about(json!({ "number": "TB2026", "source": "淘宝", "amount": "1280", "state": "paid" })),
    )?;
    server.post(
        "/participations",
        about(json!({ "campaign": "工博会", "channel": "fair", "result": "attended" })),
    )?;
    server.post(
        "/consents",
        about(json!({ "purpose": "call", "basis": "consent", "state": "given" })),
    )?;
    Ok(())
}

async fn look(width: u32, scheme: &str, language: &str) -> Result<()> {
    let scene = Scene::new()?;
    let mut page = Page::signed_in(&scene.server, "#/help").await?;
    page.expect_refusals("status of 400");
    page.expect_refusals("status of 404");
    page.screen(width, scheme).await?;
    page.js(&format!("localStorage.setItem('lang', '{language}');")).await?;
    let mut wrong = Vec::new();
    // A page on which nothing was opened can be left by its address alone.
    let mut untouched = false;
    let here = if width < 800 { Narrow } else { Wide };
    for (name, place, open, then, on) in SCREENS {
        if *on != Both && *on != here {
            continue;
        }
        match untouched {
            true => page.turn_to(&scene.place(place)).await?,
            false => page.go(&scene.place(place)).await?,
        }
        untouched = matches!(open, Nothing);
        page.settle().await?;
        match open {
            Nothing => {}
            Click(css) => page.click(css, "").await?,
            Clicks(all) => {
                for css in *all {
                    page.click(css, "").await?;
                }
            }
            Keys(keys) => page.type_keys(keys).await?,
            Palette => page.ctrl("k").await?,
        }
        page.see(then, "").await.with_context(|| format!("screen {name}"))?;
        let screen = format!("{name} {width} {scheme}");
        page.settle().await?;
        page.shot(&screen.replace(' ', "-")).await?;
        wrong.extend(axe::check(&page, &screen).await.err().map(|error| error.to_string()));
        if width < 800 {
            page.screen(320, scheme).await?;
            wrong.extend(
                axe::fits(&page, &format!("{name} 320")).await.err().map(|e| e.to_string()),
            );
            page.screen(width, scheme).await?;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    page.is_clean().await
}

#[tokio::test]
async fn wide_and_light() -> Result<()> {
    look(1440, "light", "zh-CN").await
}

#[tokio::test]
async fn wide_and_dark() -> Result<()> {
    look(1440, "dark", "zh-CN").await
}

#[tokio::test]
async fn narrow_and_light() -> Result<()> {
    look(390, "light", "zh-CN").await
}

#[tokio::test]
async fn narrow_and_dark_in_english() -> Result<()> {
    look(390, "dark", "en").await
}

/// What stands before the first customer: set-up, sign-in, the empty list.
#[tokio::test]
async fn the_doors() -> Result<()> {
    for (width, scheme) in [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")] {
        let fresh = Server::fresh()?;
        let page = Page::stranger(&fresh).await?;
        page.screen(width, scheme).await?;
        page.open(&fresh.first_url).await?;
        page.see("form", "公司名称").await?;
        page.shot(&format!("setup-{width}-{scheme}")).await?;
        axe::check(&page, &format!("setup {width} {scheme}")).await?;
        let known = Server::set_up()?;
        page.open(&known.origin).await?;
        page.see("form", "登录").await?;
        page.shot(&format!("sign-in-{width}-{scheme}")).await?;
        axe::check(&page, &format!("sign-in {width} {scheme}")).await?;
        let page = Page::signed_in(&known, "#/customers").await?;
        page.screen(width, scheme).await?;
        page.go("#/customers").await?;
        page.see(".main", "从第一位客户开始").await?;
        page.shot(&format!("first-use-{width}-{scheme}")).await?;
        axe::check(&page, &format!("first use {width} {scheme}")).await?;
        page.is_clean().await?;
    }
    Ok(())
}
