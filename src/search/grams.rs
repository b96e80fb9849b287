//! Cut text into the terms of the index: characters, pairs of them, and how they are read.

use crate::domain::ids::Tag;
use crate::search::pinyin;
use crate::search::pinyin::Readings;
use crate::search::pinyin::readings_at;
use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;

/// Stands before the first and after the last character of a value: text never holds controls.
pub const START: char = '\u{2}';
pub const END: char = '\u{3}';

/// Prefixes of codes that have a term of their own; longer ones walk the dictionary.
pub const MAX_PREFIX_CHARS: usize = 24;

/// The families of terms of names. Each begins with a letter of its own, so that no two collide.
pub mod term {
    use crate::search::pinyin;
    use crate::search::pinyin::Syllable;

    pub fn one(c: char) -> String {
        String::from_iter(['g', c])
    }

    pub fn pair(a: char, b: char) -> String {
        String::from_iter(['g', a, b])
    }

    pub fn syllable(syllable: Syllable) -> String {
        format!("s{}", pinyin::spelled(syllable))
    }

    pub fn initial(letter: u8) -> String {
        String::from_iter(['i', char::from(letter)])
    }

    pub fn initials(a: u8, b: u8) -> String {
        String::from_iter(['j', char::from(a), char::from(b)])
    }
}

/// The character that stands for a field before its texts and codes.
pub fn tag_char(tag: Tag) -> char {
    // Past the surrogates every number is a character.
    char::from_u32(u32::from(tag.0) + 0x10000).unwrap_or(START)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// Names of companies and things.
    Names,
    /// Names of people: the first characters are read as surnames too.
    People,
    /// Texts behind the character of their field, with positions.
    Texts,
    /// Codes behind the character of their field: whole, and each beginning.
    Codes,
}

/// A tokenizer that keeps its buffers from value to value.
#[derive(Clone)]
pub struct Grams {
    cut: Cut,
    chars: Vec<char>,
    terms: Terms,
    token: Token,
    next: usize,
}

#[derive(Clone, Default)]
struct Terms {
    text: String,
    /// End of each term in `text`, and its position.
    ends: Vec<(usize, usize)>,
}

impl Terms {
    fn push(&mut self, position: usize, parts: impl IntoIterator<Item = char>) {
        self.text.extend(parts);
        self.ends.push((self.text.len(), position));
    }

    fn push_str(&mut self, position: usize, family: char, rest: &str) {
        self.text.push(family);
        self.text.push_str(rest);
        self.ends.push((self.text.len(), position));
    }
}

impl Grams {
    pub fn new(cut: Cut) -> Grams {
        let (chars, terms, token) = (Vec::new(), Terms::default(), Token::default());
        Grams { cut, chars, terms, token, next: 0 }
    }

    fn cut_name(&mut self, people: bool) {
        let chars = &self.chars;
        let mut before: Option<(char, Initials)> = None;
        for (at, c) in chars.iter().copied().enumerate() {
            self.terms.push(at, ['g', c]);
            self.terms.push(at, ['g', before.as_ref().map_or(START, |(c, _)| *c), c]);
            let readings = readings_at(chars, at, people);
            let initials = Initials::of(c, readings);
            for syllable in readings.iter() {
                self.terms.push_str(at, 's', pinyin::spelled(syllable));
            }
            for letter in initials.iter() {
                self.terms.push(at, ['i', char::from(letter)]);
                for first in before.iter().flat_map(|(_, initials)| initials.iter()) {
                    self.terms.push(at, ['j', char::from(first), char::from(letter)]);
                }
            }
            before = Some((c, initials));
        }
        if let Some((last, _)) = before {
            self.terms.push(chars.len(), ['g', last, END]);
        }
    }

    fn cut_text(&mut self) {
        let Some((tag, text)) = self.chars.split_first() else { return };
        let mut before = START;
        self.terms.push(0, [*tag, START]);
        for (at, c) in text.iter().copied().enumerate() {
            self.terms.push(at, [*tag, before, c]);
            self.terms.push(at + 1, [*tag, c]);
            before = c;
        }
        self.terms.push(text.len(), [*tag, before, END]);
    }

    fn cut_code(&mut self) {
        let Some((tag, code)) = self.chars.split_first() else { return };
        let whole = [*tag].into_iter().chain(code.iter().copied()).chain([END]);
        self.terms.push(0, whole);
        for end in 0..code.len().min(MAX_PREFIX_CHARS + 1) {
            self.terms.push(0, [*tag].into_iter().chain(code[..end].iter().copied()));
        }
    }
}

/// First letters of the readings; a Latin letter is its own, so that `tclkj` finds
/// TCL科技.
pub struct Initials([u8; 4]);

impl Initials {
    pub fn of(c: char, readings: Readings) -> Initials {
        let mut letters = [0; 4];
        if c.is_ascii_lowercase() {
            letters[0] = c as u8;
        }
        for letter in readings.iter().map(pinyin::first_letter) {
            if letters.contains(&letter) {
                continue;
            }
            if let Some(free) = letters.iter_mut().find(|place| **place == 0) {
                *free = letter;
            }
        }
        Initials(letters)
    }

    pub fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.iter().copied().take_while(|letter| *letter != 0)
    }
}

impl Tokenizer for Grams {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.chars.clear();
        self.chars.extend(text.chars());
        self.terms.text.clear();
        self.terms.ends.clear();
        self.next = 0;
        match self.cut {
            Cut::Names => self.cut_name(false),
            Cut::People => self.cut_name(true),
            Cut::Texts => self.cut_text(),
            Cut::Codes => self.cut_code(),
        }
        Stream { grams: self }
    }
}

pub struct Stream<'a> {
    grams: &'a mut Grams,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let grams = &mut *self.grams;
        let Some((end, position)) = grams.terms.ends.get(grams.next).copied() else {
            return false;
        };
        let start = grams.next.checked_sub(1).map_or(0, |before| grams.terms.ends[before].0);
        grams.token.text.clear();
        grams.token.text.push_str(&grams.terms.text[start..end]);
        grams.token.position = position;
        grams.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.grams.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.grams.token
    }
}
