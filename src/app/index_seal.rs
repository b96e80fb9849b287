//! Lends the index its keys: the search layer knows how to lay out files, not how to keep secrets.

use crate::crypto::key::Key;
use crate::crypto::keys::Keyset;
use crate::crypto::keys::Purpose;
use crate::crypto::stream::BlockSealer;
use crate::search::BlockSeal;
use crate::search::FreshKey;
use crate::search::IndexSeal;
use std::io;
use std::sync::Arc;

pub(super) struct Seal {
    keyset: Arc<Keyset>,
}

struct File {
    id: [u8; 16],
    key: BlockSealer,
}

impl Seal {
    pub(super) fn new(keyset: Arc<Keyset>) -> Seal {
        Seal { keyset }
    }
}

impl IndexSeal for Seal {
    fn new_file_key(&self, context: &[u8]) -> io::Result<FreshKey> {
        let key = Key::random();
        let mut file_id = [0; 16];
        file_id.copy_from_slice(&Key::random().as_bytes()[..16]);
        let aad = [context, &file_id].concat();
        let sealed = self.keyset.sealer(Purpose::Index).seal(&aad, key.as_bytes());
        let key = Arc::new(File { id: file_id, key: BlockSealer::new(&key) });
        Ok(FreshKey { file_id, sealed, key })
    }

    fn open_file_key(
        &self,
        context: &[u8],
        file_id: &[u8; 16],
        sealed: &[u8],
    ) -> io::Result<Arc<dyn BlockSeal>> {
        let aad = [context, file_id].concat();
        let plain = self.keyset.open(Purpose::Index, &aad, sealed).map_err(|_| damaged())?;
        let key = Key::from_slice(&plain).ok_or_else(damaged)?;
        Ok(Arc::new(File { id: *file_id, key: BlockSealer::new(&key) }))
    }

    fn seal_small(&self, context: &[u8], plain: &[u8]) -> io::Result<Vec<u8>> {
        Ok(self.keyset.sealer(Purpose::Index).seal(context, plain))
    }

    fn open_small(&self, context: &[u8], sealed: &[u8]) -> io::Result<Vec<u8>> {
        self.keyset.open(Purpose::Index, context, sealed).map_err(|_| damaged())
    }
}

impl BlockSeal for File {
    fn seal_block(&self, index: u64, aad: &[u8], block: &mut Vec<u8>) -> io::Result<()> {
        *block = self.key.seal_block(&self.id, index, is_last(aad), block);
        Ok(())
    }

    fn open_block(&self, index: u64, aad: &[u8], block: &mut Vec<u8>) -> io::Result<()> {
        let plain = self.key.open_block(&self.id, index, is_last(aad), block);
        *block = plain.map_err(|_| damaged())?;
        Ok(())
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "an index file does not open")
}

/// The last byte of a block's associated data says whether it is the last of its file.
fn is_last(aad: &[u8]) -> bool {
    aad.last() == Some(&1)
}
