//! What is about customers: how fast it comes in, the page of a customer, a save where much is known, and
//! the search over all kinds.

use crate::client::Client;
use crate::client::get;
use crate::client::patch;
use crate::client::post;
use crate::data::Row;
use crate::drive;
use crate::drive::Measured;
use crate::drive::Round;
use crate::options::Options;
use crate::queries::Queries;
use crate::server::Place;
use crate::server::Server;
use crate::table::Table;
use anyhow::Context;
use anyhow::Result;
use serde_json::Value;
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

/// Records of the customer of whom much is known.
const MANY: usize = 2_000;

/// Customers whose page is asked for.
const PAGES: usize = 500;

/// Saves of each sort that are timed.
const SAVES: usize = 300;

/// What the rows are called.
const SAVE: &str = "save";
const DAY: &str = "day of everybody";
const NAMES: [&str; 5] =
    ["customer page, 2,000 entries", "timeline, 2,000 entries", "search over all", DAY, SAVE];

/// Files of records, each until all of it can be found.
pub fn fill(options: &Options, place: &Place, table: &mut Table) -> Result<()> {
    for (kind, file) in [("followups", &options.followups), ("deals", &options.deals)] {
        let Some(file) = file else { continue };
        let began = Instant::now();
        let report = place.import(kind, file)?;
        let rate = report["rows"].as_u64().unwrap_or(0) as f64 / began.elapsed().as_secs_f64();
        let created = report["created"].as_u64().unwrap_or(0);
        let name = if kind == "deals" { "deals" } else { "follow-ups" };
        table.fact(name, format!("{created}, {rate:.0} rows/s until durable and searchable"));
    }
    Ok(())
}

/// Pages of customers, and what is asked for over all kinds.
pub fn reads(
    server: &Server,
    place: &Place,
    rows: &[Row],
    queries: &Queries,
    options: &Options,
    table: &mut Table,
) -> Result<()> {
    let only = options.rows.as_deref();
    if only.is_some_and(|only| !NAMES.iter().any(|name| name.contains(only))) {
        return Ok(());
    }
    let mut client = server.client()?;
    let ids = some_ids(&mut client)?;
    let heavy = heavy(&mut client, place)?;
    let overview = |id: &String| get(&format!("/api/v1/customers/{id}/overview"), "limit=30");
    let heavy_page = |what: &str| get(&format!("/api/v1/customers/{heavy}/{what}"), "limit=50");
    let mut rounds = vec![
        Round::asked("customer page", true, ids.iter().map(overview).collect()),
        Round::asked("customer page, 2,000 entries", false, vec![heavy_page("overview")]),
        Round::asked("timeline, 2,000 entries", false, vec![heavy_page("timeline")]),
        Round::asked(DAY, true, vec![get("/api/v1/day", "user=all")]),
    ];
    rounds.extend(queries.rounds_over_all(rows));
    rounds.retain(|round| only.is_none_or(|only| round.name.contains(only)));
    for round in &rounds {
        if round.first_time {
            table.first(round.name, &drive::once(server, round)?);
        }
        for clients in [1, 32] {
            table.row(round.name, clients, &drive::run(server, round, clients, options.time())?);
        }
    }
    if only.is_none_or(|only| SAVE.contains(only)) {
        // The line that asked for the ids has been quiet for so long that the server has let it go.
        saves(&mut server.client()?, server, &ids, &heavy, table)?;
    }
    Ok(())
}

/// What a save costs where much is known of the customer, beside one of whom little is.
fn saves(
    client: &mut Client,
    server: &Server,
    ids: &[String],
    heavy: &str,
    table: &mut Table,
) -> Result<()> {
    let mut few = edits(client, server, &ids[0])?;
    let mut many = edits(client, server, heavy)?;
    table.row("save of a customer", 1, &few);
    table.row("save of a customer, 2,000 records", 1, &many);
    table.fact("save with 2,000 records", ratio(&many, &few));
    few = talks(client, server, &ids[0])?;
    many = talks(client, server, heavy)?;
    table.row("follow-up saved", 1, &few);
    table.row("follow-up saved, 2,000 records", 1, &many);
    table.fact("follow-up with 2,000 records", ratio(&many, &few));
    Ok(())
}

