//! A certificate authority of our own, for networks that have none: it signs for one server.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::DistinguishedName;
use rcgen::DnType;
use rcgen::ExtendedKeyUsagePurpose;
use rcgen::IsCa;
use rcgen::Issuer;
use rcgen::KeyPair;
use rcgen::KeyUsagePurpose;
use rcgen::date_time_ymd;
use sha2::Digest;
use sha2::Sha256;
use std::time::Duration;
use zeroize::Zeroizing;

const DAY_S: u64 = 86_400;

/// Devices are told once to trust it: it should outlive them.
const AUTHORITY_DAYS: u64 = 3_653;

/// What browsers accept of any server.
const LEAF_DAYS: u64 = 397;

/// Clocks of devices go wrong by hours.
const EARLY_DAYS: u64 = 1;

#[derive(Debug, thiserror::Error)]
#[error("certificate: {0}")]
pub struct CertificateFault(String);

/// A certificate with its key. Times in seconds since 1970.
pub struct Pair {
    /// DER.
    pub certificate: Vec<u8>,
    /// PKCS #8.
    pub key: Zeroizing<Vec<u8>>,
    pub until: u64,
}

/// A new authority. Its name says nothing about the firm: everyone on the network can read it.
///
/// # Errors
/// Where the system gives no random bytes.
pub fn make_authority(now: u64) -> Result<(String, Pair), CertificateFault> {
    let key = KeyPair::generate().map_err(fault)?;
    // A second authority of the same name would confuse devices that know the first.
    let mark: String = hash(key.public_key_raw()).iter().take(4).map(byte).collect();
    let name = format!("Zhike local CA {mark}");
    let until = now + AUTHORITY_DAYS * DAY_S;
    let mut params = authority_params(&name);
    params.not_before =
        date_time_ymd(1970, 1, 1) + Duration::from_secs(now.saturating_sub(EARLY_DAYS * DAY_S));
    params.not_after = date_time_ymd(1970, 1, 1) + Duration::from_secs(until);
    let certificate = params.self_signed(&key).map_err(fault)?.der().to_vec();
    Ok((name, Pair { certificate, key: Zeroizing::new(key.serialize_der()), until }))
}

/// A certificate for a server with these names and addresses.
///
/// # Errors
/// A name that is no host name; a key of the authority that does not read.
pub fn issue(
    name: &str,
    authority: &Pair,
    names: &[String],
    now: u64,
) -> Result<Pair, CertificateFault> {
    let of_authority = KeyPair::try_from(authority.key.to_vec()).map_err(fault)?;
    let issuer = Issuer::new(authority_params(name), of_authority);
    let key = KeyPair::generate().map_err(fault)?;
    let until = (now + LEAF_DAYS * DAY_S).min(authority.until);
    let mut params = CertificateParams::new(names.to_vec()).map_err(fault)?;
    params.distinguished_name = common_name("Zhike");
    params.not_before =
        date_time_ymd(1970, 1, 1) + Duration::from_secs(now.saturating_sub(EARLY_DAYS * DAY_S));
    params.not_after = date_time_ymd(1970, 1, 1) + Duration::from_secs(until);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(&key, &issuer).map_err(fault)?.der().to_vec();
    Ok(Pair { certificate, key: Zeroizing::new(key.serialize_der()), until })
}

/// SHA-256 of the certificate as people compare it: `3A:0F:…`.
pub fn fingerprint(certificate: &[u8]) -> String {
    let bytes: Vec<String> = hash(certificate).iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(":")
}

/// The certificate as text, for tools that read no other form.
pub fn to_pem(certificate: &[u8]) -> String {
    let text = STANDARD.encode(certificate);
    let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
    for line in text.as_bytes().chunks(64) {
        pem.push_str(std::str::from_utf8(line).expect("base64 is ASCII"));
        pem.push('\n');
    }
    pem + "-----END CERTIFICATE-----\n"
}

/// The same for every use: name and key are what tie a certificate to its authority.
fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = common_name(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn common_name(name: &str) -> DistinguishedName {
    let mut whole = DistinguishedName::new();
    whole.push(DnType::CommonName, name);
    whole
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn byte(byte: &u8) -> String {
    format!("{byte:02x}")
}

fn fault(error: rcgen::Error) -> CertificateFault {
    CertificateFault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::der;

    const NOW: u64 = 1_800_000_000;

    #[test]
    fn what_is_issued_says_for_whom_and_how_long() {
        let (name, authority) = make_authority(NOW).unwrap();
        let names = ["crm.lan", "192.168.1.9", "fd00::9"].map(str::to_owned);
        let leaf = issue(&name, &authority, &names, NOW).unwrap();
        let facts = der::facts(&leaf.certificate).unwrap();
        assert_eq!(facts.names, names);
        assert_eq!(facts.from, NOW - 86_400);
        assert_eq!((facts.until, leaf.until), (NOW + 397 * 86_400, NOW + 397 * 86_400));
        let facts = der::facts(&authority.certificate).unwrap();
        assert_eq!((facts.names.len(), facts.until), (0, NOW + 3_653 * 86_400));
    }

    #[test]
    fn nothing_outlives_its_authority() {
        let (name, authority) = make_authority(NOW).unwrap();
        let late = authority.until - 10 * DAY_S;
        let leaf = issue(&name, &authority, &["localhost".to_owned()], late).unwrap();
        assert_eq!(leaf.until, authority.until);
    }

    #[test]
    fn two_authorities_are_told_apart() {
        let (one, other) = (make_authority(NOW).unwrap(), make_authority(NOW).unwrap());
        assert_ne!(one.0, other.0);
        assert_ne!(fingerprint(&one.1.certificate), fingerprint(&other.1.certificate));
        assert_eq!(fingerprint(&one.1.certificate).len(), 95);
        assert!(to_pem(&one.1.certificate).lines().all(|line| line.len() <= 64));
    }

    #[test]
    fn a_name_that_is_none_is_refused() {
        let (name, authority) = make_authority(NOW).unwrap();
        assert!(issue(&name, &authority, &["知客".to_owned()], NOW).is_err());
    }
}
