//! What has happened with a made-up customer: talks, to-dos, services, deals and all else that can be
//! about one. The same seed gives the same.

use super::Person;
use super::life_words;
use super::mobile;
use super::random::Random;
use crate::domain::child::Base;
use crate::domain::child::Consent;
use crate::domain::child::Contact;
use crate::domain::child::Deal;
use crate::domain::child::FollowUp;
use crate::domain::child::Order;
use crate::domain::child::Participation;
use crate::domain::child::Payment;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::child::consent;
use crate::domain::child::followup::method;
use crate::domain::child::participation;
use crate::domain::child::service;
use crate::domain::child::task;
use crate::domain::demo::DemoCustomer;
use crate::domain::parse::day;
use crate::domain::parse::moment;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use chrono_tz::Tz;

/// Records of one customer in the order in which they are to be made. Whose they are, and what they
/// refer to, is for whoever makes them.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Life {
    /// With the phone of each.
    pub contacts: Vec<(Contact, String)>,
    pub talks: Vec<Talk>,
    pub services: Vec<Service>,
    pub sales: Vec<Sale>,
    pub orders: Vec<Order>,
    pub participations: Vec<Participation>,
    pub consents: Vec<Consent>,
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Talk {
    pub followup: FollowUp,
    /// What was to be done after it.
    pub next: Option<Task>,
}

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Sale {
    pub deal: Deal,
    pub payments: Vec<Payment>,
}

/// Now, and where.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pub now: Moment,
    pub zone: Tz,
}

impl Clock {
    pub fn today(self) -> Day {
        day::of(self.now, self.zone)
    }

    /// Minutes after midnight of a day so long ago; never later than now.
    fn past(self, days_ago: u64, minutes: u64) -> Moment {
        self.at(-(days_ago as i64), minutes).min(self.now)
    }

    pub(super) fn at(self, days: i64, minutes: u64) -> Moment {
        let day = Day(self.today().0 + days as i32);
        Moment(moment::start(day, self.zone).0 + minutes as i64 * 60_000)
    }
}

/// How far back anything lies, in days.
pub(super) const PAST_DAYS: u64 = 365;
const SEED_OF_LIFE: u64 = 0x11fe;

/// What has happened with the `n`th customer of a seed.
pub fn life(seed: u64, n: u64, customer: &DemoCustomer, clock: Clock) -> Life {
    let random = &mut Random::new(seed ^ SEED_OF_LIFE, n);
    let mut life = Life::default();
    let level = customer.get("level").unwrap_or_default();
    let who = customer.get("contact_name").or(customer.get("name")).unwrap_or_default();
    let text = customer.get("last_contact").unwrap_or_default();
    let last = moment::parse(text, clock.today(), clock.zone).ok();
    let story = Story { who, level, clock, seed, n };
    if customer.get("kind") == Some("企业") && random.percent(35) {
        life.contacts.push(story.contact(random));
    }
    if let Some(last) = last {
        story.talks(random, last, &mut life);
    }
    let has_bought = level == "成交客户";
    if has_bought && random.percent(70) {
        let count = 1 + u64::from(random.percent(25));
        (0..count).for_each(|_| life.services.push(story.service(random)));
    }
    story.sales(random, &mut life);
    if has_bought && random.percent(30) {
        life.orders.push(story.order(random));
    }
    if random.percent(16) {
        life.participations.push(story.participation(random));
    }
    if random.percent(18) {
        life.consents.push(story.consent(random));
    }
    life
}

pub(super) struct Story<'a> {
    who: &'a str,
    pub(super) level: &'a str,
    pub(super) clock: Clock,
    seed: u64,
    pub(super) n: u64,
}

pub(super) fn happened(at: Moment) -> Base {
    Base { at: Some(at), ..Base::default() }
}

/// Within the hours of an office.
fn office(random: &mut Random) -> u64 {
    510 + random.below(540)
}

