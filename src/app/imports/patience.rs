//! How long one waits for something that stands still.

use crate::domain::ids::Seq;
use std::time::Duration;

/// Without any progress of the index for this long, nobody waits for it any more.
const STUCK: Duration = Duration::from_secs(60);

/// Looks at the index from time to time. Any progress begins its time anew.
pub(super) struct Patience {
    shown: Seq,
    /// Looks since it moved.
    still: u32,
    /// Looks until that is too long.
    most: u32,
}

impl Patience {
    /// `every`: the time between two looks.
    pub(super) fn new(shown: Seq, every: Duration) -> Patience {
        let looks = STUCK.as_millis() / every.as_millis().max(1);
        Patience { shown, still: 0, most: u32::try_from(looks).unwrap_or(u32::MAX) }
    }

    /// Whether it has stood still for too long, as it is now.
    pub(super) fn is_over(&mut self, shown: Seq) -> bool {
        self.still = if shown == self.shown { self.still + 1 } else { 0 };
        self.shown = shown;
        self.most <= self.still
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_after_a_minute_without_progress_and_any_progress_begins_it_anew() {
        let mut patience = Patience::new(Seq(7), Duration::from_secs(1));
        assert!((0..59).all(|_| !patience.is_over(Seq(7))));
        assert!(!patience.is_over(Seq(8)));
        assert!((0..59).all(|_| !patience.is_over(Seq(8))));
        assert!(patience.is_over(Seq(8)));
        let mut patience = Patience::new(Seq(7), Duration::from_millis(20));
        assert_eq!((0..9_999).position(|_| patience.is_over(Seq(7))), Some(2_999));
    }
}
