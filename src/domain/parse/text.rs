//! Free text: what is kept of it, and the plain form that the other shapes are read from.

use crate::domain::field::Fault;

/// One line: invisible characters gone, runs of white space made one space, no space at the ends.
pub fn line(text: &str) -> Result<String, Fault> {
    let visible = visible(text)?;
    let mut line = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Ok(line)
}

/// Several lines: as [`line()`], but line breaks and inner spacing stay.
pub fn lines(text: &str) -> Result<String, Fault> {
    let visible =
        visible(text)?.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let trimmed: Vec<&str> = visible.lines().map(str::trim_end).collect();
    Ok(trimmed.join("\n").trim().to_owned())
}

/// The form that numbers, dates and addresses are read from: one line, full-width Latin letters,
/// digits and marks made half-width, every kind of dash made `-`.
pub fn plain(text: &str) -> Result<String, Fault> {
    Ok(line(text)?.chars().map(half_width).collect())
}

/// At most `limit` characters; 0 for no limit.
pub fn within(text: &str, limit: u32) -> Result<(), Fault> {
    let actual = text.chars().count();
    match limit != 0 && (limit as usize) < actual {
        true => Err(Fault::new("", "too_long").with("limit", limit).with("actual", actual)),
        false => Ok(()),
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{ffe5}' => '¥',
        other => other,
    }
}

fn visible(text: &str) -> Result<String, Fault> {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        if is_impossible(c) {
            let found = format!("U+{:04X}", u32::from(c));
            return Err(Fault::new("", "bad_character").with("found", found));
        }
        if c == '\u{200d}' {
            // It joins emoji into one picture; anywhere else it only hides.
            if kept.chars().next_back().is_some_and(is_symbol) {
                kept.push(c);
            }
        } else if !is_invisible(c) {
            kept.push(c);
        }
    }
    Ok(kept)
}

/// No text holds these: they say that something else was read as text.
fn is_impossible(c: char) -> bool {
    let code = u32::from(c);
    c == '\0' || code & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

fn is_symbol(c: char) -> bool {
    '\u{2000}' <= c && !c.is_alphanumeric() && !c.is_whitespace() && c != '\u{200d}'
}

/// Control, zero-width and direction characters: they change how text looks, never what it says.
fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        '\u{ad}' | '\u{180e}' | '\u{feff}' => true,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, one_line: &str, several: &str) {
        assert_eq!(line(input).unwrap(), one_line, "line of {input:?}");
        assert_eq!(lines(input).unwrap(), several, "lines of {input:?}");
    }

    #[test]
    fn what_is_kept_of_text() {
        check("  华美　科技  ", "华美 科技", "华美　科技");
        check("a\r\nb\rc  \n\n", "a b c", "a\nb\nc");
        check("\u{feff}张\u{200b}三\u{202e}", "张三", "张三");
        check(
            "👨\u{200d}👩\u{200d}👧 张\u{200d}三",
            "👨\u{200d}👩\u{200d}👧 张三",
            "👨\u{200d}👩\u{200d}👧 张三",
        );
        check("\u{7}铃\u{85}", "铃", "铃");
        check("", "", "");
        assert_eq!(line("a\0b").unwrap_err().reason, "bad_character");
        assert_eq!(line("\u{fffe}").unwrap_err().args, [("found", "U+FFFE".to_owned())]);
    }

    #[test]
    fn plain_is_half_width() {
        assert_eq!(plain("１３８－１２３４　５６７８").unwrap(), "138-1234 5678");
        assert_eq!(plain("ｚｈａｎｇ＠ｑｑ．ｃｏｍ").unwrap(), "zhang@qq.com");
        assert_eq!(plain("￥１，２００").unwrap(), "¥1,200");
    }

    #[test]
    fn length_counts_characters() {
        assert!(within("张三", 2).is_ok());
        assert!(within("张三", 0).is_ok());
        let fault = within("张三丰", 2).unwrap_err();
        assert_eq!(fault.args, [("limit", "2".to_owned()), ("actual", "3".to_owned())]);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            if let Ok(once) = line(&text) {
                prop_assert_eq!(line(&once).unwrap(), once);
            }
            if let Ok(once) = lines(&text) {
                prop_assert_eq!(lines(&once).unwrap(), once);
            }
        }
    }
}
