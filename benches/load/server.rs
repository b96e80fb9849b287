//! The real binary at work: its verbs, its process and its folder.

use crate::client::Client;
use crate::client::get;
use crate::options::Options;
use anyhow::Context;
use anyhow::Result;
use rustix::process::Pid;
use rustix::process::Signal;
use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;

const PASSWORD: &[u8] = b"load-bench-4711";

/// Longest wait for a server to become ready.
const READY: Duration = Duration::from_secs(60);

/// Clock ticks a second in `/proc`: the same on every Linux.
const TICKS: u64 = 100;

/// A data folder and the binary that works on it.
pub struct Place {
    binary: PathBuf,
    data: PathBuf,
    _temporary: Option<TempDir>,
}

impl Place {
    pub fn take(options: &Options) -> Result<Place> {
        let binary = options.binary.clone();
        if let Some(data) = &options.data {
            return Ok(Place { binary, data: data.clone(), _temporary: None });
        }
        let temporary = tempfile::tempdir()?;
        let data = temporary.path().join("data");
        Ok(Place { binary, data, _temporary: Some(temporary) })
    }

    pub fn folder(&self) -> &Path {
        self.data.parent().unwrap_or(Path::new("."))
    }

    pub fn is_filled(&self) -> bool {
        self.data.join("zhike.redb").exists()
    }

    pub fn init(&self) -> Result<()> {
        let kit = self.data.with_file_name("recovery.txt");
        self.verb(&["init", "--yes", "--recovery-out", &kit.to_string_lossy()], b"")?;
        self.verb(&["user", "add", "admin", "--role", "系统管理员", "--password-stdin"], PASSWORD)?;
        Ok(())
    }

    pub fn token(&self) -> Result<String> {
        let told = self.verb(&["token", "create", "--user", "admin"], b"")?;
        Ok(told["token"].as_str().context("a token")?.to_owned())
    }

    /// The token of a seller, who is hired where there is none yet.
    pub fn seller(&self) -> Result<String> {
        let login = crate::seller::LOGIN;
        let add = ["user", "add", login, "--role", "销售代表", "--password-stdin"];
        let hired = self.verb(&add, PASSWORD);
        let told = self.verb(&["token", "create", "--user", login], b"");
        let told = told.map_err(|error| hired.err().unwrap_or(error))?;
        Ok(told["token"].as_str().context("a token")?.to_owned())
    }

    pub fn import(&self, kind: &str, csv: &Path) -> Result<Value> {
        self.verb(&["import", &csv.to_string_lossy(), "--kind", kind, "--new-options"], b"")
    }

    pub fn demo(&self, customers: u64) -> Result<Value> {
        self.verb(&["demo", "--customers", &customers.to_string()], b"")
    }

    /// Runs a verb to its end; the last line that it prints.
    fn verb(&self, words: &[&str], input: &[u8]) -> Result<Value> {
        let mut child = Command::new(&self.binary)
            .args(words)
            .args(["--json", "--data"])
            .arg(&self.data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| self.binary.display().to_string())?;
        child.stdin.take().context("standard input")?.write_all(input)?;
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        anyhow::ensure!(output.status.success(), "{}: {said}", words.join(" "));
        let last = said.lines().last().unwrap_or("null");
        Ok(serde_json::from_str(last).unwrap_or(Value::Null))
    }

    /// Bytes of all files.
    pub fn disk_bytes(&self) -> Result<u64> {
        let mut folders = vec![self.data.clone()];
        let mut total = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                match entry.metadata()? {
                    meta if meta.is_dir() => folders.push(entry.path()),
                    meta => total += meta.len(),
                }
            }
        }
        Ok(total)
    }
}

/// A running server.
pub struct Server {
    child: Child,
    address: SocketAddr,
    token: String,
}

/// Resident bytes.
pub struct Memory {
    pub now: u64,
    pub highest: u64,
}

impl Server {
    /// Returns when it is ready.
    pub fn start(place: &Place, token: &str) -> Result<Server> {
        let mut child = Command::new(&place.binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--json", "--log-level", "warn", "--data"])
            .arg(&place.data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("standard output")?).read_line(&mut line)?;
        let told: Value = serde_json::from_str(&line).context("the first line of the server")?;
        let url = told["url"].as_str().context("a url")?;
        let address = url.trim_start_matches("http://").parse()?;
        let server = Server { child, address, token: token.to_owned() };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&self) -> Result<()> {
        let began = Instant::now();
        let mut client = self.client()?;
        while client.call(&get("/readyz", ""))?.0 != 200 {
            anyhow::ensure!(began.elapsed() < READY, "the server does not become ready");
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Whose requests those of the clients are from now on.
    pub fn become_user(&mut self, token: &str) {
        token.clone_into(&mut self.token);
    }

    pub fn client(&self) -> Result<Client> {
        Client::connect(self.address, &self.token)
    }

    /// Time of the processors spent so far.
    pub fn processor(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(self.file("stat"))?;
        let after_name = stat.rsplit(')').next().context("stat")?;
        let mut numbers = after_name.split_whitespace().skip(11).map(str::parse::<u64>);
        let user = numbers.next().context("user time")??;
        let system = numbers.next().context("system time")??;
        Ok(Duration::from_millis((user + system) * 1_000 / TICKS))
    }

    pub fn memory(&self) -> Result<Memory> {
        let status = std::fs::read_to_string(self.file("status"))?;
        let bytes = |name: &str| -> Result<u64> {
            let line = status.lines().find(|line| line.starts_with(name)).context("status")?;
            let number = line.split_whitespace().nth(1).context("status")?;
            Ok(number.parse::<u64>()? * 1024)
        };
        Ok(Memory { now: bytes("VmRSS:")?, highest: bytes("VmHWM:")? })
    }

    fn file(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.id())
    }

    /// Asks it to end, and waits.
    pub fn stop(mut self) -> Result<()> {
        self.terminate();
        let status = self.child.wait()?;
        anyhow::ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }

    fn terminate(&self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // One that has gone already needs no signal.
            let _ = rustix::process::kill_process(pid, Signal::TERM);
        }
    }
}

impl Drop for Server {
    /// After a fault in the middle: it must not go on alone.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.terminate();
            let _ = self.child.wait();
        }
    }
}
