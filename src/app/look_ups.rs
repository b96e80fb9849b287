//! How often someone who sees only masks may try whole values: a mask leaves few enough open that
//! they could be tried one by one.

use crate::app::Error;
use crate::domain::ids::UserId;
use crate::domain::value::Moment;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Different values per person and hour, hits and misses alike.
const PER_HOUR: usize = 20;

/// Different values per person and day.
const PER_DAY: usize = 60;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The values that each person has tried within a day, as keyed tokens; in memory, since a restart
/// is not theirs to make.
#[derive(Default)]
pub struct LookUps(Mutex<HashMap<UserId, VecDeque<Tried>>>);

/// When, and what.
type Tried = (Moment, [u8; 16]);

impl LookUps {
    /// Counts a value, once however often it is asked for again: whether this was the first time.
    ///
    /// # Errors
    /// [`Error::Limit`] beyond 20 different values in an hour or 60 in a day.
    pub fn charge(&self, user: UserId, token: [u8; 16], now: Moment) -> Result<bool, Error> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = all.entry(user).or_default();
        tried.retain(|(at, _)| now.0 - at.0 < DAY_MS);
        if tried.iter().any(|(_, known)| *known == token) {
            return Ok(false);
        }
        let within_hour = tried.iter().filter(|(at, _)| now.0 - at.0 < HOUR_MS);
        let wait_ms = match within_hour.clone().count() < PER_HOUR {
            true if tried.len() < PER_DAY => {
                tried.push_back((now, token));
                return Ok(true);
            }
            true => tried.front().map_or(DAY_MS, |(at, _)| at.0 + DAY_MS - now.0),
            false => within_hour.map(|(at, _)| at.0 + HOUR_MS - now.0).min().unwrap_or(HOUR_MS),
        };
        Err(Error::Limit { wait_seconds: u64::try_from(wait_ms / 1_000 + 1).unwrap_or(1) })
    }
}
