//! The key ring: the key set, sealed under a root key that each of several slots can open.
//!
//! ```text
//! "zhikering" 9 │ format 4 │ store 16 │ generation 8 │ slots 1 │ slot 111 … │ length 4 │ key set │ MAC 32
//! ```
//!
//! Bytes in, bytes out: where they stand and how they are replaced safely is the caller's matter.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::crypto::bytes::Bytes;
use crate::crypto::fault::CryptoError;
use crate::crypto::fault::Part;
use crate::crypto::fault::SlotKind;
use crate::crypto::key::Key;
use crate::crypto::key_file::KeyFile;
use crate::crypto::keys::Keyset;
use crate::crypto::kit::RecoveryKit;
use crate::crypto::random;
use crate::crypto::seal::Sealer;
use crate::crypto::secret::same;
use crate::crypto::slot::Slot;

const MAGIC: &[u8; 9] = b"zhikering";
const VERSION: u32 = 1;
const MAC_BYTES: usize = 32;

/// The content of the key ring file. Holds nothing readable: opening it takes a slot's key.
#[derive(Clone)]
pub struct Keyring {
    store: [u8; 16],
    generation: u64,
    slots: Vec<Slot>,
    sealed_keyset: Vec<u8>,
    mac: [u8; MAC_BYTES],
}

/// An opened key ring: the keys, and the right to change the ring.
pub struct Unlocked {
    root: Key,
    pub keyset: Arc<Keyset>,
    /// What it was opened with.
    pub by: SlotKind,
}

