//! `zhike serve`: makes the folder at its first start, serves, and stops well.

use crate::app::App;
use crate::app::auth::setup;
use crate::boot;
use crate::boot::Background;
use crate::boot::House;
use crate::cli::Context;
use crate::cli::call;
use crate::cli::fault::CliError;
use crate::cli::init;
use crate::cli::keeper::Keeper;
use crate::cli::kit;
use crate::cli::logs;
use crate::cli::network;
use crate::cli::network::Voice;
use crate::cli::output;
use crate::cli::version::VERSION;
use crate::cli::words;
use crate::config::Config;
use crate::control::Control;
use crate::http;
use crate::store::Folder;
use crate::store::StoreError;
use serde_json::json;
use std::io;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::signal::unix::SignalKind;
use tokio::signal::unix::signal;
use tokio::sync::watch;

/// What is left of requests after the drain is not waited for any longer than this.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

#[derive(clap::Args, Default, PartialEq, Eq)]
pub struct Args {
    /// Address and port; port 0 takes a free one 监听地址 [default: 127.0.0.1:8750]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Let the first administrator be made from another machine 允许从其他电脑进行首次设置
    #[arg(long)]
    setup_remote: bool,
    /// error, warn, info, debug or trace 日志级别
    #[arg(long, value_name = "LEVEL")]
    pub log_level: Option<String>,
    /// Refuse a folder without a store rather than make one 目录为空时拒绝启动
    #[arg(long)]
    no_init: bool,
    /// At the first start, write the recovery kit to this new file 首次启动时恢复页写入文件
    #[arg(long, value_name = "FILE")]
    recovery_out: Option<PathBuf>,
}

pub fn command(context: &Context, args: &Args) -> Result<(), CliError> {
    let config = &context.config;
    config.network.check().map_err(CliError::Config)?;
    logs::start(&config.log_level, config.log_format);
    let folder = Folder::open(&config.data, !args.no_init)?;
    if folder.is_new() && args.no_init {
        return Err(StoreError::NotInitialised(config.data.clone()).into());
    }
    let (listener, address) = listen(config.network.listen)?;
    let first = folder.is_new().then(|| first_start(context, args, &folder)).transpose()?;
    let house = House::of(folder, || call::remark_check(context))?;
    let token = match setup::is_needed(house.app()) {
        true => Some(setup::issue_token(house.app(), &boot::operator(context.lang))?),
        false => None,
    };
    let voice = network::voice(house.app(), &config.network, address)?;
    let background = Background::start(house.app())?;
    let keeper = keeper(house.app(), config, address, &voice);
    let control = control(&house);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(serving)?;
    // Before anyone is told that there is something to stop.
    let stopped = until_signal(&runtime).map_err(serving)?;
    let setup = token.map(|token| setup_url(args, config, address, &voice, token));
    announce(context, &voice, setup.as_ref(), first.as_ref());
    tracing::info!(%address, tls = voice.tls.is_some(), "listening");
    let net = network::net(&config.network, args.setup_remote);
    let options = http::Options { net, tls: voice.tls, now: boot::now };
    let served = serve(&runtime, Arc::clone(house.app()), listener, stopped, options);
    runtime.shutdown_timeout(LAST_REQUESTS);
    house.app().ask_to_stop();
    background.stop();
    if let Some(keeper) = keeper {
        keeper.stop();
    }
    if let Some(control) = control {
        control.stop();
    }
    let closed = house.close();
    served?;
    closed?;
    tracing::info!("stopped");
    Ok(())
}

