//! Which character separates the cells of a text table.

const CANDIDATES: [char; 5] = [',', ';', '\t', '|', '，'];

/// Lines that are looked at.
const LINES: usize = 30;

/// The candidate that stands equally often in most lines, outside quotation marks; a comma when
/// there is one column.
pub fn guess(text: &str) -> char {
    let lines = counts(text);
    let score = |which: usize| {
        let first = lines.first().map_or(0, |line| line[which]);
        let alike = lines.iter().filter(|line| line[which] == first).count();
        if first == 0 { (0, 0) } else { (alike, first) }
    };
    let best = (0..CANDIDATES.len()).rev().max_by_key(|which| score(*which));
    best.filter(|which| 0 < score(*which).0).map_or(',', |which| CANDIDATES[which])
}

/// The separator that the first line names as spreadsheets do, `sep=;`, and the length of the line.
pub fn named(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix("sep=")?;
    let separator = rest.chars().next()?;
    let after = &rest[separator.len_utf8()..];
    let end = ["\r\n", "\n", "\r"].into_iter().find(|end| after.starts_with(end))?;
    Some((separator, text.len() - after.len() + end.len()))
}

/// How often each candidate stands in each line. A quotation mark opens only where a cell begins.
fn counts(text: &str) -> Vec<[usize; CANDIDATES.len()]> {
    let mut lines = Vec::new();
    let mut line = [0; CANDIDATES.len()];
    let mut is_filled = false;
    let mut is_quoted = false;
    let mut at_start = true;
    for c in text.chars() {
        match c {
            '"' if is_quoted => is_quoted = false,
            '"' if at_start => is_quoted = true,
            '\n' | '\r' if !is_quoted => {
                if is_filled {
                    lines.push(line);
                }
                if LINES <= lines.len() {
                    return lines;
                }
                line = [0; CANDIDATES.len()];
                is_filled = false;
                at_start = true;
                continue;
            }
            _ => {}
        }
        let which = CANDIDATES.iter().position(|candidate| *candidate == c);
        if let Some(which) = which.filter(|_| !is_quoted) {
            line[which] += 1;
        }
        at_start = which.is_some() && !is_quoted;
        is_filled = true;
    }
    if is_filled {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found() {
        let cases = [
            ("", ','),
            ("名称\n甲\n", ','),
            ("a,b\n1,2\n", ','),
            ("a;b;c\n1,5;2;3\n", ';'),
            ("a\tb\n1,2\t3\n", '\t'),
            ("a|b\r\n1|2\r\n", '|'),
            ("名称，电话\n甲，1\n", '，'),
            ("名称,备注\n甲,\"一；二;三\n四;\"\n乙,五;六;七\n", ','),
            ("name,tags\nA,\"x|y|z\"\nB,x|y\n", ','),
            ("size,note\n5\",a\n6\",b\n", ','),
        ];
        for (text, separator) in cases {
            assert_eq!(guess(text), separator, "{text:?}");
        }
    }

    #[test]
    fn a_first_line_may_name_it() {
        assert_eq!(named("sep=;\r\na;b"), Some((';', 7)));
        assert_eq!(named("sep=|\na"), Some(('|', 6)));
        assert_eq!(named("sep=;x"), None);
        assert_eq!(named("separate,b\n"), None);
    }
}
