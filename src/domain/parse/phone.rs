//! Telephone numbers: every common spelling, one stored form.
//!
//! Stored: E.164 and the extension, `+861012345678;ext=123`; service numbers as dialled, `4008001234`,
//! `95588`.

use crate::domain::field::Fault;
use crate::domain::parse::text;

/// What stands before an extension, longest first where one begins another.
const EXTENSION_MARKS: [&str; 9] =
    [";ext=", "分机号", "分机", "转", "extension", "ext.", "ext", "x", "#"];

/// Between two numbers in one text.
const SEPARATORS: [char; 10] = [' ', '/', '、', ';', ',', '|', '和', '或', '&', '\\'];

/// ITU-T E.164 allows 15 digits; the shortest numbers with a country code have about six.
const FOREIGN_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// The stored form. Reasons: `phone_digits {actual}`, `phone_prefix {found}`, `phone_area_code`,
/// `phone_characters {found}`, `phone_extension`, `phone_several`.
pub fn parse(input: &str) -> Result<String, Fault> {
    let plain = text::plain(input)?.to_lowercase();
    let plain = plain.strip_prefix("tel:").unwrap_or(&plain).trim();
    let (main, extension) = split_extension(plain)?;
    if let Some(extension) = extension {
        return Ok(format!("{};ext={extension}", number(main)?));
    }
    if let Some((head, tail)) = dashed_extension(main) {
        return Ok(format!("{head};ext={tail}"));
    }
    let whole = number(main);
    if whole.is_err() && has_several(main) {
        return Err(Fault::new("", "phone_several"));
    }
    whole
}

/// `138****5678`, `010-****5678`, `+14****2671`; service numbers are whole.
pub fn mask(stored: &str) -> String {
    let base = base(stored);
    match Line::of(base) {
        Line::Mobile(national) => format!("{}****{}", &national[..3], tail(national, 4)),
        Line::Landline(area, subscriber) => format!("0{area}-****{}", tail(subscriber, 4)),
        Line::Service => base.to_owned(),
        Line::Foreign(digits) => {
            let shown = if digits.len() < 9 { 2 } else { 4 };
            format!("+{}****{}", &digits[..digits.len().min(2)], tail(digits, shown))
        }
    }
}

/// As people write it: `13812345678`, `010-12345678-123`, `+14155552671`, `95588`.
pub fn show(stored: &str) -> String {
    let base = base(stored);
    let number = match Line::of(base) {
        Line::Mobile(national) => national.to_owned(),
        Line::Landline(area, subscriber) => format!("0{area}-{subscriber}"),
        Line::Service | Line::Foreign(_) => base.to_owned(),
    };
    match stored.split_once(";ext=") {
        Some((_, extension)) => format!("{number}-{extension}"),
        None => number,
    }
}

/// The digits of the national number, without country code and extension: its tails are what one
/// remembers of a number.
pub fn digits(stored: &str) -> &str {
    let base = base(stored);
    base.strip_prefix("+86").or(base.strip_prefix('+')).unwrap_or(base)
}

/// A stored number taken apart; every stored form is ASCII.
enum Line<'a> {
    Mobile(&'a str),
    /// Area code without its 0, subscriber number.
    Landline(&'a str, &'a str),
    Service,
    Foreign(&'a str),
}

impl Line<'_> {
    fn of(base: &str) -> Line<'_> {
        let Some(digits) = base.strip_prefix('+') else { return Line::Service };
        match digits.strip_prefix("86") {
            Some(national) if national.len() == 11 && national.starts_with('1') => {
                Line::Mobile(national)
            }
            Some(national) if 10 <= national.len() => {
                let short_area = national.starts_with("10") || national.starts_with('2');
                let (area, subscriber) = national.split_at(if short_area { 2 } else { 3 });
                Line::Landline(area, subscriber)
            }
            _ => Line::Foreign(digits),
        }
    }
}

fn base(stored: &str) -> &str {
    stored.split(';').next().unwrap_or(stored)
}

fn tail(digits: &str, count: usize) -> &str {
    &digits[digits.len().saturating_sub(count)..]
}

