//! Answers on standard output, refusals and progress on standard error.

use crate::cli::fault::CliError;
use crate::cli::words;
use crate::control::Sink;
use crate::domain::op::Lang;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

/// How the operator wants to be answered.
#[derive(Clone, Copy)]
pub struct Output {
    pub json: bool,
    pub lang: Lang,
}

impl Output {
    pub fn answer(&self, value: &Value, text: &str) {
        let text = if self.json { value.to_string() } else { text.to_owned() };
        line(&mut io::stdout(), &text);
    }

    /// A remark for people; scripts do not see it.
    pub fn remark(&self, zh: &str, en: &str) {
        if !self.json {
            line(&mut io::stderr(), words::pick(self.lang, zh, en));
        }
    }

    pub fn refuse(&self, error: &CliError, data: &Path) -> ExitCode {
        let refusal = words::refusal(error, self.lang, data);
        let text = match self.json {
            true => json!({ "error": refusal }).to_string(),
            false => format!("zhike: {}", refusal.message),
        };
        line(&mut io::stderr(), &text);
        ExitCode::from(refusal.exit)
    }
}

/// One line at once. Whoever closed the other end does not want it.
pub fn line(out: &mut impl Write, text: &str) {
    let text = format!("{}\n", text.trim_end_matches('\n'));
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Shows progress on a terminal, and hands the bytes of a file on.
pub struct Screen<'a> {
    file: Option<&'a mut (dyn Write + Send)>,
    shown: Option<Instant>,
    is_wanted: bool,
}

impl<'a> Screen<'a> {
    pub fn new(output: &Output, file: Option<&'a mut (dyn Write + Send)>) -> Screen<'a> {
        let is_wanted = !output.json && io::stderr().is_terminal();
        Screen { file, shown: None, is_wanted }
    }
}

impl Sink for Screen<'_> {
    fn progress(&mut self, done: u64, total: Option<u64>) {
        let is_due = self.shown.is_none_or(|shown| Duration::from_millis(100) <= shown.elapsed());
        if self.is_wanted && is_due {
            self.shown = Some(Instant::now());
            let total = total.map_or_else(String::new, |total| format!(" / {total}"));
            let _ = write!(io::stderr(), "\r\x1b[K{done}{total}");
        }
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
