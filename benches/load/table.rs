//! The table that is printed.

use crate::drive::Measured;
use std::fmt::Write;
use std::io::Write as _;
use std::time::Duration;

#[derive(Default)]
pub struct Table {
    facts: Vec<(&'static str, String)>,
    rows: Vec<[String; 6]>,
}

const HEADINGS: [&str; 6] =
    ["what", "clients", "p50 ms", "p99 ms", "requests/s", "server CPU ms each"];

impl Table {
    /// A figure that stands alone.
    pub fn fact(&mut self, name: &'static str, figure: String) {
        let _ = writeln!(std::io::stderr(), "{name}: {figure}");
        self.facts.push((name, figure));
    }

    pub fn row(&mut self, name: &str, clients: usize, measured: &Measured) {
        self.put(name, clients.to_string(), measured);
    }

    /// Each question for the first time after the start.
    pub fn first(&mut self, name: &str, measured: &Measured) {
        self.put(name, "1, first time".to_owned(), measured);
    }

    /// Also tells it at once, since the table is whole only at the end.
    fn put(&mut self, name: &str, clients: String, measured: &Measured) {
        let row = [
            name.to_owned(),
            clients,
            number(measured.percentile(50)),
            number(measured.percentile(99)),
            format!("{:.0}", measured.per_second()),
            number(measured.processor_each()),
        ];
        let _ = std::io::stderr().write_all(line(row.each_ref().map(String::as_str)).as_bytes());
        self.rows.push(row);
    }

    pub fn markdown(&self) -> String {
        let mut out = "| what | figure |\n| --- | --- |\n".to_owned();
        for (name, figure) in &self.facts {
            let _ = writeln!(out, "| {name} | {figure} |");
        }
        let _ =
            writeln!(out, "\n| {} |\n| --- | --- | --: | --: | --: | --: |", HEADINGS.join(" | "));
        for row in &self.rows {
            let _ = writeln!(out, "| {} |", row.join(" | "));
        }
        out
    }

    pub fn plain(&self) -> String {
        let mut out = String::new();
        for (name, figure) in &self.facts {
            let _ = writeln!(out, "{name:<40} {figure}");
        }
        out += "\n";
        out += &line(HEADINGS);
        for row in &self.rows {
            out += &line(row.each_ref().map(String::as_str));
        }
        out
    }
}

fn line(cells: [&str; 6]) -> String {
    let [what, clients, p50, p99, rate, each] = cells;
    format!("{what:<36} {clients:<14} {p50:>8} {p99:>8} {rate:>11} {each:>19}\n")
}

fn number(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

pub fn milliseconds(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1e3)
}

pub fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}
