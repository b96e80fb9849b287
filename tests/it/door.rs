//! What the stories about signing in share: a phone with codes, links, somebody at another address.

use crate::common::House;
use crate::outside::Answer;
use crate::outside::Browser;
use rustix::net::AddressFamily;
use rustix::net::SocketType;
use serde_json::Value;
use serde_json::json;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::time::Duration;
use zhike::crypto::totp;
use zhike::crypto::totp::Seed;

pub const MINUTE: Duration = Duration::from_secs(60);
pub const DAY: Duration = Duration::from_secs(86_400);

/// An authenticator app.
pub struct Phone(Seed);

impl Phone {
    /// As somebody types the secret.
    pub fn of(secret: &str) -> Phone {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
        for letter in secret.chars() {
            bits = bits << 5 | u32::try_from(letters.find(letter).unwrap()).unwrap();
            held += 5;
            if 8 <= held {
                held -= 8;
                bytes.push((bits >> held) as u8);
                bits &= (1 << held) - 1;
            }
        }
        Phone(Seed::from_slice(&bytes).unwrap())
    }

    /// What it shows while the clock of the house is right.
    pub fn code(&self, house: &House) -> String {
        self.code_at(house.now_ms())
    }

    pub fn code_at(&self, ms: i64) -> String {
        self.0.code(totp::step_at(ms)).to_string()
    }

    /// Six digits that are the code of no step near this one.
    pub fn wrong(&self, house: &House) -> String {
        let near: Vec<String> =
            (-3..=3).map(|by| self.code_at(house.now_ms() + by * totp::STEP_MS)).collect();
        let mut all = (0..1_000_000).map(|code| format!("{code:06}"));
        all.find(|code| !near.contains(code)).unwrap()
    }
}

/// Sets a second factor up; the phone and the recovery codes.
pub fn enrol(browser: &mut Browser) -> (Phone, Vec<String>) {
    let begun = browser.ask("POST", "/session/factor", None);
    assert_eq!(begun.status, 201, "{begun:?}");
    let phone = Phone::of(begun.body["secret"].as_str().unwrap());
    let code = phone.code(browser.house);
    let path = "/session/factor/confirmations";
    let done = browser.ask("POST", path, Some(&json!({ "code": code })));
    assert_eq!(done.status, 201, "{done:?}");
    let codes = done.body["recovery"].as_array().unwrap();
    (phone, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

pub fn with_code(browser: &mut Browser, login: &str, password: &str, code: &str) -> Answer {
    let body = json!({ "login": login, "password": password, "code": code });
    browser.ask("POST", "/session", Some(&body))
}

pub fn step_up(browser: &mut Browser, show: &Value) -> Answer {
    browser.ask("POST", "/session/step-up", Some(show))
}

/// A person with the one role that there is; their id.
pub fn add(house: &House, login: &str, password: &str) -> String {
    let body = json!({ "login": login, "name": login, "password": password });
    let (status, user) = house.post("/users", &body);
    assert_eq!(status, 201, "{user}");
    user["id"].as_str().unwrap().to_owned()
}

/// Status and body of a post from another address of this machine, such as `127.0.0.2`.
pub fn post_from(house: &House, address: &str, path: &str, body: &Value) -> (u16, Value) {
    let host = house.url().trim_start_matches("http://");
    let there: SocketAddr = host.parse().unwrap();
    let here: SocketAddr = format!("{address}:0").parse().unwrap();
    let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    rustix::net::bind(&socket, &here).unwrap();
    rustix::net::connect(&socket, &there).unwrap();
    let mut stream = TcpStream::from(socket);
    let body = body.to_string();
    let head = format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    (crate::outside::status_of(&answer), serde_json::from_str(body).unwrap_or(Value::Null))
}
