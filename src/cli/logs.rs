//! The log: to standard error, about the program, never about customers.

use crate::config::LogFormat;
use std::io;
use tracing_subscriber::EnvFilter;

/// `level` is for the product's own lines; of the libraries only warnings are shown.
pub fn start(level: &str, format: LogFormat) {
    let libraries = if level == "error" { "error" } else { "warn" };
    let filter = EnvFilter::new(format!("{libraries},zhike={level}"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A second call, as tests make it, leaves the first one's log.
    let _ = match format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().try_init(),
    };
}
