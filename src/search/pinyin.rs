//! How characters are read aloud: their syllables, and the readings that they have as surnames.

use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One line a surname: its characters, then a syllable for each.
const SURNAMES: &str = include_str!("data/surnames.txt");

/// Characters outside have no reading that we know.
const FIRST_HAN: u32 = 0x3400;
const LAST_HAN: u32 = 0x9fff;

/// Readings kept for a character; nearly all have one or two.
const MAX_READINGS: usize = 4;

/// A legal syllable; numbered in alphabetical order.
pub type Syllable = u16;

const NONE: Syllable = Syllable::MAX;

/// The readings of one character; unused places are [`NONE`].
#[derive(Clone, Copy)]
pub struct Readings([Syllable; MAX_READINGS]);

impl Readings {
    const EMPTY: Readings = Readings([NONE; MAX_READINGS]);

    pub fn iter(&self) -> impl Iterator<Item = Syllable> + '_ {
        self.0.iter().copied().take_while(|syllable| *syllable != NONE)
    }

    pub fn contains(&self, syllable: Syllable) -> bool {
        self.0.contains(&syllable)
    }

    /// With this reading first, since it matters most.
    fn with(mut self, syllable: Syllable) -> Readings {
        let last = MAX_READINGS - 1;
        let at = self.0.iter().position(|one| *one == syllable).unwrap_or(last);
        self.0[..=at].rotate_right(1);
        self.0[0] = syllable;
        self
    }
}

/// Which UTF-16 units are meant, one bit each.
pub type Units = [u64; 1024];

fn add_unit(units: &mut Units, c: char) {
    if let Ok(unit) = u16::try_from(u32::from(c)) {
        units[usize::from(unit / 64)] |= 1 << (unit % 64);
    }
}

pub fn has_unit(units: &Units, unit: u16) -> bool {
    units[usize::from(unit / 64)] >> (unit % 64) & 1 == 1
}

struct Table {
    syllables: Vec<String>,
    numbers: HashMap<String, Syllable>,
    readings: Vec<Readings>,
    /// The characters of each syllable.
    read_so: Vec<Vec<char>>,
    surnames: HashMap<char, Vec<Syllable>>,
    double_surnames: HashMap<(char, char), (Syllable, Syllable)>,
    /// First characters of surnames with a reading of their own.
    surname_units: Box<Units>,
    /// Characters by the first letters of their readings, and the letters themselves.
    initial_units: Vec<Box<Units>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::build);

pub fn readings(c: char) -> Readings {
    let at = u32::from(c).wrapping_sub(FIRST_HAN) as usize;
    TABLE.readings.get(at).copied().unwrap_or(Readings::EMPTY)
}

/// The readings of the first two characters of a person's name.
fn surname_readings(first: char, second: Option<char>) -> (Readings, Readings) {
    let mut one = readings(first);
    let mut two = second.map_or(Readings::EMPTY, readings);
    for syllable in TABLE.surnames.get(&first).into_iter().flatten() {
        one = one.with(*syllable);
    }
    if let Some((a, b)) = second.and_then(|second| TABLE.double_surnames.get(&(first, second))) {
        one = one.with(*a);
        two = two.with(*b);
    }
    (one, two)
}

/// How the character at a place of a name is read.
pub fn readings_at(chars: &[char], at: usize, people: bool) -> Readings {
    match (people, at) {
        (true, 0) => surname_readings(chars[0], chars.get(1).copied()).0,
        (true, 1) => surname_readings(chars[0], Some(chars[1])).1,
        _ => readings(chars[at]),
    }
}

/// Whether names that begin so may have a reading that [`readings`] does not know.
pub fn may_be_surname(unit: u16) -> bool {
    has_unit(&TABLE.surname_units, unit)
}

/// Characters that are read as one of these.
pub fn units_read(syllables: &[Syllable]) -> Box<Units> {
    let mut units = Box::new([0; 1024]);
    for syllable in syllables {
        TABLE.read_so[usize::from(*syllable)].iter().for_each(|c| add_unit(&mut units, *c));
    }
    units
}

/// Characters that are the letter or are read so that they begin with it. `letter`: a…z.
pub fn units_beginning(letter: u8) -> &'static Units {
    &TABLE.initial_units[usize::from(letter.saturating_sub(b'a').min(25))]
}

/// A number by which names sort as in a dictionary of pinyin: digits, then letters and syllables
/// together. It tells the first five characters apart by their sound. `text`: folded.
pub fn collation(text: &str, person: bool) -> i64 {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).take(5).collect();
    let mut key = 0;
    for at in 0..5 {
        let place = chars.get(at).map_or(0, |c| sort_place(*c, readings_at(&chars, at, person)));
        key = key << 12 | place;
    }
    key
}

/// 0 is nothing, 1 to 10 are digits, the last is what cannot be read.
fn sort_place(c: char, readings: Readings) -> i64 {
    if let Some(digit) = c.to_digit(10) {
        return i64::from(digit) + 1;
    }
    let letter = c.to_string();
    let spelled = match readings.iter().next() {
        Some(syllable) => spelled(syllable),
        None if c.is_ascii_lowercase() => letter.as_str(),
        None => return 0xfff,
    };
    // A letter comes before the syllables that begin with it: `a` and `b` before `ba`.
    let first = i64::from(spelled.as_bytes()[0] - b'a');
    let before = TABLE.syllables.partition_point(|syllable| syllable.as_str() < spelled);
    11 + first + before as i64 + i64::from(readings.iter().next().is_some())
}

