//! From text to the one stored form of a field, or the rule that it breaks.

pub mod choice;
pub mod day;
pub mod decimal;
pub mod email;
pub mod flag;
pub mod id_number;
pub mod mask;
pub mod moment;
pub mod money;
mod numeral;
pub mod phone;
pub mod text;
pub mod url;
pub mod whole;

use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::guarded::Guarded;
use crate::domain::ids::UserId;
use crate::domain::region::Region;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Value;
use chrono_tz::Tz;

/// How a missing value is shown; a sheet that was exported and comes back says it too.
const MISSING_WORD: &str = "待补充";

/// What reading a text depends on besides the text.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    pub today: Day,
    /// The zone of the firm: of moments that name none.
    pub zone: Tz,
    /// The person of that id, login or name.
    pub people: &'a dyn Fn(&str) -> Option<UserId>,
}

/// The value that `text` means in `field`; nothing but white space is [`Value::Missing`].
/// The fault names the field; its reasons are those of the parsers in this folder.
pub fn parse(field: &Field, text: &str, ctx: &Ctx) -> Result<Value, Fault> {
    let word = text.trim();
    if word.is_empty() || word == MISSING_WORD {
        return Ok(Value::Missing);
    }
    read(field, word, ctx).map_err(|fault| Fault { field: field.key.clone(), ..fault })
}

fn read(field: &Field, text: &str, ctx: &Ctx) -> Result<Value, Fault> {
    let value = match field.privacy {
        Privacy::Open | Privacy::Personal => open(field, text, ctx)?,
        Privacy::Sensitive => {
            let stored = stored_text(field, text, ctx)?;
            match stored.is_empty() {
                true => Value::Missing,
                false => Value::Guarded(Guarded::Fresh(mask::fresh(field, stored))),
            }
        }
    };
    Ok(if value.is_missing() { Value::Missing } else { value })
}

fn open(field: &Field, text: &str, ctx: &Ctx) -> Result<Value, Fault> {
    Ok(match field.shape {
        Shape::Text
        | Shape::LongText
        | Shape::Url
        | Shape::Phone
        | Shape::Email
        | Shape::IdNumber => Value::Text(written(field, text, ctx)?),
        Shape::Whole => Value::Whole(whole::parse(text)?),
        Shape::Decimal => Value::Decimal(decimal::parse(text)?),
        Shape::Money => Value::Money(money::parse(text)?),
        Shape::Day => Value::Day(day::parse(text, ctx.today, ctx.zone)?),
        Shape::Moment => Value::Moment(moment::parse(text, ctx.today, ctx.zone)?),
        Shape::Flag => Value::Flag(flag::parse(text)?),
        Shape::Choice => Value::Choice(choice::one(field, text)?),
        Shape::Choices { .. } => Value::Choices(choice::several(field, text)?),
        Shape::Region => Value::Region(region(text)?),
        Shape::User => Value::User(choice::user(ctx.people, text)?),
        Shape::Users => Value::Users(choice::users(ctx.people, text)?),
        Shape::Options | Shape::Links(_) | Shape::Rights => {
            return Err(Fault::new("", "wrong_type"));
        }
    })
}

/// The stored form of the shapes that are text.
fn written(field: &Field, text: &str, ctx: &Ctx) -> Result<String, Fault> {
    let stored = match field.shape {
        Shape::LongText => text::lines(text)?,
        Shape::Url => url::parse(text)?,
        Shape::Phone => phone::parse(text)?,
        Shape::Email => email::parse(text)?,
        Shape::IdNumber => id_number::parse(text, ctx.today)?,
        _ => text::line(text)?,
    };
    text::within(&stored, field.max_chars)?;
    Ok(stored)
}

/// The text that a guarded value keeps: one spelling per value, whatever its shape.
pub fn stored_text(field: &Field, text: &str, ctx: &Ctx) -> Result<String, Fault> {
    let label = |id: &ChoiceId| field.choice(*id).map_or(String::new(), |choice| choice.zh.clone());
    Ok(match open(field, text, ctx)? {
        Value::Text(text) => text,
        Value::Whole(number) => number.to_string(),
        Value::Decimal(number) => decimal::show(number),
        Value::Money(money) => money::show(money),
        Value::Day(day) => day::show(day),
        Value::Moment(at) => moment::show_utc(at),
        Value::Flag(flag) => if flag { "是" } else { "否" }.to_owned(),
        Value::Choice(id) => label(&id),
        Value::Choices(ids) => ids.iter().map(label).collect::<Vec<_>>().join("、"),
        Value::Region(region) => region.label(),
        Value::Missing
        | Value::User(_)
        | Value::Users(_)
        | Value::Guarded(_)
        | Value::Options(_)
        | Value::Links(_)
        | Value::Rights(_) => return Err(Fault::new("", "wrong_type")),
    })
}

