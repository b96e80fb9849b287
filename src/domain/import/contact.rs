//! Take apart a cell of contact data: phones, e-mail addresses, and what else stands there.

use crate::domain::import::fold;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    /// Words that are neither: names of people, hints when to call.
    pub rest: Vec<String>,
}

/// The shortest numbers that are dialled: 95588.
const MIN_DIGITS: usize = 5;
/// The shortest number that stands beside another one.
const MIN_PAIR_DIGITS: usize = 7;

/// What people write before a number, without meaning beyond it.
const LABELS: [&str; 16] = [
    "电话",
    "手机",
    "手机号",
    "手机号码",
    "座机",
    "固话",
    "联系电话",
    "联系方式",
    "邮箱",
    "微信",
    "微信同号",
    "同微信",
    "tel",
    "phone",
    "mobile",
    "email",
];

pub fn has_phone(text: &str) -> bool {
    !split(text).phones.is_empty()
}

pub fn split(text: &str) -> Contacts {
    let text = fold::half_width(&fold::without_invisible(text));
    let mut found = Contacts::default();
    for piece in text.split([',', ';', '、', '|', '/', '\\', '\n', '\r', '\t', '。']) {
        let (mails, words): (Vec<&str>, Vec<&str>) =
            piece.split_whitespace().partition(|word| word.contains('@'));
        for mail in mails {
            let mail = mail.rsplit(':').next().unwrap_or(mail);
            found.emails.push(mail.trim_matches(['(', ')', '<', '>', '.', '"']).to_owned());
        }
        let is_number = |word: &&str| MIN_PAIR_DIGITS <= digits(word);
        match words.iter().filter(|word| is_number(word)).count() {
            0 | 1 => found.number(&words.join(" ")),
            _ => words.iter().for_each(|word| found.number(word)),
        }
    }
    found
}

impl Contacts {
    fn number(&mut self, piece: &str) {
        let piece = self.without_asides(piece);
        let start = piece.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
        let end = piece.rfind(|c: char| c.is_ascii_digit() || c == ')');
        match (start, end) {
            (Some(start), Some(end)) if start <= end && MIN_DIGITS <= digits(&piece) => {
                self.aside(&piece[..start]);
                self.phones.push(piece[start..=end].trim().to_owned());
                self.aside(&piece[end + 1..]);
            }
            _ => self.aside(&piece),
        }
    }

    /// Puts what stands in brackets aside, unless it is part of the number: `(010)`.
    fn without_asides(&mut self, piece: &str) -> String {
        let mut left = piece.to_owned();
        while let Some(open) = left.find('(') {
            let Some(close) = left[open..].find(')').map(|at| open + at) else { break };
            let inside = left[open + 1..close].trim().to_owned();
            let is_part = !inside.is_empty()
                && inside.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' '));
            if is_part {
                left.replace_range(open..=close, &format!(" {inside} "));
            } else {
                left.replace_range(open..=close, " ");
                self.aside(&inside);
            }
        }
        left.trim().to_owned()
    }

    fn aside(&mut self, text: &str) {
        let text = text.trim_matches([':', '-', '.', ' ', '(', ')', '+']);
        let is_label = LABELS.iter().any(|label| label.eq_ignore_ascii_case(text));
        if !text.is_empty() && !is_label {
            self.rest.push(text.to_owned());
        }
    }
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, phones: &[&str], emails: &[&str], rest: &[&str]) {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let expected = Contacts { phones: own(phones), emails: own(emails), rest: own(rest) };
        assert_eq!(split(text), expected, "{text:?}");
    }

    #[test]
    fn cells_are_taken_apart() {
        check("", &[], &[], &[]);
        check("13812345678", &["13812345678"], &[], &[]);
        check("138 1234 5678", &["138 1234 5678"], &[], &[]);
        check("+86 138-1234-5678", &["+86 138-1234-5678"], &[], &[]);
        check("１３８１２３４５６７８", &["13812345678"], &[], &[]);
        check("13812345678/13912345678", &["13812345678", "13912345678"], &[], &[]);
        check("13812345678 13912345678", &["13812345678", "13912345678"], &[], &[]);
        check("010-88886666转801，a@b.cn", &["010-88886666转801"], &["a@b.cn"], &[]);
        check("手机：13812345678 邮箱：li@b.com", &["13812345678"], &["li@b.com"], &[]);
        check("li@b.com", &[], &["li@b.com"], &[]);
        check("(010) 88886666", &["010  88886666"], &[], &[]);
        check("13812345678（王经理）", &["13812345678"], &[], &["王经理"]);
        check("张总 13812345678", &["13812345678"], &[], &["张总"]);
        check("95588", &["95588"], &[], &[]);
        check("下午打", &[], &[], &["下午打"]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            split(&text);
        }

        #[test]
        fn no_digit_is_lost(text in "[0-9 ,/()@张+-]{0,30}") {
            let found = split(&text);
            let all = [found.phones, found.emails, found.rest].concat().concat();
            prop_assert_eq!(digits(&all), digits(&text));
        }
    }
}
