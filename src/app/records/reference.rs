//! What is shown of a record where another one refers to it: its name, and what makes it known.

use crate::app::App;
use crate::domain::access::View;
use crate::domain::child;
use crate::domain::customer;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::kinds;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::store::Reader;
use crate::store::Source;

/// `None` for what is not there, in the bin or out of sight.
pub fn look(app: &App, op: &Op, kind: Kind, ordinal: u64) -> Option<View> {
    look_at(app, op, &app.store().reader(), fields(kind), RecordId { kind, ordinal })
}

/// The same with other fields, as `reader` has it.
pub(crate) fn look_at(
    app: &App,
    op: &Op,
    reader: &Reader,
    fields: &[Tag],
    id: RecordId,
) -> Option<View> {
    let mut looking = Looking { app, op, reader, fields, ordinal: id.ordinal };
    match id.kind {
        Kind::Customer => kinds::Visit::visit::<Customer>(&mut looking),
        kind => kinds::with_child(kind, &mut looking).flatten(),
    }
}

/// The names of all kinds are called the same here.
pub fn called(tag: Tag, key: &str) -> &str {
    let names = [
        child::task::tag::TITLE,
        child::deal::tag::TITLE,
        child::service::tag::NUMBER,
        child::order::tag::NUMBER,
    ];
    if names.contains(&tag) { "name" } else { key }
}

fn fields(kind: Kind) -> &'static [Tag] {
    match kind {
        Kind::Customer => &[customer::tag::CODE, customer::tag::NAME],
        Kind::Task => {
            use child::task::tag;
            &[tag::TITLE, tag::DUE, tag::ASSIGNEE, tag::DONE]
        }
        Kind::Deal => &[child::deal::tag::TITLE, child::deal::tag::CONTRACT_NO],
        Kind::Service => &[child::service::tag::NUMBER],
        Kind::Order => &[child::order::tag::NUMBER],
        Kind::Contact => &[child::contact::tag::NAME],
        Kind::Attachment => &[child::attachment::tag::NAME],
        Kind::FollowUp
        | Kind::Participation
        | Kind::Consent
        | Kind::Payment
        | Kind::User
        | Kind::Field
        | Kind::Team
        | Kind::Role => &[],
    }
}

struct Looking<'a> {
    app: &'a App,
    op: &'a Op,
    reader: &'a Reader,
    fields: &'a [Tag],
    ordinal: u64,
}

impl kinds::Visit for Looking<'_> {
    type Out = Option<View>;

    fn visit<R: Record>(&mut self) -> Option<View> {
        let Looking { app, op, reader, fields, ordinal } = *self;
        let stored = reader.load::<R>(ordinal).ok().flatten()?;
        let is_there = stored.deleted_at.is_none() && op.access.may_see(&stored);
        is_there.then(|| op.access.view(&app.live().catalogue, op.now, &stored, Some(fields)))
    }
}
