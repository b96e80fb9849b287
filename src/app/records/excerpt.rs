//! The part of a text in which what was looked for stands.

use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::fold::fold;
use crate::domain::value::Value;
use std::ops::Range;

/// Characters before the hit, and in all.
const BEFORE: usize = 20;
const LENGTH: usize = 80;

pub struct Excerpt {
    /// Its key.
    pub field: String,
    pub text: String,
}

/// The first text of the record, as this viewer sees it, that holds one of the words. Nothing comes
/// from a field that is hidden or masked: it is not in the view.
pub fn of(fields: &[Field], view: &View, q: &str) -> Option<Excerpt> {
    let words: Vec<String> =
        q.split_whitespace().map(fold).filter(|word| 2 <= word.chars().count()).collect();
    let in_text = |field: &Field| {
        let (_, shown) = view.cells().iter().find(|(tag, _)| *tag == field.tag)?;
        let Shown::Clear(Value::Text(text)) = shown else { return None };
        let at = words.iter().find_map(|word| position(text, word))?;
        Some(Excerpt { field: field.key.clone(), text: around(text, at) })
    };
    fields.iter().filter(|field| field.index == IndexAs::Text).find_map(in_text)
}

/// Where the folded word stands, in characters of the text as it is.
fn position(text: &str, word: &str) -> Option<Range<usize>> {
    // Mostly it stands there as it was typed.
    if let Some(at) = text.find(word) {
        let start = text[..at].chars().count();
        return Some(start..start + word.chars().count());
    }
    let (mut folded, mut from) = (Vec::new(), Vec::new());
    for (at, c) in text.chars().enumerate() {
        let alone = if c.is_whitespace() { " ".to_owned() } else { fold(&String::from(c)) };
        let doubled = alone == " " && matches!(folded.last(), None | Some(' '));
        for c in alone.chars().filter(|_| !doubled) {
            folded.push(c);
            from.push(at);
        }
    }
    let word: Vec<char> = word.chars().collect();
    let at = folded.windows(word.len()).position(|window| window == word)?;
    Some(from[at]..from[at + word.len() - 1] + 1)
}

fn around(text: &str, hit: Range<usize>) -> String {
    let chars: Vec<char> = text.chars().collect();
    let start = match chars.len() <= LENGTH {
        true => 0,
        false => hit.start.saturating_sub(BEFORE).min(chars.len() - LENGTH),
    };
    let end = (start + LENGTH).max(hit.end).min(chars.len());
    let mut part = String::new();
    part.extend((0 < start).then_some('…'));
    part.extend(&chars[start..end]);
    part.extend((end < chars.len()).then_some('…'));
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, word: &str, expect: Option<&str>) {
        let found = position(text, &fold(word)).map(|hit| around(text, hit));
        assert_eq!(found.as_deref(), expect, "{text} {word}");
    }

    #[test]
    fn the_part_around_the_word_is_shown_as_it_was_written() {
        check("已寄ＡＢＣ样品", "abc", Some("已寄ＡＢＣ样品"));
        check("約定付款", "约定", Some("約定付款"));
        check("约  定", "约 定", Some("约  定"));
        check("约定", "付款", None);
        let long = format!("{}付款{}", "前".repeat(100), "后".repeat(100));
        let part = format!("…{}付款{}…", "前".repeat(20), "后".repeat(58));
        check(&long, "付款", Some(&part));
        let end = format!("{}付款", "前".repeat(100));
        check(&end, "付款", Some(&format!("…{}付款", "前".repeat(78))));
        check("", "付款", None);
    }
}
