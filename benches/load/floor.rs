//! What the machine gives at best: syncs of the disk, and commits of the bare store.

use crate::server::Place;
use crate::table::Table;
use anyhow::Result;
use redb::Database;
use redb::TableDefinition;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

/// What one new customer puts into the store: table, bytes of the key, bytes of the value, pairs.
const PUT: [(&str, usize, usize, u64); 7] = [
    ("meta", 5, 100, 1),
    ("rows", 9, 640, 1),
    ("keys", 8, 68, 1),
    ("lookups", 25, 0, 4),
    ("journal", 8, 140, 1),
    ("system", 33, 40, 1),
    ("trail", 17, 0, 1),
];

/// Customers that the bare store holds before it is measured.
const HELD: u64 = 50_000;

/// Bytes that are written before each sync.
const BLOCK: usize = 4_096;

type Definition<'a> = TableDefinition<'a, &'static [u8], &'static [u8]>;

pub fn measure(place: &Place, time: Duration, table: &mut Table) -> Result<()> {
    let syncs = syncs(place, time.min(Duration::from_secs(3)))?;
    table.fact("fdatasync of the disk", format!("{syncs:.0}/s"));
    let commits = commits(place, time)?;
    table.fact("bare redb, the same bytes and tables", format!("{commits:.0} commits/s"));
    Ok(())
}

fn syncs(place: &Place, time: Duration) -> Result<f64> {
    let mut file = tempfile::tempfile_in(place.folder())?;
    let block = [7; BLOCK];
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < time {
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

fn commits(place: &Place, time: Duration) -> Result<f64> {
    let folder = tempfile::tempdir_in(place.folder())?;
    let db =
        Database::builder().set_cache_size(64 << 20).create(folder.path().join("bare.redb"))?;
    for from in (0..HELD).step_by(5_000) {
        commit(&db, from..from + 5_000)?;
    }
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < time {
        commit(&db, HELD + count..HELD + count + 1)?;
        count += 1;
    }
    Ok(count as f64 / began.elapsed().as_secs_f64())
}

fn commit(db: &Database, customers: std::ops::Range<u64>) -> Result<()> {
    let mut txn = db.begin_write()?;
    txn.set_two_phase_commit(true);
    for (name, key_bytes, value_bytes, pairs) in PUT {
        let mut open = txn.open_table(Definition::new(name))?;
        let value = vec![0x5a; value_bytes];
        for customer in customers.clone() {
            for pair in 0..pairs {
                open.insert(key(name, key_bytes, customer, pair).as_slice(), value.as_slice())?;
            }
        }
    }
    Ok(txn.commit()?)
}

/// Rising numbers, but one key of `meta` and hashes in `lookups`.
fn key(name: &str, bytes: usize, customer: u64, pair: u64) -> Vec<u8> {
    let number = match name {
        "meta" => 0,
        "system" => customer % 64,
        "lookups" => (customer * 4 + pair + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
        _ => customer,
    };
    let mut key = number.to_be_bytes().to_vec();
    key.resize(bytes, 0x33);
    key
}
