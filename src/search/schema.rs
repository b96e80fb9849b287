//! The fields of the index and how a document fills them. Changing either raises the version.

use crate::domain::fold::fold;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::search::grams::Cut;
use crate::search::grams::Grams;
use crate::search::grams::tag_char;
use crate::search::names;
use crate::search::names::Name;
use tantivy::Index;
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::JsonObjectOptions;
use tantivy::schema::NumericOptions;
use tantivy::schema::OwnedValue;
use tantivy::schema::Schema;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;

/// An index of another version is dropped and built anew.
pub const SCHEMA_VERSION: u32 = 2;

/// The name of the field that holds the numbers, by tag.
pub const CELLS: &str = "cells";

/// The name of the field that holds kind and ordinal.
pub const ID: &str = "id";

/// Whether a record is in the bin: no catalogue uses this tag.
pub const BIN: Tag = Tag(0);

/// A record as the index knows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    pub kind: Kind,
    /// At most 2⁵⁶ − 1.
    pub ordinal: u64,
    /// Deleted, and found only by those who look into the bin.
    pub bin: bool,
    /// Found by any part, by pinyin and by initials.
    pub names: Vec<Name>,
    /// Found by any part, field by field.
    pub texts: Vec<(Tag, String)>,
    /// Found whole or by their beginning, in any case.
    pub codes: Vec<(Tag, String)>,
    /// Keyed tokens.
    pub tails: Vec<(Tag, u64)>,
    /// What is filtered, counted and sorted: option ids, days, moments, money. A field may have
    /// several. Fields that are only sealed may put a 1 here, so that lacking them can be asked.
    pub cells: Vec<(Tag, i64)>,
}

#[derive(Clone, Copy)]
pub struct Fields {
    pub id: Field,
    pub open: Field,
    pub personal: Field,
    pub texts: Field,
    pub codes: Field,
    pub tails: Field,
    pub cells: Field,
    pub names: Field,
}

pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let terms = |cut: Cut, option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer_name(cut))
            .set_fieldnorms(false)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        id: schema.add_u64_field(ID, NumericOptions::default().set_indexed().set_fast()),
        open: schema.add_text_field("open", terms(Cut::Names, IndexRecordOption::Basic)),
        personal: schema.add_text_field("personal", terms(Cut::People, IndexRecordOption::Basic)),
        texts: schema
            .add_text_field("texts", terms(Cut::Texts, IndexRecordOption::WithFreqsAndPositions)),
        codes: schema.add_text_field("codes", terms(Cut::Codes, IndexRecordOption::Basic)),
        tails: schema.add_u64_field("tails", NumericOptions::default().set_indexed()),
        cells: schema.add_json_field(CELLS, JsonObjectOptions::default().set_fast("raw")),
        names: schema.add_bytes_field("names", tantivy::schema::STORED),
    };
    (schema.build(), fields)
}

pub fn register_tokenizers(index: &Index) {
    for cut in [Cut::Names, Cut::People, Cut::Texts, Cut::Codes] {
        index.tokenizers().register(tokenizer_name(cut), Grams::new(cut));
    }
}

fn tokenizer_name(cut: Cut) -> &'static str {
    match cut {
        Cut::Names => "names",
        Cut::People => "people",
        Cut::Texts => "texts",
        Cut::Codes => "codes",
    }
}

/// The path of a field's numbers within [`CELLS`].
pub fn cell_path(tag: Tag) -> String {
    format!("{CELLS}.{}", tag.0)
}

pub fn id_value(kind: Kind, ordinal: u64) -> u64 {
    u64::from(kind as u8) << 56 | (ordinal & (u64::MAX >> 8))
}

pub fn id_term(fields: &Fields, kind: Kind, ordinal: u64) -> Term {
    Term::from_field_u64(fields.id, id_value(kind, ordinal))
}

/// Tokens of different fields differ, even where their keyed values are the same.
pub fn tail_value(tag: Tag, token: u64) -> u64 {
    token.wrapping_add(u64::from(tag.0).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

pub fn to_tantivy(fields: &Fields, document: &Document) -> TantivyDocument {
    let mut out = TantivyDocument::default();
    out.add_u64(fields.id, id_value(document.kind, document.ordinal));
    let mut kept = Vec::with_capacity(document.names.len());
    for name in &document.names {
        let text = fold(&name.text);
        if text.is_empty() {
            continue;
        }
        out.add_text(if name.personal { fields.personal } else { fields.open }, &text);
        kept.push(Name { tag: name.tag, text, personal: name.personal });
    }
    if !kept.is_empty() {
        out.add_bytes(fields.names, &names::pack(&kept));
    }
    for (field, list) in [(fields.texts, &document.texts), (fields.codes, &document.codes)] {
        for (tag, text) in list {
            let mut tagged = String::from(tag_char(*tag));
            tagged.push_str(&fold(text));
            if tag_char(*tag).len_utf8() < tagged.len() {
                out.add_text(field, &tagged);
            }
        }
    }
    for (tag, token) in &document.tails {
        out.add_u64(fields.tails, tail_value(*tag, *token));
    }
    let bin = document.bin.then_some((BIN, 1));
    let cells = document.cells.iter().copied().chain(bin);
    // The least number would leave no room for "no value" beside the whole range.
    let cells =
        cells.map(|(tag, value)| (tag.0.to_string(), OwnedValue::I64(value.max(i64::MIN + 1))));
    let cells: Vec<(String, OwnedValue)> = cells.collect();
    if !cells.is_empty() {
        out.add_field_value(fields.cells, &OwnedValue::Object(cells));
    }
    out
}
