//! Until when a customer should hear from us: by the priority of the service record and the firm's
//! working calendar, where nobody has said.

use crate::app::Gate;
use crate::domain::calendar::response::Priority;
use crate::domain::check::Ease;
use crate::domain::child::service::priority;
use crate::domain::child::service::tag;
use crate::domain::child::tag as base;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// What the due follows from.
const TOLD_BY: [Tag; 2] = [tag::PRIORITY, base::AT];

impl Gate<'_, '_> {
    /// Sets the response due of a new service record without one, and moves it with priority and time
    /// while nobody has set another or answered. What a file brings is as it was. Answers the field,
    /// if it did.
    pub(super) fn promise<R: Record>(
        &self,
        before: Option<&R>,
        after: &mut R,
        ease: Ease,
    ) -> Option<Tag> {
        if R::KIND != Kind::Service || ease != Ease::Form {
            return None;
        }
        let due = self.promised(after);
        let is_open = match before {
            None => {
                // Kept with one that somebody has set, too: it tells the two apart.
                after.set_value(tag::PROMISED, due.clone());
                after.value(tag::DUE).is_missing()
            }
            Some(before) => self.is_as_promised(before, after),
        };
        if !is_open || due.is_missing() || due == after.value(tag::DUE) {
            return None;
        }
        after.set_value(tag::PROMISED, due.clone());
        after.set_value(tag::DUE, due);
        Some(tag::DUE)
    }

    /// Whether it moves now, and nobody has answered or set another. The calendar may be another by
    /// now: what it said then is kept, but for records of older versions and of files.
    fn is_as_promised<R: Record>(&self, before: &R, after: &R) -> bool {
        let held = before.value(tag::DUE);
        let promised = match before.value(tag::PROMISED) {
            Value::Missing => self.promised(before),
            promised => promised,
        };
        let moves = TOLD_BY.into_iter().any(|tag| before.value(tag) != after.value(tag));
        let is_answered = !after.value(tag::RESPONDED_AT).is_missing();
        moves && !is_answered && held == after.value(tag::DUE) && held == promised
    }

    /// Missing where the calendar has no such moment.
    fn promised<R: Record>(&self, record: &R) -> Value {
        let priority = match record.value(tag::PRIORITY).into_choice() {
            Some(priority::URGENT) => Priority::Urgent,
            Some(priority::HIGH) => Priority::High,
            Some(priority::LOW) => Priority::Low,
            Some(_) | None => Priority::Normal,
        };
        let settings = &self.live().settings;
        let minutes = settings.calendar.response.minutes(priority);
        let accepted = record.base().and_then(|base| base.at).unwrap_or(self.op().now);
        let due = settings.calendar.add_working_minutes(accepted, minutes, settings.zone);
        Value::of(due, Value::Moment)
    }
}
