//! What the clock and the working calendar say of a record: when it was done, until when it is due.

use crate::app::Gate;
use crate::domain::calendar::response::Priority;
use crate::domain::check::Ease;
use crate::domain::child;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::value::Moment;
use crate::domain::value::Value;

impl Gate<'_, '_> {
    /// Sets what nobody enters and the moment decides. What a file tells was done at some other time,
    /// and what is taken back keeps the times that it had.
    pub(super) fn stamp<R: Record>(&self, before: Option<&R>, after: &mut R, ease: Ease) {
        let now = Value::Moment(self.op.now);
        let is_now = ease == Ease::Form;
        if R::KIND == Kind::Task && is_now {
            let was_done = before.is_some_and(|before| !before.value(task::tag::DONE).is_missing());
            if !was_done && !after.value(task::tag::DONE).is_missing() {
                fill(after, task::tag::DONE_AT, now);
            }
        } else if R::KIND == Kind::Service {
            self.stamp_service(after, now, ease);
        }
    }

    fn stamp_service<R: Record>(&self, after: &mut R, now: Value, ease: Ease) {
        let status = after.value(service::tag::STATUS).into_choice();
        let is_finished = matches!(status, Some(service::status::SOLVED | service::status::CLOSED));
        if ease != Ease::Return && !is_finished {
            fill(after, service::tag::DUE, Value::of(self.due(after), Value::Moment));
        }
        if ease == Ease::Form && is_finished {
            fill(after, service::tag::FINISHED_AT, now.clone());
        }
        if ease == Ease::Form && status.is_some_and(|status| status != service::status::NEW) {
            fill(after, service::tag::RESPONDED_AT, now);
        }
    }

    /// Until when an answer is due, in the working time of the firm.
    fn due<R: Record>(&self, record: &R) -> Option<Moment> {
        let priority = match record.value(service::tag::PRIORITY).into_choice() {
            Some(service::priority::URGENT) => Priority::Urgent,
            Some(service::priority::HIGH) => Priority::High,
            Some(service::priority::LOW) => Priority::Low,
            Some(_) | None => Priority::Normal,
        };
        let accepted = record.value(child::tag::AT).into_moment()?;
        let settings = &self.live.settings;
        let minutes = settings.calendar.response.minutes(priority);
        settings.calendar.add_working_minutes(accepted, minutes, settings.zone)
    }
}

fn fill<R: Record>(record: &mut R, tag: Tag, value: Value) {
    if record.value(tag).is_missing() {
        record.set_value(tag, value);
    }
}
