//! Yes and no, as sheets and forms write them.

use crate::domain::field::Fault;
use crate::domain::parse::text;

const YES: [&str; 15] =
    ["是", "有", "对", "真", "已", "开", "true", "yes", "y", "t", "on", "1", "√", "✓", "✔"];
const NO: [&str; 16] =
    ["否", "无", "不", "错", "假", "未", "关", "false", "no", "n", "f", "off", "0", "×", "✗", "✘"];

/// Reason: `flag_unknown {value}`.
pub fn parse(input: &str) -> Result<bool, Fault> {
    let word = text::plain(input)?.to_lowercase();
    match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(Fault::new("", "flag_unknown").with("value", word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expect: Result<bool, &str>) {
        assert_eq!(parse(input).map_err(|fault| fault.reason), expect, "{input:?}");
    }

    #[test]
    fn words() {
        check(" 是 ", Ok(true));
        check("TRUE", Ok(true));
        check("√", Ok(true));
        check("１", Ok(true));
        check("否", Ok(false));
        check("No", Ok(false));
        check("maybe", Err("flag_unknown"));
        check("", Err("flag_unknown"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
