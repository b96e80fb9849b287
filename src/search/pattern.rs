//! What a word of the search box may stand for: its characters, and its readings by pinyin.

use crate::search::grams::term;
use crate::search::pinyin;
use crate::search::pinyin::Syllable;

/// Longer runs of letters are looked for as they stand only: nobody types so much pinyin at once.
const MAX_LETTERS: usize = 40;

/// A longer word is looked for as it stands only.
const MAX_WORD_CHARS: usize = 64;

/// Ways to read one run of letters, and a whole word; each costs a few look-ups.
const MAX_WAYS: usize = 6;
const MAX_PATTERNS: usize = 16;

/// Longest spelling of a syllable (`zhuang`).
const MAX_SYLLABLE_LETTERS: usize = 6;

/// What one character of a name must be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sound {
    Exactly(char),
    Read(Syllable),
    /// Read so that it begins with the letter, or the letter itself.
    Initial(u8),
    /// Read as one of these: a syllable that is still being typed.
    Opening(u8, Vec<Syllable>),
}

/// Characters that follow one another.
pub type Pattern = Vec<Sound>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Anywhere,
    Start,
    Whole,
}

/// `word`: folded, without blanks. Its characters as they stand come first.
pub fn patterns(word: &str) -> Vec<Pattern> {
    let chars: Vec<char> = word.chars().collect();
    if MAX_WORD_CHARS < chars.len() {
        return vec![chars.into_iter().map(Sound::Exactly).collect()];
    }
    let mut all: Vec<Pattern> = vec![Vec::new()];
    let mut rest = chars.as_slice();
    while let Some(first) = rest.first() {
        let latin = first.is_ascii_lowercase();
        let length = rest.iter().take_while(|c| c.is_ascii_lowercase() == latin).count();
        let (run, after) = rest.split_at(length);
        let mut ways: Vec<Pattern> = vec![run.iter().copied().map(Sound::Exactly).collect()];
        if latin {
            let letters: String = run.iter().collect();
            ways.extend(readings_of(&letters, after.is_empty()));
        }
        let product = all
            .iter()
            .flat_map(|head| ways.iter().map(move |way| head.iter().chain(way).cloned().collect()));
        all = product.take(MAX_PATTERNS).collect();
        rest = after;
    }
    all
}

/// The ways to read letters as pinyin: as syllables, the last perhaps unfinished; as initials;
/// and, where they are not all syllables, mixed.
fn readings_of(letters: &str, at_end: bool) -> Vec<Pattern> {
    if MAX_LETTERS < letters.len() {
        return Vec::new();
    }
    let mut ways = cut(letters, at_end, false);
    if ways.is_empty() {
        ways = cut(letters, at_end, true);
    }
    let initials: Pattern = letters.bytes().map(Sound::Initial).collect();
    if !ways.contains(&initials) {
        ways.push(initials);
    }
    ways
}

/// The ways of fewest pieces, found from the end backwards.
fn cut(letters: &str, at_end: bool, mixed: bool) -> Vec<Pattern> {
    let length = letters.len();
    let mut ways: Vec<Vec<Pattern>> = vec![Vec::new(); length + 1];
    ways[length] = vec![Vec::new()];
    for from in (0..length).rev() {
        let mut here: Vec<Pattern> = Vec::new();
        for to in (from + 1..=length.min(from + MAX_SYLLABLE_LETTERS)).rev() {
            let last = at_end && to == length;
            let Some(sound) = sound_of(&letters[from..to], last, mixed) else { continue };
            here.extend(
                ways[to]
                    .iter()
                    .map(|tail| [std::slice::from_ref(&sound), tail.as_slice()].concat()),
            );
        }
        here.sort_by_key(Vec::len);
        here.truncate(MAX_WAYS);
        ways[from] = here;
    }
    ways.swap_remove(0)
}

fn sound_of(piece: &str, last: bool, mixed: bool) -> Option<Sound> {
    let letter = *piece.as_bytes().first()?;
    let double = matches!(piece, "zh" | "ch" | "sh");
    if (last && 1 < piece.len()) || (mixed && double) {
        let mut list = pinyin::beginning_with(piece);
        return match list.len() {
            0 => None,
            1 => list.pop().map(Sound::Read),
            _ => Some(Sound::Opening(letter, list)),
        };
    }
    match pinyin::number(piece) {
        Some(syllable) if !last => Some(Sound::Read(syllable)),
        _ if piece.len() == 1 && (last || mixed) => Some(Sound::Initial(letter)),
        _ => None,
    }
}

/// The terms that every name must have in which the pattern stands; any one of each list.
pub fn terms(pattern: &[Sound]) -> Vec<Vec<String>> {
    if let [Sound::Opening(_, list)] = pattern {
        return vec![list.iter().map(|syllable| term::syllable(*syllable)).collect()];
    }
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut covered = false;
    for (at, sound) in pattern.iter().enumerate() {
        let next = pattern.get(at + 1);
        if let Sound::Read(syllable) = sound {
            all.push(vec![term::syllable(*syllable)]);
        }
        let pair = next.and_then(|next| pair_term(sound, next));
        if pair.is_none() && !covered {
            all.extend(single_term(sound).map(|term| vec![term]));
        }
        covered = pair.is_some();
        all.extend(pair.map(|term| vec![term]));
    }
    all
}

fn pair_term(first: &Sound, second: &Sound) -> Option<String> {
    if let (Sound::Exactly(a), Sound::Exactly(b)) = (first, second) {
        return Some(term::pair(*a, *b));
    }
    Some(term::initials(letter_of(first)?, letter_of(second)?))
}

fn single_term(sound: &Sound) -> Option<String> {
    match sound {
        Sound::Exactly(c) => Some(term::one(*c)),
        Sound::Read(_) => None,
        Sound::Initial(letter) | Sound::Opening(letter, _) => Some(term::initial(*letter)),
    }
}

fn letter_of(sound: &Sound) -> Option<u8> {
    match sound {
        Sound::Exactly(_) => None,
        Sound::Read(syllable) => Some(pinyin::first_letter(*syllable)),
        Sound::Initial(letter) | Sound::Opening(letter, _) => Some(*letter),
    }
}

/// Whether the terms of the pattern say all, so that no name need be looked at.
pub fn is_exact(pattern: &[Sound]) -> bool {
    matches!(
        pattern,
        [_] | [Sound::Exactly(_), Sound::Exactly(_)] | [Sound::Initial(_), Sound::Initial(_)]
    )
}
