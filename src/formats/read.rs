//! Decide by its content what a file is, and read it.

use crate::formats::csv;
use crate::formats::fault::FormatError;
use crate::formats::package;
use crate::formats::parsed::Sink;
use crate::formats::parsed::Wish;
use crate::formats::xlsx;
use std::io::Read;

/// Enough to tell files apart.
const HEAD_BYTES: usize = 1024;

const ZIP: &[u8] = b"PK\x03\x04";
/// The compound file of old office programs, which is also the wrapping of encrypted new files.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0";

/// Beginnings of files that people rename: pages, documents, archives, pictures.
const FOREIGN: [&[u8]; 10] = [
    b"%PDF",
    b"{\\rtf",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\x1F\x8B",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"\x7FELF",
    b"PK\x05\x06",
];

/// Hands every row to `sink`, in order.
pub fn read(mut input: impl Read, wish: &Wish, sink: &mut Sink) -> Result<(), FormatError> {
    let mut head = Vec::new();
    (&mut input).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    if FOREIGN.iter().any(|magic| head.starts_with(magic)) || is_markup(&head) {
        return Err(FormatError::NotAWorkbook);
    }
    let is_compound = head.starts_with(COMPOUND);
    if !is_compound && !head.starts_with(ZIP) {
        return csv::read(std::io::Cursor::new(head).chain(input), wish, sink);
    }
    let mut bytes = head;
    let rest = package::MAX_PACKED_BYTES.saturating_sub(bytes.len() as u64);
    input.take(rest + 1).read_to_end(&mut bytes)?;
    if package::MAX_PACKED_BYTES < bytes.len() as u64 {
        return Err(FormatError::TooLarge { limit: package::MAX_PACKED_BYTES });
    }
    match is_compound {
        true => Err(compound(&bytes)),
        false => {
            package::check(&bytes)?;
            xlsx::read(bytes, wish, sink)
        }
    }
}

/// A page or a document of markup that was saved under the name of a table.
fn is_markup(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype", "<html", "<table", "<?xml", "<head", "<body", "<meta"]
        .iter()
        .any(|start| text.starts_with(start))
}

fn compound(bytes: &[u8]) -> FormatError {
    let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match bytes.windows(marker.len()).any(|part| part == marker) {
        true => FormatError::Encrypted,
        false => FormatError::OldWorkbook,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bytes: &[u8]) -> &'static str {
        read(bytes, &Wish::default(), &mut |_| Ok(())).unwrap_err().fault().reason
    }

    #[test]
    fn other_files_are_refused_by_their_content() {
        let encrypted: Vec<u8> = COMPOUND
            .iter()
            .copied()
            .chain([0; 600])
            .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(reason(&encrypted), "encrypted");
        assert_eq!(reason(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 an old workbook"), "old_workbook");
        assert_eq!(reason("\u{feff} <HTML><table><tr>".as_bytes()), "not_a_workbook");
        assert_eq!(reason(b"<?xml version='1.0'?><Workbook/>"), "not_a_workbook");
        assert_eq!(reason(b"%PDF-1.7"), "not_a_workbook");
    }
}
