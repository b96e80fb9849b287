//! How the index asks for sealing: it knows no keys, only this.

use std::io;
use std::sync::Arc;

/// Bytes that sealing a block adds to it.
pub const TAG_BYTES: usize = 16;

/// Makes and opens the keys of index files. An open that fails is [`io::ErrorKind::InvalidData`].
pub trait IndexSeal: Send + Sync + 'static {
    /// A fresh random key for one file, which is written once. `context` names the file and
    /// binds the sealed key to it.
    fn new_file_key(&self, context: &[u8]) -> io::Result<FreshKey>;

    /// The key that [`IndexSeal::new_file_key`] sealed under the same context and file id.
    fn open_file_key(
        &self,
        context: &[u8],
        file_id: &[u8; 16],
        sealed: &[u8],
    ) -> io::Result<Arc<dyn BlockSeal>>;

    /// Seals a small file that is written again and again.
    fn seal_small(&self, context: &[u8], plain: &[u8]) -> io::Result<Vec<u8>>;

    fn open_small(&self, context: &[u8], sealed: &[u8]) -> io::Result<Vec<u8>>;
}

pub struct FreshKey {
    /// Random.
    pub file_id: [u8; 16],
    /// The key as it stands in the header of the file, at most 1024 bytes.
    pub sealed: Vec<u8>,
    pub key: Arc<dyn BlockSeal>,
}

/// The key of one file. Each index is sealed once, so that it may serve as the nonce.
pub trait BlockSeal: Send + Sync {
    /// Seals `block` in place and appends a tag of [`TAG_BYTES`].
    fn seal_block(&self, index: u64, aad: &[u8], block: &mut Vec<u8>) -> io::Result<()>;

    /// Opens `block` in place and takes the tag off.
    fn open_block(&self, index: u64, aad: &[u8], block: &mut Vec<u8>) -> io::Result<()>;
}
