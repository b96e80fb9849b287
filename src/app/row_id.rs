//! The id of a row of the system tables that people can name: random, 32 digits outside.

use crate::crypto::key::Key;
use serde::Deserialize;
use serde::Serialize;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct RowId(pub [u8; 16]);

impl RowId {
    pub(super) fn random() -> RowId {
        let random = Key::random();
        RowId(*random.as_bytes().first_chunk().expect("a key has 32 bytes"))
    }

    /// From 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<RowId> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|number| RowId(number.to_be_bytes()))
    }
}

impl std::fmt::Display for RowId {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_nothing_else_does() {
        let id = RowId([7; 16]);
        assert_eq!(RowId::parse(&id.to_string()), Some(id));
        for text in ["", "7", "+7070707070707070707070707070707", &"g".repeat(32)] {
            assert_eq!(RowId::parse(text), None, "{text}");
        }
    }
}
