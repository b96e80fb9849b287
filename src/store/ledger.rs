//! The ledger of a customer: a sealed row for each kind of record about them with a line for each
//! record, and one with the turns of the customer itself. Its figures and its timeline come from here.

use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::ledger::Line;
use crate::domain::ledger::Part;
use crate::domain::ledger::Turn;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::source::Source;
use crate::store::tables::Table;
use crate::store::tables::ledger_key;
use serde::Deserialize;
use serde::Serialize;

/// `ordinal, at, deleted, part, two numbers of the part`.
#[derive(Serialize, Deserialize)]
struct LineRow(u64, i64, bool, u8, i64, i64);

/// `seq, at, by (0: nobody), field, from, to`.
#[derive(Serialize, Deserialize)]
struct TurnRow(u64, i64, u64, u16, u64, u64);

/// All records about a customer, those in the bin included.
pub fn ledger<S: Source>(source: &S, customer: u64) -> Result<Vec<(Kind, Line)>, StoreError> {
    let prefix = customer.to_be_bytes();
    let rows = source.scan(Table::Ledger, &prefix, &prefix, usize::MAX)?;
    let Some(data_key) = source.data_key(customer)? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (key, sealed) in rows {
        let kind = key.last().and_then(|number| Kind::from_number(*number));
        let Some(kind) = kind.filter(|kind| kind.is_child()) else { continue };
        let plain = data_key.open(&source.vault().aad(Table::Ledger, &key), &sealed)?;
        let lines: Vec<LineRow> = codec::from_bytes(&plain)?;
        all.extend(lines.into_iter().map(|row| (kind, line(&row))));
    }
    Ok(all)
}

/// The records of one kind about a customer, by ordinal.
pub fn lines<S: Source>(source: &S, customer: u64, kind: Kind) -> Result<Vec<Line>, StoreError> {
    let rows: Option<Vec<LineRow>> = read(source, customer, kind)?;
    Ok(rows.unwrap_or_default().iter().map(line).collect())
}

/// The turns of the customer itself, oldest first.
pub fn turns<S: Source>(source: &S, customer: u64) -> Result<Vec<Turn>, StoreError> {
    let rows: Option<Vec<TurnRow>> = read(source, customer, Kind::Customer)?;
    Ok(rows.unwrap_or_default().iter().map(turn).collect())
}

/// The line that a record has in the ledger of its customer.
pub fn line_of<R: Record>(stored: &Stored<R>) -> Line {
    let at = stored.record.base().and_then(|base| base.at);
    Line {
        ordinal: stored.ordinal,
        at: at.unwrap_or(stored.created_at),
        deleted: stored.deleted_at.is_some(),
        part: stored.record.part(),
    }
}

/// The rows as they are written, before they are sealed.
pub(super) fn lines_to_bytes(lines: &[Line]) -> Vec<u8> {
    let row = |line: &Line| {
        let (part, a, b) = numbers(line.part);
        LineRow(line.ordinal, line.at.0, line.deleted, part, a, b)
    };
    codec::to_bytes(&lines.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn turns_to_bytes(turns: &[Turn]) -> Vec<u8> {
    let row = |turn: &Turn| {
        let by = turn.by.map_or(0, |user| user.0);
        TurnRow(turn.seq, turn.at.0, by, turn.field.0, turn.from, turn.to)
    };
    codec::to_bytes(&turns.iter().map(row).collect::<Vec<_>>())
}

fn read<S: Source, T: for<'a> Deserialize<'a>>(
    source: &S,
    customer: u64,
    kind: Kind,
) -> Result<Option<T>, StoreError> {
    let key = ledger_key(customer, kind as u8);
    let Some(sealed) = source.get(Table::Ledger, &key)? else { return Ok(None) };
    let Some(data_key) = source.data_key(customer)? else { return Ok(None) };
    let plain = data_key.open(&source.vault().aad(Table::Ledger, &key), &sealed)?;
    codec::from_bytes(&plain).map(Some)
}

fn line(LineRow(ordinal, at, deleted, part, a, b): &LineRow) -> Line {
    Line { ordinal: *ordinal, at: Moment(*at), deleted: *deleted, part: part_of(*part, *a, *b) }
}

fn turn(TurnRow(seq, at, by, field, from, to): &TurnRow) -> Turn {
    Turn {
        seq: *seq,
        at: Moment(*at),
        by: (*by != 0).then_some(UserId(*by)),
        field: Tag(*field),
        from: *from,
        to: *to,
    }
}

/// A score is kept plus one, so that 0 is none.
fn numbers(part: Part) -> (u8, i64, i64) {
    match part {
        Part::Silent => (0, 0, 0),
        Part::Talk => (1, 0, 0),
        Part::Touch => (2, 0, 0),
        Part::Task { due, done } => (3, due.0, i64::from(done)),
        Part::Service { score } => (4, score.map_or(0, |score| score.0 + 1), 0),
        Part::Won { amount, on } => (5, amount.0, i64::from(on.0)),
        Part::Sale { amount, deal } => (6, amount.0, deal.cast_signed()),
        Part::Received { amount, deal } => (7, amount.0, deal.cast_signed()),
        Part::Lost => (8, 0, 0),
    }
}

fn part_of(part: u8, a: i64, b: i64) -> Part {
    let (amount, deal) = (Money(a), b.cast_unsigned());
    match part {
        1 => Part::Talk,
        2 => Part::Touch,
        3 => Part::Task { due: Moment(a), done: b != 0 },
        4 => Part::Service { score: (a != 0).then(|| Decimal(a - 1)) },
        5 => Part::Won { amount, on: Day(i32::try_from(b).unwrap_or_default()) },
        6 => Part::Sale { amount, deal },
        7 => Part::Received { amount, deal },
        8 => Part::Lost,
        // What a newer version wrote counts for nothing here.
        _ => Part::Silent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_comes_back_from_its_numbers() {
        let (amount, deal) = (Money(123_456), 7);
        let parts = [
            Part::Silent,
            Part::Talk,
            Part::Touch,
            Part::Task { due: Moment(-5), done: true },
            Part::Task { due: Moment(5), done: false },
            Part::Service { score: None },
            Part::Service { score: Some(Decimal(0)) },
            Part::Service { score: Some(Decimal(45_000)) },
            Part::Won { amount, on: Day(-3) },
            Part::Sale { amount, deal: 0 },
            Part::Received { amount, deal },
            Part::Lost,
        ];
        for part in parts {
            let (number, a, b) = numbers(part);
            assert_eq!(part_of(number, a, b), part);
        }
    }
}
