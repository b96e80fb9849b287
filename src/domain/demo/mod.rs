//! Made-up customers to try the product with: the same seed gives the same ones.

mod life;
mod life_words;
mod places;
mod random;
mod sales;
mod words;

use crate::domain::demo::random::Random;
use crate::domain::value::Day;
use chrono::DateTime;
pub use life::Clock;
pub use life::Life;
pub use life::Sale;
pub use life::Talk;
pub use life::life;

/// The fields of a customer by key, as text for the parsers. None is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoCustomer {
    pub fields: Vec<(&'static str, String)>,
}

impl DemoCustomer {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| *other == key).map(|(_, text)| text.as_str())
    }

    fn set(&mut self, key: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.fields.push((key, text));
        }
    }
}

/// How far back the first contacts lie.
const PAST_DAYS: u64 = 3 * 365;
/// Beyond this a customer without contact counts as dormant.
const QUIET_DAYS: u64 = 180;
const PERSON_PERCENT: u64 = 5;

/// The `n`th customer of a seed, as of `today`. Any `n` alone, in any order. No two have the same
/// phone; every e-mail address ends in a domain that can belong to nobody.
pub fn customer(seed: u64, n: u64, today: Day) -> DemoCustomer {
    let mut random = Random::new(seed, n);
    let mut made = DemoCustomer { fields: Vec::new() };
    let place = places::pick(&mut random);
    let person = Person::make(&mut random);
    let level = random.weighted(&words::LEVELS);
    let number = mobile(seed, n);
    if random.percent(PERSON_PERCENT) {
        made.set("name", person.name.as_str());
        made.set("kind", "个人");
        made.set("company", "个人");
        made.set("industry", "其他");
        contact(&mut made, &mut random, &person, "mail", number);
    } else {
        let brand = firm(&mut made, &mut random, &place);
        made.set("contact_name", person.name.as_str());
        made.set("contact_title", title(&mut random, made.get("industry")));
        contact(&mut made, &mut random, &person, &brand, number);
    }
    made.set("region", place.path.as_str());
    made.set("address", street(&mut random));
    business(&mut made, &mut random, level);
    dates(&mut made, &mut random, level, today);
    words_of_care(&mut made, &mut random);
    made
}

struct Person {
    name: String,
    pinyin: String,
}

impl Person {
    fn make(random: &mut Random) -> Person {
        let common = if random.percent(60) { 24 } else { words::SURNAMES.len() };
        let (surname, first) = words::SURNAMES[random.below(common as u64) as usize];
        let (given, second) = random.pick(&words::GIVEN);
        Person { name: format!("{surname}{given}"), pinyin: format!("{first}.{second}") }
    }
}

/// Sets what a firm has; the answer is the word for its domain.
fn firm(made: &mut DemoCustomer, random: &mut Random, place: &places::Place) -> String {
    let (first, first_pinyin) = random.pick(&words::BRAND_FIRST);
    let (second, second_pinyin) = random.pick(&words::BRAND_SECOND);
    let weights: Vec<(usize, u32)> =
        words::INDUSTRIES.iter().enumerate().map(|(at, row)| (at, row.1)).collect();
    let (industry, _, trades) = words::INDUSTRIES[random.weighted(&weights)];
    let trade = random.pick(trades);
    let brand = format!("{first}{second}");
    let (city, province) = (&place.city_word, &place.province_word);
    let name = match random.below(100) {
        0..45 => format!("{city}{brand}{trade}有限公司"),
        45..62 => format!("{brand}（{city}）{trade}有限公司"),
        62..72 => format!("{city}市{brand}{trade}有限责任公司"),
        72..80 => format!("{province}{brand}{trade}股份有限公司"),
        80..86 => format!("{province}{brand}{trade}集团有限公司"),
        86..91 => format!("{brand}{trade}有限公司{city}分公司"),
        91..96 => format!("{}{brand}{trade}经营部", place.district),
        _ => format!("{}{brand}{trade}厂", place.district),
    };
    // The word for a city that is none, 州 or 地区, takes no 市.
    made.set("name", name.replace("州市州", "州市").replace("市市", "市"));
    if random.percent(40) {
        made.set("short_name", format!("{brand}{trade}"));
    }
    made.set("kind", "企业");
    made.set("industry", industry);
    let number = if random.percent(30) { random.below(90).to_string() } else { String::new() };
    format!("{first_pinyin}{second_pinyin}{number}")
}

fn title(random: &mut Random, industry: Option<&str>) -> &'static str {
    let usual = random.weighted(&words::TITLES);
    match (random.percent(12), industry) {
        (true, Some("制造业")) => "厂长",
        (true, Some("零售业")) => "店长",
        _ => usual,
    }
}

