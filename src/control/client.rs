//! The side of the command line.

use crate::control::Line;
use crate::control::Place;
use crate::control::Refusal;
use crate::control::Sink;
use crate::control::wire;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Has the server do what `call` says. `None` where no server answers.
///
/// # Errors
/// A server that goes away before it has answered.
pub fn call(
    data: &Path,
    call: &Value,
    input: &mut (dyn Read + Send),
    out: &mut dyn Sink,
) -> io::Result<Option<Result<Value, Refusal>>> {
    let place = Place::of(data)?;
    let Ok(stream) = UnixStream::connect(&place.path) else { return Ok(None) };
    wire::write_line(&stream, call)?;
    std::thread::scope(|scope| {
        // A server that refuses at once does not read on: its answer says why.
        let fed = scope.spawn(|| wire::write_chunks(&stream, input));
        let answer = receive(&stream, out);
        let _ = stream.shutdown(std::net::Shutdown::Both);
        let fed = fed.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()));
        match (answer, fed) {
            (Ok(answer), _) => Ok(Some(answer)),
            (Err(_), Err(error)) | (Err(error), Ok(())) => Err(error),
        }
    })
}

fn receive(stream: &UnixStream, out: &mut dyn Sink) -> io::Result<Result<Value, Refusal>> {
    let mut lines = BufReader::new(stream);
    loop {
        match wire::read_line::<Line>(&mut lines)? {
            Some(Line::Progress { done, total }) => out.progress(done, total),
            Some(Line::Data(text)) => {
                let bytes = BASE64_STANDARD.decode(text).map_err(io::Error::other)?;
                out.data(&bytes)?;
            }
            Some(Line::Done(value)) => return Ok(Ok(value)),
            Some(Line::Fault(refusal)) => return Ok(Err(refusal)),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
