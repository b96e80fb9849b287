//! What the operator has set: built in < `zhike.toml` < `ZHIKE_SECTION__KEY` < flag.

mod network;

use network::LISTEN;
pub use network::Network;
pub use network::Speaks;
pub use network::host_name;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;

/// The file that is read where no other is named and it exists.
pub const FILE: &str = "zhike.toml";

const DATA_DIR: &str = "data.dir";
const LOG_LEVEL: &str = "log.level";
const LOG_FORMAT: &str = "log.format";

const KEYS: [&str; 10] = [
    DATA_DIR,
    LISTEN,
    network::TLS_CERT,
    network::TLS_KEY,
    network::PUBLIC_URL,
    network::NAMES,
    network::BEHIND_PROXY,
    network::TRUSTED_PROXIES,
    LOG_LEVEL,
    LOG_FORMAT,
];

/// Settings that name a file or folder.
const PATHS: [&str; 3] = [DATA_DIR, network::TLS_CERT, network::TLS_KEY];

const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// Absolute.
    pub data: PathBuf,
    pub network: Network,
    pub log_level: String,
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    Text,
    Json,
}

/// What the command line says; it wins over everything else.
#[derive(Clone, Default)]
pub struct Flags {
    pub config: Option<PathBuf>,
    pub data: Option<PathBuf>,
    pub listen: Option<String>,
    pub log_level: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigFault {
    #[error("unknown key {key} in {origin}; nearest: {nearest}")]
    Unknown { key: String, origin: String, nearest: &'static str },
    #[error("{key} = {value:?} in {origin}")]
    Value { key: &'static str, value: String, origin: String },
    #[error("{path}: {reason}")]
    Syntax { path: PathBuf, reason: String },
    #[error("{path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// Plain HTTP to other machines, with nothing in front that would encrypt it.
    #[error("{0} is not a loopback address")]
    Exposed(SocketAddr),
    /// A setting that means nothing without another.
    #[error("{key} needs {needs}")]
    Alone { key: &'static str, needs: &'static str },
}

/// A value and where it comes from, as messages name it.
struct Setting {
    value: String,
    origin: String,
}

type Settings = BTreeMap<&'static str, Setting>;

/// Reads the file and the environment given.
///
/// # Errors
/// An unknown key, a value that is none, a file that was named and is not there.
pub fn load(
    flags: &Flags,
    env: impl Iterator<Item = (String, String)>,
) -> Result<Config, ConfigFault> {
    let mut settings = Settings::new();
    read_file(flags.config.as_deref(), &mut settings)?;
    read_env(env, &mut settings)?;
    read_flags(flags, &mut settings);
    Config::new(&settings, flags.data.clone())
}

impl Config {
    fn new(settings: &Settings, data: Option<PathBuf>) -> Result<Config, ConfigFault> {
        let set = || settings.get(DATA_DIR).map_or("zhike-data", |one| one.value.as_str());
        let data = data.unwrap_or_else(|| PathBuf::from(set()));
        let data = std::path::absolute(&data)
            .map_err(|source| ConfigFault::Unreadable { path: data, source })?;
        let log_level = parse(settings, LOG_LEVEL, "info".to_owned(), |text| {
            LEVELS.contains(&text).then(|| text.to_owned())
        })?;
        let log_format = parse(settings, LOG_FORMAT, LogFormat::Text, |text| match text {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        })?;
        Ok(Config { data, network: Network::read(settings)?, log_level, log_format })
    }
}

fn parse<T>(
    settings: &Settings,
    key: &'static str,
    default: T,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, ConfigFault> {
    let Some(Setting { value, origin }) = settings.get(key) else { return Ok(default) };
    read(value.trim()).ok_or_else(|| ConfigFault::Value {
        key,
        value: value.clone(),
        origin: origin.clone(),
    })
}

fn read_file(named: Option<&Path>, settings: &mut Settings) -> Result<(), ConfigFault> {
    let path = named.unwrap_or(Path::new(FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
            return Ok(());
        }
        Err(source) => return Err(ConfigFault::Unreadable { path: path.to_owned(), source }),
    };
    let syntax = |reason: String| ConfigFault::Syntax { path: path.to_owned(), reason };
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| syntax(error.message().to_owned()))?;
    let origin = path.display().to_string();
    for (section, content) in &table {
        let toml::Value::Table(content) = content else {
            return Err(unknown(section.clone(), origin));
        };
        for (name, value) in content {
            let key = known(&format!("{section}.{name}"), &origin)?;
            let value = match (value, key) {
                (toml::Value::String(text), key) if PATHS.contains(&key) => beside(path, text),
                (toml::Value::String(text), _) => text.clone(),
                (toml::Value::Array(list), _) => joined(list),
                (other, _) => other.to_string(),
            };
            settings.insert(key, Setting { value, origin: origin.clone() });
        }
    }
    Ok(())
}

/// A list as the environment has it: with commas.
fn joined(list: &[toml::Value]) -> String {
    let one = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    list.iter().map(one).collect::<Vec<_>>().join(",")
}

/// A relative folder in a file is meant from where the file stands.
fn beside(file: &Path, folder: &str) -> String {
    let parent = file.parent().unwrap_or(Path::new(""));
    parent.join(folder).to_string_lossy().into_owned()
}

/// Variables without `__` are none of ours: scripts keep their own things there.
fn read_env(
    env: impl Iterator<Item = (String, String)>,
    settings: &mut Settings,
) -> Result<(), ConfigFault> {
    for (name, value) in env {
        let Some(rest) = name.strip_prefix("ZHIKE_").filter(|rest| rest.contains("__")) else {
            continue;
        };
        let key = known(&rest.to_lowercase().replacen("__", ".", 1), &name)?;
        settings.insert(key, Setting { value, origin: name });
    }
    Ok(())
}

fn read_flags(flags: &Flags, settings: &mut Settings) {
    let mut set = |key, flag: &str, value: Option<String>| {
        if let Some(value) = value {
            settings.insert(key, Setting { value, origin: flag.to_owned() });
        }
    };
    set(LISTEN, "--listen", flags.listen.clone());
    set(LOG_LEVEL, "--log-level", flags.log_level.clone());
}

fn known(key: &str, origin: &str) -> Result<&'static str, ConfigFault> {
    let found = KEYS.into_iter().find(|known| *known == key);
    found.ok_or_else(|| unknown(key.to_owned(), origin.to_owned()))
}

fn unknown(key: String, origin: String) -> ConfigFault {
    let nearest = KEYS.into_iter().min_by_key(|known| distance(known, &key));
    ConfigFault::Unknown { key, origin, nearest: nearest.unwrap_or(DATA_DIR) }
}

/// How many letters must be added, removed or changed to make `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("zhike.toml");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn env(pairs: &[(&str, &str)]) -> impl Iterator<Item = (String, String)> {
        let pairs: Vec<_> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        pairs.into_iter()
    }