fn split_extension(text: &str) -> Result<(&str, Option<&str>), Fault> {
    let marks = EXTENSION_MARKS.iter().filter_map(|mark| Some((text.find(mark)?, mark.len())));
    let Some((at, length)) = marks.min_by_key(|(at, length)| (*at, usize::MAX - length)) else {
        return Ok((text, None));
    };
    let extension = text[at + length..].trim_matches([' ', ':', '.', '-', '(', ')', '号']);
    let main = text[..at].trim_end_matches([' ', '-', '(', ',', '.']);
    if !extension.chars().all(|c| c.is_ascii_digit()) {
        let found = &text[at..text.ceil_char_boundary(at + 1)];
        return Err(Fault::new("", "phone_characters").with("found", found));
    }
    match (1..=8).contains(&extension.len()) {
        true => Ok((main, Some(extension))),
        false => Err(Fault::new("", "phone_extension")),
    }
}

/// `010-12345678-123`: the last group is an extension when what stands before is a whole number.
fn dashed_extension(main: &str) -> Option<(String, &str)> {
    let (head, tail) = main.rsplit_once('-')?;
    let tail = tail.trim();
    let is_short = (1..=6).contains(&tail.len()) && tail.chars().all(|c| c.is_ascii_digit());
    if !is_short || head.len() < 10 {
        return None;
    }
    let (plus, digits) = digits_of(head).ok()?;
    if plus && !digits.starts_with("86") {
        return None;
    }
    Some((read(plus, &digits).ok()?, tail))
}

fn has_several(main: &str) -> bool {
    let parts = main.split(SEPARATORS).filter(|part| 5 <= part.len());
    2 <= parts.filter(|part| number(part).is_ok()).count()
}

fn number(main: &str) -> Result<String, Fault> {
    let (plus, digits) = digits_of(main)?;
    read(plus, &digits)
}

/// Whether a `+` leads, and the digits, separators gone.
fn digits_of(main: &str) -> Result<(bool, String), Fault> {
    let main = main.trim_start_matches([' ', '(']);
    let main = main.strip_suffix(".0").unwrap_or(main);
    let (plus, rest) = main.strip_prefix('+').map_or((false, main), |rest| (true, rest));
    let mut digits = String::new();
    for c in rest.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' => {}
            other => return Err(Fault::new("", "phone_characters").with("found", other)),
        }
    }
    Ok((plus, digits))
}

fn read(plus: bool, digits: &str) -> Result<String, Fault> {
    let foreign = if plus { Some(digits) } else { digits.strip_prefix("00") };
    if let Some(digits) = foreign {
        if let Some(national) = digits.strip_prefix("86") {
            return mainland(national).or_else(|| with_area(national)).ok_or_else(|| bad(national));
        }
        let fits = FOREIGN_DIGITS.contains(&digits.len()) && !digits.starts_with('0');
        return if fits { Ok(format!("+{digits}")) } else { Err(bad_length(digits)) };
    }
    let with_country = || {
        let national = digits.strip_prefix("86").filter(|rest| 9 <= rest.len())?;
        mainland(national).or_else(|| with_area(national))
    };
    let with_trunk = || mobile(digits.strip_prefix('0')?);
    mainland(digits).or_else(with_country).or_else(with_trunk).ok_or_else(|| bad(digits))
}

fn mainland(digits: &str) -> Option<String> {
    mobile(digits).or_else(|| landline(digits)).or_else(|| service(digits))
}

fn mobile(digits: &str) -> Option<String> {
    let second = digits.as_bytes().get(1)?;
    let fits = digits.len() == 11 && digits.starts_with('1') && (b'3'..=b'9').contains(second);
    fits.then(|| format!("+86{digits}"))
}

/// `01012345678`, `05121234567`, `051212345678`: the 0 is the trunk prefix.
fn landline(digits: &str) -> Option<String> {
    let national = digits.strip_prefix('0')?;
    let fits = match national.as_bytes() {
        [b'1', b'0', ..] | [b'2', ..] => national.len() == 10,
        // No area: 400 and 800 are service numbers, whatever stands before them.
        [b'4' | b'8', b'0', b'0', ..] => false,
        [b'3'..=b'9', ..] => (10..=11).contains(&national.len()),
        _ => false,
    };
    fits.then(|| format!("+86{national}"))
}

/// After a country code the trunk 0 is left out.
fn with_area(national: &str) -> Option<String> {
    landline(&format!("0{national}"))
}

fn service(digits: &str) -> Option<String> {
    let starts = |prefix: &str| digits.starts_with(prefix);
    let fits = match digits.len() {
        10 => starts("400") || starts("800"),
        5..=6 => ["10", "11", "12", "95", "96"].into_iter().any(starts),
        7..=8 => starts("95") || starts("96"),
        3..=4 => starts("1"),
        _ => false,
    };
    fits.then(|| digits.to_owned())
}

