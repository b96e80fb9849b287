//! Requests by which somebody could try to learn what they may not see.

mod children;
mod work;

use crate::firm::Firm;
use crate::firm::told;
use crate::firm::without;
use crate::outside::Answer;
use crate::outside::url;
use crate::tools::Dice;
use crate::worlds::Base;
use crate::worlds::Eyes;
use crate::worlds::REGIONS;
use crate::worlds::TAGS;
use crate::worlds::World;
use crate::worlds::path;
use serde_json::Value;
use serde_json::json;

const FIELDS: [&str; 45] = [
    "name",
    "short_name",
    "former_names",
    "company",
    "kind",
    "industry",
    "source",
    "level",
    "status",
    "follow_state",
    "stage",
    "tags",
    "contact_name",
    "contact_title",
    "phone",
    "wechat",
    "email",
    "id_number",
    "region",
    "address",
    "first_contact",
    "last_contact",
    "total_amount",
    "deal_count",
    "opening_amount",
    "opening_deals",
    "last_followup",
    "first_activity",
    "last_deal",
    "open_tasks",
    "next_task",
    "service_count",
    "satisfaction",
    "contact_department",
    "special_needs",
    "remark",
    "owner",
    "collaborators",
    "external_id",
    "unverified",
    "other_contacts",
    "code",
    "created_at",
    "updated_at",
    "nonsense",
];

const FACETS: [&str; 12] = [
    "level",
    "industry",
    "status",
    "follow_state",
    "tags",
    "region",
    "owner",
    "collaborators",
    "kind",
    "source",
    "unverified",
    "stage",
];

/// One request, the same in both worlds.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: &'static str,
    pub path: String,
    pub body: Option<Value>,
    pub version: Option<&'static str>,
    /// Whether the next page is asked for as well.
    pub goes_on: bool,
}

impl Asked {
    fn get(path: String) -> Asked {
        Asked { method: "GET", path, body: None, version: None, goes_on: false }
    }

    fn send(&self, firm: &Firm, who: &str, cursor: Option<&str>) -> Answer {
        let headers: Vec<(&str, &str)> =
            self.version.iter().map(|version| ("if-match", *version)).collect();
        let path = match cursor {
            Some(cursor) => format!("{}&cursor={cursor}", self.path),
            None => self.path.clone(),
        };
        firm.ask(who, self.method, &path, self.body.as_ref(), &headers)
    }
}

/// What both worlds answer, or how they differ.
pub fn compare(a: &World, b: &World, eyes: Eyes, asked: &Asked) -> Option<String> {
    let ask = |world: &World, next: Option<&str>| asked.send(&world.firm, eyes.login(), next);
    let (one, other) = (ask(a, None), ask(b, None));
    let differ = differs(eyes, asked, &one, &other);
    if differ.is_some() || !asked.goes_on {
        return differ;
    }
    let next = |answer: &Answer| answer.body["next"].as_str().map(crate::outside::escaped);
    let (Some(first), Some(second)) = (next(&one), next(&other)) else { return None };
    differs(eyes, asked, &ask(a, Some(&first)), &ask(b, Some(&second)))
}

fn differs(eyes: Eyes, asked: &Asked, one: &Answer, other: &Answer) -> Option<String> {
    let seen = |answer: &Answer| {
        let etag = answer.header("etag").to_owned();
        (answer.status, etag, declared(eyes, told(answer)))
    };
    let (one, other) = (seen(one), seen(other));
    assert!(one.0 < 500 && other.0 < 500, "{asked:?}: {one:?} {other:?}");
    let around = |text: &str, at: usize| {
        text.chars().skip(at.saturating_sub(80)).take(240).collect::<String>()
    };
    (one != other).then(|| {
        let same = one.2.chars().zip(other.2.chars()).take_while(|(a, b)| a == b).count();
        let (a, b) = (around(&one.2, same), around(&other.2, same));
        format!("{asked:?}\n  {} {} …{a}\n  {} {} …{b}", one.0, one.1, other.0, other.1)
    })
}

