//! What refusals say, in both languages: what happened, where, and what to do.

use crate::app;
use crate::app::shelf::Shelf;
use crate::cli::fault::CliError;
use crate::cli::fault::Usage;
use crate::cli::words_store;
use crate::config::ConfigFault;
use crate::control::Refusal;
use crate::domain::op::Lang;
use crate::http;
use crate::http::tls::TlsFault;
use std::io;
use std::path::Path;

/// Code, exit code, Chinese, English.
pub(super) type Words = (&'static str, u8, String, String);

/// Chinese where the environment says so, else English.
pub fn language(env: impl Fn(&str) -> Option<String>) -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(env);
    let first = set.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    if first.to_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
}

pub fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if is_chinese(lang) { zh } else { en }
}

pub fn is_chinese(lang: Lang) -> bool {
    lang == Lang::Zh
}

/// Which batch it was, and where it is taken back.
pub(super) fn batch(lang: Lang, number: &str) -> String {
    match is_chinese(lang) {
        true => format!("批次 {number}，可在页面的“最近的批量操作”中撤销。"),
        false => format!("Batch {number}; the page takes it back, under “Recent batch changes”."),
    }
}

/// `data`: the data folder that it is about.
pub fn refusal(error: &CliError, lang: Lang, data: &Path) -> Refusal {
    let (code, exit, zh, en) = match error {
        CliError::Remote(refusal) => return refusal.clone(),
        CliError::Usage(usage) => of_usage(usage),
        CliError::Config(fault) => of_config(fault),
        CliError::App(app::Error::Store(error)) => words_store::of_store(error, data),
        CliError::App(error) => of_app(error, data),
        CliError::NoUser(login) => (
            "no-user",
            1,
            format!("没有账号 {login}。查看全部账号:zhike user list"),
            format!("There is no user {login}. All users: zhike user list"),
        ),
        CliError::IndexDamaged { shelf, what } => words_store::of_index(&[*shelf], what, data),
        CliError::Journal { seq, reason } => words_store::of_journal(*seq, reason, data),
        CliError::File { path, source } => of_file(path, source),
        CliError::Certificate { path, fault } => of_certificate(path, fault),
        CliError::Listen { address, source } => of_listen(address, source),
        CliError::Broken(error) => (
            "broken-off",
            1,
            format!("与运行中的服务的连接中断({error})。请查看服务日志后再试"),
            format!("The running server broke off ({error}). See its log, then try again"),
        ),
        CliError::Serving(error) => (
            "serving",
            1,
            format!("服务无法继续:{error:#}"),
            format!("The server cannot go on: {error:#}"),
        ),
    };
    Refusal { code: code.to_owned(), exit, message: if is_chinese(lang) { zh } else { en } }
}

fn of_usage(usage: &Usage) -> Words {
    let (code, zh, en) = match usage {
        Usage::Arguments(text) => ("arguments", text.trim().to_owned(), text.trim().to_owned()),
        Usage::Exists(data) => (
            "exists",
            format!("{} 中已有数据,未作任何修改。启动服务:zhike serve", data.display()),
            format!("{} has a store; nothing was changed. Start it: zhike serve", data.display()),
        ),
        Usage::FileExists(path) => (
            "file-exists",
            format!("{} 已存在,不会覆盖。请换一个文件名", path.display()),
            format!("{} exists and is not overwritten. Give another name", path.display()),
        ),
        Usage::NoTerminal(flag) => (
            "no-terminal",
            format!("没有可以提问的终端。请加上 {flag}"),
            format!("There is no terminal to ask at. Add {flag}"),
        ),
        Usage::NotConfirmed => (
            "not-confirmed",
            "未确认,什么都没有做".to_owned(),
            "Not confirmed; nothing was done".to_owned(),
        ),
        Usage::PasswordsDiffer => (
            "passwords-differ",
            "两次输入的密码不同,什么都没有改变".to_owned(),
            "The two passwords differ; nothing was changed".to_owned(),
        ),
        Usage::PasswordNotText => (
            "password-form",
            "密码不是 UTF-8 文本".to_owned(),
            "The password is not UTF-8 text".to_owned(),
        ),
        Usage::Anchor(text) => (
            "anchor",
            format!("“{text}”不是校验点,应为 序号:哈希"),
            format!("“{text}” is no anchor; it looks like NUMBER:HASH"),
        ),
        Usage::JsonNeedsOut => (
            "json-needs-out",
            "使用 --json 时请用 --out 指定文件".to_owned(),
            "With --json, say with --out which file to write".to_owned(),
        ),
        Usage::OwnCertificate(path) => (
            "own-certificate",
            format!("正在使用您自己的证书 {},请在签发处换发;换好文件后自动生效", path.display()),
            format!(
                "The certificate is your own: {}. Renew it where it comes from; the new file is \
                 taken up by itself",
                path.display()
            ),
        ),
        Usage::NoCertificate => (
            "no-certificate",
            "还没有证书。请先在网络地址上启动服务,例如 zhike serve --listen 0.0.0.0:8750"
                .to_owned(),
            "There is no certificate yet. Start the server on an address of the network first: \
             zhike serve --listen 0.0.0.0:8750"
                .to_owned(),
        ),
    };
    (code, 2, zh, en)
}

