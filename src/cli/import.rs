//! `zhike import`: customers, or records about them, from a file.

use crate::app::imports;
use crate::app::imports::FileOptions;
use crate::app::imports::Progress;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::control::Sink;
use crate::domain::op::Lang;
use crate::http;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::PathBuf;

#[derive(clap::Args, Serialize, Deserialize)]
pub struct Args {
    /// xlsx or csv; - reads standard input 文件,- 表示标准输入
    #[serde(skip)]
    file: PathBuf,
    #[arg(skip)]
    name: String,
    /// What the rows are 记录种类
    #[arg(long, default_value = "customers", value_parser = clap::builder::PossibleValuesParser::new(imports::KINDS.map(crate::domain::ids::Kind::plural)))]
    kind: String,
    /// How columns find their fields: by their headings 列对应方式
    #[arg(long, default_value = "auto", value_parser = ["auto"])]
    map: String,
    /// A row that someone in the book equals 重复时如何处理
    #[arg(long, value_enum, default_value_t)]
    duplicates: Duplicates,
    /// Add options that the lists lack, rather than refuse the row 自动新增选项
    #[arg(long)]
    new_options: bool,
    /// Do everything but keep it 只试算,不写入
    #[arg(long)]
    rehearse: bool,
    /// Owner of the rows that name nobody we know 未知负责人的客户归谁
    #[arg(long, value_name = "LOGIN")]
    owner: Option<String>,
}

#[derive(Clone, Copy, Default, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Duplicates {
    #[default]
    Import,
    Skip,
    Merge,
}

pub fn command(context: &Context, mut args: Args) -> Result<(), CliError> {
    let mut input: Box<dyn Read + Send> = if args.file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(&args.file).map_err(CliError::file(&args.file))?)
    };
    args.name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, Verb::Import(args), &mut input, &mut screen)?;
    drop(screen);
    context.output.answer(&value, &summary(context, &value));
    Ok(())
}

fn summary(context: &Context, value: &Value) -> String {
    let count = |key: &str| value[key].as_u64().unwrap_or_default();
    let (rows, created, updated) = (count("rows"), count("created"), count("updated"));
    let (merged, skipped, rejected) = (count("merged"), count("skipped"), count("rejected"));
    let mut text = match words::is_chinese(context.lang) {
        true => format!(
            "{rows} 行:新建 {created},更新 {updated},合并 {merged},跳过 {skipped},拒绝 {rejected}\n"
        ),
        false => format!(
            "{rows} rows: {created} created, {updated} updated, {merged} merged, {skipped} \
             skipped, {rejected} rejected\n"
        ),
    };
    for reason in value["reasons"].as_array().into_iter().flatten() {
        let said = |key: &str| reason[key].as_str().unwrap_or_default().to_owned();
        text += &format!("  {} × {}: {}\n", reason["count"], said("field"), said("message"));
    }
    for (zh, en, key) in [
        ("未知负责人", "unknown owners", "unknown_owners"),
        ("未导入的列", "columns left out", "unknown_columns"),
    ] {
        let names = value[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let names = names.collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            text += &format!("{}: {names}\n", words::pick(context.lang, zh, en));
        }
    }
    if let Some(batch) = value["batch"].as_str() {
        text += &format!("{}\n", words::batch(context.lang, batch));
    }
    text
}

pub fn run(
    desk: &Desk,
    args: &Args,
    input: &mut dyn Read,
    out: &mut dyn Sink,
) -> Result<Value, CliError> {
    let duplicates = match args.duplicates {
        Duplicates::Import => imports::Duplicates::Import,
        Duplicates::Skip => imports::Duplicates::Skip,
        Duplicates::Merge => imports::Duplicates::Merge,
    };
    let owner = args.owner.as_deref().map(|login| desk.user(login)).transpose()?;
    let options = FileOptions {
        kind: imports::kind_of(&args.kind),
        name: args.name.clone(),
        duplicates,
        new_options: args.new_options,
        source: None,
        owner,
        rehearse: args.rehearse,
    };
    let mut tell = |progress: &Progress| out.progress(progress.rows, None);
    let report = imports::import_file(desk.app, &desk.op(), input, options, &mut tell)?;
    Ok(shown(&report, desk.lang))
}

fn shown(report: &imports::Report, lang: Lang) -> Value {
    let sums = &report.sums;
    let reason = |((field, reason), count): (&(String, String), &u64)| {
        let message = http::reason_text(reason, lang);
        json!({ "field": field, "reason": reason, "message": message, "count": count })
    };
    let reasons: Vec<Value> = sums.reasons.iter().map(reason).collect();
    let owners: Vec<&String> = report.unknown_owners.keys().collect();
    json!({
        "rows": sums.rows,
        "created": sums.created,
        "updated": sums.updated,
        "merged": sums.merged,
        "skipped": sums.skipped,
        "waiting": sums.waiting,
        "rejected": sums.rejected,
        "batch": report.batch.map(|batch| batch.to_string()),
        "unverified": report.unverified,
        "reasons": reasons,
        "cleaned": report.cleaned,
        "unknown_owners": owners,
        "unknown_columns": report.unknown_columns,
    })
}
