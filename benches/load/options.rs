//! What the bench is asked for on its command line.

use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Parser)]
pub struct Options {
    /// How many customers; with --csv the file decides
    #[arg(long, default_value_t = 100_000)]
    pub customers: u64,
    /// Customers to import; made up without it
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Follow-ups of those customers, to import after them
    #[arg(long, value_name = "FILE")]
    pub followups: Option<PathBuf>,
    /// Deals of those customers
    #[arg(long, value_name = "FILE")]
    pub deals: Option<PathBuf>,
    /// Data folder to use and keep; one that is filled already is not filled again
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Longest time of one row of the table, in seconds
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=10))]
    pub seconds: u64,
    /// Customers on one page
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    /// Only rows whose name holds this
    #[arg(long)]
    pub rows: Option<String>,
    /// Leave out the rates of the bare disk and the bare store
    #[arg(long)]
    pub no_floor: bool,
    /// Customers that the bare store holds before it is measured
    #[arg(long, default_value_t = 50_000)]
    pub held: u64,
    /// The table as Markdown
    #[arg(long)]
    pub markdown: bool,
    /// The server to measure
    #[arg(long, default_value = env!("CARGO_BIN_EXE_zhike"))]
    pub binary: PathBuf,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}
