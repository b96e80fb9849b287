//! A small HTTP/1.1 client that keeps its connection: it shares the processors with the server.

use anyhow::Context;
use anyhow::Result;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::time::Duration;

/// The first line of a request, and its body.
#[derive(Clone)]
pub struct Call {
    line: String,
    body: String,
}

pub fn get(path: &str, query: &str) -> Call {
    Call { line: format!("GET {path}?{query} HTTP/1.1\r\n"), body: String::new() }
}

pub fn post(path: &str, body: String) -> Call {
    Call { line: format!("POST {path} HTTP/1.1\r\n"), body }
}

/// `version`: the one that is changed.
pub fn patch(path: &str, version: u64, body: String) -> Call {
    Call { line: format!("PATCH {path} HTTP/1.1\r\nIf-Match: \"{version}\"\r\n"), body }
}

pub struct Client {
    stream: TcpStream,
    head: String,
    sent: Vec<u8>,
    got: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr, token: &str) -> Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let head = format!("Host: {address}\r\nAuthorization: Bearer {token}\r\n");
        Ok(Client { stream, head, sent: Vec::new(), got: Vec::with_capacity(64 * 1024) })
    }

    /// The status and the body.
    pub fn call(&mut self, call: &Call) -> Result<(u16, &[u8])> {
        self.sent.clear();
        self.sent.extend_from_slice(call.line.as_bytes());
        self.sent.extend_from_slice(self.head.as_bytes());
        if !call.body.is_empty() {
            write!(
                self.sent,
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                call.body.len()
            )?;
        }
        self.sent.extend_from_slice(b"\r\n");
        self.sent.extend_from_slice(call.body.as_bytes());
        self.stream.write_all(&self.sent)?;
        self.answer()
    }

    fn answer(&mut self) -> Result<(u16, &[u8])> {
        self.got.clear();
        let mut chunk = [0; 32 * 1024];
        let mut end = None;
        loop {
            let count = self.stream.read(&mut chunk)?;
            anyhow::ensure!(0 < count, "the server hung up");
            let from = self.got.len().saturating_sub(3);
            self.got.extend_from_slice(&chunk[..count]);
            if end.is_none() {
                let blank = self.got[from..].windows(4).position(|four| four == b"\r\n\r\n");
                end = blank.map(|at| from + at + 4).map(|at| (at, length(&self.got[..at])));
            }
            if let Some((at, length)) = end {
                let length = length.context("an answer without a length")?;
                if at + length <= self.got.len() {
                    let status = std::str::from_utf8(&self.got[9..12])?.parse()?;
                    return Ok((status, &self.got[at..at + length]));
                }
            }
        }
    }
}

fn length(head: &[u8]) -> Option<usize> {
    let lines = std::str::from_utf8(head).ok()?.lines();
    let mut pairs = lines.filter_map(|line| line.split_once(':'));
    let (_, value) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    value.trim().parse().ok()
}
