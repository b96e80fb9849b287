//! One record, as this viewer sees it.

use crate::app::App;
use crate::app::Error;
use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::Source;

/// # Errors
/// [`Error::Missing`] for one that is not there, in the bin, or out of sight: the three answer alike.
pub fn show<R: Record>(app: &App, op: &Op, ordinal: u64) -> Result<View, Error> {
    let stored = load::<R>(app, op, ordinal)?;
    Ok(view(app, op, &stored))
}

pub fn view<R: Record>(app: &App, op: &Op, stored: &Stored<R>) -> View {
    op.access.view(&app.live().catalogue, op.now, stored, None)
}

/// What a customer is called, as this viewer may see it; `None` where they may not.
pub fn name_of_customer(app: &App, op: &Op, ordinal: u64) -> Option<String> {
    let stored = load::<Customer>(app, op, ordinal).ok()?;
    let live = app.live();
    let field = live.catalogue.by_tag(Kind::Customer, tag::NAME)?;
    match op.access.shown(Kind::Customer, &stored, field, stored.record.value(tag::NAME))? {
        Shown::Clear(value) => Some(value.into_text()),
        Shown::Masked(mask) => Some(mask),
    }
}

/// The record itself, the bin included, for other use cases.
pub(crate) fn load<R: Record>(app: &App, op: &Op, ordinal: u64) -> Result<Stored<R>, Error> {
    let stored = app.store().reader().load::<R>(ordinal)?;
    stored.filter(|stored| op.access.may_see(stored)).ok_or(Error::Missing)
}
