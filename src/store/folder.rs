//! The data folder: what stands where, who may use it, and how it is opened.

use crate::crypto::fault::CryptoError;
use crate::crypto::key_file::KeyFile;
use crate::crypto::keyring::Keyring;
use crate::crypto::keyring::Unlock;
use crate::crypto::keys::Keyset;
use crate::crypto::kit::RecoveryKit;
use crate::store::Created;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::create;
use crate::store::reading;
use redb::Database;
use rustix::fs::FlockOperation;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// A data folder that this process holds the lock of.
///
/// `zhike.redb` the store · `keyring.zhk` its wrapped keys · `index/` · `staging/` · `attachments/` · `lock` ·
/// `control.sock` · `closed` while nobody has it open · `creating` until it was made whole. The key
/// file stands in a folder of its own beside it, so that one folder alone opens nothing.
pub struct Folder {
    data: PathBuf,
    keys: PathBuf,
    _lock: File,
}

/// What opens the key ring.
#[derive(Clone, Copy)]
pub enum Unlocking<'a> {
    KeyFile,
    Kit(&'a RecoveryKit),
}

impl Folder {
    /// Takes the lock, before anything else is touched.
    ///
    /// # Errors
    /// [`StoreError::Elsewhere`] and [`StoreError::NotInitialised`] where there is no store and
    /// `create` does not ask for one; [`StoreError::Foreign`] where other files are; `Locked`.
    pub fn open(data: &Path, create: bool) -> Result<Folder, StoreError> {
        let keys = keys_of(data);
        let has_store = data.join("zhike.redb").exists() || data.join("creating").exists();
        if !has_store {
            if keys.join("zhike.key").exists() {
                return Err(StoreError::Elsewhere { data: data.to_owned(), keys });
            }
            if !is_vacant(data)? {
                return Err(StoreError::Foreign(data.to_owned()));
            }
            if !create {
                return Err(StoreError::NotInitialised(data.to_owned()));
            }
            make_dir(data)?;
        }
        let lock = take_lock(data)?;
        Ok(Folder { data: data.to_owned(), keys, _lock: lock })
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn key_file(&self) -> PathBuf {
        self.keys.join("zhike.key")
    }

    /// No store yet, or one whose making was cut off before anything could be entered.
    pub fn is_new(&self) -> bool {
        !self.store_file().exists() || self.data.join("creating").exists()
    }

    /// Makes key file, key ring and store. A kill at any point leaves a folder on which this runs
    /// again from the start.
    pub fn create(&self, name: &str, made_on: &str) -> Result<Created, StoreError> {
        let mark = self.data.join("creating");
        write_new(&mark, b"", 0o600)?;
        sync_dir(&self.data)?;
        let old = self.store_file();
        if old.exists() {
            std::fs::remove_file(&old).map_err(StoreError::io(&old))?;
        }
        let key_file = KeyFile::random();
        let kit = RecoveryKit::random();
        let (ring, _) = Keyring::create(&key_file, &kit);
        make_dir(&self.keys)?;
        write_new(&self.key_file(), key_file.to_text().as_bytes(), 0o600)?;
        sync_dir(&self.keys)?;
        write_new(&self.ring_file(), &ring.to_bytes(), 0o600)?;
        create::new_file(&self.data, ring.store())?;
        self.mark_closed()?;
        std::fs::remove_file(&mark).map_err(StoreError::io(&mark))?;
        sync_dir(&self.data)?;
        Ok(Created { kit_page: kit.to_text(name, ring.store(), made_on).to_string() })
    }

    /// Opens the key ring.
    pub fn unlock(&self, by: Unlocking) -> Result<(Keyring, Arc<Keyset>), StoreError> {
        let path = self.ring_file();
        let bytes = std::fs::read(&path).map_err(StoreError::io(&path))?;
        let ring = Keyring::from_bytes(&bytes).map_err(StoreError::Key)?;
        let unlocked = match by {
            Unlocking::Kit(kit) => ring.unlock(&Unlock::Kit(kit)),
            Unlocking::KeyFile => ring.unlock(&Unlock::KeyFile(&self.read_key_file()?)),
        };
        let keyset = Arc::clone(&unlocked.map_err(StoreError::Key)?.keyset);
        Ok((ring, keyset))
    }

    /// A new recovery kit; the one before opens nothing any more.
    pub fn reissue_kit(&self, name: &str, made_on: &str) -> Result<Created, StoreError> {
        let (mut ring, _) = self.unlock(Unlocking::KeyFile)?;
        let kit = RecoveryKit::random();
        let key_file = self.read_key_file()?;
        let unlocked = ring.unlock(&Unlock::KeyFile(&key_file)).map_err(StoreError::Key)?;
        ring.reissue_kit(&unlocked, &kit).map_err(StoreError::Key)?;
        write_new(&self.ring_file(), &ring.to_bytes(), 0o600)?;
        sync_dir(&self.data)?;
        Ok(Created { kit_page: kit.to_text(name, ring.store(), made_on).to_string() })
    }

    /// A new key file, by the recovery kit; an older key file opens nothing any more. Cut off in
    /// between, it runs again: the kit still opens the ring.
    ///
    /// # Errors
    /// [`StoreError::Key`] where the kit is of another store, or was replaced.
    pub fn restore_key_file(&self, kit: &RecoveryKit) -> Result<(), StoreError> {
        let (mut ring, _) = self.unlock(Unlocking::Kit(kit))?;
        let unlocked = ring.unlock(&Unlock::Kit(kit)).map_err(StoreError::Key)?;
        let key_file = KeyFile::random();
        ring.replace_key_file(&unlocked, &key_file).map_err(StoreError::Key)?;
        make_dir(&self.keys)?;
        write_new(&self.ring_file(), &ring.to_bytes(), 0o600)?;
        sync_dir(&self.data)?;
        write_new(&self.key_file(), key_file.to_text().as_bytes(), 0o600)?;
        sync_dir(&self.keys)
    }

    /// Opens the store. The file is checked as a whole where it is not the one that was closed
    /// last: after a kill, a copy, a restore by hand.
    ///
    /// `progress` is told when a check begins, since it reads everything.
    pub fn open_store(
        &self,
        ring: &Keyring,
        keyset: Arc<Keyset>,
        progress: impl FnOnce(),
    ) -> Result<Store, StoreError> {
        let path = self.store_file();
        create::refuse_foreign(&path, ring.store())?;
        let clean = self.was_closed_as_it_is();
        if !clean {
            progress();
        }
        let open = || Database::builder().set_cache_size(super::CACHE_BYTES).open(&path);
        let db = open_checked(open, !clean)?;
        self.mark_open()?;
        let anchors = self.keys.join("audit.anchors");
        reading(|| Ok(Store::with(db, keyset, *ring.store())?.with_anchors(anchors)))
    }

    /// Gives the store back: a clean stop.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where redb's own book-keeping makes no sense at the end.
    pub fn close(&self, store: Store) -> Result<(), StoreError> {
        if !store.is_stopped()
            && let Err(error) = store.end_journal()
        {
            tracing::warn!(%error, "no checkpoint at the end of the journal");
        }
        let stopped = store.is_stopped();
        reading(|| {
            drop(store);
            Ok::<_, StoreError>(())
        })?;
        if stopped { Ok(()) } else { self.mark_closed() }
    }

    fn read_key_file(&self) -> Result<KeyFile, StoreError> {
        let path = self.key_file();
        match std::fs::read_to_string(&path) {
            Ok(text) => KeyFile::from_text(&text).map_err(StoreError::Key),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::KeyMissing(path))
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(StoreError::Key(CryptoError::Damaged {
                    part: crate::crypto::fault::Part::KeyFile,
                }))
            }
            Err(error) => Err(StoreError::io(&path)(error)),
        }
    }

    fn store_file(&self) -> PathBuf {
        self.data.join("zhike.redb")
    }

    fn ring_file(&self) -> PathBuf {
        self.data.join("keyring.zhk")
    }

    fn was_closed_as_it_is(&self) -> bool {
        let noted = std::fs::read_to_string(self.data.join("closed")).ok();
        noted.is_some() && noted == self.state_of_file()
    }

    fn mark_closed(&self) -> Result<(), StoreError> {
        let state = self.state_of_file().unwrap_or_default();
        write_new(&self.data.join("closed"), state.as_bytes(), 0o600)
    }

    fn mark_open(&self) -> Result<(), StoreError> {
        let path = self.data.join("closed");
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::io(&path)(error))
            }
            _ => sync_dir(&self.data),
        }
    }

    /// What tells this file from a copy of it and from itself at another time.
    fn state_of_file(&self) -> Option<String> {
        let meta = std::fs::metadata(self.store_file()).ok()?;
        let (ino, len) = (meta.ino(), meta.len());
        Some(format!("{ino} {len} {}.{:09}\n", meta.mtime(), meta.mtime_nsec()))
    }
}

