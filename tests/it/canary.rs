//! Values that must stand in no file, and a scanner that knows them in every encoding.

use crate::tools::files;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::collections::HashMap;
use std::path::Path;

/// Shorter needles would be found by chance in random bytes.
const MIN_BYTES: usize = 6;

/// The values by name, and where to look for the beginning of each spelling.
pub struct Canaries {
    needles: Vec<(String, Vec<u8>)>,
    /// Needles by their first three bytes.
    starts: HashMap<[u8; 3], Vec<usize>>,
}

impl Canaries {
    pub fn new(values: &[(&str, &str)]) -> Canaries {
        let mut needles = Vec::new();
        for (name, value) in values {
            for (encoding, bytes) in spellings(value) {
                assert!(MIN_BYTES <= bytes.len(), "{name} in {encoding} would be found by chance");
                needles.push((format!("{name} in {encoding}"), bytes));
            }
        }
        let mut starts: HashMap<[u8; 3], Vec<usize>> = HashMap::new();
        for (number, (_, needle)) in needles.iter().enumerate() {
            starts.entry([needle[0], needle[1], needle[2]]).or_default().push(number);
        }
        Canaries { needles, starts }
    }

    /// What is found in these bytes.
    pub fn find(&self, bytes: &[u8]) -> Vec<&str> {
        // Most places are passed over by their first byte alone.
        let mut first = [false; 256];
        self.starts.keys().for_each(|start| first[usize::from(start[0])] = true);
        let mut found = Vec::new();
        for (at, window) in bytes.windows(3).enumerate() {
            if !first[usize::from(window[0])] {
                continue;
            }
            let known = self.starts.get(&[window[0], window[1], window[2]]);
            for number in known.into_iter().flatten() {
                let (name, needle) = &self.needles[*number];
                if bytes[at..].starts_with(needle) {
                    found.push(name.as_str());
                }
            }
        }
        found
    }

    /// Nothing of it stands in any file of these folders, nor in the name of one.
    pub fn absent_from(&self, places: &[&Path], when: &str) {
        let mut read = 0;
        for file in places.iter().flat_map(|place| match place.is_dir() {
            true => files(place),
            false => vec![place.to_path_buf()],
        }) {
            // A file of the index may go while it is looked for.
            let Ok(bytes) = std::fs::read(&file) else { continue };
            let named = file.as_os_str().as_encoded_bytes();
            for text in [bytes.as_slice(), named] {
                let found = self.find(text);
                assert!(found.is_empty(), "{when}: {} holds {found:?}", file.display());
            }
            read += bytes.len();
        }
        assert_ne!(read, 0, "{when}: there was nothing to read");
    }
}

/// A value in every encoding in which it might have been written.
fn spellings(value: &str) -> Vec<(String, Vec<u8>)> {
    let utf8 = value.as_bytes().to_vec();
    let utf16: Vec<u16> = value.encode_utf16().collect();
    let hex: String = utf8.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![
        ("UTF-16LE".to_owned(), utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        ("UTF-16BE".to_owned(), utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
        ("HEX".to_owned(), hex.to_uppercase().into_bytes()),
        ("hex".to_owned(), hex.into_bytes()),
    ];
    if !value.is_ascii() {
        all.push(("GB18030".to_owned(), encoding_rs::GB18030.encode(value).0.into_owned()));
    }
    for shift in 0..3 {
        // The letters that depend on this value alone, wherever in a group of three it begins.
        let padded = [&vec![0; shift][..], &utf8].concat();
        let text = STANDARD_NO_PAD.encode(&padded);
        let whole = padded.len() / 3 * 4;
        let own = &text[if shift == 0 { 0 } else { 4 }..whole];
        all.push((format!("base64+{shift}"), own.as_bytes().to_vec()));
    }
    all.push(("UTF-8".to_owned(), utf8));
    all
}

#[test]
fn the_scanner_finds_what_is_there() {
    let canaries = Canaries::new(&[("name", "金丝雀七三一有限公司"), ("login", "canary.login.x7")]);
    for (encoding, bytes) in spellings("金丝雀七三一有限公司") {
        let around = [b"\x00\xff noise ".as_slice(), &bytes, b" noise"].concat();
        let found = canaries.find(&around);
        assert!(found.contains(&format!("name in {encoding}").as_str()), "{encoding}: {found:?}");
    }
    let json = format!("{{\"x\":\"{}\"}}", STANDARD_NO_PAD.encode("ab canary.login.x7 cd"));
    assert!(!canaries.find(json.as_bytes()).is_empty());
    assert!(canaries.find("金丝雀 canary login".as_bytes()).is_empty());
    let folder = tempfile::tempdir().unwrap();
    crate::tools::put(&folder.path().join("log"), b"level=debug login=canary.login.x7");
    let looked = std::panic::catch_unwind(|| canaries.absent_from(&[folder.path()], "planted"));
    assert!(looked.is_err());
}
