//! The key file: 256 random bits as a short text, kept apart from the data.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::crypto::bytes::to_hex;
use crate::crypto::fault::CryptoError;
use crate::crypto::fault::Part;
use crate::crypto::key::Key;

const MAGIC: &str = "zhike-key-v";
const VERSION: u32 = 1;

/// Opens the key ring of one store.
pub struct KeyFile(pub(super) Key);

impl KeyFile {
    pub fn random() -> KeyFile {
        KeyFile(Key::random())
    }

    /// Eight hexadecimal digits by which people tell key files apart. They give nothing away.
    pub fn fingerprint(&self) -> String {
        to_hex(&self.mark())
    }

    pub(super) fn mark(&self) -> [u8; 4] {
        self.0.mark(b"zhike/key-file")
    }

    /// Three lines: format, fingerprint, key.
    pub fn to_text(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(STANDARD.encode(self.0.as_bytes()));
        let fingerprint = self.fingerprint();
        Zeroizing::new(format!("{MAGIC}{VERSION}\nfingerprint {fingerprint}\n{}\n", *key))
    }

    /// # Errors
    /// `NewerFormat` by its first line, `Damaged` when it is no key file or a letter is wrong.
    pub fn from_text(text: &str) -> Result<KeyFile, CryptoError> {
        let damaged = CryptoError::Damaged { part: Part::KeyFile };
        let mut lines = text.trim_start_matches('\u{feff}').split_whitespace();
        let version = lines.next().and_then(|line| line.strip_prefix(MAGIC));
        let found: u32 = version.and_then(|text| text.parse().ok()).ok_or(damaged.clone())?;
        if found != VERSION {
            return Err(CryptoError::NewerFormat { part: Part::KeyFile, found, known: VERSION });
        }
        let (Some("fingerprint"), Some(fingerprint), Some(key), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(damaged);
        };
        let bytes = Zeroizing::new(STANDARD.decode(key).map_err(|_| damaged.clone())?);
        let file = KeyFile(Key::from_slice(&bytes).ok_or(damaged.clone())?);
        if file.fingerprint() == fingerprint.to_ascii_lowercase() { Ok(file) } else { Err(damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_survives_its_text() {
        let file = KeyFile::random();
        let text = file.to_text();
        assert!(text.starts_with("zhike-key-v1\nfingerprint "));
        for spelling in [text.to_string(), text.replace('\n', "\r\n"), format!("\u{feff}{}", *text)]
        {
            let again = KeyFile::from_text(&spelling).unwrap();
            assert_eq!(again.0, file.0);
            assert_eq!(again.fingerprint(), file.fingerprint());
        }
        assert_eq!(file.fingerprint().len(), 8);
    }

    #[test]
    fn a_wrong_letter_or_a_cut_is_noticed() {
        let text = KeyFile::random().to_text();
        for at in 0..text.len() - 1 {
            let mut bad = text.as_bytes().to_vec();
            bad[at] = if bad[at] == b'7' { b'8' } else { b'7' };
            let bad = String::from_utf8(bad).unwrap();
            assert!(KeyFile::from_text(&bad).is_err(), "{bad}");
            assert!(KeyFile::from_text(&text[..at]).is_err(), "cut {at}");
        }
    }

    #[test]
    fn a_newer_key_file_is_named_as_such() {
        let text = KeyFile::random().to_text().replace("key-v1", "key-v2");
        let fault = KeyFile::from_text(&text).err();
        assert_eq!(
            fault,
            Some(CryptoError::NewerFormat { part: Part::KeyFile, found: 2, known: 1 })
        );
    }
}
