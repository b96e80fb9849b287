//! Look at a name to decide whether a pattern stands in it.

use crate::search::grams::Initials;
use crate::search::names::BETWEEN;
use crate::search::pattern::Pattern;
use crate::search::pattern::Place;
use crate::search::pattern::Sound;
use crate::search::pinyin;
use crate::search::pinyin::Units;
use crate::search::pinyin::readings_at;

/// Compares names with one pattern.
pub struct Matcher {
    pattern: Pattern,
    /// The pattern in UTF-16 where it is characters alone.
    plain: Option<Vec<u16>>,
    /// The pattern unit by unit.
    tests: Vec<Test>,
    place: Place,
    people: bool,
    chars: Vec<char>,
}

enum Test {
    Unit(u16),
    Begins(&'static Units),
    Read(Box<Units>),
}

impl Test {
    fn passes(&self, unit: u16) -> bool {
        match self {
            Test::Unit(exactly) => unit == *exactly,
            Test::Begins(units) => pinyin::has_unit(units, unit),
            Test::Read(units) => pinyin::has_unit(units, unit),
        }
    }
}

impl Matcher {
    pub fn new(pattern: Pattern, place: Place, people: bool) -> Matcher {
        let exact = |sound: &Sound| if let Sound::Exactly(c) = sound { Some(*c) } else { None };
        let plain: Option<String> = pattern.iter().map(exact).collect();
        let plain = plain.map(|text| text.encode_utf16().collect());
        let mut tests = Vec::with_capacity(pattern.len());
        for sound in &pattern {
            match sound {
                Sound::Exactly(c) => {
                    tests.extend(c.encode_utf16(&mut [0; 2]).iter().copied().map(Test::Unit));
                }
                Sound::Read(syllable) => tests.push(Test::Read(pinyin::units_read(&[*syllable]))),
                Sound::Initial(letter) => {
                    tests.push(Test::Begins(pinyin::units_beginning(*letter)));
                }
                Sound::Opening(_, list) => tests.push(Test::Read(pinyin::units_read(list))),
            }
        }
        Matcher { pattern, plain, tests, place, people, chars: Vec::new() }
    }

    /// `name`: all values of a field.
    pub fn matches(&mut self, name: &[u16]) -> bool {
        if let (Some(plain), Place::Anywhere) = (&self.plain, self.place) {
            return holds(name, plain);
        }
        name.split(|unit| *unit == BETWEEN).any(|value| self.matches_value(value))
    }

    fn matches_value(&mut self, value: &[u16]) -> bool {
        if let Some(plain) = &self.plain {
            return match self.place {
                Place::Anywhere => holds(value, plain),
                Place::Start => value.starts_with(plain),
                Place::Whole => value == plain.as_slice(),
            };
        }
        let passes =
            |window: &[u16]| window.iter().zip(&self.tests).all(|(unit, test)| test.passes(*unit));
        let length = self.tests.len();
        let found = match self.place {
            Place::Anywhere => value.windows(length).any(passes),
            Place::Start => value.get(..length).is_some_and(passes),
            Place::Whole => value.len() == length && passes(value),
        };
        let surname = self.people && value.first().is_some_and(|one| pinyin::may_be_surname(*one));
        found || (surname && self.matches_surname(value))
    }

    /// Only where the pattern begins with the first character or the second does it meet the
    /// readings of a surname.
    fn matches_surname(&mut self, value: &[u16]) -> bool {
        self.chars.clear();
        self.chars.extend(char::decode_utf16(value.iter().copied()).map(|c| c.unwrap_or(' ')));
        let Some(last) = self.chars.len().checked_sub(self.pattern.len()) else { return false };
        let starts = match self.place {
            Place::Anywhere => 0..=last.min(1),
            Place::Start => 0..=0,
            Place::Whole if last == 0 => 0..=0,
            Place::Whole => return false,
        };
        let fits = |start: usize| {
            let mut sounds = self.pattern.iter().enumerate();
            sounds.all(|(at, sound)| fits(&self.chars, start + at, sound))
        };
        starts.into_iter().any(fits)
    }
}

fn fits(chars: &[char], at: usize, sound: &Sound) -> bool {
    let c = chars[at];
    match sound {
        Sound::Exactly(exactly) => c == *exactly,
        Sound::Read(syllable) => readings_at(chars, at, true).contains(*syllable),
        Sound::Initial(letter) => {
            Initials::of(c, readings_at(chars, at, true)).iter().any(|one| one == *letter)
        }
        Sound::Opening(_, list) => {
            readings_at(chars, at, true).iter().any(|one| list.contains(&one))
        }
    }
}

fn holds(name: &[u16], part: &[u16]) -> bool {
    let Some((first, rest)) = part.split_first() else { return true };
    let Some(last) = name.len().checked_sub(part.len()) else { return false };
    (0..=last).any(|at| name[at] == *first && name[at + 1..=at + rest.len()] == *rest)
}

#[cfg(test)]
mod tests {
    use crate::search::matcher::Matcher;
    use crate::search::pattern::Place;
    use crate::search::pattern::patterns;

    fn finds(word: &str, name: &str, people: bool) -> bool {
        let units: Vec<u16> = name.encode_utf16().collect();
        patterns(word)
            .into_iter()
            .any(|pattern| Matcher::new(pattern, Place::Anywhere, people).matches(&units))
    }

    #[test]
    fn pinyin_in_every_mixture_finds_the_name() {
        let name = "苏州华美科技有限公司";
        for word in [
            "华美",
            "huamei",
            "huameikeji",
            "hmkj",
            "huamei科技",
            "华美kj",
            "huameik",
            "huamk",
            "hmkeji",
            "huam",
            "szhm",
            "suzhouhua",
            "suzhouhm",
            "hm科技",
            "youxiangongsi",
        ] {
            assert!(finds(word, name, false), "{word}");
        }
        for word in ["huamai", "hmjk", "meihua", "szkj"] {
            assert!(!finds(word, name, false), "{word}");
        }
        assert!(finds("tclkj", "tcl科技", false));
        assert!(finds("tclkeji", "tcl科技", false));
    }

    #[test]
    fn people_are_found_by_their_surname_readings() {
        for (word, name) in [
            ("zhangsan", "张三"),
            ("zs", "张三"),
            ("zengguofan", "曾国藩"),
            ("zgf", "曾国藩"),
            ("shanxiong", "单雄"),
            ("qiuying", "仇英"),
            ("ouyang", "欧阳"),
            ("yuchi", "尉迟恭"),
            ("moqi", "万俟卨"),
            ("zhan", "张三"),
            ("zhangs", "张三"),
            ("lvbu", "吕布"),
        ] {
            assert!(finds(word, name, true), "{word}");
        }
    }
}
