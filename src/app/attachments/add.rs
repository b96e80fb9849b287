//! Take a file in: sealed while it comes, durable before anything tells of it.

use crate::app::App;
use crate::app::Error;
use crate::app::Gate;
use crate::app::Written;
use crate::app::attachments;
use crate::app::imports::part;
use crate::app::imports::part::io_error;
use crate::app::records::answers::Repeat;
use crate::app::records::create;
use crate::app::records::draft;
use crate::app::records::draft::Input;
use crate::app::records::draft::Stage;
use crate::crypto::key::Key;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::check::Ease;
use crate::domain::child::Attachment;
use crate::domain::child::media;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::kinds;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::store::Source;
use crate::store::Space;
use crate::store::to_bytes;
use sha2::Digest;
use sha2::Sha256;
use std::fs::DirBuilder;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::OpenOptionsExt;

/// Largest file.
pub const MAX_BYTES: u64 = 50 << 20;

/// What is said of a file that comes in.
#[derive(Clone, Debug)]
pub struct New {
    pub customer: u64,
    /// As the sender has it; what stands before the last slash is no part of it.
    pub name: String,
    /// The type that the sender says it has.
    pub media: String,
    /// The record that it hangs on; `None`: the customer itself.
    pub of: Option<RecordId>,
    /// What the request is known by, where it says so: sent again, it makes no second file.
    pub key: Option<String>,
}

/// Keeps what `input` has, then makes its record. A refusal leaves no file.
///
/// # Errors
/// [`Error::Missing`] for a customer out of sight or in the bin; [`Error::Denied`] without the right
/// to attach; [`Error::Invalid`]: `empty_file`, `unknown_record` for a record that is not of this
/// customer, what is wrong with the name; [`Error::Rule`]: `file_too_large`, `disk_full`,
/// `upload_broken`, `idempotency_mismatch`.
pub fn add(
    app: &App,
    op: &Op,
    new: New,
    input: &mut dyn Read,
) -> Result<Written<Stored<Attachment>>, Error> {
    let (asked, who) = (new.clone(), op.clone());
    // Whoever may not is told so before the file is read.
    let ordinal = app.write(op, move |gate| {
        let ordinal = gate.expect_file(asked.customer)?;
        record(gate, &who, &asked)?;
        Ok(ordinal)
    })?;
    let ordinal = ordinal.answer;
    let kept = keep(app, op, new, ordinal, input);
    // A request that was answered before is given that answer, and its file is here already.
    if !kept.as_ref().is_ok_and(|kept| kept.answer.ordinal == ordinal) {
        let _ = std::fs::remove_file(attachments::path(app, ordinal));
        // Where not even this can be written, the next start forgets it.
        let _ = app.write(op, move |gate| {
            gate.forget_file(ordinal);
            Ok(())
        });
    }
    kept
}

fn keep(
    app: &App,
    op: &Op,
    new: New,
    ordinal: u64,
    input: &mut dyn Read,
) -> Result<Written<Stored<Attachment>>, Error> {
    let mut head = Vec::new();
    let read = input.take(media::HEAD_BYTES as u64).read_to_end(&mut head);
    read.map_err(|_| Error::Rule("upload_broken"))?;
    if head.is_empty() {
        return Err(Error::fault("file", "empty_file"));
    }
    let mut whole = Hashed { input: &mut head.chain(input), hash: said(&new) };
    let size = seal(app, new.customer, ordinal, &mut whole)?;
    let body = whole.hash.finalize().into();
    let repeat = new.key.clone().map(|key| Repeat { key, body });
    let (who, media) = (op.clone(), media::kept(&head, &new.media));
    create::once(app, op, repeat, move |gate| {
        let mut attachment = record(gate, &who, &new)?;
        (attachment.media, attachment.size_bytes) = (media, i64::try_from(size).ok());
        gate.create_of_file(ordinal, attachment)
    })
}

/// What was said of a file is part of what makes two requests the same.
fn said(new: &New) -> Sha256 {
    let mut hash = Sha256::new();
    hash.update(format!("{}\u{1f}{:?}\u{1f}{}\u{1f}", new.customer, new.of, new.name));
    hash
}

