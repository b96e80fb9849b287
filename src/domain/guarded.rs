//! A sensitive value: what may be shown of it stands beside the sealed whole.

use std::sync::Arc;

/// A sensitive value of a record. Only [`Guarded::Fresh`] holds clear text, and only between the
/// parser and the store: the codec seals it, and what is loaded again is [`Guarded::Kept`].
#[derive(Clone)]
pub enum Guarded {
    Fresh(Fresh),
    Kept(Arc<Kept>),
}

/// A clear value on its way to the store, in its one stored form.
#[derive(Clone, PartialEq, Eq)]
pub struct Fresh {
    /// Normalised: E.164, lower-case e-mail, upper-case identity number.
    pub text: String,
    pub mask: String,
}

/// What the store keeps: the mask, the keyed tokens and the sealed text.
#[derive(PartialEq, Eq)]
pub struct Kept {
    pub mask: String,
    /// Keyed hash of the whole normalised value: equality without opening.
    pub token: [u8; 16],
    /// Keyed tokens of the tail of a phone: the last four digits together, then the fifth to the
    /// eighth last one by one. Empty for other shapes.
    pub tails: Vec<u64>,
    pub sealed: Vec<u8>,
}

impl Guarded {
    pub fn mask(&self) -> &str {
        match self {
            Guarded::Fresh(fresh) => &fresh.mask,
            Guarded::Kept(kept) => &kept.mask,
        }
    }
}

/// Two kept values are equal when their tokens are: sealing twice gives different bytes.
/// A fresh value never equals a kept one; the gate turns it into a kept one first.
impl PartialEq for Guarded {
    fn eq(&self, other: &Guarded) -> bool {
        match (self, other) {
            (Guarded::Fresh(a), Guarded::Fresh(b)) => a == b,
            (Guarded::Kept(a), Guarded::Kept(b)) => a.token == b.token,
            (Guarded::Fresh(_), Guarded::Kept(_)) | (Guarded::Kept(_), Guarded::Fresh(_)) => false,
        }
    }
}

/// Prints the mask alone, so that no log line can hold a clear value.
impl std::fmt::Debug for Guarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Guarded").field(&self.mask()).finish()
    }
}
