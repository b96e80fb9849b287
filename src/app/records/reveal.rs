//! One clear value of a masked field, for a purpose, on the record.

use crate::app::App;
use crate::app::Error;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Visibility;
use crate::domain::field::Field;
use crate::domain::field::Shape;
use crate::domain::ids::RecordId;
use crate::domain::op::Op;
use crate::domain::parse;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::store::Deed;
use crate::store::Source;

/// Longest purpose, in characters.
const PURPOSE_CHARS: usize = 200;

/// The value in the form that people write; the journal entry is durable before it is given.
///
/// # Errors
/// [`Error::Denied`] without the right, or where the field is not clear for this role;
/// [`Error::Invalid`] without a purpose.
pub fn reveal<R: Record>(
    app: &App,
    op: &Op,
    ordinal: u64,
    field: &str,
    purpose: &str,
) -> Result<String, Error> {
    if op.preview {
        return Err(Error::PreviewClosed);
    }
    let purpose = purpose.trim().to_owned();
    if purpose.is_empty() || PURPOSE_CHARS < purpose.chars().count() {
        return Err(Error::fault("purpose", "purpose"));
    }
    let key = field.to_owned();
    let written = app.write(op, move |gate| {
        gate.demand(R::KIND, Action::Reveal)?;
        let stored = gate.load::<R>(ordinal)?;
        let field = gate.catalogue().by_key(R::KIND, &key).cloned();
        let field = field.ok_or_else(|| Error::fault("field", "unknown_field"))?;
        let access = gate.access();
        if access.visibility(R::KIND, &field) == Visibility::Hidden {
            return Err(Error::fault("field", "unknown_field"));
        }
        if !access.reaches(Action::Reveal, &stored.record) {
            return Err(Error::Denied(Denied::Action(Action::Reveal)));
        }
        if !access.may_see_clear(gate.catalogue(), &stored.record, &field) {
            return Err(Error::Denied(Denied::Field(field.key)));
        }
        let id = RecordId { kind: R::KIND, ordinal };
        let value = stored.record.value(field.tag);
        let clear = match &value {
            Value::Guarded(guarded) => gate.source().reveal(id, field.tag, guarded)?,
            Value::Text(text) => text.clone(),
            _ => return Err(Error::fault("field", "nothing_to_reveal")),
        };
        let changes = vec![(field.tag, Value::Missing, Value::Missing)];
        gate.note(id, Deed::Reveal, stored.version, changes, purpose)?;
        Ok(displayed(&field, &clear))
    })?;
    Ok(written.answer)
}

/// The form that people write and dial.
fn displayed(field: &Field, clear: &str) -> String {
    match field.shape {
        Shape::Phone => parse::phone::show(clear),
        _ => clear.to_owned(),
    }
}
