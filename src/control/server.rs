//! The side of the server: one thread that listens, one for each call.

use crate::control::Line;
use crate::control::Place;
use crate::control::Refusal;
use crate::control::Sink;
use crate::control::wire;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::collections::HashMap;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

/// Calls that run when the server stops have this long to end by themselves.
const GRACE: Duration = Duration::from_secs(8);

/// And this long after their connection was cut.
const GRACE_AFTER_CUT: Duration = Duration::from_secs(2);

/// Progress is told this often at most.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// Bytes of a file in one line.
const DATA_BYTES: usize = 48 << 10;

type Serve = dyn Fn(Value, &mut dyn Read, &mut dyn Sink) -> Result<Value, Refusal>;

/// The open socket. Stop it before the store is closed.
pub struct Control {
    place: Place,
    listener: UnixListener,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stopping: AtomicBool,
    open: Mutex<HashMap<u64, UnixStream>>,
    closed: Condvar,
}

impl Control {
    /// Listens in this folder, whose lock the caller holds: a socket that is there is of a server
    /// that was killed.
    ///
    /// # Errors
    /// Where the socket cannot be made.
    pub fn open<F>(data: &Path, serve: F) -> io::Result<Control>
    where
        F: Fn(Value, &mut dyn Read, &mut dyn Sink) -> Result<Value, Refusal>
            + Send
            + Sync
            + 'static,
    {
        let place = Place::of(data)?;
        match std::fs::remove_file(&place.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&place.path)?;
        std::fs::set_permissions(&place.path, std::fs::Permissions::from_mode(0o600))?;
        let shared = Arc::new(Shared::default());
        let accepting = listener.try_clone()?;
        let thread = std::thread::Builder::new().name("control".to_owned()).spawn({
            let (shared, serve) = (Arc::clone(&shared), Arc::new(serve));
            move || listen(&accepting, &shared, &serve)
        })?;
        Ok(Control { place, listener, shared, thread: Some(thread) })
    }

    /// Takes no more calls, and gives those that run ten seconds.
    pub fn stop(mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        // Wakes the listening thread, even where someone has removed the socket's name.
        let _ = rustix::net::shutdown(&self.listener, rustix::net::Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let _ = std::fs::remove_file(&self.place.path);
        if !self.shared.wait(GRACE) {
            for stream in self.shared.lock().values() {
                let _ = stream.shutdown(std::net::Shutdown::Both);
            }
            self.shared.wait(GRACE_AFTER_CUT);
        }
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, UnixStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True once no call runs.
    fn wait(&self, limit: Duration) -> bool {
        let waited = self.closed.wait_timeout_while(self.lock(), limit, |open| !open.is_empty());
        waited.unwrap_or_else(PoisonError::into_inner).0.is_empty()
    }
}

/// Takes a call off the list however its thread ends.
struct Listed(Arc<Shared>, u64);

impl Drop for Listed {
    fn drop(&mut self) {
        self.0.lock().remove(&self.1);
        self.0.closed.notify_all();
    }
}

fn listen<F>(listener: &UnixListener, shared: &Arc<Shared>, serve: &Arc<F>)
where
    F: Fn(Value, &mut dyn Read, &mut dyn Sink) -> Result<Value, Refusal> + Send + Sync + 'static,
{
    for (number, stream) in (0..).zip(listener.incoming()) {
        if shared.stopping.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else {
            // Out of descriptors, most likely: some will come back.
            std::thread::sleep(PROGRESS_EVERY);
            continue;
        };
        let (Ok(copy), true) = (stream.try_clone(), is_ours(&stream)) else { continue };
        shared.lock().insert(number, copy);
        let listed = Listed(Arc::clone(shared), number);
        let serve = Arc::clone(serve);
        let spawned = std::thread::Builder::new().name("verb".to_owned()).spawn(move || {
            if let Err(error) = answer(&stream, &*serve) {
                tracing::debug!(%error, "a call over the control socket broke off");
            }
            // Only now may the server stop: nothing of the store is held any more.
            drop((serve, listed));
        });
        if let Err(error) = spawned {
            tracing::warn!(%error, "no thread for a call over the control socket");
        }
    }
}

/// The mode of the socket keeps others out already; this holds where a mount ignores modes.
fn is_ours(stream: &UnixStream) -> bool {
    let own = rustix::process::geteuid();
    let peer = rustix::net::sockopt::socket_peercred(stream).map(|peer| peer.uid);
    peer.is_ok_and(|uid| uid == own || uid.is_root())
}

fn answer(stream: &UnixStream, serve: &Serve) -> io::Result<()> {
    let mut input = BufReader::new(stream);
    let Some(call) = wire::read_line(&mut input)? else { return Ok(()) };
    let mut out = Wire { stream, told: None };
    let line = match serve(call, &mut wire::Chunks::new(input), &mut out) {
        Ok(value) => Line::Done(value),
        Err(refusal) => Line::Fault(refusal),
    };
    wire::write_line(stream, &line)
}

struct Wire<'a> {
    stream: &'a UnixStream,
    told: Option<Instant>,
}

impl Sink for Wire<'_> {
    fn progress(&mut self, done: u64, total: Option<u64>) {
        if self.told.is_none_or(|told| PROGRESS_EVERY <= told.elapsed()) {
            self.told = Some(Instant::now());
            // Nobody there to read it: the work goes on.
            let _ = wire::write_line(self.stream, &Line::Progress { done, total });
        }
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        bytes
            .chunks(DATA_BYTES)
            .map(|part| Line::Data(BASE64_STANDARD.encode(part)))
            .try_for_each(|line| wire::write_line(self.stream, &line))
    }
}
