//! The product in this process, over a disk in memory: for what cannot be told from outside.

use crate::disk::Disk;
use std::sync::Arc;
use tempfile::TempDir;
use zhike::app::App;
use zhike::app::Error;
use zhike::app::Written;
use zhike::app::records::create;
use zhike::app::records::draft::Input;
use zhike::app::records::draft::Members;
use zhike::crypto::keys::Keyset;
use zhike::domain::access::Access;
use zhike::domain::customer::Customer;
use zhike::domain::op::Actor;
use zhike::domain::op::Op;
use zhike::domain::record::Stored;
use zhike::domain::value::Moment;
use zhike::store::Store;
use zhike::store::StoreError;

pub type Customers = Result<Written<Stored<Customer>>, Error>;

/// 2026-06-01, in ms.
pub const NOW: i64 = 1_780_272_000_000;

/// What every start of one store shares.
#[derive(Clone)]
pub struct Keys {
    keyset: Arc<Keyset>,
    id: [u8; 16],
}

impl Keys {
    pub fn new() -> Keys {
        Keys { keyset: Arc::new(Keyset::generate()), id: [7; 16] }
    }

    pub fn open(&self, disk: &Disk) -> Result<Store, StoreError> {
        Store::on(disk.clone(), Arc::clone(&self.keyset), self.id)
    }

    pub fn start(&self, disk: &Disk) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(self.open(disk).unwrap(), folder.path().to_owned()).unwrap();
        Desk { app, _folder: folder }
    }
}

pub struct Desk {
    pub app: App,
    _folder: TempDir,
}

impl Desk {
    /// A store with nothing in it.
    pub fn new() -> Desk {
        Keys::new().start(&Disk::new(Vec::new()))
    }

    pub fn create(&self, at: i64, members: &[(&str, &str)]) -> Customers {
        create::create::<Customer>(&self.app, &op(at), members_of(members), None)
    }

    /// Gives the store back and closes it.
    pub fn close(self) {
        drop(self.app.stop());
    }
}

/// The operator, this many ms after [`NOW`].
pub fn op(at: i64) -> Op {
    let access = Arc::new(Access::everything());
    Op::new(Actor::Operator, access, Moment(NOW + at), 1)
}

/// An empty text takes the value away.
pub fn members_of(members: &[(&str, &str)]) -> Members {
    let input = |text: &str| match text {
        "" => Input::Null,
        text => Input::Text(text.to_owned()),
    };
    members.iter().map(|(key, text)| ((*key).to_owned(), input(text))).collect()
}