/// `D-keys` beside `D`.
fn keys_of(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or(data.as_os_str()).to_owned();
    name.push("-keys");
    data.with_file_name(name)
}

/// Nothing but what a first start leaves that was cut off before it had marked the folder as its own.
fn is_vacant(data: &Path) -> Result<bool, StoreError> {
    let own = |entry: std::fs::DirEntry| {
        let name = entry.file_name();
        name == "lock" || name == "creating.new"
    };
    match std::fs::read_dir(data) {
        Ok(entries) => Ok(entries.flatten().all(own)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(StoreError::io(data)(error)),
    }
}

fn take_lock(data: &Path) -> Result<File, StoreError> {
    let path = data.join("lock");
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).mode(0o600);
    let lock = options.open(&path).map_err(StoreError::io(&path))?;
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(lock),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(StoreError::Locked(data.to_owned())),
        Err(error) => Err(StoreError::io(&path)(error.into())),
    }
}

fn make_dir(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(path).map_err(StoreError::io(path))
}

/// Writes beside, syncs, renames: the old content or the new, never a mixture.
pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StoreError> {
    let aside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true).mode(mode);
    let mut file = options.open(&aside).map_err(StoreError::io(&aside))?;
    file.write_all(bytes).map_err(StoreError::io(&aside))?;
    file.sync_all().map_err(StoreError::io(&aside))?;
    std::fs::rename(&aside, path).map_err(StoreError::io(path))
}

