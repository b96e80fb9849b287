//! Named periods: the days that `2024Q1`, `last_month` or 近90天 stand for.

use crate::domain::parse::day;
use crate::domain::value::Day;
use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;

/// No firm asks further back, and every count of days stays a date.
const MAX_UNITS: u32 = 100_000;

/// A span of time before or after now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub count: u32,
    pub unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The first and the last day of a period; `None` where the word is none. Weeks begin on Monday.
pub fn days(word: &str, today: Day) -> Option<(Day, Day)> {
    let word = word.to_lowercase();
    let today = day::date(today)?;
    let (first, last) =
        named(&word, today).or_else(|| counted(&word, today)).or_else(|| dated(&word))?;
    Some((day::from_date(first), day::from_date(last)))
}

/// `90d`, `2w`, `6m`, `1y`, `24h`, 90天.
pub fn span(word: &str) -> Option<Span> {
    let word = word.to_lowercase();
    let end = word.find(|c: char| !c.is_ascii_digit())?;
    let count = word[..end].parse().ok().filter(|count| *count <= MAX_UNITS)?;
    let unit = match word[end..].trim() {
        "h" | "小时" => Unit::Hour,
        "d" | "天" | "日" => Unit::Day,
        "w" | "周" | "星期" => Unit::Week,
        "m" | "月" | "个月" => Unit::Month,
        "y" | "年" => Unit::Year,
        _ => return None,
    };
    Some(Span { count, unit })
}

/// The date that lies a span before; hours are none of a date's business.
pub fn back(today: Day, span: Span) -> Option<Day> {
    let date = day::date(today)?;
    let days = |days: u32| date.checked_sub_days(Days::new(u64::from(days)));
    let found = match span.unit {
        Unit::Hour => return None,
        Unit::Day => days(span.count),
        Unit::Week => days(span.count.checked_mul(7)?),
        Unit::Month => date.checked_sub_months(Months::new(span.count)),
        Unit::Year => date.checked_sub_months(Months::new(span.count.checked_mul(12)?)),
    };
    found.map(day::from_date)
}

type Dates = (NaiveDate, NaiveDate);

fn named(word: &str, today: NaiveDate) -> Option<Dates> {
    let day = |offset: i64| {
        let date = today.checked_add_signed(chrono::TimeDelta::days(offset))?;
        Some((date, date))
    };
    match word {
        "today" | "今天" | "今日" => day(0),
        "yesterday" | "昨天" | "昨日" => day(-1),
        "tomorrow" | "明天" | "明日" => day(1),
        "this_week" | "本周" | "这周" => week(today, 0),
        "last_week" | "上周" => week(today, -1),
        "next_week" | "下周" => week(today, 1),
        "this_month" | "本月" | "这个月" => months(today, 1, 0),
        "last_month" | "上月" | "上个月" => months(today, 1, -1),
        "next_month" | "下月" | "下个月" => months(today, 1, 1),
        "this_quarter" | "本季度" | "本季" => months(today, 3, 0),
        "last_quarter" | "上季度" | "上个季度" => months(today, 3, -1),
        "next_quarter" | "下季度" | "下个季度" => months(today, 3, 1),
        "this_year" | "今年" | "本年" => months(today, 12, 0),
        "last_year" | "去年" => months(today, 12, -1),
        "next_year" | "明年" => months(today, 12, 1),
        _ => None,
    }
}

fn week(today: NaiveDate, offset: i64) -> Option<Dates> {
    let monday = i64::from(today.weekday().num_days_from_monday());
    let first = today.checked_add_signed(chrono::TimeDelta::days(offset * 7 - monday))?;
    Some((first, first.checked_add_days(Days::new(6))?))
}

/// The block of `size` months, counted from January, that lies `offset` blocks from today's.
fn months(today: NaiveDate, size: u32, offset: i32) -> Option<Dates> {
    let block = i32::try_from(today.month0() / size).ok()? + offset;
    let per_year = i32::try_from(12 / size).ok()?;
    block_of(today.year() + block.div_euclid(per_year), size, block.rem_euclid(per_year) as u32)
}

fn block_of(year: i32, size: u32, block: u32) -> Option<Dates> {
    let first = NaiveDate::from_ymd_opt(year, block * size + 1, 1)?;
    Some((first, first.checked_add_months(Months::new(size))?.pred_opt()?))
}

