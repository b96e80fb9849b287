//! What somebody was told, as far as they may still see what it is about; read or not; wanted or not.

use crate::app::App;
use crate::app::Error;
use crate::app::notices::Cause;
use crate::app::notices::Notice;
use crate::app::notices::book;
use crate::app::records::reference;
use crate::domain::access::View;
use crate::domain::child;
use crate::domain::customer;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::store::Reader;
use crate::store::Source;

pub struct Page {
    /// Newest first.
    pub items: Vec<Seen>,
    /// All that were not read, on this page or not.
    pub unread: u64,
    /// Notices before this one are on the next page.
    pub next: Option<u64>,
}

/// A notice with what it is about, as the person may see it now.
pub struct Seen {
    pub notice: Notice,
    /// The record, with the fields that name it.
    pub record: View,
    /// The customer that it is about, likewise.
    pub customer: Option<View>,
}

/// Which causes somebody wants to hear of.
pub type Settings = Vec<(Cause, bool)>;

/// `before`: the last one of the page before.
///
/// # Errors
/// [`Error::Missing`] for nobody; those of the store.
pub fn list(
    app: &App,
    op: &Op,
    unread: bool,
    before: Option<u64>,
    limit: usize,
) -> Result<Page, Error> {
    let user = op.actor.user().ok_or(Error::Missing)?;
    let reader = app.store().reader();
    let mut page = Page { items: Vec::new(), unread: 0, next: None };
    for notice in book::notices(&*reader, user)? {
        let fits = before.is_none_or(|before| notice.id < before) && !(unread && notice.read);
        let is_full = limit <= page.items.len();
        if notice.read && (!fits || (is_full && page.next.is_some())) {
            continue;
        }
        let Some(seen) = seen(app, op, &reader, notice) else { continue };
        page.unread += u64::from(!seen.notice.read);
        match (fits, is_full) {
            (false, _) => {}
            (true, false) => page.items.push(seen),
            (true, true) => page.next = page.items.last().map(|last| last.notice.id),
        }
    }
    Ok(page)
}

/// `None` where the record is gone, in the bin or out of sight by now.
fn seen(app: &App, op: &Op, reader: &Reader, notice: Notice) -> Option<Seen> {
    let RecordId { kind, ordinal } = notice.record;
    let look = |id: RecordId| reference::look_at(app, op, reader, named(id.kind), id);
    let record = look(notice.record)?;
    let customer = match kind.is_child() {
        true => reader.parent_of(kind, ordinal).ok().flatten().filter(|customer| *customer != 0),
        false => Some(ordinal),
    };
    let customer = customer.and_then(|ordinal| look(RecordId { kind: Kind::Customer, ordinal }));
    Some(Seen { notice, record, customer })
}

/// What a notice says of a record.
fn named(kind: Kind) -> &'static [Tag] {
    match kind {
        Kind::Customer => &[customer::tag::NAME],
        Kind::Task => &[child::task::tag::TITLE, child::task::tag::DUE],
        Kind::Service => &[child::service::tag::NUMBER],
        Kind::Deal => &[child::deal::tag::OWNER, child::deal::tag::AMOUNT],
        Kind::Payment => &[child::payment::tag::AMOUNT],
        Kind::User
        | Kind::Field
        | Kind::Team
        | Kind::Role
        | Kind::Contact
        | Kind::FollowUp
        | Kind::Order
        | Kind::Participation
        | Kind::Consent
        | Kind::Attachment => &[],
    }
}

/// Marks these as read; says how many are left.
///
/// # Errors
/// [`Error::Missing`] for nobody; [`Error::Previewed`].
pub fn mark_read(app: &App, op: &Op, ids: Vec<u64>) -> Result<u64, Error> {
    mark(app, op, move |id| ids.contains(&id))
}

/// The same for all that there are.
///
/// # Errors
/// Those of [`mark_read`].
pub fn mark_all(app: &App, op: &Op) -> Result<u64, Error> {
    mark(app, op, |_| true)
}

fn mark(app: &App, op: &Op, is_read: impl Fn(u64) -> bool + Send + 'static) -> Result<u64, Error> {
    let user = op.actor.user().ok_or(Error::Missing)?;
    app.write(op, move |gate| book::mark(gate, user, is_read))?;
    Ok(list(app, op, true, None, 0)?.unread)
}

/// # Errors
/// Where the store does not read.
pub fn settings(app: &App, user: UserId) -> Result<Settings, Error> {
    let off = book::unwanted(&*app.store().reader(), user)?;
    Ok(Cause::ALL.into_iter().map(|cause| (cause, !off.contains(&cause))).collect())
}

/// Turns causes on or off; the others stay as they are.
///
/// # Errors
/// [`Error::Previewed`]; those of the store.
pub fn choose(app: &App, op: &Op, user: UserId, changed: Settings) -> Result<(), Error> {
    app.write(op, move |gate| {
        let mut off = book::unwanted(gate.source(), user)?;
        for (cause, on) in changed {
            off.retain(|known| *known != cause);
            if !on {
                off.push(cause);
            }
        }
        book::keep_unwanted(gate, user, &off)
    })?;
    Ok(())
}
