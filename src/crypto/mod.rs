//! Keys, sealing, keyed hashes, passwords and the recovery kit; knows nothing of the product.
//!
//! ```text
//! key file · recovery kit · passphrase     any one opens the keyring        keyring, kit
//!    └─ root key                           in memory alone
//!         └─ key set                       one random key per purpose       keys
//!              ├─ values                   XAES-256-GCM, random nonces      seal
//!              ├─ files                    AES-256-GCM, a key for each      stream
//!              ├─ equality without reading HMAC-SHA-256 tokens              blind
//!              └─ ids for the outside      AES-256, one block               ids
//! ```

pub mod blind;
mod bytes;
pub mod certificate;
pub mod der;
pub mod fault;
pub mod ids;
pub mod key;
pub mod key_file;
pub mod keyring;
pub mod keys;
pub mod kit;
mod kit_code;
pub mod password;
mod random;
pub mod seal;
#[cfg(test)]
mod seal_vectors;
pub mod secret;
mod slot;
pub mod stream;
pub mod totp;
