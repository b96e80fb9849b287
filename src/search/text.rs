//! Find text in one segment: terms suggest documents, names decide.

use crate::domain::ids::Tag;
use crate::search::docs::Docs;
use crate::search::docs::empty_words;
use crate::search::docs::is_dense;
use crate::search::docs::set_bit;
use crate::search::grams;
use crate::search::grams::END;
use crate::search::grams::START;
use crate::search::grams::tag_char;
use crate::search::matcher::Matcher;
use crate::search::names::NameColumn;
use crate::search::pattern;
use crate::search::pattern::Pattern;
use crate::search::pattern::Place;
use crate::search::pattern::Sound;
use crate::search::schema::tail_value;
use crate::search::segment::Segment;
use tantivy::DocSet;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::query::EnableScoring;
use tantivy::query::PhraseQuery;
use tantivy::query::Query;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

/// Reading a posting costs about an eighth of looking at a name: a term is worth reading while
/// it has at most so many documents for each that is left.
const WORTH: u32 = 8;

/// So few names are looked at at once.
const FEW: u32 = 32;

/// Where names are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Personal,
}

/// In which fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of<'a> {
    One(Tag),
    AllBut(&'a [Tag]),
}

impl Segment {
    /// Names of any field but some that hold the word, as it stands or by pinyin. `word`: folded.
    pub fn word(&self, word: &str, personal: bool, except: &[Tag]) -> tantivy::Result<Docs> {
        if word.is_empty() {
            return Ok(Docs::All);
        }
        let mut found = Docs::None;
        for pattern in pattern::patterns(word) {
            found = found.or(
                &self.named(&pattern, Place::Anywhere, Of::AllBut(except), Side::Open)?,
                self.n,
            );
            if personal {
                let people =
                    self.named(&pattern, Place::Anywhere, Of::AllBut(except), Side::Personal)?;
                found = found.or(&people, self.n);
            }
        }
        Ok(found)
    }

    /// Names and texts of one field. `text`: folded.
    pub fn field_text(
        &self,
        tag: Tag,
        place: Place,
        text: &str,
        personal: bool,
    ) -> tantivy::Result<Docs> {
        let pattern: Pattern = text.chars().map(Sound::Exactly).collect();
        let mut found = self.texts(tag, place, text)?;
        let names = self.names()?;
        let holds = |columns: &[NameColumn]| columns.iter().any(|column| column.tag == tag);
        // A field of texts has no names: reading their terms would be for nothing.
        if holds(&names.open) {
            found = found.or(&self.named(&pattern, place, Of::One(tag), Side::Open)?, self.n);
        }
        if personal && holds(&names.personal) {
            found = found.or(&self.named(&pattern, place, Of::One(tag), Side::Personal)?, self.n);
        }
        Ok(found)
    }

    /// Documents with any name, text or code in the field.
    pub fn has_text(&self, tag: Tag) -> tantivy::Result<Docs> {
        let names = self.names()?;
        let mut found = Docs::None;
        for column in names.open.iter().chain(&names.personal).filter(|one| one.tag == tag) {
            found = found.or(&column.filled(self.n), self.n);
        }
        let text = String::from_iter([tag_char(tag), START]);
        found = found.or(&self.term(self.fields.texts, &text)?, self.n);
        Ok(found.or(&self.term(self.fields.codes, &String::from(tag_char(tag)))?, self.n))
    }

    /// A code as a whole. `code`: folded.
    pub fn code(&self, tag: Tag, code: &str) -> tantivy::Result<Docs> {
        self.term(self.fields.codes, &format!("{}{code}{END}", tag_char(tag)))
    }

    /// Codes that begin so. `start`: folded.
    pub fn code_start(&self, tag: Tag, start: &str) -> tantivy::Result<Docs> {
        let key = format!("{}{start}", tag_char(tag));
        if start.chars().count() <= grams::MAX_PREFIX_CHARS {
            let longer = self.term(self.fields.codes, &key)?;
            return Ok(longer.or(&self.code(tag, start)?, self.n));
        }
        let inverted = self.reader.inverted_index(self.fields.codes)?;
        let mut found = Docs::None;
        let mut terms = inverted.terms().range().ge(key.as_bytes()).into_stream()?;
        while terms.advance() && terms.key().starts_with(key.as_bytes()) {
            found = found.or(&self.drain(&inverted, terms.value())?, self.n);
        }
        Ok(found)
    }

    /// Documents with all of these keyed tokens.
    pub fn tails(&self, tag: Tag, tokens: &[u64]) -> tantivy::Result<Docs> {
        let inverted = self.reader.inverted_index(self.fields.tails)?;
        let mut found = Docs::All;
        for token in tokens {
            let term = Term::from_field_u64(self.fields.tails, tail_value(tag, *token));
            let Some(info) = inverted.get_term_info(&term)? else { return Ok(Docs::None) };
            found = found.and(&self.drain(&inverted, &info)?, self.n);
        }
        Ok(found)
    }

