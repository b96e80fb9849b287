//! The port that speaks TLS: the handshake, and a word to those who come without.

use crate::http::arrival;
use crate::http::arrival::Link;
use crate::http::problem::Problem;
use crate::http::server::HEAD_TIMEOUT;
use crate::http::server::Shared;
use crate::http::server::connection;
use crate::http::tls::Tls;
use axum::Router;
use axum::body::Body;
use axum::extract::Extension;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use hyper_util::server::graceful::Watcher;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// The first byte of a TLS connection: a handshake record.
const HANDSHAKE: u8 = 22;

/// Serves one connection to its end.
///
/// # Errors
/// Where it breaks; nobody needs to know more than that.
pub async fn serve(
    tls: &Tls,
    shared: &Arc<Shared>,
    router: &Router,
    stream: TcpStream,
    link: Link,
    watcher: Watcher,
    mut stopped: watch::Receiver<bool>,
) -> Result<(), hyper::Error> {
    let opened = tokio::select! {
        opened = tokio::time::timeout(HEAD_TIMEOUT, open(tls, stream)) => opened,
        // Nothing was asked yet, so nothing is lost.
        _ = stopped.wait_for(|stopped| *stopped) => return Ok(()),
    };
    match opened {
        Ok(Some(Opened::Tls(stream))) => watcher.watch(connection(router, *stream, link)).await,
        Ok(Some(Opened::Plain(stream))) => {
            let link = Link { tls: false, ..link };
            let router = Router::new().fallback(point).with_state(Arc::clone(shared));
            watcher.watch(connection(&router, stream, link)).await
        }
        Ok(None) | Err(_) => Ok(()),
    }
}

enum Opened {
    Tls(Box<tokio_rustls::server::TlsStream<TcpStream>>),
    Plain(TcpStream),
}

async fn open(tls: &Tls, stream: TcpStream) -> Option<Opened> {
    let mut first = [0];
    match stream.peek(&mut first).await {
        Ok(1) if first[0] == HANDSHAKE => {
            let stream = TlsAcceptor::from(tls.config()).accept(stream).await;
            let noted = stream.inspect_err(|error| tracing::debug!(%error, "handshake"));
            noted.ok().map(|stream| Opened::Tls(Box::new(stream)))
        }
        Ok(1) => Some(Opened::Plain(stream)),
        Ok(_) | Err(_) => None,
    }
}

/// Plain HTTP where TLS is spoken: someone has left out the `s`. Only a name that is ours is sent
/// on, and nothing of what was asked is done.
async fn point(
    State(shared): State<Arc<Shared>>,
    Extension(link): Extension<Link>,
    request: axum::extract::Request,
) -> Response<Body> {
    let host = arrival::host(request.headers()).unwrap_or_default();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let place = HeaderValue::from_str(&format!("https://{host}{path}"));
    let mut response = match place {
        Ok(place) if arrival::is_known(&shared, &link, &host) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
            response.headers_mut().insert(header::LOCATION, place);
            response
        }
        Ok(_) | Err(_) => {
            let problem = Problem::new(StatusCode::FORBIDDEN, "https-needed");
            problem.respond(super::op::lang(request.headers()), 0)
        }
    };
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
