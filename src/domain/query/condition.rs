//! One condition: the words of a test turned into values of its field.

use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::parse;
use crate::domain::parse::choice;
use crate::domain::parse::flag;
use crate::domain::query::BadFilter;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::query::parse::Ground;
use crate::domain::query::range;
use crate::domain::query::tokens::Compare;

/// What a test says, before its field gives the words a meaning.
pub enum Said {
    Compare(Compare, Word),
    In(Vec<Word>),
    Has(Vec<Word>),
    Contains(Vec<Word>),
    Starts(Vec<Word>),
    Ends(Vec<Word>),
    Between(Word, Word),
    Older(Word),
    Newer(Word),
    Empty,
}

pub struct Word {
    pub at: usize,
    pub text: String,
    /// Stood without quotes, so that `me` is a person and `"me"` a name.
    pub is_bare: bool,
}

pub struct Condition<'a> {
    pub field: &'a Field,
    pub at: usize,
    /// Where the operator stands.
    pub said_at: usize,
    pub said: Said,
    pub may_probe: bool,
    pub ground: &'a Ground<'a>,
}

pub fn filter(condition: &Condition) -> Result<Filter, BadFilter> {
    let field = condition.field;
    if matches!(condition.said, Said::Empty) {
        // That nothing is there shows in the mask too. A derived value is always there.
        return Ok(match field.origin {
            Origin::Derived => Filter::Or(Vec::new()),
            _ => Filter::Field(field.tag, Test::Empty),
        });
    }
    if field.privacy == Privacy::Sensitive {
        return guarded(condition);
    }
    if !condition.may_probe || field.index == IndexAs::None {
        return Err(condition.not_searchable());
    }
    match field.shape {
        Shape::Whole | Shape::Decimal | Shape::Money | Shape::Day | Shape::Moment => {
            range::filter(condition)
        }
        Shape::Choice
        | Shape::Choices { .. }
        | Shape::Flag
        | Shape::Region
        | Shape::User
        | Shape::Users
        | Shape::Links(_) => held(condition),
        Shape::Text
        | Shape::LongText
        | Shape::Url
        | Shape::Phone
        | Shape::Email
        | Shape::IdNumber => text(condition),
        Shape::Options | Shape::Rights => Err(condition.not_searchable()),
    }
}

/// Sensitive values: whole, or the tail of a phone.
fn guarded(condition: &Condition) -> Result<Filter, BadFilter> {
    let field = condition.field;
    if field.index != IndexAs::Token {
        return Err(condition.not_searchable());
    }
    let whole = |word: &Word| {
        let ctx = condition.ground.ctx();
        let text = parse::stored_text(field, &word.text, &ctx);
        Ok(Test::Whole(text.map_err(|fault| condition.bad_value(word, fault))?))
    };
    let tail = |word: &Word| {
        let digits: String = word.text.chars().filter(|c| *c != ' ' && *c != '-').collect();
        let is_tail =
            TAIL_DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        match is_tail {
            true => Ok(Test::Tail(digits)),
            false => Err(condition.bad_value(word, Fault::new("", "tail_digits"))),
        }
    };
    match &condition.said {
        Said::Compare(Compare::Equal, word) => Ok(condition.is(whole(word)?)),
        Said::Compare(Compare::Unequal, word) => Ok(not(condition.is(whole(word)?))),
        Said::In(words) => condition.any(words, whole),
        Said::Ends(words) if field.shape == Shape::Phone => condition.any(words, tail),
        _ => Err(condition.not_searchable()),
    }
}

