//! Words for options and people.

use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::ids::UserId;
use crate::domain::parse::text;
use crate::domain::value::ChoiceId;

/// Between the words of a list.
const SEPARATORS: [char; 7] = [',', '，', ';', '；', '|', '｜', '\n'];
/// Likewise, but names hold them too: 软件/硬件.
const WEAK_SEPARATORS: [char; 2] = ['、', '/'];

/// The option that one cell means. Reason: `unknown_option {value}`.
pub fn one(field: &Field, input: &str) -> Result<ChoiceId, Fault> {
    let word = text::line(input)?;
    let found = field.choice_by_word(&word).map(|choice| choice.id);
    match found.or_else(|| Some(field.choice_by_word(&text::plain(&word).ok()?)?.id)) {
        Some(id) => Ok(id),
        None => Err(Fault::new("", "unknown_option").with("value", word)),
    }
}

/// The options of a list; a `value` for each word that names none. Reason: `unknown_option`.
pub fn several(field: &Field, input: &str) -> Result<Vec<ChoiceId>, Fault> {
    let mut found = Vec::new();
    let mut fault = Fault::new("", "unknown_option");
    for word in words(input, |whole| field.choice_by_word(whole).is_some()) {
        match one(field, &word) {
            Ok(id) if found.contains(&id) => {}
            Ok(id) => found.push(id),
            Err(other) if other.reason != "unknown_option" => return Err(other),
            // As it was looked up: an option made of it is found the next time.
            Err(other) => fault.args.extend(other.args),
        }
    }
    if fault.args.is_empty() { Ok(found) } else { Err(fault) }
}

/// Reason: `unknown_user {value}`.
pub fn user(people: &dyn Fn(&str) -> Option<UserId>, input: &str) -> Result<UserId, Fault> {
    let word = text::line(input)?;
    people(&word).ok_or_else(|| Fault::new("", "unknown_user").with("value", word))
}

/// Reason: `unknown_user {value}`.
pub fn users(people: &dyn Fn(&str) -> Option<UserId>, input: &str) -> Result<Vec<UserId>, Fault> {
    let mut found = Vec::new();
    for word in words(input, |whole| people(whole).is_some()) {
        let id = user(people, &word)?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

/// The words of a list. What `is_known` stays whole, since names may hold separators.
pub fn words(input: &str, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let whole = input.trim();
    if is_known(whole) {
        return vec![whole.to_owned()];
    }
    let mut words: Vec<&str> = Vec::new();
    for part in whole.split(SEPARATORS).map(str::trim) {
        match is_known(part) {
            true => words.push(part),
            false => words.extend(part.split(WEAK_SEPARATORS).map(str::trim)),
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: &[&str]) {
        assert_eq!(words(input, |word| word == "软件/硬件" || word == "甲,乙"), expect, "{input}");
    }

    #[test]
    fn words_of_a_list() {
        check("高价值, VIP；出口|月结", &["高价值", "VIP", "出口", "月结"]);
        check("高价值、VIP/出口", &["高价值", "VIP", "出口"]);
        check("软件/硬件，咨询/培训", &["软件/硬件", "咨询", "培训"]);
        check("甲,乙", &["甲,乙"]);
        check(" ,、", &[]);
    }
}
