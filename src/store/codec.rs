//! Records to bytes and back: the one place that knows how a value lies on disk.

use crate::domain::guarded::Guarded;
use crate::domain::guarded::Kept;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::region::Region;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use crate::domain::value::Value;
use crate::store::StoreError;
use crate::store::rights;
use serde::Deserialize;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// A value on disk. The letters are the format: they are never given another meaning.
#[derive(Serialize, Deserialize)]
enum Cell<'a> {
    T(#[serde(borrow)] Cow<'a, str>),
    B(bool),
    W(i64),
    N(i64),
    M(i64),
    D(i32),
    I(i64),
    C(u32),
    L(Vec<u32>),
    U(u64),
    V(Vec<u64>),
    R(u32),
    G(
        #[serde(borrow)] Cow<'a, str>,
        [u8; 16],
        Vec<u64>,
        #[serde(with = "bytes", borrow)] Cow<'a, [u8]>,
    ),
    O(#[serde(borrow)] Vec<OptionCell<'a>>),
    K(Vec<u64>),
    P(rights::Row),
}

/// `id, code, zh, en, synonyms, retired`.
#[derive(Serialize, Deserialize)]
struct OptionCell<'a>(
    u32,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    Vec<String>,
    bool,
);

/// `version, created at, created by, updated at, deleted at, cells`.
#[derive(Serialize, Deserialize)]
struct Row<'a>(u32, i64, Option<u64>, i64, Option<i64>, #[serde(borrow)] Vec<(u16, Cell<'a>)>);

/// One changed field of a journal entry: `tag, before, after`.
#[derive(Serialize, Deserialize)]
struct Change<'a>(u16, #[serde(borrow)] Option<Cell<'a>>, #[serde(borrow)] Option<Cell<'a>>);

/// What a journal entry says of one field.
pub type CellChange = (Tag, Value, Value);

pub(super) fn row_to_bytes<R: Record>(stored: &Stored<R>) -> Vec<u8> {
    let filled = stored.record.filled();
    let cells = filled.iter().filter_map(|(tag, value)| Some((tag.0, cell(value)?))).collect();
    let row = Row(
        stored.version,
        stored.created_at.0,
        stored.created_by.map(|user| user.0),
        stored.updated_at.0,
        stored.deleted_at.map(|at| at.0),
        cells,
    );
    to_bytes(&row)
}

pub(super) fn row_from_bytes<R: Record>(
    ordinal: u64,
    bytes: &[u8],
) -> Result<Stored<R>, StoreError> {
    let Row(version, created_at, created_by, updated_at, deleted_at, cells) = from_bytes(bytes)?;
    let mut record = R::default();
    for (tag, cell) in cells {
        record.set_value(Tag(tag), value(cell));
    }
    Ok(Stored {
        ordinal,
        version,
        created_at: Moment(created_at),
        created_by: created_by.map(UserId),
        updated_at: Moment(updated_at),
        deleted_at: deleted_at.map(Moment),
        record,
    })
}

pub(super) fn changes_to_bytes(changes: &[CellChange]) -> Vec<u8> {
    let list: Vec<Change> = changes
        .iter()
        .map(|(tag, before, after)| Change(tag.0, cell(before), cell(after)))
        .collect();
    to_bytes(&list)
}

pub(super) fn changes_from_bytes(bytes: &[u8]) -> Result<Vec<CellChange>, StoreError> {
    let list: Vec<Change> = from_bytes(bytes)?;
    let back = |cell: Option<Cell>| cell.map_or(Value::Missing, value);
    Ok(list.into_iter().map(|Change(tag, a, b)| (Tag(tag), back(a), back(b))).collect())
}

/// For the rows of the system tables and the journal, whose structs are private to the store or app.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    rmp_serde::to_vec(value).expect("writing to memory cannot fail, and all keys are plain")
}

pub fn from_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, StoreError> {
    rmp_serde::from_slice(bytes).map_err(|error| StoreError::Damaged(format!("row: {error}")))
}

