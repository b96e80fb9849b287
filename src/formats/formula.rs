//! Keep a spreadsheet from running the text of a cell as a formula.

use std::borrow::Cow;

/// Characters that make a spreadsheet compute, or that some programs drop before such a one.
const DANGEROUS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The cell with an apostrophe before it where it could run. [`restore`] is the exact inverse.
pub fn neutralise(cell: &str) -> Cow<'_, str> {
    let is_dangerous = cell.trim_start_matches('\'').starts_with(DANGEROUS);
    if is_dangerous && !is_number(cell) && !is_phone(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

pub fn restore(mut cell: String) -> String {
    let is_neutralised =
        cell.starts_with('\'') && cell.trim_start_matches('\'').starts_with(DANGEROUS);
    if is_neutralised {
        cell.remove(0);
    }
    cell
}

/// `-12.50` and the like, and nothing that only looks so: `-2+3`.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(whole) && is_digits(part)
}

fn is_phone(cell: &str) -> bool {
    let digits = cell.strip_prefix('+').unwrap_or(cell);
    (6..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_does_not() {
        for cell in [
            "=1+1",
            "+1-1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            "+",
            "-",
            "+123",
            "-1-1",
            "+8613800138000;ext=1",
            "'=1",
            "''@x",
        ] {
            assert_eq!(neutralise(cell), format!("'{cell}"));
        }
        for cell in ["", "-5", "-12.50", "+8613812345678", "苏州", "a=b", "'tis", "0", " =1"] {
            assert_eq!(neutralise(cell), cell);
        }
    }
}
