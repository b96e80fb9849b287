//! What is set about the network, and whether it fits together.

use crate::config::ConfigFault;
use crate::config::Settings;
use crate::config::parse;
use crate::http::net;
use crate::http::net::Proxies;
use crate::http::net::PublicUrl;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::PathBuf;

pub(super) const LISTEN: &str = "server.listen";
pub(super) const TLS_CERT: &str = "server.tls_cert";
pub(super) const TLS_KEY: &str = "server.tls_key";
pub(super) const PUBLIC_URL: &str = "server.public_url";
pub(super) const NAMES: &str = "server.names";
pub(super) const BEHIND_PROXY: &str = "server.behind_proxy";
pub(super) const TRUSTED_PROXIES: &str = "server.trusted_proxies";

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Network {
    pub listen: SocketAddr,
    /// Own certificate and key, as PEM files.
    pub files: Option<(PathBuf, PathBuf)>,
    pub public: Option<PublicUrl>,
    /// Further names and addresses of this machine, in small letters.
    pub names: Vec<String>,
    pub proxies: Option<Proxies>,
}

/// Where the certificate comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Speaks<'a> {
    /// On loopback, or behind a proxy.
    Plain,
    /// With these files.
    Files(&'a PathBuf, &'a PathBuf),
    /// With a certificate of the authority of this house.
    OwnAuthority,
}

impl Network {
    pub(super) fn read(settings: &Settings) -> Result<Network, ConfigFault> {
        let path = |key| parse(settings, key, None, |text| Some(Some(PathBuf::from(text))));
        let files = match (path(TLS_CERT)?, path(TLS_KEY)?) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(_), None) => return Err(ConfigFault::Alone { key: TLS_CERT, needs: TLS_KEY }),
            (None, Some(_)) => return Err(ConfigFault::Alone { key: TLS_KEY, needs: TLS_CERT }),
        };
        let behind = parse(settings, BEHIND_PROXY, false, |text| text.parse().ok())?;
        let trusted =
            parse(settings, TRUSTED_PROXIES, None, |text| Proxies::parse(text).map(Some))?;
        if trusted.is_some() && !behind {
            return Err(ConfigFault::Alone { key: TRUSTED_PROXIES, needs: BEHIND_PROXY });
        }
        let network = Network {
            listen: parse(settings, LISTEN, (Ipv4Addr::LOCALHOST, 8750).into(), address)?,
            files,
            public: parse(settings, PUBLIC_URL, None, |text| public(text).map(Some))?,
            names: parse(settings, NAMES, Vec::new(), names)?,
            proxies: behind.then(|| trusted.unwrap_or_default()),
        };
        if behind && network.public.is_none() {
            return Err(ConfigFault::Alone { key: BEHIND_PROXY, needs: PUBLIC_URL });
        }
        Ok(network)
    }

    /// Plain HTTP never crosses the network on its own.
    pub fn speaks(&self) -> Speaks<'_> {
        match &self.files {
            Some((certificate, key)) => Speaks::Files(certificate, key),
            None if self.proxies.is_some() || net::is_loopback(self.listen) => Speaks::Plain,
            None => Speaks::OwnAuthority,
        }
    }

    /// # Errors
    /// [`ConfigFault::Exposed`]: plain HTTP open to the network, and no proxy there that is named.
    pub fn check(&self) -> Result<(), ConfigFault> {
        let has_proxy = self.proxies.as_ref().is_some_and(Proxies::is_remote);
        match self.speaks() == Speaks::Plain && !net::is_loopback(self.listen) && !has_proxy {
            true => Err(ConfigFault::Exposed(self.listen)),
            false => Ok(()),
        }
    }
}

fn address(text: &str) -> Option<SocketAddr> {
    let local = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    local.as_deref().unwrap_or(text).parse().ok()
}

/// Passwords are typed there: over the network, only with `https`.
fn public(text: &str) -> Option<PublicUrl> {
    let local = ["localhost", "127.0.0.1", "[::1]"];
    PublicUrl::parse(text).filter(|url| url.secure || local.contains(&url.host.as_str()))
}

fn names(text: &str) -> Option<Vec<String>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| host_name(&part.to_ascii_lowercase())).collect()
}

/// A host name or an address, spelled as a certificate has it.
pub fn host_name(text: &str) -> Option<String> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_string());
    }
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..64).contains(&label.len())
            && label.bytes().all(fits)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (text.len() < 254 && text.split('.').all(is_label)).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;
    use crate::config::load;

    fn read(pairs: &[(&str, &str)]) -> Result<Network, ConfigFault> {
        let named =
            |(name, value): &(&str, &str)| (format!("ZHIKE_SERVER__{name}"), (*value).to_owned());
        let env: Vec<_> = pairs.iter().map(named).collect();
        let network = load(&Flags::default(), env.into_iter())?.network;
        network.check()?;
        Ok(network)
    }

    #[test]
    fn what_crosses_the_network_is_encrypted_or_behind_a_proxy() {
        let speaks = |pairs: &[(&str, &str)]| format!("{:?}", read(pairs).unwrap().speaks());
        assert_eq!(speaks(&[]), "Plain");
        assert_eq!(speaks(&[("LISTEN", "[::1]:1")]), "Plain");
        assert_eq!(speaks(&[("LISTEN", "0.0.0.0:1")]), "OwnAuthority");
        let files = [("LISTEN", "0.0.0.0:1"), ("TLS_CERT", "a"), ("TLS_KEY", "b")];
        assert_eq!(speaks(&files), "Files(\"a\", \"b\")");
        let proxy = [
            ("LISTEN", "0.0.0.0:1"),
            ("BEHIND_PROXY", "true"),
            ("TRUSTED_PROXIES", "10.0.0.1"),
            ("PUBLIC_URL", "https://crm.example"),
        ];
        assert_eq!(speaks(&proxy), "Plain");
        let fault = read(&[proxy[0], proxy[1], proxy[3]]).unwrap_err();
        assert!(matches!(fault, ConfigFault::Exposed(_)), "{fault}");
        assert_eq!(speaks(&[proxy[1], proxy[3]]), "Plain");
    }

    #[test]
    fn half_a_declaration_is_refused() {
        for pairs in [
            &[("TLS_CERT", "a")][..],
            &[("TLS_KEY", "a")],
            &[("BEHIND_PROXY", "true")],
            &[("TRUSTED_PROXIES", "10.0.0.1")],
        ] {
            let fault = read(pairs).unwrap_err();
            assert!(matches!(fault, ConfigFault::Alone { .. }), "{fault}");
        }
        for pair in [
            ("PUBLIC_URL", "http://crm.example"),
            ("PUBLIC_URL", "crm.example"),
            ("NAMES", "crm example"),
            ("NAMES", "-a"),
            ("BEHIND_PROXY", "yes"),
            ("TRUSTED_PROXIES", "*"),
        ] {
            let fault = read(&[pair]).unwrap_err();
            assert!(matches!(fault, ConfigFault::Value { .. }), "{fault}");
        }
        let network = read(&[("NAMES", "CRM.lan, 10.0.0.5 ,FD00::0009")]).unwrap();
        assert_eq!(network.names, ["crm.lan", "10.0.0.5", "fd00::9"]);
    }
}