pub(super) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    let dir = File::open(path).map_err(StoreError::io(path))?;
    dir.sync_all().map_err(StoreError::io(path))
}

/// Opens a file or another backend of redb's. `check`: reads every page; what a cut left is put in
/// order, damage is refused.
pub(super) fn open_checked(
    open: impl FnOnce() -> Result<Database, redb::DatabaseError>,
    check: bool,
) -> Result<Database, StoreError> {
    reading(|| {
        let mut db = open().map_err(database_error)?;
        if check {
            db.check_integrity().map_err(database_error)?;
        }
        Ok(db)
    })
}

pub(super) fn database_error(error: redb::DatabaseError) -> StoreError {
    match error {
        redb::DatabaseError::DatabaseAlreadyOpen => StoreError::Locked(PathBuf::new()),
        redb::DatabaseError::UpgradeRequired(found) => {
            StoreError::Damaged(format!("file format {found}"))
        }
        redb::DatabaseError::Storage(error) => match error {
            redb::StorageError::Io(source)
                if !matches!(
                    source.kind(),
                    std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof
                ) =>
            {
                StoreError::Redb(Box::new(redb::Error::Io(source)))
            }
            other => StoreError::Damaged(other.to_string()),
        },
        other => StoreError::Damaged(other.to_string()),
    }
}
