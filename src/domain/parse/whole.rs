//! Whole numbers.

use crate::domain::field::Fault;
use crate::domain::parse::numeral::Numeral;

/// The largest number: exact in a JSON number.
pub const MAX: i64 = 9_000_000_000_000_000;

/// `1,234`, `3.0`, `2万`. Reasons: `number_format`, `number_range {limit}`, `too_many_decimals {limit}`.
pub fn parse(input: &str) -> Result<i64, Fault> {
    let number = any_size(input)?;
    match number.unsigned_abs() <= MAX.unsigned_abs() {
        true => Ok(number),
        false => Err(Fault::new("", "number_range").with("limit", MAX)),
    }
}

/// As [`parse`], of any size: for comparing with.
pub fn any_size(input: &str) -> Result<i64, Fault> {
    Numeral::read(input, false)?.scaled(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expect: Result<i64, &str>) {
        assert_eq!(parse(input).map_err(|fault| fault.reason), expect, "{input:?}");
    }

    #[test]
    fn numbers() {
        check("1,234", Ok(1234));
        check("3.0", Ok(3));
        check("-7", Ok(-7));
        check("2万", Ok(20_000));
        check("１２", Ok(12));
        check("2.5", Err("too_many_decimals"));
        check("9000000000000001", Err("number_range"));
        check("九", Err("number_format"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>(), number in any::<i64>()) {
            let _ = parse(&text);
            prop_assert_eq!(any_size(&number.to_string()).unwrap(), number);
        }
    }
}
