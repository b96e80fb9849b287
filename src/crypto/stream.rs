//! Seals a file block by block, so that any block can be read alone and none can be moved or cut.
//!
//! Every file has a key of its own, so the nonce of a block can be its place in the file. A block
//! must not be sealed twice with different content: files are written once, front to back.

use aes::cipher::KeyInit;
use aes_gcm::AeadInOut;
use aes_gcm::aead::array::Array;
use aes_gcm::aead::inout::InOutBuf;

use crate::crypto::fault::CryptoError;
use crate::crypto::key::Key;
use crate::crypto::seal::Gcm;
use crate::crypto::seal::TAG_BYTES;

/// How much longer a sealed block is than the clear one.
pub const BLOCK_OVERHEAD_BYTES: usize = TAG_BYTES;

/// The key of one file, made ready.
pub struct BlockSealer(Gcm);

impl BlockSealer {
    /// `key` must be random and belong to one file alone.
    pub fn new(key: &Key) -> BlockSealer {
        BlockSealer(Gcm::new(&Array(*key.as_bytes())))
    }

    /// Block `index` counts from 0; `last` is true for the final block alone, which every file
    /// has (an empty file has one empty block).
    pub fn seal_block(&self, file_id: &[u8; 16], index: u64, last: bool, plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(plain.len() + BLOCK_OVERHEAD_BYTES);
        sealed.extend_from_slice(plain);
        let place = place(file_id, index, last);
        let body = InOutBuf::from(&mut sealed[..]);
        let tag = self
            .0
            .encrypt_inout_detached(&Array(nonce(index, last)), &place, body)
            .expect("a block is far below the 64 GiB that GCM takes");
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// # Errors
    /// `TamperedBlock` when a byte, the file, the index or the last mark is not as it was sealed.
    pub fn open_block(
        &self,
        file_id: &[u8; 16],
        index: u64,
        last: bool,
        sealed: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        let fault = CryptoError::TamperedBlock { index };
        let Some((body, tag)) = sealed.split_last_chunk::<TAG_BYTES>() else {
            return Err(fault);
        };
        let mut plain = body.to_vec();
        let place = place(file_id, index, last);
        let body = InOutBuf::from(&mut plain[..]);
        self.0
            .decrypt_inout_detached(&Array(nonce(index, last)), &place, body, &Array(*tag))
            .map_err(|_| fault)?;
        Ok(plain)
    }
}

/// The last mark is in the nonce too: a block that was the last and then was not is another one.
fn nonce(index: u64, last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&index.to_be_bytes());
    nonce[11] = u8::from(last);
    nonce
}

fn place(file_id: &[u8; 16], index: u64, last: bool) -> [u8; 25] {
    let mut place = [0; 25];
    place[..16].copy_from_slice(file_id);
    place[16..24].copy_from_slice(&index.to_be_bytes());
    place[24] = u8::from(last);
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: [u8; 16] = [9; 16];

    fn sealer() -> BlockSealer {
        BlockSealer::new(&Key::from_bytes([5; 32]))
    }

    #[test]
    fn blocks_open_again_at_their_place() {
        for (index, last, plain) in
            [(0, false, &[1u8; 4096][..]), (1, true, b"tail"), (0, true, b"")]
        {
            let sealed = sealer().seal_block(&FILE, index, last, plain);
            assert_eq!(sealed.len(), plain.len() + BLOCK_OVERHEAD_BYTES);
            assert_eq!(sealer().open_block(&FILE, index, last, &sealed).unwrap(), plain);
        }
    }

    #[test]
    fn a_block_opens_at_no_other_place() {
        let sealed = sealer().seal_block(&FILE, 3, false, b"content");
        let open = |file: &[u8; 16], index, last| sealer().open_block(file, index, last, &sealed);
        assert!(open(&FILE, 3, false).is_ok());
        assert_eq!(open(&FILE, 4, false), Err(CryptoError::TamperedBlock { index: 4 }));
        assert!(open(&FILE, 3, true).is_err(), "a cut file: the last block was not the last");
        assert!(open(&[8; 16], 3, false).is_err());
        let other = BlockSealer::new(&Key::from_bytes([6; 32]));
        assert!(other.open_block(&FILE, 3, false, &sealed).is_err());
    }

    #[test]
    fn one_flipped_bit_or_a_cut_is_refused() {
        let sealed = sealer().seal_block(&FILE, 0, true, b"some content");
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1 << (at % 8);
            assert!(sealer().open_block(&FILE, 0, true, &bad).is_err(), "byte {at}");
            assert!(sealer().open_block(&FILE, 0, true, &sealed[..at]).is_err(), "cut {at}");
        }
    }
}
