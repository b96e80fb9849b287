//! The form of what goes over the socket: a line of JSON, then input in chunks; back, lines of JSON.

use crate::control::Refusal;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use std::io;
use std::io::BufRead;
use std::io::Read;
use std::io::Write;

/// One line of the server's answer. The last one is `Done` or `Fault`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    Progress {
        done: u64,
        total: Option<u64>,
    },
    /// Base64.
    Data(String),
    Done(Value),
    Fault(Refusal),
}

/// The longest line either side takes.
const MAX_LINE_BYTES: u64 = 4 << 20;

const CHUNK_BYTES: usize = 64 << 10;

pub fn write_line<T: Serialize>(mut out: impl Write, line: &T) -> io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    out.write_all(&text)
}

/// `None` where the other side has gone.
pub fn read_line<T: for<'a> Deserialize<'a>>(input: impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    input.take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
    match line.is_empty() {
        true => Ok(None),
        false => Ok(Some(serde_json::from_slice(&line)?)),
    }
}

/// Length (4, big endian) and bytes, again and again; a length of zero is the end.
pub fn write_chunks(mut out: impl Write, input: &mut dyn Read) -> io::Result<()> {
    let mut block = vec![0; CHUNK_BYTES];
    loop {
        let count = match input.read(&mut block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        let length = u32::try_from(count).expect("a block is short");
        out.write_all(&length.to_be_bytes())?;
        out.write_all(&block[..count])?;
        if count == 0 {
            return out.flush();
        }
    }
}

/// Reads what [`write_chunks`] wrote. An input that breaks off is an error, never a short file.
pub struct Chunks<R> {
    input: R,
    left: usize,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    pub fn new(input: R) -> Chunks<R> {
        Chunks { input, left: 0, ended: false }
    }
}

impl<R: Read> Read for Chunks<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !self.ended {
            let mut length = [0; 4];
            self.input.read_exact(&mut length)?;
            self.left = u32::from_be_bytes(length) as usize;
            self.ended = self.left == 0;
        }
        if self.ended || out.is_empty() {
            return Ok(0);
        }
        let wanted = self.left.min(out.len());
        let count = self.input.read(&mut out[..wanted])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_read_back_and_a_cut_is_an_error() {
        for length in [0, 1, CHUNK_BYTES, CHUNK_BYTES * 2 + 5] {
            let bytes: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let mut wire = Vec::new();
            write_chunks(&mut wire, &mut &bytes[..]).unwrap();
            let mut back = Vec::new();
            Chunks::new(&wire[..]).read_to_end(&mut back).unwrap();
            assert_eq!(back, bytes);
            wire.truncate(wire.len() - 1);
            assert!(Chunks::new(&wire[..]).read_to_end(&mut Vec::new()).is_err());
        }
    }
}
