//! How the server meets the network: which certificate it shows, under which names, at which addresses.

use crate::app::App;
use crate::app::certificate;
use crate::app::certificate::Anew;
use crate::app::certificate::Local;
use crate::boot;
use crate::cli::fault::CliError;
use crate::config::Network;
use crate::config::Speaks;
use crate::config::host_name;
use crate::domain::op::Lang;
use crate::http::net;
use crate::http::net::Net;
use crate::http::tls::Identity;
use crate::http::tls::Tls;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::net::UdpSocket;
use std::path::Path;

/// Addresses that are only asked for the way to them: no packet is sent. They belong to nobody.
const FAR: [&str; 2] = ["192.0.2.1:9", "[2001:db8::1]:9"];

/// What the server says, and what people are told of it.
pub struct Voice {
    pub tls: Option<Tls>,
    /// What the certificate is compared with when it is renewed.
    pub shown: Vec<u8>,
    /// Where to find the server, the best first; at least one.
    pub urls: Vec<String>,
    /// Of the authority of this house, where it is in use.
    pub fingerprint: Option<String>,
}

/// # Errors
/// Own certificate files that do not read or do not fit; where the store cannot be written.
pub fn voice(app: &App, network: &Network, address: SocketAddr) -> Result<Voice, CliError> {
    match network.speaks() {
        Speaks::Plain => {
            let plain = vec![format!("http://{address}")];
            Ok(Voice {
                tls: None,
                shown: Vec::new(),
                urls: first(network, plain),
                fingerprint: None,
            })
        }
        Speaks::Files(chain, key) => {
            let identity = read_files(chain, key)?;
            let shown = identity.certificate().to_vec();
            let facts = certificate::facts(&shown);
            let names = facts.map(|facts| facts.names).unwrap_or_default();
            let mut names: Vec<String> =
                names.into_iter().filter(|n| !n.starts_with('*')).collect();
            names.push(address.ip().to_string());
            let tls = Tls::new(&identity).map_err(CliError::certificate(chain))?;
            let urls = first(network, urls(&names, address));
            Ok(Voice { tls: Some(tls), shown, urls, fingerprint: None })
        }
        Speaks::OwnAuthority => {
            let names = names(network, address.ip());
            let op = boot::operator(Lang::default());
            let local = certificate::ensure(app, &op, &names, Anew::Nothing)?;
            let tls = Tls::new(&identity(&local)).map_err(CliError::certificate(Path::new("")))?;
            let shown = local.server.certificate.clone();
            let fingerprint = Some(certificate::fingerprint(&local.authority.certificate));
            let urls = first(network, urls(&names, address));
            Ok(Voice { tls: Some(tls), shown, urls, fingerprint })
        }
    }
}

/// What requests are checked against.
pub fn net(network: &Network, setup_remote: bool) -> Net {
    Net {
        proxies: network.proxies.clone(),
        public: network.public.clone(),
        names: network.names.clone(),
        setup_remote,
        own_authority: network.speaks() == Speaks::OwnAuthority,
    }
}

/// The server's certificate with that of the authority, so that a device which knows only the
/// fingerprint can be shown both.
pub fn identity(local: &Local) -> Identity {
    let chain = [&local.server, &local.authority].map(|pair| pair.certificate.clone());
    Identity::new(chain.to_vec(), local.server.key.clone())
}

/// # Errors
/// [`CliError::File`], [`CliError::Certificate`].
pub fn read_files(chain: &Path, key: &Path) -> Result<Identity, CliError> {
    let certificate = std::fs::read(chain).map_err(CliError::file(chain))?;
    let secret = std::fs::read(key).map_err(CliError::file(key))?;
    let secret = zeroize::Zeroizing::new(secret);
    Identity::from_pem(&certificate, &secret).map_err(|fault| {
        let path = match fault {
            crate::http::tls::TlsFault::NoKey => key,
            crate::http::tls::TlsFault::NoCertificate | crate::http::tls::TlsFault::Unfit(_) => {
                chain
            }
        };
        CliError::certificate(path)(fault)
    })
}

