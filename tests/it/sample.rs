//! Three hundred made-up customers, and what a scan over them says: the measure of the index.

use crate::common::House;
use crate::common::PASSWORD;
use crate::outside::Shared;
use chrono::Days;
use chrono::NaiveDate;
use serde_json::Value;
use serde_json::json;

pub const SIZE: usize = 300;

pub const INDUSTRIES: [&str; 5] = ["制造业", "零售业", "互联网", "医疗", "物流"];
pub const SOURCES: [&str; 4] = ["官网", "展会", "转介绍", "电话"];
pub const LEVELS: [&str; 5] = ["潜在客户", "意向客户", "成交客户", "流失客户", "休眠客户"];
pub const STAGES: [&str; 3] = ["初步接触", "需求确认", "商务谈判"];
pub const TAGS: [&str; 4] = ["VIP", "月结", "流失风险", "重点客户"];
pub const OWNERS: [&str; 3] = ["admin", "li", "wang"];
const REGIONS: [&str; 6] = ["320500", "320506", "320100", "440300", "440305", "110105"];
const CITIES: [&str; 6] = ["苏州", "吴中", "南京", "深圳", "南山", "朝阳"];
const WORDS: [&str; 8] = ["华美", "东方", "ABC", "长江", "金鼎", "Sun", "永固", "天行"];
const TRADES: [&str; 6] = ["机械", "科技", "五金", "电子", "物流", "医疗器械"];
const PEOPLE: [&str; 6] = ["张三", "李四", "王小明", "曾国藩", "任盈盈", "赵六"];
/// Days before today.
const AGES: [u64; 12] = [0, 1, 6, 20, 45, 89, 91, 150, 300, 400, 700, 1000];

pub struct Sample {
    pub house: House,
    /// In the order in which they were made: what was sent, and the id of each.
    pub rows: Vec<Row>,
    /// The server's day.
    pub today: NaiveDate,
}

pub struct Row {
    pub id: String,
    pub code: String,
    sent: Value,
}

/// What the stories of lists and filters share.
pub static SAMPLE: Shared<Sample> = Shared::new(Sample::new);

impl Row {
    /// Empty where nothing was sent.
    pub fn text(&self, key: &str) -> &str {
        self.sent[key].as_str().unwrap_or("")
    }

    pub fn has(&self, key: &str, word: &str) -> bool {
        self.sent[key].as_array().is_some_and(|list| list.iter().any(|item| item == word))
    }

    pub fn number(&self, key: &str) -> Option<i64> {
        self.sent[key].as_i64()
    }

    pub fn is_empty(&self, key: &str) -> bool {
        match &self.sent[key] {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            _ => false,
        }
    }

    pub fn day(&self, key: &str) -> Option<NaiveDate> {
        self.text(key).get(..10).and_then(|text| text.parse().ok())
    }

    pub fn is_active(&self, today: NaiveDate) -> bool {
        self.day("last_contact").is_some_and(|day| today - Days::new(90) < day)
    }

    /// 客户状态 as the product defines it.
    pub fn status(&self, today: NaiveDate) -> &'static str {
        match self.text("level") {
            "流失客户" => "流失",
            _ if self.is_active(today) => "活跃",
            "潜在客户" => "潜在",
            _ => "沉默",
        }
    }
}

/// The same numbers at each run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    fn maybe(&mut self, percent: usize, value: impl FnOnce(&mut Dice) -> Value) -> Value {
        if self.below(100) < percent { value(self) } else { Value::Null }
    }
}

impl Sample {
    fn new() -> Sample {
        let house = House::new();
        for (login, name) in [("li", "李娜"), ("wang", "王芳")] {
            let body = json!({ "login": login, "name": name, "password": PASSWORD, "roles": ["系统管理员"] });
            assert_eq!(house.post("/users", &body).0, 201);
        }
        let first = house.customer("占位", &json!({}));
        let today = first["fields"]["created_at"].as_str().unwrap()[..10].parse().unwrap();
        let path = format!("/customers/{}", first["id"].as_str().unwrap());
        assert_eq!(house.ask("DELETE", &path, None, &[("if-match", "\"1\"")]).0, 204);
        let mut dice = Dice::new(7);
        let rows = (0..SIZE).map(|n| {
            let sent = body(n, today, &mut dice);
            let (status, made) = house.post("/customers", &sent);
            assert_eq!(status, 201, "{sent} {made}");
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            Row { id: text(&made["id"]), code: text(&made["fields"]["code"]), sent }
        });
        let rows = rows.collect();
        Sample { house, rows, today }
    }

    /// The ids of the rows that fit, sorted.
    pub fn fitting(&self, fits: impl Fn(&Row) -> bool) -> Vec<&str> {
        let mut ids: Vec<&str> =
            self.rows.iter().filter(|row| fits(row)).map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        ids
    }
}

fn body(n: usize, today: NaiveDate, dice: &mut Dice) -> Value {
    let region = dice.below(REGIONS.len());
    let name = format!("{}{}{}{n}", CITIES[region], dice.of(&WORDS), dice.of(&TRADES));
    let tags: Vec<&str> = TAGS.iter().copied().filter(|_| dice.below(4) == 0).collect();
    let with: Vec<&str> = OWNERS[1..].iter().copied().filter(|_| dice.below(5) == 0).collect();
    let day = |dice: &mut Dice| (today - Days::new(*dice.of(&AGES))).to_string();
    json!({
        "name": name,
        "kind": "企业",
        "short_name": dice.maybe(30, |dice| json!(dice.of(&WORDS))),
        "industry": dice.of(&INDUSTRIES),
        "source": dice.maybe(80, |dice| json!(dice.of(&SOURCES))),
        "level": dice.of(&LEVELS),
        "stage": dice.maybe(50, |dice| json!(dice.of(&STAGES))),
        "tags": tags,
        "contact_name": dice.maybe(70, |dice| json!(dice.of(&PEOPLE))),
        "contact_title": dice.maybe(40, |dice| json!(dice.of(&["采购经理", "总经理", "工程师"]))),
        "phone": format!("13{:09}", 800_000_000 + dice.below(40) * 1_001),
        "email": dice.maybe(50, |dice| json!(format!("u{}@example.com", dice.below(30)))),
        "wechat": dice.maybe(30, |dice| json!(format!("wxid_{:03}", dice.below(30)))),
        "region": dice.maybe(85, |_| json!(REGIONS[region])),
        "first_contact": dice.maybe(75, |dice| json!(day(dice))),
        "last_contact": dice.maybe(75, |dice| json!(format!("{}T12:00:00+08:00", day(dice)))),
        "opening_amount": dice.maybe(60, |dice| json!(dice.below(20) * 1_000)),
        "opening_deals": dice.maybe(60, |dice| json!(dice.below(6))),
        "remark": dice.maybe(50, |dice| json!(dice.of(&["需要发票", "ISO 9001 认证", "要求月结30天", "老板姓张"]))),
        "owner": dice.of(&OWNERS),
        "collaborators": with,
        "external_id": format!("OLD-{n:04}"),
    })
}
