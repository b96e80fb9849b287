//! Passwords of people: what is accepted, how it is stored, how it is checked.

use std::collections::HashSet;
use std::hint::black_box;
use std::io::Read;
use std::sync::LazyLock;

use argon2::Algorithm;
use argon2::Argon2;
use argon2::Params;
use argon2::PasswordHash;
use argon2::PasswordHasher;
use argon2::PasswordVerifier;
use argon2::Version;
use flate2::read::ZlibDecoder;
use thiserror::Error;

/// Kinds of characters of four that a password must have where the firm asks for it.
pub const MIN_CLASSES: usize = 3;

pub const MIN_CHARS: usize = 10;
/// Long enough for any sentence, short enough that hashing it costs nothing.
pub const MAX_CHARS: usize = 128;

/// Argon2id as OWASP asks at least: a sign-in costs 19 MiB and some 60 ms. Callers limit how many
/// run at once.
const MEMORY_KIB: u32 = 19 << 10;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Why a new password is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum PasswordFault {
    #[error("fewer than {min} characters")]
    TooShort { min: usize },
    #[error("more than {max} characters")]
    TooLong { max: usize },
    /// One of those that are tried first, or such a one with digits after it.
    #[error("a common password")]
    Common,
    /// Contains the login, a name, the company or the product.
    #[error("contains a word that is easy to guess here")]
    Context,
}

/// The hash to store, as a PHC string with its own salt and cost.
pub fn hash(password: &str) -> String {
    argon2()
        .hash_password(password.as_bytes())
        .expect("the length and cost are in range and the system gives random bytes")
        .to_string()
}

/// Whether this is the password of a stored hash. False, too, for a hash that cannot be read.
pub fn verify(password: &str, phc: &str) -> bool {
    let Ok(stored) = PasswordHash::new(phc) else {
        return false;
    };
    argon2().verify_password(password.as_bytes(), &stored).is_ok()
}

/// Costs as much as [`verify`] and is always false: for a login that nobody has, so that the time
/// of the answer does not tell.
pub fn verify_dummy(password: &str) -> bool {
    let mut out = [0; 32];
    let done = argon2().hash_password_into(password.as_bytes(), b"nobody has this.", &mut out);
    black_box((done.is_ok(), out));
    false
}

/// Whether a stored hash has today's cost; if not, hash again at the next sign-in.
pub fn is_current(phc: &str) -> bool {
    let wanted = (MEMORY_KIB, PASSES, LANES);
    PasswordHash::new(phc)
        .ok()
        .and_then(|stored| Params::try_from(&stored).ok())
        .is_some_and(|cost| (cost.m_cost(), cost.t_cost(), cost.p_cost()) == wanted)
}

/// Whether a new password is acceptable. `context` holds what an attacker would try for this
/// person: login, name, e-mail, company.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(password: &str, context: &[&str]) -> Result<(), PasswordFault> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        return Err(PasswordFault::TooShort { min: MIN_CHARS });
    }
    if MAX_CHARS < chars {
        return Err(PasswordFault::TooLong { max: MAX_CHARS });
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return Err(PasswordFault::Common);
    }
    let names = ["zhike", "知客"];
    let words = context.iter().flat_map(|text| words_of(text));
    let known = |word: String| lower.contains(&word);
    if names.into_iter().map(str::to_owned).chain(words).any(known) {
        return Err(PasswordFault::Context);
    }
    Ok(())
}

/// Lower case, upper case, digits, anything else: how many of the four are there. Letters without case
/// count as something else.
pub fn classes(password: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        char::is_lowercase,
        char::is_uppercase,
        |one| one.is_numeric(),
        |one| !one.is_lowercase() && !one.is_uppercase() && !one.is_numeric(),
    ];
    kinds.into_iter().filter(|is_one| password.chars().any(is_one)).count()
}

/// Letters that alone make up a password are too few below this.
const MIN_DISTINCT_CHARS: usize = 4;

/// Signs around a common word that do not make it another: a year, a birthday, a phone number.
const MAX_AROUND: usize = 11;

fn is_common(lower: &str) -> bool {
    let is_around = |one: char| !one.is_alphabetic();
    let start = lower.trim_end_matches(is_around);
    let end = lower.trim_start_matches(is_around);
    let few = |part: &str| lower.chars().count() - part.chars().count() <= MAX_AROUND;
    let parts = [lower, start, end, start.trim_start_matches(is_around)];
    let known = |part: &str| COMMON.contains(part) || COMMON.contains(spelled_out(part).as_str());
    let distinct: HashSet<char> = lower.chars().collect();
    let is_worn = parts.into_iter().filter(|part| few(part)).any(known);
    is_worn || distinct.len() < MIN_DISTINCT_CHARS || is_repeated(lower)
}