    fn named(&self, pattern: &Pattern, place: Place, of: Of, side: Side) -> tantivy::Result<Docs> {
        let field = match side {
            Side::Open => self.fields.open,
            Side::Personal => self.fields.personal,
        };
        let mut terms = pattern::terms(pattern);
        if let (Place::Start | Place::Whole, Some(Sound::Exactly(c))) = (place, pattern.first()) {
            terms.push(vec![grams::term::pair(START, *c)]);
        }
        if let (Place::Whole, Some(Sound::Exactly(c))) = (place, pattern.last()) {
            terms.push(vec![grams::term::pair(*c, END)]);
        }
        let likely = self.holding(field, &terms)?;
        let decided =
            pattern::is_exact(pattern) && place == Place::Anywhere && of == Of::AllBut(&[]);
        if likely.is_none() || decided {
            return Ok(likely);
        }
        let names = self.names()?;
        let columns = match side {
            Side::Open => &names.open,
            Side::Personal => &names.personal,
        };
        let mut matcher = Matcher::new(pattern.clone(), place, side == Side::Personal);
        let wanted = |column: &&NameColumn| match of {
            Of::One(tag) => tag == column.tag,
            Of::AllBut(except) => !except.contains(&column.tag),
        };
        let mut found = Docs::None;
        for column in columns.iter().filter(wanted) {
            let passed = column.filter(&likely, self.n, |name| matcher.matches(name));
            found = found.or(&passed, self.n);
        }
        Ok(found)
    }

    /// Documents that have one term of each list, or a few more: terms are read from the rarest
    /// on, as long as that costs less than looking at names. One list alone is read whole.
    fn holding(&self, field: Field, lists: &[Vec<String>]) -> tantivy::Result<Docs> {
        let inverted = self.reader.inverted_index(field)?;
        let mut found: Vec<(u32, Vec<TermInfo>)> = Vec::with_capacity(lists.len());
        for list in lists {
            let mut infos = Vec::with_capacity(list.len());
            for text in list {
                infos.extend(inverted.get_term_info(&Term::from_field_text(field, text))?);
            }
            if infos.is_empty() {
                return Ok(Docs::None);
            }
            found.push((infos.iter().map(|info| info.doc_freq).sum(), infos));
        }
        found.sort_by_key(|(count, _)| *count);
        let mut docs = Docs::All;
        for (count, infos) in &found {
            let left = docs.count(self.n);
            let first = matches!(docs, Docs::All);
            if !first && (left <= FEW || left.saturating_mul(WORTH) < *count) {
                break;
            }
            let mut any = Docs::None;
            for info in infos {
                any = any.or(&self.drain(&inverted, info)?, self.n);
            }
            docs = docs.and(&any, self.n);
            if docs.is_none() {
                break;
            }
        }
        Ok(docs)
    }

    fn texts(&self, tag: Tag, place: Place, text: &str) -> tantivy::Result<Docs> {
        let mut chars: Vec<char> = Vec::with_capacity(text.len());
        if place != Place::Anywhere {
            chars.push(START);
        }
        chars.extend(text.chars());
        if place == Place::Whole {
            chars.push(END);
        }
        let tag = tag_char(tag);
        let field = self.fields.texts;
        match chars.as_slice() {
            [] => self.term(field, &String::from_iter([tag, START])),
            [one] => self.term(field, &String::from_iter([tag, *one])),
            // Whole, and empty: no empty text is ever stored.
            [START, END] => Ok(Docs::None),
            [a, b] => self.term(field, &String::from_iter([tag, *a, *b])),
            chars => self.phrase(tag, chars),
        }
    }

    /// Every second pair of characters, and the last, at their distances: that is each character
    /// at its place.
    fn phrase(&self, tag: char, chars: &[char]) -> tantivy::Result<Docs> {
        let field = self.fields.texts;
        let inverted = self.reader.inverted_index(field)?;
        let mut terms = Vec::new();
        let last = chars.len() - 2;
        for at in (0..=last).step_by(2).chain((last % 2 == 1).then_some(last)) {
            let text = String::from_iter([tag, chars[at], chars[at + 1]]);
            let term = Term::from_field_text(field, &text);
            if inverted.get_term_info(&term)?.is_none() {
                return Ok(Docs::None);
            }
            terms.push((at, term));
        }
        let query = PhraseQuery::new_with_offset(terms);
        let schema = self.reader.schema();
        let weight = query.weight(EnableScoring::disabled_from_schema(schema))?;
        let mut scorer = weight.scorer(&self.reader, 1.0)?;
        let mut list = Vec::new();
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            list.push(doc);
            doc = scorer.advance();
        }
        Ok(Docs::from_sorted(list, self.n))
    }

    fn term(&self, field: Field, text: &str) -> tantivy::Result<Docs> {
        let inverted = self.reader.inverted_index(field)?;
        match inverted.get_term_info(&Term::from_field_text(field, text))? {
            Some(info) => self.drain(&inverted, &info),
            None => Ok(Docs::None),
        }
    }

    /// All documents of a term.
    fn drain(&self, inverted: &InvertedIndexReader, info: &TermInfo) -> tantivy::Result<Docs> {
        let option = IndexRecordOption::Basic;
        let mut postings = inverted.read_block_postings_from_terminfo(info, option)?;
        let count = info.doc_freq as usize;
        if is_dense(count, self.n) {
            let mut words = empty_words(self.n);
            while !postings.docs().is_empty() {
                postings.docs().iter().for_each(|doc| set_bit(&mut words, *doc));
                postings.advance();
            }
            return Ok(Docs::from_words(words, self.n));
        }
        let mut list = Vec::with_capacity(count);
        while !postings.docs().is_empty() {
            list.extend_from_slice(postings.docs());
            postings.advance();
        }
        Ok(Docs::from_sorted(list, self.n))
    }
}
