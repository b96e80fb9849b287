//! Dates in every common spelling; calendar arithmetic on days.

use crate::domain::field::Fault;
use crate::domain::parse::moment;
use crate::domain::parse::text;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// What a firm's records can be about; anything else is a slip of the keyboard.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

const DAY_SECONDS: f64 = 86_400.0;

/// A date; of a date with a time, the date that it is in the firm's zone.
/// Reasons: `date_format`, `date_impossible`.
pub fn parse(input: &str, today: Day, zone: Tz) -> Result<Day, Fault> {
    let plain = text::plain(input)?;
    match read(&plain, today) {
        Err(fault) if fault.reason == "date_format" => {
            Ok(of(moment::parse(&plain, today, zone)?, zone))
        }
        date => date,
    }
}

/// A date without a time; `None` for anything else.
pub fn read_alone(input: &str, today: Day) -> Option<Day> {
    read(&text::plain(input).ok()?, today).ok()
}

/// `2026-11-21`.
pub fn show(day: Day) -> String {
    match date(day) {
        Some(date) => date.format("%Y-%m-%d").to_string(),
        None => day.0.to_string(),
    }
}

/// The date of a cell that its workbook says is a date; `is_1904` for workbooks of old Macs.
pub fn from_excel_serial(serial: f64, is_1904: bool) -> Option<Day> {
    Some(excel_parts(serial, is_1904)?.0)
}

/// The day, and the second of the day, of a workbook's date.
pub(super) fn excel_parts(serial: f64, is_1904: bool) -> Option<(Day, u32)> {
    if !serial.is_finite() || !(0.0..200_000.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * DAY_SECONDS).round();
    let whole = (seconds / DAY_SECONDS).floor();
    let second = (seconds - whole * DAY_SECONDS) as u32;
    let whole = whole as i32;
    // Excel believes in 29 February 1900, its day 60.
    let first = match (is_1904, whole) {
        (true, _) => from_ymd(1904, 1, 1)?,
        (false, 1..=59) => from_ymd(1899, 12, 31)?,
        (false, 61..) => from_ymd(1899, 12, 30)?,
        (false, _) => return None,
    };
    let day = Day(first.0 + whole);
    date(day).is_some_and(|date| YEARS.contains(&date.year())).then_some((day, second))
}

/// The day of that name, of any year.
pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
    Some(from_date(NaiveDate::from_ymd_opt(year, month, day)?))
}

/// The date in a zone.
pub fn of(at: Moment, zone: Tz) -> Day {
    from_date(moment::local(at, zone).date())
}

pub(crate) fn from_date(date: NaiveDate) -> Day {
    Day(date.num_days_from_ce() - EPOCH_FROM_CE)
}

pub(crate) fn date(day: Day) -> Option<NaiveDate> {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    match u64::try_from(day.0) {
        Ok(after) => epoch.checked_add_days(Days::new(after)),
        Err(_) => epoch.checked_sub_days(Days::new(u64::from(day.0.unsigned_abs()))),
    }
}

/// 1970-01-01, counted from 0001-01-01 as day 1.
const EPOCH_FROM_CE: i32 = 719_163;

/// A date without a time, already plain.
pub(super) fn read(plain: &str, today: Day) -> Result<Day, Fault> {
    if let Some(offset) = relative(plain) {
        return Ok(Day(today.0 + offset));
    }
    let impossible = || Fault::new("", "date_impossible");
    let format = || Fault::new("", "date_format");
    let parts = parts(plain).ok_or_else(format)?;
    let (year, month, day) = match parts[..] {
        [year, month, day] => (year, month, day),
        [month, day] => {
            let year = date(today).ok_or_else(impossible)?.year();
            (u32::try_from(year).map_err(|_| impossible())?, month, day)
        }
        _ => return Err(format()),
    };
    let year = i32::try_from(year).map_err(|_| impossible())?;
    if !YEARS.contains(&year) {
        return Err(impossible());
    }
    from_ymd(year, month, day).ok_or_else(impossible)
}

fn relative(word: &str) -> Option<i32> {
    Some(match word.to_lowercase().as_str() {
        "前天" => -2,
        "昨天" | "昨日" | "yesterday" => -1,
        "今天" | "今日" | "today" => 0,
        "明天" | "明日" | "tomorrow" => 1,
        "后天" => 2,
        _ => return None,
    })
}