fn ratio(many: &Measured, few: &Measured) -> String {
    let ratio = |part| many.percentile(part).as_secs_f64() / few.percentile(part).as_secs_f64();
    format!("{:.2} of the plain one (p50), {:.2} (p99)", ratio(50), ratio(99))
}

/// Changes of one customer, one after the other.
fn edits(client: &mut Client, server: &Server, id: &str) -> Result<Measured> {
    let path = format!("/api/v1/customers/{id}");
    let mut version = ask(client, &get(&path, ""))?["version"].as_u64().context("version")?;
    timed(server, |number| {
        let body = json!({ "contact_title": format!("经理{number}") }).to_string();
        let answer = ask(client, &patch(&path, version, body))?;
        version = answer["version"].as_u64().context("version")?;
        Ok(())
    })
}

fn talks(client: &mut Client, server: &Server, id: &str) -> Result<Measured> {
    timed(server, |number| {
        let body = json!({ "customer": id, "method": "call", "content": format!("回访 {number}") });
        ask(client, &post("/api/v1/followups", body.to_string())).map(|_| ())
    })
}

fn timed(server: &Server, mut save: impl FnMut(usize) -> Result<()>) -> Result<Measured> {
    let (began, before) = (Instant::now(), server.processor()?);
    let mut times = Vec::with_capacity(SAVES);
    for number in 0..SAVES {
        let at = Instant::now();
        save(number)?;
        times.push(at.elapsed());
    }
    let (took, processor) = (began.elapsed(), server.processor()? - before);
    times.sort();
    Ok(Measured { times, took, processor })
}

/// Customers from all over the list.
fn some_ids(client: &mut Client) -> Result<Vec<String>> {
    let list = |rest: String| get("/api/v1/customers", &format!("limit=1&fields=code{rest}"));
    let total = ask(client, &list(String::new()))?["total"].as_u64().context("total")?;
    let step = (total.min(10_000) / PAGES as u64).max(1);
    let mut ids = Vec::new();
    for at in (0..total.min(10_000)).step_by(usize::try_from(step)?) {
        let page = ask(client, &list(format!("&offset={at}")))?;
        let id = page["items"][0]["id"].as_str().context("id")?;
        ids.push(id.to_owned());
    }
    Ok(ids)
}

/// A customer with 2,000 follow-ups, made from a file as any would be.
fn heavy(client: &mut Client, place: &Place) -> Result<String> {
    let fields =
        json!({ "name": "两千条记录有限公司", "industry": "制造业", "phone": "13800138000" });
    let made = ask(client, &post("/api/v1/customers", fields.to_string()))?;
    let code = made["fields"]["code"].as_str().context("code")?;
    let day = |number: usize| format!("2025-{:02}-{:02}", 1 + number / 28 % 12, 1 + number % 28);
    let row =
        |number: usize| format!("{code},电话,第 {number} 次回访，一切正常。,{}\n", day(number));
    let file = format!("客户编号,方式,内容,时间\n{}", (0..MANY).map(row).collect::<String>());
    let path = place.folder().join("heavy.csv");
    std::fs::write(&path, file)?;
    let report = place.import("followups", Path::new(&path))?;
    anyhow::ensure!(report["created"] == MANY, "{report}");
    made["id"].as_str().map(str::to_owned).context("id")
}

/// Again while the index catches up.
fn ask(client: &mut Client, call: &crate::client::Call) -> Result<Value> {
    for _ in 0..60 {
        let (status, body) = client.call(call)?;
        match status {
            503 => std::thread::sleep(Duration::from_millis(500)),
            200..=299 => return Ok(serde_json::from_slice(body)?),
            _ => anyhow::bail!("{status}: {}", String::from_utf8_lossy(body)),
        }
    }
    anyhow::bail!("the index does not catch up")
}
