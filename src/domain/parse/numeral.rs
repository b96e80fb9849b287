//! Numbers as people write them: signs, separators, 万 and 亿; exact, never a float.

use crate::domain::field::Fault;
use crate::domain::parse::text;

/// Digits before and after the point: with a unit of 万亿 all of it still fits 128 bits.
const MAX_WHOLE_DIGITS: usize = 20;
const MAX_FRACTION_DIGITS: usize = 12;

/// Units and how many zeros they stand for; those that end with another one come first.
const UNITS: [(&str, u32); 9] = [
    ("万亿", 12),
    ("亿", 8),
    ("千万", 7),
    ("百万", 6),
    ("万", 4),
    ("w", 4),
    ("千", 3),
    ("k", 3),
    ("百", 2),
];

const CURRENCY_BEFORE: [&str; 4] = ["¥", "rmb", "cny", "人民币"];
const CURRENCY_AFTER: [&str; 7] = ["元整", "元", "圆", "块", "rmb", "cny", "人民币"];

/// `digits` × 10^`exponent`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Numeral {
    digits: i128,
    exponent: i32,
}

impl Numeral {
    /// Reasons: `number_format`, `number_range`.
    pub(super) fn read(input: &str, allows_currency: bool) -> Result<Numeral, Fault> {
        let plain = text::plain(input)?.to_lowercase().replace(' ', "");
        let (negative, body) = sign(&plain, allows_currency);
        let body = if allows_currency { strip_after(body) } else { body };
        let unit = UNITS.iter().find(|(unit, _)| body.ends_with(unit));
        let (body, zeros) =
            unit.map_or((body, 0), |(unit, zeros)| (&body[..body.len() - unit.len()], *zeros));
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        let whole = ungrouped(whole).ok_or_else(|| Fault::new("", "number_format"))?;
        let whole = whole.trim_start_matches('0');
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let has_digit = body.bytes().any(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) || !has_digit {
            return Err(Fault::new("", "number_format"));
        }
        let fraction = fraction.trim_end_matches('0');
        if MAX_WHOLE_DIGITS < whole.len() || MAX_FRACTION_DIGITS < fraction.len() {
            return Err(Fault::new("", "number_range"));
        }
        let digits = format!("0{whole}{fraction}");
        let digits: i128 = digits.parse().map_err(|_| Fault::new("", "number_format"))?;
        let exponent = i32::try_from(zeros).unwrap_or(0) - fraction.len() as i32;
        Ok(Numeral { digits: if negative { -digits } else { digits }, exponent })
    }

    /// In units of 10^-`places`. Reasons: `too_many_decimals {limit}`, `number_range`.
    pub(super) fn scaled(self, places: u32) -> Result<i64, Fault> {
        let range = || Fault::new("", "number_range");
        let shift = self.exponent + places as i32;
        let factor = 10_i128.checked_pow(shift.unsigned_abs()).ok_or_else(range)?;
        let exact = match shift < 0 {
            true if self.digits % factor != 0 => {
                return Err(Fault::new("", "too_many_decimals").with("limit", places));
            }
            true => self.digits / factor,
            false => self.digits.checked_mul(factor).ok_or_else(range)?,
        };
        i64::try_from(exact).map_err(|_| range())
    }
}

/// A scaled number with `places` decimals, at least `shown` of them written.
pub(super) fn show(scaled: i64, places: usize, shown: usize) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", scaled.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let kept = fraction.trim_end_matches('0').len().max(shown);
    match kept {
        0 => format!("{sign}{whole}"),
        kept => format!("{sign}{whole}.{}", &fraction[..kept]),
    }
}

/// Signs and currency marks may stand in either order; brackets are a bookkeeper's minus.
fn sign(text: &str, allows_currency: bool) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        return (true, sign(inner, allows_currency).1);
    }
    let mut rest = text;
    let mut negative = false;
    if let Some(after) = rest.strip_prefix('-') {
        (negative, rest) = (true, after);
    } else if let Some(after) = rest.strip_prefix('+') {
        rest = after;
    }
    let mark = CURRENCY_BEFORE.iter().find_map(|mark| rest.strip_prefix(mark));
    if let Some(after) = mark.filter(|_| allows_currency) {
        rest = after;
        if let Some(after) = rest.strip_prefix('-').filter(|_| !negative) {
            (negative, rest) = (true, after);
        }
    }
    (negative, rest)
}

fn strip_after(text: &str) -> &str {
    CURRENCY_AFTER.iter().find_map(|mark| text.strip_suffix(mark)).unwrap_or(text)
}

/// Thousands separators gone; `None` where they do not stand between groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split([',', '\'']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if rest.is_empty() {
        return Some(first.to_owned());
    }
    let fits = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    fits.then(|| format!("{first}{}", rest.concat()))
}
