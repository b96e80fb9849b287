//! `zhike token`: tokens for programs.

use crate::app::auth::token;
use crate::app::auth::token::New;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::io;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Make one; it is shown once 创建,只显示一次
    Create(CreateArgs),
}

#[derive(clap::Args, Serialize, Deserialize)]
pub struct CreateArgs {
    /// Whose rights it has 使用谁的权限
    #[arg(long, value_name = "LOGIN")]
    user: String,
    /// What it is for 用途
    #[arg(long, default_value = "zhike token create")]
    name: String,
}

pub fn command(context: &Context, command: Command) -> Result<(), CliError> {
    let Command::Create(args) = command;
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, Verb::TokenCreate(args), &mut io::empty(), &mut screen)?;
    context.output.answer(&value, value["token"].as_str().unwrap_or_default());
    Ok(())
}

pub fn create(desk: &Desk, args: &CreateArgs) -> Result<Value, CliError> {
    let user = desk.user(&args.user)?;
    let scopes = vec![token::Reach::All.slug().to_owned()];
    let new = New { name: args.name.clone(), days: token::MAX_DAYS, scopes };
    let (token, known) = token::make(desk.app, &desk.op(), user, new)?.answer;
    Ok(json!({ "token": token, "id": known.id }))
}
