//! What the firm asks of everyone who signs in.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::access::Action;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;
use std::ops::RangeInclusive;

const NAME: &[u8] = b"security";

const IDLE_MINUTES: RangeInclusive<u32> = 5..=240;
const ABSOLUTE_HOURS: RangeInclusive<u32> = 1..=24;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Everyone needs a second factor, not only those with far-reaching rights.
    pub factor_for_all: bool,
    /// Passwords as the graded-protection scheme asks: three kinds of characters of four, a new one
    /// every 90 days, none of the last five.
    pub compliance: bool,
    /// Without a request for this long, a session ends.
    pub idle_minutes: u32,
    /// A session ends this long after sign-in, whatever happens.
    pub absolute_hours: u32,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { factor_for_all: false, compliance: false, idle_minutes: 120, absolute_hours: 12 }
    }
}

impl Policy {
    pub fn idle_ms(&self) -> i64 {
        i64::from(self.idle_minutes) * 60_000
    }

    pub fn absolute_ms(&self) -> i64 {
        i64::from(self.absolute_hours) * 3_600_000
    }

    pub fn load<S: Source>(source: &S) -> Result<Policy, StoreError> {
        let bytes = source.system(Space::Setting, NAME)?;
        bytes.map_or_else(|| Ok(Policy::default()), |bytes| from_bytes(&bytes))
    }

    /// # Errors
    /// [`Error::Invalid`] for times out of range.
    pub fn save(self, gate: &mut Gate) -> Result<(), Error> {
        gate.demand(Kind::Field, Action::Edit)?;
        let mut faults = Vec::new();
        for (key, value, range) in [
            ("security.idle_minutes", self.idle_minutes, IDLE_MINUTES),
            ("security.absolute_hours", self.absolute_hours, ABSOLUTE_HOURS),
        ] {
            if !range.contains(&value) {
                faults.push(Fault::new(key, "number_range"));
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        gate.put_system(Space::Setting, NAME, Some(&to_bytes(&self)));
        Ok(())
    }
}
