//! Points in time: a date with a time of day, in the firm's zone unless it names one.

use crate::domain::field::Fault;
use crate::domain::parse::day;
use crate::domain::parse::text;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDateTime;
use chrono::NaiveTime;
use chrono::Offset;
use chrono::SecondsFormat;
use chrono::TimeDelta;
use chrono::TimeZone;
use chrono_tz::Tz;

const MINUTE_SECONDS: i32 = 60;

/// A date and time; a date alone is its first moment. Reasons: `date_format`, `date_impossible`.
pub fn parse(input: &str, today: Day, zone: Tz) -> Result<Moment, Fault> {
    let plain = text::plain(input)?.replace("上午 ", "上午").replace("下午 ", "下午");
    if let Ok(day) = day::read(&plain, today) {
        return Ok(start(day, zone));
    }
    let format = || Fault::new("", "date_format");
    let (date, time) = split(&plain).ok_or_else(format)?;
    let (time, offset) = clock(time).ok_or_else(format)?;
    let time = time.ok_or_else(|| Fault::new("", "date_impossible"))?;
    let date = day::date(day::read(date, today)?).ok_or_else(format)?;
    Ok(match offset {
        Some(offset) => Moment((date.and_time(time) - offset).and_utc().timestamp_millis()),
        None => in_zone(date.and_time(time), zone),
    })
}

/// RFC 3339 with the offset of the zone; milliseconds where there are some.
pub fn show(at: Moment, zone: Tz) -> String {
    rfc3339(at, |naive| zone.offset_from_utc_datetime(&naive).fix())
}

/// RFC 3339 in UTC, to the millisecond.
pub fn show_utc(at: Moment) -> String {
    rfc3339(at, |_| FixedOffset::east_opt(0).expect("zero is an offset"))
}

/// The first moment of a day.
pub fn start(day: Day, zone: Tz) -> Moment {
    match day::date(day) {
        Some(date) => in_zone(date.and_time(NaiveTime::MIN), zone),
        None => Moment(i64::from(day.0) * 86_400_000),
    }
}

/// The moment of a cell that its workbook says is a date, to the second.
pub fn from_excel_serial(serial: f64, is_1904: bool, zone: Tz) -> Option<Moment> {
    let (day, second) = day::excel_parts(serial, is_1904)?;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(second, 0)?;
    Some(in_zone(day::date(day)?.and_time(time), zone))
}

/// What the clock on the wall shows.
pub(crate) fn local(at: Moment, zone: Tz) -> NaiveDateTime {
    zone.from_utc_datetime(&utc(at)).naive_local()
}

/// What the clock on the wall showed; in the hour that summer time skips, an hour later.
pub(crate) fn in_zone(local: NaiveDateTime, zone: Tz) -> Moment {
    let found = zone.from_local_datetime(&local).earliest().or_else(|| {
        let later = local.checked_add_signed(TimeDelta::hours(1))?;
        zone.from_local_datetime(&later).earliest()
    });
    Moment(found.map_or(local.and_utc().timestamp_millis(), |at| at.timestamp_millis()))
}

/// The nearest time that the calendar can name, a day off its ends so that every zone can.
fn utc(at: Moment) -> NaiveDateTime {
    let clamp = if at.0 < 0 {
        NaiveDateTime::MIN + TimeDelta::days(1)
    } else {
        NaiveDateTime::MAX - TimeDelta::days(1)
    };
    let named = DateTime::from_timestamp_millis(at.0).map_or(clamp, |at| at.naive_utc());
    named.clamp(NaiveDateTime::MIN + TimeDelta::days(1), NaiveDateTime::MAX - TimeDelta::days(1))
}

fn rfc3339(at: Moment, offset: impl Fn(NaiveDateTime) -> FixedOffset) -> String {
    let naive = utc(at);
    let has_millis = at.0 % 1000 != 0;
    let digits = if has_millis { SecondsFormat::Millis } else { SecondsFormat::Secs };
    // Before zones were made of whole minutes, UTC is the only exact way to write a time.
    let local = Some(offset(naive)).filter(|offset| offset.local_minus_utc() % MINUTE_SECONDS == 0);
    match local {
        Some(offset) => offset.from_utc_datetime(&naive).to_rfc3339_opts(digits, true),
        None => naive.and_utc().to_rfc3339_opts(digits, true),
    }
}

/// The date and the rest: at the `T`, at the last blank before a digit, or after 日.
fn split(plain: &str) -> Option<(&str, &str)> {
    if let Some((date, time)) = plain.split_once(['T', 't']) {
        return Some((date, time));
    }
    let colon = plain.find([':', '点', '时'])?;
    let at = plain[..colon].rfind([' ', '日', '号'])?;
    let next = at + plain[at..].chars().next()?.len_utf8();
    Some((plain[..next].trim_end(), plain[next..].trim_start()))
}

