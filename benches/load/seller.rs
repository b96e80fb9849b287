//! A seller who owns one customer in fifty, spread over all of them: what a scope costs.

use crate::client::Call;
use crate::client::Client;
use crate::client::get;
use crate::client::post;
use crate::server::Server;
use anyhow::Context;
use anyhow::Result;
use serde_json::Value;
use serde_json::json;

pub const LOGIN: &str = "seller";

/// One customer in so many.
const SHARE: usize = 50;

/// Customers on a page, and in one handing over.
const PAGE: usize = 500;

/// As the administrator; nothing where the seller has customers already.
pub fn hand_over(server: &Server) -> Result<u64> {
    let mut client = server.client()?;
    let owned = ask(&mut client, &list(&format!("limit=1&filter=owner%20%3D%20{LOGIN}")))?;
    if let Some(total) = owned["total"].as_u64().filter(|total| 0 < *total) {
        return Ok(total);
    }
    let (mut ids, mut cursor, mut handed) = (Vec::new(), String::new(), 0);
    loop {
        let page = ask(&mut client, &list(&format!("limit={PAGE}&fields=code&cursor={cursor}")))?;
        let items = page["items"].as_array().context("items")?;
        ids.extend(items.iter().step_by(SHARE).map(|item| item["id"].clone()));
        let next = page["next"].as_str();
        if PAGE <= ids.len() || next.is_none() {
            let body = json!({ "ids": ids, "owner": LOGIN }).to_string();
            let done = ask(&mut client, &post("/api/v1/customers/assignments", body))?;
            handed += done["changed"].as_u64().unwrap_or(0);
            ids.clear();
        }
        match next {
            Some(next) => next.clone_into(&mut cursor),
            None => return Ok(handed),
        }
    }
}

fn list(query: &str) -> Call {
    get("/api/v1/customers", query)
}

/// Again while the index catches up.
fn ask(client: &mut Client, call: &Call) -> Result<Value> {
    for _ in 0..60 {
        let (status, body) = client.call(call)?;
        match status {
            503 => std::thread::sleep(std::time::Duration::from_millis(500)),
            200 => return Ok(serde_json::from_slice(body)?),
            _ => anyhow::bail!("{status}: {}", String::from_utf8_lossy(body)),
        }
    }
    anyhow::bail!("the index does not catch up")
}
