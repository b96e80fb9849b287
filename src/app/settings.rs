//! What the firm has set: its name, its numbering rule, its time zone, when it works.

use crate::app::Error;
use crate::app::auth::policy::Policy;
use crate::app::calendar;
use crate::app::gate::Gate;
use crate::app::organisation::Organisation;
use crate::domain::access::Right;
use crate::domain::calendar::Calendar;
use crate::domain::calendar::hours::Span;
use crate::domain::customer::number;
use crate::domain::field::Fault;
use crate::domain::value::Moment;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use chrono::Datelike;
use chrono::TimeZone;
use chrono::Timelike;
use chrono_tz::Tz;

#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub company: String,
    /// A numbering template, see `domain::customer::number`.
    pub numbering: String,
    pub zone: Tz,
    /// What is asked of those who sign in; kept on its own.
    pub security: Policy,
    /// Kept on its own.
    pub organisation: Organisation,
    /// Kept on its own. It begins and ends its day as the organisation does.
    pub calendar: Calendar,
}

const NAME: &[u8] = b"firm";

const DAY_SECONDS: u64 = 86_400;

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            company: String::new(),
            numbering: number::DEFAULT.to_owned(),
            zone: Tz::Asia__Shanghai,
            security: Policy::default(),
            organisation: Organisation::default(),
            calendar: Calendar::default(),
        }
    }
}

impl Settings {
    /// The calendar year at the firm.
    pub fn year(&self, now: Moment) -> i32 {
        self.zone.timestamp_millis_opt(now.0).single().map_or(1970, |at| at.year())
    }

    /// The calendar day at the firm.
    pub fn today(&self, now: Moment) -> crate::domain::value::Day {
        let day = self.zone.timestamp_millis_opt(now.0).single().map(|at| at.date_naive());
        let since = day.map_or(0, |day| day.num_days_from_ce() - 719_163);
        crate::domain::value::Day(since)
    }

    /// Until the firm's next calendar day, at least one.
    pub fn seconds_left_today(&self, now: Moment) -> u64 {
        let at = self.zone.timestamp_millis_opt(now.0).single();
        let gone = at.map_or(0, |at| u64::from(at.num_seconds_from_midnight()));
        DAY_SECONDS.saturating_sub(gone).max(1)
    }

    pub fn load<S: Source>(source: &S) -> Result<Settings, StoreError> {
        let organisation = Organisation::load(source)?;
        let security = Policy::load(source)?;
        let calendar = match calendar::load(source)? {
            Some(calendar) => calendar,
            // A firm that said when it works before there were calendars.
            None => framed(Calendar::default(), &organisation),
        };
        let kept = Settings { organisation, security, calendar, ..Settings::default() };
        let Some(bytes) = source.system(Space::Setting, NAME)? else { return Ok(kept) };
        let (company, numbering, zone): (String, String, String) = from_bytes(&bytes)?;
        let zone = zone.parse().unwrap_or(Tz::Asia__Shanghai);
        Ok(Settings { company, numbering, zone, ..kept })
    }

    /// Calendar and organisation begin and end their day alike: the one that was changed leads.
    fn in_step(self, known: &Settings) -> Settings {
        let Settings { mut organisation, mut calendar, .. } = self;
        match calendar.hours.frame() {
            Some(Span { from, to }) if calendar.hours != known.calendar.hours => {
                organisation.work_from = from;
                organisation.work_to = to;
            }
            Some(_) | None => calendar = framed(calendar, &organisation),
        }
        Settings { organisation, calendar, ..self }
    }

    /// Keeps new settings.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a company name that is emptied or over 100 characters, or a template
    /// that cannot number. A store that was made without a name may go on without one.
    pub fn save(self, gate: &mut Gate) -> Result<Settings, Error> {
        gate.demand_right(Right::Settings)?;
        let mut faults = Vec::new();
        let company = self.company.trim().to_owned();
        if company.is_empty() && !gate.live().settings.company.is_empty() {
            faults.push(Fault::new("company", "required"));
        }
        if 100 < company.chars().count() {
            let actual = company.chars().count();
            faults
                .push(Fault::new("company", "too_long").with("limit", 100).with("actual", actual));
        }
        if number::Template::parse(&self.numbering).is_err() {
            faults.push(Fault::new("numbering", "numbering_broken"));
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let known = &gate.live().settings;
        let settings = Settings { company, ..self }.in_step(known);
        let mut told = Vec::new();
        for (key, before, after) in [
            ("company", &known.company, &settings.company),
            ("numbering", &known.numbering, &settings.numbering),
        ] {
            if before != after {
                told.push(format!("{key}: {before} → {after}"));
            }
        }
        if settings.organisation != known.organisation {
            told.push("organisation".to_owned());
        }
        let (was, is) = (known.calendar.clone(), settings.calendar.clone());
        told.extend(calendar::told(&was, &is));
        if !told.is_empty() {
            gate.log(Deed::Settings, told.join("; "))?;
        }
        let row = (&settings.company, &settings.numbering, settings.zone.name());
        gate.put_system(Space::Setting, NAME, Some(&to_bytes(&row)));
        if settings.organisation != gate.live().settings.organisation {
            settings.organisation.put(gate);
        }
        if was != is {
            calendar::put(&is, gate);
        }
        Ok(settings)
    }
}

fn framed(calendar: Calendar, organisation: &Organisation) -> Calendar {
    let frame = Span { from: organisation.work_from, to: organisation.work_to };
    Calendar { hours: calendar.hours.framed(frame), ..calendar }
}
