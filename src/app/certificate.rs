//! The certificates of a house without any: its own authority, and what that has issued to the server.

use crate::app::App;
use crate::app::Error;
use crate::crypto::certificate;
use crate::crypto::certificate::CertificateFault;
use crate::crypto::certificate::Pair;
pub use crate::crypto::certificate::fingerprint;
pub use crate::crypto::certificate::to_pem;
use crate::crypto::der;
pub use crate::crypto::der::Facts;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Space;
use crate::store::from_bytes;
use crate::store::to_bytes;
use zeroize::Zeroizing;

const NAME: &[u8] = b"local";

/// Renewed when no more than this is left of it.
const LEAF_LEFT_S: u64 = 30 * 86_400;

/// An authority that ends earlier could not sign for long: a new one is made, in good time.
const AUTHORITY_LEFT_S: u64 = 60 * 86_400;

/// Both with their keys. Times in seconds since 1970.
pub struct Local {
    /// What devices show as the name of the authority.
    pub name: String,
    pub authority: Pair,
    pub server: Pair,
    /// For which names and addresses the server's certificate holds.
    pub names: Vec<String>,
}

/// What must be made anew even if it would still serve.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anew {
    Nothing,
    Server,
    /// Every device must then be told to trust the new one.
    Authority,
}

/// On disk: name, authority, server, names; each pair as certificate, key, end.
type Row = (String, Flat, Flat, Vec<String>);
type Flat = (Vec<u8>, Vec<u8>, u64);

/// What has been made so far.
///
/// # Errors
/// Where the store does not read.
pub fn load(app: &App) -> Result<Option<Local>, Error> {
    let row = app.store().reader().system(Space::Certificate, NAME)?;
    row.map(|bytes| read(&Zeroizing::new(bytes))).transpose()
}

/// Makes what is missing, ends soon or does not hold for all of `names`; keeps the rest.
///
/// # Errors
/// A name that is no host name; where the store cannot be written.
pub fn ensure(app: &App, op: &Op, names: &[String], anew: Anew) -> Result<Local, Error> {
    let now = seconds(op.now);
    let known = load(app)?;
    let fresh = |end: u64, left: u64| now + left < end;
    let authority = known
        .as_ref()
        .filter(|known| anew != Anew::Authority && fresh(known.authority.until, AUTHORITY_LEFT_S));
    let serves = |known: &&Local| {
        let covered = names.iter().all(|name| known.names.contains(name));
        anew == Anew::Nothing && covered && fresh(known.server.until, LEAF_LEFT_S)
    };
    if authority.is_some_and(|known| serves(&known)) {
        return known.ok_or(Error::Missing);
    }
    let (name, authority) = match authority {
        Some(known) => (known.name.clone(), copy(&known.authority)),
        None => certificate::make_authority(now).map_err(failed)?,
    };
    let server = certificate::issue(&name, &authority, names, now).map_err(failed)?;
    let made = Local { name, authority, server, names: names.to_vec() };
    let row = Zeroizing::new(to_bytes(&row(&made)));
    app.write(op, move |gate| {
        gate.put_system(Space::Certificate, NAME, Some(&row));
        Ok(())
    })?;
    Ok(made)
}

/// What a certificate in DER says; `None` where it is none.
pub fn facts(certificate: &[u8]) -> Option<Facts> {
    der::facts(certificate)
}

fn failed(fault: CertificateFault) -> Error {
    tracing::error!(%fault, "no certificate could be made");
    Error::Rule("certificate_failed")
}

fn seconds(now: Moment) -> u64 {
    u64::try_from(now.0 / 1_000).unwrap_or(0)
}

fn copy(pair: &Pair) -> Pair {
    Pair { certificate: pair.certificate.clone(), key: pair.key.clone(), until: pair.until }
}

fn row(local: &Local) -> Row {
    let flat = |pair: &Pair| (pair.certificate.clone(), pair.key.to_vec(), pair.until);
    (local.name.clone(), flat(&local.authority), flat(&local.server), local.names.clone())
}

fn read(bytes: &[u8]) -> Result<Local, Error> {
    let (name, authority, server, names): Row = from_bytes(bytes)?;
    let pair =
        |(certificate, key, until): Flat| Pair { certificate, key: Zeroizing::new(key), until };
    Ok(Local { name, authority: pair(authority), server: pair(server), names })
}

/// `2027-12-24`, by the clock of Greenwich.
pub fn day(seconds: u64) -> String {
    let at = i64::try_from(seconds).ok().and_then(|at| chrono::DateTime::from_timestamp(at, 0));
    at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default()
}
