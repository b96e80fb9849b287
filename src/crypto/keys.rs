//! The key set: one random key per purpose, each of which can be rotated alone.

use zeroize::Zeroizing;

use crate::crypto::blind::Blind;
use crate::crypto::bytes::Bytes;
use crate::crypto::fault::CryptoError;
use crate::crypto::fault::Part;
use crate::crypto::ids::IdCipher;
use crate::crypto::key::KEY_BYTES;
use crate::crypto::key::Key;
use crate::crypto::random;
use crate::crypto::seal::Sealer;
use crate::crypto::seal::key_id_of;

/// What a key is for. The number is its identity on disk and never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Purpose {
    /// Bodies of records.
    Records = 1,
    /// Sensitive fields, sealed once more inside the record.
    Sensitive = 2,
    /// Password hashes, one-time-code seeds, credentials of other systems.
    Secrets = 3,
    /// Keys of index files.
    Index = 4,
    /// Keyed tokens: equality without reading.
    Blind = 5,
    /// Marks of the journal.
    Audit = 6,
    /// Keys of uploads, exports and other files.
    Files = 7,
    Backups = 8,
    /// The permutation behind record ids.
    Ids = 9,
    /// Page cursors, form marks and download links.
    Cursors = 10,
}

impl Purpose {
    pub const ALL: [Purpose; 10] = [
        Purpose::Records,
        Purpose::Sensitive,
        Purpose::Secrets,
        Purpose::Index,
        Purpose::Blind,
        Purpose::Audit,
        Purpose::Files,
        Purpose::Backups,
        Purpose::Ids,
        Purpose::Cursors,
    ];

    pub fn from_number(number: u8) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| *purpose as u8 == number)
    }

    /// Tokens and ids are compared, not opened: under another key they would not be found again.
    pub fn is_rotatable(self) -> bool {
        !matches!(self, Purpose::Blind | Purpose::Ids)
    }
}

/// The number is its identity on disk and never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Status {
    /// Seals and opens; one for each purpose.
    Primary = 1,
    /// Opens what it sealed before; seals nothing more.
    Enabled = 2,
    /// Forgotten: only its id is kept, so that what it sealed is recognised.
    Retired = 3,
}

/// What may be told about a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyInfo {
    pub key_id: u32,
    pub purpose: Purpose,
    pub status: Status,
}

/// All keys of a store. Immutable: rotation makes another set, which the key ring then wraps.
pub struct Keyset {
    entries: Vec<Entry>,
    /// Where the primary key of each purpose stands in `entries`.
    primary: [usize; Purpose::ALL.len()],
    pub(super) blind: Blind,
    pub(super) ids: IdCipher,
}

struct Entry {
    info: KeyInfo,
    key: Key,
    sealer: Sealer,
}

const VERSION: u8 = 1;
const ENTRY_BYTES: usize = 4 + 1 + 1 + KEY_BYTES;

impl Keyset {
    pub fn generate() -> Keyset {
        let mut entries = Vec::new();
        for purpose in Purpose::ALL {
            let key_id = unused_id(&entries);
            entries.push(Entry::new(key_id, purpose, Status::Primary, Key::random()));
        }
        Keyset::assemble(entries).expect("one primary key was made for each purpose")
    }

    /// The primary sealer of a purpose.
    pub fn sealer(&self, purpose: Purpose) -> &Sealer {
        &self.primary(purpose).sealer
    }

    /// The sealer with this id, unless it is of another purpose, retired or not there.
    pub fn sealer_by_id(&self, purpose: Purpose, key_id: u32) -> Option<&Sealer> {
        self.find(purpose, key_id).ok().map(|entry| &entry.sealer)
    }

    /// Opens with the key that the envelope names.
    ///
    /// # Errors
    /// `UnknownKey` or `RetiredKey` with the id that the envelope names, and those of
    /// [`Sealer::open`].
    pub fn open(
        &self,
        purpose: Purpose,
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.find(purpose, key_id_of(sealed)?)?.sealer.open(aad, sealed)
    }

    /// A key for one use below a purpose, from its primary key; what is made with it must keep
    /// the id of [`Keyset::sealer`], to be checked with [`Keyset::derive_by_id`] after rotation.
    pub fn derive(&self, purpose: Purpose, info: &[u8]) -> Key {
        self.primary(purpose).key.derive(b"zhike/derive", info)
    }

    /// # Errors
    /// `UnknownKey` or `RetiredKey`.
    pub fn derive_by_id(&self, purpose: Purpose, id: u32, info: &[u8]) -> Result<Key, CryptoError> {
        Ok(self.find(purpose, id)?.key.derive(b"zhike/derive", info))
    }

    /// Ids, purposes and states of all keys, oldest first.
    pub fn infos(&self) -> impl Iterator<Item = KeyInfo> {
        self.entries.iter().map(|entry| entry.info)
    }

