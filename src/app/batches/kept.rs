//! What an undo leaves as it is, and how that is called to whom.

use crate::app::App;
use crate::app::records::reference;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::access::Shown;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::store::Entry;
use crate::store::Source;

/// A record that stays as it is, or keeps some fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    pub id: RecordId,
    /// As the one who undoes may see it.
    pub name: String,
    /// A message key: `changed_since`, `deleted_since`, `taken`, `denied`, `erased`,
    /// `not_undoable`, `stays_disabled`, `deal_kept`.
    pub reason: &'static str,
}

pub(super) fn kept(app: &App, op: &Op, entry: &Entry, reason: &'static str) -> Kept {
    let name = match entry.record.kind {
        Kind::Customer => name_of(app, op, entry.record.ordinal).unwrap_or_default(),
        Kind::User if op.access.scope(Kind::User, Action::View) == Scope::All => {
            app.live().people.name(UserId(entry.record.ordinal)).to_owned()
        }
        kind if kind.is_child() => named(app, op, entry.record).unwrap_or_default(),
        _ => String::new(),
    };
    Kept { id: entry.record, name, reason }
}

/// By what it is called where others refer to it.
fn named(app: &App, op: &Op, id: RecordId) -> Option<String> {
    let view = reference::look(app, op, id.kind, id.ordinal)?;
    match view.cells().first()? {
        (_, Shown::Clear(Value::Text(text)) | Shown::Masked(text)) => Some(text.clone()),
        (_, Shown::Clear(_)) => None,
    }
}

fn name_of(app: &App, op: &Op, ordinal: u64) -> Option<String> {
    let stored = app.store().reader().load::<Customer>(ordinal).ok()??;
    let live = app.live();
    let field = live.catalogue.by_tag(Kind::Customer, tag::NAME)?;
    let value = stored.record.value(tag::NAME);
    if !op.access.may_see(&stored) {
        return None;
    }
    match op.access.shown(Kind::Customer, &stored, field, value)? {
        Shown::Clear(value) => Some(value.into_text()),
        Shown::Masked(mask) => Some(mask),
    }
}
