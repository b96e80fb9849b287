//! What the firm says of itself beside its name: its sign, its week, its hours, its money.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::calendar::hours;
use crate::domain::field::Fault;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::Serialize;

/// Largest picture, in bytes.
const LOGO_BYTES: usize = 64 << 10;

/// Most customers that a person may be let take from the pool in a day.
const MAX_DAILY_CLAIMS: u32 = 10_000;

/// Beside the row of name and numbering, so that stores of the first releases read as they are.
const NAME: &[u8] = b"organisation";

/// On which day a week begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum WeekStart {
    #[default]
    Monday,
    Sunday,
}

impl WeekStart {
    pub fn slug(self) -> &'static str {
        match self {
            WeekStart::Monday => "mon",
            WeekStart::Sunday => "sun",
        }
    }

    pub fn from_slug(slug: &str) -> Option<WeekStart> {
        [WeekStart::Monday, WeekStart::Sunday].into_iter().find(|start| start.slug() == slug)
    }
}

/// Members that a later release adds stand at the end, each with what holds where it is missing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Organisation {
    /// `data:image/png;base64,…` or `image/jpeg`; empty for none.
    pub logo: String,
    pub week_start: WeekStart,
    /// Minutes since midnight.
    pub work_from: u16,
    /// Minutes since midnight.
    pub work_to: u16,
    /// Three capital letters, as ISO 4217 has them.
    pub currency: String,
    /// The month in which the business year begins, from 1.
    pub fiscal_month: u8,
    /// Customers that a person may take from the pool in a day.
    pub pool_daily_claims: u32,
}

impl Default for Organisation {
    fn default() -> Organisation {
        Organisation {
            logo: String::new(),
            week_start: WeekStart::Monday,
            work_from: 9 * 60,
            work_to: 18 * 60,
            currency: "CNY".to_owned(),
            fiscal_month: 1,
            pool_daily_claims: 20,
        }
    }
}

/// What is to change, as it was sent. `None` leaves as it is.
#[derive(Clone, Default)]
pub struct Draft {
    /// Empty takes it away.
    pub logo: Option<String>,
    pub week_start: Option<String>,
    /// `09:00`.
    pub work_from: Option<String>,
    pub work_to: Option<String>,
    pub currency: Option<String>,
    pub fiscal_month: Option<i64>,
    pub pool_daily_claims: Option<i64>,
}

impl Organisation {
    pub(super) fn load<S: Source>(source: &S) -> Result<Organisation, StoreError> {
        let row = source.system(Space::Setting, NAME)?;
        row.map_or_else(|| Ok(Organisation::default()), |row| from_bytes(&row))
    }

    pub(super) fn put(&self, gate: &mut Gate) {
        gate.put_system(Space::Setting, NAME, Some(&to_bytes(self)));
    }

    /// With the draft in its place.
    ///
    /// # Errors
    /// [`Error::Invalid`] with a fault for each member: `logo_form` for anything but a PNG or JPEG of
    /// at most 64 KiB; `unknown_option`; `time_form`; `work_hours` where work ends before it begins;
    /// `currency_form`; `out_of_range`.
    pub fn with(&self, draft: &Draft) -> Result<Organisation, Error> {
        let mut next = self.clone();
        let mut faults = Vec::new();
        if let Some(logo) = &draft.logo {
            if !logo.is_empty() && !is_picture(logo) {
                faults.push(Fault::new("logo", "logo_form"));
            }
            next.logo.clone_from(logo);
        }
        if let Some(word) = &draft.week_start {
            match WeekStart::from_slug(word) {
                Some(start) => next.week_start = start,
                None => faults
                    .push(Fault::new("week_start", "unknown_option").with("value", word.as_str())),
            }
        }
        let frame = [
            ("work_from", &draft.work_from, &mut next.work_from),
            ("work_to", &draft.work_to, &mut next.work_to),
        ];
        for (key, text, place) in frame {
            match text.as_deref().map(hours::minutes) {
                Some(Some(minutes)) => *place = minutes,
                Some(None) => faults.push(Fault::new(key, "time_form")),
                None => {}
            }
        }
        if faults.is_empty() && next.work_to <= next.work_from {
            faults.push(Fault::new("work_to", "work_hours"));
        }
        if let Some(currency) = &draft.currency {
            if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
                faults.push(Fault::new("currency", "currency_form"));
            }
            next.currency.clone_from(currency);
        }
        next.fiscal_month = whole(draft.fiscal_month, next.fiscal_month, 1, 12)
            .unwrap_or_else(|| refused(&mut faults, "fiscal_month", next.fiscal_month));
        next.pool_daily_claims =
            whole(draft.pool_daily_claims, next.pool_daily_claims, 0, MAX_DAILY_CLAIMS)
                .unwrap_or_else(|| refused(&mut faults, "pool_daily_claims", 0));
        if faults.is_empty() { Ok(next) } else { Err(Error::Invalid(faults)) }
    }
}

fn refused<T>(faults: &mut Vec<Fault>, key: &str, known: T) -> T {
    faults.push(Fault::new(key, "out_of_range"));
    known
}

/// What was given, if it lies between; what holds, if nothing was.
fn whole<T: TryFrom<i64> + PartialOrd>(given: Option<i64>, known: T, low: T, high: T) -> Option<T> {
    match given {
        None => Some(known),
        Some(number) => T::try_from(number).ok().filter(|number| low <= *number && *number <= high),
    }
}

/// By what it begins with, not by what it says it is: it is shown to everyone who signs in.
fn is_picture(url: &str) -> bool {
    let kinds: [(&str, &[u8]); 2] = [
        ("data:image/png;base64,", b"\x89PNG\r\n\x1a\n"),
        ("data:image/jpeg;base64,", b"\xff\xd8\xff"),
    ];
    let found = kinds.iter().find_map(|(start, magic)| Some((url.strip_prefix(start)?, magic)));
    found.is_some_and(|(text, magic)| {
        // Four characters for three bytes: the limit is looked at before anything is decoded.
        text.len() <= LOGO_BYTES.div_ceil(3) * 4
            && STANDARD
                .decode(text)
                .is_ok_and(|bytes| bytes.len() <= LOGO_BYTES && bytes.starts_with(magic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        let url = |kind: &str, bytes: &[u8]| {
            format!("data:image/{kind};base64,{}", STANDARD.encode(bytes))
        };
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 100]].concat();
        assert!(is_picture(&url("png", &png)));
        assert!(is_picture(&url("jpeg", b"\xff\xd8\xff\xe0")));
        assert!(!is_picture(&url("png", b"<svg onload=alert(1)>")));
        assert!(!is_picture(&url("svg+xml", &png)));
        assert!(!is_picture(&url("jpeg", &png)));
        assert!(!is_picture("data:image/png;base64,@@"));
        let large = [png.as_slice(), &vec![0; LOGO_BYTES]].concat();
        assert!(!is_picture(&url("png", &large)));
    }
}