fn of_config(fault: &ConfigFault) -> Words {
    let (zh, en) = match fault {
        ConfigFault::Unknown { key, origin, nearest } => (
            format!("{origin} 中有未知的配置项 {key}。是否指 {nearest}?"),
            format!("{origin} has an unknown key {key}. Did you mean {nearest}?"),
        ),
        ConfigFault::Value { key, value, origin } => (
            format!("{origin} 中 {key} 的值“{value}”无效"),
            format!("{origin}: “{value}” is no value for {key}"),
        ),
        ConfigFault::Syntax { path, reason } => (
            format!("{} 无法读懂:{reason}", path.display()),
            format!("{} cannot be understood: {reason}", path.display()),
        ),
        ConfigFault::Unreadable { path, source } => (
            format!("{} 无法读取:{source}", path.display()),
            format!("{} cannot be read: {source}", path.display()),
        ),
        ConfigFault::Exposed(address) => (
            format!(
                "{address} 对网络开放,而代理方式下此端口没有加密,密码会以明文传输。请在 \
                 server.trusted_proxies 中写明代理的地址,或去掉 server.behind_proxy 由本程序加密,\
                 或只监听 127.0.0.1"
            ),
            format!(
                "{address} is open to the network, and behind a proxy this port speaks plain \
                 HTTP: passwords would travel in clear. Name the proxy's address in \
                 server.trusted_proxies, or drop server.behind_proxy so that TLS is spoken, or \
                 listen on 127.0.0.1"
            ),
        ),
        ConfigFault::Alone { key, needs } => (
            format!("设置了 {key},还需要设置 {needs}"),
            format!("{key} is set; it needs {needs} as well"),
        ),
    };
    ("config", 2, zh, en)
}

fn of_file(path: &Path, source: &io::Error) -> Words {
    ("file", 1, format!("{}:{source}", path.display()), format!("{}: {source}", path.display()))
}

fn of_certificate(path: &Path, fault: &TlsFault) -> Words {
    let path = path.display();
    let (zh, en) = match fault {
        TlsFault::NoCertificate => (
            format!("{path} 中没有 PEM 格式的证书"),
            format!("{path} has no certificate in PEM form"),
        ),
        TlsFault::NoKey => (
            format!("{path} 中没有 PEM 格式的私钥,或私钥设有口令"),
            format!("{path} has no private key in PEM form, or one with a passphrase"),
        ),
        TlsFault::Unfit(reason) => (
            format!("{path} 中的证书无法使用,或与私钥不符({reason})"),
            format!("The certificate in {path} does not work, or not with that key ({reason})"),
        ),
    };
    ("certificate", 2, zh, en)
}

