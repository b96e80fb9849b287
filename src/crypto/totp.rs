//! One-time codes of an authenticator app: RFC 6238 with SHA-1, six digits, steps of 30 seconds.

use crate::crypto::random;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha1::Sha1;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;
use zeroize::Zeroizing;

/// RFC 4226 asks for 128 bits at least and recommends 160.
pub const SECRET_BYTES: usize = 20;

pub const DIGITS: usize = 6;

/// Milliseconds of one step.
pub const STEP_MS: i64 = 30_000;

/// RFC 4648, as every app reads it.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the server and the app share.
#[derive(Clone)]
pub struct Seed([u8; SECRET_BYTES]);

impl Seed {
    pub fn random() -> Seed {
        let mut seed = Seed([0; SECRET_BYTES]);
        random::fill(&mut seed.0);
        seed
    }

    /// `None` unless there are exactly [`SECRET_BYTES`].
    pub fn from_slice(bytes: &[u8]) -> Option<Seed> {
        bytes.try_into().ok().map(Seed)
    }

    pub fn as_bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// 32 letters, for those who type it.
    pub fn text(&self) -> Zeroizing<String> {
        let letters = self.0.chunks_exact(5).flat_map(|five| {
            let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            (0..8).rev().map(move |at| BASE32[(bits >> (5 * at) & 31) as usize] as char)
        });
        Zeroizing::new(letters.collect())
    }

    /// The step of this code, if it is the one of `now` or of the step before and later than `last`:
    /// a code that was accepted is never accepted again.
    pub fn step_of(&self, code: &str, now_ms: i64, last: i64) -> Option<i64> {
        let now = step_at(now_ms);
        let fits = |step: &i64| bool::from(self.code(*step).as_bytes().ct_eq(code.as_bytes()));
        [now, now - 1].into_iter().filter(|step| last < *step).find(fits)
    }

    /// The six digits of a step.
    pub fn code(&self, step: i64) -> Zeroizing<String> {
        let mut mac =
            Hmac::<Sha1>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 15);
        let word = hash[at..at + 4].iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        Zeroizing::new(format!("{:0width$}", (word & 0x7FFF_FFFF) % 1_000_000, width = DIGITS))
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The number of the step at this time.
pub fn step_at(now_ms: i64) -> i64 {
    now_ms.div_euclid(STEP_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: `12345678901234567890`.
    fn paper() -> Seed {
        Seed::from_slice(b"12345678901234567890").unwrap()
    }

    #[test]
    fn the_vectors_of_rfc_6238_come_out() {
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            // The paper has eight digits; six are their end.
            assert_eq!(paper().code(step_at(seconds * 1_000)).as_str(), &code[2..], "{seconds}");
        }
    }

    #[test]
    fn the_secret_reads_as_apps_read_it() {
        assert_eq!(paper().text().as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_ne!(Seed::random().as_bytes(), Seed::random().as_bytes());
    }

    #[test]
    fn a_code_holds_for_its_own_step_and_the_next_and_once() {
        let seed = paper();
        let now = 1_800_000_000_000;
        let step = step_at(now);
        let code = seed.code(step);
        assert_eq!(seed.step_of(&code, now, 0), Some(step));
        assert_eq!(seed.step_of(&code, now + STEP_MS, 0), Some(step));
        assert_eq!(seed.step_of(&code, now + 2 * STEP_MS, 0), None);
        assert_eq!(seed.step_of(&code, now - STEP_MS, 0), None, "not before its time");
        assert_eq!(seed.step_of(&code, now, step), None, "not twice");
        for wrong in ["", "12345", "1234567", "      "] {
            assert_eq!(seed.step_of(wrong, now, 0), None, "{wrong}");
        }
    }
}