/// A mobile number. A step that shares no factor with the count of numbers visits each of them
/// once, from a start of the seed's own.
fn mobile(seed: u64, n: u64) -> String {
    const PREFIXES: [u64; 24] = [
        130, 131, 132, 135, 136, 137, 138, 139, 150, 151, 152, 155, 157, 158, 159, 176, 177, 178,
        180, 182, 186, 187, 188, 189,
    ];
    const TAILS: u64 = 100_000_000;
    const NUMBERS: u64 = PREFIXES.len() as u64 * TAILS;
    const STEP: u64 = 1_618_033_987;
    let start = Random::new(seed, u64::MAX).below(NUMBERS);
    let number = (start + n % NUMBERS) * STEP % NUMBERS;
    format!("{}{:08}", PREFIXES[(number / TAILS) as usize], number % TAILS)
}

fn contact(
    made: &mut DemoCustomer,
    random: &mut Random,
    who: &Person,
    domain: &str,
    number: String,
) {
    let has_email = random.percent(70);
    if !has_email || random.percent(95) {
        made.set("phone", number);
    }
    if has_email {
        made.set("email", format!("{}@{domain}.example", who.pinyin));
    }
    if random.percent(55) {
        let name = who.pinyin.replace('.', "_");
        made.set("wechat", format!("{name}{}", random.below(9000) + 1000));
    }
}

fn street(random: &mut Random) -> String {
    let road = random.pick(&words::ROADS);
    let number = random.below(880) + 1;
    match random.below(4) {
        0 => format!("{road}{number}号"),
        1 => format!("{road}{number}号{}栋", random.below(20) + 1),
        2 => format!("{road}{number}号{}室", (random.below(28) + 1) * 100 + random.below(12) + 1),
        _ => {
            format!("{road}{number}号{}幢{}层", random.below(9) + 1, random.below(24) + 1)
        }
    }
}

fn business(made: &mut DemoCustomer, random: &mut Random, level: &str) {
    let source = random.weighted(&words::SOURCES);
    made.set("source", source);
    if source == "展会" && random.percent(60) {
        made.set("source_detail", *random.pick(&["春季行业展会", "秋季采购节", "区域订货会"]));
    }
    made.set("level", level);
    if level == "流失客户" {
        made.set("lost_reason", *random.pick(&["竞品价格更低", "需求变更", "预算取消"]));
    }
    made.set(
        "stage",
        match level {
            "成交客户" => "已成交",
            "流失客户" | "休眠客户" => "已搁置",
            _ => random.weighted(&words::STAGES),
        },
    );
    let (tags, needs) = (random.below(4), random.below(3));
    made.set("tags", several(random, &words::TAGS, tags));
    made.set("needs", several(random, &words::NEEDS, needs));
    let has_bought = level == "成交客户" || (level != "潜在客户" && random.percent(15));
    if has_bought {
        let deals = 1 + random.below(5) * random.below(4);
        // Doublings at random give many small sums and few large ones.
        let unit_fen = (300_000 << random.below(8)) + random.below(400_000);
        let fen = unit_fen * deals / 10 * 10;
        made.set("opening_amount", format!("{}.{:02}", fen / 100, fen % 100));
        made.set("opening_deals", deals.to_string());
    }
}

fn several(random: &mut Random, list: &[words::Weighted], count: u64) -> String {
    let mut words: Vec<&str> = Vec::new();
    for _ in 0..count {
        let word = random.weighted(list);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join("|")
}

fn dates(made: &mut DemoCustomer, random: &mut Random, level: &str, today: Day) {
    // The lesser of two draws: more customers are recent than old.
    let mut age = random.below(PAST_DAYS).min(random.below(PAST_DAYS));
    let quiet = match level {
        "休眠客户" => {
            age = age.max(QUIET_DAYS + 20);
            QUIET_DAYS + 1 + random.below(age - QUIET_DAYS)
        }
        "流失客户" => random.below(age + 1),
        _ => random.below(age + 1).min(random.below(150)),
    };
    made.set("first_contact", day(today, age));
    if age == 0 || random.percent(90) {
        let quiet = quiet.min(age);
        // The last contact of today lies in its first hour, so that it is not ahead of the clock.
        let minutes = if quiet == 0 { random.below(30) } else { 510 + random.below(570) };
        let time = format!("{:02}:{:02}:00", minutes / 60, minutes % 60);
        made.set("last_contact", format!("{} {time}", day(today, quiet)));
        made.set("last_followup", day(today, quiet));
    }
}

fn day(today: Day, ago: u64) -> String {
    let seconds = (i64::from(today.0) - ago as i64) * 86_400;
    DateTime::from_timestamp(seconds, 0)
        .map(|time| time.format("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

fn words_of_care(made: &mut DemoCustomer, random: &mut Random) {
    if random.percent(12) {
        made.set("special_needs", *random.pick(&words::SPECIAL_NEEDS));
    }
    if random.percent(65) {
        let mut remark = (*random.pick(&words::REMARKS)).to_owned();
        let more = random.pick(&words::REMARKS);
        if random.percent(35) && remark != *more {
            remark.push_str(more);
        }
        made.set("remark", remark);
    }
}

#[cfg(test)]
mod tests;