/// Makes the tables, which takes a few milliseconds, before the first question.
pub fn prepare() {
    LazyLock::force(&TABLE);
}

pub fn spelled(syllable: Syllable) -> &'static str {
    &TABLE.syllables[usize::from(syllable)]
}

pub fn first_letter(syllable: Syllable) -> u8 {
    spelled(syllable).as_bytes()[0]
}

pub fn number(spelled: &str) -> Option<Syllable> {
    TABLE.numbers.get(spelled).copied()
}

/// All syllables that begin so, themselves included.
pub fn beginning_with(letters: &str) -> Vec<Syllable> {
    let from = TABLE.syllables.partition_point(|syllable| syllable.as_str() < letters);
    let numbers = (from..).zip(&TABLE.syllables[from..]);
    numbers
        .take_while(|(_, syllable)| syllable.starts_with(letters))
        .map(|(at, _)| at as Syllable)
        .collect()
}

impl Table {
    fn build() -> Table {
        let spellings: Vec<Vec<String>> = (FIRST_HAN..=LAST_HAN).map(spellings_of).collect();
        let surnames = SURNAMES.lines().flat_map(|line| line.split(' ').skip(1).map(str::to_owned));
        let all: BTreeSet<String> = spellings.iter().flatten().cloned().chain(surnames).collect();
        let syllables: Vec<String> = all.into_iter().collect();
        let numbers: HashMap<String, Syllable> =
            (0..).zip(&syllables).map(|(at, syllable)| (syllable.clone(), at)).collect();
        let to_readings = |list: &Vec<String>| {
            let mut readings = Readings::EMPTY;
            for (place, syllable) in readings.0.iter_mut().zip(list) {
                *place = numbers[syllable];
            }
            readings
        };
        let readings = spellings.iter().map(to_readings).collect();
        let mut table = Table {
            readings,
            read_so: vec![Vec::new(); syllables.len()],
            syllables,
            numbers,
            surnames: HashMap::new(),
            double_surnames: HashMap::new(),
            surname_units: Box::new([0; 1024]),
            initial_units: vec![Box::new([0; 1024]); 26],
        };
        SURNAMES.lines().for_each(|line| table.add_surname(line));
        table.invert();
        table
    }

    fn invert(&mut self) {
        for (letter, units) in ('a'..='z').zip(&mut self.initial_units) {
            add_unit(units, letter);
        }
        for (code, readings) in (FIRST_HAN..).zip(&self.readings) {
            let Some(c) = char::from_u32(code) else { continue };
            for syllable in readings.iter().map(usize::from) {
                self.read_so[syllable].push(c);
                let letter = self.syllables[syllable].as_bytes()[0];
                add_unit(&mut self.initial_units[usize::from(letter - b'a')], c);
            }
        }
    }

    fn add_surname(&mut self, line: &str) {
        let mut words = line.split(' ');
        let mut chars = words.next().unwrap_or_default().chars();
        let mut sounds = words.filter_map(|word| self.numbers.get(word).copied());
        line.chars().take(1).for_each(|c| add_unit(&mut self.surname_units, c));
        match (chars.next(), chars.next(), sounds.next(), sounds.next()) {
            (Some(a), Some(b), Some(x), Some(y)) => {
                self.double_surnames.insert((a, b), (x, y));
            }
            (Some(a), None, Some(x), None) => self.surnames.entry(a).or_default().push(x),
            _ => {}
        }
    }
}

/// The distinct syllables of a character, the usual one first. What is written `lü` is typed
/// `lv` or `lu`.
fn spellings_of(code: u32) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let multi = char::from_u32(code).and_then(|c| c.to_pinyin_multi());
    for one in multi.into_iter().flatten() {
        let plain = one.plain();
        for spelled in [plain.replace('ü', "v"), plain.replace(['ü', 'v'], "u")] {
            let legal = spelled.bytes().all(|b| b.is_ascii_lowercase())
                && spelled.contains(['a', 'e', 'i', 'o', 'u', 'v']);
            if legal && !list.contains(&spelled) && list.len() < MAX_READINGS {
                list.push(spelled);
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(readings: Readings) -> Vec<&'static str> {
        readings.iter().map(spelled).collect()
    }

    #[test]
    fn characters_have_their_readings() {
        assert_eq!(all(readings('华'))[0], "hua");
        assert!(all(readings('单')).contains(&"shan"));
        assert!(all(readings('吕')).contains(&"lv"));
        assert!(all(readings('吕')).contains(&"lu"));
        assert!(all(readings('a')).is_empty());
        assert!(all(surname_readings('仇', Some('英')).0).contains(&"qiu"));
        let (a, b) = surname_readings('万', Some('俟'));
        assert!(all(a).contains(&"mo") && all(b).contains(&"qi"));
        assert!(beginning_with("zhan").iter().any(|s| spelled(*s) == "zhang"));
        let mut names = ["中国", "爱", "a1", "7天", "北京", "b站", "白云", "曾国藩", "成都", "吃"];
        names.sort_by_key(|name| collation(name, true));
        let sorted = ["7天", "a1", "爱", "b站", "白云", "北京", "成都", "吃", "曾国藩", "中国"];
        assert_eq!(names, sorted);
        assert!((380..460).contains(&TABLE.syllables.len()), "{}", TABLE.syllables.len());
    }
}
