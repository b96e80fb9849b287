//! The search box as a plan: what each word may mean in records of a kind.

use crate::app::Error;
use crate::app::plan::Planner;
use crate::app::plan::own;
use crate::app::plan::sight_of_persons;
use crate::domain::access::Visibility;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::child;
use crate::domain::customer::tag;
use crate::domain::field::Field;
use crate::domain::field::IndexAs;
use crate::domain::field::Privacy;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::parse;
use crate::search::Place;
use crate::search::Plan;

/// Words in the search box; more are ignored.
const MAX_WORDS: usize = 8;

impl Planner<'_> {
    /// The search box: all words must be found, each in a name, in its pinyin, as a number of the
    /// record, as a whole phone, e-mail, WeChat or identity number, or as the tail of a phone; in
    /// records about customers, in a text too.
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
        let is_name = |field: &&Field| match self.kind {
            Kind::Customer => field.tag == tag::NAME,
            _ => field.index == IndexAs::Name,
        };
        let names = self.fields().iter().filter(is_name).filter(|field| self.may_probe(field));
        let begins = names.map(|name| {
            let (tag, text) = (name.tag, q.trim());
            let plan =
                |personal| Plan::Text { tag, place: Place::Start, text: text.to_owned(), personal };
            self.by_persons(plan)
        });
        one_of(begins.collect())
    }

    fn word(&self, word: &str) -> Result<Plan, Error> {
        let except = self.unprobed_names();
        let word_of =
            |personal| Plan::Word { text: word.to_owned(), personal, except: except.clone() };
        let mut ways = vec![self.by_persons(word_of)];
        ways.extend(self.fields().iter().filter_map(|field| self.part(field, word)));
        ways.extend(self.exact(word)?);
        Ok(one_of(ways))
    }

    /// The word in a field that holds no name: as a number, in a text, as the tail of a phone.
    fn part(&self, field: &Field, word: &str) -> Option<Plan> {
        let is_long = 2 <= word.chars().count();
        let (tag, text) = (field.tag, word.to_owned());
        match (field.index, field.privacy) {
            (IndexAs::Token, Privacy::Sensitive) if is_phone(field) => self.tails(field, word),
            (IndexAs::Token, Privacy::Open) if is_long && self.may_probe(field) => match tag {
                tag::EXTERNAL_ID | child::tag::EXTERNAL_ID => Some(Plan::Code(tag, text)),
                _ if self.kind == Kind::Customer && tag != tag::CODE => None,
                _ => Some(Plan::CodePrefix(tag, text)),
            },
            // The box for customers finds who, not what. One character stands in nearly every text.
            (IndexAs::Text, Privacy::Open)
                if is_long && self.kind.is_child() && self.may_probe(field) =>
            {
                Some(Plan::Text { tag, place: Place::Anywhere, text, personal: false })
            }
            _ => None,
        }
    }

    /// The text as a whole sensitive value of each field whose form it has.
    fn exact(&self, text: &str) -> Result<Option<Plan>, Error> {
        let today = self.live.settings.today(self.op.now);
        let context = parse::Ctx { today, zone: self.live.settings.zone, people: &|_| None };
        let mut ways = Vec::new();
        for field in self.fields().iter().filter(|field| field.privacy == Privacy::Sensitive) {
            let sight = self.op.access.visibility(self.kind, field);
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

    fn fields(&self) -> &[Field] {
        self.live.catalogue.fields(self.kind)
    }

    fn may_probe(&self, field: &Field) -> bool {
        self.op.access.may_probe(self.kind, field)
    }

    /// Names that the search box must not look in: a role hides or masks them.
    fn unprobed_names(&self) -> Vec<Tag> {
        if seeded(Bug::HiddenNameFound) {
            return Vec::new();
        }
        let is_out = |field: &&Field| {
            let open_name = field.index == IndexAs::Name && field.privacy == Privacy::Open;
            open_name && !self.may_probe(field)
        };
        self.fields().iter().filter(is_out).map(|field| field.tag).collect()
    }

    /// Names of people are searched by part only where they may be seen in clear: everywhere, among
    /// one's own, or nowhere.
    pub(super) fn by_persons(&self, plan: impl Fn(bool) -> Plan) -> Plan {
        match sight_of_persons(self.live, &self.op.access, self.kind) {
            Visibility::Hidden | Visibility::Masked if seeded(Bug::MaskedNamesFound) => plan(true),
            Visibility::Hidden | Visibility::Masked => plan(false),
            Visibility::Own => {
                Plan::Or(vec![plan(false), Plan::And(vec![own(&self.op.access), plan(true)])])
            }
            Visibility::Clear => plan(true),
        }
    }
}

fn one_of(mut ways: Vec<Plan>) -> Plan {
    match ways.len() {
        0 => Plan::Nothing,
        1 => ways.remove(0),
        _ => Plan::Or(ways),
    }
}

fn is_phone(field: &Field) -> bool {
    field.shape == Shape::Phone && !field.tag.is_custom()
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
        | Shape::Options
        | Shape::Links(_)
        | Shape::Rights => false,
    }
}
