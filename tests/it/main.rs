//! Stories told from outside: the real program, its command line, its answers over HTTP.
#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where it is surprised")]
#![allow(clippy::disallowed_methods, reason = "files of a test need not survive a cut")]

mod bad_input;
mod cli;
mod common;
mod customers;
mod desk;
mod disk;
mod filters;
mod history;
mod import_files;
mod imports;
mod kill;
mod laws;
mod lists;
mod load;
mod outside;
mod power;
mod sample;
mod search;
mod session;
mod settings;
mod setup;
mod tokens;
mod tools;
mod undo;
mod wire;