    /// The set with a new primary key for `purpose`; the one before goes on opening.
    ///
    /// # Errors
    /// `NotRotatable` for tokens and ids.
    pub fn rotated(&self, purpose: Purpose) -> Result<Keyset, CryptoError> {
        if !purpose.is_rotatable() {
            return Err(CryptoError::NotRotatable(purpose));
        }
        let mut entries = self.copy();
        entries[self.primary[slot_of(purpose)]].info.status = Status::Enabled;
        let key_id = unused_id(&entries);
        entries.push(Entry::new(key_id, purpose, Status::Primary, Key::random()));
        Ok(Keyset::assemble(entries).expect("the primary key was replaced by another"))
    }

    /// The set without the bytes of one key: what it sealed can never be opened again.
    ///
    /// # Errors
    /// `UnknownKey` when it is not there or still primary.
    pub fn retired(&self, key_id: u32) -> Result<Keyset, CryptoError> {
        let mut entries = self.copy();
        let entry = entries
            .iter_mut()
            .find(|entry| entry.info.key_id == key_id && entry.info.status != Status::Primary)
            .ok_or(CryptoError::UnknownKey { key_id })?;
        *entry =
            Entry::new(key_id, entry.info.purpose, Status::Retired, Key::from_bytes(FORGOTTEN));
        Ok(Keyset::assemble(entries).expect("every primary key stayed"))
    }

    /// Clear key material: only to be sealed at once.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(3 + self.entries.len() * ENTRY_BYTES));
        out.push(VERSION);
        let count = u16::try_from(self.entries.len()).expect("rotation is rare");
        out.extend_from_slice(&count.to_be_bytes());
        for Entry { info: KeyInfo { key_id, purpose, status }, key, sealer: _ } in &self.entries {
            out.extend_from_slice(&key_id.to_be_bytes());
            out.extend_from_slice(&[*purpose as u8, *status as u8]);
            out.extend_from_slice(key.as_bytes());
        }
        out
    }

    /// # Errors
    /// `Damaged` when it is malformed, `NewerFormat` when a newer release wrote it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Keyset, CryptoError> {
        let mut bytes = Bytes(bytes);
        match bytes.u8() {
            Some(VERSION) => read_entries(bytes).and_then(Keyset::assemble).ok_or(DAMAGED),
            Some(found) if VERSION < found => Err(CryptoError::NewerFormat {
                part: Part::Keyset,
                found: u32::from(found),
                known: u32::from(VERSION),
            }),
            Some(_) | None => Err(DAMAGED),
        }
    }

    /// `None` unless the ids differ and each purpose has exactly one primary key.
    fn assemble(entries: Vec<Entry>) -> Option<Keyset> {
        let mut primary = [usize::MAX; Purpose::ALL.len()];
        for (at, entry) in entries.iter().enumerate() {
            let same_id = |other: &Entry| other.info.key_id == entry.info.key_id;
            if entries[..at].iter().any(same_id) {
                return None;
            }
            let slot = &mut primary[slot_of(entry.info.purpose)];
            match (entry.info.status, *slot) {
                (Status::Primary, usize::MAX) => *slot = at,
                (Status::Primary, _) => return None,
                (Status::Enabled | Status::Retired, _) => {}
            }
        }
        if primary.contains(&usize::MAX) {
            return None;
        }
        let key = |purpose| &entries[primary[slot_of(purpose)]].key;
        let blind = Blind::new(key(Purpose::Blind));
        let ids = IdCipher::new(key(Purpose::Ids));
        Some(Keyset { blind, ids, primary, entries })
    }

    fn primary(&self, purpose: Purpose) -> &Entry {
        &self.entries[self.primary[slot_of(purpose)]]
    }

    fn find(&self, purpose: Purpose, key_id: u32) -> Result<&Entry, CryptoError> {
        let primary = self.primary(purpose);
        if primary.info.key_id == key_id {
            return Ok(primary);
        }
        let is_it = |entry: &&Entry| entry.info.key_id == key_id && entry.info.purpose == purpose;
        match self.entries.iter().find(is_it) {
            None => Err(CryptoError::UnknownKey { key_id }),
            Some(entry) if entry.info.status == Status::Retired => {
                Err(CryptoError::RetiredKey { key_id })
            }
            Some(entry) => Ok(entry),
        }
    }

    fn copy(&self) -> Vec<Entry> {
        let copy = |Entry { info: KeyInfo { key_id, purpose, status }, key, sealer: _ }: &Entry| {
            Entry::new(*key_id, *purpose, *status, key.clone())
        };
        self.entries.iter().map(copy).collect()
    }
}

/// What stands where a retired key was.
const FORGOTTEN: [u8; KEY_BYTES] = [0; KEY_BYTES];

const DAMAGED: CryptoError = CryptoError::Damaged { part: Part::Keyset };

impl Entry {
    fn new(key_id: u32, purpose: Purpose, status: Status, key: Key) -> Entry {
        let sealer = Sealer::new(&key, key_id);
        Entry { info: KeyInfo { key_id, purpose, status }, key, sealer }
    }
}

fn slot_of(purpose: Purpose) -> usize {
    usize::from(purpose as u8) - 1
}

