//! `zhike init`: data folder, keys, recovery kit.

use crate::boot;
use crate::cli::Context;
use crate::cli::fault::CliError;
use crate::cli::fault::Usage;
use crate::cli::kit;
use crate::cli::words;
use crate::store::Folder;
use serde_json::json;
use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    /// Do not ask 不再询问
    #[arg(long)]
    yes: bool,
    /// Write the recovery kit to this new file rather than to the screen 恢复页写入文件
    #[arg(long, value_name = "FILE")]
    recovery_out: Option<PathBuf>,
}

pub fn command(context: &Context, args: &Args) -> Result<(), CliError> {
    let data = context.config.data.as_path();
    if data.join("zhike.redb").exists() && !data.join("creating").exists() {
        return Err(Usage::Exists(data.to_owned()).into());
    }
    if !args.yes {
        confirm(context, data)?;
    }
    let place = args.recovery_out.as_deref().map(kit::Place::take).transpose()?;
    let folder = Folder::open(data, true)?;
    if !folder.is_new() {
        return Err(Usage::Exists(data.to_owned()).into());
    }
    let page = boot::create(&folder)?;
    let (kit_file, page) = match place {
        Some(place) => (Some(place.write(&page)?), None),
        None => (None, Some(page)),
    };
    let mut value = json!({
        "data": data.to_string_lossy(),
        "key_file": folder.key_file().to_string_lossy(),
    });
    if let Some(file) = &kit_file {
        value["recovery_file"] = json!(file.to_string_lossy());
    }
    if let Some(page) = &page {
        value["recovery_kit"] = json!(page);
    }
    let mut text = made(context, &folder, kit_file.as_deref());
    text.extend(page.map(|page| format!("\n{page}")));
    context.output.answer(&value, &text);
    Ok(())
}

/// Where everything stands.
pub fn made(context: &Context, folder: &Folder, kit: Option<&Path>) -> String {
    let (data, key) = (folder.data().display(), folder.key_file());
    let mut text = match words::is_chinese(context.lang) {
        true => format!("数据目录  {data}\n密钥文件  {}\n", key.display()),
        false => format!("data folder    {data}\nkey file       {}\n", key.display()),
    };
    if let Some(kit) = kit {
        let name = words::pick(context.lang, "恢复页    ", "recovery kit   ");
        text += &format!("{name}{}\n", kit.display());
    }
    text += words::pick(
        context.lang,
        "密钥文件与恢复页都丢失后,资料谁也打不开。请把恢复页打印后锁好,并从电脑上删除。\n",
        "Without key file and recovery kit nobody can open the data. Print the kit, lock it away,\nand delete it here.\n",
    );
    text
}

fn confirm(context: &Context, data: &Path) -> Result<(), CliError> {
    if !io::stdin().is_terminal() {
        return Err(Usage::NoTerminal("--yes").into());
    }
    let question = match words::is_chinese(context.lang) {
        true => format!("在 {} 建立新的数据?[y/N] ", data.display()),
        false => format!("Make a new store in {}? [y/N] ", data.display()),
    };
    let _ = write!(io::stderr(), "{question}");
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer).map_err(CliError::Broken)?;
    let is_yes = ["y", "yes", "是"].contains(&answer.trim().to_lowercase().as_str());
    if read != 0 && is_yes { Ok(()) } else { Err(Usage::NotConfirmed.into()) }
}
