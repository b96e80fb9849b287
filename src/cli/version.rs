//! `zhike version`: what this is.

use crate::cli::Context;
use crate::cli::fault::CliError;
use crate::store::FORMAT;
use serde_json::json;

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub fn command(context: &Context) -> Result<(), CliError> {
    let value = json!({ "version": VERSION, "format": FORMAT });
    context.output.answer(&value, &format!("zhike {VERSION}"));
    Ok(())
}
