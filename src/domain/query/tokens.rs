//! The words and marks of a filter, with their positions.

use crate::domain::query::BadFilter;

/// One piece of the text, and where it begins in characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub at: usize,
    pub piece: Piece,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Without quotes: a keyword, a field, a number, a period, the code of an option.
    Word(String),
    /// In quotes, escapes undone.
    Text(String),
    Compare(Compare),
    Open,
    Close,
    Comma,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Compare {
    pub fn sign(self) -> &'static str {
        match self {
            Compare::Equal => "=",
            Compare::Unequal => "!=",
            Compare::Less => "<",
            Compare::AtMost => "<=",
            Compare::More => ">",
            Compare::AtLeast => ">=",
        }
    }
}

impl Piece {
    /// How the piece is named in an error.
    pub fn written(&self) -> String {
        match self {
            Piece::Word(word) => word.clone(),
            Piece::Text(text) => format!("\"{text}\""),
            Piece::Compare(compare) => compare.sign().to_owned(),
            Piece::Open => "(".to_owned(),
            Piece::Close => ")".to_owned(),
            Piece::Comma => ",".to_owned(),
        }
    }
}

/// Reasons: `unclosed_quote`, `unexpected {found}`.
pub fn tokens(text: &str) -> Result<Vec<Token>, BadFilter> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let (piece, length) = match c {
            '"' | '\'' | '“' | '”' => {
                quoted(&chars[at..]).ok_or_else(|| BadFilter::new(at, "unclosed_quote"))?
            }
            _ => match mark(c, chars.get(at + 1).copied()) {
                Some(found) => found,
                None => word(&chars[at..]),
            },
        };
        if length == 0 {
            let bad = BadFilter::new(at, "unexpected").with("expected", "!=");
            return Err(bad.with("found", c));
        }
        found.push(Token { at, piece });
        at += length;
    }
    Ok(found)
}

fn mark(c: char, next: Option<char>) -> Option<(Piece, usize)> {
    Some(match (c, next) {
        ('(' | '（', _) => (Piece::Open, 1),
        (')' | '）', _) => (Piece::Close, 1),
        (',' | '，', _) => (Piece::Comma, 1),
        ('!' | '！', Some('=' | '＝')) => (Piece::Compare(Compare::Unequal), 2),
        ('<', Some('>')) => (Piece::Compare(Compare::Unequal), 2),
        ('<' | '＜', Some('=' | '＝')) => (Piece::Compare(Compare::AtMost), 2),
        ('>' | '＞', Some('=' | '＝')) => (Piece::Compare(Compare::AtLeast), 2),
        ('=' | '＝', Some('=' | '＝')) => (Piece::Compare(Compare::Equal), 2),
        ('=' | '＝', _) => (Piece::Compare(Compare::Equal), 1),
        ('<' | '＜', _) => (Piece::Compare(Compare::Less), 1),
        ('>' | '＞', _) => (Piece::Compare(Compare::More), 1),
        ('≤', _) => (Piece::Compare(Compare::AtMost), 1),
        ('≥', _) => (Piece::Compare(Compare::AtLeast), 1),
        ('≠', _) => (Piece::Compare(Compare::Unequal), 1),
        _ => return None,
    })
}

/// A text in any pair of quotes; a backslash keeps the next character as it is.
fn quoted(chars: &[char]) -> Option<(Piece, usize)> {
    let closes = |c: char| match chars[0] {
        '“' | '”' => c == '“' || c == '”',
        quote => c == quote,
    };
    let mut text = String::new();
    let mut at = 1;
    loop {
        match *chars.get(at)? {
            '\\' => {
                text.push(*chars.get(at + 1)?);
                at += 2;
            }
            c if closes(c) => return Some((Piece::Text(text), at + 1)),
            c => {
                text.push(c);
                at += 1;
            }
        }
    }
}

fn word(chars: &[char]) -> (Piece, usize) {
    let ends = |c: &char| c.is_whitespace() || "()（）,，=＝<＜>＞≤≥≠!！\"'“”".contains(*c);
    let length = chars.iter().position(ends).unwrap_or(chars.len());
    (Piece::Word(chars[..length].iter().collect()), length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: Result<&str, (usize, &str)>) {
        let got = tokens(text).map_err(|bad| (bad.at, bad.reason)).map(|tokens| {
            let written =
                tokens.iter().map(|token| format!("{}:{}", token.at, token.piece.written()));
            written.collect::<Vec<_>>().join(" ")
        });
        assert_eq!(got.as_deref().map_err(|bad| *bad), expect, "{text}");
    }

    #[test]
    fn pieces() {
        check("a>=1 and(b)", Ok("0:a 1:>= 3:1 5:and 8:( 9:b 10:)"));
        check("行业 ＝ “制造业”", Ok("0:行业 3:= 5:\"制造业\""));
        check(r#"a="x\"y\\""#, Ok(r#"0:a 1:= 2:"x"y\""#));
        check("a <> 'x'", Ok("0:a 2:!= 5:\"x\""));
        check("a = \"x", Err((4, "unclosed_quote")));
        check("a = \"x\\", Err((4, "unclosed_quote")));
        check("a ! b", Err((2, "unexpected")));
        check("", Ok(""));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = tokens(&text);
        }
    }
}
