//! Find records: words, filter, order, page, facets; everything within what the viewer may see.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::document::MASKED_NAME;
use crate::app::plan;
use crate::app::plan::Planner;
use crate::domain::access::View;
use crate::domain::access::Visibility;
use crate::domain::access::seeded::Bug;
use crate::domain::access::seeded::seeded;
use crate::domain::child;
use crate::domain::customer::tag;
use crate::domain::field::Field;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::query;
use crate::domain::query::BadFilter;
use crate::domain::query::Filter;
use crate::domain::query::Sort;
use crate::domain::query::Test;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::search;
use crate::search::Ask;
use crate::search::Cursor;
use crate::search::Found;
use crate::search::Plan;
use crate::store::Reader;
use crate::store::Source;

/// A region has its district, city and province as values; the facet counts provinces, whose codes
/// end in four zeros.
const PROVINCE: i64 = 10_000;

/// What a list is asked for, as it stands in the URL.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub q: String,
    pub filter: String,
    pub sort: String,
    pub facets: Vec<String>,
    /// Keys of the fields to answer; empty: all.
    pub fields: Vec<String>,
    pub limit: usize,
    pub offset: usize,
    pub cursor: Option<Cursor>,
    pub bin: bool,
    /// The answer shows at least this entry.
    pub after: Seq,
}

pub struct Page {
    pub items: Vec<View>,
    pub total: u64,
    pub facets: Vec<FacetCounts>,
    pub next: Option<Cursor>,
}

pub struct FacetCounts {
    pub tag: Tag,
    /// Most frequent first.
    pub values: Vec<(i64, u64)>,
}

/// # Errors
/// [`Error::BadFilter`] with the position, for unknown fields, orders and facets too;
/// [`Error::IndexBehind`].
pub fn list<R: Record>(app: &App, op: &Op, query: &Query) -> Result<Page, Error> {
    let (live, kind) = (app.live(), R::KIND);
    app.shown_of(kind, query.after)?;
    let parsed = parse(app, op, kind, query)?;
    let planner = Planner { app, live: &live, op, kind };
    let base = Plan::And(vec![plan::scope(&op.access, kind), planner.words(&query.q)?]);
    let whole = Plan::And(vec![base.clone(), planner.filter(&parsed.filter)?]);
    let plans = facet_plans(&planner, &parsed, &base)?;
    let is_derived = |(tag, _): &&(Tag, Plan)| parsed.derived.contains(tag);
    let asked: Vec<(Tag, &Plan)> =
        plans.iter().filter(|one| !is_derived(one)).map(|(tag, plan)| (*tag, plan)).collect();
    let by_relevance = !query.q.trim().is_empty() && parsed.sort.is_empty();
    let relevance = by_relevance.then(|| planner.prefer(&query.q));
    let order = if parsed.sort.is_empty() { newest_first(kind) } else { parsed.sort.as_slice() };
    let ranks = ranks(&live, kind, order);
    let masked = plan::sight_of_persons(&live, &op.access, kind) != Visibility::Clear;
    let sort = order.iter().zip(&ranks).map(|(sort, ranks)| by_column(sort, ranks, masked));
    let sort: Vec<search::Sort> = sort.collect();
    let found = app.find(&Ask {
        kind,
        bin: query.bin,
        plan: &whole,
        prefer: relevance.as_ref(),
        sort: &sort,
        offset: query.offset,
        limit: query.limit,
        after: query.cursor,
        facets: &asked,
        sums: &[],
    })?;
    let items = rows::<R>(app, op, &found.ordinals, query.bin, parsed.fields.as_deref())?;
    let Found { total, next, facets: counted, .. } = found;
    let mut counted = counted.into_iter();
    let mut facets = Vec::with_capacity(plans.len());
    for (tag, plan) in &plans {
        let values = match parsed.derived.contains(tag) {
            true => derived_counts(&planner, *tag, plan, query.bin)?,
            false => stored_counts(&live, kind, *tag, counted.next().unwrap_or_default()),
        };
        facets.push(FacetCounts { tag: *tag, values });
    }
    Ok(Page { items, total, facets, next })
}

/// The order of a list that is asked for in none. Customers come as they were made, what is about them
/// as it happened.
pub(crate) fn newest_first(kind: Kind) -> &'static [Sort] {
    const BY_TIME: &[Sort] = &[Sort { tag: child::tag::AT, descending: true }];
    if kind.is_child() { BY_TIME } else { &[] }
}