/// `p@ssw0rd` as `password`.
fn spelled_out(part: &str) -> String {
    let letter = |one: char| match one {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    part.chars().map(letter).collect()
}

/// A few letters again and again: `abc1abc1abc1`.
fn is_repeated(lower: &str) -> bool {
    let all: Vec<char> = lower.chars().collect();
    (1..=4).any(|size| all.iter().zip(all.iter().skip(size)).all(|(one, next)| one == next))
}

/// The words of a login, name or e-mail that are long enough to matter: three letters, or two
/// Chinese characters, of which a name has no more.
fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let long_enough = |word: &&str| {
        let enough = if word.is_ascii() { 3 } else { 2 };
        enough <= word.chars().count()
    };
    lower.split(|one: char| !one.is_alphanumeric()).filter(long_enough).map(str::to_owned).collect()
}

/// Some 70,000 lines, made by `tools/common_passwords.py`: front-coded and deflated.
static PACKED: &[u8] = include_bytes!("data/common_passwords.z");

static COMMON: LazyLock<HashSet<Box<str>>> = LazyLock::new(|| {
    let mut text = String::new();
    let read = ZlibDecoder::new(PACKED).read_to_string(&mut text);
    read.expect("the list was packed with the program");
    let mut all = HashSet::new();
    let mut before = String::new();
    for line in text.lines() {
        let same = line.bytes().next().map_or(0, |letter| usize::from(letter - b'A'));
        before.truncate(same);
        before.push_str(&line[1..]);
        all.insert(Box::from(before.as_str()));
    }
    all
});

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the cost is in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_hash_and_no_other_does() {
        let phc = hash("正确 horse battery");
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(verify("正确 horse battery", &phc));
        assert!(!verify("正确 horse batterz", &phc));
        assert!(!verify_dummy("正确 horse battery"));
        assert_ne!(hash("x"), hash("x"));
        assert!(is_current(&phc));
    }

    #[test]
    fn a_damaged_hash_is_simply_not_matched() {
        for phc in ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$", "$2b$12$abc"] {
            assert!(!verify("x", phc) && !is_current(phc), "{phc}");
        }
        assert!(!is_current("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("天地玄黄宇宙洪荒日", &[]), Err(PasswordFault::TooShort { min: 10 }));
        assert_eq!(check("天地玄黄宇宙洪荒日月", &[]), Ok(()));
        assert_eq!(check(&"abcd效".repeat(26), &[]), Err(PasswordFault::TooLong { max: 128 }));
        assert_eq!(check("correct horse battery", &[]), Ok(()));
    }

    #[test]
    fn common_ones_are_refused_in_any_case_and_with_digits_after() {
        for password in [
            "1234567890",
            "Password123",
            "PASSWORD2026!",
            "Woaini1314520",
            "qwertyuiop",
            "1qaz2wsx3edc",
            "admin@12345",
            "aaaaaaaaaaaa",
            "1212121212",
            "Iloveyou2024",
            "zhangwei19900101",
            "2026WangFang!",
            "p@55w0rd2026",
            "woailiwei520",
            "5201314zhang",
            "1q2w3e4r5t6y",
            "lina13800138000",
            "xy7-xy7-xy7-",
            "Guangzhou@2026",
        ] {
            assert_eq!(check(password, &[]), Err(PasswordFault::Common), "{password}");
        }
    }

    #[test]
    fn words_from_around_are_refused() {
        let context = ["zhang.wei@acme-tools.cn", "张伟", "东方机械"];
        for password in
            ["xx-Zhang-77-yy", "my ACME secret", "我是张伟呀你好你好呀", "知客系统真好用啊啊好"]
        {
            assert_eq!(check(password, &context), Err(PasswordFault::Context), "{password}");
        }
        assert_eq!(check("purple-Lamp-93-river", &context), Ok(()));
    }

    #[test]
    fn the_list_is_in_the_form_that_is_compared() {
        assert!(50_000 < COMMON.len());
        assert!(COMMON.iter().all(|one| **one == *one.to_lowercase() && **one == *one.trim()));
    }

    #[test]
    fn ordinary_long_ones_are_not_taken_for_common() {
        for password in ["purple-Lamp-93-river", "石头 剪刀 布 2026", "zhang-0x7f-9918273645-lamp"]
        {
            assert_eq!(check(password, &[]), Ok(()), "{password}");
        }
    }

    #[test]
    fn the_four_kinds_of_characters_are_counted() {
        for (password, kinds) in [("abc", 1), ("aB1", 3), ("aB1 ", 4), ("石头", 1), ("石头1", 2)]
        {
            assert_eq!(classes(password), kinds, "{password}");
        }
    }
}