/// Without the times at which both worlds were changed, where the changed record is in sight.
fn declared(eyes: Eyes, text: String) -> String {
    match eyes {
        Eyes::Manager => text,
        // Of the pool, or of everything.
        Eyes::Rep | Eyes::Token | Eyes::Reader | Eyes::Blind | Eyes::Narrow => {
            let members = ["\"updated_at\":\"", "\"at\":\"", "\"seq\":\"", "\"batch\":\""];
            let text = members.iter().fold(text, |text, member| without(&text, member));
            numbers(&text)
        }
    }
}

/// The journal's own numbers: one world has written as much as the other, in another order.
fn numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\"seq\":") {
        let (before, after) = rest.split_at(at + 6);
        out.push_str(before);
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out.push_str(rest);
    out
}

/// Draws requests for one pair of worlds.
pub struct Battery<'b> {
    base: &'b Base,
    dice: Dice,
    words: Vec<String>,
    /// Of either world.
    phones: Vec<String>,
}

impl<'b> Battery<'b> {
    /// `told`: values of either world.
    pub fn new(base: &'b Base, eyes: Eyes, seed: u64, told: &[Value]) -> Battery<'b> {
        let mut words: Vec<String> = Vec::new();
        for fields in told {
            let texts = fields.as_object().into_iter().flatten().filter_map(|(_, v)| v.as_str());
            for text in texts {
                words.push(text.to_owned());
                let chars: Vec<char> = text.chars().collect();
                if 3 < chars.len() {
                    words.push(chars[..2].iter().collect());
                    words.push(chars[1..3].iter().collect());
                    words.push(chars[chars.len() - 2..].iter().collect());
                    words.extend(
                        (4..=8)
                            .filter(|n| *n <= chars.len())
                            .map(|n| chars[chars.len() - n..].iter().collect::<String>()),
                    );
                }
            }
        }
        let more = [
            "华美", "东方", "机械", "hm", "df", "jh", "赵", "明", "MFG-2026", "ext-", "ext-3",
            "先生",
        ];
        words.extend(more.map(str::to_owned));
        // Whole values of masked fields are looked up, and counted: another test looks at that.
        let is_look_up = |word: &String| word.is_ascii() && 5 <= word.len();
        if eyes == Eyes::Reader {
            words.retain(|word| !is_look_up(word));
        }
        let phones = told.iter().filter_map(|fields| fields["phone"].as_str());
        let phones = phones.map(str::to_owned).chain(["13800138000".to_owned()]).collect();
        Battery { base, phones, dice: Dice::new(seed), words }
    }

    pub fn draw(&mut self) -> Asked {
        match self.dice.below(32) {
            0..=5 => self.list_of_words(),
            6..=11 => self.filtered(),
            12 | 13 => self.sorted(),
            14 | 15 => self.faceted(),
            16..=18 => self.of_record(),
            19..=25 => self.of_children(),
            26..=29 => self.of_work(),
            _ => self.other(),
        }
    }

    fn word(&mut self) -> String {
        self.dice.pick(&self.words).clone()
    }

    fn asked(&mut self, mut query: Vec<(&str, String)>) -> Asked {
        if self.dice.below(4) == 0 {
            query.push(("facets", (*self.dice.pick(&FACETS)).to_owned()));
        }
        if self.dice.below(8) == 0 {
            query.push(("bin", "true".to_owned()));
        }
        let goes_on = self.dice.below(5) == 0;
        if goes_on {
            query.push(("limit", "3".to_owned()));
        } else if self.dice.below(6) == 0 {
            query.push(("offset", self.dice.below(9).to_string()));
            query.push(("limit", "5".to_owned()));
        }
        let query: Vec<(&str, &str)> = query.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Asked { goes_on, ..Asked::get(url("/customers", &query)) }
    }

    fn list_of_words(&mut self) -> Asked {
        let q = match self.dice.below(4) {
            0 => format!("{} {}", self.word(), self.word()),
            _ => self.word(),
        };
        self.asked(vec![("q", q)])
    }

    fn filtered(&mut self) -> Asked {
        let filter = match self.dice.below(4) {
            0 => format!("{} and {}", self.atom(), self.atom()),
            1 => format!("{} or not ({})", self.atom(), self.atom()),
            _ => self.atom(),
        };
        self.asked(vec![("filter", filter)])
    }

    fn atom(&mut self) -> String {
        let word = self.word().replace('"', "");
        let field = *self.dice.pick(&FIELDS);
        match self.dice.below(16) {
            0 => format!("{field} is empty"),
            1 => format!("{field} contains \"{word}\""),
            2 => format!("{field} starts \"{word}\""),
            3 => format!("name contains \"{word}\""),
            4 => format!("contact_name contains \"{word}\""),
            5 => {
                let phone = self.dice.pick(&self.phones).clone();
                format!("phone ends \"{}\"", &phone[phone.len() - 4 - self.dice.below(5)..])
            }
            6 => format!("remark contains \"{word}\""),
            7 => format!("tags has \"{}\"", self.dice.pick(&TAGS)),
            8 => format!("region = \"{}\"", self.dice.pick(&REGIONS)),
            9 => format!("opening_amount > {}", self.dice.below(3_000)),
            10 => format!("level = \"{}\"", self.dice.pick(&["潜在", "意向", "成交", "流失"])),
            11 => format!(
                "owner = \"{}先生\"",
                self.dice.pick(&["mate", "stranger", "sales", "nobody"])
            ),
            12 => format!("first_contact >= 2024-{:02}-01", self.dice.below(12) + 1),
            13 => format!("open_tasks > {}", self.dice.below(4)),
            14 => format!("satisfaction >= {}.5", self.dice.below(5)),
            _ => format!("total_amount <= {}", self.dice.below(3_000)),
        }
    }

    fn sorted(&mut self) -> Asked {
        let sign = *self.dice.pick(&["", "-"]);
        let likely =
            ["name", "first_contact", "region", "opening_amount", "total_amount", "service_count"];
        let field = match self.dice.below(2) {
            0 => *self.dice.pick(&likely),
            _ => *self.dice.pick(&FIELDS),
        };
        let sort = format!("{sign}{field}");
        self.asked(vec![("sort", sort)])
    }

    fn faceted(&mut self) -> Asked {
        let count = 1 + self.dice.below(3);
        let facets: Vec<&str> = (0..count).map(|_| *self.dice.pick(&FACETS)).collect();
        let fields = *self.dice.pick(&["", "name,level", "remark", "name,phone,contact_name"]);
        self.asked(vec![("facets", facets.join(",")), ("fields", fields.to_owned())])
    }

    fn of_record(&mut self) -> Asked {
        let Base { own, pool, mates, strangers, binned, .. } = self.base;
        let all = [&own[..], pool, mates, strangers, binned].concat();
        let id = self.dice.pick(&all).clone();
        let path = path(&id);
        let write = |method, path: String, body: Value| Asked {
            body: Some(body),
            version: Some("\"999\""),
            method,
            ..Asked::get(path)
        };
        match self.dice.below(11) {
            0 | 1 => Asked::get(path),
            2 => Asked::get(format!("{path}/history")),
            3 => Asked::get(format!("{path}/history?at=2030-01-01")),
            4 | 9 => write("PATCH", path, json!({ "remark": "x", "name": "y", "level": "潜在" })),
            5 => write("DELETE", path, json!({})),
            6 => write(
                "POST",
                format!("{path}/reveals"),
                json!({ "field": "level", "purpose": "回访" }),
            ),
            7 => Asked::get(format!("{path}/overview")),
            8 => Asked::get(format!("{path}/timeline")),
            _ => Asked::get(format!("{path}x")),
        }
    }

    fn other(&mut self) -> Asked {
        let paths = [
            "/people",
            "/fields",
            "/session",
            "/users",
            "/roles",
            "/teams",
            "/imports",
            "/batches",
            "/numbering?industry=制造业",
            "/day",
        ];
        let taken = json!({ "name": "某某公司", "industry": "制造业", "phone": "13800138000", "external_id": "ext-1", "nonsense": 1 });
        match self.dice.below(11) {
            at if at < paths.len() => {
                Asked::get(paths[at].replace("制造业", "%E5%88%B6%E9%80%A0%E4%B8%9A"))
            }
            _ => Asked { method: "POST", body: Some(taken), ..Asked::get("/customers".to_owned()) },
        }
    }
}