/// Year, month and day, or month and day: by length where there are no separators.
fn parts(plain: &str) -> Option<Vec<u32>> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if plain.len() == 8 && is_digits(plain) {
        return [&plain[..4], &plain[4..6], &plain[6..]]
            .map(|part| part.parse().ok())
            .into_iter()
            .collect();
    }
    let dotted = plain.trim_end_matches(['日', '号']).replace(['年', '月'], "-").replace(' ', "");
    let separator = dotted.chars().find(|c| "-/.".contains(*c))?;
    let words: Vec<&str> = dotted.split(separator).collect();
    let lengths: Vec<usize> = words.iter().map(|word| word.len()).collect();
    let fits = match lengths[..] {
        [4, month, day] | [month, day] => (1..=2).contains(&month) && (1..=2).contains(&day),
        _ => false,
    };
    // `1.5` is a number before it is the fifth of January.
    let is_number = words.len() == 2 && separator == '.';
    if !fits || is_number || !words.iter().all(|word| is_digits(word)) {
        return None;
    }
    words.iter().map(|word| word.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn check(input: &str, expect: Result<&str, &str>) {
        let today = from_ymd(2026, 11, 21).unwrap();
        let got = parse(input, today, ZONE).map(show).map_err(|fault| fault.reason);
        assert_eq!(got.as_deref().map_err(|reason| *reason), expect, "{input:?}");
    }

    #[test]
    fn dates() {
        for input in [
            "2023-01-05",
            "2023/1/5",
            "2023.1.5",
            "20230105",
            "2023年1月5日",
            "２０２３年０１月０５号",
            "2023 年 1 月 5 日",
            "2023-01-05 09:30",
            "2023-01-05 09:30:59",
            "2023-01-05T00:30:00+08:00",
            "2023-01-04T23:00:00Z",
        ] {
            check(input, Ok("2023-01-05"));
        }
        check("今天", Ok("2026-11-21"));
        check("昨天", Ok("2026-11-20"));
        check("11-21", Ok("2026-11-21"));
        check("11/2", Ok("2026-11-02"));
        check("11月2日", Ok("2026-11-02"));
        check("2024-02-29", Ok("2024-02-29"));
        check("2024-02-30", Err("date_impossible"));
        check("2023-13-01", Err("date_impossible"));
        check("0000-01-01", Err("date_impossible"));
        check("9999-01-01", Err("date_impossible"));
        check("+12345-01-01", Err("date_format"));
        check("31/12/2024", Err("date_format"));
        check("45291", Err("date_format"));
        check("1.5", Err("date_format"));
        check("23-1-5", Err("date_format"));
        check("5 Jan 2023", Err("date_format"));
        check("", Err("date_format"));
    }

    #[test]
    fn workbook_serials() {
        let of = |serial, mac| from_excel_serial(serial, mac).map(show);
        assert_eq!(of(45291.0, false).as_deref(), Some("2023-12-31"));
        assert_eq!(of(1.0, false).as_deref(), Some("1900-01-01"));
        assert_eq!(of(59.0, false).as_deref(), Some("1900-02-28"));
        assert_eq!(of(61.0, false).as_deref(), Some("1900-03-01"));
        assert_eq!(of(0.0, true).as_deref(), Some("1904-01-01"));
        assert_eq!(of(60.0, false), None);
        assert_eq!(of(f64::NAN, false), None);
        assert_eq!(of(-1.0, false), None);
        assert_eq!(of(1e9, false), None);
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_inverts_showing(
            text in any::<String>(),
            near in "[0-9]{1,5}[-/.年][0-9]{1,3}[-/.月][0-9]{1,3}[日 ]?",
            number in -25_567i32..84_371,
        ) {
            let today = Day(20_778);
            let _ = parse(&text, today, ZONE);
            let _ = parse(&near, today, ZONE);
            prop_assert_eq!(parse(&show(Day(number)), today, ZONE).unwrap(), Day(number));
        }

        #[test]
        fn any_day_shows(number in any::<i32>(), serial in any::<f64>(), mac in any::<bool>()) {
            show(Day(number));
            let _ = from_excel_serial(serial, mac);
        }
    }
}