    #[test]
    fn each_source_wins_over_the_ones_below() {
        let text =
            "[server]\nlisten = \"127.0.0.1:1\"\n[log]\nlevel = \"warn\"\nformat = \"json\"\n";
        let (_folder, path) = file(text);
        let flags =
            Flags { config: Some(path), listen: Some("localhost:3".into()), ..Flags::default() };
        let set = [("ZHIKE_SERVER__LISTEN", "127.0.0.1:2"), ("ZHIKE_LOG__LEVEL", "debug")];
        let config = load(&flags, env(&set)).unwrap();
        assert_eq!(config.network.listen.port(), 3);
        assert_eq!(config.log_level, "debug");
        assert!(matches!(config.log_format, LogFormat::Json));
        assert!(config.data.is_absolute());
    }

    #[test]
    fn a_relative_folder_in_a_file_stands_beside_it() {
        let (folder, path) = file("[data]\ndir = \"here\"\n");
        let flags = Flags { config: Some(path), ..Flags::default() };
        assert_eq!(load(&flags, env(&[])).unwrap().data, folder.path().join("here"));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let (_folder, path) = file("[server]\nlistne = \"127.0.0.1:1\"\n");
        let flags = Flags { config: Some(path), ..Flags::default() };
        let fault = load(&flags, env(&[])).unwrap_err();
        assert!(matches!(fault, ConfigFault::Unknown { nearest: LISTEN, .. }), "{fault}");
        let fault = load(&Flags::default(), env(&[("ZHIKE_LOG__LEVLE", "info")])).unwrap_err();
        assert!(matches!(fault, ConfigFault::Unknown { nearest: LOG_LEVEL, .. }), "{fault}");
        assert!(load(&Flags::default(), env(&[("ZHIKE_PASSWORD", "x")])).is_ok());
    }

    #[test]
    fn values_that_are_none_are_refused() {
        let values = [("SERVER__LISTEN", "8750"), ("LOG__LEVEL", "loud"), ("LOG__FORMAT", "xml")];
        for (name, value) in values {
            let set = [(format!("ZHIKE_{name}"), value.to_owned())];
            let fault = load(&Flags::default(), set.into_iter()).unwrap_err();
            assert!(matches!(fault, ConfigFault::Value { .. }), "{fault}");
        }
    }

    #[test]
    fn a_list_in_a_file_is_a_list_with_commas_elsewhere() {
        let text = "[server]\nnames = [\"crm.lan\", \"10.0.0.5\"]\ntls_cert = \"a.pem\"\n\
                    tls_key = \"/b.pem\"\n";
        let (folder, path) = file(text);
        let flags = Flags { config: Some(path), ..Flags::default() };
        let network = load(&flags, env(&[])).unwrap().network;
        assert_eq!(network.names, ["crm.lan", "10.0.0.5"]);
        let files = (folder.path().join("a.pem"), PathBuf::from("/b.pem"));
        assert_eq!(network.files, Some(files));
    }
}
