//! How a request came: from where, over what, under which name; and what follows for cookies and links.

use crate::http::net::Net;
use crate::http::problem::Problem;
use crate::http::server::Shared;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use std::net::IpAddr;
use std::net::SocketAddr;

/// Over TLS: the prefix makes browsers insist on `Secure`, this very host and the whole site, so
/// that no neighbour can plant one.
const COOKIE_SECURE: &str = "__Host-zhike";

/// Over plain HTTP, which is spoken on loopback alone.
const COOKIE_PLAIN: &str = "zhike";

/// The connection that a request came over.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub peer: SocketAddr,
    /// The address of ours that was connected to.
    pub local: IpAddr,
    pub tls: bool,
}

/// What is known of a request before anyone has read it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Who really asks, as far as can be known.
    pub client: IpAddr,
    /// Between the browser and us, or the proxy that we believe, nobody could listen.
    pub secure: bool,
    /// Of the `Host` header.
    host: String,
}

impl Arrival {
    /// # Errors
    /// 421 for a name that is not ours; 403 for plain HTTP from another machine, or through a proxy
    /// that had it so.
    pub fn of(
        shared: &Shared,
        link: &Link,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Arrival, Problem> {
        let net = &shared.net;
        let peer = link.peer.ip().to_canonical();
        let proxied = net.proxies.as_ref().is_some_and(|proxies| proxies.contain(peer));
        if !link.tls && !proxied && !peer.is_loopback() {
            return Err(Problem::new(StatusCode::FORBIDDEN, "https-needed"));
        }
        let host = host(headers).unwrap_or_default();
        let known = |host: &str| is_known(shared, link, host);
        // A target in absolute form names the host a second time.
        if !known(&host) || !uri.authority().is_none_or(|name| known(name.as_str())) {
            return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "host"));
        }
        if !proxied {
            return Ok(Arrival { client: peer, secure: link.tls, host });
        }
        let client = client(net, peer, headers);
        let secure = link.tls || forwarded_secure(net, &host, headers);
        let promised = net.public.as_ref().is_some_and(|public| public.secure);
        if promised && !secure && !is_loopback_name(name_of(&host)) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "https-needed"));
        }
        Ok(Arrival { client, secure, host })
    }

    /// From this machine, and under a name of this machine: a proxy that keeps quiet about its
    /// clients does not pass for one.
    pub fn is_local(&self) -> bool {
        self.client.is_loopback() && is_loopback_name(name_of(&self.host))
    }

    /// A page of ours, seen from the browser that sent this.
    pub fn is_own_origin(&self, net: &Net, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let public = net.public.as_ref().filter(|public| public.secure == self.secure);
        origin == self.origin() || public.is_some_and(|public| public.origin == origin)
    }

    /// What links begin with, without a slash at the end.
    pub fn base(&self, net: &Net) -> String {
        net.public.as_ref().map_or_else(|| self.origin(), |public| public.origin.clone())
    }

    fn origin(&self) -> String {
        let (scheme, usual) = if self.secure { ("https", ":443") } else { ("http", ":80") };
        let host = self.host.strip_suffix(usual).unwrap_or(&self.host);
        format!("{scheme}://{host}")
    }

    pub fn cookie(&self) -> &'static str {
        if self.secure { COOKIE_SECURE } else { COOKIE_PLAIN }
    }

    /// The line that gives this cookie to the browser, or takes it away again.
    pub fn set_cookie(&self, value: Option<&str>) -> String {
        let name = self.cookie();
        let secure = if self.secure { "; Secure" } else { "" };
        let age = if value.is_some() { "" } else { "; Max-Age=0" };
        let value = value.unwrap_or_default();
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
    }
}

/// The host of a request in small letters; `None` where it is named twice or not at all.
pub fn host(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all(header::HOST).iter();
    let first = all.next()?.to_str().ok()?;
    if all.next().is_some() { None } else { Some(first.to_ascii_lowercase()) }
}

/// Without the port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback_name(name: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