/// What a person or the installation has, to open the key ring with.
#[derive(Clone, Copy)]
pub enum Unlock<'a> {
    KeyFile(&'a KeyFile),
    Kit(&'a RecoveryKit),
    Passphrase(&'a str),
}

impl Keyring {
    /// A new store: its id, root key and key set are random.
    pub fn create(key_file: &KeyFile, kit: &RecoveryKit) -> (Keyring, Keyset) {
        let mut store = [0; 16];
        random::fill(&mut store);
        let keyset = Keyset::generate();
        let ring = Keyring::build(store, 1, &keyset, key_file, kit);
        (ring, keyset)
    }

    /// The ring with a new root key, for when the old one may be known to someone: all slots but
    /// these two are gone. The keys of the set stay; rotate them too.
    pub fn renewed(&self, unlocked: &Unlocked, key_file: &KeyFile, kit: &RecoveryKit) -> Keyring {
        Keyring::build(self.store, self.generation + 1, &unlocked.keyset, key_file, kit)
    }

    /// The random id of the store.
    pub fn store(&self) -> &[u8; 16] {
        &self.store
    }

    /// Grows with every change of the ring, from 1.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    pub fn slot_kinds(&self) -> impl Iterator<Item = SlotKind> {
        self.slots.iter().map(|slot| slot.kind)
    }

    /// # Errors
    /// `NoSlot`, `WrongKey` or `WrongPassphrase` when the source does not fit this ring; `Damaged`
    /// when it fits but anything in the ring was altered; `NewerFormat` for a newer key set.
    pub fn unlock(&self, source: &Unlock) -> Result<Unlocked, CryptoError> {
        let by = source.kind();
        let slot = self.slots.iter().find(|slot| slot.kind == by).ok_or(CryptoError::NoSlot(by))?;
        let root = slot.unwrap(&self.store, *source)?;
        self.check(&root)?;
        let bytes = keyset_sealer(&root)
            .open(&self.store, &self.sealed_keyset)
            .map(Zeroizing::new)
            .map_err(|_| DAMAGED)?;
        let keyset = Arc::new(Keyset::from_bytes(&bytes)?);
        Ok(Unlocked { root, keyset, by })
    }

    /// Makes the old kit useless for this ring (old backups still open with it).
    ///
    /// # Errors
    /// `Damaged` when `unlocked` is not of this ring.
    pub fn reissue_kit(&mut self, by: &Unlocked, kit: &RecoveryKit) -> Result<(), CryptoError> {
        self.set_slot(by, Unlock::Kit(kit))
    }

    /// # Errors
    /// `Damaged` when `unlocked` is not of this ring.
    pub fn replace_key_file(&mut self, by: &Unlocked, file: &KeyFile) -> Result<(), CryptoError> {
        self.set_slot(by, Unlock::KeyFile(file))
    }

    /// Adds a passphrase or replaces the one that is there. Costs a fifth of a second and 64 MiB.
    ///
    /// # Errors
    /// `Damaged` when `unlocked` is not of this ring, `ExcessiveCost` when memory runs out.
    pub fn add_passphrase(&mut self, by: &Unlocked, passphrase: &str) -> Result<(), CryptoError> {
        self.set_slot(by, Unlock::Passphrase(passphrase))
    }

    /// # Errors
    /// `Damaged` when `unlocked` is not of this ring, `NoSlot` when there is no passphrase.
    pub fn remove_passphrase(&mut self, by: &Unlocked) -> Result<(), CryptoError> {
        self.check(&by.root)?;
        let count = self.slots.len();
        self.slots.retain(|slot| slot.kind != SlotKind::Passphrase);
        if self.slots.len() == count {
            return Err(CryptoError::NoSlot(SlotKind::Passphrase));
        }
        self.sign(&by.root);
        Ok(())
    }

    /// Wraps another key set, such as one with a rotated key.
    ///
    /// # Errors
    /// `Damaged` when `unlocked` is not of this ring.
    pub fn replace_keyset(
        &mut self,
        by: Unlocked,
        keyset: Arc<Keyset>,
    ) -> Result<Unlocked, CryptoError> {
        self.check(&by.root)?;
        self.sealed_keyset = keyset_sealer(&by.root).seal(&self.store, &keyset.to_bytes());
        self.sign(&by.root);
        Ok(Unlocked { keyset, ..by })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.signed_bytes();
        out.extend_from_slice(&self.mac);
        out
    }

    /// Reads the outer form; whether it is authentic shows only when it is unlocked.
    ///
    /// # Errors
    /// `Damaged` when it is malformed, `NewerFormat` when a newer release wrote it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Keyring, CryptoError> {
        let mut bytes = Bytes(bytes);
        if bytes.array() != Some(*MAGIC) {
            return Err(DAMAGED);
        }
        match bytes.u32() {
            Some(VERSION) => Keyring::read(bytes).ok_or(DAMAGED),
            Some(found) if VERSION < found => {
                Err(CryptoError::NewerFormat { part: Part::Keyring, found, known: VERSION })
            }
            Some(_) | None => Err(DAMAGED),
        }
    }

    fn build(
        store: [u8; 16],
        generation: u64,
        keyset: &Keyset,
        key_file: &KeyFile,
        kit: &RecoveryKit,
    ) -> Keyring {
        let root = Key::random();
        let sources = [Unlock::KeyFile(key_file), Unlock::Kit(kit)];
        let wrap = |source| Slot::wrap(&root, &store, source).expect("neither is stretched");
        let slots = sources.map(wrap).to_vec();
        let sealed_keyset = keyset_sealer(&root).seal(&store, &keyset.to_bytes());
        let mut ring = Keyring { store, generation, slots, sealed_keyset, mac: [0; MAC_BYTES] };
        ring.mac = ring.mac_under(&root);
        ring
    }

    fn read(mut bytes: Bytes) -> Option<Keyring> {
        let (store, generation) = (bytes.array()?, bytes.u64()?);
        let count = bytes.u8()?;
        let slots = (0..count).map(|_| Slot::read(&mut bytes)).collect::<Option<Vec<Slot>>>()?;
        let length = usize::try_from(bytes.u32()?).ok()?;
        let sealed_keyset = bytes.take(length)?.to_vec();
        let mac = bytes.array()?;
        bytes.0.is_empty().then_some(Keyring { store, generation, slots, sealed_keyset, mac })
    }

    fn set_slot(&mut self, by: &Unlocked, source: Unlock) -> Result<(), CryptoError> {
        self.check(&by.root)?;
        let slot = Slot::wrap(&by.root, &self.store, source)?;
        self.slots.retain(|old| old.kind != slot.kind);
        self.slots.push(slot);
        self.sign(&by.root);
        Ok(())
    }

    /// Nothing is signed before what is there was found authentic.
    fn check(&self, root: &Key) -> Result<(), CryptoError> {
        if same(&self.mac, &self.mac_under(root)) { Ok(()) } else { Err(DAMAGED) }
    }

    fn sign(&mut self, root: &Key) {
        self.generation += 1;
        self.mac = self.mac_under(root);
    }

    fn mac_under(&self, root: &Key) -> [u8; MAC_BYTES] {
        root.derive(&self.store, b"zhike/keyring-mac").mac_of(&self.signed_bytes())
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let Keyring { store, generation, slots, sealed_keyset, mac: _ } = self;
        let slots_bytes = slots.len() * Slot::BYTES;
        let mut out = Vec::with_capacity(42 + slots_bytes + sealed_keyset.len() + MAC_BYTES);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_be_bytes());
        out.extend_from_slice(store);
        out.extend_from_slice(&generation.to_be_bytes());
        out.push(u8::try_from(slots.len()).expect("one slot of each kind"));
        slots.iter().for_each(|slot| slot.write(&mut out));
        let length = u32::try_from(sealed_keyset.len()).expect("a key set has a few kilobytes");
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(sealed_keyset);
        out
    }
}

