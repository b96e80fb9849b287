//! Listen, with limits and time-outs; hand each request to its route; stop gracefully.

use crate::app::App;
use crate::app::auth::session::Uses;
use crate::app::auth::source::Sources;
use crate::domain::value::Moment;
use crate::http::arrival::Link;
use crate::http::assets::Assets;
use crate::http::hashing::Hashing;
use crate::http::live::Health;
use crate::http::metrics::Metrics;
use crate::http::net::Net;
use crate::http::secure;
use crate::http::streams::Streams;
use crate::http::tls::Tls;
use axum::Router;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulConnection;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tower::ServiceExt;

/// A head that takes longer is not sent by a browser.
pub(super) const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of a request's head.
const HEAD_BYTES: usize = 32 * 1024;

const MAX_HEADERS: usize = 100;

/// Connections at once; more wait in the backlog.
const MAX_CONNECTIONS: usize = 1_024;

/// Connections at once from one address of the network; a browser opens six.
const MAX_PER_ADDRESS: usize = 64;

/// Use cases that write at once: each holds a thread, and most of them wait for one sync together.
const MAX_WRITING: usize = 64;

/// Use cases that read at once. They keep a processor busy: more of them would only make each other
/// late, and hold more memory.
const MAX_READING: usize = 8;

/// Files that come in at once. They hold a thread for as long as the line is slow, so they have
/// places of their own: writes go on.
const MAX_UPLOADING: usize = 8;

/// Files that go out at once, each written by a thread while the reader takes it.
const MAX_SENDING: usize = 8;

/// How long a stop waits for the requests that are under way.
const DRAIN: Duration = Duration::from_secs(10);

pub struct Options {
    pub net: Net,
    /// Plain HTTP without.
    pub tls: Option<Tls>,
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
    pub uploading: Arc<Semaphore>,
    pub sending: Arc<Semaphore>,
    pub hashing: Hashing,
    pub streams: Arc<Streams>,
    pub requests: AtomicU64,
    pub net: Net,
    pub tls: Option<Tls>,
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
    let streams = Arc::new(Streams::new(&app, stop.clone()));
    let shared = Arc::new(Shared {
        app,
        uses: Uses::default(),
        sources: Sources::default(),
        assets: Assets::embedded(),
        metrics: Metrics::default(),
        health: Health::default(),
        reading: Arc::new(Semaphore::new(MAX_READING)),
        writing: Arc::new(Semaphore::new(MAX_WRITING)),
        uploading: Arc::new(Semaphore::new(MAX_UPLOADING)),
        sending: Arc::new(Semaphore::new(MAX_SENDING)),
        hashing: Hashing::default(),
        streams,
        requests: AtomicU64::new(0),
        net: options.net,
        tls: options.tls,
        now: options.now,
    });
    let router = Router::new().fallback(super::dispatch::answer).with_state(Arc::clone(&shared));
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let seats = Arc::new(Seats::default());
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
        // Who has taken all that one may have is not answered: an answer would be work, too.
        let Some(seat) = seats.take(&shared.net, peer.ip()) else { continue };
        let local = stream.local_addr().map_or(peer.ip(), |local| local.ip()).to_canonical();
        let link = Link { peer, local, tls: shared.tls.is_some() };
        let (shared, router, watcher) = (Arc::clone(&shared), router.clone(), graceful.watcher());
        let stopped = stop.clone();
        tokio::spawn(async move {
            // A connection that breaks is the peer's affair.
            let _ = match &shared.tls {
                None => watcher.watch(connection(&router, stream, link)).await,
                Some(tls) => {
                    secure::serve(tls, &shared, &router, stream, link, watcher, stopped).await
                }
            };
            drop((place, seat));
        });
    }
    drop(listener);
    shared.health.drain();
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
    Ok(())
}

/// The requests of one connection, one after the other.
pub(super) fn connection<S>(
    router: &Router,
    stream: S,
    link: Link,
) -> impl GracefulConnection<Error = hyper::Error> + use<S>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let service =
        router.clone().map_request(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(link);
            request
        });
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

/// Connections by the address that they come from.
#[derive(Default)]
struct Seats(Mutex<HashMap<IpAddr, usize>>);

/// Given back when the connection ends.
struct Seat(Option<(Arc<Seats>, IpAddr)>);

impl Seats {
    /// `None` where this address has all it may have. This machine and proxies stand for many.
    fn take(self: &Arc<Seats>, net: &Net, address: IpAddr) -> Option<Seat> {
        let address = address.to_canonical();
        let proxied = net.proxies.as_ref().is_some_and(|proxies| proxies.contain(address));
        if proxied || address.is_loopback() {
            return Some(Seat(None));
        }
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if MAX_PER_ADDRESS <= *count {
            return None;
        }
        *count += 1;
        Some(Seat(Some((Arc::clone(self), address))))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some((seats, address)) = self.0.take() else { return };
        let mut taken = seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_all_places() {
        let (seats, net) = (Arc::new(Seats::default()), Net::default());
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let mut held: Vec<Seat> =
            (0..MAX_PER_ADDRESS).filter_map(|_| seats.take(&net, one)).collect();
        assert_eq!(held.len(), MAX_PER_ADDRESS);
        assert!(seats.take(&net, one).is_none());
        assert!(seats.take(&net, other).is_some());
        held.pop();
        assert!(seats.take(&net, one).is_some());
        held.clear();
        assert!(seats.0.lock().unwrap().is_empty());
        let local = IpAddr::from([127, 0, 0, 1]);
        assert!((0..200).all(|_| seats.take(&net, local).is_some()));
    }
}
