//! What is kept for a time and then let go: answers to repeated requests, sessions, tokens, failed sign-ins.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::guard;
use crate::app::auth::link;
use crate::app::auth::session;
use crate::app::auth::token;
use crate::app::records::answers;
use crate::domain::op::Op;
use crate::store::Source;
use crate::store::Space;

/// Rows removed in one unit: others get their turn in between.
const UNIT_ROWS: usize = 500;

/// Removes what is over; says how many rows.
pub fn sweep(app: &App, op: &Op) -> Result<u64, Error> {
    type IsOver = fn(&[u8], i64) -> bool;
    let spaces: [(Space, IsOver); 5] = [
        (Space::Answer, answers::is_over),
        (Space::Session, session::is_over),
        (Space::Guard, guard::is_over),
        (Space::Link, link::is_over),
        (Space::Token, token::is_over),
    ];
    let mut removed = 0;
    for (space, is_over) in spaces {
        let rows = app.store().reader().system_list(space, usize::MAX)?;
        let over = rows.into_iter().filter(|(_, row)| is_over(row, op.now.0));
        let names: Vec<Vec<u8>> = over.map(|(name, _)| name).collect();
        for part in names.chunks(UNIT_ROWS) {
            let part = part.to_vec();
            removed += part.len() as u64;
            app.write(op, move |gate| {
                part.iter().for_each(|name| gate.put_system(space, name, None));
                Ok(())
            })?;
        }
    }
    Ok(removed + sweep_previews(app, op)?)
}

/// What the sessions looked through that are over.
fn sweep_previews(app: &App, op: &Op) -> Result<u64, Error> {
    let reader = app.store().reader();
    let mut names = Vec::new();
    for (name, _) in reader.system_list(Space::Preview, usize::MAX)? {
        if reader.system(Space::Session, &name)?.is_none() {
            names.push(name);
        }
    }
    let count = names.len() as u64;
    if 0 < count {
        app.write(op, move |gate| {
            names.iter().for_each(|name| gate.put_system(Space::Preview, name, None));
            Ok(())
        })?;
    }
    Ok(count)
}