/// Everything in the caller's sight that fits a filter, as the index shows it at `after`; nothing of
/// the bin. In the order of a list, at most `most`.
///
/// # Errors
/// Those of a list; [`Error::Rule`]`("too_many_records")` where more than `most` fit.
pub(crate) fn fitting(
    app: &App,
    op: &Op,
    filter: &str,
    after: Seq,
    most: usize,
) -> Result<Vec<u64>, Error> {
    let (live, kind) = (app.live(), Kind::Customer);
    app.shown_of(kind, after)?;
    let query = Query { filter: filter.to_owned(), ..Query::default() };
    let filter = parse(app, op, kind, &query)?.filter;
    let planner = Planner { app, live: &live, op, kind };
    let scope = plan::scope(&op.access, kind);
    fitting_plan(app, kind, &Plan::And(vec![scope, planner.filter(&filter)?]), most)
}

/// Every customer that this person owns or is let into, whoever asks; nothing of the bin.
pub(crate) fn tied_to(app: &App, user: UserId) -> Result<Vec<u64>, Error> {
    let of = |tag| Plan::AnyOf(tag, vec![user.0]);
    let plan = Plan::Or(vec![of(tag::OWNER), of(tag::COLLABORATORS)]);
    fitting_plan(app, Kind::Customer, &plan, usize::MAX)
}

/// Every record of a kind that a plan means, whoever asks; nothing of the bin.
///
/// # Errors
/// [`Error::Rule`]`("too_many_records")` where more than `most` fit.
pub(crate) fn fitting_plan(
    app: &App,
    kind: Kind,
    plan: &Plan,
    most: usize,
) -> Result<Vec<u64>, Error> {
    let ask = |limit| Ask {
        kind,
        bin: false,
        plan,
        prefer: None,
        sort: &[],
        offset: 0,
        limit,
        after: None,
        facets: &[],
        sums: &[],
    };
    let total = usize::try_from(app.find(&ask(0))?.total).unwrap_or(usize::MAX);
    if most < total {
        return Err(Error::Rule("too_many_records"));
    }
    // What comes in between the two looks is none of this.
    Ok(app.find(&ask(total))?.ordinals)
}

struct Parsed {
    filter: Filter,
    sort: Vec<Sort>,
    facets: Vec<Tag>,
    derived: Vec<Tag>,
    fields: Option<Vec<Tag>>,
}

fn parse(app: &App, op: &Op, kind: Kind, query: &Query) -> Result<Parsed, Error> {
    let live = app.live();
    let keyset = app.store().vault().shared();
    let people = |word: &str| crate::app::read_user(&live.people, &keyset, word);
    let ground = query::parse::Ground {
        // Hours back are the same bound for a whole minute, and the same answer.
        now: op.now.minute(),
        zone: live.settings.zone,
        me: op.access.user,
        people: &people,
        records: &|kind, id| app.read_id(kind, id),
    };
    let filter = match query.filter.trim() {
        "" => Filter::All,
        text => query::parse::parse(text, &live.catalogue, kind, &op.access, &ground)?,
    };
    let sort = query::sort::parse_sort(&query.sort, &live.catalogue, kind, &op.access)?;
    let visible = |key: &String| {
        let field = live.catalogue.by_key(kind, key);
        let seen = |field: &&Field| {
            op.access.visibility(kind, field) != Visibility::Hidden || seeded(Bug::HiddenAsFacet)
        };
        let field = field.filter(seen);
        field.ok_or_else(|| refused(key, "unknown_field"))
    };
    let mut facets = Vec::new();
    for key in &query.facets {
        let field = visible(key)?;
        let may_probe = op.access.may_probe(kind, field) || seeded(Bug::HiddenAsFacet);
        if !field.facet || !may_probe {
            return Err(refused(key, "not_a_facet"));
        }
        facets.push(field);
    }
    let derived = |field: &&&Field| field.origin == Origin::Derived;
    let fields: Vec<Tag> = query
        .fields
        .iter()
        .map(|key| visible(key).map(|field| field.tag))
        .collect::<Result<_, _>>()?;
    Ok(Parsed {
        filter,
        sort,
        derived: facets.iter().filter(derived).map(|field| field.tag).collect(),
        facets: facets.iter().map(|field| field.tag).collect(),
        fields: (!fields.is_empty()).then_some(fields),
    })
}

fn refused(key: &str, reason: &'static str) -> Error {
    let args = vec![("field", key.to_owned())];
    Error::BadFilter(BadFilter { at: 0, reason, args })
}

/// `masked`: names of people are ordered by what is shown of them.
fn by_column<'a>(sort: &Sort, ranks: &'a Option<Vec<i64>>, masked: bool) -> search::Sort<'a> {
    let masked = masked && !seeded(Bug::MaskedNamesSorted);
    let tag = if masked && sort.tag == tag::NAME { MASKED_NAME } else { sort.tag };
    search::Sort { tag, descending: sort.descending, ranks: ranks.as_deref() }
}

