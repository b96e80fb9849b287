//! A 256-bit secret: made, derived from, wiped when dropped, never printed.

use hkdf::Hkdf;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::crypto::random;

pub const KEY_BYTES: usize = 32;

/// 32 secret bytes.
#[derive(Clone)]
pub struct Key([u8; KEY_BYTES]);

impl Key {
    pub fn random() -> Key {
        let mut key = Key([0; KEY_BYTES]);
        random::fill(&mut key.0);
        key
    }

    /// The caller's copy is the caller's to wipe.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Key {
        Key(bytes)
    }

    /// `None` unless there are exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Key> {
        bytes.try_into().ok().map(Key)
    }

    pub fn as_bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Another key for another use: HKDF-SHA-256 with this key as input material.
    pub fn derive(&self, salt: &[u8], info: &[u8]) -> Key {
        let mut out = Key([0; KEY_BYTES]);
        Hkdf::<Sha256>::new(Some(salt), &self.0)
            .expand(info, &mut out.0)
            .expect("HKDF-SHA-256 gives up to 8160 bytes");
        out
    }

    /// HMAC-SHA-256 with this key, ready to be fed.
    pub(super) fn mac(&self) -> Hmac<Sha256> {
        Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length")
    }

    /// Four bytes by which people and slots tell keys apart; they give nothing of the key away.
    pub(super) fn mark(&self, label: &[u8]) -> [u8; 4] {
        *self.mac_of(label).first_chunk().expect("a hash has 32 bytes")
    }

    /// HMAC-SHA-256 of one message.
    pub fn mac_of(&self, message: &[u8]) -> [u8; 32] {
        self.mac().chain_update(message).finalize().into_bytes().into()
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Takes the same time wherever the keys differ.
impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Key {}

/// Prints no content, so that no log line can hold a key.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_random_and_print_nothing() {
        assert_ne!(Key::random(), Key::random());
        assert_eq!(format!("{:?}", Key::from_bytes([65; 32])), "Key(..)");
    }

    #[test]
    fn derived_keys_differ_by_salt_and_by_use() {
        let key = Key::from_bytes([7; 32]);
        assert_eq!(key.derive(b"s", b"a"), key.derive(b"s", b"a"));
        assert_ne!(key.derive(b"s", b"a"), key.derive(b"s", b"b"));
        assert_ne!(key.derive(b"s", b"a"), key.derive(b"t", b"a"));
    }
}
