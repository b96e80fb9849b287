//! Who else hears of each commit: whoever drives the product says so at the start.

use crate::app::App;
use crate::domain::ids::Seq;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;

type Told = Box<dyn Fn(Seq) + Send + Sync>;

/// A bell. It tells that something is durable and how far the journal has come; what it was is read
/// from the store.
#[derive(Clone, Default)]
pub struct Commits(Arc<RwLock<Vec<Told>>>);

impl Commits {
    /// `told` runs on the writer thread, before the one who wrote is answered: it must only wake
    /// others.
    pub fn tell(&self, told: impl Fn(Seq) + Send + Sync + 'static) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(told));
    }

    pub(super) fn ring(&self, head: Seq) {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().for_each(|told| told(head));
    }
}

impl App {
    /// Tells of everything that becomes durable.
    pub fn commits(&self) -> &Commits {
        self.feed.others()
    }
}
