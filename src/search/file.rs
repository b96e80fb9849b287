//! One sealed file of the index: written once in blocks, read at random.

use crate::search::cache::Cache;
use crate::search::seal::BlockSeal;
use crate::search::seal::IndexSeal;
use crate::search::seal::TAG_BYTES;
use std::fmt;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use tantivy::HasLen;
use tantivy::directory::AntiCallToken;
use tantivy::directory::FileHandle;
use tantivy::directory::OwnedBytes;
use tantivy::directory::TerminatingWrite;

/// Plain bytes of a block. A look-up of a rare word opens one or two of them: smaller blocks make
/// that quicker, larger ones save little beyond this size.
pub const BLOCK_BYTES: usize = 16 * 1024;

/// Reads longer than this (term dictionaries, columns while a segment is loaded or merged) pass
/// by the cache, which they would only sweep.
const CACHED_READ_BYTES: usize = 512 * 1024;

const MAGIC: [u8; 5] = *b"zkix1";
const MAX_KEY_BYTES: usize = 1024;

/// Blocks of all open files, by file and number.
pub type Blocks = Cache<(u64, u64), OwnedBytes>;

pub fn damaged(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Magic ‖ file id ‖ length of the sealed key (u16) ‖ sealed key; then the blocks.
pub struct SealedWriter {
    file: File,
    key: Arc<dyn BlockSeal>,
    file_id: [u8; 16],
    buffer: Vec<u8>,
    index: u64,
}

impl SealedWriter {
    pub fn new(mut file: File, seal: &dyn IndexSeal, context: &[u8]) -> io::Result<SealedWriter> {
        let fresh = seal.new_file_key(context)?;
        let length = u16::try_from(fresh.sealed.len()).map_err(|_| damaged("key too long"))?;
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&fresh.file_id);
        header.extend_from_slice(&length.to_le_bytes());
        header.extend_from_slice(&fresh.sealed);
        file.write_all(&header)?;
        Ok(SealedWriter {
            file,
            key: fresh.key,
            file_id: fresh.file_id,
            buffer: Vec::with_capacity(BLOCK_BYTES + TAG_BYTES),
            index: 0,
        })
    }

    fn emit(&mut self, last: bool) -> io::Result<()> {
        let aad = block_aad(&self.file_id, self.index, last);
        self.key.seal_block(self.index, &aad, &mut self.buffer)?;
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        self.index += 1;
        Ok(())
    }
}

impl Write for SealedWriter {
    /// A full block waits until more comes: only then is it known not to be the last.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        if self.buffer.len() == BLOCK_BYTES {
            self.emit(false)?;
        }
        let taken = bytes.len().min(BLOCK_BYTES - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for SealedWriter {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.emit(true)?;
        self.file.sync_data()
    }
}

/// An open file. Its content stays readable after the name is gone.
pub struct SealedFile {
    file: File,
    /// Distinguishes its blocks in the cache; never used twice in a process.
    number: u64,
    key: Arc<dyn BlockSeal>,
    file_id: [u8; 16],
    body_at: u64,
    blocks: u64,
    len: usize,
    cache: Arc<Blocks>,
}

impl SealedFile {
    pub fn open(
        mut file: File,
        seal: &dyn IndexSeal,
        context: &[u8],
        number: u64,
        cache: Arc<Blocks>,
    ) -> io::Result<SealedFile> {
        let size = file.metadata()?.len();
        let mut head = [0u8; MAGIC.len() + 16 + 2];
        file.read_exact(&mut head).map_err(|_| damaged("header cut off"))?;
        let (magic, rest) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(damaged("not an index file"));
        }
        let mut file_id = [0u8; 16];
        file_id.copy_from_slice(&rest[..16]);
        let key_bytes = usize::from(u16::from_le_bytes([rest[16], rest[17]]));
        if MAX_KEY_BYTES < key_bytes {
            return Err(damaged("key too long"));
        }
        let mut sealed = vec![0u8; key_bytes];
        file.read_exact(&mut sealed).map_err(|_| damaged("key cut off"))?;
        let key = seal.open_file_key(context, &file_id, &sealed)?;
        let body_at = (head.len() + key_bytes) as u64;
        let body = size - body_at;
        let blocks = body.div_ceil((BLOCK_BYTES + TAG_BYTES) as u64);
        let tags = blocks * TAG_BYTES as u64;
        if blocks == 0 || body < tags {
            return Err(damaged("body cut off"));
        }
        let len = usize::try_from(body - tags).map_err(|_| damaged("file too long"))?;
        Ok(SealedFile { file, number, key, file_id, body_at, blocks, len, cache })
    }

    /// Reads and authenticates everything, past the cache.
    pub fn check(&self) -> io::Result<()> {
        (0..self.blocks).try_for_each(|index| self.open_block(index).map(drop))
    }

    fn open_block(&self, index: u64) -> io::Result<Vec<u8>> {
        let start = usize::try_from(index).map_err(|_| damaged("no such block"))? * BLOCK_BYTES;
        let plain = BLOCK_BYTES.min(self.len.saturating_sub(start));
        let mut block = vec![0u8; plain + TAG_BYTES];
        let at = self.body_at + index * (BLOCK_BYTES + TAG_BYTES) as u64;
        self.file.read_exact_at(&mut block, at)?;
        let aad = block_aad(&self.file_id, index, index + 1 == self.blocks);
        self.key.open_block(index, &aad, &mut block)?;
        if block.len() != plain {
            return Err(damaged("block of another length"));
        }
        Ok(block)
    }

    fn block(&self, index: u64, keep: bool) -> io::Result<OwnedBytes> {
        let name = (self.number, index);
        if let Some(block) = self.cache.get(&name) {
            return Ok(block);
        }
        let block = OwnedBytes::new(self.open_block(index)?);
        if keep {
            self.cache.insert(name, block.clone(), block.len());
        }
        Ok(block)
    }
}

impl FileHandle for SealedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end <= range.start {
            return Ok(OwnedBytes::empty());
        }
        if self.len < range.end {
            return Err(damaged("read past the end"));
        }
        let (first, last) = (range.start / BLOCK_BYTES, (range.end - 1) / BLOCK_BYTES);
        let keep = range.len() <= CACHED_READ_BYTES;
        if first == last {
            let block = self.block(first as u64, keep)?;
            let start = first * BLOCK_BYTES;
            return Ok(block.slice(range.start - start..range.end - start));
        }
        let mut out = Vec::with_capacity(range.len());
        for index in first..=last {
            let block = self.block(index as u64, keep)?;
            let start = index * BLOCK_BYTES;
            let from = range.start.saturating_sub(start);
            let to = (range.end - start).min(block.len());
            out.extend_from_slice(&block[from..to]);
        }
        Ok(OwnedBytes::new(out))
    }
}

impl HasLen for SealedFile {
    fn len(&self) -> usize {
        self.len
    }
}

impl fmt::Debug for SealedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedFile").field("number", &self.number).finish_non_exhaustive()
    }
}

fn block_aad(file_id: &[u8; 16], index: u64, last: bool) -> [u8; 25] {
    let mut aad = [0u8; 25];
    aad[..16].copy_from_slice(file_id);
    aad[16..24].copy_from_slice(&index.to_le_bytes());
    aad[24] = u8::from(last);
    aad
}
