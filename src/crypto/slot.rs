//! One slot of the key ring: the root key wrapped under a key file, a recovery kit or a passphrase.

use argon2::Algorithm;
use argon2::Argon2;
use argon2::Params;
use argon2::Version;
use zeroize::Zeroizing;

use crate::crypto::bytes::Bytes;
use crate::crypto::bytes::to_hex;
use crate::crypto::fault::CryptoError;
use crate::crypto::fault::Part;
use crate::crypto::fault::SlotKind;
use crate::crypto::key::KEY_BYTES;
use crate::crypto::key::Key;
use crate::crypto::keyring::Unlock;
use crate::crypto::random;
use crate::crypto::seal::OVERHEAD_BYTES;
use crate::crypto::seal::Sealer;

/// How dear one guess at a passphrase is made. All zero where nothing needs stretching.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Argon2id with 64 MiB and three passes: a fifth of a second here, and no cheaper on a graphics
/// card.
const PASSPHRASE_COST: Cost = Cost { memory_kib: 64 << 10, passes: 3, lanes: 1 };

/// What a stored cost may be at most: a doctored key ring must not exhaust the machine.
const HIGHEST_COST: Cost = Cost { memory_kib: 1 << 20, passes: 10, lanes: 4 };

const WRAPPED_BYTES: usize = KEY_BYTES + OVERHEAD_BYTES;

#[derive(Clone)]
pub(super) struct Slot {
    pub kind: SlotKind,
    /// Of the key file or kit, so that a wrong one is told from a damaged ring.
    mark: [u8; 4],
    cost: Cost,
    salt: [u8; 16],
    wrapped: [u8; WRAPPED_BYTES],
}

impl Slot {
    /// How long a slot is on disk.
    pub const BYTES: usize = 1 + 4 + 12 + 16 + WRAPPED_BYTES;

    /// # Errors
    /// Only when memory for the passphrase runs out.
    pub fn wrap(root: &Key, store: &[u8; 16], source: Unlock) -> Result<Slot, CryptoError> {
        let kind = source.kind();
        let cost = match source {
            Unlock::Passphrase(_) => PASSPHRASE_COST,
            Unlock::KeyFile(_) | Unlock::Kit(_) => Cost::default(),
        };
        let mut salt = [0; 16];
        random::fill(&mut salt);
        let empty = [0; WRAPPED_BYTES];
        let mut slot = Slot { kind, mark: source.mark(), cost, salt, wrapped: empty };
        let sealer = slot.sealer(store, source)?;
        let sealed = sealer.seal(&slot.place(store), root.as_bytes());
        slot.wrapped = sealed.try_into().expect("32 bytes and the overhead");
        Ok(slot)
    }

    /// # Errors
    /// `WrongKey` or `WrongPassphrase` when the source is another one, `Damaged` when the slot is.
    pub fn unwrap(&self, store: &[u8; 16], source: Unlock) -> Result<Key, CryptoError> {
        if self.mark != source.mark() {
            let (expected, found) = (to_hex(&self.mark), to_hex(&source.mark()));
            return Err(CryptoError::WrongKey { expected, found });
        }
        let sealer = self.sealer(store, source)?;
        let opened = sealer.open(&self.place(store), &self.wrapped).map(Zeroizing::new);
        match (opened.ok().and_then(|root| Key::from_slice(&root)), source) {
            (Some(root), _) => Ok(root),
            (None, Unlock::Passphrase(_)) => Err(CryptoError::WrongPassphrase),
            (None, Unlock::KeyFile(_) | Unlock::Kit(_)) => Err(DAMAGED),
        }
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        let Slot { kind, mark, cost: Cost { memory_kib, passes, lanes }, salt, wrapped } = self;
        out.push(*kind as u8);
        out.extend_from_slice(mark);
        for cost in [memory_kib, passes, lanes] {
            out.extend_from_slice(&cost.to_be_bytes());
        }
        out.extend_from_slice(salt);
        out.extend_from_slice(wrapped);
    }

    pub fn read(bytes: &mut Bytes) -> Option<Slot> {
        let kind = match bytes.u8()? {
            1 => SlotKind::KeyFile,
            2 => SlotKind::Kit,
            3 => SlotKind::Passphrase,
            _ => return None,
        };
        let mark = bytes.array()?;
        let cost = Cost { memory_kib: bytes.u32()?, passes: bytes.u32()?, lanes: bytes.u32()? };
        Some(Slot { kind, mark, cost, salt: bytes.array()?, wrapped: bytes.array()? })
    }

    /// The key that wraps the root key in this slot.
    fn sealer(&self, store: &[u8; 16], source: Unlock) -> Result<Sealer, CryptoError> {
        let wrapping = match source {
            Unlock::KeyFile(file) => file.0.derive(store, b"zhike/slot/key-file"),
            Unlock::Kit(kit) => kit.0.derive(store, b"zhike/slot/kit"),
            Unlock::Passphrase(text) => stretch(text, &self.salt, self.cost)?,
        };
        Ok(Sealer::new(&wrapping, u32::from_be_bytes(self.mark)))
    }

    /// Everything in the slot but the wrapped key is authenticated with it.
    fn place(&self, store: &[u8; 16]) -> Vec<u8> {
        let mut place = b"zhike/slot".to_vec();
        place.extend_from_slice(store);
        let blank = Slot { wrapped: [0; WRAPPED_BYTES], ..self.clone() };
        blank.write(&mut place);
        place
    }
}

const DAMAGED: CryptoError = CryptoError::Damaged { part: Part::Keyring };

fn stretch(passphrase: &str, salt: &[u8; 16], cost: Cost) -> Result<Key, CryptoError> {
    let Cost { memory_kib, passes, lanes } = cost;
    let refused = CryptoError::ExcessiveCost { memory_kib, passes, lanes };
    let within = memory_kib <= HIGHEST_COST.memory_kib
        && passes <= HIGHEST_COST.passes
        && lanes <= HIGHEST_COST.lanes;
    if !within {
        return Err(refused);
    }
    let params = Params::new(memory_kib, passes, lanes, Some(KEY_BYTES)).map_err(|_| DAMAGED)?;
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .map_err(|_| refused)?;
    Ok(Key::from_bytes(*key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::key_file::KeyFile;

    #[test]
    fn costs_beyond_the_limit_are_refused_before_anything_is_spent() {
        for (memory_kib, passes, lanes) in
            [(u32::MAX, 1, 1), ((1 << 20) + 1, 3, 1), (64, 11, 1), (64, 1, 5)]
        {
            let out = stretch("x", &[0; 16], Cost { memory_kib, passes, lanes });
            let refused = CryptoError::ExcessiveCost { memory_kib, passes, lanes };
            assert_eq!(out.err(), Some(refused));
        }
        assert_eq!(stretch("x", &[0; 16], Cost::default()).err(), Some(DAMAGED));
    }

    #[test]
    fn a_slot_survives_its_bytes_and_opens_in_its_store_alone() {
        let (root, file) = (Key::random(), KeyFile::random());
        let slot = Slot::wrap(&root, &[1; 16], Unlock::KeyFile(&file)).unwrap();
        let mut bytes = Vec::new();
        slot.write(&mut bytes);
        assert_eq!(bytes.len(), Slot::BYTES);
        let again = Slot::read(&mut Bytes(&bytes)).unwrap();
        assert_eq!(again.unwrap(&[1; 16], Unlock::KeyFile(&file)), Ok(root));
        assert_eq!(again.unwrap(&[2; 16], Unlock::KeyFile(&file)), Err(DAMAGED));
    }
}
