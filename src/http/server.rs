//! Listen, with limits and time-outs; hand each request to its route; stop gracefully.

use crate::app::App;
use crate::app::auth::session::Uses;
use crate::app::auth::source::Sources;
use crate::domain::value::Moment;
use crate::http::assets::Assets;
use crate::http::hashing::Hashing;
use crate::http::live::Health;
use crate::http::metrics::Metrics;
use axum::Router;
use axum::extract::ConnectInfo;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tower::ServiceExt;

/// A head that takes longer is not sent by a browser.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of a request's head.
const HEAD_BYTES: usize = 32 * 1024;

const MAX_HEADERS: usize = 100;

/// Connections at once; more wait in the backlog.
const MAX_CONNECTIONS: usize = 1_024;

/// Use cases that write at once: each holds a thread, and most of them wait for one sync together.
const MAX_WRITING: usize = 64;

/// Use cases that read at once. They keep a processor busy: more of them would only make each other
/// late, and hold more memory.
const MAX_READING: usize = 8;

/// How long a stop waits for the requests that are under way.
const DRAIN: Duration = Duration::from_secs(10);

pub struct Options {
    /// Only the names of loopback are answered to.
    pub loopback: bool,
    /// The clock, handed in.
    pub now: fn() -> Moment,
}

/// What all requests share.
pub struct Shared {
    pub app: Arc<App>,
    pub uses: Uses,
    pub sources: Sources,
    pub assets: Assets,
    pub metrics: Metrics,
    pub health: Health,
    pub reading: Arc<Semaphore>,
    pub writing: Arc<Semaphore>,
    pub hashing: Hashing,
    pub requests: AtomicU64,
    pub loopback: bool,
    pub now: fn() -> Moment,
}

/// Serves until `stop` says true, then finishes what is under way.
///
/// # Errors
/// Where the listener fails for good.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    mut stop: watch::Receiver<bool>,
    options: Options,
) -> std::io::Result<()> {
    let shared = Arc::new(Shared {
        app,
        uses: Uses::default(),
        sources: Sources::default(),
        assets: Assets::embedded(),
        metrics: Metrics::default(),
        health: Health::default(),
        reading: Arc::new(Semaphore::new(MAX_READING)),
        writing: Arc::new(Semaphore::new(MAX_WRITING)),
        hashing: Hashing::default(),
        requests: AtomicU64::new(0),
        loopback: options.loopback,
        now: options.now,
    });
    let router = Router::new().fallback(super::dispatch::answer).with_state(Arc::clone(&shared));
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accept");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // A write of headers and body in two packets must not wait for an acknowledgement.
        let _ = stream.set_nodelay(true);
        let connection = connection(&router, stream, peer);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is the peer's affair.
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    shared.health.drain();
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
    Ok(())
}

fn connection(
    router: &Router,
    stream: tokio::net::TcpStream,
    peer: SocketAddr,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<> {
    let service =
        router.clone().map_request(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}
