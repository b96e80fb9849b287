//! A reader of server-sent events over a bare connection, as a browser's `EventSource` is one.

use crate::common::House;
use crate::outside::socket;
use crate::outside::status_of;
use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// What must come is waited for this long: a page that is open shows it within a second.
pub const SOON: Duration = Duration::from_secs(1);

/// What must not come is waited for this long.
pub const QUIET: Duration = Duration::from_millis(600);

#[derive(Debug, Clone)]
pub struct Event {
    pub id: Option<u64>,
    /// `message` where it has no name.
    pub name: String,
    pub data: Value,
}

pub struct Events {
    pub status: u16,
    stream: TcpStream,
    events: mpsc::Receiver<Event>,
}

impl Events {
    /// `query` as it stands behind the path; `headers` say who asks.
    pub fn open(house: &House, query: &str, headers: &[(&str, &str)]) -> Events {
        let mut stream = socket(house);
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let host = house.url().trim_start_matches("http://");
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!("GET /api/v1/journal{query} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let status = status_of(&line);
        let (sender, events) = mpsc::channel();
        std::thread::spawn(move || read(reader, &sender));
        Events { status, stream, events }
    }

    pub fn of_token(house: &House, token: &str, query: &str) -> Events {
        Events::open(house, query, &[("Authorization", &format!("Bearer {token}"))])
    }

    pub fn of_cookie(house: &House, cookie: &str, query: &str) -> Events {
        Events::open(house, query, &[("Cookie", &format!("zhike={cookie}"))])
    }

    /// The next one that is no ping.
    pub fn next(&self) -> Event {
        loop {
            let event = self.events.recv_timeout(SOON).expect("an event within a second");
            if event.name != "ping" {
                return event;
            }
        }
    }

    /// The next one of the journal.
    pub fn told(&self) -> Value {
        let mut event = self.next();
        while event.name == "notice" {
            event = self.next();
        }
        assert_eq!(event.name, "message", "{event:?}");
        assert_eq!(event.id, event.data["seq"].as_u64(), "{event:?}");
        event.data
    }

    /// Reads the first one, and says how far the journal is by it.
    pub fn begun(self) -> Events {
        assert_eq!(self.status, 200);
        assert_eq!(self.next().name, "sync");
        self
    }

    /// Nothing of the journal comes.
    pub fn is_quiet(&self) {
        loop {
            match self.events.recv_timeout(QUIET) {
                Err(RecvTimeoutError::Timeout) => return,
                Ok(event) => assert_eq!(event.name, "notice", "{event:?}"),
                Err(RecvTimeoutError::Disconnected) => panic!("it has ended"),
            }
        }
    }

    /// Whether it ends within a second, with nothing told before.
    pub fn ends(&self) -> bool {
        loop {
            match self.events.recv_timeout(SOON) {
                Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
                Ok(event) => assert_ne!(event.name, "message", "{event:?}"),
            }
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

/// The lengths of the pieces that the answer came in look like no line of an event.
fn read(reader: impl Read, sender: &mpsc::Sender<Event>) {
    let fresh = || Event { id: None, name: "message".to_owned(), data: Value::Null };
    let mut event = fresh();
    for line in BufReader::new(reader).lines() {
        let Ok(line) = line else { return };
        if let Some(id) = line.strip_prefix("id: ") {
            event.id = id.parse().ok();
        } else if let Some(name) = line.strip_prefix("event: ") {
            name.clone_into(&mut event.name);
        } else if let Some(data) = line.strip_prefix("data: ") {
            event.data = serde_json::from_str(data).unwrap();
            if sender.send(std::mem::replace(&mut event, fresh())).is_err() {
                return;
            }
        } else if line == "0" {
            return;
        }
    }
}
