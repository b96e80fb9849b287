//! The folder of the index as tantivy sees it: every byte in it is sealed.

use crate::search::file::Blocks;
use crate::search::file::SealedFile;
use crate::search::file::SealedWriter;
use crate::search::seal::IndexSeal;
use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::RwLockReadGuard;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tantivy::Directory;
use tantivy::directory::DirectoryLock;
use tantivy::directory::FileHandle;
use tantivy::directory::Lock;
use tantivy::directory::WatchCallback;
use tantivy::directory::WatchHandle;
use tantivy::directory::WritePtr;
use tantivy::directory::error::DeleteError;
use tantivy::directory::error::LockError;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::error::OpenWriteError;

/// Written through a temporary file of this ending.
const FRESH: &str = "fresh";

/// The list of files that tantivy may delete. It is rewritten with every new file, and losing
/// the last change in a power cut at worst has the index rebuilt: not worth a sync each time.
const FILE_LIST: &str = ".managed.json";

/// Longest wait for a lock that blocks; its holders are done within milliseconds.
const LOCK_LIMIT: Duration = Duration::from_secs(20);

#[derive(Clone)]
pub struct SealedDirectory {
    shared: Arc<Shared>,
}

struct Shared {
    root: PathBuf,
    seal: Arc<dyn IndexSeal>,
    blocks: Arc<Blocks>,
    /// Numbers of files opened so far.
    opened: AtomicU64,
    held: Mutex<HashSet<PathBuf>>,
    released: Condvar,
    /// Whether nothing is written any more, since another index may stand here. Held while the
    /// list of segments changes.
    closed: RwLock<bool>,
}

impl SealedDirectory {
    /// `cache_bytes`: how much opened content is kept in memory.
    pub fn open(
        root: &Path,
        seal: Arc<dyn IndexSeal>,
        cache_bytes: usize,
    ) -> io::Result<SealedDirectory> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(root)?;
        let shared = Shared {
            root: root.to_owned(),
            seal,
            blocks: Arc::new(Blocks::new(cache_bytes)),
            opened: AtomicU64::new(0),
            held: Mutex::new(HashSet::new()),
            released: Condvar::new(),
            closed: RwLock::new(false),
        };
        Ok(SealedDirectory { shared: Arc::new(shared) })
    }

    /// Refuses to write from now on, so that a merge that is still running changes nothing. What
    /// is being written is finished first.
    pub fn close(&self) {
        *self.shared.closed.write().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Leave to change the folder while it is held.
    fn leave(&self) -> io::Result<RwLockReadGuard<'_, bool>> {
        let closed = self.shared.closed.read().unwrap_or_else(PoisonError::into_inner);
        match *closed {
            false => Ok(closed),
            true => Err(io::Error::other("the index is closed")),
        }
    }

    /// Removes every file, so that an empty index can stand here.
    pub fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.shared.root)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::remove_file(entry.path())?;
            }
        }
        self.sync()
    }

    /// Reads and authenticates all of every file whose name is wanted.
    pub fn check(&self, wanted: impl Fn(&str) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.shared.root)? {
            let name = entry?.file_name();
            if !name.to_str().is_some_and(&wanted) {
                continue;
            }
            match self.open_sealed(Path::new(&name)) {
                Ok(file) => file.check()?,
                // A merge has just replaced it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Bytes on disk.
    pub fn size_bytes(&self) -> io::Result<u64> {
        let mut total = 0;
        for entry in fs::read_dir(&self.shared.root)? {
            // A file may go between listing and asking: a merge has just replaced it.
            total += entry?.metadata().map_or(0, |meta| meta.len());
        }
        Ok(total)
    }

    fn open_sealed(&self, path: &Path) -> io::Result<SealedFile> {
        let file = File::open(self.place(path))?;
        let number = self.shared.opened.fetch_add(1, Ordering::Relaxed);
        let seal = self.shared.seal.as_ref();
        SealedFile::open(file, seal, &context(path), number, Arc::clone(&self.shared.blocks))
    }

    fn place(&self, path: &Path) -> PathBuf {
        self.shared.root.join(path)
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.shared.root)?.sync_all()
    }
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.open_sealed(path) {
            Ok(file) => Ok(Arc::new(file)),
            Err(error) => Err(read_error(error, path)),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let removed = self.leave().and_then(|_leave| fs::remove_file(self.place(path)));
        removed.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        fs::exists(self.place(path)).map_err(|error| read_error(error, path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let fail = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        };
        let _leave = self.leave().map_err(fail)?;
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.place(path))
            .map_err(fail)?;
        let writer = SealedWriter::new(file, self.shared.seal.as_ref(), &context(path));
        Ok(BufWriter::new(Box::new(writer.map_err(fail)?)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        fs::read(self.place(path))
            .and_then(|sealed| self.shared.seal.open_small(&context(path), &sealed))
            .map_err(|error| read_error(error, path))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let _leave = self.leave()?;
        let sealed = self.shared.seal.seal_small(&context(path), data)?;
        let place = self.place(path);
        let fresh = place.with_extension(FRESH);
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(&sealed)?;
        if path == Path::new(FILE_LIST) {
            return fs::rename(&fresh, &place);
        }
        file.sync_data()?;
        fs::rename(&fresh, &place)?;
        self.sync()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.sync()
    }

    /// Locks are between threads: the data folder has its own lock between processes.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let shared = &self.shared;
        let held = shared.held.lock().unwrap_or_else(PoisonError::into_inner);
        let is_held = |held: &mut HashSet<PathBuf>| held.contains(&lock.filepath);
        let limit = if lock.is_blocking { LOCK_LIMIT } else { Duration::ZERO };
        let (mut held, waited) = shared
            .released
            .wait_timeout_while(held, limit, is_held)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(LockError::LockBusy);
        }
        held.insert(lock.filepath.clone());
        let guard = Held { shared: Arc::clone(shared), path: lock.filepath.clone() };
        Ok(DirectoryLock::from(Box::new(guard)))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

impl fmt::Debug for SealedDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SealedDirectory").field(&self.shared.root).finish()
    }
}

struct Held {
    shared: Arc<Shared>,
    path: PathBuf,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shared.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
        self.shared.released.notify_all();
    }
}

/// Binds what is sealed to the name of its file, so that two files cannot be exchanged.
fn context(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

fn read_error(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}