/// Hashes what is read through it.
struct Hashed<'i> {
    input: &'i mut dyn Read,
    hash: Sha256,
}

impl Read for Hashed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(into)?;
        self.hash.update(&into[..count]);
        Ok(count)
    }
}

/// Says its length in bytes once the whole of it is on the disk.
fn seal(app: &App, customer: u64, ordinal: u64, input: &mut dyn Read) -> Result<u64, Error> {
    let (folder, path) = (attachments::folder(app), attachments::path(app, ordinal));
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
    made.map_err(io_error(&folder))?;
    let key = Key::random();
    let reader = app.store().reader();
    let sealed = reader.seal_file_key(customer, attachments::id(ordinal), &key)?;
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(true).write(true).mode(0o600).open(&path);
    let mut file = file.map_err(io_error(&path))?;
    file.write_all(&sealed.ok_or(Error::Missing)?).map_err(io_error(&path))?;
    let size = part::write_to(file, &path, attachments::mark(ordinal), &key, MAX_BYTES, input)?;
    // Its name too must outlive a power cut.
    let synced = File::open(&folder).and_then(|folder| folder.sync_all());
    synced.map_err(io_error(&folder))?;
    Ok(size)
}

fn record(gate: &mut Gate, op: &Op, new: &New) -> Result<Attachment, Error> {
    let customer = RecordId { kind: Kind::Customer, ordinal: new.customer };
    let of = new.of.unwrap_or(customer);
    if of != customer {
        let mut found = Found { gate, customer: new.customer, ordinal: of.ordinal };
        let is_there = of.kind != Kind::Attachment
            && kinds::with_child(of.kind, &mut found).unwrap_or(Ok(false))?;
        if !is_there {
            return Err(Error::fault("of", "unknown_record"));
        }
    }
    let mut attachment = Attachment { of: Some(of), ..Attachment::default() };
    attachment.base.customer = Some(new.customer);
    let name = new.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let members = vec![("name".to_owned(), Input::Text(name.to_owned()))];
    draft::put_with_options(gate, op, Stage::New, &members, &mut attachment)?;
    match attachment.name.is_empty() {
        true => Err(Error::fault("name", "required")),
        false => Ok(attachment),
    }
}

/// Whether a record is one of the customer's that the actor sees.
struct Found<'f, 'a, 'g> {
    gate: &'f Gate<'a, 'g>,
    customer: u64,
    ordinal: u64,
}

impl kinds::Visit for Found<'_, '_, '_> {
    type Out = Result<bool, Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        match self.gate.load::<R>(self.ordinal) {
            Ok(one) => Ok(one.deleted_at.is_none() && one.record.parent() == Some(self.customer)),
            Err(Error::Missing) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Gate<'_, '_> {
    /// The number that the record of a file will have that is about to come in.
    ///
    /// # Errors
    /// [`Error::Missing`] for a customer out of sight or in the bin; [`Error::Denied`] without the
    /// right to attach to it.
    fn expect_file(&mut self, customer: u64) -> Result<u64, Error> {
        let stored = self.load::<Customer>(customer)?;
        let holders = stored.record.holders().filter(|_| stored.deleted_at.is_none());
        let holders = holders.ok_or(Error::Missing)?;
        let may = self.access().reach_about(Kind::Attachment, Action::Create, &holders);
        may.ok_or(Error::Denied(Denied::Action(Action::Create)))?;
        let ordinal = self.number_of_file();
        let row = to_bytes(&(self.op().now.0, customer));
        self.put_system(Space::Upload, &ordinal.to_be_bytes(), Some(&row));
        Ok(ordinal)
    }

    fn create_of_file(
        &mut self,
        ordinal: u64,
        attachment: Attachment,
    ) -> Result<Stored<Attachment>, Error> {
        if self.source().system(Space::Upload, &ordinal.to_be_bytes())?.is_none() {
            return Err(Error::Busy);
        }
        self.forget_file(ordinal);
        self.create_as(ordinal, attachment, Ease::Form)
    }

    pub(super) fn forget_file(&mut self, ordinal: u64) {
        self.put_system(Space::Upload, &ordinal.to_be_bytes(), None);
    }
}
