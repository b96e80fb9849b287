//! What the records of a customer come to, added up from what they say over HTTP.

use crate::firm::text;
use serde_json::Value;

/// In fen; nothing counts as none.
pub fn fen(amount: &Value) -> i64 {
    let text = amount.as_str().unwrap_or("0.00");
    let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
    whole.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap()
}

/// In hundredths of a point.
fn score(value: &Value) -> Option<i64> {
    let text =
        value.as_str().map(str::to_owned).or_else(|| value.as_f64().map(|n| n.to_string()))?;
    Some((text.parse::<f64>().unwrap() * 100.0).round() as i64)
}

pub type Figures = (i64, i64, [String; 5], [i64; 2], Option<i64>);

pub fn figures(fields: &Value) -> Figures {
    let words = |key: &str| fields[key].as_str().unwrap_or_default().to_owned();
    let number = |key: &str| fields[key].as_i64().unwrap_or_default();
    (
        fen(&fields["total_amount"]),
        number("deal_count"),
        ["first_activity", "last_contact", "last_followup", "next_task", "last_deal"].map(words),
        ["open_tasks", "service_count"].map(number),
        score(&fields["satisfaction"]),
    )
}

/// The same from the records alone. `opening`: the last contact that it was opened with.
pub fn recomputed(fields: &Value, live: &[(&str, Value)], opening: &str) -> Figures {
    let of = |kind: &'static str| {
        live.iter().filter(move |(found, _)| *found == kind).map(|(_, record)| &record["fields"])
    };
    let slug =
        |fields: &Value, key: &str| fields[key]["value"].as_str().unwrap_or_default().to_owned();
    let at = |fields: &Value| text(fields, "at");
    let won: Vec<&Value> = of("deals").filter(|deal| slug(deal, "stage") == "won").collect();
    let is_won = |id: &Value| {
        live.iter().any(|(kind, deal)| {
            *kind == "deals" && deal["id"] == *id && slug(&deal["fields"], "stage") == "won"
        })
    };
    let sold: Vec<&Value> = of("orders")
        .filter(|order| !["refunded", "cancelled"].contains(&slug(order, "state").as_str()))
        .filter(|order| order["deal"].is_null() || !is_won(&order["deal"]["id"]))
        .collect();
    let earned: i64 = won.iter().chain(&sold).map(|one| fen(&one["amount"])).sum();
    let talks: Vec<String> =
        of("followups").filter(|one| slug(one, "method") != "note").map(at).collect();
    let came = of("participations").filter(|one| slug(one, "result") != "invited");
    let touches: Vec<String> = of("services")
        .chain(of("orders"))
        .chain(came)
        .map(at)
        .chain(talks.iter().cloned())
        .collect();
    let day = |moment: Option<&String>| moment.map_or(String::new(), |at| at[..10].to_owned());
    let due: Vec<String> =
        of("tasks").filter(|task| task["done"] != true).map(|task| text(task, "due")).collect();
    let scores: Vec<i64> = of("services").filter_map(|one| score(&one["satisfaction"])).collect();
    let count = i64::try_from(scores.len()).unwrap();
    let average = |sum: i64| (2 * sum + count) / (2 * count);
    let last = touches.iter().map(String::as_str).chain([opening]).max().unwrap_or_default();
    (
        earned + fen(&fields["opening_amount"]),
        i64::try_from(won.len() + sold.len()).unwrap()
            + fields["opening_deals"].as_i64().unwrap_or(0),
        [
            day(touches.iter().min()),
            last.to_owned(),
            day(talks.iter().max()),
            due.iter().min().cloned().unwrap_or_default(),
            won.iter().map(|deal| text(deal, "won_on")).max().unwrap_or_default(),
        ],
        [i64::try_from(due.len()).unwrap(), i64::try_from(of("services").count()).unwrap()],
        (count != 0).then(|| average(scores.iter().sum())),
    )
}
