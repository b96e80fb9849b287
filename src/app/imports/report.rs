//! What became of a file, as it is kept and shown.

use crate::domain::import::clean::NoteKind;
use crate::domain::import::report;
use crate::domain::import::report::Outcome;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// Different names of unknown owners that are listed. More mean that the column is not one of
/// owners.
const MAX_NAMES: usize = 1_000;

/// **Law:** `sums.rows` is the sum of all outcomes, at every moment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    #[serde(with = "sums")]
    pub sums: report::Report,
    /// Of the created ones: came without phone and e-mail, 待核实.
    pub unverified: u64,
    /// Cells that cleaning has changed, by kind.
    pub cleaned: BTreeMap<String, u64>,
    /// Names that are nobody's: the rows went to the importer.
    pub unknown_owners: BTreeMap<String, u64>,
    /// Headings that were left out.
    pub unknown_columns: Vec<String>,
    /// What undoes it; `None` where nothing was changed.
    pub batch: Option<u64>,
}

impl Report {
    pub(super) fn count(&mut self, outcome: &Outcome, is_unverified: bool) {
        self.sums.read();
        self.sums.count(outcome);
        self.unverified += u64::from(is_unverified);
    }

    pub(super) fn clean(&mut self, kinds: &[NoteKind]) {
        for kind in kinds {
            *self.cleaned.entry(slug(*kind).to_owned()).or_default() += 1;
        }
    }

    pub(super) fn unknown_owners(&mut self, names: &[String]) {
        for name in names {
            let has_room = self.unknown_owners.len() < MAX_NAMES;
            if has_room || self.unknown_owners.contains_key(name) {
                *self.unknown_owners.entry(name.clone()).or_default() += 1;
            }
        }
    }
}

fn slug(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Spelling => "spelling",
        NoteKind::Nothing => "nothing",
        NoteKind::Number => "number",
        NoteKind::Rounded => "rounded",
        NoteKind::Sorted => "sorted",
        NoteKind::Moved => "moved",
    }
}

/// The sums on disk: `[rows, created, updated, merged, skipped, waiting, rejected], reasons`.
mod sums {
    use crate::domain::import::report::Report;
    use serde::Deserialize;
    use serde::Deserializer;
    use serde::Serialize;
    use serde::Serializer;
    use std::collections::BTreeMap;

    type Row = ([u64; 7], BTreeMap<(String, String), u64>);

    pub(super) fn serialize<S: Serializer>(report: &Report, out: S) -> Result<S::Ok, S::Error> {
        let Report { rows, created, updated, merged, skipped, waiting, rejected, reasons } = report;
        ([*rows, *created, *updated, *merged, *skipped, *waiting, *rejected], reasons)
            .serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Report, D::Error> {
        let (counts, reasons) = Row::deserialize(from)?;
        let [rows, created, updated, merged, skipped, waiting, rejected] = counts;
        Ok(Report { rows, created, updated, merged, skipped, waiting, rejected, reasons })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::Fault;
    use crate::store::from_bytes;
    use crate::store::to_bytes;

    #[test]
    fn a_report_survives_the_store() {
        let mut report = Report::default();
        report.count(&Outcome::Created, true);
        report.count(&Outcome::Rejected(vec![Fault::new("name", "required")]), false);
        report.clean(&[NoteKind::Sorted, NoteKind::Sorted]);
        report.unknown_owners(&["王五".to_owned()]);
        let again: Report = from_bytes(&to_bytes(&report)).unwrap();
        assert_eq!(again.sums, report.sums);
        assert!(again.sums.is_balanced());
        assert_eq!((again.unverified, again.cleaned["sorted"]), (1, 2));
        assert_eq!(again.unknown_owners["王五"], 1);
    }
}
