//! Customers that a row may mean by what they share with it.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Stored;
use crate::store::Source;

/// Customers with one value that are looked through.
const MAX_HOLDERS: usize = 20;

/// The customers in sight whose field has the value of this keyed hash, the oldest first. Where the
/// importer sees only a mask it does not count: a file of guesses would ask the value out of the server.
///
/// # Errors
/// Those of the store.
pub(super) fn in_sight(
    gate: &Gate,
    tag: Tag,
    token: &[u8; 16],
) -> Result<Vec<Stored<Customer>>, Error> {
    let (access, catalogue) = (gate.access(), gate.catalogue());
    let Some(field) = catalogue.by_tag(Kind::Customer, tag) else { return Ok(Vec::new()) };
    let mut seen = Vec::new();
    for ordinal in gate.source().find(Kind::Customer, token, MAX_HOLDERS)? {
        match gate.load::<Customer>(ordinal) {
            Ok(stored) if access.may_see_clear(catalogue, &stored.record, field) => {
                seen.push(stored);
            }
            Ok(_) | Err(Error::Missing) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}