/// `last_90d` ends today, `next_7d` begins today.
fn counted(word: &str, today: NaiveDate) -> Option<Dates> {
    let after = |prefixes: &[&str]| prefixes.iter().find_map(|prefix| word.strip_prefix(prefix));
    let date = |date| day::date(date);
    let here = day::from_date(today);
    if let Some(rest) = after(&["last_", "最近", "过去", "近"]) {
        let first = date(back(here, span(rest)?)?)?.succ_opt()?;
        return (first <= today).then_some((first, today));
    }
    let span = span(after(&["next_", "未来"])?)?;
    let ahead = match span.unit {
        Unit::Hour => return None,
        Unit::Day => today.checked_add_days(Days::new(u64::from(span.count))),
        Unit::Week => today.checked_add_days(Days::new(u64::from(span.count.checked_mul(7)?))),
        Unit::Month => today.checked_add_months(Months::new(span.count)),
        Unit::Year => today.checked_add_months(Months::new(span.count.checked_mul(12)?)),
    };
    let last = ahead?.pred_opt()?;
    (today <= last).then_some((today, last))
}

/// `2024`, `2024Q1`, `2024-03`, 2024年, 2024年3月, 2024年第一季度, 2024年上半年.
fn dated(word: &str) -> Option<Dates> {
    let year = word.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
    let year: i32 = year.parse().ok().filter(|year| day::YEARS.contains(year))?;
    let rest = word[4..].trim_start_matches(['-', '/', '年', '第']);
    let number = |text: &str| match text {
        "一" => Some(1),
        "二" => Some(2),
        "三" => Some(3),
        "四" => Some(4),
        text => (text.len() <= 2).then(|| text.parse::<u32>().ok())?,
    };
    let quarter = rest.strip_prefix('q').or(rest.strip_suffix("季度"));
    match (rest, quarter) {
        ("", _) => block_of(year, 12, 0),
        ("上半年" | "h1", _) => block_of(year, 6, 0),
        ("下半年" | "h2", _) => block_of(year, 6, 1),
        (_, Some(quarter)) => block_of(year, 3, number(quarter)?.checked_sub(1)?),
        (month, None) => {
            let month = month.strip_suffix('月').unwrap_or(month);
            let is_month = month.bytes().all(|byte| byte.is_ascii_digit());
            block_of(year, 1, number(month).filter(|_| is_month)?.checked_sub(1)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        day::from_ymd(2026, 11, 21).unwrap()
    }

    fn check(word: &str, expect: &str) {
        let found = days(word, today());
        let text = found.map(|(from, to)| format!("{} {}", day::show(from), day::show(to)));
        assert_eq!(text.unwrap_or_default(), expect, "{word}");
    }

    #[test]
    fn periods() {
        check("2024", "2024-01-01 2024-12-31");
        check("2024年", "2024-01-01 2024-12-31");
        check("2024Q1", "2024-01-01 2024-03-31");
        check("2024-Q4", "2024-10-01 2024-12-31");
        check("2024年第一季度", "2024-01-01 2024-03-31");
        check("2024年3季度", "2024-07-01 2024-09-30");
        check("2024年下半年", "2024-07-01 2024-12-31");
        check("2024-02", "2024-02-01 2024-02-29");
        check("2024年3月", "2024-03-01 2024-03-31");
        check("today", "2026-11-21 2026-11-21");
        check("昨天", "2026-11-20 2026-11-20");
        check("this_week", "2026-11-16 2026-11-22");
        check("上周", "2026-11-09 2026-11-15");
        check("This_Month", "2026-11-01 2026-11-30");
        check("上月", "2026-10-01 2026-10-31");
        check("本季度", "2026-10-01 2026-12-31");
        check("next_quarter", "2027-01-01 2027-03-31");
        check("去年", "2025-01-01 2025-12-31");
        check("last_90d", "2026-08-24 2026-11-21");
        check("近90天", "2026-08-24 2026-11-21");
        check("last_1m", "2026-10-22 2026-11-21");
        check("next_7d", "2026-11-21 2026-11-27");
        check("未来2周", "2026-11-21 2026-12-04");
        check("2024Q5", "");
        check("2024-13", "");
        check("2024-00", "");
        check("last_0d", "");
        check("last_24h", "");
        check("1200", "");
        check("张三", "");
    }

    #[test]
    fn spans() {
        assert_eq!(span("90d"), Some(Span { count: 90, unit: Unit::Day }));
        assert_eq!(span("6个月"), Some(Span { count: 6, unit: Unit::Month }));
        assert_eq!(span("d"), None);
        assert_eq!(span("90"), None);
        assert_eq!(span("99999999999d"), None);
        let back = back(today(), span("3m").unwrap()).map(day::show);
        assert_eq!(back.as_deref(), Some("2026-08-21"));
    }

    proptest! {
        #[test]
        fn no_word_panics(word in any::<String>(), near in "(last_|next_|近|2024)[-年Q第]?[0-9]{1,7}[dwmyh月天]?") {
            for word in [word, near] {
                let _ = span(&word);
                if let Some((from, to)) = days(&word, today()) {
                    prop_assert!(from <= to);
                }
            }
        }
    }
}
