//! Keeps the server's certificate current: files that change are read again, its own is renewed in time.

use crate::app::App;
use crate::app::certificate;
use crate::app::certificate::Anew;
use crate::boot;
use crate::cli::fault::CliError;
use crate::cli::network;
use crate::config::Network;
use crate::config::Speaks;
use crate::domain::op::Lang;
use crate::http::tls::Identity;
use crate::http::tls::Tls;
use std::net::IpAddr;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

/// How soon a changed certificate is in use.
const LOOK: Duration = Duration::from_secs(2);

/// Ends and names are looked at once in so many looks: each quarter of an hour.
const LOOKS: u32 = 450;

/// From here on the log says every time that the operator's own certificate ends.
const WARN_LEFT_S: u64 = 14 * 86_400;

/// A thread that looks after the certificate until it is stopped.
pub struct Keeper {
    stop: mpsc::Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// `shown`: the certificate in use now.
    pub fn start(
        app: &Arc<App>,
        network: &Network,
        listen: IpAddr,
        tls: Tls,
        shown: Vec<u8>,
    ) -> Keeper {
        let (stop, stopped) = mpsc::channel();
        let network = network.clone();
        let mut watch =
            Watch { app: Arc::clone(app), files: stamps(&network), network, listen, tls, shown };
        let work = move || {
            let mut looks = 0;
            loop {
                if looks % LOOKS == 0 {
                    watch.renew();
                }
                looks += 1;
                match stopped.recv_timeout(LOOK) {
                    Err(mpsc::RecvTimeoutError::Timeout) => watch.look(),
                    Ok(()) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        let spawned = std::thread::Builder::new().name("certificate".to_owned()).spawn(work);
        let thread = spawned.inspect_err(|error| tracing::error!(%error, "no thread")).ok();
        Keeper { stop, thread }
    }

    /// Before the store is closed.
    pub fn stop(self) {
        drop(self.stop);
        if let Some(thread) = self.thread {
            let _ = thread.join();
        }
    }
}

struct Watch {
    app: Arc<App>,
    network: Network,
    listen: IpAddr,
    tls: Tls,
    shown: Vec<u8>,
    /// Of the files as they were read, or tried to be read, last.
    files: Vec<Stamp>,
}

/// What tells one state of a file from another: inode, length, seconds and nanoseconds of change.
type Stamp = Option<(u64, u64, i64, i64)>;

fn stamps(network: &Network) -> Vec<Stamp> {
    let stamp = |path: &Path| {
        let meta = std::fs::metadata(path).ok()?;
        Some((meta.ino(), meta.len(), meta.mtime(), meta.mtime_nsec()))
    };
    let files = network.files.as_ref();
    files.map(|(chain, key)| [chain, key].map(|path| stamp(path)).to_vec()).unwrap_or_default()
}

impl Watch {
    /// Takes over what has changed since the last look.
    fn look(&mut self) {
        let found = match self.network.speaks() {
            Speaks::Plain => return,
            Speaks::Files(chain, key) => {
                let stamps = stamps(&self.network);
                if stamps == self.files {
                    return;
                }
                self.files = stamps;
                network::read_files(chain, key)
            }
            Speaks::OwnAuthority => match certificate::load(&self.app) {
                Ok(Some(local)) => Ok(network::identity(&local)),
                Ok(None) => return,
                Err(error) => Err(CliError::App(error)),
            },
        };
        match found {
            Ok(identity) if identity.certificate() != self.shown => self.take(&identity),
            Ok(_) => {}
            // A pair of which one is written already and the other is not: it changes once more.
            Err(error) => tracing::warn!(%error, "the certificate stays as it was"),
        }
    }

    fn take(&mut self, identity: &Identity) {
        match self.tls.replace(identity) {
            Ok(()) => {
                self.shown = identity.certificate().to_vec();
                tracing::info!("a new certificate is in use");
            }
            Err(error) => tracing::warn!(%error, "the certificate stays as it was"),
        }
    }

    /// Renews the house's own certificate where it is time or names have come; warns of others.
    fn renew(&mut self) {
        match self.network.speaks() {
            Speaks::Plain => {}
            Speaks::Files(..) => {
                let until = certificate::facts(&self.shown).map_or(u64::MAX, |facts| facts.until);
                let now = u64::try_from(boot::now().0 / 1_000).unwrap_or(0);
                if until < now + WARN_LEFT_S {
                    tracing::warn!(until = certificate::day(until), "the certificate ends soon");
                }
            }
            Speaks::OwnAuthority => {
                let names = network::names(&self.network, self.listen);
                let op = boot::operator(Lang::default());
                match certificate::ensure(&self.app, &op, &names, Anew::Nothing) {
                    Ok(_) => self.look(),
                    Err(error) => tracing::warn!(%error, "the certificate was not renewed"),
                }
            }
        }
    }
}
