//! What the journal tells one viewer as it grows: the changes of records that they may see by now.

use crate::app::App;
use crate::app::Error;
use crate::app::records::recent::Line;
use crate::domain::access::Access;
use crate::domain::access::Visibility;
use crate::domain::catalogue::Catalogue;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::store::Deed;
use crate::store::Reader;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Entries that are told after the fact. Who is further behind looks afresh instead.
pub const REACH: u64 = 1_000;

/// Entries that are looked at together.
const PAGE: u64 = 250;

/// Changes of one batch on a page that are told one by one. Who would hear of more, of an import or a
/// change of many, looks afresh instead.
const ONE_BY_ONE: usize = 100;

/// One change as the viewer hears of it.
pub struct News {
    pub line: Arc<Line>,
    /// The customer that it is about.
    pub customer: Option<u64>,
    /// What was changed, as far as the viewer may see it.
    pub fields: Vec<Tag>,
}

/// What is not told one by one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rest {
    /// The viewer has done all of it.
    Own,
    Others,
}

pub struct Page {
    /// In the order of the journal.
    pub items: Vec<News>,
    /// There was more than is told one by one: the viewer must look afresh.
    pub rest: Option<Rest>,
    /// The last entry that was looked at, told or not.
    pub reached: Seq,
}

/// The changes among the next entries after `after`, up to `head`, of which these rights let one know.
/// What is out of sight, and what changed in hidden fields alone, has not happened.
///
/// `reader` must know `head`, and be older than the rights: then nobody hears by rights that were taken
/// away before the change was made.
///
/// # Errors
/// Where the store does not read.
pub fn after(
    app: &App,
    reader: &Arc<Reader>,
    access: &Access,
    after: Seq,
    head: Seq,
) -> Result<Page, Error> {
    let live = app.live();
    let reached = head.min(Seq(after.0 + PAGE)).max(after);
    let mut items = Vec::new();
    for (line, record) in app.recent().lines(reader, after, reached)? {
        let is_seen = || record.is_some_and(|record| record.is_seen_by(access));
        if is_told(line.deed) && is_seen() {
            items.extend(heard(&live.catalogue, access, line));
        }
    }
    let mut told: BTreeMap<BatchId, usize> = BTreeMap::new();
    for news in &items {
        *told.entry(news.line.batch).or_default() += 1;
    }
    let is_one_of_many = |news: &News| ONE_BY_ONE < told[&news.line.batch];
    let rest = items.iter().filter(|news| is_one_of_many(news)).map(|news| whose(access, news));
    let rest = rest.reduce(|one, other| if one == other { one } else { Rest::Others });
    items.retain(|news| !is_one_of_many(news));
    Ok(Page { items, rest, reached })
}

fn whose(access: &Access, news: &News) -> Rest {
    match news.line.actor.user() {
        Some(actor) if access.user == Some(actor) => Rest::Own,
        Some(_) | None => Rest::Others,
    }
}

/// Whether a deed changed something that is still there.
fn is_told(deed: Deed) -> bool {
    deed.is_change() && deed != Deed::Purge
}

/// What the viewer hears of a change of a record that they may see; `None` where for them nothing has
/// happened.
fn heard(catalogue: &Catalogue, access: &Access, line: Arc<Line>) -> Option<News> {
    let kind = line.record.kind;
    let is_seen = |tag: &Tag| {
        let field = catalogue.by_tag(kind, *tag);
        field.is_some_and(|field| access.visibility(kind, field) != Visibility::Hidden)
    };
    let fields: Vec<Tag> = line.tags.iter().copied().filter(is_seen).collect();
    let is_silent = fields.is_empty() && !line.tags.is_empty();
    let customer = if kind == Kind::Customer { line.record.ordinal } else { line.parent };
    let customer = (customer != 0).then_some(customer);
    (!is_silent).then_some(News { line, customer, fields })
}
