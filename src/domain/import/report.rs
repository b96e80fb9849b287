//! What became of the rows of a file.

use crate::domain::field::Fault;
use std::collections::BTreeMap;

/// The end of one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Created,
    Updated,
    /// Joined with a customer that was there, or with an earlier row.
    Merged,
    /// Left out as a duplicate.
    Skipped,
    /// Held back until a person decides.
    Waiting,
    Rejected(Vec<Fault>),
}

/// **Law:** `rows = created + updated + merged + skipped + waiting + rejected`. It holds because
/// rows are counted by the reader, and outcomes one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub rows: u64,
    pub created: u64,
    pub updated: u64,
    pub merged: u64,
    pub skipped: u64,
    pub waiting: u64,
    pub rejected: u64,
    /// How many rows each reason rejected, by field and reason. A row may have several.
    pub reasons: BTreeMap<(String, String), u64>,
}

impl Report {
    /// A row was read.
    pub fn read(&mut self) {
        self.rows += 1;
    }

    pub fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Merged => self.merged += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Waiting => self.waiting += 1,
            Outcome::Rejected(faults) => {
                self.rejected += 1;
                for fault in faults {
                    let reason = (fault.field.clone(), fault.reason.to_owned());
                    *self.reasons.entry(reason).or_default() += 1;
                }
            }
        }
    }

    /// Adds the sums of another part of the same file.
    pub fn add(&mut self, part: &Report) {
        self.rows += part.rows;
        self.created += part.created;
        self.updated += part.updated;
        self.merged += part.merged;
        self.skipped += part.skipped;
        self.waiting += part.waiting;
        self.rejected += part.rejected;
        for (reason, count) in &part.reasons {
            *self.reasons.entry(reason.clone()).or_default() += count;
        }
    }

    pub fn is_balanced(&self) -> bool {
        let ends =
            [self.created, self.updated, self.merged, self.skipped, self.waiting, self.rejected];
        self.rows == ends.iter().sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_counted_once_at_each_end() {
        let faults = vec![Fault::new("phone", "phone_digits"), Fault::new("name", "required")];
        let outcomes = [
            Outcome::Created,
            Outcome::Updated,
            Outcome::Merged,
            Outcome::Skipped,
            Outcome::Waiting,
            Outcome::Rejected(faults),
        ];
        let mut report = Report::default();
        for outcome in &outcomes {
            report.read();
            assert!(!report.is_balanced());
            report.count(outcome);
            assert!(report.is_balanced());
        }
        assert_eq!(report.reasons.len(), 2);
        let mut whole = Report::default();
        whole.add(&report);
        whole.add(&report);
        assert_eq!((whole.rows, whole.rejected, whole.is_balanced()), (12, 2, true));
        assert_eq!(whole.reasons.values().sum::<u64>(), 4);
    }
}
