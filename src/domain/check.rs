//! The rules of fields: what a record must satisfy before it can be stored.

use crate::domain::catalogue::Catalogue;
use crate::domain::child;
use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::guarded::Guarded;
use crate::domain::parse::day;
use crate::domain::parse::decimal;
use crate::domain::parse::moment;
use crate::domain::parse::money;
use crate::domain::parse::text;
use crate::domain::parse::whole;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use crate::domain::value::Value;
use chrono_tz::Tz;
use std::ops::RangeInclusive;

/// Members of a list field: more are no tags but a mistake.
pub const MAX_MEMBERS: usize = 100;

/// Options of one select field.
pub const MAX_OPTIONS: usize = 1000;

/// Longest word that becomes an option by being used, in characters.
pub const MAX_OPTION_CHARS: u32 = 50;

/// Long text whose field sets no limit, in characters.
const MAX_LONG_TEXT: u32 = 10_000;

/// How strict: people at a form can be asked, the rows of a file cannot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ease {
    Form,
    Import,
    /// Back to a state that it was in before: nothing is asked that was not asked then.
    Return,
}

/// The day at the firm, and what is no longer to be called past.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Today {
    pub day: Day,
    /// The end of tomorrow: whoever writes may be a time zone ahead.
    pub latest: Moment,
}

impl Today {
    pub fn at(now: Moment, zone: Tz) -> Today {
        let day = day::of(now, zone);
        Today { day, latest: moment::start(Day(day.0.saturating_add(2)), zone) }
    }
}

/// Everything that is wrong with `after`: its fields in the order of the catalogue, then the rules of
/// its kind; empty when it may be stored. A rule that `before` broke already does not stand in the way
/// of changing something else.
///
/// Reasons: `required`; `too_long`, `too_many` {limit, actual}; `unknown_option`, `retired_option`
/// {value}; `unknown_region`; `number_range {limit}`, `amount_negative`, `date_impossible`,
/// `wrong_type`; `in_future {value}`; and those of the kind.
pub fn check<R: Record>(
    catalogue: &Catalogue,
    before: Option<&R>,
    after: &R,
    ease: Ease,
    today: Today,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    // What the product itself sets follows from fields that are looked at here.
    let is_given = |field: &&Field| matches!(field.origin, Origin::Entered | Origin::Opening);
    for field in catalogue.fields(R::KIND).iter().filter(is_given) {
        let value = after.value(field.tag);
        let held = before.map(|before| before.value(field.tag));
        if value.is_missing() {
            faults.extend(absent(field, held.as_ref(), ease));
        } else if held.as_ref() != Some(&value) {
            faults.extend(present(field, held.as_ref(), &value));
        }
    }
    let held = before.map(|before| of_kind(before, ease, today)).unwrap_or_default();
    for fault in of_kind(after, ease, today) {
        let is_told = faults.iter().any(|told| told.field == fault.field);
        if !is_told && !held.contains(&fault) {
            faults.push(fault);
        }
    }
    faults
}

/// The rules of the kind.
fn of_kind<R: Record>(record: &R, ease: Ease, today: Today) -> Vec<Fault> {
    let common = record.base().and_then(|base| child::common(base, today));
    common.into_iter().chain(record.faults(ease, today)).collect()
}

fn absent(field: &Field, held: Option<&Value>, ease: Ease) -> Option<Fault> {
    let was_absent = held.is_some_and(Value::is_missing);
    let is_required = match field.need {
        Need::Optional => false,
        Need::Asked => ease == Ease::Form && !was_absent && !field.hidden,
        Need::Always => true,
    };
    is_required.then(|| Fault::new(&field.key, "required"))
}

