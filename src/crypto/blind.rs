//! Keyed tokens: find and compare sensitive values without opening them.
//!
//! Equal values have equal tokens, so tokens are for values that differ widely (telephone, e-mail,
//! identity number), never for fields of few values, where counting would tell what they are.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::sync::RwLock;

use hmac::Hmac;
use hmac::Mac;
use sha2::Sha256;

use crate::crypto::key::Key;
use crate::crypto::keys::Keyset;

/// The shortest and the longest tail of a telephone number that can be searched.
pub const TAIL_MIN_DIGITS: usize = 4;
pub const TAIL_MAX_DIGITS: usize = 8;

/// The key for tokens, with the derived key of each field made once.
pub(super) struct Blind {
    key: Key,
    fields: RwLock<HashMap<(Use, u16), Hmac<Sha256>>>,
    lookups: Hmac<Sha256>,
}

/// Whole values and tails have keys of their own, so that no whole value can equal a tail.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
enum Use {
    Whole = 1,
    Tail = 2,
}

const SALT: &[u8] = b"zhike/blind";

impl Blind {
    pub fn new(key: &Key) -> Blind {
        let lookups = key.derive(SALT, b"lookup").mac();
        Blind { key: key.clone(), fields: RwLock::default(), lookups }
    }

    fn mac(&self, to: Use, field: u16) -> Hmac<Sha256> {
        let known = self.fields.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(mac) = known.get(&(to, field)) {
            return mac.clone();
        }
        drop(known);
        let [a, b] = field.to_be_bytes();
        let mac = self.key.derive(SALT, &[b'f', to as u8, a, b]).mac();
        let mut known = self.fields.write().unwrap_or_else(PoisonError::into_inner);
        known.entry((to, field)).or_insert(mac).clone()
    }
}

impl Keyset {
    /// The token of a whole value. `field` is the tag of the field; `normalised` its one stored
    /// form, since another spelling gives another token.
    pub fn token(&self, field: u16, normalised: &str) -> [u8; 16] {
        first(self.blind.mac(Use::Whole, field).chain_update(normalised))
    }

    /// The tokens by which a number is found by its tail: one for the last four digits together,
    /// then one for each of the fifth to the eighth last. Other characters than digits are passed
    /// over. Empty when there are fewer than four digits.
    pub fn tails(&self, field: u16, digits: &str) -> Vec<u64> {
        let mut reversed: Vec<u8> = digits.bytes().rev().filter(u8::is_ascii_digit).collect();
        reversed.truncate(TAIL_MAX_DIGITS);
        let Some((tail, before)) = reversed.split_at_checked(TAIL_MIN_DIGITS) else {
            return Vec::new();
        };
        let mac = self.blind.mac(Use::Tail, field);
        let token = |from_end: u8, digits: &[u8]| {
            u64::from_be_bytes(first(mac.clone().chain_update([from_end]).chain_update(digits)))
        };
        let mut last_four = tail.to_vec();
        last_four.reverse();
        let mut tokens = vec![token(b'4', &last_four)];
        tokens.extend(before.iter().zip(b'5'..).map(|(digit, place)| token(place, &[*digit])));
        tokens
    }

    /// The tokens of which a number that ends in `digits` has every one. `None` unless these are
    /// four to eight digits and nothing else: an empty list would match everything.
    pub fn tail_query(&self, field: u16, digits: &str) -> Option<Vec<u64>> {
        let is_tail = (TAIL_MIN_DIGITS..=TAIL_MAX_DIGITS).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_tail.then(|| self.tails(field, digits))
    }

    /// An opaque key for a store table that is looked up by a secret or personal text (sessions,
    /// counters, idempotency keys). `label` keeps tables apart.
    pub fn lookup_key(&self, label: &[u8], text: impl AsRef<[u8]>) -> [u8; 16] {
        let length = (label.len() as u64).to_be_bytes();
        let mac = self.blind.lookups.clone();
        first(mac.chain_update(length).chain_update(label).chain_update(text))
    }
}

/// The first bytes of the finished hash.
fn first<const N: usize>(mac: Hmac<Sha256>) -> [u8; N] {
    let whole = mac.finalize().into_bytes();
    *whole.first_chunk().expect("at most 16 of 32 bytes are asked for")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: u16 = 12;

    #[test]
    fn equal_values_of_one_field_have_equal_tokens() {
        let set = Keyset::generate();
        assert_eq!(set.token(PHONE, "+8613800001111"), set.token(PHONE, "+8613800001111"));
        assert_ne!(set.token(PHONE, "+8613800001111"), set.token(PHONE, "+8613800001112"));
        assert_ne!(set.token(PHONE, "a@b.cn"), set.token(13, "a@b.cn"));
        assert_ne!(set.token(PHONE, "x"), Keyset::generate().token(PHONE, "x"));
    }

    #[test]
    fn tokens_outlive_the_process() {
        let set = Keyset::generate();
        let again = Keyset::from_bytes(&set.to_bytes()).unwrap();
        assert_eq!(set.token(PHONE, "x"), again.token(PHONE, "x"));
        assert_eq!(set.tails(PHONE, "12345678"), again.tails(PHONE, "12345678"));
        assert_eq!(set.lookup_key(b"session", "x"), again.lookup_key(b"session", "x"));
    }

    #[test]
    fn a_number_has_every_token_of_each_of_its_tails() {
        let set = Keyset::generate();
        for number in ["13800138000", "+8613912345678", "02087654321", "1234", "95588"] {
            let tokens = set.tails(PHONE, number);
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            for length in TAIL_MIN_DIGITS..=digits.len().min(TAIL_MAX_DIGITS) {
                let query = set.tail_query(PHONE, &digits[digits.len() - length..]).unwrap();
                assert_eq!(query.len(), length - 3);
                assert!(query.iter().all(|one| tokens.contains(one)), "{number} {length}");
            }
        }
    }

    #[test]
    fn a_number_lacks_a_token_of_every_other_tail() {
        let set = Keyset::generate();
        let tokens = set.tails(PHONE, "13912345678");
        for other in ["5679", "05678", "335678", "1345678", "22345678"] {
            let query = set.tail_query(PHONE, other).unwrap();
            assert!(!query.iter().all(|one| tokens.contains(one)), "{other}");
        }
    }

    #[test]
    fn what_is_no_tail_is_no_query() {
        let set = Keyset::generate();
        for text in ["", "123", "123456789", "12a4", "１２３４", "12 34"] {
            assert_eq!(set.tail_query(PHONE, text), None, "{text}");
        }
        assert_eq!(set.tails(PHONE, "123"), Vec::<u64>::new());
    }

    #[test]
    fn a_whole_value_never_looks_like_a_tail() {
        let set = Keyset::generate();
        let whole = set.token(PHONE, "45678");
        let tail = set.tails(PHONE, "5678")[0];
        assert_ne!(whole[..8], tail.to_be_bytes());
    }

    #[test]
    fn labels_keep_lookups_apart() {
        let set = Keyset::generate();
        assert_ne!(set.lookup_key(b"ab", "c"), set.lookup_key(b"a", "bc"));
        assert_eq!(set.lookup_key(b"ab", "c"), set.lookup_key(b"ab", b"c"));
    }
}
