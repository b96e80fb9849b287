//! The words of a mapping: what a column means, as the wire and the job name it.

use crate::domain::access::Access;
use crate::domain::access::Visibility;
use crate::domain::catalogue::Catalogue;
use crate::domain::child;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::import::headings;
use crate::domain::import::headings::Column;
use crate::domain::import::headings::Target;

/// What is not one field of the customer.
const PARTS: [(Target, &str); 6] = [
    (Target::Province, "province"),
    (Target::City, "city"),
    (Target::District, "district"),
    (Target::WholeAddress, "whole_address"),
    (Target::FamilyName, "family_name"),
    (Target::GivenName, "given_name"),
];

/// What a mapping that may still become complete lacks.
pub(super) const UNMAPPED: [&str; 2] = ["name_unmapped", "customer_unmapped"];

/// Before the key of a field: a second column of it.
const SPARE: &str = "other_";

/// `None` for a column that is left out.
pub(super) fn word(kind: Kind, target: Target, catalogue: &Catalogue) -> Option<String> {
    let key = |tag| catalogue.by_tag(kind, tag).map(|field| field.key.clone());
    match target {
        Target::Skip => None,
        Target::Field(tag) => key(tag),
        Target::Spare(tag) => key(tag).map(|key| format!("{SPARE}{key}")),
        part => PARTS.iter().find(|(one, _)| *one == part).map(|(_, word)| (*word).to_owned()),
    }
}

/// Parts come before fields: the key of a custom field cannot hide them.
pub(super) fn target(kind: Kind, word: &str, catalogue: &Catalogue) -> Option<Target> {
    if kind == Kind::Customer
        && let Some((part, _)) = PARTS.iter().find(|(_, name)| *name == word)
    {
        return Some(*part);
    }
    let importable = |key: &str| {
        let field = catalogue.by_key(kind, key)?;
        headings::is_importable(field).then_some(field.tag)
    };
    let may_be_spare = |tag: &Tag| headings::may_be_spare(*tag);
    let spare = || word.strip_prefix(SPARE).and_then(importable).filter(may_be_spare);
    importable(word).map(Target::Field).or_else(|| spare().map(Target::Spare))
}

/// The columns whose fields this person may not fill: a hidden one does not exist, another is not
/// theirs to write.
pub(super) fn refused(
    kind: Kind,
    words: &[(String, Option<String>)],
    catalogue: &Catalogue,
    access: &Access,
) -> Vec<Fault> {
    let words = words.iter().filter_map(|(_, word)| word.as_ref());
    let fault = |word: &String| {
        let fields = tags(target(kind, word, catalogue)?);
        let fields = fields.iter().filter_map(|tag| catalogue.by_tag(kind, *tag));
        let sees = |field| access.visibility(kind, field) != Visibility::Hidden;
        let mut reasons = fields.filter_map(|field| match access.may_write(kind, field) {
            true => None,
            false if sees(field) => Some("read_only"),
            false => Some("unknown_field"),
        });
        Some(Fault::new("mapping", reasons.next()?).with("value", word))
    };
    words.filter_map(fault).collect()
}

/// The fields that a column fills.
fn tags(target: Target) -> Vec<Tag> {
    match target {
        Target::Skip => Vec::new(),
        Target::Field(tag) | Target::Spare(tag) => vec![tag],
        Target::Province | Target::City | Target::District => vec![tag::REGION],
        Target::WholeAddress => vec![tag::REGION, tag::ADDRESS],
        Target::FamilyName | Target::GivenName => vec![tag::NAME],
    }
}

