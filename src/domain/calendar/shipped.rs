//! The public holidays of China with the days that make up for them, as the State Council has them.

use crate::domain::calendar::Year;
use crate::domain::parse::day;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Month and day.
type Date = (u32, u32);

/// A year as its notice has it.
struct Notice {
    year: i32,
    /// First and last day off; the days of the week between them are off too.
    off: &'static [(Date, Date)],
    /// Days of a weekend on which people work.
    work: &'static [Date],
}

/// A line for each holiday: 元旦, 春节, 清明, 劳动节, 端午, 中秋, 国庆.
static NOTICES: [Notice; 3] = [
    Notice {
        year: 2024,
        off: &[
            ((1, 1), (1, 1)),
            ((2, 10), (2, 17)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 8), (6, 10)),
            ((9, 15), (9, 17)),
            ((10, 1), (10, 7)),
        ],
        work: &[(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    },
    Notice {
        year: 2025,
        off: &[
            ((1, 1), (1, 1)),
            ((1, 28), (2, 4)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((5, 31), (6, 2)),
            ((10, 1), (10, 8)),
        ],
        work: &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    },
    Notice {
        year: 2026,
        off: &[
            ((1, 1), (1, 3)),
            ((2, 15), (2, 23)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 19), (6, 21)),
            ((9, 25), (9, 27)),
            ((10, 1), (10, 7)),
        ],
        work: &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    },
];

/// By year.
pub static SHIPPED: LazyLock<BTreeMap<i32, Year>> =
    LazyLock::new(|| NOTICES.iter().map(|notice| (notice.year, notice.read())).collect());

impl Notice {
    fn read(&self) -> Year {
        let find = |(month, date): Date| day::from_ymd(self.year, month, date);
        let mut year = Year::default();
        for (first, last) in self.off {
            if let (Some(first), Some(last)) = (find(*first), find(*last)) {
                year.off.extend((first.0..=last.0).map(crate::domain::value::Day));
            }
        }
        year.work.extend(self.work.iter().filter_map(|date| find(*date)));
        year
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::weekday;

    /// Holidays that fall on a weekend are given back on another day, and bridges are worked off: what
    /// is left are the holidays that the law counts.
    #[test]
    fn each_year_gives_as_many_days_as_the_law() {
        for (year, days) in [(2024, 11), (2025, 13), (2026, 13)] {
            let known = &SHIPPED[&year];
            let off = known.off.iter().filter(|day| weekday(**day) < 5).count();
            assert_eq!(off - known.work.len(), days, "{year}");
            assert!(known.work.iter().all(|day| 5 <= weekday(*day)), "{year}");
            assert!(known.work.is_disjoint(&known.off), "{year}");
        }
    }
}
