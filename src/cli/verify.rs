//! `zhike verify`: reads everything again.

use crate::app::attachments;
use crate::app::shelf::Shelf;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::io;

#[derive(clap::Args, Serialize, Deserialize)]
pub struct Args {
    /// Open every sensitive value and every file too 同时解开每个敏感值和附件
    #[arg(long)]
    deep: bool,
}

pub fn command(context: &Context, args: Args) -> Result<(), CliError> {
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, Verb::Verify(args), &mut io::empty(), &mut screen)?;
    let (customers, records, entries) = (&value["customers"], &value["records"], &value["entries"]);
    let text = match words::is_chinese(context.lang) {
        true => format!(
            "数据完好:{customers} 个客户,{records} 条相关记录,{entries} 条变更记录,索引完好"
        ),
        false => format!(
            "sound: {customers} customers, {records} records about them, {entries} journal \
             entries, indexes"
        ),
    };
    context.output.answer(&value, &text);
    Ok(())
}

/// # Errors
/// Damage in the store comes first: the index can be made anew.
pub fn run(desk: &Desk, args: &Args) -> Result<Value, CliError> {
    let read = desk.app.store().reader().scrub(args.deep)?;
    for shelf in Shelf::ALL {
        let search = desk.app.search(shelf);
        search
            .and_then(|search| search.verify())
            .map_err(|error| CliError::IndexDamaged { shelf, what: error.to_string() })?;
    }
    let files = if args.deep { Some(attachments::check(desk.app)?) } else { None };
    Ok(json!({
        "customers": read.customers,
        "records": read.records,
        "users": read.users,
        "fields": read.fields,
        "entries": read.entries,
        "system_rows": read.system_rows,
        "deep": args.deep,
        "files": files,
    }))
}
