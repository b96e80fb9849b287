//! The server's certificate at work: TLS 1.2 and 1.3, exchanged without a restart.

use rustls::ServerConfig;
use rustls::client::verify_server_name;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use rustls::server::ClientHello;
use rustls::server::ParsedCertificate;
use rustls::server::ResolvesServerCert;
use rustls::sign::CertifiedKey;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;
use zeroize::Zeroizing;

/// A certificate with those up to its authority, and its key.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: Zeroizing<Vec<u8>>,
}

/// Why an identity cannot be shown to anyone.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// No certificate in the text.
    #[error("no certificate")]
    NoCertificate,
    /// No private key in the text, or one that is closed by a passphrase.
    #[error("no private key")]
    NoKey,
    /// They do not belong together, or are of a kind that is not known.
    #[error("{0}")]
    Unfit(String),
}

impl Identity {
    /// From DER, the server's own certificate first.
    pub fn new(chain: Vec<Vec<u8>>, key: Zeroizing<Vec<u8>>) -> Identity {
        Identity { chain: chain.into_iter().map(CertificateDer::from).collect(), key }
    }

    /// From the text of two PEM files.
    ///
    /// # Errors
    /// Where one of them holds nothing of its kind.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Identity, TlsFault> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(|_| TlsFault::NoCertificate)?;
        if chain.is_empty() {
            return Err(TlsFault::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsFault::NoKey)?;
        Ok(Identity { chain, key: Zeroizing::new(key.secret_der().to_vec()) })
    }

    /// The server's own certificate, in DER.
    pub fn certificate(&self) -> &[u8] {
        self.chain.first().map_or(&[], |certificate| certificate)
    }

    fn ready(&self, provider: &CryptoProvider) -> Result<CertifiedKey, TlsFault> {
        let key = PrivateKeyDer::try_from(self.key.to_vec()).map_err(|_| TlsFault::NoKey)?;
        let ready = CertifiedKey::from_der(self.chain.clone(), key, provider);
        ready.map_err(|error| TlsFault::Unfit(error.to_string()))
    }
}

/// What a listener needs to speak TLS. Copies share the certificate.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    held: Arc<Held>,
}

#[derive(Debug)]
struct Held {
    provider: Arc<CryptoProvider>,
    key: RwLock<Arc<CertifiedKey>>,
}

impl ResolvesServerCert for Held {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl Held {
    fn current(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.key.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tls {
    /// # Errors
    /// An identity that does not fit together.
    pub fn new(identity: &Identity) -> Result<Tls, TlsFault> {
        let provider = Arc::new(ring::default_provider());
        let key = RwLock::new(Arc::new(identity.ready(&provider)?));
        let held = Arc::new(Held { provider: Arc::clone(&provider), key });
        let unfit = |error: rustls::Error| TlsFault::Unfit(error.to_string());
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(unfit)?;
        let resolver: Arc<dyn ResolvesServerCert> = Arc::<Held>::clone(&held);
        let mut config = config.with_no_client_auth().with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls { config: Arc::new(config), held })
    }

    /// Connections from now on are shown this one.
    ///
    /// # Errors
    /// An identity that does not fit together; the one before stays.
    pub fn replace(&self, identity: &Identity) -> Result<(), TlsFault> {
        let key = Arc::new(identity.ready(&self.held.provider)?);
        *self.held.key.write().unwrap_or_else(PoisonError::into_inner) = key;
        Ok(())
    }

    /// Whether the certificate holds for this host name or address.
    pub fn covers(&self, name: &str) -> bool {
        let key = self.held.current();
        let Some(certificate) = key.cert.first() else { return false };
        let (Ok(parsed), Ok(name)) =
            (ParsedCertificate::try_from(certificate), ServerName::try_from(name))
        else {
            return false;
        };
        verify_server_name(&parsed, &name).is_ok()
    }

    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}
