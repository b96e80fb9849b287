//! `zhike audit`: whether the journal is what was written, and its lines as a file.

use crate::app;
use crate::app::audit;
use crate::app::audit::Ask;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::export::Format;
use crate::cli::export::Sent;
use crate::cli::export::to_file;
use crate::cli::fault::CliError;
use crate::cli::fault::Usage;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::control::Sink;
use crate::domain::parse;
use crate::domain::value::Moment;
use crate::store::Anchor;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::PathBuf;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Hold every line against its seal, the chain, the checkpoints and the anchors 校验审计记录
    Verify(VerifyArgs),
    /// Write the lines to a file, newest first 导出审计记录
    Export(ExportArgs),
}

#[derive(clap::Args, Serialize, Deserialize)]
pub struct VerifyArgs {
    /// What an earlier verification printed, kept elsewhere 保存在别处的校验点
    #[arg(long, value_name = "SEQ:HASH")]
    anchor: Vec<String>,
}

#[derive(clap::Args, Serialize, Deserialize)]
pub struct ExportArgs {
    /// A day or a moment: 2026-11-01 起始时间
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Up to and without this moment 截止时间(不含)
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The form of the file 格式
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Where to; standard output without it 输出文件
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    out: Option<PathBuf>,
}

pub fn command(context: &Context, command: Command) -> Result<(), CliError> {
    match command {
        Command::Verify(args) => verify_command(context, args),
        Command::Export(args) => export_command(context, args),
    }
}

/// The verdict goes to standard output either way; a journal that is not whole is a refusal too.
fn verify_command(context: &Context, args: VerifyArgs) -> Result<(), CliError> {
    for text in &args.anchor {
        read_anchor(text)?;
    }
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, Verb::AuditVerify(args), &mut io::empty(), &mut screen)?;
    drop(screen);
    let (entries, head) = (&value["entries"], value["head"].as_str().unwrap_or_default());
    let against = value["anchor"].as_str();
    let text = match (words::is_chinese(context.lang), against) {
        (true, Some(anchor)) => {
            format!("{entries} 条记录可信,与校验点 {anchor} 相符。\n当前校验点(请另存他处):{head}")
        }
        (true, None) => {
            format!("{entries} 条记录可信,没有可比对的校验点。\n当前校验点(请另存他处):{head}")
        }
        (false, Some(anchor)) => format!(
            "{entries} entries are sound and agree with the anchor {anchor}.\nThe present anchor, to \
             be kept elsewhere: {head}"
        ),
        (false, None) => format!(
            "{entries} entries are sound; there is no anchor to hold them against.\nThe present \
             anchor, to be kept elsewhere: {head}"
        ),
    };
    let Some(fault) = value["fault"].as_object() else {
        context.output.answer(&value, &text);
        return Ok(());
    };
    if context.output.json {
        context.output.answer(&value, "");
    }
    let reason = fault["reason"].as_str().unwrap_or_default().to_owned();
    Err(CliError::Journal { seq: fault["seq"].as_u64().unwrap_or_default(), reason })
}

fn read_anchor(text: &str) -> Result<Anchor, CliError> {
    Anchor::parse(text).ok_or_else(|| Usage::Anchor(text.to_owned()).into())
}

pub fn verify(desk: &Desk, args: &VerifyArgs) -> Result<Value, CliError> {
    let own = args.anchor.iter().map(|text| read_anchor(text)).collect::<Result<Vec<_>, _>>()?;
    let verdict = audit::verify(desk.app, desk.op().now, &own)?;
    let fault =
        verdict.fault.map(|fault| json!({ "seq": fault.seq.0, "reason": fault.reason.slug() }));
    Ok(json!({
        "ok": verdict.fault.is_none(),
        "entries": verdict.entries,
        "head": verdict.head.to_string(),
        "anchor": verdict.anchor.map(|anchor| anchor.to_string()),
        "checkpoints": verdict.checkpoints,
        "fault": fault,
    }))
}

fn export_command(context: &Context, args: ExportArgs) -> Result<(), CliError> {
    let Some(path) = args.out.clone() else {
        if context.output.json {
            return Err(Usage::JsonNeedsOut.into());
        }
        let mut out = io::stdout();
        let mut screen = Screen::new(&context.output, Some(&mut out));
        perform(context, Verb::AuditExport(args), &mut io::empty(), &mut screen)?;
        return Ok(());
    };
    let value = to_file(context, Verb::AuditExport(args), &path)?;
    let rows = &value["rows"];
    let text = match words::is_chinese(context.lang) {
        true => format!("{rows} 条审计记录已写入 {}", path.display()),
        false => format!("{rows} lines written to {}", path.display()),
    };
    context.output.answer(&value, &text);
    Ok(())
}

pub fn export(desk: &Desk, args: &ExportArgs, out: &mut dyn Sink) -> Result<Value, CliError> {
    let op = desk.op();
    let live = desk.app.live();
    let time = |text: &String| -> Result<Moment, CliError> {
        let today = live.settings.today(op.now);
        let read = parse::moment::parse(text, today, live.settings.zone);
        read.map_err(|fault| app::Error::Invalid(vec![fault]).into())
    };
    let ask = Ask {
        from: args.from.as_ref().map(time).transpose()?,
        to: args.to.as_ref().map(time).transpose()?,
        ..Ask::default()
    };
    let mut out = BufWriter::with_capacity(64 << 10, Sent(out));
    let rows = audit::write(desk.app, &op, &ask, args.format.into(), u64::MAX, &mut out)?;
    out.flush().map_err(CliError::Broken)?;
    Ok(json!({ "rows": rows }))
}