/// A value that is new to its field.
fn present(field: &Field, held: Option<&Value>, value: &Value) -> Option<Fault> {
    let fault = match (field.shape, value) {
        (_, Value::Guarded(guarded)) if field.privacy == Privacy::Sensitive => match guarded {
            Guarded::Fresh(fresh) => text::within(&fresh.text, longest(field)).err(),
            Guarded::Kept(_) => None,
        },
        _ if field.privacy == Privacy::Sensitive => Some(wrong_type()),
        (
            Shape::Text
            | Shape::LongText
            | Shape::Url
            | Shape::Phone
            | Shape::Email
            | Shape::IdNumber,
            Value::Text(written),
        ) => text::within(written, longest(field)).err(),
        (Shape::Whole, Value::Whole(number)) => {
            range(*number, -whole::MAX..=whole::MAX, || whole::MAX.to_string())
        }
        (Shape::Decimal, Value::Decimal(number)) => {
            range(number.0, -decimal::MAX_SCALED..=decimal::MAX_SCALED, || {
                decimal::show(Decimal(decimal::MAX_SCALED))
            })
        }
        (Shape::Money, Value::Money(amount)) if amount.0 < 0 => {
            Some(Fault::new("", "amount_negative"))
        }
        (Shape::Money, Value::Money(amount)) => {
            range(amount.0, 0..=money::MAX_FEN, || money::show(Money(money::MAX_FEN)))
        }
        (Shape::Day, Value::Day(date)) => possible(*date),
        (Shape::Moment, Value::Moment(_))
        | (Shape::Flag, Value::Flag(_))
        | (Shape::User, Value::User(_)) => None,
        (Shape::Choice, Value::Choice(id)) => options(field, held, &[*id]),
        (Shape::Choices { .. }, Value::Choices(ids)) => {
            many(ids.len(), MAX_MEMBERS).or_else(|| options(field, held, ids))
        }
        (Shape::Users, Value::Users(ids)) => many(ids.len(), MAX_MEMBERS),
        (Shape::Links(_), Value::Links(ids)) => many(ids.len(), MAX_MEMBERS),
        (Shape::Rights, Value::Rights(_)) => None,
        (Shape::Options, Value::Options(list)) => many(list.len(), MAX_OPTIONS),
        (Shape::Region, Value::Region(region)) => {
            (!region.is_known()).then(|| Fault::new("", "unknown_region").with("value", region.0))
        }
        _ => Some(wrong_type()),
    };
    fault.map(|fault| Fault { field: field.key.clone(), ..fault })
}

fn wrong_type() -> Fault {
    Fault::new("", "wrong_type")
}

fn longest(field: &Field) -> u32 {
    match (field.shape, field.max_chars) {
        (Shape::LongText, 0) => MAX_LONG_TEXT,
        (_, limit) => limit,
    }
}

fn many(actual: usize, limit: usize) -> Option<Fault> {
    (limit < actual).then(|| Fault::new("", "too_many").with("limit", limit).with("actual", actual))
}

fn range(number: i64, allowed: RangeInclusive<i64>, limit: impl Fn() -> String) -> Option<Fault> {
    (!allowed.contains(&number)).then(|| Fault::new("", "number_range").with("limit", limit()))
}

fn possible(date: Day) -> Option<Fault> {
    let last = day::from_ymd(*day::YEARS.end(), 12, 31)?;
    let first = day::from_ymd(*day::YEARS.start(), 1, 1)?;
    (!(first..=last).contains(&date)).then(|| Fault::new("", "date_impossible"))
}