/// `9:30`, `09:30:15.250+08:00`, 下午3点30分: the time, `None` where no clock shows it, and the offset.
fn clock(text: &str) -> Option<(Option<NaiveTime>, Option<TimeDelta>)> {
    let text = text.replace(['点', '时', '分'], ":").replace(['秒', ' '], "");
    let (time, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (&text[..at], Some(offset(&text[at..])?)),
        None => (text.as_str(), None),
    };
    let (half, time) = match (time.strip_prefix("上午"), time.strip_prefix("下午")) {
        (Some(rest), _) => (Some(0), rest),
        (_, Some(rest)) => (Some(12), rest),
        (None, None) => (None, time),
    };
    let mut parts = time.trim_end_matches(':').split(':');
    let hour = match (digits(parts.next()?, 1..=2)?, half) {
        (hour @ 1..=12, Some(half)) => hour % 12 + half,
        (hour, _) => hour,
    };
    let minute = parts.next().map_or(Some(0), |part| digits(part, 2..=2))?;
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(part) => {
            let (second, fraction) = part.split_once('.').unwrap_or((part, "0"));
            (digits(second, 2..=2)?, millis(fraction)?)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    Some((NaiveTime::from_hms_milli_opt(hour, minute, second, fraction), offset))
}

fn offset(text: &str) -> Option<TimeDelta> {
    if text.eq_ignore_ascii_case("z") {
        return Some(TimeDelta::zero());
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let body = text[1..].replace(':', "");
    let (hours, minutes) = match body.len() {
        2 => (digits(&body, 2..=2)?, 0),
        4 => (digits(body.get(..2)?, 2..=2)?, digits(body.get(2..)?, 2..=2)?),
        _ => return None,
    };
    let minutes = i32::try_from(hours * 60 + minutes).ok().filter(|minutes| *minutes <= 18 * 60)?;
    Some(TimeDelta::seconds(i64::from(sign * minutes * MINUTE_SECONDS)))
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let fits = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

/// The first three digits of a fraction of a second.
fn millis(fraction: &str) -> Option<u32> {
    digits(fraction, 1..=9)?;
    digits(&format!("{fraction:0<3}")[..3], 3..=3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn check(input: &str, expect: Result<&str, &str>) {
        let today = day::from_ymd(2026, 11, 21).unwrap();
        let got = parse(input, today, ZONE).map(|at| show(at, ZONE)).map_err(|fault| fault.reason);
        assert_eq!(got.as_deref().map_err(|reason| *reason), expect, "{input:?}");
    }

    #[test]
    fn moments() {
        check("2023-01-05 09:30", Ok("2023-01-05T09:30:00+08:00"));
        check("2023/1/5 9:30:15", Ok("2023-01-05T09:30:15+08:00"));
        check("2023年1月5日 9点30分", Ok("2023-01-05T09:30:00+08:00"));
        check("2023/1/5 下午 3:30:00", Ok("2023-01-05T15:30:00+08:00"));
        check("2023年1月5日上午12:30", Ok("2023-01-05T00:30:00+08:00"));
        check("2023年1月5日9时", Ok("2023-01-05T09:00:00+08:00"));
        check("2023-01-05T01:30:00Z", Ok("2023-01-05T09:30:00+08:00"));
        check("2023-01-05T01:30:00.25-03:00", Ok("2023-01-05T12:30:00.250+08:00"));
        check("20230105 0930", Err("date_format"));
        check("2023-01-05", Ok("2023-01-05T00:00:00+08:00"));
        check("昨天 18:00", Ok("2026-11-20T18:00:00+08:00"));
        check("2023-01-05 24:30", Err("date_impossible"));
        check("2023-02-30 09:30", Err("date_impossible"));
        check("2023-01-05 9:3", Err("date_format"));
        check("09:30", Err("date_format"));
        check("soon", Err("date_format"));
    }

    #[test]
    fn the_hour_that_summer_time_skips() {
        let zone = chrono_tz::America::New_York;
        let at = parse("2024-03-10 02:30", Day(0), zone).unwrap();
        assert_eq!(show(at, zone), "2024-03-10T03:30:00-04:00");
    }

    #[test]
    fn workbook_serials() {
        let at = from_excel_serial(45291.395833333336, false, ZONE).unwrap();
        assert_eq!(show(at, ZONE), "2023-12-31T09:30:00+08:00");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_inverts_showing(
            text in any::<String>(),
            near in "2023-01-05[ T][0-9]{1,3}[:点][0-9]{0,2}[:Z+-]?[0-9.:]{0,9}",
            at in -2_208_000_000_000i64..7_258_000_000_000,
        ) {
            let _ = parse(&text, Day(20_778), ZONE);
            let _ = parse(&near, Day(20_778), ZONE);
            prop_assert_eq!(parse(&show(Moment(at), ZONE), Day(0), ZONE).unwrap(), Moment(at));
            prop_assert_eq!(parse(&show_utc(Moment(at)), Day(0), ZONE).unwrap(), Moment(at));
        }

        #[test]
        fn any_moment_shows(at in any::<i64>()) {
            show(Moment(at), ZONE);
            show_utc(Moment(at));
            day::of(Moment(at), ZONE);
        }
    }
}
