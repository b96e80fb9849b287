//! Seals one value: XAES-256-GCM with a random nonce, bound to the place where it stands.
//!
//! ```text
//! version 1 │ algorithm 1 │ key id 4 │ nonce 24 │ ciphertext │ tag 16
//! ```
//!
//! XAES-256-GCM (c2sp.org/XAES-256-GCM) derives a fresh AES-256-GCM key from the key and the first
//! half of the nonce. Nonces may therefore be random for any number of values, which counters may
//! not: a store that is restored from yesterday's backup would count the same numbers again.

use aes::Aes256Enc;
use aes::cipher::BlockCipherEncrypt;
use aes::cipher::KeyInit;
use aes::cipher::consts::U12;
use aes_gcm::AeadInOut;
use aes_gcm::AesGcm;
use aes_gcm::aead::array::Array;
use aes_gcm::aead::inout::InOutBuf;
use zeroize::Zeroize;

use crate::crypto::fault::CryptoError;
use crate::crypto::fault::Part;
use crate::crypto::key::Key;
use crate::crypto::random;

const VERSION: u8 = 1;
/// XAES-256-GCM. Numbers 2 and 3 are kept for AES-256-GCM and SM4-GCM.
const ALGORITHM: u8 = 1;

const HEAD_BYTES: usize = 6;
pub(super) const NONCE_BYTES: usize = 24;
pub(super) const TAG_BYTES: usize = 16;

/// How much longer a sealed value is than the clear one.
pub const OVERHEAD_BYTES: usize = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

/// AES-256-GCM without the decryption schedule, which counter mode never needs.
pub(super) type Gcm = AesGcm<Aes256Enc, U12>;

/// A key made ready for sealing. Making one costs a key schedule and one block.
pub struct Sealer {
    key_id: u32,
    schedule: Aes256Enc,
    /// K1 of CMAC (NIST SP 800-38B), from which XAES makes the key of each value.
    k1: [u8; 16],
}

impl Sealer {
    /// `key_id` stands in every envelope and is checked on opening.
    pub fn new(key: &Key, key_id: u32) -> Sealer {
        let schedule = Aes256Enc::new(&Array(*key.as_bytes()));
        let mut block = Array([0u8; 16]);
        schedule.encrypt_block(&mut block);
        let mut double = u128::from_be_bytes(block.0);
        let carry = double >> 127;
        double = (double << 1) ^ (carry * 0x87);
        block.zeroize();
        Sealer { key_id, schedule, k1: double.to_be_bytes() }
    }

    pub fn key_id(&self) -> u32 {
        self.key_id
    }

    /// The envelope around `plain`, longer by [`OVERHEAD_BYTES`]. `aad` names the place (store,
    /// table, record, field) unambiguously; the same must be given to open it again.
    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce = random::nonce::<NONCE_BYTES>();
        let head = self.head();
        let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD_BYTES);
        sealed.extend_from_slice(&head);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let body = &mut sealed[HEAD_BYTES + NONCE_BYTES..];
        let tag = self.encrypt(&nonce, &bound(&head, aad), body);
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// # Errors
    /// `Damaged` or `NewerFormat` when it is no envelope of ours, `UnknownKey` when it was sealed
    /// with another key, `Tampered` when a byte or the place differs.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let key_id = key_id_of(sealed)?;
        if key_id != self.key_id {
            return Err(CryptoError::UnknownKey { key_id });
        }
        let (head, rest) = sealed.split_at(HEAD_BYTES);
        let (nonce, rest) = rest.split_at(NONCE_BYTES);
        let (body, tag) = rest.split_at(rest.len() - TAG_BYTES);
        let nonce = nonce.try_into().expect("split at the length of a nonce");
        let tag = tag.try_into().expect("split at the length of a tag");
        let mut plain = body.to_vec();
        match self.decrypt(nonce, &bound(head, aad), &mut plain, tag) {
            true => Ok(plain),
            false => Err(CryptoError::Tampered { key_id }),
        }
    }

    fn head(&self) -> [u8; HEAD_BYTES] {
        let [a, b, c, d] = self.key_id.to_be_bytes();
        [VERSION, ALGORITHM, a, b, c, d]
    }

    /// Encrypts in place; gives the tag.
    pub(super) fn encrypt(&self, nonce: &[u8; 24], aad: &[u8], body: &mut [u8]) -> [u8; 16] {
        let (gcm, short) = self.value_cipher(nonce);
        gcm.encrypt_inout_detached(&Array(short), aad, InOutBuf::from(body))
            .expect("a value is far below the 64 GiB that GCM takes")
            .0
    }

    /// Decrypts in place; false, and nothing decrypted, when the tag is not right.
    pub(super) fn decrypt(
        &self,
        nonce: &[u8; 24],
        aad: &[u8],
        body: &mut [u8],
        tag: &[u8; 16],
    ) -> bool {
        let (gcm, short) = self.value_cipher(nonce);
        gcm.decrypt_inout_detached(&Array(short), aad, InOutBuf::from(body), &Array(*tag)).is_ok()
    }

    /// The AES-256-GCM cipher and nonce for this one value.
    fn value_cipher(&self, nonce: &[u8; 24]) -> (Gcm, [u8; 12]) {
        let mut halves = [1, 2].map(|counter| {
            let mut block = [0, counter, b'X', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            block[4..].copy_from_slice(&nonce[..12]);
            block.iter_mut().zip(self.k1).for_each(|(byte, mask)| *byte ^= mask);
            Array(block)
        });
        self.schedule.encrypt_blocks(&mut halves);
        let mut key = Array([0u8; 32]);
        key[..16].copy_from_slice(&halves[0]);
        key[16..].copy_from_slice(&halves[1]);
        let gcm = Gcm::new(&key);
        key.zeroize();
        halves.iter_mut().for_each(|half| half.zeroize());
        let mut short = [0; 12];
        short.copy_from_slice(&nonce[12..]);
        (gcm, short)
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        self.k1.zeroize();
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer({:08x})", self.key_id)
    }
}

