//! The working calendar: what is shipped, what the firm sets, and when so much work has been done.

use crate::common::House;
use crate::outside::Answer;
use crate::outside::Shared;
use crate::outside::ask;
use crate::outside::url;
use crate::staff::Person;
use crate::staff::patch;
use serde_json::Value;
use serde_json::json;

static SHARED: Shared<House> = Shared::new(House::new);

fn amend(house: &House, change: &Value) -> Answer {
    ask(house, "PATCH", "/calendar", Some(change), &[])
}

fn due(house: &House, from: &str, minutes: &str) -> Answer {
    let path = url("/calendar/due", &[("from", from), ("minutes", minutes)]);
    ask(house, "GET", &path, None, &[])
}

fn due_at(house: &House, from: &str, minutes: &str) -> String {
    let answer = due(house, from, minutes);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["due"].as_str().unwrap().to_owned()
}

fn year(calendar: &Value, number: i64) -> Value {
    let years = calendar["years"].as_array().unwrap();
    years.iter().find(|year| year["year"] == number).cloned().unwrap_or(Value::Null)
}

#[test]
fn the_holidays_of_known_years_are_there_from_the_start() {
    let house = SHARED.get();
    let calendar = house.get("/calendar");
    assert_eq!(calendar["hours"], json!([["09:00", "12:00"], ["13:30", "18:00"]]));
    assert_eq!(calendar["days"], json!([1, 2, 3, 4, 5]));
    let sla = json!({ "urgent": 60, "high": 240, "normal": 480, "low": 1440 });
    assert_eq!(calendar["sla"], sla);
    let shipped = year(&calendar, 2026);
    assert_eq!(shipped["shipped"], true);
    assert_eq!(shipped["off"].as_array().unwrap().len(), 33);
    assert_eq!(shipped["off"][0], "2026-01-01");
    let work =
        json!(["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]);
    assert_eq!(shipped["work"], work);
    let years: Vec<i64> =
        calendar["years"].as_array().unwrap().iter().map(|y| y["year"].as_i64().unwrap()).collect();
    assert_eq!(years, [2024, 2025, 2026]);
}

#[test]
fn due_times_pass_over_nights_and_holidays_and_say_where_they_guess() {
    let house = SHARED.get();
    let at = |from, minutes| due_at(&house, from, minutes);
    assert_eq!(at("2026-11-20T17:30:00+08:00", "60"), "2026-11-23T09:30:00+08:00");
    assert_eq!(at("2026-09-30 17:30", "60"), "2026-10-08T09:30:00+08:00");
    assert_eq!(at("2026-10-09 17:30", "60"), "2026-10-10T09:30:00+08:00");
    let known = due(&house, "2026-11-20 17:30", "60");
    assert_eq!(known.body["unknown_years"], json!([]));
    let guessed = due(&house, "2026-12-31 17:30", "60");
    assert_eq!(guessed.body["due"], "2027-01-01T09:30:00+08:00");
    assert_eq!(guessed.body["unknown_years"], json!([2027]));
    assert_eq!(ask(&house, "GET", "/calendar/due?minutes=5", None, &[]).status, 200);
    for (query, reason) in [
        (&[][..], "required"),
        (&[("minutes", "-1")], "number_form"),
        (&[("minutes", "9999999")], "out_of_range"),
        (&[("minutes", "1"), ("from", "soon")], "date_format"),
        (&[("minutes", "1"), ("until", "soon")], "unknown_parameter"),
    ] {
        let refused = ask(&house, "GET", &url("/calendar/due", query), None, &[]);
        assert_eq!((refused.status, refused.reason()), (400, reason), "{query:?}");
    }
}

#[test]
fn a_firm_sets_its_own_hours_days_and_holidays() {
    let mut house = House::new();
    let change = json!({
        "hours": [["08:00", "12:00"], ["12:00", "20:00"]], "days": [7, 1, 2], "sla": { "urgent": 30 },
        "year": { "year": 2027, "off": ["2027-01-05", "2027-01-04"], "work": ["2027-01-09"] },
    });
    let changed = amend(&house, &change);
    assert_eq!(changed.status, 200, "{changed:?}");
    house.restart();
    let now = house.get("/calendar");
    assert_eq!(now, changed.body);
    assert_eq!((&now["hours"], &now["days"]), (&change["hours"], &json!([1, 2, 7])));
    let sla = json!({ "urgent": 30, "high": 240, "normal": 480, "low": 1440 });
    assert_eq!(now["sla"], sla);
    let own = year(&now, 2027);
    assert_eq!(own["off"], json!(["2027-01-04", "2027-01-05"]));
    assert_eq!((&own["work"], &own["shipped"]), (&json!(["2027-01-09"]), &json!(false)));
    // Sunday the third is worked on, Monday and Tuesday are off, Saturday makes up for one.
    assert_eq!(due_at(&house, "2027-01-03 19:00", "61"), "2027-01-09T08:01:00+08:00");
    assert_eq!(due(&house, "2027-01-03", "61").body["unknown_years"], json!([]));
    // What is sent for a year stands instead of what was shipped, until it is taken back.
    let shipped = year(&now, 2026);
    let own = amend(&house, &json!({ "year": { "year": 2026, "off": [] } }));
    assert_eq!(year(&own.body, 2026)["off"], json!([]));
    assert_eq!(year(&own.body, 2026)["work"], shipped["work"]);
    let back = amend(&house, &json!({ "year": { "year": 2026 } }));
    assert_eq!(year(&back.body, 2026), shipped);
    let told = house.get("/audit?deed=settings&limit=3");
    let told: Vec<&str> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["note"].as_str().unwrap())
        .collect();
    assert!(told[0].starts_with("2026 off: +2026-01-01 +2026-01-02"), "{told:?}");
    assert!(told[1].starts_with("2026 off: −2026-01-01"), "{told:?}");
    for part in [
        "hours: 09:00–12:00 13:30–18:00 → 08:00–12:00 12:00–20:00",
        "days: 1 2 3 4 5 → 1 2 7",
        "sla.urgent: 60 → 30",
        "2027 off: +2027-01-04 +2027-01-05",
        "2027 work: +2027-01-09",
    ] {
        assert!(told[2].contains(part), "{part}: {told:?}");
    }
}

#[test]
fn a_broken_calendar_is_refused_whole() {
    let house = SHARED.get();
    let before = house.get("/calendar");
    let many: Vec<_> = (0..9).map(|n| [format!("{n:02}:00"), format!("{n:02}:30")]).collect();
    let days = vec!["2026-01-01"; 367];
    let of_year = |off: Value, work: Value| json!({ "year": 2026, "off": off, "work": work });
    for (key, value, field, reason) in [
        ("hours", json!([]), "hours", "required"),
        ("hours", json!([["9:00", "12:00"]]), "hours", "time_form"),
        ("hours", json!([["12:00", "09:00"]]), "hours", "hours_order"),
        ("hours", json!([["09:00", "09:00"]]), "hours", "hours_order"),
        ("hours", json!([["09:00", "13:00"], ["12:00", "18:00"]]), "hours", "hours_order"),
        ("hours", json!([["13:00", "18:00"], ["09:00", "12:00"]]), "hours", "hours_order"),
        ("hours", json!(many), "hours", "too_many"),
        ("days", json!([]), "days", "required"),
        ("days", json!([0]), "days", "out_of_range"),
        ("days", json!([1, 8]), "days", "out_of_range"),
        ("sla", json!({ "high": 0 }), "sla.high", "out_of_range"),
        ("sla", json!({ "low": 999_999_999 }), "sla.low", "out_of_range"),
        ("year", json!({ "year": 1999, "off": [] }), "year.year", "out_of_range"),
        ("year", of_year(json!(["2026-02-30"]), json!([])), "year.off", "date_impossible"),
        ("year", of_year(json!(["今天"]), json!([])), "year.off", "date_format"),
        ("year", of_year(json!([]), json!(["2027-01-01"])), "year.work", "other_year"),
        (
            "year",
            of_year(json!(["2026-03-02"]), json!(["2026-03-02"])),
            "year.work",
            "off_and_work",
        ),
        ("year", of_year(json!(days), json!([])), "year.off", "too_many"),
    ] {
        // The rest of what was sent is right, and is not kept either.
        let mut change = json!({ "days": [1], "sla": { "urgent": 5 } });
        change[key] = value;
        let refused = amend(&house, &change);
        assert_eq!((refused.status, refused.reason()), (422, reason), "{key} {refused:?}");
        assert_eq!(refused.body["faults"][0]["field"], field);
    }
    for odd in [json!({ "days": ["1"] }), json!({ "hours": [["09:00"]] }), json!({ "tz": "UTC" })] {
        assert_eq!(amend(&house, &odd).status, 400, "{odd}");
    }
    assert_eq!(house.get("/calendar"), before);
}

#[test]
fn the_day_of_the_organisation_and_of_the_calendar_begin_and_end_alike() {
    let house = House::new();
    let set = |path: &str, change: &Value| {
        let changed = ask(&house, "PATCH", path, Some(change), &[]);
        assert_eq!(changed.status, 200, "{changed:?}");
    };
    set("/settings", &json!({ "work_from": "08:30", "work_to": "17:30" }));
    let hours = json!([["08:30", "12:00"], ["13:30", "17:30"]]);
    assert_eq!(house.get("/calendar")["hours"], hours);
    set("/calendar", &json!({ "hours": [["10:00", "15:00"], ["16:00", "22:00"]] }));
    let settings = house.get("/settings");
    assert_eq!((&settings["work_from"], &settings["work_to"]), (&json!("10:00"), &json!("22:00")));
    set("/calendar", &json!({ "days": [6, 7] }));
    assert_eq!(house.get("/settings"), settings);
}

#[test]
fn everybody_reads_it_and_who_keeps_the_settings_changes_it() {
    let house = SHARED.get();
    let reader = Person::hired(&house, "clock", &["只读"], None);
    assert_eq!(reader.ask(&house, "GET", "/calendar", None).status, 200);
    assert_eq!(reader.ask(&house, "GET", "/calendar/due?minutes=60", None).status, 200);
    let refused = reader.ask(&house, "PATCH", "/calendar", Some(&json!({ "days": [1] })));
    assert_eq!((refused.status, refused.slug()), (403, "denied"));
}

#[test]
fn a_service_record_is_due_by_its_priority_in_working_time() {
    let house = House::new();
    let customer = house.customer("等回音的厂", &json!({}));
    let make = |more: &Value| {
        let mut body = json!({
            "customer": customer["id"], "type": "question", "description": "怎么用",
            "at": "2026-11-20T17:30:00+08:00",
        });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let made = ask(&house, "POST", "/services", Some(&body), &[]);
        assert_eq!(made.status, 201, "{made:?}");
        made.body
    };
    let edit = |record: &Value, change: &Value| {
        let path = format!("/services/{}", record["id"].as_str().unwrap());
        let changed = patch(&house, &path, &house.get(&path), change);
        assert_eq!(changed.status, 200, "{changed:?}");
        changed.body["fields"]["due"].clone()
    };
    let urgent = make(&json!({ "priority": "urgent" }));
    assert_eq!(urgent["fields"]["due"], "2026-11-23T09:30:00+08:00");
    assert_eq!(make(&json!({}))["fields"]["due"], "2026-11-23T18:00:00+08:00");
    // It follows priority and time, until somebody sets another or has answered.
    assert_eq!(edit(&urgent, &json!({ "priority": "high" })), "2026-11-23T14:00:00+08:00");
    let earlier = json!({ "at": "2026-11-20T09:00:00+08:00" });
    assert_eq!(edit(&urgent, &earlier), "2026-11-20T14:30:00+08:00");
    let own = json!("2026-11-25T10:00:00+08:00");
    assert_eq!(edit(&urgent, &json!({ "due": own })), own);
    assert_eq!(edit(&urgent, &json!({ "priority": "low" })), own);
    let told = make(&json!({ "due": own }));
    assert_eq!(edit(&told, &json!({ "priority": "urgent" })), own);
    let answered = make(&json!({ "responded_at": "2026-11-20T17:40:00+08:00" }));
    assert_eq!(answered["fields"]["met"]["value"], "met");
    assert_eq!(edit(&answered, &json!({ "priority": "urgent" })), "2026-11-23T18:00:00+08:00");
}

#[test]
fn a_promise_of_another_calendar_moves_with_the_priority_and_nobodys_own_does() {
    let house = House::new();
    let customer = house.customer("等回音的厂", &json!({}));
    let make = |more: &Value| {
        let mut body = json!({
            "customer": customer["id"], "type": "question", "description": "怎么用",
            "at": "2026-11-20T10:00:00+08:00", "priority": "urgent",
        });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let made = ask(&house, "POST", "/services", Some(&body), &[]);
        assert_eq!(made.status, 201, "{made:?}");
        made.body
    };
    let edit = |record: &Value, change: &Value| {
        let path = format!("/services/{}", record["id"].as_str().unwrap());
        let changed = patch(&house, &path, &house.get(&path), change);
        assert_eq!(changed.status, 200, "{changed:?}");
        changed.body["fields"]["due"].clone()
    };
    let promised = make(&json!({}));
    assert_eq!(promised["fields"]["due"], "2026-11-20T11:00:00+08:00");
    let set = json!("2026-11-20T11:30:00+08:00");
    let own = make(&json!({ "due": set }));
    let sla = json!({ "sla": { "urgent": 90, "high": 60 } });
    assert_eq!(amend(&house, &sla).status, 200);
    let told = json!({ "description": "怎么用，急" });
    assert_eq!(edit(&promised, &told), promised["fields"]["due"], "what was promised stands");
    let high = json!({ "priority": "high" });
    let normal = json!({ "priority": "normal" });
    assert_eq!(edit(&promised, &normal), "2026-11-23T10:30:00+08:00");
    assert_eq!(edit(&promised, &high), "2026-11-20T11:00:00+08:00");
    assert!(promised["fields"].get("promised").is_none(), "{promised}");
    // That it is what the calendar says by now does not make it less their own.
    assert_eq!(edit(&own, &high), set);
}
