//! A house for a story: a folder of its own, the real program, a client that speaks JSON.

use crate::tools::mirror;
use serde_json::Value;
use serde_json::json;
use std::fs::File;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

pub const PASSWORD: &str = "石头 剪刀 布 2026";

/// A data folder, the first administrator, a token, and most of the time a running server.
pub struct House {
    folder: TempDir,
    pub token: String,
    /// Set for everything that runs here.
    pub env: Vec<(&'static str, String)>,
    server: Option<Server>,
}

struct Server {
    child: Child,
    url: String,
    _out: BufReader<std::process::ChildStdout>,
}

/// What a command answered.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The last line of the output.
    pub fn json(&self) -> Value {
        let line = self.out.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The refusal of a command that was called with `--json`.
    pub fn fault(&self) -> Value {
        let line = self.err.lines().last().unwrap_or_default();
        let value: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        value["error"].clone()
    }

    pub fn well(self) -> Ran {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

impl House {
    /// Only a folder: no store in it yet.
    pub fn empty() -> House {
        let folder = tempfile::Builder::new().prefix("zhike").tempdir().unwrap();
        House { folder, token: String::new(), env: Vec::new(), server: None }
    }

    /// Another house with the same store and keys; this one must not run.
    pub fn twin(&self) -> House {
        assert!(self.server.is_none(), "it is running");
        let mut twin = House::empty();
        twin.token = self.token.clone();
        mirror(&self.data(), &twin.data());
        mirror(&self.path("data-keys"), &twin.path("data-keys"));
        twin
    }

    /// A store with the administrator `admin`; nothing is running.
    pub fn closed() -> House {
        let mut house = House::empty();
        let kit = house.path("kit.txt");
        house.run(&["init", "--yes", "--recovery-out", kit.to_str().unwrap()]).well();
        let add = ["user", "add", "admin", "--role", "系统管理员", "--password-stdin"];
        house.run_with(&add, PASSWORD.as_bytes()).well();
        let token = house.run(&["token", "create", "--user", "admin", "--json"]).well().json();
        house.token = token["token"].as_str().unwrap().to_owned();
        house
    }

    pub fn new() -> House {
        let mut house = House::closed();
        house.serve();
        house
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything that the servers of this house have logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhike"));
        command.args(args).arg("--data").arg(self.data());
        command.env_clear().env("LC_ALL", "C").current_dir(self.folder.path());
        command.envs(self.env.iter().map(|(name, value)| (*name, value)));
        command.env("CLOCK_OFFSET_FILE", self.path("clock"));
        command
    }

    /// From now on the house's clock is ahead of the machine's by this; behind where it is negative.
    pub fn turn_clock(&self, offset: Duration, ahead: bool) {
        let ms = i64::try_from(offset.as_millis()).unwrap() * if ahead { 1 } else { -1 };
        let whole = self.path("clock.new");
        std::fs::write(&whole, ms.to_string()).unwrap();
        std::fs::rename(whole, self.path("clock")).unwrap();
    }

    /// The time at the house, in milliseconds.
    pub fn now_ms(&self) -> i64 {
        let offset = std::fs::read_to_string(self.path("clock")).unwrap_or_default();
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
        i64::try_from(now).unwrap() + offset.parse::<i64>().unwrap_or(0)
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        finish(self.command(args), input)
    }

    /// Starts the server, and returns the first line that it printed.
    pub fn serve(&mut self) -> Value {
        self.serve_with(&[])
    }

    pub fn serve_with(&mut self, more: &[&str]) -> Value {
        let first = self.serve_at("127.0.0.1:0", more, &[]);
        self.wait_until_ready();
        first
    }

    /// At this address, with these settings; whoever asks waits until it answers.
    pub fn serve_at(&mut self, listen: &str, more: &[&str], set: &[(&str, &str)]) -> Value {
        assert!(self.server.is_none(), "it is running");
        let log = File::options().create(true).append(true).open(self.path("log")).unwrap();
        let mut command = self.command(&["serve", "--listen", listen, "--json"]);
        let mut child = command
            .args(more)
            .envs(set.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let first: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}\n{}", self.log()));
        let url = first["url"].as_str().unwrap().to_owned();
        self.server = Some(Server { child, url, _out: out });
        first
    }

    fn wait_until_ready(&self) {
        for _ in 0..600 {
            if self.ask("GET", "/readyz", None, &[]).0 == 200 {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("not ready within 30 s\n{}", self.log());
    }

    /// Asks the server to stop, and returns its exit code.
    pub fn stop(&mut self) -> i32 {
        let mut server = self.server.take().expect("it is running");
        signal(&server.child, "TERM");
        server.child.wait().unwrap().code().unwrap_or(-1)
    }

    /// Sends a signal and does not wait for what comes of it.
    pub fn signal(&self, name: &str) {
        signal(&self.server.as_ref().expect("it is running").child, name);
    }

    /// As a power cut would: no goodbye.
    pub fn kill(&mut self) {
        let mut server = self.server.take().expect("it is running");
        server.child.kill().unwrap();
        server.child.wait().unwrap();
    }

    pub fn restart(&mut self) {
        assert_eq!(self.stop(), 0, "{}", self.log());
        self.serve();
    }

    pub fn url(&self) -> &str {
        &self.server.as_ref().expect("it is running").url
    }

    /// Status and body (`null` where it is no JSON) of one request with the house's token.
    /// `path` below `/api/v1` unless it is one of the paths for machines.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> (u16, Value) {
        let answer = self.send(method, path, body, headers);
        let status = answer.status().as_u16();
        let text = answer.into_body().with_config().limit(64 << 20).read_to_string().unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// The same with everything that came back.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> ureq::http::Response<ureq::Body> {
        let plain = ["/readyz", "/livez", "/metrics", "/api/"];
        let base = if plain.iter().any(|known| path.starts_with(known)) { "" } else { "/api/v1" };
        let url = format!("{}{base}{path}", self.url());
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let agent = agent();
        match body {
            None => agent.run(request.body(()).unwrap()).unwrap(),
            Some(body) => {
                let request = request.header("content-type", "application/json");
                agent.run(request.body(body.to_string()).unwrap()).unwrap()
            }
        }
    }

    pub fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, None, &[]);
        assert_eq!(status, 200, "GET {path}: {body}");
        body
    }

    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, Some(body), &[])
    }

    /// A customer with what every customer must have, and `more`; its answer.
    pub fn customer(&self, name: &str, more: &Value) -> Value {
        let mut body = json!({ "name": name, "industry": "制造业", "phone": "13800138000" });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let (status, answer) = self.post("/customers", &body);
        assert_eq!(status, 201, "{answer}");
        answer
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let last = log.lines().count().saturating_sub(60);
            log.lines().skip(last).for_each(|line| eprintln!("{line}"));
        }
        if let Some(mut server) = self.server.take() {
            let _ = server.child.kill();
            let _ = server.child.wait();
        }
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// Runs a command to its end, with this on its standard input.
pub fn finish(mut command: Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A command that refuses at once does not read it.
    let fed = std::thread::spawn(move || stdin.write_all(&input));
    let done = child.wait_with_output().unwrap();
    let _ = fed.join();
    Ran {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

pub fn signal(child: &Child, name: &str) {
    let number = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &number]).status().unwrap();
    assert!(sent.success());
}

/// Every file below a folder with its content, to see that a refusal touched nothing. Locks are
/// left out: they are made to be taken.
pub fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(contents(&path));
        } else if path.file_name().is_some_and(|name| name != "lock") {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}
