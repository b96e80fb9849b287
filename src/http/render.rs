//! Views to JSON: the wire forms of every type of value.

use crate::app::App;
use crate::app::Live;
use crate::app::records::history::Told;
use crate::app::records::reference;
use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::child::attachment;
use crate::domain::field::Field;
use crate::domain::field::Shape;
use crate::domain::ids::Home;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::RoleId;
use crate::domain::ids::Tag;
use crate::domain::ids::TeamId;
use crate::domain::ids::UserId;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::domain::parse;
use crate::domain::region::Region;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;
use crate::domain::value::Value;
use crate::http::rights;
use crate::http::write::Json;

/// What rendering needs beside the view.
pub struct Renderer<'a> {
    app: &'a App,
    live: &'a Live,
    lang: Lang,
    /// For whom: what a value refers to is shown as far as they may see it.
    op: Option<&'a Op>,
}

impl<'a> Renderer<'a> {
    pub fn new(app: &'a App, live: &'a Live, lang: Lang) -> Renderer<'a> {
        Renderer { app, live, lang, op: None }
    }

    /// For values that refer to records about customers, or to customers.
    pub fn of(app: &'a App, live: &'a Live, op: &'a Op) -> Renderer<'a> {
        Renderer { op: Some(op), ..Renderer::new(app, live, op.lang) }
    }

    /// `{"id":…,"version":…,"fields":{…}}`.
    pub fn view(&self, json: &mut Json, view: &View) {
        json.next();
        json.raw("{");
        self.members(json, view);
        json.raw("}");
    }

    /// The members alone, for an answer that has more.
    pub fn members(&self, json: &mut Json, view: &View) {
        json.key("id");
        json.text(&self.app.public_id(view.id()));
        json.key("version");
        json.number(view.version());
        if let Some(at) = view.deleted_at() {
            json.key("deleted_at");
            json.text(&parse::moment::show(at, self.live.settings.zone));
        }
        json.key("fields");
        json.raw("{");
        for (tag, shown) in view.cells() {
            if let Some(field) = self.live.catalogue.by_tag(view.id().kind, *tag) {
                json.key(&field.key);
                self.shown(json, field, shown);
            }
        }
        json.raw("}");
    }

    pub fn told(&self, json: &mut Json, kind: Kind, told: &Told) {
        let entry = &told.entry;
        json.next();
        json.raw("{");
        json.key("seq");
        json.number(entry.seq.0);
        json.key("at");
        json.text(&parse::moment::show(entry.at, self.live.settings.zone));
        json.key("actor");
        match entry.actor.user() {
            Some(user) => self.user(json, user),
            None => json.raw("null"),
        }
        json.key("action");
        json.text(entry.deed.slug());
        json.key("batch");
        json.text(&entry.batch.0.to_string());
        if !entry.note.is_empty() {
            json.key("note");
            json.text(&entry.note);
        }
        json.key("changes");
        json.raw("[");
        for (tag, before, after) in &told.changes {
            self.change(json, kind, *tag, before, after);
        }
        json.raw("]}");
    }

    fn change(&self, json: &mut Json, kind: Kind, tag: Tag, before: &Shown, after: &Shown) {
        let Some(field) = self.live.catalogue.by_tag(kind, tag) else { return };
        json.next();
        json.raw("{");
        json.key("field");
        json.text(&field.key);
        self.before_and_after(json, field, Some(&(before.clone(), after.clone())));
        json.raw("}");
    }

    /// Both members of a change; `null` where the viewer may not know them.
    pub fn before_and_after(
        &self,
        json: &mut Json,
        field: &Field,
        values: Option<&(Shown, Shown)>,
    ) {
        // Rights are long: only what differs is told.
        if let Some((Shown::Clear(Value::Rights(before)), Shown::Clear(Value::Rights(after)))) =
            values
        {
            for (key, one, other) in [("before", before, after), ("after", after, before)] {
                json.key(key);
                json.text(&rights::told(one, other, &self.live.catalogue, self.lang));
            }
            return;
        }
        for (key, shown) in [
            ("before", values.map(|(before, _)| before)),
            ("after", values.map(|(_, after)| after)),
        ] {
            json.key(key);
            match shown {
                Some(shown) => self.shown(json, field, shown),
                None => json.raw("null"),
            }
        }
    }

    fn shown(&self, json: &mut Json, field: &Field, shown: &Shown) {
        match shown {
            Shown::Masked(mask) => json.text(mask),
            Shown::Clear(value) => self.value(json, field, value),
        }
    }

    fn value(&self, json: &mut Json, field: &Field, value: &Value) {
        match value {
            Value::Missing | Value::Options(_) | Value::Rights(_) => json.raw("null"),
            Value::Text(text) => json.text(text),
            Value::Flag(on) => json.flag(*on),
            Value::Whole(number) if field.tag == attachment::tag::OF => {
                self.hangs_on(json, attachment::unpacked(*number));
            }
            Value::Whole(number) => json.number(number),
            Value::Decimal(number) => json.text(&parse::decimal::show(*number)),
            Value::Money(money) => json.text(&parse::money::show(*money)),
            Value::Day(day) => json.text(&parse::day::show(*day)),
            Value::Moment(at) => json.text(&parse::moment::show(*at, self.live.settings.zone)),
            Value::Choice(id) => self.choice(json, field, *id),
            Value::Choices(list) => {
                json.raw("[");
                list.iter().for_each(|id| self.choice(json, field, *id));
                json.raw("]");
            }
            Value::User(user) => self.user(json, *user),
            Value::Users(list) => {
                json.raw("[");
                list.iter().for_each(|user| self.user(json, *user));
                json.raw("]");
            }
            Value::Links(list) => {
                let Shape::Links(kind) = field.shape else { return json.raw("null") };
                match kind.home() {
                    Home::Own | Home::Customer => {
                        self.reference(json, kind, list.first().copied());
                    }
                    // Of a kind that one refers to alone.
                    Home::House if kind == Kind::Team => {
                        self.link(json, kind, list.first().copied());
                    }
                    Home::House => self.links(json, kind, list.iter().copied()),
                }
            }
            Value::Region(region) => region_json(json, *region),
            // A view never carries one in clear; its mask is all that there is to show.
            Value::Guarded(guarded) => json.text(guarded.mask()),
        }
    }

    pub fn choice(&self, json: &mut Json, field: &Field, id: ChoiceId) {
        json.next();
        match field.choice(id) {
            Some(choice) => self.option(json, choice),
            None => json.raw("null"),
        }
    }

    fn option(&self, json: &mut Json, choice: &Choice) {
        json.raw("{");
        json.key("value");
        json.text(choice_value(choice));
        json.key("label");
        json.text(self.label(choice));
        json.raw("}");
    }

    pub fn label<'c>(&self, choice: &'c Choice) -> &'c str {
        match self.lang {
            Lang::En if !choice.en.is_empty() => &choice.en,
            Lang::En | Lang::Zh => &choice.zh,
        }
    }

    pub fn user(&self, json: &mut Json, user: UserId) {
        json.next();
        json.raw("{");
        json.key("id");
        let id = RecordId { kind: Kind::User, ordinal: user.0 };
        json.text(&self.app.public_id(id));
        json.key("name");
        json.text(self.live.people.name(user));
        json.raw("}");
    }

    /// `[{"id":…,"name":…}]`.
    pub fn links(&self, json: &mut Json, kind: Kind, ordinals: impl Iterator<Item = u64>) {
        json.raw("[");
        for ordinal in ordinals {
            json.next();
            self.link(json, kind, Some(ordinal));
        }
        json.raw("]");
    }

    /// `{"id":…,"name":…}`, or `null`.
    pub fn link(&self, json: &mut Json, kind: Kind, ordinal: Option<u64>) {
        let Some(ordinal) = ordinal else { return json.raw("null") };
        let people = &self.live.people;
        let name = match kind {
            Kind::User => people.name(UserId(ordinal)),
            Kind::Team => people.team(TeamId(ordinal)).map_or("", |team| &team.record.name),
            Kind::Role => {
                people.role(RoleId(ordinal)).map_or("", |role| role.record.shown_name(self.lang))
            }
            Kind::Customer
            | Kind::Field
            | Kind::Contact
            | Kind::FollowUp
            | Kind::Task
            | Kind::Service
            | Kind::Deal
            | Kind::Order
            | Kind::Participation
            | Kind::Consent
            | Kind::Payment
            | Kind::Attachment => "",
        };
        json.raw("{");
        json.key("id");
        json.text(&self.app.public_id(RecordId { kind, ordinal }));
        json.key("name");
        json.text(name);
        json.raw("}");
    }

    /// A record that another refers to, as far as the viewer may see it: `{"id","name",…}`, or `null`.
    pub fn reference(&self, json: &mut Json, kind: Kind, ordinal: Option<u64>) {
        let Some(ordinal) = ordinal else { return json.raw("null") };
        json.raw("{");
        json.key("id");
        json.text(&self.app.public_id(RecordId { kind, ordinal }));
        let view = self.op.and_then(|op| reference::look(self.app, op, kind, ordinal));
        for (tag, shown) in view.iter().flat_map(View::cells) {
            if let Some(field) = self.live.catalogue.by_tag(kind, *tag) {
                json.key(reference::called(*tag, &field.key));
                self.shown(json, field, shown);
            }
        }
        json.raw("}");
    }

    /// `{"kind":…,"id":…}`, or `null` where the viewer does not see it.
    fn hangs_on(&self, json: &mut Json, of: Option<RecordId>) {
        let is_seen = |of: &RecordId| {
            self.op.is_some_and(|op| reference::look(self.app, op, of.kind, of.ordinal).is_some())
        };
        let Some(of) = of.filter(is_seen) else { return json.raw("null") };
        json.raw("{");
        json.key("kind");
        json.text(of.kind.plural());
        json.key("id");
        json.text(&self.app.public_id(of));
        json.raw("}");
    }

    /// Before or after in a turn of a customer: an option, or a person.
    pub fn turned(&self, json: &mut Json, field: &Field, number: u64) {
        match (field.shape, number) {
            (_, 0) => json.raw("null"),
            (Shape::User, user) => self.user(json, UserId(user)),
            (_, id) => {
                let choice = u32::try_from(id).ok().and_then(|id| field.choice(ChoiceId(id)));
                match choice {
                    Some(choice) => self.option(json, choice),
                    None => json.raw("null"),
                }
            }
        }
    }

    /// One value of a facet with its count.
    pub fn facet(&self, json: &mut Json, field: &Field, value: i64, count: u64) {
        let number = u32::try_from(value).unwrap_or_default();
        let (wire, label) = match field.shape {
            Shape::User | Shape::Users => {
                let user = UserId(value.cast_unsigned());
                let id = RecordId { kind: Kind::User, ordinal: user.0 };
                (self.app.public_id(id), self.live.people.name(user).to_owned())
            }
            Shape::Region => (format!("{number:06}"), Region(number).name().to_owned()),
            Shape::Flag => ((value == 1).to_string(), (value == 1).to_string()),
            _ => match field.choice(ChoiceId(number)) {
                Some(choice) => (choice_value(choice).to_owned(), self.label(choice).to_owned()),
                None => return,
            },
        };
        json.next();
        json.raw("{");
        json.key("value");
        json.text(&wire);
        json.key("label");
        json.text(&label);
        json.key("count");
        json.number(count);
        json.raw("}");
    }
}

/// What stands for an option in filters and requests: its code, or its Chinese label.
pub fn choice_value(choice: &Choice) -> &str {
    if choice.code.is_empty() { &choice.zh } else { &choice.code }
}

fn region_json(json: &mut Json, region: Region) {
    let (province, city, district) = region.names();
    json.raw("{");
    json.key("code");
    json.text(&format!("{:06}", region.0));
    for (key, name) in [("province", province), ("city", city), ("district", district)] {
        json.key(key);
        json.text(name);
    }
    json.raw("}");
}
