//! What stories share beyond a house: requests just as they are given, browsers, raw sockets, files.

use crate::common::House;
use serde_json::Value;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::Weak;
use std::time::Duration;
use std::time::Instant;
use ureq::http::HeaderMap;

/// What stories that run at the same time share. A `static` is never dropped, and its server would
/// stay behind: this goes with the last story that holds it.
pub struct Shared<T> {
    make: fn() -> T,
    held: Mutex<Weak<T>>,
}

impl<T> Shared<T> {
    pub const fn new(make: fn() -> T) -> Shared<T> {
        Shared { make, held: Mutex::new(Weak::new()) }
    }

    pub fn get(&self) -> Arc<T> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.upgrade().unwrap_or_else(|| {
            let made = Arc::new((self.make)());
            *held = Arc::downgrade(&made);
            made
        })
    }
}

/// Everything that came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// `null` where it is no JSON.
    pub body: Value,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Of the first fault, or the last part of the problem's type.
    pub fn reason(&self) -> &str {
        let fault = self.body["faults"][0]["reason"].as_str();
        fault.unwrap_or_else(|| self.slug())
    }

    pub fn slug(&self) -> &str {
        self.body["type"].as_str().and_then(|text| text.strip_prefix("/problems/")).unwrap_or("")
    }

    pub fn id(&self) -> &str {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id: {self:?}"))
    }
}

/// One request with these headers alone; `path` as it stands in the request line.
pub fn plain(
    house: &House,
    method: &str,
    path: &str,
    body: &[u8],
    headers: &[(&str, &str)],
) -> Answer {
    let url = format!("{}{path}", house.url());
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(60)));
    let agent: ureq::Agent = config.build().into();
    let answer = match body.is_empty() {
        true => agent.run(request.body(()).unwrap()),
        false => agent.run(request.body(body).unwrap()),
    };
    let answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    let (head, body) = answer.into_parts();
    let text = body.into_with_config().limit(64 << 20).read_to_vec().unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status: head.status.as_u16(), headers: head.headers, body, text }
}

/// With the house's token.
pub fn ask(
    house: &House,
    method: &str,
    path: &str,
    body: Option<&Value>,
    more: &[(&str, &str)],
) -> Answer {
    with_token(house, &house.token, method, path, body, more)
}

pub fn with_token(
    house: &House,
    token: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
    more: &[(&str, &str)],
) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers =
        vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    headers.extend(more);
    let body = body.map(Value::to_string).unwrap_or_default();
    plain(house, method, &format!("/api/v1{path}"), body.as_bytes(), &headers)
}

/// Somebody at the page: a cookie, and what a browser sends by itself.
pub struct Browser<'h> {
    pub house: &'h House,
    pub cookie: String,
    /// Whether the page shows that it looks through other eyes, and says so.
    pub previews: bool,
}

impl<'h> Browser<'h> {
    pub fn of(house: &'h House) -> Browser<'h> {
        Browser::with(house, "")
    }

    pub fn with(house: &'h House, cookie: &str) -> Browser<'h> {
        Browser { house, cookie: cookie.to_owned(), previews: false }
    }

    pub fn signed_in(house: &'h House, login: &str, password: &str) -> Browser<'h> {
        let mut browser = Browser::of(house);
        let answer = browser.sign_in(login, password);
        assert_eq!(answer.status, 200, "{answer:?}");
        browser
    }

    pub fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "login": login, "password": password });
        self.ask("POST", "/session", Some(&body))
    }

