//! What an authenticator app shows: RFC 6238 with SHA-1, six digits, from the secret that one reads off the page.

use anyhow::Context;
use anyhow::Result;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha1::Sha1;
use std::time::Duration;
use std::time::SystemTime;
use tokio::time::sleep;

/// Seconds for which a code is shown.
const STEP: u64 = 30;

/// RFC 4648.
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[expect(clippy::disallowed_methods, reason = "an authenticator app goes by the clock")]
fn seconds() -> Result<u64> {
    Ok(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())
}

/// Waits, if need be, until the step that runs has this many seconds left.
pub async fn room(needed: u64) -> Result<()> {
    let left = STEP - seconds()? % STEP;
    if left < needed {
        sleep(Duration::from_secs(left)).await;
    }
    Ok(())
}

/// The code so many steps ago; 0 for the one that is shown now.
pub fn code(secret: &str, steps_ago: u64) -> Result<String> {
    let mut bits = String::new();
    for letter in secret.chars().filter(|letter| !letter.is_whitespace()) {
        let value = BASE32.find(letter).context("a letter of base 32")?;
        bits.push_str(&format!("{value:05b}"));
    }
    let bytes = bits.as_bytes().chunks_exact(8);
    let key: Vec<u8> =
        bytes.map(|eight| eight.iter().fold(0, |byte, bit| byte << 1 | (bit & 1))).collect();
    let step = seconds()? / STEP - steps_ago;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key)?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let word = u32::from_be_bytes([hash[at] & 127, hash[at + 1], hash[at + 2], hash[at + 3]]);
    Ok(format!("{:06}", word % 1_000_000))
}

/// Six digits that are not this code.
pub fn wrong(code: &str) -> String {
    code.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect()
}
