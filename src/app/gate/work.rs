//! What the time of a change says: when a to-do was done, when a customer had an answer, since when a
//! consent is withdrawn; and who may be asked to do something.

use crate::app::Gate;
use crate::domain::access::Action;
use crate::domain::check::Ease;
use crate::domain::child::consent;
use crate::domain::child::deal;
use crate::domain::child::service;
use crate::domain::child::tag;
use crate::domain::child::task;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::value::ChoiceId;
use crate::domain::value::Moment;
use crate::domain::value::Value;

impl Gate<'_, '_> {
    /// Answers which fields it set. Only what becomes so with this change has its time: of what was so
    /// before nobody knows it. A file says itself when things were, and what is taken back is as it
    /// was.
    pub(super) fn date<R: Record>(
        &self,
        before: Option<&R>,
        after: &mut R,
        ease: Ease,
    ) -> Vec<Tag> {
        let now = self.op().now;
        let becomes = |is: fn(&R) -> bool, after: &R| is(after) && !before.is_some_and(is);
        match (R::KIND, ease) {
            (Kind::Consent, Ease::Form | Ease::Import) if becomes(is_withdrawn, after) => {
                put(after, consent::tag::WITHDRAWN_AT, Some(now)).into_iter().collect()
            }
            (Kind::Task, Ease::Form) if becomes(is_done, after) => {
                put(after, task::tag::DONE_AT, Some(now)).into_iter().collect()
            }
            (Kind::Service, Ease::Form) => {
                // One that is noted when it is over was answered when it came in.
                let at = match before {
                    Some(_) => now,
                    None => moment(after, tag::AT).unwrap_or(now).min(now),
                };
                let answered = becomes(is_answered, after).then_some(at);
                let finished = becomes(is_finished, after).then_some(at);
                let mut set = Vec::new();
                set.extend(put(after, service::tag::RESPONDED_AT, answered));
                set.extend(put(after, service::tag::FINISHED_AT, finished));
                set
            }
            (_, Ease::Form | Ease::Import | Ease::Return) => Vec::new(),
        }
    }

    /// Whoever is newly asked to do something must be able to: they see the customer that it is for,
    /// and may go on with the record.
    pub(super) fn unable<R: Record>(&self, before: Option<&R>, after: &R) -> Option<Fault> {
        let (key, tag) = match R::KIND {
            Kind::Task => ("assignee", task::tag::ASSIGNEE),
            Kind::Service => ("handler", service::tag::HANDLER),
            Kind::Deal => ("owner", deal::tag::OWNER),
            _ => return None,
        };
        let named = after.value(tag);
        if before.is_some_and(|before| before.value(tag) == named) {
            return None;
        }
        let (user, holders) = (named.into_user()?, after.holders()?);
        // Of oneself rights alone tell it.
        if self.access().user == Some(user) {
            return None;
        }
        // Who is disabled is told of as that.
        let access = self.live().people.access(user)?;
        let about = after.parent().is_some();
        let sees = !about || access.reach_about(Kind::Customer, Action::View, &holders).is_some();
        let reason = match (sees, access.reaches(Action::Edit, after)) {
            (false, _) => "cannot_see_customer",
            (true, false) => "cannot_do_this",
            (true, true) => return None,
        };
        Some(Fault::new(key, reason).with("value", self.live().people.name(user)))
    }
}

fn moment<R: Record>(record: &R, tag: Tag) -> Option<Moment> {
    record.value(tag).into_moment()
}

fn is_withdrawn<R: Record>(consent: &R) -> bool {
    chosen(consent, consent::tag::STATE, &[consent::state::WITHDRAWN])
}

fn is_done<R: Record>(task: &R) -> bool {
    task.value(task::tag::DONE) == Value::Flag(true)
}

fn is_answered<R: Record>(service: &R) -> bool {
    !chosen(service, service::tag::STATUS, &[service::status::NEW])
        || !service.value(service::tag::RESULT).is_missing()
}

fn is_finished<R: Record>(service: &R) -> bool {
    let ends = [service::status::SOLVED, service::status::CLOSED];
    chosen(service, service::tag::STATUS, &ends)
}

fn chosen<R: Record>(record: &R, tag: Tag, among: &[ChoiceId]) -> bool {
    record.value(tag).into_choice().is_some_and(|choice| among.contains(&choice))
}

/// Sets a moment that is not there; answers its field where it did.
fn put<R: Record>(record: &mut R, tag: Tag, at: Option<Moment>) -> Option<Tag> {
    let at = at.filter(|_| record.value(tag).is_missing())?;
    record.set_value(tag, Value::Moment(at));
    Some(tag)
}
