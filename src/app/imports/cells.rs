//! Cells as people read them: in samples, and in the sheet of rejected rows.

use crate::domain::import::Cell;
use crate::domain::parse::day;
use crate::domain::value::Day;

pub(super) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Date { days, ms: 0 } => day::show(Day(*days)),
        Cell::Date { days, ms } => {
            let seconds = ms / 1_000;
            let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
            format!("{} {hour:02}:{minute:02}:{second:02}", day::show(Day(*days)))
        }
        Cell::Flag(true) => "是".to_owned(),
        Cell::Flag(false) => "否".to_owned(),
    }
}

pub(super) fn texts(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_in_a_spreadsheet() {
        assert_eq!(text(&Cell::Number(13_812_345_678.0)), "13812345678");
        assert_eq!(text(&Cell::Number(0.5)), "0.5");
        assert_eq!(text(&Cell::Date { days: 0, ms: 0 }), "1970-01-01");
        assert_eq!(text(&Cell::Date { days: 1, ms: 3_661_000 }), "1970-01-02 01:01:01");
    }
}
