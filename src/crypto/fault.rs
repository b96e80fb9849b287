//! What can go wrong with sealed bytes and keys, named for what the caller can do about it.

use thiserror::Error;

use crate::crypto::keys::Purpose;

/// Holds key ids and fingerprints, never key material or clear text.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum CryptoError {
    /// Sealed with a key that is not there: the wrong key set, or the wrong store.
    #[error("sealed with key {key_id:08x}, which is not here")]
    UnknownKey { key_id: u32 },
    /// The key was here once; its bytes are forgotten and only its id is kept.
    #[error("sealed with key {key_id:08x}, which is retired")]
    RetiredKey { key_id: u32 },
    /// The key is right; the bytes were altered or belong to another place.
    #[error("altered or out of place (key {key_id:08x})")]
    Tampered { key_id: u32 },
    /// One block of a file was altered, moved or cut off.
    #[error("block {index} of a file is altered or out of place")]
    TamperedBlock { index: u64 },
    /// Not what it should be: cut short, or altered where no key is needed to see it.
    #[error("{part:?} is damaged")]
    Damaged { part: Part },
    /// Written by a newer release.
    #[error("{part:?} has format {found}, this release knows up to {known}")]
    NewerFormat { part: Part, found: u32, known: u32 },
    /// A key file or kit of another store, or one that was replaced.
    #[error("key with fingerprint {expected} needed, found {found}")]
    WrongKey { expected: String, found: String },
    #[error("the passphrase does not open this key ring")]
    WrongPassphrase,
    /// The key ring has no slot of this kind.
    #[error("the key ring has no {0:?} slot")]
    NoSlot(SlotKind),
    /// The stored cost of a passphrase would exhaust the machine: a doctored key ring.
    #[error("passphrase cost of {memory_kib} KiB, {passes} passes, {lanes} lanes is refused")]
    ExcessiveCost { memory_kib: u32, passes: u32, lanes: u32 },
    /// Blind tokens and ids of records stand everywhere: their keys stay for the store's life.
    #[error("keys for {0:?} are never rotated")]
    NotRotatable(Purpose),
    #[error(transparent)]
    Kit(#[from] KitFault),
}

/// What was being read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Envelope,
    KeyFile,
    Keyring,
    Keyset,
}

/// What opens a slot of the key ring. The number is its identity on disk and never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SlotKind {
    KeyFile = 1,
    Kit = 2,
    Passphrase = 3,
}

/// Why a kit's code cannot be right. Rows and groups count from 1, as printed.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum KitFault {
    #[error("{found} letters, {needed} needed")]
    Length { found: usize, needed: usize },
    #[error("row {row} group {group}: {letter:?} is never used")]
    Letter { row: usize, group: usize, letter: char },
    /// A letter of this group, or its check letter at the end of the row, is wrong.
    #[error("row {row} group {group} has a wrong letter")]
    Group { row: usize, group: usize },
    /// Several letters are wrong in a way that no single group shows.
    #[error("the code has wrong letters")]
    Whole,
}