impl Story<'_> {
    fn fill(&self, random: &mut Random, text: &str) -> String {
        let product: &str = random.pick::<&str>(&life_words::PRODUCTS);
        text.replace("{c}", self.who).replace("{p}", product)
    }

    pub(super) fn ago(&self, random: &mut Random, days: u64) -> Moment {
        // The lesser of two draws: more is recent than old.
        let ago = random.below(days).min(random.below(days));
        self.clock.past(ago, office(random))
    }

    fn contact(&self, random: &mut Random) -> (Contact, String) {
        let person = Person::make(random);
        let phone = mobile(self.seed.wrapping_add(1), self.n);
        let contact = Contact {
            name: person.name,
            title: random.weighted(&life_words::POSITIONS).to_owned(),
            department: random.weighted(&life_words::DEPARTMENTS).to_owned(),
            role_in_deal: Some(ChoiceId(1 + random.below(5) as u32)),
            ..Contact::default()
        };
        (contact, phone)
    }

    /// The last one is the customer's last contact; what comes next hangs on it.
    fn talks(&self, random: &mut Random, last: Moment, life: &mut Life) {
        let age_days = (self.clock.now.0 - last.0).max(0) as u64 / 86_400_000;
        if PAST_DAYS < age_days {
            return;
        }
        let more = random.below(3) * random.below(3) + if random.percent(3) { 12 } else { 0 };
        for _ in 0..more {
            let days = age_days + 1 + random.below(PAST_DAYS - age_days + 1);
            let at = self.clock.past(days, office(random));
            let next = random.percent(20).then(|| self.done_task(random, at));
            life.talks.push(Talk { followup: self.talk(random, at), next });
        }
        life.talks.sort_by_key(|talk| talk.followup.base.at);
        let is_live = self.level == "潜在客户" || self.level == "意向客户";
        let next = (is_live && random.percent(18)).then(|| self.open_task(random, last));
        life.talks.push(Talk { followup: self.talk(random, last), next });
        if random.percent(6) {
            let note = FollowUp {
                base: happened(last),
                method: Some(method::NOTE),
                content: (*random.pick(&life_words::NOTES)).to_owned(),
                task: None,
            };
            life.talks.push(Talk { followup: note, next: None });
        }
    }

    fn talk(&self, random: &mut Random, at: Moment) -> FollowUp {
        let methods = [
            (method::CALL, 42),
            (method::WECHAT, 26),
            (method::VISIT, 14),
            (method::MAIL, 9),
            (method::MEETING, 6),
            (method::OTHER, 3),
        ];
        let method = Some(random.weighted(&methods));
        let text = *random.pick(&life_words::TALKS);
        FollowUp { base: happened(at), method, content: self.fill(random, text), task: None }
    }

    fn task(&self, random: &mut Random, at: Moment, due: Moment) -> Task {
        let text = *random.pick(&life_words::TASKS);
        let priorities =
            [(task::priority::HIGH, 25), (task::priority::NORMAL, 60), (task::priority::LOW, 15)];
        Task {
            base: happened(at),
            title: self.fill(random, text),
            due: Some(due),
            priority: Some(random.weighted(&priorities)),
            remind: Some(task::remind::QUARTER),
            ..Task::default()
        }
    }

    fn done_task(&self, random: &mut Random, at: Moment) -> Task {
        let due = Moment(at.0 + (1 + random.below(10) as i64) * 86_400_000);
        let done_at = Moment((due.0 - random.below(20) as i64 * 3_600_000).max(at.0));
        let done_at = done_at.min(self.clock.now);
        Task { done: true, done_at: Some(done_at), ..self.task(random, at, due) }
    }

    /// Overdue, for today, for this week, or later.
    fn open_task(&self, random: &mut Random, at: Moment) -> Task {
        let minutes = (office(random) / 30) * 30;
        let due = match random.below(100) {
            0..16 => self.clock.at(-1 - random.below(6) as i64, minutes),
            16..40 => self.clock.at(0, 1_080),
            40..78 => self.clock.at(1 + random.below(6) as i64, minutes),
            _ => self.clock.at(7 + random.below(40) as i64, minutes),
        };
        self.task(random, at.min(due), due)
    }

    fn service(&self, random: &mut Random) -> Service {
        let (kind, told, result) = *random.pick(&life_words::SERVICES);
        let is_new = random.percent(12);
        let at = match is_new {
            true => self.clock.past(random.below(2), office(random)),
            false => self.ago(random, PAST_DAYS),
        };
        let after = |random: &mut Random, minutes: u64| {
            Moment(at.0 + (5 + random.below(minutes) as i64) * 60_000).min(self.clock.now)
        };
        let priorities = [
            (service::priority::NORMAL, 62),
            (service::priority::HIGH, 22),
            (service::priority::URGENT, 8),
            (service::priority::LOW, 8),
        ];
        let product = *random.pick(&life_words::PRODUCTS);
        let mut made = Service {
            base: happened(at),
            kind: Some(ChoiceId(kind)),
            priority: Some(random.weighted(&priorities)),
            description: told.replace("{p}", product),
            status: Some(service::status::NEW),
            due: Some(Moment(at.0 + 240 * 60_000)),
            ..Service::default()
        };
        if is_new {
            return made;
        }
        made.responded_at = Some(after(random, 280));
        let is_open = random.percent(12);
        made.status = Some(if is_open { service::status::OPEN } else { service::status::SOLVED });
        if !is_open {
            made.finished_at = Some(after(random, 2_400).max(made.responded_at.unwrap_or(at)));
            made.result = result.to_owned();
            let score = [(50, 38), (45, 24), (40, 18), (35, 8), (30, 6), (20, 4), (10, 2)];
            made.satisfaction =
                random.percent(80).then(|| Decimal(random.weighted(&score) * 1_000));
            if random.percent(40) {
                made.status = Some(service::status::CLOSED);
            }
        }
        made
    }

    fn participation(&self, random: &mut Random) -> Participation {
        let (campaign, channel) = *random.pick(&life_words::CAMPAIGNS);
        let results = [
            (participation::result::INVITED, 28),
            (participation::result::REGISTERED, 20),
            (participation::result::ATTENDED, 30),
            (participation::result::ABSENT, 12),
            (participation::result::INTERESTED, 10),
        ];
        Participation {
            base: happened(self.ago(random, PAST_DAYS)),
            campaign: campaign.to_owned(),
            channel: Some(ChoiceId(channel)),
            result: Some(random.weighted(&results)),
            note: String::new(),
        }
    }

    fn consent(&self, random: &mut Random) -> Consent {
        let at = self.ago(random, PAST_DAYS);
        let is_withdrawn = random.percent(10);
        let withdrawn = Moment(at.0 + random.below(60) as i64 * 86_400_000).min(self.clock.now);
        Consent {
            base: happened(at),
            purpose: Some(ChoiceId(1 + random.below(3) as u32)),
            basis: Some(ChoiceId(1)),
            evidence: "展会登记表签字".to_owned(),
            state: Some(if is_withdrawn {
                consent::state::WITHDRAWN
            } else {
                consent::state::GIVEN
            }),
            withdrawn_at: is_withdrawn.then_some(withdrawn),
        }
    }
}