/// The id of the key that an envelope names; nothing is opened.
///
/// # Errors
/// `Damaged` when it is too short or no envelope, `NewerFormat` when a newer release sealed it.
pub fn key_id_of(sealed: &[u8]) -> Result<u32, CryptoError> {
    let damaged = CryptoError::Damaged { part: Part::Envelope };
    if sealed.len() < OVERHEAD_BYTES {
        return Err(damaged);
    }
    match (sealed[0], sealed[1]) {
        (VERSION, ALGORITHM) => {
            Ok(u32::from_be_bytes([sealed[2], sealed[3], sealed[4], sealed[5]]))
        }
        (0, _) | (_, 0) => Err(damaged),
        (version, algorithm) => Err(CryptoError::NewerFormat {
            part: Part::Envelope,
            found: u32::from(version) << 8 | u32::from(algorithm),
            known: u32::from(VERSION) << 8 | u32::from(ALGORITHM),
        }),
    }
}

/// The head is authenticated too, so that no key is ever used under another algorithm's name.
fn bound(head: &[u8], aad: &[u8]) -> Vec<u8> {
    [head, aad].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(byte: u8) -> Sealer {
        Sealer::new(&Key::from_bytes([byte; 32]), u32::from(byte))
    }

    #[test]
    fn what_is_sealed_opens_again_at_its_place() {
        let sealer = sealer(1);
        for plain in [&b""[..], b"x", "王芳 13800001111".as_bytes(), &[7; 5000]] {
            let sealed = sealer.seal(b"here", plain);
            assert_eq!(sealed.len(), plain.len() + OVERHEAD_BYTES);
            assert_eq!(sealer.open(b"here", &sealed).unwrap(), plain);
            assert_eq!(key_id_of(&sealed), Ok(1));
        }
    }

    #[test]
    fn it_opens_nowhere_else() {
        let sealed = sealer(1).seal(b"record 1 field 2", b"secret");
        let out = sealer(1).open(b"record 2 field 1", &sealed);
        assert_eq!(out, Err(CryptoError::Tampered { key_id: 1 }));
    }

    #[test]
    fn it_opens_with_no_other_key() {
        let sealed = sealer(1).seal(b"", b"secret");
        assert_eq!(sealer(2).open(b"", &sealed), Err(CryptoError::UnknownKey { key_id: 1 }));
        let namesake = Sealer::new(&Key::from_bytes([2; 32]), 1);
        assert_eq!(namesake.open(b"", &sealed), Err(CryptoError::Tampered { key_id: 1 }));
    }

    #[test]
    fn one_flipped_bit_anywhere_is_refused() {
        let sealed = sealer(1).seal(b"aad", b"thirteen byte");
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut bad = sealed.clone();
                bad[at] ^= 1 << bit;
                assert!(sealer(1).open(b"aad", &bad).is_err(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn any_cut_is_refused() {
        let sealed = sealer(1).seal(b"aad", b"thirteen byte");
        for length in 0..sealed.len() {
            assert!(sealer(1).open(b"aad", &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn equal_values_look_different() {
        assert_ne!(sealer(1).seal(b"", b"same"), sealer(1).seal(b"", b"same"));
    }

    #[test]
    fn a_newer_format_is_named_as_such() {
        let mut sealed = sealer(1).seal(b"", b"x");
        sealed[0] = 2;
        let fault = sealer(1).open(b"", &sealed).unwrap_err();
        assert!(matches!(fault, CryptoError::NewerFormat { part: Part::Envelope, .. }));
    }
}
