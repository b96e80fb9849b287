//! One cell as the text that the parser of its field takes.

use crate::domain::field::Shape;
use crate::domain::import::Cell;
use crate::domain::import::clean::NoteKind;
use crate::domain::import::fold;
use chrono::DateTime;

pub struct Spelled {
    /// Empty for a cell without content.
    pub text: String,
    /// Why it differs from what stood there, and what stood there.
    pub change: Option<(NoteKind, String)>,
}

/// The cell and why nothing can be made of it: the key of a message.
type Lost = (&'static str, String);

/// What people write where they have nothing to write.
const NOTHING: [&str; 14] =
    ["-", "--", "—", "——", "/", "\\", "无", "没有", "暂无", "未知", "n/a", "na", "null", "none"];

/// A spreadsheet keeps 15 digits of a number, and zeros for the others.
const EXACT_BELOW: f64 = 1e15;

/// Serial numbers of the days that dates in business lie in: 1954 to 2119.
const SERIAL_DAYS: std::ops::Range<f64> = 20_000.0..80_000.0;
/// The serial number of 1970-01-01.
const EPOCH_SERIAL: f64 = 25_569.0;

const DAY_MS: i64 = 86_400_000;

/// `unit`: of money, as the heading names it.
pub fn cell(cell: &Cell, shape: Shape, unit: Option<char>) -> Result<Spelled, Lost> {
    match cell {
        Cell::Empty => Ok(Spelled { text: String::new(), change: None }),
        Cell::Text(raw) => text(raw, shape, unit),
        Cell::Number(number) => self::number(*number, shape, unit),
        Cell::Date { days, ms } => Ok(plain(date(*days, *ms, shape))),
        Cell::Flag(flag) => Ok(plain(match shape {
            Shape::Flag => flag.to_string(),
            _ => String::from(if *flag { "是" } else { "否" }),
        })),
        Cell::Error(error) => Err(("cell_error", error.clone())),
    }
}

fn plain(text: String) -> Spelled {
    Spelled { text, change: None }
}

fn text(raw: &str, shape: Shape, unit: Option<char>) -> Result<Spelled, Lost> {
    if raw.contains('\u{fffd}') {
        return Err(("broken_text", raw.to_owned()));
    }
    let changed = |kind, text| Spelled { text, change: Some((kind, raw.to_owned())) };
    let clear = fold::without_invisible(raw).replace("\r\n", "\n").replace('\r', "\n");
    let is_words = matches!(shape, Shape::Text | Shape::LongText);
    let narrow = if is_words { fold::half_width_words(&clear) } else { fold::half_width(&clear) };
    let lines = if shape == Shape::LongText { narrow } else { narrow.replace(['\n', '\t'], " ") };
    let spelled = lines.trim().to_owned();
    if !is_words && NOTHING.contains(&spelled.to_lowercase().as_str()) {
        return Ok(changed(NoteKind::Nothing, String::new()));
    }
    let rewritten = match shape {
        Shape::Phone | Shape::IdNumber => digits_written_out(&spelled)?,
        Shape::Money => unit.and_then(|unit| shifted(&spelled, places(unit))),
        _ => None,
    };
    Ok(match rewritten {
        Some(text) => changed(NoteKind::Number, text),
        None if spelled == raw => plain(spelled),
        None => changed(NoteKind::Spelling, spelled),
    })
}

/// `1.3812345678E+10` and `13812345678.0` written out; `1.38E+10` has lost its digits.
fn digits_written_out(text: &str) -> Result<Option<String>, Lost> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        let whole = text.trim_end_matches('0').strip_suffix('.');
        return Ok(whole.filter(|whole| is_digits(whole) && 4 < whole.len()).map(str::to_owned));
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent).parse::<usize>();
    match exponent {
        Ok(places) if whole.len() == 1 && is_digits(whole) && is_digits(part) => {
            match part.len() == places {
                true => Ok(Some(format!("{whole}{part}"))),
                false => Err(("digits_lost", text.to_owned())),
            }
        }
        _ => Ok(None),
    }
}

fn number(number: f64, shape: Shape, unit: Option<char>) -> Result<Spelled, Lost> {
    let shown = number.to_string();
    if !number.is_finite() {
        return Err(("cell_error", shown));
    }
    let is_name = matches!(shape, Shape::Phone | Shape::IdNumber | Shape::Text);
    if is_name && EXACT_BELOW <= number.abs() {
        return Err(("digits_lost", shown));
    }
    let changed = |kind, text| Spelled { text, change: Some((kind, shown.clone())) };
    Ok(match shape {
        Shape::Money => {
            let factor = unit.map_or(1.0, |unit| 10_f64.powi(places(unit) as i32));
            let exact = number * factor;
            let cents = format!("{exact:.2}");
            let short = cents.strip_suffix(".00").unwrap_or(&cents).to_owned();
            let is_near = cents.parse::<f64>().is_ok_and(|near| (near - exact).abs() < 1e-6);
            match () {
                () if !is_near => changed(NoteKind::Rounded, short),
                () if unit.is_some() => changed(NoteKind::Number, short),
                () => plain(short),
            }
        }
        Shape::Day | Shape::Moment if SERIAL_DAYS.contains(&number) => {
            let ms = ((number - EPOCH_SERIAL) * DAY_MS as f64 / 1000.0).round() as i64 * 1000;
            let (days, ms) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS));
            changed(NoteKind::Number, date(days as i32, ms as u32, shape))
        }
        _ => plain(shown),
    })
}