/// `江苏省苏州市吴中区`, with or without separators, or a division code. Reason: `unknown_region {value}`.
pub fn region(input: &str) -> Result<Region, Fault> {
    let plain = text::plain(input)?;
    let known = plain.parse().ok().map(Region).filter(|region| region.is_known());
    let parts: Vec<&str> =
        plain.split(['/', '-', ',', ' ', '|', '>']).filter(|part| !part.is_empty()).collect();
    let named = match parts[..] {
        [province, city, district] => Region::from_names(province, city, district),
        [province, city] => Region::from_names(province, city, "")
            .or_else(|| Region::from_names(province, "", city)),
        _ => None,
    };
    let whole = || match Region::split(&plain) {
        (Some(region), rest) if rest.is_empty() => Some(region),
        _ => None,
    };
    let found = known.or(named).or_else(whole);
    found.ok_or_else(|| Fault::new("", "unknown_region").with("value", plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;
    use crate::domain::ids::Kind;
    use crate::domain::value::Moment;
    use crate::domain::value::Money;
    use proptest::prelude::*;

    const CTX: Ctx<'static> = Ctx {
        today: Day(20_778),
        zone: chrono_tz::Asia::Shanghai,
        people: &|name| (name == "张三").then_some(UserId(7)),
    };

    fn check(key: &str, input: &str, expect: Result<Value, &str>) {
        let catalogue = Catalogue::new(1, &[]);
        let field = catalogue.by_key(Kind::Customer, key).unwrap();
        let got = parse(field, input, &CTX).map_err(|fault| {
            assert_eq!(fault.field, key);
            fault.reason
        });
        assert_eq!(got, expect, "{key} {input:?}");
    }

    #[test]
    fn by_shape() {
        let choices = |ids: &[u32]| Value::Choices(ids.iter().copied().map(ChoiceId).collect());
        check("name", "  华美　科技 ", Ok(Value::text("华美 科技")));
        check("name", &"长".repeat(101), Err("too_long"));
        check("remark", "a\nb", Ok(Value::text("a\nb")));
        check("remark", "\u{200b}", Ok(Value::Missing));
        check("remark", " 待补充 ", Ok(Value::Missing));
        check("industry", "制造", Ok(Value::Choice(ChoiceId(1))));
        check("industry", "ｍｆｇ", Ok(Value::Choice(ChoiceId(1))));
        check("industry", "炼丹", Err("unknown_option"));
        check("tags", "VIP|高价值，VIP", Ok(choices(&[5, 1])));
        check("tags", "、", Ok(Value::Missing));
        check("tags", "VIP/新鲜", Err("unknown_option"));
        check("owner", "张三", Ok(Value::User(UserId(7))));
        check("owner", "李四", Err("unknown_user"));
        check("collaborators", "张三、张三", Ok(Value::Users(vec![UserId(7)])));
        check("first_contact", "2026-02-24 20:52:02", Ok(Value::Day(Day(20_508))));
        check("last_contact", "1970-01-01 08:00", Ok(Value::Moment(Moment(0))));
        check("opening_amount", "5万", Ok(Value::Money(Money(5_000_000))));
        check("unverified", "是", Ok(Value::Flag(true)));
        check("region", "江苏省苏州市吴中区", Ok(Value::Region(Region(320506))));
        check("region", "江苏/苏州/吴中", Ok(Value::Region(Region(320506))));
        check("region", "320506", Ok(Value::Region(Region(320506))));
        check("region", "江苏省人民路", Err("unknown_region"));
        check("phone", "没有", Err("phone_characters"));
    }

    #[test]
    fn sensitive_values_are_guarded() {
        let catalogue = Catalogue::new(1, &[]);
        let field = catalogue.by_key(Kind::Customer, "phone").unwrap();
        let value = parse(field, "138-1234-5678", &CTX).unwrap();
        let Value::Guarded(Guarded::Fresh(fresh)) = value else { panic!("{value:?}") };
        assert_eq!((fresh.text.as_str(), fresh.mask.as_str()), ("+8613812345678", "138****5678"));
    }

    #[test]
    fn every_unknown_option_is_named() {
        let catalogue = Catalogue::new(1, &[]);
        let field = catalogue.by_key(Kind::Customer, "tags").unwrap();
        let fault = parse(field, "甲,VIP,乙", &CTX).unwrap_err();
        assert_eq!(fault.args, [("value", "甲".to_owned()), ("value", "乙".to_owned())]);
    }

    proptest! {
        #[test]
        fn no_field_panics_on_any_text(text in any::<String>()) {
            let catalogue = Catalogue::new(1, &[]);
            for kind in Kind::ALL {
                for field in catalogue.fields(kind) {
                    let _ = parse(field, &text, &CTX);
                }
            }
        }
    }
}
