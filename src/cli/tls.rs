//! `zhike tls`: the server's certificate, and the authority that devices are told to trust.

use crate::app::certificate;
use crate::app::certificate::Anew;
use crate::app::certificate::Local;
use crate::cli::Context;
use crate::cli::call::perform;
use crate::cli::fault::CliError;
use crate::cli::fault::Usage;
use crate::cli::network;
use crate::cli::output::Screen;
use crate::cli::verb::Desk;
use crate::cli::verb::Verb;
use crate::cli::words;
use crate::config::Speaks;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Names, end and fingerprint of the certificate 查看证书
    Show {
        /// Write the authority's certificate to this new file 导出本机 CA 证书
        #[arg(long, value_name = "FILE")]
        ca_out: Option<PathBuf>,
    },
    /// Make a new certificate now 立即换发证书
    Renew {
        /// A new authority as well: every device must trust it anew 同时换发 CA,所有设备需重新信任
        #[arg(long)]
        authority: bool,
    },
}

/// What the server does in `tls renew`.
#[derive(Serialize, Deserialize)]
pub struct RenewArgs {
    authority: bool,
    /// For which names, where there is no certificate yet.
    names: Vec<String>,
}

pub fn command(context: &Context, command: &Command) -> Result<(), CliError> {
    let network = &context.config.network;
    if let Speaks::Files(chain, key) = network.speaks() {
        return show_files(context, command, chain, key);
    }
    let verb = match command {
        Command::Show { .. } => Verb::TlsShow,
        Command::Renew { authority } => {
            let names = network::names(network, network.listen.ip());
            Verb::TlsRenew(RenewArgs { authority: *authority, names })
        }
    };
    let mut screen = Screen::new(&context.output, None);
    let value = perform(context, verb, &mut io::empty(), &mut screen)?;
    if let Command::Show { ca_out: Some(path) } = command {
        write_authority(path, &value)?;
    }
    context.output.answer(&value, &said(&value, words::is_chinese(context.lang)));
    Ok(())
}

pub fn show(desk: &Desk) -> Result<Value, CliError> {
    Ok(certificate::load(desk.app)?.map_or(Value::Null, |local| value(&local)))
}

/// The running server takes the new one within seconds.
pub fn renew(desk: &Desk, args: &RenewArgs) -> Result<Value, CliError> {
    let known = certificate::load(desk.app)?;
    let names = known.map_or_else(|| args.names.clone(), |known| known.names);
    let anew = if args.authority { Anew::Authority } else { Anew::Server };
    Ok(value(&certificate::ensure(desk.app, &desk.op(), &names, anew)?))
}

fn value(local: &Local) -> Value {
    json!({
        "authority": {
            "name": local.name,
            "fingerprint": certificate::fingerprint(&local.authority.certificate),
            "until": certificate::day(local.authority.until),
            "certificate": certificate::to_pem(&local.authority.certificate),
        },
        "server": {
            "names": local.names,
            "fingerprint": certificate::fingerprint(&local.server.certificate),
            "until": certificate::day(local.server.until),
        },
    })
}

/// Own files belong to the operator: they are looked at, and nothing is made.
fn show_files(
    context: &Context,
    command: &Command,
    chain: &Path,
    key: &Path,
) -> Result<(), CliError> {
    let refused = matches!(command, Command::Renew { .. } | Command::Show { ca_out: Some(_) });
    if refused {
        return Err(Usage::OwnCertificate(chain.to_owned()).into());
    }
    let identity = network::read_files(chain, key)?;
    let facts = certificate::facts(identity.certificate());
    let (names, until) = facts.map(|facts| (facts.names, facts.until)).unwrap_or_default();
    let value = json!({
        "authority": null,
        "server": {
            "file": chain.to_string_lossy(),
            "names": names,
            "fingerprint": certificate::fingerprint(identity.certificate()),
            "until": certificate::day(until),
        },
    });
    context.output.answer(&value, &said(&value, words::is_chinese(context.lang)));
    Ok(())
}

fn said(value: &Value, chinese: bool) -> String {
    if value.is_null() {
        let (zh, en) = (
            "还没有证书:第一次在网络地址上启动服务时生成",
            "No certificate yet: the first start on an address of the network makes one",
        );
        return (if chinese { zh } else { en }).to_owned();
    }
    let words: [&str; 4] = match chinese {
        true => ["CA", "有效期至", "SHA-256 指纹", "服务器证书"],
        false => ["authority", "valid until", "SHA-256", "server"],
    };
    let [authority, until, hash, server] = words;
    let text = |part: &str, key: &str| value[part][key].as_str().unwrap_or_default().to_owned();
    let names: Vec<&str> = value["server"]["names"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut lines = Vec::new();
    if value["authority"].is_object() {
        lines.push(format!("{authority}: {}", text("authority", "name")));
        lines.push(format!("  {until} {}", text("authority", "until")));
        lines.push(format!("  {hash} {}", text("authority", "fingerprint")));
    }
    lines.push(format!("{server}: {}", names.join(", ")));
    lines.push(format!("  {until} {}", text("server", "until")));
    lines.push(format!("  {hash} {}", text("server", "fingerprint")));
    lines.join("\n")
}

/// Readable for everyone: it is meant to be handed on.
fn write_authority(path: &Path, value: &Value) -> Result<(), CliError> {
    let Some(pem) = value["authority"]["certificate"].as_str() else {
        return Err(Usage::NoCertificate.into());
    };
    let mut options = std::fs::OpenOptions::new();
    let mut file = match options.create_new(true).write(true).mode(0o644).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Usage::FileExists(path.to_owned()).into());
        }
        Err(error) => return Err(CliError::file(path)(error)),
    };
    file.write_all(pem.as_bytes()).map_err(CliError::file(path))?;
    file.set_permissions(std::fs::Permissions::from_mode(0o644)).map_err(CliError::file(path))
}
