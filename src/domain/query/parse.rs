//! The filter language: `industry = "制造业" and not tags has "流失风险" and last_contact older 90d`.
//!
//! ```text
//! filter    = all { "or" all }
//! all       = one { "and" one }
//! one       = "not" one | "(" filter ")" | "all" | "none" | field test
//! test      = compare value | ["not"] "in" values | ["not"] ("has" | "contains" | "starts" | "ends") values
//!           | "is" ["not"] "empty" | "between" value "and" value | ("older" | "newer") span
//! values    = value | "(" value { "," value } ")"
//! ```

use crate::domain::access::Access;
use crate::domain::catalogue::Catalogue;
use crate::domain::ids::Kind;
use crate::domain::ids::UserId;
use crate::domain::parse::Ctx;
use crate::domain::parse::day;
use crate::domain::query::BadFilter;
use crate::domain::query::Filter;
use crate::domain::query::condition;
use crate::domain::query::condition::Said;
use crate::domain::query::condition::Word;
use crate::domain::query::known;
use crate::domain::query::known::Named;
use crate::domain::query::tokens::Piece;
use crate::domain::query::tokens::Token;
use crate::domain::query::tokens::tokens;
use crate::domain::value::Moment;
use chrono_tz::Tz;

/// A filter lives in a URL.
pub const MAX_BYTES: usize = 8 * 1024;
/// Brackets and negations inside one another: the stack is finite.
pub const MAX_DEPTH: usize = 32;
pub const MAX_CONDITIONS: usize = 200;

/// What the words of a filter depend on besides the fields.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub now: Moment,
    pub zone: Tz,
    /// Whom `me` means.
    pub me: Option<UserId>,
    /// The person of that id, login or name.
    pub people: &'a dyn Fn(&str) -> Option<UserId>,
    /// The record of a kind that has this id, whether or not it is there.
    pub records: &'a dyn Fn(Kind, &str) -> Option<u64>,
}

impl<'a> Ground<'a> {
    pub fn ctx(&self) -> Ctx<'a> {
        Ctx { today: day::of(self.now, self.zone), zone: self.zone, people: self.people }
    }
}

