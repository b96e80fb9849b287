//! The customers that queries are drawn from: those that the server was filled with.

use crate::options::Options;
use anyhow::Result;
use std::collections::HashMap;
use zhike::boot;
use zhike::domain::demo;
use zhike::domain::value::Day;

/// Rows that are looked at.
const SEEN: usize = 100_000;

/// The seed of `zhike demo`.
const DEMO_SEED: u64 = 1;

#[derive(Clone, Default)]
pub struct Row {
    pub name: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub industry: String,
    pub level: String,
    pub source: String,
    pub remark: String,
}

pub fn rows(options: &Options) -> Result<Vec<Row>> {
    let Some(path) = &options.csv else { return Ok(made_up(options.customers)) };
    let mut reader = csv::Reader::from_path(path)?;
    let records = reader.deserialize::<HashMap<String, String>>().take(SEEN);
    records
        .map(|record| {
            let mut record = record?;
            let mut take = |key: &str| record.remove(key).unwrap_or_default();
            Ok(Row {
                name: take("name"),
                contact: take("contact"),
                phone: take("phone"),
                email: take("email"),
                industry: take("industry"),
                level: take("level"),
                source: take("source"),
                remark: take("remark"),
            })
        })
        .collect()
}

/// What `zhike demo` has filled an empty folder with.
fn made_up(customers: u64) -> Vec<Row> {
    let today = Day(i32::try_from(boot::now().0 / 86_400_000).unwrap_or_default());
    let row = |number: u64| {
        let made = demo::customer(DEMO_SEED, number, today);
        let text = |key: &str| made.get(key).unwrap_or_default().to_owned();
        Row {
            name: text("name"),
            contact: text("contact_name"),
            phone: text("phone"),
            email: text("email"),
            industry: text("industry"),
            level: text("level"),
            source: text("source"),
            remark: text("remark"),
        }
    };
    (1..=customers.min(SEEN as u64)).map(row).collect()
}
