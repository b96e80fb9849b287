//! Chromium under the hand of its driver: started on a free port, with a profile of its own, and ended with the story.

use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use tempfile::TempDir;
use thirtyfour::ChromeCapabilities;
use thirtyfour::ChromiumLikeCapabilities;
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::WebDriver;

const CHROMIUM: [&str; 3] =
    ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";

const FLAGS: [&str; 12] = [
    // The authority of the house is new at each start, and nobody is there to click on.
    "--ignore-certificate-errors",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
    "--force-prefers-reduced-motion",
];

pub struct Driver {
    pub web: WebDriver,
    process: Child,
    _profile: TempDir,
}

impl Driver {
    pub async fn start() -> Result<Driver> {
        let chromium = CHROMIUM.into_iter().find(|path| Path::new(path).exists());
        let Some(chromium) = chromium.filter(|_| Path::new(CHROMEDRIVER).exists()) else {
            bail!("Chromium and its driver are missing: run tests/run, which installs them");
        };
        let (process, port) = started()?;
        let profile = tempfile::tempdir()?;
        let mut wanted = ChromeCapabilities::new();
        wanted.set_binary(chromium)?;
        for flag in FLAGS {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wanted.add_arg("--window-size=1440,900")?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let web = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        Ok(Driver { web, process, _profile: profile })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser ends with its session; a driver that is killed leaves it behind.
        let session = format!("{}session/{}", self.web.server_url(), self.web.session_id());
        let _ = ureq::delete(session).call();
        let _ = self.web.clone().leak();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The driver and its port. Of many that start at once, one may find its port taken by another.
fn started() -> Result<(Child, u16)> {
    let mut last = None;
    for _ in 0..3 {
        let mut process = Command::new(CHROMEDRIVER)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the driver of Chromium starts")?;
        match port(&mut process) {
            Ok(port) => return Ok((process, port)),
            Err(error) => last = Some(error),
        }
        let _ = process.kill();
        let _ = process.wait();
    }
    Err(last.unwrap_or_else(|| anyhow::anyhow!("no driver")))
}

/// The port that the driver has taken, from what it says at its start.
fn port(process: &mut Child) -> Result<u16> {
    let out = process.stdout.take().context("its output")?;
    for line in BufReader::new(out).lines() {
        let line = line?;
        let Some((_, rest)) = line.split_once("started successfully on port ") else { continue };
        return rest.trim_end_matches('.').parse().context("a port");
    }
    bail!("the driver of Chromium ended before it listened")
}
