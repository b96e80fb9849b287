//! From the filter language and the search box to what the index evaluates.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::access::Visibility;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
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
    if seeded(Bug::PlanWithoutScope) || seeded(Bug::RowsWithoutScope) {
        return Plan::All;
    }
    let owners: Vec<u64> = match access.scope(kind, Action::View) {
        Scope::All => return Plan::All,
        Scope::None => Vec::new(),
        Scope::Own => access.user.iter().map(|me| me.0).collect(),
        Scope::Team => access.mates.iter().chain(&access.user).map(|user| user.0).collect(),
        Scope::Below => access.below.iter().chain(&access.user).map(|user| user.0).collect(),
    };
    let mut ways = Vec::new();
    if let (false, Some(me)) = (owners.is_empty(), access.user) {
        ways.push(Plan::AnyOf(tag::OWNER, owners));
        ways.push(Plan::AnyOf(tag::COLLABORATORS, vec![me.0]));
    }
    if access.has(Right::Pool) {
        ways.push(Plan::Empty(tag::OWNER));
    }
    if ways.is_empty() { Plan::Nothing } else { Plan::Or(ways) }
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
        let text = |place: Place, text: &str| {
            let text = text.to_owned();
            self.by_persons(|personal| Plan::Text { tag, place, text: text.clone(), personal })
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
            Test::Tail(digits) => match field {
                Some(field) => self.tails(field, digits).unwrap_or(Plan::Nothing),
                None => Plan::Nothing,
            },
        })
    }

    /// Who has exactly this sensitive value: through the keyed look-up, which opens nothing. Whoever
    /// sees only the mask could try what it leaves open, so that their look-ups are counted.
    fn holders(&self, field: &Field, normalised: &str) -> Result<Plan, Error> {
        let access = &self.op.access;
        let token = store::sensitive_token(self.app.store().vault(), field, normalised);
        let sight = access.visibility(Kind::Customer, field);
        let is_new = match (sight, self.op.actor.user()) {
            (Visibility::Masked, Some(user)) if !seeded(Bug::LookUpsUncounted) => {
                self.app.look_ups().charge(user, token, self.op.now)?
            }
            _ => false,
        };
        let ordinals = self.app.store().reader().find(Kind::Customer, &token, MAX_HOLDERS)?;
        if is_new {
            self.app.access_log().lookup(self.op, &field.key, !ordinals.is_empty());
        }
        let found = if ordinals.is_empty() { Plan::Nothing } else { Plan::Ids(ordinals) };
        Ok(match sight {
            Visibility::Hidden => Plan::Nothing,
            Visibility::Own => Plan::And(vec![own(access), found]),
            Visibility::Masked | Visibility::Clear => found,
        })
    }

    /// The tail of a phone. Masks show the last four digits: who sees no more matches no more.
    fn tails(&self, field: &Field, digits: &str) -> Option<Plan> {
        let keyset = self.app.store().vault().keyset();
        let plan = || Some(Plan::Tails(field.tag, keyset.tail_query(field.tag.0, digits)?));
        let is_shown = digits.len() == SHOWN_DIGITS;
        match self.op.access.visibility(Kind::Customer, field) {
            Visibility::Hidden => None,
            Visibility::Masked => plan().filter(|_| is_shown || seeded(Bug::MaskedTailsFound)),
            Visibility::Own if !is_shown => {
                plan().map(|plan| Plan::And(vec![own(&self.op.access), plan]))
            }
            Visibility::Own | Visibility::Clear => plan(),
        }
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
        if !self.probes(tag::NAME) {
            return Plan::Nothing;
        }
        self.by_persons(|personal| Plan::Text {
            tag: tag::NAME,
            place: Place::Start,
            text: q.trim().to_owned(),
            personal,
        })
    }

    fn word(&self, word: &str) -> Result<Plan, Error> {
        let except = self.unprobed_names();
        let word_of =
            |personal| Plan::Word { text: word.to_owned(), personal, except: except.clone() };
        let mut ways = vec![self.by_persons(word_of)];
        let is_code = 2 <= word.len() && word.is_ascii();
        if is_code && self.probes(tag::CODE) {
            ways.push(Plan::CodePrefix(tag::CODE, word.to_owned()));
        }
        if is_code && self.probes(tag::EXTERNAL_ID) {
            ways.push(Plan::Code(tag::EXTERNAL_ID, word.to_owned()));
        }
        let phone = self.live.catalogue.by_tag(Kind::Customer, tag::PHONE);
        ways.extend(phone.and_then(|phone| self.tails(phone, word)));
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
            let sight = self.op.access.visibility(Kind::Customer, field);
            // Any word may be a WeChat name: for eyes whose look-ups are counted, a name that is
            // typed letter by letter must not be twenty of them. A filter still asks for it.
            let any_word = field.shape == Shape::Text && sight == Visibility::Masked;
            if sight == Visibility::Hidden || any_word || !has_form(field.shape, text) {
                continue;
            }
            if let Ok(normalised) = parse::stored_text(field, text, &context) {
                match self.holders(field, &normalised)? {
                    Plan::Nothing => {}
                    found => ways.push(found),
                }
            }
        }
        Ok(if ways.is_empty() { None } else { Some(Plan::Or(ways)) })
    }

    fn probes(&self, tag: Tag) -> bool {
        let field = self.live.catalogue.by_tag(Kind::Customer, tag);
        field.is_some_and(|field| self.op.access.may_probe(Kind::Customer, field))
    }

    /// Names that the search box must not look in: a role hides or masks them.
    fn unprobed_names(&self) -> Vec<Tag> {
        if seeded(Bug::HiddenNameFound) {
            return Vec::new();
        }
        let access = &self.op.access;
        let is_out = |field: &&Field| {
            let open_name = field.index == IndexAs::Name && field.privacy == Privacy::Open;
            open_name && !access.may_probe(Kind::Customer, field)
        };
        let fields = self.live.catalogue.fields(Kind::Customer).iter();
        fields.filter(is_out).map(|field| field.tag).collect()
    }

    /// Names of people are searched by part only where they may be seen in clear: everywhere, among
    /// one's own, or nowhere.
    fn by_persons(&self, plan: impl Fn(bool) -> Plan) -> Plan {
        match sight_of_persons(self.live, &self.op.access) {
            Visibility::Hidden | Visibility::Masked if seeded(Bug::MaskedNamesFound) => plan(true),
            Visibility::Hidden | Visibility::Masked => plan(false),
            Visibility::Own => {
                Plan::Or(vec![plan(false), Plan::And(vec![own(&self.op.access), plan(true)])])
            }
            Visibility::Clear => plan(true),
        }
    }
}

/// How names of people are seen: as the contact's.
pub fn sight_of_persons(live: &Live, access: &Access) -> Visibility {
    let field = live.catalogue.by_tag(Kind::Customer, tag::CONTACT_NAME);
    field.map_or(Visibility::Hidden, |field| access.visibility(Kind::Customer, field))
}

/// What is one's own.
fn own(access: &Access) -> Plan {
    if seeded(Bug::PoolCountsAsOwn) {
        return Plan::All;
    }
    let Some(me) = access.user else { return Plan::Nothing };
    Plan::Or(vec![Plan::AnyOf(tag::OWNER, vec![me.0]), Plan::AnyOf(tag::COLLABORATORS, vec![me.0])])
}

/// Digits of a phone that its mask shows at the end.
const SHOWN_DIGITS: usize = 4;

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
        | Shape::Options
        | Shape::Links(_)
        | Shape::Rights => false,
    }
}