/// Random, so that a value of another store names a key that is not here. Zero is left to callers
/// for keys outside any set.
fn unused_id(entries: &[Entry]) -> u32 {
    loop {
        let id = u32::from_be_bytes(random::nonce());
        if id != 0 && !entries.iter().any(|entry| entry.info.key_id == id) {
            return id;
        }
    }
}

fn read_entries(mut bytes: Bytes) -> Option<Vec<Entry>> {
    let count = bytes.u16()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let key_id = bytes.u32()?;
        let purpose = Purpose::from_number(bytes.u8()?)?;
        let status = match bytes.u8()? {
            1 => Status::Primary,
            2 => Status::Enabled,
            3 => Status::Retired,
            _ => return None,
        };
        let key = Key::from_slice(bytes.take(KEY_BYTES)?)?;
        entries.push(Entry::new(key_id, purpose, status, key));
    }
    bytes.0.is_empty().then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shareable<T: Send + Sync>(_: &T) {}

    #[test]
    fn a_set_survives_its_bytes() {
        let set = Keyset::generate();
        shareable(&set);
        let sealed = set.sealer(Purpose::Records).seal(b"aad", b"plain");
        let again = Keyset::from_bytes(&set.to_bytes()).unwrap();
        assert_eq!(again.open(Purpose::Records, b"aad", &sealed).unwrap(), b"plain");
        assert_eq!(again.infos().collect::<Vec<_>>(), set.infos().collect::<Vec<_>>());
        assert_eq!(again.derive(Purpose::Audit, b"m"), set.derive(Purpose::Audit, b"m"));
    }

    #[test]
    fn purposes_do_not_open_each_other() {
        let set = Keyset::generate();
        let sealer = set.sealer(Purpose::Records);
        let sealed = sealer.seal(b"", b"plain");
        let fault = set.open(Purpose::Sensitive, b"", &sealed);
        assert_eq!(fault, Err(CryptoError::UnknownKey { key_id: sealer.key_id() }));
    }

    #[test]
    fn another_set_names_the_key_that_it_lacks() {
        let sealer = Keyset::generate();
        let sealed = sealer.sealer(Purpose::Records).seal(b"", b"plain");
        let key_id = key_id_of(&sealed).unwrap();
        let fault = Keyset::generate().open(Purpose::Records, b"", &sealed);
        assert_eq!(fault, Err(CryptoError::UnknownKey { key_id }));
    }

    #[test]
    fn after_rotation_both_keys_open_and_the_new_one_seals() {
        let old = Keyset::generate();
        let new = old.rotated(Purpose::Records).unwrap();
        let sealed = old.sealer(Purpose::Records).seal(b"", b"plain");
        let old_id = key_id_of(&sealed).unwrap();
        assert_ne!(new.sealer(Purpose::Records).key_id(), old_id);
        assert_eq!(new.sealer(Purpose::Index).key_id(), old.sealer(Purpose::Index).key_id());
        assert!(new.sealer_by_id(Purpose::Records, old_id).is_some());
        assert_eq!(new.open(Purpose::Records, b"", &sealed).unwrap(), b"plain");
        let derived = new.derive_by_id(Purpose::Records, old_id, b"m");
        assert_eq!(derived, Ok(old.derive(Purpose::Records, b"m")));
    }

    #[test]
    fn a_retired_key_opens_nothing_and_its_bytes_are_gone() {
        let old = Keyset::generate();
        let sealed = old.sealer(Purpose::Files).seal(b"", b"plain");
        let key_id = key_id_of(&sealed).unwrap();
        assert!(old.retired(key_id).is_err(), "a primary key stays");
        let new = old.rotated(Purpose::Files).unwrap().retired(key_id).unwrap();
        let again = Keyset::from_bytes(&new.to_bytes()).unwrap();
        let fault = again.open(Purpose::Files, b"", &sealed);
        assert_eq!(fault, Err(CryptoError::RetiredKey { key_id }));
        let secret = old.primary(Purpose::Files).key.as_bytes();
        assert!(!new.to_bytes().windows(32).any(|part| part == secret));
    }

    #[test]
    fn keys_that_are_compared_by_their_output_are_not_rotated() {
        let set = Keyset::generate();
        for purpose in [Purpose::Ids, Purpose::Blind] {
            assert_eq!(set.rotated(purpose).err(), Some(CryptoError::NotRotatable(purpose)));
        }
    }

    #[test]
    fn malformed_bytes_are_refused() {
        let bytes = Keyset::generate().to_bytes();
        for length in 0..bytes.len() {
            assert!(Keyset::from_bytes(&bytes[..length]).is_err(), "{length} bytes");
        }
        let mut newer = bytes.clone();
        newer[0] = 9;
        let fault = Keyset::from_bytes(&newer).err();
        assert_eq!(
            fault,
            Some(CryptoError::NewerFormat { part: Part::Keyset, found: 9, known: 1 })
        );
        let mut twice = bytes.clone();
        twice[3 + 4] = Purpose::Files as u8;
        assert!(Keyset::from_bytes(&twice).is_err(), "two primary keys of one purpose");
    }
}
