//! What a person does on a page, each step waiting until the page is there; a step that fails says what was on the screen.

use crate::driver::Driver;
use crate::server::Server;
use anyhow::Context;
use anyhow::Result;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use thirtyfour::Key;
use thirtyfour::WebElement;
use thirtyfour::WindowHandle;
use tokio::time::Instant;
use tokio::time::sleep;

/// Longest that a step waits for the page.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(40);
/// How long something must keep its place before it is taken up.
const STILL: Duration = Duration::from_millis(400);

/// Counts breaches of the content security policy on every document from its beginning.
const WATCH: &str = "window.__breaches = [];
    addEventListener('securitypolicyviolation', (e) => window.__breaches.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));";

/// Elements in sight by selector and text; a label's control by the label's words.
const HELPERS: &str = "
    const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
    const words = (e) => [e.innerText, e.value, e.getAttribute('aria-label')].join(' ').replace(/\\s+/g, ' ');
    const all = (css, text) => [...document.querySelectorAll(css)].filter((e) => seen(e) && words(e).includes(text || ''));
    const top = () => [...document.querySelectorAll('dialog[open]')].pop() || document;
    const labelled = (text) => [...top().querySelectorAll('label')].filter((e) => seen(e) && e.innerText.trim().startsWith(text)).map((e) => e.control).find((e) => e);
    ";

pub struct Page {
    driver: Driver,
    origin: String,
    /// Refusals that the story provokes: the browser logs each as a failed request.
    refusals: Vec<&'static str>,
}

impl Page {
    /// A browser that has not been here before.
    pub async fn stranger(server: &Server) -> Result<Page> {
        let driver = Driver::start().await?;
        let watch = json!({ "source": WATCH });
        driver.web.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", watch).await?;
        // A device in another zone than the firm: the page shows the firm's time all the same.
        let zone = json!({ "timezoneId": "America/New_York" });
        driver.web.cdp().send_raw("Emulation.setTimezoneOverride", zone).await?;
        // Nobody is signed in at first: the page asks who it is, and is told so.
        let refusals = vec![
            "/api/v1/session - Failed to load resource: the server responded with a status of 401",
        ];
        Ok(Page { driver, origin: server.origin.clone(), refusals })
    }

    /// A browser in which the administrator is signed in, at this place.
    pub async fn signed_in(server: &Server, place: &str) -> Result<Page> {
        Page::with_cookie(server, &server.cookie, place).await
    }

    /// The same for whoever has this cookie.
    pub async fn with_cookie(server: &Server, cookie: &str, place: &str) -> Result<Page> {
        let page = Page::stranger(server).await?;
        let (name, value) = cookie.split_once('=').context("a cookie")?;
        let cookie = json!({ "name": name, "value": value, "url": server.origin });
        page.driver.web.cdp().send_raw("Network.setCookie", cookie).await?;
        page.go(place).await?;
        Ok(page)
    }

    pub async fn open(&self, url: &str) -> Result<()> {
        Ok(self.driver.web.goto(url).await?)
    }

    /// Loads a place such as `#/customers` afresh.
    pub async fn go(&self, place: &str) -> Result<()> {
        self.open("about:blank").await?;
        self.open(&format!("{}/{place}", self.origin)).await
    }

    /// The window that is being looked at.
    pub async fn window(&self) -> Result<WindowHandle> {
        Ok(self.driver.web.window().await?)
    }

    /// Opens a place in another window of the same browser, and looks at it.
    pub async fn new_window(&self, place: &str) -> Result<WindowHandle> {
        let window = self.driver.web.new_tab().await?;
        self.driver.web.switch_to_window(window.clone()).await?;
        self.open(&format!("{}/{place}", self.origin)).await?;
        Ok(window)
    }

    /// Closes a window and looks at another.
    pub async fn close_window(&self, window: &WindowHandle, next: &WindowHandle) -> Result<()> {
        self.driver.web.switch_to_window(window.clone()).await?;
        self.driver.web.close_window().await?;
        Ok(self.driver.web.switch_to_window(next.clone()).await?)
    }

