//! A staged file on disk: sealed block by block as it arrives, and read back as it was.

use crate::app::Error;
use crate::app::RowId;
use crate::app::imports::job::JobId;
use crate::crypto::key::Key;
use crate::crypto::stream::BLOCK_OVERHEAD_BYTES;
use crate::crypto::stream::BlockSealer;
use crate::store::StoreError;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Clear bytes of one block.
const BLOCK_BYTES: usize = 64 << 10;

/// Largest upload.
const MAX_BYTES: u64 = 1 << 30;

/// Kept free for the store, which must be able to go on when a file is too much for the disk.
const KEEP_FREE_BYTES: u64 = 256 << 20;

/// How often the disk is asked, in blocks.
const ASK_EVERY: u64 = 256;

pub(in crate::app) fn io_error(path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_owned();
    move |source| match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Rule("disk_full"),
        _ => Error::Store(StoreError::Io { path: path.clone(), source }),
    }
}

/// Writes what comes from `input` and makes it durable; returns its length in bytes.
///
/// # Errors
/// [`Error::Rule`]: `file_too_large`, `disk_full`, `upload_broken` where the input fails.
pub(super) fn write(path: &Path, id: JobId, key: &Key, input: &mut dyn Read) -> Result<u64, Error> {
    let mut options = OpenOptions::new();
    let file = options.create_new(true).write(true).mode(0o600).open(path);
    write_to(file.map_err(io_error(path))?, path, id, key, MAX_BYTES, input)
}

/// The same into a file that is open at the place where the first block begins. `most`: bytes of
/// `input` that are too many.
///
/// # Errors
/// Those of [`write`].
pub(in crate::app) fn write_to(
    mut file: File,
    path: &Path,
    id: RowId,
    key: &Key,
    most: u64,
    input: &mut dyn Read,
) -> Result<u64, Error> {
    let failed = io_error(path);
    let sealer = BlockSealer::new(key);
    let mut held = fill(input)?;
    let mut size = held.len() as u64;
    for index in 0.. {
        if index % ASK_EVERY == 0 && !has_room(path) {
            return Err(Error::Rule("disk_full"));
        }
        let next = if held.len() < BLOCK_BYTES { Vec::new() } else { fill(input)? };
        let is_last = next.is_empty();
        let sealed = sealer.seal_block(&id.0, index, is_last, &held);
        file.write_all(&sealed).map_err(&failed)?;
        if is_last {
            break;
        }
        size += next.len() as u64;
        if most < size {
            return Err(Error::Rule("file_too_large"));
        }
        held = next;
    }
    file.sync_all().map_err(&failed)?;
    Ok(size)
}

/// A whole block, or what is left.
fn fill(input: &mut dyn Read) -> Result<Vec<u8>, Error> {
    let mut block = Vec::with_capacity(BLOCK_BYTES);
    let done = input.take(BLOCK_BYTES as u64).read_to_end(&mut block);
    done.map(|_| block).map_err(|_| Error::Rule("upload_broken"))
}

fn has_room(path: &Path) -> bool {
    let Some(stats) = path.parent().and_then(|dir| rustix::fs::statvfs(dir).ok()) else {
        return true;
    };
    KEEP_FREE_BYTES <= stats.f_bavail.saturating_mul(stats.f_frsize)
}

/// The clear content of a staged file, front to back.
pub(in crate::app) struct Part {
    file: File,
    sealer: BlockSealer,
    id: RowId,
    index: u64,
    /// Sealed bytes that are still to be read.
    left: u64,
    block: Vec<u8>,
    at: usize,
    taken: Arc<AtomicU64>,
}

impl Part {
    /// `taken` counts the clear bytes that were read.
    pub(super) fn open(
        path: &Path,
        id: JobId,
        key: &Key,
        taken: Arc<AtomicU64>,
    ) -> Result<Part, Error> {
        let file = File::open(path).map_err(io_error(path))?;
        Part::from(file, 0, path, id, key, taken)
    }

    /// Of an open file whose first block begins at `start`, where it stands.
    pub(in crate::app) fn from(
        file: File,
        start: u64,
        path: &Path,
        id: RowId,
        key: &Key,
        taken: Arc<AtomicU64>,
    ) -> Result<Part, Error> {
        let failed = io_error(path);
        let left = file.metadata().map_err(&failed)?.len().saturating_sub(start);
        if left == 0 {
            return Err(failed(io::ErrorKind::UnexpectedEof.into()));
        }
        let sealer = BlockSealer::new(key);
        Ok(Part { file, sealer, id, index: 0, left, block: Vec::new(), at: 0, taken })
    }

    fn next_block(&mut self) -> io::Result<()> {
        let whole = (BLOCK_BYTES + BLOCK_OVERHEAD_BYTES) as u64;
        let mut sealed = vec![0; usize::try_from(whole.min(self.left)).unwrap_or(0)];
        self.file.read_exact(&mut sealed)?;
        self.left -= sealed.len() as u64;
        let opened = self.sealer.open_block(&self.id.0, self.index, self.left == 0, &sealed);
        self.block = opened.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        self.index += 1;
        self.at = 0;
        Ok(())
    }
}

impl Read for Part {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() && 0 < self.left {
            self.next_block()?;
        }
        let count = out.len().min(self.block.len() - self.at);
        out[..count].copy_from_slice(&self.block[self.at..self.at + count]);
        self.at += count;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(length: usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.part");
        let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let (id, key) = (crate::app::RowId([3; 16]), Key::random());
        assert_eq!(write(&path, id, &key, &mut &content[..]).unwrap(), length as u64);
        let mut again = Vec::new();
        let taken = Arc::new(AtomicU64::new(0));
        let mut part = Part::open(&path, id, &key, Arc::clone(&taken)).unwrap();
        part.read_to_end(&mut again).unwrap();
        assert_eq!(again, content);
        assert_eq!(taken.load(Ordering::Relaxed), length as u64);
        let sealed = std::fs::read(&path).unwrap();
        assert!(length < 16 || !sealed.windows(16).any(|window| content[..16] == *window));
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(sealed.len() as u64 - 1).unwrap();
        let mut cut = Part::open(&path, id, &key, taken).unwrap();
        assert!(cut.read_to_end(&mut again).is_err(), "a cut file of {length}");
    }

    #[test]
    fn files_of_every_length_come_back_and_cut_ones_do_not() {
        for length in [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES] {
            round_trip(length);
        }
    }
}
