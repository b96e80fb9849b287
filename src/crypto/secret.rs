//! Random tokens for sessions, links and programs; only their hashes are stored.

use sha2::Digest;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::crypto::random;

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// 43 letters of 62 carry 256 bits.
const SECRET_CHARS: usize = 43;

/// Enough to tell a mistyped or cut token, and a string that only looks like one.
const CHECK_CHARS: usize = 6;

/// `prefix`, 256 random bits and a check: letters and digits, safe in a header, a URL and a shell.
pub fn random_token(prefix: &str) -> String {
    let mut token = String::with_capacity(prefix.len() + SECRET_CHARS + CHECK_CHARS);
    token.push_str(prefix);
    let mut bytes = Zeroizing::new([0; 64]);
    while token.len() < prefix.len() + SECRET_CHARS {
        random::fill(&mut *bytes);
        let left = prefix.len() + SECRET_CHARS - token.len();
        // 248 is the greatest multiple of 62: beyond it some letters would be likelier than others.
        let fair = bytes.iter().filter(|byte| **byte < 248);
        token.extend(fair.take(left).map(|byte| LETTERS[usize::from(byte % 62)] as char));
    }
    let check = check_of(&token);
    token + check.as_str()
}

/// Whether the text can be a token with this prefix. Tells nothing of whether it is valid, but
/// turns away typing errors before any look-up.
pub fn is_well_formed(prefix: &str, text: &str) -> bool {
    let Some(rest) = text.strip_prefix(prefix) else {
        return false;
    };
    rest.len() == SECRET_CHARS + CHECK_CHARS
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.ends_with(&check_of(&text[..text.len() - CHECK_CHARS]))
}

/// Letters of a recovery code: none that is taken for another.
const CODE_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 24 letters of 32 carry 120 bits.
const CODE_CHARS: usize = 24;

/// A code that stands in for the second factor once: six groups of four.
pub fn recovery_code() -> String {
    let mut bytes = Zeroizing::new([0; CODE_CHARS]);
    random::fill(&mut *bytes);
    let letters: String =
        bytes.iter().map(|byte| CODE_LETTERS[usize::from(byte & 31)] as char).collect();
    let groups: Vec<&str> = (0..CODE_CHARS).step_by(4).map(|at| &letters[at..at + 4]).collect();
    groups.join("-")
}

/// What is stored of a recovery code, however it was typed: spaces, dashes and case do not count, and
/// letters that look alike are one.
pub fn recovery_hash(typed: &str) -> [u8; 32] {
    let letter = |one: char| match one.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).map(letter).collect();
    token_hash(&plain)
}

/// What is stored instead of a token. A plain hash is enough for 256 random bits.
pub fn token_hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Equality that takes the same time wherever the two differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// CRC-32 as six letters: what scanners for lost secrets compute, to tell a real token from a text
/// that only looks like one.
fn check_of(text: &str) -> String {
    let mut number = crc32(text.as_bytes());
    let mut check = String::with_capacity(CHECK_CHARS);
    for _ in 0..CHECK_CHARS {
        check.push(LETTERS[(number % 62) as usize] as char);
        number /= 62;
    }
    check
}

/// CRC-32 of IEEE 802.3, bit by bit: the texts are short.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_random_and_well_formed() {
        let (a, b) = (random_token("zk_"), random_token("zk_"));
        assert_ne!(a, b);
        assert_eq!(a.len(), 3 + 43 + 6);
        assert!(is_well_formed("zk_", &a) && is_well_formed("zk_", &b));
        assert!(!is_well_formed("zs_", &a) && !is_well_formed("", &a));
    }

    #[test]
    fn every_letter_is_used() {
        let all: String = (0..200).map(|_| random_token("")).collect();
        assert!(LETTERS.iter().all(|letter| all.contains(*letter as char)));
    }

    #[test]
    fn a_mistyped_or_cut_token_is_noticed() {
        let token = random_token("zk_");
        for at in 3..token.len() {
            let mut bad = token.clone().into_bytes();
            bad[at] = if bad[at] == b'A' { b'B' } else { b'A' };
            assert!(!is_well_formed("zk_", std::str::from_utf8(&bad).unwrap()), "letter {at}");
            assert!(!is_well_formed("zk_", &token[..at]), "cut {at}");
        }
        assert!(!is_well_formed("zk_", &"zk_客户".repeat(9)));
    }

    #[test]
    fn the_check_is_the_crc_that_everyone_computes() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = recovery_code();
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 6]);
        assert_ne!(code, recovery_code());
        for typed in [code.to_lowercase(), code.replace('-', " "), code.replace('0', "o")] {
            assert_eq!(recovery_hash(&typed), recovery_hash(&code), "{typed}");
        }
        assert_ne!(recovery_hash(&code[1..]), recovery_hash(&code));
    }

    #[test]
    fn hashes_compare() {
        assert_eq!(token_hash("a"), token_hash("a"));
        assert!(same(&token_hash("a"), &token_hash("a")));
        assert!(!same(&token_hash("a"), &token_hash("b")));
        assert!(!same(b"a", b"ab"));
    }
}
