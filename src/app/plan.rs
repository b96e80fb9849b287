//! From the filter language and the search box to what the index evaluates.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::access::Visibility;
use crate::domain::customer::rules;
use crate::domain::customer::tag;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Origin;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::op::Op;
use crate::domain::parse;
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::value::ChoiceId;
use crate::search::Place;
use crate::search::Plan;
use crate::store;
use crate::store::Source;

/// Words in the search box; more are ignored.
const MAX_WORDS: usize = 8;

/// Records that one whole value (a phone number that a whole firm shares) may stand for.
const MAX_HOLDERS: usize = 10_000;

/// Records in sight: part of every plan, so that totals, facets and pages are honest.
pub fn scope(access: &Access, kind: Kind) -> Plan {
    match (access.scope(kind, Action::View), access.user) {
        (Scope::All, _) => Plan::All,
        (Scope::Own, Some(me)) => Plan::Or(vec![
            Plan::AnyOf(tag::OWNER, vec![me.0]),
            Plan::AnyOf(tag::COLLABORATORS, vec![me.0]),
        ]),
        (Scope::None | Scope::Own, _) => Plan::Nothing,
    }
}

/// Makes plans for one viewer.
pub struct Planner<'a> {
    pub app: &'a App,
    pub live: &'a Live,
    pub op: &'a Op,
}