/// Everything by which this machine can be called: what was set, its addresses, its own name.
pub fn names(network: &Network, listen: IpAddr) -> Vec<String> {
    let mut names: Vec<String> = network.public.iter().filter_map(|url| bare(&url.host)).collect();
    names.extend(network.names.clone());
    match listen.is_unspecified() {
        true => names.extend(addresses().iter().map(IpAddr::to_string)),
        false => names.push(listen.to_canonical().to_string()),
    }
    let uname = rustix::system::uname();
    let own = host_name(&uname.nodename().to_string_lossy());
    if let Some(own) = own.filter(|own| own != "localhost" && own.parse::<IpAddr>().is_err()) {
        // Under this one it is found where no server knows its name: mDNS.
        names.extend((!own.contains('.')).then(|| format!("{own}.local")));
        names.push(own);
    }
    names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

fn bare(host: &str) -> Option<String> {
    host_name(host.trim_start_matches('[').trim_end_matches(']'))
}

/// The addresses under which this machine goes out: others of the same network reach it there.
fn addresses() -> Vec<IpAddr> {
    let address = |far: &&str| {
        let any = if far.starts_with('[') { "[::]:0" } else { "0.0.0.0:0" };
        let socket = UdpSocket::bind(any).ok()?;
        socket.connect(far).ok()?;
        let ip = socket.local_addr().ok()?.ip();
        (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
    };
    FAR.iter().filter_map(address).collect()
}

/// Where these names lead to what listens at `address`: no address of the family that is not heard.
fn urls(names: &[String], address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let url = |name: &String| match name.parse::<IpAddr>() {
        Ok(IpAddr::V6(_)) if address.is_ipv4() => None,
        Ok(IpAddr::V6(v6)) => Some(format!("https://[{v6}]:{port}")),
        Ok(IpAddr::V4(_)) | Err(_) => Some(format!("https://{name}:{port}")),
    };
    names.iter().filter_map(url).collect()
}

/// The public address stands before all others.
fn first(network: &Network, urls: Vec<String>) -> Vec<String> {
    let public = network.public.iter().map(|url| url.origin.clone());
    let mut all: Vec<String> = public.collect();
    all.extend(urls.into_iter().filter(|url| !all.contains(url)).collect::<Vec<_>>());
    all
}

/// Where someone at this machine opens the page.
pub fn local_url(network: &Network, address: SocketAddr) -> String {
    match network.speaks() {
        Speaks::Plain if net::is_loopback(address) => format!("http://{address}"),
        Speaks::Plain => format!("http://localhost:{}", address.port()),
        Speaks::Files(..) | Speaks::OwnAuthority => format!("https://localhost:{}", address.port()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(names: &[&str]) -> Network {
        Network {
            listen: ([0, 0, 0, 0], 1).into(),
            files: None,
            public: net::PublicUrl::parse("https://crm.lan:8750"),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            proxies: None,
        }
    }

    #[test]
    fn what_was_set_comes_first_and_nothing_twice() {
        let network = network(&["10.9.8.7", "crm.lan"]);
        let names = names(&network, network.listen.ip());
        assert_eq!(names[..2], ["crm.lan", "10.9.8.7"]);
        assert_eq!(names[names.len() - 3..], ["localhost", "127.0.0.1", "::1"]);
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), names.len());
        let both = first(&network, urls(&names, "[::]:8750".parse().unwrap()));
        assert_eq!(both[..2], ["https://crm.lan:8750", "https://10.9.8.7:8750"]);
        assert!(both.contains(&"https://[::1]:8750".to_owned()));
        let one = urls(&names, ([0, 0, 0, 0], 8750).into());
        assert!(one.contains(&"https://localhost:8750".to_owned()));
        assert!(!one.iter().any(|url| url.contains('[')), "{one:?}");
    }
}
