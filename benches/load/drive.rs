//! One row of the table: so many clients ask for a while, and every answer is timed.

use crate::client::Call;
use crate::client::Client;
use crate::client::post;
use crate::data::Row;
use crate::server::Server;
use anyhow::Result;
use serde_json::json;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// Requests of one row, at most.
const MOST: usize = 100_000;

pub struct Round {
    pub name: &'static str,
    /// The first time that each question is asked is shown apart.
    pub first_time: bool,
    calls: Vec<Call>,
    /// Each call is made once: it makes something.
    once: bool,
}

impl Round {
    pub const CREATE: &str = "create, durable";

    pub fn asked(name: &'static str, first_time: bool, calls: Vec<Call>) -> Round {
        Round { name, first_time, calls, once: false }
    }

    pub fn creates(rows: &[Row]) -> Round {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let usable = |row: &&Row| plain(&row.phone) && row.email.is_ascii();
        let calls = rows.iter().filter(usable).map(|row| {
            let fields = json!({
                "name": row.name,
                "contact_name": row.contact,
                "phone": row.phone,
                "email": row.email,
                "industry": row.industry,
                "source": row.source,
                "remark": row.remark,
            });
            post("/api/v1/customers", fields.to_string())
        });
        Round { name: Round::CREATE, first_time: false, calls: calls.collect(), once: true }
    }
}

pub struct Measured {
    /// Ascending.
    pub times: Vec<Duration>,
    pub took: Duration,
    /// Of the server.
    pub processor: Duration,
}

impl Measured {
    /// `part`: of 100.
    pub fn percentile(&self, part: usize) -> Duration {
        let at = (self.times.len() * part).div_ceil(100).saturating_sub(1);
        self.times.get(at).copied().unwrap_or_default()
    }

    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    pub fn processor_each(&self) -> Duration {
        self.processor / u32::try_from(self.times.len().max(1)).unwrap_or(u32::MAX)
    }
}

/// Every question of the round one time, one after the other.
pub fn once(server: &Server, round: &Round) -> Result<Measured> {
    let mut client = server.client()?;
    let mut times = Vec::with_capacity(round.calls.len());
    let (began, before) = (Instant::now(), server.processor()?);
    for call in &round.calls {
        times.push(timed(&mut client, call)?);
    }
    let (took, processor) = (began.elapsed(), server.processor()? - before);
    times.sort();
    Ok(Measured { times, took, processor })
}

/// `clients` ask the questions of the round in turn, until the time is over.
pub fn run(server: &Server, round: &Round, clients: usize, time: Duration) -> Result<Measured> {
    let most = if round.once { MOST.min(round.calls.len()) } else { MOST };
    let next = AtomicUsize::new(0);
    let connected: Result<Vec<Client>> = (0..clients).map(|_| server.client()).collect();
    let (began, before) = (Instant::now(), server.processor()?);
    let ask = |mut client: Client| -> Result<Vec<Duration>> {
        let mut times = Vec::new();
        while began.elapsed() < time {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if most <= at {
                break;
            }
            times.push(timed(&mut client, &round.calls[at % round.calls.len()])?);
        }
        Ok(times)
    };
    let all: Result<Vec<Vec<Duration>>> = std::thread::scope(|threads| {
        let running: Vec<_> =
            connected?.into_iter().map(|client| threads.spawn(|| ask(client))).collect();
        let join = |thread: std::thread::ScopedJoinHandle<Result<Vec<Duration>>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        running.into_iter().map(join).collect()
    });
    let mut times: Vec<Duration> = all?.into_iter().flatten().collect();
    let (took, processor) = (began.elapsed(), server.processor()? - before);
    times.sort();
    Ok(Measured { times, took, processor })
}

fn timed(client: &mut Client, call: &Call) -> Result<Duration> {
    let began = Instant::now();
    let (status, body) = client.call(call)?;
    let took = began.elapsed();
    let good = (200..300).contains(&status);
    anyhow::ensure!(good, "{status}: {}", String::from_utf8_lossy(body));
    Ok(took)
}
