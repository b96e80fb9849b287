//! The anchors outside the data folder: a line for each checkpoint, in a file beside the key file.

use crate::domain::ids::Seq;
use crate::store::StoreError;
use crate::store::checkpoint::Anchor;
use crate::store::checkpoint::Mark;
use crate::store::checkpoint::from_hex;
use crate::store::checkpoint::to_hex;
use crate::store::vault::Vault;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Lines are only ever added, each after the commit that it tells of: an anchor is never ahead of
/// the journal. A line that a cut left in half is passed over.
pub(super) struct Anchors {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    last: Option<Anchor>,
    /// It was said once that the file cannot be written.
    is_told: bool,
}

/// What the file says of this store.
#[derive(Default, Debug)]
pub(super) struct Listed {
    pub anchors: Vec<Anchor>,
    /// Lines whose proof does not hold, by the entry that they name.
    pub forged: Vec<Seq>,
}

impl Anchors {
    pub(super) fn open(path: PathBuf, vault: &Vault) -> Anchors {
        let listed = read(&path, vault).unwrap_or_default();
        let last = listed.anchors.into_iter().max_by_key(|anchor| anchor.seq);
        Anchors { path, state: Mutex::new(State { last, is_told: false }) }
    }

    /// The one that is furthest.
    pub(super) fn last(&self) -> Option<Anchor> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).last
    }

    /// # Errors
    /// Where the file is there and does not read.
    pub(super) fn list(&self, vault: &Vault) -> Result<Listed, StoreError> {
        read(&self.path, vault)
    }

    /// Adds a line. A journal that ends before the last anchor has lost entries: it gets none, so
    /// that the loss stays in sight. `sync`: on the disk when this returns.
    pub(super) fn add(&self, vault: &Vault, anchor: Anchor, sync: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.last {
            Some(last) if anchor.seq == last.seq => return,
            Some(last) if anchor.seq < last.seq => {
                if !std::mem::replace(&mut state.is_told, true) {
                    let (last, seq) = (last.seq.0, anchor.seq.0);
                    tracing::error!(last, seq, "the journal ends before its last anchor");
                }
                return;
            }
            Some(_) | None => {}
        }
        match append(&self.path, &line(vault, anchor), sync) {
            Ok(()) => state.last = Some(anchor),
            Err(error) => {
                if !std::mem::replace(&mut state.is_told, true) {
                    let path = self.path.display();
                    tracing::warn!(%error, %path, "no anchor of the journal outside the data");
                }
            }
        }
    }
}

/// `store seq hash key mac`.
fn line(vault: &Vault, anchor: Anchor) -> String {
    let Mark { anchor: Anchor { seq, hash }, key_id, mac } = Mark::new(vault, anchor);
    let store = to_hex(vault.store());
    format!("{store} {} {} {key_id:08x} {}\n", seq.0, to_hex(&hash), to_hex(&mac))
}

fn append(path: &Path, line: &str, sync: bool) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.create(true).read(true).append(true).mode(0o600).open(path)?;
    let torn = is_torn(&mut file)?;
    let text = if torn { format!("\n{line}") } else { line.to_owned() };
    file.write_all(text.as_bytes())?;
    if sync { file.sync_all() } else { Ok(()) }
}

/// Whether the file ends within a line.
fn is_torn(file: &mut File) -> std::io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn read(path: &Path, vault: &Vault) -> Result<Listed, StoreError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Listed::default()),
        Err(error) => return Err(StoreError::io(path)(error)),
    };
    let text = String::from_utf8_lossy(&bytes);
    let store = to_hex(vault.store());
    let mut listed = Listed::default();
    for mark in text.lines().filter_map(|line| parse(line, &store)) {
        match mark.is_ours(vault) {
            true => listed.anchors.push(mark.anchor),
            false => listed.forged.push(mark.anchor.seq),
        }
    }
    Ok(listed)
}

/// `None` for half a line, and for one of another store whose key was in this folder.
fn parse(line: &str, store: &str) -> Option<Mark> {
    let mut words = line.split(' ');
    if words.next()? != store {
        return None;
    }
    let seq = Seq(words.next()?.parse().ok()?);
    let hash = from_hex(words.next()?)?.try_into().ok()?;
    let key_id = u32::from_str_radix(words.next()?, 16).ok()?;
    let mac = from_hex(words.next()?)?.try_into().ok()?;
    Some(Mark { anchor: Anchor { seq, hash }, key_id, mac })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Keyset;
    use std::sync::Arc;

    fn anchor(seq: u64) -> Anchor {
        Anchor { seq: Seq(seq), hash: [seq as u8; 32] }
    }

    #[test]
    fn lines_are_added_forward_only_and_half_ones_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.anchors");
        let vault = Vault::new(Arc::new(Keyset::generate()), [7; 16]);
        let anchors = Anchors::open(path.clone(), &vault);
        anchors.add(&vault, anchor(5), true);
        anchors.add(&vault, anchor(5), true);
        anchors.add(&vault, anchor(3), true);
        append(&path, "0707 9 ab", false).unwrap();
        anchors.add(&vault, anchor(9), false);
        let listed = anchors.list(&vault).unwrap();
        assert_eq!((listed.anchors, listed.forged), (vec![anchor(5), anchor(9)], vec![]));
        assert_eq!(Anchors::open(path, &vault).last(), Some(anchor(9)));
    }

    #[test]
    fn a_line_that_somebody_else_wrote_is_no_anchor() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.anchors");
        let other = Vault::new(Arc::new(Keyset::generate()), [7; 16]);
        Anchors::open(path.clone(), &other).add(&other, anchor(5), true);
        let vault = Vault::new(Arc::new(Keyset::generate()), [7; 16]);
        let listed = Anchors::open(path.clone(), &vault).list(&vault).unwrap();
        assert_eq!((listed.anchors, listed.forged), (vec![], vec![Seq(5)]));
        let elsewhere = Vault::new(Arc::new(Keyset::generate()), [8; 16]);
        let listed = Anchors::open(path, &elsewhere).list(&elsewhere).unwrap();
        assert_eq!((listed.anchors, listed.forged), (vec![], vec![]));
    }
}
