//! What the machine gives at best: syncs of the disk, and commits of the bare store.

use crate::server::Place;
use crate::table::Table;
use anyhow::Result;
use redb::Database;
use redb::TableDefinition;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;

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

/// Customers in a commit, when as many clients wait for it.
pub const GROUP: u64 = 32;

/// Bytes that are written before each sync.
const BLOCK: usize = 4_096;

type Definition<'a> = TableDefinition<'a, &'static [u8], &'static [u8]>;

/// `held`: customers that the bare store holds before it is measured.
pub fn measure(place: &Place, time: Duration, held: u64, table: &mut Table) -> Result<Bare> {
    let syncs = syncs(place, time.min(Duration::from_secs(3)))?;
    table.fact("fdatasync of the disk", format!("{syncs:.0}/s"));
    let mut bare = Bare::fill(place, held)?;
    let one = bare.rate(1, time)?;
    table.fact("bare redb, the same bytes and tables", format!("{one:.0} commits/s"));
    let many = bare.rate(GROUP, time)?;
    table.fact("bare redb, 32 customers in a commit", format!("{many:.0} customers/s"));
    Ok(bare)
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

/// A store without anything around it.
pub struct Bare {
    db: Database,
    next: u64,
    _folder: TempDir,
}

impl Bare {
    fn fill(place: &Place, held: u64) -> Result<Bare> {
        let folder = tempfile::tempdir_in(place.folder())?;
        let file = folder.path().join("bare.redb");
        let db = Database::builder().set_cache_size(64 << 20).create(file)?;
        for from in (0..held).step_by(5_000) {
            commit(&db, from..held.min(from + 5_000))?;
        }
        Ok(Bare { db, next: held, _folder: folder })
    }

    /// Customers a second, so many in each commit.
    pub fn rate(&mut self, group: u64, time: Duration) -> Result<f64> {
        let (began, first) = (Instant::now(), self.next);
        while began.elapsed() < time {
            commit(&self.db, self.next..self.next + group)?;
            self.next += group;
        }
        Ok((self.next - first) as f64 / began.elapsed().as_secs_f64())
    }
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
