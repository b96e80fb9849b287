//! What the journal tells one viewer as it grows: the changes of records that they may see by now.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::domain::access::Access;
use crate::domain::access::Visibility;
use crate::domain::catalogue::Catalogue;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::kinds;
use crate::domain::record::Record;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;
use crate::store::Reader;
use crate::store::Source;
use crate::store::StoreError;

/// Entries that are told after the fact. Who is further behind looks afresh instead.
pub const REACH: u64 = 1_000;

/// One change as the viewer hears of it.
pub struct News {
    pub entry: Entry,
    /// The customer that it is about.
    pub customer: Option<u64>,
    /// What was changed, as far as the viewer may see it.
    pub fields: Vec<Tag>,
}

pub struct Page {
    /// In the order of the journal.
    pub items: Vec<News>,
    /// The last entry that was looked at, told or not.
    pub reached: Seq,
}

/// The changes among the next `limit` entries after `after` of which these rights let one know. What
/// is out of sight, and what changed in hidden fields alone, has not happened.
///
/// `reader` must be older than the rights: then nobody hears by rights that were taken away before
/// the change was made.
///
/// # Errors
/// Where the store does not read.
pub fn after(
    app: &App,
    reader: &Reader,
    access: &Access,
    after: Seq,
    limit: usize,
) -> Result<Page, Error> {
    let live = app.live();
    let entries = store::since(reader, after, limit)?;
    let reached = entries.last().map_or(after, |entry| entry.seq);
    let mut items = Vec::new();
    for entry in entries.into_iter().filter(|entry| is_told(entry.deed)) {
        items.extend(heard(reader, &live, access, entry)?);
    }
    Ok(Page { items, reached })
}

/// Whether a deed changed something that is still there.
fn is_told(deed: Deed) -> bool {
    deed.is_change() && deed != Deed::Purge
}

fn heard(
    reader: &Reader,
    live: &Live,
    access: &Access,
    entry: Entry,
) -> Result<Option<News>, StoreError> {
    let mut sight = Sight { reader, catalogue: &live.catalogue, access, entry: &entry };
    let (customer, fields) = match entry.record.kind {
        Kind::Customer => (entry.record.ordinal, kinds::Visit::visit::<Customer>(&mut sight)?),
        kind => (entry.parent, kinds::with_child(kind, &mut sight).transpose()?.flatten()),
    };
    let customer = (customer != 0).then_some(customer);
    Ok(fields.map(|fields| News { entry, customer, fields }))
}

struct Sight<'a> {
    reader: &'a Reader,
    catalogue: &'a Catalogue,
    access: &'a Access,
    entry: &'a Entry,
}

impl kinds::Visit for Sight<'_> {
    type Out = Result<Option<Vec<Tag>>, StoreError>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        in_sight::<R>(self.reader, self.catalogue, self.access, self.entry)
    }
}

/// The changed fields that the viewer may see; `None` where for them nothing has happened.
fn in_sight<R: Record>(
    reader: &Reader,
    catalogue: &Catalogue,
    access: &Access,
    entry: &Entry,
) -> Result<Option<Vec<Tag>>, StoreError> {
    let stored = match store::reading(|| reader.load::<R>(entry.record.ordinal)) {
        Ok(stored) => stored,
        // One row that does not open must not keep the others from being told.
        Err(StoreError::Damaged(_)) => None,
        Err(error) => return Err(error),
    };
    if !stored.is_some_and(|stored| access.may_see(&stored)) {
        return Ok(None);
    }
    let is_seen = |tag: &Tag| {
        let field = catalogue.by_tag(R::KIND, *tag);
        field.is_some_and(|field| access.visibility(R::KIND, field) != Visibility::Hidden)
    };
    let fields: Vec<Tag> = entry.changes.iter().map(|(tag, ..)| *tag).filter(is_seen).collect();
    let is_silent = fields.is_empty() && !entry.changes.is_empty();
    Ok((!is_silent).then_some(fields))
}
