//! How far the journal was, under a key: what is held against it when it is verified.

use crate::crypto::keys::Purpose;
use crate::domain::ids::Seq;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::source::Source;
use crate::store::system::Space;
use crate::store::vault::Vault;

/// Entries between two checkpoints.
const EVERY: u64 = 1_000;

const INFO: &[u8] = b"checkpoint";

/// The last entry and its hash, in the form `SEQ:HASH` that people keep and hand back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Anchor {
    pub seq: Seq,
    pub hash: [u8; 32],
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq.0, to_hex(&self.hash))
    }
}

impl Anchor {
    /// `None` for anything but `SEQ:HASH`.
    pub fn parse(text: &str) -> Option<Anchor> {
        let (seq, hash) = text.trim().split_once(':')?;
        let seq = Seq(seq.parse().ok()?);
        Some(Anchor { seq, hash: from_hex(hash)?.try_into().ok()? })
    }
}

/// An anchor with the proof that this store made it: `HMAC(audit key, store ‖ seq ‖ hash)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    pub anchor: Anchor,
    pub key_id: u32,
    pub mac: [u8; 32],
}

impl Mark {
    pub(super) fn new(vault: &Vault, anchor: Anchor) -> Mark {
        let key_id = vault.keyset().sealer(Purpose::Audit).key_id();
        let key = vault.keyset().derive(Purpose::Audit, INFO);
        Mark { anchor, key_id, mac: key.mac_of(&message(vault, anchor)) }
    }

    pub(super) fn is_ours(&self, vault: &Vault) -> bool {
        let key = vault.keyset().derive_by_id(Purpose::Audit, self.key_id, INFO);
        key.is_ok_and(|key| key.mac_of(&message(vault, self.anchor)) == self.mac)
    }

    /// What lies under the number of the entry.
    pub(super) fn to_bytes(self) -> Vec<u8> {
        codec::to_bytes(&(self.anchor.hash, self.key_id, self.mac))
    }

    fn from_bytes(seq: Seq, bytes: &[u8]) -> Result<Mark, StoreError> {
        let (hash, key_id, mac) = codec::from_bytes(bytes)?;
        Ok(Mark { anchor: Anchor { seq, hash }, key_id, mac })
    }
}

fn message(vault: &Vault, anchor: Anchor) -> Vec<u8> {
    let mut message = vault.store().to_vec();
    message.extend_from_slice(&anchor.seq.0.to_be_bytes());
    message.extend_from_slice(&anchor.hash);
    message
}

/// Whether a commit that takes the journal from one entry to the other leaves a checkpoint.
pub(super) fn is_due(from: Seq, to: Seq) -> bool {
    from.0 / EVERY < to.0 / EVERY
}

pub(super) fn name(seq: Seq) -> [u8; 8] {
    seq.0.to_be_bytes()
}

/// The checkpoints in the store, ascending; `Err` with its entry for one that is not as it was put.
pub(super) type Kept = Result<Anchor, Seq>;

/// # Errors
/// Where the store does not read; what does not open is an answer.
pub(super) fn list<S: Source>(source: &S) -> Result<Vec<Kept>, StoreError> {
    let rows = source.system_names(Space::Checkpoint)?;
    let kept = |name: Vec<u8>| {
        let seq = Seq(name.as_slice().try_into().map_or(0, u64::from_be_bytes));
        let row = match source.system(Space::Checkpoint, &name) {
            Ok(Some(row)) => row,
            Ok(None) | Err(StoreError::Damaged(_)) => return Ok(Err(seq)),
            Err(error) => return Err(error),
        };
        let mark = Mark::from_bytes(seq, &row).ok().filter(|mark| mark.is_ours(source.vault()));
        Ok(mark.map(|mark| mark.anchor).ok_or(seq))
    };
    rows.into_iter().map(kept).collect()
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let digits: Option<Vec<u8>> = text.as_bytes().iter().map(digit).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|two| two[0] << 4 | two[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Keyset;
    use std::sync::Arc;

    #[test]
    fn an_anchor_reads_back_as_it_was_written() {
        let anchor = Anchor { seq: Seq(71), hash: [0xA7; 32] };
        assert_eq!(Anchor::parse(&format!(" {anchor}\n")), Some(anchor));
        for bad in ["", "71", "71:", "71:a7", "x:a7", ":", "71:zz"] {
            assert_eq!(Anchor::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_mark_is_known_to_its_store_alone_and_outlives_rotation() {
        let keyset = Keyset::generate();
        let rotated = keyset.rotated(Purpose::Audit).unwrap();
        let vault = Vault::new(Arc::new(keyset), [1; 16]);
        let mark = Mark::new(&vault, Anchor { seq: Seq(3), hash: [9; 32] });
        assert!(mark.is_ours(&vault));
        assert!(mark.is_ours(&Vault::new(Arc::new(rotated), [1; 16])));
        assert!(!mark.is_ours(&Vault::new(Arc::new(Keyset::generate()), [1; 16])));
        let other = Anchor { seq: Seq(4), ..mark.anchor };
        assert!(!Mark { anchor: other, ..mark }.is_ours(&vault));
    }

    #[test]
    fn each_thousand_leaves_one() {
        let due =
            [(0, 999, false), (999, 1_000, true), (1_000, 1_999, false), (1_500, 4_000, true)];
        for (from, to, is) in due {
            assert_eq!(is_due(Seq(from), Seq(to)), is, "{from} {to}");
        }
    }
}
