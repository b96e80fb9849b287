//! What is remembered: records, journal and system rows in one redb file, every value sealed.

mod anchors;
mod chain;
mod checkpoint;
mod claims;
mod codec;
mod create;
mod deed;
mod error;
mod folder;
mod forget;
mod group;
mod journal;
mod keyed;
mod ledger;
mod look_back;
mod migrate;
mod reader;
mod rights;
mod scrub;
mod scrub_children;
mod settle;
mod source;
mod system;
mod tables;
mod unit;
mod vault;

use crate::crypto::keys::Keyset;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use anchors::Anchors;
pub use chain::Fault;
pub use chain::Reason;
pub use chain::Verdict;
pub use checkpoint::Anchor;
pub use codec::CellChange;
pub use codec::from_bytes;
pub use codec::to_bytes;
pub use create::Created;
pub use deed::Deed;
pub use deed::NOBODY;
pub use error::StoreError;
pub use error::reading;
pub use folder::Folder;
pub use folder::Unlocking;
pub use group::Group;
use group::Heads;
pub use journal::Entry;
pub use journal::Stamp;
pub use journal::chain;
pub use journal::links;
pub use journal::of_record;
pub use journal::one as entry;
pub use journal::since;
pub use keyed::external;
pub use keyed::sensitive_token;
pub use keyed::token;
pub use ledger::ledger;
pub use ledger::line_of;
pub use ledger::lines;
pub use ledger::turns;
pub use look_back::Look;
pub use look_back::Seen;
pub use look_back::begin_at;
pub use look_back::end_before;
pub use look_back::look_back;
pub use reader::Reader;
use redb::Database;
use redb::ReadableDatabase;
pub use scrub::Scrubbed;
pub use source::FILE_KEY_BYTES;
pub use source::Source;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
pub use system::Space;
pub use unit::Unit;
pub use vault::Vault;

/// The format of the file. Grows with every change that an older version could not read; each step
/// up has a migration.
pub const FORMAT: u32 = 3;

/// Bytes of decrypted-page cache that redb may hold.
const CACHE_BYTES: usize = 64 << 20;

pub struct Store {
    db: Database,
    vault: Vault,
    heads: Mutex<Heads>,
    last: RwLock<Arc<Reader>>,
    stopped: AtomicBool,
    /// `None` over a backend of the caller's.
    anchors: Option<Anchors>,
}

impl Store {
    /// A store in a backend of the caller's, checked as a whole like one that was not closed: tests
    /// hand in disks that lose power.
    pub fn on(
        backend: impl redb::StorageBackend,
        keyset: Arc<Keyset>,
        id: [u8; 16],
    ) -> Result<Store, StoreError> {
        let open = || {
            let mut builder = Database::builder();
            builder.set_cache_size(CACHE_BYTES).create_with_backend(backend)
        };
        let db = folder::open_checked(open, true)?;
        Store::with(db, keyset, id)
    }

