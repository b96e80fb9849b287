//! Laws of working time, for any calendar in any zone, and what the shipped one says of known days.

use super::*;
use proptest::prelude::*;

const ZONE: Tz = chrono_tz::Asia::Shanghai;

fn at(text: &str) -> Moment {
    moment::parse(text, Day(0), ZONE).unwrap()
}

fn due(from: &str, minutes: u32) -> String {
    let due = Calendar::default().add_working_minutes(at(from), minutes, ZONE).unwrap();
    moment::show(due, ZONE)[..16].replace('T', " ")
}

#[test]
fn nights_weekends_and_holidays_do_not_count() {
    assert_eq!(due("2026-11-23 09:00", 60), "2026-11-23 10:00");
    assert_eq!(due("2026-11-23 11:30", 60), "2026-11-23 14:00");
    assert_eq!(due("2026-11-23 17:30", 60), "2026-11-24 09:30");
    assert_eq!(due("2026-11-23 03:00", 60), "2026-11-23 10:00");
    assert_eq!(due("2026-11-20 17:30", 60), "2026-11-23 09:30");
    assert_eq!(due("2026-11-22 12:00", 450), "2026-11-23 18:00");
    assert_eq!(due("2026-11-22 12:00", 451), "2026-11-24 09:01");
    assert_eq!(due("2026-11-22 12:00", 0), "2026-11-22 12:00");
    // 国庆: the last working day before it is a Wednesday, the first after it a Thursday.
    assert_eq!(due("2026-09-30 17:30", 60), "2026-10-08 09:30");
    // 春节 of nine days, and the Saturday that was worked for it.
    assert_eq!(due("2026-02-13 17:30", 60), "2026-02-14 09:30");
    assert_eq!(due("2026-02-14 17:30", 60), "2026-02-24 09:30");
}

#[test]
fn a_year_that_nobody_has_announced_has_weekdays_and_says_so() {
    let calendar = Calendar::default();
    assert!(!calendar.is_working(at("2026-10-01 10:00"), ZONE));
    assert!(calendar.is_working(at("2026-10-10 10:00"), ZONE));
    assert!(calendar.is_working(at("2031-10-01 10:00"), ZONE));
    assert!(!calendar.is_working(at("2031-10-04 10:00"), ZONE));
    let unknown = |from, to| calendar.unknown_years(at(from), at(to), ZONE);
    assert_eq!(unknown("2024-01-01", "2026-12-31 23:59"), [0; 0]);
    assert_eq!(unknown("2026-12-31", "2028-01-01"), [2027, 2028]);
    let own = BTreeMap::from([(2027, Year::default())]);
    let calendar = Calendar { own, ..calendar };
    assert_eq!(calendar.unknown_years(at("2026-01-01"), at("2028-01-01"), ZONE), [2028]);
}

#[test]
fn without_working_time_there_is_an_answer_too() {
    let none = Calendar { hours: Hours::new(Vec::new()).unwrap(), ..Calendar::default() };
    let idle = Calendar { days: [false; 7], ..Calendar::default() };
    for calendar in [none, idle] {
        assert_eq!(calendar.add_working_minutes(at("2027-01-01"), 1, ZONE), None);
        let (from, to) = (at("2027-01-01"), at("2028-01-01"));
        assert_eq!(calendar.working_minutes_between(from, to, ZONE), Some(0));
    }
    let calendar = Calendar::default();
    let ages = (Moment(i64::MIN), Moment(i64::MAX));
    assert_eq!(calendar.working_minutes_between(ages.0, ages.1, ZONE), None);
    assert_eq!(calendar.add_working_minutes(ages.1, 1, ZONE), None);
    assert!(calendar.unknown_years(ages.0, ages.1, ZONE).len() < 20);
}

/// Zones whose clocks are moved: by an hour, by half of one, at midnight, by a whole day.
const ZONES: [Tz; 7] = [
    ZONE,
    chrono_tz::UTC,
    chrono_tz::America::New_York,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::America::Sao_Paulo,
    chrono_tz::America::Havana,
    chrono_tz::Pacific::Apia,
];

