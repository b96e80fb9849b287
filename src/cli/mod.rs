//! The command line: what the operator types, and what the program answers.

mod args;
mod audit;
mod call;
mod demo;
mod export;
mod fault;
mod heap;
mod import;
mod index;
mod init;
mod keeper;
mod key;
mod kit;
mod logs;
mod network;
mod output;
mod secret;
mod serve;
mod tls;
mod token;
mod user;
mod verb;
mod verify;
mod version;
mod words;
mod words_store;

use crate::config;
use crate::config::Config;
use crate::config::Flags;
use crate::domain::op::Lang;
use crate::formats::child;
use args::Cli;
use args::Command;
use args::Shared;
use clap::Parser;
use fault::CliError;
use fault::Usage;
use output::Output;
use std::path::Path;
use std::process::ExitCode;

/// Everything that a verb needs to know about how it was called.
struct Context {
    config: Config,
    output: Output,
    lang: Lang,
}

/// The whole program.
pub fn main() -> ExitCode {
    // A parser of foreign files must not come near anything else.
    if std::env::args_os().nth(1).is_some_and(|verb| verb == child::VERB) {
        return child::run_child();
    }
    harden();
    let lang = words::language(|name| std::env::var(name).ok());
    quiet_panics(lang);
    match Cli::try_parse() {
        Ok(cli) => run(cli, lang),
        Err(error) => refuse_arguments(&error, lang),
    }
}

fn run(cli: Cli, lang: Lang) -> ExitCode {
    let Cli { shared, serve, command } = cli;
    let output = Output { json: shared.json, lang };
    let command = match command {
        None => Command::Serve(serve),
        Some(command) if serve == serve::Args::default() => command,
        Some(_) => {
            let misplaced = "flags of serve stand after serve, or alone".to_owned();
            return output.refuse(&CliError::Usage(Usage::Arguments(misplaced)), Path::new(""));
        }
    };
    let flags = flags(&shared, &command);
    let env = std::env::vars_os().filter_map(|(name, value)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    });
    let data = flags.data.clone().unwrap_or_default();
    let config = match config::load(&flags, env) {
        Ok(config) => config,
        Err(fault) => return output.refuse(&CliError::Config(fault), &data),
    };
    let context = Context { config, output, lang };
    match dispatch(&context, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => context.output.refuse(&error, &context.config.data),
    }
}

fn dispatch(context: &Context, command: Command) -> Result<(), CliError> {
    match &command {
        Command::Serve(_) => {}
        _ => logs::start("error", config::LogFormat::Text),
    }
    match command {
        Command::Serve(args) => {
            heap::keep_together();
            serve::command(context, &args)
        }
        Command::Init(args) => init::command(context, &args),
        Command::Demo(args) => demo::command(context, args),
        Command::Import(args) => import::command(context, args),
        Command::Export(args) => export::command(context, args),
        Command::Index(command) => index::command(context, &command),
        Command::Verify(args) => verify::command(context, args),
        Command::Audit(command) => audit::command(context, command),
        Command::User(command) => user::command(context, command),
        Command::Token(command) => token::command(context, command),
        Command::Key(command) => key::command(context, &command),
        Command::Tls(command) => tls::command(context, &command),
        Command::Version => version::command(context),
    }
}

fn flags(shared: &Shared, command: &Command) -> Flags {
    let flags =
        Flags { config: shared.config.clone(), data: shared.data.clone(), ..Flags::default() };
    match command {
        Command::Serve(args) => {
            Flags { listen: args.listen.clone(), log_level: args.log_level.clone(), ..flags }
        }
        _ => flags,
    }
}

/// Help and version are answers; the rest is a refusal like all others.
fn refuse_arguments(error: &clap::Error, lang: Lang) -> ExitCode {
    let json = std::env::args_os().any(|arg| arg == "--json");
    if !error.use_stderr() || !json {
        let _ = error.print();
        return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
    }
    let usage = CliError::Usage(Usage::Arguments(error.to_string()));
    Output { json, lang }.refuse(&usage, Path::new(""))
}

/// Nothing of this process in a core file; what it writes is for its own user only.
fn harden() {
    use rustix::process::Resource;
    use rustix::process::Rlimit;
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(Resource::Core, none);
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let files = rustix::process::getrlimit(Resource::Nofile);
    let all = Rlimit { current: files.maximum, maximum: files.maximum };
    let _ = rustix::process::setrlimit(Resource::Nofile, all);
}

/// A panic is a fault of the program: it says where, and nothing of what it worked on.
fn quiet_panics(lang: Lang) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
        let place = place.unwrap_or_default();
        let text = words::pick(
            lang,
            "程序内部错误,请报告此位置",
            "internal error, please report this place",
        );
        output::line(&mut std::io::stderr(), &format!("zhike: {text}: {place}"));
    }));
}