/// The tails that the store keeps keyed tokens of.
pub const TAIL_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// Fields that hold members of a set: options, people, places, records.
fn held(condition: &Condition) -> Result<Filter, BadFilter> {
    let is_list = matches!(condition.field.shape, Shape::Choices { .. } | Shape::Users);
    let (negated, words) = match &condition.said {
        Said::Compare(Compare::Equal, word) => (false, std::slice::from_ref(word)),
        Said::Compare(Compare::Unequal, word) => (true, std::slice::from_ref(word)),
        Said::In(words) => (false, words.as_slice()),
        Said::Has(words) if is_list => (false, words.as_slice()),
        _ => return Err(condition.bad_operator()),
    };
    let mut numbers = Vec::new();
    for word in words {
        let number = number(condition, word).map_err(|fault| condition.bad_value(word, fault))?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let filter = match condition.field.shape {
        Shape::Flag => flags(condition, &numbers),
        _ => condition.is(Test::AnyOf(numbers)),
    };
    Ok(if negated { not(filter) } else { filter })
}

/// What stands for the value in [`Test::AnyOf`].
fn number(condition: &Condition, word: &Word) -> Result<u64, Fault> {
    let ground = condition.ground;
    Ok(match condition.field.shape {
        Shape::Flag => u64::from(flag::parse(&word.text)?),
        Shape::Region => u64::from(parse::region(&word.text)?.0),
        Shape::Links(kind) => {
            let found = (ground.records)(kind, &word.text);
            found.ok_or_else(|| Fault::new("", "unknown_record"))?
        }
        Shape::User | Shape::Users => {
            let me =
                ground.me.filter(|_| word.is_bare && ["me", "我"].contains(&word.text.as_str()));
            me.map_or_else(|| choice::user(ground.people, &word.text), Ok)?.0
        }
        _ => {
            let by_word = choice::one(condition.field, &word.text);
            let by_number = || Some(u64::from(word.text.strip_prefix('#')?.parse::<u32>().ok()?));
            by_word.map(|id| u64::from(id.0)).or_else(|fault| by_number().ok_or(fault))?
        }
    })
}

/// A box that is not ticked holds nothing.
fn flags(condition: &Condition, numbers: &[u64]) -> Filter {
    match (numbers.contains(&1), numbers.contains(&0)) {
        (true, true) => Filter::All,
        (false, true) => not(condition.is(Test::AnyOf(vec![1]))),
        (_, false) => condition.is(Test::AnyOf(vec![1])),
    }
}

fn text(condition: &Condition) -> Result<Filter, BadFilter> {
    let is_code = condition.field.index == IndexAs::Token;
    let read = |word: &Word| {
        let text = parse::text::line(&word.text);
        text.map_err(|fault| condition.bad_value(word, fault))
    };
    let filled = |word: &Word| match read(word)? {
        text if text.is_empty() => Err(condition.bad_value(word, Fault::new("", "empty_value"))),
        text => Ok(text),
    };
    let equals = |word: &Word| {
        let text = read(word)?;
        Ok(if text.is_empty() { Test::Empty } else { Test::Equals(text) })
    };
    match &condition.said {
        Said::Compare(Compare::Equal, word) => Ok(condition.is(equals(word)?)),
        Said::Compare(Compare::Unequal, word) => Ok(not(condition.is(equals(word)?))),
        Said::In(words) => condition.any(words, equals),
        Said::Starts(words) => condition.any(words, |word| Ok(Test::Starts(filled(word)?))),
        Said::Contains(words) if !is_code => {
            condition.any(words, |word| Ok(Test::Contains(filled(word)?)))
        }
        _ => Err(condition.bad_operator()),
    }
}

impl Condition<'_> {
    pub fn is(&self, test: Test) -> Filter {
        Filter::Field(self.field.tag, test)
    }

    /// Any of the words.
    pub fn any(
        &self,
        words: &[Word],
        test: impl Fn(&Word) -> Result<Test, BadFilter>,
    ) -> Result<Filter, BadFilter> {
        let tests = words.iter().map(|word| Ok(self.is(test(word)?)));
        Ok(either(tests.collect::<Result<_, BadFilter>>()?))
    }

    pub fn bad_value(&self, word: &Word, fault: Fault) -> BadFilter {
        let bad = BadFilter { at: word.at, reason: fault.reason, args: fault.args };
        bad.with("field", &self.field.key)
    }

    pub fn bad_operator(&self) -> BadFilter {
        let operator = match &self.said {
            Said::Compare(compare, _) => compare.sign(),
            Said::In(_) => "in",
            Said::Has(_) => "has",
            Said::Contains(_) => "contains",
            Said::Starts(_) => "starts",
            Said::Ends(_) => "ends",
            Said::Between(..) => "between",
            Said::Older(_) => "older",
            Said::Newer(_) => "newer",
            Said::Empty => "is empty",
        };
        let bad = BadFilter::new(self.said_at, "bad_operator").with("operator", operator);
        bad.with("field", &self.field.key)
    }

    fn not_searchable(&self) -> BadFilter {
        BadFilter::new(self.at, "not_searchable").with("field", &self.field.key)
    }
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

pub fn either(mut filters: Vec<Filter>) -> Filter {
    if filters.len() == 1 { filters.remove(0) } else { Filter::Or(filters) }
}
