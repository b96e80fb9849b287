//! Who else hears of each commit: set once at the start, called by the writer.

use crate::app::App;
use crate::domain::ids::Seq;
use std::sync::Arc;
use std::sync::OnceLock;

type Told = Box<dyn Fn(Seq) + Send + Sync>;

/// A bell with one place for whoever drives the product. It tells that something is durable and how
/// far the journal has come; what it was is read from the store.
#[derive(Clone, Default)]
pub struct Commits(Arc<OnceLock<Told>>);

impl Commits {
    /// `told` runs on the writer thread, before the one who wrote is answered: it must only wake
    /// others. A second one is not heard.
    pub fn tell(&self, told: impl Fn(Seq) + Send + Sync + 'static) {
        let _ = self.0.set(Box::new(told));
    }

    pub(super) fn ring(&self, head: Seq) {
        if let Some(told) = self.0.get() {
            told(head);
        }
    }
}

impl App {
    /// Tells of everything that becomes durable.
    pub fn commits(&self) -> &Commits {
        &self.commits
    }
}
