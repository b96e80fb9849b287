//! Parse uploaded files in a process of their own: the same binary, without keys, within limits.
//!
//! A hostile file can exhaust that process or crash it; the server sees a failed import.

use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::formats::fault::FormatError;
use crate::formats::frame;
use crate::formats::frame::Frame;
use crate::formats::parsed::Parsed;
use crate::formats::parsed::Wish;
use crate::formats::read;
use rustix::process::Resource;
use rustix::process::Rlimit;
use std::collections::VecDeque;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::ExitCode;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread::JoinHandle;

/// The hidden verb under which the binary is the parser.
pub const VERB: &str = "parse-sheet";

const MEMORY_BYTES: u64 = 512 << 20;
const CPU_SECONDS: u64 = 600;
const OPEN_FILES: u64 = 16;

/// A batch is sent when it has this many rows or bytes of text.
const BATCH_ROWS: usize = 200;
const BATCH_BYTES: usize = 1 << 20;

/// A file being parsed by a child process. Dropping it ends the child.
pub struct Parser {
    frames: BufReader<ChildStdout>,
    ready: VecDeque<Parsed>,
    feeder: Option<JoinHandle<io::Result<()>>>,
}

impl Parser {
    /// `exe`: this program. `input` is read on a thread of its own, no faster than rows are taken.
    pub fn start(
        exe: &Path,
        input: impl Read + Send + 'static,
        wish: Wish,
    ) -> Result<Parser, FormatError> {
        let mut command = Command::new(exe);
        command
            .arg(VERB)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let (send, started) = mpsc::sync_channel(1);
        // The child is told to die with the thread that made it: so that thread waits for it.
        let feeder = std::thread::Builder::new().name("parser".to_owned()).spawn(move || {
            let mut child = command.spawn()?;
            let stdin = child.stdin.take().expect("stdin is piped");
            let stdout = child.stdout.take().expect("stdout is piped");
            let fed = match send.send(stdout) {
                Ok(()) => feed(stdin, input, &wish),
                Err(_) => Ok(()),
            };
            if fed.is_err() {
                child.kill()?;
            }
            child.wait()?;
            fed
        })?;
        match started.recv() {
            Ok(stdout) => Ok(Parser {
                frames: BufReader::new(stdout),
                ready: VecDeque::new(),
                feeder: Some(feeder),
            }),
            Err(_) => Err(ended(feeder).err().unwrap_or(FormatError::Limits)),
        }
    }

    fn advance(&mut self) -> Result<(), FormatError> {
        let frame = frame::read(&mut self.frames);
        let failure = match frame {
            Ok(Frame::Source(source)) => {
                self.ready.push_back(Parsed::Source(source));
                return Ok(());
            }
            Ok(Frame::Rows(rows)) => {
                self.ready.extend(rows.into_iter().map(|row| Parsed::Row(row.into())));
                return Ok(());
            }
            Ok(Frame::Failed(error)) => {
                self.feeder = None;
                return Err(error);
            }
            Ok(Frame::Done) => None,
            Err(_) => Some(FormatError::Limits),
        };
        let fed = self.feeder.take().map_or(Ok(()), ended);
        // An error of the file's own source explains more than that the parser was ended.
        fed.and(failure.map_or(Ok(()), Err))
    }
}

fn ended(feeder: JoinHandle<io::Result<()>>) -> Result<(), FormatError> {
    match feeder.join() {
        Ok(fed) => Ok(fed?),
        Err(_) => Err(FormatError::Limits),
    }
}