/// `None` where there is nothing to keep. A fresh sensitive value never comes here: the gate has
/// sealed it.
fn cell(value: &Value) -> Option<Cell<'_>> {
    Some(match value {
        Value::Missing | Value::Guarded(Guarded::Fresh(_)) => return None,
        Value::Text(text) => Cell::T(Cow::Borrowed(text)),
        Value::Flag(on) => Cell::B(*on),
        Value::Whole(number) => Cell::W(*number),
        Value::Decimal(Decimal(number)) => Cell::N(*number),
        Value::Money(Money(fen)) => Cell::M(*fen),
        Value::Day(Day(day)) => Cell::D(*day),
        Value::Moment(Moment(ms)) => Cell::I(*ms),
        Value::Choice(ChoiceId(id)) => Cell::C(*id),
        Value::Choices(list) => Cell::L(list.iter().map(|id| id.0).collect()),
        Value::User(UserId(id)) => Cell::U(*id),
        Value::Users(list) => Cell::V(list.iter().map(|id| id.0).collect()),
        Value::Region(Region(code)) => Cell::R(*code),
        Value::Guarded(Guarded::Kept(kept)) => Cell::G(
            Cow::Borrowed(&kept.mask),
            kept.token,
            kept.tails.clone(),
            Cow::Borrowed(&kept.sealed),
        ),
        Value::Options(list) => Cell::O(list.iter().map(option_cell).collect()),
        Value::Links(list) => Cell::K(list.clone()),
        Value::Rights(rights) => Cell::P(rights::row(rights)),
    })
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::T(text) => Value::Text(text.into_owned()),
        Cell::B(on) => Value::Flag(on),
        Cell::W(number) => Value::Whole(number),
        Cell::N(number) => Value::Decimal(Decimal(number)),
        Cell::M(fen) => Value::Money(Money(fen)),
        Cell::D(day) => Value::Day(Day(day)),
        Cell::I(ms) => Value::Moment(Moment(ms)),
        Cell::C(id) => Value::Choice(ChoiceId(id)),
        Cell::L(list) => Value::Choices(list.into_iter().map(ChoiceId).collect()),
        Cell::U(id) => Value::User(UserId(id)),
        Cell::V(list) => Value::Users(list.into_iter().map(UserId).collect()),
        Cell::R(code) => Value::Region(Region(code)),
        Cell::G(mask, token, tails, sealed) => Value::Guarded(Guarded::Kept(Arc::new(Kept {
            mask: mask.into_owned(),
            token,
            tails,
            sealed: sealed.into_owned(),
        }))),
        Cell::O(list) => Value::Options(list.into_iter().map(choice).collect()),
        Cell::K(list) => Value::Links(list),
        Cell::P(row) => Value::Rights(Arc::new(rights::rights(row))),
    }
}

fn option_cell(choice: &Choice) -> OptionCell<'_> {
    OptionCell(
        choice.id.0,
        Cow::Borrowed(&choice.code),
        Cow::Borrowed(&choice.zh),
        Cow::Borrowed(&choice.en),
        choice.synonyms.clone(),
        choice.retired,
    )
}

fn choice(OptionCell(id, code, zh, en, synonyms, retired): OptionCell) -> Choice {
    Choice {
        id: ChoiceId(id),
        code: code.into_owned(),
        zh: zh.into_owned(),
        en: en.into_owned(),
        synonyms,
        retired,
    }
}

/// Byte strings as MessagePack `bin`, borrowed when read.
pub(super) mod bytes {
    use serde::Deserializer;
    use serde::Serializer;
    use serde::de::Visitor;
    use std::borrow::Cow;

    pub(in crate::store) fn serialize<S: Serializer>(
        bytes: &[u8],
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(bytes)
    }

    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Cow<'de, [u8]>, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = Cow<'de, [u8]>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(bytes))
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(Cow::Owned(bytes.to_vec()))
            }
        }
        from.deserialize_bytes(Bytes)
    }
}
