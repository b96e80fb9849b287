//! Answers that stay open: how many at once and whose, what wakes them, when they end.

use crate::app::App;
use crate::app::Error;
use crate::domain::ids::UserId;
use crate::http::problem::Problem;
use axum::body::Body;
use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::StatusCode;
use axum::http::header;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::sync::mpsc;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;

/// Streams at once of one person: a browser shares one among its windows.
const MAX_OF_PERSON: usize = 12;

/// Streams at once, half of all connections.
const MAX: usize = 512;

/// Looks at the store at once. They are short, and may wait for each other.
const MAX_LOOKING: usize = 2;

/// Pieces that may wait for a reader.
const PIECES: usize = 8;

/// A reader that takes nothing for this long is cut off.
const SILENCE: Duration = Duration::from_secs(30);

/// From one look to the next: what is written meanwhile is seen together.
const REST: Duration = Duration::from_millis(100);

/// A connection on which nothing comes is taken for dead by what lies between.
const PING: Duration = Duration::from_secs(20);

const PING_EVENT: &[u8] = b"event: ping\ndata: {}\n\n";

/// What there is to send now.
pub struct Seen {
    pub bytes: Vec<u8>,
    /// There is more to be had at once.
    pub more: bool,
}

/// What is looked at for one reader.
pub trait Look: Send + 'static {
    /// On a blocking thread, after each commit and with each ping.
    ///
    /// # Errors
    /// End the stream.
    fn look(&mut self) -> Result<Seen, Problem>;
}

pub struct Streams {
    taken: Mutex<HashMap<UserId, usize>>,
    looking: Arc<Semaphore>,
    commits: watch::Receiver<()>,
    stop: watch::Receiver<bool>,
}

/// Given back when the stream ends.
struct Seat {
    streams: Arc<Streams>,
    user: UserId,
}

impl Streams {
    /// All end when `stop` says true.
    pub fn new(app: &App, stop: watch::Receiver<bool>) -> Streams {
        let (rung, commits) = watch::channel(());
        app.commits().tell(move |_| rung.send_replace(()));
        let (taken, looking) = (Mutex::default(), Arc::new(Semaphore::new(MAX_LOOKING)));
        Streams { taken, looking, commits, stop }
    }

    /// Begins an answer of server-sent events; must be called within the runtime.
    ///
    /// # Errors
    /// 429 where the person has all that one may have, 503 where there is no place for anybody.
    pub fn open(
        self: &Arc<Streams>,
        user: UserId,
        look: impl Look,
    ) -> Result<Response<Body>, Problem> {
        let seat = self.take(user)?;
        let (sender, pieces) = mpsc::channel(PIECES);
        tokio::spawn(run(seat, look, sender));
        let mut response = Response::new(Body::from_stream(ReceiverStream::new(pieces)));
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        // A proxy must hand on each event as it comes.
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        Ok(response)
    }

    /// How many are open.
    pub fn count(&self) -> u64 {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.values().map(|count| *count as u64).sum()
    }

    fn take(self: &Arc<Streams>, user: UserId) -> Result<Seat, Problem> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX <= taken.values().sum() {
            return Err(Error::Busy.into());
        }
        let count = taken.entry(user).or_default();
        if MAX_OF_PERSON <= *count {
            let refused = Problem::new(StatusCode::TOO_MANY_REQUESTS, "streams");
            return Err(Problem { retry_after_s: Some(60), ..refused });
        }
        *count += 1;
        Ok(Seat { streams: Arc::clone(self), user })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.streams.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

type Piece = io::Result<Bytes>;

async fn run(seat: Seat, mut look: impl Look, sender: mpsc::Sender<Piece>) {
    let streams = &seat.streams;
    let (mut commits, mut stop) = (streams.commits.clone(), streams.stop.clone());
    let mut ping_at = Instant::now() + PING;
    loop {
        commits.mark_unchanged();
        let Some((back, seen)) = looked(streams, look).await else { return };
        look = back;
        let Ok(Seen { mut bytes, more }) = seen else { return };
        if ping_at <= Instant::now() {
            ping_at = Instant::now() + PING;
            bytes.extend_from_slice(PING_EVENT);
        }
        if !bytes.is_empty() {
            let sent = tokio::time::timeout(SILENCE, sender.send(Ok(bytes.into()))).await;
            if !matches!(sent, Ok(Ok(()))) {
                return;
            }
        }
        if more && !*stop.borrow() {
            continue;
        }
        tokio::time::sleep(REST).await;
        tokio::select! {
            () = sender.closed() => return,
            _ = stop.wait_for(|stop| *stop) => return,
            changed = commits.changed() => if changed.is_err() { return },
            () = tokio::time::sleep_until(ping_at) => {}
        }
    }
}

/// One look, when there is a place for it; `None` where it broke.
async fn looked<L: Look>(streams: &Streams, mut look: L) -> Option<(L, Result<Seen, Problem>)> {
    let place = Arc::clone(&streams.looking).acquire_owned().await.ok()?;
    let done = tokio::task::spawn_blocking(move || {
        let seen = look.look();
        drop(place);
        (look, seen)
    });
    done.await.inspect_err(|error| tracing::error!(%error, "a look at the journal broke")).ok()
}
