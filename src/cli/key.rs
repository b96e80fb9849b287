//! `zhike key`: the recovery kit, made anew; the key file, made anew from the kit.

use crate::boot;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::kit;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::crypto::kit::RecoveryKit;
use crate::store::Folder;
use crate::store::StoreError;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::path::Path;
use std::path::PathBuf;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a new recovery kit; the old one is void 换发恢复页,旧页作废
    ExportRecovery {
        /// Write the page to this new file 写入文件
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make a new key file from the recovery kit; stop the server first 凭恢复页重建密钥文件
    Restore {
        /// The page, or its four lines; without it, standard input is read 恢复页文件
        #[arg(long, value_name = "FILE")]
        kit: Option<PathBuf>,
    },
}

pub fn command(context: &Context, command: &Command) -> Result<(), CliError> {
    match command {
        Command::ExportRecovery { out } => export(context, out.as_deref()),
        Command::Restore { kit } => restore(context, kit.as_deref()),
    }
}

/// By whoever holds the page: the key file is lost, and with it every other way in.
fn restore(context: &Context, kit: Option<&Path>) -> Result<(), CliError> {
    let page = match kit {
        Some(path) => std::fs::read_to_string(path).map_err(CliError::file(path))?,
        None => io::read_to_string(io::stdin()).map_err(CliError::Broken)?,
    };
    let kit = RecoveryKit::from_text(&page).map_err(StoreError::Key)?;
    let folder = Folder::open(context.config.data.as_path(), false)?;
    if folder.is_new() {
        return Err(StoreError::NotInitialised(folder.data().to_owned()).into());
    }
    folder.restore_key_file(&kit)?;
    let path = folder.key_file();
    let text = match words::is_chinese(context.lang) {
        true => format!(
            "新的密钥文件在 {};旧的作废。请换发恢复页:zhike key export-recovery\n",
            path.display()
        ),
        false => format!(
            "new key file in {}; an older one is void. Have a new kit made: zhike key export-recovery\n",
            path.display()
        ),
    };
    context.output.answer(&json!({ "key_file": path.to_string_lossy() }), &text);
    Ok(())
}

fn export(context: &Context, out: Option<&Path>) -> Result<(), CliError> {
    let place = out.map(kit::Place::take).transpose()?;
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
