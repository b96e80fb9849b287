//! Whoever is newly named in a record must be somebody who may come in; whom it held already stays.

use crate::app::Live;
use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::field::Origin;
use crate::domain::ids::UserId;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// A fault, `disabled_user`, for each field that `after` newly gives to a person who is disabled.
/// Of files and of what is taken back this is not asked.
pub(super) fn faults<R: Record>(live: &Live, before: Option<&R>, after: &R) -> Vec<Fault> {
    let fault = |field: &Field| {
        let held = before.map_or(Vec::new(), |before| people(before.value(field.tag)));
        let named = people(after.value(field.tag));
        let mut new = named.iter().filter(|user| !held.contains(user));
        let out = new.find(|user| live.people.access(**user).is_none())?;
        let name = live.people.name(*out);
        Some(Fault::new(&field.key, "disabled_user").with("value", name))
    };
    let is_given = |field: &&Field| matches!(field.origin, Origin::Entered | Origin::Opening);
    live.catalogue.fields(R::KIND).iter().filter(is_given).filter_map(fault).collect()
}

fn people(value: Value) -> Vec<UserId> {
    match value {
        Value::User(user) => vec![user],
        value => value.into_users(),
    }
}
