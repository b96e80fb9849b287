//! Bytes of a text file to text: find the encoding on its first part, then decode strictly.

use crate::formats::fault::FormatError;
use encoding_rs::DecoderResult;
use encoding_rs::Encoding;
use encoding_rs::GB18030;
use encoding_rs::GBK;
use encoding_rs::UTF_8;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;
use std::io::Read;

/// Enough text to tell one encoding from another.
const HEAD_BYTES: usize = 64 << 10;
/// A file that is plain ASCII for this long is taken for UTF-8.
const MAX_HEAD_BYTES: usize = 16 << 20;

pub struct Decoder<R> {
    input: R,
    encoding: &'static Encoding,
    decoder: encoding_rs::Decoder,
    /// Read but not decoded yet, from `at` on.
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// More text was added.
    Text,
    /// The bytes after the text that was added mean nothing in this encoding.
    Bad,
    /// Nothing is left.
    End,
}

impl<R: Read> Decoder<R> {
    /// `label` overrides what the bytes look like.
    pub fn open(mut input: R, label: Option<&str>) -> Result<Decoder<R>, FormatError> {
        let forced = match label {
            None => None,
            Some(label) => Some(
                Encoding::for_label(label.as_bytes())
                    .ok_or_else(|| FormatError::UnknownEncoding { label: label.to_owned() })?,
            ),
        };
        let (bytes, ended) = head(&mut input)?;
        let (found, bom_bytes) = detect(&bytes, ended);
        let encoding = forced.unwrap_or(found);
        let at = if encoding == found { bom_bytes } else { 0 };
        let decoder = encoding.new_decoder_without_bom_handling();
        Ok(Decoder { input, encoding, decoder, bytes, at, ended })
    }

    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Adds the next text to `out`.
    pub fn next(&mut self, out: &mut String) -> Result<Piece, FormatError> {
        if self.bytes.len() <= self.at {
            if self.ended {
                return Ok(Piece::End);
            }
            self.bytes.resize(HEAD_BYTES, 0);
            let count = fill(&mut self.input, &mut self.bytes)?;
            self.bytes.truncate(count);
            self.ended = count < HEAD_BYTES;
            self.at = 0;
        }
        let rest = &self.bytes[self.at..];
        let room = self.decoder.max_utf8_buffer_length_without_replacement(rest.len());
        out.reserve(room.unwrap_or(rest.len().saturating_mul(3)));
        let (result, read) =
            self.decoder.decode_to_string_without_replacement(rest, out, self.ended);
        self.at += read;
        match result {
            DecoderResult::Malformed(..) => Ok(Piece::Bad),
            DecoderResult::InputEmpty | DecoderResult::OutputFull => Ok(Piece::Text),
        }
    }
}

/// The start of the file: at least [`HEAD_BYTES`] beyond the first byte that is not plain ASCII.
/// The flag tells that this is the whole file.
fn head(input: &mut impl Read) -> Result<(Vec<u8>, bool), FormatError> {
    let mut bytes = Vec::new();
    let mut telling = None;
    loop {
        let start = bytes.len();
        bytes.resize(start + HEAD_BYTES, 0);
        let count = fill(input, &mut bytes[start..])?;
        bytes.truncate(start + count);
        let is_telling = |byte: &u8| !byte.is_ascii() || *byte == 0;
        telling = telling.or_else(|| bytes[start..].iter().position(is_telling).map(|_| start));
        if count < HEAD_BYTES {
            return Ok((bytes, true));
        }
        if telling.is_some_and(|at| at < start) || telling == Some(0) {
            return Ok((bytes, false));
        }
        if MAX_HEAD_BYTES <= bytes.len() {
            return Ok((bytes, false));
        }
    }
}

