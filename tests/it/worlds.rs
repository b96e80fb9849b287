//! Pairs of worlds that differ only in what one person may not see.

use crate::firm::Firm;
use crate::firm::Who;
use crate::firm::text;
use crate::tools::Dice;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Whose eyes must not tell the two worlds apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Eyes {
    /// Sees their own customers and the pool; of the pool, masks.
    Rep,
    /// Sees those of the team and below.
    Manager,
    /// Sees all customers, and masks of what is private.
    Reader,
    /// Sees all customers, some fields not at all and some masked.
    Blind,
    /// A program with a token of the rep's.
    Token,
    /// Sees all customers, and of some kinds of record about them none.
    Narrow,
}

impl Eyes {
    pub const ALL: [Eyes; 6] =
        [Eyes::Rep, Eyes::Manager, Eyes::Reader, Eyes::Blind, Eyes::Token, Eyes::Narrow];

    pub fn login(self) -> &'static str {
        match self {
            Eyes::Rep => "sales",
            Eyes::Manager => "sales_manager",
            Eyes::Reader => "reader",
            Eyes::Blind => "blind",
            Eyes::Token => "program",
            Eyes::Narrow => "narrow",
        }
    }
}

/// The firm that every world begins with, at rest.
pub struct Base {
    pub firm: Firm,
    pub own: Vec<String>,
    pub pool: Vec<String>,
    pub mates: Vec<String>,
    pub strangers: Vec<String>,
    /// Of the rep and of the stranger.
    pub binned: Vec<String>,
    /// What is about them, by kind and id: some of each kind for each customer.
    pub records: Vec<(&'static str, String)>,
    /// Customers with a won deal.
    won: Vec<(String, String)>,
    /// The contact that a customer has beside its first.
    contacts: BTreeMap<String, String>,
}

/// Kinds about customers of which there are some.
pub const KINDS: [&str; 6] = ["contacts", "followups", "tasks", "deals", "services", "payments"];

const SURNAMES: [&str; 6] = ["赵", "钱", "孙", "李", "周", "吴"];
const GIVEN: [&str; 12] = ["明", "华", "强", "丽", "军", "敏", "静", "磊", "洋", "娜", "涛", "艳"];
const FIRMS: [&str; 8] = ["华美", "东方", "金海", "新宇", "长城", "海天", "恒通", "明珠"];
const TRADES: [&str; 4] = ["机械厂", "科技公司", "贸易公司", "饭店"];
pub const TAGS: [&str; 4] = ["老客户", "样品", "急单", "海外"];
pub const REGIONS: [&str; 7] = [
    "江苏省苏州市",
    "浙江省杭州市",
    "广东省深圳市",
    "北京市",
    "上海市",
    "四川省成都市",
    "湖北省武汉市",
];
/// Those that one may go to and fro between.
const LEVELS: [&str; 3] = ["潜在", "意向", "休眠"];

impl Base {
    pub fn new() -> Base {
        let mut firm = Firm::new();
        let mut dice = Dice::new(1);
        let mut made = 0;
        let mut some = |firm: &Firm, owner: &str, count: usize| -> Vec<String> {
            (0..count)
                .map(|_| {
                    made += 1;
                    let mut fields = open(&mut dice, made as u64);
                    join(&mut fields, &private(made, 0, true));
                    join(&mut fields, &hidden(6, 0));
                    fields["external_id"] = json!(format!("ext-{made}"));
                    firm.customer(owner, &fields)
                })
                .collect()
        };
        let own = some(&firm, "sales", 8);
        let pool = some(&firm, "", 3);
        let mates = some(&firm, "mate", 5);
        let strangers = some(&firm, "stranger", 6);
        let binned = [some(&firm, "sales", 2), some(&firm, "stranger", 2)].concat();
        binned.iter().for_each(|id| firm.remove(id));
        for id in own.iter().take(3) {
            let remark = json!({ "remark": format!("改过 {id}") });
            assert_eq!(firm.change("sales", "PATCH", &path(id), &remark).status, 200);
        }
        let mut records = Vec::new();
        let mut contacts = BTreeMap::new();
        for (at, id) in [&own[..], &pool, &mates, &strangers].concat().into_iter().enumerate() {
            let made = about(&firm, &mut dice, &id, at, 0);
            contacts.insert(id, made[0].1.clone());
            records.extend(made);
        }
        let mut won = Vec::new();
        for (n, id) in own[..3].iter().chain(&strangers[..3]).enumerate() {
            let deal = contract(&firm, id, n);
            records.push(("deals", deal.clone()));
            records.push(("payments", paid(&firm, &deal, "planned", 100)));
            won.push((id.clone(), deal));
        }
        // Words of an open list are everybody's: they all are there from the beginning.
        let all = json!({ "tags": TAGS });
        assert_eq!(firm.change("admin", "PATCH", &path(&own[4]), &all).status, 200);
        let token = program(&firm);
        firm.people.insert("program", token);
        assert_eq!(firm.house.stop(), 0);
        Base { firm, own, pool, mates, strangers, binned, records, won, contacts }
    }
}

impl Base {
    /// All customers that are not in the bin.
    pub fn everyone(&self) -> Vec<String> {
        [&self.own[..], &self.pool, &self.mates, &self.strangers].concat()
    }
}

/// Something of each kind about a customer.
fn about(
    firm: &Firm,
    dice: &mut Dice,
    customer: &str,
    record: usize,
    n: u64,
) -> Vec<(&'static str, String)> {
    let word = *dice.pick(&TAGS);
    let bodies = [
        contact(record, n, true),
        json!({ "method": dice.pick(&["call", "visit"]), "content": format!("谈了{word}{n}") }),
        json!({ "title": format!("送{word}"), "due": "2031-01-01T09:00:00+08:00" }),
        json!({ "title": format!("买{word}"), "stage": "contact", "expected_amount": dice.below(3_000).to_string() }),
        service(dice, &format!("修{word}{n}")),
    ];
    let post = |(kind, mut body): (&'static str, Value)| {
        body["customer"] = json!(customer);
        (kind, text(&firm.made(&format!("/{kind}"), &body), "id"))
    };
    KINDS.into_iter().zip(bodies).map(post).collect()
}

fn service(dice: &mut Dice, what: &str) -> Value {
    let score = format!("{}.5", dice.below(5));
    json!({ "type": "投诉处理", "description": what, "satisfaction": score })
}

/// A deal that the customer is won with.
fn contract(firm: &Firm, customer: &str, n: usize) -> String {
    let body = json!({
        "customer": customer, "title": format!("合同{n}"), "stage": "won", "amount": "900",
        "won_on": "2026-01-05", "contract_no": format!("HT-{n}"), "owner": firm.people["sales"].id,
    });
    text(&firm.made("/deals", &body), "id")
}

fn paid(firm: &Firm, deal: &str, kind: &str, amount: usize) -> String {
    let amount = amount.to_string();
    let body = json!({ "deal": deal, "kind": kind, "amount": amount, "on": "2026-01-06" });
    text(&firm.made("/payments", &body), "id")
}

/// Private values of a contact: of the same mask whatever `n` is.
fn contact(record: usize, n: u64, whole: bool) -> Value {
    let fields = private(record, n, whole);
    json!({
        "name": fields["contact_name"],
        "phone": fields["phone"],
        "email": fields["email"],
        "wechat": fields["wechat"],
    })
}

/// Reads customers, and nothing else.
fn program(firm: &Firm) -> Who {
    let body = json!({ "name": "报表", "scopes": ["customers.read"] });
    let token = text(&firm.post("sales", "/tokens", &body).body, "token");
    Who { id: firm.people["sales"].id.clone(), token }
}

pub fn path(id: &str) -> String {
    format!("/customers/{id}")
}

fn join(fields: &mut Value, more: &Value) {
    for (key, value) in more.as_object().into_iter().flatten() {
        fields[key] = value.clone();
    }
}

/// Values that a role with masks and hidden fields may see.
fn open(dice: &mut Dice, n: u64) -> Value {
    json!({
        "name": format!("{}{}{}", dice.pick(&FIRMS), dice.pick(&FIRMS), dice.pick(&TRADES)),
        "industry": dice.pick(&["制造业", "金融业"]),
        "contact_title": dice.pick(&["经理", "采购", "厂长"]),
        "special_needs": format!("要求{n}"),
        "opening_deals": dice.below(9),
    })
}

/// Private values of which every mask is the same for the same `record`, whatever `n` is.
/// `whole`: for a customer that is being made.
pub fn private(record: usize, n: u64, whole: bool) -> Value {
    let surname = SURNAMES[record % SURNAMES.len()];
    let given = |n: u64| {
        let at = |n: u64| GIVEN[(n % GIVEN.len() as u64) as usize];
        let first = if whole { "初" } else { "" };
        format!("{}{}{first}", at(n), at(Dice::new(n).next()))
    };
    let mut fields = json!({
        "contact_name": format!("{surname}{}", given(n)),
        "phone": format!("138{:04}{:04}", n % 10_000, record * 37 % 10_000),
        "email": format!("l{n}i@company.com"),
        "wechat": format!("w{n:05}8"),
        "address": format!("人民路{n}号"),
        "other_contacts": format!("座机{n}"),
    });
    // Every third customer is a person, whose name is as private.
    if record.is_multiple_of(3) {
        fields["name"] = json!(format!("{surname}{}", given(n + 7)));
        if whole {
            fields["kind"] = json!("个人");
        }
    }
    fields
}

/// Values of fields that a role hides or masks as a whole; each `n` has others than the one before.
pub fn hidden(n: u64, side: u64) -> Value {
    let at = (n + side * 3) as usize;
    json!({
        "remark": format!("密{n}之{side}"),
        "level": LEVELS[(n + side) as usize % LEVELS.len()],
        "opening_amount": format!("{}.5", n * 100 + side * 7),
        "company": format!("集团{}{n}", FIRMS[at % FIRMS.len()]),
        "short_name": format!("简{}{n}{side}", FIRMS[(at + 1) % FIRMS.len()]),
        "tags": [TAGS[at % TAGS.len()]],
        "id_number": id_number(n * 2 + side),
        "region": REGIONS[at % REGIONS.len()],
        "first_contact": format!("2024-{:02}-{:02}", at % 12 + 1, at % 28 + 1),
    })
}

fn id_number(n: u64) -> String {
    let body = format!("1101051990{:02}{:02}{:03}", n % 12 + 1, n % 28 + 1, n % 1_000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
    format!("{body}{}", b"10X98765432"[(sum % 11) as usize] as char)
}

/// One of the two worlds, on a server of its own.
pub struct World<'b> {
    pub firm: Firm,
    base: &'b Base,
    eyes: Eyes,
    side: u64,
    binned: BTreeSet<String>,
    turn: u64,
}

impl<'b> World<'b> {
    pub fn new(base: &'b Base, eyes: Eyes, side: u64, env: &[(&'static str, String)]) -> World<'b> {
        let firm = base.firm.twin(env);
        World { firm, base, eyes, side, binned: BTreeSet::new(), turn: 0 }
    }

    /// The next world: what the person may not see becomes something else; what they may stays.
    /// Returns values that stand in it now.
    pub fn turn(&mut self, seed: u64) -> Vec<Value> {
        self.turn += 1;
        let mut dice = Dice::new(seed * 2 + self.side);
        let Base { own, pool, mates, strangers, .. } = self.base;
        let mut told = Vec::new();
        match self.eyes {
            Eyes::Rep | Eyes::Token => {
                for id in mates.iter().chain(strangers).take(4 + dice.below(4)) {
                    told.extend(self.foreign(&mut dice, id));
                }
                self.create(&mut dice, "mate");
                told.extend(self.masked(pool, own.len()));
            }
            Eyes::Manager => {
                for id in strangers {
                    told.extend(self.foreign(&mut dice, id));
                }
                self.create(&mut dice, "stranger");
            }
            Eyes::Reader => {
                let all = [&own[..], pool, mates, strangers].concat();
                told.extend(self.masked(&all, 0));
            }
            Eyes::Blind => {
                for id in [&own[..3], &strangers[..3]].concat() {
                    told.push(self.patch(&id, hidden(self.turn, self.side)));
                }
            }
            Eyes::Narrow => {
                for (customer, deal) in &self.base.won {
                    told.push(self.unseen(&mut dice, customer, deal));
                }
            }
        }
        // The index shows all of it before anyone asks.
        self.firm.total("admin", &[]);
        told
    }

    /// Anything at all becomes of a customer out of sight.
    fn foreign(&mut self, dice: &mut Dice, id: &str) -> Option<Value> {
        if self.binned.remove(id) {
            let back = self.firm.admin("POST", &format!("{}/restorations", path(id)), None, &[]);
            assert_eq!(back.status, 200, "{back:?}");
            return None;
        }
        if self.side == 0 && dice.below(5) == 0 {
            self.firm.remove(id);
            self.binned.insert(id.to_owned());
            return None;
        }
        let n = self.turn * 100 + self.side;
        let mut fields = open(dice, n);
        let record = dice.below(30);
        about(&self.firm, dice, id, record, n);
        join(&mut fields, &private(record, n, false));
        join(&mut fields, &hidden(n, self.side));
        Some(self.patch(id, fields))
    }

    /// Records of kinds that nothing is seen of come to a customer that is seen, and a field that is
    /// hidden changes.
    fn unseen(&self, dice: &mut Dice, customer: &str, deal: &str) -> Value {
        let n = self.turn * 100 + self.side * 7 + 1;
        let amount = json!({ "amount": n.to_string() });
        let answer = self.firm.change("admin", "PATCH", &format!("/deals/{deal}"), &amount);
        assert_eq!(answer.status, 200, "{answer:?}");
        let (word, day) = (format!("暗{n}"), format!("2031-{:02}-01", dice.below(12) + 1));
        for _ in 0..=dice.below(2) {
            let mut body = service(dice, &word);
            body["customer"] = json!(customer);
            self.firm.made("/services", &body);
            let task = json!({ "customer": customer, "title": word, "due": day });
            self.firm.made("/tasks", &task);
            paid(&self.firm, deal, "received", 1 + dice.below(40));
        }
        json!({ "content": word, "due": day, "amount": amount["amount"] })
    }

    fn create(&self, dice: &mut Dice, owner: &str) {
        let mut fields = open(dice, self.turn);
        join(&mut fields, &hidden(self.turn, self.side));
        self.firm.customer(owner, &fields);
    }

    /// Behind the same masks stand other values. `first`: the number of the first record.
    fn masked(&self, ids: &[String], first: usize) -> Vec<Value> {
        let n = |record: usize| self.turn * 200 + record as u64 * 2 + self.side;
        let patch = |(at, id): (usize, &String)| {
            let record = first + at + 1;
            let everyone = self.base.everyone();
            let place = everyone.iter().position(|one| one == id).expect("a customer of the base");
            let path = format!("/contacts/{}", self.base.contacts[id]);
            let answer =
                self.firm.change("admin", "PATCH", &path, &contact(place, n(place), false));
            assert_eq!(answer.status, 200, "{answer:?}");
            self.patch(id, private(record, n(record), false))
        };
        ids.iter().enumerate().map(patch).collect()
    }

    fn patch(&self, id: &str, fields: Value) -> Value {
        let answer = self.firm.change("admin", "PATCH", &path(id), &fields);
        assert_eq!(answer.status, 200, "{answer:?}");
        fields
    }
}
