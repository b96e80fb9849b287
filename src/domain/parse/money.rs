//! Amounts of money in yuan, exact to the fen.

use crate::domain::field::Fault;
use crate::domain::parse::numeral;
use crate::domain::parse::numeral::Numeral;
use crate::domain::value::Money;

/// Ninety trillion yuan: every amount and most sums stay exact in a JSON number of fen.
pub const MAX_FEN: i64 = 9_000_000_000_000_000;

const PLACES: u32 = 2;

/// `5万`, `￥1,200.00`, `1200元`. Reasons: `number_format`, `number_range {limit}`,
/// `too_many_decimals {limit}`, `amount_negative`.
pub fn parse(input: &str) -> Result<Money, Fault> {
    let money = signed(input)?;
    match money {
        Money(fen) if fen < 0 => Err(Fault::new("", "amount_negative")),
        Money(fen) if MAX_FEN < fen => {
            Err(Fault::new("", "number_range").with("limit", show(Money(MAX_FEN))))
        }
        money => Ok(money),
    }
}

/// As [`parse`], of any sign and size: for comparing with.
pub fn signed(input: &str) -> Result<Money, Fault> {
    Ok(Money(Numeral::read(input, true)?.scaled(PLACES)?))
}

/// `1200.00`.
pub fn show(money: Money) -> String {
    numeral::show(money.0, PLACES as usize, PLACES as usize)
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
    fn amounts() {
        check("1200", Ok("1200.00"));
        check("￥1,200.00", Ok("1200.00"));
        check("¥ 1200", Ok("1200.00"));
        check("1200元", Ok("1200.00"));
        check("人民币1200元整", Ok("1200.00"));
        check("１，２００．５", Ok("1200.50"));
        check("5万", Ok("50000.00"));
        check("5万元", Ok("50000.00"));
        check("1.2亿", Ok("120000000.00"));
        check("1.23456万", Ok("12345.60"));
        check("1.2345678万", Err("too_many_decimals"));
        check("3百万", Ok("3000000.00"));
        check("2k", Ok("2000.00"));
        check(".5", Ok("0.50"));
        check("5.", Ok("5.00"));
        check("0", Ok("0.00"));
        check("1.500", Ok("1.50"));
        check("1.005", Err("too_many_decimals"));
        check("-1", Err("amount_negative"));
        check("(1,200.00)", Err("amount_negative"));
        check("-￥5", Err("amount_negative"));
        check("￥-5", Err("amount_negative"));
        check("1e20", Err("number_format"));
        check("100000000000000000000", Err("number_range"));
        check("90000000000000", Ok("90000000000000.00"));
        check("90000000000000.01", Err("number_range"));
        check("1,2000", Err("number_format"));
        check("$5", Err("number_format"));
        check("五万", Err("number_format"));
        check("", Err("number_format"));
        check("万", Err("number_format"));
        check("1.2.3", Err("number_format"));
        check("--1", Err("number_format"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_inverts_showing(
            text in any::<String>(),
            near in "[-(￥]{0,2}[0-9,.]{0,24}[万亿千k元)]{0,3}",
            fen in any::<i64>(),
        ) {
            let _ = parse(&text);
            let _ = parse(&near);
            prop_assert_eq!(signed(&show(Money(fen))).unwrap(), Money(fen));
        }
    }
}