/// Reads a filter within the rights of one person: a field that they may not see does not exist,
/// one that they see masked is matched whole or not at all. Empty text is [`Filter::All`].
///
/// Reasons: `too_long`, `too_deep`, `too_many` {limit}; `unclosed_quote`;
/// `unexpected {found, expected}`; `unknown_field {field, nearest?}`; `not_searchable {field}`;
/// `bad_operator {field, operator}`; `empty_range`; `bad_period`, `bad_span` {value}; and for
/// values the reasons of [`crate::domain::parse`].
pub fn parse(
    text: &str,
    catalogue: &Catalogue,
    kind: Kind,
    access: &Access,
    ground: &Ground,
) -> Result<Filter, BadFilter> {
    if MAX_BYTES < text.len() {
        return Err(BadFilter::new(0, "too_long").with("limit", MAX_BYTES));
    }
    let tokens = tokens(text)?;
    let mut reader = Reader {
        end: text.chars().count(),
        tokens: &tokens,
        next: 0,
        conditions: 0,
        known: known::Known { catalogue, kind, access },
        ground,
    };
    if tokens.is_empty() {
        return Ok(Filter::All);
    }
    let filter = reader.either(0)?;
    match reader.next == tokens.len() {
        true => Ok(filter),
        false => Err(reader.unexpected("and, or")),
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    next: usize,
    end: usize,
    conditions: usize,
    known: known::Known<'a>,
    ground: &'a Ground<'a>,
}

impl Reader<'_> {
    fn either(&mut self, depth: usize) -> Result<Filter, BadFilter> {
        let mut parts = vec![self.both(depth)?];
        while self.takes(&["or", "或", "或者"]) {
            parts.push(self.both(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Or(parts) })
    }

    fn both(&mut self, depth: usize) -> Result<Filter, BadFilter> {
        let mut parts = vec![self.one(depth)?];
        while self.takes(&["and", "且", "并且"]) {
            parts.push(self.one(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) })
    }

    fn one(&mut self, depth: usize) -> Result<Filter, BadFilter> {
        if MAX_DEPTH < depth {
            return Err(BadFilter::new(self.at(), "too_deep").with("limit", MAX_DEPTH));
        }
        if self.takes(&["not", "非"]) {
            return Ok(Filter::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.piece() == Some(&Piece::Open) {
            self.next += 1;
            let inner = self.either(depth + 1)?;
            self.expect(&Piece::Close, ")")?;
            return Ok(inner);
        }
        self.condition()
    }

    fn condition(&mut self) -> Result<Filter, BadFilter> {
        let at = self.at();
        let name = match self.piece() {
            Some(Piece::Word(name) | Piece::Text(name)) => name.clone(),
            _ => return Err(self.unexpected("field")),
        };
        let is_word = matches!(self.piece(), Some(Piece::Word(_)));
        self.next += 1;
        self.conditions += 1;
        if MAX_CONDITIONS < self.conditions {
            return Err(BadFilter::new(at, "too_many").with("limit", MAX_CONDITIONS));
        }
        match self.known.named(&name) {
            Some(named) => self.test(at, named),
            None if is_word && name.eq_ignore_ascii_case("all") => Ok(Filter::All),
            None if is_word && name.eq_ignore_ascii_case("none") => Ok(Filter::Or(Vec::new())),
            None => Err(self.known.unknown(at, &name)),
        }
    }

    fn test(&mut self, at: usize, named: Named) -> Result<Filter, BadFilter> {
        let Named { kind, field } = named;
        let said_at = self.at();
        let (negated, said) = self.said()?;
        let filter = condition::filter(&condition::Condition {
            field,
            at,
            said_at,
            said,
            may_probe: self.known.access.may_probe(kind, field),
            ground: self.ground,
        })?;
        Ok(if negated { Filter::Not(Box::new(filter)) } else { filter })
    }

    /// Whether the test is negated, and what it says.
    fn said(&mut self) -> Result<(bool, Said), BadFilter> {
        if let Some(Piece::Compare(compare)) = self.piece() {
            let compare = *compare;
            self.next += 1;
            return Ok((false, Said::Compare(compare, self.value()?)));
        }
        if self.takes(&["is"]) {
            let negated = self.takes(&["not"]);
            return match self.takes(&["empty"]) {
                true => Ok((negated, Said::Empty)),
                false => Err(self.unexpected("empty")),
            };
        }
        if self.takes(&["为空"]) {
            return Ok((false, Said::Empty));
        }
        if self.takes(&["不为空"]) {
            return Ok((true, Said::Empty));
        }
        let negated = self.takes(&["not", "不"]);
        let said = if self.takes(&["in"]) {
            Said::In(self.values()?)
        } else if self.takes(&["has"]) {
            Said::Has(self.values()?)
        } else if self.takes(&["contains", "包含"]) {
            Said::Contains(self.values()?)
        } else if self.takes(&["starts"]) {
            Said::Starts(self.values()?)
        } else if self.takes(&["ends"]) {
            Said::Ends(self.values()?)
        } else if self.takes(&["between"]) {
            let from = self.value()?;
            match self.takes(&["and"]) {
                true => Said::Between(from, self.value()?),
                false => return Err(self.unexpected("and")),
            }
        } else if self.takes(&["older"]) {
            Said::Older(self.value()?)
        } else if self.takes(&["newer"]) {
            Said::Newer(self.value()?)
        } else {
            return Err(self.unexpected(OPERATORS));
        };
        Ok((negated, said))
    }

    fn values(&mut self) -> Result<Vec<Word>, BadFilter> {
        if self.piece() != Some(&Piece::Open) {
            return Ok(vec![self.value()?]);
        }
        self.next += 1;
        let mut values = vec![self.value()?];
        while self.piece() == Some(&Piece::Comma) {
            self.next += 1;
            values.push(self.value()?);
        }
        self.expect(&Piece::Close, ", )")?;
        // Each may become a condition of its own.
        self.conditions += values.len() - 1;
        match self.conditions <= MAX_CONDITIONS {
            true => Ok(values),
            false => Err(BadFilter::new(self.at(), "too_many").with("limit", MAX_CONDITIONS)),
        }
    }

    fn value(&mut self) -> Result<Word, BadFilter> {
        let at = self.at();
        let word = match self.piece() {
            Some(Piece::Word(text)) => Word { at, text: text.clone(), is_bare: true },
            Some(Piece::Text(text)) => Word { at, text: text.clone(), is_bare: false },
            _ => return Err(self.unexpected("value")),
        };
        self.next += 1;
        Ok(word)
    }

    fn piece(&self) -> Option<&Piece> {
        self.tokens.get(self.next).map(|token| &token.piece)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.at)
    }

    fn takes(&mut self, words: &[&str]) -> bool {
        let Some(Piece::Word(word)) = self.piece() else { return false };
        let is_it = words.iter().any(|keyword| word.eq_ignore_ascii_case(keyword));
        self.next += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, piece: &Piece, expected: &'static str) -> Result<(), BadFilter> {
        match self.piece() == Some(piece) {
            true => {
                self.next += 1;
                Ok(())
            }
            false => Err(self.unexpected(expected)),
        }
    }

    fn unexpected(&self, expected: &'static str) -> BadFilter {
        let found = self.piece().map(Piece::written).unwrap_or_default();
        let bad = BadFilter::new(self.at(), "unexpected").with("expected", expected);
        bad.with("found", found)
    }
}

const OPERATORS: &str =
    "= != < <= > >= in, has, contains, starts, ends, is empty, between, older, newer";
