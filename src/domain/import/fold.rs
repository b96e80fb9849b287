//! Spellings of one text to one form: width, invisible characters, headings.

/// Zero-width characters, marks of direction, soft hyphens, marks of byte order. The joiner inside
/// emoji is left alone.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

pub fn without_invisible(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).collect()
}

/// Full-width ASCII and spaces to their half-width forms.
pub fn half_width(text: &str) -> String {
    text.chars().map(narrow).collect()
}

/// The same for letters, digits and spaces alone: `（上海）` is how a Chinese name is written.
pub fn half_width_words(text: &str) -> String {
    let narrow_word = |c: char| match narrow(c) {
        n if n.is_ascii_alphanumeric() || n == ' ' => n,
        _ => c,
    };
    text.chars().map(narrow_word).collect()
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(c as u32 - 0xfee0).expect("full-width ASCII lies at a fixed distance")
        }
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    }
}

/// A heading as it is compared: lower case, without spaces, marks, and what stands in brackets.
pub fn heading(text: &str) -> String {
    let text = half_width(&without_invisible(text)).to_lowercase();
    let outside = without_brackets(&text);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    match letters(&outside) {
        bare if bare.is_empty() => letters(&text),
        bare => bare,
    }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '{' | '【' | '<' | '〔' | '「' => depth += 1,
            ')' | ']' | '}' | '】' | '>' | '〕' | '」' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_bare() {
        for (text, bare) in [
            ("*手机号（必填）", "手机号"),
            (" 联 系 人：", "联系人"),
            ("created_at", "createdat"),
            ("Phone Number*", "phonenumber"),
            ("\u{feff}ＩＤ", "id"),
            ("省/市/区", "省市区"),
            ("【客户】", "客户"),
            ("成交金额(万元)", "成交金额"),
        ] {
            assert_eq!(heading(text), bare);
        }
    }

    #[test]
    fn names_keep_their_brackets() {
        assert_eq!(half_width_words("Ａ１（上海）　有限公司"), "A1（上海） 有限公司");
        assert_eq!(half_width("１３８－（ａ＠ｂ）"), "138-(a@b)");
    }
}
