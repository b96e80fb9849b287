//! The names of a segment as they are searched: folded, in memory, so that what the terms suggest
//! is checked character by character.

use crate::domain::ids::Tag;
use crate::search::docs::Docs;
use crate::search::schema::Fields;
use tantivy::SegmentReader;
use tantivy::TantivyDocument;
use tantivy::schema::OwnedValue;

/// Between two values of one field of one document: no folded text holds it.
pub const BETWEEN: u16 = 0;

/// One name on its way into the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    pub tag: Tag,
    pub text: String,
    /// Of a person: found only by those who may see it clear, and by surname readings.
    pub personal: bool,
}

pub struct Names {
    pub open: Vec<NameColumn>,
    pub personal: Vec<NameColumn>,
}

/// The names of one field, in UTF-16 units: half the room of UTF-8 for Chinese.
pub struct NameColumn {
    pub tag: Tag,
    /// Documents that have one, ascending; empty where most have, and every document has a start.
    docs: Vec<u32>,
    /// Where each name begins in `units`, and the end of the last.
    starts: Vec<u32>,
    units: Vec<u16>,
}

impl NameColumn {
    fn new(tag: Tag) -> NameColumn {
        NameColumn { tag, docs: Vec::new(), starts: vec![0], units: Vec::new() }
    }

    fn push(&mut self, doc: u32, units: impl Iterator<Item = u16>) {
        if self.docs.last() == Some(&doc) {
            self.starts.pop();
            self.units.push(BETWEEN);
        } else {
            self.docs.push(doc);
        }
        self.units.extend(units);
        self.starts.push(self.units.len() as u32);
    }

    /// Gives every document a start where most have a name, so that it is found at once.
    fn settle(&mut self, n: u32) {
        self.units.shrink_to_fit();
        if self.docs.len() < n as usize / 4 {
            return;
        }
        let mut starts = Vec::with_capacity(n as usize + 1);
        for (doc, start) in self.docs.iter().zip(&self.starts) {
            starts.resize(*doc as usize + 1, *start);
        }
        starts.resize(n as usize + 1, self.units.len() as u32);
        (self.docs, self.starts) = (Vec::new(), starts);
    }

    fn name(&self, at: usize) -> &[u16] {
        &self.units[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Documents with a name in this field.
    pub fn filled(&self, n: u32) -> Docs {
        self.filter(&Docs::All, n, |_| true)
    }

    /// Those of `docs` whose name passes. The name is handed over with all its values.
    pub fn filter(&self, docs: &Docs, n: u32, mut passes: impl FnMut(&[u16]) -> bool) -> Docs {
        if self.docs.is_empty() {
            return docs.filter(n, |doc| {
                let name = self.name(doc as usize);
                !name.is_empty() && passes(name)
            });
        }
        let mut found = Vec::new();
        match docs {
            Docs::None => {}
            Docs::Sparse(list) if list.len() < self.docs.len() / 16 => {
                for doc in list.iter() {
                    if let Ok(at) = self.docs.binary_search(doc)
                        && passes(self.name(at))
                    {
                        found.push(*doc);
                    }
                }
            }
            Docs::All | Docs::Dense(_) | Docs::Sparse(_) => {
                for (at, doc) in self.docs.iter().copied().enumerate() {
                    if docs.contains(doc) && passes(self.name(at)) {
                        found.push(doc);
                    }
                }
            }
        }
        Docs::from_sorted(found, n)
    }
}

impl Names {
    /// Reads the names of all documents, deleted ones included: positions are document numbers.
    pub fn load(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Names> {
        let mut names = Names { open: Vec::new(), personal: Vec::new() };
        let store = reader.get_store_reader(0)?;
        for (doc, stored) in (0..).zip(store.iter::<TantivyDocument>(None)) {
            let stored = stored?;
            if let Some(OwnedValue::Bytes(packed)) =
                stored.get_first(fields.names).map(OwnedValue::from)
            {
                names.unpack(doc, &packed);
            }
        }
        for column in names.open.iter_mut().chain(&mut names.personal) {
            column.settle(reader.max_doc());
        }
        Ok(names)
    }

    fn unpack(&mut self, doc: u32, mut packed: &[u8]) {
        while let Some((head, rest)) = packed.split_first_chunk::<7>() {
            let [tag_low, tag_high, personal, length @ ..] = *head;
            let length = u32::from_le_bytes(length) as usize * 2;
            let (units, rest) = rest.split_at(length.min(rest.len()));
            let tag = Tag(u16::from_le_bytes([tag_low, tag_high]));
            let units = units.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
            self.column(tag, personal == 1).push(doc, units);
            packed = rest;
        }
    }

    fn column(&mut self, tag: Tag, personal: bool) -> &mut NameColumn {
        let list = if personal { &mut self.personal } else { &mut self.open };
        let at = list.iter().position(|column| column.tag == tag).unwrap_or_else(|| {
            list.push(NameColumn::new(tag));
            list.len() - 1
        });
        &mut list[at]
    }
}

/// As [`Names::load`] reads them. `names`: folded, values of one field together.
pub fn pack(names: &[Name]) -> Vec<u8> {
    let mut out = Vec::with_capacity(names.len() * 48);
    for name in names {
        out.extend_from_slice(&name.tag.0.to_le_bytes());
        out.push(u8::from(name.personal));
        let length_at = out.len();
        out.extend_from_slice(&[0; 4]);
        let mut length = 0u32;
        for unit in name.text.encode_utf16() {
            out.extend_from_slice(&unit.to_le_bytes());
            length += 1;
        }
        out[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
    }
    out
}