fn of_listen(address: &std::net::SocketAddr, source: &io::Error) -> Words {
    match source.kind() {
        io::ErrorKind::AddrInUse => (
            "port-in-use",
            1,
            format!("{address} 已被其他程序占用。请用 --listen 换一个端口,例如 127.0.0.1:8751"),
            format!("{address} is in use. Give another port: --listen 127.0.0.1:8751"),
        ),
        _ => (
            "listen",
            1,
            format!("无法监听 {address}:{source}"),
            format!("Cannot listen on {address}: {source}"),
        ),
    }
}

/// Refusals of use cases, other than those of the store.
fn of_app(error: &app::Error, data: &Path) -> Words {
    match error {
        app::Error::Store(error) => words_store::of_store(error, data),
        app::Error::Search(error) => words_store::of_index(&Shelf::ALL, &error.to_string(), data),
        app::Error::Invalid(faults) => {
            let said = |lang| {
                let one = |fault| http::fault_text(fault, lang);
                let lines = faults.iter().map(|fault| format!("{}:{}", fault.field, one(fault)));
                lines.collect::<Vec<_>>().join("\n")
            };
            ("invalid", 2, said(Lang::Zh), said(Lang::En).replace(':', ": "))
        }
        app::Error::BadFilter(bad) => (
            "filter",
            2,
            format!("筛选条件第 {} 个字符处有误:{}", bad.at, bad.reason),
            format!("The filter is wrong at character {}: {}", bad.at, bad.reason),
        ),
        app::Error::Taken { field, .. } => (
            "taken",
            1,
            format!("{field} 已被占用,什么都没有改变"),
            format!("{field} is in use already; nothing was changed"),
        ),
        app::Error::Rule(rule) => {
            let fault = crate::domain::field::Fault::new("", rule);
            ("rule", 1, http::fault_text(&fault, Lang::Zh), http::fault_text(&fault, Lang::En))
        }
        app::Error::Missing => plain("missing", "没有找到", "Not found"),
        app::Error::Denied(_) | app::Error::Previewed => plain("denied", "没有权限", "Not allowed"),
        app::Error::SignIn => plain("sign-in", "未登录", "Not signed in"),
        app::Error::Auth(fault) => {
            let text = |lang| http::detail_text(fault.slug(), lang).to_owned();
            (fault.slug(), 1, text(Lang::Zh), text(Lang::En))
        }
        app::Error::Busy => plain(
            "busy",
            "服务正忙或正在停止。已开始的导入会在下次启动后继续;其他操作请稍后再试",
            "Busy or stopping. An import that has begun goes on after the next start; anything \
             else, try again in a moment",
        ),
        app::Error::IndexBehind(_) | app::Error::Limit { .. } => {
            plain("busy", "服务正忙,请稍后再试", "Busy; try again in a moment")
        }
        app::Error::Stale { .. } => {
            plain("stale", "刚被他人修改,请再试一次", "Changed by someone just now; try again")
        }
    }
}

fn plain(code: &'static str, zh: &str, en: &str) -> Words {
    (code, 1, zh.to_owned(), en.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use std::path::PathBuf;

    fn with(set: &[(&str, &str)]) -> Lang {
        language(|name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_language_is_that_of_the_environment() {
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(with(&[("LC_ALL", ""), ("LANG", "zh_TW")]), Lang::Zh);
        assert_eq!(with(&[("LC_ALL", "C"), ("LANG", "zh_CN")]), Lang::En);
        assert_eq!(with(&[]), Lang::En);
    }

    #[test]
    fn refusals_have_their_exit_codes_and_name_the_folder() {
        let data = PathBuf::from("/srv/客户");
        let newer = StoreError::Newer { found: 9, known: 1 };
        for (error, exit) in [
            (StoreError::NotInitialised(data.clone()), 3),
            (StoreError::Foreign(data.clone()), 3),
            (StoreError::KeyMissing(data.join("zhike.key")), 4),
            (newer, 5),
            (StoreError::Locked(data.clone()), 6),
            (StoreError::Damaged("page 7".to_owned()), 7),
        ] {
            let said = refusal(&error.into(), Lang::Zh, &data);
            assert_eq!(said.exit, exit, "{}", said.message);
            assert!(said.message.contains("/srv/客户"), "{}", said.message);
        }
    }
}
