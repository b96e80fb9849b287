//! The letters of the recovery kit: 256 bits written so that a wrong letter is found, and where.
//!
//! ```text
//! gggg gggg gggg gggg  cccc      thirteen groups of four letters, in rows of four; the last group
//! gggg gggg gggg gggg  cccc      of each row has one check letter for each group before it
//! gggg gggg gggg gggg  cccc
//! gggg                 chhh      h: the start of a hash over the whole
//! ```

use zeroize::Zeroizing;

use crate::crypto::fault::KitFault;
use crate::crypto::key::KEY_BYTES;
use crate::crypto::key::Key;

/// Crockford's letters: I, L, O and U are left out, being taken for others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const GROUP_LETTERS: usize = 4;
const DATA_GROUPS: usize = 13;
const ROW_GROUPS: usize = 4;
const DATA_LETTERS: usize = DATA_GROUPS * GROUP_LETTERS;
const HASH_LETTERS: usize = 3;
const CODE_LETTERS: usize = DATA_LETTERS + DATA_GROUPS + HASH_LETTERS;

/// Four rows of groups.
pub(super) fn to_code(key: &Key) -> String {
    let data = Zeroizing::new(spread(key));
    let mut code = String::new();
    for (row, groups) in data.chunks(ROW_GROUPS * GROUP_LETTERS).enumerate() {
        let groups = groups.chunks_exact(GROUP_LETTERS);
        let mut checks = String::new();
        for (at, group) in groups.enumerate() {
            code.extend(group.iter().map(|value| letter(*value)));
            code.push(' ');
            checks.push(letter(check_of(row * ROW_GROUPS + at, group)));
        }
        if row == DATA_GROUPS / ROW_GROUPS {
            checks.extend(hash_of(key).map(letter));
        }
        code.push_str(&checks);
        code.push('\n');
    }
    code
}

/// # Errors
/// The first wrong letter or group, or what is wrong with the whole.
pub(super) fn from_code(text: &str) -> Result<Key, KitFault> {
    let values = values_of(text)?;
    if values.len() != CODE_LETTERS {
        return Err(KitFault::Length { found: values.len(), needed: CODE_LETTERS });
    }
    let mut data = Zeroizing::new(Vec::with_capacity(DATA_LETTERS));
    for (row, letters) in values.chunks(ROW_LETTERS).enumerate() {
        let count = ROW_GROUPS.min(DATA_GROUPS - row * ROW_GROUPS);
        let (groups, checks) = letters.split_at(count * GROUP_LETTERS);
        for (at, group) in groups.chunks_exact(GROUP_LETTERS).enumerate() {
            if checks[at] != check_of(row * ROW_GROUPS + at, group) {
                return Err(KitFault::Group { row: row + 1, group: at + 1 });
            }
        }
        data.extend_from_slice(groups);
    }
    let key = gather(&data).ok_or(KitFault::Whole)?;
    if values[CODE_LETTERS - HASH_LETTERS..] == hash_of(&key) {
        Ok(key)
    } else {
        Err(KitFault::Whole)
    }
}

/// Letters in a full row, its check group included.
const ROW_LETTERS: usize = (ROW_GROUPS + 1) * GROUP_LETTERS;

/// Spaces and marks between letters are passed over; full-width letters are taken as plain ones.
fn values_of(text: &str) -> Result<Zeroizing<Vec<u8>>, KitFault> {
    let mut values = Zeroizing::new(Vec::with_capacity(CODE_LETTERS));
    for letter in text.chars() {
        let plain = match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
            _ => letter,
        };
        if !plain.is_alphanumeric() {
            continue;
        }
        let known = match plain.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            upper => upper,
        };
        let at = values.len();
        let (row, group) = (at / ROW_LETTERS + 1, at % ROW_LETTERS / GROUP_LETTERS + 1);
        match LETTERS.iter().position(|one| char::from(*one) == known) {
            Some(value) => values.push(value as u8),
            None => return Err(KitFault::Letter { row, group, letter }),
        }
    }
    Ok(values)
}

fn letter(value: u8) -> char {
    char::from(LETTERS[usize::from(value & 31)])
}

/// The check letter of a group: a sum over GF(2⁵) in which each place weighs differently. It finds
/// every single wrong letter and every two neighbours exchanged, and most exchanged groups.
fn check_of(group: usize, letters: &[u8]) -> u8 {
    let start = group as u8 + 1;
    letters.iter().fold(start, |sum, value| doubled(sum ^ value))
}

