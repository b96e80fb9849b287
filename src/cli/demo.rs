//! `zhike demo`: made-up customers to try with.

use crate::app;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::control::Sink;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::io;

#[derive(clap::Args, Serialize, Deserialize)]
pub struct Args {
    /// How many to add 数量
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=5_000_000))]
    customers: u64,
    /// The same seed makes the same customers 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn command(context: &Context, args: Args) -> Result<(), CliError> {
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, Verb::Demo(args), &mut io::empty(), &mut screen)?;
    drop(screen);
    let created = &value["created"];
    let batch = value["batch"].as_str().unwrap_or_default();
    let text = match words::is_chinese(context.lang) {
        true => format!("已添加 {created} 个演示客户。{}", words::batch(context.lang, batch)),
        false => {
            format!("{created} made-up customers added. {}", words::batch(context.lang, batch))
        }
    };
    context.output.answer(&value, &text);
    Ok(())
}

pub fn run(desk: &Desk, args: &Args, out: &mut dyn Sink) -> Result<Value, CliError> {
    let total = args.customers;
    let done = app::demo::demo(desk.app, &desk.op(), total, args.seed, &mut |done| {
        out.progress(done, Some(total));
    })?;
    Ok(json!({ "created": total, "batch": done.0.to_string() }))
}
