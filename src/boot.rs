//! Putting the parts together and taking them apart again, in order. The one place with a clock.

use crate::app::App;
use crate::app::Error;
use crate::app::attachments;
use crate::app::imports;
use crate::app::notices;
use crate::app::roles;
use crate::domain::access::Access;
use crate::domain::op::Actor;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::domain::value::Moment;
use crate::jobs::Runner;
use crate::store::Folder;
use crate::store::StoreError;
use crate::store::Unlocking;
use crate::store::reading;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

/// What the kit's page calls a store that has no company yet.
const NAME: &str = "知客 Zhike";

/// How long a stop waits for the last who work with the store.
const LAST_WORK: Duration = Duration::from_secs(10);

/// The clock may be set while the calendar sleeps: it looks again after this long.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// An open store with everything that runs over it.
pub struct House {
    folder: Arc<Folder>,
    app: Arc<App>,
}

impl House {
    /// Takes the lock of a folder and opens the store in it.
    ///
    /// # Errors
    /// See [`Folder::open`]; nothing is changed then.
    pub fn open(data: &Path, on_check: impl FnOnce()) -> Result<House, Error> {
        let folder = Folder::open(data, false)?;
        if folder.is_new() {
            return Err(StoreError::NotInitialised(data.to_owned()).into());
        }
        House::of(folder, on_check)
    }

    /// The same for a folder that is locked already. `on_check` is told when the whole store must
    /// be read first, which takes its time.
    pub fn of(folder: Folder, on_check: impl FnOnce()) -> Result<House, Error> {
        #[cfg(debug_assertions)]
        seed_a_mistake();
        let (ring, keyset) = folder.unlock(Unlocking::KeyFile)?;
        let store = folder.open_store(&ring, keyset, on_check)?;
        let app = reading(|| App::start(store, folder.data().to_owned()))?;
        let access = Arc::new(Access::everything());
        roles::seed(&app, &Op::new(Actor::System, access, now(), 0))?;
        Ok(House { folder: Arc::new(folder), app: Arc::new(app) })
    }

    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    pub fn folder(&self) -> &Arc<Folder> {
        &self.folder
    }

    /// Stops what runs, closes the store and notes that it was closed well. Without that note,
    /// because someone would not let go in time, the next start checks the whole store.
    pub fn close(self) -> Result<(), StoreError> {
        let House { folder, app } = self;
        app.ask_to_stop();
        let Some(app) = sole(app) else {
            tracing::warn!("someone still works with the store; the next start will check it");
            return Ok(());
        };
        app.stop().map_or(Ok(()), |store| folder.close(store))
    }
}

/// Which mistake of `src/domain/access/seeded.rs` a test wants to see found.
#[cfg(debug_assertions)]
fn seed_a_mistake() {
    let asked = std::env::var("ZHIKE_SEEDED_BUG").ok();
    if let Some(number) = asked.and_then(|text| text.parse().ok()) {
        crate::domain::access::seeded::seed(number);
    }
}

/// What goes on beside the requests: the calendar, and the workers that bring files in.
pub struct Background {
    stop: mpsc::Sender<()>,
    threads: Vec<JoinHandle<()>>,
}

impl Background {
    /// Before anyone can start an import: those that are running now were cut off.
    ///
    /// # Errors
    /// Where the store does not read or the staged files cannot be cleared.
    pub fn start(app: &Arc<App>) -> Result<Background, Error> {
        imports::sweep(app, &operator(Lang::default()))?;
        attachments::sweep(app, &operator(Lang::default()))?;
        let left = imports::resume(app)?;
        tracing::debug!(left, "imports to go on with");
        let (stop, stopped) = mpsc::channel();
        let of_calendar = Arc::clone(app);
        let calendar = spawn("calendar", move || follow_calendar(&of_calendar, &stopped));
        let worker = |_| {
            let app = Arc::clone(app);
            spawn("imports", move || imports::work(&app, now))
        };
        let workers = (0..imports::AT_ONCE).filter_map(worker);
        let of_notices = Arc::clone(app);
        let notices = spawn("notices", move || notices::follow(&of_notices, now));
        Ok(Background { stop, threads: workers.chain(calendar).chain(notices).collect() })
    }

    /// Waits for the last step of each; the store must refuse writes by then.
    pub fn stop(self) {
        drop(self.stop);
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Option<JoinHandle<()>> {
    let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    spawned.inspect_err(|error| tracing::error!(%error, name, "no thread")).ok()
}

fn follow_calendar(app: &App, stopped: &mpsc::Receiver<()>) {
    let mut runner = Runner::new(now());
    loop {
        let next = runner.tick(app, now());
        let wait_ms = u64::try_from(next.0 - now().0).unwrap_or(0);
        let wait = Duration::from_millis(wait_ms).min(LONGEST_SLEEP);
        match stopped.recv_timeout(wait) {
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Makes key file, key ring and store, and gives the recovery kit's page: it is shown once.
pub fn create(folder: &Folder) -> Result<String, StoreError> {
    Ok(folder.create(NAME, &today())?.kit_page)
}

/// A new recovery kit; the one before opens nothing any more.
pub fn reissue_kit(app: &App, folder: &Folder) -> Result<String, StoreError> {
    let live = app.live();
    let company = live.settings.company.as_str();
    let name = if company.is_empty() { NAME } else { company };
    Ok(folder.reissue_kit(name, &today())?.kit_page)
}

/// The operator at the machine, now: whoever holds the key may do everything.
pub fn operator(lang: Lang) -> Op {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let now = now();
    let request = now.0.unsigned_abs() << 12 | NUMBER.fetch_add(1, Ordering::Relaxed) & 0xFFF;
    let access = Arc::new(Access::everything());
    Op { lang, ..Op::new(Actor::Operator, access, now, request) }
}

#[expect(clippy::disallowed_methods, reason = "everything below is handed the time from here")]
pub fn now() -> Moment {
    Moment(chrono::Utc::now().timestamp_millis() + turned_ms())
}

/// Builds for tests have a clock that a story can turn: the milliseconds in the file that this
/// variable names. A program that is handed out has no such hand.
#[cfg(debug_assertions)]
fn turned_ms() -> i64 {
    let file = std::env::var_os("CLOCK_OFFSET_FILE");
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

#[cfg(not(debug_assertions))]
const fn turned_ms() -> i64 {
    0
}

#[expect(clippy::disallowed_methods, reason = "the day on the kit, before there is an app")]
fn today() -> String {
    chrono::Local::now().format("%Y-%m-%d").to_string()
}

/// What is shared, once nobody else holds it.
fn sole<T>(mut shared: Arc<T>) -> Option<T> {
    let until = Instant::now() + LAST_WORK;
    loop {
        shared = match Arc::try_unwrap(shared) {
            Ok(own) => return Some(own),
            Err(shared) if until <= Instant::now() => {
                drop(shared);
                return None;
            }
            Err(shared) => shared,
        };
        std::thread::sleep(Duration::from_millis(10));
    }
}