/// Fails only when the input does: a child that stops listening has its reasons, and tells them.
fn feed(mut stdin: ChildStdin, mut input: impl Read, wish: &Wish) -> io::Result<()> {
    let mut block = vec![0; 64 << 10];
    let mut is_open = frame::write(&mut stdin, wish).is_ok();
    while is_open {
        match input.read(&mut block) {
            Ok(0) => break,
            Ok(count) => is_open = stdin.write_all(&block[..count]).is_ok(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl Iterator for Parser {
    type Item = Result<Parsed, FormatError>;

    /// Ends after the first error. Only a file read to its last row ends without one.
    fn next(&mut self) -> Option<Result<Parsed, FormatError>> {
        loop {
            if let Some(parsed) = self.ready.pop_front() {
                return Some(Ok(parsed));
            }
            self.feeder.as_ref()?;
            if let Err(error) = self.advance() {
                self.feeder = None;
                return Some(Err(error));
            }
        }
    }
}

/// The whole life of the child: limits first, then the file on standard input.
pub fn run_child() -> ExitCode {
    let limited = limit_process();
    let served = limited.and_then(|()| serve(io::stdin().lock(), io::stdout().lock()));
    if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn limit_process() -> io::Result<()> {
    let limits = [
        (Resource::As, MEMORY_BYTES),
        (Resource::Cpu, CPU_SECONDS),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, limit) in limits {
        let limit = Rlimit { current: Some(limit), maximum: Some(limit) };
        rustix::process::setrlimit(resource, limit)?;
    }
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

/// Reads a wish and a file, and writes what is in it. Fails only when the output does.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let wish: Wish = frame::read(&mut input)?;
    let mut batch = Batch::default();
    let done = read::read(input, &wish, &mut |parsed| match parsed {
        Parsed::Source(source) => Ok(frame::write(&mut output, &Frame::Source(source))?),
        Parsed::Row(row) => Ok(batch.take(row, &mut output)?),
    });
    batch.send(&mut output)?;
    let last = match done {
        Ok(()) => Frame::Done,
        Err(FormatError::Io(error)) => return Err(error),
        Err(error) => Frame::Failed(error),
    };
    frame::write(&mut output, &last)?;
    output.flush()
}

#[derive(Default)]
struct Batch {
    rows: Vec<frame::WireRow>,
    bytes: usize,
}

impl Batch {
    fn take(&mut self, row: Row, output: &mut impl Write) -> io::Result<()> {
        let lengths = row.cells.iter().map(|cell| match cell {
            Cell::Text(text) | Cell::Error(text) => text.len(),
            Cell::Empty | Cell::Number(_) | Cell::Date { .. } | Cell::Flag(_) => 8,
        });
        self.bytes += lengths.sum::<usize>();
        self.rows.push(row.into());
        match self.rows.len() < BATCH_ROWS && self.bytes < BATCH_BYTES {
            true => Ok(()),
            false => self.send(output),
        }
    }

    fn send(&mut self, output: &mut impl Write) -> io::Result<()> {
        self.bytes = 0;
        match std::mem::take(&mut self.rows) {
            rows if rows.is_empty() => Ok(()),
            rows => frame::write(output, &Frame::Rows(rows)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(file: &[u8]) -> Vec<Frame> {
        let mut input = Vec::new();
        frame::write(&mut input, &Wish::default()).unwrap();
        input.extend_from_slice(file);
        let mut output = Vec::new();
        serve(&input[..], &mut output).unwrap();
        let mut rest = &output[..];
        let mut frames = Vec::new();
        while !rest.is_empty() {
            frames.push(frame::read(&mut rest).unwrap());
        }
        frames
    }

    #[test]
    fn rows_come_in_batches_and_end_with_done() {
        let frames = served("名称,电话\n".repeat(450).as_bytes());
        assert!(
            matches!(frames.first(), Some(Frame::Source(source)) if source.encoding == "UTF-8")
        );
        assert!(matches!(frames.last(), Some(Frame::Done)));
        let rows = frames.into_iter().flat_map(|frame| match frame {
            Frame::Rows(rows) => rows.into_iter().map(Row::from).collect(),
            _ => Vec::new(),
        });
        let rows: Vec<Row> = rows.collect();
        assert_eq!(rows.len(), 450);
        assert_eq!(rows[449].number, 450);
        assert_eq!(rows[7].cells[1], Cell::Text("电话".to_owned()));
    }

    #[test]
    fn every_kind_of_cell_survives_the_way() {
        let cells = vec![
            Cell::Empty,
            Cell::Text("𠮷".to_owned()),
            Cell::Number(13_812_345_678.0),
            Cell::Date { days: -3, ms: 7 },
            Cell::Flag(true),
            Cell::Error("#REF!".to_owned()),
        ];
        let row = Row { number: 9, cells };
        let mut bytes = Vec::new();
        frame::write(&mut bytes, &Frame::Rows(vec![row.clone().into()])).unwrap();
        let Ok(Frame::Rows(mut rows)) = frame::read(&mut &bytes[..]) else { panic!("rows") };
        assert_eq!(Row::from(rows.remove(0)), row);
    }

    #[test]
    fn a_broken_file_sends_its_rows_and_then_the_reason() {
        let frames = served(b"a,b\n1,2\n3,\"4\n");
        assert!(matches!(frames[1], Frame::Rows(ref rows) if rows.len() == 2));
        let last = frames.last();
        assert!(matches!(last, Some(Frame::Failed(FormatError::UnclosedQuote { row: 3 }))));
    }

    #[test]
    fn an_output_that_is_cut_is_no_end() {
        let frames = frame::read::<Frame>(&mut &b"\x05\0\0\0ab"[..]);
        assert!(frames.is_err());
        assert!(frame::read::<Frame>(&mut &b"\xFF\xFF\xFF\x7F"[..]).is_err());
    }
}
