//! `zhike export`: customers to a file.

use crate::app::export;
use crate::app::records::list::Query;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::fault::Usage;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::control::Sink;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

#[derive(clap::Args, Serialize, Deserialize)]
pub struct Args {
    /// What to write 记录种类
    #[arg(value_parser = ["customers"], default_value = "customers")]
    kind: String,
    /// The form of the file 格式
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Where to; standard output without it 输出文件
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    out: Option<PathBuf>,
    /// Which: industry = "制造业" and level in ("意向客户") 筛选条件
    #[arg(long, default_value = "")]
    filter: String,
    /// Words as in the search box 搜索词
    #[arg(long = "query", short = 'q', default_value = "")]
    words: String,
    /// Keys of fields, in order; all without it 字段
    #[arg(long, value_delimiter = ',')]
    fields: Vec<String>,
}

#[derive(Clone, Copy, Default, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    #[default]
    Csv,
    Ndjson,
}

impl From<Format> for export::Format {
    fn from(format: Format) -> export::Format {
        match format {
            Format::Csv => export::Format::Csv,
            Format::Ndjson => export::Format::Ndjson,
        }
    }
}

pub fn command(context: &Context, args: Args) -> Result<(), CliError> {
    let Some(path) = args.out.clone() else {
        if context.output.json {
            return Err(Usage::JsonNeedsOut.into());
        }
        let mut out = io::stdout();
        let mut screen = Screen::new(&context.output, Some(&mut out));
        perform(context, Verb::Export(args), &mut io::empty(), &mut screen)?;
        return Ok(());
    };
    let value = to_file(context, Verb::Export(args), &path)?;
    let rows = &value["rows"];
    let text = match words::is_chinese(context.lang) {
        true => format!("{rows} 个客户已写入 {}", path.display()),
        false => format!("{rows} customers written to {}", path.display()),
    };
    context.output.answer(&value, &text);
    Ok(())
}

/// Written beside and renamed: a file of that name is whole, or not there, or the one before.
pub(super) fn to_file(context: &Context, verb: Verb, path: &Path) -> Result<Value, CliError> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".part");
    let aside = PathBuf::from(aside);
    let mut file = BufWriter::new(File::create(&aside).map_err(CliError::file(&aside))?);
    let mut screen = Screen::new(&context.output, Some(&mut file));
    let done = perform(context, verb, &mut io::empty(), &mut screen);
    drop(screen);
    let value = done.inspect_err(|_| {
        let _ = std::fs::remove_file(&aside);
    })?;
    let file = file.into_inner().map_err(|error| error.into_error());
    file.and_then(|file| file.sync_all()).map_err(CliError::file(&aside))?;
    std::fs::rename(&aside, path).map_err(CliError::file(path))?;
    let file = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Ok(json!({ "rows": value["rows"], "file": file.to_string_lossy() }))
}

pub fn run(desk: &Desk, args: &Args, out: &mut dyn Sink) -> Result<Value, CliError> {
    let query = Query {
        q: args.words.clone(),
        filter: args.filter.clone(),
        fields: args.fields.clone(),
        ..Query::default()
    };
    let mut out = BufWriter::with_capacity(64 << 10, Sent(out));
    let format = args.format.into();
    let rows = export::export_customers(desk.app, &desk.op(), &query, format, &mut out)?;
    out.flush().map_err(CliError::Broken)?;
    Ok(json!({ "rows": rows }))
}

/// What is written goes to whoever called.
pub(super) struct Sent<'a>(pub &'a mut dyn Sink);

impl Write for Sent<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.data(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
