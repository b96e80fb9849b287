//! The reading end of a running import: rows of the parser become prepared records, in chunks.

use crate::app::App;
use crate::app::Error;
use crate::app::imports::admit::Incoming;
use crate::app::imports::admit::Prepared;
use crate::app::imports::intake::Intake;
use crate::app::imports::intake::Taken;
use crate::app::imports::prepare::Rows;
use crate::app::imports::prepare::bad_file;
use crate::app::imports::record::About;
use crate::domain::customer::Customer;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::import::Row;
use crate::domain::import::clean;
use crate::domain::import::clean::Draft;
use crate::domain::import::clean::NoteKind;
use crate::domain::import::headings::Column;
use crate::domain::kinds;
use crate::domain::op::Op;
use crate::domain::record::Record;
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
    pub is: Result<Box<dyn Incoming>, Vec<Fault>>,
    pub notes: Vec<NoteKind>,
    pub strangers: Vec<String>,
    /// Bytes of the file that the parser had taken when this row came.
    pub bytes: u64,
}

pub(super) struct Producer<'a> {
    pub app: &'a App,
    pub op: &'a Op,
    /// What the rows are.
    pub kind: Kind,
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
            let catalogue = &self.intake.live().catalogue;
            let draft = clean::clean(self.kind, &row, &self.columns, catalogue);
            chunk.push((row, draft, self.taken.load(Ordering::Relaxed)));
            if CHUNK_ROWS <= chunk.len() && !send(self.finish(std::mem::take(&mut chunk))?) {
                return Ok(());
            }
        }
        send(self.finish(chunk)?);
        Ok(())
    }

    fn finish(&mut self, chunk: Vec<(Row, Draft, u64)>) -> Result<Vec<Item>, Error> {
        if self.kind == Kind::Customer {
            return self.finish_as(chunk, Intake::take, |producer, customer: Customer, _| {
                Box::new(Prepared::new(producer.app.store().vault(), customer))
            });
        }
        let chunk = Some(chunk);
        kinds::with_child(self.kind, &mut Finish { producer: self, chunk })
            .unwrap_or(Ok(Vec::new()))
    }

    fn finish_as<R: Record>(
        &mut self,
        chunk: Vec<(Row, Draft, u64)>,
        take: fn(&mut Intake, &Draft) -> Taken<R>,
        prepare: fn(&Self, R, &Draft) -> Box<dyn Incoming>,
    ) -> Result<Vec<Item>, Error> {
        self.intake.renew(self.app.live());
        let mut taken: Vec<Taken<R>> =
            chunk.iter().map(|(_, draft, _)| take(&mut self.intake, draft)).collect();
        self.make_options(taken.iter().flat_map(|taken| &taken.wanted))?;
        let mut items = Vec::with_capacity(chunk.len());
        for ((row, draft, bytes), mut one) in chunk.into_iter().zip(taken.drain(..)) {
            if !one.wanted.is_empty() && self.makes_options {
                one = take(&mut self.intake, &draft);
            }
            for (tag, word) in &one.wanted {
                let field = self.app.live().catalogue.by_tag(R::KIND, *tag).cloned();
                let key = field.map(|field| field.key).unwrap_or_default();
                one.faults.push(Fault::new(&key, "unknown_option").with("value", word));
            }
            let is = match one.faults.is_empty() {
                true => Ok(prepare(self, one.record, &draft)),
                false => Err(one.faults),
            };
            let notes = draft.notes.iter().map(|note| note.kind).collect();
            items.push(Item { row, is, notes, strangers: one.strangers, bytes });
        }
        Ok(items)
    }

    /// New words of the lists that take them, before the rows that use them. They are a batch of
    /// their own: undoing the import leaves words that others may have begun to use.
    fn make_options<'t>(
        &mut self,
        words: impl Iterator<Item = &'t (Tag, String)>,
    ) -> Result<(), Error> {
        let mut wanted: BTreeMap<Tag, Vec<String>> = BTreeMap::new();
        for (tag, word) in words {
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

/// Rows of a kind about customers.
struct Finish<'p, 'a> {
    producer: &'p mut Producer<'a>,
    chunk: Option<Vec<(Row, Draft, u64)>>,
}

impl kinds::Visit for Finish<'_, '_> {
    type Out = Result<Vec<Item>, Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let chunk = self.chunk.take().unwrap_or_default();
        self.producer.finish_as(chunk, Intake::take_about, |producer, record: R, draft| {
            let vault = producer.app.store().vault();
            Box::new(About::new(vault, &producer.intake, record, draft))
        })
    }
}