/// The columns for the cleaner. A second column of phone, e-mail or remark is a spare one.
///
/// # Errors
/// `unknown_field {value}`, `mapped_twice {value}`; `name_unmapped` where no column gives a name,
/// `customer_unmapped` where none says whom a record is about.
pub(super) fn columns(
    kind: Kind,
    words: &[(String, Option<String>)],
    catalogue: &Catalogue,
) -> Result<Vec<Column>, Vec<Fault>> {
    let mut columns: Vec<Column> = Vec::with_capacity(words.len());
    let mut faults = Vec::new();
    for (heading, word) in words {
        let mut found = Target::Skip;
        if let Some(word) = word {
            let seen = |target: Target| columns.iter().any(|column| column.target == target);
            match target(kind, word, catalogue) {
                None => faults.push(Fault::new("mapping", "unknown_field").with("value", word)),
                Some(Target::Field(tag))
                    if seen(Target::Field(tag)) && headings::may_be_spare(tag) =>
                {
                    found = Target::Spare(tag);
                }
                Some(other) if seen(other) && !matches!(other, Target::Spare(_)) => {
                    faults.push(Fault::new("mapping", "mapped_twice").with("value", word));
                }
                Some(other) => found = other,
            }
        }
        columns.push(Column::new(heading, found));
    }
    let (needed, reason): (&[Target], _) = match kind {
        Kind::Customer => {
            (&[Target::Field(tag::NAME), Target::FamilyName, Target::GivenName], UNMAPPED[0])
        }
        _ => (&[Target::Field(child::tag::CUSTOMER)], UNMAPPED[1]),
    };
    let has_needed = columns.iter().any(|column| needed.contains(&column.target));
    // A to-do may be about nobody.
    if faults.is_empty() && !has_needed && kind != Kind::Task {
        faults.push(Fault::new("mapping", reason));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: Result<&[Target], &str>) {
        let catalogue = Catalogue::new(1, &[]);
        let option = |word: &&str| (!word.is_empty()).then(|| (*word).to_owned());
        let words: Vec<_> = words.iter().map(|word| ("h".to_owned(), option(word))).collect();
        let found = columns(Kind::Customer, &words, &catalogue);
        let found = found.as_ref().map_err(|faults| faults[0].reason);
        let targets = found.map(|columns| columns.iter().map(|c| c.target).collect::<Vec<_>>());
        assert_eq!(targets, expected.map(<[Target]>::to_vec), "{words:?}");
    }

    #[test]
    fn words_become_columns() {
        let name = Target::Field(tag::NAME);
        let phone = Target::Field(tag::PHONE);
        check(&["name", "", "city"], Ok(&[name, Target::Skip, Target::City]));
        check(&["name", "phone", "phone"], Ok(&[name, phone, Target::Spare(tag::PHONE)]));
        check(&["family_name"], Ok(&[Target::FamilyName]));
        check(&["phone"], Err("name_unmapped"));
        check(&["name", "name"], Err("mapped_twice"));
        check(&["name", "code"], Err("unknown_field"));
        check(&["name", "status"], Err("unknown_field"));
        check(&["name", "other_name"], Err("unknown_field"));
    }

    #[test]
    fn a_record_must_say_whom_it_is_about() {
        let catalogue = Catalogue::new(1, &[]);
        let columns = |kind, words: &[&str]| {
            let words: Vec<_> =
                words.iter().map(|word| ("h".to_owned(), Some((*word).to_owned()))).collect();
            let found = columns(kind, &words, &catalogue);
            found.map(|found| found.len()).map_err(|faults| faults[0].reason)
        };
        assert_eq!(columns(Kind::FollowUp, &["customer", "other_customer", "content"]), Ok(3));
        assert_eq!(columns(Kind::FollowUp, &["content"]), Err("customer_unmapped"));
        assert_eq!(columns(Kind::FollowUp, &["customer", "task"]), Err("unknown_field"));
        assert_eq!(columns(Kind::FollowUp, &["customer", "city"]), Err("unknown_field"));
        assert_eq!(columns(Kind::Task, &["title", "due"]), Ok(2));
    }

    #[test]
    fn every_target_has_a_word_that_means_it() {
        let catalogue = Catalogue::new(1, &[]);
        let fields = [tag::NAME, tag::LAST_CONTACT, tag::TAGS].map(Target::Field);
        let parts = PARTS.map(|(part, _)| part);
        for one in fields.into_iter().chain(parts).chain([Target::Spare(tag::EMAIL)]) {
            let word = word(Kind::Customer, one, &catalogue).unwrap();
            assert_eq!(target(Kind::Customer, &word, &catalogue), Some(one), "{word}");
        }
        assert_eq!(word(Kind::Customer, Target::Skip, &catalogue), None);
    }
}
