//! Getting a verb done: over the store when it is free, else by the server that holds it.

use crate::app;
use crate::app::App;
use crate::boot::House;
use crate::cli::Context;
use crate::cli::fault::CliError;
use crate::cli::verb::Call;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::control;
use crate::control::Refusal;
use crate::control::Sink;
use crate::domain::op::Lang;
use crate::store::Folder;
use crate::store::StoreError;
use serde_json::Value;
use std::io::Read;
use std::time::Duration;
use std::time::Instant;

/// A server that just starts, or another verb that just ends, is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

const PAUSE: Duration = Duration::from_millis(100);

/// Runs `verb` here or has the server run it.
///
/// # Errors
/// What the verb answers; `Locked` where the holder of the store does not answer.
pub fn perform(
    context: &Context,
    verb: Verb,
    input: &mut (dyn Read + Send),
    out: &mut dyn Sink,
) -> Result<Value, CliError> {
    let data = context.config.data.as_path();
    let call = Call { chinese: context.lang == Lang::Zh, verb };
    let until = Instant::now() + PATIENCE;
    loop {
        let locked = match House::open(data, || remark_check(context)) {
            Ok(house) => return run_and_close(house, &call.verb, context.lang, input, out),
            Err(error @ app::Error::Store(StoreError::Locked(_))) => error,
            Err(error) => return Err(error.into()),
        };
        let value = serde_json::to_value(&call).expect("arguments are plain");
        match control::call(data, &value, input, out).map_err(CliError::Broken)? {
            Some(answer) => return answer.map_err(CliError::Remote),
            None if until <= Instant::now() => return Err(locked.into()),
            None => std::thread::sleep(PAUSE),
        }
    }
}

fn run_and_close(
    house: House,
    verb: &Verb,
    lang: Lang,
    mut input: &mut (dyn Read + Send),
    out: &mut dyn Sink,
) -> Result<Value, CliError> {
    let answer = verb.run(&Desk::of(&house, lang), &mut input, out);
    let closed = house.close();
    let answer = answer?;
    closed?;
    Ok(answer)
}

/// The server's side: a call from the socket, refused in the words of the caller.
pub fn serve_call(
    app: &App,
    folder: &Folder,
    call: Value,
    input: &mut dyn Read,
    out: &mut dyn Sink,
) -> Result<Value, Refusal> {
    let call: Call = serde_json::from_value(call).map_err(|error| {
        // A command line of another version than the server.
        let message = error.to_string();
        Refusal { code: "version".to_owned(), exit: 1, message }
    })?;
    let lang = if call.chinese { Lang::Zh } else { Lang::En };
    let answer = call.verb.run(&Desk { app, folder, lang }, input, out);
    answer.map_err(|error| words::refusal(&error, lang, folder.data()))
}

pub fn remark_check(context: &Context) {
    context.output.remark(
        "上次没有正常关闭,正在检查数据…",
        "Zhike was not stopped well the last time; checking the data…",
    );
}
