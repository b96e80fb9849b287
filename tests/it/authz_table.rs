//! What each route answers: groups of letters, one for each asker of `authz.rs`, in its order.
//!
//! `+` well, `d` 403, `m` 404, `s` 401, `i` 422, `b` 400, `c` 409, `v` 412. A group has one letter; for a
//! customer's routes six (own, team, other, pool, binned, none); for other ids two (there, not there).

pub const TABLE: &[(&str, &str)] = &[];
