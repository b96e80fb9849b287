//! When things happen by themselves: a calendar as a table, stepped with a clock that is handed in.

use crate::app::App;
use crate::app::Error;
use crate::app::attachments;
use crate::app::housekeeping;
use crate::app::imports;
use crate::app::notices;
use crate::app::records::purge;
use crate::domain::access::Access;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use std::sync::Arc;

struct Due {
    name: &'static str,
    every_ms: i64,
    run: fn(&App, &Op) -> Result<u64, Error>,
}

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

const CALENDAR: &[Due] = &[
    Due { name: "sweep", every_ms: HOUR_MS, run: housekeeping::sweep },
    Due { name: "imports", every_ms: HOUR_MS, run: imports::tidy },
    Due { name: "reminders", every_ms: MINUTE_MS, run: notices::remind },
    Due { name: "bin", every_ms: HOUR_MS, run: purge::purge },
    // After the bin: what went with it.
    Due { name: "attachments", every_ms: HOUR_MS, run: attachments::tidy },
];

/// Steps through the calendar.
pub struct Runner {
    next: Vec<Moment>,
}

impl Runner {
    /// Everything is due once at the start.
    pub fn new(now: Moment) -> Runner {
        Runner { next: CALENDAR.iter().map(|_| now).collect() }
    }

    /// Runs what is due; answers when the next thing will be. A job that fails is logged and comes
    /// round again.
    pub fn tick(&mut self, app: &App, now: Moment) -> Moment {
        for (due, next) in CALENDAR.iter().zip(&mut self.next) {
            if now < *next {
                continue;
            }
            *next = Moment(now.0 + due.every_ms);
            match (due.run)(app, &op(now)) {
                Ok(count) => tracing::debug!(job = due.name, count, "done"),
                Err(error) => tracing::error!(job = due.name, %error, "failed"),
            }
        }
        self.next.iter().copied().min().unwrap_or(Moment(now.0 + 60_000))
    }
}

fn op(now: Moment) -> Op {
    let access = Arc::new(Access::everything());
    Op::new(Actor::System, access, now, 0)
}
