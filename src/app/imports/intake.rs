//! One cleaned row becomes a record: every text read by the rules of its field.

use crate::app::Live;
use crate::app::read_user;
use crate::crypto::keys::Keyset;
use crate::domain::check;
use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::customer;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::field::Fault;
use crate::domain::field::Field;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::import::clean::Draft;
use crate::domain::import::clean::RegionNames;
use crate::domain::parse;
use crate::domain::parse::choice;
use crate::domain::parse::text;
use crate::domain::record::Record;
use crate::domain::region::Region;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

/// Texts of select fields and regions that are remembered: files repeat them.
const MEMORY: usize = 20_000;

pub(crate) struct Intake {
    live: Arc<Live>,
    keyset: Arc<Keyset>,
    now: Moment,
    pub(super) source: String,
    pub(super) owner: Option<UserId>,
    new_options: bool,
    /// Lists that are full: their unknown words are faults.
    full: HashSet<Tag>,
    choices: HashMap<(Tag, String), Value>,
    people: HashMap<String, Option<UserId>>,
    regions: HashMap<String, (Option<Region>, String)>,
}

/// What one row gave.
#[derive(Default)]
pub(crate) struct Taken<R> {
    pub record: R,
    pub faults: Vec<Fault>,
    /// Words that an option is to be made of before the row is taken again.
    pub wanted: Vec<(Tag, String)>,
    /// Names that are nobody's.
    pub strangers: Vec<String>,
}

impl Intake {
    pub(crate) fn new(live: Arc<Live>, keyset: Arc<Keyset>, now: Moment) -> Intake {
        Intake {
            live,
            keyset,
            now,
            source: "import".to_owned(),
            owner: None,
            new_options: false,
            full: HashSet::new(),
            choices: HashMap::new(),
            people: HashMap::new(),
            regions: HashMap::new(),
        }
    }

    pub(crate) fn with(mut self, source: &str, owner: Option<UserId>, new_options: bool) -> Intake {
        self.source = source.to_owned();
        (self.owner, self.new_options) = (owner, new_options);
        self
    }

    /// What has changed since: options and people.
    pub(crate) fn renew(&mut self, live: Arc<Live>) {
        if live.catalogue.generation != self.live.catalogue.generation {
            self.choices.clear();
        }
        if !Arc::ptr_eq(&live.people, &self.live.people) {
            self.people.clear();
        }
        self.live = live;
    }

    pub(crate) fn live(&self) -> &Live {
        &self.live
    }

    /// No option can be added to this field any more.
    pub(crate) fn close_list(&mut self, tag: Tag) {
        self.full.insert(tag);
    }

    pub(crate) fn take(&mut self, draft: &Draft) -> Taken<Customer> {
        let mut taken = self.read(draft);
        self.put_places(draft, &mut taken);
        let customer = &mut taken.record;
        if !customer.external_id.is_empty() && customer.external_source.is_empty() {
            customer.external_source.clone_from(&self.source);
        }
        customer.kind = customer.kind.or(Some(customer::kind::COMPANY));
        customer.level = customer.level.or(Some(customer::level::POTENTIAL));
        customer.owner = customer.owner.or(self.owner);
        self.check(&mut taken);
        taken
    }

    /// The values of a row, each in its field.
    pub(super) fn read<R: Record>(&mut self, draft: &Draft) -> Taken<R> {
        let mut taken = Taken {
            record: R::default(),
            faults: draft.faults.clone(),
            wanted: Vec::new(),
            strangers: Vec::new(),
        };
        let live = Arc::clone(&self.live);
        for (tag, text) in &draft.values {
            let Some(field) = live.catalogue.by_tag(R::KIND, *tag) else { continue };
            self.put(field, text, &mut taken);
        }
        taken
    }

    /// What is wrong with the row as a whole, where nothing is wrong with its values.
    pub(super) fn check<R: Record>(&self, taken: &mut Taken<R>) {
        if taken.faults.is_empty() && taken.wanted.is_empty() {
            let today = Today::at(self.now, self.live.settings.zone);
            let (catalogue, record) = (&self.live.catalogue, &taken.record);
            taken.faults = check::check(catalogue, None, record, Ease::Import, today);
        }
    }

