//! Sensitive values on their way to the store: the stored form and what may be shown of it.

use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Shape;
use crate::domain::guarded::Fresh;
use crate::domain::parse::email;
use crate::domain::parse::id_number;
use crate::domain::parse::phone;

/// Says that there is something, and not even how long it is.
const NOTHING_SHOWN: &str = "********";

/// Shorter names would be told by their ends.
const MIN_CHARS_WITH_ENDS: usize = 4;

/// `text` is already the stored form of the field's shape.
pub fn fresh(field: &Field, text: String) -> Fresh {
    let mask = match (field.shape, field.index) {
        (Shape::Phone, _) => phone::mask(&text),
        (Shape::Email, _) => email::mask(&text),
        (Shape::IdNumber, _) => id_number::mask(&text),
        (Shape::Text, IndexAs::Token) => ends(&text),
        _ => NOTHING_SHOWN.to_owned(),
    };
    Fresh { text, mask }
}

/// `w***8`, as of a WeChat number.
fn ends(text: &str) -> String {
    if text.chars().count() < MIN_CHARS_WITH_ENDS {
        return "***".to_owned();
    }
    text.chars().take(1).chain("***".chars()).chain(text.chars().last()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;
    use crate::domain::ids::Kind;

    fn check(key: &str, text: &str, mask: &str) {
        let catalogue = Catalogue::new(1, &[]);
        let field = catalogue.by_key(Kind::Customer, key).unwrap();
        assert_eq!(fresh(field, text.to_owned()).mask, mask, "{key} {text}");
    }

    #[test]
    fn masks_by_field() {
        check("phone", "+8613812345678", "138****5678");
        check("email", "lilei@company.com", "l***i@company.com");
        check("id_number", "11010519491231002X", "1****************X");
        check("wechat", "wang1388", "w***8");
        check("wechat", "wz", "***");
        check("address", "人民路1号", "********");
    }
}
