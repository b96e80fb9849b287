//! What the moment of a change says of a record: when it was done, answered, finished, and until when
//! it is due.

use crate::app::Gate;
use crate::domain::check::Ease;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::value::Value;

impl Gate<'_, '_> {
    /// Sets what nobody need enter, and answers which fields it set. What a file tells was done at some
    /// other time, and what is taken back keeps the times that it had.
    pub(super) fn stamp<R: Record>(
        &self,
        before: Option<&R>,
        after: &mut R,
        ease: Ease,
    ) -> Vec<Tag> {
        let mut stamped = Vec::new();
        if ease == Ease::Form {
            let due_now = match R::KIND {
                Kind::Task => done(before, after),
                Kind::Service => answered(after),
                Kind::Customer | Kind::User | Kind::Field | Kind::Team | Kind::Role => Vec::new(),
                Kind::Contact | Kind::FollowUp | Kind::Deal | Kind::Order => Vec::new(),
                Kind::Participation | Kind::Consent | Kind::Payment => Vec::new(),
                Kind::Attachment => Vec::new(),
            };
            for tag in due_now.into_iter().filter(|tag| after.value(*tag).is_missing()) {
                stamped.push(tag);
            }
            for tag in &stamped {
                after.set_value(*tag, Value::Moment(self.op.now));
            }
        }
        stamped.extend(self.promise(before, after, ease));
        stamped
    }
}

/// A to-do that is done with this change.
fn done<R: Record>(before: Option<&R>, after: &R) -> Vec<Tag> {
    let is_done = |record: &R| !record.value(task::tag::DONE).is_missing();
    match is_done(after) && !before.is_some_and(is_done) {
        true => vec![task::tag::DONE_AT],
        false => Vec::new(),
    }
}

/// Whoever works on a service record has answered; whoever solved it has finished.
fn answered<R: Record>(after: &R) -> Vec<Tag> {
    match after.value(service::tag::STATUS).into_choice() {
        None | Some(service::status::NEW) => Vec::new(),
        Some(service::status::SOLVED | service::status::CLOSED) => {
            vec![service::tag::RESPONDED_AT, service::tag::FINISHED_AT]
        }
        Some(_) => vec![service::tag::RESPONDED_AT],
    }
}
