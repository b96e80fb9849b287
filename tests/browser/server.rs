//! The real binary on a fresh folder and a free port, as a newcomer or as a company that is set up.

use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;
use std::io::BufRead;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use tempfile::TempDir;

pub const LOGIN: &str = "admin";
pub const PASSWORD: &str = "溯洄从之，道阻且长。";

pub struct Server {
    process: Child,
    /// `http://127.0.0.1:PORT`, or with `https` and `localhost`.
    pub origin: String,
    /// What a newcomer is told to open.
    pub first_url: String,
    /// The session of the first administrator; empty until somebody has set up.
    pub cookie: String,
    folder: TempDir,
}

/// The binary under test; the runner may name another place for it.
fn binary() -> PathBuf {
    std::env::var_os("CARGO_BIN_EXE_zhike")
        .map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_zhike")), PathBuf::from)
}

impl Server {
    /// Starts on an empty folder and reads what a newcomer reads, up to the address.
    pub fn fresh() -> Result<Server> {
        Server::start("127.0.0.1:0", "http://127.0.0.1:")
    }

    /// The same, open to the network: over TLS, with the authority of the house.
    pub fn on_the_network() -> Result<Server> {
        Server::start("0.0.0.0:0", "https://localhost:")
    }

    fn start(listen: &str, said: &str) -> Result<Server> {
        let folder = tempfile::tempdir()?;
        let mut process = Command::new(binary())
            .args(["serve", "--listen", listen, "--log-level", "error", "--data"])
            .arg(folder.path().join("data"))
            .stdout(Stdio::piped())
            .spawn()
            .context("the binary starts")?;
        let out = process.stdout.take().context("its output")?;
        let mut lines = BufReader::new(out).lines();
        let first_url = loop {
            let line = lines.next().context("an address on standard output")??;
            if let Some(at) = line.find(said) {
                break line[at..].trim().to_owned();
            }
        };
        let origin = first_url.split("/#").next().unwrap_or_default().to_owned();
        Ok(Server { process, origin, first_url, cookie: String::new(), folder })
    }

    /// A company that has its administrator.
    pub fn set_up() -> Result<Server> {
        let mut server = Server::fresh()?;
        let token = server.first_url.split("token=").nth(1).context("a token in the address")?;
        let body = json!({
            "token": token, "company": "杭州恒泰商贸有限公司", "name": "王敏", "login": LOGIN,
            "password": PASSWORD,
        });
        let answer = ureq::post(format!("{}/api/v1/setup", server.origin)).send_json(body)?;
        let set = answer.headers().get("set-cookie").context("a cookie")?.to_str()?;
        server.cookie = set.split(';').next().unwrap_or_default().to_owned();
        Ok(server)
    }

    /// Made-up customers, by the command that the product has for it.
    pub fn with_demo(customers: u32) -> Result<Server> {
        let server = Server::set_up()?;
        let status = Command::new(binary())
            .args(["demo", "--customers", &customers.to_string(), "--data"])
            .arg(server.folder.path().join("data"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !status.success() {
            bail!("zhike demo ended with {status}");
        }
        Ok(server)
    }

    /// The cookie of somebody else.
    pub fn sign_in(&self, login: &str, password: &str) -> Result<String> {
        let body = json!({ "login": login, "password": password });
        let url = format!("{}/api/v1/session", self.origin);
        let answer = ureq::post(url).header("origin", &self.origin).send_json(body)?;
        let set = answer.headers().get("set-cookie").context("a cookie")?.to_str()?;
        Ok(set.split(';').next().unwrap_or_default().to_owned())
    }

    /// A number of `/metrics`.
    pub fn metric(&self, name: &str) -> Result<u64> {
        let text =
            ureq::get(format!("{}/metrics", self.origin)).call()?.body_mut().read_to_string()?;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(line.with_context(|| format!("no {name}"))?.parse()?)
    }

    /// A call of the API as the administrator.
    pub fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.post_as(&self.cookie, path, body)
    }

    /// The same as whoever has this cookie.
    pub fn post_as(&self, cookie: &str, path: &str, body: Value) -> Result<Value> {
        let mut answer = ureq::post(format!("{}/api/v1{path}", self.origin))
            .header("cookie", cookie)
            .header("origin", &self.origin)
            .send_json(body)?;
        Ok(answer.body_mut().read_json()?)
    }

    /// A file for import, as it would be sent by the page; the id of the import.
    pub fn upload(&self, name: &str, bytes: &[u8]) -> Result<String> {
        let mut answer = ureq::post(format!("{}/api/v1/imports?kind=customers", self.origin))
            .query("name", name)
            .header("cookie", &self.cookie)
            .header("origin", &self.origin)
            .header("content-type", "application/octet-stream")
            .send(bytes)?;
        let made: Value = answer.body_mut().read_json()?;
        Ok(made["id"].as_str().context("an id")?.to_owned())
    }

    /// What the administrator is answered.
    pub fn get(&self, path: &str) -> Result<Value> {
        let mut answer = ureq::get(format!("{}/api/v1{path}", self.origin))
            .header("cookie", &self.cookie)
            .call()?;
        Ok(answer.body_mut().read_json()?)
    }

    /// A file of a customer, as the page would send it.
    pub fn attach(&self, customer: &str, name: &str, media: &str, bytes: &[u8]) -> Result<Value> {
        let url = format!("{}/api/v1/customers/{customer}/attachments", self.origin);
        let mut answer = ureq::post(url)
            .query("name", name)
            .header("cookie", &self.cookie)
            .header("origin", &self.origin)
            .header("content-type", media)
            .send(bytes)?;
        Ok(answer.body_mut().read_json()?)
    }

    /// A change of the first version of a record, as the administrator.
    pub fn patch(&self, path: &str, body: Value) -> Result<Value> {
        let mut answer = ureq::patch(format!("{}/api/v1{path}", self.origin))
            .header("cookie", &self.cookie)
            .header("origin", &self.origin)
            .header("if-match", "\"1\"")
            .send_json(body)?;
        Ok(answer.body_mut().read_json()?)
    }

    pub fn delete(&self, path: &str) -> Result<()> {
        ureq::delete(format!("{}/api/v1{path}", self.origin))
            .header("cookie", &self.cookie)
            .header("origin", &self.origin)
            .header("if-match", "\"1\"")
            .call()?;
        Ok(())
    }

    /// A customer with what is needed at least, and these fields besides.
    pub fn customer(&self, name: &str, more: Value) -> Result<String> {
        let mut body = json!({ "name": name, "industry": "制造业", "phone": "13812345678" });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let made = self.post("/customers", body)?;
        Ok(made["id"].as_str().context("an id")?.to_owned())
    }

    /// A place for files to upload, gone with the server.
    pub fn file(&self, name: &str, bytes: &[u8]) -> Result<String> {
        use std::io::Write;
        let path = self.folder.path().join(name);
        std::fs::File::create(&path)?.write_all(bytes)?;
        Ok(path.to_string_lossy().into_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