    fn put<R: Record>(&mut self, field: &Field, text: &str, taken: &mut Taken<R>) {
        let found = match field.shape {
            Shape::User => Ok(self.person(text, taken).map_or(Value::Missing, Value::User)),
            Shape::Users => {
                let words = choice::words(text, |whole| {
                    read_user(&self.live.people, &self.keyset, whole).is_some()
                });
                let users = words.iter().filter_map(|word| self.person(word, taken));
                Ok(Value::Users(users.collect()))
            }
            Shape::Choice | Shape::Choices { .. } => self.choice(field, text, taken),
            _ => self.parsed(field, text),
        };
        match found {
            Ok(value) => taken.record.set_value(field.tag, value),
            Err(fault) => taken.faults.push(fault),
        }
    }

    pub(crate) fn parsed(&self, field: &Field, text: &str) -> Result<Value, Fault> {
        let settings = &self.live.settings;
        let people = |word: &str| read_user(&self.live.people, &self.keyset, word);
        let today = settings.today(self.now);
        let context = parse::Ctx { today, zone: settings.zone, people: &people };
        parse::parse(field, text, &context)
    }

    fn choice<R>(
        &mut self,
        field: &Field,
        text: &str,
        taken: &mut Taken<R>,
    ) -> Result<Value, Fault> {
        let place = (field.tag, text.to_owned());
        if let Some(value) = self.choices.get(&place) {
            return Ok(value.clone());
        }
        match self.parsed(field, text) {
            Ok(value) => {
                if self.choices.len() < MEMORY {
                    self.choices.insert(place, value.clone());
                }
                Ok(value)
            }
            Err(fault) if fault.reason == "unknown_option" && self.may_add(field) => {
                let words = fault.args.iter().filter(|(name, _)| *name == "value");
                let words: Vec<&String> = words.map(|(_, word)| word).collect();
                if words.iter().any(|word| text::within(word, check::MAX_OPTION_CHARS).is_err()) {
                    return Err(fault);
                }
                taken.wanted.extend(words.into_iter().map(|word| (field.tag, word.clone())));
                Ok(Value::Missing)
            }
            Err(fault) => Err(fault),
        }
    }

    fn may_add(&self, field: &Field) -> bool {
        let is_open = field.shape == Shape::Choices { open: true };
        (is_open || self.new_options) && !self.full.contains(&field.tag)
    }

    fn person<R>(&mut self, name: &str, taken: &mut Taken<R>) -> Option<UserId> {
        let found = self.known_person(name);
        if found.is_none() {
            taken.strangers.push(name.to_owned());
        }
        found
    }

    fn known_person(&mut self, name: &str) -> Option<UserId> {
        if let Some(known) = self.people.get(name) {
            return *known;
        }
        let found = read_user(&self.live.people, &self.keyset, name);
        // By an id somebody can be named who is disabled: nobody gets new customers then.
        let found = found.filter(|user| self.live.people.access(*user).is_some());
        if self.people.len() < MEMORY {
            self.people.insert(name.to_owned(), found);
        }
        found
    }

    /// Region and street. A district that is not in the list goes before the street: the city is
    /// worth keeping, and nothing of the address is lost.
    fn put_places(&mut self, draft: &Draft, taken: &mut Taken<Customer>) {
        let mut street = String::new();
        if let Some(names) = &draft.region {
            let (region, rest) = self.region(names);
            match region {
                Some(region) => taken.record.region = Some(region),
                None => {
                    let all = [&names.province, &names.city, &names.district];
                    let value = all.map(String::as_str).join("");
                    taken.faults.push(Fault::new("region", "unknown_region").with("value", value));
                }
            }
            street = rest;
        }
        if let Some(whole) = &draft.whole_address {
            let (region, rest) = Region::split(whole);
            taken.record.region = taken.record.region.or(region);
            street = if region.is_some() { rest } else { whole.clone() };
        } else if !street.is_empty() {
            street.push_str(draft.value(tag::ADDRESS).unwrap_or_default());
        }
        let field = self.live.catalogue.by_tag(Kind::Customer, tag::ADDRESS);
        if let Some(field) = field.filter(|_| !street.is_empty()) {
            match self.parsed(field, &street) {
                Ok(value) => taken.record.set_value(tag::ADDRESS, value),
                Err(fault) => taken.faults.push(fault),
            }
        }
    }

    fn region(&mut self, names: &RegionNames) -> (Option<Region>, String) {
        let RegionNames { province, city, district } = names;
        let path = [province.as_str(), city, district].join("\u{1f}");
        if let Some(known) = self.regions.get(&path) {
            return known.clone();
        }
        let found = match Region::from_names(province, city, district) {
            Some(region) => (Some(region), String::new()),
            None => (Region::from_names(province, city, ""), district.clone()),
        };
        if self.regions.len() < MEMORY {
            self.regions.insert(path, found.clone());
        }
        found
    }
}
