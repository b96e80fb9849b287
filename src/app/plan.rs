//! From the filter language and the search box to what the index evaluates.

mod words;

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
use crate::domain::child;
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
use crate::domain::query::Filter;
use crate::domain::query::Test;
use crate::domain::value::ChoiceId;
use crate::search::Place;
use crate::search::Plan;
use crate::store;
use crate::store::Source;

/// Records that one whole value (a phone number that a whole firm shares) may stand for.
const MAX_HOLDERS: usize = 10_000;

/// Records in sight: part of every plan, so that totals, facets and pages are honest. What is about a
/// customer is in sight of those alone who see the customer.
pub fn scope(access: &Access, kind: Kind) -> Plan {
    if seeded(Bug::PlanWithoutScope) || seeded(Bug::RowsWithoutScope) {
        return Plan::All;
    }
    let own = scope_of(access, kind);
    if !kind.is_child() {
        return own;
    }
    let of_customer = scope_of(access, Kind::Customer);
    let about = if of_customer == own { own } else { Plan::And(vec![of_customer, own]) };
    // To-dos alone may be about nobody: then they are one's own, or of one's team.
    if kind != Kind::Task || (about == Plan::All && access.user.is_none()) {
        return about;
    }
    let free = Plan::Empty(child::tag::CUSTOMER);
    let scope = access.scope(kind, Action::View).min(Scope::Below);
    let alone = Plan::And(vec![free.clone(), circle(access, scope, false)]);
    Plan::Or(vec![alone, Plan::And(vec![Plan::Not(Box::new(free)), about])])
}

fn scope_of(access: &Access, kind: Kind) -> Plan {
    let scope = access.scope(kind, Action::View);
    let pooled = access.has(Right::Pool) && (kind == Kind::Customer || scope != Scope::None);
    circle(access, scope, pooled)
}

/// `pooled`: what nobody has, too.
fn circle(access: &Access, scope: Scope, pooled: bool) -> Plan {
    let owners: Vec<u64> = match scope {
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
    if pooled {
        ways.push(Plan::Empty(tag::OWNER));
    }
    if ways.is_empty() { Plan::Nothing } else { Plan::Or(ways) }
}

/// Makes plans for one viewer, about records of one kind.
pub struct Planner<'a> {
    pub app: &'a App,
    pub live: &'a Live,
    pub op: &'a Op,
    pub kind: Kind,
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
        let field = self.live.catalogue.by_tag(self.kind, tag)?;
        let Test::AnyOf(numbers) = test else { return None };
        let ids = numbers.iter().filter_map(|number| u32::try_from(*number).ok()).map(ChoiceId);
        let rule = if self.kind.is_child() { child::derived_filter } else { rules::derived_filter };
        let each = ids.map(|id| rule(tag, id, self.op.now));
        (field.origin == Origin::Derived).then(|| Filter::Or(each.collect()))
    }

    /// A field of the kind; what records about a customer know of the customer is a field of that.
    fn field(&self, tag: Tag) -> Option<&Field> {
        let own = self.live.catalogue.by_tag(self.kind, tag);
        own.or_else(|| self.live.catalogue.by_tag(Kind::Customer, tag))
    }

    fn test(&self, tag: Tag, test: &Test) -> Result<Plan, Error> {
        let field = self.field(tag);
        let is_code = field.is_some_and(|field| field.index == IndexAs::Token);
        let text = |place: Place, text: &str| {
            let text = text.to_owned();
            self.by_persons(|personal| Plan::Text { tag, place, text: text.clone(), personal })
        };
        Ok(match test {
            Test::Empty => Plan::Empty(tag),
            // A link is a term: what has it is read off.
            Test::AnyOf(values) if field.is_some_and(is_link) => {
                Plan::Or(values.iter().map(|value| Plan::Tails(tag, vec![*value])).collect())
            }
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
        let sight = access.visibility(self.kind, field);
        let is_new = match (sight, self.op.actor.user()) {
            (Visibility::Masked, Some(user)) if !seeded(Bug::LookUpsUncounted) => {
                self.app.look_ups().charge(user, token, self.op.now)?
            }
            _ => false,
        };
        let ordinals = self.app.store().reader().find(self.kind, &token, MAX_HOLDERS)?;
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
        match self.op.access.visibility(self.kind, field) {
            Visibility::Hidden => None,
            Visibility::Masked => plan().filter(|_| is_shown || seeded(Bug::MaskedTailsFound)),
            Visibility::Own if !is_shown => {
                plan().map(|plan| Plan::And(vec![own(&self.op.access), plan]))
            }
            Visibility::Own | Visibility::Clear => plan(),
        }
    }
}

/// How names of people are seen that stand in records of this kind: a customer's as its contact's.
pub fn sight_of_persons(live: &Live, access: &Access, kind: Kind) -> Visibility {
    let names_person = |field: &&Field| {
        field.privacy == Privacy::Personal && field.index == IndexAs::Name && !field.tag.is_custom()
    };
    let fields = live.catalogue.fields(kind).iter().filter(names_person);
    fields.map(|field| access.visibility(kind, field)).min().unwrap_or(Visibility::Hidden)
}

fn is_link(field: &Field) -> bool {
    matches!(field.shape, Shape::Links(_))
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
