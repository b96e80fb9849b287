//! The network as it was declared: public address, further names, proxies that are believed.

use axum::http::Uri;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;

/// What the operator has said about the way to this server.
#[derive(Clone, Debug, Default)]
pub struct Net {
    /// Only where someone stands in front of us.
    pub proxies: Option<Proxies>,
    pub public: Option<PublicUrl>,
    /// Further host names and addresses that are ours, in small letters.
    pub names: Vec<String>,
    /// The first administrator may be made from another machine.
    pub setup_remote: bool,
    /// The certificate comes from the authority of this house, not from one that browsers know.
    pub own_authority: bool,
}

/// Where people reach us: scheme, host and port, without a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicUrl {
    pub secure: bool,
    pub host: String,
    /// As a browser writes it in `Origin`.
    pub origin: String,
}

impl PublicUrl {
    /// `None` for anything but `http(s)://host` or `http(s)://host:port`.
    pub fn parse(text: &str) -> Option<PublicUrl> {
        let uri: Uri = text.trim().trim_end_matches('/').to_ascii_lowercase().parse().ok()?;
        let secure = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        let is_bare = ["", "/"].contains(&uri.path()) && uri.query().is_none();
        if !is_bare || authority.as_str().contains('@') || authority.host().is_empty() {
            return None;
        }
        let host = authority.host().to_owned();
        let usual = if secure { 443 } else { 80 };
        let port = authority.port_u16().filter(|port| *port != usual);
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        let scheme = if secure { "https" } else { "http" };
        Some(PublicUrl { secure, origin: format!("{scheme}://{host}{port}"), host })
    }
}

/// Addresses whose word about others is taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proxies(Vec<Block>);

/// An address with the number of leading bits that count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Block {
    base: IpAddr,
    bits: u8,
}

impl Default for Proxies {
    /// A proxy on this machine.
    fn default() -> Proxies {
        let local = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        Proxies(local.map(Block::of).to_vec())
    }
}

impl Proxies {
    /// Addresses and blocks (`10.0.0.0/24`), separated by commas. `None` where one is none, and
    /// where one would take in everybody.
    pub fn parse(text: &str) -> Option<Proxies> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let blocks: Vec<Block> = parts.map(Block::parse).collect::<Option<_>>()?;
        if blocks.is_empty() { None } else { Some(Proxies(blocks)) }
    }

    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|block| block.contains(address))
    }

    /// Someone on another machine is among them.
    pub fn is_remote(&self) -> bool {
        self.0.iter().any(|block| !block.base.is_loopback())
    }
}

impl Block {
    fn of(base: IpAddr) -> Block {
        Block { base, bits: if base.is_ipv4() { 32 } else { 128 } }
    }

    fn parse(text: &str) -> Option<Block> {
        let Some((base, bits)) = text.split_once('/') else {
            return text.parse().ok().map(|base: IpAddr| Block::of(base.to_canonical()));
        };
        let (base, bits): (IpAddr, u8) = (base.parse().ok()?, bits.parse().ok()?);
        let fits = 0 < bits && bits <= Block::of(base).bits;
        fits.then_some(Block { base, bits })
    }

    fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(other)) => {
                u32::from(self.bits) <= (base.to_bits() ^ other.to_bits()).leading_zeros()
            }
            (IpAddr::V6(base), IpAddr::V6(other)) => {
                u32::from(self.bits) <= (base.to_bits() ^ other.to_bits()).leading_zeros()
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// Whether nobody else can reach what listens here.
pub fn is_loopback(address: SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_scheme_host_and_port() {
        let origin = |text| PublicUrl::parse(text).map(|url| url.origin);
        assert_eq!(origin("https://CRM.lan").as_deref(), Some("https://crm.lan"));
        assert_eq!(origin("https://crm.lan:443/").as_deref(), Some("https://crm.lan"));
        assert_eq!(origin("http://[fd00::1]:8750").as_deref(), Some("http://[fd00::1]:8750"));
        for wrong in
            ["crm.lan", "ftp://crm.lan", "https://a@crm.lan", "https://crm.lan/x", "https://"]
        {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn proxies_are_addresses_and_blocks_but_never_everybody() {
        let proxies = Proxies::parse("10.0.0.1, 192.168.4.0/22,fd00::/8").unwrap();
        for (address, is_one) in [
            ("10.0.0.1", true),
            ("::ffff:10.0.0.1", true),
            ("10.0.0.2", false),
            ("192.168.7.255", true),
            ("192.168.8.0", false),
            ("fd12::1", true),
            ("fe80::1", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(proxies.contain(address.parse().unwrap()), is_one, "{address}");
        }
        for wrong in ["", "*", "0.0.0.0/0", "::/0", "10.0.0.0/33", "proxy.lan"] {
            assert_eq!(Proxies::parse(wrong), None, "{wrong}");
        }
        assert!(!Proxies::default().is_remote());
    }
}
