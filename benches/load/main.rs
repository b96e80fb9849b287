//! Load bench: fills the real server with customers and prints one table of how fast it answers.
//!
//! `cargo bench --bench load -- --customers 100000`. Bounded in time and count, loopback only.

mod about;
mod client;
mod data;
mod drive;
mod floor;
mod options;
mod queries;
mod seller;
mod server;
mod table;

use anyhow::Context;
use anyhow::Result;
use clap::Parser;
use drive::Round;
use floor::Bare;
use options::Options;
use queries::Queries;
use server::Place;
use server::Server;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;
use table::Table;

/// Clean starts that are timed; the median is shown.
const STARTS: usize = 5;

/// How often creates and the bare store are measured one after the other, and how long each.
const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(1);

fn main() -> Result<()> {
    let options = Options::parse();
    let place = Place::take(&options)?;
    let mut table = Table::default();
    table.fact("binary", table::megabytes(std::fs::metadata(&options.binary)?.len()));
    let mut bare = match options.no_floor {
        true => None,
        false => Some(floor::measure(&place, options.time(), options.held, &mut table)?),
    };
    fill(&options, &place, &mut table)?;
    let token = place.token()?;
    starts(&place, &token, &mut table)?;
    let rows = data::rows(&options)?;
    let queries = Queries::draw(&rows);
    let sellers = options.rows.as_deref().is_none_or(|only| "as a seller".contains(only));
    let seller = if sellers { Some(place.seller()?) } else { None };
    let mut server = Server::start(&place, &token)?;
    table.fact("memory before traffic", table::megabytes(server.memory()?.now));
    let rounds = queries.rounds(options.limit, options.rows.as_deref());
    for round in rounds.iter().filter(|round| round.first_time) {
        table.first(round.name, &drive::once(&server, round)?);
    }
    for round in &rounds {
        for clients in [1, 32] {
            table.row(round.name, clients, &drive::run(&server, round, clients, options.time())?);
        }
    }
    about::reads(&server, &place, &rows, &queries, &options, &mut table)?;
    if let Some(seller) = seller {
        table.fact("customers of the seller", seller::hand_over(&server)?.to_string());
        server.become_user(&seller);
        for round in &queries.rounds_of_seller(options.limit) {
            table.row(round.name, 1, &drive::run(&server, round, 1, options.time())?);
        }
        server.become_user(&token);
    }
    table.fact("memory after reads", table::megabytes(server.memory()?.now));
    if options.rows.as_deref().is_none_or(|only| Round::CREATE.contains(only)) {
        creates(&server, &rows, &options, &mut table)?;
        if let Some(bare) = &mut bare {
            in_turns(&server, &rows, bare, &mut table)?;
        }
    }
    let memory = server.memory()?;
    table.fact("memory under traffic, highest", table::megabytes(memory.highest));
    server.stop()?;
    table.fact("disk", table::megabytes(place.disk_bytes()?));
    let text = if options.markdown { table.markdown() } else { table.plain() };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

/// Customers from the file or made up, unless the folder has them already.
fn fill(options: &Options, place: &Place, table: &mut Table) -> Result<()> {
    if place.is_filled() {
        return Ok(());
    }
    place.init()?;
    let began = Instant::now();
    let made = match &options.csv {
        Some(csv) => {
            let report = place.import("customers", csv)?;
            let rejected = report["rejected"].as_u64().unwrap_or(0);
            anyhow::ensure!(rejected == 0, "{rejected} rows were rejected: {report}");
            report["created"].as_u64().context("the report of the import")?
        }
        None => {
            place.demo(options.customers)?;
            options.customers
        }
    };
    let seconds = began.elapsed().as_secs_f64();
    table.fact("customers", made.to_string());
    let rate = made as f64 / seconds;
    table.fact("import until durable and searchable", format!("{rate:.0} customers/s"));
    about::fill(options, place, table)
}

/// From the call until the server says that it is ready.
fn starts(place: &Place, token: &str, table: &mut Table) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let server = Server::start(place, token)?;
        times.push(began.elapsed());
        server.stop()?;
    }
    times.sort();
    table.fact("clean start until ready", table::milliseconds(times[STARTS / 2]));
    Ok(())
}

fn creates(
    server: &Server,
    rows: &[data::Row],
    options: &Options,
    table: &mut Table,
) -> Result<()> {
    let half = rows.len() / 2;
    for (clients, rows) in [(1, &rows[..half]), (32, &rows[half..])] {
        let round = Round::creates(rows);
        table.row(round.name, clients, &drive::run(server, &round, clients, options.time())?);
        // The index must have seen them before something else is measured.
        std::thread::sleep(Duration::from_secs(1));
    }
    Ok(())
}

/// Creates and bare commits in turns: what else the machine does then weighs on both.
fn in_turns(server: &Server, rows: &[data::Row], bare: &mut Bare, table: &mut Table) -> Result<()> {
    for (clients, rows) in [(1, &rows[..rows.len() / 2]), (32, &rows[rows.len() / 2..])] {
        let mut turns = Vec::new();
        for rows in rows.chunks(rows.len().div_ceil(TURNS)) {
            let one = bare.rate(1, TURN)?;
            let grouped = bare.rate(floor::GROUP, TURN)?;
            let made = drive::run(server, &Round::creates(rows), clients, TURN)?.per_second();
            turns.push((made / one, made / grouped));
        }
        let mut median = |of: fn(&(f64, f64)) -> f64| {
            turns.sort_by(|a, b| of(a).total_cmp(&of(b)));
            turns.get(turns.len() / 2).map_or(0.0, of)
        };
        let (one, grouped) = (median(|turn| turn.0), median(|turn| turn.1));
        let name = if clients == 1 { "creates of 1 client" } else { "creates of 32 clients" };
        let figure = format!("{one:.2} of its commits, {grouped:.2} of its 32 in a commit");
        table.fact(name, format!("{figure} (bare redb, in turns)"));
    }
    Ok(())
}