    fn with(db: Database, keyset: Arc<Keyset>, id: [u8; 16]) -> Result<Store, StoreError> {
        let vault = Vault::new(keyset, id);
        create::first_commit(&db, &vault)?;
        let reader = Reader::open(&db.begin_read()?, vault.clone())?;
        let heads = Heads::load(&reader)?;
        Ok(Store {
            db,
            vault,
            heads: Mutex::new(heads),
            last: RwLock::new(Arc::new(reader)),
            stopped: AtomicBool::new(false),
            anchors: None,
        })
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The last commit, as all readers of this moment see it.
    pub fn reader(&self) -> Arc<Reader> {
        Arc::clone(&self.last.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The last entry of the journal.
    pub fn head(&self) -> Seq {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).seq
    }

    /// The highest ordinal that a record of this kind has been given.
    pub fn last_ordinal(&self, kind: Kind) -> u64 {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).last_ordinal(kind)
    }

    /// Runs units in one transaction and makes them durable with one sync. There is one caller, the
    /// writer thread. `durable` runs after the sync and before anyone reads what was written.
    ///
    /// # Errors
    /// Nothing of the group is kept. After a storage error all writes are refused until the store
    /// is opened again: a sync that failed once is not to be trusted twice.
    pub fn group<T>(
        &self,
        work: impl FnOnce(&mut Group) -> T,
        durable: impl FnOnce(&T),
    ) -> Result<T, StoreError> {
        if self.stopped.load(Ordering::Acquire) {
            return Err(StoreError::Stopped);
        }
        reading(|| self.try_group(work, durable))
            .inspect_err(|_| self.stopped.store(true, Ordering::Release))
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Runs one unit over the last commit and throws its changes away.
    pub fn rehearse<T, E: From<StoreError>>(
        &self,
        stamp: Stamp,
        work: impl FnOnce(&mut Unit) -> Result<T, E>,
    ) -> Result<T, E> {
        let reader = self.reader();
        let heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut unit = Unit::new(&*reader, heads, stamp);
        let answer = work(&mut unit)?;
        unit.close()?;
        Ok(answer)
    }

    fn try_group<T>(
        &self,
        work: impl FnOnce(&mut Group) -> T,
        durable: impl FnOnce(&T),
    ) -> Result<T, StoreError> {
        let heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut txn = self.db.begin_write()?;
        txn.set_two_phase_commit(true);
        let mut group = Group::open(&txn, &self.vault, heads)?;
        let began = group.began();
        let answer = work(&mut group);
        let (changed, heads) = group.finish()?;
        if !changed {
            txn.abort()?;
            return Ok(answer);
        }
        txn.commit()?;
        durable(&answer);
        let reader = Reader::open(&self.db.begin_read()?, self.vault.clone())?;
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(reader);
        let head = Anchor { seq: heads.seq, hash: heads.hash };
        *self.heads.lock().unwrap_or_else(PoisonError::into_inner) = heads;
        // After the commit: an anchor must not tell of what a cut can still take away.
        if checkpoint::is_due(began, head.seq) {
            self.anchor(head, false);
        }
        Ok(answer)
    }

    /// Keeps the anchors of this store in a file outside its folder.
    fn with_anchors(mut self, path: std::path::PathBuf) -> Store {
        self.anchors = Some(Anchors::open(path, &self.vault));
        self
    }

    fn anchor(&self, head: Anchor, sync: bool) {
        if let Some(anchors) = &self.anchors {
            anchors.add(&self.vault, head, sync);
        }
    }

    /// The anchor outside the data folder that is furthest on.
    pub fn last_anchor(&self) -> Option<Anchor> {
        self.anchors.as_ref()?.last()
    }

    /// The end of the journal as it is now: `SEQ:HASH`.
    pub fn journal_head(&self) -> Anchor {
        let heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        Anchor { seq: heads.seq, hash: heads.hash }
    }

    /// Reads the whole journal of the last commit and holds it against its checkpoints, its anchors
    /// and `own`, those that were kept elsewhere. Writes go on meanwhile.
    ///
    /// # Errors
    /// Where the store or the file of anchors does not read; what is wrong with the journal is an
    /// answer.
    pub fn verify_journal(&self, own: &[Anchor]) -> Result<Verdict, StoreError> {
        let listed = match &self.anchors {
            Some(anchors) => anchors.list(&self.vault)?,
            None => anchors::Listed::default(),
        };
        let reader = self.reader();
        reading(|| chain::verify(&reader, listed, own))
    }

    /// A checkpoint and an anchor for the end of the journal, where it has none.
    fn end_journal(&self) -> Result<(), StoreError> {
        let head = self.journal_head();
        if head.seq == Seq(0) {
            return Ok(());
        }
        let names = reading(|| self.reader().system_names(Space::Checkpoint))?;
        if names.last().is_none_or(|last| last.as_slice() < checkpoint::name(head.seq).as_slice()) {
            self.group(|group| group.checkpoint(), |_| {})??;
        }
        self.anchor(head, true);
        Ok(())
    }
}
