//! What can be done: use cases, one file for each verb, all writes through the gate.

mod access_log;
pub mod assignments;
pub mod attachments;
pub mod audit;
pub mod auth;
pub mod batches;
pub mod bulk;
pub mod calendar;
pub mod certificate;
mod commits;
pub mod day;
pub mod demo;
mod document;
mod error;
pub mod expectations;
pub mod export;
mod feed;
mod feeds;
pub mod fields;
mod gate;
pub mod housekeeping;
pub mod imports;
pub(crate) mod index;
mod index_seal;
mod look_ups;
mod newcomers;
pub mod notices;
mod organisation;
mod people;
mod plan;
pub mod pool;
pub mod records;
pub mod roles;
mod row_id;
mod settings;
pub mod shelf;
pub mod teams;
mod word;
mod writer;

use crate::app::records::recent::Recent;
use crate::app::shelf::Shelf;
use crate::domain::catalogue::Catalogue;
use crate::domain::custom::FieldDef;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::op::Caller;
use crate::domain::op::Op;
use crate::domain::role::Role;
use crate::domain::team::Team;
use crate::domain::user::User;
use crate::search::Ask;
use crate::search::Found;
use crate::search::Search;
use crate::search::SearchError;
use crate::store::Source;
use crate::store::Stamp;
use crate::store::Store;
use crate::store::StoreError;
pub use access_log::AccessLog;
pub use error::Error;
use feed::Feed;
pub use feed::IndexState;
use feeds::Feeds;
pub use gate::Gate;
pub use gate::Touched;
use look_ups::LookUps;
pub use organisation::Draft as OrganisationDraft;
pub use organisation::Organisation;
pub use people::People;
pub use row_id::RowId;
pub use settings::Settings;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
pub use word::read_role;
pub use word::read_team;
pub use word::read_user;
use writer::Writer;

/// The product, running: shared by all drivers.
pub struct App {
    store: Arc<Store>,
    live: Arc<RwLock<Arc<Live>>>,
    /// Before the writer: it ends first, and writes what it still has.
    access_log: AccessLog,
    audit: audit::Memory,
    writer: Writer,
    feed: Feeds,
    look_ups: LookUps,
    recent: Recent,
    /// The last entry that changed who may see something.
    barrier: Arc<AtomicU64>,
    /// Long jobs end at their next checkpoint.
    stopping: AtomicBool,
    imports: imports::Queue,
    data: PathBuf,
}

/// What every request needs and few change: swapped as a whole.
#[derive(Clone)]
pub struct Live {
    pub catalogue: Arc<Catalogue>,
    pub people: Arc<People>,
    pub settings: Arc<Settings>,
}

/// How long a read waits for the index to reach the entry that it must show.
const INDEX_WAIT: Duration = Duration::from_secs(1);

/// A write that is durable.
pub struct Written<T> {
    pub answer: T,
    pub seq: Seq,
    pub batch: Option<BatchId>,
}

impl App {
    /// Starts writer and index feed over an open store.
    ///
    /// # Errors
    /// Where the store does not read, or the index folder cannot be written.
    pub fn start(store: Store, data: PathBuf) -> Result<App, Error> {
        let store = Arc::new(store);
        let live = Arc::new(RwLock::new(Arc::new(Live::load(&*store.reader(), 1)?)));
        let feed = Feeds::start(&store, &data, &live)?;
        let writer = Writer::start(Arc::clone(&store), Arc::clone(&live), feed.bell());
        Ok(App {
            access_log: AccessLog::start(&writer),
            audit: audit::Memory::default(),
            look_ups: LookUps::default(),
            recent: Recent::default(),
            imports: imports::Queue::default(),
            barrier: Arc::new(AtomicU64::new(0)),
            stopping: AtomicBool::new(false),
            store,
            live,
            writer,
            feed,
            data,
        })
    }

