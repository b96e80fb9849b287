//! What a certificate says: for which names it holds, from when and until when.

use chrono::NaiveDate;
use std::net::IpAddr;

/// Times in seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Host names and addresses.
    pub names: Vec<String>,
    pub from: u64,
    pub until: u64,
}

const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const OCTETS: u8 = 0x04;
const VERSION: u8 = 0xA0;
const EXTENSIONS: u8 = 0xA3;
const HOST: u8 = 0x82;
const ADDRESS: u8 = 0x87;

/// 2.5.29.17, subject alternative name, as it is written.
const NAMES: [u8; 5] = [0x06, 0x03, 0x55, 0x1D, 0x11];

/// Reads a certificate in DER; `None` where it is none. Nothing is verified.
pub fn facts(certificate: &[u8]) -> Option<Facts> {
    let mut whole = Der(certificate).expect(SEQUENCE)?;
    let mut body = whole.expect(SEQUENCE)?;
    if body.peek()? == VERSION {
        body.item()?;
    }
    // Serial number, algorithm, issuer.
    for _ in 0..3 {
        body.item()?;
    }
    let mut validity = body.expect(SEQUENCE)?;
    let (from, until) = (time(validity.item()?)?, time(validity.item()?)?);
    let mut names = Vec::new();
    while let Some((tag, inner)) = body.item() {
        if tag == EXTENSIONS {
            names = alternative_names(inner).unwrap_or_default();
        }
    }
    Some(Facts { names, from, until })
}

fn alternative_names(extensions: &[u8]) -> Option<Vec<String>> {
    let mut all = Der(extensions).expect(SEQUENCE)?;
    while let Some((_, extension)) = all.item() {
        let Some(rest) = extension.strip_prefix(&NAMES) else { continue };
        let mut rest = Der(rest);
        let mut content = rest.item()?;
        // It may be marked critical.
        if content.0 != OCTETS {
            content = rest.item()?;
        }
        let mut list = Der(content.1).expect(SEQUENCE)?;
        let mut names = Vec::new();
        while let Some((tag, name)) = list.item() {
            names.extend(match tag {
                HOST => std::str::from_utf8(name).ok().map(str::to_owned),
                ADDRESS => address(name).map(|address| address.to_string()),
                _ => None,
            });
        }
        return Some(names);
    }
    None
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`; what lies before 1970 counts as 1970.
fn time((tag, text): (u8, &[u8])) -> Option<u64> {
    let digits = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (year, rest) = match tag {
        UTC_TIME => {
            let (year, rest) = digits.split_at_checked(2)?;
            let year: i32 = year.parse().ok()?;
            // RFC 5280: 50 to 99 belong to the last century.
            (if year < 50 { 2_000 + year } else { 1_900 + year }, rest)
        }
        GENERALIZED_TIME => {
            let (year, rest) = digits.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(year, part(0)?, part(2)?)?;
    let moment = day.and_hms_opt(part(4)?, part(6)?, part(8)?)?;
    Some(u64::try_from(moment.and_utc().timestamp()).unwrap_or(0))
}

/// The items of a piece of DER, one after the other.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// Tag and content.
    fn item(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let mut length = usize::from(first);
        if 0x80 <= first {
            let bytes = usize::from(first & 0x7F);
            // A certificate is far shorter than three bytes can say.
            if 3 < bytes {
                return None;
            }
            let (long, after) = rest.split_at_checked(bytes)?;
            length = long.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            rest = after;
        }
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some((tag, content))
    }

    fn expect(&mut self, wanted: u8) -> Option<Der<'a>> {
        let (tag, content) = self.item()?;
        (tag == wanted).then_some(Der(content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_time_are_read() {
        let read = |tag, text: &str| time((tag, text.as_bytes()));
        assert_eq!(read(UTC_TIME, "261122000000Z"), Some(1_795_305_600));
        assert_eq!(read(GENERALIZED_TIME, "20261122000000Z"), Some(1_795_305_600));
        assert_eq!(read(UTC_TIME, "690101000000Z"), Some(0));
        assert_eq!(read(UTC_TIME, "261322000000Z"), None);
        assert_eq!(read(SEQUENCE, "261122000000Z"), None);
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        for bytes in [&b""[..], b"0", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x30\x01\x02", b"x509"]
        {
            assert_eq!(facts(bytes), None);
        }
    }
}
