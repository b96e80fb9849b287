//! Numbers with up to four decimal places.

use crate::domain::field::Fault;
use crate::domain::parse::numeral;
use crate::domain::parse::numeral::Numeral;
use crate::domain::value::Decimal;

/// The largest scaled value: exact in a JSON number.
pub const MAX_SCALED: i64 = 9_000_000_000_000_000;

const PLACES: u32 = 4;

/// Reasons: `number_format`, `number_range {limit}`, `too_many_decimals {limit}`.
pub fn parse(input: &str) -> Result<Decimal, Fault> {
    let number = any_size(input)?;
    match number.0.unsigned_abs() <= MAX_SCALED.unsigned_abs() {
        true => Ok(number),
        false => Err(Fault::new("", "number_range").with("limit", show(Decimal(MAX_SCALED)))),
    }
}

/// As [`parse`], of any size: for comparing with.
pub fn any_size(input: &str) -> Result<Decimal, Fault> {
    Ok(Decimal(Numeral::read(input, false)?.scaled(PLACES)?))
}

/// Without zeros that say nothing: `12.5`, `-3`.
pub fn show(number: Decimal) -> String {
    numeral::show(number.0, PLACES as usize, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expect: Result<&str, &str>) {
        let got = parse(input).map(show).map_err(|fault| fault.reason);
        assert_eq!(got.as_deref().map_err(|reason| *reason), expect, "{input:?}");
    }

    #[test]
    fn numbers() {
        check("12.50", Ok("12.5"));
        check("-0.0001", Ok("-0.0001"));
        check("－３", Ok("-3"));
        check("1.5万", Ok("15000"));
        check("1,234.5", Ok("1234.5"));
        check("0.00001", Err("too_many_decimals"));
        check("900000000001", Err("number_range"));
        check("12元", Err("number_format"));
        check("abc", Err("number_format"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_inverts_showing(text in any::<String>(), scaled in any::<i64>()) {
            let _ = parse(&text);
            prop_assert_eq!(any_size(&show(Decimal(scaled))).unwrap(), Decimal(scaled));
        }
    }
}