impl Planner<'_> {
    /// What a parsed filter means to the index.
    pub fn filter(&self, filter: &Filter) -> Result<Plan, Error> {
        let each = |list: &[Filter]| -> Result<Vec<Plan>, Error> {
            list.iter().map(|one| self.filter(one)).collect()
        };
        Ok(match filter {
            Filter::All => Plan::All,
            Filter::And(list) => Plan::And(each(list)?),
            Filter::Or(list) => Plan::Or(each(list)?),
            Filter::Not(inner) => Plan::Not(Box::new(self.filter(inner)?)),
            Filter::Field(tag, test) => match self.stored(*tag, test) {
                Some(stored) => self.filter(&stored)?,
                None => self.test(*tag, test)?,
            },
        })
    }

    /// A derived field has no column: it is asked for by the stored fields that it follows from.
    fn stored(&self, tag: Tag, test: &Test) -> Option<Filter> {
        let field = self.live.catalogue.by_tag(Kind::Customer, tag)?;
        let Test::AnyOf(numbers) = test else { return None };
        let ids = numbers.iter().filter_map(|number| u32::try_from(*number).ok()).map(ChoiceId);
        let each = ids.map(|id| rules::derived_filter(tag, id, self.op.now));
        (field.origin == Origin::Derived).then(|| Filter::Or(each.collect()))
    }

    fn test(&self, tag: Tag, test: &Test) -> Result<Plan, Error> {
        let field = self.live.catalogue.by_tag(Kind::Customer, tag);
        let is_code = field.is_some_and(|field| field.index == IndexAs::Token);
        let text = |place: Place, text: &str| Plan::Text {
            tag,
            place,
            text: text.to_owned(),
            personal: self.sees_persons(),
        };
        Ok(match test {
            Test::Empty => Plan::Empty(tag),
            Test::AnyOf(values) => Plan::AnyOf(tag, values.clone()),
            Test::Between(low, high) => Plan::Between(tag, *low, *high),
            Test::Equals(code) if is_code => Plan::Code(tag, code.clone()),
            Test::Starts(code) | Test::Contains(code) if is_code => {
                Plan::CodePrefix(tag, code.clone())
            }
            Test::Equals(whole) => text(Place::Whole, whole),
            Test::Starts(start) => text(Place::Start, start),
            Test::Contains(part) => text(Place::Anywhere, part),
            Test::Whole(normalised) => match field {
                Some(field) => self.holders(field, normalised)?,
                None => Plan::Nothing,
            },
            Test::Tail(digits) => {
                let tokens = self.app.store().vault().keyset().tail_query(tag.0, digits);
                tokens.map_or(Plan::Nothing, |tokens| Plan::Tails(tag, tokens))
            }
        })
    }

    /// Who has exactly this sensitive value: through the keyed look-up, which opens nothing.
    fn holders(&self, field: &Field, normalised: &str) -> Result<Plan, Error> {
        let token = store::sensitive_token(self.app.store().vault(), field, normalised);
        let ordinals = self.app.store().reader().find(Kind::Customer, &token, MAX_HOLDERS)?;
        Ok(if ordinals.is_empty() { Plan::Nothing } else { Plan::Ids(ordinals) })
    }

    /// The search box: all words must be found, each in a name, in its pinyin, as a number of the
    /// customer, as a whole phone, e-mail, WeChat or identity number, or as the tail of a phone.
    pub fn words(&self, q: &str) -> Result<Plan, Error> {
        // Full-width digits and letters are what an input method leaves behind.
        let plain = parse::text::plain(q).unwrap_or_else(|_| q.to_owned());
        let whole = plain.trim();
        let parts: Vec<&str> = whole.split_whitespace().take(MAX_WORDS).collect();
        // A phone may be written with spaces: the words are tried as one value as well.
        let joined = match parts.len() {
            0 => return Ok(Plan::All),
            1 => None,
            _ => self.exact(whole)?,
        };
        let each = parts.iter().map(|word| self.word(word));
        let all = Plan::And(each.collect::<Result<_, _>>()?);
        Ok(match joined {
            Some(plan) => Plan::Or(vec![plan, all]),
            None => all,
        })
    }

    /// What comes first when no order is asked for: names that begin with what was typed.
    pub fn prefer(&self, q: &str) -> Plan {
        Plan::Text {
            tag: tag::NAME,
            place: Place::Start,
            text: q.trim().to_owned(),
            personal: self.sees_persons(),
        }
    }

    fn word(&self, word: &str) -> Result<Plan, Error> {
        let personal = self.sees_persons();
        let mut ways = vec![Plan::Word { text: word.to_owned(), personal }];
        if 2 <= word.len() && word.is_ascii() {
            ways.push(Plan::CodePrefix(tag::CODE, word.to_owned()));
            ways.push(Plan::Code(tag::EXTERNAL_ID, word.to_owned()));
        }
        let tail = self.app.store().vault().keyset().tail_query(tag::PHONE.0, word);
        if let Some(tokens) = tail.filter(|_| self.sees(tag::PHONE)) {
            ways.push(Plan::Tails(tag::PHONE, tokens));
        }
        ways.extend(self.exact(word)?);
        Ok(if ways.len() == 1 { ways.remove(0) } else { Plan::Or(ways) })
    }

    /// The text as a whole sensitive value of each field whose form it has.
    fn exact(&self, text: &str) -> Result<Option<Plan>, Error> {
        let today = self.live.settings.today(self.op.now);
        let context = parse::Ctx { today, zone: self.live.settings.zone, people: &|_| None };
        let mut ways = Vec::new();
        let fields = self.live.catalogue.fields(Kind::Customer).iter();
        for field in fields.filter(|field| field.privacy == Privacy::Sensitive) {
            if !self.sees(field.tag) || !has_form(field.shape, text) {
                continue;
            }
            if let Ok(normalised) = parse::stored_text(field, text, &context)
                && let plan @ Plan::Ids(_) = self.holders(field, &normalised)?
            {
                ways.push(plan);
            }
        }
        Ok(if ways.is_empty() { None } else { Some(Plan::Or(ways)) })
    }

    fn sees(&self, tag: Tag) -> bool {
        let field = self.live.catalogue.by_tag(Kind::Customer, tag);
        let seen = |field| self.op.access.visibility(Kind::Customer, field);
        field.is_some_and(|field| seen(field) != Visibility::Hidden)
    }

    /// Names of people are searched by part only by those who may see them in clear.
    fn sees_persons(&self) -> bool {
        let field = self.live.catalogue.by_tag(Kind::Customer, tag::CONTACT_NAME);
        field.is_some_and(|field| self.op.access.may_probe(Kind::Customer, field))
    }
}

/// Spares most words the keyed look-up.
fn has_form(shape: Shape, text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match shape {
        Shape::Phone => 5 <= digits,
        Shape::Email => text.contains(['@', '＠']),
        Shape::IdNumber => 15 <= text.chars().count(),
        Shape::Text => 5 <= text.len() && text.is_ascii(),
        Shape::LongText
        | Shape::Whole
        | Shape::Decimal
        | Shape::Money
        | Shape::Day
        | Shape::Moment
        | Shape::Choice
        | Shape::Choices { .. }
        | Shape::Flag
        | Shape::Url
        | Shape::Region
        | Shape::User
        | Shape::Users
        | Shape::Options => false,
    }
}
