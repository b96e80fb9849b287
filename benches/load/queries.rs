//! Searches and filters drawn from the data, so that they find something.

use crate::client::get;
use crate::data::Row;
use crate::drive::Round;
use pinyin::ToPinyin;

/// Rows that queries are drawn from.
const SAMPLE: usize = 2_000;

/// Different searches of a kind.
const SEARCHES: usize = 120;

/// Different filters.
const FILTERS: usize = 150;

/// The facets beside the list of the page.
const FACETS: &str = "level,industry,source,status,tags,region,owner";

pub struct Queries {
    searches: Vec<(&'static str, Vec<String>)>,
    filters: Vec<String>,
}

impl Queries {
    pub fn draw(rows: &[Row]) -> Queries {
        let mut random = Random(7);
        let sample: Vec<&Row> =
            (0..SAMPLE.min(rows.len())).map(|_| &rows[random.below(rows.len())]).collect();
        let two = substrings(&sample, 2, &mut random);
        let three = substrings(&sample, 3, &mut random);
        let four = substrings(&sample, 4, &mut random);
        let initials = three.iter().chain(&four).map(|word| initials(word)).collect();
        let tail = |row: &&&Row| 8 < row.phone.len() && row.phone.is_ascii();
        let tails =
            sample.iter().filter(tail).map(|row| row.phone[row.phone.len() - 4..].to_owned());
        let person = |row: &&&Row| 2 <= row.contact.chars().count();
        let people = sample.iter().filter(person).map(|row| row.contact.clone());
        let searches = vec![
            ("search, 2 characters", two),
            ("search, 3 characters", three),
            ("search, 4 characters", four),
            ("search, pinyin initials", distinct(initials)),
            ("search, phone tail", distinct(tails.collect())),
            ("search, person", distinct(people.collect())),
        ];
        let filters = sample.iter().take(FILTERS).map(|row| filter(row, &mut random)).collect();
        Queries { searches, filters }
    }

    /// `only`: rounds whose name holds this.
    pub fn rounds(&self, limit: usize, only: Option<&str>) -> Vec<Round> {
        let list = |rest: &str| get("/api/v1/customers", &format!("limit={limit}{rest}"));
        let sorted = |filter: &String| format!("&filter={}&sort=-first_contact", escaped(filter));
        let faceted = |filter: &String| list(&format!("{}&facets={FACETS}", sorted(filter)));
        let mut rounds = vec![
            Round::asked("list", false, vec![list("")]),
            Round::asked("list + 3 filters + sort", true, {
                self.filters.iter().map(|filter| list(&sorted(filter))).collect()
            }),
        ];
        for (name, words) in &self.searches {
            let asked = words.iter().map(|word| list(&format!("&q={}", escaped(word))));
            rounds.push(Round::asked(name, true, asked.collect()));
        }
        rounds.push(Round::asked(
            "list + 7 facets",
            false,
            vec![list(&format!("&facets={FACETS}"))],
        ));
        let faceted = self.filters.iter().map(faceted).collect();
        rounds.push(Round::asked("list + 3 filters + sort + 7 facets", true, faceted));
        rounds.retain(|round| only.is_none_or(|only| round.name.contains(only)));
        rounds
    }

    /// The box over all kinds: names, phones, people, and what stands in follow-ups and deals.
    pub fn rounds_over_all(&self, rows: &[Row]) -> Vec<Round> {
        let ask = |word: &String| get("/api/v1/search", &format!("q={}&limit=6", escaped(word)));
        let named = [
            ("search, 2 characters", "search over all, 2 characters"),
            ("search, 4 characters", "search over all, 4 characters"),
            ("search, phone tail", "search over all, phone tail"),
            ("search, person", "search over all, person"),
        ];
        let of = |name: &str| self.searches.iter().find(|(other, _)| *other == name);
        let mut rounds: Vec<Round> = named
            .iter()
            .filter_map(|(from, name)| Some((name, &of(from)?.1)))
            .map(|(name, words)| Round::asked(name, true, words.iter().map(ask).collect()))
            .collect();
        let said = rows.iter().take(SAMPLE).filter_map(|row| {
            let words: Vec<char> = row.remark.chars().take(4).collect();
            (words.len() == 4).then(|| words.into_iter().collect())
        });
        let said = distinct(said.collect());
        if !said.is_empty() {
            let asked = said.iter().map(ask).collect();
            rounds.push(Round::asked("search over all, words of texts", true, asked));
        }
        rounds
    }

    /// The same questions with fewer customers in sight: a list, filters, a search.
    pub fn rounds_of_seller(&self, limit: usize) -> Vec<Round> {
        let list = |rest: &str| get("/api/v1/customers", &format!("limit={limit}{rest}"));
        let sorted =
            |filter: &String| list(&format!("&filter={}&sort=-first_contact", escaped(filter)));
        let searches = self.searches.first().map_or(&[][..], |(_, words)| words);
        let words = searches.iter().map(|word| list(&format!("&q={}", escaped(word))));
        vec![
            Round::asked("list, as a seller", false, vec![list("")]),
            Round::asked(
                "list + 3 filters + sort, as a seller",
                false,
                self.filters.iter().map(sorted).collect(),
            ),
            Round::asked("search, 2 characters, as a seller", false, words.collect()),
        ]
    }
}

/// Runs of Chinese characters inside names of companies, short of their ending.
fn substrings(sample: &[&Row], length: usize, random: &mut Random) -> Vec<String> {
    let mut found = Vec::new();
    for row in sample {
        let name: Vec<char> = row.name.chars().collect();
        if name.len() < 8 {
            continue;
        }
        let at = random.below(name.len() - length - 3);
        let part = &name[at..at + length];
        if part.iter().all(|c| ('\u{4e00}'..='\u{9fff}').contains(c)) {
            found.push(part.iter().collect());
        }
    }
    distinct(found)
}

fn initials(word: &str) -> String {
    let letters = word.chars().filter_map(|c| c.to_pinyin()?.first_letter().chars().next());
    letters.collect()
}

fn distinct(list: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for one in list {
        if !one.is_empty() && !kept.contains(&one) {
            kept.push(one);
        }
        if SEARCHES <= kept.len() {
            break;
        }
    }
    kept
}

fn filter(row: &Row, random: &mut Random) -> String {
    let month = random.below(12) + 1;
    let Row { industry, level, .. } = row;
    format!(
        "industry = \"{industry}\" and level = \"{level}\" and first_contact >= 2024-{month:02}-01 \
         and first_contact < 2025-{month:02}-01"
    )
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let one =
        |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// The same numbers at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }
}