/// Times x in GF(2⁵) over x⁵ + x² + 1.
fn doubled(value: u8) -> u8 {
    let twice = value << 1;
    if twice & 32 == 0 { twice } else { twice ^ 0b10_0101 }
}

fn hash_of(key: &Key) -> [u8; HASH_LETTERS] {
    let [a, b, ..] = key.mac_of(b"zhike/kit/check");
    let number = u16::from_be_bytes([a, b]);
    [10, 5, 0].map(|shift| (number >> shift & 31) as u8)
}

/// 256 bits as 52 values of five bits; the last four bits are zero.
fn spread(key: &Key) -> [u8; DATA_LETTERS] {
    let bit = |at: usize| key.as_bytes().get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    std::array::from_fn(|at| (0..5).fold(0, |value, offset| value << 1 | bit(5 * at + offset)))
}

fn gather(values: &[u8]) -> Option<Key> {
    let bit = |at: usize| values[at / 5] >> (4 - at % 5) & 1;
    let bytes: [u8; KEY_BYTES] =
        std::array::from_fn(|at| (0..8).fold(0, |byte, offset| byte << 1 | bit(8 * at + offset)));
    (values[DATA_LETTERS - 1] & 15 == 0).then(|| Key::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_seventeen_groups_and_reads_back() {
        for key in [Key::random(), Key::from_bytes([0; 32]), Key::from_bytes([255; 32])] {
            let code = to_code(&key);
            assert_eq!(code.lines().count(), 4);
            assert_eq!(code.split_whitespace().map(str::len).collect::<Vec<_>>(), [4; 17]);
            assert_eq!(from_code(&code), Ok(key));
        }
    }

    #[test]
    fn any_spelling_is_read() {
        let key = Key::from_bytes([0b0000_1000; 32]);
        let code = to_code(&key);
        let wide = code.chars().map(|one| match one {
            '!'..='~' => char::from_u32(one as u32 + 0xfee0).unwrap(),
            _ => '　',
        });
        for spelling in [
            code.to_lowercase(),
            code.split_whitespace().collect(),
            code.replace(' ', "-").replace('\n', " · "),
            code.replace('0', "o").replace('1', "l"),
            wide.collect(),
        ] {
            assert_eq!(from_code(&spelling).as_ref(), Ok(&key), "{spelling}");
        }
    }

    #[test]
    fn any_single_wrong_letter_is_found_in_its_group() {
        let key = Key::random();
        let code: String = to_code(&key).split_whitespace().collect();
        for at in 0..CODE_LETTERS {
            for wrong in LETTERS {
                let mut bad = code.clone().into_bytes();
                if std::mem::replace(&mut bad[at], *wrong) == *wrong {
                    continue;
                }
                let fault = from_code(std::str::from_utf8(&bad).unwrap()).unwrap_err();
                assert_eq!(fault, expected_fault(at), "letter {at}");
            }
        }
    }

    fn expected_fault(at: usize) -> KitFault {
        let (row, place) = (at / ROW_LETTERS, at % ROW_LETTERS);
        let count = if row == 3 { 1 } else { 4 };
        let group = match place / GROUP_LETTERS {
            data if data < count => data,
            _ => place - count * GROUP_LETTERS,
        };
        if group < count {
            KitFault::Group { row: row + 1, group: group + 1 }
        } else {
            KitFault::Whole
        }
    }

    #[test]
    fn exchanged_neighbours_are_found() {
        let code: String = to_code(&Key::random()).split_whitespace().collect();
        for at in 0..CODE_LETTERS - 1 {
            let mut bad = code.clone().into_bytes();
            bad.swap(at, at + 1);
            if bad != code.as_bytes() {
                assert!(from_code(std::str::from_utf8(&bad).unwrap()).is_err(), "letter {at}");
            }
        }
    }

    #[test]
    fn a_strange_or_missing_letter_is_told() {
        let code = to_code(&Key::random());
        let mut strange: Vec<char> = code.chars().collect();
        strange[6] = 'U';
        let strange: String = strange.into_iter().collect();
        let fault = KitFault::Letter { row: 1, group: 2, letter: 'U' };
        assert_eq!(from_code(&strange), Err(fault));
        let fault = KitFault::Length { found: 67, needed: 68 };
        assert_eq!(from_code(&code[1..]), Err(fault));
        assert_eq!(from_code(""), Err(KitFault::Length { found: 0, needed: 68 }));
    }
}
