//! Fold text so that what people mean to be the same compares as the same.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::IsNormalized;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::is_nfkc_quick;

/// Pairs of a traditional character and its simplified form, one pair a line.
const TRADITIONAL: &str = include_str!("data/t2s.txt");

/// The one spelling under which `text` is searched and compared: compatibility forms unified
/// (full-width letters, ligatures), lower case, simplified characters, round brackets for the
/// bracket styles of company names, one blank for any white space, none at the ends, and no
/// characters that cannot be seen.
pub fn fold(text: &str) -> String {
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => gather(text.chars(), text.len()),
        IsNormalized::No | IsNormalized::Maybe => gather(text.nfkc(), text.len()),
    }
}

fn gather(chars: impl Iterator<Item = char>, size: usize) -> String {
    let mut out = String::with_capacity(size);
    let mut blank = false;
    for c in chars {
        if c.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if is_unseen(c) {
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        if c.is_ascii() {
            out.push(bracket(c.to_ascii_lowercase()));
            continue;
        }
        c.to_lowercase().for_each(|c| out.push(simplified(bracket(c))));
    }
    out
}

/// Controls, zero-width and bidirectional marks, variation selectors: present in pasted text,
/// never meant.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e01ef}'
        )
}

fn bracket(c: char) -> char {
    match c {
        '【' | '〔' | '〖' | '[' | '{' => '(',
        '】' | '〕' | '〗' | ']' | '}' => ')',
        c => c,
    }
}

fn simplified(c: char) -> char {
    match u16::try_from(u32::from(c)) {
        Ok(unit) => FORMS.common[usize::from(unit)],
        Err(_) => FORMS.rare.get(&c).copied().unwrap_or(c),
    }
}

/// The table of forms: flat where nearly all text is, since every character passes here.
struct Forms {
    common: Vec<char>,
    rare: HashMap<char, char>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms {
        common: (0..=u32::from(u16::MAX)).map(|n| char::from_u32(n).unwrap_or('\0')).collect(),
        rare: HashMap::new(),
    };
    for line in TRADITIONAL.lines() {
        let mut pair = line.chars();
        let (Some(from), Some(to)) = (pair.next(), pair.next()) else { continue };
        match u16::try_from(u32::from(from)) {
            Ok(unit) => forms.common[usize::from(unit)] = to,
            Err(_) => {
                forms.rare.insert(from, to);
            }
        }
    }
    forms
});

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn spellings_of_one_name_fold_to_one() {
        assert_eq!(fold("華美（上海）科技"), "华美(上海)科技");
        assert_eq!(fold("华美【上海】科技"), fold("华美(上海)科技"));
        assert_eq!(fold("ＨＵＡＭＥＩ　Ｔｅｃｈ"), "huamei tech");
        assert_eq!(fold("  a\u{200b}\u{202e}b \t\n c  "), "ab c");
        assert_eq!(fold("①號店"), "1号店");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["後發髮麼臺灣ＴＣＬ", "Ａ　（股）", "ﬁ ½ ㍿", "曾國藩 仇英"]
        {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
