//! The reading end of a running import: rows of the parser become prepared customers, in chunks.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::admit::Prepared;
use crate::app::imports::intake::Intake;
use crate::app::imports::intake::Taken;
use crate::app::imports::prepare::Rows;
use crate::app::imports::prepare::bad_file;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::import::Row;
use crate::domain::import::clean;
use crate::domain::import::clean::Draft;
use crate::domain::import::clean::NoteKind;
use crate::domain::import::headings::Column;
use crate::domain::op::Op;
use crate::formats::Parsed;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Rows in one unit: few enough that people can go on saving while a file is brought in, enough
/// that the sync at its end costs little.
const CHUNK_ROWS: usize = 500;

/// One row, ready for its unit.
pub(super) struct Item {
    pub row: Row,
    pub is: Result<Prepared, Vec<Fault>>,
    pub notes: Vec<NoteKind>,
    pub strangers: Vec<String>,
    /// Bytes of the file that the parser had taken when this row came.
    pub bytes: u64,
}

pub(super) struct Producer<'a> {
    pub app: &'a App,
    pub op: &'a Op,
    pub columns: Vec<Column>,
    pub intake: Intake,
    pub taken: Arc<AtomicU64>,
    /// May options be made? A rehearsal makes none.
    pub makes_options: bool,
    /// Rows up to this one are decided already.
    pub after: u32,
}

impl Producer<'_> {
    /// Reads all rows; `send` answers false when nobody wants more.
    ///
    /// # Errors
    /// [`Error::Invalid`] of the field `file` where the file breaks off; what came before is sent.
    pub fn run(mut self, rows: Rows, mut send: impl FnMut(Vec<Item>) -> bool) -> Result<(), Error> {
        let mut chunk: Vec<(Row, Draft, u64)> = Vec::with_capacity(CHUNK_ROWS);
        for parsed in rows {
            let row = match parsed.map_err(bad_file) {
                Ok(Parsed::Row(row)) if self.after < row.number => row,
                Ok(_) => continue,
                Err(error) => {
                    send(self.finish(chunk)?);
                    return Err(error);
                }
            };
            let draft = clean::clean(&row, &self.columns, &self.intake.live().catalogue);
            chunk.push((row, draft, self.taken.load(Ordering::Relaxed)));
            if CHUNK_ROWS <= chunk.len() && !send(self.finish(std::mem::take(&mut chunk))?) {
                return Ok(());
            }
        }
        send(self.finish(chunk)?);
        Ok(())
    }

    fn finish(&mut self, chunk: Vec<(Row, Draft, u64)>) -> Result<Vec<Item>, Error> {
        self.intake.renew(self.app.live());
        let mut taken: Vec<Taken> =
            chunk.iter().map(|(_, draft, _)| self.intake.take(draft)).collect();
        self.make_options(&taken)?;
        for (one, (_, draft, _)) in taken.iter_mut().zip(&chunk) {
            if !one.wanted.is_empty() && self.makes_options {
                *one = self.intake.take(draft);
            }
            for (tag, word) in &one.wanted {
                let field = self.app.live().catalogue.by_tag(Kind::Customer, *tag).cloned();
                let key = field.map(|field| field.key).unwrap_or_default();
                one.faults.push(Fault::new(&key, "unknown_option").with("value", word));
            }
        }
        let items = chunk.into_iter().zip(taken);
        Ok(items.map(|((row, draft, bytes), taken)| self.item(row, &draft, bytes, taken)).collect())
    }

    fn item(&self, row: Row, draft: &Draft, bytes: u64, taken: Taken) -> Item {
        let is = match taken.faults.is_empty() {
            true => Ok(Prepared::new(self.app.store().vault(), taken.customer)),
            false => Err(taken.faults),
        };
        let notes = draft.notes.iter().map(|note| note.kind).collect();
        Item { row, is, notes, strangers: taken.strangers, bytes }
    }

    /// New words of the lists that take them, before the rows that use them. They are a batch of
    /// their own: undoing the import leaves words that others may have begun to use.
    fn make_options(&mut self, taken: &[Taken]) -> Result<(), Error> {
        let mut wanted: BTreeMap<Tag, Vec<String>> = BTreeMap::new();
        for (tag, word) in taken.iter().flat_map(|taken| &taken.wanted) {
            let words = wanted.entry(*tag).or_default();
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        if wanted.is_empty() || !self.makes_options {
            return Ok(());
        }
        for (tag, words) in wanted {
            match self.app.write(self.op, move |gate| gate.add_options(tag, &words)) {
                Ok(_) => {}
                Err(Error::Rule(_)) => self.intake.close_list(tag),
                Err(error) => return Err(error),
            }
        }
        self.intake.renew(self.app.live());
        Ok(())
    }
}
