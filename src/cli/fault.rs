//! What a verb can answer instead of a result.

use crate::app;
use crate::app::shelf::Shelf;
use crate::config::ConfigFault;
use crate::control::Refusal;
use crate::http::tls::TlsFault;
use crate::store::StoreError;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error("{0:?}")]
    Usage(Usage),
    #[error(transparent)]
    Config(ConfigFault),
    #[error(transparent)]
    App(app::Error),
    /// No such sign-in.
    #[error("no user {0}")]
    NoUser(String),
    /// The index does not read; everything in it can be made anew from the store.
    #[error("{}: {what}", shelf.folder())]
    IndexDamaged { shelf: Shelf, what: String },
    /// The journal is not what was written.
    #[error("journal: {reason} at {seq}")]
    Journal { seq: u64, reason: String },
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("{address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    /// A certificate that cannot be shown to anyone.
    #[error("{path}: {fault}")]
    Certificate { path: PathBuf, fault: TlsFault },
    /// The server that holds the store has answered.
    #[error("{}", .0.message)]
    Remote(Refusal),
    /// The server that holds the store went away in the middle.
    #[error("server: {0}")]
    Broken(io::Error),
    #[error("{0:#}")]
    Serving(anyhow::Error),
}

/// Arguments that do not fit each other or the store.
#[derive(Debug)]
pub enum Usage {
    /// As the parser of arguments words it.
    Arguments(String),
    /// `init` where a store is.
    Exists(PathBuf),
    /// A file that would be overwritten.
    FileExists(PathBuf),
    /// No terminal to ask at; the flag that makes it unnecessary.
    NoTerminal(&'static str),
    NotConfirmed,
    PasswordsDiffer,
    PasswordNotText,
    /// Not `SEQ:HASH`.
    Anchor(String),
    /// `--json` needs the other output for itself.
    JsonNeedsOut,
    /// Asked of us what the operator does with files of their own.
    OwnCertificate(PathBuf),
    /// Nothing has been made yet.
    NoCertificate,
}

impl CliError {
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> CliError {
        let path = path.to_owned();
        move |source| CliError::File { path, source }
    }
}

impl CliError {
    pub fn certificate(path: &Path) -> impl FnOnce(TlsFault) -> CliError {
        let path = path.to_owned();
        move |fault| CliError::Certificate { path, fault }
    }
}

impl From<app::Error> for CliError {
    fn from(error: app::Error) -> CliError {
        CliError::App(error)
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> CliError {
        CliError::App(error.into())
    }
}

impl From<Usage> for CliError {
    fn from(usage: Usage) -> CliError {
        CliError::Usage(usage)
    }
}
