//! A file in the body as a blocking reader: it is read as it comes, never held whole.

use axum::body::Body;
use http_body_util::BodyExt;
use std::io;
use std::io::Read;
use std::time::Duration;
use tokio::sync::mpsc;

/// Largest upload, in bytes.
pub const MAX_BYTES: u64 = 1 << 30;

/// A sender that is silent for this long is gone.
const SILENCE: Duration = Duration::from_secs(60);

/// Chunks that may wait for the reader.
const CHUNKS: usize = 8;

pub struct Upload {
    chunks: mpsc::Receiver<io::Result<Vec<u8>>>,
    current: Vec<u8>,
    at: usize,
}

impl Upload {
    /// Starts to receive; the reader may be on another thread.
    pub fn start(mut body: Body) -> Upload {
        let (sender, chunks) = mpsc::channel(CHUNKS);
        tokio::spawn(async move {
            let mut total = 0;
            loop {
                let frame = match tokio::time::timeout(SILENCE, body.frame()).await {
                    Ok(None) => return,
                    Ok(Some(Ok(frame))) => frame,
                    Ok(Some(Err(error))) => {
                        let _ = sender.send(Err(io::Error::other(error))).await;
                        return;
                    }
                    Err(_) => {
                        let _ = sender.send(Err(io::ErrorKind::TimedOut.into())).await;
                        return;
                    }
                };
                let Ok(data) = frame.into_data() else { continue };
                total += data.len() as u64;
                if MAX_BYTES < total {
                    let _ = sender.send(Err(io::ErrorKind::FileTooLarge.into())).await;
                    return;
                }
                if sender.send(Ok(data.to_vec())).await.is_err() {
                    return;
                }
            }
        });
        Upload { chunks, current: Vec::new(), at: 0 }
    }
}

impl Read for Upload {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.current.len() {
            match self.chunks.blocking_recv() {
                None => return Ok(0),
                Some(chunk) => (self.current, self.at) = (chunk?, 0),
            }
        }
        let rest = &self.current[self.at..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}
