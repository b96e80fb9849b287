//! Look into a workbook's package before anything parses it: how many parts, how large, how dense.

use crate::formats::fault::FormatError;
use std::io::Cursor;
use std::io::Read;
use zip::ZipArchive;

/// Of the packed file.
pub const MAX_PACKED_BYTES: u64 = 64 << 20;
const MAX_PARTS: usize = 2_000;
/// Of all parts, unpacked.
const MAX_UNPACKED_BYTES: u64 = 300 << 20;
/// Unpacked to packed, for parts above [`DENSE_BYTES`].
const MAX_DENSITY: u64 = 100;
const DENSE_BYTES: u64 = 10 << 20;
/// Every workbook of the open formats has this part.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Refuses packages beyond the limits. Sizes are first believed, then counted by unpacking.
pub fn check(bytes: &[u8]) -> Result<(), FormatError> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FormatError::NotAWorkbook)?;
    if MAX_PARTS < package.len() {
        return Err(FormatError::TooManyParts { limit: MAX_PARTS });
    }
    let mut declared: u64 = 0;
    for part in 0..package.len() {
        let part = package.by_index_raw(part).map_err(|_| FormatError::Damaged)?;
        if part.encrypted() {
            return Err(FormatError::Encrypted);
        }
        check_density(part.size(), part.compressed_size())?;
        declared = declared.saturating_add(part.size());
    }
    if MAX_UNPACKED_BYTES < declared {
        return Err(FormatError::TooLarge { limit: MAX_UNPACKED_BYTES });
    }
    if package.index_for_name(CONTENT_TYPES).is_none() {
        return Err(FormatError::NotAWorkbook);
    }
    count(&mut package)
}

fn check_density(unpacked: u64, packed: u64) -> Result<(), FormatError> {
    match DENSE_BYTES < unpacked && packed.saturating_mul(MAX_DENSITY) < unpacked {
        true => Err(FormatError::TooDense { limit: MAX_DENSITY }),
        false => Ok(()),
    }
}

/// Unpacks every part to nowhere, so that a size that lies is found before it is used.
fn count(package: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), FormatError> {
    for part in 0..package.len() {
        let mut part = package.by_index(part).map_err(|_| FormatError::Damaged)?;
        let declared = part.size();
        let mut inside = (&mut part).take(declared.saturating_add(1));
        let real = std::io::copy(&mut inside, &mut std::io::sink());
        if real.map_err(|_| FormatError::Damaged)? != declared {
            return Err(FormatError::Damaged);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn reason(bytes: &[u8]) -> &'static str {
        check(bytes).unwrap_err().fault().reason
    }

    #[test]
    fn bombs_are_refused() {
        let zeros = vec![0; 400 << 20];
        assert!(matches!(
            check(&package(&[(CONTENT_TYPES, b"x"), ("xl/a.xml", &zeros)])),
            Err(FormatError::TooDense { .. })
        ));
        let parts: Vec<String> = (0..2001).map(|part| format!("p{part}")).collect();
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|p| (p.as_str(), &b""[..])).collect();
        assert!(matches!(check(&package(&parts)), Err(FormatError::TooManyParts { .. })));
        let small = vec![0; 9 << 20];
        let names: Vec<String> = (0..40).map(|part| format!("p{part}")).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|p| (p.as_str(), &small[..])).collect();
        assert!(matches!(check(&package(&parts)), Err(FormatError::TooLarge { .. })));
    }

    #[test]
    fn a_size_that_lies_is_found() {
        let honest = package(&[(CONTENT_TYPES, &[7; 5000])]);
        assert!(check(&honest).is_ok());
        let size = 5000_u32.to_le_bytes();
        let mut lying = honest.clone();
        for at in 0..lying.len() - 4 {
            if lying[at..at + 4] == size {
                lying[at..at + 4].copy_from_slice(&50_u32.to_le_bytes());
            }
        }
        assert_ne!(honest, lying);
        assert_eq!(reason(&lying), "damaged_workbook");
    }

    #[test]
    fn other_archives_are_no_workbooks() {
        assert_eq!(reason(&package(&[("a.txt", b"x")])), "not_a_workbook");
        assert_eq!(reason(b"PK\x03\x04 and nothing"), "not_a_workbook");
    }
}