    /// Asks long jobs to end at their next checkpoint: the next start goes on with them.
    pub fn ask_to_stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.imports.close();
    }

    /// # Errors
    /// [`Error::Busy`] once the product was asked to stop.
    pub(crate) fn may_go_on(&self) -> Result<(), Error> {
        if self.stopping.load(Ordering::Acquire) { Err(Error::Busy) } else { Ok(()) }
    }

    /// Finishes what waits and gives the store back.
    pub fn stop(self) -> Option<Store> {
        let App { store, access_log, writer, feed, .. } = self;
        drop(access_log);
        drop(writer);
        feed.stop();
        Arc::into_inner(store)
    }

    /// Whose turn it is to be brought in.
    pub(crate) fn imports(&self) -> &imports::Queue {
        &self.imports
    }

    /// What was refused and looked up, on its way into the journal.
    pub fn access_log(&self) -> &AccessLog {
        &self.access_log
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// # Errors
    /// [`SearchError::Damaged`] while the index is made anew and the disk does not let it.
    pub fn search(&self, shelf: Shelf) -> Result<Search, SearchError> {
        self.feed.search(shelf)
    }

    /// What the index answers. A damaged one is begun anew, and says that it is behind until then.
    ///
    /// # Errors
    /// [`Error::IndexBehind`] where the index does not read; [`Error::Search`] for anything else.
    pub fn find(&self, ask: &Ask) -> Result<Found, Error> {
        let shelf = Shelf::of(ask.kind);
        let search = self.search(shelf)?;
        search.find(ask).map_err(|error| match error {
            SearchError::Damaged => {
                tracing::error!("the index is damaged; starting it again");
                self.feed.give_up(shelf, &search);
                Error::IndexBehind(self.store.head())
            }
            other => Error::Search(other),
        })
    }

    pub fn feed(&self) -> &Feeds {
        &self.feed
    }

    pub fn look_ups(&self) -> &LookUps {
        &self.look_ups
    }

    /// What all who listen to the journal hear of.
    pub(crate) fn recent(&self) -> &Recent {
        &self.recent
    }

    pub fn data(&self) -> &std::path::Path {
        &self.data
    }

    pub fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The one way to change anything. Returns when the change is durable.
    ///
    /// # Errors
    /// What the work answers; nothing is kept then. [`Error::Previewed`] where it would have been
    /// allowed, for one who looks through the eyes of a role.
    pub fn write<T: Send + 'static>(
        &self,
        op: &Op,
        work: impl FnOnce(&mut Gate) -> Result<T, Error> + Send + 'static,
    ) -> Result<Written<T>, Error> {
        self.write_in(op, None, work)
    }

    /// The same, as a part of a larger batch.
    pub fn write_in<T: Send + 'static>(
        &self,
        op: &Op,
        batch: Option<BatchId>,
        work: impl FnOnce(&mut Gate) -> Result<T, Error> + Send + 'static,
    ) -> Result<Written<T>, Error> {
        if op.preview {
            self.rehearse(op, work)?;
            return Err(Error::Previewed);
        }
        let op = op.clone();
        let barrier = Arc::clone(&self.barrier);
        self.writer.run(move |group, live| {
            let (written, touched, fresh) = group.unit(stamp(&op, batch), |unit| {
                let mut gate = Gate::open(&op, live, unit)?;
                let answer = work(&mut gate)?;
                let touched = gate.close();
                let fresh = refreshed(live, &touched, unit)?;
                let written = Written { answer, seq: unit.head(), batch: unit.batch() };
                Ok::<_, Error>((written, touched, fresh))
            })?;
            if let Some(fresh) = fresh {
                *live = Arc::new(fresh);
            }
            if let Some(seq) = touched.barrier {
                barrier.fetch_max(seq.0, Ordering::AcqRel);
            }
            Ok(written)
        })
    }

    /// The same closure over a reader, with its changes thrown away.
    pub fn rehearse<T>(
        &self,
        op: &Op,
        work: impl FnOnce(&mut Gate) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let live = self.live();
        self.store.rehearse(stamp(op, None), |unit| {
            let mut gate = Gate::open(op, &live, unit)?;
            work(&mut gate)
        })
    }

    /// Waits until all indexes show `after` and whatever changed who may see something.
    pub fn index_reached(&self, after: Seq) -> Result<(), Error> {
        let wanted = self.wanted(after);
        match self.feed.wait_for(wanted, INDEX_WAIT) {
            true => Ok(()),
            false => Err(Error::IndexBehind(wanted)),
        }
    }

    /// The same of the index that has records of this kind.
    pub fn shown_of(&self, kind: Kind, after: Seq) -> Result<(), Error> {
        let wanted = self.wanted(after);
        match self.feed.wait_for_one(Shelf::of(kind), wanted, INDEX_WAIT) {
            true => Ok(()),
            false => Err(Error::IndexBehind(wanted)),
        }
    }

    fn wanted(&self, after: Seq) -> Seq {
        // A change that is not durable is nothing to wait for.
        let barrier = self.barrier.load(Ordering::Acquire).min(self.store.head().0);
        Seq(after.0.max(barrier))
    }

    /// The id of a record as it stands in URLs and answers.
    pub fn public_id(&self, id: crate::domain::ids::RecordId) -> String {
        self.store.vault().keyset().public_id(id.kind as u8, id.ordinal)
    }

    /// The record that a public id of this kind names.
    pub fn read_id(&self, kind: crate::domain::ids::Kind, text: &str) -> Option<u64> {
        let (number, ordinal) = self.store.vault().keyset().read_id(text)?;
        (number == kind as u8).then_some(ordinal)
    }

    /// The user that a public id, a login or an unambiguous name means.
    pub fn read_user(&self, word: &str) -> Option<UserId> {
        read_user(&self.live().people, self.store.vault().keyset(), word)
    }
}

impl Live {
    fn load<S: Source>(source: &S, generation: u64) -> Result<Live, StoreError> {
        let catalogue = Catalogue::new(generation, &all::<FieldDef, S>(source)?);
        Ok(Live {
            people: Arc::new(People::new(
                all::<User, S>(source)?,
                all::<Team, S>(source)?,
                all::<Role, S>(source)?,
                &catalogue,
            )),
            catalogue: Arc::new(catalogue),
            settings: Arc::new(Settings::load(source)?),
        })
    }
}

/// What a unit left, where it changed what everyone holds a copy of.
fn refreshed<S: Source>(
    known: &Live,
    touched: &Touched,
    source: &S,
) -> Result<Option<Live>, StoreError> {
    let Touched { fields, users, settings, barrier: _ } = *touched;
    let is_stale = fields || users || settings;
    let generation = known.catalogue.generation + u64::from(fields);
    is_stale.then(|| Live::load(source, generation)).transpose()
}

fn all<R: crate::domain::record::Record, S: Source>(
    source: &S,
) -> Result<Vec<crate::domain::record::Stored<R>>, StoreError> {
    source.list::<R>(1, usize::MAX)
}

fn stamp(op: &Op, batch: Option<BatchId>) -> Stamp {
    Stamp {
        actor: op.actor,
        at: op.now,
        request: op.request,
        origin: origin(&op.caller),
        cause: None,
        batch,
    }
}

/// `address · browser`, as it stands in the journal; `None` for the machine itself.
fn origin(caller: &Caller) -> Option<Arc<str>> {
    let Caller { address, agent } = caller;
    match (address.is_empty(), agent.is_empty()) {
        (true, _) => None,
        (false, true) => Some(address.as_str().into()),
        (false, false) => Some(format!("{address} · {agent}").into()),
    }
}
