//! A file in the answer, written by a blocking thread while the reader takes it: never held whole.

use crate::app::Error;
use crate::http::problem::Problem;
use axum::body::Body;
use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::Response;
use axum::http::header;
use std::io;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Bytes that are handed on at once.
const CHUNK_BYTES: usize = 64 << 10;

/// Chunks that may wait for the reader.
const CHUNKS: usize = 4;

/// A reader that takes nothing for this long is gone.
const SILENCE: Duration = Duration::from_secs(60);

pub struct File {
    pub kind: &'static str,
    /// Plain ASCII: it stands in a header.
    pub name: &'static str,
}

/// Answers with what `work` writes. Where it fails half way the connection breaks off, so that
/// nobody takes a part for the whole.
///
/// # Errors
/// 503 where all places are taken.
pub fn send(
    places: &Arc<Semaphore>,
    file: &File,
    work: impl FnOnce(&mut dyn Write) -> Result<(), Error> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    let mut response = Response::new(stream(places, work)?);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name));
    let name = name.expect("names of files are plain");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// The body alone.
///
/// # Errors
/// Those of [`send`].
pub fn stream(
    places: &Arc<Semaphore>,
    work: impl FnOnce(&mut dyn Write) -> Result<(), Error> + Send + 'static,
) -> Result<Body, Problem> {
    let place = Arc::clone(places).try_acquire_owned();
    let place = place.map_err(|_| Problem::from(Error::Busy))?;
    let (sender, chunks) = mpsc::channel(CHUNKS);
    let mut sink = Sink { sender, held: Vec::with_capacity(CHUNK_BYTES), gone: false };
    tokio::task::spawn_blocking(move || {
        let done = work(&mut sink).and_then(|()| sink.flush().map_err(|_| Error::Busy));
        if let Err(error) = done
            && !sink.gone
        {
            tracing::error!(%error, "a file broke off");
            let _ = sink.hand_on(Err(io::ErrorKind::Other.into()));
        }
        drop(place);
    });
    Ok(Body::from_stream(ReceiverStream::new(chunks)))
}

type Chunk = io::Result<Bytes>;

/// The writing end.
struct Sink {
    sender: mpsc::Sender<Chunk>,
    held: Vec<u8>,
    /// Nobody reads any more.
    gone: bool,
}

impl Sink {
    fn hand_on(&mut self, chunk: Chunk) -> io::Result<()> {
        let sent = async { tokio::time::timeout(SILENCE, self.sender.send(chunk)).await };
        let taken = matches!(Handle::current().block_on(sent), Ok(Ok(())));
        self.gone |= !taken;
        if taken { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(CHUNK_BYTES - self.held.len());
        self.held.extend_from_slice(&bytes[..count]);
        if self.held.len() == CHUNK_BYTES {
            self.flush()?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let full = std::mem::replace(&mut self.held, Vec::with_capacity(CHUNK_BYTES));
        self.hand_on(Ok(full.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;

    const FILE: File = File { kind: "text/csv", name: "x.csv" };

    #[tokio::test]
    async fn no_more_is_written_than_the_reader_takes() {
        let places = Arc::new(Semaphore::new(1));
        let written = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&written);
        let sent = send(&places, &FILE, move |out| {
            for _ in 0..1_000 {
                out.write_all(&[7; 10_000]).map_err(|_| Error::Busy)?;
                count.fetch_add(10_000, Ordering::Relaxed);
            }
            Ok(())
        });
        let response = sent.unwrap();
        assert!(send(&places, &FILE, |_| Ok(())).is_err(), "the one place is taken");
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(written.load(Ordering::Relaxed) <= (CHUNKS + 2) * CHUNK_BYTES);
        let all = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(all.len(), 10_000_000);
    }

    #[tokio::test]
    async fn a_file_that_breaks_off_is_no_whole_file() {
        let places = Arc::new(Semaphore::new(1));
        let sent = send(&places, &FILE, |out| {
            out.write_all(b"half").map_err(|_| Error::Busy)?;
            Err(Error::Missing)
        });
        assert!(sent.unwrap().into_body().collect().await.is_err());
        let freed = tokio::time::timeout(Duration::from_secs(5), places.acquire());
        assert!(freed.await.is_ok(), "its place is free again");
    }

    #[tokio::test]
    async fn a_reader_who_goes_away_frees_the_place() {
        let places = Arc::new(Semaphore::new(1));
        let sent = send(&places, &FILE, |out| {
            loop {
                out.write_all(&[7; 10_000]).map_err(|_| Error::Busy)?;
            }
        });
        drop(sent.unwrap());
        let freed = tokio::time::timeout(Duration::from_secs(5), places.acquire());
        assert!(freed.await.is_ok());
    }
}
