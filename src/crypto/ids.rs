//! Ids of records for the outside: a keyed permutation of kind and ordinal, so that an id tells
//! neither how many records there are nor which came first, and cannot be made up.

use aes::Aes256;
use aes::cipher::BlockCipherDecrypt;
use aes::cipher::BlockCipherEncrypt;
use aes::cipher::KeyInit;
use aes_gcm::aead::array::Array;

use crate::crypto::key::Key;
use crate::crypto::keys::Keyset;

/// 128 bits at five bits a letter.
pub const ID_CHARS: usize = 26;

/// The bits of an ordinal in a link.
const WIDTH: u64 = u64::MAX >> 8;

/// Crockford's letters, lower case: none that is taken for another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The schedule of the key for ids, made once.
pub(super) struct IdCipher(Aes256);

impl IdCipher {
    pub fn new(key: &Key) -> IdCipher {
        IdCipher(Aes256::new(&Array(*key.as_bytes())))
    }
}

impl Keyset {
    /// The id of a record for the outside: 26 lower-case letters and digits.
    pub fn public_id(&self, kind: u8, ordinal: u64) -> String {
        let number = u128::from(kind) << 120 | u128::from(ordinal);
        let mut block = Array(number.to_be_bytes());
        self.ids.0.encrypt_block(&mut block);
        let number = u128::from_be_bytes(block.0);
        let letter = |at: usize| LETTERS[(number >> (5 * at) & 31) as usize] as char;
        (0..ID_CHARS).rev().map(letter).collect()
    }

    /// What stands before the row of a record about a customer: which one, told to nobody without the
    /// key, and different for each record. Ordinals have at most 56 bits.
    pub fn link(&self, kind: u8, ordinal: u64, customer: u64) -> [u8; 16] {
        // No id begins with a 0, which is the kind of nothing.
        let number = u128::from(customer & WIDTH) << 64
            | u128::from(kind) << 56
            | u128::from(ordinal & WIDTH);
        let mut block = Array(number.to_be_bytes());
        self.ids.0.encrypt_block(&mut block);
        block.0
    }

    /// The customer that a record's link names; `None` for a link that is not this record's.
    pub fn read_link(&self, kind: u8, ordinal: u64, link: [u8; 16]) -> Option<u64> {
        let mut block = Array(link);
        self.ids.0.decrypt_block(&mut block);
        let number = u128::from_be_bytes(block.0);
        let own = u64::from(kind) << 56 | (ordinal & WIDTH);
        let customer = (number >> 64) as u64;
        (number as u64 == own && customer <= WIDTH).then_some(customer)
    }

    /// Kind and ordinal behind an id, in either case; `None` for anything that this store's key
    /// did not make (one in 2⁵⁶ made-up ids slips through, and then names no record).
    pub fn read_id(&self, text: &str) -> Option<(u8, u64)> {
        if text.len() != ID_CHARS {
            return None;
        }
        let mut number = 0u128;
        for byte in text.bytes() {
            if number >> 123 != 0 {
                return None;
            }
            number = number << 5 | u128::from(value_of(byte)?);
        }
        let mut block = Array(number.to_be_bytes());
        self.ids.0.decrypt_block(&mut block);
        let [kind, zeros @ .., _, _, _, _, _, _, _, _] = block.0;
        let ordinal = u128::from_be_bytes(block.0) as u64;
        (zeros == [0; 7]).then_some((kind, ordinal))
    }
}

fn value_of(letter: u8) -> Option<u8> {
    let letter = letter.to_ascii_lowercase();
    LETTERS.iter().position(|one| *one == letter).map(|at| at as u8)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_link_reads_back_for_its_own_record_alone() {
        let set = Keyset::generate();
        let link = set.link(7, 42, 9_000_000);
        assert_eq!(set.read_link(7, 42, link), Some(9_000_000));
        assert_eq!(set.read_link(7, 43, link), None);
        assert_eq!(set.read_link(8, 42, link), None);
        assert_ne!(set.link(7, 43, 9_000_000), link);
    }

    #[test]
    fn ids_read_back_in_either_case() {
        let set = Keyset::generate();
        for (kind, ordinal) in [(1, 1), (1, 2), (3, 0), (255, u64::MAX), (0, 1 << 63)] {
            let id = set.public_id(kind, ordinal);
            assert_eq!(id.len(), ID_CHARS);
            assert!(id.bytes().all(|byte| LETTERS.contains(&byte)), "{id}");
            assert_eq!(set.read_id(&id), Some((kind, ordinal)));
            assert_eq!(set.read_id(&id.to_uppercase()), Some((kind, ordinal)));
        }
    }

    #[test]
    fn ids_do_not_repeat() {
        let set = Keyset::generate();
        let ids: HashSet<String> = (0..5000).map(|n| set.public_id((n % 5) as u8, n / 5)).collect();
        assert_eq!(ids.len(), 5000);
    }

    #[test]
    fn ids_of_another_store_and_made_up_ones_are_refused() {
        let set = Keyset::generate();
        let foreign = Keyset::generate().public_id(1, 1);
        assert_eq!(set.read_id(&foreign), None);
        for text in ["", "1", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "00000000000000000000000000", "客户"]
        {
            assert_eq!(set.read_id(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_with_any_letter_changed_is_refused() {
        let set = Keyset::generate();
        let id = set.public_id(1, 42);
        for at in 0..ID_CHARS {
            for letter in LETTERS.iter().chain(b"ilou-/ ") {
                let mut forged = id.clone().into_bytes();
                if std::mem::replace(&mut forged[at], *letter) != *letter {
                    assert_eq!(set.read_id(std::str::from_utf8(&forged).unwrap()), None);
                }
            }
        }
        assert_eq!(set.read_id(&format!("{id}0")), None);
    }
}