fn hours() -> impl Strategy<Value = Hours> {
    prop::collection::btree_set(0u16..=1440, 0..9).prop_map(|marks| {
        let marks: Vec<u16> = marks.into_iter().collect();
        let spans = marks.chunks_exact(2).map(|pair| Span { from: pair[0], to: pair[1] });
        Hours::new(spans.collect()).unwrap()
    })
}

fn years() -> impl Strategy<Value = BTreeMap<i32, Year>> {
    let days = || prop::collection::btree_set((14_600i32..23_000).prop_map(Day), 0..60);
    (days(), days(), 2010i32..2033).prop_map(|(off, work, year)| {
        let of_year = |days: BTreeSet<Day>| days.into_iter().filter(|day| year_of(*day) == year);
        BTreeMap::from([(
            year,
            Year { off: of_year(off).collect(), work: of_year(work).collect() },
        )])
    })
}

fn calendars() -> impl Strategy<Value = Calendar> {
    (hours(), prop::array::uniform7(any::<bool>()), years())
        .prop_map(|(hours, days, own)| Calendar { hours, days, own, ..Calendar::default() })
}

/// Between 2010 and 2032: in it lies the day that Samoa left out.
fn moments() -> impl Strategy<Value = Moment> {
    (1_262_300_000_000i64..1_988_000_000_000).prop_map(Moment)
}

proptest! {
    #[test]
    fn what_was_added_is_measured(
        calendar in calendars(),
        from in moments(),
        minutes in 0u32..20_000,
        zone in prop::sample::select(&ZONES[..]),
    ) {
        if let Some(due) = calendar.add_working_minutes(from, minutes, zone) {
            prop_assert!(from <= due);
            prop_assert_eq!(calendar.working_minutes_between(from, due, zone), Some(minutes));
            // Its last minute was worked to the end.
            let last = Moment(due.0 - 1);
            prop_assert!(minutes == 0 || calendar.is_working(last, zone));
        } else {
            let far = Moment(from.0 + 3_600 * 86_400_000);
            let worked = calendar.working_minutes_between(from, far, zone).unwrap();
            prop_assert!(worked < minutes);
        }
    }

    #[test]
    fn later_and_longer_is_never_earlier(
        calendar in calendars(),
        from in moments(),
        wait in 0i64..1_000_000_000,
        minutes in 0u32..3_000,
        more in 0u32..3_000,
        zone in prop::sample::select(&ZONES[..]),
    ) {
        let add = |from, minutes| calendar.add_working_minutes(from, minutes, zone);
        let later = Moment(from.0 + wait);
        if let (Some(due), Some(after)) = (add(from, minutes), add(later, minutes)) {
            prop_assert!(due <= after);
        }
        // In two steps as in one, as far as one reaches.
        if let Some(due) = add(from, minutes).and_then(|due| add(due, more))
            && let Some(worked) = calendar.working_minutes_between(from, due, zone)
        {
            prop_assert_eq!(worked, minutes + more);
        }
    }

    #[test]
    fn parts_make_the_whole(
        calendar in calendars(),
        from in moments(),
        first in 0i64..40_000,
        second in 0i64..40_000,
        zone in prop::sample::select(&ZONES[..]),
    ) {
        // Whole minutes, so that nothing is rounded away between the two.
        let from = Moment(from.0 / MINUTE_MS * MINUTE_MS);
        let (middle, end) =
            (Moment(from.0 + first * MINUTE_MS), Moment(from.0 + (first + second) * MINUTE_MS));
        let between = |from, to| calendar.working_minutes_between(from, to, zone).unwrap();
        prop_assert_eq!(between(from, end), between(from, middle) + between(middle, end));
        prop_assert!(i64::from(between(from, end)) <= first + second);
    }
}
