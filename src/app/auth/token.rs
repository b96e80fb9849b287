//! API tokens: shown once, known by hash, void when the user's rights change.

use crate::app::App;
use crate::app::Error;
use crate::app::Written;
use crate::crypto::secret;
use crate::domain::access::Access;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use std::sync::Arc;

/// Tokens of one user.
const MAX_TOKENS: usize = 50;

/// `user, epoch, made at, name`.
type Row = (u64, i64, i64, String);

/// A token as its owner sees it.
pub struct Known {
    pub id: String,
    pub name: String,
    pub made_at: Moment,
}

/// The token's text, and its id.
///
/// # Errors
/// [`Error::Invalid`] for a name over 100 characters; [`Error::Rule`]`("too_many_tokens")`.
pub fn make(
    app: &App,
    op: &Op,
    user: UserId,
    name: &str,
) -> Result<Written<(String, String)>, Error> {
    let name = name.trim().to_owned();
    if 100 < name.chars().count() {
        return Err(Error::fault("name", "too_long"));
    }
    let epoch = app.live().people.get(user).ok_or(Error::Missing)?.record.epoch;
    let token = secret::random_token("zk_");
    let now = op.now.0;
    app.write(op, move |gate| {
        let own = own(gate.source(), user)?;
        if MAX_TOKENS <= own.len() {
            return Err(Error::Rule("too_many_tokens"));
        }
        let hash = secret::token_hash(&token);
        let row: Row = (user.0, epoch, now, name);
        gate.put_system(Space::Token, &hash, Some(&to_bytes(&row)));
        Ok((token, id_of(&hash)))
    })
}

/// Who the token is.
pub fn check(app: &App, token: &str) -> Result<(UserId, Arc<Access>), Error> {
    let hash = secret::token_hash(token);
    let bytes = app.store().reader().system(Space::Token, &hash)?.ok_or(Error::SignIn)?;
    let (user, epoch, _, _): Row = from_bytes(&bytes)?;
    let user = UserId(user);
    let live = app.live();
    let same_epoch = live.people.get(user).is_some_and(|stored| stored.record.epoch == epoch);
    let access = live.people.access(user).filter(|_| same_epoch).ok_or(Error::SignIn)?;
    Ok((user, access))
}

pub fn list(app: &App, user: UserId) -> Result<Vec<Known>, Error> {
    let rows = own(&*app.store().reader(), user)?;
    let known = |(hash, (_, _, at, name)): (Vec<u8>, Row)| Known {
        id: id_of(&hash),
        name,
        made_at: Moment(at),
    };
    Ok(rows.into_iter().map(known).collect())
}

/// # Errors
/// [`Error::Missing`] for a token of another user, as for one that is not there.
pub fn revoke(app: &App, op: &Op, user: UserId, id: &str) -> Result<(), Error> {
    let id = id.to_owned();
    app.write(op, move |gate| {
        let found = own(gate.source(), user)?.into_iter().find(|(hash, _)| id_of(hash) == id);
        let (hash, _) = found.ok_or(Error::Missing)?;
        gate.put_system(Space::Token, &hash, None);
        Ok(())
    })?;
    Ok(())
}

fn own<S: Source>(source: &S, user: UserId) -> Result<Vec<(Vec<u8>, Row)>, Error> {
    let mut own = Vec::new();
    for (name, bytes) in source.system_list(Space::Token, usize::MAX)? {
        // The setup token has another name, and another row.
        if name.len() == 32 {
            let row: Row = from_bytes(&bytes)?;
            if row.0 == user.0 {
                own.push((name, row));
            }
        }
    }
    Ok(own)
}

/// The beginning of the hash: enough to name it, nothing to use.
fn id_of(hash: &[u8]) -> String {
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
