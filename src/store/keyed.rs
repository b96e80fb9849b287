//! The keyed hashes under which a record is found: unique keys and look-ups.

use crate::domain::catalogue::Catalogue;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Privacy;
use crate::domain::field::Unique;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::store::vault::Vault;

#[derive(PartialEq, Eq)]
pub(super) struct LookupKey {
    pub token: [u8; 16],
    /// The field's key, where no two records may share the value.
    pub unique: Option<String>,
}

/// All keys of a record, by its catalogue.
pub(super) fn keys<R: Record>(vault: &Vault, catalogue: &Catalogue, record: &R) -> Vec<LookupKey> {
    let fields = catalogue.fields(R::KIND).iter();
    let looked_up =
        fields.filter(|field| field.unique != Unique::No || field.index == IndexAs::Token);
    looked_up.filter_map(|field| key(vault, record, field)).collect()
}

/// Whether records of the kind can be found by any value.
pub(super) fn has_keys(catalogue: &Catalogue, kind: Kind) -> bool {
    let mut fields = catalogue.fields(kind).iter();
    fields.any(|field| field.unique != Unique::No || field.index == IndexAs::Token)
}

fn key<R: Record>(vault: &Vault, record: &R, field: &Field) -> Option<LookupKey> {
    let token = match (record.value(field.tag), field.unique) {
        (Value::Guarded(Guarded::Kept(kept)), _) => kept.token,
        (Value::Text(text), Unique::Within(other)) => {
            let within = record.value(other).into_text();
            token(vault, R::KIND, field.tag, &external(&within, &text))
        }
        (Value::Text(text), _) => token(vault, R::KIND, field.tag, &text),
        (Value::Missing, _) => return None,
        (other, _) => token(vault, R::KIND, field.tag, &format!("{other:?}")),
    };
    let unique = (field.unique != Unique::No).then(|| field.key.clone());
    Some(LookupKey { token, unique })
}

/// What is hashed of a value that is unique within another field: an `external_id` in its source, the
/// number of an order in the system it comes from.
pub fn external(source: &str, id: &str) -> String {
    format!("{source}\u{1f}{id}")
}

/// Tokens of open texts have the kind above the field, in the four bits that are left over it.
const _: () = {
    let mut at = 0;
    while at < Kind::ALL.len() {
        assert!((Kind::ALL[at] as u16) < 16, "the kind has no place beside the field");
        at += 1;
    }
};

/// The token of an open text: the same whatever its case.
pub fn token(vault: &Vault, kind: Kind, tag: Tag, text: &str) -> [u8; 16] {
    vault.keyset().token((kind as u16) << 12 | tag.0, &text.to_lowercase())
}

/// The token of a normalised sensitive value, as [`Vault::keep`] makes it.
pub fn sensitive_token(vault: &Vault, field: &Field, normalised: &str) -> [u8; 16] {
    debug_assert!(field.privacy == Privacy::Sensitive);
    vault.keyset().token(field.tag.0, normalised)
}