impl Unlock<'_> {
    pub fn kind(self) -> SlotKind {
        match self {
            Unlock::KeyFile(_) => SlotKind::KeyFile,
            Unlock::Kit(_) => SlotKind::Kit,
            Unlock::Passphrase(_) => SlotKind::Passphrase,
        }
    }

    /// Nothing is told of a passphrase: any mark of it would help guessing.
    pub(super) fn mark(self) -> [u8; 4] {
        match self {
            Unlock::KeyFile(file) => file.mark(),
            Unlock::Kit(kit) => kit.mark(),
            Unlock::Passphrase(_) => [0; 4],
        }
    }
}

const DAMAGED: CryptoError = CryptoError::Damaged { part: Part::Keyring };

fn keyset_sealer(root: &Key) -> Sealer {
    Sealer::new(&root.derive(b"", b"zhike/keyset-wrap"), 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Purpose;

    struct Sources {
        file: KeyFile,
        kit: RecoveryKit,
    }

    fn ring() -> (Keyring, Keyset, Sources) {
        let sources = Sources { file: KeyFile::random(), kit: RecoveryKit::random() };
        let (ring, keyset) = Keyring::create(&sources.file, &sources.kit);
        (ring, keyset, sources)
    }

    #[test]
    fn key_file_and_kit_open_the_same_keys() {
        let (ring, keyset, Sources { file, kit }) = ring();
        let again = Keyring::from_bytes(&ring.to_bytes()).unwrap();
        let by_file = again.unlock(&Unlock::KeyFile(&file)).unwrap();
        let by_kit = again.unlock(&Unlock::Kit(&kit)).unwrap();
        assert_eq!(by_file.keyset.to_bytes(), keyset.to_bytes());
        assert_eq!(by_kit.keyset.to_bytes(), keyset.to_bytes());
        assert_eq!((by_file.by, by_kit.by), (SlotKind::KeyFile, SlotKind::Kit));
        assert_eq!(again.store(), ring.store());
    }

    #[test]
    fn another_stores_key_is_named_with_both_fingerprints() {
        let (ring, _, Sources { file, .. }) = ring();
        let other = KeyFile::random();
        let fault = ring.unlock(&Unlock::KeyFile(&other)).err();
        let (expected, found) = (file.fingerprint(), other.fingerprint());
        assert_eq!(fault, Some(CryptoError::WrongKey { expected, found }));
        let fault = ring.unlock(&Unlock::Passphrase("x")).err();
        assert_eq!(fault, Some(CryptoError::NoSlot(SlotKind::Passphrase)));
    }

    #[test]
    fn one_flipped_bit_anywhere_is_refused() {
        let (ring, _, Sources { file, kit }) = ring();
        let bytes = ring.to_bytes();
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 1 << (at % 8);
            for source in [Unlock::KeyFile(&file), Unlock::Kit(&kit)] {
                let opened = Keyring::from_bytes(&bad).and_then(|ring| ring.unlock(&source));
                assert!(opened.is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn a_cut_or_newer_ring_is_named_as_such() {
        let (ring, ..) = ring();
        let mut bytes = ring.to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(Keyring::from_bytes(&bytes[..length]).err(), Some(DAMAGED), "{length}");
        }
        bytes[12] = 2;
        let newer = CryptoError::NewerFormat { part: Part::Keyring, found: 2, known: 1 };
        assert_eq!(Keyring::from_bytes(&bytes).err(), Some(newer));
    }

    #[test]
    fn a_reissued_kit_opens_and_the_old_one_does_not() {
        let (mut ring, _, Sources { file, kit }) = ring();
        let unlocked = ring.unlock(&Unlock::KeyFile(&file)).unwrap();
        let fresh = RecoveryKit::random();
        ring.reissue_kit(&unlocked, &fresh).unwrap();
        let ring = Keyring::from_bytes(&ring.to_bytes()).unwrap();
        assert_eq!(ring.generation(), 2);
        assert!(ring.unlock(&Unlock::Kit(&fresh)).is_ok());
        assert!(ring.unlock(&Unlock::KeyFile(&file)).is_ok());
        let fault = ring.unlock(&Unlock::Kit(&kit)).err();
        assert!(matches!(fault, Some(CryptoError::WrongKey { .. })));
    }

    #[test]
    fn a_passphrase_opens_until_it_is_removed() {
        let (mut ring, _, Sources { file, .. }) = ring();
        let unlocked = ring.unlock(&Unlock::KeyFile(&file)).unwrap();
        ring.add_passphrase(&unlocked, "春眠不觉晓 处处闻啼鸟").unwrap();
        let mut ring = Keyring::from_bytes(&ring.to_bytes()).unwrap();
        assert!(ring.unlock(&Unlock::Passphrase("春眠不觉晓 处处闻啼鸟")).is_ok());
        let fault = ring.unlock(&Unlock::Passphrase("春眠不觉晓")).err();
        assert_eq!(fault, Some(CryptoError::WrongPassphrase));
        ring.remove_passphrase(&unlocked).unwrap();
        assert_eq!(ring.slot_kinds().count(), 2);
        assert!(ring.remove_passphrase(&unlocked).is_err());
    }

    #[test]
    fn a_rotated_key_set_is_wrapped_again() {
        let (mut ring, _, Sources { file, kit }) = ring();
        let unlocked = ring.unlock(&Unlock::KeyFile(&file)).unwrap();
        let sealed = unlocked.keyset.sealer(Purpose::Records).seal(b"", b"plain");
        let rotated = Arc::new(unlocked.keyset.rotated(Purpose::Records).unwrap());
        ring.replace_keyset(unlocked, rotated).unwrap();
        let again = ring.unlock(&Unlock::Kit(&kit)).unwrap().keyset;
        assert_eq!(again.infos().count(), Purpose::ALL.len() + 1);
        assert_eq!(again.open(Purpose::Records, b"", &sealed).unwrap(), b"plain");
    }

    #[test]
    fn a_renewed_ring_shuts_out_the_old_root_key_and_slots() {
        let (ring, keyset, Sources { file, .. }) = ring();
        let old = ring.unlock(&Unlock::KeyFile(&file)).unwrap();
        let (new_file, new_kit) = (KeyFile::random(), RecoveryKit::random());
        let mut renewed = ring.renewed(&old, &new_file, &new_kit);
        assert_eq!((renewed.generation(), renewed.store()), (2, ring.store()));
        assert!(renewed.unlock(&Unlock::KeyFile(&file)).is_err());
        assert_eq!(renewed.reissue_kit(&old, &new_kit), Err(DAMAGED), "another root key");
        let new = renewed.unlock(&Unlock::KeyFile(&new_file)).unwrap();
        assert_eq!(new.keyset.to_bytes(), keyset.to_bytes());
    }
}
