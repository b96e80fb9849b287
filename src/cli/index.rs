//! `zhike index`: how far the search index is, and making it anew.

use crate::app;
use crate::app::shelf::Shelf;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::control::Sink;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::time::Duration;

/// How often a rebuild tells how far it is.
const TELL_EVERY: Duration = Duration::from_millis(500);

const MOMENT: Duration = Duration::from_secs(1);

#[derive(clap::Subcommand)]
pub enum Command {
    /// How far it is 状态
    Status,
    /// Make it anew from the store 重建
    Rebuild,
}

pub fn command(context: &Context, command: &Command) -> Result<(), CliError> {
    let verb = match command {
        Command::Status => Verb::IndexStatus,
        Command::Rebuild => Verb::IndexRebuild,
    };
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, verb, &mut io::empty(), &mut screen)?;
    drop(screen);
    let (documents, shown, head) = (&value["documents"], &value["shown"], &value["head"]);
    let text = match words::is_chinese(context.lang) {
        true => format!("索引:{documents} 条,进度 {shown} / {head}"),
        false => format!("index: {documents} documents, at {shown} of {head}"),
    };
    context.output.answer(&value, &text);
    Ok(())
}

/// A store that was opened for this alone gets a moment for its last entries.
pub fn status(desk: &Desk) -> Result<Value, CliError> {
    desk.app.feed().wait_for(desk.app.store().head(), MOMENT);
    let state = desk.app.feed().state();
    let mut answer = json!({
        "shown": state.shown.0,
        "head": state.head.0,
        "rebuilding": state.rebuilding,
    });
    let (mut documents, mut segments, mut bytes) = (0, 0, 0);
    for shelf in Shelf::ALL {
        let status = desk.app.search(shelf).map_err(app::Error::from)?.status();
        documents += status.docs;
        segments += status.segments;
        bytes += status.bytes;
        answer[shelf.slug()] = json!(status.docs);
    }
    answer["documents"] = json!(documents);
    answer["segments"] = json!(segments);
    answer["bytes"] = json!(bytes);
    Ok(answer)
}

/// Returns when everything is searchable again; meanwhile the server serves.
pub fn rebuild(desk: &Desk, out: &mut dyn Sink) -> Result<Value, CliError> {
    let head = desk.app.store().head();
    desk.app.feed().rebuild();
    while !desk.app.feed().wait_for(head, TELL_EVERY) {
        out.progress(desk.app.feed().state().shown.0, Some(head.0));
    }
    status(desk)
}