/// Fills `buffer` as far as the input goes.
fn fill(input: &mut impl Read, buffer: &mut [u8]) -> Result<usize, FormatError> {
    let mut count = 0;
    while count < buffer.len() {
        match input.read(&mut buffer[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(count)
}

/// The encoding and the length of its mark.
fn detect(head: &[u8], complete: bool) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(head) {
        return (encoding, length);
    }
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => !complete && error.error_len().is_none(),
    };
    if let Some(encoding) = unmarked_utf16(head, is_utf8) {
        return (encoding, 0);
    }
    if is_utf8 || is_damaged_utf8(head) {
        return (UTF_8, 0);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, complete);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    let is_chinese = guess == GBK || (guess.is_single_byte() && is_common_chinese(head));
    (if is_chinese { GB18030 } else { guess }, 0)
}

/// Long sequences of UTF-8 do not come about by chance: some bytes between them that mean nothing
/// are a fault, to be told, and no reason to read the whole file as something else.
fn is_damaged_utf8(head: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken.saturating_mul(4) < sound
}

/// Most characters are pairs of the first plane of GB 2312, the thousands that are common. Letters
/// of European encodings do not form such pairs. Corrects the detector on rare four-byte characters,
/// and on a few broken ones, which are a fault to be told.
fn is_common_chinese(head: &[u8]) -> bool {
    let (mut common, mut others, mut start, mut at) = (0_usize, 0_usize, 0, 0);
    while let Some([first, second]) = head.get(at..at + 2) {
        start = at;
        match (first, second) {
            (0..=0x7f, _) => at += 1,
            (_, 0x30..=0x39) => at += 4,
            (0xb0..=0xd7, 0xa1..=0xfe) => {
                common += 1;
                at += 2;
            }
            _ => {
                others += 1;
                at += 2;
            }
        }
    }
    let whole = if at <= head.len() { at } else { start };
    let (text, _) = GB18030.decode_without_bom_handling(&head[..whole]);
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    others < common && broken.saturating_mul(4) < common
}

/// UTF-16 shows by ASCII characters that have a NUL on the same side of each. Text that is valid
/// UTF-8 must show it all over, since a stray NUL is a fault and not an encoding.
fn unmarked_utf16(head: &[u8], is_utf8: bool) -> Option<&'static Encoding> {
    let is_plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let (pairs, _) = head.as_chunks::<2>();
    let little = pairs.iter().filter(|[low, high]| is_plain(*low) && *high == 0).count();
    let big = pairs.iter().filter(|[high, low]| is_plain(*low) && *high == 0).count();
    let share = if is_utf8 { 2 } else { 20 };
    let shows = |this: usize, other: usize| {
        0 < this && pairs.len() <= this.saturating_mul(share) && other.saturating_mul(4) < this
    };
    match () {
        () if shows(little, big) => Some(UTF_16LE),
        () if shows(big, little) => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "客户名称,联系人,手机\n苏州恒达机械有限公司,张三,13812345678\n𠮷田商贸,李四,010-88886666\n";

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let mut decoder = Decoder::open(bytes, None).unwrap();
        let mut text = String::new();
        while decoder.next(&mut text).unwrap() != Piece::End {}
        (text, decoder.encoding())
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_is_found() {
        let gb = GB18030.encode(TEXT).0.into_owned();
        let le = utf16(TEXT, u16::to_le_bytes);
        let be = utf16(TEXT, u16::to_be_bytes);
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let cases = [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (marked(b"\xEF\xBB\xBF", TEXT.as_bytes()), "UTF-8"),
            (gb, "gb18030"),
            (marked(b"\xFF\xFE", &le), "UTF-16LE"),
            (marked(b"\xFE\xFF", &be), "UTF-16BE"),
            (le, "UTF-16LE"),
            (be, "UTF-16BE"),
        ];
        for (bytes, name) in cases {
            assert_eq!(decoded(&bytes), (TEXT.to_owned(), name));
        }
    }

    #[test]
    fn short_gbk_is_not_taken_for_something_else() {
        for text in
            ["客户名称,电话\n王五,138\n", "姓名\n李四\n", "名称,备注\n好日子商行,老客户介绍\n"]
        {
            assert_eq!(decoded(&GB18030.encode(text).0), (text.to_owned(), "gb18030"));
        }
    }

    #[test]
    fn a_broken_byte_does_not_make_a_file_something_else() {
        let at = TEXT.find("张三").unwrap();
        let broken = [&TEXT.as_bytes()[..at], &TEXT.as_bytes()[at + 1..]].concat();
        let decoder = Decoder::open(&broken[..], None).unwrap();
        assert_eq!(decoder.encoding(), "UTF-8");
        let broken = [&GB18030.encode(TEXT).0[..], b"\xFF\xFF\n"].concat();
        assert_eq!(Decoder::open(&broken[..], None).unwrap().encoding(), "gb18030");
    }

    #[test]
    fn european_text_is_not_taken_for_chinese() {
        let text = "name,city\nMüller,München\nJosé Núñez,Málaga\nFrançois,Orléans\n";
        assert_eq!(decoded(&encoding_rs::WINDOWS_1252.encode(text).0).0, text);
        let text = "имя,город\nИванов,Москва\nПетров,Казань\n";
        assert_eq!(decoded(&encoding_rs::WINDOWS_1251.encode(text).0).0, text);
    }

    #[test]
    fn ascii_before_the_first_telling_byte_does_not_decide() {
        let mut bytes = b"name,phone\n".repeat(20_000);
        bytes.extend_from_slice(&GB18030.encode("苏州恒达机械有限公司,13812345678\n").0);
        let (text, name) = decoded(&bytes);
        assert_eq!(name, "gb18030");
        assert!(text.ends_with("苏州恒达机械有限公司,13812345678\n"));
    }

    #[test]
    fn characters_across_blocks_stay_whole() {
        let text = format!("a{}", "恒达𠮷".repeat(40_000));
        assert!(decoded(text.as_bytes()).0 == text);
        assert!(decoded(&GB18030.encode(&text).0).0 == text);
    }

    #[test]
    fn bytes_without_meaning_are_told() {
        let mut decoder = Decoder::open(&b"a,\xE5\xAE\xA2\n\xFF\xFF,b"[..], Some("utf-8")).unwrap();
        let mut text = String::new();
        assert_eq!(decoder.next(&mut text).unwrap(), Piece::Bad);
        assert_eq!(text, "a,客\n");
        assert!(matches!(
            Decoder::open(&b""[..], Some("klingon")),
            Err(FormatError::UnknownEncoding { .. })
        ));
    }

    #[test]
    fn a_stray_nul_is_no_encoding() {
        assert_eq!(decoded(b"a,\0b\nccc,ddd\n").1, "UTF-8");
    }
}
