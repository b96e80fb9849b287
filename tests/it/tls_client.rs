//! A client that speaks TLS and says whatever it likes above it, and certificates of others.

use crate::common::PASSWORD;
use rcgen::CertificateParams;
use rcgen::CertifiedIssuer;
use rcgen::KeyPair;
use rustls::ClientConfig;
use rustls::ClientConnection;
use rustls::RootCertStore;
use rustls::StreamOwned;
use rustls::SupportedProtocolVersion;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use serde_json::json;
use std::io::Read;
use std::io::Write;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::net::UdpSocket;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

/// Reached from other machines as well.
pub const EVERYWHERE: &str = "0.0.0.0:0";

pub fn sign_in() -> Value {
    json!({ "login": "admin", "password": PASSWORD })
}

pub fn port(first: &Value) -> u16 {
    let url = first["url"].as_str().unwrap();
    url.rsplit(':').next().unwrap().parse().unwrap_or_else(|_| panic!("{first}"))
}

pub fn here(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

pub fn until(what: &str, is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < end, "not within 20 s: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

pub struct Client {
    config: Arc<ClientConfig>,
    pub address: SocketAddr,
    /// Under which name the server is asked for, and must show a certificate.
    pub name: String,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
    /// The server's own certificate, where there was one.
    pub certificate: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        let found = self.head.lines().filter_map(|line| line.split_once(": "));
        found.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, v)| v)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn slug(&self) -> String {
        let json = self.json();
        json["type"].as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned()
    }
}

impl Client {
    /// Trusts this authority alone.
    pub fn trusting(pem: &str, address: SocketAddr, name: &str) -> Client {
        Client::speaking(pem, address, name, rustls::ALL_VERSIONS)
    }

    pub fn speaking(
        pem: &str,
        address: SocketAddr,
        name: &str,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Client {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        // Each handshake is a whole one: a resumed one shows no certificate.
        config.resumption = rustls::client::Resumption::disabled();
        Client { config: Arc::new(config), address, name: name.to_owned() }
    }

    /// The first line and headers as given, after `Host` and before the body.
    ///
    /// # Errors
    /// What the handshake or the connection breaks off with.
    pub fn ask(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply, std::io::Error> {
        let socket = TcpStream::connect(self.address)?;
        socket.set_read_timeout(Some(Duration::from_secs(20)))?;
        let name = ServerName::try_from(self.name.clone()).unwrap();
        let connection = ClientConnection::new(Arc::clone(&self.config), name).unwrap();
        let mut stream = StreamOwned::new(connection, socket);
        let host = format!("{}:{}", self.name, self.address.port());
        let bytes = exchange(&mut stream, &text(line, &host, headers, body))?;
        let shown = stream.conn.peer_certificates().and_then(|all| all.first());
        Ok(reply(&bytes, shown.map(|certificate| certificate.to_vec()).unwrap_or_default()))
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"), &[], "").unwrap()
    }

    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        self.ask(&format!("POST {path}"), headers, &body.to_string()).unwrap()
    }

    /// As a browser writes it.
    pub fn origin(&self) -> String {
        format!("https://{}:{}", self.name, self.address.port())
    }
}

/// Without TLS.
pub fn plain(
    address: SocketAddr,
    line: &str,
    host: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    reply(&exchange(&mut socket, &text(line, host, headers, body)).unwrap(), Vec::new())
}

fn text(line: &str, host: &str, headers: &[(&str, &str)], body: &str) -> String {
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = match body {
        "" => String::new(),
        body => format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()),
    };
    format!("{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{more}{length}\r\n{body}")
}

fn exchange(stream: &mut (impl Read + Write), request: &str) -> std::io::Result<Vec<u8>> {
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        // Closed without a goodbye, after everything was said.
        Err(error) if bytes.is_empty() => Err(error),
        _ => Ok(bytes),
    }
}

fn reply(bytes: &[u8], certificate: Vec<u8>) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
    Reply { status, head, body, certificate }
}

/// Where others on the network would find this machine; none where there is no network.
pub fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
}

/// An authority as a firm may have one.
pub struct Issuer(CertifiedIssuer<'static, KeyPair>);

impl Issuer {
    pub fn new() -> Issuer {
        let mut params = CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        Issuer(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        wrap("CERTIFICATE", self.0.der())
    }

    /// Writes certificate and key for these names.
    pub fn write(&self, names: &[&str], certificate: &Path, key: &Path) {
        let pair = KeyPair::generate().unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = CertificateParams::new(names).unwrap().signed_by(&pair, &self.0).unwrap();
        std::fs::write(key, wrap("PRIVATE KEY", pair.serialized_der())).unwrap();
        std::fs::write(certificate, wrap("CERTIFICATE", made.der())).unwrap();
    }
}

fn wrap(kind: &str, der: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN {kind}-----\n{text}\n-----END {kind}-----\n")
}