/// Options sort as they stand in their list, other values by their number.
fn ranks(live: &Live, kind: Kind, sort: &[Sort]) -> Vec<Option<Vec<i64>>> {
    let of = |sort: &Sort| {
        let field = live.catalogue.by_tag(kind, sort.tag)?;
        let ids = field.choices.iter().map(|choice| i64::from(choice.id.0));
        (!field.choices.is_empty()).then(|| ids.collect())
    };
    sort.iter().map(of).collect()
}

/// Each facet counts what choosing another of its values would give: its own condition is left out.
fn facet_plans(planner: &Planner, parsed: &Parsed, base: &Plan) -> Result<Vec<(Tag, Plan)>, Error> {
    let plan = |tag: &Tag| {
        let others = planner.filter(&without(&parsed.filter, *tag))?;
        let base = if seeded(Bug::FacetsWithoutScope) { Plan::All } else { base.clone() };
        Ok((*tag, Plan::And(vec![base, others])))
    };
    parsed.facets.iter().map(plan).collect()
}

/// The filter without the conditions on one field that stand alone in its top `and`.
fn without(filter: &Filter, tag: Tag) -> Filter {
    let is_own = |one: &Filter| matches!(one, Filter::Field(of, Test::AnyOf(_)) if *of == tag);
    match filter {
        one if is_own(one) => Filter::All,
        Filter::And(list) => Filter::And(list.iter().filter(|one| !is_own(one)).cloned().collect()),
        other => other.clone(),
    }
}

fn stored_counts(
    live: &Live,
    kind: Kind,
    tag: Tag,
    mut counts: Vec<(i64, u64)>,
) -> Vec<(i64, u64)> {
    let field = live.catalogue.by_tag(kind, tag);
    if field.is_some_and(|field| field.shape == Shape::Region) {
        counts.retain(|(code, _)| code % PROVINCE == 0);
    }
    counts
}

/// A derived field has no column: each of its values is counted by the filter it stands for.
fn derived_counts(
    planner: &Planner,
    tag: Tag,
    others: &Plan,
    bin: bool,
) -> Result<Vec<(i64, u64)>, Error> {
    let field = planner.live.catalogue.by_tag(planner.kind, tag);
    let mut counts = Vec::new();
    for choice in field.map(|field| field.choices.as_slice()).unwrap_or_default() {
        let own = Filter::Field(tag, Test::AnyOf(vec![u64::from(choice.id.0)]));
        let within = if seeded(Bug::DerivedWithoutScope) { Plan::All } else { others.clone() };
        let plan = Plan::And(vec![within, planner.filter(&own)?]);
        let total = planner.app.find(&Ask {
            kind: planner.kind,
            bin,
            plan: &plan,
            prefer: None,
            sort: &[],
            offset: 0,
            limit: 0,
            after: None,
            facets: &[],
            sums: &[],
        })?;
        if 0 < total.total {
            counts.push((i64::from(choice.id.0), total.total));
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(counts)
}

/// Records from one snapshot of the store, the rights checked once more on each.
pub(crate) fn rows<R: Record>(
    app: &App,
    op: &Op,
    ordinals: &[u64],
    bin: bool,
    fields: Option<&[Tag]>,
) -> Result<Vec<View>, Error> {
    let live = app.live();
    let reader = app.store().reader();
    let mut views = Vec::with_capacity(ordinals.len());
    for stored in loaded::<R>(&reader, ordinals)? {
        let in_sight = op.access.may_see(&stored) || seeded(Bug::RowsWithoutScope);
        if in_sight && stored.deleted_at.is_some() == bin {
            views.push(op.access.view(&live.catalogue, op.now, &stored, fields));
        }
    }
    Ok(views)
}

/// Records in this order; of those in a row that are about one customer, the customer is opened once.
fn loaded<R: Record>(reader: &Reader, ordinals: &[u64]) -> Result<Vec<Stored<R>>, Error> {
    let mut all = Vec::with_capacity(ordinals.len());
    if !R::KIND.is_child() {
        for ordinal in ordinals {
            all.extend(reader.load::<R>(*ordinal)?);
        }
        return Ok(all);
    }
    let parents: Vec<Option<u64>> = ordinals
        .iter()
        .map(|ordinal| reader.parent_of(R::KIND, *ordinal))
        .collect::<Result<_, _>>()?;
    let paired: Vec<(u64, Option<u64>)> = ordinals.iter().copied().zip(parents).collect();
    for run in paired.chunk_by(|(_, one), (_, next)| one == next) {
        let run_of: Vec<u64> = run.iter().map(|(ordinal, _)| *ordinal).collect();
        match run[0].1 {
            Some(customer) if customer != 0 => all.extend(reader.load_of::<R>(customer, &run_of)?),
            _ => {
                for ordinal in run_of {
                    all.extend(reader.load::<R>(ordinal)?);
                }
            }
        }
    }
    Ok(all)
}
