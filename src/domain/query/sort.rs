//! The order of a list: `-last_contact,name`.

use crate::domain::access::Access;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::catalogue::Catalogue;
use crate::domain::customer::tag;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::query::BadFilter;
use crate::domain::query::Sort;
use crate::domain::query::known::Known;

/// More columns than anyone reads.
const MAX_COLUMNS: usize = 4;

/// Columns from first to last, `-` before those that descend. Numbers sort by size, options by
/// their order in the list, numbers of customers by when they were given, names by their
/// pinyin.
/// Reasons: `unknown_field`, `not_sortable {field}`, `too_many {limit}`.
pub fn parse_sort(
    text: &str,
    catalogue: &Catalogue,
    kind: Kind,
    access: &Access,
) -> Result<Vec<Sort>, BadFilter> {
    let known = Known { catalogue, kind, access };
    let mut order: Vec<Sort> = Vec::new();
    let mut at = 0;
    for part in text.split(',') {
        let here = at + part.chars().take_while(|c| c.is_whitespace()).count();
        at += part.chars().count() + 1;
        let word = part.trim();
        if word.is_empty() {
            continue;
        }
        let (descending, name) = match word.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, word.strip_prefix('+').unwrap_or(word)),
        };
        let field = known.field(name).ok_or_else(|| known.unknown(here, name))?;
        let may_probe = access.may_probe(kind, field) || seeded(Bug::MaskedSorted);
        if !is_sortable(kind, field) || !may_probe {
            return Err(BadFilter::new(here, "not_sortable").with("field", &field.key));
        }
        if order.iter().all(|sort| sort.tag != field.tag) {
            order.push(Sort { tag: field.tag, descending });
        }
        if MAX_COLUMNS < order.len() {
            return Err(BadFilter::new(here, "too_many").with("limit", MAX_COLUMNS));
        }
    }
    Ok(order)
}

/// Whether lists can be ordered by the field, by those who may probe it.
pub fn is_sortable(kind: Kind, field: &Field) -> bool {
    let is_one = !matches!(field.shape, Shape::Choices { .. } | Shape::Users | Shape::Links(_));
    match field.index {
        IndexAs::Number => true,
        IndexAs::Facet => is_one && field.origin != Origin::Derived,
        IndexAs::Token => kind == Kind::Customer && field.tag == tag::CODE,
        IndexAs::Name => kind == Kind::Customer && field.tag == tag::NAME,
        IndexAs::None | IndexAs::Text => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<&[(&str, bool)], (usize, &str)>) {
        let catalogue = Catalogue::new(1, &[]);
        let access = Access::everything();
        let got = parse_sort(text, &catalogue, Kind::Customer, &access);
        let expect = expect.map(|order| {
            let tag = |key| catalogue.by_key(Kind::Customer, key).unwrap().tag;
            order
                .iter()
                .map(|(key, descending)| Sort { tag: tag(key), descending: *descending })
                .collect()
        });
        assert_eq!(got.map_err(|bad| (bad.at, bad.reason)), expect, "{text}");
    }

    #[test]
    fn orders() {
        check("-last_contact,level", Ok(&[("last_contact", true), ("level", false)]));
        check(" 客户等级 , -code", Ok(&[("level", false), ("code", true)]));
        check("level,-level", Ok(&[("level", false)]));
        check("-created_at", Ok(&[("created_at", true)]));
        check("", Ok(&[]));
        check("level, short_name", Err((7, "not_sortable")));
        check("tags", Err((0, "not_sortable")));
        check("phone", Err((0, "not_sortable")));
        check("status", Err((0, "not_sortable")));
        check("levl", Err((0, "unknown_field")));
    }
}