/// `2023-01-05`, with the time of day where the field has one or the cell does.
fn date(days: i32, ms: u32, shape: Shape) -> String {
    let time = DateTime::from_timestamp_millis(i64::from(days) * DAY_MS + i64::from(ms));
    let form = match shape {
        Shape::Day => "%Y-%m-%d",
        Shape::Moment => "%Y-%m-%d %H:%M:%S",
        _ if ms == 0 => "%Y-%m-%d",
        _ => "%Y-%m-%d %H:%M:%S",
    };
    time.map(|time| time.format(form).to_string()).unwrap_or_default()
}

fn places(unit: char) -> usize {
    match unit {
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => 0,
    }
}

/// A plain amount times a power of ten, exactly. `None` for text that is more than a number.
fn shifted(text: &str, places: usize) -> Option<String> {
    let bare: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '¥' | '￥')).collect();
    let (whole, part) = bare.split_once('.').unwrap_or((&bare, ""));
    let is_plain = !whole.is_empty() && [whole, part].concat().bytes().all(|b| b.is_ascii_digit());
    if !is_plain {
        return None;
    }
    let digits = format!("{whole}{part:0<places$}");
    let (whole, part) = digits.split_at(whole.len() + places);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let part = part.trim_end_matches('0');
    Some(if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") })
}

/// The words of a list, separated alike, each once.
pub fn list(text: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    let split = text.split(['|', ',', '，', '、', ';', '；', '\n']);
    for word in split.map(str::trim).filter(|word| !word.is_empty()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join("|")
}

/// Names in the order of their script: 王小明, but Li Wang.
pub fn full_name(family: &str, given: &str) -> String {
    let is_latin = [family, given].concat().is_ascii();
    match (family, given) {
        (name, "") | ("", name) => name.to_owned(),
        _ if is_latin => format!("{given} {family}"),
        _ => format!("{family}{given}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: Cell, shape: Shape, unit: Option<char>, expected: &str) {
        let shown = match cell(&given, shape, unit) {
            Ok(spelled) => spelled.text,
            Err((reason, _)) => format!("!{reason}"),
        };
        assert_eq!(shown, expected, "{given:?} {shape:?}");
    }

    #[test]
    fn texts_are_spelled() {
        let text = |text: &str| Cell::Text(text.to_owned());
        check(text("  苏州\u{200b}恒达　"), Shape::Text, None, "苏州恒达");
        check(text("ＡＢＣ（上海）"), Shape::Text, None, "ABC（上海）");
        check(text("ａ＠ｂ．ｃｎ"), Shape::Email, None, "a@b.cn");
        check(text("一\r\n二"), Shape::LongText, None, "一\n二");
        check(text("一\r\n二"), Shape::Text, None, "一 二");
        check(text("无"), Shape::Phone, None, "");
        check(text("N/A"), Shape::Day, None, "");
        check(text("无"), Shape::Text, None, "无");
        check(text("1.3812345678E+10"), Shape::Phone, None, "13812345678");
        check(text("1.38E+10"), Shape::Phone, None, "!digits_lost");
        check(text("13812345678.0"), Shape::Phone, None, "13812345678");
        check(text("13812345670"), Shape::Phone, None, "13812345670");
        check(text("坏\u{fffd}字"), Shape::Text, None, "!broken_text");
        check(text("1,200.5"), Shape::Money, Some('万'), "12005000");
        check(text("0.00015"), Shape::Money, Some('万'), "1.5");
        check(text("5万"), Shape::Money, Some('万'), "5万");
        check(text("5"), Shape::Money, None, "5");
    }

    #[test]
    fn typed_cells_are_spelled() {
        check(Cell::Number(1.3812345678e10), Shape::Phone, None, "13812345678");
        check(Cell::Number(3.2050519900101e17), Shape::IdNumber, None, "!digits_lost");
        check(Cell::Number(20_230_105.0), Shape::Day, None, "20230105");
        check(Cell::Number(44_931.0), Shape::Day, None, "2023-01-05");
        check(Cell::Number(44_931.395_833_333_3), Shape::Moment, None, "2023-01-05 09:30:00");
        check(Cell::Number(1200.1), Shape::Money, None, "1200.10");
        check(Cell::Number(33.333_333), Shape::Money, None, "33.33");
        check(Cell::Number(5.5), Shape::Money, Some('万'), "55000");
        check(Cell::Number(1e300), Shape::Whole, None, &format!("1{}", "0".repeat(300)));
        check(Cell::Date { days: 19_362, ms: 0 }, Shape::Day, None, "2023-01-05");
        check(Cell::Date { days: 19_362, ms: 0 }, Shape::Moment, None, "2023-01-05 00:00:00");
        check(
            Cell::Date { days: 19_362, ms: 34_200_000 },
            Shape::Text,
            None,
            "2023-01-05 09:30:00",
        );
        check(Cell::Flag(true), Shape::Flag, None, "true");
        check(Cell::Error("#REF!".to_owned()), Shape::Text, None, "!cell_error");
    }

    #[test]
    fn lists_and_names_are_joined() {
        assert_eq!(list("VIP、 重点客户|VIP;，"), "VIP|重点客户");
        assert_eq!(full_name("王", "小明"), "王小明");
        assert_eq!(full_name("Wang", "Li"), "Li Wang");
        assert_eq!(full_name("", "小明"), "小明");
    }
}
