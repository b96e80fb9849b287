//! The second factor: codes of an authenticator app, and recovery codes for the day the phone is gone.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::auth::AuthFault;
use crate::app::auth::Event;
use crate::app::auth::duty;
use crate::app::auth::event;
use crate::app::auth::guard;
use crate::app::auth::session;
use crate::app::auth::users;
use crate::crypto::secret;
use crate::crypto::totp;
use crate::crypto::totp::Seed;
use crate::domain::ids::UserId;
use crate::domain::op::Op;
use crate::domain::user::User;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::StoreError;
use crate::store::from_bytes;
use crate::store::to_bytes;
use serde::Deserialize;
use serde::Serialize;

const RECOVERY_CODES: usize = 10;

/// An enrolment that is not confirmed by then begins again.
const PENDING_MS: i64 = 30 * 60_000;

/// Steps that the clock may stand behind the last accepted code before it must be wrong: ten minutes.
const CLOCK_STEPS: i64 = 20;

/// What an app calls a firm that has no name.
const ISSUER: &str = "Zhike";

/// The factor of one person. Without a seed, only an enrolment has begun.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Row {
    seed: Vec<u8>,
    /// The last step whose code was accepted.
    last_step: i64,
    recovery: Vec<[u8; 32]>,
    pending: Vec<u8>,
    pending_since: i64,
}

/// What a person scans or types to enrol.
pub struct Enrolment {
    pub secret: String,
    pub uri: String,
}

/// What became of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spent {
    Code,
    Recovery,
    Wrong,
    /// The clock stands before the last accepted code.
    Clock,
}

impl Row {
    fn load<S: Source>(source: &S, user: UserId) -> Result<Row, StoreError> {
        let bytes = source.system(Space::Factor, &user.0.to_be_bytes())?;
        bytes.map_or_else(|| Ok(Row::default()), |bytes| from_bytes(&bytes))
    }

    fn save(&self, gate: &mut Gate, user: UserId) {
        gate.put_system(Space::Factor, &user.0.to_be_bytes(), Some(&to_bytes(self)));
    }

    /// Fresh recovery codes in place of the old ones.
    fn renew_recovery(&mut self) -> Vec<String> {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| secret::recovery_code()).collect();
        self.recovery = codes.iter().map(|code| secret::recovery_hash(code)).collect();
        codes
    }
}

pub fn is_on<S: Source>(source: &S, user: UserId) -> Result<bool, StoreError> {
    Ok(!Row::load(source, user)?.seed.is_empty())
}

/// Recovery codes that are left; `None` without a factor.
pub fn recovery_left<S: Source>(source: &S, user: UserId) -> Result<Option<usize>, StoreError> {
    let row = Row::load(source, user)?;
    Ok((!row.seed.is_empty()).then_some(row.recovery.len()))
}

/// A fresh secret. The one that is in use holds until the new one is confirmed.
pub fn begin(app: &App, op: &Op, user: UserId) -> Result<Enrolment, Error> {
    let live = app.live();
    let login = &live.people.get(user).ok_or(Error::Missing)?.record.login;
    let seed = Seed::random();
    let secret = seed.text().to_string();
    let company = live.settings.company.as_str();
    let issuer = escaped(if company.is_empty() { ISSUER } else { company });
    let label = escaped(login);
    let uri = format!("otpauth://totp/{issuer}:{label}?secret={secret}&issuer={issuer}");
    app.write(op, move |gate| {
        let mut row = Row::load(gate.source(), user)?;
        row.pending = seed.as_bytes().to_vec();
        row.pending_since = gate.op().now.0;
        row.save(gate, user);
        Ok(())
    })?;
    Ok(Enrolment { secret, uri })
}

