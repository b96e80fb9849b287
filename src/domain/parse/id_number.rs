//! Identity numbers: of residents (GB 11643) and of organisations (GB 32100).

use crate::domain::field::Fault;
use crate::domain::parse::day;
use crate::domain::parse::text;
use crate::domain::value::Day;

const RESIDENT_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const RESIDENT_CHECKS: &[u8; 11] = b"10X98765432";

/// The letters I, O, S, V and Z are left out, since they look like digits or one another.
const CREDIT_DIGITS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Eighteen upper-case characters; a resident's number of fifteen digits is made one of eighteen.
/// Reasons: `id_length {actual}`, `id_characters`, `id_checksum`, `id_date`.
pub fn parse(input: &str, today: Day) -> Result<String, Fault> {
    let number: String =
        text::plain(input)?.to_uppercase().chars().filter(|c| !" -".contains(*c)).collect();
    if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Fault::new("", "id_characters"));
    }
    match number.len() {
        15 if number.bytes().all(|byte| byte.is_ascii_digit()) => upgrade(&number, today),
        18 => eighteen(number, today),
        actual => Err(Fault::new("", "id_length").with("actual", actual)),
    }
}

/// The first and the last character.
pub fn mask(stored: &str) -> String {
    let inner = stored.chars().count().saturating_sub(2);
    let stars = std::iter::repeat_n('*', inner.max(3));
    stored.chars().take(1).chain(stars).chain(stored.chars().last()).collect()
}

fn upgrade(fifteen: &str, today: Day) -> Result<String, Fault> {
    let body = format!("{}19{}", &fifteen[..6], &fifteen[6..]);
    let check = resident_check(&body).ok_or_else(|| Fault::new("", "id_characters"))?;
    resident(format!("{body}{check}"), today)
}

fn eighteen(number: String, today: Day) -> Result<String, Fault> {
    let looks_resident = number[..17].bytes().all(|byte| byte.is_ascii_digit());
    let fault = match looks_resident {
        true => match resident(number.clone(), today) {
            Ok(resident) => return Ok(resident),
            Err(fault) => fault,
        },
        false => Fault::new("", "id_checksum"),
    };
    match credit_check(&number[..17]) {
        Some(check) if number.ends_with(check) => Ok(number),
        Some(_) => Err(fault),
        None => Err(Fault::new("", "id_characters")),
    }
}

fn resident(number: String, today: Day) -> Result<String, Fault> {
    if !resident_check(&number[..17]).is_some_and(|check| number.ends_with(check)) {
        return Err(Fault::new("", "id_checksum"));
    }
    let part = |from: usize, to: usize| number[from..to].parse::<u32>().unwrap_or(0);
    let born = day::from_ymd(part(6, 10) as i32, part(10, 12), part(12, 14));
    match born.is_some_and(|born| born <= today) && !number.starts_with(['0', '9']) {
        true => Ok(number),
        false => Err(Fault::new("", "id_date")),
    }
}

fn resident_check(body: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in body.chars().zip(RESIDENT_WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    Some(char::from(RESIDENT_CHECKS[(sum % 11) as usize]))
}

fn credit_check(body: &str) -> Option<char> {
    let mut sum = 0;
    for (byte, weight) in body.bytes().zip(CREDIT_WEIGHTS) {
        let value = CREDIT_DIGITS.iter().position(|digit| *digit == byte)?;
        sum += u32::try_from(value).ok()? * weight;
    }
    Some(char::from(CREDIT_DIGITS[((31 - sum % 31) % 31) as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: Day = Day(20_778);

    fn check(input: &str, expect: Result<&str, &str>) {
        let got = parse(input, TODAY).map_err(|fault| fault.reason);
        assert_eq!(got.as_deref().map_err(|reason| *reason), expect, "{input:?}");
    }

    #[test]
    fn numbers() {
        check("11010519491231002X", Ok("11010519491231002X"));
        check("11010519491231002x", Ok("11010519491231002X"));
        check("110105 19491231 002X", Ok("11010519491231002X"));
        check("110105491231002", Ok("11010519491231002X"));
        check("110105194912310021", Err("id_checksum"));
        check("91350100M000100Y43", Ok("91350100M000100Y43"));
        check("91350100M000100Y44", Err("id_checksum"));
        check("91350100I000100Y43", Err("id_characters"));
        check("110105", Err("id_length"));
        check("身份证", Err("id_characters"));
        check("110105491331002", Err("id_date"));
    }

    #[test]
    fn only_the_ends_show() {
        assert_eq!(mask("11010519491231002X"), "1****************X");
        assert_eq!(mask(""), "***");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in any::<String>(), near in "[0-9]{15}|[0-9A-Z]{18}") {
            let _ = parse(&text, TODAY);
            if let Ok(stored) = parse(&near, TODAY) {
                prop_assert_eq!(parse(&stored, TODAY).unwrap(), stored);
            }
        }
    }
}
