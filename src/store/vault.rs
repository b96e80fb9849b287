//! The keys at work: what is sealed under which key, bound to which place.

use crate::crypto::key::Key;
use crate::crypto::keys::Keyset;
use crate::crypto::keys::Purpose;
use crate::crypto::seal::Sealer;
use crate::domain::field::Shape;
use crate::domain::guarded::Fresh;
use crate::domain::guarded::Guarded;
use crate::domain::guarded::Kept;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::store::StoreError;
use crate::store::tables::Table;
use std::sync::Arc;

/// The keyset and the identity of the store, to which every sealed value is bound.
#[derive(Clone)]
pub struct Vault {
    keyset: Arc<Keyset>,
    store: [u8; 16],
}

/// The key id that a customer's own data key carries in its envelopes: the key itself is found by
/// the customer's ordinal, never by an id.
const DATA_KEY_ID: u32 = 0;

/// Short sensitive values are padded, so that their length does not tell them apart.
const PAD: usize = 16;

impl Vault {
    pub fn new(keyset: Arc<Keyset>, store: [u8; 16]) -> Vault {
        Vault { keyset, store }
    }

    pub fn keyset(&self) -> &Keyset {
        &self.keyset
    }

    pub fn shared(&self) -> Arc<Keyset> {
        Arc::clone(&self.keyset)
    }

    pub fn store(&self) -> &[u8; 16] {
        &self.store
    }

    /// `"zk1" ‖ store ‖ table ‖ key`: a value opens only where it was put.
    pub(super) fn aad(&self, table: Table, key: &[u8]) -> Vec<u8> {
        let mut aad = Vec::with_capacity(20 + key.len());
        aad.extend_from_slice(b"zk1");
        aad.extend_from_slice(&self.store);
        aad.push(table as u8);
        aad.extend_from_slice(key);
        aad
    }

    /// `"zk1" ‖ store ‖ 255 ‖ kind ‖ ordinal ‖ tag`.
    pub(super) fn cell_aad(&self, id: RecordId, tag: Tag) -> Vec<u8> {
        let mut aad = Vec::with_capacity(31);
        aad.extend_from_slice(b"zk1");
        aad.extend_from_slice(&self.store);
        aad.extend_from_slice(&[255, id.kind as u8]);
        aad.extend_from_slice(&id.ordinal.to_be_bytes());
        aad.extend_from_slice(&tag.0.to_be_bytes());
        aad
    }

    pub(super) fn seal(&self, purpose: Purpose, table: Table, key: &[u8], plain: &[u8]) -> Vec<u8> {
        self.keyset.sealer(purpose).seal(&self.aad(table, key), plain)
    }

    pub(super) fn open(
        &self,
        purpose: Purpose,
        table: Table,
        key: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        Ok(self.keyset.open(purpose, &self.aad(table, key), sealed)?)
    }

    /// A new data key for one customer: what is stored of it, and the sealer that it makes.
    pub(super) fn new_data_key(&self, key: &[u8]) -> (Vec<u8>, Sealer) {
        let data_key = Key::random();
        let sealed = self.seal(Purpose::Records, Table::Keys, key, data_key.as_bytes());
        (sealed, Sealer::new(&data_key, DATA_KEY_ID))
    }

    pub(super) fn open_data_key(&self, key: &[u8], sealed: &[u8]) -> Result<Sealer, StoreError> {
        let plain = self.open(Purpose::Records, Table::Keys, key, sealed)?;
        let bytes: [u8; 32] =
            plain.try_into().map_err(|_| StoreError::Damaged("data key".to_owned()))?;
        Ok(Sealer::new(&Key::from_bytes(bytes), DATA_KEY_ID))
    }

    /// Seals a fresh sensitive value into what the store keeps. A value that equals the one kept
    /// before stays that one, so that it does not count as a change.
    pub fn keep(
        &self,
        id: RecordId,
        tag: Tag,
        shape: Shape,
        fresh: &Fresh,
        before: Option<&Guarded>,
    ) -> Guarded {
        let token = self.keyset.token(tag.0, &fresh.text);
        if let Some(Guarded::Kept(kept)) = before
            && kept.token == token
        {
            return Guarded::Kept(Arc::clone(kept));
        }
        let tails = match shape {
            Shape::Phone => self.keyset.tails(tag.0, national_digits(&fresh.text)),
            _ => Vec::new(),
        };
        let mut padded = fresh.text.clone().into_bytes();
        padded.push(1);
        padded.resize(padded.len().next_multiple_of(PAD), 0);
        let sealed = self.keyset.sealer(Purpose::Sensitive).seal(&self.cell_aad(id, tag), &padded);
        Guarded::Kept(Arc::new(Kept { mask: fresh.mask.clone(), token, tails, sealed }))
    }
}

/// The part of a stored phone that people know by its tail: without the extension.
fn national_digits(phone: &str) -> &str {
    let main = phone.split(';').next().unwrap_or(phone);
    main.trim_start_matches('+')
}

pub(super) fn pad_open(mut padded: Vec<u8>) -> Result<String, StoreError> {
    while padded.last() == Some(&0) {
        padded.pop();
    }
    let text = if padded.pop() == Some(1) { String::from_utf8(padded).ok() } else { None };
    text.ok_or_else(|| StoreError::Damaged("padding of a sensitive value".to_owned()))
}