    /// Waits for something that is not on the page.
    pub async fn until_true(&self, holds: impl Fn() -> Result<bool>) -> Result<()> {
        let began = Instant::now();
        while !holds()? {
            if PATIENCE < began.elapsed() {
                return self.lost("something elsewhere").await;
            }
            sleep(LOOK).await;
        }
        Ok(())
    }

    /// Follows a link to a place of the same page.
    pub async fn turn_to(&self, place: &str) -> Result<()> {
        self.js(&format!("location.hash = {};", json!(place))).await?;
        // The page of an address is drawn in the frame after it.
        self.settle().await
    }

    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver.web.refresh().await?)
    }

    pub async fn back(&self) -> Result<()> {
        Ok(self.driver.web.back().await?)
    }

    /// The part of the address behind the origin.
    pub async fn place(&self) -> Result<String> {
        let url = self.driver.web.current_url().await?;
        Ok(format!("#{}", url.fragment().unwrap_or_default()))
    }

    pub async fn js(&self, script: &str) -> Result<Value> {
        let answer = self.driver.web.execute(format!("{HELPERS}{script}"), vec![]).await?;
        Ok(answer.json().clone())
    }

    /// Waits until a condition of the page holds.
    pub async fn until(&self, condition: &str) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.js(&format!("return Boolean({condition});")).await? == json!(true) {
                return Ok(());
            }
            sleep(LOOK).await;
        }
        self.lost(condition).await
    }

    /// Waits for something in sight that has this text in it; `""` for any.
    pub async fn see(&self, css: &str, text: &str) -> Result<()> {
        self.until(&format!("all({}, {}).length", json!(css), json!(text))).await
    }

    pub async fn gone(&self, css: &str, text: &str) -> Result<()> {
        self.until(&format!("all({}, {}).length === 0", json!(css), json!(text))).await
    }

    /// All the text of the first element in sight.
    pub async fn text(&self, css: &str) -> Result<String> {
        self.see(css, "").await?;
        let found = self.js(&format!("return words(all({})[0]);", json!(css))).await?;
        Ok(found.as_str().unwrap_or_default().to_owned())
    }

    async fn element(&self, finder: &str) -> Result<WebElement> {
        self.until(finder).await?;
        let found = self.driver.web.execute(format!("{HELPERS}return {finder};"), vec![]).await?;
        Ok(found.element()?)
    }

    /// Presses with the mouse, again where the page moved under it.
    async fn press_on(&self, finder: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            let pressed = match self.element(finder).await?.click().await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if PATIENCE < began.elapsed() {
                return self.lost(&format!("{finder} cannot be pressed: {pressed}")).await;
            }
            sleep(LOOK).await;
        }
    }

    pub async fn click(&self, css: &str, text: &str) -> Result<()> {
        self.press_on(&format!("all({}, {})[0]", json!(css), json!(text))).await
    }

    /// Takes an element up with the mouse and lets it go over another.
    pub async fn drag(&self, css: &str, text: &str, onto: &str) -> Result<()> {
        self.settle().await?;
        let finder = format!("all({}, {})[0]", json!(css), json!(text));
        // What has just been asked for again may still change places under the hand.
        let place = format!("const at = {finder}.getBoundingClientRect(); return [at.x, at.y];");
        self.until(&finder).await?;
        let mut before = self.js(&place).await?;
        loop {
            sleep(STILL).await;
            let now = self.js(&place).await?;
            if now == before {
                break;
            }
            before = now;
        }
        let from = self.element(&finder).await?;
        let to = self.element(&format!("all({}, '')[0]", json!(onto))).await?;
        let hand = self.driver.web.action_chain().drag_and_drop_element(&from, &to);
        Ok(hand.perform().await?)
    }

    /// Picks an option of a native list by its text.
    pub async fn choose(&self, label: &str, option: &str) -> Result<()> {
        let finder = format!(
            "[...(labelled({}) || {{}}).options || []].find((o) => o.text.includes({}))",
            json!(label),
            json!(option)
        );
        self.press_on(&finder).await
    }

    /// Picks an option of a native list that a selector finds.
    pub async fn pick(&self, css: &str, option: &str) -> Result<()> {
        let finder = format!(
            "[...(all({}, '')[0] || {{}}).options || []].find((o) => o.text.includes({}))",
            json!(css),
            json!(option)
        );
        self.press_on(&finder).await
    }

    /// Types into the control of a label, in place of what stood there.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let control = self.element(&format!("labelled({})", json!(label))).await?;
        control.clear().await?;
        Ok(control.send_keys(text).await?)
    }

    /// Types where the focus is, key by key.
    pub async fn type_keys(&self, text: &str) -> Result<()> {
        Ok(self.driver.web.action_chain().send_keys(text).perform().await?)
    }

    pub async fn press(&self, key: Key) -> Result<()> {
        Ok(self.driver.web.action_chain().send_keys(key).perform().await?)
    }

    /// A key while Ctrl is held.
    pub async fn ctrl(&self, key: &str) -> Result<()> {
        let keys = self.driver.web.action_chain().key_down(Key::Control).send_keys(key);
        Ok(keys.key_up(Key::Control).perform().await?)
    }

    /// The session is over, as far as the server can tell from here.
    pub async fn forget_session(&self) -> Result<()> {
        Ok(self.driver.web.delete_all_cookies().await?)
    }

    /// Gives a file to the file input, as the browser's own dialog would.
    pub async fn upload(&self, path: &str) -> Result<()> {
        let input = self.element("document.querySelector('input[type=file]')").await?;
        Ok(input.send_keys(path).await?)
    }

    /// The window as a screen of this width, in light or dark.
    pub async fn screen(&self, width: u32, scheme: &str) -> Result<()> {
        let tools = self.driver.web.cdp();
        let height = if width < 800 { 844 } else { 900 };
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800 });
        tools.send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        tools.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Waits until nothing is on its way any more.
    pub async fn settle(&self) -> Result<()> {
        self.until("document.querySelector('[data-page-title]') && !top().querySelector('[aria-busy=true], .late, .st-saving')").await?;
        self.js("return document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));").await?;
        Ok(())
    }

    /// Writes what the screen shows, for a person to look at.
    pub async fn shot(&self, name: &str) -> Result<PathBuf> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("shots");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        self.driver.web.screenshot(&path).await?;
        Ok(path)
    }

    /// Refusals with this status are part of the story.
    pub fn expect_refusals(&mut self, status: &'static str) {
        self.refusals.push(status);
    }

    /// The page has broken no rule of its content security policy and logged no error.
    pub async fn is_clean(&self) -> Result<()> {
        let breaches = self.js("return window.__breaches || [];").await?;
        let log = self.driver.web.browser_log().await?;
        let expected = |message: &str| self.refusals.iter().any(|part| message.contains(part));
        let told: Vec<_> = log
            .iter()
            .filter(|entry| ["SEVERE", "WARNING"].contains(&entry.level.as_str()))
            .filter(|entry| !expected(&entry.message))
            .map(|entry| &entry.message)
            .collect();
        match breaches == json!([]) && told.is_empty() {
            true => Ok(()),
            false => bail!("breaches: {breaches}\nconsole: {told:#?}"),
        }
    }

    async fn lost<T>(&self, what: &str) -> Result<T> {
        let shot = self.shot(&format!("lost-{}", std::process::id())).await;
        let text = self.js("return document.body.innerText;").await.unwrap_or_default();
        let text: String = text.as_str().unwrap_or_default().chars().take(700).collect();
        let place = self.place().await.unwrap_or_default();
        let clean = self.is_clean().await.err();
        bail!("waited in vain at {place} for {what}\nscreen: {shot:?}\nlog: {clean:?}\n{text}");
    }
}