/// Options exist, and a retired one is kept where it was but not chosen again.
fn options(field: &Field, held: Option<&Value>, ids: &[ChoiceId]) -> Option<Fault> {
    let was_held = |id: ChoiceId| match held {
        Some(Value::Choice(held)) => *held == id,
        Some(Value::Choices(held)) => held.contains(&id),
        _ => false,
    };
    ids.iter().filter(|id| !was_held(**id)).find_map(|id| match field.choice(*id) {
        None => Some(Fault::new("", "unknown_option").with("value", id.0)),
        Some(choice) if choice.retired => {
            Some(Fault::new("", "retired_option").with("value", &choice.zh))
        }
        Some(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::custom::FieldDef;
    use crate::domain::customer::Customer;
    use crate::domain::customer::tag;
    use crate::domain::guarded::Fresh;
    use crate::domain::ids::Kind;
    use crate::domain::ids::Tag;
    use crate::domain::record::Stored;
    use crate::domain::region::Region;

    const TODAY: Today = Today { day: Day(20_778), latest: Moment(20_780 * 86_400_000) };

    /// As shipped, with 意向客户 retired.
    fn catalogue() -> Catalogue {
        let shipped = Catalogue::new(1, &[]);
        let level = shipped.by_tag(Kind::Customer, tag::LEVEL).unwrap();
        let mut record = FieldDef::of(level);
        record.choices[1].retired = true;
        let at = Moment(0);
        let stored = Stored {
            ordinal: 1,
            version: 1,
            created_at: at,
            created_by: None,
            updated_at: at,
            deleted_at: None,
            record,
        };
        Catalogue::new(2, &[stored])
    }

    fn guarded(text: &str) -> Option<Guarded> {
        Some(Guarded::Fresh(Fresh { text: text.to_owned(), mask: "***".to_owned() }))
    }

    fn sound() -> Customer {
        Customer {
            name: "华美科技".to_owned(),
            industry: Some(ChoiceId(1)),
            level: Some(ChoiceId(1)),
            phone: guarded("+8613812345678"),
            ..Customer::default()
        }
    }

    fn faults(
        before: Option<&Customer>,
        after: &Customer,
        ease: Ease,
    ) -> Vec<(String, &'static str)> {
        let faults = super::check(&catalogue(), before, after, ease, TODAY);
        faults.into_iter().map(|fault| (fault.field, fault.reason)).collect()
    }

    fn check(spoil: fn(&mut Customer), field: &str, reason: &str) {
        let mut customer = sound();
        spoil(&mut customer);
        let found = faults(None, &customer, Ease::Form);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(field, reason)| (field.as_str(), *reason)).collect();
        assert_eq!(found, [(field, reason)]);
    }

    #[test]
    fn one_rule_at_a_time() {
        assert_eq!(faults(None, &sound(), Ease::Form), []);
        check(|c| c.name.clear(), "name", "required");
        check(|c| c.name = "长".repeat(101), "name", "too_long");
        check(|c| c.remark = "长".repeat(201), "remark", "too_long");
        check(|c| c.address = guarded(&"长".repeat(201)), "address", "too_long");
        check(|c| c.industry = None, "industry", "required");
        check(|c| c.industry = Some(ChoiceId(999)), "industry", "unknown_option");
        check(|c| c.level = Some(ChoiceId(2)), "level", "retired_option");
        check(|c| c.tags = (1..=101).map(ChoiceId).collect(), "tags", "too_many");
        check(|c| c.tags = vec![ChoiceId(1), ChoiceId(999)], "tags", "unknown_option");
        check(|c| c.region = Some(Region(999_999)), "region", "unknown_region");
        check(|c| c.opening_amount = Some(Money(-1)), "opening_amount", "amount_negative");
        check(|c| c.opening_amount = Some(Money(i64::MAX)), "opening_amount", "number_range");
        check(|c| c.opening_deals = Some(-1), "opening_deals", "number_negative");
        check(|c| c.first_contact = Some(Day(TODAY.day.0 + 2)), "first_contact", "in_future");
        check(|c| c.last_followup = Some(Day(i32::MIN)), "last_followup", "date_impossible");
        check(|c| c.phone = None, "phone", "phone_or_email");
    }

    #[test]
    fn all_faults_at_once() {
        let found = faults(None, &Customer::default(), Ease::Form);
        let found: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(found, ["name", "industry", "level", "phone"]);
    }

    #[test]
    fn an_import_may_leave_gaps_that_a_form_may_not() {
        let gaps = Customer { industry: None, phone: None, ..sound() };
        assert_eq!(faults(None, &gaps, Ease::Import), []);
        let edited = Customer { remark: "新".to_owned(), ..gaps.clone() };
        assert_eq!(faults(Some(&gaps), &edited, Ease::Form), []);
        let emptied = faults(Some(&sound()), &gaps, Ease::Form);
        assert_eq!(emptied.len(), 2);
    }

    #[test]
    fn a_retired_option_stays_where_it_was() {
        let old = Customer { level: Some(ChoiceId(2)), ..sound() };
        let edited = Customer { remark: "新".to_owned(), ..old.clone() };
        assert_eq!(faults(Some(&old), &edited, Ease::Form), []);
    }

    #[test]
    fn a_sensitive_field_takes_no_plain_text() {
        let mut customer = sound();
        customer.custom.insert(Tag(1000), Value::text("x"));
        let record = {
            let mut def = FieldDef::default();
            def.set_value(Tag(1), Value::Whole(1000));
            def.set_value(Tag(2), Value::text("secret"));
            def.set_value(Tag(8), Value::Flag(true));
            def
        };
        let stored = Stored {
            ordinal: 1,
            version: 1,
            created_at: Moment(0),
            created_by: None,
            updated_at: Moment(0),
            deleted_at: None,
            record,
        };
        let catalogue = Catalogue::new(2, &[stored]);
        let found = super::check(&catalogue, None, &customer, Ease::Form, TODAY);
        assert_eq!(found, [Fault::new("secret", "wrong_type")]);
    }
}
