//! The `zhike` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    zhike::cli::main()
}
