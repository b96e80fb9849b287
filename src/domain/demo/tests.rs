//! Made-up customers have to look like real ones to every rule.

use super::*;
use crate::domain::catalogue::Catalogue;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use std::collections::HashSet;

/// 2026-11-21.
const TODAY: Day = Day(20_778);

#[test]
fn the_same_seed_gives_the_same_customers() {
    assert_eq!(customer(7, 42, TODAY), customer(7, 42, TODAY));
    assert_ne!(customer(7, 42, TODAY), customer(7, 43, TODAY));
    assert_ne!(customer(7, 42, TODAY), customer(8, 42, TODAY));
}

#[test]
fn every_field_is_one_that_people_may_write() {
    let catalogue = Catalogue::new(1, &[]);
    for n in 0..3000 {
        let made = customer(1, n, TODAY);
        assert!(made.get("phone").is_some() || made.get("email").is_some());
        for (key, text) in &made.fields {
            let field = catalogue.by_key(Kind::Customer, key).unwrap();
            assert!(matches!(field.origin, Origin::Entered | Origin::Opening), "{key}");
            let length = text.chars().count();
            assert!(field.max_chars == 0 || length <= field.max_chars as usize, "{key} {text}");
            match field.shape {
                Shape::Choice => assert!(field.choice_by_word(text).is_some(), "{key} {text}"),
                Shape::Choices { .. } => {
                    assert!(text.split('|').all(|word| field.choice_by_word(word).is_some()));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn they_are_many_kinds() {
    let made: Vec<DemoCustomer> = (0..5000).map(|n| customer(3, n, TODAY)).collect();
    let different = |key: &str| {
        let texts: HashSet<&str> = made.iter().filter_map(|one| one.get(key)).collect();
        texts.len()
    };
    let having = |key: &str| made.iter().filter(|one| one.get(key).is_some()).count();
    assert!(4900 <= different("name"), "{}", different("name"));
    assert_eq!(different("phone"), having("phone"));
    assert_eq!((different("industry"), different("level"), different("source")), (11, 5, 12));
    assert!(1500 <= different("region"));
    let persons = made.iter().filter(|one| one.get("kind") == Some("个人")).count();
    assert!((150..400).contains(&persons), "{persons}");
}

#[test]
fn dates_are_in_order() {
    for n in 0..3000 {
        let made = customer(5, n, TODAY);
        let first = made.get("first_contact").unwrap();
        assert!(("2023-11-22"..="2026-11-21").contains(&first), "{first}");
        if let Some(last) = made.get("last_contact") {
            assert!(first <= &last[..10] && last < "2026-11-21 01", "{first} {last}");
        }
    }
}