/// Takes the new secret into use and spends the code that shows it; gives the recovery codes, which
/// are shown once.
///
/// # Errors
/// [`AuthFault::WrongCode`]; [`Error::Missing`] where no enrolment has begun within the half hour.
pub fn confirm(app: &App, op: &Op, user: UserId, code: &str) -> Result<Vec<String>, Error> {
    let code = digits(code);
    let written = app.write(op, move |gate| {
        let login = login_of(gate, user)?;
        guard::admit_code(gate, &login)?;
        let mut row = Row::load(gate.source(), user)?;
        let now = gate.op().now.0;
        let fresh = now - row.pending_since < PENDING_MS;
        let seed = Seed::from_slice(&row.pending).filter(|_| fresh).ok_or(Error::Missing)?;
        let Some(step) = seed.step_of(&code, now, 0) else {
            guard::wrong_code(gate, &login)?;
            return Ok(None);
        };
        row = Row { seed: seed.as_bytes().to_vec(), last_step: step, ..Row::default() };
        let codes = row.renew_recovery();
        row.save(gate, user);
        guard::begin_attempt(gate, &login)?;
        event(gate, Event::of(user, Deed::FactorOn))?;
        Ok(Some(codes))
    })?;
    written.answer.ok_or(Error::Auth(AuthFault::WrongCode))
}

/// Recovery codes in place of the old ones.
///
/// # Errors
/// [`Error::Missing`] without a factor.
pub fn renew_recovery(app: &App, op: &Op, user: UserId) -> Result<Vec<String>, Error> {
    let written = app.write(op, move |gate| {
        let mut row = Row::load(gate.source(), user)?;
        if row.seed.is_empty() {
            return Err(Error::Missing);
        }
        let codes = row.renew_recovery();
        row.save(gate, user);
        let detail = "recovery codes";
        event(gate, Event { user: Some(user), deed: Deed::FactorOn, detail })?;
        Ok(codes)
    })?;
    Ok(written.answer)
}

/// The owner takes it off.
///
/// # Errors
/// [`AuthFault::FactorRequired`] for someone who may not go without; [`Error::Missing`] without one.
pub fn take_off(app: &App, op: &Op, user: UserId) -> Result<(), Error> {
    let policy = app.live().settings.security;
    if duty::must_have_factor(&policy, &op.access) {
        return Err(Error::Auth(AuthFault::FactorRequired));
    }
    app.write(op, move |gate| remove(gate, user))?;
    Ok(())
}

/// Someone else takes it off: whoever is signed in as this person signs in again.
///
/// # Errors
/// [`Error::Missing`] without one; [`Error::Rule`]`("beyond_own")` for a person with rights or a
/// reach that the actor has not.
pub fn reset(app: &App, op: &Op, user: UserId) -> Result<(), Error> {
    app.write(op, move |gate| {
        let whose = gate.load::<User>(user.0)?;
        users::may_become(gate.access(), gate.live(), &whose)?;
        session::end_all(gate, user)?;
        remove(gate, user)
    })?;
    Ok(())
}

fn remove(gate: &mut Gate, user: UserId) -> Result<(), Error> {
    if !is_on(gate.source(), user)? {
        return Err(Error::Missing);
    }
    gate.put_system(Space::Factor, &user.0.to_be_bytes(), None);
    event(gate, Event::of(user, Deed::FactorOff))
}

/// Judges a code and spends it in the same unit: two requests with one code cannot both come in.
/// Six digits are a code of the app, anything else a recovery code.
pub fn spend(gate: &mut Gate, user: UserId, code: &str) -> Result<Spent, Error> {
    let mut row = Row::load(gate.source(), user)?;
    let now = gate.op().now.0;
    let typed = digits(code);
    let spent = if typed.len() == totp::DIGITS && typed.bytes().all(|one| one.is_ascii_digit()) {
        if totp::step_at(now) + CLOCK_STEPS < row.last_step {
            return Ok(Spent::Clock);
        }
        let seed = Seed::from_slice(&row.seed);
        match seed.and_then(|seed| seed.step_of(&typed, now, row.last_step)) {
            Some(step) => {
                row.last_step = step;
                Spent::Code
            }
            None => Spent::Wrong,
        }
    } else {
        let hash = secret::recovery_hash(code);
        match row.recovery.iter().position(|known| secret::same(known, &hash)) {
            Some(at) => {
                row.recovery.remove(at);
                Spent::Recovery
            }
            None => Spent::Wrong,
        }
    };
    if spent != Spent::Wrong {
        row.save(gate, user);
    }
    Ok(spent)
}

fn login_of(gate: &Gate, user: UserId) -> Result<String, Error> {
    let stored = gate.source().load::<User>(user.0)?;
    Ok(stored.ok_or(Error::Missing)?.record.login)
}

/// Apps show `123 456`.
fn digits(code: &str) -> String {
    code.chars().filter(|one| !one.is_whitespace()).collect()
}

fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