/// Why no rule took it: the figures that were found, never the number.
fn bad(digits: &str) -> Fault {
    match digits.len() {
        11 if digits.starts_with('1') => Fault::new("", "phone_prefix").with("found", &digits[..2]),
        7 | 8 => Fault::new("", "phone_area_code"),
        _ => bad_length(digits),
    }
}

fn bad_length(digits: &str) -> Fault {
    Fault::new("", "phone_digits").with("actual", digits.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expect: Result<&str, &str>) {
        let got = parse(input).map_err(|fault| fault.reason);
        assert_eq!(got.as_deref().map_err(|reason| *reason), expect, "{input:?}");
    }

    #[test]
    fn mobiles() {
        for input in [
            "13812345678",
            "138-1234-5678",
            "138 1234 5678",
            "+8613812345678",
            "+86 138-1234-5678",
            "１３８１２３４５６７８",
            "86-13812345678",
            "8613812345678",
            "008613812345678",
            "(+86)13812345678",
            "（＋８６）138.1234.5678",
            "013812345678",
            "13812345678.0",
            "tel:13812345678",
        ] {
            check(input, Ok("+8613812345678"));
        }
        check("1381234567", Err("phone_digits"));
        check("138123456789", Err("phone_digits"));
        check("12812345678", Err("phone_prefix"));
        check("138****5678", Err("phone_characters"));
        check("138xxxx5678", Err("phone_characters"));
        check("zhangsan", Err("phone_characters"));
        check("13812345678/13912345678", Err("phone_several"));
        check("13812345678 010-12345678", Err("phone_several"));
        check("13812345678转12", Ok("+8613812345678;ext=12"));
    }

    #[test]
    fn landlines() {
        check("010-12345678", Ok("+861012345678"));
        check("(010) 1234 5678", Ok("+861012345678"));
        check("+86 10 12345678", Ok("+861012345678"));
        check("+86 (0)10 12345678", Ok("+861012345678"));
        check("86-512-62345678", Ok("+8651262345678"));
        check("0512-6234567", Ok("+865126234567"));
        check("0512-62345678-8001", Ok("+8651262345678;ext=8001"));
        check("010-12345678转123", Ok("+861012345678;ext=123"));
        check("010-12345678 分机：123", Ok("+861012345678;ext=123"));
        check("010-12345678 ext. 123", Ok("+861012345678;ext=123"));
        check("010-12345678x5", Ok("+861012345678;ext=5"));
        check("010-1234-5678", Ok("+861012345678"));
        check("+861012345678;ext=123", Ok("+861012345678;ext=123"));
        check("62345678", Err("phone_area_code"));
        check("010-1234567", Err("phone_digits"));
        check("", Err("phone_digits"));
    }

    #[test]
    fn service_and_foreign_numbers() {
        check("400-800-1234", Ok("4008001234"));
        check("400-800-1234-5", Ok("4008001234;ext=5"));
        check("8008101234", Ok("8008101234"));
        check("95588", Ok("95588"));
        check("10086", Ok("10086"));
        check("12345", Ok("12345"));
        check("+1 (415) 555-2671", Ok("+14155552671"));
        check("00852 2345 6789", Ok("+85223456789"));
        check("+12", Err("phone_digits"));
    }

    #[test]
    fn masked_shown_and_tailed() {
        for (stored, masked, shown, national) in [
            ("+8613812345678", "138****5678", "13812345678", "13812345678"),
            ("+861012345678;ext=123", "010-****5678", "010-12345678-123", "1012345678"),
            ("+865126234567", "0512-****4567", "0512-6234567", "5126234567"),
            ("+14155552671", "+14****2671", "+14155552671", "14155552671"),
            ("+123456", "+12****56", "+123456", "123456"),
            ("95588", "95588", "95588", "95588"),
        ] {
            assert_eq!((mask(stored).as_str(), show(stored).as_str()), (masked, shown));
            assert_eq!(digits(stored), national);
            assert_eq!(parse(&show(stored)).unwrap(), stored);
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in any::<String>(), near in "[+0]?[0-9]{1,14}([-x转][0-9]{1,6})?") {
            let _ = parse(&text);
            if let Ok(stored) = parse(&near) {
                prop_assert_eq!(parse(&stored).unwrap(), stored.clone());
                prop_assert!(!mask(&stored).is_empty() && !show(&stored).is_empty());
            }
        }
    }
}