fn listen(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), CliError> {
    let failed = |source| CliError::Listen { address: wanted, source };
    let listener = TcpListener::bind(wanted).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// What the operator must be told once.
struct First {
    text: String,
    /// `None` where it was written to a file.
    page: Option<String>,
}

fn first_start(context: &Context, args: &Args, folder: &Folder) -> Result<First, CliError> {
    let place = args.recovery_out.as_deref().map(kit::Place::take).transpose()?;
    let page = boot::create(folder)?;
    let (file, page) = match place {
        Some(place) => (Some(place.write(&page)?), None),
        None => (None, Some(page)),
    };
    Ok(First { text: init::made(context, folder, file.as_deref()), page })
}

fn keeper(app: &Arc<App>, config: &Config, address: SocketAddr, voice: &Voice) -> Option<Keeper> {
    let tls = voice.tls.clone()?;
    Some(Keeper::start(app, &config.network, address.ip(), tls, voice.shown.clone()))
}

/// Where the first administrator is made, and the token for it.
struct Setup {
    url: String,
    token: String,
}

fn setup_url(
    args: &Args,
    config: &Config,
    address: SocketAddr,
    voice: &Voice,
    token: String,
) -> Setup {
    let base = match (args.setup_remote, voice.urls.first()) {
        (true, Some(url)) => url.clone(),
        (true, None) | (false, _) => network::local_url(&config.network, address),
    };
    Setup { url: format!("{base}/#/setup?token={token}"), token }
}

/// Scripts read the first line of standard output, and wait for it.
fn announce(context: &Context, voice: &Voice, setup: Option<&Setup>, first: Option<&First>) {
    let url = voice.urls.first().cloned().unwrap_or_default();
    let page = first.and_then(|first| first.page.as_deref());
    if context.output.json {
        let mut line = json!({ "url": url });
        if let Some(setup) = setup {
            line["setup_token"] = json!(setup.token);
        }
        if voice.tls.is_some() {
            line["urls"] = json!(voice.urls);
        }
        if let Some(fingerprint) = &voice.fingerprint {
            line["fingerprint"] = json!(fingerprint);
        }
        context.output.answer(&line, "");
        if let Some(page) = page {
            context.output.answer(&json!({ "recovery_kit": page }), "");
        }
        return;
    }
    let mut text = String::new();
    if let Some(page) = page {
        text += &format!("{page}\n");
    }
    if let Some(first) = first {
        text += &format!("{}\n", first.text);
    }
    let open = setup.map_or(url, |setup| setup.url.clone());
    text += &match words::is_chinese(context.lang) {
        true => format!("知客 {VERSION} 已启动。请打开 {open}"),
        false => format!("Zhike {VERSION} is running. Open {open}"),
    };
    text += &said_of_network(context, voice);
    output::line(&mut io::stdout(), &text);
}

/// All addresses, and by what devices know that it is us.
fn said_of_network(context: &Context, voice: &Voice) -> String {
    let (mut text, chinese) = (String::new(), words::is_chinese(context.lang));
    if 1 < voice.urls.len() {
        text += if chinese { "\n所有地址:" } else { "\nAll addresses:" };
        voice.urls.iter().for_each(|url| text += &format!("\n  {url}"));
    }
    if let Some(fingerprint) = &voice.fingerprint {
        let url = voice.urls.first().map_or("", String::as_str);
        text += &match chinese {
            true => format!(
                "\n浏览器第一次会提示不受信任。让设备信任本机证书:{url}/trust\n\
                 CA 的 SHA-256 指纹(请与页面上的核对):{fingerprint}"
            ),
            false => format!(
                "\nBrowsers warn the first time. How devices come to trust it: {url}/trust\n\
                 SHA-256 of the authority (compare it with the page): {fingerprint}"
            ),
        };
    }
    text
}

/// Without it the server serves; only the command line must wait until it stops.
fn control(house: &House) -> Option<Control> {
    let (app, folder) = (Arc::clone(house.app()), Arc::clone(house.folder()));
    let serve = move |call, input: &mut dyn io::Read, out: &mut dyn crate::control::Sink| {
        call::serve_call(&app, &folder, call, input, out)
    };
    match Control::open(house.folder().data(), serve) {
        Ok(control) => Some(control),
        Err(error) => {
            tracing::warn!(%error, "no control socket");
            None
        }
    }
}

/// Says true at the first signal; the second one ends the process.
fn until_signal(runtime: &Runtime) -> io::Result<watch::Receiver<bool>> {
    let _entered = runtime.enter();
    let (stop, stopped) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    runtime.spawn(async move {
        for asked in 1.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if 1 < asked {
                // Asked twice: the store was made to survive this.
                std::process::exit(1);
            }
            tracing::info!("stopping");
            stop.send_replace(true);
        }
    });
    Ok(stopped)
}

fn serve(
    runtime: &Runtime,
    app: Arc<App>,
    listener: TcpListener,
    stopped: watch::Receiver<bool>,
    options: http::Options,
) -> Result<(), CliError> {
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(serving)?;
        http::serve(app, listener, stopped, options).await.map_err(serving)
    })
}

fn serving(error: io::Error) -> CliError {
    CliError::Serving(error.into())
}