/// Names that are declared, that the certificate holds for, or that no page elsewhere could have
/// pointed at us: the address of this very connection, and on this machine the names of loopback.
pub fn is_known(shared: &Shared, link: &Link, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let name = name_of(&host);
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let net = &shared.net;
    let is_address = || bare.parse().is_ok_and(|address: IpAddr| address == link.local);
    (is_loopback_name(name) && link.peer.ip().to_canonical().is_loopback())
        || net.public.as_ref().is_some_and(|public| public.host == name)
        || net.names.iter().any(|known| known == bare)
        || is_address()
        || shared.tls.as_ref().is_some_and(|tls| tls.covers(bare))
}

/// The last of `X-Forwarded-For` that is no proxy of ours: what stands left of it, anyone can write.
fn client(net: &Net, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let trusted = |address| net.proxies.as_ref().is_some_and(|proxies| proxies.contain(address));
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    let said = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let mut client = peer;
    for text in said {
        let Some(address) = address(text.trim()) else { break };
        client = address;
        if !trusted(client) {
            break;
        }
    }
    client
}

/// Some proxies write the port as well.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    bare.or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

/// What the proxy next to us says; where it says nothing, the public address under its name.
fn forwarded_secure(net: &Net, host: &str, headers: &HeaderMap) -> bool {
    let said = headers.get_all("x-forwarded-proto").iter().next_back();
    match said.and_then(|line| line.to_str().ok()?.rsplit(',').next()) {
        Some(scheme) => scheme.trim().eq_ignore_ascii_case("https"),
        None => {
            let public = net.public.as_ref().filter(|public| public.host == name_of(host));
            public.is_some_and(|public| public.secure)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::net::Proxies;
    use crate::http::net::PublicUrl;
    use axum::http::HeaderValue;

    fn behind() -> Net {
        let public = PublicUrl::parse("https://crm.example");
        Net { proxies: Proxies::parse("10.0.0.1,10.0.0.2"), public, ..Net::default() }
    }

    fn headers(name: &'static str, lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_static(line));
        }
        headers
    }

    #[test]
    fn the_client_is_the_last_who_is_no_proxy() {
        for (lines, expected) in [
            (&[][..], "10.0.0.1"),
            (&["1.2.3.4"], "1.2.3.4"),
            (&["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
            (&["6.6.6.6, 1.2.3.4, 10.0.0.2"], "1.2.3.4"),
            (&["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
            (&["1.2.3.4:5678"], "1.2.3.4"),
            (&["[fd00::9]:1"], "fd00::9"),
            (&["::ffff:1.2.3.4"], "1.2.3.4"),
            (&["1.2.3.4, unknown"], "10.0.0.1"),
            (&["1.2.3.4, unknown, 10.0.0.2"], "10.0.0.2"),
        ] {
            let found =
                client(&behind(), "10.0.0.1".parse().unwrap(), &headers("x-forwarded-for", lines));
            assert_eq!(found.to_string(), expected, "{lines:?}");
        }
    }

    #[test]
    fn the_scheme_is_what_the_nearest_proxy_says() {
        let scheme = |host, lines: &[&'static str]| {
            forwarded_secure(&behind(), host, &headers("x-forwarded-proto", lines))
        };
        assert!(scheme("crm.example", &["https"]));
        assert!(scheme("crm.example", &["http, HTTPS"]));
        assert!(!scheme("crm.example", &["https", "http"]));
        assert!(scheme("crm.example", &[]));
        assert!(!scheme("localhost:8750", &[]));
    }

    #[test]
    fn an_origin_is_ours_with_its_scheme_only() {
        let arrival = |secure, host: &str| Arrival {
            client: IpAddr::from([127, 0, 0, 1]),
            secure,
            host: host.to_owned(),
        };
        let net = behind();
        assert!(arrival(true, "crm.example").is_own_origin(&net, "https://crm.example"));
        assert!(!arrival(true, "crm.example").is_own_origin(&net, "http://crm.example"));
        assert!(arrival(true, "inside:8750").is_own_origin(&net, "https://crm.example"));
        assert!(!arrival(false, "inside:8750").is_own_origin(&net, "https://crm.example"));
        assert!(arrival(true, "a:443").is_own_origin(&net, "https://A"));
        assert!(!arrival(true, "a").is_own_origin(&net, "null"));
        assert_eq!(arrival(false, "inside:8750").base(&net), "https://crm.example");
    }
}
