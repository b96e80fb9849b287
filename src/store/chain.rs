//! Verifying the journal: every line by its seal and its place, the chain, the checkpoints, the anchors.

use crate::crypto::keys::Purpose;
use crate::domain::ids::Seq;
use crate::store::Reader;
use crate::store::StoreError;
use crate::store::anchors::Listed;
use crate::store::checkpoint;
use crate::store::checkpoint::Anchor;
use crate::store::checkpoint::Kept;
use crate::store::group::Heads;
use crate::store::journal;
use crate::store::source::Bytes;
use crate::store::tables::Table;
use std::collections::BTreeMap;

/// Lines in one look.
const PAGE: usize = 1_000;

/// How far around its own place a line that does not open there is tried.
const AROUND: u64 = 50_000;

/// What is wrong with the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The line is not what was written.
    Altered,
    /// The line was written under another number.
    Moved,
    /// The line is gone, and others stand behind it.
    Missing,
    /// A line that was never written.
    Inserted,
    /// The last lines are gone.
    Cut,
    /// The lines are whole, and not those that a checkpoint or an anchor tells of.
    Rewritten,
    /// A checkpoint or an anchor that this store did not make.
    Forged,
}

impl Reason {
    pub fn slug(self) -> &'static str {
        match self {
            Reason::Altered => "altered",
            Reason::Moved => "moved",
            Reason::Missing => "missing",
            Reason::Inserted => "inserted",
            Reason::Cut => "cut",
            Reason::Rewritten => "rewritten",
            Reason::Forged => "forged",
        }
    }
}

/// The first entry that is not vouched for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    pub seq: Seq,
    pub reason: Reason,
}

/// What a verification found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Lines that are sound, from the first on.
    pub entries: u64,
    /// The last of them: what to keep elsewhere.
    pub head: Anchor,
    /// The anchor furthest on that the journal was held against.
    pub anchor: Option<Anchor>,
    pub checkpoints: u64,
    pub fault: Option<Fault>,
}

/// `listed`: from the file beside the key, read before `reader` was taken, so that it cannot be
/// ahead of it; `own`: those that the caller kept elsewhere.
pub(super) fn verify(
    reader: &Reader,
    listed: Listed,
    own: &[Anchor],
) -> Result<Verdict, StoreError> {
    let kept = checkpoint::list(reader)?;
    let checkpoints = kept.len() as u64;
    let anchors: Vec<Anchor> = listed.anchors.into_iter().chain(own.iter().copied()).collect();
    let anchor = anchors.iter().copied().max_by_key(|anchor| anchor.seq);
    let forged = listed.forged.into_iter().map(Err);
    let mut marks: BTreeMap<Seq, Vec<Kept>> = BTreeMap::new();
    for mark in kept.into_iter().chain(forged).chain(anchors.into_iter().map(Ok)) {
        let seq = mark.map_or_else(|seq| seq, |anchor| anchor.seq);
        marks.entry(seq).or_default().push(mark);
    }
    let heads = Heads::load(reader)?;
    let start = Anchor { seq: Seq(0), hash: [0; 32] };
    let mut walk = Walk { reader, heads, marks, at: start, vouched: Seq(0) };
    let fault = walk.lines()?;
    Ok(Verdict { entries: walk.at.seq.0, head: walk.at, anchor, checkpoints, fault })
}

struct Walk<'r> {
    reader: &'r Reader,
    heads: Heads,
    marks: BTreeMap<Seq, Vec<Kept>>,
    /// The last line that is sound.
    at: Anchor,
    /// The last line that a checkpoint or an anchor confirms.
    vouched: Seq,
}

impl Walk<'_> {
    fn lines(&mut self) -> Result<Option<Fault>, StoreError> {
        let mut from = Vec::new();
        loop {
            let rows = self.reader.scan(Table::Journal, &[], &from, PAGE)?;
            let Some((last, _)) = rows.last() else { return Ok(self.end()) };
            from.clone_from(last);
            from.push(0);
            for (key, value) in &rows {
                let fault = self.line(key, value);
                if fault.is_some() {
                    return Ok(fault);
                }
            }
        }
    }

    fn line(&mut self, key: &[u8], value: &[u8]) -> Option<Fault> {
        let next = Seq(self.at.seq.0 + 1);
        let here = |reason| Some(Fault { seq: next, reason });
        let Ok(seq) = journal::seq_of(key) else { return here(Reason::Inserted) };
        if self.heads.seq < next {
            return here(Reason::Inserted);
        }
        if seq != next {
            return here(if next < seq { Reason::Missing } else { Reason::Inserted });
        }
        let Some((before, sealed)) = value.split_first_chunk::<32>() else {
            return here(Reason::Altered);
        };
        let vault = self.reader.vault();
        if vault.open(Purpose::Audit, Table::Journal, key, sealed).is_err() {
            return here(self.misplaced(seq, sealed));
        }
        if *before != self.at.hash {
            return here(Reason::Altered);
        }
        let line = Anchor { seq, hash: journal::chain(seq, value) };
        let fault = self.hold_against(line);
        if fault.is_none() {
            self.at = line;
        }
        fault
    }

    /// Whether what does not open under this number was written under another.
    fn misplaced(&self, seq: Seq, sealed: &[u8]) -> Reason {
        let from = seq.0.saturating_sub(AROUND).max(1);
        let to = seq.0.saturating_add(AROUND).min(self.heads.seq.0);
        let opens = |other: u64| {
            let key = other.to_be_bytes();
            self.reader.vault().open(Purpose::Audit, Table::Journal, &key, sealed).is_ok()
        };
        if (from..=to).any(opens) { Reason::Moved } else { Reason::Altered }
    }

    /// The checkpoints and anchors of this line.
    fn hold_against(&mut self, line: Anchor) -> Option<Fault> {
        for mark in self.marks.remove(&line.seq).unwrap_or_default() {
            match mark {
                Ok(anchor) if anchor == line => self.vouched = line.seq,
                Ok(_) => {
                    return Some(Fault { seq: Seq(self.vouched.0 + 1), reason: Reason::Rewritten });
                }
                Err(seq) => return Some(Fault { seq, reason: Reason::Forged }),
            }
        }
        None
    }

    /// Nothing is told of that does not stand here.
    fn end(&self) -> Option<Fault> {
        let next = Seq(self.at.seq.0 + 1);
        if self.at.seq < self.heads.seq {
            return Some(Fault { seq: next, reason: Reason::Cut });
        }
        if self.at.hash != self.heads.hash {
            return Some(Fault { seq: self.at.seq, reason: Reason::Altered });
        }
        let (_, left) = self.marks.iter().next()?;
        let forged = left.iter().find_map(|mark| mark.err());
        Some(match forged {
            Some(seq) => Fault { seq, reason: Reason::Forged },
            None => Fault { seq: next, reason: Reason::Cut },
        })
    }
}