    /// Keeps the cookie that comes back.
    pub fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let host = self.house.url().to_owned();
        let answer = self.ask_from(
            &[("origin", &host), ("sec-fetch-site", "same-origin")],
            method,
            path,
            body,
        );
        let set = answer.headers.get("set-cookie").map(|value| value.to_str().unwrap());
        if let Some((name, rest)) = set.and_then(|text| text.split_once('=')) {
            assert_eq!(name, "zhike");
            self.cookie = rest.split(';').next().unwrap_or_default().to_owned();
        }
        if ["/session", "/session/preview"].contains(&path) && answer.status == 200 {
            self.previews = !answer.body["preview"].is_null();
        }
        answer
    }

    /// With these headers in place of those of our own page.
    pub fn ask_from(
        &self,
        from: &[(&str, &str)],
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let cookie = format!("zhike={}", self.cookie);
        let mut headers = from.to_vec();
        if !self.cookie.is_empty() {
            headers.push(("cookie", &cookie));
        }
        if self.previews {
            headers.push(("zhike-preview", "1"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        plain(self.house, method, &format!("/api/v1{path}"), body.as_bytes(), &headers)
    }

    pub fn is_in(&self) -> bool {
        let status = self.ask_from(&[], "GET", "/session", None).status;
        assert!([200, 401].contains(&status), "{status}");
        status == 200
    }
}

/// A connection that says whatever it likes.
pub fn socket(house: &House) -> TcpStream {
    let stream = TcpStream::connect(house.url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// What comes back until the other side closes.
pub fn raw(house: &House, request: &[u8]) -> String {
    let mut stream = socket(house);
    // An answer may come, and the connection be closed, before everything is taken.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// The number in `HTTP/1.1 421 …`.
pub fn status_of(answer: &str) -> u16 {
    answer
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .unwrap_or_else(|| panic!("{answer:?}"))
}

/// The last entry of the journal: nothing was written while it stays the same.
pub fn head(house: &House) -> u64 {
    let answer = plain(house, "GET", "/metrics", b"", &[]);
    let line = answer.text.lines().find(|line| line.starts_with("zhike_journal_head "));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok())
        .unwrap_or_else(|| panic!("{answer:?}"))
}

/// `path?a=1&b=2`, escaped.
pub fn url(path: &str, query: &[(&str, &str)]) -> String {
    let pairs = query.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

pub fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A list that shows everything that is written by now.
pub fn list(house: &House, query: &[(&str, &str)]) -> Value {
    let after = head(house).to_string();
    let query: Vec<(&str, &str)> =
        query.iter().copied().chain([("after", after.as_str())]).collect();
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let answer = ask(house, "GET", &url("/customers", &query), None, &[]);
        match answer.status {
            503 if Instant::now() < until => {}
            200 => return answer.body,
            _ => panic!("{query:?}: {answer:?}"),
        }
    }
}

/// One member of each item of a list, in its order.
pub fn members<'v>(list: &'v Value, key: &str) -> Vec<&'v str> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["fields"][key].as_str().unwrap_or_default()).collect()
}

pub fn ids(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// A file as the page sends it.
pub fn upload(house: &House, name: &str, file: &[u8]) -> Answer {
    upload_of(house, "customers", name, file)
}

/// `kind`: what its rows are.
pub fn upload_of(house: &House, kind: &str, name: &str, file: &[u8]) -> Answer {
    let path = url("/api/v1/imports", &[("kind", kind), ("name", name)]);
    let bearer = format!("Bearer {}", house.token);
    let headers =
        [("authorization", bearer.as_str()), ("content-type", "application/octet-stream")];
    plain(house, "POST", &path, file, &headers)
}

/// Runs a staged import to its end, and returns it as it is then.
pub fn run_import(house: &House, id: &str) -> Value {
    let begun = ask(house, "POST", &format!("/imports/{id}/run"), None, &[]);
    assert_eq!(begun.status, 202, "{begun:?}");
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let job = house.get(&format!("/imports/{id}"));
        match job["state"].as_str() {
            Some("done" | "failed") => return job,
            _ => assert!(Instant::now() < until, "{job}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Uploads, amends, runs.
pub fn import(house: &House, name: &str, file: &[u8], amend: &Value) -> Value {
    import_of(house, "customers", name, file, amend)
}

/// The same for rows of any kind.
pub fn import_of(house: &House, kind: &str, name: &str, file: &[u8], amend: &Value) -> Value {
    let staged = upload_of(house, kind, name, file);
    assert_eq!(staged.status, 201, "{staged:?}");
    let path = format!("/imports/{}", staged.id());
    let amended = ask(house, "PATCH", &path, Some(amend), &[]);
    assert_eq!(amended.status, 200, "{amended:?}");
    run_import(house, staged.id())
}
