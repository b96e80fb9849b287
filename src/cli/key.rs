//! `zhike key`: the recovery kit, made anew.

use crate::boot;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::kit;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::path::PathBuf;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a new recovery kit; the old one is void 换发恢复页,旧页作废
    ExportRecovery {
        /// Write the page to this new file 写入文件
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub fn command(context: &Context, command: &Command) -> Result<(), CliError> {
    let Command::ExportRecovery { out } = command;
    let place = out.as_deref().map(kit::Place::take).transpose()?;
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, Verb::ExportRecovery, &mut io::empty(), &mut screen)?;
    let page = value["recovery_kit"].as_str().unwrap_or_default();
    match place {
        None => context.output.answer(&value, page),
        Some(place) => {
            let path = place.write(page)?;
            let text = match words::is_chinese(context.lang) {
                true => format!("新的恢复页在 {};旧页作废", path.display()),
                false => format!("new recovery kit in {}; the old one is void", path.display()),
            };
            context.output.answer(&json!({ "file": path.to_string_lossy() }), &text);
        }
    }
    Ok(())
}

pub fn export_recovery(desk: &Desk) -> Result<Value, CliError> {
    Ok(json!({ "recovery_kit": boot::reissue_kit(desk.app, desk.folder)? }))
}
